"""A text whose lines stand close, as tools extract it from a PDF: told apart again into headings, passages and tables.

Such a text has no blank line between a heading and its passage, none of its tables has tabs, and a passage goes over
many lines. Only a text in which labels or headings of tables stand so is touched.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from vplan.importing.recognise.fields import begins_field
from vplan.importing.recognise.flat_budget import read_budget
from vplan.importing.recognise.flat_tables import Line, has_values, is_heading, read_rows, read_table
from vplan.importing.recognise.labels import label_of
from vplan.importing.recognise.tables import heading_of
from vplan.importing.source import Block, PageBreak, Paragraph, Place, Row, Run, Table
from vplan.importing.vocabulary import (
    ANNEX_HEADINGS,
    CONTENTS_HEADINGS,
    ECONOMY_HEADINGS,
    PAGE_NUMBER,
    PROPOSAL_HEADINGS,
    field_of,
    key,
)

_LEADERS = ("...", "…", "\t", "   ", ". . .")
_ANNEX = re.compile(r"bilaga\s*\d+\s*[:.–-]", re.I)
_WITH_NUMBER = re.compile(
    r"(?P<head>\S.{0,80}?)\s+(?P<number>sid(?:a|\.)?\s*\d{1,4}\s*(?:\(\s*\d{0,4}\s*\)|av \d+)?)\Z", re.I
)
_BUDGET = re.compile(r"budget (?:för )?(?:år )?20\d\d\Z")
_LONGEST_ENTRY = 600
_ENTRY_LINES = 4  # so many lines an entry of the table of contents has at most
_SIGNS = 2
_WRAPPED = 130  # so many letters a wrapped line has at most
_LONG = 45
_ROOM = 0.84  # of the width; a line that leaves more room for the next word ends on purpose
_REPEATED = 3


def parted_lines(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks of a text, told apart by their lines where those stand close."""
    lines = _lines(blocks)
    if not _is_dense(lines):
        return list(blocks)
    return _Reader(lines).read()


def entry_title(text: str) -> str:
    """Return the title of an entry of a table of contents, with leaders and a page behind it; empty for other lines."""
    if not text[-1:].isdigit() or len(text) > _LONGEST_ENTRY:
        return ""
    rest = text.rstrip("0123456789")
    title = rest.rstrip(" .…\t\u00a0")
    gap = rest[len(title) :]
    return title if title and len(text) - len(rest) <= 4 and any(leader in gap for leader in _LEADERS) else ""


Item = Line | PageBreak | Table


def _lines(blocks: Sequence[Block]) -> list[Item]:
    items: list[Item] = []
    last = -1
    for block in blocks:
        if not isinstance(block, Paragraph):
            items.append(block)
            last = -1
            continue
        for number, text in enumerate(block.text.split("\n"), block.place.line):
            inner = number > block.place.line
            first = not inner and (number != last + 1 or bool(block.mark))
            items.append(Line(text.strip(), number, first, "" if inner else block.mark, block.depth))
            last = number
    return [item for item in items if not isinstance(item, Line) or item.text]


def _is_dense(items: Sequence[Item]) -> bool:
    lines = [item for item in items if isinstance(item, Line)]
    signs = 0
    for n, line in enumerate(lines):
        if line.text[:1].casefold() in "iamånå" and is_heading(lines, n):
            return True
        signs += not line.first and not line.mark and _is_label(line.text)
        if signs >= _SIGNS:
            return True
    return False


def _is_label(text: str) -> bool:
    return label_of(text) is not None and not entry_title(text)


@dataclass(slots=True)
class _Reader:
    items: Sequence[Item]
    titles: set[str] = field(default_factory=set)
    heads: Counter[str] = field(default_factory=Counter)
    width: float = 0.0
    lines: list[Line] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    gathered: list[Line] = field(default_factory=list)
    in_economy: bool = False
    on_page_1: bool = True
    tables: list[Row] = field(default_factory=list)

    def read(self) -> list[Block]:
        """Return the blocks."""
        every = [item for item in self.items if isinstance(item, Line)]
        self.titles = {key(title) for line in every if (title := entry_title(line.text))}
        self.heads = Counter(match["head"] for line in every if (match := _WITH_NUMBER.match(line.text)))
        lengths = sorted(len(line.text) for line in every if len(line.text) > _LONG)
        self.width = lengths[len(lengths) * 9 // 10] if lengths else 0
        for item in self.items:
            if isinstance(item, Line):
                self.lines.append(item)
            else:
                self._stretch()
                self.blocks.append(item)
        self._stretch()
        return self.blocks

    def _stretch(self) -> None:
        """Read the lines between two page breaks or tables."""
        n = self._contents(0) if self._last_is_entry() else 0
        while n < len(self.lines):
            n = self._line(n)
        self._flush()
        self.lines = []

    def _contents(self, n: int) -> int:
        """Read the entries of a table of contents from the line at `n`; return where its last one here ends."""
        end = n
        gathered: list[Line] = []
        while n < len(self.lines) and len(gathered) < _ENTRY_LINES:
            gathered.append(self.lines[n])
            text = " ".join(line.text for line in gathered)
            n += 1
            if title := entry_title(text):
                self.titles.add(key(title))
                self._alone(text, gathered[0])
                gathered, end = [], n
        return end

    def _line(self, n: int) -> int:
        """Read the line at `n` and what belongs to it; return where the next one stands."""
        line = self.lines[n]
        found = read_table(self.lines, n, self._ends_table) or self._cut_rows(n)
        count = self._heading(n) if found is None else 0
        if found is None and not count and self.in_economy and not line.mark:
            found = read_budget(self.lines, n, self._ends_table, goes_on=self._behind_table() is not None)
        if found is not None:
            self._flush()
            self._keep(found[0])
            return found[1]
        if count:
            self._flush()
            self._note(self.lines[n : n + count])
            self.gathered = list(self.lines[n : n + count])
            self._flush()
            return self._contents(n + count) if key(line.text) in CONTENTS_HEADINGS else n + count
        if (match := _WITH_NUMBER.match(line.text)) and self.heads[match["head"]] >= _REPEATED:
            self._flush()
            self._alone(match["head"], line)
            self._alone(match["number"], line)
            return n + 1
        if line.first or label_of(line.text) is not None or begins_field(line.text) or self._ends_on_purpose(line):
            self._flush()
        self.gathered.append(line)
        return n + 1

    def _cut_rows(self, n: int) -> tuple[Table, int] | None:
        """Read rows at a page's beginning that belong to the table at the end of the page before."""
        table = self._behind_table()
        if table is None or n > 0 or not isinstance(self.blocks[-1], PageBreak) or not self.tables:
            return None
        return read_rows(self.lines, n, self.tables[-1], self._ends_table)

    def _behind_table(self) -> Table | None:
        """Return the table that only ends of pages and page numbers stand behind."""
        if self.gathered:
            return None
        for block in reversed(self.blocks):
            if isinstance(block, Table):
                return block
            if (
                isinstance(block, Paragraph)
                and not PAGE_NUMBER.match(block.text)
                and self.heads[block.text] < _REPEATED
            ):
                return None
        return None

    def _last_is_entry(self) -> bool:
        """Tell whether the table of contents may go on behind a page's end."""
        for block in reversed(self.blocks):
            if (
                isinstance(block, Paragraph)
                and not PAGE_NUMBER.match(block.text)
                and self.heads[block.text] < _REPEATED
            ):
                return bool(entry_title(block.text))
        return False

    def _heading(self, n: int) -> int:
        """Return how many lines a heading has that begins at `n`, 0 where none does."""
        line = self.lines[n]
        text = line.text
        if line.mark:
            return 0
        label = label_of(text)
        if label is not None:
            return 0 if label.title else 1
        word = key(text)
        found = field_of(text) if len(text) < _LONG else None
        if found is not None and found[1]:
            return 1
        fixed = word in CONTENTS_HEADINGS or word in ANNEX_HEADINGS or word in PROPOSAL_HEADINGS
        if fixed or PAGE_NUMBER.match(text) or _ANNEX.match(text):
            return 1
        if self._is_title(text) or (entry_title(text) and (self.on_page_1 or self._last_is_entry())):
            return 1
        following = self.lines[n + 1].text if n + 1 < len(self.lines) else ""
        return 2 if following and self._is_title(f"{text} {following}") else 0

    def _is_title(self, text: str) -> bool:
        word = key(text)
        if self.in_economy and _BUDGET.match(word):
            return True
        return word in self.titles or (not self.titles and word in ECONOMY_HEADINGS)

    def _ends_table(self, n: int) -> bool:
        text = self.lines[n].text
        return bool(
            (self.lines[n].mark and not has_values(text))
            or label_of(text)
            or self._heading(n)
            or _WITH_NUMBER.match(text)
            or is_heading(self.lines, n)
        )

    def _note(self, heading: Sequence[Line]) -> None:
        """Note where page 1 ends, and where the chapter on economy begins and ends."""
        text = " ".join(line.text for line in heading)
        word = key(text)
        self.on_page_1 = self.on_page_1 and (word in PROPOSAL_HEADINGS or PAGE_NUMBER.match(text) is not None)
        if word in ECONOMY_HEADINGS or word.startswith("budget"):
            self.in_economy = True
        elif word in self.titles and not field_of(text):
            self.in_economy = False

    def _ends_on_purpose(self, line: Line) -> bool:
        """Tell whether the line before ends though there was room: there a passage ends, and no line was wrapped."""
        if not self.gathered:
            return False
        before = self.gathered[-1].text
        if not self.on_page_1 and (line.text[:1].islower() or before.endswith(("-", ",", "\u00ad"))):
            return False
        if self.width > _WRAPPED:
            return True
        return len(before) + 1 + len(line.text.split(maxsplit=1)[0]) < _ROOM * self.width

    def _keep(self, table: Table) -> None:
        self.blocks.append(table)
        if table.rows and heading_of(table.rows[0]) is not None:
            self.tables.append(table.rows[0])

    def _alone(self, text: str, line: Line) -> None:
        self.blocks.append(Paragraph(Place(line=line.number), (Run(text),)))

    def _flush(self) -> None:
        if not self.gathered:
            return
        first = self.gathered[0]
        text = "\n".join(line.text for line in self.gathered)
        self.blocks.append(Paragraph(Place(line=first.number), (Run(text),), mark=first.mark, depth=first.depth))
        self.gathered = []
