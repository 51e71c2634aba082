"""Reading a text, and telling by content and name what a file is."""

from __future__ import annotations

import os
import sys
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vplan.importing.readers.text import MAX_LINES, read_text
from vplan.importing.reading import read
from vplan.importing.source import Block, Format, PageBreak, Paragraph, Place, RefusedError, Table, words_of


def blocks(text: str) -> tuple[Block, ...]:
    return read_text(text.encode(), "plan.txt").blocks


def texts(text: str) -> list[str]:
    return [block.text if isinstance(block, Paragraph) else type(block).__name__ for block in blocks(text)]


def cells(block: Block) -> list[list[str]]:
    assert isinstance(block, Table)
    return [[cell.text for cell in row.cells] for row in block.rows]


def refusal(data: bytes, name: str = "plan.txt") -> str:
    with pytest.raises(RefusedError) as error:
        read_text(data, name)
    assert str(error.value.hint)
    return str(error.value)


# --- paragraphs -----------------------------------------------------------------------------------------------------


def test_blank_lines_part_paragraphs_and_lines_stay_lines() -> None:
    assert texts("En\nTvå\n \n\u00a0\n\nTre\n") == ["En\nTvå", "Tre"]


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n", "\u2028", "\x0b"])
def test_every_kind_of_line_end(end: str) -> None:
    assert texts(f"En{end}Två{end}{end}Tre") == ["En\nTvå", "Tre"]


def test_places_are_lines() -> None:
    found = blocks("\n\nEn\n\nA\tB\nC\tD\n\n- x\n- y")
    assert [block.place for block in found if not isinstance(block, PageBreak)] == [Place(line=n) for n in (3, 5, 8, 9)]
    table = found[1]
    assert isinstance(table, Table)
    assert [row.place.line for row in table.rows] == [5, 6]


def test_tags_are_styles_and_leave_no_trace() -> None:
    (block,) = blocks("Ett <b>fett</b> och <i>ett <b>båda</b></i> ord")
    assert isinstance(block, Paragraph)
    assert block.text == "Ett fett och ett båda ord"
    assert [(run.text, run.bold, run.italic) for run in block.runs] == [
        ("Ett ", False, False), ("fett", True, False), (" och ", False, False),
        ("ett ", False, True), ("båda", True, True), (" ord", False, False),
    ]  # fmt: skip
    assert not block.bold


def test_a_paragraph_all_bold_says_so() -> None:
    (block,) = blocks("<b>Rubrik</b>")
    assert isinstance(block, Paragraph)
    assert block.bold


@pytest.mark.parametrize("text", ["a < b", "<b>öppen", "stängd</b>", "</i>x<i>", "<p>stycke</p>"])
def test_what_is_no_pair_of_tags_stays_text(text: str) -> None:
    assert texts(text) == [text]


def test_a_form_feed_ends_a_page() -> None:
    assert blocks("En\n\fTvå\f\n\nTre")[1::2] == (PageBreak(2), PageBreak(3))
    assert texts("En\n\fTvå") == ["En", "PageBreak", "Två"]


# --- lists ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["-", "•", "*", "–", "\uf0b7", "▪"])
def test_list_items_are_paragraphs_with_their_mark(mark: str) -> None:
    found = blocks(f"Vi ska:\n{mark} ett\n{mark} två")
    assert [(b.text, b.mark) for b in found if isinstance(b, Paragraph)] == [
        ("Vi ska:", ""),
        ("ett", mark),
        ("två", mark),
    ]


def test_a_dot_needs_no_blank_and_a_tab_behind_a_mark_is_no_cell() -> None:
    assert texts("•ett\n•\ttvå") == ["ett", "två"]


def test_an_item_goes_on_in_a_line_that_is_indented_or_small() -> None:
    assert texts("- ett\n  och mer\n- två\nslut\nNy mening") == ["ett\noch mer", "två\nslut", "Ny mening"]


def test_depth_goes_by_indentation() -> None:
    found = blocks("- a\n  - b\n    - c\n- d")
    assert [b.depth for b in found if isinstance(b, Paragraph)] == [0, 1, 2, 0]


@pytest.mark.parametrize(
    "text", ["1. Ett Stockholm som håller samman", "-5 grader", "e-post", "1.\tMål", "1.7\tAlla äldre"]
)
def test_what_is_no_list_item(text: str) -> None:
    (block,) = blocks(text)
    assert isinstance(block, Paragraph)
    assert (block.text, block.mark) == (text, "")


# --- tables ---------------------------------------------------------------------------------------------------------


def test_lines_with_tabs_are_a_table_with_its_empty_cells() -> None:
    (block,) = blocks("Indikator\tÅrsmål\tPeriod\nIndex\t\tÅr\n* hyra\t2 400\t")
    assert cells(block) == [["Indikator", "Årsmål", "Period"], ["Index", "", "År"], ["* hyra", "2 400", ""]]


def test_the_blank_that_stands_for_a_sign_is_kept() -> None:
    (block,) = blocks("Indikator\tÅrsmål\n Sjukfrånvaro\t6,1 %")
    assert cells(block)[1] == [" Sjukfrånvaro", "6,1 %"]


def test_styles_in_cells() -> None:
    (block,) = blocks("<i>Intäkter</i>\t\nBidrag\t5")
    assert isinstance(block, Table)
    assert block.rows[0].cells[0].runs[0].italic


def test_two_tables_stay_two_and_a_line_inside_one_is_a_cell_over_all() -> None:
    first, second = blocks("A\tB\n\nC\tD\nKommentar: 5\nE\tF")
    assert cells(first) == [["A", "B"]]
    assert cells(second) == [["C", "D"], ["Kommentar: 5"], ["E", "F"]]


def test_text_right_before_and_after_a_table_is_text() -> None:
    assert texts("Rubrik\nA\tB\nC\tD\nStycke efter.") == ["Rubrik", "Table", "Stycke efter."]


def test_an_indented_line_is_no_table() -> None:
    assert texts("\tIndraget stycke.") == ["Indraget stycke."]


# --- table of contents ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("heading", ["Innehållsförteckning\n\n", "Innehåll\tSida\n", "Contents\n\n"])
def test_contents_are_paragraphs_with_a_tab(heading: str) -> None:
    found = texts(
        f"{heading}Inledning\t3\nVerksamhet.....\t4\n1.5 Idrott\t6\n\nBilagor\n\nBilaga 1: Plan\n\nText\n\nA\tB"
    )
    assert found[1:] == [
        "Inledning\t3",
        "Verksamhet.....\t4",
        "1.5 Idrott\t6",
        "Bilagor",
        "Bilaga 1: Plan",
        "Text",
        "Table",
    ]


def test_contents_with_leaders_need_no_heading() -> None:
    assert texts("Inledning.....\t3\nMål.....\t4") == ["Inledning.....\t3", "Mål.....\t4"]


def test_a_budget_is_no_contents() -> None:
    assert texts("Personal\t20\nHyra\t5\nSumma\t25") == ["Table"]
    assert texts("Innehåll\n\nInledning\t3\n\n" + "Ett längre stycke. " * 30 + "\n\nHyra\t5\nSumma\t5")[-1] == "Table"


# --- encodings, bounds ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_encodings(encoding: str) -> None:
    text = "Åtgärder för äldre och ”unga”\tmål" if encoding != "latin-1" else "Åtgärder för äldre\tmål"
    found = read_text(text.encode(encoding), "plan.txt").blocks
    assert words_of(found) == text.split()


def test_a_few_foreign_bytes_in_utf8_are_read_as_what_they_were() -> None:
    data = "Åtgärder för äldre – ".encode() + "mål".encode("cp1252")
    assert words_of(read_text(data, "plan.txt").blocks) == ["Åtgärder", "för", "äldre", "–", "mål"]


@pytest.mark.parametrize("data", [b"\x00\x01\x02abc", b"abc\x81\x8d\x8f", b"\xff\xfe\x00\xd8", bytes(range(1, 32)) * 9])
def test_what_is_no_text_is_refused(data: bytes, english: None) -> None:
    assert "plan.txt cannot be read as text" in refusal(data)


@pytest.mark.parametrize("data", [b"", b" \n\t\n\f", b"\xef\xbb\xbf"])
def test_what_holds_no_text_is_refused(data: bytes, english: None) -> None:
    assert "holds no text" in refusal(data)


@pytest.mark.parametrize(
    ("data", "limit"),
    [(b"a\n" * (MAX_LINES + 1), "lines"), (b"a" * 50_001, "characters in a line"), (b"a " * 1_000_001, "MB")],
)
def test_what_is_too_large_is_refused(data: bytes, limit: str, english: None) -> None:
    assert limit in refusal(data)


@given(st.text(alphabet="a1.- \t\n\f•<bi>/Å\u00a0*…\r", max_size=200))
def test_no_word_is_lost_but_marks_and_tags(text: str) -> None:
    try:
        found = words_of(read_text(text.encode(), "plan.txt").blocks)
    except RefusedError:
        return
    letters = [c for c in "".join(found) if c in "a1Å."]
    kept = [c for c in text if c in "a1Å."]
    assert letters == kept


def test_hostile_texts_take_bounded_time() -> None:
    began = time.monotonic()
    for piece in ("- ", "\t", "a\t1\n", "<b>", "</i>", ". ", "…\n", "•", "1.\t", "\f", " \t", "Innehåll\n", "....1"):
        text = (piece * (400_000 // len(piece)))[:400_000]
        lines = [text[n : n + 90_000] for n in range(0, len(text), 90_000)] if "\n" not in piece else [text[:190_000]]
        try:
            read_text("\n".join(lines).encode(), "plan.txt")
        except RefusedError:
            continue
    assert time.monotonic() - began < 8


# --- what a file is -------------------------------------------------------------------------------------------------


def archive(*names: str) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as archived:
        for name in names:
            archived.writestr(name, "application/vnd.oasis.opendocument.text" if name == "mimetype" else "x")
    return data.getvalue()


OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "WordDocument".encode("utf-16-le")
CONTENTS = {
    "a PDF file": b"%PDF-1.7\n%\xe2\xe3\n",
    "a Word file (.docx)": archive("[Content_Types].xml", "word/document.xml"),
    "an old Word file (.doc)": OLD_WORD,
    "an Office file with a password": OLD_WORD + "EncryptedPackage".encode("utf-16-le"),
    "an OpenDocument text (.odt)": archive("mimetype", "content.xml"),
    "a spreadsheet": archive("xl/workbook.xml"),
    "a ZIP archive": archive("plan.txt"),
    "an RTF file": b"{\\rtf1\\ansi Plan}",
    "a web page": b"\xef\xbb\xbf <!DOCTYPE html><html></html>",
    "a picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 20,
    "data of an unknown kind": b"\0\1\2\3" * 50,
}


@pytest.mark.parametrize("kind", CONTENTS)
@pytest.mark.parametrize("name", ["plan.txt", "plan.pdf", "plan.docx"])
def test_a_file_that_is_not_what_its_name_says(tmp_path: Path, kind: str, name: str, english: None) -> None:
    if {"a PDF file": ".pdf", "a Word file (.docx)": ".docx"}.get(kind, "-") == Path(name).suffix:
        return
    (tmp_path / name).write_bytes(CONTENTS[kind])
    with pytest.raises(RefusedError) as error:
        read(tmp_path / name)
    assert f"but seems to be {kind}." in str(error.value)
    assert name in str(error.value)
    assert str(error.value.hint)


@pytest.mark.parametrize("name", ["plan.doc", "plan.odt", "plan.rtf", "plan.html", "plan.PNG", "plan.xlsx"])
def test_formats_that_are_not_read_say_what_to_do(tmp_path: Path, name: str, english: None) -> None:
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(RefusedError, match="which vplan does not read") as error:
        read(tmp_path / name)
    assert str(error.value.hint)


@pytest.mark.parametrize("name", ["plan", "plan.tex", "plan."])
def test_an_unknown_ending_names_the_three(tmp_path: Path, name: str, english: None) -> None:
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(RefusedError) as error:
        read(tmp_path / name)
    assert str(error.value.hint) == "Three formats are read: .docx, .pdf and .txt."


def test_what_cannot_be_opened_is_refused(tmp_path: Path, english: None) -> None:
    (tmp_path / "folder.txt").mkdir()
    if sys.platform != "win32":
        os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "empty.pdf").touch()
    for name, sentence in (
        ("folder.txt", "is a folder"),
        ("pipe.txt", "is no ordinary file"),
        ("missing.txt", "it is not there"),
        ("empty.pdf", "is empty"),
        ("null\0.txt", "cannot be read"),
    ):
        if name == "pipe.txt" and sys.platform == "win32":
            continue
        with pytest.raises(RefusedError, match=sentence):
            read(tmp_path / name)


def test_a_text_is_read_by_its_ending_in_any_case(tmp_path: Path) -> None:
    (tmp_path / "Plan.TXT").write_text("Verksamhetsplan 2018", encoding="utf-8")
    document = read(tmp_path / "Plan.TXT")
    assert (document.name, document.format) == ("Plan.TXT", Format.TEXT)
    assert words_of(document.blocks) == ["Verksamhetsplan", "2018"]
