"""Assembles page 1: unit, kind, reference, date, officer, recipient, proposal, address."""

from __future__ import annotations

from vplan.document.anchors import Anchors
from vplan.document.prose import ProsePlace, convert
from vplan.document.status import status_of
from vplan.document.tree import Block, ContactLine, Cover, Officer, Proposal, Section, Signatory
from vplan.document.typography import NO_BREAK_SPACE
from vplan.editions import fill
from vplan.link import LinkedPlan
from vplan.model import plan as model
from vplan.model.edition import Edition
from vplan.model.prose import Prose
from vplan.model.values import one_line


def assemble_cover(
    linked: LinkedPlan, edition: Edition, anchors: Anchors, own_language: str | None, logotype: str
) -> Cover:
    """Return the cover of a unit's document; fields that the unit leaves out are empty."""
    plan, words = linked.plan, edition.cover
    reference = one_line(plan.reference)
    recipient = one_line(plan.recipient)
    return Cover(
        unit=one_line(plan.unit),
        document_kind=one_line(plan.document_kind),
        reference=fill(words.reference, dnr=reference) if reference else "",
        date=plan.date.isoformat() if plan.date else "",
        officer=_officer(plan.officer, edition) if plan.officer else None,
        recipient_heading=str(words.recipient) if recipient else "",
        recipient=recipient,
        proposal=_proposal(plan.proposal, edition, anchors, own_language) if plan.proposal is not None else None,
        contact_heading=(one_line(plan.contact.name) if plan.contact else "") or one_line(plan.unit),
        contact=_contact(plan.contact, edition) if plan.contact else (),
        logotype=logotype,
        status=status_of(linked, words, edition.language or "sv"),
        is_draft=linked.is_draft and linked.decision is None,
    )


def _officer(officer: model.Officer, edition: Edition) -> Officer:
    telephone = _number(officer.telephone)
    lines = (
        one_line(officer.name),
        fill(edition.cover.telephone, nummer=telephone) if telephone else "",
        one_line(officer.email),
    )
    return Officer(str(edition.cover.officer), tuple(line for line in lines if line))


def _number(text: str) -> str:
    """Return a telephone number that no line's end can cut."""
    return one_line(text).replace(" ", NO_BREAK_SPACE)


def _contact(contact: model.Contact, edition: Edition) -> tuple[ContactLine, ...]:
    words = edition.cover
    telephone, switchboard = _number(contact.telephone), _number(contact.switchboard)
    email, web = one_line(contact.email), one_line(contact.web)
    lines = [ContactLine(one_line(text)) for text in (contact.street, contact.box, contact.postal_address)]
    lines.append(ContactLine(fill(words.contact_telephone, nummer=telephone) if telephone else ""))
    lines.append(ContactLine(fill(words.switchboard, nummer=switchboard) if switchboard else ""))
    lines.append(ContactLine(email, f"mailto:{email}" if "@" in email else ""))
    lines.append(ContactLine(web, web if web.startswith(("http://", "https://")) else f"https://{web}"))
    return tuple(line for line in lines if line.text)


def _proposal(proposal: model.Proposal, edition: Edition, anchors: Anchors, own_language: str | None) -> Proposal:
    heading = str(edition.cover.proposal)
    lang = proposal.language or own_language
    anchor = anchors.take(heading)
    place = ProsePlace(2, anchors, anchor)
    return Proposal(
        heading=heading,
        anchor=anchor,
        content=_blocks(proposal.text, place),
        points=tuple(_blocks(point, place) for point in proposal.points),
        signatories=tuple(Signatory(one_line(s.name), one_line(s.title)) for s in proposal.signatories),
        in_contents=bool(edition.contents.proposal),
        lang=None if lang == (edition.language or "sv") else lang,
    )


def _blocks(prose: Prose | None, place: ProsePlace) -> tuple[Block, ...]:
    return tuple(item for item in convert(prose, place) if not isinstance(item, Section))
