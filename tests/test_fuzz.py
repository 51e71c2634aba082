"""Files changed at random: never an exception, never a hang, every finding within its file. `make fuzz` runs more."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.fuzz import SEEDS
from bench.fuzzing import workers
from bench.fuzzing.changes import CHANGES, changed
from bench.fuzzing.ground import Target, case_rng, check, targets, write_ground
from bench.fuzzing.strategies import run_cases
from bench.fuzzing.workers import run_batch
from support.workspaces import check_places

SEED = 2018
BATCHES, BATCH = 12, 15
SECONDS = 6.0  # of CPU, on a slow machine; `make fuzz` holds the bound of 2 s
KEPT = sorted(path for path in SEEDS.rglob("*") if path.is_file() and path.suffix != ".md")


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_ground(tmp_path_factory.mktemp("fuzz") / "ground")


def run(root: Path, target: Target, data: bytes) -> None:
    path = root / target.file
    whole = path.read_bytes()
    began = time.process_time()
    try:
        path.write_bytes(data)
        check(root, target.unit, check_places)
    finally:
        path.write_bytes(whole)
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize("batch", range(BATCHES))
def test_files_changed_at_random(batch: int, ground: Path) -> None:
    known = targets(ground)
    for number in range(batch * BATCH, (batch + 1) * BATCH):
        rng = case_rng(SEED, number)
        target = rng.choice(known)
        run(ground, target, changed((ground / target.file).read_bytes(), rng)[0])


@pytest.mark.parametrize("batch", range(3))
def test_files_made_by_hypothesis(batch: int, ground: Path) -> None:
    done: list[str] = []

    def one(target: Target, data: bytes, name: str) -> None:
        run(ground, target, data)
        done.append(name)

    run_cases(ground, targets(ground), SEED + batch, BATCH, one)
    assert len(done) >= BATCH


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.relative_to(SEEDS).as_posix())
def test_files_that_failed_once(kept: Path, ground: Path) -> None:
    file = kept.relative_to(SEEDS / kept.relative_to(SEEDS).parts[0]).as_posix()
    target = next((t for t in targets(ground) if t.file == file), None)
    assert target is not None, f"{file} is no file of the workspace any more"
    run(ground, target, kept.read_bytes())


def test_every_kind_of_file_is_changed_by_every_change(ground: Path) -> None:
    kinds = {target.file.rpartition("/")[2] for target in targets(ground)}
    assert kinds >= {"vplan.yaml", "kf.yaml", "namnd.yaml", "plan.yaml", "mal.yaml", "ekonomi.yaml", "2024.yaml"}
    assert kinds >= {"kvalitetsutmarkelse.yaml", "enkat.csv", "karta.png", "foto.jpg", "inskolning.svg"}
    data = "mål:\n  1.7:\n    årsmål: 80 %\n".encode()
    for change in CHANGES:
        assert any(change(data, case_rng(SEED, number)) != data for number in range(5)), change.__name__


def test_the_same_seed_makes_the_same_files(ground: Path) -> None:
    data = (ground / "vplan.yaml").read_bytes()
    assert [changed(data, case_rng(1, n)) for n in range(20)] == [changed(data, case_rng(1, n)) for n in range(20)]
    assert [changed(data, case_rng(1, n)) for n in range(20)] != [changed(data, case_rng(2, n)) for n in range(20)]


def _raise(*_: object) -> int:
    raise ZeroDivisionError("planted")


def _hang(*_: object) -> int:
    while True:
        pass


def _die(*_: object) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


@pytest.mark.parametrize(
    ("fault", "told"), [(_raise, "ZeroDivisionError"), (_hang, "hangs"), (_die, "the process ended: -9")]
)
def test_what_fails_is_told_and_kept(
    fault: Callable[..., int], told: str, ground: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "check", fault)
    monkeypatch.setattr(workers, "_STOP", 0.1)
    cases = list(run_batch(ground, tmp_path / "copy", SEED, range(2), tmp_path / "kept"))
    assert [case.number for case in cases] == [0, 1]
    assert all(told in case.failed for case in cases)
    for case in cases:
        assert (tmp_path / "kept" / f"{SEED}-{case.number}" / case.file).is_file()
