"""What an editor's session has open, what a change touches, and what is left to check in the background."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from vplan.layout import SETTINGS_FILE
from vplan.lsp.documents import Document, Documents
from vplan.lsp.live import Live, Task, is_settings
from vplan.lsp.publishing import Publisher
from vplan.project import NoWorkspaceError
from vplan.workspace import find_root

logger = logging.getLogger(__name__)


class Session:
    """The workspaces that are in use, and the order in which they are checked."""

    def __init__(self, documents: Documents, publisher: Publisher, tell: Callable[[], None]) -> None:
        """Take over the open documents; `tell` is called when there is something to do in the background."""
        self.documents = documents
        self._publisher = publisher
        self._tell = tell
        self._lives: dict[Path, Live] = {}
        self._queue: dict[tuple[Path, Task], None] = {}
        self._across_due: dict[Path, None] = {}

    # --- workspaces --------------------------------------------------------------------------------------------------

    def live_of(self, path: Path) -> Live | None:
        """Return the workspace that a path lies in, opened if it was not; None where there is none."""
        root = find_root(path.parent)
        if root is None:
            self._drop_above(path)
            return None
        if root not in self._lives:
            try:
                self._lives[root] = Live(root)
            except NoWorkspaceError:
                return None
            live = self._lives[root]
            self._show(live, live.files_with_findings() | live.check_editions())
            self._later(live, live.tasks())
        return self._lives[root]

    def add_folder(self, folder: Path) -> None:
        """Check the workspace that a folder lies in, in the background."""
        if folder.is_dir():
            self.live_of(folder / SETTINGS_FILE)

    def remove_folder(self, folder: Path) -> None:
        """Let go of the workspaces in a folder in which nothing is open."""
        for root in [root for root in self._lives if root.is_relative_to(folder)]:
            if not any(path.is_relative_to(root) for path in self.documents.paths()):
                self._drop(root)

    def _drop_above(self, path: Path) -> None:
        for root in [root for root in self._lives if path.is_relative_to(root)]:
            self._drop(root)

    def _drop(self, root: Path) -> None:
        live = self._lives.pop(root)
        self._queue = {key: None for key in self._queue if key[0] != root}
        self._across_due.pop(root, None)
        for file in live.files_with_findings():
            self._publisher.publish(root, file, [])

    # --- documents ---------------------------------------------------------------------------------------------------

    def place(self, document: Document) -> tuple[Live, str] | None:
        """Return the workspace of a document and its path there; None for one outside any."""
        live = self.live_of(document.path) if document.path is not None else None
        file = live.relative(document.path) if live is not None and document.path is not None else None
        return (live, file) if live is not None and file is not None else None

    def check(self, document: Document) -> None:
        """Check what a document's text touches, and show what was found."""
        place = self.place(document)
        if place is None:
            self._publisher.clear(document.uri, document.version)
            return
        live, file = place
        changed = self._check_file(live, file)
        live.good(file)
        self._show(live, changed | {file})

    def closed(self, document: Document) -> None:
        """Check what is saved instead of a document that was closed."""
        place = self.place(document)
        if place is None:
            self._publisher.clear(document.uri)
            return
        live, file = place
        live.close(file)
        changed = self._check_file(live, file)
        self._publisher.forget(live.root / file)
        self._show(live, changed | {file})

    def saved(self, document: Document) -> None:
        """Look for files that the workspace does not know yet, when one of them is saved."""
        place = self.place(document)
        if place is not None and place[0].kind_of(place[1]) is None:
            self._reopen(place[0])
            self.check(document)

    def _check_file(self, live: Live, file: str) -> set[str]:
        if is_settings(file):
            return self._reopen(live, same_files=True)
        if file == live.project.settings.baseline:
            return live.files_with_findings()
        if live.kind_of(file) == "edition":
            self._later(live, live.tasks())
            return live.check_editions() | self._check_open(live)
        task = live.task_of(file)
        if task is None and is_there(live.root / file):
            changed = self._reopen(live)
            return changed | self._check_task(live, live.task_of(file))
        return self._check_task(live, task)

    def _check_task(self, live: Live, task: Task | None) -> set[str]:
        if task is None:
            return set()
        self._later(live, live.year_after(task))
        if task.unit is None:
            live.forget_catalogues()
            self._later(live, live.tasks(task))
            return live.check(task) | self._check_open(live, task)
        changed: set[str] = set()
        if live.catalogue_changed(task, self._stamp(live, task)):
            live.forget_catalogues()
            self._later(live, (Task(task.year), *live.tasks(Task(task.year))))
        return changed | live.check(task)

    def _check_open(self, live: Live, under: Task | None = None) -> set[str]:
        """Check at once what is open, of all or of what stands on a council or a board."""
        changed: set[str] = set()
        for task in {task for path in self.documents.paths() if (task := self._task(live, path)) is not None}:
            if under is None or (task.year == under.year and under.board in ("", task.board)):
                changed |= live.check(task)
                self._queue.pop((live.root, task), None)
        return changed

    @staticmethod
    def _task(live: Live, path: Path) -> Task | None:
        file = live.relative(path)
        return live.task_of(file) if file is not None else None

    @staticmethod
    def _stamp(live: Live, task: Task) -> object:
        """Return what tells whether council and board were written by some other program since."""
        year, board = live.project.layout.year(task.year), live.project.layout.board(task.year, task.board)
        files = [folder.file for folder in (year, board) if folder is not None and folder.file is not None]
        return tuple(_stat(live.root / file) for file in files)

    def _reopen(self, live: Live, *, same_files: bool = False) -> set[str]:
        try:
            changed = live.reopen(same_files=same_files)
        except NoWorkspaceError:
            self._drop(live.root)
            return set()
        self._later(live, live.tasks())
        return changed | self._check_open(live)

    # --- files of other programs -------------------------------------------------------------------------------------

    def files_changed(self, paths: Iterable[Path], *, names_too: bool) -> None:
        """Check what other programs have written; `names_too` tells that files came, went or changed their names."""
        touched: dict[Path, set[str]] = {}
        for path in paths:
            live = self.live_of(path)
            file = live.relative(path) if live is not None else None
            if live is not None and file is not None and live.concerns(file):
                touched.setdefault(live.root, set()).add(file)
        for root, files in touched.items():
            live = self._lives.get(root)
            if live is not None:
                self._show(live, self._take_files(live, files, names_too=names_too))

    def _take_files(self, live: Live, files: set[str], *, names_too: bool) -> set[str]:
        """Check at once what is open, and the rest later: another branch may change every file of a city."""
        changed: set[str] = set()
        if any(live.kind_of(file) == "edition" for file in files):
            changed |= live.check_editions()
        tasks = {file: live.task_of(file) for file in files}
        among_plans = {file for file in files if file.startswith(f"{live.project.settings.plans}/")}
        if names_too or SETTINGS_FILE in files or any(tasks[file] is None for file in among_plans):
            return changed | self._reopen(live)
        if any(task is not None and task.unit is None for task in tasks.values()):
            live.forget_catalogues()
        for task in filter(None, tasks.values()):
            self._later(live, [task, *live.year_after(task), *(live.tasks(task) if task.unit is None else ())])
        if live.project.settings.baseline in files:
            changed |= live.files_with_findings()
        return changed | self._check_open(live)

    # --- in the background -------------------------------------------------------------------------------------------

    def _later(self, live: Live, tasks: Iterable[Task]) -> None:
        self._queue.update(((live.root, task), None) for task in tasks)
        self._across_due[live.root] = None
        self._tell()

    @property
    def has_work(self) -> bool:
        """Tell whether something is left to check."""
        return bool(self._queue or self._across_due)

    def step(self) -> None:
        """Check one thing that is left."""
        if self._queue:
            root, task = next(iter(self._queue))
            del self._queue[root, task]
            live = self._lives[root]
            if live.knows(task):
                self._show(live, live.check(task))
        elif self._across_due:
            root = next(iter(self._across_due))
            del self._across_due[root]
            if root in self._lives:
                self._show(self._lives[root], self._lives[root].check_across())

    def _show(self, live: Live, files: Iterable[str]) -> None:
        for file in sorted(files):
            self._publisher.publish(live.root, file, live.findings(file))


def is_there(path: Path) -> bool:
    """Tell whether a file is on the disk."""
    return _stat(path) is not None


def _stat(path: Path) -> tuple[int, int, int] | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - asked at each keystroke
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
