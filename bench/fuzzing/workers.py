"""Runs cases in forked processes with bounds on time and memory, a batch in each."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import time
import traceback
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType

from bench.fuzzing.changes import changed
from bench.fuzzing.ground import Target, case_rng, check, targets

SECONDS = 2.0
MEGABYTES = 500
_STOP = 15.0  # seconds of CPU after which a case is interrupted, and so tells where it hangs
_TRIES = 3
_GONE = 120.0  # seconds on the clock after which a process that cannot be interrupted is ended
_ADDRESSES = 3 << 30


class TooSlowError(Exception):
    """A case took more CPU time than it may."""


@dataclass(frozen=True)
class Case:
    """What became of one changed file: CPU seconds, megabytes of the process at its largest, findings, the fault."""

    number: int
    file: str
    change: str
    size: int
    seconds: float
    megabytes: float
    findings: int = 0
    fault: str = ""

    @property
    def failed(self) -> str:
        """Say what is wrong with the case, or nothing."""
        if self.fault:
            return self.fault
        if self.seconds > SECONDS:
            return f"{self.seconds:.1f} s"
        return f"{self.megabytes:.0f} MB" if self.megabytes > MEGABYTES else ""


@dataclass
class Worker:
    """Runs the cases of a batch one after another in this process, and keeps the files that fail."""

    root: Path
    seed: int
    kept: Path
    out: int
    number: int = 0
    peak: float = 0.0

    def run(self, target: Target, data: bytes, change: str) -> None:
        """Write a changed file, check its unit, put the file back, and tell what became of it."""
        os.write(self.out, json.dumps({"begun": self.number, "file": target.file}).encode() + b"\n")
        path = self.root / target.file
        whole = path.read_bytes()
        path.write_bytes(data)
        signal.setitimer(signal.ITIMER_PROF, _STOP)
        fault, findings, seconds = "", 0, _STOP
        try:
            for _ in range(_TRIES):  # a machine that does much else makes every program slow: the quickest counts
                began = time.process_time()
                findings = check(self.root, target.unit)
                seconds = min(seconds, time.process_time() - began)
                if seconds <= SECONDS:
                    break
        except TooSlowError:
            fault = "hangs: " + traceback.format_exc(limit=-6)
        except Exception:  # noqa: BLE001  # whatever it is, it is what the run looks for
            fault = traceback.format_exc(limit=-8)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            path.write_bytes(whole)
        peak = _peak()
        grown, self.peak = (peak if peak > self.peak else 0.0), max(peak, self.peak)
        case = Case(self.number, target.file, change, len(data), seconds, grown, findings, fault)
        if case.failed:
            keep(self.kept, self.seed, self.number, target.file, data)
        os.write(self.out, json.dumps(asdict(case)).encode() + b"\n")
        self.number += 1

    def run_all(self, numbers: range, *, by_hypothesis: bool) -> None:
        """Run cases: changes of bytes, lines and words, or what hypothesis draws."""
        known = targets(self.root)
        self.number, self.peak = numbers.start, _peak()
        if by_hypothesis:
            from bench.fuzzing.strategies import run_cases

            run_cases(self.root, known, self.seed + numbers.start, len(numbers), self.run)
            return
        for number in numbers:
            rng = case_rng(self.seed, number)
            target = rng.choice(known)
            self.run(target, *changed((self.root / target.file).read_bytes(), rng))


def keep(folder: Path, seed: int, number: int, file: str, data: bytes) -> None:
    """Keep a changed file that failed, under its path in the workspace."""
    kept = folder / f"{seed}-{number}" / file
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(data)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise TooSlowError


def _fork(worker: Worker, numbers: range, *, by_hypothesis: bool) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        resource.setrlimit(resource.RLIMIT_AS, (_ADDRESSES, _ADDRESSES))
        signal.signal(signal.SIGPROF, _interrupt)
        worker.run_all(numbers, by_hypothesis=by_hypothesis)
        code = 0
    finally:
        os._exit(code)


def run_batch(
    ground: Path, place: Path, seed: int, numbers: range, kept: Path, *, by_hypothesis: bool = False
) -> Iterator[Case]:
    """Run a batch in a process of its own on a copy of the workspace at `place`; yields its cases.

    A process that dies or cannot be interrupted gives a case that says so; the rest of the batch goes on in another.
    """
    while numbers:
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(ground, place)
        read, write = os.pipe()
        pid = _fork(Worker(place, seed, kept, write), numbers, by_hypothesis=by_hypothesis)
        os.close(write)
        begun, file = numbers.start, ""
        with os.fdopen(read, "rb") as stream:
            signal.signal(signal.SIGALRM, lambda *_, child=pid: os.kill(child, signal.SIGKILL))
            for line in stream:
                signal.setitimer(signal.ITIMER_REAL, _GONE)
                said = json.loads(line)
                if "begun" in said:
                    begun, file = said["begun"], said["file"]
                else:
                    yield Case(**said)
                    numbers = range(said["number"] + 1, numbers.stop)
            signal.setitimer(signal.ITIMER_REAL, 0)
        _, status = os.waitpid(pid, 0)
        if numbers and status:
            if file:
                keep(kept, seed, begun, file, (place / file).read_bytes())
            yield Case(begun, file, "", 0, 0.0, 0.0, fault=f"the process ended: {os.waitstatus_to_exitcode(status)}")
            numbers = range(begun + 1, numbers.stop)
        elif not status:
            return
