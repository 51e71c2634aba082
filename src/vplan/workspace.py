"""The workspace: where `vplan.yaml` is, and the folders and files of the plans.

Only names are looked at here, never the content of a file. A folder is a level of the cascade: year, board, unit.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from vplan.diagnostics import Diagnostic, Message, Severity, Span, msg

SETTINGS_FILE = "vplan.yaml"
COUNCIL_FILE = "kf.yaml"
BOARD_FILE = "namnd.yaml"
UNIT_FILES = ("plan.yaml", "mal.yaml", "ekonomi.yaml")

_YEAR = re.compile(r"(19|20|21)\d\d\Z")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)\Z")


class SelectionError(ValueError):
    """A path that names no year, board or unit; `message` is the sentence to show."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, slots=True)
class UnitFolder:
    """A unit's folder of one year. Paths are relative to the workspace, with forward slashes."""

    year: int
    board: str
    unit: str
    folder: str
    files: tuple[str, ...]

    @property
    def id(self) -> str:
        """`2018/ostermalm/bistandsbedomning`."""
        return f"{self.year}/{self.board}/{self.unit}"

    def file(self, name: str) -> str | None:
        """Return the path of a file directly in the folder, or None when it is not there."""
        path = f"{self.folder}/{name}"
        return path if path in self.files else None


@dataclass(frozen=True, slots=True)
class BoardFolder:
    """A board's folder of one year; `file` is its `namnd.yaml`, or None."""

    year: int
    board: str
    folder: str
    file: str | None
    units: tuple[UnitFolder, ...]


@dataclass(frozen=True, slots=True)
class YearFolder:
    """A year's folder; `file` is its `kf.yaml`, or None."""

    year: int
    folder: str
    file: str | None
    boards: tuple[BoardFolder, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """All folders of the plans, and the findings about their names."""

    root: Path
    plans: str
    years: tuple[YearFolder, ...]
    diagnostics: tuple[Diagnostic, ...]

    def units(self) -> tuple[UnitFolder, ...]:
        """All units, sorted by year, board and unit."""
        return tuple(unit for year in self.years for board in year.boards for unit in board.units)

    def year(self, year: int) -> YearFolder | None:
        """Return the folder of a year."""
        return next((folder for folder in self.years if folder.year == year), None)

    def board(self, year: int, board: str) -> BoardFolder | None:
        """Return the folder of a board in a year."""
        folder = self.year(year)
        return next((b for b in folder.boards if b.board == board), None) if folder else None


def is_year(name: str) -> bool:
    """Tell whether a folder's name is a year."""
    return _YEAR.match(name) is not None


def is_folder_id(name: str) -> bool:
    """Tell whether a name can be a board's or a unit's folder: an id, and no name that Windows keeps for itself."""
    return _ID.match(name) is not None and not _RESERVED.match(name)


def find_root(start: Path) -> Path | None:
    """Return the nearest folder at or above `start` that holds `vplan.yaml`."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / SETTINGS_FILE).is_file():
            return folder
    return None


def discover(root: Path, plans: str = "plans") -> Layout:
    """List the years, boards and units below the folder `plans` of the workspace."""
    finder = _Finder(root)
    years = finder.years(plans) if (root / plans).is_dir() else finder.no_plans(plans)
    return Layout(root, plans, tuple(years), tuple(finder.findings))


class _Finder:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.findings: list[Diagnostic] = []

    def no_plans(self, plans: str) -> list[YearFolder]:
        self._error(
            "no-plans",
            SETTINGS_FILE,
            msg("The folder of the plans, {folder}, is not there.", folder=plans),
            msg("Make it, or name another with “planer: …” in vplan.yaml."),
        )
        return []

    def years(self, plans: str) -> list[YearFolder]:
        found = []
        for entry, names in self._folders(plans):
            name = entry.rsplit("/", 1)[-1]
            if not is_year(name):
                self._error(
                    "bad-folder",
                    entry,
                    msg("The folder “{name}” is no year.", name=name),
                    msg("The folders here are years, such as 2018."),
                )
                continue
            file = f"{entry}/{COUNCIL_FILE}" if COUNCIL_FILE in names else None
            boards = tuple(self._boards(int(name), entry))
            if file is None and boards:
                self._error(
                    "no-council-file",
                    entry,
                    msg("The year {year} has no {file}.", year=name, file=COUNCIL_FILE),
                    msg(
                        "Add {path} with the council's goals; the units' goals refer to it.",
                        path=f"{entry}/{COUNCIL_FILE}",
                    ),
                )
            self._unknown_files(entry, names, (COUNCIL_FILE,))
            found.append(YearFolder(int(name), entry, file, boards))
        return found

    def _boards(self, year: int, folder: str) -> Iterator[BoardFolder]:
        for entry, names in self._folders(folder):
            if not self._is_id(entry):
                continue
            units = tuple(self._units(year, entry))
            file = f"{entry}/{BOARD_FILE}" if BOARD_FILE in names else None
            if file is None and units:
                self._error(
                    "no-board-file",
                    entry,
                    msg("The board's folder has no {file}.", file=BOARD_FILE),
                    msg(
                        "Add {path} with the board's goals; the units' goals refer to it.", path=f"{entry}/{BOARD_FILE}"
                    ),
                )
            self._misplaced_plan(entry, names)
            self._unknown_files(entry, names, (BOARD_FILE,))
            yield BoardFolder(year, entry.rsplit("/", 1)[-1], entry, file, units)

    def _misplaced_plan(self, folder: str, names: list[str]) -> None:
        for name in UNIT_FILES:
            if name in names:
                self._error(
                    "plan-without-board",
                    f"{folder}/{name}",
                    msg("{file} stands in a board's folder.", file=name),
                    msg("A unit has a folder of its own below the board: {path}.", path=f"{folder}/enhet/{name}"),
                )

    def _units(self, year: int, folder: str) -> Iterator[UnitFolder]:
        for entry, names in self._folders(folder):
            files = tuple(sorted(self._files(entry)))
            if not self._is_id(entry) or not files:
                continue
            if UNIT_FILES[0] not in names:
                self._error(
                    "no-plan-file",
                    entry,
                    msg("The unit's folder has no {file}.", file=UNIT_FILES[0]),
                    msg("Add {path} with the unit's name and edition.", path=f"{entry}/{UNIT_FILES[0]}"),
                )
            self._unknown_files(entry, names, UNIT_FILES)
            _, board, unit = entry.rsplit("/", 2)
            yield UnitFolder(year, board, unit, entry, files)

    def _folders(self, folder: str) -> list[tuple[str, list[str]]]:
        """Return the folders in a folder with the names of their files, sorted; links are not followed."""
        found = []
        for entry in self._entries(folder):
            path = f"{folder}/{entry.name}"
            if entry.name.startswith((".", "_")):
                continue
            if entry.is_symlink():
                self._symlink(path)
            elif entry.is_dir():
                found.append((path, [e.name for e in self._entries(path) if e.is_file(follow_symlinks=False)]))
        return sorted(found)

    def _files(self, folder: str, depth: int = 0) -> Iterator[str]:
        for entry in self._entries(folder):
            if entry.name.startswith(".") or entry.name.endswith(("~", ".tmp", ".swp")):
                continue
            path = f"{folder}/{entry.name}"
            if entry.is_symlink():
                self._symlink(path)
            elif entry.is_file():
                yield path
            elif entry.is_dir() and depth < 5:
                yield from self._files(path, depth + 1)

    def _entries(self, folder: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(self.root / folder) as entries:
                return list(entries)
        except OSError as error:
            self._error(
                "unreadable-file",
                folder,
                msg("The folder cannot be read: {reason}.", reason=error.strerror),
                msg("Let your user read it, or move it out of the plans."),
            )
            return []

    def _symlink(self, path: str) -> None:
        self._error(
            "symbolic-link",
            path,
            msg("“{path}” is a symbolic link, which is not followed.", path=path),
            msg("Put the file or folder itself there."),
        )

    def _is_id(self, folder: str) -> bool:
        name = folder.rsplit("/", 1)[-1]
        if is_folder_id(name):
            return True
        self._error(
            "bad-folder",
            folder,
            msg("The folder name “{name}” is no id.", name=name),
            msg("Use lower-case letters a–z, digits and hyphens, and no name that Windows keeps for itself."),
        )
        return False

    def _unknown_files(self, folder: str, names: list[str], known: tuple[str, ...]) -> None:
        for name in sorted(names):
            if name in known or not name.endswith((".yaml", ".yml")) or name in UNIT_FILES:
                continue
            near = difflib.get_close_matches(name, known, 1, 0.5)
            hint = (
                msg("Did you mean “{near}”?", near=near[0])
                if near
                else msg("Known here: {names}.", names=", ".join(known))
            )
            self.findings.append(
                Diagnostic(
                    "unknown-file",
                    Severity.WARNING,
                    Span(f"{folder}/{name}"),
                    msg("The file “{name}” is not read: its name is not known here.", name=name),
                    hint,
                )
            )

    def _error(self, rule: str, path: str, message: Message, hint: Message) -> None:
        self.findings.append(Diagnostic(rule, Severity.ERROR, Span(path), message, hint))


def select(layout: Layout, paths: Sequence[Path]) -> tuple[UnitFolder, ...]:
    """Return the units that the paths name: a year, a board, a unit, or a file of one; none names all.

    Raises `SelectionError` for a path that names none of them.
    """
    units = layout.units()
    if not paths:
        return units
    chosen: set[str] = set()
    for path in paths:
        found = _matching(layout, units, path)
        if found is None:
            raise SelectionError(_no_match(layout, units, path))
        chosen.update(found)
    return tuple(unit for unit in units if unit.id in chosen)


def _matching(layout: Layout, units: tuple[UnitFolder, ...], path: Path) -> list[str] | None:
    """Return the ids of the units that a path selects, or None when it points nowhere."""
    by_id = path.as_posix().strip("/")
    if not path.is_absolute() and not path.exists():
        found = [u.id for u in units if u.id == by_id or u.id.startswith(by_id + "/")]
        return found or None
    try:
        relative = path.resolve().relative_to(layout.root.resolve()).as_posix()
    except ValueError:
        return None
    if relative in (".", layout.plans):
        return [u.id for u in units]
    known = {
        layout.root / folder for year in layout.years for folder in (year.folder, *(b.folder for b in year.boards))
    }
    folder = relative if path.is_dir() else relative.rpartition("/")[0]
    found = [u.id for u in units if f"{u.folder}/".startswith(f"{folder}/") or f"{folder}/".startswith(f"{u.folder}/")]
    return found or ([] if layout.root / folder in known else None)


def _no_match(layout: Layout, units: tuple[UnitFolder, ...], path: Path) -> Message:
    ids = [u.id for u in units] + sorted({f"{u.year}/{u.board}" for u in units} | {str(y.year) for y in layout.years})
    wanted = path.as_posix()
    prefix = f"{layout.plans}/"
    near = difflib.get_close_matches(wanted.partition(prefix)[2] or wanted, ids, 3, 0.4)
    if near:
        return msg("“{path}” is no year, board or unit here. Nearest: {near}.", path=wanted, near=", ".join(near))
    return msg("“{path}” is no year, board or unit here.", path=wanted)
