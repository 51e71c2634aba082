"""The real plans as workspaces, and the score of each operator."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.planting import figures, folders, goals, money, prose, rows, shape
from bench.planting.mutation import OPERATORS, Mutation, draw
from bench.planting.places import World
from bench.planting.trial import Bed, Result, Verdict

ROOT = Path(__file__).resolve().parent.parent.parent
MODULES = (figures, folders, goals, money, prose, rows, shape)  # each registers its operators
EACH = 4
SEED = 2018


def worlds() -> list[World]:
    """Read the real plans and the example."""
    soderby = ROOT / "examples" / "soderby"
    return [World.read("plans", ROOT, "plans"), World.read("soderby", soderby, "planer", "utgåvor")]


@contextmanager
def beds(chosen: Sequence[World]) -> Iterator[dict[str, Bed]]:
    """Copy the workspaces to a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="vplan-planted-") as folder:
        yield {world.name: Bed(world, Path(folder, world.name)) for world in chosen}


@dataclass(frozen=True)
class Score:
    """What became of the mistakes of one operator."""

    name: str
    kind: str
    possible: int
    results: tuple[Result, ...]

    @property
    def found(self) -> int:
        """How many were found at their line."""
        return sum(result.verdict is Verdict.FOUND for result in self.results)

    def __str__(self) -> str:
        follow = sum(result.follow_on for result in self.results)
        return f"{self.kind:10} {self.name:74} {self.found:3}/{len(self.results):<3} of {self.possible:5}  +{follow}"


def one_at_a_time(each: int = EACH, seed: int = SEED) -> Iterator[Score]:
    """Plant a sample of mistakes one at a time, operator by operator."""
    chosen = worlds()
    sample = draw(chosen, each, seed)
    by_operator: dict[str, list[Mutation]] = {}
    for mutation in sample.mutations:
        by_operator.setdefault(mutation.operator, []).append(mutation)
    with beds(chosen) as ready:
        for made_by in OPERATORS:
            results = [ready[m.world].plant(m) for m in by_operator.get(made_by.name, ())]
            yield Score(made_by.name, made_by.kind, sample.possible[made_by.name], tuple(results))
