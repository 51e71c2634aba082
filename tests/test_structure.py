"""PDFs that are broken on purpose: each check finds its fault, at the place in the source that it came from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pydyf
import pytest

from support.broken_structures import BROKEN_PAGES, BROKEN_STRUCTURES, Expected
from support.sample_document import bare_document, cell, paragraph, sample_document, text
from support.structures import FILE, at, first, job_of, printed, small_document, told
from support.workspaces import UNIT, base_text, make_workspace
from vplan.building.findings import untold
from vplan.building.run import Request, run
from vplan.diagnostics import Diagnostic, Severity, Span, msg
from vplan.document.tree import Column, Figure, Link, ListBlock, Paragraph, Passage, Row, Section, Strong, Table, Text
from vplan.structure.objects import Structure

pytestmark = pytest.mark.usefixtures("english")


def test_sound_documents_have_no_findings(tmp_path: Path) -> None:
    assert printed(tmp_path).diagnostics == []
    assert printed(tmp_path, sample_document()).diagnostics == []


def assert_told(expected: Expected, findings: list[Diagnostic]) -> None:
    """Assert that a finding is told by its rule, line and words, and each at the place of what it is about."""
    rule, line, words = expected
    assert [
        found for found in findings if (found.rule, found.span.line) == (rule, line) and words in str(found.message)
    ]
    assert {found.span for found in findings} <= {Span(FILE), *(at(found.span.line) for found in findings)}


@pytest.mark.parametrize("name", BROKEN_PAGES)
def test_a_page_that_is_broken_is_found_at_its_place(tmp_path: Path, name: str) -> None:
    html, expected = BROKEN_PAGES[name]
    assert_told(expected, printed(tmp_path, html=html).diagnostics)


@pytest.mark.parametrize("name", BROKEN_STRUCTURES)
def test_a_structure_that_is_broken_is_found_at_its_place(tmp_path: Path, name: str) -> None:
    broken, expected = BROKEN_STRUCTURES[name]
    assert_told(expected, printed(tmp_path, broken=broken).diagnostics)


def test_figure_named_by_its_file_is_told_where_it_stands(tmp_path: Path) -> None:
    picture = Figure("bilder/karta.svg", "IMG_2041.jpg", "", at(70))
    (found,) = printed(tmp_path, small_document(picture)).diagnostics
    assert (found.rule, found.severity, found.span) == ("pdf-figure", Severity.WARNING, at(70))


@pytest.mark.parametrize(("name", "expected"), [("skiss-2", [("pdf-figure", 70)]), ("karta", [])])
def test_figure_named_by_the_stem_of_its_file_is_told_unless_that_is_a_word(
    tmp_path: Path, name: str, expected: list[tuple[str, int]]
) -> None:
    job_of(tmp_path)
    (tmp_path / "bilder" / "karta.svg").with_stem(name).write_bytes((tmp_path / "bilder" / "karta.svg").read_bytes())
    picture = Figure(f"bilder/{name}.svg", name, "", at(70))
    assert told(printed(tmp_path, small_document(picture)).diagnostics) == expected


def test_figure_without_alternative_is_told_by_its_caption_else_it_is_a_fault(tmp_path: Path) -> None:
    captioned = Figure("bilder/karta.svg", "", "Området vid ån", at(70))
    assert printed(tmp_path, small_document(captioned)).diagnostics == []
    bare = Figure("bilder/karta.svg", "", "", at(70))
    assert ("pdf-figure", 70) in told(printed(tmp_path, small_document(bare)).diagnostics)


@pytest.mark.parametrize("words", ["här", "Läs mer", "läs mer här", "here"])
def test_link_whose_words_fit_any_link_is_told_where_it_stands(tmp_path: Path, words: str) -> None:
    link = Paragraph((Link("https://example.org", text(words)),), at(70))
    (found,) = printed(tmp_path, small_document(link)).diagnostics
    assert (found.rule, found.severity, found.span) == ("pdf-link", Severity.WARNING, at(70))


@pytest.mark.parametrize("words", ["", "…", "12", "план", "▪"])
def test_link_without_words_is_told_where_it_stands(tmp_path: Path, words: str) -> None:
    link = Paragraph((Text("Se "), Link("https://example.org", text(words)), Text(" före.")), at(70))
    expected = [] if words in ("12", "план") else [("pdf-link", 70)]
    assert told(printed(tmp_path, small_document(link)).diagnostics) == expected


@pytest.mark.parametrize("sign", ["↑", "✓", "♀ 38", "● 3"])
def test_sign_without_a_word_is_told_where_it_stands(tmp_path: Path, sign: str) -> None:
    table = Table(
        "Läge", (Column(text("Mål")), Column(text("Läge"))), (Row((cell("Svarstid"), cell(sign))),), span=at(70)
    )
    assert told(printed(tmp_path, small_document(table)).diagnostics) == [("pdf-sign", 70)]
    line = Paragraph(text(sign), at(80))
    assert ("pdf-sign", 80) in told(printed(tmp_path, small_document(line)).diagnostics)


def test_sign_that_is_read_as_a_word_is_let_through(tmp_path: Path) -> None:
    import pydyf

    def read_as_word(structure: Structure) -> None:
        first(structure, "NonStruct", -1)["ActualText"] = pydyf.String("ökar")

    line = bare_document(Paragraph((Strong(text("↑")),), at(70)))
    assert told(printed(tmp_path, line).diagnostics) == [("pdf-sign", 70)]
    assert ("pdf-sign", 70) not in told(printed(tmp_path, line, broken=read_as_word).diagnostics)


def test_signs_before_the_items_of_a_list_need_no_words(tmp_path: Path) -> None:
    style = ("</head>", '<style>ul { list-style: "→ " }</style></head>')
    listed = small_document(ListBlock(((paragraph("Ett"),), (paragraph("Två"),))))
    assert printed(tmp_path, listed, html=style).diagnostics == []


def test_cell_in_a_column_without_header_is_told(tmp_path: Path) -> None:
    table = Table("Läge", (Column(text("Mål")), Column(text("Läge"))), (Row((cell("Tid"), cell("30"))),), span=at(70))
    wider = ("<td>30</td>", "<td>30</td><td>9</td>")
    findings = printed(tmp_path, bare_document(table), html=wider).diagnostics
    assert ("pdf-table", 70) in told(findings)
    assert "The cell “9” is not tied to its headers." in [str(found.message) for found in findings]


@pytest.mark.parametrize("words", ["från beslut → insats", "−3,5", "38 %", "• § 4", "3 × 4 = 12", "ökar ↑"])
def test_sign_beside_words_and_signs_of_arithmetic_are_let_through(tmp_path: Path, words: str) -> None:
    assert printed(tmp_path, small_document(Paragraph(text(words), at(70)))).diagnostics == []


ENGLISH = "Everyone who calls gets an answer from one of our officers the same day, and we write it down."


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (Paragraph(text(ENGLISH), at(70)), [("pdf-language", 70)]),
        (Passage("en", (Paragraph(text(ENGLISH), at(70)),)), []),
        (Passage("en-GB", (Paragraph(text("Vi har ett möte som är öppet för alla och det är bra."), at(70)),)),
         [("pdf-language", 70)]),
        (Passage("fi", (Paragraph(text(ENGLISH), at(70)),)), []),
        (Paragraph(text("Vi läser och samtalar om boken The Way to the Heart of the City and the Sea."), at(70)), []),
        (Paragraph(text("Programmet heter Better Together."), at(70)), []),
    ],
)  # fmt: skip
def test_words_that_claim_another_language_than_they_are_in(
    tmp_path: Path, block: Any, expected: list[tuple[str, int]]
) -> None:
    findings = printed(tmp_path, small_document(block)).diagnostics
    assert told(findings) == expected
    assert all(found.severity is Severity.WARNING for found in findings)


def test_text_without_latin_letters_and_hostile_words_are_no_fault(tmp_path: Path) -> None:
    lines = ("123", "—", "a\u0301\u0308b", "x" * 5000, "före\u200befter", "(\\) << /P BDC EMC")
    content = [Paragraph(text(line), at(70)) for line in lines]
    section = Section("s", "subchapter", 3, "Rubrik (1) \\ [2]", tuple(content), span=at(60))
    assert printed(tmp_path, small_document(section)).diagnostics == []


def test_a_finding_without_a_place_stands_at_the_documents_file(tmp_path: Path) -> None:
    findings = printed(tmp_path, html=("<title>Plan</title>", "<title>x</title>")).diagnostics
    assert [found.span for found in findings] == [Span(FILE)]


def test_what_the_check_of_the_source_tells_is_not_told_again() -> None:
    message = msg("x")
    link, figure = (Diagnostic(rule, Severity.WARNING, at(3), message) for rule in ("pdf-link", "pdf-figure"))
    elsewhere = Diagnostic("pdf-link", Severity.WARNING, Span("plans/annan.yaml"), message)
    told_at_source = Diagnostic("link-text", Severity.WARNING, at(4), message)
    assert untold([link, figure, elsewhere], [told_at_source]) == [figure, elsewhere]
    assert untold([link, figure], []) == [link, figure]


def test_a_build_tells_of_a_link_where_it_is_written_and_not_again(tmp_path: Path) -> None:
    root = make_workspace(tmp_path, {"mal": base_text("mal").replace("Vi har jour.", "Läs mer [här](https://a.se/b).")})
    result = run(Request(root, (root / UNIT,), ("pdf",)))
    assert result.built
    assert [found.rule for found in result.diagnostics if found.rule in ("link-text", "pdf-link")] == ["link-text"]


def test_many_faults_are_told_of_a_few_times(tmp_path: Path) -> None:
    document = small_document(*(paragraph(f"Stycke nummer {number} om något.") for number in range(200)))

    def empty(structure: Structure) -> None:
        for part in [part for part in structure.all_parts() if part["S"] == "/P"]:
            part["K"].clear()

    assert len(printed(tmp_path, document, broken=empty).diagnostics) < 20


def test_words_that_are_lost_are_told_of_behind_many_figures_that_are(tmp_path: Path) -> None:
    figures = [Figure("bilder/karta.svg", "Karta över området", "", at(60 + number)) for number in range(3)]

    def lose(structure: Structure) -> None:
        for part in structure.all_parts():
            if part["S"] == "/Figure":
                part["Alt"] = pydyf.String("Annat")
        last = [part for part in structure.all_parts() if part["S"] == "/P"][-1]
        last["K"].clear()

    document = small_document(*figures, Paragraph(text("Det sista stycket."), at(70)))
    findings = printed(tmp_path, document, broken=lose).diagnostics
    assert ("pdf-order", 70) in told(findings)


def test_a_short_word_that_is_lost_is_not_taken_for_one_far_behind_it(tmp_path: Path) -> None:
    document = small_document(
        Paragraph(text("Ja."), at(60)),
        Paragraph(text("Här följer ett stycke som är så långt att nästa är långt borta."), at(61)),
        Paragraph(text("Ja, så är det."), at(62)),
    )
    findings = printed(tmp_path, document, html=("<p>Ja.</p>", "")).diagnostics
    assert told(findings) == [("pdf-order", 60)]
