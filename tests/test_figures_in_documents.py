"""Figures from data in documents: what the check says of them, the document tree, the page and the paper."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from page import ValidationProfile, validate_pdf_bytes

from support.pages import parse, read_pdf, words
from support.workspaces import UNIT, as_lines, base_text, findings_in, make_workspace
from vplan.building.rendering import has_figures
from vplan.diagnostics import Severity
from vplan.document import Document, assemble
from vplan.document.tree import Drawing, Table, walk_sections
from vplan.document.walk import all_blocks, anchors_of
from vplan.figures.data import Chain, Chart, Kind, Organisation, Wheel
from vplan.project import Project
from vplan.questions import LinkedAward
from vplan.render.html import render_html
from vplan.render.pdf import render_pdf
from vplan.rules.placeholder_text import is_placeholder

ROOT = Path(__file__).parents[1]
SVG = "{http://www.w3.org/2000/svg}svg"
CSV = "Fråga;Kvinnor;Män\nBemötande;92;90,5\nTid;81;\n"
SURVEY = "  - {id: svar, slag: staplar, rubrik: Svaren 2017, enhet: '%', data: data/svar.csv}\n"
YEARS = "  - id: antal\n    slag: år\n    rubrik: Antal\n    rader: [{år: 2016, n: 4}, {år: 2017, n: 9}]\n"
SAFE = "  - {id: trygga, slag: indikator, rubrik: Trygghet, indikator: trygga}\n"


def plan(text: str, figures: str) -> str:
    lines = "".join(f"      {line}\n" if line else "\n" for line in text.split("\n"))
    return base_text("plan").replace("      Inget.\n", lines) + f"figurer:\n{figures}"


def goals() -> str:
    own = '        utfall: {2015: 78, 2016: 80, 2017: "82,5"}\n'
    unit = "".join(
        f"{16 * ' '}{line}\n" for line in ("periodicitet: månad", "bättre: högre", "utfall: {2014: 80, 2016: 97}")
    )
    text = base_text("mal").replace("        årsmål: 84 %\n", f"        årsmål: 84 %\n{own}")
    return text.replace("                periodicitet: månad\n", unit)


def workspace(folder: Path, text: str, figures: str, csv: str | bytes = CSV) -> Path:
    return make_workspace(folder, {"plan": plan(text, figures), "mal": goals(), f"{UNIT}/data/svar.csv": csv})


def document_of(root: Path) -> Document:
    project = Project.open(root)
    check = project.check_unit(next(unit for unit in project.layout.units() if unit.folder == UNIT))
    assert check.ok, check.diagnostics
    (made,) = [a for linked in check.documents for a in assemble(project.root, project.settings, linked)]
    return made.document


def drawings(document: Document) -> list[Drawing]:
    return [block for block in all_blocks(document) if isinstance(block, Drawing)]


TEXT = "Se [](#figur-svar).\n\n![](#figur-svar)\n\n![](#figur-antal)\n\n![](#figur-trygga)"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workspace(tmp_path_factory.mktemp("figures"), TEXT, SURVEY + YEARS + SAFE)


# --- the document tree ---


def test_figures_are_numbered_where_they_are_shown(root: Path) -> None:
    document = document_of(root)
    assert [(d.label, d.anchor, d.caption) for d in drawings(document)] == [
        ("Figur\u00a02.", "figur-svar", "Svaren 2017"),  # the first is a picture
        ("Figur\u00a03.", "figur-antal", "Antal"),
        ("Figur\u00a04.", "figur-trygga", "Trygghet"),
    ]
    assert "figur-svar" in document.referenced
    assert {"figur-svar", "figur-antal"} <= set(anchors_of(document))


def test_a_csv_file_becomes_figure_table_and_words(root: Path) -> None:
    figure = drawings(document_of(root))[0]
    assert isinstance(figure.data, Chart)
    assert [series.name for series in figure.data.series] == ["Kvinnor", "Män"]
    assert "Bemötande: Kvinnor 92\u00a0%, Män 90,5\u00a0%." in figure.alternative
    assert [words_of(cell) for cell in figure.table.rows[0].cells] == ["Bemötande", "92", "90,5"]
    assert all(column.heading for column in figure.table.columns)


def words_of(cell: object) -> str:
    return "".join(inline.text for inline in cell.content)  # type: ignore[attr-defined]


def test_an_indicator_brings_its_history_target_and_unit(root: Path) -> None:
    chart = drawings(document_of(root))[2].data
    assert isinstance(chart, Chart)
    assert [(row.name, str(row.values[0])) for row in chart.rows] == [("2015", "78"), ("2016", "80"), ("2017", "82.5")]
    assert (str(chart.target), chart.unit) == ("84", "%")


def test_own_words_come_before_those_made_of_the_data(tmp_path: Path) -> None:
    own = YEARS + "    text: Nio personer 2017.\n    tabell: ja\n"
    (figure,) = drawings(document_of(workspace(tmp_path, "![](#figur-antal)", own)))
    assert figure.alternative == "Nio personer 2017."
    assert figure.is_table_shown


def test_words_are_in_the_language_of_the_units_texts(tmp_path: Path) -> None:
    root = workspace(tmp_path, "![](#figur-antal)", YEARS)
    path = root / UNIT / "plan.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "språk: en\n", encoding="utf-8")
    (figure,) = drawings(document_of(root))
    assert figure.alternative.startswith("Bar chart over years: Antal.")
    assert figure.label == "Figur\u00a02."


def test_a_history_stands_beside_the_indicators_name(root: Path) -> None:
    tables = [b for b in all_blocks(document_of(root)) if isinstance(b, Table) and b.role == "indicators"]
    trends = [row.cells[0].trend for table in tables for row in table.rows]
    first, without, unit = trends
    assert without is None
    assert first is not None
    assert unit is not None
    assert first.words == "Utfall 2015: 78\u00a0%, 2016: 80\u00a0%, 2017: 82,5\u00a0%. Mål 84\u00a0%. Högre är bättre."
    assert [year for year, _ in unit.history] == [2014, 2016]


# --- the check ---


def test_sound_figures_give_no_finding(root: Path) -> None:
    assert findings_in(root) == []


CASES = {
    "no such file": ("![](#figur-svar)", SURVEY.replace("svar.csv", "svra.csv"), "figure-file"),
    "outside": ("![](#figur-svar)", SURVEY.replace("data/svar.csv", "../svar.csv"), "figure-file"),
    "absolute": ("![](#figur-svar)", SURVEY.replace("data/svar.csv", "/etc/passwd"), "figure-file"),
    "no CSV": ("![](#figur-svar)", SURVEY.replace("data/svar.csv", "mal.yaml"), "figure-file"),
    "not shown": ("Inget.", YEARS, "unused-figure"),
    "only referred to": ("Se [](#figur-antal).", YEARS, "link-target unused-figure"),
    "shown twice": ("![](#figur-antal)\n\nText.\n\n![](#figur-antal)", YEARS, "figure-twice"),
    "not described": ("![](#figur-antal)\n\n![](#figur-antl)", YEARS, "link-target"),
    "two with one id": ("![](#figur-antal)", YEARS + YEARS, "duplicate-id"),
    "in a sentence": ("Se här: ![](#figur-antal) så.", YEARS, "picture-file"),
    "in a list": ("- ![](#figur-antal)", YEARS, "picture-file"),
    "nothing to draw": ("Se [](#figur-antal).\n\n![](#figur-antal)", YEARS.partition("    rader")[0], "figure-data"),
    "unknown indicator": ("![](#figur-trygga)", SAFE.replace("indikator: trygga", "indikator: trygg"), "figure-data"),
    "words for numbers": ("![](#figur-antal)", YEARS.replace("n: 9", "n: nio"), "bad-number"),
}


@pytest.mark.parametrize(("text", "figures", "rules"), CASES.values(), ids=list(CASES))
def test_a_fault_is_told_of_once_and_at_its_place(tmp_path: Path, text: str, figures: str, rules: str) -> None:
    found = findings_in(workspace(tmp_path, text, figures))
    assert sorted({d.rule for d in found}) == rules.split(), as_lines(found)
    assert len(found) == len(rules.split())
    assert all(d.span.file == f"{UNIT}/plan.yaml" and d.span.line > 1 and d.hint for d in found)
    warns = all(d.severity is Severity.WARNING for d in found)
    assert warns is (rules in ("unused-figure", "figure-twice"))


def test_a_fault_in_a_csv_file_stands_at_its_line_and_column(tmp_path: Path) -> None:
    root = workspace(tmp_path, "![](#figur-svar)", SURVEY, CSV.replace("81", "åtti"))
    assert as_lines(findings_in(root)) == [f"{UNIT}/data/svar.csv:3:5 error bad-number"]


def test_a_csv_file_of_another_encoding_is_named(tmp_path: Path) -> None:
    root = workspace(tmp_path, "![](#figur-svar)", SURVEY, CSV.encode("cp1252"))
    assert [d.rule for d in findings_in(root)] == ["csv-encoding"]


def test_a_csv_file_behind_a_link_is_not_read(tmp_path: Path) -> None:
    root = workspace(tmp_path / "w", "![](#figur-svar)", SURVEY)
    secret = tmp_path / "secret.csv"
    secret.write_text(CSV, encoding="utf-8")
    (root / UNIT / "data/svar.csv").unlink()
    (root / UNIT / "data/svar.csv").symlink_to(secret)
    assert {d.rule for d in findings_in(root)} == {"symbolic-link", "figure-file"}


def test_many_figures_have_a_bound(tmp_path: Path) -> None:
    figures = "".join(YEARS.replace("antal", f"antal-{n}") for n in range(102))
    found = [d for d in findings_in(workspace(tmp_path, "Inget.", figures)) if d.rule == "figure-size"]
    assert len(found) == 1


def test_the_years_of_a_history_are_years(tmp_path: Path) -> None:
    root = make_workspace(tmp_path, {"mal": goals().replace("2014: 80", "i fjol: 80").replace("2015: 78", "215: 78")})
    assert [d.rule for d in findings_in(root)] == ["indicator-history"] * 2


def test_the_check_imports_nothing_that_draws(root: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from vplan.project import Project\n"
        f"p = Project.open(Path({str(root)!r}))\n"
        "assert all(p.check_unit(u).ok for u in p.layout.units())\n"
        "assert not {'matplotlib', 'numpy', 'weasyprint'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


# --- page and paper ---


def test_the_page_has_a_drawing_for_each_width_and_the_table_to_unfold(root: Path) -> None:
    document = document_of(root)
    page = parse(render_html(document, target="screen"))
    for figure in drawings(document):
        (element,) = [e for e in page.iter("figure") if e.attrib.get("id") == figure.anchor]
        drawn = list(element.iter(SVG))
        assert [parent.attrib["class"] for parent in element.iter("div")] == ["drawn wide", "drawn narrow"]
        titles = [svg.find(f"{SVG.removesuffix('svg')}title") for svg in drawn]
        assert [title.text for title in titles if title is not None] == [figure.alternative.replace("\u00a0", " ")] * 2
        assert all(svg.attrib["role"] == "img" for svg in drawn)
        caption = words(next(iter(element.iter("figcaption"))))
        assert caption == f"{figure.label} {figure.caption}".replace("\u00a0", " ")
    folded = [e for e in page.iter("details") if e.attrib.get("class") == "data"]
    assert [words(next(iter(e.iter("summary")))) for e in folded] == [
        "Visa som tabell: Figur 2. Svaren 2017",
        "Visa som tabell: Figur 3. Antal",
        "Visa som tabell: Figur 4. Trygghet",
    ]
    assert all(len(list(e.iter("table"))) == 1 for e in folded)
    ids = [e.attrib["id"] for e in page.iter() if "id" in e.attrib]
    assert len(ids) == len(set(ids))


def test_a_figure_that_is_shown_twice_makes_no_id_twice(tmp_path: Path) -> None:
    lines = "  - {id: l, slag: staplar, rubrik: R, rader: [{namn: x, a: 1, b: 2, c: 3}]}\n"
    document = document_of(workspace(tmp_path, "![](#figur-l)\n\nText.\n\n![](#figur-l)", lines))
    page = parse(render_html(document, target="screen"))
    ids = [e.attrib["id"] for e in page.iter() if "id" in e.attrib]
    assert len(ids) == len(set(ids))
    assert {"figur-l", "figur-l-2"} <= set(ids)


def test_the_drawing_on_paper_has_its_words_and_is_valid(root: Path) -> None:
    document = document_of(root)
    result = render_pdf(document, root=root)
    assert result.diagnostics == []
    report = validate_pdf_bytes(result.data, profile=ValidationProfile.PDF_UA_1)
    assert [str(failure) for failure in report.failures] == []
    text = "\n".join(page.text for page in read_pdf(result.data))
    assert "Figur\u00a02. Svaren 2017" in text
    assert "Bemötande" in text  # the letters of a drawing are text
    assert "Visa som tabell" not in text
    assert "<details" not in render_html(document, target="print")
    assert render_pdf(document, root=root).data == result.data


def test_the_table_stands_below_where_the_figure_says_so(tmp_path: Path) -> None:
    document = document_of(workspace(tmp_path, "![](#figur-antal)", YEARS + "    tabell: ja\n"))
    for target in ("screen", "print"):
        page = render_html(document, target=target)
        assert page.count('<table class="figure') == 1
        assert 'class="data"' not in page


def test_a_history_is_drawn_with_its_words(root: Path) -> None:
    page = parse(render_html(document_of(root), target="screen"))
    (first, second) = [e for e in page.iter("span") if e.attrib.get("class") == "trend"]
    title = next(iter(first.iter(f"{SVG.removesuffix('svg')}title")))
    assert str(title.text).startswith("Utfall 2015: 78")
    assert len(list(second.iter(SVG))) == 1


def test_what_draws_is_made_ready_only_where_there_are_figures(root: Path) -> None:
    units = Project.open(root).layout.units()
    assert [has_figures(root, unit) for unit in units] == [unit.folder == UNIT for unit in units]


# --- the application of 2018 ---


@cache
def application() -> tuple[LinkedAward, Document]:
    project = Project.open(ROOT)
    unit = next(unit for unit in project.layout.units() if unit.id == "2018/skarholmen/bestallarenheten")
    check = project.check_unit(unit)
    assert check.diagnostics == []
    assert check.award is not None
    return check.award, assemble(project.root, project.settings, check.award)[0].document


def test_the_application_answers_all_questions() -> None:
    linked, document = application()
    answers = [question.answer for question in linked.questions()]
    assert len(answers) == 22
    assert all(answer is not None and not is_placeholder(answer) and len(answer.text) > 400 for answer in answers)
    assert sum(section.role == "question" for section in walk_sections(document.sections)) == 22


def test_the_application_shows_all_its_figures_and_every_kind_of_the_original() -> None:
    linked, document = application()
    shown = drawings(document)
    assert {f"figur-{name}" for name in linked.figures} == {figure.anchor for figure in shown}
    assert len(shown) >= 12
    kinds = {figure.data.kind.value for figure in shown if isinstance(figure.data, Chart)}
    assert kinds >= {"staplar", "år", "linjer", "ekonomi", "andelar", "indikator"}
    assert {type(figure.data) for figure in shown} == {Chart, Wheel, Organisation, Chain}
    groups = [[s.name for s in figure.data.series] for figure in shown if isinstance(figure.data, Chart)]
    assert any({"Kvinnor", "Män", "Alla"} <= set(names) for names in groups)
    assert any(
        figure.data.kind is Kind.YEARS and figure.data.target for figure in shown if isinstance(figure.data, Chart)
    )


def test_the_application_has_the_figures_of_the_year() -> None:
    by_anchor = {figure.anchor: figure.data for figure in drawings(application()[1])}
    index = by_anchor["figur-ami"]
    economy = by_anchor["figur-ekonomi"]
    assert isinstance(index, Chart)
    assert isinstance(economy, Chart)
    assert [(row.name, *map(str, row.values)) for row in index.rows] == [("2015", "83"), ("2017", "68"), ("2018", "76")]
    assert [str(row.values[-1]) for row in economy.rows] == ["1.3", "0.8", "18.4", "3.5"]
