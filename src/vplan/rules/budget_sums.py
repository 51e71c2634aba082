"""sum-differs: a stated sum, net or computed amount equals what the rows give, and no part is more than its whole.

Why: readers add up budgets. A stated figure is printed as stated; whether it or a row is wrong, only the unit knows.

Wrong:

    grupper:
      - rader:
          - {rad: Personal, kostnader: 28 800}
          - {rad: Hyra, kostnader: 2 400}
        summa: {kostnader: 31 000}

Right: a row that is mended, or a sum without amounts, which is computed:

    grupper:
      - rader:
          - {rad: Personal, kostnader: 28 800}
          - {rad: Hyra, kostnader: 2 400}
        summa: Summa kostnader
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from vplan.budget import Figure, overfull_rows
from vplan.diagnostics import Diagnostic, Related, Severity, msg
from vplan.model.economy import BudgetRow, BudgetTable
from vplan.model.values import shortened
from vplan.numbers import format_number
from vplan.rules.blank_in_sum import blank_rows
from vplan.rules.scope import Scope
from vplan.rules.sum_row import sum_rows

ID = "sum-differs"
SEVERITY = Severity.WARNING

_MOST_RELATED = 3


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each stated figure that differs from the computed one, with both and the difference."""
    for at, (table, lines) in enumerate(zip(scope.budget, scope.budget_lines, strict=True)):
        if at in scope.unsure:
            continue
        is_told = bool(sum_rows(table))  # a sum counted twice is told at its row, not once more at every sum
        for line in lines:
            is_sum = line.role in ("sum", "total")
            if not (is_sum and is_told):
                found = (figure for figure in line.figures.values() if figure.differs)
                yield from (_finding(table, figure, is_sum=is_sum) for figure in found)
        yield from (_overfull(table, row, column, parts) for row, column, parts in overfull_rows(table))


def _overfull(table: BudgetTable, row: BudgetRow, column: str, parts: Decimal) -> Diagnostic:
    own = row.amounts[column]
    places = max(own.decimals if own else 0, -int(parts.as_tuple().exponent))
    message = msg(
        "The rows below “{row}” are a part of its {amount} {unit}, but add to {parts}.",
        row=shortened(row.label),
        amount=format_number(own.value if own else Decimal(0), places),
        parts=format_number(parts, places),
        unit=table.unit or "",
    )
    hint = msg("Mend the amounts; where the row has no amount of its own, the rows below it are added.")
    return Diagnostic(ID, SEVERITY, row.amount_span(column), message, hint)


def _finding(table: BudgetTable, figure: Figure, *, is_sum: bool) -> Diagnostic:
    stated, computed = figure.stated or Decimal(0), figure.computed or Decimal(0)
    places = figure.decimals
    message = msg(
        "The stated amount is {stated}, the rows give {computed}: a difference of {difference} {unit}.",
        stated=format_number(stated, places),
        computed=format_number(computed, places),
        difference=format_number(stated - computed, places),
        unit=table.unit or "",
    )
    hint = msg("Mend the amount or the rows; without a stated amount the sum is computed.")
    blank = blank_rows(table)[:_MOST_RELATED] if is_sum else []
    related = tuple(Related(row.span("label"), msg("This row has no amount.")) for row in blank)
    return Diagnostic(ID, SEVERITY, figure.span, message, hint, related)
