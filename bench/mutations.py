"""`make bench` mutations: mistakes planted in the real plans, one at a time and all at once, and how many are found.

`python bench/mutations.py --each 10 --seed 7` draws other mistakes, and says of each that was not found what was told.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.planting.mutation import draw
from bench.planting.score import EACH, SEED, Score, one_at_a_time, worlds
from bench.planting.together import Together, plant_together
from bench.planting.trial import Result, Verdict

EACH_TOGETHER = 2


@dataclass(frozen=True)
class Count:
    """What a run found: mistakes planted and found, findings beyond one for each, and those left out."""

    planted: int
    found: int
    follow_on: int
    left_out: int = 0
    seconds: float = 0.0


def scores(each: int = EACH, seed: int = SEED) -> Iterator[Score]:
    """Yield the score of each operator, with its mistakes planted one at a time."""
    yield from one_at_a_time(each, seed)


def counted(found: Sequence[Score]) -> Count:
    """Add up the scores of all operators."""
    results = [result for score in found for result in score.results]
    return Count(
        len(results),
        sum(score.found for score in found),
        sum(result.follow_on for result in results),
        seconds=sum(result.seconds for result in results),
    )


def missed(found: Sequence[Score]) -> list[Result]:
    """Return the mistakes that no right finding at the right line told of."""
    return [result for score in found for result in score.results if result.verdict is not Verdict.FOUND]


def all_at_once(each: int = EACH_TOGETHER, seed: int = SEED) -> dict[str, Together]:
    """Plant a sample in each workspace at once; raises whatever the check raises."""
    chosen = worlds()
    sample = draw(chosen, each, seed)
    together = {}
    for world in chosen:
        with tempfile.TemporaryDirectory(prefix="vplan-planted-") as folder:
            own = [mutation for mutation in sample.mutations if mutation.world == world.name]
            together[world.name] = plant_together(world, own, Path(folder))
    return together


def main() -> int:
    """Print the list of mutations with their scores, what was missed, and what all at once gave."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=EACH, help="mistakes of each kind, one at a time")
    parser.add_argument("--seed", type=int, default=SEED, help="which mistakes are drawn")
    arguments = parser.parse_args()
    found = []
    for score in scores(arguments.each, arguments.seed):
        print(score, flush=True)  # noqa: T201
        found.append(score)
    print(counted(found))  # noqa: T201
    for result in missed(found):
        print(result)  # noqa: T201
    for name, together in all_at_once(seed=arguments.seed).items():
        print(f"at once in {name}: {together}")  # noqa: T201
        for mutation, verdict in together.verdicts.items():
            if verdict is not Verdict.FOUND:
                print(f"  {verdict.value}: {mutation.operator} in {mutation.file}")  # noqa: T201
        for mutation in together.left_out:
            print(f"  left out: {mutation.operator} in {mutation.file}")  # noqa: T201
    return 1 if missed(found) else 0


if __name__ == "__main__":
    sys.exit(main())
