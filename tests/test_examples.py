from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from vplan.checking import check
from vplan.document import assemble
from vplan.document.tree import Document, Figure, Section, Table
from vplan.model.council import Council
from vplan.project import Project, load_model
from vplan.render.html import render_html
from vplan.render.pdf import prepare, render_pdf

SODERBY = Path(__file__).parents[1] / "examples/soderby"


@pytest.fixture(scope="module")
def project() -> Project:
    return Project.open(SODERBY)


@pytest.fixture(scope="module")
def document(project: Project) -> Document:
    plan = project.check_unit(project.layout.units()[0]).plan
    assert plan is not None
    return assemble(project.root, project.settings, plan)[0].document


@pytest.fixture(scope="module")
def page(document: Document) -> str:
    return render_html(document, target="screen", assets="../../../")


@pytest.fixture(scope="module")
def application(project: Project) -> Document:
    award = project.check_unit(project.layout.units()[0]).award
    assert award is not None
    return assemble(project.root, project.settings, award)[0].document


def sections(parts: Iterator[object] | tuple[object, ...]) -> Iterator[Section]:
    for part in parts:
        if isinstance(part, Section):
            yield part
            yield from sections(part.content)


def test_the_example_has_no_findings(project: Project) -> None:
    assert check(project, project.layout.units(), 1) == []


def test_its_edition_inherits_nothing() -> None:
    text = (SODERBY / "utgåvor/soderby/2024.yaml").read_text(encoding="utf-8")
    assert "ärver" not in text
    assert "tockholm" not in text


def test_no_goal_has_a_number(project: Project, document: Document) -> None:
    council, _ = load_model(project.root, "planer/2024/kf.yaml", Council)
    assert council is not None
    assert all(goal.id and not goal.number for _, goal in council.goals())
    for section in sections(document.sections):
        assert not re.search(r"\d+\.", section.title), section.title
    assert not any(re.search(r"\d", annex) for annex in document.annexes)


def test_its_labels_stand_before_the_titles(document: Document) -> None:
    labels = {
        "direction": "Fullmäktiges inriktning: ",
        "council_goal": "Fullmäktiges mål: ",
        "board_goal": "Nämndens mål: ",
        "unit_goal": "Vårt mål: ",
    }
    found = [section for section in sections(document.sections) if section.role in labels]
    assert {section.role for section in found} == set(labels)
    assert all(section.title.startswith(labels[section.role]) for section in found)


def test_texts_and_tables_stand_in_its_order(document: Document) -> None:
    goal = next(s for s in sections(document.sections) if s.anchor == "enhetsmal-lasa-varje-dag")
    parts = [part.title if isinstance(part, Section) else type(part).__name__ for part in goal.content]
    assert parts == [
        "Så gör vi", "Table", "Så märks det att vi lyckas", "Table", "Så tar vi reda på hur det går",
        "Det här ska vi bli bättre på",
    ]  # fmt: skip


def test_its_contents_go_down_to_the_units_goals(document: Document) -> None:
    titles = [entry.title for entry in document.contents]
    assert any(title.startswith("Vårt mål: ") for title in titles)
    assert not any(title.startswith("Fullmäktiges inriktning") for title in titles)


def test_words_of_its_own_on_the_page(page: str) -> None:
    for words in ("Det här står i planen", "Hör till planen", "Våra pengar", "Ansvarig rektor", "Vi mäter"):
        assert words in page
    for words in ("Enhetsmål", "KF:s", "Innehållsförteckning", "Nämndmål", "Verksamhetsplan"):
        assert words not in page


def test_it_shows_english_a_picture_a_table_and_links(document: Document, page: str) -> None:
    english = next(s for s in sections(document.sections) if s.title == "Summary in English")
    assert english.lang == "en"
    assert re.search(r'<h2[^>]*lang="en"[^>]*>Summary in English', page)
    blocks = [block for section in sections(document.sections) for block in section.content]
    figure = next(block for block in blocks if isinstance(block, Figure))
    assert "74 procent 2021" in figure.alternative
    assert figure.caption
    assert any(isinstance(block, Table) and block.role == "prose" for block in blocks)
    assert 'href="https://soderby.example.org/mal-2024"' in page
    assert 'href="#vara-pengar"' in page
    assert 'id="vara-pengar"' in page


def test_its_figures_agree(page: str) -> None:
    text = re.sub(r"[\u00a0\u202f]", " ", page)
    assert text.count("13 060") == 2
    assert "+710" in text
    assert sum((14, 17, 21, 22)) == 74
    assert "74 barn" in text


def test_the_pdf_is_short_and_says_so(document: Document) -> None:
    prepare()
    result = render_pdf(document, root=SODERBY, source="plan.yaml")
    assert result.diagnostics == []
    pdf = PdfDocument(result.data)
    assert 4 <= len(pdf) <= 7
    assert f"Sidan 3 av {len(pdf)}" in pdf[2].get_textpage().get_text_bounded().replace("\u00a0", " ")
    pdf.close()


# --- the application for a prize of its own ---


def test_the_prize_has_parts_and_questions_of_its_own(application: Document) -> None:
    text = (SODERBY / "utgåvor/soderby/kvalitetspriset-2024.yaml").read_text(encoding="utf-8")
    assert "\nslag:" not in text  # inherited, as all that it does not write
    titles = [section.title for section in application.sections]
    assert titles == [
        "Kort om oss", "Det här är vi", "Barnen och familjerna", "Vardagen", "Medarbetarna", "Pengar och resultat",
        "Framåt",
    ]  # fmt: skip
    questions = [s for s in sections(application.sections) if s.role == "question"]
    assert len(questions) == 8
    assert questions[1].title == "1.2 Vad har ni ändrat på grund av det?"
    assert questions[1].anchor == "fraga-1-2"
    assert all(question.content for question in questions)
    assert application.title == "Söderby kvalitetspris 2024"


def test_the_prizes_contents_leave_out_what_its_edition_leaves_out(application: Document) -> None:
    titles = [entry.title for entry in application.contents]
    assert "Kort om oss" not in titles
    assert len(titles) == 6 + 8


def test_the_prizes_pages_speak_its_words(application: Document) -> None:
    page = render_html(application, target="screen", pdf_href="kvalitetsutmarkelse.pdf", index_href="../index.html")
    for words in ("Vad som står var", "Ansökan som PDF", "Barn- och utbildningsförvaltningen", 'href="#fraga-4-1"'):
        assert words in page
    prepare()
    result = render_pdf(application, root=SODERBY, source="kvalitetsutmarkelse.yaml")
    assert result.diagnostics == []
    pdf = PdfDocument(result.data)
    assert 4 <= len(pdf) <= 7
    assert f"Sidan 2 av {len(pdf)}" in pdf[1].get_textpage().get_text_bounded().replace("\u00a0", " ")
    pdf.close()
