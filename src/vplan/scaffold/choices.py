"""The goals of a year as commented YAML: what a new unit, or a new board, can choose from.

Each line begins with `# `; without that sign the lines are valid YAML where they stand. Titles stand as comments behind
the ids, so that a person can choose.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping

from vplan.model.board import Board, BoardGoal, BoardGoals
from vplan.model.common import Activity, Indicator
from vplan.model.council import Council, CouncilGoal, Direction
from vplan.model.values import as_id, one_line
from vplan.source.yaml12 import changed_by_yaml12

_PLAIN = re.compile(r"[^\W\d_][\w ,./()–-]*\Z")
_WIDTH = 90
_TEXTS = (
    ("förväntat_resultat", "Vad målet ska leda till, så att det går att följa upp."),
    ("arbetssätt", "Hur enheten arbetar för att nå målet."),
    ("resursanvändning", "Vad enheten använder för att nå målet."),
    ("uppföljning", "Hur och när målet följs upp."),
    ("utveckling", "Vad enheten ska utveckla."),
)


def plain(text: str) -> str:
    """Return the text as a YAML value on one line, in quotes where it needs them."""
    line = one_line(text)
    return line if _PLAIN.match(line) and not changed_by_yaml12(line) else json.dumps(line, ensure_ascii=False)


def unit_choices(council: Council, board: Board | None) -> str:
    """Return all goals of the council and the board for `mal.yaml`, to stand below `mål:`."""
    writer = _UnitWriter(council.year, board.goals if board else {})
    return _commented(line for direction in council.directions for line in writer.direction(direction))


def board_choices(council: Council) -> str:
    """Return the council's goals, each with a board goal to fill in, for `namnd.yaml`, to stand below `mål:`."""
    return _commented(line for direction in council.directions for line in _board_direction(direction))


def _commented(lines: Iterable[str]) -> str:
    return "".join(f"# {line}\n" for line in lines)


def _board_direction(direction: Direction) -> Iterator[str]:
    yield _heading(direction)
    for goal in direction.goals:
        if goal.reference:
            yield f"  {_key(goal.reference)}: {_remark(goal.title)}"
            yield f"    - id: namndmal-{as_id(goal.reference)}"
            yield "      nämndmål: Skriv nämndens mål här"


class _UnitWriter:
    def __init__(self, year: int, board_parts: Mapping[str, BoardGoals]) -> None:
        self.year = year
        self.board_parts = board_parts
        self.explained = False

    def direction(self, direction: Direction) -> Iterator[str]:
        yield _heading(direction)
        for goal in direction.goals:
            if goal.reference:
                yield from self._goal(goal)

    def _goal(self, goal: CouncilGoal) -> Iterator[str]:
        part = self.board_parts.get(goal.reference, BoardGoals())
        yield f"  {_key(goal.reference)}: {_remark(goal.title)}"
        yield from _rows((*goal.indicators, *part.indicators), (*goal.activities, *part.activities), "    ")
        if part.goals:
            yield "    nämndmål:"
        for board_goal in part.goals:
            if board_goal.id:
                yield from self._board_goal(board_goal)

    def _board_goal(self, goal: BoardGoal) -> Iterator[str]:
        yield f"      {_key(goal.id)}: {_remark(goal.title)}"
        yield from _rows(goal.indicators, goal.activities, "        ")
        yield "        enhetsmål:"
        yield f"          - id: {goal.id}-1"
        yield "            mål: Skriv enhetens mål här"
        if not self.explained:
            self.explained = True
            yield from _all_keys(self.year, "            ")


def _all_keys(year: int, indent: str) -> Iterator[str]:
    """Yield all that a unit goal can have; shown once."""
    for key, sentence in _TEXTS:
        yield f"{indent}{key}: |"
        yield f"{indent}  {sentence}"
    yield f"{indent}indikatorer:"
    yield f"{indent}  - namn: Skriv vad som mäts"
    yield f"{indent}    årsmål: 90 %"
    yield f"{indent}    periodicitet: år # år, halvår, tertial eller månad"
    yield f"{indent}    bättre: högre # högre eller lägre"
    yield f"{indent}aktiviteter:"
    yield f"{indent}  - aktivitet: Skriv vad som ska göras"
    yield f"{indent}    start: {year}-01-01"
    yield f"{indent}    slut: {year}-12-31"


def _rows(indicators: tuple[Indicator, ...], activities: tuple[Activity, ...], indent: str) -> Iterator[str]:
    for key, rows in (
        ("indikatorer", [(row.id, row.name) for row in indicators if row.id]),
        ("aktiviteter", [(row.id, row.text) for row in activities if row.id]),
    ):
        if rows:
            yield f"{indent}{key}:"
            yield from (f"{indent}  - {_key(name)} {_remark(text)}" for name, text in rows)


def _heading(direction: Direction) -> str:
    number = f"{direction.number} " if direction.number else ""
    return f"  # {_short(number + direction.title)}"


def _key(text: str) -> str:
    return f'"{text}"' if changed_by_yaml12(text) else str(text)


def _remark(title: str) -> str:
    return f"# {_short(title)}"


def _short(text: str) -> str:
    return textwrap.shorten(text, _WIDTH, placeholder=" …")
