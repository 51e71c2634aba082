"""What the Word reader makes of paragraphs: text, styles, lists, fields, tracked changes, headers."""

from __future__ import annotations

import pytest

from support.word_files import raw_word, repacked
from vplan.importing.readers.word import read_word
from vplan.importing.source import PageBreak, Paragraph, Run, SourceDocument, Table, words_of

STYLES = """
<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/><w:lang w:val="sv-SE"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Rubrik1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/>
  <w:pPr><w:numPr><w:numId w:val="3"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr>
  <w:rPr><w:b/><w:sz w:val="32"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Rubrik2"><w:name w:val="heading 2"/><w:basedOn w:val="Rubrik1"/>
  <w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Egen"><w:name w:val="Kapitel i plan"/><w:basedOn w:val="Rubrik2"/>
  <w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Lokal"><w:name w:val="Rubrik 3"/></w:style>
<w:style w:type="paragraph" w:styleId="Overskrift"><w:name w:val="TOC Heading"/><w:basedOn w:val="Rubrik1"/>
  <w:pPr><w:numPr><w:numId w:val="0"/></w:numPr><w:outlineLvl w:val="9"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Punkt2"><w:name w:val="List Bullet 2"/>
  <w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:type="character" w:styleId="Stark"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="NySida"><w:name w:val="Ny sida"/><w:pPr><w:pageBreakBefore/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Runt1"><w:name w:val="Runt 1"/><w:basedOn w:val="Runt2"/></w:style>
<w:style w:type="paragraph" w:styleId="Runt2"><w:name w:val="Runt 2"/><w:basedOn w:val="Runt1"/></w:style>
"""
PAIRS = """
<w:style w:type="paragraph" w:styleId="DT"><w:name w:val="List Heading"/></w:style>
<w:style w:type="paragraph" w:styleId="DD"><w:name w:val="List Contents"/></w:style>
"""


def _level(index: int, form: str, text: str, more: str = "") -> str:
    inside = f'<w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{index}">{inside}</w:lvl>'


NUMBERING = f"""
<w:abstractNum w:abstractNumId="0">{_level(0, "bullet", chr(0xF0B7))}{_level(1, "bullet", "o")}
  {_level(2, "bullet", "–")}</w:abstractNum>
<w:abstractNum w:abstractNumId="1">{_level(0, "decimal", "%1.")}{_level(1, "lowerLetter", "%2)")}
  {_level(2, "upperRoman", "%3")}</w:abstractNum>
<w:abstractNum w:abstractNumId="2">{_level(0, "decimal", "%1.", '<w:pStyle w:val="Rubrik1"/>')}
  {_level(1, "decimal", "%1.%2")}</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num>
<w:num w:numId="4"><w:abstractNumId w:val="1"/>
  <w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>
"""


def p(text: str = "", style: str = "", inside: str = "", properties: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{r(text) if text else ''}{inside}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def listed(text: str, number: int, level: int = 0) -> str:
    return p(text, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def field(instruction: str, result: str) -> str:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    told = f"<w:r><w:instrText> {instruction} </w:instrText></w:r>"
    return mark("begin") + told + mark("separate") + result + mark("end")


def read(
    body: str, parts: dict[str, str] | None = None, relations: tuple[tuple[str, str, str], ...] = ()
) -> SourceDocument:
    return read_word(
        raw_word(body, {"styles": STYLES, "numbering": NUMBERING, **(parts or {})}, relations), "plan.docx"
    )


def paragraphs(body: str, **parts: str) -> list[Paragraph]:
    return [block for block in read(body, parts).blocks if isinstance(block, Paragraph)]


def texts(body: str, **parts: str) -> list[str]:
    return [paragraph.text for paragraph in paragraphs(body, **parts)]


# --- text and styles ------------------------------------------------------------------------------------------------


def test_signs_inside_a_run_become_text() -> None:
    body = (
        "<w:p><w:r><w:t>A</w:t><w:tab/><w:t>B</w:t><w:br/><w:t>C</w:t><w:noBreakHyphen/><w:t>D\u2011E</w:t><w:softHyphen/>"
        '<w:t>F\u00adG</w:t><w:sym w:font="Wingdings" w:char="F0FC"/></w:r></w:p>'
    )
    assert texts(body) == ["A\tB\nC-D-EFG✓"]


def test_signs_without_width_are_left_out() -> None:
    assert texts(p("a\u200b@\ufeffb\u2060\u0080")) == ["a@b"]


def test_line_ends_in_the_xml_are_blanks() -> None:
    assert texts(p("ett\n  två")) == ["ett   två"]


def test_runs_carry_emphasis_and_neighbours_of_one_look_are_one() -> None:
    body = p(
        inside=r("Vi ")
        + r("följer ")
        + r("allt", "<w:b/>")
        + r(" noga", '<w:i w:val="1"/>')
        + r(".", '<w:b w:val="0"/>')
    )
    assert paragraphs(body)[0].runs == (Run("Vi följer "), Run("allt", bold=True), Run(" noga", italic=True), Run("."))


def test_a_character_style_makes_bold() -> None:
    [found] = paragraphs(p("Hälsa. ", inside=r("Vi", '<w:rStyle w:val="Stark"/>')))
    assert found.runs == (Run("Hälsa. "), Run("Vi", bold=True))
    assert not found.bold


def test_heading_level_comes_from_the_style_and_what_it_is_based_on() -> None:
    body = p("Ett", "Rubrik1") + p("Två", "Egen") + p("Tre", "Lokal") + p("Fyra", "Overskrift") + p("Fem")
    found = [(each.level, each.style) for each in paragraphs(body)]
    assert found == [(1, "Heading 1"), (2, "Kapitel i plan"), (3, "Rubrik 3"), (0, "TOC Heading"), (0, "Normal")]


def test_heading_level_may_be_the_paragraphs_own() -> None:
    assert paragraphs(p("Mål", properties='<w:outlineLvl w:val="2"/>'))[0].level == 3


def test_size_and_boldness_come_from_run_style_and_defaults() -> None:
    body = p("Rubrik", "Egen") + p("Text") + p(inside=r("Liten", '<w:b/><w:sz w:val="18"/>'))
    assert [(each.size, each.bold) for each in paragraphs(body)] == [(16, True), (11, False), (9, True)]


def test_styles_that_are_based_on_each_other_do_no_harm() -> None:
    assert texts(p("Ändå", "Runt1") + p("läst", "Finns inte")) == ["Ändå", "läst"]


def test_the_language_is_that_of_most_letters() -> None:
    assert read(p("Verksamhetsplan")).language == "sv-SE"
    assert read(p("Plan", inside=r("A much longer text", '<w:lang w:val="en-GB"/>'))).language == "en-GB"


def test_a_language_that_nobody_chose_is_none() -> None:
    assert read_word(raw_word(p("Plan")), "plan.docx").language == ""


def test_places_count_the_blocks() -> None:
    document = read(p("Ett") + p() + p("Två", "NySida"))
    assert [getattr(block, "place", None) and block.place.block for block in document.blocks] == [1, None, 3]  # type: ignore[union-attr]


# --- lists ----------------------------------------------------------------------------------------------------------


def test_bullets_are_marks_and_levels_are_depths() -> None:
    found = paragraphs(listed("a", 1) + listed("b", 1, 1) + listed("c", 1, 2) + p("d", "Punkt2"))
    assert [(each.text, each.mark, each.depth) for each in found] == [
        ("a", "•", 0), ("b", "◦", 1), ("c", "–", 2), ("d", "•", 1),
    ]  # fmt: skip


def test_numbers_are_counted_and_lower_levels_begin_anew() -> None:
    body = "".join(listed("x", 2, level) for level in (0, 1, 1, 0, 1, 2, 2))
    assert [each.mark for each in paragraphs(body)] == ["1.", "a)", "b)", "2.", "a)", "I", "II"]


def test_a_list_goes_on_after_a_paragraph_and_another_begins_where_it_says() -> None:
    body = listed("x", 2) + p("mellan") + listed("y", 2) + listed("z", 4) + listed("å", 4)
    assert [each.mark for each in paragraphs(body)] == ["1.", "", "2.", "5.", "6."]


def test_an_automatic_number_is_part_of_a_heading() -> None:
    body = p("Håller samman", "Rubrik1") + p("Äldre", "Rubrik2") + p("Unga", "Rubrik2") + p("Klimat", "Rubrik1")
    found = paragraphs(body)
    assert [each.text for each in found] == ["1. Håller samman", "1.1 Äldre", "1.2 Unga", "2. Klimat"]
    assert {each.mark for each in found} == {""}


def test_a_numbering_that_is_not_there_is_none() -> None:
    assert paragraphs(listed("x", 99) + listed("y", 2, 8))[0].mark == ""


# --- fields, links, contents ----------------------------------------------------------------------------------------


def test_a_field_shows_its_result_only() -> None:
    assert texts(p("Se ", inside=field("REF mål", r("målet")) + r("."))) == ["Se målet."]


def test_a_field_that_is_never_closed_hides_nothing_after_it() -> None:
    broken = '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>IF</w:instrText></w:r>'
    assert texts(p(inside=broken) + p("Kvar")) == ["Kvar"]


def test_links_keep_addresses_outside_the_file_and_no_others() -> None:
    body = p(
        inside='<w:hyperlink r:id="rId7">'
        + r("webben")
        + "</w:hyperlink>"
        + r(" ")
        + field('HYPERLINK "mailto:a@example.org"', r("posten"))
    )
    body += p("Se ", inside='<w:hyperlink r:id="rId8">' + r("filen") + "</w:hyperlink>")
    relations = (("rId7", "hyperlink", "https://example.org/"), ("rId8", "hyperlink", "file:///etc/passwd"))
    first, second = read(body, relations=relations).blocks
    assert isinstance(first, Paragraph)
    assert isinstance(second, Paragraph)
    assert [run.link for run in first.runs] == ["https://example.org/", "", "mailto:a@example.org"]
    assert second.runs == (Run("Se filen"),)


def test_the_table_of_contents_is_titles_and_pages() -> None:
    def entry(title: str, page: str) -> str:
        return r(title) + "<w:r><w:tab/></w:r>" + field("PAGEREF _Toc1", r(page, "<w:webHidden/>"))

    whole = field("TOC \\o", "|").split("|")[0]
    body = p(inside=whole + entry("Inledning", "3"), style="TOC1")
    body += p(inside=r("1.") + "<w:r><w:tab/></w:r>" + entry("Ett Stockholm", "4"))
    body += p(inside='<w:r><w:fldChar w:fldCharType="end"/></w:r>') + p("Inledning", "Egen") + p("Löptext\t5")
    found = paragraphs(body)
    assert [each.text for each in found] == ["Inledning\t3", "1. Ett Stockholm\t4", "Inledning", "Löptext 5"]
    assert [each.style for each in found] == ["TOC 1", "TOC 1", "Kapitel i plan", "Normal"]


def test_a_list_of_links_into_the_file_is_a_table_of_contents() -> None:
    def entry(title: str, level: int) -> str:
        link = f'<w:hyperlink w:anchor="x">{r(title)}</w:hyperlink>'
        return p(inside=link, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="2"/></w:numPr>')

    found = paragraphs(entry("Inledning", 0) + entry("Medarbetare", 1))
    assert [(each.text, each.style, each.mark) for each in found] == [
        ("Inledning", "TOC 1", ""),
        ("Medarbetare", "TOC 2", ""),
    ]


def test_a_paragraph_of_page_numbers_alone_is_left_out() -> None:
    assert texts(p(inside=field("PAGE", r("2")) + r(" (") + field("NUMPAGES", r("20")) + r(")")) + p("Text")) == [
        "Text"
    ]


# --- what is there and not there -------------------------------------------------------------------------------------


def test_insertions_stay_and_deletions_go_and_are_counted() -> None:
    removed = "<w:del><w:r><w:delText>tolv</w:delText></w:r></w:del>"
    document = read(p("Vi har ", inside=removed + f"<w:ins>{r('tio')}</w:ins>" + r(" mål", "<w:vanish/>")))
    assert words_of(document.blocks) == ["Vi", "har", "tio"]
    assert document.deleted == 2


def test_pictures_in_the_text_are_counted() -> None:
    picture = '<w:r><w:drawing><a:graphic><a:blip r:embed="rId9"/></a:graphic></w:drawing></w:r>'
    assert read(p("Före", inside=picture) + p("Efter", inside=picture)).pictures == 2
    assert read(p("Före")).pictures == 0


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    assert texts(p("Ena ", properties="<w:rPr><w:del/></w:rPr>") + p("meningen")) == ["Ena meningen"]


def test_content_controls_and_custom_xml_are_read_through() -> None:
    body = f"<w:sdt><w:sdtContent>{p('Block')}</w:sdtContent></w:sdt>" + p(
        inside=f"<w:sdt><w:sdtContent>{r('I raden')}</w:sdtContent></w:sdt><w:smartTag>{r(' ort')}</w:smartTag>"
    )
    assert texts(body) == ["Block", "I raden ort"]


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    box = f"<w:pict><w:txbxContent>{p('I rutan')}</w:txbxContent></w:pict>"
    both = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    run = f"<w:r><mc:AlternateContent>{both}</mc:AlternateContent></w:r>"
    assert texts(p("Före", inside=run) + p("Efter")) == ["Före", "I rutan", "Efter"]


def test_footnotes_follow_their_paragraph_and_endnotes_come_last() -> None:
    notes = (
        '<w:footnote w:type="separator" w:id="0">'
        + p("----")
        + '</w:footnote><w:footnote w:id="2">'
        + p("Prognos")
        + "</w:footnote>"
    )
    ends = f'<w:endnote w:id="1">{p("Slutnot")}</w:endnote>'
    body = p("Belopp", inside='<w:r><w:endnoteReference w:id="1"/><w:footnoteReference w:id="2"/></w:r>') + p("Sist")
    assert texts(body, footnotes=notes, endnotes=ends) == ["Belopp", "Prognos", "Sist", "Slutnot"]


def test_forced_page_breaks_part_paragraphs() -> None:
    body = (
        p("Försida", inside='<w:r><w:br w:type="page"/></w:r>')
        + p("Ett", "NySida")
        + p("Två", inside='<w:r><w:br w:type="page"/><w:t>Tre</w:t></w:r>')
    )
    kinds = [block.text if isinstance(block, Paragraph) else type(block) for block in read(body).blocks]
    assert kinds == ["Försida", PageBreak, "Ett", "Två", PageBreak, "Tre"]


def test_a_section_begins_a_page_only_where_it_says() -> None:
    def end(kind: str) -> str:
        return f'<w:sectPr><w:type w:val="{kind}"/></w:sectPr>'

    body = p("Ett", properties=end("nextPage")) + p("Två", properties=end("continuous")) + p("Tre") + end("nextPage")
    kinds = [block.text if isinstance(block, Paragraph) else type(block) for block in read(body).blocks]
    assert kinds == ["Ett", "Två", PageBreak, "Tre"]


def test_names_and_meanings_of_a_web_page_are_a_table() -> None:
    body = p("Före") + p("Budgetår", "DT") + p("2017", "DD") + p("Enhet", "DT") + p("Väst", "DD") + p("Ensam", "DT")
    *_, table, alone = read(body, {"styles": STYLES + PAIRS}).blocks
    assert isinstance(table, Table)
    assert [row.texts for row in table.rows] == [("Budgetår", "2017"), ("Enhet", "Väst")]
    assert isinstance(alone, Paragraph)
    assert alone.text == "Ensam"


# --- headers --------------------------------------------------------------------------------------------------------


def test_headers_and_footers_are_furniture_the_first_pages_first() -> None:
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId1"/><w:headerReference w:type="first" r:id="rId2"/>'
        '<w:headerReference w:type="even" r:id="rId4"/><w:footerReference w:type="default" r:id="rId3"/>'
        "<w:titlePg/></w:sectPr>"
    )
    parts = {
        "header1": p("Tjänsteutlåtande") + p("Sid ", inside=field("PAGE", r("2"))),
        "header2": p("Tjänsteutlåtande")
        + f"<w:tbl><w:tr><w:tc>{p('Dnr: 1-2')}</w:tc><w:tc>{p('2018-01-12')}</w:tc></w:tr></w:tbl>",
        "header3": p("Visas aldrig"),
        "footer1": p("Exempelgatan 1"),
    }
    relations = (
        ("rId1", "header", "header1.xml"), ("rId2", "header", "header2.xml"), ("rId3", "footer", "footer1.xml"),
        ("rId4", "header", "header3.xml"),
    )  # fmt: skip
    document = read(p("Text") + section, parts, relations)
    assert [each.text for each in document.furniture] == [
        "Tjänsteutlåtande", "Dnr: 1-2", "2018-01-12", "Sid 2", "Exempelgatan 1",
    ]  # fmt: skip
    assert words_of(document.blocks) == ["Text"]


@pytest.mark.parametrize("body", ["", p(), "<w:tbl/>", "<w:sectPr/>", "<w:okänt><w:p/></w:okänt>"])
def test_what_says_nothing_gives_no_blocks(body: str) -> None:
    assert read(body).blocks == ()


def test_strict_files_are_read_alike() -> None:
    plain = raw_word(p("Strikt", "Egen") + f"<w:tbl><w:tr><w:tc>{p('a')}</w:tc></w:tr></w:tbl>", {"styles": STYLES})
    strict = repacked(
        plain,
        lambda _, part: part.replace(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        ).replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        ),
    )
    assert read_word(strict, "plan.docx").blocks == read_word(plain, "plan.docx").blocks


def test_the_main_part_may_have_any_name() -> None:
    moved = repacked(
        raw_word(p("Text")), lambda _, part: part.replace(b"word/document.xml", b"annat/text.xml"), "annat/text.xml"
    )
    assert words_of(read_word(moved, "plan.docx").blocks) == ["Text"]
