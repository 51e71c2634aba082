"""What the Word reader makes of tables: spans, header rows, tables inside tables."""

from __future__ import annotations

from support.word_files import raw_word
from vplan.importing.readers.word import read_word
from vplan.importing.source import Paragraph, Run, Table

STYLES = """
<w:style w:type="paragraph" w:styleId="Normal" w:default="1"><w:name w:val="Normal"/></w:style>
<w:style w:type="table" w:styleId="Rutnat"><w:name w:val="Table Grid"/></w:style>
<w:style w:type="table" w:styleId="Lista"><w:name w:val="Light List"/>
  <w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr></w:tblStylePr></w:style>
"""
BOLD = "<w:b/>"


def p(text: str, look: str = "") -> str:
    return f'<w:p><w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def tc(*inside: str, span: int = 0, merge: str = "", fill: str = "", look: str = "") -> str:
    spanned = f'<w:gridSpan w:val="{span}"/>' if span else ""
    merged = {"": "", "restart": '<w:vMerge w:val="restart"/>', "continue": "<w:vMerge/>"}[merge]
    filled = f'<w:shd w:val="clear" w:fill="{fill}"/>' if fill else ""
    blocks = "".join(each if each.startswith("<") else p(each, look) for each in inside)
    return f"<w:tc><w:tcPr>{spanned}{merged}{filled}</w:tcPr>{blocks}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    made = "".join(each if each.startswith("<") else tc(each) for each in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{made}</w:tr>"


def tbl(*rows: str, properties: str = "") -> str:
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr>{''.join(rows)}</w:tbl>"


def read(*tables: str) -> list[Table | Paragraph]:
    blocks = read_word(raw_word("".join(tables), {"styles": STYLES}), "plan.docx").blocks
    return [block for block in blocks if isinstance(block, Table | Paragraph)]


def cells(table: str) -> list[tuple[str, ...]]:
    [found] = read(table)
    assert isinstance(found, Table)
    return [tuple(cell.text for cell in row.cells) for row in found.rows]


def heads(table: str) -> list[bool]:
    [found] = read(table)
    assert isinstance(found, Table)
    return [row.header for row in found.rows]


def test_a_cell_over_all_columns_is_the_rows_only_cell() -> None:
    table = tbl(tr("Indikator", "Årsmål"), tr("Sjukfrånvaro", "6,1 %"), tr(tc("Kommentar Utfall 2017: 6,1", span=2)))
    assert cells(table) == [("Indikator", "Årsmål"), ("Sjukfrånvaro", "6,1 %"), ("Kommentar Utfall 2017: 6,1",)]


def test_a_cell_over_some_columns_is_followed_by_empty_ones() -> None:
    table = tbl(tr("", "2017", "2018"), tr(tc("Summa", span=2), "12"), tr("Netto", tc("0", span=2)))
    assert cells(table) == [("", "2017", "2018"), ("Summa", "", "12"), ("Netto", "0", "")]


def test_a_cell_over_rows_stands_in_the_first() -> None:
    table = tbl(tr(tc("Mål", merge="restart"), "a"), tr(tc("", merge="continue"), "b"))
    assert cells(table) == [("Mål", "a"), ("", "b")]


def test_columns_that_no_row_uses_are_none() -> None:
    table = tbl(tr(tc("Aktivitet", span=3), tc("Slut", span=2)), tr(tc("Utbilda", span=3), tc("2018-12-31", span=2)))
    assert cells(table) == [("Aktivitet", "Slut"), ("Utbilda", "2018-12-31")]


def test_a_line_drawn_aside_in_one_row_makes_no_new_column() -> None:
    table = tbl(
        tr("a", "b", tc("c", span=2)), tr(tc("d", span=2), "e", "f"), tr(tc("över alla", span=4)),
    )  # fmt: skip
    assert cells(table) == [("a", "b", "c"), ("d", "e", "f"), ("över alla",)]


def test_a_row_may_begin_and_end_inside_the_grid() -> None:
    inside = '<w:gridBefore w:val="1"/><w:gridAfter w:val="1"/>'
    assert cells(tbl(tr("a", "b", "c"), tr("x", properties=inside))) == [("a", "b", "c"), ("", "x", "")]


def test_header_rows_are_those_that_the_table_repeats() -> None:
    repeated = "<w:tblHeader/>"
    assert heads(tbl(tr("a", "b", properties=repeated), tr("c", "d", properties=repeated), tr("e", "f"))) == [
        True,
        True,
        False,
    ]


def test_a_bold_or_shaded_first_row_is_a_header() -> None:
    assert heads(tbl(tr(tc("a", look=BOLD), tc("b", look=BOLD)), tr("c", "d"))) == [True, False]
    assert heads(tbl(tr(tc("a", fill="D9D9D9"), tc("b", fill="D9D9D9")), tr("c", "d"))) == [True, False]


def test_a_first_row_like_the_others_is_none() -> None:
    assert heads(tbl(tr("a", "b"), tr("c", "d"))) == [False, False]
    assert heads(tbl(tr(tc("a", fill="FFFFFF"), "b"), tr("c", "d"))) == [False, False]
    bold = tr(tc("a", look=BOLD), tc("b", look=BOLD))
    assert heads(tbl(bold, bold)) == [False, False]


def test_the_tables_style_makes_a_header_where_it_is_switched_on() -> None:
    def styled(look: str) -> str:
        return tbl(tr("a", "b"), tr("c", "d"), properties=f'<w:tblStyle w:val="Lista"/><w:tblLook {look}/>')

    assert heads(styled('w:firstRow="1"')) == [True, False]
    assert heads(styled('w:val="04A0"')) == [True, False]
    assert heads(styled('w:firstRow="0"')) == [False, False]


def test_paragraphs_in_a_cell_are_lines_and_keep_their_look() -> None:
    [table] = read(tbl(tr(tc(p("Ett"), p(""), p("Två", BOLD)), "b")))
    assert isinstance(table, Table)
    assert table.rows[0].cells[0].runs == (Run("Ett\n"), Run("Två", bold=True))


def test_a_table_in_a_cell_is_lines_with_tabs() -> None:
    inner = tbl(tr("x", "y"), tr("z", "å"))
    assert cells(tbl(tr(tc(p("Före"), inner, p("Efter")), "b"))) == [("Före\nx\ty\nz\tå\nEfter", "b")]


def test_a_frame_around_tables_is_no_table() -> None:
    inner = tbl(tr("Indikator", "Årsmål"), tr("Antal", "3"))
    before, table = read(tbl(tr(tc(p("Nämndmål"), inner))))
    assert isinstance(before, Paragraph)
    assert isinstance(table, Table)
    assert [row.texts for row in table.rows] == [("Indikator", "Årsmål"), ("Antal", "3")]


def test_deleted_rows_and_empty_tables_are_left_out() -> None:
    assert cells(tbl(tr("a", "b"), tr("c", "d", properties="<w:del/>"))) == [("a", "b")]
    assert read(tbl(tr("", ""), tr("", ""))) == []


def test_two_tables_in_a_row_stay_two() -> None:
    assert len(read(tbl(tr("a", "b")), tbl(tr("c", "d")))) == 2


def test_rows_inside_content_controls_are_rows() -> None:
    assert cells(tbl(f"<w:sdt><w:sdtContent>{tr('a', 'b')}</w:sdtContent></w:sdt>", tr("c", "d"))) == [
        ("a", "b"),
        ("c", "d"),
    ]


def test_spans_without_end_are_bounded() -> None:
    assert cells(tbl(tr(tc("a", span=99999999), "b"), tr("c", "d"))) == [("a", "b"), ("c", "d")]
