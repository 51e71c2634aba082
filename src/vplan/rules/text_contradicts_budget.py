"""text-contradicts-budget: a sum in a text is the one in the budget that it speaks of.

Why: the text explains the table. Where it says 845,6 mnkr and the table 745 600 tkr, the reader trusts neither. A
rounded figure is right, and so is “drygt”, “knappt” or “cirka”.

Wrong: `Lokalerna kostar 3,5 miljoner kronor` beside the row `Lokalkostnader` with 2 450 tkr

Right: `Lokalerna kostar 2,5 miljoner kronor` beside the row `Lokalkostnader` with 2 450 tkr
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from vplan.diagnostics import Diagnostic, Related, Severity, msg
from vplan.model.values import one_line, shortened
from vplan.numbers import format_number
from vplan.rules.facts import FACTORS
from vplan.rules.lazy import lazy
from vplan.rules.scope import Scope

if TYPE_CHECKING:
    from vplan.rules.amounts import Amount, Quoted

ID = "text-contradicts-budget"
SEVERITY = Severity.WARNING

_OTHER = lazy(
    r"varav|ytterligare|ök(?:a|ar|at|ade|ning\w*)\b|minsk|höj|sänk|\bän\b|\bper\b|\bvarje\b|besparing|skillnad|"
    r"tillsammans|sammanlag|sammantag|"
    r"överskott|underskott|avvikelse|\bminst\b|\bhögst\b|upp till|förra|föregående|tidigare|i fjol|utfall|prognos|"
    r"\bvar\b|\bblev\b|\bdel av\b|\btäcker\b|investering|\bav dessa\b|\bresten\b|\bextra\b|\bkvar\b",
    re.IGNORECASE,
)
_SAYS = lazy(
    r"\bär\b|uppgår|omfattar|kostar|\bpå\b|\bgår\b|\bfår\b|\bhar\b|\bbudget|omslut|beräkna|\bräkna|disponera|avsatt",
    re.IGNORECASE,
)
_OTHER_BEFORE = lazy(r"statsbidrag|\bav de(?:m|ssa|n)\s{1,3}\Z", re.IGNORECASE)
_CHANGES_BY = lazy(
    r"\b(?:ökar|minskar|höjs|sänks)(?:\s{1,3}(?:budget|anslag|ram|kostnad|intäkt)\w{0,6})?\s{1,3}med"
    r"(?:\s{1,3}(?:totalt|sammanlagt))?\s{1,3}\Z",
    re.IGNORECASE,
)
_OF_IT = lazy(r"varav|tillsammans|sammanlag", re.IGNORECASE)
_LABELLED = lazy(r"[,:(–]\s{0,2}\Z")
_YEAR = lazy(r"\b(?:19|20)\d\d\b")
_HALF, _DOUBLE, _TENFOLD = 0.5, 2, 10


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each sum in a text that differs from the row or sum it names, by more than rounding."""
    money = scope.money
    if money is None:
        return
    for quote in money.strangers:
        is_change = _CHANGES_BY().search(quote.left) is not None
        named = (quote.rows_named(money.amounts.of_changes()) or []) if is_change else quote.named(money.amounts)
        if any(amount.may_be(abs(quote.figure.crowns)) for amount in named):
            continue
        near = [amount for amount in named if _is_near(quote, amount)]
        if near and (_speaks_of_this_change(scope, quote) if is_change else _speaks_of_budget(scope, quote)):
            yield _finding(quote, min(near, key=lambda amount: abs(amount.crowns - abs(quote.figure.crowns))))


def _speaks_of_this_change(scope: Scope, quote: Quoted) -> bool:
    """Tell whether a sentence says how much more or less something becomes this year, and names no other time."""
    return all(int(year) in (scope.year, scope.year - 1) for year in _YEAR().findall(quote.sentence))


def _speaks_of_budget(scope: Scope, quote: Quoted) -> bool:
    """Tell whether the sentence, without the clauses that follow the sum, says what something costs this year."""
    said = f"{quote.left} {quote.after}"
    if (not quote.is_of_all and _OTHER().search(said)) or any(
        int(year) != scope.year for year in _YEAR().findall(quote.sentence)
    ):
        return False
    if _OTHER_BEFORE().search(quote.left) or _OF_IT().search(quote.right):
        return False
    return _SAYS().search(said) is not None or _LABELLED().search(quote.left) is not None


def _is_near(quote: Quoted, amount: Amount) -> bool:
    """Tell whether a sum may be meant for an amount: a smaller one may be a part of it, a much larger one another."""
    said = abs(quote.figure.crowns)
    highest = _DOUBLE if amount.is_total else _TENFOLD
    return bool(amount.crowns) and _HALF < float(said / amount.crowns) < highest


def _finding(quote: Quoted, amount: Amount) -> Diagnostic:
    figure = quote.figure
    message = msg(
        "The text says {said}, but “{row}” is {amount} {unit} in the budget.",
        said=one_line(quote.text[figure.start : figure.end]),
        row=shortened(amount.label) or msg("the sum"),
        amount=format_number(amount.crowns / FACTORS[figure.unit], figure.decimals),
        unit=figure.unit,
    )
    where = Related(amount.span, msg("The amount stands here."))
    hint = msg("Mend the text or the amount; a rounded figure is right.")
    return Diagnostic(ID, SEVERITY, quote.text.span_at(figure.start, figure.end), message, hint, (where,))
