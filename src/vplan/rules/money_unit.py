"""money-unit: amounts in one table are written in one unit, the one that the table says.

Why: tkr and mnkr in the same column make a sum that is wrong a thousand times over, and nobody sees it in a long table.
An amount of more than a hundred thousand million kronor is more than any Swedish municipality spends in a year, so
there it is `belopp_i` that is wrong.

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
from vplan.rules.facts import FACTORS
from vplan.rules.scope import Scope

ID = "money-unit"
SEVERITY = Severity.WARNING

_FEWEST_ROWS = 3
_THOUSAND = Decimal(1000)
_MOST_CROWNS = Decimal(10) ** 11  # Stockholm, the largest, has a budget of some 70 thousand million


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at an amount a thousand times all its neighbours, and at a row that is so in another table."""
    for table in scope.sure_tables:
        if (too_much := _too_much(table)) is None:
            yield from _within(table)
        elif not _is_told_by_texts(scope, too_much.span):
            yield too_much
    if len(scope.sure_tables) > 1:
        yield from _between(scope.sure_tables)


def _is_told_by_texts(scope: Scope, place: Span) -> bool:
    """Tell whether `factor-thousand` says what the table's unit should be."""
    return scope.money is not None and any(found.table.span("unit") == place for found in scope.money.wrong_units)


def _too_much(table: BudgetTable) -> Diagnostic | None:
    """Return a finding at the table's unit that its amounts can hardly be meant in."""
    factor = FACTORS.get(table.unit or "")
    if factor is None:
        return None
    rows = [row for group in table.groups for row in flat_rows(group.rows)]
    amounts = [amount for row in rows for amount in row.amounts.values() if amount is not None and amount.value]
    amounts.sort(key=lambda amount: abs(amount.value))
    if len(amounts) < _FEWEST_ROWS:
        return None
    largest, second = amounts[-1], amounts[-2]
    if abs(largest.value) * factor < _MOST_CROWNS or abs(largest.value) >= _THOUSAND * abs(second.value):
        return None  # a row that is in another unit than all others is told of by itself
    message = msg(
        "{amount} {unit} is more than any municipality spends in a year.",
        amount=format_number(abs(largest.value), largest.decimals),
        unit=table.unit or "",
    )
    hint = msg("Write the unit that the amounts are in: kr, tkr or mnkr.")
    return Diagnostic(ID, SEVERITY, table.span("unit"), message, hint)


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
        factor = FACTORS.get(table.unit or "")
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
