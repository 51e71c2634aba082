"""The year's wheel from a plan's own dates: its activities, as the wheel and the calendar need them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vplan.figures.calendar import Day
from vplan.figures.data import Occasion, OccasionKind
from vplan.model.values import one_line

if TYPE_CHECKING:
    from vplan.link import LinkedPlan
    from vplan.model.board import BoardGoal
    from vplan.model.common import Activity
    from vplan.model.council import CouncilGoal
    from vplan.model.unit_goals import UnitGoal

_FIRST: Day = (1, 1)
_LAST: Day = (12, 31)


@dataclass(frozen=True, slots=True)
class GoalActivity:
    """An activity of a plan with the goal that it stands under."""

    activity: Activity
    goal: CouncilGoal | BoardGoal | UnitGoal


def activities_of(linked: LinkedPlan) -> Iterator[GoalActivity]:
    """Yield the activities that a plan uses or has, of council, board and unit, in the document's order."""
    for direction in linked.directions:
        for goal in direction.goals:
            yield from (GoalActivity(activity, goal.goal) for activity in goal.activities)
            for board_goal in goal.board_goals:
                yield from (GoalActivity(activity, board_goal.goal) for activity in board_goal.activities)
                for unit_goal in board_goal.unit_goals:
                    yield from (GoalActivity(activity, unit_goal) for activity in unit_goal.activities)


def occasions_of(linked: LinkedPlan) -> list[Occasion]:
    """Return the activities of a plan as they stand on its wheel, none twice.

    An activity is cut to the plan's year; one wholly outside it, or without a date, is left out.
    """
    made = (_occasion(item.activity, linked.year) for item in activities_of(linked))
    return list({(occasion.name, occasion.spans): occasion for occasion in made if occasion is not None}.values())


def _occasion(activity: Activity, year: int) -> Occasion | None:
    start, end = activity.start or activity.end, activity.end or activity.start
    if start is None or end is None or end < start or start.year > year or end.year < year:
        return None
    first = (start.month, start.day) if start.year == year else _FIRST
    last = (end.month, end.day) if end.year == year else _LAST
    return Occasion(one_line(activity.text), OccasionKind.ACTIVITY, ((first, last),))
