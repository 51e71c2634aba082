"""A build killed between any two steps: the manifest tells the truth, and the next build brings it to its end."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from build_fakes import Workspace
from test_build_robust import assert_true, assert_whole
from vplan.building.files import TEMPORARY

pytestmark = [
    pytest.mark.usefixtures("english"),
    pytest.mark.skipif(sys.platform != "linux", reason="forks"),
]
STEPS = ("replace", "unlink", "write_bytes", "mkdir")
_DEAD = 9


def killed(space: Workspace, at: int, steps: tuple[str, ...] = STEPS) -> bool:
    """Build in a process that dies before its `at`th step on the disk; tell whether it came to that."""
    pid = os.fork()
    if pid == 0:
        code = 3
        try:
            left = [at]
            for name in steps:
                setattr(Path, name, _dying(getattr(Path, name), left))
            code = space.build(jobs=1).exit_code
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    assert code in (0, _DEAD), code
    return code == _DEAD


def _dying(step: Callable[..., Any], left: list[int]) -> Callable[..., Any]:
    parent = os.getpid()

    def counted(*arguments: Any, **named: Any) -> Any:
        if os.getpid() == parent:
            if left[0] == 0:
                os._exit(_DEAD)
            left[0] -= 1
        return step(*arguments, **named)

    return counted


def fresh(root: Path) -> Workspace:
    space = Workspace(root)
    for unit in ("ost/a", "ost/b", "vast/c", "vast/d"):
        space.unit(unit, "old PICTURE")
        space.write(f"plans/2018/{unit}/bilder/karta.png", "old png")
    space.build()
    return space


def change(space: Workspace) -> None:
    """Another picture, a plan without one, a plan that is gone, a new one."""
    space.unit("ost/a", "new PICTURE")
    space.write("plans/2018/ost/a/bilder/karta.png", "new png")
    space.unit("ost/b", "new")
    space.remove("vast/c")
    space.unit("vast/e", "new")
    space.with_tools(site_assets=lambda: {"assets/vplan.css": b"p { margin: 1px }"}, toolchain_digest=lambda: "other")


def copy_of(root: Path, folder: Path) -> Workspace:
    return Workspace(shutil.copytree(root, folder))


def every_moment(tmp_path: Path, step: int = 1) -> Any:
    built = fresh(tmp_path / "built")
    before = built.files()
    for at in range(0, 200, step):
        space = copy_of(built.root, tmp_path / str(at))
        change(space)
        if not killed(space, at):
            assert at > 30
            return
        yield space, before
        shutil.rmtree(space.root)
    pytest.fail("the build never ended")


def published(space: Workspace) -> dict[str, bytes]:
    return {path: data for path, data in space.files().items() if not path.startswith(TEMPORARY)}


def test_killed_before_any_step_the_manifest_tells_the_truth(tmp_path: Path) -> None:
    cut = 0
    for space, before in every_moment(tmp_path):
        assert_true(space)
        underway = json.loads(space.read("manifest.json")).get("underway", {})
        now = published(space)
        changed = {path for path in {*now, *before} if now.get(path) != before.get(path)} - {"manifest.json"}
        if not underway:
            assert changed == set() or "new" in space.read("2018/vast/e/plan.html")
        elif changed < set(underway):
            cut += 1
        space.build()
        assert_whole(space)
        assert "new" in space.read("2018/vast/e/plan.html")
        assert not (space.site / "2018/vast/c").exists()
        assert space.build().built == []
    assert cut >= 5


def test_killed_before_any_step_the_next_build_ends_it_though_it_can_make_nothing_itself(tmp_path: Path) -> None:
    """The sources are broken by now: the last good output is that of the killed build, or of the one before."""
    for space, _ in every_moment(tmp_path, 2):
        began = "underway" in json.loads(space.read("manifest.json"))
        ended = not began and "2018/vast/e" in space.read("index.html")
        for unit in ("ost/a", "ost/b", "vast/d", "vast/e"):
            space.unit(unit, "ERROR")
        assert space.build().exit_code == 1
        assert_whole(space)
        new = began or ended
        for file in ("2018/ost/a/plan.html", "2018/ost/a/plan.pdf", "2018/ost/b/plan.html", "2018/ost/b/plan.pdf"):
            assert ("new" in space.read(file)) is new, file
        assert ("2018/vast/e" in space.read("index.html")) is new
        assert (space.site / "2018/ost/b/bilder/karta.png").exists() is not new


@pytest.mark.parametrize("lost", [f"site/{TEMPORARY}", ".vplan"])
def test_killed_and_then_something_is_removed_by_hand(tmp_path: Path, lost: str) -> None:
    for space, _ in every_moment(tmp_path, 4):
        shutil.rmtree(space.root / lost, ignore_errors=True)
        assert space.build().exit_code == 0
        assert_whole(space)
        assert space.build().built == []


def test_killed_once_more_while_mending(tmp_path: Path) -> None:
    struck = fresh(tmp_path / "struck")
    change(struck)
    assert killed(struck, 4, ("replace",))
    assert "underway" in struck.read("manifest.json")
    for at in range(0, 200, 3):
        space = copy_of(struck.root, tmp_path / str(at))
        space.tools = struck.tools
        if not killed(space, at):
            assert at > 20
            return
        assert_true(space)
        assert space.build().exit_code == 0
        assert_whole(space)
    pytest.fail("the build never ended")


def test_what_lies_ready_is_removed_though_nothing_is_due(tmp_path: Path) -> None:
    space = fresh(tmp_path)
    left = space.write(f"site/{TEMPORARY}/0123/0123-plan.html", "half")
    assert space.build().built == []
    assert not left.exists()
    assert_whole(space)


def test_record_that_leads_out_of_the_site_is_not_followed(tmp_path: Path) -> None:
    space = fresh(tmp_path)
    outside = space.write("outside.txt", "mine")
    for path, staged in (
        ("../outside.txt", ""),
        ("2018/ost/a/plan.html", "../outside.txt"),
        ("2018/x", "manifest.json"),
    ):
        manifest = json.loads(space.read("manifest.json"))
        manifest["underway"] = {path: ["", staged]}
        (space.site / "manifest.json").write_text(json.dumps(manifest))
        assert space.build().exit_code == 0
        assert outside.read_text() == "mine"
        assert_whole(space)
    mine = space.write("site/2018/ost/a/mine.html", space.read("2018/ost/a/plan.html"))
    (space.site / "2018/ost/a/plan.html").write_text("changed")
    manifest = json.loads(space.read("manifest.json"))
    manifest["underway"] = {"2018/ost/a/plan.html": ["", "2018/ost/a/mine.html"]}
    (space.site / "manifest.json").write_text(json.dumps(manifest))
    assert space.build().exit_code == 0
    assert mine.exists()


def underway(space: Workspace, path: str) -> Path:
    """Leave a page of the site where it lies ready, as a build does that is killed before it is moved."""
    manifest = json.loads(space.read("manifest.json"))
    ready = space.site / TEMPORARY / "0123" / "ready"
    ready.parent.mkdir(parents=True)
    (space.site / path).replace(ready)
    manifest["underway"] = {path: ["", ready.relative_to(space.site).as_posix()]}
    (space.site / "manifest.json").write_text(json.dumps(manifest))
    return ready


def test_mending_follows_no_link_to_the_place_of_a_file(tmp_path: Path) -> None:
    space = fresh(tmp_path)
    underway(space, "2018/ost/a/plan.html")
    shutil.rmtree(space.site / "2018/ost/a")
    outside = tmp_path / "outside"
    outside.mkdir()
    (space.site / "2018/ost/a").symlink_to(outside)
    assert space.build().failed == ["2018/ost/a"]
    assert list(outside.iterdir()) == []
    (space.site / "2018/ost/a").unlink()
    assert space.build().exit_code == 0
    assert_whole(space)


def test_mending_writes_nothing_through_a_link_in_place_of_what_lies_ready(tmp_path: Path) -> None:
    space = fresh(tmp_path)
    ready = underway(space, "2018/ost/a/plan.html")
    outside = tmp_path / "outside"
    ready.parent.parent.replace(outside)
    (space.site / TEMPORARY).symlink_to(outside)
    mine = outside / "manifest.json"
    mine.write_text("mine")
    assert space.build().exit_code == 1
    assert mine.read_text() == "mine"


def test_mending_removes_half_a_copy_to_another_disk(tmp_path: Path) -> None:
    space = fresh(tmp_path)
    underway(space, "2018/ost/a/plan.html")
    half = space.write(f"site/2018/ost/a/.plan.html{TEMPORARY}", "half")
    assert space.build().exit_code == 0
    assert not half.exists()
    assert_whole(space)


def test_an_interrupt_waits_while_files_come_into_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    space = fresh(tmp_path)
    change(space)
    replace, told = Path.replace, []

    def interrupted(path: Path, target: Path) -> Path:
        if target.name in ("plan.html", "plan.pdf"):
            os.kill(os.getpid(), signal.SIGINT)
            told.append(target)
        return replace(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", interrupted)
        with pytest.raises(KeyboardInterrupt):
            space.build(jobs=1)
    assert len(told) > 4
    assert_whole(space)
    assert space.build().exit_code == 0
    assert space.build().built == []
