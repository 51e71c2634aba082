"""Plants mistakes in copies of the workspaces and tells which were found where they stand."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from bench.planting.mutation import Change, Mutation, applied, line_of
from bench.planting.places import World
from vplan.checking import across, check
from vplan.control import Allowance
from vplan.diagnostics import Diagnostic, in_file_order
from vplan.loading import load_model
from vplan.model.base import SourceModel
from vplan.project import Project, UnitCheck
from vplan.workspace import UnitFolder

M = TypeVar("M", bound=SourceModel)
Key = tuple[str, str, str]
LEFT_BEHIND = (".vplan", "site")


class Verdict(StrEnum):
    """What became of a planted mistake."""

    FOUND = "found"
    ELSEWHERE = "other line"
    OTHERWISE = "other rule"
    MISSED = "missed"


@dataclass(frozen=True)
class Result:
    """A planted mistake, what was told of it, and the further findings that it caused."""

    mutation: Mutation
    verdict: Verdict
    expected: tuple[str, ...]
    findings: tuple[Diagnostic, ...]
    seconds: float = 0.0

    @property
    def follow_on(self) -> int:
        """How many findings more than one there are, which would vanish with it."""
        return max(0, len(self.findings) - 1)

    def __str__(self) -> str:
        told = [f"{d.span.file}:{d.span.line} {d.rule}: {str(d.message)[:100]}" for d in self.findings[:4]]
        change = [f"{c.text[:60]!r}" for c in self.mutation.changes[:1]]
        return " | ".join(
            [
                f"{self.verdict.value}: {self.mutation.operator}",
                " or ".join(self.expected[:3]),
                *change,
                *(told or ["-"]),
            ]
        )


@dataclass
class Models:
    """A loader that reads each unharmed file once; `fresh` are the files that are read anew."""

    known: dict[tuple[str, type], tuple[SourceModel | None, list[Diagnostic], dict[str, list[Allowance]]]] = field(
        default_factory=dict
    )
    fresh: frozenset[str] = frozenset()

    def __call__(
        self,
        root: Path,
        file: str,
        cls: type[M],
        *,
        may_be_empty: bool = False,
        allowances: dict[str, list[Allowance]] | None = None,
    ) -> tuple[M | None, list[Diagnostic]]:
        """Load a file's model as `load_model` does."""
        if file in self.fresh:
            return load_model(root, file, cls, may_be_empty=may_be_empty, allowances=allowances)
        key = (f"{root}/{file}", cls)
        if key not in self.known:
            read: dict[str, list[Allowance]] = {}
            model, findings = load_model(root, file, cls, may_be_empty=may_be_empty, allowances=read)
            self.known[key] = (model, findings, read)
        known, findings, read = self.known[key]
        if allowances is not None:
            allowances.update(read)
        return known, list(findings)  # type: ignore[return-value]


def key_of(finding: Diagnostic) -> Key:
    """Return what tells a finding from others without its line, which mistakes above it move."""
    return finding.rule, finding.span.file, repr(finding.message)


def _touches(path: list[str], unit: UnitFolder) -> bool:
    """Tell whether a file, as the parts of its path, can have to do with a unit: of its year, or of the year before."""
    if path[1].isdecimal() and unit.year - int(path[1]) not in (0, 1):
        return False
    return len(path) == 3 or (path[2] == unit.board and (len(path) == 4 or path[3] == unit.unit))


class Bed:
    """A copy of a workspace in which mistakes are planted one at a time, and what the unharmed one gives."""

    def __init__(self, world: World, root: Path) -> None:
        self.world, self.root = world, root
        shutil.copytree(world.root / world.plans, root / world.plans, ignore=shutil.ignore_patterns(*LEFT_BEHIND))
        for path in world.files:
            if not (root / path).exists():
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(world.root / path, root / path)
        self.models = Models()
        self._sound: dict[str, tuple[UnitCheck, dict[str, list[Allowance]]]] = {}
        self.unharmed = self.findings()
        self._before = Counter(map(key_of, self.unharmed))

    def findings(self, fresh: Iterable[str] = ()) -> list[Diagnostic]:
        """Check the whole workspace as `vplan check` does; `fresh` are the files that were changed.

        Units that no changed file can touch are not checked a second time.
        """
        changed = [path.split("/") for path in fresh]
        self.models.fresh = frozenset(fresh)
        project = Project.open(self.root, load=self.models)
        if any(len(path) < 3 for path in changed):
            return check(project, project.layout.units(), 1)
        found = [*project.diagnostics, *project.all_catalogue_diagnostics()]
        facts = {}
        for unit in project.layout.units():
            touched = any(_touches(path, unit) for path in changed)
            known = None if touched else self._sound.get(unit.id)
            checked, allowed = known or (project.check_unit(unit), project.allowances(unit.files))
            if not changed:
                self._sound[unit.id] = (checked, allowed)
            project.add_allowances(allowed)
            found += checked.diagnostics
            if checked.facts is not None:
                facts[unit.id] = checked.facts
        return in_file_order(found + across(project, facts, everything=True))

    def new(self, findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """Return the findings that the unharmed workspace does not give."""
        left = Counter(self._before)
        new = []
        for finding in findings:
            left[key_of(finding)] -= 1
            if left[key_of(finding)] < 0:
                new.append(finding)
        return tuple(new)

    def plant(self, mutation: Mutation) -> Result:
        """Plant one mistake, check, take it out again, and judge what was told."""
        began = time.perf_counter()
        with planted(self.root, self.world, [mutation]) as texts:
            new = self.new(self.findings(mutation.files))
        expected = expected_lines(mutation, texts, mutation.changes)
        lines = tuple(f"{file}:{line}" for file, line in expected)
        return Result(mutation, judge(mutation, expected, new), lines, new, time.perf_counter() - began)


def expected_lines(mutation: Mutation, texts: dict[str, str], changes: Sequence[Change]) -> tuple[tuple[str, int], ...]:
    """Return the files and lines of which one must be told of."""
    return tuple(dict.fromkeys((mark.file, line_of(mark, texts, changes)) for mark in mutation.at))


def judge(mutation: Mutation, expected: Sequence[tuple[str, int]], new: Iterable[Diagnostic]) -> Verdict:
    """Tell whether one of the findings is by a rule that should find the mistake, at its line."""
    verdict = Verdict.MISSED
    for finding in new:
        at_line = (finding.span.file, finding.span.line) in expected
        if finding.rule in mutation.rules and at_line:
            return Verdict.FOUND
        if at_line:
            verdict = Verdict.OTHERWISE
        elif finding.rule in mutation.rules and verdict is Verdict.MISSED:
            verdict = Verdict.ELSEWHERE
    return verdict


@contextmanager
def planted(root: Path, world: World, mutations: Sequence[Mutation]) -> Iterator[dict[str, str]]:
    """Write the mistakes into the files of a copy; yields the texts of all files, and puts all back at the end."""
    texts = {path: file.text for path, file in world.files.items()}
    before: dict[str, bytes | None] = {}
    for mutation in mutations:
        for path in mutation.files:
            file = root / path
            before.setdefault(path, file.read_bytes() if file.is_file() else None)
    made: list[Path] = []
    try:
        for path in before:
            own = [c for m in mutations for c in m.changes if c.file == path]
            encoding = next((m.encoding for m in mutations if path in m.files), "utf-8")
            if own:
                file = root / path
                made += [folder for folder in file.parents if not folder.exists()]
                file.parent.mkdir(parents=True, exist_ok=True)
                texts[path] = applied(texts.get(path, ""), own)
                file.write_bytes(texts[path].encode(encoding, "replace"))
            if any(path in m.removed for m in mutations):
                (root / path).unlink()
        yield texts
    finally:
        for path, content in before.items():
            if content is None:
                (root / path).unlink(missing_ok=True)
            else:
                (root / path).write_bytes(content)
        for folder in sorted(set(made), key=lambda folder: -len(folder.parts)):
            folder.rmdir()
