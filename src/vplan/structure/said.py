"""What is read aloud of a PDF, from beginning to end, and where in it each piece of the document stands."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from vplan.structure.expected import Expected, Piece
from vplan.structure.reading import Node

# Latin letters and digits. White space, hyphens at line ends and signs differ between a text and its pages, and letters
# of scripts without a font of ours have no text there at all.
_SKIPPED = re.compile(r"[^0-9A-Za-z\u00c0-\u024f]+")
_NEAR = 40  # a piece that is so few letters away is taken for the one that is sought, however short it is
_PAGE = re.compile(r"[^\W\d]{0,20}\d{1,5}")  # what paper adds to a link: the number of a page, "s. 31"
_COUNTER = re.compile(r"[^\W\d]{0,40}1[^\W\d]{0,40}\d{0,5}[^\W\d]{0,40}")  # on page 1: "Sidan 1 av 8"
_MOST_SOUGHT = 50  # after so many misses nothing is sought any more: time stays within bounds
_LONGEST_LABEL = 12  # letters and digits of a list item's number; Markdown takes nine
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

    def behind_addition(self, at: int) -> int:
        """Return where that ends which paper adds here: a page's number or a list item's; `at` when it adds nothing."""
        place = bisect_left(self.leaves, at, key=lambda leaf: leaf[0])
        if place < len(self.leaves) and self.leaves[place][0] == at and _is_added(*self.leaves[place], self.text):
            return self.leaves[place][1]
        return at


def _is_added(start: int, end: int, node: Node, text: str) -> bool:
    if node.role == "Link":
        return _PAGE.fullmatch(text, start, end) is not None
    if "Lbl" in (node.role, node.parent.role if node.parent else ""):
        return end - start <= _LONGEST_LABEL
    return node.page == 0 and _COUNTER.fullmatch(text, start, end) is not None


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

    `missing` are pieces that are not read at all, `moved` those that are read somewhere else than where they stand;
    `added` are the parts that say what the document does not.
    """

    places: list[tuple[int, int, Piece]] = field(default_factory=list)
    missing: list[Piece] = field(default_factory=list)
    moved: list[Piece] = field(default_factory=list)
    added: list[Node] = field(default_factory=list)

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
    """Find the pieces of a document, one right after the other, in what is read aloud."""
    return _Aligner(said, expected).align()


class _Aligner:
    def __init__(self, said: Said, expected: Expected) -> None:
        self._said = said
        self._pieces = [(plain(piece.words), piece) for piece in expected.pieces]
        self._found = Aligned()
        self._misses = 0

    def align(self) -> Aligned:
        at = 0
        for number, (letters, piece) in enumerate(self._pieces):
            if not letters:
                self._found.places.append((at, at, piece))
                continue
            start = self._next(letters, at)
            if start < 0:
                if self._misses >= _MOST_SOUGHT:
                    return self._found
                start = self._elsewhere(number, at)
            if start >= 0:
                at = start + len(letters)
                self._found.places.append((start, at, piece))
        self._hear_out(at)
        return self._found

    def _next(self, letters: str, at: int) -> int:
        """Return where a piece begins that comes next, apart from what paper adds, or -1."""
        while not self._said.text.startswith(letters, at):
            behind = self._said.behind_addition(at)
            if behind == at:
                return -1
            at = behind
        return at

    def _elsewhere(self, number: int, at: int) -> int:
        """Note why a piece does not come next; return from where on it is read later, or -1 where that is not sure."""
        self._misses += 1
        letters, piece = self._pieces[number]
        text = self._said.text
        later = text.find(letters, at, None if len(letters) >= _SURE else at + len(letters) + _NEAR)
        if later >= 0 and not self._begins_another(number, at):
            self._add(at)
        else:
            (self._found.moved if letters in text else self._found.missing).append(piece)
        return later

    def _hear_out(self, at: int) -> None:
        """Note what is read after the last piece."""
        while (behind := self._said.behind_addition(at)) != at:
            at = behind
        if at < len(self._said.text) and not self._found.moved:
            self._add(at)

    def _begins_another(self, number: int, at: int) -> bool:
        """Tell whether one of the pieces that are to come is read here."""
        later = (letters for letters, _ in self._pieces[number + 1 :])
        return any(len(letters) > 1 and self._said.text.startswith(letters, at) for letters in later)

    def _add(self, at: int) -> None:
        self._found.added += [next(self._said.speakers(at, at + 1))]
