"""Places in a text: from the protocol's lines and code units to ours in code points, and back.

The protocol (LSP 3.17, "Position") counts lines by `\\n`, `\\r\\n` and `\\r` alone, and characters in UTF-16 code units
unless client and server agree on another encoding. A place behind the end of a line means its end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from vplan.diagnostics import Span

_LINE_END = re.compile("\r\n|\n|\r")


class Encoding(StrEnum):
    """What a character's number counts."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """Line and column from 0, the column in code points."""

    line: int
    column: int


def split_lines(text: str) -> list[str]:
    """Return the lines without their ends."""
    return _LINE_END.split(text)


def to_column(line: str, units: int, encoding: Encoding) -> int:
    """Return the column that `units` mean; the middle of a character is its beginning."""
    if encoding is Encoding.UTF32 or line.isascii():
        return min(max(units, 0), len(line))
    passed = 0
    for column, char in enumerate(line):
        passed += _width(char, encoding)
        if passed > units:
            return column
    return len(line)


def to_units(line: str, column: int, encoding: Encoding) -> int:
    """Return how many units stand before a column."""
    before = line[: max(column, 0)]
    if encoding is Encoding.UTF32 or before.isascii():
        return len(before)
    if encoding is Encoding.UTF16:
        return len(before) + sum(char > "\uffff" for char in before)
    return len(before.encode("utf-8", "surrogatepass"))


def _width(char: str, encoding: Encoding) -> int:
    if encoding is Encoding.UTF16:
        return 2 if char > "\uffff" else 1
    return len(char.encode("utf-8", "surrogatepass"))


class Text:
    """A text with its lines."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = split_lines(text)
        self._starts: list[int] | None = None

    def offset(self, line: int, units: int, encoding: Encoding) -> int:
        """Return where a place of the protocol stands in the text; one behind the end is the end."""
        if line >= len(self.lines):
            return len(self.text)
        return self._start(line) + to_column(self.lines[line], units, encoding)

    def replaced(self, start: int, end: int, new: str) -> Text:
        """Return the text with a stretch, by offsets, replaced."""
        return Text(f"{self.text[:start]}{new}{self.text[max(start, end) :]}")

    def line(self, number: int) -> str:
        """Return a line by its number from 0, or an empty one behind the end."""
        return self.lines[number] if 0 <= number < len(self.lines) else ""

    def _start(self, line: int) -> int:
        if self._starts is None:
            self._starts = [0, *(match.end() for match in _LINE_END.finditer(self.text))]
        return self._starts[line]


def contains(span: Span, position: Position) -> bool:
    """Tell whether a place lies in a stretch or right behind it, where a cursor still touches its last character."""
    place = (position.line + 1, position.column + 1)
    return (span.line, span.column) <= place <= (span.end_line, span.end_column)


def moved(position: Position, now: Text, before: Text) -> Position | None:
    """Return where a place of the text `now` stood in the text `before`; None where the two differ."""
    if now.text == before.text:
        return position
    same_top = _same(now.lines, before.lines)
    if position.line < same_top:
        return position
    same_end = _same(now.lines[same_top:][::-1], before.lines[same_top:][::-1])
    if position.line >= len(now.lines) - same_end:
        return Position(position.line + len(before.lines) - len(now.lines), position.column)
    return None


def _same(one: list[str], other: list[str]) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
