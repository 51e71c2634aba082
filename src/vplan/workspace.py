"""The workspace: where `vplan.yaml` is, and the folders and files of the plans.

Only names are looked at here, never the content of a file. A folder is a level of the cascade: year, board, unit.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from vplan.diagnostics import Diagnostic, Message, Severity, Span, msg
from vplan.filenames import is_device, is_text, name_findings, no_text
from vplan.layout import (
    ALL_FILES,
    AWARD_FILE,
    BOARD_FILE,
    COUNCIL_FILE,
    DECISION_FILE,
    PLAN_FILES,
    SETTINGS_FILE,
    UNIT_FILES,
    BoardFolder,
    Layout,
    UnitFolder,
    YearFolder,
)
from vplan.misnamed import looks_like_ours, meant_exactly, meant_file
from vplan.opening import LinkError, lies_inside, refuse_links
from vplan.oserrors import reason

__all__ = [
    "ALL_FILES",
    "AWARD_FILE",
    "BOARD_FILE",
    "COUNCIL_FILE",
    "DECISION_FILE",
    "PLAN_FILES",
    "SETTINGS_FILE",
    "UNIT_FILES",
    "BoardFolder",
    "Layout",
    "UnitFolder",
    "YearFolder",
    "discover",
    "find_root",
    "is_folder_id",
    "is_year",
]

_YEAR = re.compile(r"(19|20|21)\d\d\Z")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_FOLDER_EXAMPLES = ("2018", "namnden", "enheten")
_FILE, _LINK, _FOLDER, _OTHER = "file", "link", "folder", "other"

Names = dict[str, str]


def is_year(name: str) -> bool:
    """Tell whether a folder's name is a year."""
    return _YEAR.match(name) is not None


def is_folder_id(name: str) -> bool:
    """Tell whether a name can be a board's or a unit's folder: an id, and no name that Windows keeps for itself."""
    return _ID.match(name) is not None and not is_device(name)


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
    years = finder.years(plans) if finder.may_enter(plans) else []
    return Layout(root, plans, tuple(years), tuple(finder.findings))


class _Finder:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.plans = ""
        self.findings: list[Diagnostic] = []
        self._unreadable: set[str] = set()
        self._no_text: set[str] = set()

    def may_enter(self, plans: str) -> bool:
        """Tell whether the folder of the plans is there, inside the workspace, and reached without a link."""
        if not lies_inside(plans):
            return False  # the settings' finding says so
        try:
            refuse_links(self.root, plans)
        except LinkError:
            self._symlink(plans)
            return False
        except OSError:
            pass
        if os.path.isdir(self.root / plans):  # noqa: PTH112 - pathlib raises for a name that no system holds
            return True
        self._error(
            "no-plans",
            SETTINGS_FILE,
            msg("The folder of the plans, {folder}, is not there.", folder=plans),
            msg("Make it, or name another with “planer: …” in vplan.yaml."),
        )
        return False

    def years(self, plans: str) -> list[YearFolder]:
        self.plans = plans
        self._judge_names(plans, self._names(plans), ())
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
            file = f"{entry}/{COUNCIL_FILE}" if names.get(COUNCIL_FILE) == _FILE else None
            boards = tuple(self._boards(int(name), entry))
            taken = self._judge_names(entry, names, (COUNCIL_FILE,))
            if COUNCIL_FILE not in taken and any(not b.units or _have_plans(b.units) for b in boards):
                self._error(
                    "no-council-file",
                    entry,
                    msg("The year {year} has no {file}.", year=name, file=COUNCIL_FILE),
                    msg(
                        "Add {path} with the council's goals; the units' goals refer to it.",
                        path=f"{entry}/{COUNCIL_FILE}",
                    ),
                )
            found.append(YearFolder(int(name), entry, file, boards))
        return found

    def _boards(self, year: int, folder: str) -> Iterator[BoardFolder]:
        for entry, names in self._folders(folder):
            if not self._is_id(entry):
                continue
            units = tuple(self._units(year, entry))
            file = f"{entry}/{BOARD_FILE}" if names.get(BOARD_FILE) == _FILE else None
            taken = self._judge_names(entry, names, (BOARD_FILE,))
            if BOARD_FILE not in taken and _have_plans(units):
                self._error(
                    "no-board-file",
                    entry,
                    msg("The board's folder has no {file}.", file=BOARD_FILE),
                    msg(
                        "Add {path} with the board's goals; the units' goals refer to it.", path=f"{entry}/{BOARD_FILE}"
                    ),
                )
            yield BoardFolder(year, entry.rsplit("/", 1)[-1], entry, file, units)

    def _units(self, year: int, folder: str) -> Iterator[UnitFolder]:
        for entry, names in self._folders(folder):
            if not self._is_id(entry):
                continue
            files = tuple(sorted(self._files(entry)))
            taken = self._judge_names(entry, names, UNIT_FILES)
            if not files:
                if all(kind == _FOLDER for kind in names.values()):
                    self._empty(entry)
                continue
            if not self._too_deep(entry, files) or _FILE in names.values():
                self._missing(entry, taken)
            _, board, unit = entry.rsplit("/", 2)
            yield UnitFolder(year, board, unit, entry, files)

    def _missing(self, folder: str, taken: set[str]) -> None:
        """Tell of a unit without plan or goals; `taken` are the files that are there, or nearly."""
        plan, goals, _ = PLAN_FILES
        if taken - {DECISION_FILE} == {AWARD_FILE}:
            return
        if plan not in taken:
            self._error(
                "no-plan-file",
                folder,
                msg("The unit's folder has no {file}.", file=plan),
                msg("Add {path} with the unit's name and edition.", path=f"{folder}/{plan}"),
            )
        if goals not in taken:
            self._warn(
                "no-goals-file",
                folder,
                msg("The unit's folder has no {file}: the plan will have no goals.", file=goals),
                msg("Add {path} with the unit's goals.", path=f"{folder}/{goals}"),
            )

    def _empty(self, folder: str) -> None:
        if folder not in self._unreadable:
            self._warn(
                "empty-folder",
                folder,
                msg("The unit's folder is empty."),
                msg("Make its files with “vplan new”, or remove the folder."),
            )

    def _too_deep(self, folder: str, files: tuple[str, ...]) -> bool:
        """Tell of plan files in a folder below the unit's; those that begin with “_” are drafts."""
        found = False
        for file in files:
            inner, _, name = file.removeprefix(f"{folder}/").rpartition("/")
            if not inner or name not in ALL_FILES or f"/{inner}".count("/_"):
                continue
            found = True
            if name not in UNIT_FILES:
                self._misplaced(file, name)
                continue
            unit = inner.rpartition("/")[2]
            board = folder.rpartition("/")[0]
            right = f"{board}/{unit if is_folder_id(unit) else _FOLDER_EXAMPLES[2]}/{name}"
            self._error(
                "plan-too-deep",
                file,
                msg("{file} stands too deep: {folder} lies inside a unit's folder.", file=name, folder=inner),
                msg("A unit's folder stands directly below the board's: {path}.", path=right),
            )
        return found

    def _judge_names(self, folder: str, names: Names, known: tuple[str, ...]) -> set[str]:
        """Tell of names that do not belong in a folder; return the known files that are there, or nearly."""
        taken = {name for name in known if name in names}
        for name, kind in sorted(names.items()):
            if name.startswith((".", "_")):
                continue
            if name in ALL_FILES and kind in (_FOLDER, _OTHER):
                self._error(
                    "not-a-file",
                    f"{folder}/{name}",
                    msg("“{path}” is no file that can be read.", path=f"{folder}/{name}"),
                    msg("Put an ordinary file there, inside the workspace."),
                )
            elif kind == _FILE and name not in known and looks_like_ours(name, known):
                meant = meant_file(name, known)
                if meant is None and (other := meant_exactly(name)):
                    self._misplaced(f"{folder}/{name}", other)
                elif known:
                    self._unknown_file(folder, name, known, meant, missing=meant is not None and meant not in names)
                    taken |= {meant} if meant else set()
        return taken

    def _misplaced(self, path: str, kind: str) -> None:
        folder = path.rpartition("/")[0]
        right = self._right_place(folder, kind)
        name = path.rpartition("/")[2]
        if kind in UNIT_FILES:
            in_board = folder.count("/") == self.plans.count("/") + 2
            stands = msg("{file} stands in a board's folder.", file=name)
            if not in_board:
                stands = msg("{file} stands outside the units' folders.", file=name)
            hint = msg("A unit has a folder of its own below the board: {path}.", path=right)
            self._error("plan-without-board", path, stands, hint)
            return
        hint = msg("The council's file stands in the year's folder: {path}.", path=right)
        if kind == BOARD_FILE:
            hint = msg("The board's file stands in the board's folder: {path}.", path=right)
        self._error("misplaced-file", path, msg("{file} does not belong in this folder.", file=name), hint)

    def _right_place(self, folder: str, name: str) -> str:
        """Return where a file of this kind belongs, as near to `folder` as can be."""
        depth = 1 if name == COUNCIL_FILE else 2 if name == BOARD_FILE else 3
        parts = folder.removeprefix(self.plans).strip("/").split("/") if folder != self.plans else []
        return "/".join([self.plans, *(*parts, *_FOLDER_EXAMPLES[len(parts) :])[:depth], name])

    def _folders(self, folder: str) -> list[tuple[str, Names]]:
        """Return the folders in a folder with what is in them, sorted; links are not followed."""
        found = []
        for name, kind in self._names(folder).items():
            path = f"{folder}/{name}"
            if name.startswith((".", "_")) or (name in ALL_FILES and kind != _LINK):
                continue
            if kind == _LINK:
                self._symlink(path)
            elif kind == _FOLDER:
                found.append((path, self._names(path)))
        return sorted(found, key=lambda entry: entry[0])

    def _names(self, folder: str) -> Names:
        """Return the names in a folder with their kinds."""
        return {entry.name: _kind(entry) for entry in self._entries(folder)}

    def _files(self, folder: str, depth: int = 0) -> Iterator[str]:
        for entry in self._entries(folder):
            if entry.name.startswith(".") or entry.name.endswith(("~", ".tmp", ".swp")):
                continue
            path = f"{folder}/{entry.name}"
            self.findings += name_findings(path)
            if entry.is_symlink():
                self._symlink(path)
            elif entry.is_file():
                yield path
            elif entry.is_dir() and depth < 5:
                yield from self._files(path, depth + 1)

    def _entries(self, folder: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(self.root / folder) as entries:
                return [entry for entry in entries if self._has_text_name(entry.name, folder)]
        except OSError as error:
            if folder not in self._unreadable:
                self._error(
                    "unreadable-file",
                    folder,
                    msg("The folder cannot be read: {reason}.", reason=reason(error)),
                    msg("Let your user read it, or move it out of the plans."),
                )
            self._unreadable.add(folder)
            return []

    def _has_text_name(self, name: str, folder: str) -> bool:
        """Tell whether a name is text; one that is not is told of once, and nothing of it is read."""
        if is_text(name):
            return True
        found = no_text(f"{folder}/{name}")
        if found.span.file not in self._no_text:
            self._no_text.add(found.span.file)
            self.findings.append(found)
        return False

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

    def _unknown_file(
        self, folder: str, name: str, known: tuple[str, ...], meant: str | None, *, missing: bool
    ) -> None:
        """Tell of a name that is not known: an error where a file that is missing is meant, as its content is."""
        hint = msg("Known here: {names}.", names=", ".join(known))
        if meant and missing:
            hint = msg("Did you mean “{near}”?", near=meant)
        elif meant:
            hint = msg(
                "“{near}” is what is read: move there what is needed, and remove this file or begin its name with _.",
                near=meant,
            )
        tell = self._error if missing else self._warn
        message = msg("The file “{name}” is not read: its name is not known here.", name=name)
        tell("unknown-file", f"{folder}/{name}", message, hint)

    def _error(self, rule: str, path: str, message: Message, hint: Message) -> None:
        self.findings.append(Diagnostic(rule, Severity.ERROR, Span(path), message, hint))

    def _warn(self, rule: str, path: str, message: Message, hint: Message) -> None:
        self.findings.append(Diagnostic(rule, Severity.WARNING, Span(path), message, hint))


def _have_plans(units: Iterable[UnitFolder]) -> bool:
    """Tell whether any of the units needs the goals of council and board."""
    return any(not unit.only_award for unit in units)


def _kind(entry: os.DirEntry[str]) -> str:
    if entry.is_symlink():
        return _LINK
    if entry.is_dir(follow_symlinks=False):
        return _FOLDER
    return _FILE if entry.is_file(follow_symlinks=False) else _OTHER
