"""The build of units with one document or two."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import vplan
from support.workspaces import make_workspace
from vplan.building.result import BuildResult

AWARD = "kvalitetsutmarkelse"
UNIT = "2018/norr/hemtjanst"
TEXT = "utgåva: kvalitetsutmarkelsen/2018\nenhet: Hemtjänsten\nsvar:\n" + "".join(
    f"  {n}: Vi frågar.\n" for n in range(1, 23)
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_workspace(tmp_path, {AWARD: TEXT})


def build(root: Path, *formats: str, force: bool = False) -> BuildResult:
    result = vplan.build(root, [root / f"plans/{UNIT}"], formats=formats or None, jobs=2, force=force)
    assert result.exit_code == 0, result.diagnostics
    return result


def outputs(root: Path) -> set[str]:
    return {p.name for p in (root / "site" / UNIT).iterdir() if p.is_file()}


def page(root: Path, name: str = AWARD) -> str:
    return (root / "site" / UNIT / f"{name}.html").read_text(encoding="utf-8")


def test_both_documents_are_built_and_left_alone(root: Path) -> None:
    assert build(root).built == [UNIT]
    assert outputs(root) == {"plan.html", "plan.pdf", f"{AWARD}.html", f"{AWARD}.pdf"}
    assert f'href="{AWARD}.pdf"' in page(root)
    assert 'href="plan.pdf"' in page(root, "plan")
    index = (root / "site/index.html").read_text(encoding="utf-8")
    assert index.count("<h4 ") == 1
    assert f"{UNIT}/{AWARD}.html" in index
    assert f"{UNIT}/plan.html" in index
    assert "Kvalitetsutmärkelsen 2018" in index
    assert build(root).built == []
    before = {p.name: p.read_bytes() for p in (root / "site" / UNIT).iterdir() if p.is_file()}
    build(root, force=True)
    assert before == {p.name: p.read_bytes() for p in (root / "site" / UNIT).iterdir() if p.is_file()}


def test_a_logotype_in_both_documents_is_put_in_place_once(root: Path) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>A</title><rect width="9" height="9"/></svg>'
    (root / "logotyp.svg").write_text(svg, encoding="utf-8")
    (root / "vplan.yaml").write_text("logotyp: logotyp.svg\n", encoding="utf-8")
    build(root)
    pictures = [p.name for p in (root / "site" / UNIT / "bilder").iterdir() if p.name.endswith("logotyp.svg")]
    assert len(pictures) == 1
    assert pictures[0] in page(root)
    assert pictures[0] in page(root, "plan")
    (root / f"plans/{UNIT}/{AWARD}.yaml").unlink()
    build(root)
    assert (root / "site" / UNIT / "bilder" / pictures[0]).is_file()  # the plan still shows it


def test_the_manifest_knows_both_and_what_is_gone_is_removed(root: Path) -> None:
    build(root, "html")
    manifest = json.loads((root / "site/manifest.json").read_text(encoding="utf-8"))
    assert [d["name"] for d in manifest["documents"]] == [AWARD, "plan"]
    (root / f"plans/{UNIT}/{AWARD}.yaml").unlink()
    result = build(root, "html")
    assert result.removed == [f"{UNIT}/{AWARD}.html"]
    assert outputs(root) == {"plan.html"}
    assert AWARD not in (root / "site/index.html").read_text(encoding="utf-8")


def test_a_plan_that_is_gone_leaves_the_application(root: Path) -> None:
    build(root, "html")
    for name in ("plan", "mal", "ekonomi"):
        (root / f"plans/{UNIT}/{name}.yaml").unlink()
    build(root, "html")
    assert outputs(root) == {f"{AWARD}.html"}


def test_a_change_in_one_makes_the_unit_due(root: Path) -> None:
    build(root, "html")
    (root / f"plans/{UNIT}/{AWARD}.yaml").write_text(TEXT.replace("frågar", "lyssnar"), encoding="utf-8")
    assert build(root, "html").built == [UNIT]
    assert "Vi lyssnar." in page(root)


def test_a_page_links_to_a_pdf_only_where_there_is_one(root: Path) -> None:
    file = root / f"plans/{UNIT}/{AWARD}.yaml"
    file.unlink()
    build(root)
    file.write_text(TEXT, encoding="utf-8")
    build(root, "html")
    assert ".pdf" not in page(root)
    build(root)
    assert f'href="{AWARD}.pdf"' in page(root)
    assert outputs(root) == {"plan.html", "plan.pdf", f"{AWARD}.html", f"{AWARD}.pdf"}


def test_an_application_alone_is_built_under_its_administrations_name(tmp_path: Path) -> None:
    folder = tmp_path / f"plans/{UNIT}"
    folder.mkdir(parents=True)
    (tmp_path / "vplan.yaml").write_text("", encoding="utf-8")
    (folder / f"{AWARD}.yaml").write_text(TEXT + "förvaltning: Norra förvaltningen\n", encoding="utf-8")
    build(tmp_path, "html")
    assert outputs(tmp_path) == {f"{AWARD}.html"}
    assert "<h3>Norra förvaltningen</h3>" in (tmp_path / "site/index.html").read_text(encoding="utf-8")


def test_an_error_in_one_document_keeps_both_as_they_were(root: Path) -> None:
    build(root, "html")
    before = page(root), page(root, "plan")
    (root / f"plans/{UNIT}/{AWARD}.yaml").write_text(TEXT + "  23: Nej.\n", encoding="utf-8")
    result = vplan.build(root, formats=["html"])
    assert result.failed == [UNIT]
    assert before == (page(root), page(root, "plan"))
