"""factor-thousand: a sum in a text has the right unit, kronor, tkr or mnkr.

Why: tkr are thousands of kronor, mnkr millions. A text that says 28 800 mnkr of a row with 28 800 tkr is wrong by a
factor of 1,000, and a reader who knows nothing else believes it. Where several sums in the texts say so of one table,
it is the table's `belopp_i` that is wrong.

Wrong: `Personalen kostar 28 800 mnkr` beside the row `Personal` with 28 800 in a table in tkr

Right: `Personalen kostar 28 800 tkr`, `Personalen kostar 28,8 mnkr`
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vplan.diagnostics import Diagnostic, Related, Severity, msg
from vplan.model.values import one_line, shortened
from vplan.numbers import format_number
from vplan.rules.facts import FACTORS
from vplan.rules.scope import Scope

if TYPE_CHECKING:
    from vplan.rules.amounts import Amount, Quoted
    from vplan.rules.budget_slips import WrongUnit

ID = "factor-thousand"
SEVERITY = Severity.WARNING

_MOST_RELATED = 3


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each sum in a text that is a thousand times an amount of the budget, or a thousandth of it.

    Where several sums agree that it is the table that names the wrong unit, there is one finding, at the table's unit.
    """
    money = scope.money
    if money is None:
        return
    yield from (_wrong_unit(found) for found in money.wrong_units)
    for quote in money.strangers:
        found = quote.thousandfold(money.amounts)
        if found is not None:
            yield _finding(quote, found)


def _wrong_unit(found: WrongUnit) -> Diagnostic:
    count = len(found.witnesses)
    message = msg(
        "The table is said to be in {unit}, but {count} sums in the texts show that its amounts are in {right}.",
        unit=found.table.unit or "",
        count=count,
        right=found.unit,
    )
    hint = msg("Write “belopp_i: {right}”; where the table is right, mend the texts.", right=found.unit)
    places = [quote.text.span_at(quote.figure.start, quote.figure.end) for quote in found.witnesses[:_MOST_RELATED]]
    related = tuple(Related(place, msg("The text says a sum here.")) for place in places)
    return Diagnostic(ID, SEVERITY, found.table.span("unit"), message, hint, related)


def _finding(quote: Quoted, amount: Amount) -> Diagnostic:
    figure = quote.figure
    crowns, unit = amount.crowns, figure.unit
    decimals = 0 if unit != "mnkr" or crowns >= 1000 * FACTORS["mnkr"] else 1
    message = msg(
        "The text says {said}, a thousand times more or less than “{row}” in the budget: {amount} {unit}.",
        said=one_line(quote.text[figure.start : figure.end]),
        row=shortened(amount.label) or msg("the sum"),
        amount=format_number(crowns / FACTORS[unit], decimals),
        unit=unit,
    )
    where = Related(amount.span, msg("The amount stands here."))
    hint = msg("Mend the unit, or the amount: tkr are thousands of kronor, mnkr millions.")
    return Diagnostic(ID, SEVERITY, quote.text.span_at(figure.start, figure.end), message, hint, (where,))
