"""`tillgänglighet` in `vplan.yaml`: what the accessibility statement of the site says.

Glossary: webbplats service, aktör actor, uppfyller compliance, brister shortcomings, skäl cause, varför why,
i_stället instead, bedömd assessed, metod method, uppdaterad updated, kontakt feedback, formulär form, svar reply.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from pydantic import Field, ValidationInfo, WithJsonSchema

from vplan.diagnostics import Diagnostic, Message, Severity, Span, msg
from vplan.model import choices, values
from vplan.model.base import ReadBy, SourceModel, report
from vplan.model.choices import _choice
from vplan.model.common import NO_TEXT
from vplan.source.tree import Scalar
from vplan.statement import Cause, Compliance, Shortcoming, Statement

RULE = "accessibility-statement"

_COMPLIANCE: dict[str, Compliance] = {"helt": "full", "delvis": "partial", "inte": "none"}
_CAUSE: dict[str, Cause] = {"krav": "failing", "betungande": "burden", "undantag": "exempt"}
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@.]+\Z")


def _required(words: dict[str, Any]) -> ReadBy:
    """Make a validator for one of a few words that must be there."""
    check = _choice(words)

    def validate(value: Any, info: ValidationInfo) -> Any:
        if isinstance(value, Scalar) and not value.strip() and not value.missing:
            allowed = msg("one of {words}", words=", ".join(words))
            report(info, value, "empty-value", msg("A word is missing here."), msg("Write {allowed}.", allowed=allowed))
        return check(value, info)

    return ReadBy(validate)


class Failing(SourceModel):
    """Content that is not accessible."""

    what: ClassVar[Message] = msg("content that is not accessible")

    content: values.RequiredLine = Field(
        alias="brist", title="Brist", description="Vad som inte är tillgängligt, och för vem."
    )
    cause: Annotated[Cause | None, _required(_CAUSE), WithJsonSchema({"enum": list(_CAUSE)})] = Field(
        alias="skäl",
        title="Skäl",
        description="krav (det brister mot kraven), betungande (12 §) eller undantag (9 §).",
    )
    why: values.RequiredLine = Field(alias="varför", title="Varför", description="Varför det är så, i klartext.")
    instead: values.Line = Field(
        NO_TEXT, alias="i_stället", title="I stället", description="Hur man får del av innehållet på annat sätt."
    )


class Feedback(SourceModel):
    """Where someone tells of content that is not accessible."""

    what: ClassVar[Message] = msg("the contact of an accessibility statement")

    email: values.Line = Field(NO_TEXT, alias="epost", title="E-post", description="E-postadress.")
    form: values.Line = Field(
        NO_TEXT, alias="formulär", title="Formulär", description="Webbadress till ett formulär: https://…"
    )
    telephone: values.Line = Field(NO_TEXT, alias="telefon", title="Telefon", description="Telefonnummer.")
    reply: values.Line = Field(
        NO_TEXT, alias="svar", title="Svar", description="Hur snart ett svar kommer: inom två arbetsdagar."
    )


class Accessibility(SourceModel):
    """The accessibility statement."""

    what: ClassVar[Message] = msg("the accessibility statement")

    service: values.RequiredLine = Field(
        alias="webbplats", title="Webbplats", description="Webbplatsens namn: Verksamhetsplaner i Söderby."
    )
    actor: values.Line = Field(
        NO_TEXT, alias="aktör", title="Aktör", description="Den som svarar för webbplatsen; annars kommunen."
    )
    compliance: Annotated[Compliance | None, _required(_COMPLIANCE), WithJsonSchema({"enum": list(_COMPLIANCE)})] = (
        Field(alias="uppfyller", title="Uppfyller", description="Om lagens krav uppfylls: helt, delvis eller inte.")
    )
    shortcomings: values.Items[Failing] = Field(
        (), alias="brister", title="Brister", description="Innehåll som inte är tillgängligt."
    )
    assessed: choices.RequiredDate = Field(
        alias="bedömd", title="Bedömd", description="Dagen då tillgängligheten bedömdes: 2026-11-20."
    )
    method: values.RequiredLine = Field(
        alias="metod", title="Metod", description="Hur det gick till, i en mening: Vi har prövat sidorna själva med …"
    )
    updated: choices.RequiredDate = Field(
        alias="uppdaterad", title="Uppdaterad", description="Dagen då redogörelsen senast ändrades: 2026-11-20."
    )
    feedback: Feedback = Field(
        alias="kontakt", title="Kontakt", description="Vart man vänder sig: epost eller formulär, gärna telefon."
    )

    def statement(self, municipality: str) -> Statement | None:
        """Return the statement; nothing where `faults` has an error."""
        contact = self.feedback
        if any(found.severity is Severity.ERROR for found in faults(self, municipality)):
            return None
        if self.compliance is None or self.assessed is None or self.updated is None:
            return None
        if not (contact.email or contact.form):
            return None
        return Statement(
            actor=values.one_line(self.actor) or municipality,
            service=values.one_line(self.service),
            compliance=self.compliance,
            shortcomings=tuple(
                Shortcoming(f.cause, values.one_line(f.content), values.one_line(f.why), values.one_line(f.instead))
                for f in self.shortcomings
                if f.cause is not None
            ),
            assessed=self.assessed.isoformat(),
            method=values.one_line(self.method),
            updated=self.updated.isoformat(),
            email=contact.email.strip(),
            telephone=values.one_line(contact.telephone),
            form=contact.form.strip(),
            reply=values.one_line(contact.reply),
        )


def faults(model: Accessibility, municipality: str) -> Iterator[Diagnostic]:
    """Yield what the statement says that cannot be, or lacks though the law asks for it."""
    if not any(map(model.has, type(model).model_fields)):  # it is no mapping, which is told of already
        return
    if not municipality and not model.actor.strip():
        message = msg("It is not said who answers for the site.")
        yield _error(model.place, message, msg("Write “kommun: …”, or “aktör: …” here."))
    failing = [shortcoming for shortcoming in model.shortcomings if shortcoming.cause in ("failing", "burden")]
    if model.compliance == "full" and failing:
        message = msg("The site cannot meet all demands and have content that fails them.")
        hint = msg("Write “uppfyller: delvis”, or take the content away that is mended.")
        yield _error(failing[0].place, message, hint)
    nothing_fails = all(shortcoming.cause == "exempt" for shortcoming in model.shortcomings)
    if model.compliance in ("partial", "none") and nothing_fails:
        message = msg("It is not said what fails the demands.")
        yield _error(model.span("compliance"), message, msg("List it under “brister”; the law asks for it."))
    if model.assessed and model.updated and model.updated < model.assessed:
        message = msg("The statement was updated before the site was judged.")
        yield _error(model.span("updated"), message, msg("One of the dates is wrong, or the statement is older."))
    yield from _contact_faults(model)


def _contact_faults(model: Accessibility) -> Iterator[Diagnostic]:
    contact = model.feedback
    if not model.has("feedback"):  # which is told of where keys are missing
        return
    email, form = contact.email.strip(), contact.form.strip()
    if not email and not form:
        message = msg("There is no way to tell of content that is not accessible.")
        yield _error(contact.place, message, msg("Write “epost: …” or “formulär: https://…”."))
    if email and not _EMAIL.match(email):
        message = msg("“{text}” is no e-mail address.", text=values.shortened(email))
        yield _error(contact.span("email"), message, msg("Write one such as tillganglighet@example.org."))
    if form and not _is_web_address(form):
        message = msg("“{text}” is no web address.", text=values.shortened(form))
        yield _error(contact.span("form"), message, msg("Write one that begins with https://."))


def _is_web_address(text: str) -> bool:
    scheme, _, rest = text.partition("://")
    host = rest.partition("/")[0]
    return scheme in ("http", "https") and "." in host.strip(".") and len(text.split()) == 1


def _error(place: Span, message: Message, hint: Message) -> Diagnostic:
    return Diagnostic(RULE, Severity.ERROR, place, message, hint)
