from __future__ import annotations

import errno
import json
import os
import pickle
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from build_fakes import Workspace, no_pdf
from support.manifests import listed_files
from vplan import doctor
from vplan.building import files, rendering
from vplan.building.files import TEMPORARY, write
from vplan.building.placing import Staging
from vplan.building.result import Observer
from vplan.building.tools import PdfMissingError, Tools
from vplan.render import pdf

pytestmark = [
    pytest.mark.usefixtures("english"),
    pytest.mark.skipif(sys.platform == "win32", reason="signals and permissions of POSIX"),
]

BUILD = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from build_fakes import TOOLS
from vplan.building.result import Observer
from vplan.building.run import Request, run

class Told(Observer):
    def waiting(self):
        print("waiting", flush=True)

result = run(Request(Path(sys.argv[1])), tools=TOOLS, observer=Told())
print(" ".join(result.built), flush=True)
"""


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    space = Workspace(tmp_path)
    for unit in ("ost/a", "ost/b", "vast/c"):
        space.unit(unit)
    return space


@pytest.fixture
def start(space: Workspace) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    running: list[subprocess.Popen[str]] = []

    def begin() -> subprocess.Popen[str]:
        command = [sys.executable, "-c", BUILD, str(space.root), str(Path(__file__).parent)]
        running.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
        return running[-1]

    yield begin
    for process in running:
        process.kill()
        process.communicate()


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.01)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def leftovers(space: Workspace) -> list[Path]:
    return list(space.root.rglob(f"*{TEMPORARY}"))


def assert_true(space: Workspace) -> None:
    """What the manifest lists is there and is what it says, or as it was before where its record says so."""
    manifest = json.loads(space.read("manifest.json"))
    underway = manifest.get("underway", {})
    for file, sha256 in listed_files(manifest).items():
        before = underway[file][0] if file in underway else sha256
        assert files.digest_file(str(space.site / file)) in (sha256, before), file


def assert_whole(space: Workspace) -> None:
    """What the manifest lists is there and is what it says; nothing half-done lies about."""
    assert "underway" not in json.loads(space.read("manifest.json"))
    assert_true(space)
    assert leftovers(space) == []


def test_files_of_removed_plans_go_and_foreign_files_stay(space: Workspace) -> None:
    space.unit("ost/a", "PICTURE")
    space.write("plans/2018/ost/a/bilder/karta.png", "png")
    space.build()
    own = space.write("site/2018/ost/a/min.txt", "mine")
    (space.site / "tomt").mkdir()
    for unit in ("ost/a", "vast/c"):
        space.remove(unit)
    result = space.build()
    gone = ["2018/ost/a/bilder/karta.png", "2018/ost/a/plan.html", "2018/ost/a/plan.pdf"]
    assert result.removed == [*gone, "2018/vast/c/plan.html", "2018/vast/c/plan.pdf"]
    assert own.read_text() == "mine"
    assert (space.site / "tomt").is_dir()
    assert not (space.site / "2018/vast").exists()
    assert not (space.site / "2018/ost/a/bilder").exists()
    assert "2018/vast/c" not in space.read("index.html")
    assert_whole(space)
    assert space.build().removed == []


def test_failed_plan_that_is_then_removed_goes_too(space: Workspace) -> None:
    space.build()
    space.unit("ost/a", "ERROR")
    space.build()
    space.remove("ost/a")
    assert space.build().removed == ["2018/ost/a/plan.html", "2018/ost/a/plan.pdf"]


def test_renamed_plan_that_is_broken_keeps_its_old_output_until_it_is_mended(space: Workspace) -> None:
    space.build()
    good = space.files()
    space.remove("ost/a")
    space.unit("ost/ny", "ERROR")
    for _ in range(2):
        result = space.build()
        assert (result.failed, result.removed, result.held) == (["2018/ost/ny"], [], ["2018/ost/a"])
        assert space.files() == good
    space.unit("ost/ny", "mended")
    result = space.build()
    assert (result.held, result.removed) == ([], ["2018/ost/a/plan.html", "2018/ost/a/plan.pdf"])
    assert_whole(space)


def test_broken_plan_keeps_its_output_when_the_manifest_is_damaged(space: Workspace) -> None:
    space.build()
    (space.site / "manifest.json").write_text("{")
    space.unit("ost/a", "ERROR")
    assert space.build().removed == []
    assert (space.site / "2018/ost/a/plan.pdf").exists()


def test_picture_that_is_no_longer_used_goes(space: Workspace) -> None:
    space.unit("ost/a", "PICTURE")
    picture = space.write("plans/2018/ost/a/bilder/karta.png", "png")
    space.build()
    assert space.read("2018/ost/a/bilder/karta.png") == "png"
    picture.unlink()
    space.unit("ost/a", "no picture")
    assert space.build("2018/ost/a").removed == ["2018/ost/a/bilder/karta.png"]


def test_subset_removes_no_other_plans(space: Workspace) -> None:
    space.build()
    space.remove("vast/c")
    space.unit("ost/a", "new")
    assert space.build("2018/ost/a").removed == []
    assert (space.site / "2018/vast/c/plan.html").exists()


def test_nothing_is_removed_while_a_folder_has_a_bad_name(space: Workspace) -> None:
    space.build()
    (space.root / "plans/2018/ost").rename(space.root / "plans/2018/Öst")
    result = space.build()
    assert (result.removed, result.exit_code, result.held) == ([], 1, ["2018/ost/a", "2018/ost/b"])
    assert (space.site / "2018/ost/a/plan.html").exists()


def test_file_of_someone_else_in_the_way_is_left(space: Workspace) -> None:
    mine = space.write("site/2018/ost/a/plan.html", "mine")
    result = space.build()
    assert (result.failed, mine.read_text(), result.exit_code) == (["2018/ost/a"], "mine", 1)
    assert "not written by vplan" in str(result.diagnostics[0].message)
    assert len(result.built) == 2
    mine.unlink()
    assert space.build().built == ["2018/ost/a"]


@pytest.mark.parametrize("name", ["index.html", "manifest.json"])
def test_site_of_another_program_is_left(space: Workspace, name: str) -> None:
    mine = space.write(f"site/{name}", '{"name": "app"}')
    result = space.build()
    assert (result.exit_code, mine.read_text()) == (1, '{"name": "app"}')
    (found,) = result.diagnostics
    assert (found.rule, found.span.file) == ("output-write", "site")
    assert "--output" in str(found.hint)


@pytest.mark.parametrize(
    "path", ["../outside.txt", "/etc/x", "a//b", "a/../../outside.txt", "c:/x", "a\\..\\x", "", "."]
)
def test_manifest_that_lists_files_outside_removes_none(space: Workspace, path: str) -> None:
    outside = space.write("outside.txt", "mine")
    space.build()
    manifest = json.loads(space.read("manifest.json"))
    manifest["shared"][path] = "0" * 64
    (space.site / "manifest.json").write_text(json.dumps(manifest))
    state = json.loads((space.root / ".vplan/state.json").read_text())
    state["shared"][path] = [1, 1]
    (space.root / ".vplan/state.json").write_text(json.dumps(state))
    assert space.build().removed == []
    assert outside.read_text() == "mine"


def test_link_out_of_the_site_is_not_followed_when_removing(space: Workspace) -> None:
    space.build()
    space.remove("vast/c")
    moved = space.root / "moved"
    (space.site / "2018/vast").rename(moved)
    (space.site / "2018/vast").symlink_to(moved)
    assert space.build().removed == []
    assert (moved / "c/plan.html").exists()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.EACCES, "Let your user write there"),
        (errno.EEXIST, "Move it away"),
        (errno.ENAMETOOLONG, "shorter name"),
        (errno.EIO, "Look at the folder"),
    ],
)
def test_what_cannot_be_written_comes_with_what_to_do(code: int, words: str) -> None:
    assert words in str(files.OutputError.of("site", OSError(code, "")).hint)


def test_missing_pdf_library_crosses_between_processes() -> None:
    error = pickle.loads(pickle.dumps(PdfMissingError("pango-1.0 is missing.", "apt install pango")))
    assert (str(error), error.command) == ("pango-1.0 is missing.", "apt install pango")


@pytest.mark.parametrize(
    ("missing", "systems", "reason", "command"),
    [
        (("pango-1.0",), ["Fedora"], "pango-1.0 is missing.", "sudo dnf install pango harfbuzz"),
        (("pango-1.0", "x"), ["Fedora"], "pango-1.0, x are missing.", ""),
        (("pango-1.0",), ["Fedora", "macOS"], "pango-1.0 is missing.", ""),
        ((), ["Fedora"], "cannot load library", ""),
    ],
)
def test_missing_libraries_are_told_with_the_command_that_installs_them(
    monkeypatch: pytest.MonkeyPatch, missing: tuple[str, ...], systems: list[str], reason: str, command: str
) -> None:
    def prepare() -> None:
        raise pdf.PdfUnavailableError(missing, "cannot load library")

    monkeypatch.setattr(pdf, "prepare", prepare)
    monkeypatch.setattr(doctor, "commands_here", lambda: tuple((name, doctor.COMMANDS[name]) for name in systems))
    with pytest.raises(PdfMissingError) as caught:
        Tools().prepare_pdf()
    assert (caught.value.reason, caught.value.command) == (reason, command)


def test_output_that_is_a_file(space: Workspace) -> None:
    space.write("site", "mine")
    result = space.build()
    assert (result.exit_code, len(result.failed), space.site.read_text()) == (1, 3, "mine")
    assert len(result.diagnostics) == 1
    assert "a file stands where a folder is needed" in str(result.diagnostics[0].message)


def test_folder_where_a_page_should_be(space: Workspace) -> None:
    (space.site / "2018/ost/a/plan.html").mkdir(parents=True)
    result = space.build()
    assert (result.failed, len(result.built)) == (["2018/ost/a"], 2)
    assert "a folder stands where a file is needed" in str(result.diagnostics[0].message)
    assert leftovers(space) == []


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS])
def test_full_disk_stops_the_build_and_leaves_the_last_good_output(
    space: Workspace, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    space.build()
    good = space.files()
    for unit in ("ost/a", "ost/b", "vast/c"):
        space.unit(unit, "new")
    with monkeypatch.context() as patch:

        def full(self: Path, data: bytes) -> int:
            if self.name.endswith("-plan.pdf"):
                with self.open("wb") as half:
                    half.write(data[:2])
                raise OSError(code, "full")
            with self.open("wb") as file:
                return file.write(data)

        patch.setattr(Path, "write_bytes", full)
        result = space.build(jobs=1)
    assert (result.failed, result.exit_code) == (["2018/ost/a", "2018/ost/b", "2018/vast/c"], 1)
    (found,) = result.diagnostics
    assert found.span.file == "plans/2018/ost/a"
    assert ("Free some space" if code == errno.ENOSPC else "another disk") in str(found.hint)
    assert leftovers(space) == []
    assert space.files() == good
    assert len(space.build().built) == 3


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("name", ["plan.pdf", "plan.html", "karta.png"])
def test_file_that_cannot_be_put_in_place_makes_its_plan_due(
    space: Workspace, name: str, again: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Windows that is a file which somebody reads. The manifest and the index tell what is there all the same."""
    if again:
        space.unit("vast/d", "PICTURE")
        space.write("plans/2018/vast/d/bilder/karta.png", "old png")
        space.build()
    space.unit("vast/d", "PICTURE new")
    space.unit("ost/a", "new")
    space.write("plans/2018/vast/d/bilder/karta.png", "png")
    replace = Path.replace

    def stuck(path: Path, target: Path) -> Path:
        if str(target).endswith(f"vast/d/{'bilder/' * (name == 'karta.png')}{name}"):
            raise PermissionError(errno.EACCES, "in use")
        return replace(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", stuck)
        result = space.build()
    assert (result.failed, "2018/ost/a" in result.built, result.exit_code) == (["2018/vast/d"], True, 1)
    told = [(d.rule, d.span.file) for d in result.diagnostics]
    assert told == [("output-write", "plans/2018/vast/d")]
    assert "underway" not in space.read("manifest.json")
    assert_whole(space)
    assert "new" in space.read("2018/ost/a/plan.pdf")
    assert ("2018/vast/d" in space.read("index.html")) is again
    assert (space.site / "2018/vast/d").exists() is again
    if again and name == "plan.pdf":
        assert "new" not in space.read("2018/vast/d/plan.html")
    assert space.build().built == ["2018/vast/d"]
    assert_whole(space)


@pytest.mark.parametrize("name", ["index.html", "assets/vplan.css"])
def test_shared_file_that_cannot_be_put_in_place(space: Workspace, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    space.build()
    space.unit("ost/a", "new")
    space.write("vplan.yaml", "kommun: Byn\n")
    space.with_tools(site_assets=lambda: {"assets/vplan.css": b"p { margin: 1px }"}, toolchain_digest=lambda: "other")
    replace = Path.replace

    def stuck(path: Path, target: Path) -> Path:
        if target == space.site / name:
            raise PermissionError(errno.EACCES, "in use")
        return replace(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", stuck)
        result = space.build()
    assert (result.exit_code, [d.span.file for d in result.diagnostics]) == (1, ["site"])
    assert "Let your user write there" in str(result.diagnostics[0].hint)
    assert_true(space)
    assert space.build().exit_code == 0
    assert "underway" not in space.read("manifest.json")
    assert "Byn" in space.read("index.html")
    assert_whole(space)
    assert space.build().built == []


@pytest.mark.parametrize("pause", [-1.0, 100.0])
@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_manifest_that_cannot_be_replaced_once(
    space: Workspace, number: int, pause: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The files that it was to list are in place by then, and stay ours."""
    replace, tried = Path.replace, []

    def stuck(path: Path, target: Path) -> Path:
        if target == space.site / "manifest.json":
            tried.append(path)
            if len(tried) == number:
                raise PermissionError(errno.EACCES, "in use")
        return replace(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", stuck)
        patch.setattr(rendering, "_CHECKPOINT", pause)
        result = space.build()
    assert result.exit_code == (len(tried) >= number)
    for unit in ("ost/a", "ost/b", "vast/c"):
        space.unit(unit, "new")
    assert space.build().exit_code == 0
    assert_whole(space)
    assert space.build().built == []


def test_workspace_that_keeps_no_state_builds_all_the_same(space: Workspace) -> None:
    space.write(".vplan", "a file")
    for _ in range(2):
        result = space.build()
        assert (len(result.built), result.exit_code) == (3, 0)
        assert [d.rule for d in result.diagnostics] == ["build-state"]


def test_killed_worker_is_replaced_once(space: Workspace) -> None:
    space.unit("ost/a", "DIE-ONCE")
    result = space.build()
    assert (len(result.built), result.diagnostics) == (3, [])


@pytest.mark.parametrize("jobs", [1, 2])
def test_plan_that_kills_its_worker_is_told_and_the_others_are_built(space: Workspace, jobs: int) -> None:
    space.unit("ost/b", "DIE")
    result = space.build(jobs=jobs)
    assert (result.built, result.failed, result.exit_code) == (["2018/ost/a", "2018/vast/c"], ["2018/ost/b"], 1)
    assert [(d.rule, d.span.file) for d in result.diagnostics] == [("render-failed", "plans/2018/ost/b/plan.yaml")]
    assert "SIGKILL" in str(result.diagnostics[0].message)
    assert_whole(space)


def test_fault_of_our_own_is_told_and_the_others_are_built(space: Workspace) -> None:
    space.unit("ost/b", "CRASH")
    result = space.build()
    assert (result.built, result.failed, result.exit_code) == (["2018/ost/a", "2018/vast/c"], ["2018/ost/b"], 70)
    assert "nobody foresaw this" in str(result.diagnostics[0].message)
    assert "Traceback" in result.crashes[0]


def test_interrupted_build_leaves_a_whole_site_and_keeps_what_was_done(
    space: Workspace, start: Callable[[], subprocess.Popen[str]]
) -> None:
    space.build()
    for unit in ("ost/a", "ost/b"):
        space.unit(unit, "new")
    space.unit("vast/c", "SLEEP")
    build = start()
    wait_for((space.root / "asleep").exists)
    wait_for(lambda: sum("new" in path.read_text() for path in space.site.glob(f"{TEMPORARY}/*/*-plan.pdf")) == 2)
    time.sleep(0.2)  # the files lie ready a moment before they are taken in
    assert "new" not in space.read("2018/ost/a/plan.pdf")
    worker = int((space.root / "asleep").read_text())
    build.send_signal(signal.SIGINT)
    build.communicate(timeout=20)
    assert build.returncode != 0
    wait_for(lambda: not alive(worker))
    assert_whole(space)
    assert all("new" in space.read(f"2018/ost/{unit}/plan.pdf") for unit in "ab")
    space.unit("vast/c", "text")
    assert space.build().built == []


def test_killed_build_leaves_nothing_in_the_way_of_the_next(
    space: Workspace, start: Callable[[], subprocess.Popen[str]]
) -> None:
    space.unit("vast/c", "SLEEP")
    build = start()
    wait_for((space.root / "asleep").exists)
    build.kill()
    build.wait(20)
    left = space.write(f"site/{TEMPORARY}/0123/plan.html", "half")
    space.unit("vast/c", "text")
    began = time.monotonic()
    result = space.build()
    assert time.monotonic() - began < 10, "the worker that was left behind held the lock"
    assert len(result.built) == 3
    assert not left.exists()
    assert_whole(space)
    os.kill(int((space.root / "asleep").read_text()), signal.SIGKILL)


def test_two_builds_at_once_wait_for_each_other(space: Workspace, start: Callable[[], subprocess.Popen[str]]) -> None:
    for number in range(20):
        space.unit(f"syd/u{number}")
    builds = [start(), start()]
    told = [build.communicate(timeout=60) for build in builds]
    assert [build.returncode for build in builds] == [0, 0], told
    assert sum(len(out.replace("waiting", "").split()) for out, _ in told) == 23
    assert_whole(space)
    assert space.build().built == []


def test_two_workspaces_that_write_to_one_folder_wait_for_each_other(tmp_path: Path) -> None:
    """As two checkouts do; and a worker that outlives its build does not hold the folder."""
    first, second = Workspace(tmp_path / "first"), Workspace(tmp_path / "second")
    for space in (first, second):
        for unit in ("ost/a", "ost/b"):
            space.unit(unit)
    site = tmp_path / "public"
    first.unit("ost/b", "SLEEP")
    code = BUILD.replace("Path(sys.argv[1])", f"Path(sys.argv[1]), output=Path({str(site)!r})")
    tests = str(Path(__file__).parent)
    builds = []
    for space in (first, second):
        command = [sys.executable, "-c", code, str(space.root), tests]
        builds.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        if space is first:
            wait_for((space.root / "asleep").exists)
    out = builds[1].stdout
    assert out is not None
    assert out.readline() == "waiting\n"
    worker = int((first.root / "asleep").read_text())
    builds[0].kill()
    assert builds[1].communicate(timeout=30)[0].split() == ["2018/ost/a", "2018/ost/b"]
    assert alive(worker)
    os.kill(worker, signal.SIGKILL)
    builds[0].communicate(timeout=20)
    second.site = site
    assert_whole(second)


def test_two_builds_of_one_workspace_to_different_folders(space: Workspace, tmp_path: Path) -> None:
    code = BUILD.replace("Path(sys.argv[1])", "Path(sys.argv[1]), output=Path(sys.argv[3])")
    tests = str(Path(__file__).parent)
    sites = [tmp_path / "out-1", tmp_path / "out-2"]
    commands = [[sys.executable, "-c", code, str(space.root), tests, str(site)] for site in sites]
    builds = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for command in commands]
    told = [build.communicate(timeout=60)[0].replace("waiting", "").split() for build in builds]
    assert [len(built) for built in told] == [3, 3]
    for space.site in sites:
        assert_whole(space)
    assert [space.build(output=site).built for site in sites] == [[], []]


def test_waiting_is_told(space: Workspace) -> None:
    from filelock import FileLock

    class Told(Observer):
        def waiting(self) -> None:
            space.unit("ost/a", "written while the build waits")
            lock.release()

    (space.root / ".vplan").mkdir()
    lock = FileLock(space.root / ".vplan/lock")
    lock.acquire()
    assert len(space.build(observer=Told()).built) == 3
    assert not lock.is_locked
    assert "while the build waits" in space.read("2018/ost/a/plan.html")
    assert space.build().built == []


def test_workers_are_spawned_where_forking_is_not_safe(space: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    from vplan.building import pool

    monkeypatch.setattr(pool, "can_fork", lambda: False)
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    space.unit("ost/a", "WARN")
    space.unit("ost/b", "DIE-ONCE")
    result = space.build()
    assert (len(result.built), len(result.diagnostics)) == (3, 1)


@pytest.fixture(params=["remembered", "cold"])
def single(tmp_path: Path, request: pytest.FixtureRequest) -> Workspace:
    """A workspace with one plan, whose PDF is made by a printer that starts early."""
    space = Workspace(tmp_path)
    space.unit("ost/a")
    if request.param == "remembered":
        space.build()
    return space


def no_printer_left() -> bool:
    import multiprocessing

    return multiprocessing.active_children() == [] and not list(Path(tempfile.gettempdir()).glob("vplan-*"))


def test_single_plan_is_the_same_as_one_of_many(single: Workspace) -> None:
    single.unit("ost/a", "new WARN OVERFLOW")
    result = single.build(jobs=2)
    assert (result.built, result.exit_code, len(result.diagnostics)) == (["2018/ost/a"], 0, 2)
    early = single.files()
    assert single.build(jobs=1, force=True).diagnostics == result.diagnostics
    assert single.files() == early
    assert single.build().built == []


@pytest.mark.parametrize("word", ["ERROR", "CRASH", "PRINT-CRASH", "PRINT-DIE"])
def test_single_plan_that_fails_leaves_no_printer(
    single: Workspace, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(single.root))
    single.unit("ost/a", word)
    result = single.build(jobs=2)
    assert (result.built, result.failed) == ([], ["2018/ost/a"])
    assert result.exit_code == (70 if "CRASH" in word else 1)
    rules = {"ERROR": "fake", "CRASH": "internal-error", "PRINT-CRASH": "internal-error", "PRINT-DIE": "render-failed"}
    assert [d.rule for d in result.diagnostics] == [rules[word]]
    assert no_printer_left()
    assert_whole(single)


def test_printer_that_is_killed_is_replaced_once(single: Workspace) -> None:
    single.unit("ost/a", "PRINT-DIE-ONCE")
    assert single.build(jobs=2).built == ["2018/ost/a"]
    assert single.log.count("pdf plans/2018/ost/a/plan.yaml") == 2


def test_single_plan_without_the_pdf_library(single: Workspace) -> None:
    single.with_tools(prepare_pdf=no_pdf)
    single.unit("ost/a", "new")
    result = single.build(jobs=2)
    assert (result.built, result.exit_code, result.unavailable) == (["2018/ost/a"], 0, ["pdf"])
    assert [d.rule for d in result.diagnostics] == ["pdf-unavailable"]
    assert "new" in single.read("2018/ost/a/plan.html")
    assert single.build(jobs=2).built == []


def test_plan_that_is_refused_keeps_the_pictures_it_had(space: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    space.unit("ost/a", "PICTURE")
    space.write("plans/2018/ost/a/bilder/karta.png", "png")
    space.build()
    good = space.files()
    space.unit("ost/a", "without one")
    replace = Path.replace

    def stuck(path: Path, target: Path) -> Path:
        if target == space.site / "2018/ost/a/plan.pdf":
            raise PermissionError(errno.EACCES, "in use")
        return replace(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", stuck)
        assert space.build().failed == ["2018/ost/a"]
    assert space.files() == good
    assert space.build().removed == ["2018/ost/a/bilder/karta.png"]


def test_folder_within_the_output_on_another_disk(space: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    space.build()
    whole = space.files()
    shutil.rmtree(space.site)
    replace = Path.replace

    def parted(path: Path, target: Path) -> Path:
        if target.is_relative_to(space.site / "2018") is not path.is_relative_to(space.site / "2018"):
            raise OSError(errno.EXDEV, "another disk")
        return replace(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", parted)
        assert space.build().failed == []
    assert space.files() == whole


def test_names_as_long_as_a_disk_holds(tmp_path: Path) -> None:
    name = "漢" * 83 + ".png"
    staging = Staging(tmp_path)
    staging.open()
    assert staging.stage(f"bilder/{name}", b"png").read_bytes() == b"png"
    write(tmp_path / name, b"png")
    assert (tmp_path / name).read_bytes() == b"png"
