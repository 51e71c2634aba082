"""What the rules across units look at: a few facts of each unit, and the catalogues the units stand on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from vplan.diagnostics import Span
from vplan.model.board import Board
from vplan.rules.scope import LONG_TEXT, Scope


class LongText(NamedTuple):
    """A long text of a unit: its hash, its file, and the line (from 1) on which its words begin.

    Workers are forked, so that the same text has the same hash in all. Where exactly it stands is asked of `View.place`
    for the few that need it.
    """

    hash: int
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What the rules across units need to know of a unit: small, because it goes from worker to parent.

    `board_goals` are pairs of the council goal's reference and the board goal's id.
    """

    unit: str
    year: int
    board: str
    council_goals: frozenset[str] = frozenset()
    board_goals: frozenset[tuple[str, str]] = frozenset()
    long_texts: tuple[LongText, ...] = ()


@dataclass(frozen=True)
class View:
    """The units that were checked, and the boards by year and name.

    `whole_boards` are those of which every unit is there and could be read. `place` gives the first line of a long
    text.
    """

    units: Sequence[UnitFacts]
    boards: Mapping[tuple[int, str], Board]
    whole_boards: frozenset[tuple[int, str]]
    place: Callable[[LongText], Span]


def facts_of(unit: str, year: int, board: str, scope: Scope) -> UnitFacts:
    """Gather a unit's facts from what its rules looked at."""
    goals = scope.goals.goals if scope.goals else {}
    return UnitFacts(
        unit,
        year,
        board,
        frozenset(goals),
        frozenset((goal, name) for goal, use in goals.items() for name in use.board_goals),
        tuple(_long_texts(scope)),
    )


def _long_texts(scope: Scope) -> Iterator[LongText]:
    for prose in scope.proses:
        text = prose.text
        if len(text) >= LONG_TEXT:
            yield LongText(hash(text.strip()), text.source.file, text.line + (2 if text.style in ("|", ">") else 1))
