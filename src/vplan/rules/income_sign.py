"""income-sign: income is written with the sign that the table declares.

Why: net is computed by that sign; one amount with the other sign is added where it should be taken off.

Wrong: `intäkter: positiva`, and below `slag: intäkter` the amount `-1 200`

Right: `intäkter: negativa`, or the amount `1 200`
"""

from __future__ import annotations

from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Severity, Span, msg
from vplan.model.choices import GroupKind, IncomeSign
from vplan.model.economy import BudgetGroup, BudgetTable, flat_rows
from vplan.rules.scope import Scope

ID = "income-sign"
SEVERITY = Severity.WARNING


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at the first amount of each group of income whose sign is not the declared one."""
    for table in scope.budget:
        for group in table.groups if table.income_sign is not None else ():
            place = _first_contradiction(table, group) if group.kind is GroupKind.INCOME else None
            if place is not None:
                yield _finding(table, place)


def _first_contradiction(table: BudgetTable, group: BudgetGroup) -> Span | None:
    """Return the place of the first such amount; a column of changes, or a computed one, may have either sign."""
    plain = [name for name, column in table.columns.items() if not column.formula and not column.signed]
    wrong = 1 if table.income_sign is IncomeSign.NEGATIVE else -1
    for row in flat_rows(group.rows):
        for name in plain:
            amount = row.amounts.get(name)
            if amount is not None and amount.value * wrong > 0:
                return row.amount_span(name)
    return None


def _finding(table: BudgetTable, place: Span) -> Diagnostic:
    if table.income_sign is IncomeSign.NEGATIVE:
        message = msg("The income is written positive, but the table says that income is negative.")
    else:
        message = msg("The income is written negative, but the table says that income is positive.")
    hint = msg("Change the sign of the amount, or “intäkter: …” of the table.")
    return Diagnostic(ID, SEVERITY, place, message, hint)
