"""Goals, indicators, activities, questions and editions as choices: what an editor shows beside an id."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from vplan.model.award_edition import AwardPart, AwardQuestion
from vplan.model.board import BoardGoal
from vplan.model.common import Activity, Indicator
from vplan.model.council import CouncilGoal, Direction
from vplan.model.prose import Prose
from vplan.model.values import one_line
from vplan.schema.choosing import Choice

_LONGEST = 400


def council_goal(direction: Direction, goal: CouncilGoal) -> Choice:
    """Return a council goal under its reference."""
    above = f"Inriktningsmål: {_numbered(direction.number, direction.title)}"
    return _choice(goal.reference, _numbered(goal.number, goal.title), above, _short(goal.description))


def board_goal(goal: BoardGoal) -> Choice:
    """Return a board goal under its id."""
    expected = _short(goal.expected_result)
    result = f"Förväntat resultat: {expected}" if expected else ""
    return _choice(goal.id, _numbered(goal.number, goal.title), _short(goal.description), result)


def indicators(rows: Iterable[Indicator]) -> dict[str, Choice]:
    """Return the indicators that have an id, of two the first, as the linked plan has them."""
    found: dict[str, Choice] = {}
    for row in rows:
        if row.id:
            found.setdefault(str(row.id), _indicator(row))
    return found


def activities(rows: Iterable[Activity]) -> dict[str, Choice]:
    """Return the activities that have an id, of two the first."""
    found: dict[str, Choice] = {}
    for row in rows:
        if row.id:
            days = " – ".join(day.isoformat() for day in (row.start, row.end) if day)
            found.setdefault(str(row.id), _choice(row.id, row.text, days))
    return found


def question(part: AwardPart, asked: AwardQuestion) -> Choice:
    """Return a question of the award under its number."""
    number = asked.number.strip()
    return _choice(number, f"{number}. {one_line(asked.text)}", one_line(part.heading))


def edition(name: str, title: str) -> Choice:
    """Return an edition under its name."""
    return _choice(name, title or name)


def _indicator(row: Indicator) -> Choice:
    facts = [
        ("KF:s årsmål", one_line(row.council_target.text)),
        ("Årsmål", one_line(row.target.text)),
        ("Periodicitet", row.periodicity.value if row.periodicity else ""),
        ("Bättre", row.better.value if row.better else ""),
    ]
    return _choice(row.id, row.name, " · ".join(f"{name}: {value}" for name, value in facts if value))


def _choice(name: str, title: str, *more: str) -> Choice:
    return Choice(str(name), one_line(title) or str(name), tuple(text for text in more if text))


def _numbered(number: str, title: str) -> str:
    return f"{number} {one_line(title)}".strip()


def _short(prose: Prose | None) -> str:
    return textwrap.shorten(prose.text, _LONGEST, placeholder=" …") if prose is not None else ""
