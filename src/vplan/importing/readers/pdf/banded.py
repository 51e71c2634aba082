"""Tables whose rows are parted by lines across, while white space parts the columns."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

from vplan.importing.readers.pdf.aligned import crosses, heads, is_header, rows_of
from vplan.importing.readers.pdf.cells import RowMaker, gutters, spread
from vplan.importing.readers.pdf.drawing import Box
from vplan.importing.readers.pdf.grid import Found, clustered
from vplan.importing.readers.pdf.lines import Line, lines_of, segments
from vplan.importing.readers.pdf.prose import Measures
from vplan.importing.readers.pdf.text import Piece
from vplan.importing.source import Place, Row, Table

_SAME_EDGE = 4.0
_NARROWEST = 80.0
_MAX_SPAN_LINES = 8
_MAX_FRAMES = 24


@dataclass(slots=True)
class _Band:
    """What stands between two lines across."""

    top: float
    bottom: float
    lines: list[Line]

    @property
    def parts(self) -> list[list[Line]]:
        return [segments(line) for line in self.lines]

    @property
    def multiple(self) -> bool:
        return any(len(parts) > 1 for parts in self.parts)


@dataclass(slots=True)
class _Frame:
    """Lines across of one width, and the edges of shaded boxes among them."""

    x0: float
    x1: float
    rules: list[float] = field(default_factory=list)
    ys: list[float] = field(default_factory=list)


def banded_tables(
    rules: Sequence[Box],
    drawn: Sequence[Box],
    shades: Sequence[Box],
    pieces: Sequence[Piece],
    measures: Measures,
    page: int,
) -> list[Found]:
    """Return the tables made by `rules`; `drawn` are the same lines as the file has them, often one for each cell."""
    found: list[Found] = []
    for frame in _frames(rules, shades):
        inside = [p for p in pieces if frame.x0 - 2 <= (p.x0 + p.x1) / 2 <= frame.x1 + 2]
        lines = lines_of(inside)
        ends = _ends(frame, drawn)
        for bands in _stacks(_bands(frame, lines)):
            table = _BandedTable(_with_neighbours(bands, lines, shades), shades, measures, page)
            result = table.make(ends)
            if result is not None and not any(result.used & other.used for other in found):
                found.append(result)
    return found


def _frames(rules: Sequence[Box], shades: Sequence[Box]) -> list[_Frame]:
    frames: list[_Frame] = []
    for rule in sorted(rules, key=lambda box: box.y):
        if rule.x1 - rule.x0 < _NARROWEST:
            continue
        frame = next(
            (f for f in frames if abs(f.x0 - rule.x0) <= _SAME_EDGE and abs(f.x1 - rule.x1) <= _SAME_EDGE), None
        )
        if frame is None:
            frame = _Frame(rule.x0, rule.x1)
            frames.append(frame)
        frame.rules.append(rule.y)
    for frame in frames:
        edges = [
            y
            for shade in shades
            if frame.x0 - _SAME_EDGE <= shade.x0 and shade.x1 <= frame.x1 + _SAME_EDGE and shade.y1 - shade.y0 < 200
            for y in (shade.y0, shade.y1)
        ]
        frame.ys = clustered([*frame.rules, *edges])
    frames = sorted((frame for frame in frames if len(frame.ys) > 1), key=lambda f: len(f.rules), reverse=True)
    return sorted(frames[:_MAX_FRAMES], key=lambda frame: frame.ys[0])


def _bands(frame: _Frame, lines: Sequence[Line]) -> list[_Band]:
    bands = [_Band(top, bottom, []) for top, bottom in zip(frame.ys, frame.ys[1:], strict=False)]
    index = 0
    for line in lines:
        height = line.y - 0.3 * line.size
        while index < len(bands) and bands[index].bottom < height:
            index += 1
        if index < len(bands) and bands[index].top <= height:
            bands[index].lines.append(line)
    return bands


def _stacks(bands: Sequence[_Band]) -> list[list[_Band]]:
    """Return the bands of each table: without a gap, and without text that belongs to no table."""
    stacks: list[list[_Band]] = []
    current: list[_Band] = []
    for band in bands:
        if not band.lines:
            if band.bottom - band.top > _SAME_EDGE:
                stacks.append(current)
                current = []
            continue
        if _belongs(band, current) and not (current and band.multiple and _begins_anew(band, current[-1])):
            current.append(band)
        else:
            stacks.append(current)
            current = [band] if band.multiple and not _is_mixed(band) else []
    stacks.append(current)
    return [_trimmed(stack) for stack in stacks if any(band.multiple for band in stack)]


def _begins_anew(band: _Band, above: _Band) -> bool:
    """Return whether a band is the header of another table."""
    return heads(band.lines[0]) and not above.lines[-1].bold and len(segments(band.lines[0])) > 1


def _trimmed(stack: list[_Band]) -> list[_Band]:
    while stack and not stack[0].multiple:
        stack = stack[1:]
    return stack


def _is_mixed(band: _Band) -> bool:
    """Return whether a band holds other text above a table's first row."""
    sizes = {round(line.size) for line in band.lines}
    counts = [len(parts) for parts in band.parts]
    return counts[0] == 1 and len(sizes) > 1


def _belongs(band: _Band, stack: Sequence[_Band]) -> bool:
    if not stack:
        return band.multiple and not _is_mixed(band)
    known = [line for own in stack for line in own.lines]
    size, left = known[-1].size, min(line.x0 for line in known)
    if any(abs(line.size - size) > 1.1 for line in band.lines[:1]) or band.lines[0].x0 < left - 1.5:
        return False
    return band.multiple or len(band.lines) <= _MAX_SPAN_LINES


def _with_neighbours(bands: list[_Band], lines: Sequence[Line], shades: Sequence[Box]) -> list[_Band]:
    """Add the first row above the first line across, and the last one below the last, where there are such."""
    taken = {id(line) for band in bands for line in band.lines}
    first, last = bands[0], bands[-1]
    several = max(len(parts) for band in bands for parts in band.parts)
    above = [line for line in lines if id(line) not in taken and line.y < first.top + 1]
    if is_header(first.lines, shades, first=True) or (above and abs(above[-1].x0 - first.lines[0].x0) > 1.5):
        above = []
    rows: list[Line] = []
    edge = first.top
    while above and len(segments(above[-1])) == several and edge - above[-1].y < 1.3 * above[-1].size:
        rows.insert(0, above.pop())
        edge = rows[0].y - 0.75 * rows[0].size
    below = [line for line in lines if id(line) not in taken and line.y - 0.3 * line.size > last.bottom]
    height = 1.3 * (last.bottom - last.top) / max(len(last.lines), 1)
    ends: list[Line] = []
    near = below and len(segments(below[0])) == several and below[0].y - last.bottom < height
    if near and not heads(below[0]):  # else the header of the next table
        ends = [below[0]]
    result = [_Band(rows[0].y - rows[0].size, first.top, rows)] if rows else []
    result += bands
    return result + ([_Band(last.bottom, ends[0].y + 2, ends)] if ends else [])


def _ends(frame: _Frame, drawn: Sequence[Box]) -> dict[float, list[float]]:
    """Return for each line across where its parts meet: a table drawn cell by cell tells its columns so."""
    result: dict[float, list[float]] = {}
    for y in frame.rules:
        own = sorted((b for b in drawn if abs(b.y - y) <= 1.5 and b.x1 - b.x0 > 3), key=lambda b: b.x0)
        own = [b for b in own if frame.x0 - _SAME_EDGE <= b.x0 and b.x1 <= frame.x1 + _SAME_EDGE]
        result[y] = [
            (left.x1 + right.x0) / 2 for left, right in itertools.pairwise(own) if abs(right.x0 - left.x1) <= 3
        ]
    return result


class _BandedTable:
    def __init__(self, bands: list[_Band], shades: Sequence[Box], measures: Measures, page: int) -> None:
        self._bands, self._shades, self._measures, self._page = bands, shades, measures, page
        self._pieces = [piece for band in bands for line in band.lines for piece in line.pieces]

    def make(self, ends: dict[float, list[float]]) -> Found | None:
        """Return the table, or None where there are no columns."""
        own = {y: xs for y, xs in ends.items() if self._bands[0].top - 2 <= y <= self._bands[-1].bottom + 2}
        drawn = self._drawn_cuts(own)
        cuts = drawn or gutters([parts for band in self._bands for parts in band.parts])
        rows_of_text = sum(1 for band in self._bands for parts in band.parts if len(parts) > 1)
        if not cuts or (len(self._bands) < 2 and rows_of_text < 2):
            return None
        base = [p for band in self._bands for line in band.lines if not crosses(line, cuts) for p in line.pieces]
        maker = RowMaker(cuts, base, self._measures.vocabulary, self._page)
        whole = {band.bottom for band in self._bands if drawn and not _near(own, band.bottom)}
        rows: list[Row] = []
        for band in self._bands:
            rows += self._rows(band, cuts, maker, spans=band.bottom in whole, header=all(row.header for row in rows))
        if all(row.header for row in rows):
            rows = [Row(row.place, row.cells, index == 0) for index, row in enumerate(rows)]
        table = Table(Place(page=self._page), tuple(rows))
        return Found(table, {id(p) for p in self._pieces}, self._bands[0].top, self._bands[-1].bottom)

    def _drawn_cuts(self, ends: dict[float, list[float]]) -> list[float]:
        with_ends = [xs for xs in ends.values() if xs]
        if len(with_ends) * 2 < len(ends) or not with_ends:
            return []
        cuts = list(clustered(x for xs in with_ends for x in xs))
        cuts = [cut for cut in cuts if sum(any(abs(x - cut) < 4 for x in xs) for xs in with_ends) * 2 >= len(with_ends)]
        crossing = sum(1 for p in self._pieces for cut in cuts if p.x0 < cut - 1.5 and p.x1 > cut + 1.5)
        return cuts if crossing * 20 <= len(self._pieces) else []

    def _rows(self, band: _Band, cuts: list[float], maker: RowMaker, *, spans: bool, header: bool) -> list[Row]:
        words = [piece for line in band.lines for piece in line.pieces]
        several = sum(1 for parts in band.parts if len(parts) > 1)
        if several >= 3 and len(self._bands) <= 3:
            return rows_of(band.lines, cuts, maker, self._shades, self._measures)
        header = header and is_header(band.lines, self._shades, first=band is self._bands[0])
        below = self._comment(band)
        if below and not header:
            words = [piece for line in band.lines[:below] for piece in line.pieces]
            rest = [piece for line in band.lines[below:] for piece in line.pieces]
            return [maker.row(spread(words, cuts)), maker.spanning(rest)]
        if not band.multiple and (spans or crosses(band.lines[0], cuts)):
            return [maker.spanning(words, header=header)]
        return [maker.row(spread(words, cuts), header=header)]

    def _comment(self, band: _Band) -> int:
        """Return where text over all columns begins in a band: under the cells, with more room than within a cell."""
        parts = band.parts
        last = max((index for index, own in enumerate(parts) if len(own) > 1), default=len(parts))
        for index in range(last + 1, len(parts)):
            above, line = band.lines[index - 1], band.lines[index]
            if abs(line.x0 - band.lines[0].x0) > 1.5:
                return 0
            if line.y - above.y > 1.12 * self._measures.tight(line.size):
                return index
        return 0


def _near(ends: dict[float, list[float]], bottom: float) -> bool:
    """Return whether the line below a band is parted; true also where there is no line."""
    own = [xs for y, xs in ends.items() if abs(y - bottom) <= _SAME_EDGE]
    return not own or any(own)
