"""Runs the jobs of the CI templates as the runners do: a fresh checkout for each, artifacts and caches carried over.

What the hosts do themselves (fill in inputs and expressions, keep artifacts and caches) is done here in the small; the
scripts are run as they stand.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
GITLAB = ROOT / "ci" / "gitlab.yml"
GITHUB = ROOT / "ci" / "github.yml"
_INPUT = re.compile(r"\$\[\[ inputs\.(\w+) \]\]")
_EXPRESSION = re.compile(r"\$\{\{ (.+?) \}\}")
_VARIABLE = re.compile(r"\$(\w+)")


def gitlab_template(**inputs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the header of `ci/gitlab.yml` and its jobs with the inputs filled in, as GitLab fills them in."""
    header, jobs = yaml.safe_load_all(GITLAB.read_text(encoding="utf-8"))
    values = {name: spec["default"] for name, spec in header["spec"]["inputs"].items()} | inputs
    assert values.keys() == header["spec"]["inputs"].keys()
    return header, _fill(jobs, values)


def _fill(value: Any, inputs: Mapping[str, Any]) -> Any:
    """Put inputs in their places: one that stands alone keeps its type, one inside a text becomes text."""
    if isinstance(value, dict):
        return {_fill(key, inputs): _fill(item, inputs) for key, item in value.items()}
    if isinstance(value, list):
        return [_fill(item, inputs) for item in value]
    if not isinstance(value, str):
        return value
    alone = _INPUT.fullmatch(value)
    if alone:
        return inputs[alone[1]]
    return _INPUT.sub(lambda found: _text(inputs[found[1]]), value)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass
class Done:
    """A job that has ended: where it ran, its exit code, what it wrote."""

    folder: Path
    code: int
    out: str
    err: str


@dataclass
class Runner:
    """A build server: `checkout` is the repository, `home` what it keeps, `environment` that of its machines."""

    checkout: Path
    home: Path
    environment: dict[str, str]
    count: int = 0

    def folder(self) -> Path:
        """Return a fresh checkout, in a folder that no job had before."""
        self.count += 1
        folder = self.home / f"job-{self.count}"
        copy(self.checkout, folder)
        return folder

    def script(self, folder: Path, lines: list[str], variables: Mapping[str, Any]) -> subprocess.CompletedProcess[str]:
        """Run lines in one bash that ends at the first that fails."""
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", "\n".join(lines)],
            cwd=folder,
            env={**self.environment, **{name: str(value) for name, value in variables.items()}},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
        )

    def keep(self, folder: Path, paths: list[str], name: str, *, strict: bool) -> None:
        """Keep files and folders of a job under a name; `strict` fails where one is missing."""
        for path in paths:
            source = folder / path
            assert source.exists() or not strict, path
            if source.exists():
                copy(source, self.home / name / path)

    def give(self, folder: Path, name: str) -> None:
        """Put what is kept under a name into a job's folder."""
        if (self.home / name).exists():
            copy(self.home / name, folder)


def copy(source: Path, target: Path) -> None:
    """Copy a file or a folder over what is there; times are not kept, as archives keep them to the second."""
    if source.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    else:
        shutil.copytree(source, target, copy_function=shutil.copyfile, dirs_exist_ok=True)


def run_gitlab(runner: Runner, jobs: Mapping[str, Any], name: str, part: tuple[int, int] | None = None) -> Done:
    """Run a job of the template, or one of the jobs that `parallel` makes of it."""
    job = {**jobs.get(jobs[name].get("extends", ""), {}), **jobs[name]}
    folder = runner.folder()
    variables = dict(job.get("variables", {})) | {"CI_PROJECT_DIR": folder}
    if part:
        variables |= {"CI_NODE_INDEX": part[0], "CI_NODE_TOTAL": part[1]}
    cache = job.get("cache")
    key = _VARIABLE.sub(lambda found: str(variables[found[1]]), cache["key"]) if cache else ""
    for needed in job.get("needs", ()):
        runner.give(folder, f"artifacts/{needed}")
    if cache:
        runner.give(folder, f"caches/{key}")
    done = runner.script(folder, [*job.get("before_script", ()), *job["script"]], variables)
    artifacts = job.get("artifacts", {})
    reports = list(artifacts.get("reports", {}).values())
    if done.returncode == 0 or artifacts.get("when") == "always":
        runner.keep(folder, reports, f"reports/{name}", strict=True)
        runner.keep(folder, artifacts.get("paths", []), f"artifacts/{name}", strict=True)
    if cache:
        runner.keep(folder, cache["paths"], f"caches/{key}", strict=True)
    return Done(folder, done.returncode, done.stdout, done.stderr)


def run_github(runner: Runner, workflow: Mapping[str, Any], name: str, context: Mapping[str, str]) -> Done:
    """Run a job of the workflow; `context` gives each expression its value. An unknown expression or action fails."""

    def filled(value: Any) -> str:
        return _EXPRESSION.sub(lambda found: context[found[1]], str(value))

    job = workflow["jobs"][name]
    folder = runner.home / "nothing"
    out = err = ""
    variables = {key: filled(value) for key, value in {**workflow["env"], **job.get("env", {})}.items()}
    saves = []
    for step in job["steps"]:
        if "run" in step:
            done = runner.script(folder, [filled(step["run"])], variables)
            out, err = out + done.stdout, err + done.stderr
            if done.returncode:
                return Done(folder, done.returncode, out, err)
            continue
        action, given = step["uses"].partition("@")[0], {k: filled(v) for k, v in step.get("with", {}).items()}
        if action == "actions/checkout":
            folder = runner.folder()
        elif action == "actions/cache":
            runner.give(folder, f"caches/{given['restore-keys']}")
            saves.append(given)
        elif action == "actions/upload-artifact":
            assert (folder / given["path"]).is_dir()
            copy(folder / given["path"], runner.home / "artifacts" / given["name"])
        elif action == "actions/download-artifact":
            for artifact in sorted((runner.home / "artifacts").glob(given["pattern"])):
                copy(artifact, folder / given["path"])
        elif action == "github/codeql-action/upload-sarif":
            assert (folder / given["sarif_file"]).is_file()
        elif action == "actions/upload-pages-artifact":
            assert (folder / given["path"] / "index.html").is_file()
        else:
            assert action == "actions/setup-python", action
    for given in saves:
        assert given["key"].startswith(given["restore-keys"])
        runner.keep(folder, given["path"].split(), f"caches/{given['restore-keys']}", strict=True)
    return Done(folder, 0, out, err)
