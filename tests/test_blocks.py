"""Blocks in prose: examples, quotations, notes to tables, numbered figures and tables, references."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from page import ValidationProfile, validate_pdf_bytes

from support.pages import parse, read_pdf, words
from support.sample_document import bare_document
from support.workspaces import CORPUS, UNIT, as_lines, base_text, findings_in, make_workspace
from vplan.diagnostics import Diagnostic, Span, has_errors
from vplan.document import Document, assemble
from vplan.document.anchors import Anchors
from vplan.document.blocks import with_blocks
from vplan.document.prose import ProsePlace, convert
from vplan.document.tree import (
    Block,
    Example,
    Figure,
    ListBlock,
    Paragraph,
    Quote,
    Reference,
    Section,
    Table,
    Text,
    walk_sections,
)
from vplan.document.walk import all_blocks, anchors_of
from vplan.document.widths import words as words_in
from vplan.document.wording import Words, words_of
from vplan.editions import load_edition
from vplan.model.prose import Prose
from vplan.project import Project
from vplan.render.html import render_html
from vplan.render.pdf import render_pdf
from vplan.source import Scalar, Source

TABLE = "| a | b |\n|---|--:|\n| 1 | 2 |\n"
PICTURE = "![Karta över området](bilder/karta.png"


def plan_with(text: str, *, edition: str = "stockholm/2018") -> str:
    """Return a plan whose last chapter has this text."""
    lines = "".join(f"      {line}\n" if line else "\n" for line in text.rstrip("\n").split("\n"))
    return base_text("plan").replace("      Inget.\n", lines).replace("stockholm/2018", edition)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_workspace(tmp_path_factory.mktemp("workspace"))


def findings_of(root: Path, text: str) -> list[Diagnostic]:
    (root / UNIT / "plan.yaml").write_text(plan_with(text), encoding="utf-8")
    return findings_in(root)


def document_of(root: Path, text: str, *, edition: str = "stockholm/2018") -> Document:
    (root / UNIT / "plan.yaml").write_text(plan_with(text, edition=edition), encoding="utf-8")
    project = Project.open(root)
    check = project.check_unit(next(unit for unit in project.layout.units() if unit.folder == UNIT))
    assert check.ok, check.diagnostics
    (assembled,) = [made for linked in check.documents for made in assemble(project.root, project.settings, linked)]
    return assembled.document


def blocks_of(root: Path, text: str) -> tuple[Section | Block, ...]:
    return document_of(root, text).sections[-1].content


def text_of(item: object) -> str:
    assert isinstance(item, Paragraph)
    return words_in(item.content).replace("\u00a0", " ")


def references_in(document: Document) -> list[tuple[str, str, bool]]:
    """Return anchor, words and whether they are the author's, of the references in plain paragraphs."""
    return [
        (inline.anchor, words_in(inline.content).replace("\u00a0", " "), inline.named)
        for block in all_blocks(document)
        if isinstance(block, Paragraph)
        for inline in block.content
        if isinstance(inline, Reference)
    ]


# --- examples and quotations ---


@pytest.mark.parametrize(
    ("text", "label", "first"),
    [
        ("> **Exempel:** Fru Holm ringer.", "Exempel", "Fru Holm ringer."),
        ("> **Exempel**: Fru Holm ringer.", "Exempel", "Fru Holm ringer."),
        ("> **Exempel – hembesök.** Vi åker.", "Exempel – hembesök", "Vi åker."),
        ("> **exempel på jour**\n>\n> Vi åker.", "exempel på jour", "Vi åker."),
        ("> **Exempel**  \n> Vi åker.", "Exempel", "Vi åker."),
    ],
)
def test_a_quotation_that_begins_with_the_word_in_bold_is_an_example(
    root: Path, text: str, label: str, first: str
) -> None:
    (example,) = blocks_of(root, text)
    assert isinstance(example, Example)
    assert (example.label, text_of(example.content[0])) == (label, first)


@pytest.mark.parametrize(
    "text", ["> Exempel: nej.", "> **Exempelvis** så.", "> Ett **Exempel:** nej.", "**Exempel:** nej."]
)
def test_other_texts_are_no_examples(root: Path, text: str) -> None:
    assert not any(isinstance(block, Example) for block in blocks_of(root, text))


def test_an_example_is_in_no_contents_and_holds_any_block(root: Path) -> None:
    document = document_of(root, "> **Exempel:** Ett.\n>\n> - två\n>\n> > tre\n")
    (example,) = document.sections[-1].content
    assert isinstance(example, Example)
    assert [block.kind for block in example.content] == ["paragraph", "list", "quote"]
    assert "Exempel" not in [entry.title for entry in document.contents]
    assert "Exempel" not in [section.title for section in walk_sections(document.sections)]


def test_an_edition_has_its_own_words(root: Path) -> None:
    path = root / "utgåvor" / "egen.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        "ärver: stockholm/2018\nnamn: Egen\nblock: {exempel: Så här gör vi, figur: Bild}\n"
        "hänvisning: {figur: bilden, sida: sid}\n",
        encoding="utf-8",
    )
    text = f"> **Så här gör vi:** Ett.\n\n> **Exempel:** Två.\n\nSe [](#figur-karta-2).\n\n{PICTURE} 'Tre')"
    document = document_of(root, text, edition="egen")
    example, quote, _, figure = document.sections[-1].content
    assert isinstance(example, Example)
    assert example.label == "Så här gör vi"
    assert isinstance(quote, Quote)
    assert isinstance(figure, Figure)
    assert figure.label == "Bild\u00a02."
    assert references_in(document) == [("figur-karta-2", "bilden 2", False)]
    assert document.labels.page_short == "sid"


def test_words_go_by_the_editions_language() -> None:
    edition = load_edition("stockholm/2017", Path(), "utgåvor")
    bare = edition.model_copy(update={"blocks": None, "references": None})
    assert words_of(bare) == words_of(edition)
    english = words_of(bare.model_copy(update={"language": "en"}))
    assert (english.example, english.by_number("figure", 2)) == ("Example", "figure\u00a02")
    assert english.by_title("section", "A {titel}") == "section “A {titel}”"
    assert words_of(bare.model_copy(update={"language": "fi"})) == words_of(edition)


@pytest.mark.parametrize(
    ("text", "said", "source"),
    [
        ("> Det är bra.\n> — Karin, 84 år", "Det är bra.", "Karin, 84 år"),
        ("> Det är bra.\n>\n> — Karin,\n> 84 år", "Det är bra.", "Karin, 84 år"),
        ("> Det är bra.\n> — Karin,\n> 84 år", "Det är bra.", "Karin, 84 år"),
        ("> Det är bra.", "Det är bra.", ""),
        ("> Det är — tror jag — bra.", "Det är — tror jag — bra.", ""),
        ("> – Kommer ni?\n> – Ja.", "– Kommer ni? – Ja.", ""),
        ("> — Karin", "— Karin", ""),
    ],
)
def test_the_last_line_of_a_quotation_says_whose_it_is(root: Path, text: str, said: str, source: str) -> None:
    (quote,) = blocks_of(root, text)
    assert isinstance(quote, Quote)
    assert (text_of(quote.content[0]), words_in(quote.source), len(quote.content)) == (said, source, 1)


def test_who_said_it_stands_last_in_an_example(root: Path) -> None:
    (example,) = blocks_of(root, "> **Exempel:** Det är bra.\n> — Karin")
    assert isinstance(example, Example)
    assert [text_of(block) for block in example.content] == ["Det är bra.", "— Karin"]


# --- tables ---


def test_notes_belong_to_the_table_before_them(root: Path) -> None:
    table, after, other = blocks_of(
        root, f"{TABLE}\n\\* En not.\n\\*\\* En till.\n\n\\* Tredje.\n\nText.\n\n\\* Ingen."
    )
    assert isinstance(table, Table)
    assert [words_in(note) for note in table.notes] == ["* En not. ** En till.", "* Tredje."]
    assert "line_break" in [inline.kind for inline in table.notes[0]]
    assert [text_of(after), text_of(other)] == ["Text.", "* Ingen."]


@pytest.mark.parametrize(
    ("line", "caption", "anchor"),
    [
        ("**Tabell:** Svar per kön {#tabell-svar}", "Svar per kön", "tabell-svar"),
        ("**Tabell: Svar per kön** {#tabell-svar}", "Svar per kön", "tabell-svar"),
        ("**Tabell: Svar per kön**", "Svar per kön", "tabell-svar-per-kon"),
        ("**Svar per kön** 2017 {#svar}", "Svar per kön 2017", "svar"),
    ],
)
def test_a_caption_stands_right_before_its_table(root: Path, line: str, caption: str, anchor: str) -> None:
    (table,) = blocks_of(root, f"{line}\n\n{TABLE}")
    assert isinstance(table, Table)
    assert (table.label, table.caption, table.anchor) == ("Tabell\u00a01.", caption, anchor)
    assert not table.caption_hidden


@pytest.mark.parametrize("line", ["**Tabellen:** visar.", "**Tabell över allt** visar.", "Tabell: nej.", "**Tabell:**"])
def test_other_paragraphs_before_a_table_stay(root: Path, line: str) -> None:
    _, table = blocks_of(root, f"{line}\n\n{TABLE}")
    assert isinstance(table, Table)
    assert (table.label, table.anchor, table.caption_hidden) == ("", "", True)


def test_a_written_id_comes_before_one_that_is_made(root: Path) -> None:
    text = f"**Tabell:** Ett\n\n{TABLE}\n**Tabell:** Två {{#tabell-ett}}\n\n{TABLE}"
    first, second = blocks_of(root, text)
    assert isinstance(first, Table)
    assert isinstance(second, Table)
    assert (first.anchor, second.anchor) == ("tabell-ett-2", "tabell-ett")


def test_only_what_has_a_caption_is_numbered(root: Path) -> None:
    text = f"{TABLE}\n{PICTURE})\n\n**Tabell:** Ett\n\n{TABLE}\n- a\n\n  {TABLE.replace(chr(10), chr(10) + '  ')}\n\n"
    text += f"**Tabell:** Ett\n\n{TABLE}\n{PICTURE} 'Två')\n"
    document = document_of(root, text)
    numbered = [b for b in all_blocks(document) if isinstance(b, Table | Figure) and b.label]
    assert [(block.label, block.anchor) for block in numbered] == [
        ("Figur\u00a01.", "figur-karta"),  # in the first chapter
        ("Tabell\u00a01.", "tabell-ett"),
        ("Tabell\u00a02.", "tabell-ett-2"),
        ("Figur\u00a02.", "figur-karta-2"),
    ]
    assert any(isinstance(block, ListBlock) for block in all_blocks(document))


# --- figures from data ---


def made(text: str, figures: dict[str, Block], words: Words) -> tuple[Block | Section, ...]:
    """Return the blocks of a text, with these figures from data."""
    prose = Prose(Scalar.stand_in(Source("a.yaml", text), Span("a.yaml"), text))
    document = bare_document(*convert(prose, ProsePlace(2, Anchors(), folder="e")))
    return with_blocks(document, words, figures).sections[0].content


@pytest.fixture(scope="module")
def swedish() -> Words:
    return words_of(load_edition("stockholm/2017", Path(), "utgåvor"))


def test_a_figure_from_data_gets_number_and_anchor_where_it_is_shown(swedish: Words) -> None:
    text = "Se [](#figur-enkat).\n\n![Enkät](bilder/enkat.png 'En bild')\n\n![](#figur-enkat)\n\n![](#figur-okand)\n"
    paragraph, picture, figure = made(text, {"enkat": Figure("", "Alt", "Svaren 2017")}, swedish)
    assert text_of(paragraph) == "Se figur 2."
    assert isinstance(picture, Figure)
    assert isinstance(figure, Figure)
    assert (picture.label, picture.anchor) == ("Figur\u00a01.", "figur-enkat-2")
    assert (figure.label, figure.anchor, figure.caption) == ("Figur\u00a02.", "figur-enkat", "Svaren 2017")


def test_any_other_block_stands_where_the_figure_is_named(swedish: Words) -> None:
    block = Paragraph((Text("Här."),))
    assert made("![](#figur-x)", {"x": block}, swedish) == (block,)


# --- references ---


def test_references_name_their_places(root: Path) -> None:
    text = (
        "[](#inledning) [](#mal-1-7) [](#inriktningsmal-1) [](#namndmal-delaktiga) [](#enhetsmal-snabba-svar) "
        "[](#indikator-trygga) [](#figur-karta) [](#tabell-ett) [vår *karta*](#figur-karta) [](#dokument)\n\n"
        f"**Tabell:** Ett\n\n{TABLE}"
    )
    document = document_of(root, text)
    assert references_in(document) == [
        ("inledning", "avsnitt ”Inledning”", False),
        ("mal-1-7", "mål 1.7", False),
        ("inriktningsmal-1", "inriktningsmål 1", False),
        ("namndmal-delaktiga", "nämndmål ”Äldre är delaktiga i sin omsorg”", False),
        ("enhetsmal-snabba-svar", "enhetsmål ”Vi svarar snabbt”", False),
        ("indikator-trygga", "indikatorn ”Andel äldre som känner sig trygga”", False),
        ("figur-karta", "figur 1", False),
        ("tabell-ett", "tabell 1", False),
        ("figur-karta", "vår karta", True),
        ("dokument", "avsnitt ”Verksamhetsplan 2018 för Hemtjänsten”", False),
    ]
    assert document.referenced == {anchor for anchor, _, _ in references_in(document)}


def test_a_question_goes_by_its_number(tmp_path: Path) -> None:
    award = (CORPUS / "good" / "award.kvalitetsutmarkelse.yaml").read_text(encoding="utf-8")
    assert "[fråga 2](#fraga-2)" in award
    folder = make_workspace(tmp_path, {"kvalitetsutmarkelse": award.replace("[fråga 2](#fraga-2)", "[](#fraga-2)")})
    project = Project.open(folder)
    check = project.check_unit(next(unit for unit in project.layout.units() if unit.folder == UNIT))
    documents = [made for linked in check.documents for made in assemble(folder, project.settings, linked)]
    (found,) = [reference for made in documents for reference in references_in(made.document)]
    assert found == ("fraga-2", "fråga 2", False)


def test_every_place_can_be_referred_to_and_leads_there_on_the_page(root: Path) -> None:
    text = f"# x\n\n**Tabell:** Ett\n\n{TABLE}\n> **Exempel:** ett\n".replace("# x\n\n", "")
    anchors = list(anchors_of(document_of(root, text)))
    assert len(anchors) == len(set(anchors))
    text += "\n" + " ".join(f"[](#{anchor})" for anchor in anchors)
    assert findings_of(root, text) == []
    page = parse(render_html(document_of(root, text), target="screen"))
    ids = {element.attrib["id"] for element in page.iter() if "id" in element.attrib}
    links = [element for element in page.iter("a") if element.attrib.get("class") == "ref"]
    assert [link.attrib["href"].removeprefix("#") for link in links] == anchors
    assert set(anchors) <= ids
    assert all(words(link) for link in links)


def test_references_stand_in_any_block(root: Path) -> None:
    text = (
        "- [](#inledning)\n\n> **[](#inledning)**\n> — [](#inledning)\n\n"
        "| [](#inledning) | b |\n|---|---|\n| *[](#inledning)* | [](#inledning) |\n\n\\* [](#inledning)\n"
    )
    html = render_html(document_of(root, text), target="screen")
    assert html.count('<a href="#inledning" class="ref">avsnitt ”Inledning”</a>') == 7


def test_rows_that_nothing_refers_to_have_no_anchor_on_the_page(root: Path) -> None:
    assert "indikator-trygga" not in render_html(document_of(root, "Text."), target="screen")


# --- findings ---


@pytest.mark.parametrize(
    ("text", "column", "rule", "hint"),
    [
        ("Se [](#tabel-ett).", 13, "link-target", "#tabell-ett"),
        ("Se [den](#fraga-99).", 16, "link-target", "#"),
        ("![](#figur-enkat)", 11, "link-target", "figurer"),
        ("Se [](https://example.org/).", 13, "link-target", "["),
        ("Se [ ](mailto:a@example.org).", 14, "link-target", "["),
        ("## Om [](#tabell-ett)", 16, "link-target", "words"),
        ("Text {#tabell-x}", 12, "table-caption", "table"),
        ("**Tabell:** Två {#tabell-ett}\n\n" + TABLE, 23, "table-caption", "another id"),
        ("**Tabell:** Två {#Tabell_Två}\n\n" + TABLE, 23, "table-caption", "{#tabell-tva}"),
        ("Svar {#tabell-x}\n\n" + TABLE, 12, "table-caption", "**"),
        ("**Tabell:** Två {#inledning}\n\n" + TABLE, 23, "table-caption", "tabell-inledning"),
    ],
)
def test_what_is_wrong_is_told_where_it_stands(root: Path, text: str, column: int, rule: str, hint: str) -> None:
    (found,) = findings_of(root, f"**Tabell:** Ett {{#tabell-ett}}\n\n{TABLE}\n{text}")
    line = plan_with("X").split("\n").index("      X") + 7
    assert as_lines([found]) == [f"{UNIT}/plan.yaml:{line}:{column} error {rule}"]
    assert found.hint is not None
    assert hint in f"{found.hint.msgid} {found.hint.args}"


def test_a_board_cannot_refer_without_words(tmp_path: Path) -> None:
    namnd = base_text("namnd").replace("Äldre får svar inom två dagar.", "Se [](#inledning) och [den](#inledning).")
    assert namnd != base_text("namnd")
    (found,) = findings_in(make_workspace(tmp_path, {"namnd": namnd}))
    assert (found.rule, found.span.file) == ("link-target", "plans/2018/norr/namnd.yaml")


def test_a_link_to_nothing_keeps_its_words(swedish: Words) -> None:
    (paragraph,) = made("Se [den](#ingenstans) och [](#ingenstans).", {}, swedish)
    assert text_of(paragraph) == "Se den och ."


# --- on paper and screen ---


@pytest.fixture(scope="module")
def printed(root: Path) -> tuple[Document, bytes]:
    filler = "Rad.\n\n" * 60
    text = (
        "Se [](#tabell-ett), [](#sist) och [kartan](#figur-karta).\n\n"
        f"> **Exempel:** Ett.\n\n> Två.\n> — Karin\n\n{filler}**Tabell:** Ett\n\n{TABLE}\n\\* Noten.\n\n"
        "## Sist\n\nSlut."
    )
    document = document_of(root, text)
    result = render_pdf(document, root=root)
    assert result.diagnostics == []
    return document, result.data


def test_references_name_the_right_page_on_paper(printed: tuple[Document, bytes]) -> None:
    pages = [" ".join(page.text.split()) for page in read_pdf(printed[1])]
    table = next(n for n, text in enumerate(pages, 1) if "Tabell 1. Ett" in text)
    last = next(n for n, text in enumerate(pages, 1) if "Slut." in text)
    picture = next(n for n, text in enumerate(pages, 1) if "Figur 1. Området" in text)
    line = f"Se tabell 1, s. {table}, avsnitt ”Sist”, s. {last} och kartan (s. {picture})."
    assert any(line in text for text in pages), (line, pages)
    assert table > picture


def test_paper_is_tagged_soundly(printed: tuple[Document, bytes]) -> None:
    report = validate_pdf_bytes(printed[1], profile=ValidationProfile.PDF_UA_1)
    assert [str(failure) for failure in report.failures] == []


def test_the_page_ties_notes_and_sources_to_what_they_belong_to(printed: tuple[Document, bytes]) -> None:
    page = parse(render_html(printed[0], target="screen"))
    table = next(e for e in page.iter("table") if "aria-describedby" in e.attrib)
    (note,) = [e for e in page.iter("div") if e.attrib.get("id") == table.attrib["aria-describedby"]]
    assert words(note) == "* Noten."
    figure = next(e for e in page.iter("figure") if e.attrib.get("class") == "quotation")
    assert [child.tag for child in figure] == ["blockquote", "figcaption"]
    example = next(e for e in page.iter("div") if e.attrib.get("class") == "example")
    assert words(example) == "Exempel Ett."
    assert "s. " not in "".join(words(e) for e in page.iter("a") if "ref" in e.attrib.get("class", ""))


@pytest.mark.parametrize(("lines", "rows"), [(29, 1), (17, 12)])  # the table ends where the page does
def test_notes_stand_on_the_page_where_their_table_ends(lines: int, rows: int, swedish: Words) -> None:
    table = TABLE + "| 3 | sist |\n" * rows
    document = bare_document(*made("Rad.\n\n" * lines + f"{table}\n\\* Noten.\n", {}, swedish))
    pages = [page.lines for page in read_pdf(render_pdf(document, root=Path()).data)]
    (found,) = [page for page in pages if "* Noten." in page]
    assert "sist" in found[found.index("* Noten.") - 1]


@pytest.mark.parametrize(
    "text",
    [
        "[](#inledning) " * 3_000,
        "[](#x) " * 5_000,
        "> **Exempel**\\\n" + "> \\\n" * 10_000,
        "> a\n" + "> — b\n" * 5_000,
        f"**Tabell:** Ett\n\n{TABLE}\n" * 600,
        f"{TABLE}\n" + "\\* a\n" * 8_000,
        "a {#" * 10_000,
        "{#a} " * 15_000,
    ],
    ids=["references", "to nothing", "line ends", "sources", "tables", "notes", "braces", "ids"],
)
def test_long_texts_take_bounded_time(text: str, root: Path) -> None:
    start = time.process_time()
    found = findings_of(root, text)
    if not has_errors(found):
        render_html(document_of(root, text), target="screen")
    assert time.process_time() - start < 8
