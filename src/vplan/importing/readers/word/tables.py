"""A Word table's grid: cells over several columns or rows, rows of other widths than the rest, header rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from vplan.importing.readers.word.styles import Styles, is_shaded
from vplan.importing.readers.word.text import trimmed
from vplan.importing.readers.word.xml import number, toggle, value, w, whole
from vplan.importing.source import Block, Cell, Paragraph, Place, Row, Run, Table

_MAX_SPAN = 100  # Word itself allows 63 columns
_WRAPPERS = frozenset((w("sdt"), w("sdtContent"), w("customXml"), w("ins"), w("moveTo")))
_FIRST_ROW = 0x0020

ReadCell = Callable[[Element], list[Block]]


@dataclass(slots=True)
class _Cell:
    """A cell where it stands: the first of the grid's columns it covers, and how many."""

    start: int
    span: int
    blocks: list[Block]
    shaded: bool = False
    filler: bool = False

    @property
    def runs(self) -> tuple[Run, ...]:
        return _joined(self.blocks)


@dataclass(slots=True)
class _Row:
    cells: list[_Cell]
    header: bool

    @property
    def width(self) -> int:
        return max((cell.start + cell.span for cell in self.cells), default=0)

    @property
    def is_marked(self) -> bool:
        """Tell whether every cell with text is bold or shaded, so that the row looks like a header."""
        told = [cell for cell in self.cells if any(_text(block) for block in cell.blocks)]
        return bool(told) and all(cell.shaded or _is_bold(cell.blocks) for cell in told)


def read_table(element: Element, read_cell: ReadCell, styles: Styles, count: Callable[[int], None]) -> list[Block]:
    """Return a `w:tbl` as a table, or what it holds where it only frames other tables.

    `read_cell` reads a `w:tc`; `count` is told how many cells the table will have, and may refuse.
    """
    rows = [_row(child, read_cell) for child in _children(element, "tr") if not _is_deleted(child)]
    rows = [row for row in rows if row.cells]
    if all(len(row.cells) == 1 for row in rows) and _holds_table(rows):
        return [block for row in rows for block in row.cells[0].blocks]
    heads = _heads(rows, element, styles)
    grid = _Grid(rows)
    count(len(rows) * grid.columns)
    made = tuple(Row(Place(), grid.cells(row), head) for row, head in zip(rows, heads, strict=True))
    return [Table(Place(), made)] if any(cell.runs for row in made for cell in row.cells) else []


def _children(element: Element, name: str) -> Iterator[Element]:
    for child in element:
        if child.tag == w(name):
            yield child
        elif child.tag in _WRAPPERS:
            yield from _children(child, name)


def _is_deleted(row: Element) -> bool:
    properties = row.find(w("trPr"))
    return properties is not None and (properties.find(w("del")) is not None or toggle(properties, "hidden") is True)


def _row(element: Element, read_cell: ReadCell) -> _Row:
    properties = element.find(w("trPr"))
    cells: list[_Cell] = []
    column = _span(number(properties, "gridBefore"), least=0)
    if column:
        cells.append(_Cell(0, column, [], filler=True))
    for child in _children(element, "tc"):
        about = child.find(w("tcPr"))
        if about is not None and about.find(w("cellDel")) is not None:
            continue
        span = _span(number(about, "gridSpan"))
        merged = about is not None and about.find(w("vMerge")) is not None and value(about, "vMerge") != "restart"
        blocks = read_cell(child)
        cells.append(_Cell(column, span, [] if merged else blocks, is_shaded(about)))
        column += span
    after = _span(number(properties, "gridAfter"), least=0)
    if after and cells:
        cells.append(_Cell(column, after, [], filler=True))
    return _Row(cells if any(not cell.filler for cell in cells) else [], toggle(properties, "tblHeader") is True)


def _span(count: int | None, least: int = 1) -> int:
    return min(max(count or 0, least), _MAX_SPAN)


def _holds_table(rows: list[_Row]) -> bool:
    return any(isinstance(block, Table) for row in rows for block in row.cells[0].blocks)


class _Grid:
    """The columns that are really there: Word's grid has a line wherever any row has one, however near another."""

    def __init__(self, rows: list[_Row]) -> None:
        self._width = max((row.width for row in rows), default=0)
        counts = {len(row.cells) for row in rows if not self._is_full(row)}
        # Rows of as many cells are the same columns, even where somebody has drawn a line in one row aside.
        self._alike = len(counts) == 1
        starts = {cell.start for row in rows for cell in row.cells}
        self.columns = counts.pop() if self._alike else len(starts)
        self._places = {start: index for index, start in enumerate(sorted(starts))}

    def _is_full(self, row: _Row) -> bool:
        return len(row.cells) == 1 and row.width >= self._width

    def cells(self, row: _Row) -> tuple[Cell, ...]:
        """Return the row's cells, empty ones where it has none of its own; a cell over all columns stands alone."""
        if self._is_full(row):
            return (Cell(row.cells[0].runs),)
        if self._alike:
            return tuple(Cell(cell.runs) for cell in row.cells)
        made = [Cell()] * self.columns
        for cell in row.cells:
            made[self._places[cell.start]] = Cell(cell.runs)
        return tuple(made)


def _heads(rows: list[_Row], element: Element, styles: Styles) -> list[bool]:
    """Tell of each row whether it is a header: as the table says, else as the first row looks."""
    stated = [row.header for row in rows]
    leading = next((index for index, head in enumerate(stated) if not head), len(stated))
    if leading:
        return [index < leading for index in range(len(rows))]
    if len(rows) < 2 or len(rows[0].cells) < 2:
        return stated
    looks = rows[0].is_marked and not all(row.is_marked for row in rows)
    return [looks or _by_style(element.find(w("tblPr")), styles), *stated[1:]]


def _by_style(properties: Element | None, styles: Styles) -> bool:
    look = properties.find(w("tblLook")) if properties is not None else None
    if look is None or not styles.get(value(properties, "tblStyle")).first_row:
        return False
    first = look.get(w("firstRow"))
    if first is not None:
        return first in ("1", "true", "on")
    return bool((_hexadecimal(look.get(w("val"))) or 0) & _FIRST_ROW)


def _hexadecimal(text: str | None) -> int | None:
    try:
        return int(text or "", 16)
    except ValueError:
        return whole(text)


def _text(block: Block) -> str:
    if isinstance(block, Paragraph):
        return block.text.strip()
    if isinstance(block, Table):
        return "".join(text for row in block.rows for text in row.texts)
    return ""


def _is_bold(blocks: list[Block]) -> bool:
    return all(isinstance(block, Paragraph) and block.bold for block in blocks if _text(block))


def _joined(blocks: list[Block]) -> tuple[Run, ...]:
    """Return what a cell holds as one text; a table in it is lines with tabs."""
    runs: list[Run] = []
    for block in blocks:
        for line in _lines(block):
            runs += [*([Run("\n")] if runs else []), *line]
    return _merged(trimmed(runs))


def _lines(block: Block) -> Iterator[list[Run]]:
    if isinstance(block, Paragraph):
        yield [*([Run(f"{block.mark} ")] if block.mark else []), *block.runs]
    elif isinstance(block, Table):
        for row in block.rows:
            line: list[Run] = []
            for cell in row.cells:
                line += [*([Run("\t")] if line else []), *cell.runs]
            yield line


def _merged(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Make one of neighbours that look alike; a line break takes the look of what stands before it."""
    made: list[list[Run]] = []
    for run in runs:
        if made and (run.text == "\n" or _look(run) == _look(made[-1][0])):
            made[-1].append(run)
        else:
            made.append([run])
    return tuple(replace(same[0], text="".join(run.text for run in same)) for same in made)


def _look(run: Run) -> tuple[bool, bool, str]:
    return run.bold, run.italic, run.link
