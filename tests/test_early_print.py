"""A lone plan is handed to the printer before the rules are applied; what they refuse never comes out."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from support.workspaces import UNIT, base_text, make_workspace
from vplan.building.printer import Printer
from vplan.building.run import Request, run
from vplan.project import Project, UnitCheck

UNIT_ID = UNIT.partition("/")[2]
PDF = f"site/{UNIT_ID}/plan.pdf"

pytestmark = pytest.mark.skipif(not Printer.pays(None), reason="a lone plan is printed by the same process here")


def build(root: Path) -> Any:
    return run(Request(root, paths=(root / UNIT,), formats=("pdf",)))


def text_of(pdf: Path) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "".join(page.get_textpage().get_text_bounded() for page in document)


def test_the_printer_begins_before_the_rules_are_there(tmp_path: Path) -> None:
    root = make_workspace(tmp_path)
    code = (
        "import sys\nfrom vplan.building.printer import Printer\nbegin = Printer.begin\n"
        "def told(self, order):\n    print('vplan.rules.registry' in sys.modules, file=sys.stderr)\n"
        "    begin(self, order)\n"
        "Printer.begin = told\nfrom vplan.cli.main import main\nmain()"
    )
    command = [sys.executable, "-c", code, "build", UNIT_ID, "--format", "pdf"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr.splitlines()[0]) == (0, "False")
    assert (root / PDF).is_file()


def test_what_the_rules_refuse_is_not_there(tmp_path: Path) -> None:
    root = make_workspace(tmp_path)
    assert build(root).built == [UNIT_ID]
    before = (root / PDF).read_bytes()
    (root / UNIT / "mal.yaml").write_text(
        base_text("mal").replace("Vi har jour.", "Vi <b>har</b> jour."), encoding="utf-8"
    )
    result = build(root)
    assert result.failed == [UNIT_ID]
    assert "html-in-prose" in {finding.rule for finding in result.diagnostics}
    assert (root / PDF).read_bytes() == before


@pytest.mark.parametrize(("kind", "end"), [("kf", "2018-12-31"), ("namnd", "2018-06-30")])
def test_what_the_rules_refuse_above_is_not_there(tmp_path: Path, kind: str, end: str) -> None:
    root = make_workspace(tmp_path, {kind: base_text(kind).replace(f"slut: {end}", "slut: 2017-12-31")})
    result = build(root)
    assert result.failed == [UNIT_ID]
    assert "activity-dates" in {finding.rule for finding in result.diagnostics}
    assert not (root / PDF).exists()


def test_a_plan_that_is_other_after_the_rules_is_printed_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_workspace(tmp_path)
    check_unit = Project.check_unit

    def as_draft(self: Project, unit: Any) -> UnitCheck:
        check = check_unit(self, unit)
        assert check.plan is not None
        check.plan = replace(check.plan, is_draft=not check.plan.is_draft)
        return check

    build(root)
    first = text_of(root / PDF)
    monkeypatch.setattr(Project, "check_unit", as_draft)
    (root / UNIT / "mal.yaml").write_text(base_text("mal") + "# mera\n", encoding="utf-8")
    assert build(root).built == [UNIT_ID]
    assert ("Utkast" in first, "Utkast" in text_of(root / PDF)) == (False, True)


def test_a_fault_in_a_plan_that_was_not_judged_is_no_fault_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_workspace(tmp_path)
    tried = []

    def broken(self: Printer, order: object) -> None:
        tried.append(order)
        if len(tried) == 1:
            raise RecursionError
        begin(self, order)

    begin = Printer.begin
    monkeypatch.setattr(Printer, "begin", broken)
    assert build(root).built == [UNIT_ID]
    assert len(tried) == 2
