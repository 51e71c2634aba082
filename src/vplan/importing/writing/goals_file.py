"""`mal.yaml`: the unit's goals, and what it takes over of the council's and the board's rows."""

from __future__ import annotations

from dataclasses import dataclass, field

from vplan.importing.writing.catalogue import Catalogues, add_passage, add_rows
from vplan.importing.writing.hierarchy import Node
from vplan.importing.writing.ids import short_id
from vplan.importing.writing.rows import Chosen, activity_item, activity_rows, indicator_item, indicator_rows
from vplan.importing.writing.yaml_text import Entry, Item, Items, Map

_TEXTS = ("förväntat_resultat", "arbetssätt", "resursanvändning", "uppföljning", "utveckling")


@dataclass(slots=True)
class _Use:
    """A goal as the unit takes it over; `below` are board goals by id, or unit goals in order."""

    chosen: Chosen = field(default_factory=Chosen)
    below: dict[str, _Use] = field(default_factory=dict)
    goals: list[Node] = field(default_factory=list)

    def add(self, chosen: Chosen | None) -> None:
        if chosen is not None:
            self.chosen.indicators |= chosen.indicators
            self.chosen.activities += [name for name in chosen.activities if name not in self.chosen.activities]


def goals_file(directions: list[Node], catalogues: Catalogues) -> Map | None:
    """Return the content of the file, or None where the draft has no goals."""
    uses: dict[str, _Use] = {}
    for node in (goal for direction in directions for goal in direction.nodes):
        use = uses.setdefault(catalogues.references[id(node)], _Use())
        use.add(catalogues.chosen.get(id(node)))
        for board_node in node.nodes:
            below = use.below.setdefault(catalogues.references[id(board_node)], _Use())
            below.add(catalogues.chosen.get(id(board_node)))
            below.goals += board_node.nodes
    if not uses:
        return None
    taken: set[str] = set()
    return Map().add("mål", Map([Entry(name, _council_goal(use, taken, catalogues)) for name, use in uses.items()]))


def _council_goal(use: _Use, taken: set[str], catalogues: Catalogues) -> Map:
    found = _selection(use.chosen)
    boards = Map([Entry(name, _board_goal(below, taken, catalogues)) for name, below in use.below.items()])
    return found.add("nämndmål", boards if boards.entries else None)


def _board_goal(use: _Use, taken: set[str], catalogues: Catalogues) -> Map:
    items = [_unit_goal(node, taken, catalogues) for node in use.goals]
    return _selection(use.chosen).add("enhetsmål", Items(items) if items else None)


def _selection(chosen: Chosen) -> Map:
    """Return the chosen rows. They are named, not `alla`: another unit's import may add rows to the same goal."""
    found = Map()
    if any(target or comment for target, comment in chosen.indicators.values()):
        own = Map()
        for name, (target, comment) in chosen.indicators.items():
            own.add(name, Map().add_text("årsmål", target).add_text("kommentar", comment))
        found.add("indikatorer", own)
    elif chosen.indicators:
        found.add("indikatorer", Items([Item(name) for name in chosen.indicators]))
    return found.add("aktiviteter", Items([Item(name) for name in chosen.activities]) if chosen.activities else None)


def _unit_goal(node: Node, taken: set[str], catalogues: Catalogues) -> Item:
    found = Map().add("id", short_id(node.title, taken, "enhetsmal")).add_text("nr", node.number)
    found.add("mål", node.title)
    for key in _TEXTS:
        add_passage(found, key, node.texts.get(key), catalogues.notes)
    indicators = [indicator_item(row, own=True) for row in indicator_rows(node.indicators, catalogues.notes)]
    activities = [activity_item(row) for row in activity_rows(node.activities, catalogues.year, catalogues.notes)]
    return Item(add_rows(found, indicators, activities), node.about)
