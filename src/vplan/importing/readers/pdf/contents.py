"""The table of contents: titles with a page number at the right, with or without a row of dots between."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from vplan.importing.readers.pdf.lines import Line, TextMaker, segments
from vplan.importing.readers.pdf.prose import Measures, fits
from vplan.importing.readers.pdf.text import Piece
from vplan.importing.source import Paragraph, Place, Run

_LEADER = re.compile(r"^[.…·_\s]{2,}$|^[.…·]$")
_ENDS_IN_LEADER = re.compile(r"(?:\.{3,}|…{1,}|_{3,})$")
_GLUED = re.compile(r"^(.*?[^.…·]?)(\.{3,}|…+)(\d{1,4})$")
_NUMBER = re.compile(r"^\d{1,4}$")
_LEAST = 3
_ALIGNED = 3.0
_MAX_PREFIX = 3


@dataclass(slots=True)
class Entry:
    """A line of the contents: the words of its title, its page, and the lines it is made of."""

    line: Line
    title: list[Piece]
    page: int
    dotted: bool
    right: float


def contents(
    lines: Sequence[Line], pages: int, measures: Measures, page: int
) -> list[tuple[float, Paragraph, list[Line]]]:
    """Return the entries on a page: the height, the paragraph `title, tab, page`, and the lines it was made of."""
    entries = {index: entry for index, line in enumerate(lines) if (entry := _entry(line)) is not None}
    kept = _kept(list(entries.items()), pages)
    pitch = _pitch([lines[index] for index in sorted(kept)])
    result = []
    for index in sorted(kept):
        entry = entries[index]
        first = index
        while first > 0 and index - first < _MAX_PREFIX and first - 1 not in kept:
            if not _is_prefix(lines[first - 1], lines[first], entry, pitch):
                break
            first -= 1
        maker = TextMaker(measures.vocabulary)
        for line in lines[first:index]:
            maker.add(line.pieces)
        maker.add(entry.title)
        runs = (*maker.runs(), Run(f"\t{entry.page}"))
        paragraph = Paragraph(Place(page=page), runs, size=entry.line.size, bold=entry.line.bold)
        result.append((lines[first].y, paragraph, list(lines[first : index + 1])))
    return result


def _entry(line: Line) -> Entry | None:
    pieces = list(line.pieces)
    last = pieces[-1]
    dotted = False
    glued = _GLUED.match(last.text)
    if glued and (glued[1] or len(pieces) > 1):
        rest = [_cut(last, glued[1])] if glued[1] else []
        title = [*pieces[:-1], *rest]
        return Entry(line, title, int(glued[3]), True, last.x1) if title else None
    if not _NUMBER.match(last.text) or len(pieces) < 2:
        return None
    title = pieces[:-1]
    while title and _LEADER.match(title[-1].text):
        dotted = True
        title.pop()
    if title and _ENDS_IN_LEADER.search(title[-1].text):
        dotted = True
        title[-1] = _cut(title[-1], _ENDS_IN_LEADER.sub("", title[-1].text))
    if not title or not any(map(str.isalpha, "".join(p.text for p in title))):
        return None
    wide = last.x0 - pieces[-2].x1 > 1.0 * last.size and len(segments(line)) == 2
    return Entry(line, title, int(last.text), dotted, last.x1) if dotted or wide else None


def _cut(piece: Piece, text: str) -> Piece:
    return Piece(
        text, piece.x0, piece.x1, piece.y, piece.size, piece.bold, piece.italic, piece.link, piece.before, True
    )


def _kept(entries: Sequence[tuple[int, Entry]], pages: int) -> set[int]:
    """Return the entries that are surely ones: with dots, or three and more with pages that rise under each other."""
    dotted = {index for index, entry in entries if entry.dotted}
    best = set(dotted)
    for edge in {round(entry.right) for _, entry in entries}:
        own = [(i, e) for i, e in entries if abs(e.right - edge) <= _ALIGNED]
        numbers = [entry.page for _, entry in own]
        rising = all(a <= b for a, b in itertools.pairwise(numbers))
        if rising and len(own) >= _LEAST and 0 < numbers[-1] <= pages + 20:
            best |= {index for index, _ in own}
    return best


def _pitch(lines: Sequence[Line]) -> float:
    steps = sorted(below.y - above.y for above, below in itertools.pairwise(lines))
    return steps[len(steps) // 2] if steps else 0.0


def _is_prefix(line: Line, below: Line, entry: Entry, pitch: float) -> bool:
    if abs(line.size - below.size) > 0.6 or line.bold != below.bold or len(segments(line)) > 1:
        return False
    room = below.y - line.y
    if room > 1.6 * line.size:
        return False
    return room < 0.85 * pitch or not fits(line, below, entry.line.pieces[-1].x0 - 4)
