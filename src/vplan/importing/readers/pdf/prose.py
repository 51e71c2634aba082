"""Lines become paragraphs, headings and list items, told apart as a reader does: by room, size, indent and marks."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from vplan.importing.readers.pdf.lines import Line, TextMaker, Vocabulary, is_bullet, is_mark, mark_of
from vplan.importing.readers.pdf.text import Piece
from vplan.importing.source import Paragraph, Place

_LOOSE = 1.25
_SIZE_STEP = 0.6
_INDENT = 0.8
_WIDE_MARK = 0.42
_NEAR = 3.0
_DASHES = frozenset("-–—*") | {"o"}
_FEW = 6
_COLUMN = 60.0


@dataclass(slots=True)
class Measures:
    """What is usual in a document: the text's size, its left and right edge by page width, the room between lines."""

    vocabulary: Vocabulary
    body: float = 12.0
    left: float = 0.0
    rights: dict[int, float] = field(default_factory=dict)
    leadings: dict[int, float] = field(default_factory=dict)
    tightest: dict[int, float] = field(default_factory=dict)

    @classmethod
    def of(cls, pages: Sequence[tuple[float, Sequence[Line]]], vocabulary: Vocabulary) -> Measures:
        """Measure the lines of running text on all pages, given with each page's width."""
        measures = cls(vocabulary)
        sizes: Counter[float] = Counter()
        for _, lines in pages:
            for line in lines:
                sizes[line.size] += len(line.text)
        measures.body = sizes.most_common(1)[0][0] if sizes else 12.0
        body = [(w, line) for w, lines in pages for line in lines if abs(line.size - measures.body) < _SIZE_STEP]
        lefts = Counter(round(line.x0) for _, line in body)
        measures.left = float(lefts.most_common(1)[0][0]) if lefts else 0.0
        for wide in {round(w) for w, _ in body}:
            measures.rights[wide] = _right(wide, [line for w, line in body if round(w) == wide], measures.left)
        for width, lines in pages:
            measures.learn_leadings(lines, measures.right(width))
        measures._settle()
        return measures

    def learn_tightest(self, pages: Iterable[Sequence[Line]]) -> None:
        """Note the least distance between two lines that stand under each other more than once, for each size."""
        rooms: dict[int, Counter[int]] = {}
        for lines in pages:
            for above, below in itertools.pairwise(lines):
                room = below.y - above.y
                alike = above.size == below.size and abs(above.x0 - below.x0) < 1
                if alike and 0.95 < room / above.size < 1.6:
                    rooms.setdefault(round(above.size), Counter())[round(room * 4)] += 1
        for size, counts in rooms.items():
            often = [room for room, count in counts.items() if count > 1]
            if often:
                self.tightest[size] = min(often) / 4

    def tight(self, size: float) -> float:
        """Return the distance between two lines of one paragraph in a table."""
        return self.tightest.get(round(size), 1.2 * size)

    _counts: dict[int, Counter[int]] = field(default_factory=dict)

    def learn_leadings(self, lines: Sequence[Line], right: float) -> None:
        """Count the room between lines of which the first was full: those are one paragraph."""
        for above, below in itertools.pairwise(lines):
            room = below.y - above.y
            if (
                abs(above.size - below.size) < _SIZE_STEP
                and 0.9 < room / above.size < 2.6
                and not fits(above, below, right)
            ):
                self._counts.setdefault(round(above.size), Counter())[round(room * 2)] += 1

    def _settle(self) -> None:
        for size, counts in self._counts.items():
            top = max(counts.values())
            self.leadings[size] = min(room for room, count in counts.items() if count * 2 >= top) / 2

    def right(self, width: float) -> float:
        """Return the right edge of running text on a page of this width."""
        return self.rights.get(round(width), width - max(self.left, 36.0))

    def leading(self, size: float) -> float:
        """Return the usual distance between two baselines."""
        return self.leadings.get(round(size), 1.25 * size)

    def is_heading(self, line: Line) -> bool:
        """Return whether a line is larger than the text."""
        return line.size > self.body + _SIZE_STEP


def _right(width: int, lines: Sequence[Line], left: float) -> float:
    ends = sorted(line.x1 for line in lines if abs(line.x0 - left) < _COLUMN) or sorted(line.x1 for line in lines)
    edge = ends[min(len(ends) - 1, int(len(ends) * 0.985))]
    by_margin = width - max(left, 36.0)
    if len(lines) < _FEW * 2 and edge - left < 0.6 * (by_margin - left):
        return by_margin
    return edge


def fits(above: Line, below: Line, right: float) -> bool:
    """Return whether the lower line's first word would have had room at the end of the upper one."""
    return above.x1 + above.space + below.first_word < right - 0.5


@dataclass(slots=True)
class _Open:
    """The paragraph that is being gathered."""

    lines: list[Line]
    maker: TextMaker
    x0: float
    mark: str = ""
    depth: int = 0
    hang: bool = False


class ProseMaker:
    """Makes paragraphs of the lines of one column."""

    def __init__(self, measures: Measures, page: int, right: float, *, cards: bool = False) -> None:
        self._measures, self._page, self._right, self._cards = measures, page, right, cards
        self._lists: list[tuple[float, float]] = []
        self._open: _Open | None = None
        self._done: list[Paragraph] = []

    def make(self, lines: Sequence[Line]) -> list[Paragraph]:
        """Return the paragraphs of the lines, from top to bottom."""
        for index, line in enumerate(lines):
            below = lines[index + 1] if index + 1 < len(lines) else None
            if self._is_item(line, below):
                self._start_item(line)
            elif self._continues(line):
                self._continue(line)
            else:
                self._start(line)
        self._close()
        return self._done

    def _above(self) -> Line | None:
        return self._open.lines[-1] if self._open else None

    def _is_item(self, line: Line, below: Line | None) -> bool:
        mark, *rest = line.pieces
        if not rest or not is_mark(mark.text) or (not rest[0].before and not is_bullet(mark.text)):
            return False
        if is_bullet(mark.text) and mark.text not in _DASHES:
            return True
        gap, text_x = rest[0].x0 - mark.x1, rest[0].x0
        hangs = below is not None and abs(below.x0 - text_x) < _NEAR and line.x0 + _NEAR < below.x0
        near = below is not None and below.y - line.y < 1.4 * self._measures.leading(line.size)
        in_list = any(abs(x - line.x0) < _NEAR or abs(t - text_x) < _NEAR for x, t in self._lists)
        apart = gap > _WIDE_MARK * line.size or (hangs and near) or in_list
        if mark.text not in _DASHES:
            heading = line.bold or self._measures.is_heading(line)
            return not heading and (apart or line.x0 > self._measures.left + _NEAR)
        above = self._above()
        begins = above is None or self._is_apart(above, line) or fits(above, line, self._right)
        return apart or (mark.text != "o" and begins)

    def _start_item(self, line: Line) -> None:
        self._close()
        mark, *rest = line.pieces
        text_x = rest[0].x0
        while self._lists and not self._same_list(mark.x0, text_x) and mark.x0 < self._lists[-1][1] - _NEAR:
            self._lists.pop()
        if not self._lists or not self._same_list(mark.x0, text_x):
            self._lists.append((mark.x0, text_x))
        self._begin(rest, line, text_x, mark_of(mark.text), len(self._lists) - 1)

    def _same_list(self, mark_x: float, text_x: float) -> bool:
        x, text = self._lists[-1]
        return abs(x - mark_x) < _NEAR or abs(text - text_x) < _NEAR

    def _start(self, line: Line) -> None:
        self._close()
        if self._lists and line.x0 < self._lists[0][1] - _NEAR:
            self._lists = []
        self._begin(line.pieces, line, line.x0, "", 0)

    def _begin(self, pieces: list[Piece], line: Line, x0: float, mark: str, depth: int) -> None:
        maker = TextMaker(self._measures.vocabulary)
        maker.add(pieces)
        self._open = _Open([line], maker, x0, mark, depth)

    def _is_apart(self, above: Line, line: Line) -> bool:
        room = line.y - above.y
        return room <= 0 or room > _LOOSE * self._measures.leading(max(above.size, line.size)) + 0.5

    def _continues(self, line: Line) -> bool:
        block, above = self._open, self._above()
        if block is None or above is None or self._is_apart(above, line):
            return False
        if abs(above.size - line.size) > _SIZE_STEP or not self._same_style(above, line):
            return False
        if self._measures.is_heading(line) or line.bold:
            return True
        if block.mark:
            return line.x0 > block.lines[0].x0 - _NEAR and not (
                line.x0 < block.x0 - _NEAR and fits(above, line, self._right)
            )
        return self._same_indent(block, line)

    def _same_style(self, above: Line, line: Line) -> bool:
        if above.bold == line.bold:
            return True
        return above.pieces[-1].bold and line.pieces[0].bold and not fits(above, line, self._right)

    def _same_indent(self, block: _Open, line: Line) -> bool:
        step = line.x0 - block.x0
        if abs(step) <= _INDENT * line.size:
            return True
        return len(block.lines) == 1 and not fits(block.lines[0], line, self._right)

    def _continue(self, line: Line) -> None:
        block = self._open
        if block is None:
            return
        above = block.lines[-1]
        broken = not self._measures.is_heading(line) and (
            fits(above, line, self._right) or self._is_card_line(above, line)
        )
        block.maker.add(line.pieces, broken=broken)
        if len(block.lines) == 1 and not block.mark:
            block.x0 = line.x0
        block.lines.append(line)

    def _is_card_line(self, above: Line, line: Line) -> bool:
        """Return whether a line of an address stands for itself: a name, a number, or an address on the net."""
        if not self._cards or line.bold or above.pieces[-1].text.endswith(("@", ".", "/", "-")):
            return False
        first = line.pieces[0].text
        return not first[:1].islower() or "@" in first or "." in first[:-1]

    def _close(self) -> None:
        block, self._open = self._open, None
        if block is None:
            return
        runs = block.maker.runs()
        lettered = [run for run in runs if any(map(str.isalnum, run.text))]
        bold = bool(lettered) and all(run.bold for run in lettered)
        size = max(Counter(line.size for line in block.lines).items(), key=lambda item: item[1])[0]
        self._done.append(
            Paragraph(Place(page=self._page), runs, size=size, bold=bold, mark=block.mark, depth=block.depth)
        )


def prose(
    lines: Iterable[Line], measures: Measures, page: int, right: float, *, cards: bool = False
) -> list[Paragraph]:
    """Return the paragraphs of one column, whose text goes as far as `right`; `cards`: it is an address or the like."""
    return ProseMaker(measures, page, right, cards=cards).make(list(lines))
