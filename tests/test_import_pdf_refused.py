"""PDF files that are refused, and how quickly."""

from __future__ import annotations

import base64
import contextlib
import time
import zlib
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.pdf_files import PdfPage, write_pdf
from test_import_pdf import body
from vplan.importing.readers import limits
from vplan.importing.readers.pdf import read_pdf
from vplan.importing.source import RefusedError, words_of

GOOD = write_pdf(body(PdfPage()), body(PdfPage()))
PICTURE = "q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q"  # one grey dot over the whole page


def refused(data: bytes) -> str:
    with pytest.raises(RefusedError) as caught:
        read_pdf(data, "plan.pdf")
    assert caught.value.hint.msgid
    return str(caught.value.message.msgid)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"PK\x03\x04....word/document.xml", "a Word file (.docx)"),
        (b"PK\x03\x04....", "a ZIP archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a file of an old Office program"),
        (b"<!DOCTYPE html><html></html>", "a web page"),
        (b"{\\rtf1 x}", "an RTF file"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"Verksamhetsplan", "a text file"),
        (b"En PDF-fil inleds med %PDF-1.4", "a text file"),
        (b"\x01\0\x02\0", "data of an unknown kind"),
    ],
)
def test_what_is_no_pdf_is_named(data: bytes, kind: str) -> None:
    with pytest.raises(RefusedError) as caught:
        read_pdf(data, "plan.pdf")
    said, found = (caught.value.message.args[name].msgid for name in ("said", "found"))
    assert (said, found) == ("a PDF file", kind)


@pytest.mark.parametrize("before", [b"\r\n", b"HTTP/1.1 200 OK\r\n\r\n", bytes(128)])
def test_other_bytes_before_a_pdf_do_not_hide_it(before: bytes) -> None:
    assert read_pdf(before + GOOD, "plan.pdf").pages == 2


def test_an_empty_file_is_refused() -> None:
    assert "is empty" in refused(b"")


def test_pages_that_are_pictures_are_refused_with_a_word_on_ocr() -> None:
    page = PdfPage()
    page.parts.append(PICTURE)
    with pytest.raises(RefusedError) as caught:
        read_pdf(write_pdf(page), "plan.pdf")
    assert "scanned" in caught.value.message.msgid
    assert "ocrmypdf" in caught.value.hint.msgid


def test_a_file_without_text_is_refused() -> None:
    assert "no text" in refused(write_pdf(PdfPage()))


def test_a_short_text_is_no_scan() -> None:
    assert read_pdf(write_pdf(PdfPage().text(70, 100, "Hej")), "a.pdf").pages == 1


@pytest.mark.parametrize("share", [0.2, 0.6, 0.97])
def test_a_file_that_breaks_off_is_refused(share: float) -> None:
    assert "damaged" in refused(GOOD[: int(len(GOOD) * share)])


def test_an_encrypted_file_is_refused() -> None:
    locked = GOOD.replace(
        b"trailer\n<<",
        b"trailer\n<< /ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -44 /O <%s> /U <%s> >>"
        % (b"11" * 32, b"22" * 32),
    )
    assert "encrypted" in refused(locked)


def test_too_many_pages_are_refused_at_once() -> None:
    data = write_pdf(*[PdfPage().text(70, 100, "Hej")] * 2000)
    start = time.perf_counter()
    assert "pages" in refused(data)
    assert time.perf_counter() - start < 2


def test_too_much_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_CHARACTERS", 500)
    assert "more than any plan" in refused(GOOD)
    monkeypatch.setattr(limits, "MAX_PAGE_CHARACTERS", 100)
    assert "more text than any page" in refused(GOOD)


def test_a_page_full_of_scattered_words_is_read_in_bounded_time() -> None:
    page = PdfPage()
    for number in range(3_000):
        page.text(10 + number % 40 * 13, 10 + number // 40 * 9, str(number), 3)
    start = time.perf_counter()
    read_pdf(write_pdf(page), "a.pdf")
    assert time.perf_counter() - start < 4


def test_a_file_that_is_too_large_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_BYTES", len(GOOD) - 1)
    assert "larger than" in refused(GOOD)


FLATE, BASE_85, HEX = "/FlateDecode", "/ASCII85Decode", "/ASCIIHexDecode"
PACKED: dict[str, Callable[[bytes], bytes]] = {
    FLATE: lambda data: zlib.compress(data),
    BASE_85: lambda data: base64.a85encode(data) + b"~>",
    HEX: lambda data: data.hex().encode() + b">",
}


def with_contents(content: bytes, *filters: str, extra: str = "", spelt: str = "") -> bytes:
    """Return a file whose second page's text is packed by the filters, the outermost first."""
    for each in reversed(filters):
        content = PACKED[each](content)
    named = spelt or f"/Filter [{' '.join(filters)}]"
    stream = b"<< /Length %d %s %s >>\nstream\n%s\nendstream" % (
        len(content), named.encode(), extra.encode(), content,
    )  # fmt: skip
    start = GOOD.rindex(b"<< /Length")
    end = GOOD.index(b"endstream", start) + len(b"endstream")
    return GOOD[:start] + stream + GOOD[end:]


CHAINS = [
    (FLATE,), (FLATE, FLATE), (FLATE, FLATE, FLATE), (HEX, FLATE), (BASE_85, FLATE), (HEX, BASE_85, FLATE, FLATE)
]  # fmt: skip


@pytest.mark.parametrize("chain", CHAINS)
@pytest.mark.parametrize("extra", ["", "/Subtype /Image"])
def test_a_stream_that_unpacks_to_far_too_much_is_refused(
    chain: tuple[str, ...], extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_PART_BYTES", 100_000)
    assert "more than any plan" in refused(with_contents(b" " * 1_000_000, *chain, extra=extra))


@pytest.mark.parametrize("chain", CHAINS)
def test_a_page_may_be_packed_in_any_of_these_ways(chain: tuple[str, ...]) -> None:
    text = b"BT /F0 10 Tf 70 700 Td (Boendet) Tj ET"
    assert "Boendet" in words_of(read_pdf(with_contents(text, *chain), "plan.pdf").blocks)


@pytest.mark.parametrize("spelt", ["/Filter /Fl#61teDecode", "/Filter /FlateDecode", "/Filter 99 0 R"])
def test_a_bomb_is_found_however_its_filter_is_spelt(spelt: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_PART_BYTES", 100_000)
    assert "more than any plan" in refused(with_contents(b" " * 1_000_000, FLATE, spelt=spelt))


def test_what_is_packed_in_more_layers_than_anything_is_refused() -> None:
    assert "more than any plan" in refused(with_contents(b" ", *[FLATE] * 5))
    assert "more than any plan" in refused(with_contents(b" ", FLATE, spelt="/Filter [/LZWDecode /FlateDecode]"))


def test_parts_that_are_too_much_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    part = b"<< /Filter /FlateDecode >>\nstream\n%s\nendstream\nendobj\n" % zlib.compress(b" " * 90_000)
    several = b"".join(b"%d 0 obj\n%s" % (number, part) for number in range(50, 60))
    data = GOOD.replace(b"xref\n", several + b"xref\n", 1)
    assert read_pdf(data, "plan.pdf").pages == 2
    monkeypatch.setattr(limits, "MAX_UNPACKED_BYTES", 500_000)
    assert "more than any plan" in refused(data)


@pytest.mark.parametrize("filters", ["/ASCIIHexDecode", "/ASCII85Decode", "/FlateDecode"])
def test_streams_without_end_are_refused_at_once(filters: str) -> None:
    start = time.perf_counter()
    stream = b"1 0 obj << /Filter %s >> stream\n" % filters.encode()
    assert "damaged" in refused(GOOD.replace(b"xref\n", stream * 20_000 + b"xref\n", 1))
    assert time.perf_counter() - start < 2


def test_a_stream_that_misses_its_end_does_no_harm() -> None:
    assert read_pdf(GOOD.replace(b"xref\n", b"1 0 obj << >> stream\nendobj\nxref\n", 1), "plan.pdf").pages


def test_a_large_picture_is_not_unpacked_by_the_library_nor_refused() -> None:
    picture = zlib.compress(b"\x80" * 9_000_000)
    named = b"/Subtype /Image /Width 3000 /Height 3000 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode"
    stream = b"70 0 obj\n<< %s /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (named, len(picture), picture)
    data = GOOD.replace(b"xref\n", stream + b"xref\n", 1)
    assert read_pdf(data, "plan.pdf").pages == 2


def test_no_page_is_begun_after_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_SECONDS", -1)
    assert "seconds" in refused(GOOD)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(9, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=12))
def test_any_damage_gives_a_document_or_a_refusal(changes: list[tuple[int, int]]) -> None:
    data = bytearray(GOOD)
    for place, value in changes:
        data[place] = value
    with contextlib.suppress(RefusedError):
        assert read_pdf(bytes(data), "plan.pdf").pages
