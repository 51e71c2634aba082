"""Builds that are struck down at random, two at a time, in one process that forks them: `storm(root, kills, seed)`.

It runs in a process of its own, which has no threads, so that forking is safe.
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
import sys
import time
from pathlib import Path

from build_fakes import Workspace
from support.manifests import listed_files
from vplan.building import files
from vplan.building.files import TEMPORARY

_PATIENCE = 30.0
_TEXT = re.compile(r"text \d+ ")
_PAGE = re.compile(r"(?:<p>text \d+ ost</p> (?:\.\./)+ plan\.pdf|%PDF text \d+ ost)\Z")


def storm(root: Path, kills: int, seed: int) -> None:
    """Strike builds down `kills` times; exits with an assertion where something is not as it should be."""
    chance = random.Random(seed)
    space = Workspace(root)
    for unit in range(3):
        space.unit(f"ost/u{unit}", "text 0")
    space.build()
    struck, rounds = {"build": 0, "worker": 0, "cut": 0}, 0
    while struck["build"] + struck["worker"] < kills:
        rounds += 1
        for unit in range(3):
            space.unit(f"ost/u{unit}", f"text {rounds}")
        builds = [_start(space) for _ in range(2)]
        for _ in range(3):
            time.sleep(chance.uniform(0, 0.04))
            kind = _strike(builds, chance)
            if kind:
                struck[kind] += 1
        for pid in builds:
            _wait(pid)
        struck["cut"] += _nothing_is_half(space)
        result = space.build(jobs=2)
        assert (result.exit_code, result.failed) == (0, []), (rounds, result)
        _whole(space, rounds)
    sys.stdout.write(json.dumps({**struck, "rounds": rounds}))


def _start(space: Workspace) -> int:
    pid = os.fork()
    if pid == 0:
        code = 3
        try:
            code = space.build(jobs=2).exit_code
        except KeyboardInterrupt:
            code = 2
        finally:
            os._exit(code)
    return pid


def _strike(builds: list[int], chance: random.Random) -> str:
    """Kill or interrupt one of the builds, or kill one of their workers; return which, or nothing."""
    workers = [child for pid in builds for child in _children(pid)]
    if workers and chance.random() < 0.6:
        return "worker" if _signal(chance.choice(workers), signal.SIGKILL) else ""
    how = chance.choice((signal.SIGKILL, signal.SIGTERM, signal.SIGINT))
    return "build" if _signal(chance.choice(builds), how) else ""


def _signal(pid: int, how: signal.Signals) -> bool:
    if _state(pid) in ("", "Z", "X"):
        return False
    try:
        os.kill(pid, how)
    except ProcessLookupError:
        return False
    return True


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def _wait(pid: int) -> None:
    end = time.monotonic() + _PATIENCE
    while os.waitpid(pid, os.WNOHANG) == (0, 0):
        assert time.monotonic() < end, "a build does not end"
        time.sleep(0.005)


def _nothing_is_half(space: Workspace) -> bool:
    """Each file in its place is a whole one, the old or the new, and the manifest says which; tell whether it must."""
    manifest = json.loads(space.read("manifest.json"))
    underway = manifest.get("underway", {})
    for path, data in space.files().items():
        if path.endswith((".html", ".pdf")) and "/" in path and not path.startswith(TEMPORARY):
            assert _PAGE.match(data.decode()), (path, data)
    for path, sha256 in listed_files(manifest).items():
        before = underway[path][0] if path in underway else sha256
        assert files.digest_file(str(space.site / path)) in (sha256, before), path
    if not underway:
        for unit in {document["unit"] for document in manifest["documents"]}:
            texts = {_TEXT.search(space.read(f"{unit}/plan.{kind}"))[0] for kind in ("html", "pdf")}  # type: ignore[index]
            assert len(texts) == 1, texts
    return bool(underway)


def _whole(space: Workspace, version: int) -> None:
    """What the manifest lists is there, is what it says, and is of this version; nothing half-done lies about."""
    manifest = json.loads(space.read("manifest.json"))
    assert "underway" not in manifest
    for document in manifest["documents"]:
        for output in document["outputs"].values():
            assert f"text {version} " in space.read(output["path"]), (version, output["path"])
    assert len(manifest["documents"]) == 3
    for file, sha256 in listed_files(manifest).items():
        assert files.digest_file(str(space.site / file)) == sha256, file
    end = time.monotonic() + 5  # a worker that outlived its build may still be at its last job
    while left := list(space.site.rglob(f"*{TEMPORARY}")):
        assert time.monotonic() < end, left
        time.sleep(0.01)


if __name__ == "__main__":
    storm(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
