"""`ekonomi.yaml`: the use of resources and the budgets; a sum is stated where the rows give another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from vplan.budget import Figure, lines_of
from vplan.diagnostics import has_errors, msg
from vplan.importing.draft import Budget, BudgetColumn, BudgetGroup, BudgetRow, Economy
from vplan.importing.source import Block, Paragraph, Run
from vplan.importing.writing.budget_shape import inferred, parted, wanted_id
from vplan.importing.writing.catalogue import add_passage
from vplan.importing.writing.cleaning import one_line
from vplan.importing.writing.hierarchy import Passage
from vplan.importing.writing.result import Notes
from vplan.importing.writing.yaml_text import Entry, Item, Items, Map, Writer
from vplan.model.base import build_model
from vplan.model.economy import Economy as EconomyModel
from vplan.model.economy import formula_terms
from vplan.model.edition import Edition
from vplan.model.values import parse_number
from vplan.rules import table_size, table_width
from vplan.rules.scope import Scope
from vplan.source import Source, load_text

_UNITS = ("tkr", "mnkr", "kr")
_RESERVED = frozenset({"rad", "underrader", "*"})
_INCOME, _COSTS = "intäkter", "kostnader"
_FACT = 100
_DEPTH = 5
_UNIT_AFTER = re.compile(r"\s*(?:tkr|mnkr|kr|kronor)\.?\Z", re.IGNORECASE)
_POINTS = re.compile(r"[-+−]?[0-9]{1,3}(?:\.[0-9]{3})+\Z")


@dataclass(slots=True)
class _Table:
    """A budget on its way into the file: ids of columns, and what is not written because it is computed anyway."""

    budget: Budget
    columns: dict[str, BudgetColumn]
    amounts: dict[int, dict[str, str]] = field(default_factory=dict)
    computed: set[tuple[int, str]] = field(default_factory=set)
    formulas: dict[str, str] = field(default_factory=dict)
    row_heading: str = ""


def economy_file(economy: Economy, notes: Notes, edition: Edition | None = None) -> Map | None:
    """Return the content of the file, or None where there is nothing to write; the edition's own words are left out."""
    found = Map()
    if economy.resources is not None:
        passage = Passage(list(economy.resources.blocks), [economy.resources])
        if passage.blocks:
            add_passage(found, "resursanvändning", passage, notes)
        else:
            found.add("resursanvändning", "", economy.resources)
    items = [item for budget in economy.budgets if (item := _budget(budget, notes, edition)) is not None]
    found.add("budget", Items(items) if items else None)
    if not found.entries:
        return None
    found.entries[0].about += (economy,)
    return found


def _budget(budget: Budget, notes: Notes, edition: Edition | None) -> Item | None:
    if not any(group.rows for group in budget.groups) and budget.total is None and budget.net is None:
        _leave_out(budget, notes)
        return None
    table = _Table(budget, _columns(budget), row_heading=_row_heading(budget, edition))
    for row in _all_rows(budget):
        table.amounts[id(row)] = dict(_amounts(row, table, notes))
    table.formulas = inferred(table.columns, list(table.amounts.values()))
    problem = _compute(table)
    if problem and table.formulas:
        table.formulas = {}
        table.computed.clear()
        problem = _compute(table)
    if problem:
        _leave_out(budget, notes)
        return None
    for row in _all_rows(budget):
        sums = [amount for name, amount in table.amounts[id(row)].items() if (id(row), name) in table.computed]
        if sums:
            notes.make("  ".join([one_line(row.label), *sums]), row.place, msg("a sum that vplan computes"))
    return Item(_table(table, notes), (budget,))


def _row_heading(budget: Budget, edition: Edition | None) -> str:
    """Return the heading of the first column, empty where the edition has the same."""
    made = str(edition.economy.row_heading.get(budget.unit, "")) if edition is not None else ""
    heading = one_line(budget.row_heading)
    return "" if heading.casefold() == made.casefold() else heading


def _leave_out(budget: Budget, notes: Notes) -> None:
    words = [budget.heading, budget.caption, *(word for fact in budget.facts for word in fact)]
    words += [block.text for block in _paragraphs(budget)]
    words += [column.heading for column in budget.columns]
    for group in budget.groups:
        words.append(group.heading)
    for row in _all_rows(budget):
        words += [row.label, *row.amounts.values()]
    notes.leave_out(budget.place, " ".join(filter(None, words)), msg("This table cannot be a budget of a plan."))


def _paragraphs(budget: Budget) -> Iterable[Paragraph]:
    return [block for block in (budget.text.blocks if budget.text else ()) if isinstance(block, Paragraph)]


def _all_rows(budget: Budget) -> Iterator[BudgetRow]:
    """Yield rows and sums in the order in which they are printed."""
    for group in budget.groups:
        yield from _flat(group.rows)
        if group.total is not None:
            yield group.total
    yield from (row for row in (budget.total, budget.net) if row is not None)


def _flat(rows: Sequence[BudgetRow]) -> Iterator[BudgetRow]:
    for row in rows:
        yield row
        yield from _flat(row.rows)


# --- columns and amounts ---------------------------------------------------------------------------------------------


def _columns(budget: Budget) -> dict[str, BudgetColumn]:
    """Return the columns by ids that a file takes; one of amounts where the source names none."""
    found: dict[str, BudgetColumn] = {}
    used = {name for row in _all_rows(budget) for name in row.amounts}
    for column in [*budget.columns, *(BudgetColumn(name, name) for name in sorted(used))]:
        if all(column.id != other.id for other in found.values()):
            found[_column_id(wanted_id(column), found)] = column
    return found or {"belopp": BudgetColumn("belopp", "Belopp")}


def _column_id(name: str, taken: Iterable[str]) -> str:
    base = name or "belopp"
    base = f"{base}_" if base in _RESERVED else base
    number, found = 1, base
    while found in taken:
        number += 1
        found = f"{base}_{number}"
    return found


def _amounts(row: BudgetRow, table: _Table, notes: Notes) -> Iterator[tuple[str, str]]:
    for name, column in table.columns.items():
        written = one_line(row.amounts.get(column.id, ""))
        amount = _amount(written)
        if amount is None:
            notes.leave_out(row.place, f"{one_line(row.label)} {written}", msg("This is no amount."))
        elif amount:
            yield name, amount


def _amount(written: str) -> str | None:
    """Return the amount as a file takes it, empty for none, or None where it is no amount."""
    text = _UNIT_AFTER.sub("", written)
    if text in ("", "-", "–", "—", "−"):
        return "" if not written or text else None
    if text[0] in "–—":
        text = f"-{text[1:].lstrip()}"
    if text[:2] in ("- ", "+ ", "− "):
        text = text[0] + text[2:]
    if _POINTS.match(text):
        text = text.replace(".", " ")
    return text if parse_number(text) is not None else None


# --- as YAML ---------------------------------------------------------------------------------------------------------


def _table(table: _Table, notes: Notes) -> Map:
    budget = table.budget
    text, caption, pairs = parted(budget)
    found = Map().add_text("rubrik", budget.heading).add_text("tabellrubrik", caption)
    facts, rest = _facts(budget, pairs)
    blocks = [*text, *rest]
    parts = [budget.text] if budget.text else []
    if blocks:
        add_passage(found, "text", Passage(blocks, parts), notes)
    found.add("uppgifter", facts if facts.entries else None)
    found.add("belopp_i", budget.unit if budget.unit in _UNITS else "tkr")
    if _has_income(table):
        found.add("intäkter", budget.income if budget.income in ("positiva", "negativa") else "positiva")
    found.add_text("radrubrik", table.row_heading)
    found.add(
        "kolumner", Map([Entry(name, _column(column, table), (column,)) for name, column in table.columns.items()])
    )
    found.add("grupper", Items([_group(group, table) for group in budget.groups]))
    found.add("summa", _total(table), *([budget.total] if budget.total else []))
    if budget.net is not None:
        found.add("netto", _sum(budget.net, table), budget.net)
    return found


def _facts(budget: Budget, pairs: Iterable[tuple[str, str]]) -> tuple[Map, list[Block]]:
    """Return the facts, and as paragraphs those that cannot be keys."""
    facts, rest, keys = Map(), list[Block](), set[str]()
    for label, value in pairs:
        key, text = one_line(label).removesuffix(":"), one_line(value)
        if key and key not in keys and len(key) <= _FACT and key != "<<":
            keys.add(key)
            facts.add(key, text)
        elif key or text:
            rest.append(Paragraph(budget.place, (Run(f"{key}: {text}".strip(": ")),)))
    return facts, rest


def _has_income(table: _Table) -> bool:
    budget = table.budget
    return (
        budget.net is not None
        or any(group.kind == _INCOME for group in budget.groups)
        or any(name.startswith("intäkt") for name in table.columns)
    )


def _column(column: BudgetColumn, table: _Table) -> str | Map:
    heading = one_line(column.heading) or one_line(column.id) or "Belopp"
    formula = _formula(column, table)
    if not formula and not column.signed:
        return heading
    found = Map().add("rubrik", heading).add_text("beräknas", formula)
    return found.add("tecken", "ja" if column.signed else None)


def _formula(column: BudgetColumn, table: _Table) -> str:
    """Return a formula over the ids of the file, or nothing where it cannot be understood."""
    for name, inferred_formula in table.formulas.items():
        if table.columns[name] is column:
            return inferred_formula
    names = {other.id: name for name, other in table.columns.items() if other is not column and not other.formula}
    terms = formula_terms(column.formula)
    if not terms or not all(name in names for _, name in terms):
        return ""
    words = "".join(f" {'+' if sign > 0 else '-'} {names[name]}" for sign, name in terms)
    return words.removeprefix(" + ").strip()


def _group(group: BudgetGroup, table: _Table) -> Item:
    found = Map().add_text("rubrik", group.heading)
    found.add("slag", group.kind if group.kind in (_INCOME, _COSTS) else None)
    found.add("rader", Items([_row(row, table, 1) for row in group.rows]))
    if group.total is not None:
        found.add("summa", _sum(group.total, table), group.total)
    return Item(found, (group,))


def _row(row: BudgetRow, table: _Table, depth: int) -> Item:
    found = _with_amounts(Map().add("rad", one_line(row.label) or "–"), row, table)
    below = row.rows if depth < _DEPTH else list(_flat(row.rows))
    if depth <= _DEPTH and below:
        found.add("underrader", Items([_row(sub, table, depth + 1) for sub in below]))
    return Item(found, (row,))


def _with_amounts(found: Map, row: BudgetRow, table: _Table) -> Map:
    for name, amount in table.amounts[id(row)].items():
        if (id(row), name) not in table.computed:
            found.add(name, amount)
    return found


def _total(table: _Table) -> str | Map | None:
    """Return the table's sum; `nej` where there is none, but vplan would print one."""
    budget = table.budget
    if budget.total is not None:
        return _sum(budget.total, table)
    kinds = {group.kind for group in budget.groups}
    return None if budget.net is not None or {_INCOME, _COSTS} <= kinds else "nej"


def _sum(row: BudgetRow, table: _Table) -> str | Map:
    """Return a sum row: its label alone where the amounts are those that vplan computes."""
    label = one_line(row.label)
    label = "" if label == "nej" else label  # which says that there is no such row
    found = _with_amounts(Map(), row, table)
    if not found.entries:
        return label or "ja"
    return Map([*Map().add_text("rad", label).entries, *found.entries])


# --- sums ------------------------------------------------------------------------------------------------------------


def _compute(table: _Table) -> bool:
    """Mark the amounts that vplan computes by itself; tell whether the table cannot be printed."""
    writer = Writer()
    writer.entries([Entry("budget", Items([Item(_table(table, Notes()))]))], 0)
    source = Source("", writer.text)
    value, findings = load_text(source)
    model, more = build_model(EconomyModel, value, source)
    if model is None or not model.tables or has_errors([*findings, *more]):
        return True
    scope = Scope(Path(), 0, (), budget=model.tables)
    if any(table_width.check(scope)) or any(table_size.check(scope)):
        return True
    lines = [line for line in lines_of(model.tables[0]) if line.role != "group"]
    for row, line in zip(_all_rows(table.budget), lines, strict=True):
        for name, figure in line.figures.items():
            if name in table.amounts[id(row)] and _is_computed(figure, table.amounts[id(row)][name], name, table):
                table.computed.add((id(row), name))
    return False


def _is_computed(figure: Figure, written: str, name: str, table: _Table) -> bool:
    if figure.computed is None or figure.stated != figure.computed:
        return False
    terms = [term for _, term in formula_terms(_formula(table.columns[name], table))] or [name]
    rows = [row for group in table.budget.groups for row in _flat(group.rows)]
    places = max(
        (len(table.amounts[id(row)].get(term, "").partition(",")[2]) for row in rows for term in terms), default=0
    )
    return len(written.partition(",")[2]) <= places
