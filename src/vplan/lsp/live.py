"""A workspace that is kept checked while its files change.

Every finding has an owner: the unit, board, council or setting whose check gave it. A change is checked for the owners
it touches; what a file shows is what all owners have found in it. Findings of a city's units are kept as plain values:
no text of a file stays in memory with them.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vplan.diagnostics import Diagnostic, in_file_order
from vplan.layout import ALL_FILES, SETTINGS_FILE, UnitFolder
from vplan.lsp.held import Held
from vplan.lsp.models import Models
from vplan.lsp.positions import Text
from vplan.lsp.symbols import Catalogues, Occurrence, Symbol, in_board, in_council, in_unit
from vplan.model.base import SourceModel
from vplan.model.board import Board
from vplan.model.council import Council
from vplan.model.unit_goals import UnitGoals
from vplan.project import Project

if TYPE_CHECKING:
    from vplan.rules.across.view import UnitFacts

GOALS_FILE = "mal.yaml"


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose check gave a finding: a unit's id, a board's or council's file, or one of the words below."""

    name: str


@dataclass(frozen=True, slots=True)
class Good:
    """A text that was YAML, and its model."""

    text: Text
    model: SourceModel


SETTINGS = Owner("settings")
EDITIONS = Owner("editions")
ACROSS = Owner("across units")


@dataclass(frozen=True, slots=True)
class Task:
    """Something to check: a unit, or a board's or council's own file (`unit` is None)."""

    year: int
    board: str = ""
    unit: UnitFolder | None = None

    @property
    def owner(self) -> Owner:
        """Whose findings the check gives."""
        return Owner(self.unit.id if self.unit else f"{self.year}/{self.board}")


class Live:
    """An opened workspace with its findings and with what each file names."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.models = Models()
        self._held = Held(root)
        self.project = Project.open(root, self.models)
        self._found: dict[Owner, dict[str, list[Diagnostic]]] = {}
        self._owners: dict[str, set[Owner]] = {}
        self._named: dict[Owner, list[Occurrence]] = {}
        self._facts: dict[str, UnitFacts] = {}
        self._good: dict[str, Good] = {}
        self._catalogue_stamp: dict[str, object] = {}
        self.take_settings()

    # --- what is there -----------------------------------------------------------------------------------------------

    def relative(self, path: Path) -> str | None:
        """Return a path as findings name it, or None for one outside the workspace."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return None

    def concerns(self, file: str) -> bool:
        """Tell whether a path is the settings, the baseline, or lies among plans and editions, not what is built."""
        settings = self.project.settings
        return file in (SETTINGS_FILE, settings.baseline) or f"{file}/".startswith(
            (f"{settings.plans}/", f"{settings.editions}/")
        )

    def findings(self, file: str) -> list[Diagnostic]:
        """Return all findings in a file, in its order."""
        found = in_file_order([d for owner in self._owners.get(file, ()) for d in self._found[owner].get(file, ())])
        return self._held.shown(self.project.settings.baseline, file, found)

    def files_with_findings(self) -> set[str]:
        """Return the files that have findings."""
        return set(self._owners)

    def task_of(self, file: str) -> Task | None:
        """Return the check that a file belongs to; None for one that is in no unit, board or year."""
        for year in self.project.layout.years:
            if not file.startswith(f"{year.folder}/"):
                continue
            if file == year.file:
                return Task(year.year)
            for board in year.boards:
                if file == board.file:
                    return Task(year.year, board.board)
                unit = next((u for u in board.units if file.startswith(f"{u.folder}/")), None)
                if unit is not None:
                    return Task(year.year, board.board, unit) if file in unit.files else None
        return None

    def tasks(self, under: Task | None = None) -> Iterator[Task]:
        """Yield the checks of the whole workspace, or those of the units that stand on a council or a board."""
        for year in self.project.layout.years:
            if under is not None and year.year != under.year:
                continue
            if under is None:
                yield Task(year.year)
            for board in year.boards:
                if under is not None and under.board and board.board != under.board:
                    continue
                if under is None or not under.board:
                    yield Task(year.year, board.board)
                yield from (Task(year.year, board.board, unit) for unit in board.units)

    def knows(self, task: Task) -> bool:
        """Tell whether the folders that a check is about are still as they were."""
        if task.unit is None:
            return True
        board = self.project.layout.board(task.year, task.board)
        return board is not None and task.unit in board.units

    def year_after(self, task: Task) -> Iterator[Task]:
        """Yield the checks of the next year that look back at what a check is about."""
        for later in self.tasks(Task(task.year + 1, task.board)):
            if task.unit is None or (later.unit is not None and later.unit.unit == task.unit.unit):
                yield later
        if task.unit is None and self.project.layout.year(task.year + 1) is not None:
            yield Task(task.year + 1, task.board)

    def catalogues(self, task: Task) -> Catalogues:
        """Return the council's and the board's file that a check stands on."""
        project = self.project
        board = project.board(task.year, task.board) if task.board else None
        return Catalogues(task.year, task.board, project.council(task.year), board)

    # --- what is checked ---------------------------------------------------------------------------------------------

    def check(self, task: Task) -> set[str]:
        """Check a unit, or a board's or council's file; return the files whose findings may be others now."""
        if task.unit is None:
            return self._check_catalogue(task)
        checked = self.project.check_unit(task.unit)
        if checked.facts is not None:
            self._facts[task.unit.id] = checked.facts
        else:
            self._facts.pop(task.unit.id, None)
        goals = self._goals(task.unit)
        if goals is not None or task.unit.file(GOALS_FILE) is None:
            self._named[task.owner] = list(in_unit(goals, self.catalogues(task))) if goals else []
        return self._take(task.owner, checked.diagnostics)

    def _check_catalogue(self, task: Task) -> set[str]:
        on = self.catalogues(task)
        if task.board and on.board is not None:
            self._named[task.owner] = list(in_board(task.year, task.board, on.board))
        elif not task.board and on.council is not None:
            self._named[task.owner] = list(in_council(task.year, on.council))
        return self._take(task.owner, self.project.catalogue_findings(task.year, task.board))

    def _goals(self, unit: UnitFolder) -> UnitGoals | None:
        file = unit.file(GOALS_FILE)
        return self.models(self.root, file, UnitGoals)[0] if file else None

    def check_across(self) -> set[str]:
        """Apply the rules that need several units, as far as units have been checked."""
        from vplan.checking import across

        there = {unit.id for unit in self.project.layout.units()}
        facts = {name: facts for name, facts in self._facts.items() if name in there}
        return self._take(ACROSS, across(self.project, facts, everything=len(facts) == len(there)))

    def check_editions(self) -> set[str]:
        """Read the workspace's own editions anew."""
        from vplan.editions import forget_editions, own_edition_findings

        forget_editions()
        found = own_edition_findings(self.root, self.project.settings.editions)
        return self._take(EDITIONS, self.project.controlled(found))

    def take_settings(self) -> set[str]:
        """Take over what opening the workspace found."""
        return self._take(SETTINGS, self.project.diagnostics)

    def reopen(self, *, same_files: bool = False) -> set[str]:
        """Read the settings anew, and list the folders unless they are the same; forget what is no longer there."""
        known, allowances = self.project.layout if same_files else None, self.project.allowances()
        self.project = Project.open(self.root, self.models, known)
        self._catalogue_stamp.clear()
        if known is not None and self.project.layout is known:
            self.project.add_allowances(allowances)
            return self.take_settings()
        there = {task.owner for task in self.tasks()} | {SETTINGS, EDITIONS, ACROSS}
        changed = self.take_settings()
        for owner in list(self._found):
            if owner not in there:
                changed |= self._take(owner, [])
                self._named.pop(owner, None)
        return changed

    def forget_catalogues(self) -> None:
        """Let councils and boards be read and linked anew."""
        old = self.project
        self.project = Project(old.root, old.settings, old.layout, old.diagnostics, self.models)
        self.project.add_allowances(old.allowances())

    def catalogue_changed(self, task: Task, stamp: object) -> bool:
        """Tell whether the files a check stands on differ from those of the last check, by a stamp of them."""
        key = f"{task.year}/{task.board}"
        before = self._catalogue_stamp.get(key)
        self._catalogue_stamp[key] = stamp
        return before is not None and before != stamp

    def _take(self, owner: Owner, findings: Iterable[Diagnostic]) -> set[str]:
        before = self._found.pop(owner, {})
        now: dict[str, list[Diagnostic]] = {}
        for finding in findings:
            now.setdefault(finding.span.file, []).append(finding)
        changed = {file for file in before.keys() | now.keys() if before.get(file) != now.get(file)}
        for file in before.keys() - now.keys():
            self._owners[file].discard(owner)
            if not self._owners[file]:
                del self._owners[file]
        if now:
            self._found[owner] = pickle.loads(pickle.dumps(now))  # noqa: S301 - our own values, made plain
        for file in now:
            self._owners.setdefault(file, set()).add(owner)
        return changed

    # --- what files hold, even while they are broken ----------------------------------------------------------------

    def good(self, file: str) -> Good | None:
        """Return the model of a file, of its last text that could be read as YAML."""
        cls = self.model_of(file)
        if cls is None:
            return None
        model = self.models(self.root, file, cls, may_be_empty=True)[0]
        if model is not None and (tree := model.tree) is not None:
            before = self._good.get(file)
            if before is None or before.model is not model:
                self._good[file] = Good(Text(tree.source.text), model)
        return self._good.get(file)

    def kind_of(self, file: str) -> str | None:
        """Return the kind of a file, as the schemas name it; None for one that is no source."""
        folder, _, name = file.rpartition("/")
        if file == SETTINGS_FILE:
            return "vplan"
        if name.endswith(".yaml") and f"{folder}/".startswith(f"{self.project.settings.editions}/"):
            return "edition"
        kind = name.removesuffix(".yaml")
        return kind if name in ALL_FILES and self.task_of(file) is not None else None

    def model_of(self, file: str) -> type[SourceModel] | None:
        """Return the model of a file's kind."""
        from vplan.schema import KINDS

        kind = self.kind_of(file)
        return KINDS[kind].model if kind else None

    def close(self, file: str) -> None:
        """Let go of what is kept of a file for an editor."""
        self._good.pop(file, None)

    def occurrences(self, file: str) -> list[Occurrence]:
        """Return what a file names, of its last text that could be read as YAML."""
        task, good = self.task_of(file), self.good(file)
        if task is None or good is None:
            return []
        on = self.catalogues(task)
        if isinstance(good.model, UnitGoals):
            return list(in_unit(good.model, on))
        if isinstance(good.model, Board):
            return list(in_board(task.year, task.board, good.model))
        return list(in_council(task.year, good.model)) if isinstance(good.model, Council) else []

    # --- what is named -----------------------------------------------------------------------------------------------

    def users(self, symbol: Symbol) -> Iterator[Task]:
        """Yield the checks whose files may name a symbol."""
        yield Task(symbol.year)
        if symbol.board:
            yield Task(symbol.year, symbol.board)
        yield from self.tasks(Task(symbol.year, symbol.board))

    def name(self, task: Task) -> list[Occurrence]:
        """Return what a check's files name; reads them where that is not known yet."""
        known = self._named.get(task.owner)
        if known is None:
            on = self.catalogues(task)
            if task.unit is not None:
                goals = self._goals(task.unit)
                known = list(in_unit(goals, on)) if goals else []
            elif task.board:
                known = list(in_board(task.year, task.board, on.board)) if on.board else []
            else:
                known = list(in_council(task.year, on.council)) if on.council else []
            self._named[task.owner] = known
        return known


def is_settings(file: str) -> bool:
    """Tell whether a file is the workspace's settings."""
    return file == SETTINGS_FILE
