"""Fixes put into a text: by their places, each whole or not at all. Pure functions."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from vplan.diagnostics import Edit, Fix, Span

_LINE_END = re.compile("\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Applied:
    """A text with fixes in it: those `made`, and those `left`, which overlap one before them or point outside."""

    text: str
    made: tuple[Fix, ...]
    left: tuple[Fix, ...]


class Places:
    """Finds the offsets of lines and columns in a text; lines end as YAML and vplan count them."""

    def __init__(self, text: str) -> None:
        self.text = text
        ends = [match.span() for match in _LINE_END.finditer(text)]
        self._starts = [0, *(end for _, end in ends)]
        self._ends = [*(start for start, _ in ends), len(text)]

    def offset(self, line: int, column: int) -> int | None:
        """Return the offset of a place, both counted from 1; None for one that the text does not have."""
        if not 1 <= line <= len(self._starts) or column < 1:
            return None
        at = self._starts[line - 1] + column - 1
        return at if at <= self._ends[line - 1] else None

    def stretch(self, span: Span) -> tuple[int, int] | None:
        """Return where a stretch begins and ends; None for one that the text does not have."""
        start, end = self.offset(span.line, span.column), self.offset(span.end_line, span.end_column)
        return (start, end) if start is not None and end is not None and start <= end else None


def apply(text: str, fixes: Iterable[Fix]) -> Applied:
    """Put fixes of one file into its text; all edits of a fix are made or none.

    Of two that overlap or touch the first is made. Line ends in what is put in become those of the text.
    """
    places = Places(text)
    taken: list[tuple[int, int]] = []
    edits: dict[tuple[int, int], str] = {}
    made: list[Fix] = []
    left: list[Fix] = []
    for fix in fixes:
        stretches = [places.stretch(edit.span) for edit in fix.edits]
        wanted = [stretch for stretch in stretches if stretch is not None]
        if len(wanted) < len(stretches) or not _are_free(wanted, taken):
            left.append(fix)
            continue
        for stretch, edit in zip(wanted, fix.edits, strict=True):
            taken.insert(bisect_left(taken, stretch), stretch)
            edits[stretch] = edit.text
        made.append(fix)
    return Applied(_joined(text, edits), tuple(made), tuple(left))


def _are_free(wanted: Sequence[tuple[int, int]], taken: list[tuple[int, int]]) -> bool:
    own = sorted(wanted)
    if any(before[1] >= after[0] for before, after in pairwise(own)):
        return False
    for start, end in own:
        at = bisect_left(taken, (start, end))
        if (at < len(taken) and taken[at][0] <= end) or (at > 0 and taken[at - 1][1] >= start):
            return False
    return True


def _joined(text: str, edits: dict[tuple[int, int], str]) -> str:
    crlf = "\r\n" in text
    parts: list[str] = []
    at = 0
    for (start, end), new in sorted(edits.items()):
        parts += [text[at:start], new.replace("\r\n", "\n").replace("\n", "\r\n") if crlf else new]
        at = end
    return "".join([*parts, text[at:]])


def are_white(text: str, edits: Iterable[Edit]) -> list[bool]:
    """Tell of each edit whether it changes nothing but white space in the text that it is for."""
    places = Places(text)
    stretches = [(places.stretch(edit.span), edit.text) for edit in edits]
    return [s is not None and without_white(text[slice(*s)]) == without_white(new) for s, new in stretches]


def without_white(text: str) -> str:
    """Return a text without its white space."""
    return "".join(text.split())
