"""What is read aloud of a PDF, from beginning to end, and where in it each piece of the document stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from vplan.structure.expected import Expected, Piece
from vplan.structure.reading import Node

# Latin letters and digits. White space, hyphens at line ends and signs differ between a text and its pages, and letters
# of scripts without a font of ours have no text there at all.
_SKIPPED = re.compile(r"[^0-9A-Za-z\u00c0-\u024f]+")
_BETWEEN = 40  # what paper may add between two pieces: page numbers, signs of lists
_MOST_SOUGHT = 50  # after so many misses nothing is sought any more: time stays within bounds
_SURE = 12  # a piece of so many letters is not found by chance in a wrong place


def plain(text: str) -> str:
    """Return the letters and digits of a text."""
    return _SKIPPED.sub("", text)


@dataclass(slots=True)
class Said:
    """All that is read aloud, as letters and digits, and the parts that say it: (start, end, part)."""

    text: str
    leaves: list[tuple[int, int, Node]]

    def speakers(self, start: int, end: int) -> Iterator[Node]:
        """Yield the parts that say the letters from start to end."""
        at = max(bisect_right(self.leaves, start, key=lambda leaf: leaf[0]) - 1, 0)
        while at < len(self.leaves) and self.leaves[at][0] < end:
            if self.leaves[at][1] > start:
                yield self.leaves[at][2]
            at += 1


def listen(root: Node) -> Said:
    """Read a structure aloud; every part is told where what it says begins and ends."""
    listener = _Listener()
    listener.hear(root)
    return Said("".join(listener.pieces), listener.leaves)


class _Listener:
    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.leaves: list[tuple[int, int, Node]] = []
        self.at = 0

    def hear(self, node: Node) -> None:
        node.start = self.at
        if node.actual is not None or node.alternative is not None:
            self._take(node.text(), node)
        else:
            for kid in node.kids:
                if isinstance(kid, Node):
                    self.hear(kid)
                else:
                    self._take(kid, node)
        node.end = self.at

    def _take(self, text: str, node: Node) -> None:
        letters = plain(text)
        if letters:
            self.leaves.append((self.at, self.at + len(letters), node))
            self.pieces.append(letters)
            self.at += len(letters)


@dataclass(slots=True)
class Aligned:
    """Where the pieces of a document are read: `places` are those found, in order, as (start, end, piece).

    `missing` are pieces that are not read at all, `moved` those that are read somewhere else than where they stand.
    """

    places: list[tuple[int, int, Piece]] = field(default_factory=list)
    missing: list[Piece] = field(default_factory=list)
    moved: list[Piece] = field(default_factory=list)

    def piece_of(self, node: Node) -> Piece | None:
        """Return the piece that a part says, or the last before it; None for a part before all pieces.

        A part without letters is known by its signs, or stands among the words of what it is in.
        """
        signs = node.text().strip()
        while node.start == node.end and node.parent is not None:
            before = bisect_right(self.places, node.start, key=lambda place: place[0])
            for start, end, piece in reversed(self.places[:before]):
                if start == end and signs and signs in piece.words:
                    return piece
                if start < node.start:
                    break
            node = node.parent
        at = bisect_right(self.places, node.start, key=lambda place: place[0]) - 1
        return self.places[at][2] if at >= 0 else None


def align(said: Said, expected: Expected) -> Aligned:
    """Find the pieces of a document, one after the other, in what is read aloud."""
    aligned = Aligned()
    at = 0
    for piece in expected.pieces:
        letters = plain(piece.words)
        if not letters:
            aligned.places.append((at, at, piece))
            continue
        found = said.text.find(letters, at, at + len(letters) + _BETWEEN)
        if found < 0:
            if len(aligned.moved) + len(aligned.missing) >= _MOST_SOUGHT:
                break
            elsewhere = said.text.find(letters)
            (aligned.moved if elsewhere >= 0 else aligned.missing).append(piece)
            found = said.text.find(letters, at) if len(letters) >= _SURE else -1
        if found >= 0:
            at = found + len(letters)
            aligned.places.append((found, at, piece))
    return aligned
