"""heading-year: a year in a heading is the plan's.

Why: “Budget 2017” above the figures of 2018 was left when last year's file was copied. Headings that look back or ahead
(“Utfall 2017”, “Återblick 2017”, “2017–2019”, “Inför 2019”) are not judged.

Wrong: `rubrik: Budget 2017` in a plan for 2018

Right: `rubrik: Budget 2018`
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Severity, msg
from vplan.model.values import one_line
from vplan.rules.lazy import lazy
from vplan.rules.scope import Scope
from vplan.source.tree import Scalar

ID = "heading-year"
SEVERITY = Severity.WARNING

_YEAR = lazy(r"(?<![\d\w/–−.,-])(?:19|20)\d\d(?![\d\w/–−]|[.,-]\d|-(?:19|20))")
_OTHER_TIME = lazy(
    r"utfall|resultat|återblick|tillbaka|histori|bokslut|berättelse|redovisning|erfarenhet|lärdom|uppfölj|utvärder|"
    r"enkät|undersökning|mätning|statistik|svar\b|jämför|\bsedan\b|\bfrån\b|\bmellan\b|\btill och med\b|"
    r"\btill\s{1,3}(?:19|20)\d\d\b(?!\s{1,3}års)|"
    r"\bunder\b|\bhösten\b|\bvåren\b|tidigare|förra|gångna|hände|gjorde|beslut|lag\b|utmärkels|\binför\b|framåt|"
    r"förändring|skillnad|ökning|minskning",
    re.IGNORECASE,
)
_PLANS = lazy(r"budget|verksamhetsplan|årsmål|\bplan(?:en)? för\b", re.IGNORECASE)
_INDENT = 3  # spaces that may stand before the # of a heading
_NEAR = 5  # years back; an earlier one is history, and is no slip of copying


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each year of a heading, title, table or table fact that is not the plan's."""
    if scope.award is not None or not scope.year:
        return
    for line in _lines(scope):
        yield from _judged(scope, line, 0, len(line))
    for prose in scope.proses:
        for start, end in _headings(prose.text):
            yield from _judged(scope, prose.text, start, end)
    for table in scope.budget:
        for label, value in table.facts.items():
            if "år" in label.casefold() and len(one_line(value)) == 4:
                yield from _judged(scope, value, 0, len(value))


def _headings(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the headings of a Markdown text begin and end."""
    at = text.find("#")
    while at >= 0:
        begin, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
        end = end if end >= 0 else len(text)
        if at - begin <= _INDENT and not text[begin:at].strip():
            yield begin, end
        at = text.find("#", end)


def _lines(scope: Scope) -> Iterator[Scalar]:
    """Yield the headings that are fields."""
    if scope.plan is not None:
        yield scope.plan.title
        for chapter in (*scope.plan.front_chapters, *scope.plan.back_chapters):
            yield chapter.heading
    for table in scope.budget:
        yield table.heading
        yield table.caption


def _judged(scope: Scope, text: Scalar, start: int, end: int) -> Iterator[Diagnostic]:
    heading = text[start:end]
    if "20" not in heading and "19" not in heading:
        return
    years = [(int(match[0]), match.start()) for match in _YEAR().finditer(heading)]
    if not years or any(year == scope.year for year, _ in years) or _OTHER_TIME().search(heading):
        return
    year, at = years[0]
    is_next = year == scope.year + 1 and _PLANS().search(heading) is not None
    if len(years) == 1 and (is_next or scope.year - _NEAR <= year < scope.year):
        message = msg("The heading says {year}, but the plan is for {own}.", year=year, own=scope.year)
        hint = msg("Write {own}; a heading that looks back says so: Utfall {year}.", own=scope.year, year=year)
        yield Diagnostic(ID, SEVERITY, text.span_at(start + at, start + at + 4), message, hint)
