"""The source in pieces, each with its words and where they stand among all words, and quotations from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from vplan.importing.source import PageBreak, Paragraph, Place, SourceDocument
from vplan.importing.words import Word, normal, words

_SHORT, _AROUND = 2, 3  # a quotation of so few words gets so many on each side
_MANY = 6


@dataclass(slots=True)
class Piece:
    """A paragraph or a row of the source: its text, its words, and where they stand among all words."""

    place: Place
    text: str
    words: list[Word]
    first: int = 0
    is_edge: bool = False


@dataclass(slots=True)
class Words:
    """A row of words, and which of them are accounted for."""

    forms: list[str]
    done: bytearray = field(default_factory=bytearray)

    def __post_init__(self) -> None:
        self.done = bytearray(len(self.forms))

    def is_free(self, start: int, count: int) -> bool:
        """Tell whether none of the words is accounted for."""
        return self.done.find(1, start, start + count) < 0


def pieces_of(document: SourceDocument) -> Iterator[Piece]:
    """Yield the paragraphs and rows of a source, then what stands at the edges of its pages."""
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield _piece(block.place, block.text)
        elif not isinstance(block, PageBreak):
            for row in block.rows:
                yield _piece(row.place, "\t".join(cell.text for cell in row.cells))
    for paragraph in document.furniture:
        piece = _piece(paragraph.place, paragraph.text)
        piece.is_edge = True
        yield piece


def _piece(place: Place, text: str) -> Piece:
    text = normal(text)
    return Piece(place, text, list(words(text)))


def join_divided(pieces: Sequence[Piece], known: set[str]) -> None:
    """Make words whole that a line's, a cell's or a page's end has divided, where the whole word is known."""
    last: Piece | None = None
    for piece in pieces:
        whole: list[Word] = []
        for word in piece.words:
            before = whole[-1] if whole else None
            if before is None or not _divides(piece.text[before.end : word.start]):
                whole.append(word)
            elif before.form + word.form in known:
                whole[-1] = Word(before.form + word.form, before.start, word.end)
            else:
                whole.append(word)
        piece.words = whole
        if last is not None and last.words and whole and not piece.is_edge:
            end = last.words[-1]
            if last.text[end.end :].strip() in ("-", "\u00ad", "\u2010") and end.form + whole[0].form in known:
                last.words[-1] = Word(end.form + whole[0].form, end.start, end.end)
                del whole[0]
        last = piece if whole else last


def _divides(between: str) -> bool:
    return len(between) > 1 and between[0] in "-\u2010" and between[1:].isspace()


def numbered(pieces: Sequence[Piece]) -> Words:
    """Return all words of the pieces, and tell each piece where its first one stands."""
    every: list[str] = []
    for piece in pieces:
        piece.first = len(every)
        every += [word.form for word in piece.words]
    return Words(every)


def runs_of(numbers: Sequence[int], gap: int) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of the numbers that follow each other, with at most `gap` missing between two."""
    start = 0
    for n in range(1, len(numbers) + 1):
        if n == len(numbers) or numbers[n] - numbers[n - 1] > gap + 1:
            yield numbers[start], numbers[n - 1]
            start = n


def quotation(piece: Piece, first: int, last: int) -> str:
    """Return the words as they stand, with the signs around them; a few words among others with what is beside them."""
    start, end = with_signs(piece, first, last)
    quoted = " ".join(piece.text[start:end].split())
    if last - first >= _SHORT or len(piece.words) <= _MANY:
        return quoted
    left = piece.text[piece.words[max(first - _AROUND, 0)].start : start]
    right = piece.text[end : piece.words[min(last + _AROUND, len(piece.words) - 1)].end]
    before = ("… " if first > _AROUND else "") + " ".join(left.split())
    after = " ".join(right.split()) + (" …" if last + _AROUND < len(piece.words) - 1 else "")
    return f"{before} [{quoted}] {after}".strip()


def with_signs(piece: Piece, first: int, last: int) -> tuple[int, int]:
    """Return where a quotation begins and ends: with the signs that touch it, and all of the text at its ends."""
    floor = piece.words[first - 1].end if first else 0
    ceiling = piece.words[last + 1].start if last + 1 < len(piece.words) else len(piece.text)
    start, end = piece.words[first].start, piece.words[last].end
    while start > floor and (not first or not piece.text[start - 1].isspace()):
        start -= 1
    while end < ceiling and (last + 1 == len(piece.words) or not piece.text[end].isspace()):
        end += 1
    return start, end
