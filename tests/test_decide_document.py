"""What page 1 of a draft and of a decided document says, and decisions on applications."""

from __future__ import annotations

from pathlib import Path

import pytest
from page import ValidationProfile, validate_pdf_bytes

from support.decisions import decide, document, replace, run
from support.structures import job_of, seen
from support.workspaces import UNIT, as_lines, base_text, findings_in, make_workspace
from vplan.render.html import render_html
from vplan.render.pdf import render_pdf

pytestmark = pytest.mark.usefixtures("english")

AWARD = "utgåva: kvalitetsutmarkelsen/2018\nenhet: Hemtjänsten\nsvar:\n" + "".join(
    f"  {n}: Vi frågar.\n" for n in range(1, 23)
)


def test_without_decisions_page_1_says_nothing(tmp_path: Path) -> None:
    make_workspace(tmp_path)
    assert document(tmp_path).cover.status == ""
    assert "Utkast" not in render_html(document(tmp_path), target="screen")


@pytest.mark.parametrize(
    ("setting", "draft"), [("ja", True), ("2018", True), ("2019", False), ("nej", False), ("", False)]
)
def test_the_settings_say_which_plans_are_drafts(tmp_path: Path, setting: str, draft: bool) -> None:
    make_workspace(tmp_path, {"vplan": f"beslut: {setting}\n"})
    assert document(tmp_path).cover.is_draft is draft
    assert document(tmp_path).cover.status == ("Utkast" if draft else "")


def test_a_setting_that_is_none_is_told(tmp_path: Path) -> None:
    make_workspace(tmp_path, {"vplan": "beslut: kanske\n"})
    assert as_lines(findings_in(tmp_path))[0] == "vplan.yaml:1:9 error bad-choice"


def test_a_decided_plan_is_no_draft(tmp_path: Path) -> None:
    root = make_workspace(tmp_path)
    decide(root)
    (root / "vplan.yaml").write_text("beslut: ja\n", encoding="utf-8")
    made = document(root)
    assert made.cover.is_draft is False
    page = render_html(made, target="screen")
    assert '<li class="status">Fastställd 2018-01-25 av Norra nämnden</li>' in page
    assert "Utkast" not in page
    assert "Utkast" not in render_html(made, target="print")


def test_a_draft_says_so_in_its_text_and_on_every_page(tmp_path: Path) -> None:
    make_workspace(tmp_path, {"vplan": "beslut: ja\n"})
    made = document(tmp_path)
    assert '<li class="status"><strong>Utkast</strong></li>' in render_html(made, target="screen")
    printed = render_html(made, target="print")
    assert '<p class="status"><strong>Utkast</strong></p>' in printed
    assert '@page { @top-left { content: "Utkast" } }' in printed
    result = render_pdf(made, root=tmp_path)
    assert result.diagnostics == []
    report = validate_pdf_bytes(result.data, profile=ValidationProfile.PDF_UA_1)
    assert [str(failure) for failure in report.failures] == []


@pytest.mark.parametrize(("decided", "words"), [(False, "Utkast"), (True, "Fastställd 2018-01-25 av Norra nämnden")])
def test_a_screen_reader_reads_in_the_pdf_what_a_document_is(tmp_path: Path, decided: bool, words: str) -> None:
    """A paragraph of its own before the title; what marks the head of the other pages is for the eye alone."""
    make_workspace(tmp_path, {"vplan": "beslut: ja\n"})
    if decided:
        assert decide(tmp_path).return_value == 0
    result, found = seen(job_of(tmp_path, document(tmp_path)))
    assert result.diagnostics == []
    nodes = [node for node in found.reading.root.walk() if node.role in ("P", "H1")]
    read = [(node.role, node.text().replace(" ", "")) for node in nodes]  # a line's end may stand for a space
    mark = ("P", words.replace(" ", ""))
    assert read.count(mark) == 1
    assert read.index(mark) < next(at for at, (role, _) in enumerate(read) if role == "H1")


def test_an_edition_has_its_own_words(tmp_path: Path) -> None:
    own = 'ärver: stockholm/2018\nnamn: Norr\nframsida:\n  utkast: Förslag\n  fastställd: "Antagen {datum} ({dnr})"\n'
    plan = base_text("plan").replace("stockholm/2018", "norr/2018")
    make_workspace(tmp_path, {"vplan": "beslut: ja\n", "utgåvor/norr/2018.yaml": own, "plan": plan})
    assert document(tmp_path).cover.status == "Förslag"
    decide(tmp_path)
    assert document(tmp_path).cover.status == "Antagen 2018-01-25 (2018-1-1.1.)"


def test_an_application_is_decided_by_its_file(tmp_path: Path) -> None:
    make_workspace(tmp_path, {"kvalitetsutmarkelse": AWARD, "vplan": "beslut: ja\n"})
    assert document(tmp_path, 1).cover.status == ""
    assert decide(tmp_path, f"{UNIT}/kvalitetsutmarkelse.yaml").return_value == 0
    assert document(tmp_path, 1).cover.status == "Fastställd 2018-01-25 av Norra nämnden"
    assert document(tmp_path).cover.status == "Utkast"
    assert "Fastställd" in render_html(document(tmp_path, 1), target="print")
    replace(tmp_path, "kvalitetsutmarkelse.yaml", "  7: Vi frågar.\n", "  7: Vi svarar.\n")
    assert [str(found.span.line) for found in findings_in(tmp_path)] == ["10"]
    assert "“utmärkelse › svar › 7” has been changed" in str(findings_in(tmp_path)[0].message)
    assert "kvalitetsutmarkelse.yaml --date" in str(findings_in(tmp_path)[0].hint)


def test_a_unit_with_nothing_but_a_decided_application_needs_no_plan(tmp_path: Path) -> None:
    make_workspace(tmp_path, {"kvalitetsutmarkelse": AWARD})
    for name in ("plan", "mal", "ekonomi"):
        (tmp_path / f"{UNIT}/{name}.yaml").unlink()
    assert decide(tmp_path).return_value == 0
    assert findings_in(tmp_path) == []


def test_the_page_is_built_anew_when_the_plan_is_decided(tmp_path: Path) -> None:
    make_workspace(tmp_path, {"vplan": "beslut: ja\n"})
    page = tmp_path / "site/2018/norr/hemtjanst/plan.html"
    assert run(tmp_path, "build", "--format", "html", UNIT).return_value == 0
    assert "Utkast" in page.read_text(encoding="utf-8")
    assert decide(tmp_path).return_value == 0
    assert run(tmp_path, "build", "--format", "html", UNIT).return_value == 0
    text = page.read_text(encoding="utf-8")
    assert "Utkast" not in text
    assert "Fastställd 2018-01-25" in text
