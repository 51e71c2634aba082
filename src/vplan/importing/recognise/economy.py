"""The chapter on economy: the use of resources, and sections of budget tables with what is written beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from vplan.diagnostics import msg
from vplan.importing.draft import Draft, Guess, LeftOut, Text
from vplan.importing.recognise.amounts import unit_in
from vplan.importing.recognise.budget import BudgetReader
from vplan.importing.recognise.cleaning import one_table, table_width
from vplan.importing.recognise.prose import read_prose
from vplan.importing.source import Block, Format, PageBreak, Paragraph, Place, Table
from vplan.importing.vocabulary import field_of, key

_LONGEST_HEADING = 90


def read_economy(draft: Draft, blocks: Sequence[Block], source: Format) -> None:
    """Fill the draft's economy with the blocks that stand under its heading."""
    assert draft.economy is not None
    reader = _Reader(draft, source)
    for block in _merged(blocks):
        reader.block(block)
    reader.end()


@dataclass(slots=True)
class _Reader:
    draft: Draft
    source: Format
    heading: str = ""
    budgets: BudgetReader | None = None
    pending: list[Block] = field(default_factory=list)
    last: Text | None = None

    def block(self, block: Block) -> None:
        if isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Paragraph) and not block.mark and self._heading(block):
            return
        else:
            self.pending.append(block)

    def _heading(self, block: Paragraph) -> bool:
        text = block.text.strip()
        found = field_of(text) if len(text) < 30 else None
        is_resources = found is not None and found[0] == "resursanvändning"
        is_budget = key(text).startswith("budget") and len(text) < _LONGEST_HEADING and not text.endswith(".")
        if not is_resources and not is_budget:
            return False
        self.end()
        self._left(block)
        self.heading = "" if is_resources else " ".join(text.split())
        self.budgets = None if is_resources else self.budgets
        assert self.draft.economy is not None
        if is_resources and self.draft.economy.resources is None:
            self.draft.economy.resources = Text(block.place)
        return True

    def _left(self, block: Paragraph) -> None:
        self.draft.left_out.append(
            LeftOut(block.place, block.text, msg("a heading that vplan writes"), understood=True)
        )

    def _table(self, table: Table) -> None:
        assert self.draft.economy is not None
        if self.budgets is None:
            self.budgets = BudgetReader(self.draft.guesses)
        self.budgets.hint = " ".join(b.text for b in self.pending if isinstance(b, Paragraph) and unit_in(b.text))
        found = self.budgets.read(table)
        if found is None:
            self.pending.append(table)
            return
        if not found:
            return
        text = self._text()
        for budget in found:
            budget.heading = self.heading
            budget.text, text = text, None
            self.draft.economy.budgets.append(budget)

    def _text(self) -> Text | None:
        blocks, self.pending = self.pending, []
        if not any(not isinstance(block, PageBreak) for block in blocks):
            return None
        text = Text(_place(blocks))
        read_prose(blocks, self.source, text, self.draft, in_goal=True)
        return text

    def end(self) -> None:
        """Give what was gathered a place: before the tables it is the use of resources, after one it joins its text."""
        economy = self.draft.economy
        assert economy is not None
        if self.budgets is not None and self.budgets.facts:
            for label, value in self.budgets.facts:
                self.draft.left_out.append(LeftOut(economy.place, f"{label}: {value}", msg("facts without a table")))
            self.budgets.facts = []
        text = self._text()
        if text is None:
            return
        if economy.budgets and self.heading:
            budget = economy.budgets[-1]
            if budget.text is None:
                budget.text = text
            else:
                budget.text.blocks += text.blocks
            message = msg("Text behind a budget table stands before it.")
            self.draft.guesses.append(Guess(text.place, message, budget.text))
            return
        if economy.resources is None:
            economy.resources = text
        else:
            economy.resources.blocks += text.blocks


def _merged(blocks: Sequence[Block]) -> list[Block]:
    """Put a table together that a page's end has cut, without the heading that is repeated."""
    result: list[Block] = []
    for block in blocks:
        at = next((n for n in range(len(result) - 1, -1, -1) if not isinstance(result[n], PageBreak)), -1)
        table = result[at] if 0 <= at < len(result) - 1 else None
        if isinstance(block, Table) and isinstance(table, Table) and table_width(table) == table_width(block):
            result[at:] = [one_table(table, block)]
        else:
            result.append(block)
    return result


def _place(blocks: Sequence[Block]) -> Place:
    return next((block.place for block in blocks if not isinstance(block, PageBreak)), Place())
