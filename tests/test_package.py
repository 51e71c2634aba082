"""The wheel and the sdist carry what they must, and the wheel works in an environment that has nothing else of ours."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from vplan.render.styles import FONT_FILES
from vplan.version import __version__

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
WHEEL = f"vplan-{__version__}-py3-none-any.whl"
SDIST = f"vplan-{__version__}"


def run(*args: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command with nothing of this process's Python in its surroundings; fail with its words when it fails."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV", "VPLAN"))
    }
    done = subprocess.run(
        [str(arg) for arg in args], cwd=cwd, env=kept, capture_output=True, text=True, encoding="utf-8", timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sdist, and the wheel from it."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    return folder


def files_below(folder: Path) -> set[str]:
    """Return the files that a package carries of a folder."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return {path.as_posix() for path in paths if not {"node_modules", ".vplan", "site"} & {*path.parts}}


def test_every_dependency_is_locked_with_hashes_and_explained() -> None:
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    direct = {Requirement(line).name for line in (*PROJECT["dependencies"], *groups["dev"])}
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = [pin for pin in re.split(r"\n(?=\S)", lock) if not pin.startswith("#")]
    assert direct <= {pin.partition("==")[0] for pin in pins}
    assert all("==" in pin and "--hash=sha256:" in pin for pin in pins)
    assert "://" not in lock
    npm = json.loads((ROOT / "tests" / "node" / "package.json").read_text(encoding="utf-8"))
    assert explained() == direct | set(npm["dependencies"]) | judges()


def judges() -> set[str]:
    """Return what judges the PDFs where it can be installed, which is pinned in a file of its own, with hashes."""
    file = ROOT / "tools" / "conformance" / "requirements.txt"
    pins = [line for line in file.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    assert all("==" in pin and "--hash=sha256:" in pin for pin in pins)
    return {pin.partition("==")[0] for pin in pins}


def explained() -> set[str]:
    """Return the packages that stand in the tables of docs/dependencies.md, by the names that pip knows them by."""
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    return {name.lower() for name in re.findall(r"^\| \[([\w-]+)\]", page, re.MULTILINE)}


def test_wheel_carries_code_templates_fonts_and_schemas(dist: Path) -> None:
    with zipfile.ZipFile(dist / WHEEL) as wheel:
        names = set(wheel.namelist())
        metadata = wheel.read(f"{SDIST}.dist-info/METADATA").decode()
    ours = {name for name in names if not name.startswith(f"{SDIST}.dist-info/")}
    expected = {f"vplan/{name}" for name in files_below(ROOT / "src" / "vplan")}
    for folder in ("templates", "schemas"):
        expected |= {f"vplan/_data/{folder}/{name}" for name in files_below(ROOT / folder)}
    assert ours == expected
    assert {"vplan/py.typed", "vplan/locale/sv/LC_MESSAGES/vplan.mo"} <= ours
    assert {f"vplan/_data/templates/fonts/{name}" for name in (*FONT_FILES, "OFL.txt")} <= ours
    assert {f"{SDIST}.dist-info/licenses/{name}" for name in ("LICENSE", "templates/fonts/OFL.txt")} <= names
    required = {line.removeprefix("Requires-Dist: ") for line in metadata.splitlines() if "Requires-Dist" in line}
    assert {str(Requirement(line)) for line in required} == {str(Requirement(d)) for d in PROJECT["dependencies"]}


def test_sdist_carries_what_the_tests_and_the_plans_need(dist: Path) -> None:
    with tarfile.open(dist / f"{SDIST}.tar.gz") as sdist:
        names = {name.removeprefix(f"{SDIST}/") for name in sdist.getnames()}
    for folder in ("src", "templates", "schemas", "plans", "examples", "docs", "tests", "tools"):
        missing = {f"{folder}/{name}" for name in files_below(ROOT / folder)} - names
        assert not missing
    assert {"LICENSE", "Makefile", "README.md", "pyproject.toml", "requirements.lock", "vplan.yaml", ".ci/run"} <= names
    assert not [name for name in names if name.startswith((".venv", "site/", "dist/")) or name.endswith(".pyc")]


def test_wheel_makes_and_builds_a_workspace_in_an_empty_environment(dist: Path, tmp_path: Path) -> None:
    home = tmp_path / "env"
    venv.create(home, with_pip=False, symlinks=os.name != "nt")
    scheme = sysconfig.get_preferred_scheme("prefix") if os.name == "nt" else "venv"
    places = {name: Path(sysconfig.get_path(name, scheme, {"base": str(home)})) for name in ("purelib", "scripts")}
    python = places["scripts"] / Path(sys.executable).name
    assert run(python, "-c", "import importlib.util as u; print(u.find_spec('vplan'))", cwd=tmp_path).stdout == "None\n"
    lend_dependencies(places["purelib"], tmp_path / "lent")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python)
    run(*pip, "install", "-q", "--no-deps", "--no-index", dist / WHEEL, cwd=tmp_path)

    where = "import vplan, vplan.resources as r; print(vplan.__file__); print(r.templates_dir())"
    for line in run(python, "-c", where, cwd=tmp_path).stdout.splitlines():
        assert Path(line).is_relative_to(places["purelib"])

    vplan = places["scripts"] / "vplan"
    workspace = tmp_path / "planer"
    made = run(vplan, "init", workspace, cwd=tmp_path)
    assert "Nästa steg: " in made.stdout
    run(vplan, "check", cwd=workspace)
    run(vplan, "build", cwd=workspace)
    pages = sorted((workspace / "site").glob("*/*/*/plan.html"))
    assert pages
    for page in pages:
        assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
        assert page.with_suffix(".pdf").read_bytes().startswith(b"%PDF-")
    assert (workspace / "site" / "index.html").is_file()
    assert "8 av 8" in run(vplan, "doctor", cwd=workspace).stdout


def lend_dependencies(purelib: Path, folder: Path) -> None:
    """Let an environment import the packages that vplan requires, and those they require, but no others."""
    folder.mkdir()
    for package in required_by(PROJECT["dependencies"], set()):
        for top in {Path(file.parts[0]) for file in package.files or () if file.parts[0] != ".."}:
            if top.name != "__pycache__" and not (folder / top).exists():
                (folder / top).symlink_to(str(package.locate_file(top)))
    (purelib / "lent.pth").write_text(f"{folder}\n", encoding="utf-8")


def required_by(requirements: list[str], seen: set[str]) -> Iterator[Distribution]:
    """Yield the installed packages that requirements name, and what these require in turn."""
    for line in requirements:
        requirement = Requirement(line)
        extras = requirement.extras or {""}
        wanted = requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in extras)
        key = f"{requirement.name.lower()}[{','.join(sorted(requirement.extras))}]"
        if not wanted or key in seen:
            continue
        seen.add(key)
        found = distribution(requirement.name)
        yield found
        inner = [Requirement(other) for other in found.requires or ()]
        chosen = [r for r in inner if r.marker is None or any(r.marker.evaluate({"extra": e}) for e in extras)]
        for r in chosen:
            r.marker = None
        yield from required_by([str(r) for r in chosen], seen)
