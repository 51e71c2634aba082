"""Times the language server over its protocol: from a keystroke to the findings, in a city of plans."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from support.language_client import PUBLISHED, LanguageClient

KEYSTROKES = 100


@dataclass(frozen=True, slots=True)
class Latency:
    """Seconds from a change to the findings for its version: median, 95th percentile, longest."""

    median: float
    percentile_95: float
    longest: float

    def __str__(self) -> str:
        return f"median {self.median * 1000:.0f} ms, longest {self.longest * 1000:.0f} ms"


def _is_for(uri: str, version: int, said: Mapping[str, Any]) -> bool:
    return said["uri"] == uri and said.get("version") == version


def keystrokes(root: Path, file: str, *, wait: float, pause: float = 0.0, count: int = KEYSTROKES) -> Latency:
    """Type `count` characters into a text of a file, and wait for the findings after each.

    `wait` is how many seconds the server has before the first one: without any it still checks the whole workspace.
    """
    command = [str(Path(sys.executable).with_name("vplan")), "lsp"]
    times = []
    with LanguageClient(command, root, timeout=60) as client:
        path = root / file
        line = next(n for n, text in enumerate(path.read_text(encoding="utf-8").split("\n")) if text.endswith(": |"))
        uri = client.open(path)
        client.diagnostics(uri)
        time.sleep(wait)
        for number in range(count):
            time.sleep(pause)
            place = {"line": line + 1, "character": 20 + number}
            began = time.perf_counter()
            version = client.change(uri, {"range": {"start": place, "end": place}, "text": "x"})
            client.wait_for(PUBLISHED, partial(_is_for, uri, version))
            times.append(time.perf_counter() - began)
            client.notifications.clear()
    return Latency(statistics.median(times), statistics.quantiles(times, n=20)[-1], max(times))
