"""Blocks of prose into wrapped lines of Markdown that say the same and nothing more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby

from vplan.importing.source import Block, PageBreak, Paragraph, Row, Run, Table
from vplan.importing.writing.cleaning import clean, one_line
from vplan.importing.writing.inline import markdown as inline
from vplan.importing.writing.inline import pieces
from vplan.model.values import parse_number
from vplan.rules.prose_depth import MAX_DEPTH
from vplan.widths import MAX_NEED, least_width

WIDTH = 100
MIN_WIDTH = 40
MAX_TEXT = 95_000  # somewhat below what a plan allows in one text
_MAX_HEADING = 5
_QUOTE = "> "
_MAX_ROWS = 900

# a word that would be a sign of Markdown where a line begins with it
_AT_LINE_START = re.compile(r"\d{1,9}[.)]\Z|[-+*]\Z|#{1,6}\Z|>|[-=:|~]+\Z|~~~")
_NUMBER_MARK = re.compile(r"\(?(\d{1,9})[.)]?\Z")
_OTHER_NUMBER = re.compile(r"\(?(?:[a-zA-ZåäöÅÄÖ]|[ivxIVX]{1,5}|\d{1,3}(?:\.\d{1,3}){1,4})[.)]?\Z")
_FIGURE = re.compile(r"[-+−]?[\d ]+(?:,\d+)?(?: ?(?:%|kr|tkr|mnkr))?\Z")


def lines(blocks: Iterable[Block], width: int = WIDTH) -> list[str]:
    """Return the Markdown of blocks, no line longer than `width` where words allow it; none for empty blocks."""
    return placed(blocks, width)[0]


def placed(blocks: Iterable[Block], width: int = WIDTH) -> tuple[list[str], list[tuple[Block, int]]]:
    """Return the lines of `lines`, and on which of them, counted from 0, each sub-heading stands."""
    found: list[str] = []
    headings: list[tuple[Block, int]] = []
    for part, block in _parts(blocks, max(width, MIN_WIDTH)):
        if isinstance(block, Paragraph) and block.level:
            headings.append((block, len(found) + bool(found)))
        found += ["", *part] if found else part
    return found, headings


def bounded(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """Return the blocks that fit in one text of a plan, and the rest."""
    if sum(_letters(block) for block in blocks) < MAX_TEXT // 3:
        return list(blocks), []
    used = 0
    for at, block in enumerate(blocks):
        used += sum(len(line) + 1 + MAX_DEPTH * 3 for line in lines([block], MIN_WIDTH)) + 1
        if used > MAX_TEXT:
            return list(blocks[:at]), list(blocks[at:])
    return list(blocks), []


def _letters(block: Block) -> int:
    """Return about how many characters a block has, 0 for one without words."""
    if isinstance(block, Paragraph):
        return len(block.text) if clean(block.text).strip() else 0
    if not isinstance(block, Table) or not any(any(map(one_line, row.texts)) for row in block.rows):
        return 0
    return sum(len(cell.text) + 5 for row in block.rows for cell in row.cells)


def _parts(blocks: Iterable[Block], width: int) -> Iterable[tuple[list[str], Block | None]]:
    headings = _Levels(_MAX_HEADING)
    for box, group in groupby(blocks, key=_box_of):
        if not box:
            yield from _flow(group, width, headings)
            continue
        inside = [replace(block, box=0) for block in group if not isinstance(block, PageBreak)]
        quoted: list[str] = []
        for part, _ in _flow(inside, max(width - len(_QUOTE), MIN_WIDTH), headings):
            quoted += ["", *part] if quoted else part
        if quoted:
            yield [f"{_QUOTE}{line}".rstrip() for line in quoted], None


def _box_of(block: Block) -> int:
    return 0 if isinstance(block, PageBreak) else block.box


def _flow(blocks: Iterable[Block], width: int, headings: _Levels) -> Iterable[tuple[list[str], Block | None]]:
    items: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Paragraph) and block.mark and not block.level:
            items.append(block)
            continue
        if not _letters(block):
            continue
        made = list(_list(items, width))
        yield from ((part, None) for part in made)
        items = []
        if isinstance(block, Table):
            yield from ((part, block) for part in _table(block, width))
        elif isinstance(block, Paragraph):
            yield from ((part, block) for part in _paragraph(block, width, headings))
    yield from ((part, None) for part in _list(items, width))


class _Levels:
    """Levels as they are counted somewhere into levels from 1 without a gap."""

    def __init__(self, limit: int) -> None:
        self._above: list[int] = []
        self._limit = limit

    def of(self, level: int) -> int:
        while self._above and self._above[-1] >= level:
            self._above.pop()
        if len(self._above) < self._limit:
            self._above.append(level)
        return len(self._above)


def _paragraph(block: Paragraph, width: int, headings: _Levels) -> Iterable[list[str]]:
    if not block.level:
        found = pieces(block.runs, bold=block.bold)
        text = inline(found, partial(_wrapped, width=width))
        if text:
            yield text
        return
    runs = [replace(run, text=run.text.replace("\n", " ")) for run in block.runs]
    found = pieces(runs)
    if all(piece.bold for piece in found):
        found = [replace(piece, bold=False) for piece in found]
    signs = "#" * (headings.of(block.level) + 1)
    text = inline(found, lambda written: [f"{signs} {' '.join(written.replace('#', chr(92) + '#').split())}"])
    if text[0] != f"{signs} ":
        yield text


# --- wrapping --------------------------------------------------------------------------------------------------------


def _wrapped(text: str, width: int) -> list[str]:
    """Return the words of inline Markdown in lines; a line end in it is a hard break."""
    found: list[str] = []
    for line in text.split("\n"):
        words = line.split()
        if not words:
            continue
        if found:
            found[-1] += "\\"
        found += _filled([_harmless(words[0]), *words[1:]], width)
    return found


def _harmless(word: str) -> str:
    if not _AT_LINE_START.match(word):
        return word
    return f"{word[:-1]}\\{word[-1]}" if word[0].isdigit() else f"\\{word}"


def _filled(words: list[str], width: int) -> list[str]:
    """Fill lines; a word that may not begin one stays with the word before it."""
    found: list[str] = []
    line, unit = "", words[0]
    for word in [*words[1:], ""]:
        if word and _AT_LINE_START.match(word):
            unit += f" {word}"
            continue
        if line and len(line) + 1 + len(unit) > width:
            found.append(line)
            line = unit
        else:
            line = f"{line} {unit}" if line else unit
        unit = word
    return [*found, line]


# --- lists -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Open:
    """A list that is not finished: its number sign (`.` or `)`; empty for bullets), last number, items' indentation."""

    sign: str
    number: int
    inside: int


def _list(items: list[Paragraph], width: int) -> Iterable[list[str]]:
    levels = _Levels(MAX_DEPTH)
    lists: list[_Open] = []
    found: list[str] = []
    for item in items:
        number, text = _number_of(item)
        if not clean(item.text).strip():
            continue
        depth = levels.of(item.depth + 1)
        del lists[depth:]
        outer = lists[depth - 2].inside if depth > 1 else 0
        before = lists.pop() if len(lists) == depth else None
        sign = _sign(number, before)
        mark = f"{number}{sign}" if sign else "-"
        begins = before is None or before.sign != sign
        if found and begins and (before is not None or (sign and number != 1)):
            found.append("")
        lists.append(_Open(sign, number, outer + len(mark) + 1))
        indent = outer + len(mark) + 1
        room = max(width - indent, MIN_WIDTH)
        content = inline(pieces(text, bold=item.bold), partial(_wrapped, width=room))
        found += [
            f"{' ' * outer}{mark} {line}" if not at else f"{' ' * indent}{line}" for at, line in enumerate(content)
        ]
    if found:
        yield found


def _number_of(item: Paragraph) -> tuple[int, tuple[Run, ...]]:
    """Return an item's number, -1 for none, and its runs; a mark that no list in Markdown has begins the text."""
    match = _NUMBER_MARK.match(item.mark)
    if match:
        return int(match[1]), item.runs
    if _OTHER_NUMBER.match(item.mark):
        return -1, (Run(f"{item.mark} "), *item.runs)
    return -1, item.runs


def _sign(number: int, before: _Open | None) -> str:
    """Return the sign after a number; another sign than the last item's begins a new list, where numbers jump."""
    if number < 0:
        return ""
    if before is None or not before.sign or before.number + 1 == number:
        return before.sign if before is not None and before.sign else "."
    return ")" if before.sign == "." else "."


# --- tables ----------------------------------------------------------------------------------------------------------


def _table(table: Table, width: int) -> Iterable[list[str]]:
    rows = [row for row in table.rows if any(map(one_line, row.texts))]

    if not rows:
        return
    count = max(len(row.cells) for row in rows)
    texts = [[one_line(text) for text in row.texts] + [""] * (count - len(row.cells)) for row in rows]
    columns = list(zip(*texts, strict=True))
    figures = [_is_figures(column[1:]) for column in columns]
    need = sum(
        max(least_width(column[:1], is_figures=False), least_width(column[1:], is_figures=right))
        for column, right in zip(columns, figures, strict=True)
    )
    if need > MAX_NEED:
        yield from _list([_as_item(row) for row in rows], width)
        return
    rule = "|".join("---:" if right else "---" for right in figures)
    written = [_row(row if n else _unbolded(row), count) for n, row in enumerate(rows)]
    for start in range(1, max(len(written), 2), _MAX_ROWS):
        yield [written[0], f"|{rule}|", *written[start : start + _MAX_ROWS]]


def _as_item(row: Row) -> Paragraph:
    """Return a row of a table that is too wide for a page as an item of a list, each cell on a line of its own."""
    runs: list[Run] = []
    for cell in row.cells:
        if cell.text.strip():
            runs += [Run("\n"), *cell.runs] if runs else cell.runs
    return Paragraph(row.place, tuple(runs), mark="-")


def _unbolded(row: Row) -> Row:
    """Return a heading row without a bold that covers all of it: a table's heading is bold by itself."""
    runs = [run for cell in row.cells for run in cell.runs if run.text.strip()]
    if not all(run.bold for run in runs):
        return row
    cells = (replace(cell, runs=tuple(replace(run, bold=False) for run in cell.runs)) for cell in row.cells)
    return replace(row, cells=tuple(cells))


def _row(row: Row, count: int) -> str:
    cells = [_cell(cell.runs) for cell in row.cells]
    cells += [""] * (count - len(cells))
    return "|" + "|".join(f" {cell} " if cell else " " for cell in cells) + "|"


def _cell(runs: tuple[Run, ...]) -> str:
    found = pieces([replace(run, text=run.text.replace("\n", " ")) for run in runs])
    written = inline(found, lambda text: [f"| {' '.join(text.split()).replace('|', chr(92) + '|')} |", "|---|"])
    return written[0][2:-2]


def _is_figures(texts: Sequence[str]) -> bool:
    filled = [text for text in texts if text]
    return bool(filled) and all(parse_number(text) is not None or _FIGURE.match(text) is not None for text in filled)
