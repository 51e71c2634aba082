"""PDF files as paragraphs: lines, headings, lists, hyphens, the contents, the cover, headers and footers."""

from __future__ import annotations

from collections import Counter

import pypdfium2
import pytest

from support.pdf_files import PdfPage, write_pdf
from vplan.importing.readers.pdf import read_pdf
from vplan.importing.source import Block, PageBreak, Paragraph, SourceDocument, Table

FULL = "Verksamheten arbetar varje dag med att ge stöd till dem som behöver"  # ends near the margin
REST = "det mest."


def read(*pages: PdfPage, **options: str) -> SourceDocument:
    return read_pdf(write_pdf(*pages, **options), "plan.pdf")


def paragraphs(document: SourceDocument) -> list[Paragraph]:
    return [block for block in document.blocks if isinstance(block, Paragraph)]


def texts(document: SourceDocument) -> list[str]:
    return [paragraph.text for paragraph in paragraphs(document)]


def body(page: PdfPage, y: float = 600) -> PdfPage:
    """Write running text, so that the document has a usual size and a right margin."""
    for _ in range(3):
        y = page.lines(70, y, FULL, FULL.replace("dag", "kväll")[:66], "och alla hjälps åt.") + 8
    return page


def letters(text: str) -> Counter[str]:
    return Counter(sign for sign in text if sign.isalnum())


def filled(end: str) -> str:
    """Return a line as wide as the column that begins with the first word of `end` and goes on to its last."""
    first, *rest = end.split(" ", 1)
    if not rest:
        return "ord " * ((66 - len(end)) // 4) + end if end.endswith("-") else end
    return f"{first} " + "ord " * ((66 - len(end)) // 4) + rest[0]


def all_words(document: SourceDocument) -> str:
    parts: list[str] = []
    for block in (*document.blocks, *document.furniture):
        if isinstance(block, Paragraph):
            parts += [block.mark, block.text]
        elif isinstance(block, Table):
            parts += [cell.text for row in block.rows for cell in row.cells]
    return " ".join(parts)


def test_lines_become_one_paragraph_and_room_parts_paragraphs() -> None:
    page = PdfPage()
    y = page.lines(70, 100, FULL, FULL, REST)
    page.lines(70, y + 8, FULL, REST)
    assert texts(read(page)) == [f"{FULL} {FULL} {REST}", f"{FULL} {REST}"]


def test_lines_that_end_early_keep_their_breaks() -> None:
    page = body(PdfPage())
    page.lines(70, 100, "Personal", "Hälsocoach", "Ramavtal")
    assert texts(read(page))[0] == "Personal\nHälsocoach\nRamavtal"


def test_a_heading_of_two_lines_is_one_paragraph_and_parted_from_the_text() -> None:
    page = body(PdfPage())
    y = page.lines(
        70, 100, "Alla äldre har en trygg ålderdom och får en", "god äldreomsorg", size=14, leading=16, bold=True
    )
    page.lines(70, y, FULL, REST)
    heading, text = paragraphs(read(page))[:2]
    assert (heading.text, heading.size, heading.bold) == (
        "Alla äldre har en trygg ålderdom och får en god äldreomsorg",
        14.0,
        True,
    )
    assert (text.text, text.size, text.bold) == (f"{FULL} {REST}", 10.0, False)


def test_a_bold_line_of_the_texts_size_is_a_heading_of_its_own() -> None:
    page = body(PdfPage())
    page.text(70, 100, "Förväntat resultat", bold=True)
    page.lines(70, 112, FULL, REST)
    first, second = paragraphs(read(page))[:2]
    assert (first.text, first.bold, second.text) == ("Förväntat resultat", True, f"{FULL} {REST}")


def test_bold_and_italic_words_and_links_are_runs() -> None:
    page = body(PdfPage())
    page.text(70, 100, "Ordet").text(106, 100, "bemötande", italic=True).text(166, 100, "och").text(
        190, 100, "mer", bold=True
    )
    page.text(70, 140, "Läs på example.org").link(112, 130, 178, 142, "https://example.org/")
    styled, linked = paragraphs(read(page))[:2]
    assert [(run.text.strip(), run.bold, run.italic) for run in styled.runs] == [
        ("Ordet", False, False),
        ("bemötande", False, True),
        ("och", False, False),
        ("mer", True, False),
    ]
    assert [(run.text.strip(), run.link) for run in linked.runs][-1] == ("example.org", "https://example.org/")


def test_hyphens_at_a_lines_end_go_only_where_the_word_has_none() -> None:
    page = PdfPage()
    ends = ("om-", "sorg och e-", "handel i Hägersten-", "Liljeholmen med vård-", "och stöd, KF-", "mål")
    page.lines(70, 100, *(filled(end) for end in ends))
    text = texts(read(page))[0].replace("ord ", "")
    assert text == "omsorg och e-handel i Hägersten-Liljeholmen med vård- och stöd, KF-mål"


def test_a_hyphened_word_that_stands_elsewhere_in_the_text_tells_how_it_is_written() -> None:
    page = PdfPage()
    page.lines(70, 100, FULL[:60] + " fritids-", "aktiviteter")
    page.lines(70, 160, "Våra fritids-aktiviteter är många.")
    assert texts(read(page))[0].endswith("fritids-aktiviteter")


def test_list_items_have_marks_and_depth_and_go_on_over_lines() -> None:
    page = body(PdfPage())
    page.text(80, 100, "•").text(95, 100, FULL[:64]).text(95, 112, REST)
    page.text(80, 124, "•").text(95, 124, "andra")
    page.text(100, 136, "–").text(115, 136, "inre")
    page.text(80, 148, "•").text(95, 148, "tredje")
    page.text(80, 180, "1.").text(100, 180, "ett").text(80, 192, "2.").text(100, 192, "två")
    found = [(p.mark, p.depth, p.text) for p in paragraphs(read(page)) if p.mark]
    assert found == [
        ("•", 0, f"{FULL[:64]} {REST}"),
        ("•", 0, "andra"),
        ("–", 1, "inre"),
        ("•", 0, "tredje"),
        ("1.", 0, "ett"),
        ("2.", 0, "två"),
    ]


def test_a_numbered_heading_is_no_list_item() -> None:
    page = body(PdfPage())
    page.text(70, 100, "1. Ett Stockholm som håller samman", 14, bold=True)
    first = paragraphs(read(page))[0]
    assert (first.mark, first.text) == ("", "1. Ett Stockholm som håller samman")


def test_the_contents_are_entries_with_a_tab_and_no_table() -> None:
    page = body(PdfPage())
    page.text(70, 100, "Innehåll", 14, bold=True)
    for row, (title, number) in enumerate((("Inledning", "2"), ("1.5 Idrott och fritid", "12"))):
        page.text(70, 130 + 20 * row, f"{title} {'.' * 20} {number}")
    page.text(70, 170, "Ekonomi").text(500, 170, "13").text(70, 190, "Övrigt").text(500, 190, "14")
    page.text(70, 210, "En rubrik som är så lång att den inte får rum på raden utan fort-")
    page.text(70, 221, "sätter").text(500, 221, "15")
    found = [p.text for p in paragraphs(read(page)) if "\t" in p.text]
    assert found == [
        "Inledning\t2",
        "1.5 Idrott och fritid\t12",
        "Ekonomi\t13",
        "Övrigt\t14",
        "En rubrik som är så lång att den inte får rum på raden utan fortsätter\t15",
    ]
    assert not [block for block in read(page).blocks if isinstance(block, Table)]


def test_the_cover_is_read_by_columns() -> None:
    page = PdfPage()
    page.text(50, 60, "Enheten för stöd", bold=True)
    page.lines(350, 60, "Tjänsteutlåtande", "Dnr 2018-1", "2018-01-12")
    page.lines(150, 160, "Handläggare", "Kim Exempel", "08-465 004 10")
    page.lines(330, 160, "Till", "Enheten för stöd")
    page.text(150, 260, "Verksamhetsplan 2018", 18, bold=True)
    page.lines(150, 300, "Förslag till beslut", bold=True)
    page.lines(40, 760, "Provgatan 1", "100 00", size=7)
    words = " ".join(texts(read(page))).split()
    expected = (
        "Enheten för stöd Tjänsteutlåtande Dnr 2018-1 2018-01-12 Handläggare Kim Exempel 08-465 004 10"
        " Till Enheten för stöd Verksamhetsplan 2018 Förslag till beslut Provgatan 1 100 00"
    )
    assert words == expected.split()


def test_headers_footers_and_page_numbers_are_furniture() -> None:
    pages = []
    for number in range(1, 6):
        page = PdfPage().text(400, 40, "Tjänsteutlåtande").text(400, 52, f"Sid {number} (5)")
        page.text(70, 820, "Enheten för stöd")
        page.lines(70, 100, f"{FULL} {'abcde'[number - 1]}", "abcde"[number - 1] * 3)
        pages.append(page)
    document = read(*pages)
    assert [b.page for b in document.blocks if isinstance(b, PageBreak)] == [2, 3, 4, 5]
    after = [b for b in document.blocks if isinstance(b, Paragraph) and b.place.page > 1]
    assert [p.text for p in after] == [f"{FULL} {sign} {sign * 3}" for sign in "bcde"]
    assert Counter(p.text for p in document.furniture)["Tjänsteutlåtande"] == 4
    assert "Sid 3 (5)" in [p.text for p in document.furniture]
    assert "Tjänsteutlåtande" in texts(document)


def test_a_paragraph_cut_by_the_page_is_next_to_the_break() -> None:
    document = read(PdfPage().text(70, 800, FULL), PdfPage().text(70, 60, REST))
    assert [type(block) for block in document.blocks] == [Paragraph, PageBreak, Paragraph]


def test_author_and_subject_are_what_the_file_says_of_itself() -> None:
    def about(info: str) -> str:
        return read(body(PdfPage()), info=info).about

    assert about("/Author (Västers stadsdelsförvaltning) /Subject (Verksamhetsplan\\n  2018)") == (
        "Västers stadsdelsförvaltning; Verksamhetsplan 2018"
    )
    assert about("/Subject (Plan)") == "Plan"
    assert about("") == ""
    assert len(about(f"/Author ({'a ' * 2000})")) <= 500


@pytest.mark.parametrize("value", ["<FEFFD8000041>", "<FEFF0041D800>", "<FEFF00>", "<00010002>"])
def test_broken_letters_in_the_information_do_no_harm(value: str) -> None:
    document = read(body(PdfPage()), info=f"/Title {value} /Author {value}", extra=f"/Lang {value}")
    assert (document.title + document.about).isprintable()
    (document.title + document.about + document.language).encode()


def test_title_language_pages_and_places_are_told() -> None:
    document = read(body(PdfPage()), body(PdfPage()), extra="/Lang (sv)", info="/Title (Plan 2018)")
    assert (document.title, document.language, document.pages, document.name) == ("Plan 2018", "sv", 2, "plan.pdf")
    assert [p.place.page for p in paragraphs(document)] == [1, 1, 1, 2, 2, 2]


def test_no_letter_is_lost_whatever_stands_where() -> None:
    page = body(PdfPage())
    for number in range(40):
        page.text(20 + number * 37 % 500, 30 + number * 61 % 700, f"ord{number} till{number}", 6 + number % 9)
    page.parts.append("BT /F0 10 Tf 0 1 -1 0 300 300 Tm (lodr) Tj ET")
    page.parts.append("q BT 3 Tr /F0 10 Tf 1 0 0 1 10 20 Tm (osynlig) Tj ET Q")
    data = write_pdf(page, body(PdfPage()))
    with pypdfium2.PdfDocument(data) as plain:
        expected = "".join(plain[number].get_textpage().get_text_range() for number in range(len(plain)))
    assert letters(all_words(read_pdf(data, "a.pdf"))) == letters(expected)


def test_a_turned_page_reads_as_it_is_shown() -> None:
    page = PdfPage(extra="/Rotate 90")
    page.parts = [
        f"BT /F0 10 Tf 0 1 -1 0 {100 + 12 * row} 70 Tm ({text}) Tj ET"
        for row, text in enumerate(("rad ett", "och rad"))
    ]
    blocks: list[Block] = list(read(page).blocks)
    assert [block.text.split() for block in blocks if isinstance(block, Paragraph)] == [["rad", "ett", "och", "rad"]]


def test_pictures_are_counted_but_for_those_of_a_header() -> None:
    def picture(page: PdfPage, size: int, x: int) -> PdfPage:
        page.parts.append(f"q {size} 0 0 {size} {x} 50 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q")
        return page

    pages = [body(picture(PdfPage(), 60, 300)) for _ in range(3)]
    assert read(*pages).pictures == 0
    picture(pages[1], 120, 80)
    picture(pages[2], 9, 80)
    assert read(*pages).pictures == 1
