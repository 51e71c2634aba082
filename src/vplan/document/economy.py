"""Assembles the economy chapter: use of resources, and the budget tables under their headings."""

from __future__ import annotations

from vplan.diagnostics import Span
from vplan.document.anchors import Anchors
from vplan.document.prose import ProsePlace, convert
from vplan.document.tables import budget_table
from vplan.document.tree import Block, Facts, Section
from vplan.editions import fill
from vplan.link import LinkedPlan
from vplan.model.economy import BudgetTable
from vplan.model.edition import Edition
from vplan.model.prose import Prose
from vplan.model.values import one_line
from vplan.rules.placeholder_text import is_placeholder


def economy_section(linked: LinkedPlan, edition: Edition, anchors: Anchors, own_language: str | None) -> list[Section]:
    """Return the chapter, or nothing when the unit's file is empty of both text and tables."""
    economy = linked.economy
    assert economy is not None
    words = edition.economy
    anchor = anchors.take(str(words.chapter))
    listed = bool(edition.contents.economy)
    sections: list[Section] = []
    resources = economy.resources  # an empty text under the key is the heading alone
    if resources is not None and (resources.is_empty or not is_placeholder(resources)):
        sections.append(_resources(resources, linked, edition, anchors, own_language, anchor))
    sections += _budgets(economy.tables, linked, edition, anchors, own_language)
    if not sections:
        return []
    span = economy.tables[0].place if economy.tables else economy.place
    chapter = Section(
        anchor=anchor,
        role="chapter",
        level=2,
        title=str(words.chapter),
        content=tuple(sections),
        in_contents=listed,
        span=span,
    )
    return [chapter]


def _language(prose: Prose | None, own_language: str | None, edition: Edition) -> str | None:
    lang = (prose.language if prose else None) or own_language
    return None if lang == (edition.language or "sv") else lang


def _resources(
    prose: Prose, linked: LinkedPlan, edition: Edition, anchors: Anchors, own_language: str | None, parent: str
) -> Section:
    title = str(edition.economy.resources)
    anchor = anchors.take(title, parent)
    place = ProsePlace(3, anchors, anchor, _language(prose, own_language, edition), linked.folder)
    return _section(anchor, title, convert(prose, place), edition, prose.text.span)


def _budgets(
    tables: tuple[BudgetTable, ...], linked: LinkedPlan, edition: Edition, anchors: Anchors, own_language: str | None
) -> list[Section]:
    default = fill(edition.economy.budget, år=linked.year)
    by_heading: dict[str, list[BudgetTable]] = {}
    for table in tables:
        by_heading.setdefault(one_line(table.heading) or default, []).append(table)
    sections = []
    for heading, group in by_heading.items():
        anchor = anchors.take(heading)
        content: list[Section | Block] = []
        for table in group:
            place = ProsePlace(3, anchors, anchor, _language(table.text, own_language, edition), linked.folder)
            content += convert(table.text, place)
            facts = tuple((name, one_line(value)) for name, value in table.facts.items())
            content += [Facts(facts)] if facts else []
            content.append(budget_table(table, edition, heading, own_language))
        sections.append(_section(anchor, heading, tuple(content), edition, group[0].place))
    return sections


def _section(anchor: str, title: str, content: tuple[Section | Block, ...], edition: Edition, span: Span) -> Section:
    listed = bool(edition.contents.economy)
    return Section(
        anchor=anchor,
        role="subchapter",
        level=3,
        title=title,
        content=content,
        in_contents=listed,
        contents_level=2,
        span=span,
    )
