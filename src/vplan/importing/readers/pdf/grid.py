"""Tables whose cells have lines on all sides, or between the columns."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from vplan.importing.readers.pdf.cells import RowMaker, is_bold, is_shaded
from vplan.importing.readers.pdf.drawing import Box, Drawing
from vplan.importing.readers.pdf.lines import Vocabulary
from vplan.importing.readers.pdf.text import Piece
from vplan.importing.source import Place, Row, Table

_TOUCH = 3.0
_SAME = 3.5
_MAX_DRAWN = 8_000
_MAX_LINES = 600
_MAX_CELLS = 20_000


@dataclass(slots=True)
class Found:
    """A table, the words in it by identity, and its upper and lower edge."""

    table: Table
    used: set[int]
    top: float
    bottom: float


@dataclass(slots=True)
class Grid:
    """Lines that belong together: `xs` and `ys` are the places of those down and across."""

    across: list[Box]
    down: list[Box]
    xs: list[float] = field(default_factory=list)
    ys: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        lines = [*self.across, *self.down]
        ends_x = [min(b.x0 for b in lines), max(b.x1 for b in lines)]
        ends_y = [min(b.y0 for b in lines), max(b.y1 for b in lines)]
        self.xs = clustered([*(b.x for b in self.down), *ends_x])
        self.ys = clustered([*(b.y for b in self.across), *ends_y])


def clustered(values: Iterable[float], near: float = _SAME) -> list[float]:
    """Return the values in order, those near each other as one."""
    result: list[list[float]] = []
    for value in sorted(values):
        if result and value - result[-1][-1] <= near:
            result[-1].append(value)
        else:
            result.append([value])
    return [sum(group) / len(group) for group in result]


def merged(lines: Iterable[Box], *, across: bool) -> list[Box]:
    """Return the lines with those that continue each other made one."""

    def place(box: Box) -> tuple[float, float]:
        return (round(box.y), box.x0) if across else (round(box.x), box.y0)

    result: list[Box] = []
    for box in sorted(lines, key=place):
        last = result[-1] if result else None
        if last and across and abs(last.y - box.y) <= 1.5 and box.x0 - last.x1 <= _TOUCH:
            result[-1] = Box(last.x0, min(last.y0, box.y0), max(last.x1, box.x1), max(last.y1, box.y1))
        elif last and not across and abs(last.x - box.x) <= 1.5 and box.y0 - last.y1 <= _TOUCH:
            result[-1] = Box(min(last.x0, box.x0), last.y0, max(last.x1, box.x1), max(last.y1, box.y1))
        else:
            result.append(box)
    return result


def grids_of(drawing: Drawing) -> tuple[list[Grid], list[Box]]:
    """Return the grids on a page, from the top, and the lines across that belong to none."""
    across = merged(drawing.across[:_MAX_DRAWN], across=True)[:_MAX_LINES]
    down = merged(drawing.down[:_MAX_DRAWN], across=False)[:_MAX_LINES]
    owner = list(range(len(down)))
    touching: list[list[int]] = []
    for line in across:
        hits = [i for i, d in enumerate(down) if _meets(line, d)]
        touching.append(hits)
        roots = {_root(owner, i) for i in hits}
        for root in roots:
            owner[root] = min(roots)
    grids: list[Grid] = []
    free: list[Box] = [line for line, hits in zip(across, touching, strict=True) if not hits]
    for root in sorted({_root(owner, i) for i in range(len(down))}):
        own_down = [d for i, d in enumerate(down) if _root(owner, i) == root]
        own_across = [a for a, hits in zip(across, touching, strict=True) if hits and _root(owner, hits[0]) == root]
        grid = Grid(own_across, own_down)
        if own_across and len(grid.xs) > 2 and len(grid.ys) > 1:
            grids.append(grid)
        else:
            free += own_across
    return sorted(grids, key=lambda g: g.ys[0]), free


def _meets(line: Box, down: Box) -> bool:
    return line.x0 - _TOUCH <= down.x <= line.x1 + _TOUCH and down.y0 - _TOUCH <= line.y <= down.y1 + _TOUCH


def _root(owner: list[int], index: int) -> int:
    while owner[index] != index:
        owner[index] = owner[owner[index]]
        index = owner[index]
    return index


def grid_table(
    grid: Grid, pieces: Sequence[Piece], shades: Sequence[Box], words: Vocabulary, page: int
) -> Found | None:
    """Return the table in a grid, or None where it holds too little to be one."""
    xs, ys = grid.xs, grid.ys
    inside = [p for p in pieces if _within(p, xs, ys)]
    columns, bands = len(xs) - 1, len(ys) - 1
    if not inside or columns < 2 or columns * bands > _MAX_CELLS:
        return None
    cells: dict[tuple[int, int], list[Piece]] = {}
    for piece in inside:
        band = min(max(bisect_right(ys, piece.y - 0.3 * piece.size) - 1, 0), bands - 1)
        column = min(max(bisect_right(xs, (piece.x0 + piece.x1) / 2) - 1, 0), columns - 1)
        cells.setdefault((band, column), []).append(piece)
    maker = RowMaker(xs[1:-1], inside, words, page, xs)
    rows: list[Row] = []
    header = True
    for band, groups in enumerate(_groups(grid, cells)):
        content = [piece for group in groups for piece in group[1]]
        shaded = is_shaded(ys[band], ys[band + 1], xs[0], xs[-1], shades)
        bold = is_bold(content)
        header = header and bool(content) and ((shaded and bold) if rows else (shaded or bold))
        if not content and all(not c for c in groups):
            continue
        rows.append(_row(maker, groups, columns, header))
    rows = [row for row in rows if any(cell.runs for cell in row.cells)]
    if not rows:
        return None
    if all(row.header for row in rows) and len(rows) > 1:
        rows = [Row(row.place, row.cells, index == 0) for index, row in enumerate(rows)]
    table = Table(Place(page=page), tuple(rows))
    return Found(table, {id(p) for p in inside}, ys[0], ys[-1])


def _within(piece: Piece, xs: Sequence[float], ys: Sequence[float]) -> bool:
    middle, height = (piece.x0 + piece.x1) / 2, piece.y - 0.3 * piece.size
    return xs[0] - 1 <= middle <= xs[-1] + 1 and ys[0] - 1 <= height <= ys[-1] + 1


_Group = tuple[list[int], list[Piece]]


def _groups(grid: Grid, cells: dict[tuple[int, int], list[Piece]]) -> list[list[_Group]]:
    """Return each band's cells: their columns and their words; a cell over several bands has its words in the first."""
    xs, ys = grid.xs, grid.ys
    result: list[list[_Group]] = []
    owners: dict[int, _Group] = {}
    down = {x: [d for d in grid.down if abs(d.x - x) <= _SAME] for x in xs}
    across = {y: [a for a in grid.across if abs(a.y - y) <= _SAME] for y in ys}
    for band in range(len(ys) - 1):
        middle = (ys[band] + ys[band + 1]) / 2
        groups: list[_Group] = []
        for column in range(len(xs) - 1):
            words = cells.get((band, column), [])
            if column and not any(d.y0 - 1 <= middle <= d.y1 + 1 for d in down[xs[column]]):
                groups[-1][0].append(column)
                groups[-1][1].extend(words)
            else:
                groups.append(([column], list(words)))
        for columns, words in groups:
            above = owners.get(columns[0])
            x = (xs[columns[0]] + xs[columns[0] + 1]) / 2
            if (
                band
                and above is not None
                and above[0] == columns
                and not any(line.x0 - 1 <= x <= line.x1 + 1 for line in across[ys[band]])
            ):
                above[1].extend(words)
                words.clear()
            else:
                for column in columns:
                    owners[column] = (columns, words)
        result.append(groups)
    return result


def _row(maker: RowMaker, groups: Sequence[_Group], columns: int, header: bool) -> Row:
    if len(groups) == 1:
        return maker.spanning(groups[0][1], header=header)
    by_column: list[list[Piece]] = [[] for _ in range(columns)]
    for own, words in groups:
        by_column[own[0]] = words
    return maker.row(by_column, header=header)
