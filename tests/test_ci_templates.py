"""The templates for build servers: sound by the hosts' own schemas, and their scripts do what they are for."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import venv
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.ci_jobs import GITHUB, ROOT, Done, Runner, gitlab_template, run_github, run_gitlab
from support.workspaces import BASE, UNIT
from test_package import PROJECT, required_by
from vplan.building.files import digest_file

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the scripts are for bash")
CHECKS = [sys.executable, "-m", "check_jsonschema", "--quiet"]
HOOKS = ROOT / ".pre-commit-hooks.yaml"
PANGO = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


def valid(schema: str, file: Path) -> None:
    done = subprocess.run([*CHECKS, "--builtin-schema", schema, str(file)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("inputs", [{}, {"parallel": 1, "pages": False, "package": "./vplan.whl", "stage": "build"}])
def test_gitlab_takes_the_template(tmp_path: Path, inputs: dict[str, Any]) -> None:
    for name, part in zip(("header", "jobs"), gitlab_template(**inputs), strict=True):
        file = tmp_path / f"{name}.yml"
        file.write_text(yaml.safe_dump(part, allow_unicode=True), encoding="utf-8")
        valid("vendor.gitlab-ci", file)


def test_the_gitlab_schema_refuses_a_misspelt_template(tmp_path: Path) -> None:
    file = tmp_path / "jobs.yml"
    jobs = gitlab_template()[1]
    jobs["vplan:build"]["parallel"] = "many"
    file.write_text(yaml.safe_dump(jobs), encoding="utf-8")
    with pytest.raises(AssertionError):
        valid("vendor.gitlab-ci", file)


def test_github_takes_the_workflow() -> None:
    valid("vendor.github-workflows", GITHUB)


def test_what_both_templates_run_is_the_same() -> None:
    jobs, workflow = gitlab_template()[1], github()
    for name in ("build", "site"):
        scripts = "\n".join(jobs[f"vplan:{name}"]["script"])
        for number in ("INDEX", "TOTAL"):
            scripts = scripts.replace(f"$CI_NODE_{number}", {"INDEX": "$PART", "TOTAL": "$PARTS"}[number])
        runs = [step["run"].strip() for step in workflow["jobs"][name]["steps"] if "run" in step]
        install, *rest = [run.replace("sudo ", "") for run in runs]
        assert [install] == jobs[".vplan"]["before_script"]
        assert "\n".join(rest) == re.sub(r"\n+", "\n", scripts)


def github() -> dict[str, Any]:
    loaded = yaml.load(GITHUB.read_text(encoding="utf-8"), yaml.BaseLoader)  # to which "on" is a word
    assert isinstance(loaded, dict)
    return loaded


def test_the_merge_request_gets_reports_and_pages() -> None:
    jobs = gitlab_template()[1]
    assert set(jobs["vplan:check"]["artifacts"]["reports"]) == {"codequality", "junit"}
    assert jobs["vplan:check"]["artifacts"]["when"] == "always"
    shown = jobs["vplan:site"]["artifacts"]
    assert re.fullmatch(r"\w[-\w ]*", shown["expose_as"], re.ASCII)  # what GitLab takes for a name
    assert not [path for path in shown["paths"] if re.search(r"[*$]", path)]  # with these it shows no link
    assert gitlab_template(pages=False)[1]["pages"]["rules"][0]["if"].startswith('"false" == "true" &&')


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a machine with Python and vplan's dependencies, a wheel of vplan, and no network."""
    home = tmp_path_factory.mktemp("machine")
    build = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(home), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, timeout=120)
    (wheel,) = home.glob("*.whl")
    venv.create(home / "env", with_pip=False, symlinks=True)
    (purelib,) = (home / "env").glob("lib/python3*/site-packages")
    (home / "lent").mkdir()
    for package in required_by([*PROJECT["dependencies"], "pip"], set()):
        for top in {file.parts[0] for file in package.files or () if file.parts[0] not in ("..", "__pycache__")}:
            if not (home / "lent" / top).exists():
                (home / "lent" / top).symlink_to(str(package.locate_file(top)))
    (purelib / "lent.pth").write_text(f"{home / 'lent'}\n", encoding="utf-8")
    tools = home / "tools"
    tools.mkdir()
    for name in ("apt-get", "sudo"):  # what would change the machine is written down instead
        (tools / name).write_text(f'#!/bin/sh\necho "{name} $*" >> "{home}/changes"\n', encoding="utf-8")
        (tools / name).chmod(0o755)
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL", "VPLAN", "CI"))
    }
    path = f"{home / 'env/bin'}{os.pathsep}{tools}{os.pathsep}{os.environ['PATH']}"
    return {
        **kept,
        "PATH": path,
        "PIP_NO_INDEX": "1",
        "VPLAN_LANG": "en",
        "WHEEL": str(wheel),
        "CHANGES": f"{home}/changes",
    }


@pytest.fixture
def runner(machine: dict[str, str], tmp_path: Path) -> Runner:
    shutil.copytree(BASE, tmp_path / "repository")
    return Runner(tmp_path / "repository", tmp_path / "server", machine)


def jobs_for(runner: Runner) -> dict[str, Any]:
    return gitlab_template(package=runner.environment["WHEEL"])[1]


def good(done: Done) -> Done:
    assert done.code == 0, done.out + done.err
    return done


def files(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): digest_file(str(p)) for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def whole(machine: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The files that one build of everything makes, on the same machine."""
    home = tmp_path_factory.mktemp("whole")
    runner = Runner(BASE, home, machine)
    folder = runner.folder()
    done = runner.script(folder, ['python -m pip install --quiet "$WHEEL"', "vplan build --output whole"], {})
    assert done.returncode == 0, done.stderr
    return files(folder / "whole")


def test_gitlab_jobs_make_the_site_and_the_next_pipeline_renders_nothing(runner: Runner, whole: dict[str, str]) -> None:
    jobs = jobs_for(runner)
    parts = [(number, jobs["vplan:build"]["parallel"]) for number in (1, 2)]
    for part in parts:
        assert "1 plan built" in good(run_gitlab(runner, jobs, "vplan:build", part)).out
    site = good(run_gitlab(runner, jobs, "vplan:site"))
    assert "2 plans joined: site/index.html" in site.out
    assert len([name for name in files(site.folder / "site") if name.endswith(".pdf")]) == 2
    assert files(site.folder / "site") == whole
    good(run_gitlab(runner, jobs, "vplan:check"))
    assert json.loads((runner.home / "reports/vplan:check/gl-code-quality-report.json").read_text()) is not None
    ET.parse(runner.home / "reports/vplan:check/vplan-junit.xml")
    published = good(run_gitlab(runner, jobs, "pages")).folder / "public"
    assert files(published) == files(site.folder / "site")
    for part in parts:
        assert "Nothing to do: 1 plan is up to date" in good(run_gitlab(runner, jobs, "vplan:build", part)).out
    assert not Path(runner.environment["CHANGES"]).exists()


def test_gitlab_check_of_a_broken_plan_fails_and_still_reports(runner: Runner) -> None:
    (runner.checkout / UNIT / "mal.yaml").write_text("måll: {}\n", encoding="utf-8")
    assert run_gitlab(runner, jobs_for(runner), "vplan:check").code == 1
    report = json.loads((runner.home / "reports/vplan:check/gl-code-quality-report.json").read_text())
    assert (f"{UNIT}/mal.yaml", "unknown-key") in [(found["location"]["path"], found["check_name"]) for found in report]


def test_a_machine_without_pango_gets_it_first(runner: Runner, machine: dict[str, str]) -> None:
    runner.environment = {**machine, "PYTHONPATH": str(Path(__file__).parent / "support/without_pango")}
    done = run_gitlab(runner, jobs_for(runner), "vplan:build", (1, 2))
    assert (done.code, "No PDF was made" in done.err) == (1, True)  # as the apt-get of the test installs nothing
    changes = Path(machine["CHANGES"])
    lines = changes.read_text().splitlines()
    changes.unlink()
    assert lines == ["apt-get update -qq", f"apt-get install --yes -qq --no-install-recommends {PANGO}"]


def context(runner: Runner, part: int = 0) -> dict[str, str]:
    """Return the values of the workflow's expressions, as GitHub has them where nothing is set but the package."""
    return {
        "inputs.package || vars.VPLAN_PACKAGE || 'vplan'": runner.environment["WHEEL"],
        "inputs.python || vars.VPLAN_PYTHON || '3.13'": "3.13",
        "inputs.formats || vars.VPLAN_FORMATS || 'html,pdf'": "html,pdf",
        "matrix.part": str(part),
        "strategy.job-total": "2",
        "github.run_id": "7",
        "github.run_attempt": "1",
    }


def test_github_jobs_make_the_site_and_the_next_run_renders_nothing(runner: Runner, whole: dict[str, str]) -> None:
    workflow = github()
    for part in (1, 2):
        assert "1 plan built" in good(run_github(runner, workflow, "build", context(runner, part))).out
    site = good(run_github(runner, workflow, "site", context(runner)))
    assert files(site.folder / "site") == whole
    assert files(runner.home / "artifacts/vplan-site") == files(site.folder / "site")
    good(run_github(runner, workflow, "check", context(runner)))
    for part in (1, 2):
        again = good(run_github(runner, workflow, "build", context(runner, part)))
        assert "Nothing to do: 1 plan is up to date" in again.out


def test_github_check_of_a_broken_plan_writes_annotations(runner: Runner) -> None:
    (runner.checkout / UNIT / "mal.yaml").write_text("måll: {}\n", encoding="utf-8")
    done = run_github(runner, github(), "check", context(runner))
    assert done.code == 1
    assert re.search(rf"^::error file={UNIT}/mal\.yaml,line=1,", done.out, re.MULTILINE)


def test_pre_commit_takes_the_hook_and_runs_it_on_plans_alone(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pre_commit"]
    subprocess.run([*command, "validate-manifest", str(HOOKS)], check=True, capture_output=True, timeout=60)
    (hook,) = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))
    assert (hook["language"], hook["entry"].split()[0] in PROJECT["scripts"]) == ("python", True)
    repository = tmp_path / "repository"
    shutil.copytree(BASE, repository)
    (repository / "README.md").write_text("text\n", encoding="utf-8")
    local = {**hook, "language": "system", "entry": f"{Path(sys.executable).parent}/{hook['entry']}"}
    config = {"repos": [{"repo": "local", "hooks": [local]}]}
    (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    environment = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "home"), "VPLAN_LANG": "en"}

    def run(*args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(args, cwd=repository, env=environment, capture_output=True, text=True, timeout=60)

    assert run("git", "init", "-q").returncode == 0
    assert run("git", "add", "-A").returncode == 0
    sound = run(*command, "run", "--files", f"{UNIT}/mal.yaml")
    assert (sound.returncode, "Passed" in sound.stdout) == (0, True), sound.stdout + sound.stderr
    assert "Skipped" in run(*command, "run", "--files", "README.md").stdout
    (repository / UNIT / "mal.yaml").write_text("måll: {}\n", encoding="utf-8")
    run("git", "add", "-A")
    broken = run(*command, "run", "--files", f"{UNIT}/mal.yaml")
    assert (broken.returncode, "[unknown-key]" in broken.stdout) == (1, True)
