"""PDFs that are broken on purpose: each check finds its fault, at the place in the source that it came from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.sample_document import cell, paragraph, sample_document, text
from support.structures import FILE, Break, at, first, printed, small_document, told
from vplan.building.findings import untold
from vplan.diagnostics import Diagnostic, Severity, Span, msg
from vplan.document.tree import Column, Figure, Link, Paragraph, Row, Section, Table, Text
from vplan.structure.objects import Structure


def test_sound_documents_have_no_findings(tmp_path: Path) -> None:
    assert printed(tmp_path).diagnostics == []
    assert printed(tmp_path, sample_document()).diagnostics == []


BROKEN_PAGES = {
    "a paragraph is read last": (
        ("<p>Första stycket handlar om bemötande.</p>", ""), ("pdf-order", 10),
    ),
    "a paragraph stands nowhere in the document": (
        ("<p>Första stycket handlar om bemötande.</p>", "<p>Första stycket handlar om bemötande.</p><p>Sid 4</p>"),
        ("pdf-order", 10),
    ),
    "a paragraph stands behind the document": (("</main>", "<p>Ett ord till.</p></main>"), ("pdf-order", 50)),
    "a title is no heading": (
        ('<h1 id="titel">Plan</h1>', '<p id="titel">Plan</p>'), ("pdf-headings", 1),
    ),
    "a heading is a level too deep": (
        ('<h3 id="arbetssatt" class="head subchapter second">Arbetssätt</h3>', '<h4 id="arbetssatt">Arbetssätt</h4>'),
        ("pdf-headings", 30),
    ),
    "a heading is a bold line": (
        ('<h3 id="arbetssatt" class="head subchapter second">Arbetssätt</h3>', "<p><b>Arbetssätt</b></p>"),
        ("pdf-headings", 30),
    ),
    "a passage's language is lost": ((' lang="en"', ""), ("pdf-language", 30)),
    "a part claims a language that is not its own": (("<section>", '<section lang="fi">'), ("pdf-language", 10)),
    "a table has no caption": (
        ('<caption id="_tabell-1" class="visually-hidden">Antal ärenden</caption>', ""), ("pdf-table", 40),
    ),
    "a table's caption is empty": ((">Antal ärenden</caption>", "></caption>"), ("pdf-table", 40)),
    "a figure has no alternative": ((' alt="Karta över området"', ' alt=""'), ("pdf-figure", 50)),
    "a link leads nowhere": (('href="https://example.org/rutin"', 'href="#borta"'), ("pdf-link", 20)),
    "a bookmark is missing": (
        ('<h3 id="arbetssatt" class="', '<h3 style="bookmark-level: none" class="'), ("pdf-bookmarks", 30),
    ),
    "a bookmark is no heading": (
        ("<p>Första stycket", '<p style="bookmark-level: 3; bookmark-label: \'Mer\'">Första stycket'), ("pdf-bookmarks", 30),
    ),
    "a bookmark has other words": (
        ('<h3 id="arbetssatt" class="', '<h3 style="bookmark-label: \'Mer\'" class="'), ("pdf-bookmarks", 30),
    ),
    "a bookmark is on another level": (
        ('<h3 id="arbetssatt" class="', '<h3 style="bookmark-level: 2" class="'), ("pdf-bookmarks", 30),
    ),
    "the title is another": (("<title>Plan</title>", "<title>plan.pdf</title>"), ("pdf-settings", 1)),
    "the language is missing": (('<html lang="sv">', '<html lang="en">'), ("pdf-settings", 1)),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN_PAGES)
def test_a_page_that_is_broken_is_found_at_its_place(tmp_path: Path, name: str) -> None:
    html, expected = BROKEN_PAGES[name]
    findings = printed(tmp_path, html=html).diagnostics
    assert expected in told(findings)
    assert all(found.span.file == FILE for found in findings)


def _reorder(structure: Structure) -> None:
    chapter = first(structure, "H2", 1)
    section = structure.object(chapter["P"])
    section["K"].append(section["K"].pop(1))


def _swap_cells(structure: Structure) -> None:
    row = structure.object(first(structure, "TD", 2)["P"])
    row["K"][1:] = reversed(row["K"][1:])


def _say_twice(structure: Structure) -> None:
    cell = first(structure, "TD")
    cell["K"] += cell["K"]


def _hide(structure: Structure) -> None:
    paragraph = first(structure, "P", 2)
    structure.object(paragraph["P"])["K"].remove(paragraph.reference)


def _loosen(structure: Structure) -> None:
    structure.stream(2)[:0] = [b"0 0 9 9 re", b"f"]


def _nest(structure: Structure) -> None:
    stream = structure.stream(2)
    at = stream.index(b"BDC")
    stream[at + 1 : at + 1] = ["/Artifact", b"BMC", b"0 0 9 9 re", b"f", b"EMC"]


def _change(role: str, key: str, value: Any, number: int = 0) -> Break:
    def change(structure: Structure) -> None:
        first(structure, role, number)[key] = value

    return change


def _untie(structure: Structure) -> None:
    del first(structure, "TD")["A"]["Headers"]


def _tie_wrongly(structure: Structure) -> None:
    cells = [first(structure, "TD", number)["A"] for number in (0, 1)]
    cells[0]["Headers"] = cells[1]["Headers"]


def _without_scope(structure: Structure) -> None:
    del first(structure, "TH")["A"]["Scope"]


def _without_head(structure: Structure) -> None:
    first(structure, "THead")["S"] = "/TBody"


def _tie_to_nothing(structure: Structure) -> None:
    import pydyf

    first(structure, "TD")["A"]["Headers"].append(pydyf.String("borta"))


def _tie_to_column_alone(structure: Structure) -> None:
    headers = first(structure, "TD")["A"]["Headers"]
    names = [cell["ID"] for cell in structure.all_parts() if cell["S"] == "/TH" and cell["A"]["Scope"] == "/Row"]
    headers[:] = [header for header in headers if header not in names]


def _without_name(structure: Structure) -> None:
    del first(structure, "TH")["ID"]


def _empty_header(structure: Structure) -> None:
    first(structure, "TH", 1)["K"].clear()


def _tab_order(structure: Structure) -> None:
    del structure.page(1)["Tabs"]


def _without_title(structure: Structure) -> None:
    del structure.pdf.info["Title"]


def _without_document_language(structure: Structure) -> None:
    del structure.pdf.catalog["Lang"]


def _file_name_shown(structure: Structure) -> None:
    structure.pdf.catalog["ViewerPreferences"]["DisplayDocTitle"] = "false"


def _not_marked(structure: Structure) -> None:
    structure.pdf.catalog["MarkInfo"]["Marked"] = "false"


def _area_without_link(structure: Structure) -> None:
    link = first(structure, "Link", -1)
    link["K"][:] = [kid for kid in link["K"] if isinstance(kid, int)]


def _area(structure: Structure, link: Any) -> Any:
    found = [structure.object(kid) for kid in link["K"] if not isinstance(kid, int)]
    return structure.object(found[0]["Obj"])


def _link_of_another(structure: Structure) -> None:
    links = [part for part in structure.all_parts() if part["S"] == "/Link"]
    structure.entries[_area(structure, links[-1])["StructParent"]] = links[0].reference


def _undescribed_link(structure: Structure) -> None:
    del _area(structure, first(structure, "Link", -1))["Contents"]


def _area_of_none(structure: Structure) -> None:
    areas = structure.page(2)["Annots"]
    areas.append(areas[-1])


def _bookmark_elsewhere(structure: Structure) -> None:
    outlines = structure.object(structure.pdf.catalog["Outlines"])
    last = structure.object(structure.object(outlines["Last"])["Last"])
    structure.object(last["Last"])["Dest"][0] = structure.pdf.page_references[0]


def _empty_heading(structure: Structure) -> None:
    first(structure, "H3")["K"].clear()


def _two_titles(structure: Structure) -> None:
    first(structure, "H2", 1)["S"] = "/H1"


def _without_language(structure: Structure) -> None:
    for part in structure.all_parts():
        part.pop("Lang", None)


def _other_owner(structure: Structure) -> None:
    structure.of_page(2)[1] = structure.of_page(2)[0]


BROKEN_STRUCTURES: dict[str, tuple[Break, tuple[str, int]]] = {
    "words are read elsewhere": (_reorder, ("pdf-order", 10)),
    "short words change places": (_swap_cells, ("pdf-order", 40)),
    "words are read twice": (_say_twice, ("pdf-order", 40)),
    "words are not read": (_hide, ("pdf-order", 10)),
    "content stands in two places": (_say_twice, ("pdf-untagged", 1)),
    "decoration stands within what is read": (_nest, ("pdf-untagged", 1)),
    "content stands in no part": (_hide, ("pdf-untagged", 1)),
    "content belongs to another part": (_other_owner, ("pdf-untagged", 1)),
    "a drawing is neither read nor decoration": (_loosen, ("pdf-untagged", 1)),
    "a cell has no headers": (_untie, ("pdf-table", 40)),
    "a cell has another column's header": (_tie_wrongly, ("pdf-table", 40)),
    "a cell names a header that is not there": (_tie_to_nothing, ("pdf-table", 40)),
    "a cell does not name its row's header": (_tie_to_column_alone, ("pdf-table", 40)),
    "a header cell has no name": (_without_name, ("pdf-table", 40)),
    "a header cell is empty": (_empty_header, ("pdf-table", 40)),
    "a header cell has no scope": (_without_scope, ("pdf-table", 40)),
    "a table has no header row": (_without_head, ("pdf-table", 40)),
    "a heading is empty": (_empty_heading, ("pdf-headings", 30)),
    "there are two titles": (_two_titles, ("pdf-headings", 1)),
    "Tab goes another way": (_tab_order, ("pdf-settings", 1)),
    "the title is not told": (_without_title, ("pdf-settings", 1)),
    "the language is not told": (_without_document_language, ("pdf-settings", 1)),
    "the file's name is shown": (_file_name_shown, ("pdf-settings", 1)),
    "the PDF does not say that it is tagged": (_not_marked, ("pdf-settings", 1)),
    "an area is no link": (_area_without_link, ("pdf-link", 1)),
    "a link has no area": (_area_without_link, ("pdf-link", 20)),
    "an area is in no link": (_area_of_none, ("pdf-link", 1)),
    "a link does not say where it goes": (_undescribed_link, ("pdf-link", 20)),
    "a link's area belongs to another link": (_link_of_another, ("pdf-untagged", 1)),
    "a bookmark leads elsewhere": (_bookmark_elsewhere, ("pdf-bookmarks", 30)),
    "a heading is a paragraph": (_change("H3", "S", "/P"), ("pdf-headings", 30)),
    "words are in another language": (_without_language, ("pdf-language", 30)),
}


@pytest.mark.parametrize("name", BROKEN_STRUCTURES)
def test_a_structure_that_is_broken_is_found_at_its_place(tmp_path: Path, name: str) -> None:
    broken, expected = BROKEN_STRUCTURES[name]
    assert expected in told(printed(tmp_path, broken=broken).diagnostics)


def test_figure_named_by_its_file_is_told_where_it_stands(tmp_path: Path) -> None:
    picture = Figure("bilder/karta.svg", "IMG_2041.jpg", "", at(70))
    (found,) = printed(tmp_path, small_document(picture)).diagnostics
    assert (found.rule, found.severity, found.span) == ("pdf-figure", Severity.WARNING, at(70))


@pytest.mark.parametrize("words", ["här", "Läs mer", "läs mer här", "here"])
def test_link_whose_words_fit_any_link_is_told_where_it_stands(tmp_path: Path, words: str) -> None:
    link = Paragraph((Link("https://example.org", text(words)),), at(70))
    (found,) = printed(tmp_path, small_document(link)).diagnostics
    assert (found.rule, found.severity, found.span) == ("pdf-link", Severity.WARNING, at(70))


@pytest.mark.parametrize("words", ["", "…", "12", "▪"])
def test_link_without_words_is_told_where_it_stands(tmp_path: Path, words: str) -> None:
    link = Paragraph((Text("Se "), Link("https://example.org", text(words)), Text(" före.")), at(70))
    expected = [] if words == "12" else [("pdf-link", 70)]
    assert told(printed(tmp_path, small_document(link)).diagnostics) == expected


@pytest.mark.parametrize("sign", ["↑", "✓", "♀ 38", "● 3"])
def test_sign_without_a_word_is_told_where_it_stands(tmp_path: Path, sign: str) -> None:
    table = Table(
        "Läge", (Column(text("Mål")), Column(text("Läge"))), (Row((cell("Svarstid"), cell(sign))),), span=at(70)
    )
    assert told(printed(tmp_path, small_document(table)).diagnostics) == [("pdf-sign", 70)]
    line = Paragraph(text(sign), at(80))
    assert ("pdf-sign", 80) in told(printed(tmp_path, small_document(line)).diagnostics)


@pytest.mark.parametrize("words", ["från beslut → insats", "−3,5", "38 %", "• § 4", "3 × 4 = 12", "ökar ↑"])
def test_sign_beside_words_and_signs_of_arithmetic_are_let_through(tmp_path: Path, words: str) -> None:
    assert printed(tmp_path, small_document(Paragraph(text(words), at(70)))).diagnostics == []


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


def test_many_faults_are_told_of_a_few_times(tmp_path: Path) -> None:
    document = small_document(*(paragraph(f"Stycke nummer {number} om något.") for number in range(200)))

    def empty(structure: Structure) -> None:
        for part in [part for part in structure.all_parts() if part["S"] == "/P"]:
            part["K"].clear()

    assert len(printed(tmp_path, document, broken=empty).diagnostics) < 20
