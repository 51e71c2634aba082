"""Real disks that are full or read-only, a user without rights, and the command itself when it is told to end."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.faulty import namespace
from support.manifests import listed_files
from vplan.building.files import TEMPORARY, digest_file

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="mounts, users and signals of Linux")
TESTS = Path(__file__).parent


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user can reach, which pytest's are not."""
    folder = Path(tempfile.mkdtemp(prefix="vplan-faults-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize(
    ("scenario", "means"),
    [("full", ("mount", "limit")), ("read-only", ("mount", "user")), ("permissions", ("user",))],
)
def test_fault_that_is_real(scenario: str, means: tuple[str, ...], open_folder: Path) -> None:
    """On a small disk of its own where the machine lets a test mount one, else within a limit; never left out."""
    command = [*namespace(), sys.executable, "-m", "support.faulty", scenario, str(open_folder)]
    paths = os.pathsep.join([str(TESTS), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {**os.environ, "PYTHONPATH": paths, "VPLAN_LANG": "en", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=TESTS, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout in means


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with two small plans, built."""
    root = tmp_path_factory.mktemp("plans")
    for command in (["init", str(root / "w")], ["new", "2026/omsorgsnamnden/andra"]):
        done = vplan(root / "w" if command[0] == "new" else root, *command)
        assert done.returncode == 0, done.stderr
    assert vplan(root / "w", "build").returncode == 0
    return root / "w"


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "vplan.cli.main", *arguments]


def vplan(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "VPLAN_LANG": "en"}
    return subprocess.run(command(*arguments), cwd=folder, env=environment, capture_output=True, text=True)


def assert_listed(site: Path) -> None:
    manifest = json.loads((site / "manifest.json").read_text())
    assert "underway" not in manifest
    listed = listed_files(manifest)
    for file, sha256 in listed.items():
        assert digest_file(str(site / file)) == sha256, file
    there = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    assert {path for path in there if not path.startswith(TEMPORARY)} == {*listed, "manifest.json"}


def _listens(pid: int) -> bool:
    """Tell whether a process has its own way to take SIGTERM by now: before that Python itself is starting."""
    caught = Path(f"/proc/{pid}/status").read_text().partition("SigCgt:")[2].split()[0]
    return bool(int(caught, 16) >> (signal.SIGTERM - 1) & 1)


@pytest.mark.parametrize(
    ("how", "code", "words"),
    [
        (signal.SIGINT, 130, "Interrupted. What was finished is kept; give the same command again to go on."),
        (signal.SIGTERM, 143, "Terminated. What was finished is kept; give the same command again to go on."),
        (signal.SIGKILL, -9, ""),
    ],
)
def test_command_that_is_struck_down_at_any_moment(how: signal.Signals, code: int, words: str, plans: Path) -> None:
    for moment in (0.0, 0.4, 1.0):
        build = subprocess.Popen(
            command("build", "--force"),
            cwd=plans,
            env={**os.environ, "VPLAN_LANG": "en"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        while not _listens(build.pid):
            time.sleep(0.005)
        time.sleep(moment)
        build.send_signal(how)
        _, told = build.communicate(timeout=60)
        assert "Traceback" not in told
        if build.returncode != 0:
            # Python ends itself by SIGINT where that came within an exec(), for which shells say 130 too
            assert build.returncode in (code, -how), told
            assert words in told
        assert_listed(plans / "site")
    again = vplan(plans, "build")
    assert again.returncode == 0, again.stderr
    assert_listed(plans / "site")
    assert not (plans / "site" / TEMPORARY).exists()
