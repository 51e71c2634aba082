"""How much drawing an SVG picture asks for when everything it refers to is drawn where it is referred to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from vplan.diagnostics import msg
from vplan.picture.problems import PictureError
from vplan.picture.svg_css import ANY

MAX_COST = 300_000
_MAX_RULES = 2_000
_LETTERS = 100  # this many letters of a path cost as much as an element


@dataclass(slots=True)
class Node:
    """An element: what it costs by itself, what is in it, and which ids it refers to, and how many times each."""

    weight: int
    children: list[int] = field(default_factory=list)
    refers: list[tuple[str, int]] = field(default_factory=list)
    classes: tuple[str, ...] = ()
    vertices: int = 1


class Cost:
    """Gathers the elements of a picture."""

    def __init__(self) -> None:
        self._nodes: list[Node] = []
        self._open: list[int] = []
        self._ids: dict[str, int] = {}

    def start(self, name: str, *, letters: int, vertices: int, classes: str) -> Node:
        """Enter an element; `vertices` is how many places for markers it has at most."""
        node = Node(1 + letters // _LETTERS, classes=tuple(classes.split()[:20]), vertices=max(1, vertices))
        if name:
            self._ids.setdefault(name, len(self._nodes))
        if self._open:
            self._nodes[self._open[-1]].children.append(len(self._nodes))
        self._open.append(len(self._nodes))
        self._nodes.append(node)
        return node

    def end(self) -> None:
        """Leave the element that was entered last."""
        self._open.pop()

    def __len__(self) -> int:
        return len(self._nodes)

    def check(self, sheet: Iterable[tuple[str, str, bool]]) -> None:
        """Raise `PictureError` when the whole costs too much or refers to itself."""
        by_class: dict[str, set[tuple[str, bool]]] = {}
        for count, (name, target, is_marker) in enumerate(sheet):
            if count > _MAX_RULES:
                raise _endless()
            by_class.setdefault(name, set()).add((target, is_marker))
        below, edges = [], 0
        for node in self._nodes:
            below.append(self._below(node, by_class))
            edges += len(below[-1])
            if edges > MAX_COST:
                raise _endless()
        if self._total(below) > MAX_COST:
            raise _endless()

    def _below(self, node: Node, by_class: dict[str, set[tuple[str, bool]]]) -> list[tuple[int, int]]:
        refers = list(node.refers)
        if by_class:
            for name in (ANY, *node.classes):
                refers += [(to, node.vertices if marker else 1) for to, marker in sorted(by_class.get(name, ()))]
        found = [(child, 1) for child in node.children]
        return found + [(self._ids[to], times) for to, times in refers if to in self._ids]

    def _total(self, below: list[list[tuple[int, int]]]) -> int:
        costs = [0] * len(below)
        entered = [False] * len(below)
        stack = [0]
        while stack:
            at = stack[-1]
            if not entered[at]:
                entered[at] = True
                for to, _ in below[at]:
                    if entered[to] and not costs[to]:
                        raise _endless()
                stack += [to for to, _ in below[at] if not entered[to]]
                continue
            stack.pop()
            if not costs[at]:
                total = self._nodes[at].weight + sum(times * costs[to] for to, times in below[at])
                costs[at] = min(total, MAX_COST + 1)
        return costs[0]


def _endless() -> PictureError:
    return PictureError(
        msg("The SVG file repeats parts of itself too many times."),
        msg("Export the picture again, or use a PNG file."),
    )
