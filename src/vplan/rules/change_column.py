"""change-column: a column of changes that is written by hand holds the differences that its other rows hold.

Why: readers trust the change more than they subtract themselves. Where most rows are the difference between the same
two columns, a row that is not has been missed when an amount was changed.

Wrong: `2017: 500`, `2018: 520`, `förändring: +30`

Right: `2017: 500`, `2018: 520`, `förändring: +20`
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import permutations

from vplan.diagnostics import Diagnostic, Severity, msg
from vplan.model.economy import AmountRow, BudgetTable
from vplan.model.values import one_line
from vplan.numbers import format_number
from vplan.rules.scope import Scope

ID = "change-column"
SEVERITY = Severity.WARNING

_WORDS = ("förändring", "ändring", "avvikelse", "differens", "skillnad", "diff")
_FEWEST_THAT_FIT = 2


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each change that is not the difference which at least two thirds of the rows show."""
    for table in scope.sure_tables:
        for column, definition in table.columns.items():
            if definition.formula or not (definition.signed or _is_change(definition.heading)):
                continue
            yield from _differing(table, column)


def _is_change(heading: str) -> bool:
    return one_line(heading).lower().startswith(_WORDS)


def _differing(table: BudgetTable, column: str) -> Iterator[Diagnostic]:
    """Yield a finding at each row that breaks what the column holds: the difference that most rows show."""
    rows = [row for row in table.all_rows() if row.amounts.get(column) is not None]
    others = [name for name in table.columns if name != column]
    found: list[tuple[int, int, str, str, list[AmountRow]]] = []
    for later, earlier in permutations(others, 2):
        complete = [row for row in rows if _difference(row, later, earlier) is not None]
        wrong = [row for row in complete if not _fits(table, row, column, later, earlier)]
        fitting = len(complete) - len(wrong)
        if fitting >= max(_FEWEST_THAT_FIT, 2 * len(wrong)):
            found.append((-fitting, len(wrong), later, earlier, wrong))
    if found:
        _, _, later, earlier, wrong = min(found, key=lambda candidate: candidate[:2])
        yield from (_finding(table, row, column, later, earlier) for row in wrong)


def _difference(row: AmountRow, later: str, earlier: str) -> Decimal | None:
    a, b = row.amounts.get(later), row.amounts.get(earlier)
    return None if a is None or b is None else a.value - b.value


def _fits(table: BudgetTable, row: AmountRow, column: str, later: str, earlier: str) -> bool:
    """Tell whether the row shows the difference; of rounded amounts it may be one off in the last place."""
    amount, difference = row.amounts[column], _difference(row, later, earlier)
    if amount is None or difference is None:
        return False
    places = max(found.decimals for name in (column, later, earlier) if (found := row.amounts[name]) is not None)
    is_rounded = places > 0 or table.unit == "mnkr"
    return abs(amount.value - difference) <= (Decimal(1).scaleb(-places) if is_rounded else 0)


def _finding(table: BudgetTable, row: AmountRow, column: str, later: str, earlier: str) -> Diagnostic:
    stated, a, b = row.amounts[column], row.amounts[later], row.amounts[earlier]
    assert stated is not None
    assert a is not None
    assert b is not None
    places = max(stated.decimals, a.decimals, b.decimals)
    message = msg(
        "The change is {stated}, but {later} less {earlier} is {difference} {unit}.",
        stated=format_number(stated.value, places),
        later=one_line(table.columns[later].heading),
        earlier=one_line(table.columns[earlier].heading),
        difference=format_number(a.value - b.value, places),
        unit=table.unit or "",
    )
    hint = msg("Mend the amount, or let it be computed: “beräknas: {later} - {earlier}”.", later=later, earlier=earlier)
    return Diagnostic(ID, SEVERITY, row.amount_span(column), message, hint)
