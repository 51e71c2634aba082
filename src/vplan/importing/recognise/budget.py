"""Budget tables of many shapes: headings, groups, sub-rows, sums and net are told apart by what they hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from vplan.diagnostics import msg
from vplan.importing.draft import Budget, BudgetColumn, BudgetGroup, BudgetRow, Guess
from vplan.importing.recognise.amounts import (
    has_amounts,
    is_amount,
    is_blank,
    is_unit,
    is_year,
    swedish,
    unit_in,
    value_of,
)
from vplan.importing.source import Cell, Row, Table
from vplan.importing.vocabulary import COST, INCOME, NET, SUM
from vplan.model.values import as_id

_SUB = re.compile(r"(?:\*|•|[-–]\s|varav\b)\s*", re.I)
_RESERVED = ("rad", "underrader")
_LEAST_ROWS = 2


@dataclass(slots=True)
class _Preamble:
    """What stands above the amounts: facts, title lines, and the rows of the heading."""

    facts: list[tuple[str, str]] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    heading: list[Row] = field(default_factory=list)
    body: int = 0


@dataclass(slots=True)
class BudgetReader:
    """Reads the rows of one section's tables into budgets; facts without amounts wait for the next table."""

    guesses: list[Guess]
    hint: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)

    def read(self, table: Table) -> list[Budget] | None:
        """Return the budgets of a table, none when it holds facts alone, or None when it is no budget."""
        rows = [row for row in table.rows if any(row.texts) and not _is_rule(row)]
        if not _is_budget(rows):
            facts = [_fact(row) for row in rows]
            if rows and all(facts):
                self.facts += [fact for fact in facts if fact]
                return []
            return None
        return [self._budget(part) for part in _parts(rows)]

    def _budget(self, rows: Sequence[Row]) -> Budget:
        top = _preamble(rows)
        budget = Budget(rows[0].place, facts=[*self.facts, *top.facts])
        self.facts = []
        body = rows[top.body :]
        used = _used_columns(body)
        self._unit(budget, top, body)
        self._columns(budget, top, used)
        budget.caption = ", ".join([*self.captions, *top.captions])
        self.captions = []
        ids = dict(zip(used, budget.columns, strict=True))
        _Body(budget, {number: column.id for number, column in ids.items()}, self.guesses).read(body)
        self._signs(budget, body, used)
        return budget

    def _unit(self, budget: Budget, top: _Preamble, body: Sequence[Row]) -> None:
        said = " ".join([*top.captions, *(text for row in top.heading for text in row.texts)])
        unit = unit_in(said) or unit_in(self.hint)
        budget.unit = unit or ("mnkr" if any("," in text for row in body for text in row.texts[1:]) else "tkr")
        if not unit:
            message = msg("The unit of the amounts is not told; “{unit}” is taken for it.", unit=budget.unit)
            self.guesses.append(Guess(budget.place, message, budget))

    def _columns(self, budget: Budget, top: _Preamble, used: Sequence[int]) -> None:
        if top.heading:
            budget.row_heading = next(iter(top.heading[-1].texts), "")
            budget.row_heading = "" if is_unit(budget.row_heading) else budget.row_heading
        taken: set[str] = set(_RESERVED)
        for number in used:
            parts = [_text(row, number) for row in top.heading]
            heading = " ".join(part for part in parts if part and not is_unit(part))
            if not heading:
                heading = "Belopp" if len(used) == 1 else f"Belopp {number}"
                message = msg("A column of amounts has no heading; it is called “{heading}”.", heading=heading)
                self.guesses.append(Guess(budget.place, message, budget))
            name = _unique(as_id(heading)[:30].strip("-") or "belopp", taken)
            budget.columns.append(BudgetColumn(name, heading))

    def _signs(self, budget: Budget, body: Sequence[Row], used: Sequence[int]) -> None:
        """Note how income is written, and which columns print a plus."""
        incomes = [text for group in budget.groups if group.kind == "intäkter" for text in _amounts(group.rows)]
        columns = [number for number, column in zip(used, budget.columns, strict=True) if INCOME.search(column.heading)]
        incomes += [_text(row, number) for row in body for number in columns]
        values = [value_of(text) for text in incomes]
        if sum(value < 0 for value in values) > sum(value > 0 for value in values):
            budget.income = "negativa"
        for number, column in zip(used, budget.columns, strict=True):
            column.signed = any(_text(row, number).startswith("+") for row in body)


@dataclass(slots=True)
class _Body:
    """The rows with amounts, in groups."""

    budget: Budget
    ids: dict[int, str]
    guesses: list[Guess]
    group: BudgetGroup | None = None
    in_subs: bool = False

    def read(self, rows: Sequence[Row]) -> None:
        for number, row in enumerate(rows):
            label = row.texts[0]
            if self._is_sum(rows, number):
                self._sum(row, more=self._more_rows(rows[number + 1 :]))
            elif _is_sub(row):
                self._sub(row)
            elif not has_amounts(row) and self._is_heading(rows, number):
                self._open(row, label)
            else:
                if self.in_subs and self.group is not None and self.group.heading and self._heading_had_subs():
                    self.group = None
                self.in_subs = False
                self._current(row).rows.append(self._row(row, label))
        for group in self.budget.groups:
            group.kind = group.kind or _kind(group.total.label if group.total else "")

    def _is_sum(self, rows: Sequence[Row], number: int) -> bool:
        label = rows[number].texts[0]
        if not (SUM.match(label) or NET.match(label)) or not self.budget.groups:
            return False
        return has_amounts(rows[number]) or number == len(rows) - 1

    def _more_rows(self, rows: Sequence[Row]) -> bool:
        return any(has_amounts(row) and not (SUM.match(row.texts[0]) or NET.match(row.texts[0])) for row in rows)

    def _sum(self, row: Row, *, more: bool) -> None:
        label = row.texts[0]
        total = self._row(row, label)
        kinds = {_kind(group.heading) or group.kind for group in self.budget.groups} | {
            _kind(group.total.label) for group in self.budget.groups if group.total
        }
        if NET.match(label) and {"intäkter", "kostnader"} <= kinds and not more:
            self.budget.net = total
        elif self.group is not None and self.group.total is None and (more or _kind(label)):
            self.group.total = total
            self.group.kind = self.group.kind or _kind(label)
            self.group = None
        elif self.budget.total is None:
            self.budget.total = total
        else:
            message = msg("“{label}” is one sum more than a table can have; it stands as a row.", label=label)
            self.guesses.append(Guess(row.place, message, total))
            self._current(row).rows.append(total)
        self.in_subs = False

    def _sub(self, row: Row) -> None:
        label = row.texts[0]
        sign = _SUB.match(label)
        made = self._row(row, label if sign is None or sign[0].casefold().startswith("varav") else label[sign.end() :])
        group = self._current(row)
        if group.rows and not (group.heading and self._heading_had_subs(group)):
            group.rows[-1].rows.append(made)
        else:
            group.rows.append(made)
            self._subs_of_heading.add(id(group))
        self.in_subs = True

    _subs_of_heading: set[int] = field(default_factory=set)

    def _heading_had_subs(self, group: BudgetGroup | None = None) -> bool:
        return id(group or self.group) in self._subs_of_heading

    def _is_heading(self, rows: Sequence[Row], number: int) -> bool:
        """Tell whether a row without amounts heads those behind it, or is a row whose amounts are blank."""
        row, label = rows[number], rows[number].texts[0]
        following = rows[number + 1] if number + 1 < len(rows) else None
        if following is None:
            return False
        if (
            INCOME.fullmatch(label + "er")
            or label.rstrip(":").casefold() in ("intäkter", "kostnader")
            or label.endswith(":")
        ):
            return True
        sums = (r.texts[0].casefold() for r in rows[number + 1 :] if SUM.match(r.texts[0]))
        if any(label.casefold() in text for text in sums):
            return True
        if _is_sub(following):
            return True
        before = rows[number - 1] if number else None
        styled = all(run.bold or run.italic for run in row.cells[0].runs if run.text.strip())
        plain_next = not all(run.bold or run.italic for run in following.cells[0].runs if run.text.strip())
        after_sum = before is None or bool(SUM.match(before.texts[0]))
        return (styled and plain_next) or (after_sum and has_amounts(following))

    def _open(self, row: Row, label: str) -> None:
        self.group = BudgetGroup(row.place, label, _kind(label))
        self.budget.groups.append(self.group)
        self.in_subs = False

    def _current(self, row: Row) -> BudgetGroup:
        if self.group is None:
            self.group = BudgetGroup(row.place)
            self.budget.groups.append(self.group)
        return self.group

    def _row(self, row: Row, label: str) -> BudgetRow:
        amounts = {}
        for number, name in self.ids.items():
            text = _text(row, number)
            if is_amount(text):
                amounts[name] = swedish(text)
        return BudgetRow(row.place, label or "–", amounts)


def _is_sub(row: Row) -> bool:
    """Tell whether a row is a part of the one above: a sign stands before its label, or it is set in."""
    return bool(_SUB.match(row.texts[0])) or row.cells[0].text.startswith("  ")


def _parts(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Part rows that hold several tables one after another: behind a total, a heading row begins the next."""
    part: list[Row] = []
    for number, row in enumerate(rows):
        ends = part and (SUM.match(part[-1].texts[0]) or NET.match(part[-1].texts[0])) and has_amounts(part[-1])
        if ends and _heads(rows[number:]):
            yield part
            part = []
        part.append(row)
    if part:
        yield part


def _heads(rows: Sequence[Row]) -> bool:
    """Tell whether rows begin with title lines and a heading row, and amounts behind them."""
    for number, row in enumerate(rows):
        if _is_heading_row(row):
            return any(has_amounts(r) for r in rows[number + 1 :])
        if has_amounts(row):
            return False
    return False


def _preamble(rows: Sequence[Row]) -> _Preamble:
    top = _Preamble()
    loose: list[tuple[int, str]] = []
    for number, row in enumerate(rows):
        fact = _fact(row)
        if fact and not top.heading:
            top.facts.append(fact)
            top.body = number + 1
        elif _is_heading_row(row):
            labels = [text for _, text in loose] + ([r.texts[0] for r in top.heading[-1:] if r.texts[0]])
            top.captions += [text for text in labels if text]
            if top.heading:
                top.heading[-1] = _without_label(top.heading[-1])
            loose = []
            top.heading.append(row)
            top.body = number + 1
        elif has_amounts(row):
            break
        else:
            loose.append((number, row.texts[0]))
    if not top.heading and loose and loose[0][0] == top.body and len(loose) > 1:
        top.captions.append(loose[0][1])
        top.body = loose[0][0] + 1
    return top


def _without_label(row: Row) -> Row:
    return replace(row, cells=(Cell(), *row.cells[1:]))


def _is_heading_row(row: Row) -> bool:
    rest = [text for text in row.texts[1:] if text]
    return bool(rest) and all(is_year(text) or not is_amount(text) for text in rest)


def _fact(row: Row) -> tuple[str, str] | None:
    texts = [text for text in row.texts if text]
    if len(texts) == 2 and row.texts[0].endswith(":"):
        return texts[0].rstrip(" :"), texts[1]
    return None


def _is_budget(rows: Sequence[Row]) -> bool:
    """Tell whether rows are a budget: a column of words, then columns that hold amounts and nothing else."""
    amounts = [row for row in rows if has_amounts(row) and not _fact(row) and not _is_heading_row(row)]
    if len(amounts) < _LEAST_ROWS:
        return False
    cells = [text for row in amounts for text in row.texts[1:] if not is_blank(text)]
    words = sum(any(letter.isalpha() for letter in row.texts[0]) for row in amounts)
    return all(map(is_amount, cells)) and words >= 0.7 * len(amounts)


def _used_columns(rows: Sequence[Row]) -> list[int]:
    width = max((len(row.cells) for row in rows), default=0)
    return [n for n in range(1, width) if any(not is_blank(_text(row, n)) for row in rows)]


def _text(row: Row, number: int) -> str:
    return row.texts[number] if number < len(row.texts) else ""


def _kind(label: str) -> str:
    income, cost = INCOME.search(label), COST.search(label)
    if bool(income) == bool(cost):
        return ""
    return "intäkter" if income else "kostnader"


def _amounts(rows: Sequence[BudgetRow]) -> list[str]:
    return [text for row in rows for text in (*row.amounts.values(), *_amounts(row.rows))]


def _is_rule(row: Row) -> bool:
    return all(set(text) <= set("-–—_=") for text in row.texts)


def _unique(name: str, taken: set[str]) -> str:
    made, number = name, 2
    while made in taken:
        made, number = f"{name}-{number}", number + 1
    taken.add(made)
    return made
