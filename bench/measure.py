"""Times commands as whole processes, two at a time side by side, and compares them pair by pair."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

# As where vplan is installed: the libraries that it is measured against are compiled ahead, so its own modules may be.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True, slots=True)
class Usage:
    """What one run of a command took: seconds on the clock, seconds of CPU with its children, largest process in MB."""

    wall: float
    cpu: float
    peak_mb: float


def run(command: Sequence[str], cwd: Path) -> Usage:
    """Run a command to its end; raises `RuntimeError` with its output when it fails."""
    with tempfile.TemporaryFile() as output:
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=cwd, env=ENVIRONMENT, stdout=output, stderr=output)  # noqa: S603
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            raise RuntimeError(f"{' '.join(command)}: {output.read().decode(errors='replace')[-2000:]}")
    return Usage(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


@dataclass(frozen=True, slots=True)
class Pair:
    """The runs of a command and of what it is measured against, taken in turn."""

    ours: list[Usage]
    base: list[Usage]

    def ratio(self, figure: Callable[[Usage], float]) -> float:
        """Return the median of the ratios ours/base, pair by pair."""
        return statistics.median(figure(a) / figure(b) for a, b in zip(self.ours, self.base, strict=True))


def side_by_side(ours: Callable[[], Usage], base: Callable[[], Usage], runs: int) -> Pair:
    """Take `runs` runs of each in turn, after one of each that does not count."""
    ours(), base()
    pairs = [(ours(), base()) for _ in range(runs)]
    return Pair([a for a, _ in pairs], [b for _, b in pairs])


def python(code: str, *arguments: str) -> list[str]:
    """Return the command that runs a piece of Python."""
    return [sys.executable, "-c", code, *arguments]


def vplan(*arguments: str) -> list[str]:
    """Return the command that runs vplan from the same environment."""
    return [str(Path(sys.executable).with_name("vplan")), *arguments]
