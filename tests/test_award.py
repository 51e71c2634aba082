"""The application for the award: its findings, its document, its pages."""

from __future__ import annotations

import random
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from page import ValidationProfile, validate_pdf_bytes

from support.pages import Page, bookmarks, headings, parse, read_pdf, words
from support.workspaces import PLACES, as_lines, check_places, findings_in, make_workspace
from vplan.document import assemble
from vplan.document.tree import Document, Facts, Passage, Section
from vplan.editions import edition_names, load_award_edition
from vplan.model.choices import DocumentKind
from vplan.project import Project
from vplan.render.html import render_html
from vplan.render.pdf import PdfResult, render_pdf

AWARD = "kvalitetsutmarkelse"
FILE = PLACES[AWARD]
PARTS = [
    "Brukare", "Chef- och ledarskap", "Medarbetare", "Resultat och analys", "Från mål till uppföljning",
    "Resursanvändning", "Utveckling",
]  # fmt: skip
LOGOTYPE = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="10"><rect width="40" height="10"/></svg>'


def application(answers: str = "", **keys: str) -> str:
    """Return an application with an answer to every question, those in `answers` first."""
    given = {line.split(":")[0].strip() for line in answers.splitlines() if line.startswith("  ") and line[2] != " "}
    others = "".join(f"  {n}: Vi frågar alla.\n" for n in range(1, 23) if str(n) not in given)
    head = "".join(f"{key}: {value}\n" for key, value in keys.items())
    return f"utgåva: kvalitetsutmarkelsen/2018\nenhet: Hemtjänsten\n{head}svar:\n{answers}{others}"


FULL = application(
    "  1: |\n"
    + "".join(
        f"    ## Rubrik {n}\n\n    ### Exempel\n\n    Exempel {n}. {'Vi ringer upp. ' * 120}\n\n" for n in range(4)
    )
    + "  2:\n    språk: en\n    text: |\n      ## Answers\n\n      We ask everyone.\n",
    förvaltning="Norra stadsdelsförvaltningen",
    datum="2018-03-28",
    administrativa_uppgifter="\n  Chef: Eva Ek\n  Antal anställda: 19\n  Fax:",
    inledning="|\n  ## Verksamhet\n\n  Vi hjälper 1200 äldre.",
)


def document_of(root: Path) -> Document:
    project = Project.open(root)
    unit = next(unit for unit in project.layout.units() if f"{unit.folder}/{AWARD}.yaml" in unit.files)
    check = project.check_unit(unit)
    assert check.award is not None, as_lines(check.diagnostics)
    (assembled,) = assemble(project.root, project.settings, check.award)
    assert (assembled.name, assembled.source) == (AWARD, f"{unit.folder}/{AWARD}.yaml")
    return assembled.document


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Document]:
    root = make_workspace(tmp_path_factory.mktemp("full"), {AWARD: FULL, "vplan.yaml": "logotyp: logotyp.svg\n"})
    (root / "logotyp.svg").write_text(LOGOTYPE, encoding="utf-8")
    return root, document_of(root)


@cache
def printed(root: Path) -> PdfResult:
    return render_pdf(document_of(root), root=root, source=FILE)


@pytest.fixture(scope="module")
def pages(full: tuple[Path, Document]) -> list[Page]:
    return read_pdf(printed(full[0]).data)


def message_of(text: str, tmp_path: Path) -> list[tuple[str, str]]:
    found = [d for d in findings_in(make_workspace(tmp_path, {AWARD: text})) if d.span.file == FILE]
    return [(str(d.message), str(d.hint)) for d in found]


# --- the edition ---


def test_the_edition_of_2018_has_seven_parts_and_22_questions(tmp_path: Path) -> None:
    edition = load_award_edition("kvalitetsutmarkelsen/2018", tmp_path, "utgåvor")
    assert [part.heading for part in edition.parts] == PARTS
    assert [q.number for part in edition.parts for q in part.questions] == [str(n) for n in range(1, 23)]


def test_editions_are_listed_by_what_they_are_for(tmp_path: Path) -> None:
    awards = edition_names(tmp_path, "utgåvor", DocumentKind.AWARD)
    plans = edition_names(tmp_path, "utgåvor")
    assert "kvalitetsutmarkelsen/2018" in awards
    assert "stockholm/2018" in plans
    assert not {*awards} & {*plans}


# --- findings ---


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("written", "near"), [("23", "22"), ("0", "1"), ("fråga 7", "7"), ("frukt", "1"), ("1" * 900, "22"), ("12b", "12")]
)
def test_an_answer_to_no_question_names_the_nearest(written: str, near: str, tmp_path: Path) -> None:
    found = message_of(application(f"  {written}: Vi vet inte.\n"), tmp_path)
    (message, hint) = next(pair for pair in found if "has no question" in pair[0])
    assert f"“{written[:60]}”" in message
    assert f"nearest is {near}, “" in hint
    assert "1 to 22" in hint


@pytest.mark.usefixtures("english")
def test_questions_left_out_are_named_at_the_answers(tmp_path: Path) -> None:
    text = application().replace("  3: Vi frågar alla.\n", "").replace("  9: Vi frågar alla.\n", "")
    ((message, hint),) = message_of(text, tmp_path)
    assert message == "Questions are left out: 3, 9."
    assert "“3: |”" in hint


@pytest.mark.usefixtures("english")
def test_a_single_question_left_out_is_told_with_its_text(tmp_path: Path) -> None:
    ((message, _),) = message_of(application().replace("  16: Vi frågar alla.\n", ""), tmp_path)
    assert message == "Question 16 is left out: Mål 2018."


@pytest.mark.usefixtures("english")
def test_an_edition_of_the_other_kind_names_those_that_fit(tmp_path: Path) -> None:
    ((message, hint),) = message_of(application().replace("kvalitetsutmarkelsen/", "stockholm/"), tmp_path / "a")
    assert message == "The edition “stockholm/2018” is for plans, not for the award."
    assert "kvalitetsutmarkelsen/2018" in hint
    root = make_workspace(tmp_path / "b", {"plan": "utgåva: kvalitetsutmarkelsen/2018\nenhet: Hemtjänsten\n"})
    (finding,) = findings_in(root)
    assert "is for the award, not for plans" in str(finding.message)
    assert "stockholm/2018" in str(finding.hint)
    assert "kvalitetsutmarkelsen" not in str(finding.hint)


def test_an_application_with_errors_keeps_the_unit_from_being_built(tmp_path: Path) -> None:
    project = Project.open(make_workspace(tmp_path, {AWARD: application("  1: <b>Ja</b>\n")}))
    check = project.check_unit(next(u for u in project.layout.units() if u.unit == "hemtjanst"))
    assert (check.ok, len(check.documents)) == (False, 2)


WORDS = (
    "~",
    "null",
    "- a",
    "{a: b}",
    "|",
    ">-",
    "&a",
    "*a",
    "<b>",
    "[](#fraga-30)",
    "![](x)",
    "1e9",
    "\x00",
    "{nr}",
    "'",
    "",
)


@pytest.mark.parametrize("seed", range(30))
def test_a_broken_application_is_told_of_and_never_met_by_an_exception(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    lines = FULL.replace("Vi ringer upp. " * 120, "Vi ringer upp.").split("\n")
    for _ in range(rng.randrange(1, 5)):
        at = rng.randrange(len(lines))
        key, colon, _ = lines[at].partition(":")
        lines[at] = rng.choice((f"{key}{colon} {rng.choice(WORDS)}", lines[at].lstrip(), f"  {lines[at]}", f"{key}-1:"))
    root = make_workspace(tmp_path, {AWARD: "\n".join(lines)})
    project = Project.open(root)
    check = project.check_unit(next(u for u in project.layout.units() if u.unit == "hemtjanst"))
    check_places(root, check.diagnostics)
    if check.award is not None:
        (assembled,) = assemble(project.root, project.settings, check.award)
        if check.ok:
            render_html(assembled.document, target="screen")


# --- what it needs around it ---


def alone(tmp_path: Path, text: str = FULL) -> Path:
    file = tmp_path / f"plans/2018/soder/hemtjanst/{AWARD}.yaml"
    file.parent.mkdir(parents=True)
    (tmp_path / "vplan.yaml").write_text("", encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    return tmp_path


def test_an_application_alone_needs_neither_goals_nor_board(tmp_path: Path) -> None:
    root = alone(tmp_path)
    assert findings_in(root) == []
    assert document_of(root).cover.administration == "Norra stadsdelsförvaltningen"


def test_without_administration_the_board_stands_on_the_cover(tmp_path: Path) -> None:
    assert document_of(make_workspace(tmp_path / "a", {AWARD: application()})).cover.administration == "Norra nämnden"
    assert document_of(alone(tmp_path / "b", application())).cover.administration == ""


def test_errors_in_goals_that_are_there_stop_it_too(tmp_path: Path) -> None:
    root = alone(tmp_path)
    (root / "plans/2018/kf.yaml").write_text("namn: [\n", encoding="utf-8")
    project = Project.open(root)
    (unit,) = project.layout.units()
    assert not project.check_unit(unit).ok


def test_a_plan_still_needs_goals_and_board(tmp_path: Path) -> None:
    root = alone(tmp_path)
    plan = root / "plans/2018/soder/dagverksamhet/plan.yaml"
    plan.parent.mkdir()
    plan.write_text("utgåva: stockholm/2018\nenhet: Dagverksamheten\n", encoding="utf-8")
    rules = {d.rule for d in findings_in(root)}
    assert {"no-council-file", "no-board-file", "no-goals-file"} <= rules


# --- the document ---


def test_parts_stand_on_level_one_and_questions_below(full: tuple[Path, Document]) -> None:
    _, document = full
    assert [s.title for s in document.sections] == ["Administrativa uppgifter", "Inledning", *PARTS]
    questions = [q for s in document.sections[2:] for q in s.content if isinstance(q, Section)]
    assert len(questions) == 22
    assert questions[1].title == "2. Hur vi gör brukare delaktiga"
    assert [q.anchor for q in questions] == [f"fraga-{n}" for n in range(1, 23)]
    assert {(q.level, q.role) for q in questions} == {(3, "question")}


def test_contents_list_parts_and_questions_and_no_heading_of_an_answer(full: tuple[Path, Document]) -> None:
    entries = full[1].contents
    assert [e.title for e in entries if e.level == 1] == ["Administrativa uppgifter", "Inledning", *PARTS]
    assert len([e for e in entries if e.level == 2]) == 22
    assert len(entries) == 31
    assert not [e for e in entries if e.title.startswith(("Exempel", "Rubrik", "Verksamhet"))]


def test_repeated_headings_have_anchors_of_their_own(full: tuple[Path, Document]) -> None:
    html = render_html(full[1], target="screen")
    ids = [element.get("id") for element in parse(html).iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert html.count(">Exempel</h5>") == 4


def test_headings_of_a_text_do_not_take_the_editions_anchors(tmp_path: Path) -> None:
    text = application(inledning="|\n  ## Fråga 1\n\n  Text.\n\n  ## Brukare\n\n  Text.")
    document = document_of(make_workspace(tmp_path, {AWARD: text}))
    part = document.sections[1]
    assert isinstance(part.content[0], Section)
    assert (part.anchor, part.content[0].anchor) == ("brukare", "fraga-1")


def test_facts_stand_in_order_without_empty_ones(full: tuple[Path, Document]) -> None:
    assert full[1].sections[0].content == (Facts((("Chef", "Eva Ek"), ("Antal anställda", "19"))),)


def test_a_unit_that_leaves_out_facts_and_introduction_has_no_such_headings(tmp_path: Path) -> None:
    document = document_of(make_workspace(tmp_path, {AWARD: application()}))
    assert [s.title for s in document.sections] == PARTS


def test_a_question_without_an_answer_is_a_heading_alone(tmp_path: Path) -> None:
    text = application("  1:\n  2: .\n").replace("  3: Vi frågar alla.\n", "")
    part = document_of(make_workspace(tmp_path, {AWARD: text})).sections[0]
    assert [q.content for q in part.content if isinstance(q, Section)] == [(), (), ()]


def test_an_answer_in_another_language_says_so(full: tuple[Path, Document]) -> None:
    question = full[1].sections[2].content[1]
    assert isinstance(question, Section)
    assert question.lang is None
    below = question.content[0]
    assert isinstance(below, Section)
    assert (below.lang, type(below.content[0])) == ("en", Passage)


def test_a_title_of_its_own_and_the_editions(full: tuple[Path, Document], tmp_path: Path) -> None:
    assert full[1].title == "Kvalitetsutmärkelsen 2018"
    assert full[1].author == "Hemtjänsten, Norra stadsdelsförvaltningen"
    own = document_of(make_workspace(tmp_path, {AWARD: application(titel="Vår ansökan")}))
    assert own.title == "Vår ansökan"


# --- the pages ---


def test_the_web_page_has_a_nested_contents_and_sound_headings(full: tuple[Path, Document]) -> None:
    root = parse(render_html(full[1], target="screen", pdf_href="x.pdf", index_href="../index.html"))
    levels = [level for level, _ in headings(root)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    (nav,) = (n for n in root.iter("nav") if n.get("class") == "contents wide")
    assert len(nav.findall("./ol/li")) == 9
    assert len(nav.findall("./ol/li/ol/li")) == 22
    (cover,) = (h for h in root.iter("header") if h.get("class") == "cover")
    assert "Norra stadsdelsförvaltningen" in words(cover)


def test_page_one_is_a_title_page(pages: list[Page]) -> None:
    assert pages[0].lines == [
        f"Sid 1 ({len(pages)})", "Kvalitetsutmärkelsen 2018", "Hemtjänsten", "Norra stadsdelsförvaltningen",
        "2018-03-28",
    ]  # fmt: skip


def test_every_page_says_its_number(pages: list[Page]) -> None:
    assert len(pages) > 3
    assert all(f"Sid {n} ({len(pages)})" in page.text for n, page in enumerate(pages, 1))


def test_contents_on_page_two_name_the_pages_of_the_questions(full: tuple[Path, Document], pages: list[Page]) -> None:
    bodies = [" ".join(page.text.replace("\u00a0", " ").split()) for page in pages]
    assert "Innehållsförteckning" in bodies[1]
    assert "Administrativa uppgifter" in bodies[2]
    assert "Antal anställda" in bodies[2]
    at = bodies[1].index("Innehållsförteckning")
    for entry in full[1].contents:
        title = " ".join(entry.title.replace("\u00a0", " ").split())
        at = bodies[1].index(title, at) + len(title)
        number = int(bodies[1][at:].split()[0])
        assert title in bodies[number - 1], (title, number)


def test_the_pdf_is_accessible_and_without_complaint(full: tuple[Path, Document]) -> None:
    result = printed(full[0])
    assert result.diagnostics == []
    report = validate_pdf_bytes(result.data, profile=ValidationProfile.PDF_UA_1)
    assert [str(failure) for failure in report.failures] == []
    assert {title for level, title, _ in bookmarks(result.data) if "delaktiga" in title}


def test_a_document_without_any_answer_is_sound_too(tmp_path: Path) -> None:
    root = alone(tmp_path, "utgåva: kvalitetsutmarkelsen/2018\nenhet: E\nsvar:\n")
    result = render_pdf(document_of(root), root=root)
    assert result.diagnostics == []
    assert validate_pdf_bytes(result.data, profile=ValidationProfile.PDF_UA_1).failures == []
