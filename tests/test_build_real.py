"""The build with the real rooms behind it: a plan becomes a page and a PDF, the same by every way."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import vplan
from support.pages import read_pdf
from vplan.building.files import digest_file

PLANS = Path(__file__).parents[1] / "plans"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace with the shortest of the real plans."""
    (tmp_path / "vplan.yaml").write_text("kommun: Stockholms stad\n", encoding="utf-8")
    shutil.copytree(PLANS / "2017", tmp_path / "plans/2017")
    return tmp_path


def hashes(site: Path) -> dict[str, str]:
    return {p.relative_to(site).as_posix(): digest_file(str(p)) for p in sorted(site.rglob("*")) if p.is_file()}


def test_a_plan_is_checked_built_and_left_alone(root: Path) -> None:
    assert not [d for d in vplan.check(root) if d.severity == "error"]
    first = vplan.build(root)
    assert (len(first.built), first.exit_code) == (1, 0), first.diagnostics
    folder = first.output / first.built[0]
    page = (folder / "plan.html").read_text(encoding="utf-8")
    assert 'href="plan.pdf"' in page
    assert "../../../assets/vplan.css" in page
    assert (folder / "plan.pdf").read_bytes().startswith(b"%PDF-")
    assert f"{first.built[0]}/plan.pdf" in (first.output / "index.html").read_text(encoding="utf-8")
    manifest = json.loads((first.output / "manifest.json").read_text(encoding="utf-8"))
    (document,) = manifest["documents"]
    assert set(document["outputs"]["pdf"]["sources"]) >= {"vplan.yaml", "plans/2017/kf.yaml"}
    assert vplan.build(root).built == []


def test_every_way_to_build_gives_the_same_bytes(root: Path) -> None:
    (plan,) = vplan.load(root).layout.units()
    other = root / plan.folder.rpartition("/")[0] / "annan"
    shutil.copytree(root / plan.folder, other)
    first = hashes(vplan.build(root, jobs=2).output)
    alone = vplan.build(root, [plan.id], jobs=2, force=True)
    assert (alone.built, hashes(alone.output)) == ([plan.id], first)
    code = "import vplan, sys; vplan.build(sys.argv[1], jobs=1, force=True)"
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    subprocess.run([sys.executable, "-c", code, str(root)], env=environment, check=True, timeout=120)
    assert hashes(root / "site") == first
    one, two = (root / "site" / unit / "plan.pdf" for unit in (plan.id, f"{plan.id.rpartition('/')[0]}/annan"))
    assert read_pdf(one.read_bytes()) == read_pdf(two.read_bytes())
    assert one.read_bytes() != two.read_bytes()  # each carries its own sources


def test_check_never_imports_weasyprint(root: Path) -> None:
    code = "import sys, vplan; print(len(vplan.check('.')), 'weasyprint' in sys.modules, 'jinja2' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split()[1:] == ["False", "False"]
