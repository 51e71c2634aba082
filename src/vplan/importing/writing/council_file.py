"""`kf.yaml`: the council's goals of a draft, as a new file or added to the one that is there."""

from __future__ import annotations

from collections.abc import Sequence as SequenceOf
from typing import TypeVar

from vplan.diagnostics import msg
from vplan.importing.writing.alike import best, index_for, normal
from vplan.importing.writing.catalogue import Catalogues, add_passage, add_rows
from vplan.importing.writing.hierarchy import Node
from vplan.importing.writing.ids import short_id
from vplan.importing.writing.merge import ExistingFile
from vplan.importing.writing.rows import note_text
from vplan.importing.writing.yaml_text import Item, Items, Map
from vplan.model.board import Board, BoardGoals
from vplan.model.council import Council, CouncilGoal, Direction
from vplan.source import Mapping, Sequence

G = TypeVar("G", Direction, CouncilGoal)

_NAME = "Kommunfullmäktige"
_DIRECTION = ("nr", "id", "titel", "beskrivning", "mål")
_GOAL = ("nr", "id", "titel", "beskrivning", "indikatorer", "aktiviteter")


class CouncilFile:
    """Finds each council goal of a draft in the council's file, or adds it."""

    def __init__(self, catalogues: Catalogues, found: ExistingFile | None, board: Board | None) -> None:
        self._all = catalogues
        self._notes = catalogues.notes
        self._found = found
        self._council = found.model if found is not None and isinstance(found.model, Council) else None
        self._parts = board.goals if board is not None else {}
        self._taken: set[str] = set()
        self._used: list[Direction | CouncilGoal] = []
        for direction in self._council.directions if self._council else ():
            self._taken |= {direction.reference, *(goal.reference for goal in direction.goals)}
            for goal in direction.goals:
                catalogues.take_ids(goal.indicators, goal.activities)

    def write(self, directions: list[Node]) -> Map:
        """Place all council goals; returns the file's content where it is new."""
        new: list[tuple[str, Item]] = []
        for node in directions:
            old = self._old_direction(node)
            if old is None:
                item = self._new_direction(node)
                if item is not None:
                    new.append((node.number, item))
            else:
                self._in_direction(node, *old)
        if self._found is not None and self._council is not None:
            numbers = [str(direction.number) for direction in self._council.directions]
            for number, item in new:
                at = index_for(number, numbers)
                self._found.add_items(self._found.value, "inriktningsmål", [item], ("år", "namn", "ofullständig"), at)
        content = Map().add("år", str(self._all.year)).add("namn", _NAME).add("ofullständig", "ja")
        return content.add("inriktningsmål", Items([item for _, item in new]))

    # --- new ---

    def _new_direction(self, node: Node) -> Item | None:
        """Return a direction that is not there, or None where all of its goals are, under others."""
        items = []
        for goal in node.nodes:
            if not self._in_another(goal):
                items.append(self._new_goal(goal))
        if node.made and not items:
            return None
        found = self._head(node, "inriktningsmal")
        add_passage(found, "beskrivning", node.texts.get("beskrivning"), self._notes)
        return Item(found.add("mål", Items(items) if items else None), node.about)

    def _new_goal(self, node: Node) -> Item:
        found = self._head(node, "mal")
        add_passage(found, "beskrivning", node.texts.get("beskrivning"), self._notes)
        return Item(add_rows(found, *self._all.rows(node, (), (), of_board=False)), node.about)

    def _head(self, node: Node, fallback: str) -> Map:
        """Return number, id and title; the id where the goal has no number, or one that is in use."""
        found = Map().add_text("nr", node.number)
        name = node.number
        if not name or name in self._taken:
            name = short_id(node.title, self._taken, fallback)
            found.add("id", name)
        self._taken.add(name)
        self._all.references[id(node)] = name
        return found.add("titel", node.title)

    # --- there already ---

    def _old_direction(self, node: Node) -> tuple[Direction, Mapping] | None:
        if self._council is None or self._found is None:
            return None
        raw = self._found.value.get("inriktningsmål")
        pairs = [
            (direction, mapping)
            for direction, mapping in zip(
                self._council.directions, raw if isinstance(raw, Sequence) else (), strict=False
            )
            if isinstance(mapping, Mapping)
        ]
        return self._first_use(_same(node, [pair for pair in pairs if not self._is_used(pair[0])]))

    def _is_used(self, goal: Direction | CouncilGoal) -> bool:
        return any(goal is used for used in self._used)

    def _first_use(self, found: tuple[G, Mapping] | None) -> tuple[G, Mapping] | None:
        """Keep a goal from standing for a second one of the draft."""
        self._used += [found[0]] if found is not None else []
        return found

    def _in_direction(self, node: Node, direction: Direction, mapping: Mapping) -> None:
        assert self._found is not None
        self._found.known(node.about, direction.span("title").line - 1)
        self._compare(node, str(direction.number), str(direction.title))
        if "beskrivning" in node.texts:
            self._all.compare_text(
                self._found, mapping, "beskrivning", node.texts["beskrivning"], direction.description, _DIRECTION
            )
        numbers = [str(goal.number) for goal in direction.goals]
        for goal in node.nodes:
            if not self._in_another(goal):
                self._found.add_items(
                    mapping, "mål", [self._new_goal(goal)], _DIRECTION, index_for(goal.number, numbers)
                )

    def _in_another(self, node: Node) -> bool:
        """Place a goal that is there, under whichever direction; tell whether it is."""
        if self._council is None or self._found is None:
            return False
        found = self._first_use(_same(node, self._goals()))
        if found is None:
            return False
        self._in_goal(node, *found)
        return True

    def _goals(self) -> list[tuple[CouncilGoal, Mapping]]:
        assert self._council is not None
        assert self._found is not None
        pairs = []
        raw = self._found.value.get("inriktningsmål")
        for direction, mapping in zip(self._council.directions, raw if isinstance(raw, Sequence) else (), strict=False):
            goals = mapping.get("mål") if isinstance(mapping, Mapping) else None
            for goal, value in zip(direction.goals, goals if isinstance(goals, Sequence) else (), strict=False):
                if isinstance(value, Mapping) and not self._is_used(goal):
                    pairs.append((goal, value))
        return pairs

    def _in_goal(self, node: Node, goal: CouncilGoal, mapping: Mapping) -> None:
        assert self._found is not None
        self._found.known(node.about, goal.span("title").line - 1)
        self._compare(node, str(goal.number), str(goal.title))
        self._all.references[id(node)] = goal.reference
        if "beskrivning" in node.texts:
            self._all.compare_text(
                self._found, mapping, "beskrivning", node.texts["beskrivning"], goal.description, _GOAL
            )
        part = self._parts.get(goal.reference, BoardGoals())
        indicators, activities = self._all.rows(
            node, (*goal.indicators, *part.indicators), (*goal.activities, *part.activities), of_board=False
        )
        self._found.add_items(mapping, "indikatorer", indicators, _GOAL)
        self._found.add_items(mapping, "aktiviteter", activities, _GOAL)

    def _compare(self, node: Node, number: str, title: str) -> None:
        if node.made:
            return
        place, goal = node.goals[0].place, node.goals[0]
        note_text(place, msg("title"), node.title, title, goal, self._notes)
        if node.number and node.number != number:
            note_text(place, msg("number"), node.number, number, goal, self._notes)


def _same(node: Node, pairs: SequenceOf[tuple[G, Mapping]]) -> tuple[G, Mapping] | None:
    """Return the goal with the node's number; else, by title, one that has no number or exactly the title."""
    if node.number:
        numbered = [pair for pair in pairs if pair[0].number == node.number]
        if numbered or node.made:
            return best(node.title, numbered, _title) or next(iter(numbered), None)
    title = normal(node.title)
    candidates = [pair for pair in pairs if not node.number or not pair[0].number or normal(_title(pair)) == title]
    return best(node.title, candidates, _title)


def _title(pair: tuple[Direction | CouncilGoal, Mapping]) -> str:
    return str(pair[0].title)
