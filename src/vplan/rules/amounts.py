"""The amounts of a plan's budget, as the texts may quote them: rows, sums, nets, and sums over several tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice

from vplan.budget import Line, LineRole, lines_of
from vplan.diagnostics import Span
from vplan.model.choices import GroupKind
from vplan.model.economy import BudgetTable
from vplan.model.values import one_line
from vplan.rules.blank_in_sum import blank_rows
from vplan.rules.budget_slips import WrongUnit, in_their_units, with_meant_signs, wrong_units
from vplan.rules.facts import FACTORS, Figure, between, sentence_at, words_of
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
    r"(?P<net>\bnetto\w*|\bresultat(?:et)?\s{1,3}(?:är|blir|uppgår|beräknas|på)\b)|"
    r"(?P<costs>\bkostnader(?:na)?\b|\butgifter(?:na)?\b)|(?P<income>\bintäkter(?:na)?\b|\binkomster(?:na)?\b)|"
    r"(?P<any>\b(?:total|års|hela )?budget(?:en)?\b|omslut|\btotal(?:t|a)\b|sammanlag|\bsumma|\bomsätt)",
    re.IGNORECASE,
)
_KIND_WORD = lazy(
    r"(?P<net>\bnetto|\bresultat)|(?P<costs>kostnad|\butgift)|(?P<income>intäkt|\binkomst)", re.IGNORECASE
)
_SUBJECT = lazy(
    r"(?:\A|[,;:]|\b(?:och|men|medan)\b)\s{0,3}"
    r"(?:(?:enhetens|våra|årets|samtliga|de\s{1,3}(?:totala|samlade))\s{1,3})?"
    r"(?:intäkterna|inkomsterna|kostnaderna|utgifterna)\s{1,3}"
    r"(?:uppgår\s{1,3}till|är|blir|beräknas\s{1,3}(?:bli|till|uppgå\s{1,3}till))\s{1,3}"
    r"(?:(?:sammanlagt|totalt|tillsammans|cirka|ca|drygt|knappt|ungefär)\s{1,3}){0,2}\Z",
    re.IGNORECASE,
)
_ONLY_OF = lazy(r"\s{0,3}(?:för|till|från|av|inom)\b", re.IGNORECASE)
_CLAUSE = lazy(
    r";|,\s{1,3}(?:och|men|så|medan|samt|därför|vilket|eftersom|som|där|för att)\b|\boch\s{1,3}därför\b", re.IGNORECASE
)
_JOINT = lazy(r"[,;]|\b(?:och|samt|men|medan|respektive)\b", re.IGNORECASE)
_LIST = lazy(
    r"\b[^\W\d_]{3,40}(?:,\s{1,3}[^\W\d_]{3,40}){0,8}\s{1,3}(?:och|samt)\s{1,3}(?:för\s{1,3})?[^\W\d_]{3,40}",
    re.IGNORECASE,
)
_CHANGE = lazy(
    r"ök(?:a|ar|at|ade|ning\w*)\b|minsk|ändr|höj|sänk|jämfört|skillnad|\bmer\b|\bmindre\b|\bän\b", re.IGNORECASE
)
_SHORTEST_STEM, _LONGEST_STEM = 3, 8
_TELLING = 3  # digits by which an amount is known again where no row is named
_ENOUGH = 2  # words of a row's label that name it
_THOUSAND = Decimal(1000)
_MOST_QUOTED, _MOST_STRANGE, _MOST_ROWS = 300, 100, 1000  # that are compared, so that no plan takes long

_Key = tuple[str, str, str, bool]  # column, label, kind, and whether it is a change: what sums must share to be added


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of a table in kronor, without sign; `stems` are the beginnings of the words that name its row.

    `is_change` tells that its column holds changes, not amounts. `kind` is `costs`, `income` or `net`, empty where the
    table does not tell. `is_open` tells that some of the rows that it is computed of have no amount yet.
    """

    label: str
    crowns: Decimal
    span: Span
    stems: frozenset[str]
    is_total: bool
    is_change: bool = False
    kind: str = ""
    is_open: bool = False

    def may_be(self, crowns: Decimal) -> bool:
        """Tell whether a sum of kronor can be right for what is known of the amount."""
        return self.is_open and (self.kind == "net" or crowns >= self.crowns)


@dataclass(frozen=True, slots=True)
class Amounts:
    """All amounts of the budget: those with a row to name, and further sums that a text may rightly quote.

    `wholes` are what the sums of several tables add to; `changed` are the amounts of the columns that hold changes.
    """

    rows: tuple[Amount, ...]
    sums: frozenset[Decimal]
    changes: frozenset[Decimal]
    wholes: tuple[Amount, ...] = ()
    changed: tuple[Amount, ...] = ()

    def of_changes(self) -> Amounts:
        """Return the changes in the place of the amounts."""
        return replace(self, rows=self.changed, wholes=())

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


def amounts_of(tables: Iterable[BudgetTable]) -> Amounts:
    """Gather the amounts of budget tables."""
    rows: list[Amount] = []
    tables = tuple(tables)
    parts: dict[_Key, list[Amount]] = {}
    for table in tables:
        own: dict[_Key, list[Amount]] = {}
        for amount, column, role in _table_amounts(table):
            rows.append(amount)
            key = (column, amount.label.casefold(), amount.kind, amount.is_change)
            if role == "sum":
                own.setdefault(key, []).append(amount)
            elif role == "total":
                own[key] = [amount]  # which holds the sums of the groups
        for key, amounts in own.items():
            parts.setdefault(key, []).extend(amounts)
    wholes = tuple(_added(amounts) for amounts in parts.values() if len(amounts) > 1)
    sums = {whole.crowns for whole in wholes if not whole.is_change}
    changes = {whole.crowns for whole in wholes if whole.is_change}
    for table in tables:
        for column, crowns in _group_sums(table):
            (changes if table.columns[column].signed else sums).add(crowns)
    sums |= {row.crowns for row in rows if not row.is_change}
    changes |= {row.crowns for row in rows if row.is_change}
    return Amounts(
        tuple(row for row in rows if not row.is_change)[:_MOST_ROWS],
        frozenset(sums),
        frozenset(changes),
        tuple(whole for whole in wholes if not whole.is_change),
        tuple(row for row in rows if row.is_change)[:_MOST_ROWS],
    )


def _added(amounts: list[Amount]) -> Amount:
    """Return what the sums of several tables add to, with the place of the first."""
    crowns = sum((amount.crowns for amount in amounts), Decimal(0))
    is_open = any(amount.is_open for amount in amounts)
    return replace(amounts[0], crowns=crowns, stems=frozenset(), is_open=is_open)


def _table_amounts(table: BudgetTable) -> Iterator[tuple[Amount, str, LineRole]]:
    """Yield a table's amounts, each with its column and the role of its line."""
    factor = FACTORS.get(table.unit or "", Decimal(0))
    caption = one_line(table.caption)
    has_blanks = bool(blank_rows(table))
    for line, declared in _lines_with_kind(table):
        is_total = line.role in ("sum", "total")
        stems = _stems(line.label) if not is_total else _stems(caption)
        for column, figure in line.figures.items():
            if figure.shown is not None and factor:
                crowns = abs(figure.shown) * factor
                is_change = bool(table.columns[column].signed)
                kind = declared or _kind_in(f"{line.label} {line.group_heading}")
                kind = kind or _kind_in(table.columns[column].heading)
                is_open = has_blanks and is_total and figure.stated is None
                yield (
                    Amount(line.label or caption, crowns, figure.span, stems, is_total, is_change, kind, is_open),
                    column,
                    line.role,
                )


def _lines_with_kind(table: BudgetTable) -> Iterator[tuple[Line, str]]:
    """Yield the lines with the kind that the file declares: that of the group for its sum, net for the net."""
    kinds = [group.kind for group in table.groups if group.total is not None and not group.total.is_refused]
    sums = iter(kinds)
    for line in lines_of(table):
        group_kind = next(sums, None) if line.role == "sum" else None
        yield line, "net" if line.is_net else _OF_GROUP.get(group_kind, "") if group_kind else ""


_OF_GROUP = {GroupKind.COSTS: "costs", GroupKind.INCOME: "income"}


def _kind_in(text: str) -> str:
    match = _KIND_WORD().search(text)
    return match.lastgroup or "" if match else ""


def _stems(label: str) -> frozenset[str]:
    """Return the beginnings of a row's words: `lokal` of Lokalkostnader, so that the text may say Lokalerna."""
    words = (_ENDING().sub("", word) or word for word in words_of(label))
    return frozenset(word[:_LONGEST_STEM] for word in words if len(word) >= _SHORTEST_STEM)


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
    """A sum in a text with the words around it.

    `left` is all of the sentence before it, `right` reaches to the next sum, `before` from the one before it; `lead` is
    what stands before the first sum of the sentence, and `is_last` tells that no other follows in it.
    """

    text: Scalar
    figure: Figure
    left: str
    right: str
    before: str
    lead: str
    is_last: bool

    @property
    def sentence(self) -> str:
        """The whole sentence."""
        return self.left + " " + self.right

    @property
    def is_first(self) -> bool:
        """Tell whether no other sum stands before it in its sentence."""
        return len(self.before) == len(self.left)

    @property
    def after(self) -> str:
        """What follows in the same clause: “därför följer vi …” says nothing of the sum."""
        clause = _CLAUSE().search(self.right)
        return self.right[: clause.start()] if clause else self.right

    @property
    def is_of_all(self) -> bool:
        """Tell whether the sum is said of all costs, or of all income, in so many words."""
        return _SUBJECT().search(self.before) is not None and _ONLY_OF().match(self.right) is None

    def thousandfold(self, amounts: Amounts) -> Amount | None:
        """Return the amount that is meant, a thousand times more or less than the sum.

        It is one that the sentence names, or any that is known again by its digits.
        """
        named = self.named(amounts)
        is_telling = len(self.figure.value.normalize().as_tuple().digits) >= _TELLING
        if not named and not is_telling:
            return None
        width, said = tolerance(self.figure, self.before), abs(self.figure.crowns)
        meant = [(said / _THOUSAND, width / _THOUSAND), (said * _THOUSAND, width * _THOUSAND)]

        def is_meant(crowns: Decimal) -> bool:
            return bool(crowns) and any(abs(crowns - other) <= off for other, off in meant)

        found = next((amount for amount in named or amounts.rows if is_meant(amount.crowns)), None)
        if found is None and is_telling:
            crowns = next(filter(is_meant, sorted(amounts.known_to(self))), None)
            found = amounts.added(crowns) if crowns is not None else None
        return found

    def named(self, amounts: Amounts) -> list[Amount]:
        """Return the amounts whose row the clause names; without one, the sums of the kind that it speaks of.

        What stands before a sum names it (“personalen kostar 3 mnkr”), else what follows (“3 mnkr till personal”). Two
        rows before one sum are added in a way that only the writer knows: then nothing is returned.
        """
        if self.is_of_all:
            return _totals_named(amounts, [self.before])
        rows = self.rows_named(amounts)
        return _totals_named(amounts, self._regions(amounts)) if rows is None else rows

    def rows_named(self, amounts: Amounts) -> list[Amount] | None:
        """Return the amounts whose row, or whose table, the clause names; None where it names none."""
        found = (_rows_named(amounts, region) for region in self._regions(amounts))
        return next((rows for rows in found if rows is not None), None)

    def _regions(self, amounts: Amounts) -> list[str]:
        """Return the pieces of the sentence where the name of the sum may stand, nearest first."""
        names_first = _names_any(amounts, self.lead)
        joints = [] if self.is_last else list(_JOINT().finditer(self.right))
        after = self.right[: joints[0 if names_first else -1].start()] if joints else self.after
        if not self.is_first:
            joint = _JOINT().search(self.before)
            return [self.before[joint.end() :] if joint else self.before, after] if names_first else [after]
        clauses = list(_CLAUSE().finditer(self.before))
        return [*([self.before[clauses[-1].end() :]] if clauses else []), self.before, after]


def _rows_named(amounts: Amounts, text: str) -> list[Amount] | None:
    """Return the amounts of the row that a text names; none at all for two rows, None where it names no row."""
    words = words_of(text)
    beginnings = {word[:size] for word in words for size in range(_SHORTEST_STEM, _LONGEST_STEM + 1)}
    rows = [a for a in amounts.rows if a.stems and len(a.stems & beginnings) >= min(len(a.stems), _ENOUGH)]
    found = [(_words_with(a.stems, words), a) for a in rows]
    if any(not a.is_total for _, a in found):
        found = [(named_by, a) for named_by, a in found if not a.is_total]  # a caption only says where the row stands
    if not found:
        return None
    best = max((named_by for named_by, _ in found), key=len)
    if not all(named_by <= best for named_by, _ in found) or _is_one_of_several(best, text):
        return []
    return [a for named_by, a in found if named_by == best]


def _is_one_of_several(name: frozenset[str], text: str) -> bool:
    """Tell whether a row's name stands in a list with another word: “personal och resor” is more than the row."""
    lists = (words_of(match[0]) - {"och", "samt"} for match in _LIST().finditer(text))
    return any(name & words and words - name for words in lists)


def _words_with(stems: frozenset[str], words: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in words if word.startswith(tuple(stems)))


def _names_any(amounts: Amounts, text: str) -> bool:
    return _TOTAL().search(text) is not None or _rows_named(amounts, text) is not None


def _totals_named(amounts: Amounts, regions: list[str]) -> list[Amount]:
    """Return the sums of costs, of income or the net, whichever is spoken of; all sums where no kind is told."""
    kinds = [kind for region in regions for kind in _kinds_told(region)]
    if not kinds:
        return []
    totals = [amount for amount in (*amounts.rows, *amounts.wholes) if amount.is_total]
    wanted = next((kind for kind in kinds if kind != "any"), "any")
    if wanted == "any":
        totals = [amount for amount in totals if amount.kind != "net"] or totals
        return sorted(
            totals, key=lambda amount: amount.kind != "costs"
        )  # a budget without further words is what to use
    return [amount for amount in totals if amount.kind == wanted] or [amount for amount in totals if not amount.kind]


def _kinds_told(text: str) -> list[str]:
    """Return the kinds of sums that a text speaks of, the last first."""
    return [match.lastgroup or "any" for match in _TOTAL().finditer(text)][::-1]


@dataclass(frozen=True, slots=True)
class Money:
    """The sums of money in a unit's texts that are not among the amounts of its budget, and those amounts.

    The amounts are those that are meant: with the right signs, and in the units that the texts bear out.
    """

    amounts: Amounts
    strangers: tuple[Quoted, ...]
    wrong_units: tuple[WrongUnit, ...] = ()


def money_of(scope: Scope) -> Money:
    """Compare the sums of money in a unit's texts with the amounts of its budget."""
    tables = tuple(map(with_meant_signs, scope.budget))
    quotes = [quote for quote in islice(_quoted(scope), _MOST_QUOTED) if quote.figure.value]
    if tables != scope.budget:  # a sign may be meant as it stands
        written = amounts_of(scope.budget)
        quotes = [quote for quote in quotes if not written.holds(quote)]
    money = _compared(tables, quotes)
    wrong = tuple(wrong_units(tables, quotes, money.strangers, amounts_of))
    return replace(_compared(in_their_units(tables, wrong), quotes), wrong_units=wrong) if wrong else money


def _compared(tables: Iterable[BudgetTable], quotes: Iterable[Quoted]) -> Money:
    amounts = amounts_of(tables)
    strangers = (quote for quote in quotes if not amounts.holds(quote))
    return Money(amounts, tuple(islice(strangers, _MOST_STRANGE)))


def _quoted(scope: Scope) -> Iterator[Quoted]:
    """Yield the sums of money in a unit's texts, with the words of their sentence that belong to each."""
    for text in scope.swedish_texts:
        money = [figure for figure in text.figures if figure.is_money and not figure.is_range and not figure.has_point]
        lead_end = sentence = -1
        for at, figure in enumerate(money):
            content = text.prose.text
            begin, end = sentence_at(content, figure.start, figure.end)
            if begin != sentence:
                sentence, lead_end = begin, figure.start
            low, high = between(money, at, begin, end)
            left, right, before = content[begin : figure.start], content[figure.end : high], content[low : figure.start]
            yield Quoted(content, figure, left, right, before, content[begin:lead_end], is_last=high == end)
