"""income-sign: income is written with the sign that the table declares, and costs without a minus.

Why: net is computed by those signs; one amount with the other sign is added where it should be taken off. A cost may
have a minus where its row says that it is taken off, such as “Avgår interna ersättningar”.

Wrong: `intäkter: positiva`, and below `slag: intäkter` the amount `-1 200`; below `slag: kostnader` any amount with a
minus

Right: `intäkter: negativa`, or the amount `1 200`
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Severity, Span, msg
from vplan.model.choices import GroupKind, IncomeSign
from vplan.model.economy import BudgetGroup, BudgetRow, BudgetTable
from vplan.model.values import shortened
from vplan.numbers import format_number
from vplan.rules.lazy import lazy
from vplan.rules.scope import Scope

ID = "income-sign"
SEVERITY = Severity.WARNING

_INCOME = re.compile(r"\s*(?:summa )?intäkter\b", re.IGNORECASE)
_COSTS = re.compile(r"\s*(?:summa )?(?:kostnader|utgifter)\b", re.IGNORECASE)
_TAKEN_OFF = lazy(
    r"avgå|avdrag|\bminus|minsk|spar|effektivi|återbetal|återför|återvinn|kredit|rabatt|fördel|intern|bidrag|ersättning|"
    r"intäkt|inkomst|avgift|reduc|reduk|obalans|krav|sänk|juster|korriger|rättelse|utjämn|överför|omför|resultat|"
    r"täckning|differens|avräkn|reserv|generell|vidarefakt|momskomp|förändring",
    re.IGNORECASE,
)


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at the first amount of each group or column whose sign is not the one that is meant."""
    for table in scope.budget:
        for group in table.groups:
            told: set[GroupKind] = set()
            for row, column, kind in contradictions(table, group):
                if kind not in told:
                    told.add(kind)
                    yield _income(table, row.amount_span(column)) if kind is GroupKind.INCOME else _cost(row, column)


def contradictions(table: BudgetTable, group: BudgetGroup) -> Iterator[tuple[BudgetRow, str, GroupKind]]:
    """Yield the amounts of a group whose sign contradicts the table: row, column, and what the amount is."""
    kinds = {name: kind for name in table.columns if (kind := _kind(table, group, name)) is not None}
    if kinds:
        yield from _in_rows(table, group.rows, kinds, is_taken_off=_TAKEN_OFF().search(group.heading) is not None)


def _in_rows(
    table: BudgetTable, rows: tuple[BudgetRow, ...], kinds: dict[str, GroupKind], *, is_taken_off: bool
) -> Iterator[tuple[BudgetRow, str, GroupKind]]:
    wrong = 1 if table.income_sign is IncomeSign.NEGATIVE else -1
    for row in rows:
        taken_off = True if is_taken_off else None
        for name, kind in kinds.items():
            amount = row.amounts.get(name)
            if amount is None or not amount.value:
                continue
            if kind is GroupKind.INCOME:
                if amount.value * wrong > 0:
                    yield row, name, kind
            elif amount.value < 0:
                taken_off = _TAKEN_OFF().search(row.label) is not None if taken_off is None else taken_off
                if not taken_off:
                    yield row, name, kind
        if row.rows:
            below = is_taken_off or _TAKEN_OFF().search(row.label) is not None
            yield from _in_rows(table, row.rows, kinds, is_taken_off=below)


def _kind(table: BudgetTable, group: BudgetGroup, name: str) -> GroupKind | None:
    """Return what a column holds in a group; one of changes, or a computed one, may have either sign."""
    column = table.columns[name]
    if column.formula or column.signed:
        return None
    kind = group.kind
    if kind is None and _COSTS.match(column.heading):
        kind = GroupKind.COSTS
    elif kind is None and _INCOME.match(column.heading):
        kind = GroupKind.INCOME
    return None if kind is GroupKind.INCOME and table.income_sign is None else kind


def _income(table: BudgetTable, place: Span) -> Diagnostic:
    if table.income_sign is IncomeSign.NEGATIVE:
        message = msg("The income is written positive, but the table says that income is negative.")
    else:
        message = msg("The income is written negative, but the table says that income is positive.")
    hint = msg("Change the sign of the amount, or “intäkter: …” of the table.")
    return Diagnostic(ID, SEVERITY, place, message, hint)


def _cost(row: BudgetRow, column: str) -> Diagnostic:
    amount = row.amounts[column]
    number = format_number(abs(amount.value), amount.decimals) if amount is not None else ""
    message = msg("The cost “{row}” is written negative; costs are written without a minus.", row=shortened(row.label))
    hint = msg("Write {number}; what is taken off says so in its row: “Avgår …”.", number=number)
    return Diagnostic(ID, SEVERITY, row.amount_span(column), message, hint)
