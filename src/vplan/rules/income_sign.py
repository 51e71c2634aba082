"""income-sign: income is written with the sign that the table declares.

Why: net is computed by that sign; one amount with the other sign is added where it should be taken off.

Wrong: `intäkter: positiva`, and below `slag: intäkter` the amount `-1 200`

Right: `intäkter: negativa`, or the amount `1 200`
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Severity, Span, msg
from vplan.model.choices import GroupKind, IncomeSign
from vplan.model.economy import BudgetGroup, BudgetTable, flat_rows
from vplan.rules.scope import Scope

ID = "income-sign"
SEVERITY = Severity.WARNING

_INCOME = re.compile(r"\s*(?:summa )?intäkter\b", re.IGNORECASE)


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at the first amount of each group or column of income whose sign is not the declared one."""
    for table in scope.budget:
        for group in table.groups if table.income_sign is not None else ():
            place = _first_contradiction(table, group, _columns_of_income(table, group))
            if place is not None:
                yield _finding(table, place)


def _columns_of_income(table: BudgetTable, group: BudgetGroup) -> list[str]:
    """Return the columns that hold income in a group; one of changes, or a computed one, may have either sign."""
    plain = {name: column for name, column in table.columns.items() if not column.formula and not column.signed}
    if group.kind is None:
        return [name for name, column in plain.items() if _INCOME.match(column.heading)]
    return list(plain) if group.kind is GroupKind.INCOME else []


def _first_contradiction(table: BudgetTable, group: BudgetGroup, columns: list[str]) -> Span | None:
    """Return the place of the first such amount."""
    wrong = 1 if table.income_sign is IncomeSign.NEGATIVE else -1
    for row in flat_rows(group.rows):
        for name in columns:
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
