"""What a budget's source shows but does not say: a table's title, its facts, its computed columns, their ids."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from vplan.importing.draft import Budget, BudgetColumn
from vplan.importing.source import Block, Paragraph, Row, Table
from vplan.importing.vocabulary import INCOME, key
from vplan.importing.writing.cleaning import one_line
from vplan.model.values import as_id, parse_number

_LONGEST_CAPTION = 120
_MAX_FACTS = 12
_FACTS = frozenset(
    (
        "budgetår", "år", "period", "nämnd", "förvaltning", "avdelning", "enhet", "verksamhet", "verksamhetsområde",
        "enhetschef", "avdelningschef", "chef", "ansvarig", "kontaktperson", "kostnadsställe", "ansvar", "ansvarskod",
    )
)  # fmt: skip
_NOT_IN_ID = re.compile(r"\W+")
_LONGEST_ID = 40
_CHANGE = re.compile(r"(?:ökning|minskning)(?:_minskning|_ökning)?\Z")
_RESULT = re.compile(r"netto|resultat|avvikelse|differens|skillnad|överskott|underskott", re.IGNORECASE)
_LEAST_ROWS = 2


def parted(budget: Budget) -> tuple[list[Block], str, list[tuple[str, str]]]:
    """Return a budget's text without the title of the table and the facts that it ends with, and these two."""
    blocks = [block for block in (budget.text.blocks if budget.text else ()) if not _is_empty(block)]
    caption, facts = budget.caption, list(budget.facts)
    if blocks and not one_line(caption) and _is_caption(blocks[-1]):
        caption = blocks.pop().text  # type: ignore[union-attr]
    if blocks and isinstance(blocks[-1], Table) and _are_facts(blocks[-1].rows):
        facts = [*_facts(blocks[-1].rows), *facts]
        blocks.pop()
    return blocks, caption, facts


def _is_empty(block: Block) -> bool:
    return isinstance(block, Paragraph) and not block.text.strip()


def _is_caption(block: Block) -> bool:
    """Tell whether a block is a short paragraph in bold, or a caption: before a table that is the table's title."""
    if not isinstance(block, Paragraph) or block.mark or block.level:
        return False
    text = block.text.strip()
    bold = (
        block.bold or "caption" in block.style.casefold() or all(run.bold or not run.text.strip() for run in block.runs)
    )
    return bold and len(text) <= _LONGEST_CAPTION and "\n" not in text and not text.endswith((".", ":"))


def _are_facts(rows: Sequence[Row]) -> bool:
    """Tell whether rows are labels with one value each; two columns under a heading row are a table."""
    if not 0 < len(rows) <= _MAX_FACTS or any(len(row.cells) != 2 or row.header for row in rows):
        return False
    labels = [row.texts[0] for row in rows]
    known = sum(label.endswith(":") or key(label) in _FACTS for label in labels)
    return all(labels) and len(set(labels)) == len(labels) and 2 * known >= len(labels)


def _facts(rows: Iterable[Row]) -> list[tuple[str, str]]:
    return [(row.texts[0].rstrip(": "), row.texts[1]) for row in rows]


def wanted_id(column: BudgetColumn) -> str:
    """Return the id for a column, not yet a free one: its heading in small letters, where the id is made of that."""
    heading = one_line(column.heading)
    made = as_id(heading)[:30].strip("-")
    own = one_line(column.id)
    if made and re.fullmatch(rf"{re.escape(made)}(?:-\d+)?", own):
        own = heading
    base = _NOT_IN_ID.sub("_", own.lower()).strip("_")[:_LONGEST_ID].strip("_")
    return "förändring" if _CHANGE.match(base) else base


def inferred(columns: Mapping[str, BudgetColumn], rows: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Return, by ids, the formula of each column of results that is the difference of two others in every row.

    `rows` are the amounts of all rows and sums as they stand, by ids.
    """
    found: dict[str, str] = {}
    if any(column.formula for column in columns.values()):
        return found
    plain = [name for name, column in columns.items() if not column.formula and not column.signed]
    for name in plain:
        if not _RESULT.search(columns[name].heading):
            continue
        terms = [other for other in plain if other != name and not _RESULT.search(columns[other].heading)]
        pairs = [(a, b) for a in terms for b in terms if a != b]
        # where there is no income at all, both differences hold: what is spent less what comes in is the usual one
        pairs.sort(key=lambda pair: INCOME.search(columns[pair[0]].heading) is not None)
        formula = next((f"{a} - {b}" for a, b in pairs if _holds(rows, name, a, b)), "")
        if formula:
            found[name] = formula
    return found


def _holds(rows: Sequence[Mapping[str, str]], name: str, plus: str, minus: str) -> bool:
    seen = 0
    for row in rows:
        result, first, second = (_value(row.get(column, "")) for column in (name, plus, minus))
        if result is None and first is None and second is None:
            continue
        if result is None or (first is None and second is None):
            return False
        if result != (first or Decimal(0)) - (second or Decimal(0)):
            return False
        seen += 1
    return seen >= _LEAST_ROWS


def _value(text: str) -> Decimal | None:
    return parse_number(text) if text else None
