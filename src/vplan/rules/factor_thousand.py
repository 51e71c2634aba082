"""factor-thousand: a sum in a text has the right unit, kronor, tkr or mnkr.

Why: tkr are thousands of kronor, mnkr millions. A text that says 28 800 mnkr of a row with 28 800 tkr is wrong by a
factor of 1,000, and a reader who knows nothing else believes it.

Wrong: `Personalen kostar 28 800 mnkr` beside the row `Personal` with 28 800 in a table in tkr

Right: `Personalen kostar 28 800 tkr`, `Personalen kostar 28,8 mnkr`
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vplan.diagnostics import Diagnostic, Related, Severity, msg
from vplan.model.values import one_line
from vplan.numbers import format_number
from vplan.rules.facts import FACTORS
from vplan.rules.scope import Scope

if TYPE_CHECKING:
    from vplan.rules.amounts import Amount, Amounts, Quoted

ID = "factor-thousand"
SEVERITY = Severity.WARNING

_TELLING = 3  # digits by which an amount is known again where no row is named


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each sum in a text that is a thousand times an amount of the budget, or a thousandth of it."""
    money = scope.money
    if money is None:
        return
    for quote in money.strangers:
        found = _thousandfold(quote, money.amounts)
        if found is not None:
            yield _finding(quote, found)


def _thousandfold(quote: Quoted, amounts: Amounts) -> Amount | None:
    """Return the amount that is meant: one that the sentence names, or any that is known again by its digits."""
    named = quote.named(amounts)
    if not named and len(quote.figure.value.normalize().as_tuple().digits) < _TELLING:
        return None
    found = next((amount for amount in named or amounts.rows if quote.is_thousandfold(amount.crowns)), None)
    if found is None:
        crowns = next((crowns for crowns in sorted(amounts.known_to(quote)) if quote.is_thousandfold(crowns)), None)
        found = amounts.added(crowns) if crowns is not None else None
    return found


def _finding(quote: Quoted, amount: Amount) -> Diagnostic:
    figure = quote.figure
    crowns, unit = amount.crowns, figure.unit
    decimals = 0 if unit != "mnkr" or crowns >= 1000 * FACTORS["mnkr"] else 1
    message = msg(
        "The text says {said}, a thousand times more or less than “{row}” in the budget: {amount} {unit}.",
        said=one_line(quote.text[figure.start : figure.end]),
        row=one_line(amount.label)[:60] or msg("the sum"),
        amount=format_number(crowns / FACTORS[unit], decimals),
        unit=unit,
    )
    where = Related(amount.span, msg("The amount stands here."))
    hint = msg("Mend the unit: tkr are thousands of kronor, mnkr millions.")
    return Diagnostic(ID, SEVERITY, quote.text.span_at(figure.start, figure.end), message, hint, (where,))
