"""Which place in a file names which goal, indicator or activity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from vplan.diagnostics import Span
from vplan.model.board import Board, BoardGoal, BoardGoals
from vplan.model.common import Activity, Indicator, Selection
from vplan.model.council import Council, CouncilGoal, Direction
from vplan.model.unit_goals import BoardGoalUse, CouncilGoalUse, UnitGoals


class Kind(Enum):
    """What a name names."""

    GOAL = "goal"
    BOARD_GOAL = "board goal"
    INDICATOR = "indicator"
    ACTIVITY = "activity"


@dataclass(frozen=True, slots=True)
class Symbol:
    """Something that other files refer to.

    `board` is empty for what the council defines; `goal` is the council goal's reference; `board_goal` is empty for a
    row directly under a council goal; `id` is empty for goals.
    """

    kind: Kind
    year: int
    board: str
    goal: str
    board_goal: str = ""
    id: str = ""


class Occurrence(NamedTuple):
    """A place that names a symbol; `defines` where it is the definition."""

    symbol: Symbol
    span: Span
    defines: bool = False


@dataclass(frozen=True, slots=True)
class Catalogues:
    """The council's and the board's file that a place stands on, those that can be read."""

    year: int
    board_id: str
    council: Council | None
    board: Board | None

    def goal(self, reference: str) -> tuple[Direction, CouncilGoal] | None:
        """Return a council goal with its direction."""
        for direction, goal in self.council.goals() if self.council else ():
            if goal.reference == reference:
                return direction, goal
        return None

    def part(self, reference: str) -> BoardGoals | None:
        """Return the board's part of a council goal."""
        return self.board.goals.get(reference) if self.board else None

    def board_goal(self, reference: str, name: str) -> BoardGoal | None:
        """Return a board goal under a council goal."""
        part = self.part(reference)
        return next((goal for goal in part.goals if goal.id == name), None) if part else None

    def rows(self, kind: Kind, reference: str, board_goal: str) -> dict[Symbol, Indicator | Activity]:
        """Return the rows that a unit can choose from under a council goal, or under a board goal of it."""
        found: dict[Symbol, Indicator | Activity] = {}
        if board_goal:
            goal = self.board_goal(reference, board_goal)
            sources: list[tuple[str, BoardGoal | CouncilGoal | BoardGoals | None]] = [(self.board_id, goal)]
        else:
            council_goal = self.goal(reference)
            sources = [("", council_goal[1] if council_goal else None), (self.board_id, self.part(reference))]
        for board, source in sources:
            for row in _rows(kind, source):
                found.setdefault(Symbol(kind, self.year, board, reference, board_goal, str(row.id)), row)
        return found


def _rows(kind: Kind, goal: BoardGoal | CouncilGoal | BoardGoals | None) -> Iterable[Indicator | Activity]:
    if goal is None:
        return ()
    rows: Iterable[Indicator | Activity] = goal.indicators if kind is Kind.INDICATOR else goal.activities
    return (row for row in rows if row.id)


ROW_FIELDS = ((Kind.INDICATOR, "indicators"), (Kind.ACTIVITY, "activities"))


def in_council(year: int, council: Council) -> Iterator[Occurrence]:
    """Yield the council's definitions."""
    for _, goal in council.goals():
        if goal.reference:
            symbol = Symbol(Kind.GOAL, year, "", goal.reference)
            yield Occurrence(symbol, goal.span("id" if goal.id else "number"), True)
            yield from _defined(goal, symbol, "")


def in_board(year: int, board_id: str, board: Board) -> Iterator[Occurrence]:
    """Yield a board's definitions, and where it names council goals."""
    for reference, part in board.goals.items():
        yield Occurrence(Symbol(Kind.GOAL, year, "", reference), board.entry_span("goals", reference))
        yield from _defined(part, Symbol(Kind.GOAL, year, board_id, reference), "")
        for goal in part.goals:
            if goal.id:
                symbol = Symbol(Kind.BOARD_GOAL, year, board_id, reference, str(goal.id))
                yield Occurrence(symbol, goal.span("id"), True)
                yield from _defined(goal, symbol, str(goal.id))


def _defined(goal: BoardGoal | CouncilGoal | BoardGoals, of: Symbol, board_goal: str) -> Iterator[Occurrence]:
    for kind, _ in ROW_FIELDS:
        for row in _rows(kind, goal):
            symbol = Symbol(kind, of.year, of.board, of.goal, board_goal, str(row.id))
            yield Occurrence(symbol, row.span("id"), True)


def in_unit(goals: UnitGoals, on: Catalogues) -> Iterator[Occurrence]:
    """Yield where a unit names goals and rows; a choice of all rows names each."""
    for reference, use in goals.goals.items():
        yield Occurrence(Symbol(Kind.GOAL, on.year, "", reference), goals.entry_span("goals", reference))
        yield from _chosen(use, on, reference, "")
        for name, board_use in use.board_goals.items():
            symbol = Symbol(Kind.BOARD_GOAL, on.year, on.board_id, reference, name)
            yield Occurrence(symbol, use.entry_span("board_goals", name))
            yield from _chosen(board_use, on, reference, name)


def _chosen(
    use: CouncilGoalUse | BoardGoalUse, on: Catalogues, reference: str, board_goal: str
) -> Iterator[Occurrence]:
    for kind, field in ROW_FIELDS:
        selection: Selection = getattr(use, field)
        if not selection.everything and not selection.choices:
            continue
        rows = on.rows(kind, reference, board_goal)
        if selection.everything:
            yield from (Occurrence(symbol, use.span(field)) for symbol in rows)
        by_id = {symbol.id: symbol for symbol in reversed(rows)}
        for choice in selection.choices:
            symbol = by_id.get(str(choice.id))
            if symbol is not None:
                yield Occurrence(symbol, choice.id.span)


def definition(symbol: Symbol, on: Catalogues) -> Span | None:
    """Return where a symbol is defined."""
    if symbol.kind is Kind.GOAL:
        found = on.goal(symbol.goal)
        return found[1].span("id" if found[1].id else "number") if found else None
    if symbol.kind is Kind.BOARD_GOAL:
        goal = on.board_goal(symbol.goal, symbol.board_goal)
        return goal.span("id") if goal else None
    row = on.rows(symbol.kind, symbol.goal, symbol.board_goal).get(symbol)
    return row.span("id") if row else None
