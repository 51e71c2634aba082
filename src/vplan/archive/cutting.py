"""Cuts shared files down to what one unit's document uses: whole rows, goals, directions, decisions and settings go.

Lines are taken away and nothing is written anew, so that what is left stands as it was written. The result is read
again: where it is not the file without those parts (a list in brackets, a form nobody foresaw), the file stays whole.
Of the settings those of rules go that are for other folders, which a workspace of the sources does not have; there a
list in brackets is cut too, because a setting for a folder that is not there is an error. Cutting what was cut changes
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from vplan.diagnostics import has_errors
from vplan.link import LinkedGoal, LinkedPlan
from vplan.model.base import SourceModel
from vplan.source.loader import load_text
from vplan.source.reader import decode
from vplan.source.tree import Mapping, Sequence, Source, Value

_ROWS = ("indikatorer", "aktiviteter")

Keeps = Callable[[Value], bool]


class _CannotCutError(Exception):
    """The file is laid out in a way that lines cannot be taken from."""


def cut_council(file: str, data: bytes, linked: LinkedPlan) -> bytes:
    """Return `kf.yaml`, at the path `file`, with the directions, goals and rows that a plan uses."""
    kept = _Kept.of(linked)

    def cut(tree: Mapping, cutter: _Cutter) -> None:
        cutter.items(tree, "inriktningsmål", kept.has, required=True)
        for direction in kept.among(tree.get("inriktningsmål")):
            cutter.items(direction, "mål", kept.has)
            for goal in kept.among(direction.get("mål")):
                cutter.rows(goal, kept)

    return _cut(file, data, cut)


def cut_board(file: str, data: bytes, linked: LinkedPlan | None) -> bytes:
    """Return `namnd.yaml`, at the path `file`, with the goals and rows that a plan uses; no plan uses none."""
    kept = _Kept.of(linked)

    def cut(tree: Mapping, cutter: _Cutter) -> None:
        goals = tree.get("mål")
        if not isinstance(goals, Mapping):
            return
        cutter.entries(tree, "mål", kept.references)
        for reference in kept.references & goals.keys():
            part = goals[reference]
            holder, key = (part, "nämndmål") if isinstance(part, Mapping) else (goals, reference)
            if isinstance(part, Mapping):
                cutter.rows(part, kept)
            cutter.items(holder, key, kept.has, required=holder is goals)
            for goal in kept.among(holder.get(key)):
                cutter.rows(goal, kept)

    return _cut(file, data, cut)


def cut_settings(file: str, data: bytes, folder: str) -> bytes:
    """Return `vplan.yaml` without the settings of rules for folders that the unit in `folder` does not lie in."""

    def covers(item: Value) -> bool:
        named = item.get("mapp") if isinstance(item, Mapping) else None
        return not isinstance(named, str) or f"{folder}/".startswith(f"{named.strip().strip('/')}/".lstrip("/"))

    def cut(tree: Mapping, cutter: _Cutter) -> None:
        try:
            cutter.items(tree, "regler", covers)
        except _CannotCutError:
            cutter.in_brackets(tree, "regler", covers)

    return _cut(file, data, cut)


def cut_decisions(file: str, data: bytes, document: str) -> bytes:
    """Return `beslut.yaml`, at the path `file`, with the decisions on one document of the unit: `plan` or another."""

    def concerns(item: Value) -> bool:
        named = item.get("dokument") if isinstance(item, Mapping) else None
        return not isinstance(named, str) or named.strip() == document

    return _cut(file, data, lambda tree, cutter: cutter.items(tree, "beslut", concerns))


@dataclass(slots=True)
class _Kept:
    """The references of the council's goals that a plan uses, and the places of all that it takes of the two files."""

    references: frozenset[str] = frozenset()
    places: set[tuple[str, int, int]] = field(default_factory=set)

    @classmethod
    def of(cls, linked: LinkedPlan | None) -> _Kept:
        kept = cls()
        if linked is None:
            return kept
        goals = [goal for direction in linked.directions for goal in direction.goals]
        kept.references = frozenset(goal.goal.reference for goal in goals)
        kept._take(direction.direction for direction in linked.directions)
        for goal in goals:
            kept._take_goal(goal)
        return kept

    def _take_goal(self, goal: LinkedGoal) -> None:
        self._take((goal.goal, *(row.row for row in goal.indicators), *goal.activities))
        for board_goal in goal.board_goals:
            self._take((board_goal.goal, *(row.row for row in board_goal.indicators), *board_goal.activities))

    def _take(self, models: Iterable[SourceModel]) -> None:
        places = (model.place for model in models)
        self.places |= {(place.file, place.line, place.column) for place in places}

    def has(self, value: Value) -> bool:
        """Tell whether an item of a list is used."""
        if not isinstance(value, Mapping):
            return True
        return (value.source.file, value.start.line + 1, value.start.column + 1) in self.places

    def among(self, items: Any) -> Iterable[Mapping]:
        """Return the items of a list that are used."""
        return [item for item in items if isinstance(item, Mapping) and self.has(item)] if _is_list(items) else ()


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence)


def _cut(file: str, data: bytes, cut: Callable[[Mapping, _Cutter], None]) -> bytes:
    """Return a file without the lines that `cut` takes away, with plain line ends; the whole of it where that fails."""
    source, _ = decode(file, data)
    tree = load_text(source)[0] if source is not None else None
    if source is None or not isinstance(tree, Mapping):
        return data.replace(b"\r\n", b"\n")
    cutter = _Cutter(source)
    whole = "\n".join(source.lines).encode()
    try:
        cut(tree, cutter)
    except _CannotCutError:
        return whole
    text = cutter.text()
    again, findings = load_text(Source(file, text))
    if has_errors(findings) or again != cutter.expected(tree):
        return whole
    return text.encode()


class _Cutter:
    """Notes the lines that go, and what the tree is to be without them."""

    def __init__(self, source: Source) -> None:
        self._text = source.text
        self._lines = source.lines
        self._gone: set[int] = set()
        self._holes: list[tuple[int, int]] = []
        self._instead: dict[int, str] = {}
        self._dropped: set[int] = set()

    def rows(self, holder: Mapping, kept: _Kept) -> None:
        """Take away the unused rows of a goal."""
        for key in _ROWS:
            self.items(holder, key, kept.has)

    def items(self, holder: Mapping, key: str, keeps: Keeps, *, required: bool = False) -> None:
        """Take away the unused items of a list; its key goes with the last of them, or holds an empty list."""
        items = holder.get(key)
        if not isinstance(items, Sequence) or all(keeps(item) for item in items):
            return
        starts = [self._item_line(item) for item in items]
        column = self._indent(starts[0])
        starts = [self._above_comments(start, column) for start in starts]
        ends = [*starts[1:], self._end(items.end.line, column)]
        if not any(keeps(item) for item in items):
            self._empty(holder, key, ends[-1], "[]" if required else "")
            return
        for item, start, end in zip(items, starts, ends, strict=True):
            if not keeps(item):
                self._dropped.add(id(item))
                self._gone.update(range(start, end))

    def entries(self, holder: Mapping, key: str, names: frozenset[str]) -> None:
        """Take away the entries of a mapping whose keys are not among `names`."""
        entries = holder[key]
        assert isinstance(entries, Mapping)
        if entries.keys() <= names:
            return
        keys = list(entries)
        starts = [self._key_line(entries, name) for name in keys]
        column = self._indent(starts[0])
        starts = [self._above_comments(start, column) for start in starts]
        ends = [*starts[1:], self._end(entries.end.line, column)]
        if not names & entries.keys():
            self._empty(holder, key, ends[-1], "{}")
            return
        for name, start, end in zip(keys, starts, ends, strict=True):
            if name not in names:
                self._dropped.add(id(entries[name]))
                self._gone.update(range(start, end))

    def in_brackets(self, holder: Mapping, key: str, keeps: Keeps) -> None:
        """Take away the unused items of a list in brackets; nothing else may have gone."""
        items = holder[key]
        assert isinstance(items, Sequence)
        kept = [at for at, item in enumerate(items) if keeps(item)]
        self._dropped |= {id(item) for at, item in enumerate(items) if at not in kept}
        starts = [item.start.index for item in items]
        if not kept:
            self._holes = [(starts[0], items.end.index - 1)]
            return
        after = kept[-1] + 1
        self._holes = [(starts[at], starts[at + 1]) for at in range(after) if at not in kept]
        self._holes.append((items[after - 1].end.index, items[-1].end.index))

    def text(self) -> str:
        """Return what is left."""
        if self._holes:
            return self._without_holes()
        lines = (self._instead.get(at, line) for at, line in enumerate(self._lines) if at not in self._gone)
        return "\n".join(lines)

    def _without_holes(self) -> str:
        pieces, at = [], 0
        for start, end in self._holes:
            pieces.append(self._text[at:start])
            at = end
        return "".join((*pieces, self._text[at:])).replace("\r\n", "\n")

    def expected(self, value: Value) -> Any:
        """Return the tree without what went."""
        if isinstance(value, Mapping):
            return {k: self.expected(item) for k, item in value.items() if id(item) not in self._dropped}
        if isinstance(value, Sequence):
            return [self.expected(item) for item in value if id(item) not in self._dropped]
        return value

    def _empty(self, holder: Mapping, key: str, end: int, instead: str) -> None:
        line = self._key_line(holder, key)
        value = holder[key]
        if not instead and len(holder) > 1 and not self._opens_item(line):
            self._dropped.add(id(value))
            self._gone.update(range(line, end))
            return
        at = self._lines[line].find(":", holder.keys_at[key].end_column)
        if at < 0:
            raise _CannotCutError
        assert isinstance(value, Mapping | Sequence)
        self._dropped |= {id(item) for item in (value.values() if isinstance(value, Mapping) else value)}
        self._instead[line] = f"{self._lines[line][: at + 1]} {instead or '[]'}"
        self._gone.update(range(line + 1, end))

    def _opens_item(self, line: int) -> bool:
        return self._lines[line].lstrip(" ").startswith("-")

    def _item_line(self, item: Value) -> int:
        """Return the line of an item's dash; raises `_CannotCutError` where the item does not begin on it."""
        line, column = item.start.line, item.start.column
        if self._lines[line][:column].strip(" ") != "-":
            raise _CannotCutError
        return line

    def _key_line(self, holder: Mapping, key: str) -> int:
        name = holder.keys_at[key]
        if self._lines[name.line][: name.column].strip(" -"):
            raise _CannotCutError
        return name.line

    def _indent(self, line: int) -> int:
        text = self._lines[line]
        return len(text) - len(text.lstrip(" "))

    def _above_comments(self, line: int, column: int) -> int:
        """Return the first of the comment lines right above an item; deeper ones may be text of the item before."""
        while line > 0 and self._lines[line - 1].startswith(" " * column + "#"):
            line -= 1
        return line

    def _end(self, line: int, column: int) -> int:
        """Return the line after a collection: what comes after its items, but stands further out, is not its own."""
        end = min(line, len(self._lines))
        while end > 0 and self._is_outer(self._lines[end - 1], column):
            end -= 1
        return end

    def _is_outer(self, text: str, column: int) -> bool:
        stripped = text.lstrip(" ")
        return not stripped or (stripped.startswith("#") and len(text) - len(stripped) < column)
