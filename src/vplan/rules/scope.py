"""What the rules look at: the parts of a council's, a board's or a unit's own files, gathered by kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from vplan.budget import Line, lines_of
from vplan.diagnostics import Diagnostic, Severity
from vplan.link import LinkedDirection, LinkedIndicator, LinkedPlan
from vplan.model.board import Board
from vplan.model.common import Activity, Indicator
from vplan.model.council import Council
from vplan.model.economy import BudgetTable, Economy
from vplan.model.plan import Plan
from vplan.model.prose import Prose
from vplan.model.unit_goals import UnitGoal, UnitGoals
from vplan.prose import ParsedProse, parse
from vplan.source.tree import Source

if TYPE_CHECKING:
    from vplan.model.award import Award
    from vplan.questions import LinkedAward
    from vplan.rules.amounts import Money
    from vplan.rules.facts import Figure, Shown
    from vplan.rules.retyped_title import NamesAbove

LONG_TEXT = 200  # characters; shorter texts are the same by chance, or rightly

_HTML_OR_AUTOLINK = re.compile(r"<[A-Za-z/!?]")


@dataclass(frozen=True)
class CheckedText:
    """A text to check."""

    prose: Prose

    @cached_property
    def parsed(self) -> ParsedProse:
        """The text's tokens."""
        return parse(self.prose)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The numbers of the text that have a unit: percent or money."""
        from vplan.rules.facts import figures_in

        return figures_in(self.prose.text)


def may_hold_html(text: str) -> bool:
    """Tell whether a text can hold HTML or a link in angle brackets."""
    return "<" in text and _HTML_OR_AUTOLINK.search(text) is not None


def may_hold_links(text: str) -> bool:
    """Tell whether a text can hold a link or a picture: inline, by reference, or in angle brackets."""
    return ("]" in text and ("](" in text or "]:" in text)) or may_hold_html(text)


@dataclass(frozen=True)
class Scope:
    """What the rules look at.

    `folder` is the unit's folder and `files` the files in it; both are empty for a council or a board, whose texts have
    no pictures. Rows stand in the groups that are printed as tables. `unsure` are the places in `budget` of the
    tables in which something could not be read. `award` is set for an application whose edition can be used.

    `plan`, `goals`, `economy` are a unit's own files as far as they could be read, and `linked` is all its goals with
    what they refer to. `council` and `board` are those it stands on (for a council's or a board's scope: itself).
    `above` is the council that a board's scope stands on.
    `names_above` gives what can be referred to, gathered once for all units of a board.
    `earlier` gives the indicators of the year before; it reads files, so a rule asks by `before`, when it must.
    """

    root: Path
    year: int
    proses: tuple[Prose, ...]
    indicators: tuple[tuple[Indicator, ...], ...] = ()
    activities: tuple[tuple[Activity, ...], ...] = ()
    budget: tuple[BudgetTable, ...] = ()
    unsure: frozenset[int] = frozenset()
    linked_indicators: tuple[LinkedIndicator, ...] = ()
    award: LinkedAward | None = None
    folder: str = ""
    files: tuple[str, ...] = ()
    plan: Plan | None = None
    goals: UnitGoals | None = None
    economy: Economy | None = None
    linked: LinkedPlan | None = None
    council: Council | None = None
    board: Board | None = None
    above: Council | None = None
    earlier: Callable[[], tuple[LinkedIndicator, ...]] = tuple
    names_above: Callable[[], NamesAbove | None] = lambda: None

    @property
    def is_unit(self) -> bool:
        """Tell whether this is a unit, not a council or a board."""
        return bool(self.folder)

    def is_own(self, file: str) -> bool:
        """Tell whether a file is one of the unit's; a council or a board has none."""
        return file in self.files

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """The files that are judged, as text. A unit's are its own, not those of its council and board."""
        own = (self.plan, self.goals, self.economy) if self.is_unit else (self.council, self.board)
        models = (*own, self.award.award if self.award else None)
        return tuple(source for model in models if model is not None and (source := model.source) is not None)

    @cached_property
    def sure_tables(self) -> tuple[BudgetTable, ...]:
        """The tables of the budget whose sums are known, since all amounts in them could be read."""
        return tuple(table for at, table in enumerate(self.budget) if at not in self.unsure)

    @cached_property
    def unit_goals(self) -> tuple[UnitGoal, ...]:
        """The unit's goals in the order of the file."""
        uses = self.goals.goals.values() if self.goals else ()
        return tuple(goal for use in uses for board_use in use.board_goals.values() for goal in board_use.unit_goals)

    @cached_property
    def texts(self) -> tuple[CheckedText, ...]:
        """The texts, parsed only where a rule needs it."""
        return tuple(CheckedText(prose) for prose in self.proses)

    @cached_property
    def swedish_texts(self) -> tuple[CheckedText, ...]:
        """The texts in Swedish; in another language numbers are spelt in another way."""
        from vplan.rules.facts import foreign_texts

        foreign = foreign_texts(self)
        return tuple(text for text in self.texts if id(text.prose) not in foreign) if foreign else self.texts

    @cached_property
    def shown(self) -> tuple[Shown, ...]:
        """A plan's indicators with where they stand, or those of a council or a board."""
        from vplan.rules.facts import shown_indicators

        return tuple(shown_indicators(self))

    @cached_property
    def money(self) -> Money | None:
        """The sums of money in a unit's texts beside the amounts of its budget; None where there is none to compare."""
        if not self.budget or self.unsure:
            return None
        if not any(figure.is_money for text in self.swedish_texts for figure in text.figures):
            return None
        from vplan.rules.amounts import money_of

        return money_of(self)

    @cached_property
    def before(self) -> dict[str, LinkedIndicator]:
        """The indicators of the year before, by id, and those without one by name."""
        return {str(found.row.id) or str(found.row.name): found for found in self.earlier()}

    @cached_property
    def joined(self) -> str:
        """All texts in one, between line ends."""
        return "\n".join([prose.text for prose in self.proses])

    def texts_if(self, needed: Callable[[str], bool]) -> Sequence[CheckedText]:
        """Return those texts for which `needed` holds.

        Most signs that a rule looks for stand in no text at all, which one look at all texts together tells; so what
        holds for a text must hold for a longer one with the same lines in it. A condition that first looks for a
        single character costs least.
        """
        if not needed(self.joined):
            return ()
        return [text for text in self.texts if needed(text.prose.text)]

    def parsed_if(self, needed: Callable[[str], bool]) -> Iterator[ParsedProse]:
        """Yield the parsed form of those texts for which `needed` holds, as in `texts_if`.

        Parsing Markdown costs more than all else in a check, so the rules ask first whether a text holds any of the
        signs they look for.
        """
        return (text.parsed for text in self.texts_if(needed))

    @cached_property
    def budget_lines(self) -> tuple[list[Line], ...]:
        """The computed lines of each budget table."""
        return tuple(lines_of(table) for table in self.budget)


def council_scope(root: Path, year: int, council: Council, earlier: Callable[[], Council | None]) -> Scope:
    """Gather what the rules look at in `kf.yaml`; `earlier` gives the council of the year before."""
    goals = [goal for _, goal in council.goals()]
    return Scope(
        root,
        year,
        _texts(*(d.description for d in council.directions), *(g.description for g in goals)),
        tuple(g.indicators for g in goals),
        tuple(g.activities for g in goals),
        council=council,
        earlier=lambda: _rows(g.indicators for found in filter(None, (earlier(),)) for _, g in found.goals()),
    )


def board_scope(
    root: Path, year: int, board: Board, above: Council | None, earlier: Callable[[], Board | None]
) -> Scope:
    """Gather what the rules look at in `namnd.yaml`; `earlier` gives the board of the year before."""
    parts = board.goals.values()
    goals = [goal for part in parts for goal in part.goals]
    return Scope(
        root,
        year,
        _texts(*(text for g in goals for text in (g.description, g.expected_result))),
        _indicators_of(board),
        (*(part.activities for part in parts), *(goal.activities for goal in goals)),
        board=board,
        above=above,
        earlier=lambda: _rows(_indicators_of(earlier())),
    )


def _indicators_of_council(council: Council | None) -> tuple[tuple[Indicator, ...], ...]:
    return tuple(goal.indicators for _, goal in council.goals()) if council else ()


def _indicators_of(board: Board | None) -> tuple[tuple[Indicator, ...], ...]:
    parts = board.goals.values() if board else ()
    return (
        *(part.indicators for part in parts),
        *(goal.indicators for part in parts for goal in part.goals),
    )


def _rows(tables: Iterable[Sequence[Indicator]]) -> tuple[LinkedIndicator, ...]:
    return tuple(LinkedIndicator(row) for table in tables for row in table)


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
        linked_indicators=tuple(linked_indicators(linked.directions)) if linked else (),
        folder=folder,
        files=tuple(files),
        plan=plan,
        goals=goals,
        economy=economy,
        linked=linked,
    )


def award_scope(
    root: Path, year: int, folder: str, files: Sequence[str], award: Award | None, linked: LinkedAward | None
) -> Scope:
    """Gather what the rules look at in a unit's application; one that could not be read is None."""
    proses = [award.introduction, *award.answers.values()] if award else []
    return Scope(root, year, _texts(*proses), award=linked, folder=folder, files=tuple(files))


def linked_indicators(directions: Iterable[LinkedDirection]) -> Iterable[LinkedIndicator]:
    """Yield the indicators that a unit shows, in the order of its document."""
    for direction in directions:
        for goal in direction.goals:
            yield from goal.indicators
            for board_goal in goal.board_goals:
                yield from board_goal.indicators
                for unit_goal in board_goal.unit_goals:
                    yield from (LinkedIndicator(row) for row in unit_goal.indicators)


def _texts(*proses: Prose | None) -> tuple[Prose, ...]:
    return tuple(prose for prose in proses if prose is not None and prose.text.strip())


def unsure_tables(economy: Economy | None, findings: Iterable[Diagnostic]) -> frozenset[int]:
    """Return the places of the budget's tables in which something is in error, so that an amount may be missing."""
    lines = [found.span.line for found in findings if found.severity is Severity.ERROR]
    if not lines or economy is None:
        return frozenset()
    places = [table.place for table in economy.tables]
    return frozenset(
        at for at, place in enumerate(places) if any(place.line <= line <= place.end_line for line in lines)
    )
