"""Programs of Node.js that tests drive: those of `tests/node/package.json`, installed by `tools/setup node`."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest
from filelock import FileLock

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "node"


def node_program(name: str) -> list[str]:
    """Return the command that runs a program; skips the test where it is not here and cannot be installed."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        pytest.skip("Node.js with npm is not here")
    _install()
    program = FOLDER / "node_modules" / ".bin" / name
    if not program.exists():
        pytest.skip(f"{name} is not installed, and npm cannot fetch it (offline?)")
    return [node, str(program.resolve())]


@cache
def _install() -> None:
    """Install what is missing, once also where several processes test."""
    with FileLock(Path(tempfile.gettempdir()) / f"vplan-node-{sha256(str(FOLDER).encode()).hexdigest()[:16]}.lock"):
        subprocess.run([ROOT / "tools" / "setup", "node"], check=False, capture_output=True, timeout=300)
