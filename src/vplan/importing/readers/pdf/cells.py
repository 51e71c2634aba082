"""What tables have in common, however they are drawn: finding columns, and making rows of the words in them."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Sequence

from vplan.importing.readers.pdf.drawing import Box
from vplan.importing.readers.pdf.lines import Line, TextMaker, Vocabulary, lines_of
from vplan.importing.readers.pdf.text import Piece
from vplan.importing.source import Cell, Place, Row, Run

_LOOSE_CELL = 1.7
_LONG_WORD = 6
_JOINING = re.compile(
    r"(?:och|eller|samt|som|att|med|av|för|på|till|från|inom|vid|utan|under|om|enligt|efter|genom|hos|mot|över|mellan|"
    r"inte|har|kan|ska|är|där|när)\Z"
)
_LETTER = 0.65  # the width of a wide letter, in sizes
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


def cell_of(
    pieces: Sequence[Piece], width: float, vocabulary: Vocabulary, indent: float = 0.0, edge: float = math.inf
) -> Cell:
    """Return the cell of these words.

    `width` is the room for text, `indent` how far it is moved to the right, `edge` where its room ends where drawn.
    """
    maker, above = TextMaker(vocabulary), None
    for line in lines_of(pieces):
        broken = glued = False
        if above is not None:
            glued = _is_cut(above, line, edge, vocabulary)
            used = above.x1 - above.x0 + above.space + line.first_word
            broken = used < width - 1 or line.y - above.y > _LOOSE_CELL * max(above.size, line.size)
        maker.add(line.pieces, broken=broken and not glued, glued=glued)
        above = line
    runs = maker.runs()
    if runs and indent >= _STEP:
        runs = (Run("  " + runs[0].text, runs[0].bold, runs[0].italic, runs[0].link), *runs[1:])
    return Cell(runs)


def _is_cut(above: Line, line: Line, edge: float, vocabulary: Vocabulary) -> bool:
    """Return whether a word too long for its column was cut at the line's end: it is alone there and fills the room.

    Where the next line begins with one of the small words that join others, the word just fitted.
    """
    first, second = above.text.strip(), line.text.strip()
    if " " in first or not first[-1:].isalpha() or not second[:1].islower():
        return False
    rest = second.split(maxsplit=1)[0].strip(".,;:)").lower()
    if _JOINING.match(rest) and not vocabulary.words[first.lower() + rest]:
        return False
    return len(first) >= _LONG_WORD and above.x1 > edge - _LETTER * above.size


def spread(pieces: Sequence[Piece], cuts: Sequence[float]) -> list[list[Piece]]:
    """Deal words to the columns between the cuts, by their middle."""
    columns: list[list[Piece]] = [[] for _ in range(len(cuts) + 1)]
    for piece in pieces:
        columns[bisect_right(cuts, (piece.x0 + piece.x1) / 2)].append(piece)
    return columns


class RowMaker:
    """Makes rows of the words between two heights, with what the whole table tells of its columns."""

    def __init__(
        self,
        cuts: Sequence[float],
        pieces: Sequence[Piece],
        vocabulary: Vocabulary,
        page: int,
        drawn: Sequence[float] = (),
    ) -> None:
        """`drawn` are the lines down, from the first column's left to the last one's right, where there are such."""
        self.cuts, self._vocabulary, self._page = list(cuts), vocabulary, page
        columns = [[p for p in column if p.x1 - p.x0 < 2000] for column in spread(pieces, cuts)]
        self._lefts = [min((p.x0 for p in column), default=0.0) for column in columns]
        self._rights = [max((p.x1 for p in column), default=0.0) for column in columns]
        gaps = [left - x for left, x in zip(self._lefts, drawn, strict=False) if left > x]
        self._edges = [x - min(gaps, default=0.0) for x in drawn[1:]] or [math.inf] * len(columns)

    def row(self, cells: Sequence[Sequence[Piece]], *, header: bool = False) -> Row:
        """Return a row of the words of each column."""
        made = []
        for column, words in enumerate(cells):
            width = self._rights[column] - self._lefts[column]
            indent = min((p.x0 for p in words), default=0.0) - self._lefts[column] if column == 0 else 0.0
            made.append(cell_of(words, width, self._vocabulary, indent, self._edges[column]))
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
