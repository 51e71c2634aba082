"""The pages of a PDF become blocks: tables are found, the rest is prose, and everything stands in reading order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from vplan.importing.readers.pdf.aligned import aligned_tables
from vplan.importing.readers.pdf.banded import banded_tables
from vplan.importing.readers.pdf.contents import contents
from vplan.importing.readers.pdf.cover import Column, cover_of
from vplan.importing.readers.pdf.drawing import Box, Drawing
from vplan.importing.readers.pdf.furniture import furniture
from vplan.importing.readers.pdf.grid import Found, Grid, grid_table, grids_of
from vplan.importing.readers.pdf.lines import Line, Vocabulary, lines_of, segments, with_dots
from vplan.importing.readers.pdf.prose import Measures, prose
from vplan.importing.readers.pdf.text import PageText, Piece
from vplan.importing.source import Block, PageBreak, Paragraph, Place, Run


@dataclass(slots=True)
class Sheet:
    """A page as read: its number from 1, its size, what is written and what is drawn on it."""

    number: int
    width: float
    height: float
    text: PageText
    drawing: Drawing
    lines: list[Line] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)


def blocks_of(sheets: Sequence[Sheet]) -> tuple[list[Block], list[Paragraph]]:
    """Return the blocks of all pages in reading order, and what was taken off the pages' edges."""
    vocabulary = Vocabulary()
    for sheet in sheets:
        sheet.lines = lines_of(sheet.text.pieces)
        sheet.grids, sheet.rules = grids_of(sheet.drawing)
        vocabulary.learn(sheet.lines)
    taken = _without_furniture(sheets)
    measures = Measures.of([(sheet.width, _running(sheet)) for sheet in sheets], vocabulary)
    measures.learn_tightest(sheet.lines for sheet in sheets)
    blocks: list[Block] = []
    for sheet in sheets:
        if sheet.number > 1:
            blocks.append(PageBreak(sheet.number))
        blocks += _Page(sheet, measures, len(sheets)).blocks()
    return blocks, taken


def _without_furniture(sheets: Sequence[Sheet]) -> list[Paragraph]:
    pages = [(sheet.height, sheet.lines, _outside(sheet.lines, sheet.grids)) for sheet in sheets]
    result: list[Paragraph] = []
    for sheet, marked in zip(sheets, furniture(pages), strict=True):
        place = Place(page=sheet.number)
        own = [line for line in sheet.lines if id(line) in marked]
        sheet.lines = [line for line in sheet.lines if id(line) not in marked]
        result += [Paragraph(place, (Run(line.text),), size=line.size, bold=line.bold) for line in own]
        if sheet.text.hidden:
            result.append(Paragraph(place, (Run(" ".join(sheet.text.hidden)),)))
    return result


def _outside(lines: Iterable[Line], grids: Sequence[Grid]) -> list[Line]:
    return [line for line in lines if not any(g.ys[0] <= line.y - 0.3 * line.size <= g.ys[-1] for g in grids)]


def _running(sheet: Sheet) -> list[Line]:
    """Return the lines of a page that may be running text."""
    return [line for line in _outside(sheet.lines, sheet.grids) if len(segments(line)) == 1]


class _Page:
    def __init__(self, sheet: Sheet, measures: Measures, pages: int) -> None:
        self._sheet, self._measures, self._pages = sheet, measures, pages
        self._right = measures.right(sheet.width)
        self._placed: list[tuple[float, Block]] = []
        self._before: list[Block] = []
        self._after: list[Block] = []

    def blocks(self) -> list[Block]:
        """Return the page's blocks in reading order."""
        lines = self._take_contents(self._sheet.lines)
        lines = self._take_drawn(lines)
        dots = [(dot.x0, dot.x1, dot.y) for dot in self._sheet.drawing.dots]
        lines = with_dots(lines, dots) if dots else lines
        lines = self._take_cover(lines)
        found = aligned_tables(lines, self._sheet.drawing.shades, self._measures, self._sheet.number)
        lines = self._take(found, lines)
        blocks = [*self._before, *self._in_order(lines), *self._after]
        if self._sheet.text.turned:
            text = " ".join(self._sheet.text.turned).replace("\xa0", " ")
            blocks.append(Paragraph(Place(page=self._sheet.number), (Run(text),)))
        return blocks

    def _take_contents(self, lines: list[Line]) -> list[Line]:
        outside = _outside(lines, self._sheet.grids)
        used: set[int] = set()
        for y, paragraph, own in contents(outside, self._pages, self._measures, self._sheet.number):
            self._placed.append((y, paragraph))
            used |= {id(line) for line in own}
        return [line for line in lines if id(line) not in used]

    def _take_drawn(self, lines: list[Line]) -> list[Line]:
        shades, number = self._sheet.drawing.shades, self._sheet.number
        pieces = [piece for line in lines for piece in line.pieces]
        found: list[Found] = []
        for grid in self._sheet.grids:
            table = grid_table(grid, pieces, shades, self._measures.vocabulary, number)
            if table is not None:
                found.append(table)
                pieces = [piece for piece in pieces if id(piece) not in table.used]
        found += banded_tables(self._sheet.rules, self._sheet.drawing.across, shades, pieces, self._measures, number)
        return self._take(found, lines)

    def _take_cover(self, lines: list[Line]) -> list[Line]:
        if self._sheet.number > 1:
            return lines
        cover = cover_of(lines, self._measures, self._sheet.width, self._sheet.height)
        top = min((line.y for line in cover.rest), default=0.0)
        early = [item for item in self._placed if item[0] < top]
        if early:
            return lines
        self._before = self._columns(cover.before)
        self._after = self._columns(cover.after)
        return cover.rest

    def _columns(self, columns: Sequence[Column]) -> list[Block]:
        number = self._sheet.number
        return [block for own in columns for block in prose(own.lines, self._measures, number, own.right, cards=True)]

    def _take(self, found: Sequence[Found], lines: list[Line]) -> list[Line]:
        used: set[int] = set()
        for table in found:
            self._placed.append((table.top, table.table))
            used |= table.used
        return _left(lines, used)

    def _in_order(self, lines: Sequence[Line]) -> list[Block]:
        blocks: list[Block] = []
        rest = list(lines)
        for y, block in sorted(self._placed, key=lambda item: item[0]):
            above = [line for line in rest if line.y - 0.3 * line.size < y]
            rest = rest[len(above) :]
            blocks += prose(above, self._measures, self._sheet.number, self._right)
            blocks.append(block)
        return blocks + list(prose(rest, self._measures, self._sheet.number, self._right))


def _left(lines: Sequence[Line], used: set[int]) -> list[Line]:
    """Return the lines without the words that are used."""
    result = []
    for line in lines:
        rest: list[Piece] = [piece for piece in line.pieces if id(piece) not in used]
        if len(rest) == len(line.pieces):
            result.append(line)
        elif rest:
            result.append(Line(rest))
    return result
