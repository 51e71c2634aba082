"""`make fuzz`: thousands of files changed at random, checked in processes with bounds on time and memory.

Three batches of four change bytes, lines, words, values and encodings; hypothesis draws the fourth. The same seed makes
the same files. What fails is kept in the folder that `--keep` names, where the tests take it from.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.fuzzing.ground import write_ground
from bench.fuzzing.workers import MEGABYTES, SECONDS, Case, run_batch

SEEDS = Path(__file__).resolve().parent.parent / "tests" / "fuzz_seeds"
CASES = 20_000
BATCH = 200
PROGRESS = 2_000
HYPOTHESIS = 4  # one batch in so many is drawn by hypothesis


def _batch(job: tuple[Path, int, range, Path]) -> list[Case]:
    ground, seed, numbers, kept = job
    place = ground.parent / f"copy-{os.getpid()}"
    by_hypothesis = numbers.start // BATCH % HYPOTHESIS == HYPOTHESIS - 1
    return list(run_batch(ground, place, seed, numbers, kept, by_hypothesis=by_hypothesis))


def run(ground: Path, seed: int, numbers: range, jobs: int, kept: Path = SEEDS) -> Iterator[Case]:
    """Run cases in batches, `jobs` at a time; every fourth batch is drawn by hypothesis."""
    batches = [(ground, seed, range(at, min(at + BATCH, numbers.stop)), kept) for at in numbers[::BATCH]]
    if jobs == 1:
        for batch in batches:
            yield from _batch(batch)
        return
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        for cases in pool.imap_unordered(_batch, batches):
            yield from cases


def main() -> int:
    """Run the cases and say how many failed, which was slowest and which took most memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument(
        "--seed", type=int, default=int(time.time()), help="without it another each time; it is printed"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--keep", type=Path, default=SEEDS, help="the folder for files that failed")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the workers end too
    began, done, failed = time.monotonic(), 0, 0
    slowest: Case | None = None
    largest: Case | None = None
    findings = 0
    with tempfile.TemporaryDirectory(prefix="vplan-fuzz-") as folder:
        ground = write_ground(Path(folder, "ground"))
        for case in run(ground, arguments.seed, range(arguments.cases), arguments.jobs, arguments.keep):
            done, findings = done + 1, findings + case.findings
            if not done % PROGRESS:
                print(f"{done} files", flush=True)  # noqa: T201
            slowest = max((case, slowest or case), key=lambda c: c.seconds)
            largest = max((case, largest or case), key=lambda c: c.megabytes)
            if case.failed:
                failed += 1
                print(f"case {case.number}: {case.change} in {case.file}\n{case.failed}", flush=True)  # noqa: T201
    seconds = time.monotonic() - began
    print(f"seed {arguments.seed}: {done} files, {findings} findings, {failed} failed, {seconds:.0f} s")  # noqa: T201
    for name, most, bound in (("slowest", slowest, f"{SECONDS} s"), ("largest", largest, f"{MEGABYTES} MB")):
        if most is not None:
            print(  # noqa: T201
                f"{name}: {most.seconds:.2f} s, {most.megabytes:.0f} MB (bound {bound}): case {most.number}, "
                f"{most.change} in {most.file}, {most.size} bytes"
            )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
