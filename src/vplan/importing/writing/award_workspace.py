"""The file of an application in a workspace: beside the unit's plan where that is there, else in its own folder."""

from __future__ import annotations

from pathlib import Path

from vplan.diagnostics import msg
from vplan.editions import EditionError, edition_names, load_award_edition
from vplan.importing.draft import AwardDraft
from vplan.importing.recognise.award import KnownEdition
from vplan.importing.source import Place, RefusedError
from vplan.importing.writing.alike import normal
from vplan.importing.writing.award_file import award_file
from vplan.importing.writing.boards import NAMELESS, is_stand_in
from vplan.importing.writing.cleaning import one_line
from vplan.importing.writing.ids import free, unit_folder
from vplan.importing.writing.placing import board_id, value_at
from vplan.importing.writing.result import Notes, Places, Result
from vplan.importing.writing.workspace import new_workspace, open_target, refuse_large, refuse_nameless, yaml_file
from vplan.model.choices import DocumentKind
from vplan.workspace import AWARD_FILE, PLAN_FILES, Layout, UnitFolder


def award_editions(root: Path, folder: str) -> list[KnownEdition]:
    """Return the editions of the award that the workspace at `root` can use; those with errors are left out."""
    found = []
    for name in edition_names(root, folder, DocumentKind.AWARD):
        try:
            found.append(KnownEdition(name, load_award_edition(name, root, folder)))
        except EditionError:
            continue
    return found


def write_award(draft: AwardDraft, root: Path) -> Result:
    """Return the files that an application becomes in the workspace at `root`, as `write` does for a plan.

    Nothing is written. Raises `RefusedError` for one without year or unit, and where its file is there already.
    """
    refuse_nameless(draft.year, draft.unit)
    settings, layout = open_target(root)
    notes, places = Notes(), Places()
    board, unit = _folders(draft, layout, notes)
    folder = f"{settings.plans}/{draft.year}/{board}/{unit}"
    file = f"{folder}/{AWARD_FILE}"
    here = root / folder
    if (root / file).exists() or (root / file).is_symlink() or here.is_symlink() or here.is_file():
        raise RefusedError(
            msg("The application {path} exists already; nothing was changed.", path=file),
            msg("Remove or rename it, or import to another workspace."),
        )
    edition = load_award_edition(draft.edition, root, settings.editions)
    files = new_workspace(root)
    files.append(yaml_file(file, award_file(draft, edition, notes), places))
    refuse_large(files)
    return Result(
        f"{draft.year}/{board}/{unit}",
        folder,
        files,
        places,
        list(notes.differences(places)),
        notes.left_out,
        list(notes.guesses(places)),
        draft.edition,
    )


def _folders(draft: AwardDraft, layout: Layout, notes: Notes) -> tuple[str, str]:
    """Return the folders of board and unit: those that the unit has in this year or another, else made of the names."""
    name, wanted = one_line(draft.board), normal(one_line(draft.unit))
    units = sorted(layout.units(), key=lambda unit: abs(unit.year - draft.year))
    same = [unit for unit in units if normal(_name_of(layout.root, unit)) == wanted]
    if is_stand_in(name):
        if same:
            return same[0].board, same[0].unit
        message = msg(
            "The source does not name its board; “{name}” stands for it. Name it: --board “Östermalms stadsdelsnämnd”.",
            name=name or NAMELESS,
        )
        notes.guess(Place(), message)
        name = name or NAMELESS
    board = board_id(layout, name, draft.year)
    own = next((unit for unit in same if unit.board == board), None)
    if own is not None:
        return board, own.unit
    taken = {unit.unit for unit in units if unit.board == board}
    return board, free(unit_folder(one_line(draft.unit), board), taken)


def _name_of(root: Path, unit: UnitFolder) -> str:
    """Return a unit's name by its plan, else by its application."""
    for file in (PLAN_FILES[0], AWARD_FILE):
        path = unit.file(file)
        if path and (name := value_at(root, path, "enhet")):
            return name
    return ""
