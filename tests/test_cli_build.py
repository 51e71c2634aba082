from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from build_fakes import Workspace
from vplan.building.files import TEMPORARY

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and terminals of POSIX")

# The command line, with rooms behind it that understand a fake workspace.
FAKED = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
import build_fakes
import vplan.building.run, vplan.building.tools
for place in (vplan.building.run, vplan.building.tools):
    place.Tools = lambda: build_fakes.TOOLS
import vplan.project
vplan.project.Project = build_fakes.FakeProject
from vplan.cli.main import main
main()
"""
ENVIRONMENT = {**os.environ, "VPLAN_LANG": "en", "COLUMNS": "100"}


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    space = Workspace(tmp_path)
    for unit in ("ost/a", "ost/b", "vast/c"):
        space.unit(unit)
    return space


def command(*args: str) -> list[str]:
    return [sys.executable, "-c", FAKED, *args]


def vplan(cwd: Path, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*args),
        cwd=cwd,
        env={**ENVIRONMENT, **env},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.01)


def test_build_says_what_it_did_on_standard_output_and_nothing_else(space: Workspace) -> None:
    space.write("vplan.yaml", "kommun: Staden\nwebbplats: planerna\n")
    done = vplan(space.root, "build")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"3 plans built in \d+\.\d s: site/index\.html\n", done.stdout)
    again = vplan(space.root, "build")
    assert (again.returncode, again.stdout) == (0, "Nothing to do: 3 plans are up to date in site/index.html\n")


@pytest.mark.parametrize("folder", ["plans", "plans/2018/ost/a"])
def test_build_runs_from_any_folder_in_the_workspace(space: Workspace, folder: str) -> None:
    assert vplan(space.root / folder, "build").returncode == 0
    assert len(space.files()) == 9


def test_paths_are_relative_to_where_one_stands(space: Workspace) -> None:
    done = vplan(space.root / "plans/2018/ost", "build", "a", "../vast/c", "--output", "../../../public")
    assert done.returncode == 0
    built = sorted(path.relative_to(space.root).as_posix() for path in (space.root / "public").rglob("plan.html"))
    assert built == ["public/2018/ost/a/plan.html", "public/2018/vast/c/plan.html"]


def test_path_from_outside_names_its_workspace(space: Workspace) -> None:
    assert vplan(Path("/"), "build", str(space.root / "plans/2018/ost/a")).returncode == 0
    assert (space.site / "2018/ost/a/plan.html").exists()


def test_a_workspace_inside_a_workspace_is_named_by_its_folder(space: Workspace) -> None:
    inner = Workspace(space.root / "old")
    inner.unit("ost/d")
    for path in ("old", str(inner.root), "old/plans/2018"):
        assert vplan(space.root, "build", path, "--force").returncode == 0
        assert (inner.site / "2018/ost/d/plan.html").exists()
    assert not space.site.exists()


def test_path_that_is_no_unit_is_wrong_use(space: Workspace) -> None:
    for name in ("check", "build"):
        done = vplan(space.root, name, "plans/2018/ots")
        assert (done.returncode, done.stdout) == (2, "")
        assert "2018/ost" in done.stderr


@pytest.mark.parametrize("output", [".", "plans/x"])
def test_output_among_the_sources_is_wrong_use(space: Workspace, output: str) -> None:
    assert vplan(space.root, "build", "--output", output).returncode == 2


def test_options_reach_the_build(space: Workspace) -> None:
    vplan(space.root, "build", "--format", "html", "--jobs", "1")
    assert not list(space.site.rglob("*.pdf"))
    assert vplan(space.root, "build", "--format", "HTML, pdf", "2018/ost", "--force").stdout.startswith("2 plans built")


def test_failed_plan_is_named_and_ends_with_1(space: Workspace) -> None:
    space.unit("ost/a", "ERROR")
    done = vplan(space.root, "build")
    assert done.returncode == 1
    assert "plans/2018/ost/a/plan.yaml:1:1: error: It says ERROR. [fake]" in done.stderr
    assert "1 error" in done.stderr
    assert done.stderr.endswith("not built: 2018/ost/a\n")
    assert done.stdout.startswith("2 plans built in")
    assert vplan(space.root, "build").stdout == ""


def test_fault_in_a_worker_ends_with_70(space: Workspace) -> None:
    space.unit("ost/a", "CRASH")
    done = vplan(space.root, "build")
    assert done.returncode == 70
    assert "nobody foresaw this" in done.stderr
    assert "Traceback" not in done.stderr
    assert 'raise RuntimeError("nobody foresaw this")' in vplan(space.root, "build", VPLAN_DEBUG="1").stderr


def test_removed_files_are_counted(space: Workspace) -> None:
    vplan(space.root, "build")
    space.remove("vast/c")
    assert vplan(space.root, "build").stdout == "2 files that no plan has any more were removed.\n"
    for unit in ("ost/a", "ost/b"):
        space.remove(unit)
    assert "Nothing" not in vplan(space.root, "build").stdout
    assert vplan(space.root, "build").stdout == "Nothing to do: there are no plans here yet.\n"


def test_what_is_kept_and_what_was_skipped_is_told(space: Workspace) -> None:
    vplan(space.root, "build")
    space.remove("vast/c")
    space.write("plans/2018/ost/Fel/plan.yaml", "text")
    done = vplan(space.root, "build")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-2:] == [
        "not built: 2018/ost/Fel",
        "The documents of 1 plan that is no longer there are kept until the errors are mended: 2018/vast/c",
    ]
    assert (space.site / "2018/vast/c/plan.html").exists()


def test_nothing_changed_imports_nothing_heavy(space: Workspace) -> None:
    """With the real rooms behind the door, which stays shut."""
    heavy = "yaml pydantic jinja2 markdown_it weasyprint multiprocessing filelock importlib.metadata vplan.project"
    space.build()
    code = FAKED.replace("import vplan.project\n", "").replace("vplan.project.Project = build_fakes.FakeProject\n", "")
    code = code.replace("main()", "") + (
        "try:\n    vplan.cli.main.run()\nexcept SystemExit as end:\n"
        f"    print(end.code, *(set({heavy!r}.split()) & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "build"],
        cwd=space.root,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.stdout[:13], done.stderr) == ("Nothing to do", "0\n")


def test_check_prints_findings_to_standard_output(space: Workspace) -> None:
    done = vplan(space.root, "check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "3 plans checked, no findings.\n", "")
    space.unit("ost/a", "WARN")
    done = vplan(space.root, "check")
    assert (done.returncode, done.stderr) == (0, "")
    assert "plan.yaml:1:1: warning: It says WARN. [fake]" in done.stdout
    assert done.stdout.endswith("1 warning: fake 1\n")
    space.unit("ost/b", "ERROR")
    assert vplan(space.root, "check").returncode == 1
    assert vplan(space.root, "check", "2018/vast").returncode == 0


def test_check_of_many_plans_is_the_same_in_workers(space: Workspace) -> None:
    for number in range(30):
        space.unit(f"syd/u{number}", "WARN" if number % 3 else "ERROR WARN")
    space.unit("syd/dead", "DIE")
    done = vplan(space.root, "check")
    assert done.returncode == 1
    assert done.stdout.endswith("11 errors, 30 warnings: fake 40, check-failed 1\n")
    places = re.findall(r"^(plans/\S+):1:1: (?:error|warning)", done.stdout, re.M)
    assert places == sorted(places)
    space.unit("syd/dead", "CRASH")
    assert vplan(space.root, "check").returncode == 70


def test_closed_pipe_is_silent(space: Workspace) -> None:
    for number in range(8):
        space.unit(f"syd/u{number}", "WARN")
    for name in ("check", "--help"):
        done = subprocess.run(
            f'{sys.executable} -c "$CODE" {name} | true',
            shell=True,
            cwd=space.root,
            env={**ENVIRONMENT, "CODE": FAKED},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.stderr == ""


@pytest.mark.parametrize(("kind", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_ended_build_says_so_and_keeps_what_is_finished(space: Workspace, kind: signal.Signals, code: int) -> None:
    space.unit("vast/c", "SLEEP")
    build = subprocess.Popen(
        command("build"), cwd=space.root, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    wait_for((space.root / "asleep").exists)
    wait_for(lambda: len(list(space.site.glob(f"{TEMPORARY}/*/*-plan.pdf"))) == 2)
    time.sleep(0.5)  # they lie ready a moment before they are taken in
    if kind is signal.SIGINT:
        os.killpg(build.pid, kind)  # as a terminal does: to the workers too
    else:
        build.send_signal(kind)
    out, err = build.communicate(timeout=30)
    assert (build.returncode, out) == (code, "")
    assert err.splitlines()[-1].endswith("What was finished is kept; give the same command again to go on.")
    assert "Traceback" not in err
    assert "2018/ost/b/plan.html" in space.read("index.html")
    space.unit("vast/c", "text")
    assert space.build().built == ["2018/vast/c"]


def test_single_plan_that_is_interrupted_leaves_no_printer(space: Workspace) -> None:
    space.build()
    good = space.files()
    space.unit("vast/c", "PRINT-SLEEP")
    build = subprocess.Popen(
        command("build", "--jobs", "2"), cwd=space.root, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True
    )
    wait_for((space.root / "asleep").exists)
    wait_for(lambda: (space.root / "asleep").read_text() != "")
    build.send_signal(signal.SIGINT)
    _, err = build.communicate(timeout=30)
    assert (build.returncode, "Traceback" in err) == (130, False)
    assert space.files() == good
    printer = int((space.root / "asleep").read_text())
    wait_for(lambda: not Path(f"/proc/{printer}").exists())


def on_a_terminal(cwd: Path, *args: str, **env: str) -> str:
    import pty

    leader, follower = pty.openpty()
    process = subprocess.Popen(
        command(*args), cwd=cwd, env={**ENVIRONMENT, "TERM": "xterm", **env}, stdout=follower, stderr=follower
    )
    os.close(follower)
    shown = b""
    while True:
        try:
            part = os.read(leader, 4096)
        except OSError:  # Linux says so when the other end is closed
            break
        if not part:
            break
        shown += part
    process.wait(30)
    os.close(leader)
    return shown.decode()


def test_terminal_sees_one_line_that_tells_how_far_it_is(space: Workspace) -> None:
    space.unit("ost/a", "WARN")
    shown = on_a_terminal(space.root, "build", "--jobs", "1")
    assert "\r\x1b[2KBuilding 3 plans" in shown
    assert re.search(r"\r\x1b\[2KBuilding 2 of 3 · \d\.\d s · 2018/ost/b", shown)
    assert "\x1b[1;33mwarning\x1b[0m" in shown
    assert shown.endswith("site/index.html\r\n")
    assert "\x1b[1;33m" not in on_a_terminal(space.root, "build", NO_COLOR="1")


def test_waiting_for_another_build_is_told(space: Workspace) -> None:
    from filelock import FileLock

    (space.root / ".vplan").mkdir()
    with FileLock(space.root / ".vplan/lock"):
        build = subprocess.Popen(command("build"), cwd=space.root, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True)
        assert build.stderr
        assert "Another build is running" in build.stderr.readline()
    build.communicate(timeout=30)
    assert build.returncode == 0


def test_help_in_the_users_language_at_the_time_it_is_shown(space: Workspace) -> None:
    shown = vplan(space.root, "build", "--help", VPLAN_LANG="en").stdout
    assert "Build plans that have not changed, too." in shown
    assert "Examples:\n  vplan build\n    Build what has changed." in shown
