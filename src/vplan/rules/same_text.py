"""same-text: a long text stands once in a plan.

Why: a text that is copied from goal to goal says nothing of either, and the copies drift apart when one is changed.
Judged are whole fields, and paragraphs of longer texts. How a goal is followed up and what it needs may be the same in
a sentence or two for several goals.

Wrong: the same paragraph under `arbetssätt` of two goals.

Right: the text under one goal, and under the other what is particular there and `Se [](#enhetsmal-snabba-svar).`
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from vplan.diagnostics import Diagnostic, Message, Related, Severity, Span, msg
from vplan.rules.scope import LONG_TEXT, Scope
from vplan.source.tree import Scalar

ID = "same-text"
SEVERITY = Severity.WARNING

_LONG_FIELD = 80  # characters of a whole field: shorter sentences are the same rightly
_BEGINNING = (
    40  # characters that are compared first; a line is seldom shorter, so how a text is wrapped does not matter
)


class _Piece(NamedTuple):
    """A field, or a paragraph of one."""

    text: Scalar
    start: int
    end: int
    is_field: bool
    is_routine: bool

    @property
    def beginning(self) -> tuple[str, bool]:
        """What two copies share, cheap to find: the first letters, and whether there are several paragraphs."""
        return self.text[self.start : self.start + _BEGINNING].strip(), self.is_field and "\n\n" in self.text

    @property
    def words(self) -> str:
        return " ".join(self.text[self.start : self.end].split())


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each long text that stood before in the same unit's, board's or council's files."""
    routine = {id(prose) for goal in scope.unit_goals for prose in (goal.follow_up, goal.resources)}
    by_beginning: dict[tuple[str, bool], _Piece] = {}
    by_words: dict[str, _Piece] = {}
    for prose in scope.proses:
        for piece in _pieces(prose.text, is_routine=id(prose) in routine):
            near = by_beginning.setdefault(piece.beginning, piece)
            if near is piece:
                continue
            by_words.setdefault(near.words, near)
            words = piece.words
            first = by_words.setdefault(words, piece)
            if first is not piece and _is_long(words, piece, first):
                yield _finding(piece, first)
                if piece.is_field:
                    break  # its paragraphs are copies too


def _pieces(text: Scalar, *, is_routine: bool) -> Iterator[_Piece]:
    if len(text) < _LONG_FIELD:
        return
    yield _Piece(text, 0, len(text), is_field=True, is_routine=is_routine)
    if len(text) < LONG_TEXT or "\n\n" not in text:
        return
    start = 0
    while start < len(text):
        end = text.find("\n\n", start)
        end = end if end >= 0 else len(text)
        if end - start >= LONG_TEXT:
            yield _Piece(text, start, end, is_field=False, is_routine=is_routine)
        start = end + 2


def _is_long(words: str, piece: _Piece, other: _Piece) -> bool:
    both_are_routine = piece.is_routine and other.is_routine
    is_field = piece.is_field and other.is_field and not both_are_routine
    return len(words) >= (_LONG_FIELD if is_field else LONG_TEXT)


def _finding(piece: _Piece, first: _Piece) -> Diagnostic:
    where = Related(_place(first), msg("The text stands here too."))
    hint = msg("Write what is particular here, or refer to the other place.")
    return Diagnostic(ID, SEVERITY, _place(piece), _message(piece), hint, (where,))


def _message(piece: _Piece) -> Message:
    if piece.is_field:
        return msg("The same text stands in another field.")
    return msg("The same paragraph stands in another place.")


def _place(piece: _Piece) -> Span:
    if piece.is_field:
        return piece.text.span
    words = piece.text[piece.start : piece.end]
    start = piece.start + len(words) - len(words.lstrip())
    return piece.text.span_at(start, piece.start + len(words.rstrip()))
