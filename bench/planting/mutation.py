"""What a planted mistake is, and the register of the operators that plant them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from bench.planting.places import File, Place, World

KINDS = ("delete", "misspell", "retype", "swap", "exceed", "contradict")


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of a file's text and what takes its place; of a file that is not there, the whole text."""

    file: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A place by its index in the unharmed text, plus so many characters into what a change put there."""

    file: str
    offset: int
    inside: int = 0


@dataclass(frozen=True)
class Mutation:
    """One mistake: what is changed, and where which rules should tell of it.

    `at` are the places of which one must be named; `rules` those of which one must be it. `hides` says that the file
    cannot be read any more, so that it can hold no other mistake; `is_form` that what is wrong is how a value is
    written, not which it is.
    """

    operator: str
    kind: str
    world: str
    changes: tuple[Change, ...]
    at: tuple[Mark, ...]
    rules: frozenset[str]
    removed: tuple[str, ...] = ()
    encoding: str = "utf-8"
    hides: bool = False
    is_form: bool = False

    @property
    def file(self) -> str:
        """The file that is changed first."""
        return self.changes[0].file if self.changes else self.removed[0]

    @property
    def files(self) -> frozenset[str]:
        """All files that are changed or removed."""
        return frozenset((*(change.file for change in self.changes), *self.removed))


@dataclass(frozen=True)
class Operator:
    """A way to make a mistake: a name, its kind, the rules that should find it, and what makes the mistakes."""

    name: str
    kind: str
    rules: frozenset[str]
    make: Callable[[World, random.Random], Iterable[Mutation]]

    def mutations(self, world: World) -> list[Mutation]:
        """Return every mistake of this kind that can be made in a workspace."""
        return list(self.make(world, random.Random(f"{self.name} {world.name}")))  # noqa: S311


def changes_meaning(world: World, mutation: Mutation) -> bool:
    """Tell whether what is read of the changed files is something else than before; a mistake must change it."""
    if mutation.removed or mutation.is_form:
        return True
    for path in mutation.files:
        file = world.files.get(path)
        if file is None:
            return True
        text = applied(file.text, [c for c in mutation.changes if c.file == path])
        if "# vplan:" in text:
            return True
        try:
            if File(path, text).tree != file.tree:
                return True
        except ValueError:
            return True
    return False


def applied(text: str, changes: Sequence[Change]) -> str:
    """Return a text with changes made, which do not overlap."""
    for change in sorted(changes, key=lambda change: change.start, reverse=True):
        text = text[: change.start] + change.text + text[change.end :]
    return text


def line_of(mark: Mark, texts: dict[str, str], changes: Sequence[Change]) -> int:
    """Return the line, from 1, on which a place stands after all changes; `texts` are the changed files."""
    own = [change for change in changes if change.file == mark.file]
    moved = sum(len(c.text) - (c.end - c.start) for c in own if c.start < mark.offset and c.end <= mark.offset)
    return texts.get(mark.file, "").count("\n", 0, mark.offset + moved + mark.inside) + 1


OPERATORS: list[Operator] = []
Maker = Callable[[World, random.Random], Iterator[tuple[Sequence[Change], Sequence[Mark]]]]


def operator(name: str, kind: str, *rules: str, hides: bool = False, is_form: bool = False) -> Callable[[Maker], Maker]:
    """Register an operator: a function that yields changes and the places where they must be told of."""
    wanted = frozenset(rules)
    assert kind in KINDS

    def register(make: Maker) -> Maker:
        def mutations(world: World, rng: random.Random) -> Iterator[Mutation]:
            for changes, marks in make(world, rng):
                yield Mutation(
                    name, kind, world.name, tuple(changes), tuple(marks), wanted, hides=hides, is_form=is_form
                )

        OPERATORS.append(Operator(name, kind, wanted, mutations))
        return make

    return register


Planted = Iterator[tuple[Sequence[Change], Sequence[Mark]]]


def replace(place: Place, text: str) -> tuple[Sequence[Change], Sequence[Mark]]:
    """Write another text in place of a value, which is to be told of where it stands."""
    return [Change(place.file.path, place.start, place.end, text)], [Mark(place.file.path, place.start)]


def rewrite(file: File, start: int, end: int, text: str, inside: int = 0) -> tuple[Sequence[Change], Sequence[Mark]]:
    """Write another text over a stretch, which is to be told of where it begins or `inside` characters later."""
    return [Change(file.path, start, end, text)], [Mark(file.path, start, inside)]


@dataclass(frozen=True)
class Sample:
    """Mistakes drawn from all that can be made, and how many there were of each operator."""

    mutations: list[Mutation]
    possible: dict[str, int] = field(default_factory=dict)


def draw(worlds: Sequence[World], each: int, seed: int) -> Sample:
    """Draw up to `each` mistakes of every operator, spread over the files."""
    chosen: list[Mutation] = []
    possible: dict[str, int] = {}
    for made_by in OPERATORS:
        rng = random.Random(f"{made_by.name} {seed}")  # noqa: S311
        by_file: dict[str, list[tuple[World, Mutation]]] = {}
        for world in worlds:
            for mutation in made_by.mutations(world):
                by_file.setdefault(f"{world.name}/{mutation.file}", []).append((world, mutation))
        possible[made_by.name] = sum(map(len, by_file.values()))
        files = sorted(by_file)
        rng.shuffle(files)
        for mutations in by_file.values():
            rng.shuffle(mutations)
        most = max(map(len, by_file.values()), default=0)
        queue = (by_file[file][turn] for turn in range(most) for file in files if turn < len(by_file[file]))
        chosen += islice((m for world, m in queue if changes_meaning(world, m)), each)
    return Sample(chosen, possible)
