"""What tables have in common, however they are drawn: finding columns, and making rows of the words in them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from vplan.importing.readers.pdf.drawing import Box
from vplan.importing.readers.pdf.lines import Line, TextMaker, Vocabulary, lines_of
from vplan.importing.readers.pdf.text import Piece
from vplan.importing.source import Cell, Place, Row, Run

_LOOSE_CELL = 1.7
_GUTTER = 4.0
_STEP = 6.0
_TOLERANT_FROM = 12


def gutters(rows: Sequence[Sequence[Line]], least: float = _GUTTER) -> list[float]:
    """Return where a table's columns part: the middle of each white strip through the rows that have several cells."""
    several = [row for row in rows if len(row) > 1]
    allowed = len(several) // _TOLERANT_FROM
    edges: list[tuple[float, int]] = []
    for row in several:
        for part in row:
            edges += [(part.x0, 1), (part.x1, -1)]
    edges.sort()
    cuts: list[float] = []
    depth = 0
    since: float | None = None
    for x, step in edges:
        depth += step
        if step < 0 and depth <= allowed and since is None:
            since = x
        elif step > 0 and depth > allowed and since is not None:
            if x - since >= least:
                cuts.append(x - min(2.0, least / 2))
            since = None
    return cuts


def cell_of(pieces: Sequence[Piece], width: float, vocabulary: Vocabulary, indent: float = 0.0) -> Cell:
    """Return the cell of these words. `width` is the room for text; `indent` how far it is moved to the right."""
    maker, above = TextMaker(vocabulary), None
    for line in lines_of(pieces):
        broken = False
        if above is not None:
            used = above.x1 - above.x0 + above.space + line.first_word
            broken = used < width - 1 or line.y - above.y > _LOOSE_CELL * max(above.size, line.size)
        maker.add(line.pieces, broken=broken)
        above = line
    runs = maker.runs()
    if runs and indent >= _STEP:
        runs = (Run("  " + runs[0].text, runs[0].bold, runs[0].italic, runs[0].link), *runs[1:])
    return Cell(runs)


def spread(pieces: Sequence[Piece], cuts: Sequence[float]) -> list[list[Piece]]:
    """Deal words to the columns between the cuts, by their middle."""
    columns: list[list[Piece]] = [[] for _ in range(len(cuts) + 1)]
    for piece in pieces:
        columns[bisect_right(cuts, (piece.x0 + piece.x1) / 2)].append(piece)
    return columns


class RowMaker:
    """Makes rows of the words between two heights, with what the whole table tells of its columns."""

    def __init__(self, cuts: Sequence[float], pieces: Sequence[Piece], vocabulary: Vocabulary, page: int) -> None:
        self.cuts, self._vocabulary, self._page = list(cuts), vocabulary, page
        columns = [[p for p in column if p.x1 - p.x0 < 2000] for column in spread(pieces, cuts)]
        self._lefts = [min((p.x0 for p in column), default=0.0) for column in columns]
        self._rights = [max((p.x1 for p in column), default=0.0) for column in columns]

    def row(self, cells: Sequence[Sequence[Piece]], *, header: bool = False) -> Row:
        """Return a row of the words of each column."""
        made = []
        for column, words in enumerate(cells):
            width = self._rights[column] - self._lefts[column]
            indent = min((p.x0 for p in words), default=0.0) - self._lefts[column] if column == 0 else 0.0
            made.append(cell_of(words, width, self._vocabulary, indent))
        return Row(Place(page=self._page), tuple(made), header)

    def spanning(self, words: Sequence[Piece], *, header: bool = False) -> Row:
        """Return a row with one cell over all columns."""
        width = max(self._rights, default=0.0) - min(self._lefts, default=0.0)
        return Row(Place(page=self._page), (cell_of(words, width, self._vocabulary),), header)


def is_bold(words: Sequence[Piece]) -> bool:
    """Return whether all words with letters or digits are bold, and there are some."""
    lettered = [p for p in words if any(map(str.isalnum, p.text))]
    return bool(lettered) and all(p.bold for p in lettered)


def is_shaded(top: float, bottom: float, left: float, right: float, shades: Sequence[Box]) -> bool:
    """Return whether shaded boxes lie behind most of a row."""
    middle, covered = (top + bottom) / 2, 0.0
    for shade in shades:
        if shade.y0 - 1 <= middle <= shade.y1 + 1 and shade.y1 - shade.y0 < 2.5 * (bottom - top) + 10:
            covered += max(0.0, min(shade.x1, right) - max(shade.x0, left))
    return covered > 0.6 * (right - left)
