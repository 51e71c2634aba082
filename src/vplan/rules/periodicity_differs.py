"""periodicity-differs: an indicator is measured as often as where it comes from.

Why: who follows it up looks for a value each tertial, or once a year. If the same indicator says one thing in the
council's file and another in the board's or the unit's, somebody waits for a figure that never comes.

Wrong: `periodicitet: år` of an indicator that in kf.yaml has `periodicitet: tertial`

Right: `periodicitet: tertial`
"""

from __future__ import annotations

from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Message, Related, Severity, msg
from vplan.model.common import Indicator
from vplan.rules.facts import Shown, same_words, taken_over
from vplan.rules.scope import Scope

ID = "periodicity-differs"
SEVERITY = Severity.WARNING
ALSO = (Severity.HINT,)


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding where a unit's row differs from the catalogue's, or a catalogue's from last year's.

    A row that stands in the document twice is for `duplicate-indicator`.
    """
    rows = [shown for shown in scope.shown if shown.row.periodicity is not None]
    if scope.is_unit:
        rows = [shown for shown in rows if shown.unit_goal is not None]
    if not rows:
        return
    above, told = _above(scope), taken_over(scope) if scope.is_unit else ()
    for shown in rows:
        same = _same(shown.row, above)
        if same is not None and same_words(same.name) not in told:
            yield from _judged(shown, same, SEVERITY, msg("The same indicator stands here."))
        elif not scope.is_unit and (earlier := _last_years(scope, shown.row)) is not None:
            yield from _judged(shown, earlier, Severity.HINT, msg("Last year's indicator stands here."))


def _last_years(scope: Scope, row: Indicator) -> Indicator | None:
    earlier = scope.before.get(str(row.id)) if row.id else None
    return earlier.row if earlier is not None and same_words(earlier.row.name) == same_words(row.name) else None


def _above(scope: Scope) -> list[Indicator]:
    """Return the rows of the catalogues that the scope stands on."""
    found: list[Indicator] = []
    if not scope.is_unit:
        return found
    found += [row for _, goal in (scope.council.goals() if scope.council else ()) for row in goal.indicators]
    for part in scope.board.goals.values() if scope.board else ():
        found += [*part.indicators, *(row for goal in part.goals for row in goal.indicators)]
    return found


def _same(row: Indicator, others: list[Indicator]) -> Indicator | None:
    name = same_words(row.name)
    return next((o for o in others if (row.id and o.id == row.id) or same_words(o.name) == name), None)


def _judged(shown: Shown, other: Indicator, severity: Severity, where: Message) -> Iterator[Diagnostic]:
    row = shown.row
    if row.periodicity is None or other.periodicity is None or row.periodicity is other.periodicity:
        return
    message = msg(
        "The periodicity is {own} here, but {other} where the indicator also stands.",
        own=row.periodicity.value,
        other=other.periodicity.value,
    )
    hint = msg("Write “periodicitet: {word}”, or change it there.", word=other.periodicity.value)
    related = (Related(other.span("periodicity"), where),)
    yield Diagnostic(ID, severity, row.span("periodicity"), message, hint, related)
