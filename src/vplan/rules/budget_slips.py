"""Slips that run through a whole budget: wrong signs, and a table in another unit than it says.

One slip would else be told of at every sum in the texts. So the texts are compared with the budget as it is meant, and
the slip is told of once, where it was made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vplan.model.choices import MoneyUnit
from vplan.model.economy import BudgetRow, BudgetTable, flat_rows
from vplan.rules.income_sign import contradictions

if TYPE_CHECKING:
    from vplan.rules.amounts import Amounts, Quoted

_UNITS: tuple[MoneyUnit, ...] = ("kr", "tkr", "mnkr")  # each a thousand times the one before
_FEWEST_WITNESSES = 2  # sums in the texts that only fit another unit; of one alone, the text may be wrong
_MOST_ROWS, _MOST_WITNESSES = 1000, 30  # that are looked at, so that no plan takes long


@dataclass(frozen=True, slots=True)
class WrongUnit:
    """A table whose amounts only fit the texts in another unit; `witnesses` are the sums that tell."""

    table: BudgetTable
    unit: MoneyUnit
    witnesses: tuple[Quoted, ...]


def with_meant_signs(table: BudgetTable) -> BudgetTable:
    """Return a table with the signs of its amounts as `income-sign` asks for them."""
    wrong = {(id(row), column) for group in table.groups for row, column, _ in contradictions(table, group)}
    if not wrong:
        return table
    groups = tuple(group.model_copy(update={"rows": tuple(_turned(group.rows, wrong))}) for group in table.groups)
    return table.model_copy(update={"groups": groups})


def _turned(rows: Iterable[BudgetRow], wrong: set[tuple[int, str]]) -> Iterator[BudgetRow]:
    for row in rows:
        amounts = {
            column: replace(amount, value=-amount.value) if amount and (id(row), column) in wrong else amount
            for column, amount in row.amounts.items()
        }
        yield row.model_copy(update={"amounts": amounts, "rows": tuple(_turned(row.rows, wrong))})


def wrong_units(
    tables: Sequence[BudgetTable],
    quotes: Sequence[Quoted],
    strangers: Sequence[Quoted],
    amounts_of: Callable[[Sequence[BudgetTable]], Amounts],
) -> Iterator[WrongUnit]:
    """Yield the tables that more sums in the texts contradict by a thousand, all the same way, than agree with.

    `strangers` are those of the `quotes` that are among no table's amounts.
    """
    left = _MOST_ROWS
    for table in tables if len(strangers) >= _FEWEST_WITNESSES else ():
        left -= sum(len(flat_rows(group.rows)) for group in table.groups)
        if left < 0:
            return
        amounts = amounts_of((table,))
        steps = [(step, quote) for quote in strangers[:_MOST_WITNESSES] if (step := _step(quote, amounts))]
        if table.unit is None or len(steps) < _FEWEST_WITNESSES:
            continue
        step, count = Counter(step for step, _ in steps).most_common(1)[0]
        place = _UNITS.index(table.unit) + step
        if count < _FEWEST_WITNESSES or not 0 <= place < len(_UNITS):
            continue
        if count > sum(1 for quote in quotes if amounts.holds(quote)):
            yield WrongUnit(table, _UNITS[place], tuple(quote for own, quote in steps if own == step))


def _step(quote: Quoted, amounts: Amounts) -> int:
    """Return 1 where a sum is a thousand times the amount that it means, -1 where it is a thousandth, else 0."""
    meant = quote.thousandfold(amounts)
    return 0 if meant is None else 1 if abs(quote.figure.crowns) > meant.crowns else -1


def in_their_units(tables: Iterable[BudgetTable], wrong: Iterable[WrongUnit]) -> tuple[BudgetTable, ...]:
    """Return the tables with the units that they are meant in."""
    units = {id(found.table): found.unit for found in wrong}
    return tuple(
        table.model_copy(update={"unit": unit}) if (unit := units.get(id(table))) else table for table in tables
    )
