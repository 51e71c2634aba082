"""Joins unit, board and council of one year into one linked plan.

Every reference is resolved here; a broken one becomes a finding that names the nearest valid ids and where they stand.
Whether the joined plan is a good one is for `vplan.rules` to say.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from vplan.diagnostics import Diagnostic, Fix, Message, Related, Severity, Span, msg
from vplan.model.base import nearest, respelt
from vplan.model.board import Board, BoardGoal, BoardGoals
from vplan.model.common import Activity, Indicator, OwnValues, Selection
from vplan.model.council import Council, CouncilGoal, Direction
from vplan.model.economy import Economy
from vplan.model.plan import Plan
from vplan.model.target import Target, TargetKind
from vplan.model.unit_goals import BoardGoalUse, CouncilGoalUse, UnitGoal, UnitGoals
from vplan.model.values import Amount, one_line
from vplan.source.tree import Scalar

if TYPE_CHECKING:
    from vplan.model.decision import Decision
    from vplan.unit_figures import UnitFigure


@dataclass(frozen=True, slots=True)
class LinkedIndicator:
    """An indicator as the unit shows it: the row of council, board or unit, and the unit's own values on it."""

    row: Indicator
    own: OwnValues | None = None

    @property
    def target(self) -> Target:
        """The unit's own target where it has one, else the row's."""
        own = self.own.target if self.own is not None else None
        return own if own is not None and own.kind is not TargetKind.EMPTY else self.row.target

    @property
    def history(self) -> dict[str, Amount | None]:
        """The unit's own values by year where it has any, else the row's."""
        return (self.own.history if self.own is not None else None) or self.row.history


@dataclass(frozen=True, slots=True)
class LinkedBoardGoal:
    """A board goal that the unit works with, and the unit's goals under it."""

    goal: BoardGoal
    indicators: tuple[LinkedIndicator, ...]
    activities: tuple[Activity, ...]
    unit_goals: tuple[UnitGoal, ...]


@dataclass(frozen=True, slots=True)
class LinkedGoal:
    """A council goal that the unit works with."""

    goal: CouncilGoal
    indicators: tuple[LinkedIndicator, ...]
    activities: tuple[Activity, ...]
    board_goals: tuple[LinkedBoardGoal, ...]


@dataclass(frozen=True, slots=True)
class LinkedDirection:
    """A direction of the council with those of its goals that the unit works with."""

    direction: Direction
    goals: tuple[LinkedGoal, ...]


@dataclass(frozen=True, slots=True)
class LinkedPlan:
    """A unit's plan with everything it refers to.

    `decision` is the one that stands; `is_draft` tells that the workspace calls plans drafts until there is one.
    """

    id: str
    year: int
    folder: str
    files: tuple[str, ...]
    council: Council
    board: Board
    plan: Plan
    economy: Economy | None
    directions: tuple[LinkedDirection, ...]
    figures: Mapping[str, UnitFigure] = field(default_factory=dict)
    decision: Decision | None = None
    is_draft: bool = False

    @property
    def board_name(self) -> str:
        """The board's name on one line."""
        return one_line(self.board.name)


@dataclass(slots=True)
class Catalogue:
    """The goals of a year by their references, with the board's goals under each."""

    council: Council
    board: Board
    findings: list[Diagnostic] = field(default_factory=list)
    goals: dict[str, tuple[Direction, CouncilGoal]] = field(default_factory=dict)
    board_parts: dict[str, BoardGoals] = field(default_factory=dict)


T = TypeVar("T", Indicator, Activity)

MAX_FINDINGS = 100


def index_council(council: Council) -> tuple[dict[str, tuple[Direction, CouncilGoal]], list[Diagnostic]]:
    """Return the council's goals by reference, and the findings: goals without number and id, double ones."""
    goals: dict[str, tuple[Direction, CouncilGoal]] = {}
    findings: list[Diagnostic] = []
    seen: dict[str, Direction | CouncilGoal] = {}
    for direction in council.directions:
        _register(direction, seen, findings)
        for goal in direction.goals:
            _register(goal, seen, findings)
            if goal.reference:
                goals.setdefault(goal.reference, (direction, goal))
            if len(findings) < MAX_FINDINGS:
                findings += _double_ids(goal.indicators) + _double_ids(goal.activities)
                findings += _without_id([*goal.indicators, *goal.activities])
    return goals, findings[:MAX_FINDINGS]


def _by_reference(council: Council) -> dict[str, tuple[Direction, CouncilGoal]]:
    goals: dict[str, tuple[Direction, CouncilGoal]] = {}
    for direction, goal in council.goals():
        if goal.reference:
            goals.setdefault(goal.reference, (direction, goal))
    return goals


def _register(
    item: Direction | CouncilGoal, seen: dict[str, Direction | CouncilGoal], findings: list[Diagnostic]
) -> None:
    name = item.reference
    if not name:
        if len(findings) >= MAX_FINDINGS:
            return
        hint = msg("Add “nr: …”, or “id: …” where goals have no numbers.")
        findings.append(
            _error("goal-without-number", item.key_span("title"), msg("The goal has neither number nor id."), hint)
        )
    elif name in seen:
        if len(findings) >= MAX_FINDINGS:
            return
        where = seen[name]
        field_name = "id" if item.id else "number"
        findings.append(_double(name, item.span(field_name), where.span("id" if where.id else "number")))
    else:
        seen[name] = item


def link_board(council: Council, board: Board) -> Catalogue:
    """Join a board's goals to the council's; the findings are about the board's file."""
    catalogue = Catalogue(council, board)
    catalogue.goals = _by_reference(council)
    seen: dict[str, BoardGoal] = {}
    for reference, part in board.goals.items():
        if reference not in catalogue.goals and len(catalogue.findings) >= MAX_FINDINGS:
            continue
        if reference not in catalogue.goals:
            key = board.entry_key("goals", reference)
            catalogue.findings.append(_unknown_goal(reference, key, board.place, catalogue, board.goals))
            continue
        catalogue.board_parts[reference] = part
        catalogue.findings += _double_ids((*catalogue.goals[reference][1].indicators, *part.indicators))
        catalogue.findings += _double_ids((*catalogue.goals[reference][1].activities, *part.activities))
        catalogue.findings += _without_id([*part.indicators, *part.activities])
        for goal in part.goals:
            catalogue.findings += _double_ids(goal.indicators) + _double_ids(goal.activities)
            catalogue.findings += _without_id([*goal.indicators, *goal.activities])
            if goal.id and goal.id in seen:
                catalogue.findings.append(_double(goal.id, goal.span("id"), seen[goal.id].span("id")))
            seen.setdefault(goal.id, goal)
    del catalogue.findings[MAX_FINDINGS:]
    return catalogue


def link_unit(catalogue: Catalogue, goals: UnitGoals | None) -> tuple[tuple[LinkedDirection, ...], list[Diagnostic]]:
    """Resolve a unit's references; returns its goals in the catalogue's order, and the findings about its file."""
    linker = _UnitLinker(catalogue)
    if goals is None:
        return (), []
    linked = {ref: linker.goal(ref, use, goals) for ref, use in goals.goals.items()}
    directions = []
    for direction in catalogue.council.directions:
        found = tuple(
            item for goal in direction.goals if (item := linked.get(goal.reference)) is not None and item.goal is goal
        )
        if found:
            directions.append(LinkedDirection(direction, found))
    linker.check_unit_goal_ids(goals)
    return tuple(directions), linker.findings[:MAX_FINDINGS]


class _UnitLinker:
    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.findings: list[Diagnostic] = []

    def goal(self, reference: str, use: CouncilGoalUse, goals: UnitGoals) -> LinkedGoal | None:
        if reference not in self.catalogue.goals:
            if not self._is_full():
                key = goals.entry_key("goals", reference)
                self.findings.append(_unknown_goal(reference, key, goals.place, self.catalogue, goals.goals))
            return None
        goal = self.catalogue.goals[reference][1]
        part = self.catalogue.board_parts.get(reference)
        rows = (*goal.indicators, *(part.indicators if part else ()))
        activities = (*goal.activities, *(part.activities if part else ()))
        return LinkedGoal(
            goal,
            self._indicators(use.indicators, rows, goal),
            self._activities(use.activities, activities, goal),
            self._board_goals(reference, use, part),
        )

    def _is_full(self) -> bool:
        """Tell whether so many findings are there that no more are sought."""
        return len(self.findings) >= MAX_FINDINGS

    def _board_goals(self, reference: str, use: CouncilGoalUse, part: BoardGoals | None) -> tuple[LinkedBoardGoal, ...]:
        by_id: dict[str, BoardGoal] = {}
        for goal in part.goals if part else ():
            by_id.setdefault(str(goal.id), goal)
        for name in use.board_goals:
            if name not in by_id and not self._is_full():
                self.findings.append(self._unknown_board_goal(name, use, reference, by_id))
        return tuple(
            self._board_goal(goal, use.board_goals[name]) for name, goal in by_id.items() if name in use.board_goals
        )

    def _board_goal(self, goal: BoardGoal, use: BoardGoalUse) -> LinkedBoardGoal:
        return LinkedBoardGoal(
            goal,
            self._indicators(use.indicators, goal.indicators, goal),
            self._activities(use.activities, goal.activities, goal),
            use.unit_goals,
        )

    def _indicators(
        self, selection: Selection, rows: Sequence[Indicator], goal: CouncilGoal | BoardGoal
    ) -> tuple[LinkedIndicator, ...]:
        own = {str(choice.id): choice.own for choice in selection.choices}
        return tuple(LinkedIndicator(row, own.get(str(row.id))) for row in self._chosen(selection, rows, goal))

    def _activities(
        self, selection: Selection, rows: Sequence[Activity], goal: CouncilGoal | BoardGoal
    ) -> tuple[Activity, ...]:
        return tuple(self._chosen(selection, rows, goal))

    def _chosen(self, selection: Selection, rows: Sequence[T], goal: CouncilGoal | BoardGoal) -> list[T]:
        if selection.everything:
            return list(rows)
        if not selection.choices:
            return []
        by_id: dict[str, T] = {}
        for row in rows:
            if row.id:
                by_id.setdefault(str(row.id), row)
        seen: dict[str, Scalar] = {}
        for choice in selection.choices:
            name = str(choice.id)
            if self._is_full():
                break
            if name not in by_id:
                self.findings.append(_unknown_row(choice.id, by_id, goal, selection))
            elif name in seen:
                self.findings.append(_double(name, choice.id.span, seen[name].span, msg("Remove one of them.")))
            seen.setdefault(name, choice.id)
        return [row for name, row in by_id.items() if name in seen]

    def _unknown_board_goal(
        self, name: str, use: CouncilGoalUse, reference: str, here: dict[str, BoardGoal]
    ) -> Diagnostic:
        span = use.entry_span("board_goals", name)
        for other, part in self.catalogue.board.goals.items():
            found = next((goal for goal in part.goals if goal.id == name), None)
            if found is not None:
                return self._elsewhere(name, span, reference, other, found)
        everything = {str(goal.id): goal for part in self.catalogue.board.goals.values() for goal in part.goals}
        near = nearest(name, here) or nearest(name, everything)
        names = near or list(here)
        related = tuple(
            Related(everything[n].span("id"), msg("“{id}” is defined here.", id=n)) for n in names if n in everything
        )
        message = msg("The board has no goal “{id}” under {goal}.", id=name, goal=reference)
        fix = respelt(use.entry_key("board_goals", name), (n for n in here if n not in use.board_goals))
        return _error("unknown-board-goal", span, message, _did_you_mean(near, names), *related, fix=fix)

    def _elsewhere(self, name: str, span: Span, reference: str, other: str, found: BoardGoal) -> Diagnostic:
        """Report a board goal that the board has under another goal, or under a reference that leads nowhere."""
        where = Related(found.span("id"), msg("The board goal is defined here, under {goal}.", goal=other))
        message = msg("The board goal “{id}” does not belong under {goal}.", id=name, goal=reference)
        hint = msg("Move it below the council goal {goal}.", goal=other)
        if other not in self.catalogue.goals:
            hint = msg("Mend {goal} in the board's file: the council has no such goal.", goal=other)
        return _error("unknown-board-goal", span, message, hint, where)

    def check_unit_goal_ids(self, goals: UnitGoals) -> None:
        """Report two unit goals with one id."""
        seen: dict[str, UnitGoal] = {}
        for use in goals.goals.values():
            for board_use in use.board_goals.values():
                for goal in board_use.unit_goals:
                    if goal.id and goal.id in seen:
                        self.findings.append(_double(goal.id, goal.span("id"), seen[goal.id].span("id")))
                    seen.setdefault(goal.id, goal)
                    self.findings += _double_ids(goal.indicators) + _double_ids(goal.activities)


def _unknown_goal(
    reference: str, key: Scalar | None, place: Span, catalogue: Catalogue, used: Container[str]
) -> Diagnostic:
    near = nearest(reference, catalogue.goals)
    valid = list(catalogue.goals)
    related = tuple(
        Related(catalogue.goals[n][1].span("title"), msg("{number} is defined here.", number=n)) for n in near
    )
    message = msg("The council of {year} has no goal {number}.", year=catalogue.council.year, number=reference)
    if len(valid) > 40:
        valid = near
    hint = msg("The year's goals are: {numbers}.", numbers=", ".join(valid)) if valid else None
    fix = _respelt_goal(key, [n for n in valid if n not in used]) if key is not None else None
    return _error("unknown-goal", key.span if key is not None else place, message, hint, *related, fix=fix)


def _respelt_goal(key: Scalar, known: list[str]) -> Fix | None:
    from vplan.fixing.making import replace_value
    from vplan.fixing.spelling import right_reference

    right = right_reference(key, known)
    return replace_value(key, right) if right is not None else None


def _unknown_row(
    wanted: Scalar, by_id: dict[str, T], goal: CouncilGoal | BoardGoal, selection: Selection
) -> Diagnostic:
    chosen = {str(choice.id) for choice in selection.choices}
    near = nearest(wanted, by_id)
    names = near or list(by_id)[:5]
    related: list[Related] = [Related(by_id[n].span("id"), msg("“{id}” is defined here.", id=n)) for n in names[:3]]
    if not names:
        related = [Related(goal.span("title"), msg("The goal is defined here, without rows to choose from."))]
    return _error(
        "unknown-id",
        wanted.span,
        msg("The goal has no row “{id}”.", id=str(wanted)),
        _did_you_mean(near, names),
        *related,
        fix=respelt(wanted, (name for name in by_id if name not in chosen)),
    )


def _did_you_mean(near: list[str], valid: Iterable[str]) -> Message:
    if near:
        return msg("Did you mean “{near}”?", near="”, “".join(near))
    names = ", ".join(valid)
    return msg("Valid here: {names}.", names=names) if names else msg("Leave it out; there is nothing to choose from.")


def _double_ids(rows: Sequence[T]) -> list[Diagnostic]:
    seen: dict[str, T] = {}
    findings = []
    for row in rows:
        if not row.id:
            continue
        if row.id in seen:
            findings.append(_double(row.id, row.span("id"), seen[row.id].span("id")))
        seen.setdefault(row.id, row)
    return findings


def _without_id(rows: Sequence[Indicator | Activity]) -> list[Diagnostic]:
    message = msg("The row has no id, so no unit can refer to it.")
    hint = msg("Add “id: …”, in lower-case letters, digits and hyphens.")
    bare = islice((row for row in rows if not row.id), MAX_FINDINGS)
    return [_error("row-without-id", row.place, message, hint) for row in bare]


def _double(name: str, span: Span, first: Span, hint: Message | None = None) -> Diagnostic:
    hint = hint or msg("Give one of them another id.")
    where = Related(first, msg("“{key}” stands here the first time.", key=name))
    return _error("duplicate-id", span, msg("The id “{id}” stands here a second time.", id=name), hint, where)


def _error(
    rule: str, span: Span, message: Message, hint: Message | None, *related: Related, fix: Fix | None = None
) -> Diagnostic:
    return Diagnostic(rule, Severity.ERROR, span, message, hint, tuple(related), fix)
