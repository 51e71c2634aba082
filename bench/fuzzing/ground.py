"""The workspace that is changed: the real plans, and an example with every kind of file."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.planting.score import ROOT
from vplan.diagnostics import Diagnostic
from vplan.document import assemble
from vplan.project import Project
from vplan.report.text import render_text

_UNIT = "planer/2024/barn-och-utbildning/forskolan-blaklinten"
_CSV = "namn;kvinnor;män\nBemötande;92;90\nInformation;81;79,5\n"
_FIGURES = """figurer:
  - id: enkat
    slag: staplar
    rubrik: Svar i enkäten
    data: data/enkat.csv
  - id: pengar
    slag: ekonomi
    rubrik: Budget och utfall
    rader:
      - {år: 2022, budget: 11 200, utfall: 11 150, resultat: 50}
      - {år: 2023, budget: 12 350, utfall: 12 400, resultat: -50}
  - id: aret
    slag: årshjul
    rubrik: Vårt år
    aktiviteter: ja
    poster:
      - {namn: Husmöte, återkommer: varje månad}
      - {namn: Enkät, slag: uppföljning, månad: februari}
"""
_SHOWN = "\n      ![](#figur-enkat)\n\n      ![](#figur-pengar)\n\n      ![](#figur-aret)\n"
_PICTURES = "\n      ![En karta](bilder/karta.png)\n\n      ![Ett foto](bilder/foto.jpg)\n"


def write_ground(root: Path) -> Path:
    """Write the workspace; return its folder."""
    example = ROOT / "examples" / "soderby"
    shutil.copytree(example, root, ignore=shutil.ignore_patterns(".vplan", "site"), dirs_exist_ok=True)
    for year in sorted((ROOT / "plans").iterdir()):
        shutil.copytree(year, root / "planer" / year.name)
    unit = root / _UNIT
    plan = unit / "plan.yaml"
    text = plan.read_text(encoding="utf-8")
    mark = "\n      ## Så är planen skriven\n"
    assert text.count(mark) == 1
    plan.write_text(text.replace(mark, _SHOWN + _PICTURES + mark) + _FIGURES, encoding="utf-8")
    (unit / "data").mkdir()
    (unit / "data" / "enkat.csv").write_text(_CSV, encoding="utf-8")
    _write_pictures(unit / "bilder")
    with (root / "vplan.yaml").open("a", encoding="utf-8") as settings:
        settings.write("regler:\n  - {regel: long-sentence, nivå: av}\n")
    return root


def _write_pictures(folder: Path) -> None:
    from PIL import Image

    image = Image.linear_gradient("L").resize((60, 40)).convert("RGB")
    image.save(folder / "karta.png")
    image.save(folder / "foto.jpg", progressive=True)


@dataclass(frozen=True)
class Target:
    """A file that is changed, and the unit that is checked then."""

    file: str
    unit: str


def targets(root: Path) -> list[Target]:
    """Return the files that can be changed, each with a unit that stands on it."""
    project = Project.open(root)
    found = []
    for unit in project.layout.units():
        above = (unit.folder.rpartition("/")[0] + "/namnd.yaml", "/".join(unit.folder.split("/")[:2]) + "/kf.yaml")
        inside = sorted(p.relative_to(root).as_posix() for p in (root / unit.folder).rglob("*") if p.is_file())
        found += [Target(file, unit.id) for file in (*inside, *above) if (root / file).is_file()]
    example = next(unit.id for unit in project.layout.units() if unit.folder == _UNIT)
    editions = sorted(path.relative_to(root).as_posix() for path in (root / "utgåvor").rglob("*.yaml"))
    found += [Target(file, example) for file in ("vplan.yaml", *editions)]
    return found


def check(root: Path, unit_id: str, look: Callable[[Path, list[Diagnostic]], None] | None = None) -> int:
    """Check a unit as `vplan check` and a build would; returns how many findings there are."""
    project = Project.open(root)
    findings = [*project.diagnostics, *project.all_catalogue_diagnostics()]
    unit = next((unit for unit in project.layout.units() if unit.id == unit_id), None)
    if unit is not None:
        checked = project.check_unit(unit)
        findings += checked.diagnostics
        for linked in checked.documents if checked.ok else ():
            assemble(project.root, project.settings, linked)
    render_text(findings[:200], lambda file: _text(root / file))
    if look is not None:
        look(root, findings)
    return len(findings)


def _text(path: Path) -> str | None:
    return path.read_bytes().decode("utf-8", "replace") if path.is_file() else None


def case_rng(seed: int, number: int) -> random.Random:
    """Return the random numbers of one case, the same wherever it is run."""
    return random.Random(f"vplan {seed} {number}")  # noqa: S311
