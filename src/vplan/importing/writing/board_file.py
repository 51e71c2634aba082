"""`namnd.yaml`: the board's goals of a draft, as a new file or added to the one that is there."""

from __future__ import annotations

from vplan.diagnostics import msg
from vplan.importing.writing.alike import best, index_for
from vplan.importing.writing.catalogue import Catalogues, add_passage, add_rows
from vplan.importing.writing.hierarchy import Node
from vplan.importing.writing.ids import short_id
from vplan.importing.writing.merge import ExistingFile
from vplan.importing.writing.rows import note_text
from vplan.importing.writing.yaml_text import Entry, Item, Items, Map
from vplan.model.board import Board, BoardGoal
from vplan.source import Mapping, Sequence, Value

_PART = ("indikatorer", "aktiviteter", "nämndmål")
_GOAL = ("id", "nr", "nämndmål", "beskrivning", "förväntat_resultat", "indikatorer", "aktiviteter")
_TEXTS = ("beskrivning", "förväntat_resultat")


class BoardFile:
    """Finds each board goal of a draft in the board's file, or adds it."""

    def __init__(self, catalogues: Catalogues, found: ExistingFile | None) -> None:
        self._all = catalogues
        self._notes = catalogues.notes
        self._found = found
        self._board = found.model if found is not None and isinstance(found.model, Board) else None
        self._taken: set[str] = set()
        for part in self._board.goals.values() if self._board else ():
            catalogues.take_ids(part.indicators, part.activities)
            for goal in part.goals:
                self._taken.add(str(goal.id))
                catalogues.take_ids(goal.indicators, goal.activities)

    def write(self, directions: list[Node], name: str) -> Map:
        """Place all board goals; returns the file's content where it is new."""
        new: dict[str, list[Item]] = {}
        for node in (goal for direction in directions for goal in direction.nodes):
            reference = self._all.references[id(node)]
            fresh = self._fresh(node, reference)
            if fresh and self._board is not None and reference in self._board.goals:
                self._add(reference, fresh)
            elif fresh:
                new.setdefault(reference, []).extend(item for _, item in fresh)
        if self._found is not None and self._board is not None:
            keys = list(self._board.goals)
            for reference, items in new.items():
                entry = Entry(reference, Items(items))
                if "mål" in self._found.value:
                    self._found.add_below(self._found.value, "mål", entry, index_for(reference, keys))
        goals = Map([Entry(reference, Items(items)) for reference, items in new.items()])
        return Map().add("år", str(self._all.year)).add("namn", name).add("mål", goals)

    def _fresh(self, node: Node, reference: str) -> list[tuple[str, Item]]:
        """Place those board goals that are there, and return the others with their numbers."""
        fresh = []
        left = self._old(reference)
        for goal in node.nodes:
            found = _same(goal, left)
            if found is None:
                fresh.append((goal.number, self._new(goal)))
            else:
                left = [pair for pair in left if pair[0] is not found[0]]
                self._in_goal(goal, *found)
        return fresh

    def _new(self, node: Node) -> Item:
        name = short_id(node.title, self._taken, "namndmal")
        self._all.references[id(node)] = name
        found = Map().add("id", name).add_text("nr", node.number).add("nämndmål", node.title)
        for key in _TEXTS:
            add_passage(found, key, node.texts.get(key), self._notes)
        return Item(add_rows(found, *self._all.rows(node, (), (), of_board=True)), node.about)

    # --- there already ---

    def _part(self, reference: str) -> Value | None:
        goals = self._found.value.get("mål") if self._found is not None else None
        return goals.get(reference) if isinstance(goals, Mapping) else None

    def _old(self, reference: str) -> list[tuple[BoardGoal, Mapping]]:
        part = self._board.goals.get(reference) if self._board is not None else None
        if part is None:
            return []
        raw = self._part(reference)
        values = raw.get("nämndmål") if isinstance(raw, Mapping) else raw
        pairs = zip(part.goals, values if isinstance(values, Sequence) else (), strict=False)
        return [(goal, value) for goal, value in pairs if isinstance(value, Mapping) and goal.id]

    def _add(self, reference: str, fresh: list[tuple[str, Item]]) -> None:
        assert self._found is not None
        assert self._board is not None
        raw = self._part(reference)
        numbers = [str(goal.number) for goal in self._board.goals[reference].goals]
        for number, item in fresh:
            at = index_for(number, numbers)
            if isinstance(raw, Mapping):
                self._found.add_items(raw, "nämndmål", [item], _PART, at)
            elif isinstance(raw, Sequence):
                self._found.add_to_list(raw, [item], at)
        if not isinstance(raw, Mapping | Sequence):
            goals = self._found.value["mål"]
            assert isinstance(goals, Mapping)
            self._found.add_items(goals, reference, [item for _, item in fresh], ())

    def _in_goal(self, node: Node, goal: BoardGoal, mapping: Mapping) -> None:
        assert self._found is not None
        self._found.known(node.about, goal.span("title").line - 1)
        self._all.references[id(node)] = str(goal.id)
        if not node.made:
            place, about = node.goals[0].place, node.goals[0]
            note_text(place, msg("title"), node.title, str(goal.title), about, self._notes)
            note_text(place, msg("number"), node.number, str(goal.number), about, self._notes)
        for key, old in zip(_TEXTS, (goal.description, goal.expected_result), strict=True):
            if key in node.texts:
                self._all.compare_text(self._found, mapping, key, node.texts[key], old, _GOAL)
        indicators, activities = self._all.rows(node, goal.indicators, goal.activities, of_board=True)
        self._found.add_items(mapping, "indikatorer", indicators, _GOAL)
        self._found.add_items(mapping, "aktiviteter", activities, _GOAL)


def _same(node: Node, pairs: list[tuple[BoardGoal, Mapping]]) -> tuple[BoardGoal, Mapping] | None:
    """Return the goal that has the node's title, or nearly; else the one with its number."""
    found = best(node.title, pairs, lambda pair: str(pair[0].title))
    if found is None and node.number:
        found = next((pair for pair in pairs if pair[0].number == node.number), None)
    return found
