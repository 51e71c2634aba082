"""Other municipalities, and an award of another year, need no Python: those in `examples/`, and one written here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from support.pages import Page, parse, read_pdf
from support.pages import words as words_on
from support.workspaces import as_lines, findings_in
from vplan.api import build
from vplan.checking import check
from vplan.document import assemble
from vplan.document.tree import Document, Figure, Section, Table
from vplan.loading import load_model
from vplan.model.council import Council
from vplan.project import Project
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
    assert 4 <= len(pdf) <= 8
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


# --- what both documents must hold, on paper ---

STOCKHOLMS = (
    "Enhetsmål",
    "KF:s",
    "Nämndmål",
    "Inriktningsmål",
    "Innehållsförteckning",
    "Verksamhetsplan",
    "tockholm",
    "Sid ",
)


def one_line(text: str) -> str:
    return " ".join(text.replace("\u00ad", "").split())


def listed_pages(document: Document, pages: list[Page]) -> dict[str, int]:
    """Return the page that the table of contents on page 2 gives for each of its lines."""
    text, at, found = one_line(pages[1].text), 0, {}
    for entry in document.contents:
        title = one_line(entry.title)
        at = text.index(title, at) + len(title)
        found[title] = int(text[at:].split()[0])
    return found


@pytest.mark.parametrize("kind", ["plan", "prize"])
def test_the_contents_name_the_page_on_which_each_heading_stands(
    kind: str, document: Document, application: Document
) -> None:
    made = document if kind == "plan" else application
    pages = read_pdf(render_pdf(made, root=SODERBY, source="x.yaml").data)
    listed = listed_pages(made, pages)
    texts = [one_line(page.text) for page in pages]
    for title, number in listed.items():
        assert next(n for n, text in enumerate(texts, 1) if n > 2 and title in text) == number, title
    if kind == "prize":
        asked = [one_line(section.title) for section in sections(made.sections) if section.role in ("part", "question")]
        assert set(asked) <= set(listed)
        assert len([title for title in listed if title[0].isdigit()]) == 8


def test_neither_document_speaks_stockholms_words(document: Document, application: Document) -> None:
    for made in (document, application):
        told = words_on(parse(render_html(made, target="screen")))
        paper = " ".join(page.text for page in read_pdf(render_pdf(made, root=SODERBY, source="x.yaml").data))
        for label in STOCKHOLMS:
            assert label not in told
            assert label not in paper


def test_the_examples_hold_no_python() -> None:
    assert not list(SODERBY.parent.rglob("*.py"))


# --- a third municipality, written as docs/format.md says ---

LILLKOPING = {
    "vplan.yaml": "kommun: Lillköpings kommun\n",
    "utgåvor/lillkoping/2025.yaml": """
ärver: stockholm/2018
namn: Lillköping 2025
titel: "{dokument} för {enhet} {år}"
dokument: Arbetsplan
etiketter: {plats: före titeln, inriktningsmål: "Vision:", kf_mål: "", nämndmål: "Uppdrag:", enhetsmål: "Löfte:"}
fält: {arbetssätt: Vägen dit}
tabeller:
  indikatorer: [Mått, Vi når, Kommunen når, Mäts]
  rubrik_indikatorer: "Mått för {mål}"
innehåll: {rubrik: I planen, enhetsmål: ja}
ekonomi: {kapitel: Pengarna}
framsida: {sida: "{sida}/{sidor}"}
block: {exempel: Så kan det gå, figur: Bild, tabell: Tablå}
hänvisning: {sida: sidan, figur: bild, tabell: tablå}
""",
    "utgåvor/lillkoping/pris-2025.yaml": """
slag: utmärkelse
ärver: kvalitetsutmarkelsen/2018
namn: Lillköpings pris 2025
titel: "{dokument} {år}: {enhet}"
dokument: Prisansökan
delar:
  - rubrik: Nuläget
    frågor:
      - {nr: 1a, fråga: Vilka är ni?}
      - {nr: 1b, fråga: Vad är ni bra på?}
  - rubrik: Framtiden
    frågor:
      - nr: 2
        fråga: Vad gör ni om fem år, och varför?
innehåll: {rubrik: I ansökan}
framsida: {sida: "{sida}/{sidor}"}
""",
    "plans/2025/kf.yaml": """
år: 2025
inriktningsmål:
  - id: trygg
    titel: En trygg kommun
    mål:
      - id: natten
        titel: Natten är lika trygg som dagen
        indikatorer:
          - {id: larm, namn: Besvarade larm inom 10 minuter, kf_årsmål: 90 %, periodicitet: år, bättre: högre}
""",
    "plans/2025/omsorg/namnd.yaml": """
år: 2025
namn: Omsorgsnämnden
mål:
  natten:
    - id: snabb-hjalp
      nämndmål: Den som larmar får hjälp snabbt
      indikatorer:
        - {id: svarstid, namn: Svarstid i minuter, årsmål: Max 3, periodicitet: månad, utfall: {2023: 5, 2024: 4}}
""",
    "plans/2025/omsorg/nattpatrullen/plan.yaml": """
utgåva: lillkoping/2025
enhet: Nattpatrullen
inledande_kapitel:
  - rubrik: Vilka vi är
    text: |
      Vi är elva. Se [](#figur-organisation) och [](#tabell-bilar).

      ![](#figur-organisation)

      **Tablå:** Våra bilar {#tabell-bilar}

      | Bil | Antal |
      |-----|------:|
      | El  | 3 |

      > **Så kan det gå:** Bilen startar inte. Vi ringer grannen.
figurer:
  - id: organisation
    slag: organisation
    rubrik: Vår grupp
    delar: [{namn: Gruppchef, under: [Patrull norr, Patrull söder]}]
""",
    "plans/2025/omsorg/nattpatrullen/mal.yaml": """
mål:
  natten:
    indikatorer: alla
    nämndmål:
      snabb-hjalp:
        indikatorer: alla
        enhetsmål:
          - id: pa-vag
            mål: Vi är på väg inom en minut
            förväntat_resultat: Alla får svar.
            arbetssätt: Två i varje bil.
            uppföljning: Vi läser larmloggen varje vecka.
""",
    "plans/2025/omsorg/nattpatrullen/kvalitetsutmarkelse.yaml": """
utgåva: lillkoping/pris-2025
enhet: Nattpatrullen
svar:
  1a: Vi är elva.
  1b: Att köra bil.
  2: Då flyger vi. Se [](#fraga-1a).
""",
}


@pytest.fixture(scope="module")
def lillkoping(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("lillkoping")
    for name, text in LILLKOPING.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip(), encoding="utf-8")
    assert as_lines(findings_in(root)) == []
    assert build(root).diagnostics == []
    return root / "site"


def test_a_third_municipality_has_its_own_labels_chapters_and_words(lillkoping: Path) -> None:
    (page,) = lillkoping.rglob("plan.html")
    (paper,) = lillkoping.rglob("plan.pdf")
    told = (
        "Arbetsplan för Nattpatrullen 2025", "I planen", "Vision: En trygg kommun", "Natten är lika trygg som dagen",
        "Uppdrag: Den som larmar får hjälp snabbt", "Löfte: Vi är på väg inom en minut", "Vägen dit", "Vi når",
        "Tablå 1. Våra bilar", "Bild 1. Vår grupp", "Så kan det gå",
    )  # fmt: skip
    screen = words_on(parse(page.read_text(encoding="utf-8")))
    printed = one_line(" ".join(page.text for page in read_pdf(paper.read_bytes())))
    for text in (screen, printed):
        assert [part for part in told if part not in text.replace("\u00a0", " ")] == []
        assert [label for label in STOCKHOLMS if label in text] == []
    assert "Se bild 1, sidan 3 och tablå 1, sidan 3." in printed.replace("\u00a0", " ")


def test_a_third_award_has_all_its_parts_and_questions_with_their_pages(lillkoping: Path) -> None:
    (paper,) = lillkoping.rglob("kvalitetsutmarkelse.pdf")
    pages = [one_line(page.text).replace("\u00a0", " ") for page in read_pdf(paper.read_bytes())]
    headings = (
        "Nuläget", "1a. Vilka är ni?", "1b. Vad är ni bra på?", "Framtiden", "2. Vad gör ni om fem år, och varför?",
    )  # fmt: skip
    assert "I ansökan " + " ".join(f"{heading} 3" for heading in headings) in pages[1]
    assert all(heading in pages[2] for heading in headings)
    assert "Se fråga 1a, s. 3." in pages[2]
    assert len(pages) == 3


def test_an_edition_whose_name_cannot_be_used_says_so(tmp_path: Path) -> None:
    (tmp_path / "utgåvor/Åby").mkdir(parents=True)
    (tmp_path / "utgåvor/Åby/2025.yaml").write_text("ärver: stockholm/2018\n", encoding="utf-8")
    (tmp_path / "vplan.yaml").write_text("", encoding="utf-8")
    for name, text in LILLKOPING.items():
        if name.startswith("plans/") and "utmarkelse" not in name:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text.lstrip().replace("lillkoping/2025", "Åby/2025"), encoding="utf-8")
    (found,) = [d for d in findings_in(tmp_path) if d.rule == "unknown-edition"]
    assert "cannot be used" in found.message.msgid
