"""What a new unit's files call things: taken from its other years and from its neighbours, else made of the folders."""

from __future__ import annotations

from dataclasses import dataclass

from vplan.editions import edition_names
from vplan.loading import load_model
from vplan.model.board import Board
from vplan.model.plan import Plan
from vplan.model.values import one_line
from vplan.project import Project
from vplan.workspace import UnitFolder


@dataclass(frozen=True, slots=True)
class Names:
    """Names of unit and board, and the edition to use."""

    unit: str
    board: str
    edition: str


def names_for(project: Project, board: Board | None, year: int, board_id: str, unit_id: str) -> Names:
    """Return the names for a unit that is about to be made; `board` is its board's file where there is one."""
    plans = sorted(project.layout.units(), key=lambda unit: _distance(unit, year, board_id, unit_id))
    nearest_plan = _plan(project, plans[0]) if plans else None
    known = (
        one_line(nearest_plan.unit)
        if nearest_plan is not None and (plans[0].board, plans[0].unit) == (board_id, unit_id)
        else ""
    )
    board_name = one_line(board.name) if board is not None else _board_name(project, year, board_id)
    return Names(known or _words(unit_id), board_name or _words(board_id), _edition(project, nearest_plan, year))


def _distance(unit: UnitFolder, year: int, board_id: str, unit_id: str) -> tuple[bool, int, bool, str]:
    """Order other units: the same one in the nearest year first, then those of the nearest year, own board first."""
    return ((unit.board, unit.unit) != (board_id, unit_id), abs(unit.year - year), unit.board != board_id, unit.id)


def _plan(project: Project, unit: UnitFolder) -> Plan | None:
    file = unit.file("plan.yaml")
    return load_model(project.root, file, Plan)[0] if file else None


def _board_name(project: Project, year: int, board_id: str) -> str:
    files = [
        (abs(folder.year - year), board.file)
        for folder in project.layout.years
        for board in folder.boards
        if board.board == board_id and board.file
    ]
    model = load_model(project.root, min(files)[1], Board)[0] if files else None
    return one_line(model.name) if model is not None else ""


def _edition(project: Project, plan: Plan | None, year: int) -> str:
    """Return the edition of the year in the nearest plan's family, else that plan's own, else the newest."""
    names = edition_names(project.root, project.settings.editions)
    used = str(plan.edition).strip() if plan is not None else ""
    family = used.rpartition("/")[0]
    own = [name for name in names if name.startswith(f"{family}/")] if family else []
    if f"{family}/{year}" in own:
        return f"{family}/{year}"
    if used in names:
        return used
    of_year = [name for name in names if name.endswith(f"/{year}")]
    return (of_year or names)[-1]


def _words(name: str) -> str:
    return name.replace("-", " ").capitalize()
