"""A workspace mended in memory, round by round, until nothing more has one right answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from vplan.building.pool import can_fork
from vplan.checking import check
from vplan.diagnostics import Diagnostic, Edit, Fix, Message, Severity
from vplan.fixing.text import fixes_for, lasting_errors, mend
from vplan.model.base import SourceModel
from vplan.opening import MAX_BYTES, hold_unsaved, read_bytes
from vplan.project import Project
from vplan.report.choice import Choice, Coverage
from vplan.selection import select
from vplan.source.reader import decode
from vplan.source.tree import Source

MAX_ROUNDS = 100  # a round mends as many faults as a check tells of: some hundred in a file
MAX_CHECKS = 20  # of the workspace, to find which file's fixes gave an error elsewhere
_BOM = b"\xef\xbb\xbf"
_BOM_RULE = "byte-order-mark"


@dataclass(frozen=True, slots=True)
class Refused:
    """A fix that was taken back: where it would have been, and what it would have done."""

    file: str
    line: int
    title: Message


@dataclass(slots=True)
class MendedFile:
    """A file before and after it was mended, and how many fixes that took."""

    file: str
    before: bytes
    after: bytes
    count: int


@dataclass(slots=True)
class Result:
    """The files that are others now, in order, and the fixes that were taken back."""

    files: list[MendedFile] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many fixes were made."""
        return sum(file.count for file in self.files)


def mend_workspace(project: Project, paths: Sequence[Path], choice: Choice, jobs: int | None = None) -> Result:
    """Mend the files at `paths` (none: all) in memory; nothing is written.

    Only findings that `choice` takes are mended; white space is tidied unless rules are selected. Raises
    `SelectionError` for a path that chooses nothing, and `CheckCrashError`.
    """
    with _Mending(project, paths, choice, jobs).held() as mending:
        return mending.run()


@dataclass(slots=True)
class _Held:
    before: bytes
    source: Source
    mark: bytes = b""  # a byte order mark that is to stay
    count: int = 0

    @property
    def after(self) -> bytes:
        return self.mark + self.source.text.encode()


_State = tuple[Source, int]
_Key = tuple[str, tuple[tuple[str, int, str], ...]]


class _Mending:
    def __init__(self, project: Project, paths: Sequence[Path], choice: Choice, jobs: int | None) -> None:
        self._project = project
        self._paths = paths
        self._choice = choice
        self._jobs = jobs if can_fork() else 1  # a spawned worker would not see what is held here
        self._units = select(project.layout, paths)
        self._inside = _inside(project, paths)
        self._files: dict[str, _Held] = {}
        self._never: set[_Key] = set()
        self._refused: list[Refused] = []

    @contextmanager
    def held(self) -> Iterator[_Mending]:
        """Let all reading see the mended texts, as long as this lasts."""
        try:
            yield self
        finally:
            for file in self._files:
                self._hold(file, None)

    def run(self) -> Result:
        """Mend until nothing more can be, and go back to the last round that left no more errors than at first."""
        found = self._check()
        errors = _errors(found)
        good: dict[str, _State] = {}
        since: list[tuple[Source, Fix]] = []
        for _ in range(MAX_ROUNDS):
            for file in sorted(self._candidates(found)):
                self._take_up(file)
            before = self._states()
            good = {**before, **good}
            made = self._round(found)
            if not made:
                break
            now = self._check()
            if _is_worse(now, found):
                now = self._take_back(made, before, found)
            found = now
            since += [(before[file][0], fix) for file, fixes in made.items() for fix in fixes]
            if _errors(found) <= errors:
                good, since = self._states(), []
        for file, state in good.items():
            self._restore(file, *state)
        for source, fix in since:
            self._refuse(source, [fix])
        return self._result()

    def _result(self) -> Result:
        files = [
            MendedFile(file, held.before, held.after, held.count)
            for file, held in sorted(self._files.items())
            if held.after != held.before
        ]
        return Result(files, self._refused)

    def _states(self) -> dict[str, _State]:
        return {file: (held.source, held.count) for file, held in self._files.items()}

    def _check(self) -> list[Diagnostic]:
        from vplan.editions import forget_editions

        forget_editions()
        project = Project.open(self._project.root)
        return check(project, select(project.layout, self._paths), self._jobs)

    def _round(self, found: Sequence[Diagnostic]) -> dict[str, tuple[Fix, ...]]:
        """Mend each file once; return the fixes that were made, by file."""
        by_file: dict[str, list[Diagnostic]] = {}
        for finding in self._choice.of(found):
            by_file.setdefault(finding.span.file, []).append(finding)
        made: dict[str, tuple[Fix, ...]] = {}
        for file, held in self._files.items():
            fixes = self._mend(file, held, by_file.get(file, []))
            if fixes:
                made[file] = fixes
        return made

    def _mend(self, file: str, held: _Held, findings: list[Diagnostic]) -> tuple[Fix, ...]:
        model = _model_of(file)
        source = held.source
        wanted: list[Fix] = []
        for indent in (True, False):
            found = fixes_for(source, findings, model, white=not self._choice.select, indent=indent)
            wanted = wanted or [fix for fix in found if _key(source, fix) not in self._never]
        mended = mend(source, wanted, model)
        self._refuse(source, mended.refused)
        if mended.text == source.text:
            return ()
        self._replace(file, mended.text, held.count + len(mended.made))
        return mended.made

    def _take_back(
        self,
        made: dict[str, tuple[Fix, ...]],
        before: dict[str, _State],
        found: Sequence[Diagnostic],
    ) -> list[Diagnostic]:
        """Undo a round in those files whose fixes gave an error in another file; return what is found then."""
        after = self._states()
        for file in made:
            self._restore(file, *before[file])
        now, checks = list(found), 0
        waiting: list[list[str]] = [sorted(made)]
        while waiting:
            group = waiting.pop()
            tries = checks < MAX_CHECKS
            if tries:
                checks += 1
                for file in group:
                    self._restore(file, *after[file])
                then = self._check()
                if not _is_worse(then, now):
                    now = then
                    continue
            for file in group:
                self._restore(file, *before[file])
            if len(group) == 1 or not tries:
                for file in group:
                    self._refuse(self._files[file].source, made[file])
            else:
                half = len(group) // 2
                waiting += [group[half:], group[:half]]
        return now

    # --- files -------------------------------------------------------------------------------------------------------

    def _candidates(self, found: Sequence[Diagnostic]) -> set[str]:
        files = {finding.span.file for finding in self._choice.of(found)}
        if not self._choice.select:
            files |= set(Coverage.of(self._project.layout, self._units).files)
        return {file for file in files if file.endswith(".yaml") and self._inside(file)}

    def _take_up(self, file: str) -> None:
        if file in self._files:
            return
        try:
            data = read_bytes(self._project.root, file, MAX_BYTES + 1)
        except OSError:
            data = b""
        source = decode(file, data)[0] if 0 < len(data) <= MAX_BYTES else None
        if source is not None:
            self._files[file] = self._start(source, data)

    def _start(self, source: Source, data: bytes) -> _Held:
        if not data.startswith(_BOM):
            return _Held(data, source)
        return _Held(data, source, count=1) if self._choice.takes(_BOM_RULE) else _Held(data, source, _BOM)

    def _replace(self, file: str, text: str, count: int) -> None:
        old = self._files[file].source
        self._restore(file, Source(file, text, has_forbidden=old.has_forbidden), count)

    def _restore(self, file: str, source: Source, count: int) -> None:
        held = self._files[file]
        held.source, held.count = source, count
        self._hold(file, held.after)

    def _hold(self, file: str, data: bytes | None) -> None:
        hold_unsaved(self._project.root / file, data)

    def _refuse(self, source: Source, fixes: Iterable[Fix]) -> None:
        for fix in fixes:
            self._never.add(_key(source, fix))
            refused = Refused(source.file, fix.edits[0].span.line, fix.title)
            if refused not in self._refused:
                self._refused.append(refused)


def _is_worse(now: Sequence[Diagnostic], before: Sequence[Diagnostic]) -> bool:
    """Tell whether there are more errors than before, and not only such as can be mended in the next round."""
    return _errors(now) > _errors(before) and lasting_errors(now) > lasting_errors(before)


def _errors(found: Iterable[Diagnostic]) -> int:
    return sum(finding.severity is Severity.ERROR for finding in found)


def _key(source: Source, fix: Fix) -> _Key:
    """Return what a fix is known by in a later round, when its line may have another number."""
    return source.file, tuple((_line(source, edit), edit.span.column, edit.text) for edit in fix.edits)


def _line(source: Source, edit: Edit) -> str:
    return source.lines[edit.span.line - 1] if edit.span.line <= len(source.lines) else ""


def _model_of(file: str) -> type[SourceModel] | None:
    from vplan.schema import KINDS

    kind = KINDS.get(file.rpartition("/")[2].removesuffix(".yaml"))
    return kind.model if kind is not None and not kind.partial else None


def _inside(project: Project, paths: Sequence[Path]) -> Callable[[str], bool]:
    """Return what tells whether a file is meant: one that lies at or below a path; none of them means every file."""
    if not paths:
        return lambda _: True
    plans = project.settings.plans
    root = project.root.resolve()
    meant: list[str] = []
    for path in paths:
        if not path.is_absolute() and not path.exists():
            meant.append(f"{plans}/{path.as_posix().strip('/')}")
            continue
        relative = path.resolve().relative_to(root).as_posix()
        if relative == ".":
            return lambda _: True
        meant.append(relative)

    def inside(file: str) -> bool:
        if not file.startswith(f"{plans}/"):
            return file in meant
        return any(file == path or file.startswith(f"{path}/") for path in meant)

    return inside
