"""YAML as a person writes it: two spaces, block style, quotes only where they are needed, prose wrapped in blocks."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Union

from vplan.importing.source import Block
from vplan.importing.writing import markdown
from vplan.importing.writing.cleaning import one_line
from vplan.source.yaml12 import changed_by_yaml12

_INDICATORS = frozenset(",[]{}#&*!|>'\"%@`")
_WITH_SPACE = frozenset("-?:")


@dataclass(slots=True, eq=False)
class Entry:
    """A key with its value; `about` are the parts of a draft whose line this is."""

    key: str
    value: Node
    about: tuple[object, ...] = ()


@dataclass(slots=True, eq=False)
class Item:
    """An item of a list; `about` as for an entry."""

    value: Node
    about: tuple[object, ...] = ()


@dataclass(slots=True, eq=False)
class Map:
    """Keys with values, in order."""

    entries: list[Entry] = field(default_factory=list)

    def add(self, key: str, value: Node | None, *about: object) -> Map:
        """Add a key at the end, unless its value is None; returns the mapping."""
        if value is not None:
            self.entries.append(Entry(key, value, about))
        return self

    def add_text(self, key: str, text: str, *about: object) -> Map:
        """Add a key with a text on one line, unless that is empty; returns the mapping."""
        return self.add(key, one_line(text) or None, *about)


@dataclass(slots=True, eq=False)
class Items:
    """A list."""

    items: list[Item] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Prose:
    """Prose; `short` lets a single line stand behind its key."""

    blocks: list[Block]
    short: bool = False


Node = Union[str, Map, Items, Prose]  # noqa: UP007  # a recursive alias; the classes above name it


def plain(text: str) -> str:
    """Return a text on one line as a YAML value, in quotes only where YAML, or another reader of it, needs them."""
    if not _needs_quotes(text):
        return text
    if ('"' in text or "\\" in text) and "'" not in text:
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False)


def _needs_quotes(text: str) -> bool:
    if not text or text != text.strip() or text[0] in _INDICATORS or text == "<<":
        return True
    if text[0] in _WITH_SPACE and (len(text) == 1 or text[1] == " "):
        return True
    return (
        ": " in text or " #" in text or text.endswith(":") or text.startswith(("---", "...")) or changed_by_yaml12(text)
    )


class Writer:
    """Collects lines, and the line of each part of the draft: `abouts` counts lines from 0."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.abouts: list[tuple[object, int]] = []

    @property
    def text(self) -> str:
        """All lines."""
        return "".join(f"{line}\n" for line in self.lines)

    def entries(self, entries: Iterable[Entry], indent: int, first: str = "") -> None:
        """Write keys at an indentation; `first` stands in place of the first one's indentation."""
        for entry in entries:
            start = first or " " * indent
            first = ""
            self._tell(entry.about)
            self._value(f"{start}{plain(entry.key)}:", entry.value, indent)

    def items(self, items: Iterable[Item], indent: int) -> None:
        """Write list items whose dashes stand at an indentation."""
        for item in items:
            self._tell(item.about)
            if isinstance(item.value, Map) and item.value.entries:
                self.entries(item.value.entries, indent + 2, f"{' ' * indent}- ")
            else:
                self._value(f"{' ' * indent}-", item.value, indent)

    def _value(self, start: str, value: Node, indent: int) -> None:
        if isinstance(value, Map):
            self.lines.append(start)
            self.entries(value.entries, indent + 2)
        elif isinstance(value, Items):
            self.lines.append(start)
            self.items(value.items, indent + 2)
        elif isinstance(value, Prose):
            self._prose(start, value, indent + 2)
        else:
            self.lines.append(f"{start} {plain(value)}" if value else start)

    def _prose(self, start: str, value: Prose, indent: int) -> None:
        found, headings = markdown.placed(value.blocks, markdown.WIDTH - indent)
        if not found:
            self.lines.append(start)
        elif value.short and len(found) == 1 and len(start) + 1 + len(found[0]) <= markdown.WIDTH:
            self.lines.append(f"{start} {plain(found[0])}")
        else:
            self.lines.append(f"{start} |")
            self.abouts += [(block, len(self.lines) + line) for block, line in headings]
            self.lines += [f"{' ' * indent}{line}" if line else "" for line in found]

    def _tell(self, about: tuple[object, ...]) -> None:
        self.abouts += [(part, len(self.lines)) for part in about]
