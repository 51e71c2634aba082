"""Which findings a run is about: chosen rules, and the files it looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vplan.layout import ALL_FILES, SETTINGS_FILE, Layout, UnitFolder

if TYPE_CHECKING:
    from vplan.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class Choice:
    """Rules by id: those of `select` (none: all) without those of `ignore`.

    `always` are taken however few are selected: what keeps a file from being read would otherwise pass for a clean
    file. Only to ignore such a rule by name leaves it out.
    """

    select: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()
    always: frozenset[str] = frozenset()

    def takes(self, rule: str) -> bool:
        """Tell whether the findings of a rule are wanted."""
        return rule not in self.ignore and (not self.select or rule in self.select or rule in self.always)

    def of(self, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
        """Return the findings that are wanted."""
        return [diagnostic for diagnostic in diagnostics if self.takes(diagnostic.rule)]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a run looked at.

    `files` are its YAML files. All findings are known of files in `folders`; with `everything`, of any file, even one
    that is no longer there.
    """

    files: tuple[str, ...]
    folders: tuple[str, ...]
    everything: bool

    @classmethod
    def of(cls, layout: Layout, units: Sequence[UnitFolder]) -> Coverage:
        """Return what a check of these units looks at: their files, and what they stand on."""
        everything = len(units) == len(layout.units())
        files = (SETTINGS_FILE, *sorted(_files(layout, units, everything=everything)))
        return cls(files, tuple(f"{unit.folder}/" for unit in units), everything)

    def knows_all_of(self, file: str) -> bool:
        """Tell whether this run knows all findings of a file that single files and units have."""
        return self.everything or file.startswith(self.folders)


def _files(layout: Layout, units: Sequence[UnitFolder], *, everything: bool) -> Iterator[str]:
    folders = {unit.folder for unit in units}
    for year in layout.years:
        boards = [b for b in year.boards if everything or any(unit.folder in folders for unit in b.units)]
        if (boards or everything) and year.file:
            yield year.file
        for board in boards:
            if board.file:
                yield board.file
            for unit in board.units:
                if unit.folder in folders:
                    yield from (path for name in ALL_FILES if (path := unit.file(name)))
