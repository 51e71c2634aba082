"""All mistakes at once in one workspace.

Mistakes that would hide or undo each other are planted in copies of the plans for other years: every year in the copy's
texts is moved by as much, so that a copy is as sound as what it was made of.
"""

from __future__ import annotations

import re
import shutil
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.planting.mutation import Change, Mark, Mutation
from bench.planting.places import File, Place, World
from bench.planting.trial import Verdict, expected_lines, judge, key_of, planted
from vplan.checking import check
from vplan.diagnostics import Diagnostic
from vplan.project import Project
from vplan.source.tree import Mapping

YEARS = (0, 10, 20, 30, 40, 50, 60, 70, -10)  # by how much each copy is moved; no two plans meet in one year
_YEAR = re.compile(r"(?<![\w/:-])20\d\d(?!\d)")
_FOLDER = re.compile(r"/(20\d\d)(?=/|\Z)")
_WHOLE_TEXT = 50_000  # characters that make a text too long to be read
_MONEY = frozenset(("text-contradicts-budget", "factor-thousand"))
_SUBTREES = ("kf", "namnd", "plan")  # without one of these nothing below its folder can be judged


@dataclass(frozen=True)
class Together:
    """What one check of a workspace with many mistakes told."""

    planted: int
    verdicts: dict[Mutation, Verdict]
    left_out: tuple[Mutation, ...]
    follow_on: tuple[Diagnostic, ...]
    findings: int
    seconds: float

    @property
    def found(self) -> int:
        """How many mistakes were found at their lines."""
        return sum(verdict is Verdict.FOUND for verdict in self.verdicts.values())

    def __str__(self) -> str:
        return (
            f"{self.planted} planted, {self.found} found, {len(self.left_out)} left out, {self.findings} findings, "
            f"{len(self.follow_on)} of them follow-on, in {self.seconds:.2f} s"
        )


def moved(text: str, years: int) -> str:
    """Move every year of this century in a text, but not in names of editions."""
    return _YEAR.sub(lambda year: str(int(year[0]) + years), text) if years else text


def moved_path(path: str, years: int) -> str:
    """Move the year's folder in a path."""
    return _FOLDER.sub(lambda found: f"/{int(found[1]) + years}", path, count=1) if years else path


def moved_mutation(mutation: Mutation, years: int) -> Mutation:
    """Return the same mistake in the copy for later years."""
    return replace(
        mutation,
        changes=tuple(
            Change(moved_path(c.file, years), c.start, c.end, moved(c.text, years)) for c in mutation.changes
        ),
        at=tuple(Mark(moved_path(m.file, years), m.offset, m.inside) for m in mutation.at),
        removed=tuple(moved_path(path, years) for path in mutation.removed),
    )


@dataclass(frozen=True)
class Zone:
    """What a mistake claims for itself: stretches of files, folders that it hides, and names that others refer to."""

    stretches: tuple[tuple[str, int, int], ...]
    hidden: tuple[str, ...]
    names: frozenset[tuple[str, str]]
    used: frozenset[tuple[str, str]]

    def clashes(self, other: Zone) -> bool:
        """Tell whether one of two mistakes could hide or undo the other."""
        if self.names & (other.used | other.names) or other.names & self.used:
            return True
        if any(self._hides(one, other) for one in self.hidden) or any(other._hides(one, self) for one in other.hidden):
            return True
        return any(a[0] == b[0] and a[1] < b[2] and b[1] < a[2] for a in self.stretches for b in other.stretches)

    @staticmethod
    def _hides(hidden: str, other: Zone) -> bool:
        return any(f"{path}/".startswith(f"{hidden}/") for path, _, _ in other.stretches) or any(
            f"{path}/".startswith(f"{hidden}/") or f"{hidden}/".startswith(f"{path}/") for path in other.hidden
        )


def zone_of(world: World, mutation: Mutation) -> Zone:
    """Work out what a mistake claims."""
    stretches, hidden = [], []
    names: set[tuple[str, str]] = set()
    used: set[tuple[str, str]] = set()
    for change in mutation.changes:
        file = world.files.get(change.file)
        if file is None:
            hidden.append(change.file)
            continue
        place = _innermost(file, change.start)
        stretches.append((file.path, *_extent(file, place, change)))
        mine = names if file.kind in ("kf", "namnd") else used
        mine |= {(str(file.year), name) for name in _names(place)}
        budget = f"{file.folder}/ekonomi.yaml"
        if mutation.rules & _MONEY:
            stretches.append((budget, 0, 1))
        if mutation.rules & _MONEY or (file.path == budget and place.path[:1] == ("budget",)):
            names.add((budget, "sums"))  # where one amount cannot be read, no sum of the table can be judged
    for mark in mutation.at:
        marked = world.files.get(mark.file)
        if marked is None:
            hidden.append(mark.file)
            continue
        begin = marked.text.rfind("\n", 0, mark.offset) + 1
        stretches.append((marked.path, begin, begin + 1))
    if mutation.hides:
        for path in mutation.files:
            is_top = Path(path).stem in _SUBTREES
            hidden.append(world.plans if "/" not in path else path.rpartition("/")[0] if is_top else path)
    return Zone(tuple(stretches), tuple(hidden), frozenset(names), frozenset(used))


def _innermost(file: File, offset: int) -> Place:
    holding = [p for p in file.places if p.path and p.lines[0] <= offset < max(p.lines[1], p.end + 1)]
    return min(holding, key=lambda place: place.lines[1] - place.lines[0], default=file.places[0])


def _extent(file: File, place: Place, change: Change) -> tuple[int, int]:
    """Return what a change claims: its lines, or all that its key holds."""
    begin, end = file.text.rfind("\n", 0, change.start) + 1, file.text.find("\n", change.end) + 1
    if place.path and (change.start <= place.start or len(change.text) > _WHOLE_TEXT):
        low, high = place.lines
        return min(begin, low), max(end, high)
    return begin, end or len(file.text)


def _names(place: Place) -> Iterable[str]:
    """Yield the ids and numbers by which council, board and unit refer to what a place belongs to."""
    path = place.path
    if path[:1] == ("mål",) and place.file.kind != "kf":
        yield from map(str, path[1:2])
    if place.file.kind == "mal":
        yield from (str(path[at + 1]) for at in range(2, len(path) - 1) if path[at] in ("nämndmål", "indikatorer"))
    for size in range(len(path), 0, -1):
        value = place.file.by_path[path[:size]].value
        if isinstance(value, Mapping) and (found := [str(value[key]) for key in ("id", "nr") if key in value]):
            yield from found
            return


def plant_together(world: World, mutations: Sequence[Mutation], root: Path) -> Together:
    """Plant mistakes in a workspace made at `root` and check it once."""
    slots: list[list[tuple[Mutation, Zone]]] = [[] for _ in YEARS]
    left_out = []
    for mutation in sorted(mutations, key=lambda mutation: mutation.hides):
        zone = zone_of(world, mutation)
        tries = slots if "vplan.yaml" not in mutation.files else slots[:1]
        slot = next((s for s in tries if not any(zone.clashes(other) for _, other in s)), None)
        if slot is None:
            left_out.append(mutation)
        else:
            slot.append((mutation, zone))
    copies = [number for number, slot in enumerate(slots) if slot or not number]
    whole = _write(world, root, copies)
    everything = [moved_mutation(m, YEARS[number]) for number in copies for m, _ in slots[number]]
    before = Counter(map(key_of, _checked(root)))
    began = time.perf_counter()
    with planted(root, whole, everything) as texts:
        found = _checked(root)
        seconds = time.perf_counter() - began
        return _judged(everything, tuple(left_out), found, before, texts, seconds)


def _judged(
    mutations: Sequence[Mutation],
    left_out: tuple[Mutation, ...],
    found: Sequence[Diagnostic],
    before: Counter[tuple[str, str, str]],
    texts: dict[str, str],
    seconds: float,
) -> Together:
    left, new = Counter(before), []
    for finding in found:
        left[key_of(finding)] -= 1
        if left[key_of(finding)] < 0:
            new.append(finding)
    changes = [change for mutation in mutations for change in mutation.changes]
    verdicts, told = {}, set()
    for mutation in mutations:
        expected = expected_lines(mutation, texts, changes)
        verdicts[mutation] = judge(mutation, expected, new)
        told |= {(file, line, rule) for file, line in expected for rule in mutation.rules}
    follow_on = tuple(d for d in new if (d.span.file, d.span.line, d.rule) not in told)
    return Together(len(mutations), verdicts, left_out, follow_on, len(new), seconds)


def _checked(root: Path) -> list[Diagnostic]:
    project = Project.open(root)
    return check(project, project.layout.units(), 1)


def _write(world: World, root: Path, copies: Sequence[int]) -> World:
    """Write the workspace with its copies; return it with the texts of all files."""
    files = dict(world.files)
    for path, file in world.files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(file.text, encoding="utf-8")
    for found in (world.root / world.plans).rglob("*"):
        if found.is_file() and found.suffix != ".yaml":
            for number in copies:
                target = root / moved_path(found.relative_to(world.root).as_posix(), YEARS[number])
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(found, target)
    for number in copies[1:]:
        for path, file in world.files.items():
            if file.year:
                copy = File(moved_path(path, YEARS[number]), moved(file.text, YEARS[number]))
                (root / copy.path).parent.mkdir(parents=True, exist_ok=True)
                (root / copy.path).write_text(copy.text, encoding="utf-8")
                files[copy.path] = copy
    return World(world.name, root, world.plans, files)
