"""sum-differs: a stated sum, net or computed amount equals what the rows give.

Why: readers add up budgets. A stated figure is printed as stated; whether it or a row is wrong, only the unit knows.

Wrong: `summa: {kostnader: 745 600}` above rows that add to 732 450.

Right: leave the amount out, and it is computed; or mend the row that is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from vplan.budget import Figure, lines_of
from vplan.diagnostics import Diagnostic, Severity, msg
from vplan.model.economy import BudgetTable
from vplan.numbers import format_number
from vplan.rules.scope import Scope

ID = "sum-differs"
SEVERITY = Severity.WARNING


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each stated figure that differs from the computed one, with both and the difference."""
    for table in scope.budget if scope.sums_are_known else ():
        for line in lines_of(table):
            yield from (_finding(table, figure) for figure in line.figures.values() if figure.differs)


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
