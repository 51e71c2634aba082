"""The amounts of a plan's budget, as the texts may quote them: rows, sums, nets, and sums over several tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from vplan.budget import lines_of
from vplan.diagnostics import Span
from vplan.model.choices import GroupKind
from vplan.model.economy import BudgetTable
from vplan.model.values import one_line
from vplan.rules.facts import FACTORS, Figure, between, count_of, sentence_at, words_of
from vplan.rules.lazy import lazy
from vplan.rules.scope import Scope
from vplan.source.tree import Scalar

_ABOUT = lazy(
    r"\b(?:ca|cirka|c:a|ungefär|drygt|knappt|runt|omkring|nästan|närmare|uppemot|strax (?:över|under)|mer än|över|"
    r"under)\.?\s{1,3}\Z",
    re.IGNORECASE,
)
_ENDING = lazy(r"(?:kostnader(?:na)?|kostnaden|intäkter(?:na)?|utgifter(?:na)?)\Z")
_TOTAL = lazy(
    r"\b(?:netto|total|års|hela )?budget(?:en)?\b|omslut|\btotal(?:t|a)\b|sammanlag|\bsumma|\bintäkter(?:na)?\b|"
    r"\bkostnader(?:na)?\b|\bomsätt",
    re.IGNORECASE,
)
_CHANGE = lazy(
    r"ök(?:a|ar|at|ade|ning\w*)\b|minsk|ändr|höj|sänk|jämfört|skillnad|\bmer\b|\bmindre\b|\bän\b", re.IGNORECASE
)
_SHORT_LABEL = 3
_THOUSAND = Decimal(1000)
_MOST_QUOTED, _MOST_STRANGE, _MOST_ROWS = 300, 100, 1000  # that are compared, so that no plan takes long


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of a table in kronor, without sign; `stems` are the beginnings of the words that name its row.

    `is_change` tells that its column holds changes, not amounts.
    """

    label: str
    crowns: Decimal
    span: Span
    stems: frozenset[str]
    is_total: bool
    is_change: bool = False


@dataclass(frozen=True, slots=True)
class Amounts:
    """All amounts of the budget: those with a row to name, and further sums that a text may rightly quote."""

    rows: tuple[Amount, ...]
    sums: frozenset[Decimal]
    changes: frozenset[Decimal]

    def known_to(self, quote: Quoted) -> frozenset[Decimal]:
        """Return what a sum may be: the changes since last year only where the sentence speaks of a change."""
        return self.sums | self.changes if _CHANGE().search(quote.sentence) else self.sums

    def holds(self, quote: Quoted) -> bool:
        """Tell whether a sum is one of the amounts, rounded as it is written, or nearly one where it says so."""
        width = tolerance(quote.figure, quote.before)
        return any(abs(amount - abs(quote.figure.crowns)) <= width for amount in self.known_to(quote))

    def added(self, crowns: Decimal) -> Amount | None:
        """Return a sum over several rows or tables, with the place of the first total, or of the first row."""
        place = next((row for row in self.rows if row.is_total), self.rows[0] if self.rows else None)
        return Amount("", crowns, place.span, frozenset(), is_total=True) if place is not None else None


def amounts_of(scope: Scope) -> Amounts:
    """Gather the amounts of a unit's budget tables."""
    rows: list[Amount] = []
    added: dict[tuple[str, bool], Decimal] = {}
    for table in scope.budget:
        for amount, column in _table_amounts(table):
            rows.append(amount)
            if amount.is_total:
                key = (f"{column} {amount.label.casefold()}", amount.is_change)
                added[key] = added.get(key, Decimal(0)) + amount.crowns
    sums = {crowns for (_, is_change), crowns in added.items() if not is_change}
    changes = {crowns for (_, is_change), crowns in added.items() if is_change}
    for table in scope.budget:
        for column, crowns in _group_sums(table):
            (changes if table.columns[column].signed else sums).add(crowns)
    sums |= {row.crowns for row in rows if not row.is_change}
    changes |= {row.crowns for row in rows if row.is_change}
    return Amounts(tuple(row for row in rows if not row.is_change)[:_MOST_ROWS], frozenset(sums), frozenset(changes))


def _table_amounts(table: BudgetTable) -> Iterator[tuple[Amount, str]]:
    factor = FACTORS.get(table.unit or "", Decimal(0))
    caption = one_line(table.caption)
    for line in lines_of(table):
        is_total = line.role in ("sum", "total")
        stems = _stems(line.label) if not is_total else _stems(caption)
        for column, figure in line.figures.items():
            if figure.shown is not None and factor:
                crowns = abs(figure.shown) * factor
                is_change = bool(table.columns[column].signed)
                yield Amount(line.label or caption, crowns, figure.span, stems, is_total, is_change), column


def _stems(label: str) -> frozenset[str]:
    """Return the beginnings of a row's words: `lokal` of Lokalkostnader, so that the text may say Lokalerna."""
    words = (_ENDING().sub("", word) or word for word in words_of(label))
    return frozenset(word[:8] if len(word) > _SHORT_LABEL else word for word in words if len(word) > _SHORT_LABEL - 1)


def _group_sums(table: BudgetTable) -> Iterator[tuple[str, Decimal]]:
    """Yield what the groups add to, also where no sum is printed, and costs and income as a whole."""
    factor = FACTORS.get(table.unit or "", Decimal(0))
    whole: dict[tuple[GroupKind | None, str], Decimal] = {}
    for group in table.groups:
        for column in table.columns:
            values = [a.value for row in group.rows if (a := row.amounts.get(column)) is not None]
            added = sum(values, Decimal(0)) * factor
            whole[group.kind, column] = whole.get((group.kind, column), Decimal(0)) + added
            yield column, abs(added)
    yield from ((column, abs(added)) for (_, column), added in whole.items())


def tolerance(figure: Figure, before: str) -> Decimal:
    """Return by how many kronor an amount may differ from a figure that rounds it; `before` is the text before it."""
    place = Decimal(1).scaleb(-figure.decimals) * (figure.crowns / figure.value if figure.value else Decimal(1))
    if _ABOUT().search(before):
        return max(place, abs(figure.crowns) / 10)
    return place / 2


@dataclass(frozen=True, slots=True)
class Quoted:
    """A sum in a text with the words around it."""

    text: Scalar
    figure: Figure
    left: str
    right: str
    before: str

    @property
    def sentence(self) -> str:
        """The whole sentence."""
        return self.left + " " + self.right

    def is_thousandfold(self, crowns: Decimal) -> bool:
        """Tell whether the sum is an amount multiplied or divided by a thousand, rounded as it is written."""
        width, said = tolerance(self.figure, self.before), abs(self.figure.crowns)
        return bool(crowns) and (
            abs(said / _THOUSAND - crowns) <= width / _THOUSAND or abs(said * _THOUSAND - crowns) <= width * _THOUSAND
        )

    def named(self, amounts: Amounts) -> list[Amount]:
        """Return the amounts whose row the sentence names nearest; without one, those of the sums that it speaks of."""
        words = words_of(self.before) | words_of(self.right)
        scored = [(count_of(a.stems, words), a) for a in amounts.rows if a.stems]
        best = max((score for score, a in scored if score >= min(len(a.stems), 2)), default=0)
        if best:
            return [a for score, a in scored if score == best and score >= min(len(a.stems), 2)]
        return [a for a in amounts.rows if a.is_total] if _TOTAL().search(self.before + self.right) else []


@dataclass(frozen=True, slots=True)
class Money:
    """The sums of money in a unit's texts that are not among the amounts of its budget, and those amounts."""

    amounts: Amounts
    strangers: tuple[Quoted, ...]


def money_of(scope: Scope) -> Money:
    """Compare the sums of money in a unit's texts with the amounts of its budget."""
    amounts = amounts_of(scope)
    quotes = islice(_quoted(scope), _MOST_QUOTED)
    strangers = (quote for quote in quotes if quote.figure.value and not amounts.holds(quote))
    return Money(amounts, tuple(islice(strangers, _MOST_STRANGE)))


def _quoted(scope: Scope) -> Iterator[Quoted]:
    """Yield the sums of money in a unit's texts, with the words of their sentence that belong to each."""
    for text in scope.swedish_texts:
        money = [figure for figure in text.figures if figure.is_money and not figure.is_range and not figure.has_point]
        for at, figure in enumerate(money):
            content = text.prose.text
            begin, end = sentence_at(content, figure.start, figure.end)
            low, high = between(money, at, begin, end)
            left, right = content[begin : figure.start], content[figure.end : high]
            yield Quoted(content, figure, left, right, content[low : figure.start])
