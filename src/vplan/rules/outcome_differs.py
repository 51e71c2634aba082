"""outcome-differs: an outcome in a comment is the one that stands among the indicator's values.

Why: a comment such as “Utfall 2017: 82 %” is written from memory or copied from last year. If `utfall` here or in last
year's plan says something else, one of them is wrong, and the curve and the words contradict each other on the page.

Wrong:

    utfall: {2017: 76}
    kommentar: "Utfall 2017: 82 %"

Right:

    utfall: {2017: 76}
    kommentar: "Utfall 2017: 76 %"
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from vplan.diagnostics import Diagnostic, Related, Severity, Span, msg
from vplan.link import LinkedIndicator
from vplan.model.common import Indicator, OwnValues
from vplan.model.values import NUMBER, parse_number
from vplan.numbers import format_number
from vplan.rules.lazy import lazy
from vplan.rules.scope import Scope
from vplan.source.tree import Scalar

ID = "outcome-differs"
SEVERITY = Severity.WARNING

OUTCOME = lazy(
    r"\butfall(?:et)?\s{1,3}(?:(?:för|år|helår)\s{1,3}){0,2}(?P<year>(?:19|20)\d\d)"
    r"(?:\s{0,3}[:=]|\s{1,3}(?:var|blev|är|–|-))?\s{1,3}"
    rf"(?P<number>{NUMBER.replace('(?:,', '(?:[.,]')})(?:\s{{0,2}}(?:%|procent))?",
    re.IGNORECASE,
)


class Outcome(NamedTuple):
    """An outcome of a year: its value, how many decimals it was written with, and where."""

    year: int
    value: Decimal
    decimals: int
    span: Span


def in_comment(comment: Scalar) -> Iterator[Outcome]:
    """Yield the outcomes that a comment tells with their years."""
    if "tfall" not in comment and "TFALL" not in comment:
        return
    for match in OUTCOME().finditer(comment):
        written = match["number"].replace(".", ",")
        number = parse_number(written)
        if number is not None:
            span = comment.span_at(*match.span("number"))
            yield Outcome(int(match["year"]), number, len(written.partition(",")[2]), span)


def in_history(values: Indicator | OwnValues) -> Iterator[Outcome]:
    """Yield the outcomes among an indicator's values."""
    for year, amount in values.history.items():
        if amount is not None and year.strip().isascii() and year.strip().isdecimal() and len(year.strip()) == 4:
            yield Outcome(int(year), amount.value, amount.decimals, amount.text.span)


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each outcome in a comment that differs from the one in this file or in last year's."""
    for shown in scope.shown:
        linked = shown.linked
        own: Indicator | OwnValues | None = linked.own
        if own is None and (shown.unit_goal is not None or not scope.is_unit):
            own = linked.row
        for told in in_comment(own.comment) if own is not None else ():
            known = next((o for o in _known(linked) if o.year == told.year), None) or _before(scope, linked, told)
            if known is not None and _differ(told, known):
                yield _finding(told, known)


def _known(linked: LinkedIndicator) -> Iterator[Outcome]:
    if linked.own is not None:
        yield from in_history(linked.own)
    yield from in_history(linked.row)


def _before(scope: Scope, linked: LinkedIndicator, told: Outcome) -> Outcome | None:
    """Return the same year's outcome from last year's file, which is read only for this."""
    earlier = scope.before.get(str(linked.row.id) or str(linked.row.name)) if told.year < scope.year else None
    if earlier is None:
        return None
    comment = earlier.own.comment if earlier.own is not None else earlier.row.comment
    found = (*_known(earlier), *in_comment(comment))
    return next((outcome for outcome in found if outcome.year == told.year), None)


def _differ(one: Outcome, other: Outcome) -> bool:
    """Tell whether two outcomes differ by more than rounding to the fewer decimals."""
    return abs(one.value - other.value) * 2 > Decimal(1).scaleb(-min(one.decimals, other.decimals)) or (
        one.decimals == other.decimals and one.value != other.value
    )


def _finding(told: Outcome, known: Outcome) -> Diagnostic:
    message = msg(
        "The comment says that the outcome of {year} was {told}, but among the values it is {known}.",
        year=told.year,
        told=format_number(told.value, told.decimals),
        known=format_number(known.value, known.decimals),
    )
    where = Related(known.span, msg("The value of {year} stands here.", year=known.year))
    return Diagnostic(ID, SEVERITY, told.span, message, msg("Mend the comment or the value."), (where,))
