"""The structure of a PDF is that of the document, whatever pages and lines have cut."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from support.sample_document import (
    PROSE,
    bare_document,
    budget,
    bullets,
    cell,
    indicators,
    paragraph,
    sample_document,
    text,
)
from support.structures import job_of, printed, seen
from vplan.document.tree import (
    Block,
    Cell,
    Document,
    Emphasis,
    Facts,
    Link,
    ListBlock,
    Paragraph,
    Quote,
    Reference,
    Row,
    Section,
    Strong,
    Text,
)
from vplan.structure.look import Look
from vplan.structure.reading import Node

Print = Callable[..., Look]


@pytest.fixture
def look(tmp_path: Path) -> Print:
    """Return a function that prints blocks, or a document, and returns what the checks saw; they must find nothing."""

    def look_at(*content: Block | Section, document: Document | None = None) -> Look:
        result, found = seen(job_of(tmp_path, document or bare_document(*content)))
        assert result.diagnostics == []
        return found

    return look_at


def parts(look: Look, role: str) -> list[Node]:
    return [node for node in look.reading.root.walk() if node.role == role]


def headers(table: Node, words: str) -> set[str]:
    names = {node.id: node.text() for node in table.walk() if node.role == "TH"}
    (found,) = (node for node in table.walk() if node.role in ("TD", "TH") and node.text() == words)
    return {names[name] for name in found.headers}


def test_table_over_many_pages_is_one_table_with_one_header_row(look: Print) -> None:
    found = look(indicators(*((f"Mått {n}", f"{n}1", f"{n}2", "År") for n in range(150))))
    assert len(found.reading.pages) > 5
    (table,) = parts(found, "Table")
    assert len(parts(found, "Caption")) == len(parts(found, "THead")) == 1
    assert len([node for node in table.walk() if node.role == "TR"]) == 151
    assert headers(table, "1491") == {"Mått 149", "Årsmål"}


def test_row_higher_than_a_page_is_one_row_and_the_table_has_its_header_row(look: Print) -> None:
    found = look(indicators((" ".join(["Ett långt namn"] * 1200), "11", "12", "År")))
    assert len(parts(found, "Table")) == 1
    assert len(parts(found, "TR")) == 2
    assert [node.role for node in parts(found, "Table")[0].nodes] == ["Caption", "THead", "TBody"]


def test_what_page_ends_cut_is_whole(look: Print) -> None:
    items = tuple((paragraph(f"Punkt {n}. {PROSE}"),) for n in range(12))
    long = paragraph(" ".join([PROSE] * 20))
    found = look(long, ListBlock(items), Section("b", "subchapter", 3, "Sist", (paragraph(),)))
    assert len(found.reading.pages) > 4
    assert len(parts(found, "Part")) == 1
    assert len(parts(found, "Sect")) == 2
    (chapter, _) = parts(found, "Sect")
    assert [node.role for node in chapter.nodes] == ["H2", "P", "L", "Sect"]
    assert len(parts(found, "LI")) == 12 + 1  # and one in the contents
    assert plain_of(chapter.nodes[1]) == " ".join([PROSE] * 20).replace(" ", "")


def plain_of(node: Node) -> str:
    return "".join(node.text().replace("\u2010", "").split())


def test_budget_cells_belong_to_column_row_and_group(look: Print) -> None:
    found = look(budget())
    (table,) = parts(found, "Table")
    assert headers(table, "1 200") == {"Exempelenheten", "* varav vikarier", "Kostnader (tkr)"}
    assert headers(table, "0") == {"Hemtjänst", "Hemtjänst hos andra utförare", "Kostnader (tkr)"}
    assert headers(table, "271 950") == {"SUMMA", "Kostnader (tkr)"}
    assert headers(table, "Personal") == {"Exempelenheten", "Verksamhet"}
    assert {node.scope for node in table.walk() if node.role == "TH"} == {"Column", "Row"}


def test_header_cells_have_names_of_their_own_in_the_whole_document(look: Print) -> None:
    rows = indicators(*((f"Mått {n}", "1", "2", "År") for n in range(60)))
    names = [node.id for node in parts(look(rows, budget(), indicators(("Nöjda", "90 %", "", "År"))), "TH")]
    assert len(names) == len(set(names)) > 70


def test_comment_belongs_to_the_row_above_it(look: Print) -> None:
    found = look(
        indicators(("Nöjda", "90 %", "", "År"), "Utfall 2017: 88", ("Trygga", "80 %", "", "År"), "Utfall 2017: 79")
    )
    (table,) = parts(found, "Table")
    assert headers(table, "Utfall 2017: 88") == {"Nöjda"}
    assert headers(table, "Utfall 2017: 79") == {"Trygga"}


def test_symbol_is_decoration_and_its_words_are_read(look: Print) -> None:
    found = look(indicators(("♀ Aktivt Medskapandeindex", "81", "81", "År")))
    (table,) = parts(found, "Table")
    assert "♀" not in table.text()
    assert "könsuppdelad indikator" in table.text()


def test_running_header_is_no_part_and_page_one_is_read_with_its_number(look: Print) -> None:
    found = look(document=sample_document())
    assert found.said.text.count("Sid1") == 1
    assert "Sid2" not in found.said.text
    assert found.reading.lost == []


def test_address_is_read_after_the_letter(look: Print) -> None:
    said = look(document=sample_document()).reading.root.text()
    assert said.index("Enhetschef") < said.index("Exempelgatan 1") < said.index("Innehållsförteckning")


def test_signs_of_list_items_are_labels(look: Print) -> None:
    points = ListBlock(((paragraph("Ett"), paragraph("mer")), (paragraph("Två"), paragraph("mer"))), ordered=True)
    found = look(bullets(), points)
    assert [node.text().strip() for node in parts(found, "Lbl")[-2:]] == ["1.", "2."]
    for item in parts(found, "LI")[1:]:
        assert [node.role for node in item.nodes][:2] == ["Lbl", "LBody"]


def test_sign_before_an_item_that_begins_with_a_block_is_its_label(look: Print) -> None:
    found = look(ListBlock(((Quote((paragraph("Sagt"),)), paragraph("mer")),)))
    item = parts(found, "LI")[-1]
    assert [(node.role, node.text().strip()) for node in item.nodes] == [("Lbl", "•"), ("LBody", "Sagtmer")]


def test_link_is_described_without_the_places_where_its_address_may_break(look: Print) -> None:
    links = parts(look(document=sample_document()), "Link")
    described = [note["Contents"].string for link in links for note in link.annotations if "@" in link.text()]
    assert described
    assert not [words for words in described if "\u200b" in words]


def test_names_of_facts_label_their_values(look: Print) -> None:
    found = look(Facts((("Budgetår", "2018"), ("Enhet", "Exempelenheten"))))
    items = [[(node.role, node.text()) for node in item.nodes] for item in parts(found, "LI")[1:]]
    assert items == [
        [("Lbl", "Budgetår"), ("LBody", "2018")],
        [("Lbl", "Enhet"), ("LBody", "Exempelenheten")],
    ]


def test_link_over_lines_and_pages_is_one_link_with_its_own_words(look: Print) -> None:
    words = "en länk vars ord räcker över flera rader " * 60
    found = look(
        paragraph(" ".join([PROSE] * 8)), Paragraph((Text("Se "), Link("https://example.org/a", text(words.strip()))))
    )
    (link,) = (node for node in parts(found, "Link") if node.text().startswith("en länk"))
    assert len(link.annotations) > 2
    assert {note["Contents"].string for note in link.annotations} == {" ".join(words.split())}


def test_link_in_stressed_words_over_lines_is_one_link(look: Print) -> None:
    words = "en länk vars ord räcker över flera rader " * 12
    found = look(Paragraph((Strong((Text("Se "), Emphasis((Link("https://example.org/a", text(words)),)))),)))
    (link,) = (node for node in parts(found, "Link") if "flera" in node.text())
    assert len(link.annotations) > 4


def test_link_that_holds_stressed_words_is_one_link_and_one_area(look: Print) -> None:
    """WeasyPrint lets a reader click on the stressed words once more, which no link in the structure would reach."""
    inside = (Emphasis((Text("ord"), Strong(text(" i ord")))), Text(" och "), Strong(text("fler")))
    found = look(Paragraph((Text("Se "), Link("https://example.org/a", inside), Text(" här."))))
    (link,) = (node for node in parts(found, "Link") if "fler" in node.text())
    assert link.text() == "ord i ord och fler"
    assert len(link.annotations) == 1


def test_reference_is_one_link_together_with_its_page(look: Print) -> None:
    found = look(
        Section("a", "subchapter", 3, "Mål", (Paragraph((Text("Se "), Reference("a", text("avsnittet"), True))),))
    )
    (link,) = (node for node in parts(found, "Link") if node.text().startswith("avsnittet"))
    assert link.text().endswith("s.\xa03)")
    assert [note["Contents"].string for note in link.annotations] == ["avsnittet"]


def test_line_of_the_contents_is_one_link_and_one_area(look: Print) -> None:
    found = look(paragraph())
    contents = [node for node in parts(found, "Link") if node.text().startswith("Kapitel")]
    assert [len(node.annotations) for node in contents] == [1]


def test_words_of_the_edition_keep_their_language_in_a_foreign_table(look: Print) -> None:
    foreign = indicators(("Satisfied users", "90 %", "", ""), caption="Indikatorer för Satisfied users")
    often = replace(foreign.rows[0], cells=(*foreign.rows[0].cells[:3], Cell(text("varje år"), lang="sv")))
    found = look(replace(foreign, lang="en", rows=(often, Row((cell("Calls"), *(cell(),) * 3)))))
    (table,) = parts(found, "Table")
    spoken = {node.text(): next(node.walk()).lang for node in table.walk() if node.role in ("TH", "TD", "Caption")}
    assert spoken["Indikator"] == spoken["varje år"] == spoken["Indikatorer för Satisfied users"] == "sv"
    assert spoken["Satisfied users"] == spoken["Calls"] == "en"


def test_nothing_leads_to_what_was_taken_away(look: Print) -> None:
    reference = Paragraph((Text("Se "), Reference("kapitel", text("avsnittet"), True)))
    rows = indicators(*((f"Mått {n}", "1", "2", "År") for n in range(60)))
    structure = look(reference, bullets(), paragraph(" ".join([PROSE] * 20)), rows).structure
    for part in structure.all_parts():
        assert all(kid["P"] == part.reference for kid in structure.parts(part))
    areas = [area for number in range(len(structure.page_numbers)) for area in structure.page(number).get("Annots", ())]
    assert {structure.object(area).get("Subtype") for area in areas} == {"/Link"}
    entries = [ref for entry in structure.entries.values() for ref in (entry if isinstance(entry, list) else [entry])]
    assert {structure.object(ref).get("Type") for ref in entries if ref != b"null"} == {"/StructElem"}


def test_the_same_document_gives_the_same_structure_and_bytes(tmp_path: Path) -> None:
    assert printed(tmp_path, sample_document()).data == printed(tmp_path, sample_document()).data
