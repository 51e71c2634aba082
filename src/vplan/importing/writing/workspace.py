"""All files of a draft: its unit's own, the catalogues it refers to, and a new workspace around them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from vplan.diagnostics import has_errors, msg
from vplan.importing.draft import Draft
from vplan.importing.source import Place, RefusedError
from vplan.importing.writing.board_file import BoardFile
from vplan.importing.writing.boards import Chosen, choose_board
from vplan.importing.writing.catalogue import Catalogues
from vplan.importing.writing.cleaning import one_line
from vplan.importing.writing.council_file import CouncilFile
from vplan.importing.writing.economy_file import economy_file
from vplan.importing.writing.goals_file import goals_file
from vplan.importing.writing.hierarchy import tidy
from vplan.importing.writing.merge import ExistingFile
from vplan.importing.writing.order import tell_order
from vplan.importing.writing.placing import edition_for, unit_id
from vplan.importing.writing.plan_file import plan_file
from vplan.importing.writing.result import Notes, Places, Result, Written
from vplan.importing.writing.rows import note_text
from vplan.importing.writing.yaml_text import Map, Writer
from vplan.model.board import Board
from vplan.model.council import Council
from vplan.model.settings import Settings
from vplan.opening import MAX_BYTES
from vplan.project import Project
from vplan.scaffold.workspace import bare_files
from vplan.workspace import (
    AWARD_FILE,
    BOARD_FILE,
    COUNCIL_FILE,
    DECISION_FILE,
    SETTINGS_FILE,
    Layout,
    find_root,
    is_year,
)


def write(draft: Draft, root: Path) -> Result:
    """Return the files that a draft becomes in the workspace at `root`, which may be a folder to be made.

    Nothing is written. Raises `RefusedError` for a draft without year or unit, a unit that is there already, a folder
    inside another workspace, and files of the workspace that have errors or cannot be added to.
    """
    refuse_nameless(draft.year, draft.unit)
    settings, layout = open_target(root)
    notes, places = Notes(), Places()
    chosen = choose_board(draft, layout)
    board_name, board = chosen.name, chosen.folder
    unit, is_there = unit_id(layout, board, one_line(draft.unit), draft.year)
    year_folder = f"{settings.plans}/{draft.year}"
    folder = f"{year_folder}/{board}/{unit}"
    if is_there or _holds_files(root / folder):
        raise RefusedError(
            msg("The unit {path} exists already; nothing was changed.", path=folder),
            msg("Remove or rename its folder, or import to another workspace."),
        )
    files = new_workspace(root)
    council_file, board_file = f"{year_folder}/{COUNCIL_FILE}", f"{year_folder}/{board}/{BOARD_FILE}"
    catalogues = Catalogues(draft.year, notes)
    for file, cls in ((council_file, Council), (board_file, Board)):
        if (root / file).exists() or (root / file).is_symlink():
            catalogues.existing[file] = ExistingFile(root, file, cls)
    nodes = tidy(draft.goals, notes)
    old_council, old_board = catalogues.existing.get(council_file), catalogues.existing.get(board_file)
    old_board_model = old_board.model if old_board is not None and isinstance(old_board.model, Board) else None
    if chosen.guess is not None:
        notes.guess(Place(), chosen.guess, chosen)
    elif old_board_model is not None:
        note_text(Place(), msg("board's name"), board_name, str(old_board_model.name), None, notes)
    # the board's ids are known before the council's rows are placed: both stand under one goal
    board_writer = BoardFile(catalogues, old_board)
    council = CouncilFile(catalogues, old_council, old_board_model).write(nodes)
    board_content = board_writer.write(nodes, board_name)
    _place_name((chosen, draft.board), old_board, board_content)
    edition_name, edition = edition_for(draft, root, settings.editions)
    contents: list[tuple[str, Map | None]] = [
        (council_file, council if old_council is None else None),
        (board_file, board_content if old_board is None else None),
        (f"{folder}/plan.yaml", plan_file(draft, edition_name, edition, notes)),
        (f"{folder}/mal.yaml", goals_file(nodes, catalogues)),
        (f"{folder}/ekonomi.yaml", economy_file(draft.economy, notes, edition) if draft.economy is not None else None),
    ]
    _compare_chapter(draft, str(edition.economy.chapter), notes)
    tell_order(nodes, edition, notes)
    files += _finish(catalogues.existing.values(), places)
    files += [yaml_file(file, content, places) for file, content in contents if content is not None]
    refuse_large(files)
    return Result(
        f"{draft.year}/{board}/{unit}",
        folder,
        files,
        places,
        list(notes.differences(places)),
        notes.left_out,
        list(notes.guesses(places)),
        edition_name,
    )


def refuse_nameless(year: int, unit: str) -> None:
    """Raise `RefusedError` for a document without year or unit."""
    if not is_year(str(year)):
        raise RefusedError(msg("The year of the plan is not known."), msg("Name it: --year 2018."))
    if not one_line(unit):
        raise RefusedError(msg("The unit of the plan is not known."), msg("Name it: --unit “Hemtjänsten”."))


def open_target(root: Path) -> tuple[Settings, Layout]:
    """Return settings and folders; defaults where there is no workspace yet. Raises `RefusedError`."""
    if (root / SETTINGS_FILE).is_file():
        project = Project.open(root)
        faulty = [finding for finding in project.diagnostics if finding.span.file == SETTINGS_FILE]
        if has_errors([finding for finding in faulty if finding.rule != "no-plans"]):
            raise RefusedError(msg("{file} has errors. See vplan check.", file=SETTINGS_FILE), msg("Mend them first."))
        return project.settings, project.layout
    around = find_root(root)
    if around is not None:
        raise RefusedError(
            msg(
                "{folder} lies in a workspace already: {root}. Nothing was changed.", folder=str(root), root=str(around)
            ),
            msg("Import to that workspace: --to {root}.", root=str(around)),
        )
    settings = Settings()
    return settings, Layout(root, settings.plans, (), ())


def _holds_files(folder: Path) -> bool:
    """Tell whether a folder holds anything but an application, decided or not, beside which a plan may stand."""
    if folder.is_symlink() or folder.is_file():
        return True
    return folder.is_dir() and any(entry.name not in (AWARD_FILE, DECISION_FILE) for entry in folder.iterdir())


def new_workspace(root: Path) -> list[Written]:
    """Return the files of a new workspace that are not there; none where it is one."""
    if (root / SETTINGS_FILE).exists():
        return []
    return [Written(name, text) for name, text in bare_files().items() if not (root / name).exists()]


def _place_name(about: tuple[Chosen, str], found: ExistingFile | None, content: Map) -> None:
    """Let the choice of the board stand at the line of its name."""
    if found is None:
        for entry in content.entries:
            entry.about += about if entry.key == "namn" else ()
    elif "namn" in found.value.keys_at:
        found.known(about, found.value.keys_at["namn"].line)


def _compare_chapter(draft: Draft, chapter: str, notes: Notes) -> None:
    if draft.economy is not None and one_line(draft.economy.heading):
        note_text(
            draft.economy.place,
            msg("heading of the economy"),
            one_line(draft.economy.heading),
            chapter,
            draft.economy,
            notes,
        )


def _finish(existing: Iterable[ExistingFile], places: Places) -> list[Written]:
    files = []
    for found in existing:
        text, abouts = found.finish()
        for part, line in abouts:
            places.put(part, found.file, line + 1)
        if text != found.source.text:
            files.append(Written(found.file, text, exists=True, before=found.source.text))
    return files


def yaml_file(file: str, content: Map, places: Places) -> Written:
    """Return a new file with this content, and put the lines of its parts among the places."""
    writer = Writer()
    writer.entries(content.entries, 0)
    for part, line in writer.abouts:
        places.put(part, file, line + 1)
    return Written(file, writer.text)


def refuse_large(files: Iterable[Written]) -> None:
    """Raise `RefusedError` for a file that vplan would not read again."""
    for written in files:
        if len(written.text.encode()) > MAX_BYTES:
            raise RefusedError(
                msg("{file} would be larger than {limit} MB.", file=written.file, limit=MAX_BYTES // 1_000_000),
                msg("Split the source over several plans."),
            )
