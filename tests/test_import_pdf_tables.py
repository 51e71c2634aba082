"""Tables in PDF files: with lines on all sides, with lines across, with none; and what only looks like one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from support.pdf_files import PdfPage, write_pdf
from test_import_pdf import FULL, REST, body
from vplan.importing.readers.pdf import read_pdf
from vplan.importing.source import PageBreak, Paragraph, Table

XS = [70.0, 250.0, 320.0, 420.0, 500.0]
HEADER = ("Indikator", "Årsmål", "KF:s årsmål", "Periodicitet")
ROWS = [
    (("Andel barn som är nöjda", "med maten"), "85 %", "84 %", "År"),
    (("Sjukfrånvaro",), "6,1 %", "", "Tertial"),
]
EXPECTED = [
    (True, ("Indikator", "Årsmål", "KF:s årsmål", "Periodicitet")),
    (False, ("Andel barn som är nöjda med maten", "85 %", "84 %", "År")),
    (False, ("Sjukfrånvaro", "6,1 %", "", "Tertial")),
]


def draw_row(page: PdfPage, y: float, cells: Sequence[str | tuple[str, ...]], *, bold: bool = False) -> None:
    for x, cell in zip(XS, cells, strict=False):
        page.lines(x + 4, y, *((cell,) if isinstance(cell, str) else cell), bold=bold)


def draw_table(page: PdfPage, top: float, lines: str) -> float:
    """Draw the table with lines on all sides (`grid`), between rows (`across`), or none; return where it ends."""
    step = 6 if lines else 0
    heights = [18, 30 + step, 18 + step]
    ys = [top]
    for row, height in enumerate(heights):
        draw_row(page, ys[-1] + 12, HEADER if row == 0 else ROWS[row - 1], bold=row == 0)
        ys.append(ys[-1] + height)
    if lines == "grid":
        page.grid(XS, ys)
    elif lines == "across":
        for y in ys[1:]:
            page.line(XS[0], y, XS[-1], y)
    return ys[-1]


def tables(*pages: PdfPage) -> list[list[tuple[bool, tuple[str, ...]]]]:
    document = read_pdf(write_pdf(*pages), "a.pdf")
    return [[(row.header, row.texts) for row in b.rows] for b in document.blocks if isinstance(b, Table)]


@pytest.mark.parametrize("lines", ["grid", "across", ""])
def test_a_table_is_read_however_it_is_drawn(lines: str) -> None:
    page = body(PdfPage())
    draw_table(page, 100, lines)
    assert tables(page) == [EXPECTED]


@pytest.mark.parametrize("lines", ["grid", "across", ""])
def test_two_tables_in_a_row_stay_two(lines: str) -> None:
    page = body(PdfPage())
    draw_table(page, draw_table(page, 100, lines) + 20, lines)
    assert tables(page) == [EXPECTED, EXPECTED]


def test_text_around_a_table_stays_outside() -> None:
    page = body(PdfPage())
    page.text(70, 90, "Förväntat resultat", bold=True)
    bottom = draw_table(page, 100, "across")
    page.lines(70, bottom + 24, FULL, REST)
    document = read_pdf(write_pdf(page), "a.pdf")
    kinds = [block.text if isinstance(block, Paragraph) else "TABLE" for block in document.blocks[:3]]
    assert kinds == ["Förväntat resultat", "TABLE", f"{FULL} {REST}"]


def test_a_row_over_all_columns_has_one_cell() -> None:
    page = body(PdfPage())
    ys = [100.0, 118.0, 136.0, 154.0]
    draw_row(page, 112, HEADER, bold=True)
    draw_row(page, 130, ROWS[1])
    page.text(74, 148, "Kommentar Utfall 2017: 6,1")
    for y in ys:
        page.line(XS[0], y, XS[-1], y)
    for x in XS:
        page.line(x, 100, x, 136)
    page.line(XS[0], 136, XS[0], 154).line(XS[-1], 136, XS[-1], 154)
    assert tables(page)[0][2] == (False, ("Kommentar Utfall 2017: 6,1",))


def test_a_cell_over_two_rows_is_read_once() -> None:
    page = body(PdfPage())
    page.grid([70, 200, 300], [100, 120, 140])
    page.parts = [part for part in page.parts if " 722.0 m 300" not in part and " 722 m" not in part]
    page.line(200, 120, 300, 120)
    page.text(74, 114, "Båda").text(204, 114, "ett").text(204, 134, "två")
    assert [row[1] for row in tables(page)[0]] == [("Båda", "ett"), ("", "två")]


def test_a_comment_row_without_a_line_above_is_a_row_of_its_own() -> None:
    page = body(PdfPage())
    draw_row(page, 112, HEADER, bold=True)
    draw_row(page, 130, ROWS[0])
    page.text(74, 157, "Utfall 2017: 6,1")
    draw_row(page, 178, ROWS[1])
    for y in (118, 164, 186):
        page.line(XS[0], y, XS[-1], y)
    assert [row[1] for row in tables(page)[0]][1:3] == [EXPECTED[1][1], ("Utfall 2017: 6,1",)]


def test_a_shaded_row_is_the_header() -> None:
    page = body(PdfPage()).shade(70, 100, 500, 118)
    draw_row(page, 112, HEADER)
    draw_row(page, 130, ROWS[1])
    draw_row(page, 148, ROWS[1])
    for y in (118, 136, 154):
        page.line(XS[0], y, XS[-1], y)
    assert [row[0] for row in tables(page)[0]] == [True, False, False]


def test_a_budget_set_with_tabs_is_a_table_with_empty_cells_and_indents() -> None:
    page = body(PdfPage())
    rows = [
        ("Belopp i tkr", "Kostnader", "Netto"),
        ("Personal", "28 800", "27 600"),
        ("Hyra", "", "2 400"),
        ("SUMMA", "745 600", "0"),
    ]
    y = 100.0
    for label, *amounts in rows:
        page.text(70, y, label)
        for right, amount in zip((350, 480), amounts, strict=True):
            page.text(right - 6 * len(amount), y, amount)
        y += 14
        if label == "Hyra":
            page.text(90, y, "Därav lokal")
            y += 14
    (found,) = tables(page)
    assert [row[1] for row in found] == [*rows[:3], ("Därav lokal", "", ""), rows[3]]
    table = next(b for b in read_pdf(write_pdf(page), "a.pdf").blocks if isinstance(b, Table))
    assert table.rows[3].cells[0].text == "  Därav lokal"


def test_a_table_over_a_page_is_two_with_the_break_between() -> None:
    first, second = body(PdfPage(), 300), body(PdfPage(), 300)
    draw_table(first, 700, "grid")
    draw_table(second, 60, "grid")
    blocks = [type(b) for b in read_pdf(write_pdf(first, second), "a.pdf").blocks]
    assert blocks[3:6] == [Table, PageBreak, Table]


def test_lines_under_headings_and_frames_make_no_table() -> None:
    page = body(PdfPage())
    page.text(70, 100, "Inledning", 14, bold=True).line(70, 104, 500, 104)
    page.lines(70, 120, FULL, REST)
    page.line(70, 150, 500, 150)
    page.grid([60, 520], [180, 230])
    page.lines(70, 200, FULL, REST)
    assert tables(page) == []


def test_lists_and_justified_text_make_no_table() -> None:
    page = body(PdfPage())
    for row in range(5):
        page.text(80, 100 + 12 * row, "•").text(110, 100 + 12 * row, f"punkt {'abcde'[row]}")
        for number, word in enumerate(("Text", "som", "fyller", "raden", "helt")):
            page.text(70 + number * (70 + 7 * ((row * 3 + number) % 4)), 300 + 12 * row, word)
    assert tables(page) == []


class TestWordTooLongForItsColumn:
    """A column 100 points wide with 4 points of room on each side takes 15 Courier letters of 10 points."""

    def first_cell(self, *texts: str) -> str:
        page = body(PdfPage()).grid([50, 150, 250], [100, 120, 120 + 12 * len(texts) + 8])
        page.text(54, 114, "Indikator", bold=True).text(154, 114, "Mål", bold=True)
        page.lines(54, 132, *texts)
        page.text(154, 132, "7 %")
        (table,) = tables(page)
        return table[1][1][0]

    def test_is_whole_again(self) -> None:
        assert (
            self.first_cell("budgetföljsamhe", "t efter årets", "resultat") == "budgetföljsamhet efter årets resultat"
        )

    def test_a_word_that_just_fits_stays_a_word(self) -> None:
        assert self.first_cell("hemtjänsttagare", "med två besök") == "hemtjänsttagare med två besök"

    def test_a_shorter_line_is_no_cut_word(self) -> None:
        assert self.first_cell("besöksmottagar", "gruppen") == "besöksmottagar gruppen"
