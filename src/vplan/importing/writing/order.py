"""Whether the tables under a goal stand in the order in which the edition prints them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from vplan.diagnostics import msg
from vplan.importing.draft import Level
from vplan.importing.source import Place
from vplan.importing.writing.cleaning import shortened
from vplan.importing.writing.hierarchy import Node, all_nodes
from vplan.importing.writing.result import Notes
from vplan.model.edition import Edition

_TABLES = ("indikatorer", "aktiviteter")


def tell_order(nodes: Iterable[Node], edition: Edition, notes: Notes) -> None:
    """Note once how many goals have their tables in another order than the edition's."""
    orders = {Level.BOARD: edition.order.board_goal, Level.UNIT: edition.order.unit_goal}
    moved = [
        node for node in all_nodes(nodes) if _is_moved(node, [str(key) for key in orders.get(node.level, _TABLES)])
    ]
    if not moved:
        return
    first = moved[0]
    message = msg(
        "The tables of activities and indicators change places under {number} goals, first under “{title}”: "
        "the edition “{edition}” has another order than the source.",
        number=len(moved),
        title=shortened(first.title),
        edition=str(edition.name),
    )
    if len(moved) == 1:
        message = msg(
            "The tables of activities and indicators change places under “{title}”: "
            "the edition “{edition}” has another order than the source.",
            title=shortened(first.title),
            edition=str(edition.name),
        )
    notes.differs(first.goals[0].place, message, first.goals[0])


def _is_moved(node: Node, order: Sequence[str]) -> bool:
    """Tell whether one kind of tables stands wholly before the other in the source, and behind it in the edition."""
    indicators = [_at(row.place) for row in node.indicators]
    activities = [_at(row.place) for row in node.activities]
    if not indicators or not activities or not all(key in order for key in _TABLES):
        return False
    if order.index("indikatorer") < order.index("aktiviteter"):
        return max(activities) < min(indicators)
    return max(indicators) < min(activities)


def _at(place: Place) -> tuple[int, int, int]:
    return place.page, place.block, place.line
