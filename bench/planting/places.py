"""The files of a workspace as text with the places of their value trees: what operators choose from and cut in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from vplan.source import load_text
from vplan.source.tree import Mapping, Scalar, Sequence, Source, Value

INDENT = re.compile(r" *")
WORD = re.compile(r"[^\W\d_]+")


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    """Return a path pattern as an expression: `*` is any key, `#` an index, `**` anything."""
    parts = {"**": ".+", "*": "[^/]+", "#": r"\d+"}
    return re.compile("/".join(parts.get(part, re.escape(part)) for part in pattern.split("/")))


@dataclass(frozen=True)
class Place:
    """A value of a file's tree: its path from the top, and the mapping or list that holds it."""

    file: File
    path: tuple[str | int, ...]
    value: Value
    parent: Mapping | Sequence | None

    @property
    def key(self) -> str:
        """The last step of the path."""
        return str(self.path[-1]) if self.path else ""

    @property
    def start(self) -> int:
        """Where the value begins in the text of the file."""
        return self.file.offset(self.value.start.line, self.value.start.column)

    @property
    def end(self) -> int:
        """Where the value ends; of a block text, where its last line of content ends."""
        end = self.file.offset(self.value.end.line, self.value.end.column)
        return self.start + len(self.file.text[self.start : end].rstrip())

    @property
    def key_at(self) -> int:
        """Where the key begins that holds the value, or the value itself in a list."""
        if isinstance(self.parent, Mapping):
            key = self.parent.keys_at[self.key]
            return self.file.offset(key.start.line, key.start.column)
        return self.start

    @property
    def text(self) -> str:
        """The value as it is written."""
        return self.file.text[self.start : self.end]

    @property
    def is_line(self) -> bool:
        """Tell whether the value is a text in one line without quotes."""
        return isinstance(self.value, Scalar) and not self.value.style and bool(self.value) and "\n" not in self.text

    @property
    def is_block(self) -> bool:
        """Tell whether the value is a literal block with a text."""
        return isinstance(self.value, Scalar) and self.value.style == "|" and bool(self.value.strip())

    @property
    def in_flow(self) -> bool:
        """Tell whether the value stands within brackets or braces."""
        begin = self.file.offset(self.value.start.line, 0)
        return bool(re.search(r"[\[{]", self.file.text[begin : self.start])) and not self.is_block

    def up(self, steps: int = 1) -> Place:
        """Return the place that holds this one."""
        return self.file.by_path[self.path[:-steps]]

    def child(self, key: str) -> Place | None:
        """Return the value of a key, or None."""
        return self.file.by_path.get((*self.path, key))

    def offset_in(self, at: int) -> int:
        """Return where a character of a literal block or of a text in one line stands in the file."""
        assert isinstance(self.value, Scalar)
        if not self.is_block:
            return self.start + at + (self.value.style in ("'", '"'))
        row = self.value.count("\n", 0, at)
        column = at - (self.value.rfind("\n", 0, at) + 1)
        return self.file.offset(self.value.start.line + 1 + row, self.indent + column)

    @cached_property
    def indent(self) -> int:
        """By how much a literal block stands to the right."""
        lines = self.file.lines[self.value.start.line + 1 : self.value.end.line + 1]
        first = next(line for line in lines if line.strip())
        return len(INDENT.match(first)[0])  # type: ignore[index]

    @property
    def entry(self) -> tuple[int, int] | None:
        """The stretch to cut so that the key, or the list item, is gone; None where nothing would be left."""
        if self.parent is None or len(self.parent) < 2:
            return None
        if isinstance(self.parent, Sequence):
            return None if self.in_flow else self.lines
        keys = list(self.parent)
        at = keys.index(self.key)
        if at + 1 < len(keys):
            following = self.parent.keys_at[keys[at + 1]]
            return self.key_at, self.file.offset(following.start.line, following.start.column)
        if not self.in_flow:
            return self.lines
        before = self.file.by_path[(*self.path[:-1], keys[at - 1])]
        return before.end, self.end

    @property
    def lines(self) -> tuple[int, int]:
        """The stretch of whole lines that a key or a list item takes in block style, from its first to the next one."""
        line = self.file.text.count("\n", 0, self.key_at)
        own = len(INDENT.match(self.file.lines[line])[0])  # type: ignore[index]
        if isinstance(self.parent, Mapping):
            own = self.key_at - self.file.offset(line, 0)
        last = line + 1
        while last < len(self.file.lines):
            text = self.file.lines[last]
            if text.strip() and len(INDENT.match(text)[0]) <= own:  # type: ignore[index]
                break
            last += 1
        return self.file.offset(line, 0), self.file.offset(last, 0)


@dataclass(eq=False)
class File:
    """A YAML file: its path in the workspace, its text, and its places."""

    path: str
    text: str

    @property
    def kind(self) -> str:
        """The file's name without its ending, or `edition`."""
        return self.path.rpartition("/")[2].removesuffix(".yaml")

    @property
    def folder(self) -> str:
        """The folder the file stands in."""
        return self.path.rpartition("/")[0]

    @property
    def year(self) -> int:
        """The year of the folder, or 0."""
        found = re.search(r"/(20\d\d)/", f"/{self.path}")
        return int(found[1]) if found else 0

    @cached_property
    def lines(self) -> list[str]:
        """The lines without their ends."""
        return self.text.split("\n")

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        for line in self.lines:
            starts.append(starts[-1] + len(line) + 1)
        return starts

    def offset(self, line: int, column: int) -> int:
        """Return the index of a position, both from 0."""
        return min(self._starts[min(line, len(self._starts) - 1)] + column, len(self.text))

    @cached_property
    def tree(self) -> Value:
        """The value tree; raises `ValueError` for a file that cannot be read."""
        value, _ = load_text(Source(self.path, self.text))
        if value is None:
            raise ValueError(self.path)
        return value

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """All values of the tree, from the top."""
        return tuple(self._walk((), self.tree, None))

    @cached_property
    def by_path(self) -> dict[tuple[str | int, ...], Place]:
        """The places by their paths."""
        return {place.path: place for place in self.places}

    def _walk(self, path: tuple[str | int, ...], value: Value, parent: Mapping | Sequence | None) -> Iterator[Place]:
        yield Place(self, path, value, parent)
        if isinstance(value, Mapping):
            for key, below in value.items():
                yield from self._walk((*path, key), below, value)
        elif isinstance(value, Sequence):
            for number, below in enumerate(value):
                yield from self._walk((*path, number), below, value)

    def select(self, *patterns: str) -> Iterator[Place]:
        """Yield the places whose paths fit one of the patterns."""
        for place in self.places:
            path = "/".join(map(str, place.path))
            if any(_pattern(pattern).fullmatch(path) for pattern in patterns):
                yield place


@dataclass(eq=False)
class World:
    """A workspace in memory: its YAML files, and the folder that they were read from."""

    name: str
    root: Path
    plans: str
    files: dict[str, File]

    @classmethod
    def read(cls, name: str, root: Path, plans: str, *more: str) -> World:
        """Read the workspace at `root`: its settings, its plans and the files below `more`."""
        paths = [root / "vplan.yaml"]
        for folder in (plans, *more):
            paths += sorted((root / folder).rglob("*.yaml"))
        files = [File(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")) for path in paths]
        return cls(name, root, plans, {file.path: file for file in files})

    def of_kind(self, *kinds: str) -> Iterator[File]:
        """Yield the plans' files of some kinds."""
        for file in self.files.values():
            if file.kind in kinds and (file.year or file.kind == "vplan"):
                yield file

    def beside(self, file: File, kind: str) -> File | None:
        """Return the unit's other file, its board's or its council's."""
        parts = file.path.split("/")
        depth = {"kf": 2, "namnd": 3}.get(kind, len(parts) - 1)
        return self.files.get("/".join((*parts[:depth], f"{kind}.yaml")))

    def units_below(self, file: File) -> list[File]:
        """Return the mal.yaml files of the units that stand on a council's or a board's file."""
        return [other for other in self.of_kind("mal") if other.path.startswith(f"{file.folder}/")]
