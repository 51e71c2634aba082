"""sum-row: what a table adds is written as its sum, with a name and amounts in their places.

Why: a row “Summa kostnader” among the rows is added to them, and the sum becomes twice as large. A sum whose name ends
in an amount is printed with that name beside the computed amount; nothing compares the two.

Wrong:

    rader:
      - {rad: Personal, kostnader: 28 800}
      - {rad: Hyra, kostnader: 2 400}
      - {rad: Summa kostnader, kostnader: 31 200}

Right:

    rader:
      - {rad: Personal, kostnader: 28 800}
      - {rad: Hyra, kostnader: 2 400}
    summa: Summa kostnader

Right, where the amount is to be stated:

    summa: {rad: Summa kostnader, kostnader: 31 200}
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from vplan.budget import Line, contribution, flat_top
from vplan.diagnostics import Diagnostic, Message, Severity, msg
from vplan.model.choices import GroupKind
from vplan.model.economy import BudgetGroup, BudgetRow, BudgetTable, SumRow
from vplan.model.values import one_line, shortened
from vplan.numbers import format_number
from vplan.rules.lazy import lazy
from vplan.rules.scope import Scope

ID = "sum-row"
SEVERITY = Severity.WARNING

_SUM = lazy(r"\s*(?:summa|delsumma|totalsumma|total(?:t|a)?|netto|resultat)\b", re.IGNORECASE)
_NOTHING_ELSE = lazy(
    r"\s*(?:summa|delsumma|totalsumma|total(?:t|a)?|netto|resultat)"
    r"(?:\s{1,3}(?:kostnader|intäkter|utgifter|inkomster|netto))?[\s:.]{0,3}\Z",
    re.IGNORECASE,
)
_NET = lazy(r"\s*(?:summa\s{1,3})?(?:netto|resultat)", re.IGNORECASE)
_UNIT = r"(?:[ \u00a0\u202f]{0,2}(?:tkr|mnkr|kr|kronor)\b\.?)"
_DIGITS = r"(?:\d{1,3}(?:[ \u00a0\u202f]\d{3}){1,4}|\d{1,12})(?:,\d{1,6})?"
_AMOUNT = lazy(rf"(?<![\w,.])(?P<number>[-−–]?{_DIGITS}){_UNIT}?\s{{0,3}}\Z", re.IGNORECASE)
_CLEARLY = lazy(rf"\d[ \u00a0\u202f]\d{{3}}|\d,\d|\d{_UNIT}", re.IGNORECASE)
_LONGEST = 40  # characters of an amount with its unit


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each sum among the rows that are added, and at each sum whose name is an amount."""
    for at, table in enumerate(scope.budget):
        if at not in scope.unsure:
            rows = sum_rows(table)
            if rows:
                yield from _counted_twice(table, rows, scope.budget_lines[at])
        yield from _named_by_amounts(scope, table, at)


def sum_rows(table: BudgetTable) -> list[tuple[BudgetGroup, BudgetRow]]:
    """Return the rows that are sums of other rows, with their groups: by their name, or by name and amount.

    A row is compared with the rows above it in its group; where none is there, with those of the groups before.
    """
    if not any(_SUM().match(row.label) for group in table.groups for row in group.rows):
        return []
    found: list[tuple[BudgetGroup, BudgetRow]] = []
    before: dict[str, Decimal] = {}
    for group in table.groups:
        own: dict[str, Decimal] = {}
        for row in group.rows:
            if not _SUM().match(row.label):
                _add_to(own, row, table.columns)
            elif _is_sum(row, own or before):
                found.append((group, row))
        before = {column: before.get(column, Decimal(0)) + own.get(column, Decimal(0)) for column in before | own}
    return found


def _add_to(sums: dict[str, Decimal], row: BudgetRow, columns: Iterable[str]) -> None:
    for column in columns:
        value = contribution(row, column)
        if value is not None:
            sums[column] = sums.get(column, Decimal(0)) + value


def _is_sum(row: BudgetRow, above: dict[str, Decimal]) -> bool:
    """Tell whether a row with the name of a sum is one of what the rows above add to; an amount of 0 does no harm."""
    own = {column: amount.value for column, amount in row.amounts.items() if amount is not None}
    if not above or not any(own.values()):
        return False
    return _NOTHING_ELSE().match(row.label) is not None or all(above.get(c, 0) == value for c, value in own.items())


def _sum_of(rows: Iterable[BudgetRow], column: str) -> Decimal:
    return sum((value for row in rows if (value := contribution(row, column)) is not None), Decimal(0))


def _counted_twice(
    table: BudgetTable, rows: list[tuple[BudgetGroup, BudgetRow]], lines: Sequence[Line]
) -> Iterator[Diagnostic]:
    totals = [line for line in lines if line.role == "total"]
    for group, row in rows:
        has_sum = group.total is not None and not group.total.is_refused
        in_net = group.kind is not None and any(line.is_net for line in totals)
        if has_sum or in_net or any(not line.is_net for line in totals):
            yield _row_finding(table, group, row, has_sum=has_sum)


def _row_finding(table: BudgetTable, group: BudgetGroup, row: BudgetRow, *, has_sum: bool) -> Diagnostic:
    column, amount = next((c, a) for c, a in row.amounts.items() if a is not None and a.value)
    added = group.rows if has_sum or group.kind is not None else flat_top(table.groups)
    names = {
        "row": shortened(row.label),
        "sum": format_number(_sum_of(added, column), amount.decimals),
        "unit": table.unit or "",
    }
    if group.kind is GroupKind.COSTS:
        message = msg("The row “{row}” counts as a cost among the others, and the sum becomes {sum} {unit}.", **names)
    elif group.kind is GroupKind.INCOME:
        message = msg("The row “{row}” counts as income among the others, and the sum becomes {sum} {unit}.", **names)
    else:
        message = msg("The row “{row}” counts as one among the others, and the sum becomes {sum} {unit}.", **names)
    return Diagnostic(ID, SEVERITY, row.span("label"), message, _row_hint(table, row, has_sum=has_sum))


def _row_hint(table: BudgetTable, row: BudgetRow, *, has_sum: bool) -> Message:
    label = one_line(row.label).rstrip(" :.")[:60]
    is_net = _NET().match(row.label) is not None
    has_sum = has_sum or (len(table.groups) == 1 and table.total is not None and not table.total.is_refused)
    if (has_sum and not is_net) or (is_net and table.net is not None and not table.net.is_refused):
        return msg("Remove the row; “{key}:” is there already, and its amount is computed.", key=_key(is_net=is_net))
    if is_net:
        return msg(
            "Remove the row and write “netto: {label}” after the groups; with “slag” in each the amount is computed.",
            label=label,
        )
    return msg("Remove the row and write “summa: {label}” after the rows; the amount is computed.", label=label)


def _key(*, is_net: bool) -> str:
    return "netto" if is_net else "summa"


def _named_by_amounts(scope: Scope, table: BudgetTable, at: int) -> Iterator[Diagnostic]:
    """Yield a finding at each sum whose name is an amount, or ends in one."""
    sums = [(group.total, "summa", _name_of(group.kind)) for group in table.groups]
    for row, key, name in (*sums, (table.total, "summa", "Summa"), (table.net, "netto", "Netto")):
        if row is None or row.is_refused or not row.label[-1:].strip() or not any(c.isdigit() for c in row.label):
            continue
        label = one_line(row.label).rstrip()
        match = _AMOUNT().search(label, max(0, len(label) - _LONGEST))
        if match is None:
            continue
        before = label[: match.start()].rstrip(" :=")
        lines = scope.budget_lines[at] if at not in scope.unsure else ()
        if not before or _CLEARLY().search(match[0]) or _is_computed(match["number"], lines):
            yield _name_finding(table, row, key, before or name, match["number"])


def _name_of(kind: GroupKind | None) -> str:
    return (
        {GroupKind.COSTS: "Summa kostnader", GroupKind.INCOME: "Summa intäkter"}.get(kind, "Summa") if kind else "Summa"
    )


def _is_computed(number: str, lines: Iterable[Line]) -> bool:
    """Tell whether a plain number is a sum of the table; else it may be a year or a part of a name."""
    return number.isdigit() and any(
        figure.computed == Decimal(number)
        for line in lines
        if line.role in ("sum", "total")
        for figure in line.figures.values()
    )


def _name_finding(table: BudgetTable, row: SumRow, key: str, name: str, number: str) -> Diagnostic:
    column = next((c for c, definition in table.columns.items() if not definition.formula), "")
    label = shortened(row.label)
    return Diagnostic(
        ID,
        SEVERITY,
        row.span("label"),
        msg("“{label}” is the sum's name, not its amount.", label=label),
        msg(
            "Write “{key}: {name}”, and the amount is computed. To state it: “{key}: {left}{column}: {amount}{right}”.",
            key=key,
            name=name[:60],
            left="{",
            column=column,
            amount=f'"{number}"' if "," in number else number,
            right="}",
        ),
    )
