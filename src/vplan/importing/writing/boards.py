"""The board of a plan whose source hardly names it: shared with other plans only where the goals say so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from vplan.diagnostics import Message, msg
from vplan.importing.draft import Draft, Goal, Level
from vplan.importing.source import RefusedError
from vplan.importing.writing.alike import best
from vplan.importing.writing.cleaning import one_line
from vplan.importing.writing.ids import board_folder, free, without_end
from vplan.importing.writing.merge import ExistingFile
from vplan.importing.writing.placing import board_id, value_at
from vplan.model.board import Board
from vplan.workspace import BoardFolder, Layout

NAMELESS = "Nämnden"
_STAND_INS = frozenset(map(without_end, (NAMELESS, "Stadsdelsnämnden")))
_LEAST = 0.5  # so many of the goals of the plan, or of the board that has fewer, are the same
_MANY = 60


@dataclass(frozen=True, slots=True)
class Chosen:
    """A board's name and folder, and what is to be told where they are a guess."""

    name: str
    folder: str
    guess: Message | None = None


def is_stand_in(name: str) -> bool:
    """Tell whether a name is that of any board."""
    return not one_line(name) or without_end(one_line(name)) in _STAND_INS


def choose_board(draft: Draft, layout: Layout) -> Chosen:
    """Return the board of a draft. One that the source does not name is another plan's only where the goals agree."""
    name = one_line(draft.board)
    if not is_stand_in(name):
        return Chosen(name, board_id(layout, name, draft.year))
    name = name or NAMELESS
    year = layout.year(draft.year)
    boards = [(board, value_at(layout.root, board.file or "", "namn")) for board in year.boards] if year else []
    same = [board for board, there in boards if board.file and without_end(there) == without_end(name)]
    for board in same:
        if _agree(draft, layout.root, board):
            return Chosen(name, board.board, _stand_in(name))
    named = [(board, there) for board, there in boards if board.file]
    if len(named) == 1 and not same and _agree(draft, layout.root, named[0][0]):
        message = msg(
            "The source does not name its board; “{name}” is taken for it, the only one of {year}. "
            "Name it: --board “Östermalms stadsdelsnämnd”.",
            name=named[0][1],
            year=str(draft.year),
        )
        return Chosen(named[0][1], named[0][0].board, message)
    return Chosen(name, free(board_folder(name), {board.board for board, _ in boards}), _stand_in(name))


def _stand_in(name: str) -> Message:
    return msg(
        "The source does not name its board; “{name}” stands for it. Name it: --board “Östermalms stadsdelsnämnd”.",
        name=name,
    )


def _agree(draft: Draft, root: Path, board: BoardFolder) -> bool:
    """Tell whether a draft has the goals of a board, or one of them has no goals that could disagree."""
    try:
        there = ExistingFile(root, board.file or "", Board).model
    except RefusedError:
        return False
    assert isinstance(there, Board)
    old = [str(goal.title) for part in there.goals.values() for goal in part.goals][:_MANY]
    new = [one_line(goal.title) for goal in _board_goals(draft.goals)][:_MANY]
    found = sum(best(title, old, str) is not None for title in new)
    return found >= _LEAST * min(len(old), len(new))


def _board_goals(goals: Iterable[Goal]) -> Iterator[Goal]:
    for goal in goals:
        if goal.level is Level.BOARD:
            yield goal
        yield from _board_goals(goal.goals)
