"""Real disks that are full or read-only, and a user without rights: `python -m support.faulty SCENARIO FOLDER`.

Each scenario is a process of its own, in its own mount namespace where the machine permits one (`namespace`). It ends
with an assertion where something is not as it should be, and prints what it could do: `mount`, `limit`, `user`.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from build_fakes import Workspace
from test_build_robust import assert_true, assert_whole
from vplan.building.result import BuildResult
from vplan.diagnostics import Severity

_NOBODY = 65534
_PAGE = 4096
_FAT = "fat " * 1500


def namespace() -> list[str]:
    """Return the command before a command that gives it mounts of its own; empty where the machine has none."""
    for command in (["unshare", "-m"], ["unshare", "-Urm"]):
        with_mount = [*command, "sh", "-c", "mount -t tmpfs -o size=64k tmpfs /mnt"]
        if shutil.which("unshare") and subprocess.run(with_mount, capture_output=True, check=False).returncode == 0:
            return command
    return []


def _mount(*arguments: str) -> bool:
    return subprocess.run(["mount", *arguments], capture_output=True, check=False).returncode == 0


def _plans(root: Path, text: str) -> Workspace:
    space = Workspace(root)
    for number in range(4):
        space.unit(f"ost/u{number}", f"{text} {_FAT}")
    return space


def full_disk(folder: Path) -> str:
    """Sources and output on a disk of 300 kB that has some pages left, more in each round."""
    disk = folder / "disk"
    disk.mkdir()
    if not _mount("-t", "tmpfs", "-o", "size=300k", "tmpfs", str(disk)):
        return _limited(folder)
    filler = disk / "filler"
    refused = 0
    for pages in range(0, 60, 2):
        shutil.rmtree(disk / "space", ignore_errors=True)
        space = _plans(disk / "space", "old")
        space.build()
        good = space.files()
        _plans(space.root, "new")
        (space.root / "log").touch()  # what the tests write about themselves has its place
        _fill(filler, disk, pages)
        result = space.build(jobs=1 + pages % 4 // 2)
        filler.unlink()
        refused += _after(space, result, good, "the disk is full", "Free some space")
        if not refused:
            break
        if result.exit_code == 0 and not result.diagnostics:
            assert refused > 5, refused
            return "mount"
    raise AssertionError(f"the disk was full {refused} times, and then?")


def _fill(filler: Path, disk: Path, pages: int) -> None:
    room = os.statvfs(disk)
    with filler.open("wb") as file:
        file.write(b"x" * max(0, room.f_bavail * room.f_frsize - pages * _PAGE))


def _limited(folder: Path) -> str:
    """Where nothing can be mounted: no file may grow beyond some bytes."""
    for size in (10, 700, 5000):
        space = _plans(folder / str(size), "old")
        space.build()
        good = space.files()
        _plans(space.root, "new")
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
        result = space.build(jobs=2)
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert _after(space, result, good, "too large", "--output"), size
    return "limit"


def _after(space: Workspace, result: BuildResult, good: dict[str, bytes], why: str, remedy: str) -> bool:
    """Judge a build that may have failed, and one after it; tell whether it failed."""
    errors = [found for found in result.diagnostics if found.severity is Severity.ERROR]
    assert bool(errors) is (result.exit_code != 0) is bool(result.failed), result
    if errors:
        assert why in " ".join(str(found.message) for found in errors), errors
        assert all(remedy in str(found.hint) for found in errors), errors
    assert_true(space)
    left = {path: data for path, data in space.files().items() if not path.startswith(".")}
    if set(result.failed) == {f"2018/ost/u{number}" for number in range(4)}:
        assert left == good
    mended = space.build(jobs=2)
    assert (mended.exit_code, mended.failed) == (0, [])
    assert_whole(space)
    assert all(b"new" in data for path, data in space.files().items() if path.endswith(".pdf"))
    assert space.build().built == []
    return bool(errors) or bool(result.diagnostics)


def read_only_disk(folder: Path) -> str:
    """The output is on a disk that turned read-only."""
    space = _plans(folder / "space", "old")
    space.build()
    good = space.files()
    _plans(space.root, "new")
    site = str(space.site)
    if not (_mount("--bind", site, site) and _mount("-o", "remount,ro,bind", site)):
        return permissions(folder)
    result = space.build(jobs=2)
    assert (result.exit_code, len(result.failed)) == (1, 4)
    (found,) = result.diagnostics
    assert ("read-only" in str(found.message), "another disk" in str(found.hint)) == (True, True)
    assert space.files() == good
    assert space.build(jobs=2, output=folder / "elsewhere").exit_code == 0
    subprocess.run(["umount", site], check=True)
    assert space.build().exit_code == 0
    assert_whole(space)
    return "mount"


def permissions(folder: Path) -> str:
    """A user without rights meets folders and files that are not theirs to write or to read."""
    _plans(folder / "warm", "imports what is needed, before rights are given up").build()
    if os.geteuid() == 0:
        os.chown(folder, _NOBODY, _NOBODY)
        os.setgroups([])
        os.setgid(_NOBODY)
        os.setuid(_NOBODY)
    for number, (path, mode) in enumerate(
        (
            ("site", 0o555),
            ("site", 0o000),
            ("site/2018/ost/u1", 0o555),
            ("site/2018/ost/u1", 0o000),
            ("site/2018/ost/u1/plan.pdf", 0o000),
            ("site/manifest.json", 0o000),
            ("site/index.html", 0o000),
            (".vplan", 0o555),
            (".vplan", 0o000),
            (".vplan/state.json", 0o000),
            (".vplan/lock", 0o000),
            ("plans/2018/ost/u1", 0o000),
        )
    ):
        space = _plans(folder / "user" / str(number), "old")
        space.build()
        good = space.files()
        _plans(space.root, "new")
        with _mode(space.root / path, mode):
            result = space.build(jobs=2)
            again = space.build(jobs=2)
        told = [found for found in result.diagnostics if found.severity is Severity.ERROR]
        assert all(found.hint for found in told if found.rule == "output-write"), (path, told)
        if path == "site":
            assert (len(result.failed), len(again.failed)) == (4, 4), (path, result)
            assert "permission denied" in str(told[0].message)
            assert space.files() == good
        elif path.endswith("u1"):
            assert result.exit_code == 1, (path, result)
            assert space.files()["2018/ost/u1/plan.pdf"] == good["2018/ost/u1/plan.pdf"]
        else:
            assert (result.exit_code, again.exit_code) == (0, 0), (path, mode, result)
        assert_true(space)
        assert space.build(jobs=2).exit_code == 0, path
        assert_whole(space)
        assert all(b"new" in data for name, data in space.files().items() if name.endswith(".pdf")), path
    return "user"


@contextmanager
def _mode(path: Path, mode: int) -> Iterator[None]:
    before = path.stat().st_mode & 0o777
    path.chmod(mode)
    try:
        yield
    finally:
        path.chmod(before)


if __name__ == "__main__":
    scenarios = {"full": full_disk, "read-only": read_only_disk, "permissions": permissions}
    sys.stdout.write(scenarios[sys.argv[1]](Path(sys.argv[2])))
