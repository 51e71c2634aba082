"""What a workspace is made of: the names of its files, and its folders of years, boards and units."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vplan.diagnostics import Diagnostic

SETTINGS_FILE = "vplan.yaml"
STATE_FOLDER = ".vplan"  # what builds remember; not for git
COUNCIL_FILE = "kf.yaml"
BOARD_FILE = "namnd.yaml"
PLAN_FILES = ("plan.yaml", "mal.yaml", "ekonomi.yaml")
AWARD_FILE = "kvalitetsutmarkelse.yaml"
DECISION_FILE = "beslut.yaml"
UNIT_FILES = (*PLAN_FILES, AWARD_FILE, DECISION_FILE)
MAIN_FILES = (PLAN_FILES[0], AWARD_FILE)  # each makes a document, whose name is the file's stem
ALL_FILES = (COUNCIL_FILE, BOARD_FILE, *UNIT_FILES)


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

    @property
    def only_award(self) -> bool:
        """Tell whether the unit has an application for the award and nothing of a plan, so that it needs no goals."""
        return self.file(AWARD_FILE) is not None and not any(self.file(name) for name in PLAN_FILES)

    @property
    def main_files(self) -> tuple[str, ...]:
        """The paths of the files that each make a document, those that are there."""
        return tuple(file for name in MAIN_FILES if (file := self.file(name)))

    @property
    def main_file(self) -> str:
        """The path of the file that findings about the unit's documents name."""
        return self.main_files[0] if self.main_files else f"{self.folder}/{PLAN_FILES[0]}"


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
