"""`vplan check` on the command line: choosing rules, what fails, formats, reports, the baseline, terminals."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from support.workspaces import UNIT, base_text, make_workspace
from vplan.cli.encoding import near
from vplan.cli.main import cli
from vplan.cli.show import wants_color
from vplan.rules.across import RULES_ACROSS
from vplan.rules.registry import RULES

pytestmark = pytest.mark.usefixtures("english")

GOALS = base_text("mal").replace("slut: 2018-05-31", "slut: 2018-01-31").replace("Vi har jour.", "Vi har <b>jour</b>.")
MAIN = "from vplan.cli.main import main; main()"
CLEAN = "2 plans checked, no findings.\n"
KEPT = {"activity-dates", "html-in-prose"}


def settings(levels: Mapping[str, str] | None = None) -> str:
    """Return settings under which the two rules alone weigh, so that a new rule changes nothing here."""
    off = {rule.ID: "av" for rule in (*RULES, *RULES_ACROSS) if rule.ID not in KEPT and not hasattr(rule, "FIXED")}
    chosen = {**off, **(levels or {})}
    return "regler:\n" + "".join(f"  - {{regel: {rule}, nivå: {level}}}\n" for rule, level in chosen.items())


@pytest.fixture
def clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace without findings, in which one stands."""
    root = make_workspace(tmp_path / "ws", {"vplan": settings()})
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def faulty(clean: Path) -> Path:
    """The same with two errors in one file."""
    return make_workspace(clean, {"mal": GOALS})


def check(*args: str) -> Result:
    return CliRunner().invoke(cli, ["check", *args], catch_exceptions=False, standalone_mode=True)


def run(root: Path, *args: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", MAIN, "check", *args],
        cwd=root,
        env={**os.environ, "VPLAN_LANG": "en", **env},
        capture_output=True,
        timeout=60,
    )


def code(*args: str) -> int:
    """Return the exit code of the whole program; click's runner does not know what a command returns."""
    value = cli.main(["check", *args], standalone_mode=False)
    assert isinstance(value, int)
    return value


def rules(text: str) -> list[str]:
    return sorted(re.findall(r"\[([a-z-]+)\]$", text, re.MULTILINE))


# --- which rules, and what fails ---


def test_both_are_found(faulty: Path) -> None:
    assert rules(check().stdout) == ["activity-dates", "html-in-prose"]
    assert check().stdout.endswith("2 errors: activity-dates 1, html-in-prose 1\n")
    assert code() == 1


def test_rules_are_chosen(faulty: Path) -> None:
    assert rules(check("--select", "activity-dates").stdout) == ["activity-dates"]
    assert rules(check("--ignore", "activity-dates").stdout) == ["html-in-prose"]
    both = check("--select", "activity-dates, HTML-in-prose", "--ignore", "html-in-prose").stdout
    assert rules(both) == ["activity-dates"]
    assert check("--ignore", "activity-dates", "--ignore", "html-in-prose").stdout == CLEAN
    assert rules(check("--select", "activity-dates", "--select", "html-in-prose").stdout) == rules(check().stdout)
    assert code("--ignore", "activity-dates,html-in-prose") == 0


def test_what_keeps_a_file_from_being_read_is_shown_whatever_is_chosen(clean: Path) -> None:
    (clean / UNIT / "mal.yaml").write_text("mål: {}\nmål: {}\n", encoding="utf-8")
    assert rules(check("--select", "activity-dates").stdout) == ["duplicate-key"]
    assert rules(check("--ignore", "duplicate-key").stdout) == []


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--select", "activty-dates"], "“activity-dates”"),
        (["--ignore", "activity-dates,qqqqqq"], "“qqqqqq”. vplan rules lists them."),
        (["--select", ""], "Name a rule."),
        (["--fail-on", "errors"], "error"),
        (["--fail-on", "varnng"], "varning"),
        (["--fail-on", "17"], "error, warning, hint, never, fel, varning, tips, aldrig"),
        (["--format", "sarfi"], "'sarif'"),
        (["--format", "xyz"], "full, concise, json"),
        (["--report", "json"], "NAME=FILE"),
        (["--report", "json="], "NAME=FILE"),
        (["--report", "jsn=a.json"], "'json'"),
        (["--report", "json=saknas/a.json"], "the folder saknas is not there"),
        (["--report", "json=plans"], "not an ordinary file"),
        (["--baseline", "saknas.yaml"], "The baseline saknas.yaml is not there"),
        (["--baseline", "plans"], "plans is a folder"),
        (["--baseline", "vplan.yaml"], "vplan.yaml:1: This is no baseline"),
        (["--write-baseline"], "No baseline is named"),
        (["--write-baseline", "vplan.yaml"], "vplan.yaml:1: This is no baseline"),
        (["--write-baseline", "saknas/b.yaml"], "the folder saknas is not there"),
    ],
)
def test_wrong_use_says_what_is_right_and_ends_with_2(faulty: Path, args: list[str], said: str) -> None:
    (faulty / "vplan.yaml").write_text("kommun: Staden\n")
    done = check(*args)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert (faulty / "vplan.yaml").read_text() == "kommun: Staden\n"


@pytest.mark.parametrize(
    ("severity", "fail_on", "expected"),
    [
        ("fel", "error", 1), ("fel", "hint", 1), ("fel", "never", 0), ("varning", "error", 0),
        ("varning", "warning", 1), ("varning", "Varning", 1), ("varning", "fel", 0), ("tips", "tips", 1),
        ("fel", "aldrig", 0), ("varning", "hint", 1), ("tips", "warning", 0), ("tips", "hint", 1),
        ("tips", "never", 0),
    ],
)  # fmt: skip
def test_what_fails_is_chosen(faulty: Path, severity: str, fail_on: str, expected: int) -> None:
    (faulty / "vplan.yaml").write_text(settings({"activity-dates": severity}), encoding="utf-8")
    args = ("--select", "activity-dates", "--fail-on", fail_on)
    assert code(*args) == expected
    assert json.loads(check(*args, "--format", "json").stdout)["failed"] is bool(expected)
    assert check(*args, "--format", "junit").stdout.count("<failure ") == expected


# --- formats and reports ---


def test_concise_is_a_line_for_each_finding(faulty: Path) -> None:
    *lines, last = check("--format", "concise").stdout.splitlines()
    assert [re.match(rf"{UNIT}/mal\.yaml:\d+:\d+: error: .+ \[[a-z-]+\]$", line) is not None for line in lines] == [
        True,
        True,
    ]
    assert last == "2 errors: activity-dates 1, html-in-prose 1"


@pytest.mark.parametrize("name", ["json", "sarif", "gitlab", "junit", "github"])
def test_a_format_on_standard_output_is_what_the_report_holds(faulty: Path, name: str) -> None:
    done = check("--format", name, "--report", f"{name}=ut.txt")
    assert done.stdout == (faulty / "ut.txt").read_text(encoding="utf-8")
    assert done.stderr == ""
    assert code("--format", name) == 1


def test_several_reports_beside_the_text(faulty: Path) -> None:
    text = check().stdout
    done = check("--report", "sarif=ut.sarif", "--report", "gitlab=gl.json", "--report", "concise=ut.txt")
    assert done.stdout == text
    assert json.loads((faulty / "ut.sarif").read_text())["version"] == "2.1.0"
    assert len(json.loads((faulty / "gl.json").read_text())) == 2
    assert len((faulty / "ut.txt").read_text().splitlines()) == 2
    assert not list(faulty.glob(".*"))


def test_reports_are_written_when_there_is_nothing_to_say(clean: Path) -> None:
    assert check("--report", "gitlab=gl.json", "--report", "junit=ut.xml", "--report", "github=gh").stdout == CLEAN
    assert (clean / "gl.json").read_text() == "[]\n"
    assert (clean / "ut.xml").read_text().count("<testcase ") == 8
    assert (clean / "gh").read_text() == ""


def test_a_report_takes_the_place_of_an_older_one(faulty: Path) -> None:
    (faulty / "ut.json").write_text("gammalt")
    check("--report", "json=ut.json")
    assert json.loads((faulty / "ut.json").read_text())["version"] == 1


def test_a_case_for_each_file_that_was_looked_at(clean: Path) -> None:
    names = re.findall(r'<testcase name="([^"]+)"', check("--format", "junit", "2018/norr/dagverksamhet").stdout)
    assert names == [
        "plans/2018/kf.yaml",
        "plans/2018/norr/dagverksamhet/mal.yaml",
        "plans/2018/norr/dagverksamhet/plan.yaml",
        "plans/2018/norr/namnd.yaml",
        "vplan.yaml",
    ]


def test_paths_in_reports_begin_at_the_repository(faulty: Path) -> None:
    (faulty.parent / ".git").mkdir()
    assert f"file=ws/{UNIT}/mal.yaml," in check("--format", "github").stdout
    assert json.loads(check("--format", "gitlab").stdout)[0]["location"]["path"] == f"ws/{UNIT}/mal.yaml"
    assert json.loads(check("--format", "json").stdout)["findings"][0]["file"] == f"{UNIT}/mal.yaml"


def test_an_edit_above_keeps_gitlabs_fingerprints(faulty: Path) -> None:
    def marks() -> list[str]:
        return [issue["fingerprint"] for issue in json.loads(check("--format", "gitlab").stdout)]

    before = marks()
    make_workspace(faulty, {"mal": "# ett\n# två\n" + GOALS})
    assert marks() == before


# --- the baseline ---


def edit(root: Path, change: Callable[[str], str]) -> None:
    path = root / UNIT / "mal.yaml"
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def test_an_old_workspace_starts_clean_and_gets_no_worse(faulty: Path) -> None:
    done = check("--write-baseline", "baslinje.yaml")
    assert done.stdout == "2 plans checked, no new findings.\n2 findings stand in the baseline baslinje.yaml now.\n"
    text = (faulty / "baslinje.yaml").read_bytes()
    assert code("--baseline", "baslinje.yaml") == 0
    edit(faulty, lambda text: "# ny rad\n" + text)
    assert check("--baseline", "baslinje.yaml").stdout == (
        "2 plans checked, no new findings.\n2 old findings are held back by the baseline baslinje.yaml.\n"
    )
    edit(
        faulty,
        lambda text: text.replace("Vi har <b>jour</b>.", "Vi har <b>jour</b>.\n\n              Vi har <b>jour</b>."),
    )
    done = check("--baseline", "baslinje.yaml")
    assert rules(done.stdout) == ["html-in-prose"]
    assert code("--baseline", "baslinje.yaml") == 1
    assert (faulty / "baslinje.yaml").read_bytes() == text


def test_the_settings_name_the_baseline(faulty: Path) -> None:
    (faulty / "vplan.yaml").write_text(settings() + "baslinje: baslinje.yaml\n", encoding="utf-8")
    assert check().exit_code == 2
    assert "The baseline baslinje.yaml is not there" in check().stderr
    check("--write-baseline")
    assert code() == 0
    assert code("2018/norr") == 0
    assert check("--format", "json").stderr == "2 old findings are held back by the baseline baslinje.yaml.\n"


@pytest.mark.parametrize("outside", ["../b.yaml", "/etc/passwd", "link.yaml"])
def test_the_settings_reach_no_file_outside(faulty: Path, outside: str) -> None:
    (faulty.parent / "b.yaml").write_text("hemligt: ord\n")
    (faulty / "link.yaml").symlink_to(faulty.parent / "b.yaml")
    (faulty / "vplan.yaml").write_text(f"baslinje: {outside}\n")
    for args in ([], ["--write-baseline"]):
        done = check(*args)
        assert done.exit_code == 2
        assert "must be a file in the workspace and no link" in done.stderr
    assert (faulty.parent / "b.yaml").read_text() == "hemligt: ord\n"


def test_lines_that_are_not_needed_are_told_and_taken_out(faulty: Path) -> None:
    check("--write-baseline", "b.yaml")
    edit(faulty, lambda text: text.replace("<b>jour</b>", "jour"))
    assert check("--baseline", "b.yaml").stdout.splitlines()[1:] == [
        "1 old finding is held back by the baseline b.yaml.",
        "1 line of the baseline is not needed any more; --write-baseline takes it out.",
    ]
    assert code("--baseline", "b.yaml") == 0
    check("--baseline", "b.yaml", "--write-baseline")
    assert (faulty / "b.yaml").read_text().count("avtryck") == 1
    assert "not needed" not in check("--baseline", "b.yaml").stdout


def test_a_run_over_a_part_touches_no_other_lines(faulty: Path) -> None:
    check("--write-baseline", "b.yaml")
    text = (faulty / "b.yaml").read_text()
    for args in (
        ["2018/norr/dagverksamhet"],
        ["--select", "budget-sums"],
        ["--ignore", "activity-dates,html-in-prose"],
    ):
        assert check("--baseline", "b.yaml", *args).stdout.splitlines()[1:] == []
        check("--write-baseline", "b.yaml", *args)
        assert (faulty / "b.yaml").read_text() == text


def test_a_plan_that_is_gone_needs_no_line(faulty: Path) -> None:
    check("--write-baseline", "b.yaml")
    (faulty / UNIT / "mal.yaml").unlink()
    assert "2 lines of the baseline are not needed any more" in check("--baseline", "b.yaml").stdout


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_no_baseline(faulty: Path) -> None:
    os.mkfifo(faulty / "b.yaml")
    assert "not an ordinary file" in check("--baseline", "b.yaml").stderr
    assert "not an ordinary file" in check("--write-baseline", "b.yaml").stderr


# --- terminals ---


def on_terminal(root: Path, width: int, **env: str) -> str:
    """Run the check as a person sees it."""
    import pty

    main, other = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", MAIN, "check"],
        cwd=root,
        env={**os.environ, "VPLAN_LANG": "en", "TERM": "xterm", "COLUMNS": str(width), **env},
        stdout=other,
        stderr=other,
    )
    os.close(other)
    shown = b""
    while True:
        try:
            part = os.read(main, 65536)
        except OSError:
            break
        if not part:
            break
        shown += part
    os.close(main)
    process.wait(timeout=60)
    return shown.decode().replace("\r\n", "\n")


@pytest.mark.skipif(sys.platform == "win32", reason="no such terminals here")
def test_a_terminal_gets_colours_and_lines_that_fit(faulty: Path) -> None:
    shown = on_terminal(faulty, 60)
    plain = re.sub(r"\x1b\[[\d;]*m", "", shown)
    assert "\x1b[1;31merror\x1b[0m" in shown
    assert re.search(rf"^{UNIT}/mal\.yaml:\d+:22: error \[html-in-prose\]$", plain, re.MULTILINE)
    assert all(len(line) <= 60 for line in plain.splitlines() if not line.startswith(UNIT))
    assert plain.endswith("vplan explain html-in-prose says why, and shows how it is\n  written right.\n")
    assert "\x1b" not in on_terminal(faulty, 60, NO_COLOR="1")


def test_colours_are_asked_for_and_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "CLICOLOR_FORCE", "CLICOLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    assert not wants_color(sys.stdout)
    monkeypatch.setenv("CLICOLOR_FORCE", "0")
    assert not wants_color(sys.stdout)
    monkeypatch.setenv("CLICOLOR_FORCE", "1")
    assert wants_color(sys.stdout)
    monkeypatch.setenv("NO_COLOR", "1")
    assert not wants_color(sys.stdout)


def test_forced_colours_reach_a_pipe(faulty: Path) -> None:
    assert b"\x1b[1;31merror" in run(faulty, CLICOLOR_FORCE="1").stdout
    assert b"\x1b" not in run(faulty).stdout
    assert b"\x1b" not in run(faulty, "--format", "json", CLICOLOR_FORCE="1").stdout


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "cp437"])
def test_a_terminal_without_utf_8_gets_near_signs(faulty: Path, encoding: str) -> None:
    edit(faulty, lambda text: text.replace("arbetssätt:", "arbetssatt:"))
    done = run(faulty, PYTHONIOENCODING=encoding, VPLAN_LANG="sv")
    assert (done.returncode, done.stderr) == (1, b"")
    assert '"arbetssatt"' in done.stdout.decode(encoding if encoding != "ascii" else "utf-8").replace("”", '"')


def test_a_c_locale_ends_well(faulty: Path) -> None:
    env = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "VPLAN_LANG": "sv"}
    for args in ([], ["--format", "concise"], ["--help"], ["--select", "okänd"], ["--format", "sarif"]):
        done = run(faulty, *args, **env)
        assert done.returncode in (0, 1, 2)
        assert b"Traceback" not in done.stderr


def test_programs_get_utf_8_whatever_the_terminal_has(faulty: Path) -> None:
    edit(faulty, lambda text: text.replace("arbetssätt:", "arbetssatt:"))
    text = run(faulty, "--format", "json", PYTHONIOENCODING="latin-1").stdout.decode("utf-8")
    assert "“arbetssätt”" in text


def test_near_signs() -> None:
    assert near("”å–é…日") == '"a-e...?'


def test_a_clean_check_imports_nothing_for_reports(clean: Path) -> None:
    listed = (
        "import sys\nfrom vplan.cli.main import run\ntry:\n    run()\nexcept SystemExit:\n    pass\n"
        "print(*sorted(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", listed, "check"], cwd=clean, capture_output=True, text=True, timeout=60
    )
    names = set(done.stderr.split())
    assert not names & {f"vplan.report.{name}" for name in ("json", "sarif", "junit", "github", "gitlab", "terminal")}
    assert not names & {"vplan.baseline", "vplan.fingerprint", "vplan.cli.baseline_file"}
