from __future__ import annotations

import ctypes.util
import logging
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
from page import ValidationProfile, validate_pdf_bytes

from support.pages import Page, bookmarks, headings, objects, parse, read_pdf
from support.sample_document import (
    PICTURE,
    PROSE,
    bare_document,
    budget,
    field,
    indicators,
    paragraph,
    sample_document,
    text,
    write_pictures,
)
from vplan.diagnostics import Severity, Span, in_file_order
from vplan.document.tree import Facts, Figure, Link, ListBlock, Paragraph, Section
from vplan.render import libraries, pdf
from vplan.render.html import render_html
from vplan.render.job import PrintJob
from vplan.render.pdf import PdfResult, PdfUnavailableError, prepare, render_pdf

MM = 72 / 25.4


@cache
def sample() -> PdfResult:
    return render_pdf(sample_document(), root=Path("/nonexistent"))


@cache
def pages() -> list[Page]:
    return read_pdf(sample().data)


def render(*content: object) -> list[Page]:
    result = render_pdf(bare_document(*content), root=Path("/nonexistent"))  # type: ignore[arg-type]
    assert result.diagnostics == []
    return read_pdf(result.data)


def test_the_sample_gives_no_warning() -> None:
    assert sample().diagnostics == []


def test_every_page_says_its_number_and_how_many() -> None:
    total = len(pages())
    for number, page in enumerate(pages(), 1):
        assert f"Sid {number} ({total})" in page.text


def test_kind_and_reference_run_on_every_page_and_the_date_only_on_the_first() -> None:
    assert all("Tjänsteutlåtande" in page.text and "Dnr: 2017-717-1.1." in page.text for page in pages())
    assert [number for number, page in enumerate(pages(), 1) if "2018-01-12" in page.text] == [1]


def test_page_one_is_the_letterhead() -> None:
    page = pages()[0].text
    for words in (
        "Exempelenheten för biståndsbedömning",
        "Handläggare",
        "Till",
        "Verksamhetsplan 2018 för",
        "Förslag till beslut",
        "Planen godkänns.",
        "Enhetschef",
        "Exempelgatan 1",
        "stockholm.example.org",
    ):
        assert words in page


def test_contents_stand_on_page_two_with_the_right_numbers_and_the_body_on_page_three() -> None:
    contents = pages()[1].text
    assert "Innehållsförteckning" in contents
    assert pages()[2].lines[0] == "Inledning"
    places = {title: number for _, title, number in bookmarks(sample().data)}
    for entry in sample_document().contents:
        assert re.search(rf"{re.escape(entry.title)}\s+{places[entry.title]}\b", contents), entry.title
    assert re.search(r"Bilagor\s+Bilaga 1: .*2018\s+Bilaga 2: Aktivitetsplan\s+Tjänsteutlåtande", contents)


def test_bookmarks_are_the_headings() -> None:
    outline = headings(parse(render_html(sample_document(), target="print")))
    assert [(level + 1, title) for level, title, _ in bookmarks(sample().data)] == outline


def test_metadata_says_what_the_document_is() -> None:
    with pypdfium2.PdfDocument(sample().data) as document:
        found = document.get_metadata_dict(skip_empty=True)
        assert found["Title"] == sample_document().title
        assert found["Author"] == "Östermalms stadsdelsnämnd"
        assert found["Subject"] == "Verksamhetsplan 2018, Exempelenheten"
        assert "2017-717-1.1." in found["Keywords"]
        assert found["CreationDate"].startswith("D:20180112")
        assert found["ModDate"].startswith("D:20180112")
        assert document.is_tagged()
        assert document[0].get_size() == pytest.approx((210 * MM, 297 * MM), abs=0.1)
    unpacked = objects(sample().data)
    assert b"/Lang (sv)" in unpacked
    assert b'pdfuaid:part="1"' in unpacked


def test_without_a_date_the_metadata_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    result = render_pdf(bare_document(), root=Path("/nonexistent"))
    with pypdfium2.PdfDocument(result.data) as document:
        assert "CreationDate" not in document.get_metadata_dict(skip_empty=True)


def test_only_our_fonts_are_embedded() -> None:
    names = set(re.findall(rb"/BaseFont /[A-Z]{6}\+([A-Za-z-]+)", objects(sample().data)))
    assert names
    assert all(name.startswith(b"Liberation-") for name in names)


def test_same_bytes_in_another_folder(tmp_path: Path) -> None:
    results = []
    for name in ("a", "b"):
        root = tmp_path / name
        root.mkdir()
        write_pictures(root)
        results.append(render_pdf(sample_document(pictures=True), root=root))
    assert results[0] == results[1]
    assert results[0].diagnostics == []
    assert results[0].data != sample().data


def test_text_keeps_the_margins() -> None:
    for page in pages()[1:]:
        assert page.left >= 33 * MM - 1
        assert page.right <= (210 - 25) * MM + 1
        assert page.bottom >= 25 * MM - 1
    assert pages()[0].left >= 23 * MM - 1


def test_no_heading_and_no_label_ends_a_page() -> None:
    goal = tuple(
        Section(
            f"m{k}", "unit_goal", 3, f"Målet {k}",
            (Section(f"f{k}", "field", 4, "Förväntat resultat", (paragraph(PROSE * (1 + k % 3)),)),), "Enhetsmål:",
        )
        for k in range(40)
    )  # fmt: skip
    for filler in range(3):
        made = render(*(paragraph("Rad.") for _ in range(filler)), *goal)
        assert len(made) > 8
        for page in made[2:]:
            *_, last, kind_and_number = page.lines
            assert kind_and_number.startswith("Sid ")
            assert not re.match(r"Målet \d+$|Förväntat resultat$|Enhetsmål:$", last)


def test_no_line_stands_alone_at_a_page_break() -> None:
    lines = [f"rad{k}" for k in range(5)]
    made = render(*(Paragraph(text(" ".join(f"{name}p{n} " + "x" * 60 for name in lines))) for n in range(60)))
    for n in range(60):
        on_page = [sum(bool(re.search(rf"rad\dp{n}\b", line)) for line in page.lines) for page in made]
        assert 1 not in on_page


def test_header_row_repeats_and_comments_stay_with_their_rows() -> None:
    rows = [row for k in range(60) for row in ((f"Indikator nr{k}.", "1", "2", "År"), f"Utfall nr{k}.")]
    made = render(indicators(*rows))
    holding = [page for page in made if "Utfall nr" in page.text]
    assert len(holding) > 3
    for page in holding:
        assert "Periodicitet" in page.text
        assert set(re.findall(r"Indikator (nr\d+)\.", page.text)) == set(re.findall(r"Utfall (nr\d+)\.", page.text))


def test_a_short_table_is_not_split() -> None:
    table = indicators(*((f"Indikator nr{k}.", "1", "2", "År") for k in range(4)))
    for filler in range(28, 36):
        made = render(*(paragraph("Rad.") for _ in range(filler)), table)
        assert sorted(page.text.count("Indikator nr") for page in made)[-2:] == [0, 4]


def test_sums_stay_with_the_rows_they_sum() -> None:
    for filler in range(20, 34, 2):
        made = render(*(paragraph("Rad.") for _ in range(filler)), budget())
        page = next(page for page in made if "SUMMA" in page.text)
        assert "Hemtjänst hos andra utförare" in page.text


def test_a_row_taller_than_a_page_is_printed() -> None:
    made = render(indicators((" ".join(["Ett långt namn"] * 1200), "1", "2", "År")))
    assert sum(page.text.count("långt") for page in made) == 1200


def test_a_huge_word_stays_within_bounds() -> None:
    word = "förvaltningsorganisation" * 4167
    made = render(paragraph(word[:100_000]))
    assert len(made) < 60
    assert max(page.right for page in made) <= (210 - 25) * MM + 1


@pytest.mark.parametrize("word", ["informationssäkerhetssamordnare", "kompetensförsörjningsplanerna"])
def test_long_words_in_narrow_cells_are_hyphenated_in_swedish(word: str) -> None:
    (page,) = [page for page in render(indicators(("Namn", word, word, "År"))) if "Årsmål" in page.text]
    assert word not in page.text
    assert word in re.sub("\u2010\\s+", "", page.text)
    assert page.right <= (210 - 25) * MM + 1


def test_lists_with_blocks_keep_their_numbers() -> None:
    items = ((paragraph("ett"), paragraph("mer")), (paragraph("två"),))
    page = render(ListBlock(items, ordered=True, start=3, tight=False))[2].text
    assert re.search(r"3\.\s*ett\s+mer\s+4\.\s*två", page)


def test_symbols_have_words_in_reading_order() -> None:
    page = render(indicators(("♀ Medskapande", "81", "81", "År")))[2].text
    assert re.search(r"♀\s*könsuppdelad indikator\s*Medskapande", page)


def test_facts_stay_with_the_table_they_head() -> None:
    for filler in range(24, 40, 2):
        made = render(*(paragraph("Rad.") for _ in range(filler)), Facts((("Budgetår", "2018"),)), budget())
        page = next(page for page in made if "Budgetår" in page.text)
        assert "Personal" in page.text


def test_what_weasyprint_says_becomes_a_diagnostic(caplog: pytest.LogCaptureFixture) -> None:
    document = bare_document(Paragraph((Link("#finns-inte", text("x")),)))
    with caplog.at_level(logging.WARNING):
        result = render_pdf(document, root=Path("/nonexistent"), source="plans/2018/n/e/plan.yaml")
    (found,) = (finding for finding in result.diagnostics if not finding.rule.startswith("pdf-"))
    assert (found.rule, found.severity) == ("weasyprint", Severity.WARNING)
    assert found.span == Span("plans/2018/n/e/plan.yaml")
    assert "finns-inte" in found.message.args["text"]
    assert caplog.records == []


def test_a_missing_or_broken_picture_is_named_where_it_stands(tmp_path: Path) -> None:
    broken = tmp_path / "plans" / "trasig.png"
    broken.parent.mkdir()
    broken.write_bytes(b"not a picture")
    for file in ("plans/saknas.png", "plans/trasig.png"):
        figure = Figure(file, "Bild", span=Span("plans/plan.yaml", 7, 3, 7, 9))
        result = render_pdf(bare_document(figure), root=tmp_path)
        (found,) = result.diagnostics
        assert (found.severity, found.span) == (Severity.ERROR, Span("plans/plan.yaml", 7, 3, 7, 9))
        assert found.message.args == {"file": file}
        assert result.data.startswith(b"%PDF")


def test_a_picture_that_leads_out_of_the_workspace_is_refused(tmp_path: Path) -> None:
    root = tmp_path / "workspace"
    root.mkdir()
    write_pictures(tmp_path)
    (root / "plans").symlink_to(tmp_path / "plans")
    for file in (PICTURE, f"../{PICTURE}"):
        result = render_pdf(bare_document(Figure(file, "Bild")), root=root)
        (found,) = result.diagnostics
        assert found.severity is Severity.ERROR
        assert found.hint
        assert "RefusedError" in found.hint.args["text"]


def test_the_fetcher_opens_only_what_the_document_names(tmp_path: Path) -> None:
    prepare()
    from vplan.render.fetcher import DocumentFetcher, RefusedError
    from vplan.render.links import picture_files

    write_pictures(tmp_path)
    fetcher = DocumentFetcher(picture_files(sample_document()), tmp_path)
    for url in ("http://127.0.0.1/", "https://example.org/a.png", "file:///etc/passwd", "data:text/css,x",
                "vplan-picture:logotyp.svg", (tmp_path / PICTURE).as_uri()):  # fmt: skip
        with pytest.raises(RefusedError):
            fetcher.fetch(url)


def test_a_picture_that_is_a_whole_file_system_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare()
    from vplan.render import fetcher

    monkeypatch.setattr(fetcher, "MAX_PICTURE", 10)
    write_pictures(tmp_path)
    result = render_pdf(bare_document(Figure(PICTURE, "Bild")), root=tmp_path)
    assert len(result.diagnostics) == 1


def test_a_letter_without_a_glyph_is_a_diagnostic() -> None:
    result = render_pdf(bare_document(field("f", "Fält", paragraph("漢"), level=3)), root=Path("/nonexistent"))
    assert {"letter": "漢", "code": "U+6F22"} in [found.message.args for found in result.diagnostics]


def test_svg_that_cannot_be_drawn_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "bild.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9"><g></svg>', encoding="utf-8")
    result = render_pdf(bare_document(Figure("bild.svg", "Bild", span=Span("plan.yaml", 7))), root=tmp_path)
    (found,) = result.diagnostics
    assert (found.severity, found.span, found.message.args) == (
        Severity.ERROR, Span("plan.yaml", 7), {"file": "bild.svg"},
    )  # fmt: skip


def test_missing_font_tool_is_told_once_for_all_fonts_and_plans() -> None:
    said = 'Using fontTools instead of HarfBuzz-Subset for font "%s". This will be slow.'
    found = [
        pdf._diagnostic(
            logging.LogRecord("weasyprint", logging.WARNING, "", 1, said, (font,), None),
            PrintJob("", {}, Path(), plan),
        )
        for font, plan in (("Liberation Sans", "a/plan.yaml"), ("Liberation Serif", "b/plan.yaml"))
    ]
    assert len(in_file_order(found)) == 1


def test_missing_fonts_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "FONT_FILES", ("NoSuch.ttf",))
    with pytest.raises(PdfUnavailableError) as caught:
        prepare.__wrapped__()
    assert caught.value.missing == ("NoSuch.ttf",)


def test_known_libraries_are_found_without_a_search(monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux searches with a compiler")
    asked: list[str] = []
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: asked.append(name))
    before = ctypes.util.find_library
    with libraries.quick_lookup():
        assert ctypes.util.find_library("pango-1.0-0") == "libpango-1.0.so.0"
        assert ctypes.util.find_library("libpango-1.0-0") == "libpango-1.0.so.0"
        ctypes.util.find_library("harfbuzz-vector-0.0")
        assert asked == []
        ctypes.util.find_library("something-else")
    assert asked == ["something-else"]
    assert ctypes.util.find_library is before


def test_missing_libraries_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "_found", lambda library: library.name != "pango-1.0")
    assert libraries.missing_libraries() == ("pango-1.0",)


def test_weasyprint_is_imported_only_by_prepare_and_leaves_no_files(tmp_path: Path) -> None:
    script = (
        "import sys, vplan.render.pdf, vplan.render.html, vplan.render.index\n"
        "assert 'weasyprint' not in sys.modules\n"
        "vplan.render.pdf.prepare()\n"
        "assert 'weasyprint' in sys.modules\n"
    )
    source = str(Path(pdf.__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=False,
        env={**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": source},
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []


def test_it_conforms_to_pdf_ua(tmp_path: Path) -> None:
    write_pictures(tmp_path)
    result = render_pdf(sample_document(pictures=True), root=tmp_path)
    report = validate_pdf_bytes(result.data, profile=ValidationProfile.PDF_UA_1)
    assert [str(failure) for failure in report.failures] == []


@pytest.mark.parametrize("pictures", [True, False])
def test_the_quick_reading_of_a_page_gives_the_same_pdf(
    tmp_path: Path, pictures: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare()
    from weasyprint import HTML

    from vplan.render import page

    write_pictures(tmp_path)
    document = sample_document(pictures=pictures)
    quick = render_pdf(document, root=tmp_path).data
    monkeypatch.setattr(
        page, "read_page", lambda html, fetcher: HTML(string=html, url_fetcher=fetcher, base_url="vplan:")
    )
    assert render_pdf(document, root=tmp_path).data == quick


def test_a_character_that_xml_forbids_is_no_fault() -> None:
    result = render_pdf(bare_document(paragraph("forbidden \x0b sign")), root=Path("/"))
    assert "forbidden" in read_pdf(result.data)[-1].text
