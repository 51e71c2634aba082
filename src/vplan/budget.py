"""The arithmetic of a budget table: sums, net and computed columns.

Nothing is judged here; a stated figure and the computed one stand side by side in each `Figure`.

Rules: a row counts with its own amount, or with its sub-rows where it has none. A blank amount counts as nothing and
stays blank. Net is income less costs: I - K where income is written positive, I + K where it is written negative.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from vplan.diagnostics import Span
from vplan.model.choices import GroupKind, IncomeSign
from vplan.model.common import NO_TEXT
from vplan.model.economy import AmountRow, BudgetGroup, BudgetRow, BudgetTable, SumRow, flat_rows, formula_terms

LineRole = Literal["data", "sub", "group", "sum", "total"]
Sums = dict[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class Figure:
    """What stands in a cell: the stated amount, else the computed one; blank when both are None."""

    stated: Decimal | None
    computed: Decimal | None
    decimals: int
    span: Span

    @property
    def shown(self) -> Decimal | None:
        """The amount to print."""
        return self.computed if self.stated is None else self.stated

    @property
    def differs(self) -> bool:
        """Tell whether a stated amount differs from the computed one."""
        return self.stated is not None and self.computed is not None and self.stated != self.computed


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the printed table; `label` may be empty for a sum whose words the edition gives.

    `span` is the place of its row or heading; None for a sum that is nowhere written.
    """

    label: str
    role: LineRole
    depth: int
    figures: dict[str, Figure]
    group_heading: str = ""
    is_net: bool = False
    span: Span | None = None


def lines_of(table: BudgetTable) -> list[Line]:
    """Compute a table's lines in reading order."""
    decimals = _decimals(table)
    lines: list[Line] = []
    for group in table.groups:
        if group.heading.strip():
            lines.append(Line(str(group.heading), "group", 0, {}, span=group.span("heading")))
        lines += [line for row in group.rows for line in _row_lines(table, row, decimals, 0)]
        if group.total is not None and not group.total.is_refused:
            sums = _sums(table, flat_top([group]))
            lines.append(_sum_line(table, group.total, sums, decimals, "sum", heading=str(group.heading)))
    lines += _total_lines(table, decimals)
    return lines


def overfull_rows(table: BudgetTable) -> Iterator[tuple[BudgetRow, str, Decimal]]:
    """Yield each row whose sub-rows add to more than its own amount, with the column and what they add to.

    Sub-rows below an own amount are a part of it. In a column of changes a part may well be larger than the whole.
    """
    columns = [name for name, column in table.columns.items() if not column.formula and not column.signed]
    for row in flat_rows(tuple(flat_top(table.groups))):
        for column in columns if row.rows else ():
            own = row.amounts.get(column)
            parts = _add((1, contribution(sub, column)) for sub in row.rows) if own is not None else None
            if own is None or parts is None:
                continue
            if (parts - own.value) * (-1 if own.value < 0 else 1) > 0:
                yield row, column, parts


def flat_top(groups: Iterable[BudgetGroup]) -> list[BudgetRow]:
    """Return the rows of the groups, without sub-rows."""
    return [row for group in groups for row in group.rows]


def _total_lines(table: BudgetTable, decimals: dict[str, int]) -> list[Line]:
    lines = []
    if _prints_total(table):
        total = table.total if table.total is not None else SumRow.model_construct(label=NO_TEXT, amounts={})
        lines.append(_sum_line(table, total, _sums(table, flat_top(table.groups)), decimals, "total"))
    if table.net is not None and not table.net.is_refused:
        lines.append(_sum_line(table, table.net, _net(table), decimals, "total", is_net=True))
    return lines


def _prints_total(table: BudgetTable) -> bool:
    if table.total is not None:
        return not table.total.is_refused
    kinds = {group.kind for group in table.groups}
    return table.net is None and not {GroupKind.INCOME, GroupKind.COSTS} <= kinds


def _net(table: BudgetTable) -> Sums:
    income = _sums(table, flat_top(g for g in table.groups if g.kind is GroupKind.INCOME))
    costs = _sums(table, flat_top(g for g in table.groups if g.kind is GroupKind.COSTS))
    sign = 1 if table.income_sign is IncomeSign.NEGATIVE else -1
    return {c: _add([(1, income[c]), (sign, costs[c])]) for c in table.columns}


def _row_lines(table: BudgetTable, row: BudgetRow, decimals: dict[str, int], depth: int) -> list[Line]:
    own = {c: a.value for c, a in row.amounts.items() if a is not None}
    computed = _with_formulas(table, {c: own.get(c) for c in table.columns})
    figures = {}
    for column in table.columns:
        is_formula = bool(table.columns[column].formula)
        value = computed[column] if is_formula else None
        figures[column] = Figure(own.get(column), value, decimals[column], row.amount_span(column))
    lines = [Line(str(row.label), "sub" if depth else "data", depth, figures, span=row.span("label"))]
    return lines + [line for sub in row.rows for line in _row_lines(table, sub, decimals, depth + 1)]


def _sum_line(
    table: BudgetTable,
    row: SumRow,
    sums: Sums,
    decimals: dict[str, int],
    role: LineRole,
    *,
    heading: str = "",
    is_net: bool = False,
) -> Line:
    figures = {}
    for column in table.columns:
        stated = row.amounts.get(column)
        places = max(decimals[column], stated.decimals if stated else 0)
        figures[column] = Figure(stated.value if stated else None, sums[column], places, row.amount_span(column))
    place = row.span("label")
    return Line(str(row.label), role, 0, figures, heading, is_net, place if place.file else None)


def _sums(table: BudgetTable, rows: list[BudgetRow]) -> Sums:
    plain = {c: _add((1, contribution(row, c)) for row in rows) for c in table.columns}
    return _with_formulas(table, plain)


def contribution(row: BudgetRow, column: str) -> Decimal | None:
    """Return what a row adds to the sum of a column: its own amount, or what its sub-rows add to; None for neither."""
    amount = row.amounts.get(column)
    if amount is not None:
        return amount.value
    return _add((1, contribution(sub, column)) for sub in row.rows)


def _with_formulas(table: BudgetTable, amounts: Sums) -> Sums:
    result = dict(amounts)
    for column, definition in table.columns.items():
        if definition.formula:
            result[column] = _add((sign, amounts.get(name)) for sign, name in formula_terms(definition.formula))
    return result


def _add(terms: Iterable[tuple[int, Decimal | None]]) -> Decimal | None:
    present = [sign * value for sign, value in terms if value is not None]
    return sum(present, Decimal(0)) if present else None


def _decimals(table: BudgetTable) -> dict[str, int]:
    """Return how many decimals each column prints: the most that are written in it or in what it is computed from."""
    rows: list[AmountRow] = [*flat_rows(tuple(flat_top(table.groups)))]
    written = {
        c: max((a.decimals for r in rows if (a := r.amounts.get(c)) is not None), default=0) for c in table.columns
    }
    for column, definition in table.columns.items():
        terms = [written.get(name, 0) for _, name in formula_terms(definition.formula)] if definition.formula else []
        written[column] = max([written[column], *terms])
    return written
