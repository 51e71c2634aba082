"""PDFs to bring out and to verify."""

from __future__ import annotations

import shutil
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

import vplan
from support.decisions import decide
from support.workspaces import PLACES, base_text, make_workspace
from support.workspaces import UNIT as FOLDER
from vplan.diagnostics import Severity

UNIT = "2018/norr/hemtjanst"


def build_pdfs(root: Path) -> dict[str, bytes]:
    """Build the PDFs of a workspace, beside it; return them by unit and name."""
    result = vplan.build(root, formats=["pdf"], output=root.parent / f"{root.name}-site", jobs=1)
    assert [d for d in result.diagnostics if d.severity is Severity.ERROR] == []
    return {p.relative_to(result.output).as_posix(): p.read_bytes() for p in sorted(result.output.rglob("*.pdf"))}


@cache
def small_pdf() -> bytes:
    """Return the PDF of the sound workspace's plan."""
    with TemporaryDirectory() as folder:
        return build_pdfs(make_workspace(Path(folder) / "workspace"))[f"{UNIT}/plan.pdf"]


LOGOTYPE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><title>Provköping</title>'
    '<rect width="120" height="40" fill="#205070"/></svg>'
)
_EDITION = "ärver: stockholm/2018\nnamn: Provköping 2018\netiketter:\n  kf_mål: 'Fullmäktiges mål:'\n"
_SETTINGS = """\
kommun: Provköping
logotyp: bilder/märke.svg
beslut: ja
regler:
  # for another unit
  - {regel: same-text, nivå: tips, mapp: plans/2018/norr/dagverksamhet}
  - {regel: same-text, nivå: tips, mapp: plans/2018/norr}
tillgänglighet:
  webbplats: Planer i Provköping
  uppfyller: helt
  bedömd: 2026-11-22
  uppdaterad: 2026-11-22
  metod: Med tangentbord.
  kontakt: {epost: hej@example.org, svar: inom en vecka}
"""
_TEXT = """\
      ![Huset](bilder/Huset%20%C3%A5r%202%20%28liten%29.jpg "Vårt hus")

      ![](#figur-svar)

      ![](#figur-trygga)

      Läs [mer hos oss](https://example.org/mer "på vår plats").
"""
_FIGURES = """\
figurer:
  - {id: svar, slag: staplar, rubrik: Svaren 2017, enhet: '%', data: data/svar åå.csv}
  - {id: trygga, slag: indikator, rubrik: Trygghet, indikator: trygga}
"""
_ANSWERS = "".join(f"  {number}: Vi frågar.\n" for number in range(1, 23))


def rich_workspace(root: Path) -> Path:
    """Make a workspace with all that a document can stand on.

    Settings for other folders, a logotype, an own edition, a statement, a decided plan with pictures, data and figures,
    an application, and other units of the same board and of another.
    """
    goals = base_text("mal").replace(
        "        årsmål: 84 %\n", '        årsmål: 84 %\n        utfall: {2015: 78, 2016: 80, 2017: "82,5"}\n'
    )
    plan = base_text("plan").replace("utgåva: stockholm/2018", "utgåva: provkoping/2018")
    picture = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "taken by Test Person"
    Image.effect_mandelbrot((2400, 1800), (-2, -1, 1, 1), 20).convert("RGB").save(picture, "JPEG", exif=exif)
    make_workspace(
        root,
        {
            "vplan": _SETTINGS,
            "mal": goals,
            "plan": plan.replace("      Inget.\n", _TEXT) + _FIGURES,
            "kvalitetsutmarkelse": f"utgåva: kvalitetsutmarkelsen/2018\nenhet: Hemtjänsten\nsvar:\n{_ANSWERS}",
            "bilder/märke.svg": LOGOTYPE,
            "utgåvor/provkoping/2018.yaml": _EDITION,
            f"{FOLDER}/bilder/Huset år 2 (liten).jpg": picture.getvalue(),
            f"{FOLDER}/data/svar åå.csv": "Fråga;Kvinnor;Män\r\nBemötande;92;90,5\r\nTid;81;\r\n",
            f"{FOLDER}/data/not-named.csv": "a;b\n",
        },
    )
    other = root / "plans/2018/soder"
    shutil.copytree(root / "plans/2018/norr/dagverksamhet", other / "dagverksamhet")
    shutil.copyfile(root / PLACES["namnd"], other / "namnd.yaml")
    result = decide(root)
    assert result.exit_code == 0, result.output
    return root
