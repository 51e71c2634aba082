from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from vplan.cli.main import cli
from vplan.version import __version__

HEAVY = {"yaml", "pydantic", "jinja2", "markdown_it", "weasyprint", "multiprocessing", "filelock", "importlib.metadata"}
LISTED = """
import sys
try:
    {code}
except SystemExit:
    pass
print("loaded:", *sorted(sys.modules), file=sys.stderr)
"""

COMMANDS = [
    "init",
    "new",
    "import",
    "check",
    "explain",
    "rules",
    "build",
    "join",
    "decide",
    "extract",
    "verify",
    "export",
    "schema",
    "lsp",
    "doctor",
]


def python(code: str, *args: str, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *args],
        cwd=cwd,
        env={**os.environ, "VPLAN_LANG": "en", "COLUMNS": "100", **env},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )


def vplan(*args: str, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    return python("from vplan.cli.main import main; main()", *args, cwd=cwd, **env)


def loaded(code: str, *args: str, cwd: Path | None = None) -> set[str]:
    done = python(LISTED.format(code=code), *args, cwd=cwd)
    return set(done.stderr.rpartition("loaded:")[2].split())


def test_import_of_the_package_imports_nothing_else() -> None:
    ours = {name for name in loaded("import vplan") if name.startswith("vplan")}
    assert ours == {"vplan", "vplan.version"}


def test_public_names() -> None:
    import vplan as package

    assert package.__all__ == ["BuildResult", "__version__", "build", "check", "load"]
    assert all(callable(getattr(package, name)) for name in ("build", "check", "load", "BuildResult"))
    assert set(package.__all__) <= set(dir(package))
    with pytest.raises(AttributeError, match="no attribute 'other'"):
        package.other  # noqa: B018


def test_public_names_stay_functions_when_the_rooms_are_imported() -> None:
    code = "import vplan.building.run, vplan.checking, vplan; print(vplan.build.__name__, vplan.check.__name__)"
    assert python(code).stdout.split() == ["build", "check"]


def test_version_is_that_of_the_project() -> None:
    import tomllib

    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text())
    assert project["project"]["version"] == __version__
    assert vplan("--version").stdout == f"vplan {__version__}\n"


def test_help_imports_no_command_and_nothing_heavy() -> None:
    names = loaded("from vplan.cli.main import run; run()", "--help")
    assert not names & HEAVY
    assert not names & {f"vplan.cli.{name}" for name in cli.table}


def test_help_costs_at_most_three_times_the_import_of_click() -> None:
    def best(code: str) -> float:
        times = []
        for _ in range(7):
            began = time.perf_counter()
            python(code, "--help")
            times.append(time.perf_counter() - began)
        return min(times)

    assert best("from vplan.cli.main import main; main()") <= 3 * best("import click")


def test_help_names_every_command_and_gives_examples() -> None:
    shown = vplan("--help").stdout
    for name in ("init", "new", "import", "check", "build", "export", "schema", "doctor"):
        assert f"\n  {name}" in shown
    assert "Examples:\n  vplan init" in shown
    assert "_VPLAN_COMPLETE=bash_source" in shown


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_examples(name: str) -> None:
    done = vplan(name, "--help")
    assert done.returncode == 0, done.stderr
    assert f"Examples:\n  vplan {name}" in done.stdout


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["biuld"], "'build'"),
        (["--versoin"], "--version"),
        (["build", "--jbos", "2"], "--jobs"),
        (["build", "--forse"], "--force"),
        (["build", "--format", "hmtl"], "'html'"),
        (["build", "--format", "docx"], "html, pdf"),
        (["build", "--jobs", "0"], "0"),
    ],
)
def test_wrong_use_names_the_nearest_and_ends_with_2(args: list[str], said: str) -> None:
    done = vplan(*args)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["check", "build"])
def test_outside_a_workspace_is_wrong_use(command: str, tmp_path: Path) -> None:
    done = vplan(command, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "vplan.yaml" in done.stderr


def test_no_command_shows_the_help() -> None:
    done = vplan()
    assert done.returncode == 2
    assert "Commands:" in done.stdout + done.stderr


FAULT = """
import sys
from vplan.cli import main
import vplan.cli.check
def broken(*_, **__):
    raise KeyError("who")
vplan.cli.check.workspace_of = broken
main.main()
"""


def test_fault_of_our_own_is_one_line_and_70() -> None:
    done = python(FAULT, "check")
    assert (done.returncode, done.stdout) == (70, "")
    assert len(done.stderr.splitlines()) == 1
    assert "KeyError: 'who'" in done.stderr
    assert "report it" in done.stderr


def test_fault_of_our_own_with_its_traceback_when_asked() -> None:
    done = python(FAULT, "check", VPLAN_DEBUG="1")
    assert done.returncode == 70
    assert "Traceback" in done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_has_a_script_for_each_shell(shell: str) -> None:
    script = vplan(_VPLAN_COMPLETE=f"{shell}_source").stdout
    assert "vplan" in script
    assert f"{shell}_complete" in script


def complete(words: str, cwd: Path) -> list[str]:
    index = len(words.split()) - (not words.endswith(" "))
    done = vplan(cwd=cwd, _VPLAN_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(index))
    assert done.returncode == 0, done.stderr
    return [line.partition(",")[2] for line in done.stdout.splitlines() if line]


def test_completion_offers_commands_options_and_units(tmp_path: Path) -> None:
    (tmp_path / "vplan.yaml").write_text("")
    for unit in ("plans/2018/ost/a", "plans/2018/ost/b", "plans/2019/vast/c"):
        (tmp_path / unit).mkdir(parents=True)
        (tmp_path / unit / "plan.yaml").write_text("")
    assert complete("vplan bu", tmp_path) == ["build"]
    assert complete("vplan build --fo", tmp_path) == ["--format", "--force"]
    year = ["plans/2018", "plans/2018/ost", "plans/2018/ost/a", "plans/2018/ost/b"]
    assert complete("vplan build plans/2018", tmp_path) == year
    assert complete("vplan check plans/2018/ost/a ", tmp_path) == [
        *year,
        "plans/2019",
        "plans/2019/vast",
        "plans/2019/vast/c",
    ]
    assert complete("vplan check ost/", tmp_path / "plans/2018") == ["ost/a", "ost/b"]
    assert complete("vplan check ", Path("/")) == []


def test_group_is_the_table() -> None:
    context = click.Context(cli)
    assert cli.list_commands(context) == COMMANDS
    assert cli.get_command(context, "other") is None
