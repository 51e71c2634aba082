"""The files of a new unit, and of its board where that is new: they check and build as they are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from vplan.diagnostics import has_errors, msg
from vplan.loading import load_model
from vplan.model.base import SourceModel, nearest
from vplan.model.board import Board
from vplan.model.council import Council
from vplan.model.values import as_id
from vplan.project import Project
from vplan.scaffold.files import ScaffoldError, write_new
from vplan.scaffold.names import names_for
from vplan.scaffold.texts import board_text, economy_text, goals_text, plan_text
from vplan.workspace import BOARD_FILE, COUNCIL_FILE, SETTINGS_FILE, is_folder_id, is_year

M = TypeVar("M", bound=SourceModel)
_EXAMPLE = "2018/ostermalm/hemtjanst"


@dataclass(frozen=True, slots=True)
class NewUnit:
    """What was made: the unit's folder relative to the workspace, its files, and boards named like a new one."""

    folder: str
    files: list[Path]
    similar_boards: list[str]


def make_unit(project: Project, name: str) -> NewUnit:
    """Make the files of a unit, `YEAR/BOARD/UNIT`, and those of its board where it has none.

    Raises `ScaffoldError` for a name that is no such path, a unit that exists, a year without a council's file, and a
    council's or board's file that cannot be read.
    """
    if has_errors([d for d in project.diagnostics if d.span.file == SETTINGS_FILE]):
        raise ScaffoldError(msg("{file} has errors. See vplan check.", file=SETTINGS_FILE))
    plans = project.settings.plans
    year, board_id, unit_id = _parts(name, plans)
    folder = f"{plans}/{year}/{board_id}/{unit_id}"
    if _holds_files(project.root / folder):
        raise ScaffoldError(msg("The unit {path} exists already; nothing was changed.", path=folder))
    council = _council(project, year)
    board_file = f"{plans}/{year}/{board_id}/{BOARD_FILE}"
    board = _load(project, board_file, Board) if (project.root / board_file).exists() else None
    names = names_for(project, board, year, board_id, unit_id)
    files = {} if board else {board_file: board_text(council, year, names)}
    files[f"{folder}/plan.yaml"] = plan_text(year, names)
    files[f"{folder}/mal.yaml"] = goals_text(council, board)
    files[f"{folder}/ekonomi.yaml"] = economy_text(year)
    return NewUnit(folder, write_new(project.root, files), [] if board else _similar_boards(project, board_id))


def _parts(name: str, plans: str) -> tuple[int, str, str]:
    parts = name.strip("/").removeprefix(f"{plans}/").split("/")
    if len(parts) != 3 or not is_year(parts[0]):
        raise ScaffoldError(
            msg("“{path}” is not YEAR/BOARD/UNIT, such as {example}.", path=name, example=_example(parts))
        )
    for part in parts[1:]:
        if not is_folder_id(part):
            raise ScaffoldError(
                msg(
                    "“{id}” cannot be a folder's name: use letters a–z, digits and hyphens, such as {example}.",
                    id=part,
                    example=_example(parts),
                )
            )
    return int(parts[0]), parts[1], parts[2]


def _example(parts: list[str]) -> str:
    """Return a right name as near as can be to the one that was written."""
    ids = [as_id(part) for part in parts[1:]]
    if len(parts) == 3 and is_year(parts[0]) and all(map(is_folder_id, ids)):
        return "/".join([parts[0], *ids])
    return _EXAMPLE


def _holds_files(folder: Path) -> bool:
    return folder.is_symlink() or folder.is_file() or (folder.is_dir() and any(folder.iterdir()))


def _council(project: Project, year: int) -> Council:
    folder = project.layout.year(year)
    if folder is None or folder.file is None:
        path = f"{project.settings.plans}/{year}/{COUNCIL_FILE}"
        years = ", ".join(str(y.year) for y in project.layout.years if y.file)
        if years:
            raise ScaffoldError(
                msg(
                    "{path} is missing: write the council's goals first. Years with goals: {years}.",
                    path=path,
                    years=years,
                )
            )
        raise ScaffoldError(msg("{path} is missing: write the council's goals first.", path=path))
    return _load(project, folder.file, Council)


def _load(project: Project, file: str, cls: type[M]) -> M:
    model, _ = load_model(project.root, file, cls)
    if model is None:
        raise ScaffoldError(msg("{file} has errors. See vplan check.", file=file))
    return model


def _similar_boards(project: Project, board_id: str) -> list[str]:
    others = {board.board for year in project.layout.years for board in year.boards}
    return [] if board_id in others else nearest(board_id, sorted(others))
