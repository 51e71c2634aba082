"""What the rules are about: each rule's topic, by which lists of them are ordered."""

from __future__ import annotations

from collections.abc import Sequence

from vplan.diagnostics import Message, msg
from vplan.rules.compiler import (
    building,
    control,
    decisions,
    figures,
    linking,
    model,
    source,
    statement,
    structure,
    workspace,
)
from vplan.rules.pages import Page, pages

_OF_RULES: tuple[tuple[Message, tuple[str, ...]], ...] = (
    (
        msg("Goals"),
        (
            "immeasurable-goal", "missing-field", "missing-follow-up", "retyped-title", "uncarried-goal",
        ),
    ),
    (
        msg("Indicators and targets"),
        (
            "decimal-point", "duplicate-indicator", "indicator-history", "missing-target", "outcome-differs",
            "percent-space", "percentage-range", "periodicity-differs", "target-decimals", "target-unit",
            "text-contradicts-target", "weaker-target",
        ),
    ),
    (
        msg("Activities"),
        ("activity-dates", "activity-outside-year", "duplicate-activity", "early-start", "long-activity"),
    ),
    (
        msg("Budget"),
        (
            "blank-in-sum", "change-column", "factor-thousand", "income-sign", "money-unit", "sum-differs",
            "sum-row", "text-contradicts-budget",
        ),
    ),
    (
        msg("Texts"),
        (
            "heading-level", "heading-year", "hidden-character", "html-in-prose", "link-target", "link-text",
            "long-sentence", "placeholder-text", "repeated-heading", "same-text", "same-text-across", "too-deep-prose",
        ),
    ),
    (
        msg("The document"),
        (
            "annex-order", "cover-date", "missing-chapter", "picture-file", "reference-pattern", "table-caption",
            "table-size", "table-width", "unanswered-question",
        ),
    ),
    (msg("Personal data"), ("personal-number", "private-contact")),
)  # fmt: skip
_OF_COMPILER: tuple[tuple[Message, tuple[Page, ...]], ...] = (
    (msg("Figures from data"), figures.PAGES),
    (msg("Decisions"), decisions.PAGES),
    (msg("Accessibility"), (*statement.PAGES, *structure.PAGES)),
    (msg("References and editions"), linking.PAGES),
    (msg("Fields and values"), model.PAGES),
    (msg("Files as text"), source.PAGES),
    (msg("Folders and settings"), workspace.PAGES),
    (msg("Settings and comments of rules"), control.PAGES),
    (msg("Making of documents"), building.PAGES),
)
OTHER = msg("Other")


def by_topic() -> Sequence[tuple[Message, Sequence[Page]]]:
    """Return all pages by topic: what a plan says first, then what the compiler finds; each in alphabetical order."""
    known = pages()
    found = [(topic, [known[rule] for rule in rules if rule in known]) for topic, rules in _OF_RULES]
    found += [(topic, sorted(of_room, key=lambda page: page.id)) for topic, of_room in _OF_COMPILER]
    taken = {page.id for _, of_topic in found for page in of_topic}
    rest = [page for page in known.values() if page.id not in taken]
    return [*found, (OTHER, rest)] if rest else found
