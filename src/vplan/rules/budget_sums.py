"""sum-differs: a stated sum, net or computed amount equals what the rows give, and no part is more than its whole.

Why: readers add up budgets. A stated figure is printed as stated; whether it or a row is wrong, only the unit knows.

Wrong: `summa: {kostnader: 745 600}` above rows that add to 732 450.

Right: leave the amount out, and it is computed; or mend the row that is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from vplan.budget import Figure, lines_of, overfull_rows
from vplan.diagnostics import Diagnostic, Severity, msg
from vplan.model.economy import BudgetRow, BudgetTable
from vplan.model.values import one_line
from vplan.numbers import format_number
from vplan.rules.scope import Scope

ID = "sum-differs"
SEVERITY = Severity.WARNING


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each stated figure that differs from the computed one, with both and the difference."""
    for table in scope.budget if scope.sums_are_known else ():
        for line in lines_of(table):
            yield from (_finding(table, figure) for figure in line.figures.values() if figure.differs)
        yield from (_overfull(table, row, column, parts) for row, column, parts in overfull_rows(table))


def _overfull(table: BudgetTable, row: BudgetRow, column: str, parts: Decimal) -> Diagnostic:
    own = row.amounts[column]
    places = max(own.decimals if own else 0, -int(parts.as_tuple().exponent))
    message = msg(
        "The rows below “{row}” are a part of its {amount} {unit}, but add to {parts}.",
        row=one_line(row.label)[:60],
        amount=format_number(own.value if own else Decimal(0), places),
        parts=format_number(parts, places),
        unit=table.unit or "",
    )
    hint = msg("Mend the amounts; where the row has no amount of its own, the rows below it are added.")
    return Diagnostic(ID, SEVERITY, row.amount_span(column), message, hint)


def _finding(table: BudgetTable, figure: Figure) -> Diagnostic:
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
    return Diagnostic(ID, SEVERITY, figure.span, message, hint)
