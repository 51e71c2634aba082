"""Tables whose columns are told by white space alone, and the rows between two lines of a table without lines down."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from vplan.importing.readers.pdf.cells import RowMaker, gutters, is_bold, is_shaded, spread
from vplan.importing.readers.pdf.drawing import Box
from vplan.importing.readers.pdf.grid import Found
from vplan.importing.readers.pdf.lines import Line, segments
from vplan.importing.readers.pdf.prose import Measures, fits
from vplan.importing.readers.pdf.text import Piece
from vplan.importing.source import Place, Row, Table

_NEAR = 2.5
_FAR = 3.2
_MAX_COLUMNS = 24
_LEAST_STRIP = 4.0
_MAX_SINGLE = 9
_MAX_CROSSING = 2


class RowSplitter:
    """Splits the lines of a table into rows where nothing but their text and the room between them tells."""

    def __init__(self, cuts: Sequence[float], lines: Sequence[Line], measures: Measures) -> None:
        self._cuts, self._measures = cuts, measures
        self._rights: list[float] = [0.0] * (len(cuts) + 1)
        for line in lines:
            if crosses(line, cuts):
                continue
            for column, words in enumerate(spread(line.pieces, cuts)):
                if words:
                    self._rights[column] = max(self._rights[column], max(p.x1 for p in words))

    def rows(self, lines: Sequence[Line]) -> list[list[Line]]:
        """Return the lines of each row."""
        rows: list[list[Line]] = []
        for line in lines:
            if rows and self.continues(rows[-1], line):
                rows[-1].append(line)
            else:
                rows.append([line])
        return rows

    def continues(self, row: list[Line], line: Line) -> bool:
        """Return whether a line is more text of the row above it."""
        above = row[-1]
        if line.y - above.y < 0.6 * line.size:
            return True
        if line.y - above.y > near_room(line, self._measures):
            return False
        over, under = crosses(above, self._cuts), crosses(line, self._cuts)
        if over:
            return not is_multiple(line, self._cuts) and fits_not(above, line, self._rights[-1])
        if under:
            return False
        cells = spread(line.pieces, self._cuts)
        filled = [column for column, words in enumerate(cells) if words]
        row_cells = [spread(own.pieces, self._cuts) for own in row[-_MAX_SINGLE:]]
        row_filled = {column for own in row_cells for column, words in enumerate(own) if words}
        if row_filled == {0} and 0 in filled:
            lower = line.pieces[0].text[:1].islower()
            return lower and fits_not(above, Line(cells[0]), self._rights[0])
        if not row_filled.issuperset(filled) or len(filled) == len(self._cuts) + 1:
            return False
        if len(filled) == len(row_filled) and not _is_text(line):
            return False
        return all(self._wraps(row_cells, cells, column) for column in filled)

    def _wraps(self, row: list[list[list[Piece]]], cells: list[list[Piece]], column: int) -> bool:
        above = next((own[column] for own in reversed(row) if own[column]), None)
        return above is not None and fits_not(Line(above), Line(cells[column]), self._rights[column])


def near_room(line: Line, measures: Measures) -> float:
    """Return the distance up to which two lines may belong to one cell."""
    return max(1.45 * line.size, 1.1 * measures.leading(line.size))


def fits_not(above: Line, below: Line, right: float) -> bool:
    """Return whether the lower line's first word had no room above, so that the text goes on."""
    return not fits(above, below, right + 1.0)


def _is_text(line: Line) -> bool:
    return any(any(map(str.isalpha, piece.text)) for piece in line.pieces)


def crosses(line: Line, cuts: Sequence[float]) -> bool:
    """Return whether a line is one text that goes over the edge of a column."""
    parts = segments(line)
    return len(parts) == 1 and any(parts[0].x0 < cut - 1 and parts[0].x1 > cut + 3 for cut in cuts)


def is_multiple(line: Line, cuts: Sequence[float]) -> bool:
    """Return whether a line has words in several columns and is no running text."""
    return not crosses(line, cuts) and sum(1 for words in spread(line.pieces, cuts) if words) > 1


def aligned_tables(lines: Sequence[Line], shades: Sequence[Box], measures: Measures, page: int) -> list[Found]:
    """Return the tables among the lines of a page that have no lines drawn between the cells."""
    found: list[Found] = []
    parts = [segments(line) for line in lines]
    index = 0
    while index < len(lines):
        if not 1 < len(parts[index]) <= _MAX_COLUMNS:
            index += 1
            continue
        end = _end(lines, parts, index, measures)
        at_edge = index == 0 or end == len(lines)
        table = _table(lines[index:end], parts[index:end], shades, measures, page, at_edge=at_edge)
        if table is None:
            index += max(1, (end - index) // 2)
        else:
            found.append(table)
            index = end
    return found


def _end(lines: Sequence[Line], parts: Sequence[list[Line]], start: int, measures: Measures) -> int:
    """Return where the table that may begin at a line ends: after the last line that has its columns."""
    end, strips = start + 1, _strips(parts[start])
    index, loose = start + 1, 0
    while index < len(lines):
        above, line = lines[index - 1], lines[index]
        if line.y - above.y > _FAR * max(above.size, line.size) or abs(line.size - lines[start].size) > 2:
            break
        if len(parts[index]) > 1:
            left = _narrowed(strips, parts[index])
            if not left or len(left) > _MAX_COLUMNS or (len(left) < len(strips) and end > start + 1):
                break
            if heads(line) and heads(lines[start]) and not lines[index - 1].bold:
                break
            strips, end, loose = left, index + 1, 0
        elif (measures.is_heading(line) and line.size > lines[start].size + 1) or index - end > _MAX_SINGLE:
            break
        elif crosses(line, [right for _, right in strips]):
            loose += 1
            if loose > _MAX_CROSSING:
                break
        index += 1
    return _tail(lines, end, [right - 1 for _, right in strips], measures)


def _strips(parts: Sequence[Line]) -> list[tuple[float, float]]:
    """Return the white strips between the cells of a row."""
    return [(left.x1, right.x0) for left, right in pairwise(parts)]


def _narrowed(strips: Sequence[tuple[float, float]], parts: Sequence[Line]) -> list[tuple[float, float]]:
    """Return what is left of white strips when another row is laid over them."""
    result = []
    for left, right in strips:
        for part in parts:
            if part.x0 < right and part.x1 > left:
                if part.x0 <= left:
                    left = part.x1
                elif part.x1 >= right or right - part.x1 < part.x0 - left:
                    right = part.x0
                else:
                    left = part.x1
        if right - left >= _LEAST_STRIP:
            result.append((left, right))
    return result


def heads(line: Line) -> bool:
    """Return whether a line looks like a table's header: bold words, no figures."""
    return line.bold and not any(map(str.isdigit, line.text))


def _tail(lines: Sequence[Line], end: int, cuts: Sequence[float], measures: Measures) -> int:
    """Take in the lines below that are the rest of a cell in the last row."""
    splitter = RowSplitter(cuts, lines[max(0, end - 30) : end], measures)
    while end < len(lines):
        above, line = lines[end - 1], lines[end]
        if abs(line.size - above.size) > 0.6 or crosses(line, cuts) or line.bold != above.bold:
            return end
        if not splitter.continues([above], line):
            return end
        end += 1
    return end


def _table(
    lines: Sequence[Line],
    parts: Sequence[list[Line]],
    shades: Sequence[Box],
    measures: Measures,
    page: int,
    *,
    at_edge: bool,
) -> Found | None:
    """Return the table; of one row only where it stands at the page's edge and the rest may be on another page."""
    several = [row for row in parts if len(row) > 1]
    cuts = gutters(parts)
    rest_elsewhere = at_edge and len(lines) == 1 and len(cuts) > 1
    if not cuts or not (rest_elsewhere or (len(several) > 1 and _is_tabular(several, cuts))):
        return None
    pieces = [piece for line in lines for piece in line.pieces]
    maker = RowMaker(
        cuts, [p for line in lines if not crosses(line, cuts) for p in line.pieces], measures.vocabulary, page
    )
    rows = rows_of(lines, cuts, maker, shades, measures)
    return Found(
        Table(Place(page=page), tuple(rows)),
        {id(p) for p in pieces},
        lines[0].pieces[0].top,
        lines[-1].pieces[0].bottom,
    )


def _is_tabular(rows: Sequence[list[Line]], cuts: Sequence[float]) -> bool:
    """Return whether the columns' edges agree: the left ones, or the right ones for figures."""
    for number in range(1, len(cuts) + 1):
        lefts, rights = [], []
        for row in rows:
            own = [p for part in row for p in part.pieces]
            words = spread(own, cuts)[number]
            if words:
                lefts.append(min(p.x0 for p in words))
                rights.append(max(p.x1 for p in words))
        if len(lefts) >= 2 and (
            _agree(lefts) or _agree(rights) or _agree([a + b for a, b in zip(lefts, rights, strict=True)])
        ):
            return True
    return False


def _agree(values: Sequence[float]) -> bool:
    ordered = sorted(values)
    middle = ordered[len(ordered) // 2]
    near = sum(1 for value in values if abs(value - middle) <= _NEAR)
    return near >= 2 and near * 3 >= len(values) * 2


def rows_of(
    lines: Sequence[Line], cuts: Sequence[float], maker: RowMaker, shades: Sequence[Box], measures: Measures
) -> list[Row]:
    """Return the rows of lines that have nothing drawn between them."""
    rows: list[Row] = []
    header = True
    for own in RowSplitter(cuts, lines, measures).rows(lines):
        words = [piece for line in own for piece in line.pieces]
        header = header and bool(words) and is_header(own, shades, first=not rows)
        if crosses(own[0], cuts):
            rows.append(maker.spanning(words, header=header))
        else:
            rows.append(maker.row(spread(words, cuts), header=header))
    if rows and all(row.header for row in rows):
        rows = [Row(row.place, row.cells, index == 0) for index, row in enumerate(rows)]
    return rows


def is_header(lines: Sequence[Line], shades: Sequence[Box], *, first: bool) -> bool:
    """Return whether lines are a table's header: bold or shaded; a second row must be both."""
    words = [piece for line in lines for piece in line.pieces]
    bold = is_bold(words)
    shaded = is_shaded(
        min(p.top for p in words),
        max(p.bottom for p in words),
        min(p.x0 for p in words),
        max(p.x1 for p in words),
        shades,
    )
    return (bold or shaded) if first else (bold and shaded)
