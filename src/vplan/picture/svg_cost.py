"""How much drawing an SVG picture asks for when everything it refers to is drawn where it is referred to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from vplan.diagnostics import msg
from vplan.picture.problems import PictureError
from vplan.picture.svg_css import ANY

# Measured with WeasyPrint: what costs as much as this takes some ten seconds to print.
MAX_COST = 30_000
_MAX_EDGES = 300_000
_MAX_RULES = 2_000
_MAX_MATCHES = 5_000_000
_MAX_POINTS = 100_000  # characters; the time to read a list of points grows with its square
_LETTERS = 100  # this many letters of a path cost as much as an element
_TEXT_LETTERS = 4  # and so many letters of a text
_TEXTS = ("text", "tspan", "textPath")
_TEXT = 3
_ABOVE = 100  # elements that may stand above one, each of which a selector of two parts may look at


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

    def start(self, element: str, attributes: Mapping[str, str]) -> Node:
        """Enter an element."""
        points = len(attributes.get("points", ""))
        if points > _MAX_POINTS:
            raise _too_much()
        node = Node(1 + sum(map(len, attributes.values())) // _LETTERS + (_TEXT if element in _TEXTS else 0))
        node.classes = tuple(attributes.get("class", "").split()[:20])
        node.vertices = max(1, (len(attributes.get("d", "")) + points) // 2)  # places for markers, at most
        if "id" in attributes:
            self._ids.setdefault(attributes["id"], len(self._nodes))
        if self._open:
            self._nodes[self._open[-1]].children.append(len(self._nodes))
        self._open.append(len(self._nodes))
        self._nodes.append(node)
        return node

    def text(self, letters: int) -> None:
        """Add letters to the element that was entered last."""
        node = self._nodes[self._open[-1]]
        node.weight += letters // _TEXT_LETTERS

    def end(self) -> None:
        """Leave the element that was entered last."""
        self._open.pop()

    def __len__(self) -> int:
        return len(self._nodes)

    def check(self, sheet: Iterable[tuple[str, str, bool]], combinators: Iterable[int] = ()) -> None:
        """Raise `PictureError` when the whole costs too much or refers to itself.

        `sheet` is what the rules of the style sheets refer to; `combinators` how many each of their selectors has.
        """
        matches = 0
        for count in combinators:
            matches += len(self._nodes) * _ABOVE ** min(count, 5)
            if matches > _MAX_MATCHES:
                raise _too_much()
        if sum(node.weight for node in self._nodes) > MAX_COST:
            raise _too_much()
        by_class: dict[str, set[tuple[str, bool]]] = {}
        for count, (name, target, is_marker) in enumerate(sheet):
            if count > _MAX_RULES:
                raise _endless()
            by_class.setdefault(name, set()).add((target, is_marker))
        below, edges = [], 0
        for node in self._nodes:
            below.append(self._below(node, by_class))
            edges += len(below[-1])
            if edges > _MAX_EDGES:
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


def _too_much() -> PictureError:
    return PictureError(
        msg("The SVG file holds more than can be drawn in reasonable time."),
        msg("Simplify the picture, or use a PNG file."),
    )


def _endless() -> PictureError:
    return PictureError(
        msg("The SVG file repeats parts of itself too many times."),
        msg("Export the picture again, or use a PNG file."),
    )
