"""The value tree: text, lists and mappings with their places in the file.

The three kinds are subclasses of `str`, `list` and `dict`, so that pydantic takes them as they are.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any, Protocol, Union

from vplan.diagnostics import Span

_LONG_LINE = 200  # where a text is marked in one line, so much of it


class Source:
    """The text of one file and its path relative to the workspace.

    `has_forbidden` tells that it holds characters that cannot stand in a plan; they are read as spaces.
    """

    __slots__ = ("_lines", "_normal_lines", "file", "has_forbidden", "text", "walked")

    def __init__(self, file: str, text: str, *, has_forbidden: bool = False) -> None:
        self.file = file
        self.text = text
        self.has_forbidden = has_forbidden
        self._lines: list[str] | None = None
        self._normal_lines: list[str] | None = None
        self.walked: tuple[Scalar, int, int, int] | None = None

    @property
    def lines(self) -> list[str]:
        """The lines without their ends, as YAML counts them."""
        if self._lines is None:
            self._lines = self.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return self._lines

    @property
    def normal_lines(self) -> list[str]:
        """The lines in NFC, as values are."""
        if self._normal_lines is None:
            normal = self.text.isascii() or unicodedata.is_normalized("NFC", self.text)
            self._normal_lines = self.lines if normal else [unicodedata.normalize("NFC", line) for line in self.lines]
        return self._normal_lines

    def span(self, line: int = 1, column: int = 1, end_line: int = 0, end_column: int = 0) -> Span:
        """Make a span in this file; without an end it covers one character."""
        return Span(self.file, line, column, end_line or line, end_column or column + 1)


class Mark(Protocol):
    """A position in a text as PyYAML gives it: character index, line and column, all from 0."""

    @property
    def index(self) -> int: ...  # noqa: D102
    @property
    def line(self) -> int: ...  # noqa: D102
    @property
    def column(self) -> int: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a text, all from 0."""

    index: int
    line: int
    column: int


class Scalar(str):
    """A text with its place.

    `line` and `column` count from 0, as YAML's marks do; `style` is YAML's: None or '' for plain, `'`, `"`, `|`, `>`.
    `missing` marks a stand-in for a value that is not in the file.
    """

    __slots__ = ("end", "source", "start", "style")

    source: Source
    start: Mark
    end: Mark
    style: str | None
    missing = False

    @classmethod
    def stand_in(cls, source: Source, span: Span, text: str = "") -> Scalar:
        """Make a text that stands for a value that is not in the file, placed at `span`."""
        scalar = _StandIn(text)
        scalar.source, scalar.style = source, None
        scalar.start = Place(0, span.line - 1, span.column - 1)
        scalar.end = Place(0, span.end_line - 1, span.end_column - 1)
        return scalar

    @classmethod
    def made_from(cls, first: Scalar, text: str, last: Scalar | None = None) -> Scalar:
        """Make a text that stands where `first` stands, or from there to the end of `last`."""
        scalar = Scalar(text)
        scalar.source, scalar.style = first.source, first.style
        scalar.start, scalar.end = first.start, (last or first).end
        return scalar

    @property
    def line(self) -> int:
        """The line on which the value begins, from 0."""
        return self.start.line

    @property
    def column(self) -> int:
        """The column in which the value begins, from 0."""
        return self.start.column

    @property
    def end_line(self) -> int:
        """The line on which the value ends, from 0."""
        return self.end.line

    @property
    def end_column(self) -> int:
        """The column after the value's last character, from 0."""
        return self.end.column

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        return (str, (str(self),))

    @property
    def span(self) -> Span:
        """The whole value; for a block scalar its first line of content."""
        if self.style in ("|", ">") and self:
            first = len(self) - len(self.lstrip("\n"))
            end = self.find("\n", first, first + _LONG_LINE)
            return self.span_at(first, end if end >= 0 else min(len(self), first + _LONG_LINE))
        end_line, end_column = self.end_line + 1, self.end_column + 1
        if (end_line, end_column) <= (self.line + 1, self.column + 1):
            end_line, end_column = self.line + 1, self.column + 2
        return Span(self.source.file, self.line + 1, self.column + 1, end_line, end_column)

    def span_at(self, start: int, end: int | None = None) -> Span:
        """Return the place in the file of the characters `start` to `end` (exclusive; default one) of the value."""
        stop = start + 1 if end is None else max(end, start + 1)
        line, column = self._place(start)
        end_line, end_column = self._place(stop - 1)
        return Span(self.source.file, line + 1, column + 1, end_line + 1, end_column + 2)

    def _place(self, offset: int) -> tuple[int, int]:
        if self.missing:
            return self.line, self.column
        if self.style == "|":
            return self._place_in_literal(offset)
        return self._place_by_walk(offset)

    def _place_in_literal(self, offset: int) -> tuple[int, int]:
        row = self.count("\n", 0, offset)
        column = offset - (self.rfind("\n", 0, offset) + 1)
        line = self.line + 1 + row
        lines = self.source.lines
        raw = lines[line] if line < len(lines) else ""
        indent = self._literal_indent()
        content = raw[indent:]
        if not content.isascii() and not unicodedata.is_normalized("NFC", content):
            column = _decomposed_column(content, column)
        return line, indent + column

    def _literal_indent(self) -> int:
        number, begin = self.line + 1, 0
        while begin < len(self) and number < len(self.source.lines):
            end = self.find("\n", begin)
            text = self[begin : end if end >= 0 else len(self)]
            if text.strip():
                raw = self.source.lines[number]
                return len(raw) - len(raw.lstrip(" ")) - (len(text) - len(text.lstrip(" ")))
            begin, number = begin + len(text) + 1, number + 1
        return 0

    def _place_by_walk(self, offset: int) -> tuple[int, int]:
        """Walk value and file side by side; folding turns line ends and indentation into one space or none."""
        lines, style = self.source.normal_lines, self.style or ""
        walked = self.source.walked
        if walked is not None and walked[0] is self and walked[1] <= offset:
            _, begin, line, column = walked  # places are mostly asked for in order
        else:
            begin, (line, column) = 0, self._walk_start()
        for char in self[begin:offset]:
            line, column = _after(lines, *_skip(lines, line, column, char, style), style)
        self.source.walked = (self, offset, line, column)
        line, column = _skip(lines, line, column, self[offset : offset + 1], style)
        if line >= len(lines) or lines[line] is self.source.lines[line]:
            return line, column
        return line, _decomposed_column(self.source.lines[line], column)

    def _walk_start(self) -> tuple[int, int]:
        if self.style == ">":
            return self.line + 1, 0
        column = len(unicodedata.normalize("NFC", self.source.lines[self.line][: self.column]))
        return self.line, column + (self.style in ("'", '"'))


class _StandIn(Scalar):
    __slots__ = ()
    missing = True


def _decomposed_column(content: str, column: int) -> int:
    """Return where the character stands in a line that is not NFC which stands at `column` when it is."""

    def fits(length: int) -> bool:
        return len(unicodedata.normalize("NFC", content[:length])) <= column

    low, high = column, min(len(content), 2 * column + 16)
    while high < len(content) and fits(high):
        high = min(len(content), 2 * high)
    while low < high:
        middle = (low + high + 1) // 2
        if fits(middle):
            low = middle
        else:
            high = middle - 1
    return low


_ESCAPE_WIDTHS = {"x": 4, "u": 6, "U": 10}


def _skip(lines: list[str], line: int, column: int, char: str, style: str) -> tuple[int, int]:
    """Return the place at or after the given one where `char` stands; only a visible character skips white space."""
    while not char.isspace() and line < len(lines):
        text = lines[line]
        while column < len(text) and text[column].isspace():
            column += 1
        goes_on = style == '"' and column == len(text) - 1 and text[column] == "\\"
        if column < len(text) and not goes_on:
            break
        line, column = line + 1, 0
    return line, column


def _after(lines: list[str], line: int, column: int, style: str) -> tuple[int, int]:
    """Return the place after one character of a value, which quotes and backslashes make wider."""
    if line >= len(lines) or column >= len(lines[line]):
        return line + 1, 0
    text = lines[line]
    if style == "'" and text[column] == "'":
        return line, column + 2
    if style == '"' and text[column] == "\\":
        return line, column + _ESCAPE_WIDTHS.get(text[column + 1 : column + 2], 2)
    return line, column + 1


class Sequence(list["Value"]):
    """A list with its place."""

    __slots__ = ("end", "source", "start")

    source: Source
    start: Mark
    end: Mark

    @property
    def span(self) -> Span:
        """The whole list."""
        return _span_between(self.source, self.start, self.end)


class KeyNode(Protocol):
    """What the composer tells of a key."""

    @property
    def start_mark(self) -> Mark | None: ...  # noqa: D102
    @property
    def end_mark(self) -> Mark | None: ...  # noqa: D102


class Mapping(dict[str, "Value"]):
    """A mapping with its place and the places of its keys."""

    __slots__ = ("_keys", "end", "plain_keys", "source", "start")

    source: Source
    start: Mark
    end: Mark
    plain_keys: dict[str, KeyNode]  # those that nobody has asked the places of
    _keys: dict[str, Scalar]

    @property
    def keys_at(self) -> dict[str, Scalar]:
        """The key texts as scalars; plain ones are made when they are first asked for, as few ever are."""
        if self.plain_keys:
            made = dict(self._keys)
            self._keys.clear()
            for key in self:
                node = self.plain_keys.get(key)
                if node is not None:
                    self._keys[key] = self._key(key, node)
                elif key in made:
                    self._keys[key] = made[key]
            self.plain_keys.clear()
        return self._keys

    @keys_at.setter
    def keys_at(self, keys: dict[str, Scalar]) -> None:
        self._keys, self.plain_keys = keys, {}

    def _key(self, text: str, node: KeyNode) -> Scalar:
        key = Scalar(text)
        key.source, key.style = self.source, None
        assert node.start_mark is not None
        assert node.end_mark is not None
        key.start, key.end = node.start_mark, node.end_mark
        return key

    @classmethod
    def stand_in(cls, source: Source, span: Span) -> Mapping:
        """Make an empty mapping that stands for one that is not in the file."""
        mapping = cls()
        mapping.source, mapping.keys_at = source, {}
        mapping.start = Place(0, span.line - 1, span.column - 1)
        mapping.end = Place(0, span.end_line - 1, span.end_column - 1)
        return mapping

    @property
    def span(self) -> Span:
        """The whole mapping."""
        return _span_between(self.source, self.start, self.end)

    def key_span(self, key: str) -> Span:
        """Return the place of a key, or of the mapping when it has no such key."""
        found = self.keys_at.get(key)
        return found.span if found is not None else self.span


def _span_between(source: Source, start: Mark, end: Mark) -> Span:
    line, column = start.line + 1, start.column + 1
    if (end.line, end.column) <= (start.line, start.column):
        return source.span(line, column)
    return Span(source.file, line, column, end.line + 1, end.column + 1)


Value = Union[Scalar, Sequence, Mapping]  # noqa: UP007  # a recursive alias; the classes above name it


def span_of(value: Any) -> Span | None:
    """Return the place of a value of the tree, or None for anything else."""
    return value.span if isinstance(value, Scalar | Sequence | Mapping) else None
