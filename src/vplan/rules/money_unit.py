"""money-unit: amounts in one table are written in one unit.

Why: tkr and mnkr in the same column make a sum that is wrong a thousand times over, and nobody sees it in a long table.

Wrong: `belopp_i: tkr`, with the rows `28 800`, `1 450` and `31 200 000`

Right: `belopp_i: tkr`, with the rows `28 800`, `1 450` and `31 200`
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from vplan.diagnostics import Diagnostic, Related, Severity, Span, msg
from vplan.model.economy import BudgetTable, flat_rows
from vplan.model.values import one_line
from vplan.numbers import format_number
from vplan.rules.scope import Scope

ID = "money-unit"
SEVERITY = Severity.WARNING

_PER_KRONA = {"kr": Decimal(1), "tkr": Decimal(1_000), "mnkr": Decimal(1_000_000)}
_FEWEST_ROWS = 3
_THOUSAND = Decimal(1000)


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at an amount a thousand times all its neighbours, and at a row that is so in another table."""
    if not scope.sums_are_known:
        return
    for table in scope.budget:
        yield from _within(table)
    if len(scope.budget) > 1:
        yield from _between(scope.budget)


def _within(table: BudgetTable) -> Iterator[Diagnostic]:
    rows = [row for group in table.groups for row in flat_rows(group.rows)]
    for column in table.columns:
        amounts = [(row, amount) for row in rows if (amount := row.amounts.get(column)) is not None and amount.value]
        sizes = sorted(abs(amount.value) for _, amount in amounts)
        if len(sizes) <= _FEWEST_ROWS or sizes[-1] < _THOUSAND * sizes[-2]:
            continue
        row, amount = max(amounts, key=lambda item: abs(item[1].value))
        if _is_in_a_sum(table, column, abs(amount.value)):
            continue
        message = msg(
            "The amount {amount} is more than a thousand times all others in the column.",
            amount=format_number(amount.value, amount.decimals),
        )
        hint = msg("The table's amounts are in {unit}; is this one in another unit?", unit=table.unit or "")
        yield Diagnostic(ID, SEVERITY, row.amount_span(column), message, hint)


def _is_in_a_sum(table: BudgetTable, column: str, amount: Decimal) -> bool:
    """Tell whether a stated sum is so large that it holds the amount as it stands, so that it is meant so."""
    sums = (table.total, *(group.total for group in table.groups))
    stated = (row.amounts.get(column) for row in sums if row is not None)
    return any(figure is not None and abs(figure.value) >= amount for figure in stated)


def _between(tables: tuple[BudgetTable, ...]) -> Iterator[Diagnostic]:
    """Compare rows with the same words and columns: a factor of exactly a thousand is one of units."""
    seen: dict[tuple[str, str], tuple[Decimal, Span]] = {}
    for table in tables:
        factor = _PER_KRONA.get(table.unit or "")
        for row in (row for group in table.groups for row in flat_rows(group.rows)) if factor else ():
            for column, amount in row.amounts.items():
                if amount is None or not amount.value or column not in table.columns or factor is None:
                    continue
                key = (one_line(row.label).casefold(), one_line(table.columns[column].heading).casefold())
                value, span = amount.value * factor, row.amount_span(column)
                before, where = seen.setdefault(key, (value, span))
                if value in (before * _THOUSAND, before / _THOUSAND):
                    message = msg("The amount is a thousand times more, or less, than that of the same row elsewhere.")
                    hint = msg("See whether “belopp_i” is right in both tables.")
                    related = Related(where, msg("The other amount stands here."))
                    yield Diagnostic(ID, SEVERITY, span, message, hint, (related,))
