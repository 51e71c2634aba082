"""Where in a YAML text a cursor stands, told from indentation alone: a line that is being written is no YAML yet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vplan.lsp.positions import Position

_DASHES = re.compile(r"(?P<indent> *)(?P<dashes>(?:- +|-$)*)")
_KEY = re.compile(r"""(?P<key>"[^"]*"|'[^']*'|[^\s#'"\[\]{},&*!|>%@`](?:[^:#]*[^\s:#])?)\s*:(?P<value>\s.*|)$""")
_BLOCK = re.compile(r"\s*[|>][0-9+-]*\s*(#.*)?$")
_WORD = re.compile(r"""[^\s,\[\]{}:"'#]*\Z""")
_WORD_ON = re.compile(r"""[^\s,\[\]{}:"'#]*""")

ITEM = "-"


@dataclass(frozen=True, slots=True)
class _Line:
    """A line's parts: columns of its dashes, the column behind them, and the key with what follows its colon."""

    dashes: tuple[int, ...]
    column: int
    key: str | None
    value: str


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a file.

    `path` are the keys around it, `ITEM` for a list's item. `wants_key` tells that a key or an item alone is written
    here, not the value of `path`'s last key. `start` and `end` are the columns of the word at the cursor, `siblings`
    the keys that stand beside it. `followed` tells that a colon follows the word.
    """

    path: tuple[str, ...]
    wants_key: bool
    start: int
    end: int
    siblings: frozenset[str]
    followed: bool


def at(lines: Sequence[str], position: Position) -> Cursor | None:
    """Return where a cursor stands; None in a text of many lines, a comment, or where nothing can be told."""
    line = lines[position.line] if position.line < len(lines) else ""
    before = line[: position.column]
    if "\t" in before or re.search(r"(^|\s)#", before):
        return None
    parsed = _parse(line)
    limit, path = _above(lines, position, parsed)
    if path is None:
        return None
    word = _WORD.search(before)
    start = word.start() if word else position.column
    rest = _WORD_ON.match(line, position.column)
    end = rest.end() if rest else position.column
    inside = (*path, *((ITEM,) * sum(dash < position.column for dash in parsed.dashes)))
    in_value = parsed.key is not None and position.column > parsed.column + len(parsed.key)
    if in_value and parsed.key is not None:
        if _BLOCK.match(parsed.value):
            return None
        return _in_value(before[parsed.column :], (*inside, parsed.key), start, end)
    if before[parsed.column :].lstrip()[:1] in ("[", "{"):
        return _in_value(before[parsed.column :], inside, start, end)
    written = parsed.dashes or parsed.key is not None or parsed.value.strip()
    siblings = _siblings(lines, position.line, parsed.column if written else limit)
    followed = line[end:].lstrip().startswith(":")
    return Cursor(inside, True, min(start, max(parsed.column, 0)), end, siblings, followed)


def _in_value(before: str, path: tuple[str, ...], start: int, end: int) -> Cursor:
    """Return the place in a key's value; brackets that are open make levels of their own."""
    stack: list[str] = []
    since = 0
    for index, char in enumerate(before):
        if char in "[{":
            stack.append(char)
            since = index + 1
        elif char in "]}" and stack:
            stack.pop()
        elif char == ",":
            since = index + 1
    levels = tuple(ITEM for char in stack if char == "[")
    if not stack:
        return Cursor(path, False, start, end, frozenset(), False)
    key = re.match(r"\s*([^\s:,]+):\s", f"{before[since:]}") if stack[-1] == "{" else None
    if key:
        return Cursor((*path, *levels, key[1]), False, start, end, frozenset(), False)
    siblings = frozenset(re.findall(r"(?<![^\s:,\[\]{}])([^\s:,\[\]{}]+):", before))
    return Cursor((*path, *levels), True, start, end, siblings, False)


def _parse(line: str) -> _Line:
    match = _DASHES.match(line)
    assert match is not None
    indent, dashes = match["indent"], match["dashes"]
    columns = tuple(len(indent) + index for index, char in enumerate(dashes) if char == "-")
    column = len(indent) + len(dashes)
    key = _KEY.match(line, column)
    if key is None:
        return _Line(columns, column, None, line[column:])
    return _Line(columns, column, key["key"].strip().strip("\"'"), key["value"])


def _above(lines: Sequence[str], position: Position, parsed: _Line) -> tuple[int, tuple[str, ...] | None]:
    """Return the column that the line's outermost part stands in, and the keys above it; None inside a block text."""
    column = parsed.column if parsed.key is not None or parsed.value.strip() else max(parsed.column, position.column)
    limit = parsed.dashes[0] if parsed.dashes else min(column, position.column) if not parsed.value.strip() else column
    own, path, after_dash = limit, [], bool(parsed.dashes)
    for number in range(min(position.line, len(lines)) - 1, -1, -1):
        line = lines[number]
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = _parse(line)
        at_most = limit if after_dash else limit - 1
        if found.key is not None and found.column <= at_most and not (found.dashes and found.dashes[-1] >= limit):
            if _BLOCK.match(found.value):
                return own, None
            path.append(found.key)
            limit, after_dash = found.column, False
        for dash in reversed(found.dashes):
            if dash < limit:
                path.append(ITEM)
                limit, after_dash = dash, True
        if limit == 0 and not after_dash:
            break
    return own, tuple(reversed(path))


def _siblings(lines: Sequence[str], number: int, column: int) -> frozenset[str]:
    """Return the keys that stand in the same mapping, above and below a line."""
    found: set[str] = set()
    for step in (-1, 1):
        at_line = number + step
        if step == -1 and number < len(lines) and _parse(lines[number]).dashes:
            continue  # the line begins the mapping
        while 0 <= at_line < len(lines):
            line = lines[at_line]
            parsed = _parse(line)
            if line.strip() and not line.lstrip().startswith("#"):
                if parsed.column < column or (step == 1 and parsed.dashes and parsed.dashes[0] < column):
                    break
                if parsed.column == column and parsed.key is not None:
                    found.add(parsed.key)
                if parsed.dashes and parsed.dashes[0] < column:
                    break
            at_line += step
    return frozenset(found)
