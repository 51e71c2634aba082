"""What the rules look at: the parts of a council's, a board's or a unit's own files, gathered by kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from vplan.link import LinkedIndicator, LinkedPlan
from vplan.model.board import Board
from vplan.model.common import Activity, Indicator
from vplan.model.council import Council
from vplan.model.economy import BudgetTable, Economy
from vplan.model.plan import Plan
from vplan.model.prose import Prose
from vplan.model.unit_goals import UnitGoals
from vplan.prose import ParsedProse, parse

if TYPE_CHECKING:
    from vplan.model.award import Award
    from vplan.questions import LinkedAward

_HTML_OR_AUTOLINK = re.compile(r"<[A-Za-z/!?]")


@dataclass(frozen=True)
class CheckedText:
    """A text to check.

    Parsing Markdown costs more than all else in a check, so the rules ask first whether the text holds any of the signs
    they look for: `may_hold_html`, `may_hold_links`.
    """

    prose: Prose

    @cached_property
    def parsed(self) -> ParsedProse:
        """The text's tokens."""
        return parse(self.prose)


def may_hold_html(text: str) -> bool:
    """Tell whether a text can hold HTML or a link in angle brackets."""
    return "<" in text and _HTML_OR_AUTOLINK.search(text) is not None


def may_hold_links(text: str) -> bool:
    """Tell whether a text can hold a link or a picture: inline, by reference, or in angle brackets."""
    return "](" in text or "]:" in text or may_hold_html(text)


@dataclass(frozen=True)
class Scope:
    """What the rules look at.

    `folder` is the unit's folder and `files` the files in it; both are empty for a council or a board, whose texts have
    no pictures. Rows stand in the groups that are printed as tables. `sums_are_known` is false where an amount of the
    budget could not be read. `award` is set for an application whose edition can be used.
    """

    root: Path
    year: int
    proses: tuple[Prose, ...]
    indicators: tuple[tuple[Indicator, ...], ...] = ()
    activities: tuple[tuple[Activity, ...], ...] = ()
    budget: tuple[BudgetTable, ...] = ()
    sums_are_known: bool = True
    linked_indicators: tuple[LinkedIndicator, ...] = ()
    award: LinkedAward | None = None
    folder: str = ""
    files: tuple[str, ...] = ()

    @cached_property
    def texts(self) -> tuple[CheckedText, ...]:
        """The texts, parsed only where a rule needs it."""
        return tuple(CheckedText(prose) for prose in self.proses)

    def parsed_if(self, needed: Callable[[str], bool]) -> Iterator[ParsedProse]:
        """Yield the parsed form of those texts for which `needed` holds."""
        return (text.parsed for text in self.texts if needed(text.prose.text))


def council_scope(root: Path, year: int, council: Council) -> Scope:
    """Gather what the rules look at in `kf.yaml`."""
    goals = [goal for _, goal in council.goals()]
    return Scope(
        root,
        year,
        _texts(*(d.description for d in council.directions), *(g.description for g in goals)),
        tuple(g.indicators for g in goals),
        tuple(g.activities for g in goals),
    )


def board_scope(root: Path, year: int, board: Board) -> Scope:
    """Gather what the rules look at in `namnd.yaml`."""
    parts = board.goals.values()
    goals = [goal for part in parts for goal in part.goals]
    return Scope(
        root,
        year,
        _texts(*(text for g in goals for text in (g.description, g.expected_result))),
        (*(part.indicators for part in parts), *(goal.indicators for goal in goals)),
        (*(part.activities for part in parts), *(goal.activities for goal in goals)),
    )


def unit_scope(
    root: Path,
    year: int,
    folder: str,
    files: Sequence[str],
    plan: Plan | None,
    goals: UnitGoals | None,
    economy: Economy | None,
    linked: LinkedPlan | None,
) -> Scope:
    """Gather what the rules look at in a unit's files; those that could not be read are None."""
    unit_goals = [
        goal
        for use in (goals.goals.values() if goals else ())
        for board_use in use.board_goals.values()
        for goal in board_use.unit_goals
    ]
    proses: list[Prose | None] = []
    if plan:
        proses += [chapter.text for chapter in (*plan.front_chapters, *plan.back_chapters)]
        proses += [plan.proposal.text, *plan.proposal.points] if plan.proposal else []
    for goal in unit_goals:
        proses += [goal.expected_result, goal.methods, goal.resources, goal.follow_up, goal.development]
    tables = economy.tables if economy else ()
    proses += [economy.resources if economy else None, *(table.text for table in tables)]
    return Scope(
        root,
        year,
        _texts(*proses),
        tuple(goal.indicators for goal in unit_goals),
        tuple(goal.activities for goal in unit_goals),
        tables,
        linked_indicators=tuple(_linked_indicators(linked)) if linked else (),
        folder=folder,
        files=tuple(files),
    )


def award_scope(
    root: Path, year: int, folder: str, files: Sequence[str], award: Award | None, linked: LinkedAward | None
) -> Scope:
    """Gather what the rules look at in a unit's application; one that could not be read is None."""
    proses = [award.introduction, *award.answers.values()] if award else []
    return Scope(root, year, _texts(*proses), award=linked, folder=folder, files=tuple(files))


def _linked_indicators(plan: LinkedPlan) -> Iterable[LinkedIndicator]:
    for direction in plan.directions:
        for goal in direction.goals:
            yield from goal.indicators
            for board_goal in goal.board_goals:
                yield from board_goal.indicators
                for unit_goal in board_goal.unit_goals:
                    yield from (LinkedIndicator(row) for row in unit_goal.indicators)


def _texts(*proses: Prose | None) -> tuple[Prose, ...]:
    return tuple(prose for prose in proses if prose is not None and prose.text.strip())
