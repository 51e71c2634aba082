"""Whatever fails under a build: the last good output is whole, the message says what to do, the next build succeeds."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from build_fakes import TOOLS, Workspace, fake_print
from test_build_robust import assert_whole
from vplan.building.files import TEMPORARY
from vplan.building.tools import Pdf
from vplan.diagnostics import Severity
from vplan.oserrors import reason

pytestmark = [
    pytest.mark.usefixtures("english"),
    pytest.mark.skipif(sys.platform != "linux", reason="signals, forks and /proc"),
]
UNITS = ("ost/a", "ost/b", "vast/c")
KILLS = 200


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    space = Workspace(tmp_path)
    for unit in UNITS:
        space.unit(unit, "old")
    return space


def change(space: Workspace) -> None:
    for unit in UNITS:
        space.unit(unit, "new")


def nothing_is_half(space: Workspace) -> None:
    for path, data in space.files().items():
        if path.endswith("plan.html"):
            assert data.startswith((b"<p>old ", b"<p>new ")), path
            assert data.endswith(b" plan.pdf"), path
        if path.endswith("plan.pdf"):
            assert data.split()[:2] in ([b"%PDF", b"old"], [b"%PDF", b"new"]), path
            assert data.split()[2:] in ([b"ost"], [b"vast"]), path


def test_builds_that_are_struck_down_200_times_two_at_once(tmp_path: Path) -> None:
    tests = str(Path(__file__).parent)
    command = [sys.executable, "-m", "support.storm", str(tmp_path), str(KILLS), "2018"]
    paths = os.pathsep.join([tests, *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(
        command, cwd=tests, env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)
    assert told["build"] >= 40
    assert told["worker"] >= 40


class Failing:
    """From its `at`th time on, in whatever process, nothing more can be written; the first time half a file is."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at: int, code: int) -> None:
        self._left = multiprocessing.Value("i", at)
        self._code = code
        write, replace = Path.write_bytes, Path.replace

        def half(path: Path, data: bytes) -> int:
            if not self.fails():
                return write(path, data)
            write(path, data[: len(data) // 2])
            raise OSError(self._code, "failed", str(path))

        def stuck(path: Path, target: Path) -> Path:
            if self.fails():
                raise OSError(self._code, "failed", str(path))
            return replace(path, target)

        monkeypatch.setattr(Path, "write_bytes", half)
        monkeypatch.setattr(Path, "replace", stuck)

    def fails(self) -> bool:
        with self._left.get_lock():
            self._left.value -= 1
            return bool(self._left.value < 0)

    @property
    def came_to_it(self) -> bool:
        return bool(self._left.value < 0)


@pytest.mark.parametrize(
    ("code", "first", "step"),
    [(errno.ENOSPC, False, 1), (errno.ENOSPC, True, 3), (errno.EACCES, False, 5), (errno.EROFS, True, 6)],
)
def test_a_disk_that_fails_at_any_moment(
    code: int, first: bool, step: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for at in range(0, 40, step):
        space = Workspace(tmp_path / str(at))
        for unit in UNITS:
            space.unit(unit, "old")
        if not first:
            space.build()
            change(space)
        with monkeypatch.context() as patch:
            disk = Failing(patch, at, code)
            result = space.build(jobs=2)
            failed = disk.came_to_it
        if not failed:
            assert result.exit_code == 0
            assert at > 6
            break
        told = [d for d in result.diagnostics if d.rule in ("output-write", "build-state")]
        assert told, (at, result)
        assert all(d.hint for d in told if d.severity is Severity.ERROR)
        assert str(reason(OSError(code, "failed"))) in "".join(str(d.message) for d in told)
        nothing_is_half(space)
        if not first:
            assert len(space.files()) >= 7
        mended = space.build(jobs=2)
        assert (mended.exit_code, mended.failed) == (0, []), at
        assert_whole(space)
        assert space.build().built == []
    else:
        pytest.fail("the build never ended")


def test_a_folder_that_is_removed_while_building(space: Workspace) -> None:
    space.build()
    change(space)

    def removing(job: Any) -> Pdf:
        if "ost/b" in str(job[2]):
            shutil.rmtree(space.site, ignore_errors=True)
        return fake_print(job)

    space.with_tools(print_pdf=removing)
    result = space.build(jobs=1)
    nothing_is_half(space)
    assert all(d.hint for d in result.diagnostics if d.severity is Severity.ERROR)
    space.tools = TOOLS
    assert space.build().exit_code == 0
    assert_whole(space)
    assert sorted(space.files())[:2] == ["2018/ost/a/plan.html", "2018/ost/a/plan.pdf"]


def test_the_state_that_is_removed_while_building(space: Workspace) -> None:
    def removing(job: Any) -> Pdf:
        shutil.rmtree(space.root / ".vplan", ignore_errors=True)
        return fake_print(job)

    space.with_tools(print_pdf=removing)
    assert space.build(jobs=1).exit_code == 0
    space.tools = TOOLS
    assert space.build().exit_code == 0
    assert_whole(space)


def test_a_unit_that_is_removed_while_building(space: Workspace) -> None:
    def removing(job: Any) -> Pdf:
        shutil.rmtree(space.root / "plans/2018/vast/c", ignore_errors=True)
        return fake_print(job)

    space.with_tools(print_pdf=removing)
    space.build(jobs=1)
    space.tools = TOOLS
    (space.root / "plans/2018/vast/namnd.yaml").unlink(missing_ok=True)
    shutil.rmtree(space.root / "plans/2018/vast", ignore_errors=True)
    assert space.build().exit_code == 0
    assert_whole(space)
    assert not (space.site / "2018/vast").exists()


@pytest.mark.parametrize("years", [-30, 30])
def test_a_clock_that_is_set_hides_no_change(space: Workspace, years: int) -> None:
    """What is out of date goes by content; only a file that was not written since its own stamp is not read again."""
    space.build()
    then = time.time() + years * 365 * 86_400
    for unit in UNITS:
        os.utime(space.unit(unit, "new"), (then, then))
    page = space.site / "2018/ost/a/plan.html"
    page.write_text("<p>odl ost</p> ../../../ plan.pdf")
    os.utime(page, (then, then))
    assert sorted(space.build().built) == [f"2018/{unit}" for unit in UNITS]
    assert_whole(space)
    assert "new" in space.read("2018/ost/a/plan.html")
    assert space.build().built == []


def test_what_a_killed_build_left_of_its_state_is_swept(space: Workspace) -> None:
    space.build()
    left = space.write(f".vplan/.state.json.77{TEMPORARY}", "half")
    space.unit("ost/a", "new")
    assert space.build().exit_code == 0
    assert not left.exists()
