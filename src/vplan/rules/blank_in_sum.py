"""blank-in-sum: a row without any amount stands among rows that are added.

Why: a blank amount counts as nothing. That is right where the cost stands in another row, and wrong where somebody
meant to write it later; the sum does not show which. Where a sum is stated it shows that, and `sum-differs` judges it.

Wrong:

    rader:
      - {rad: Personal, kostnader: 28 800}
      - {rad: Lokaler}

Right:

    rader:
      - {rad: Personal, kostnader: 28 800}
      - {rad: Lokaler, kostnader: 0}
"""

from __future__ import annotations

from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Severity, Span, msg
from vplan.model.economy import BudgetRow, BudgetTable
from vplan.model.values import shortened
from vplan.rules.scope import Scope

ID = "blank-in-sum"
SEVERITY = Severity.HINT


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each row that has neither amounts nor sub-rows, where other rows of the table have them."""
    for table in scope.sure_tables:
        if _sum_is_computed(table):
            yield from (_finding(row) for row in blank_rows(table))


def blank_rows(table: BudgetTable) -> list[BudgetRow]:
    """Return the rows without any amount, where other rows have one."""
    rows = [row for group in table.groups for row in group.rows]
    blank = [row for row in rows if not _has_amount(row)]
    return blank if len(blank) < len(rows) else []


def _sum_is_computed(table: BudgetTable) -> bool:
    sums = [row for row in (table.total, table.net, *(group.total for group in table.groups)) if row is not None]
    if any(amount is not None for row in sums for amount in row.amounts.values()):
        return False
    return table.total is None or any(not row.is_refused for row in sums)


def _has_amount(row: BudgetRow) -> bool:
    return any(amount is not None for amount in row.amounts.values()) or any(_has_amount(sub) for sub in row.rows)


def _finding(row: BudgetRow) -> Diagnostic:
    span: Span = row.span("label")
    message = msg("The row “{row}” has no amount and counts as nothing in the sum.", row=shortened(row.label))
    hint = msg("Write the amount, or 0; if the cost stands in another row, this may stay as it is.")
    return Diagnostic(ID, SEVERITY, span, message, hint)
