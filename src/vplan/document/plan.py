"""Assembles a verksamhetsplan: cover, front chapters, the goal cascade, economy, back chapters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vplan.document.anchors import Anchors
from vplan.document.cover import assemble_cover
from vplan.document.economy import economy_section
from vplan.document.goals import GoalAssembler
from vplan.document.prose import ProsePlace, convert
from vplan.document.tree import Document, Labels, Section
from vplan.document.wording import words_of
from vplan.editions import fill
from vplan.link import LinkedPlan
from vplan.model.edition import Edition
from vplan.model.plan import Chapter
from vplan.model.values import one_line

if TYPE_CHECKING:
    from vplan.model.award_edition import AwardEdition


def assemble_plan(linked: LinkedPlan, edition: Edition, *, logotype: str = "") -> Document:
    """Return the document of a unit's plan. `logotype` is a picture file relative to the workspace, or empty."""
    plan = linked.plan
    language = edition.language or "sv"
    own_language = plan.language if plan.language and plan.language != language else None
    anchors = Anchors()
    words = {
        "dokument": str(edition.document),
        "år": linked.year,
        "enhet": one_line(plan.unit),
        "nämnd": one_line(linked.board.name),
    }
    title = one_line(plan.title) or fill(edition.title, **words)
    title_anchor = anchors.take("dokument")
    cover = assemble_cover(linked, edition, anchors, own_language, logotype)
    sections = [_chapter(c, edition, linked, anchors, own_language) for c in plan.front_chapters]
    sections += GoalAssembler(edition, anchors, linked.folder, own_language, language).directions(linked.directions)
    if linked.economy is not None:
        sections += economy_section(linked, edition, anchors, own_language)
    sections += [_chapter(c, edition, linked, anchors, own_language) for c in plan.back_chapters]
    reference = one_line(plan.reference)
    return Document(
        title=title,
        title_anchor=title_anchor,
        lang=language,
        author=f"{one_line(plan.unit)}, {one_line(linked.board.name)}",
        subject=fill(edition.subject, **words),
        keywords=tuple(
            k
            for k in (fill(edition.cover.reference, dnr=reference) if reference else "", str(linked.year), cover.status)
            if k
        ),
        date=plan.date.isoformat() if plan.date else "",
        year=linked.year,
        cover=cover,
        labels=labels_of(edition),
        sections=tuple(sections),
        annexes=tuple(fill(edition.annexes.line, nr=n, titel=one_line(t)) for n, t in enumerate(plan.annexes, 1)),
        title_in_contents=bool(edition.contents.title),
    )


def labels_of(edition: Edition | AwardEdition) -> Labels:
    """Return the fixed words of a document in its edition."""
    words = words_of(edition)
    return Labels(
        contents=str(edition.contents.heading),
        annexes=str(edition.annexes.heading) if isinstance(edition, Edition) else "",
        page=fill(edition.cover.page, sida="{page}", sidor="{pages}"),
        back_to_index=str(edition.web.index),
        download_pdf=str(edition.web.pdf),
        skip_to_content=str(edition.web.skip),
        table_scroll=str(edition.web.table),
        page_short=words.references["page"],
        figure_table=words.figure_table,
    )


def _chapter(
    chapter: Chapter, edition: Edition, linked: LinkedPlan, anchors: Anchors, own_language: str | None
) -> Section:
    title = one_line(chapter.heading)
    anchor = anchors.take(str(chapter.id) or title)
    prose = chapter.text
    lang = (prose.language if prose else None) or chapter.language or own_language
    lang = None if lang == (edition.language or "sv") else lang
    depth = edition.contents.chapter_levels
    place = ProsePlace(2, anchors, anchor, lang, linked.folder, contents_depth=depth - 1)
    return Section(
        anchor=anchor,
        role="chapter",
        level=2,
        title=title,
        content=convert(prose, place),
        in_contents=depth > 0,
        lang=lang,
        span=chapter.span("heading"),
    )
