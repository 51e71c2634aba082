"""Opens a PDF within bounds and reads it page by page; the layout makes blocks of the pages."""

from __future__ import annotations

import ctypes
import time
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from vplan.diagnostics import msg
from vplan.importing.readers import kinds, limits
from vplan.importing.readers.metadata import one_line
from vplan.importing.readers.pdf.bombs import refuse_bombs
from vplan.importing.readers.pdf.drawing import Drawing, read_drawing
from vplan.importing.readers.pdf.layout import Sheet, blocks_of
from vplan.importing.readers.pdf.text import PageReader, PageText, Piece, View
from vplan.importing.readers.refusals import damaged, encrypted, refuse_size, too_much
from vplan.importing.source import Format, RefusedError, SourceDocument

_FEW_CHARACTERS = 30
_SCAN_COVERS = 0.4
_LONG_LANGUAGE, _LONG_STRING = 100, 1_000_000
_ABOUT = ("Author", "Subject")


def read_pdf(data: bytes, name: str) -> SourceDocument:
    """Read a PDF file's bytes; `name` is the file's name, for messages and the result.

    Raises `RefusedError` for what is no PDF, is encrypted, damaged or too large, and for pages that are only pictures.
    """
    refuse_size(data, name)
    kinds.expect(kinds.PDF, data, name)
    if data.rfind(b"startxref") < data.rfind(b"endobj"):
        raise damaged(name)
    refuse_bombs(data, name)
    with _opened(data, name) as document:
        sheets, pictures = _sheets(document, name)
        title, about = one_line(_said(document, "Title")), one_line(*(_said(document, key) for key in _ABOUT))
        language = _language(document)
    _refuse_pictures(sheets, pictures, name)
    blocks, furniture = blocks_of(sheets)
    return SourceDocument(
        name, Format.PDF, tuple(blocks), tuple(furniture), len(sheets), title=title, language=language, about=about,
        pictures=_count_pictures(sheets),
    )  # fmt: skip


def _count_pictures(sheets: list[Sheet]) -> int:
    """Count the pictures; one that stands in the same place of several pages is a part of their header."""
    places = Counter(place for sheet in sheets for place in set(sheet.drawing.pictures))
    return sum(count == 1 for count in places.values())


@contextmanager
def _opened(data: bytes, name: str) -> Iterator[Any]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise encrypted(name) from error
        raise damaged(name) from error
    try:
        yield document
    finally:
        document.close()


def _sheets(document: Any, name: str) -> tuple[list[Sheet], int]:
    """Return the pages, and how many of them are covered by a picture."""
    count = len(document)
    if count > limits.MAX_PAGES:
        sentence = msg(
            "{name} has {pages} pages; at most {most} are read.", name=name, pages=count, most=limits.MAX_PAGES
        )
        raise too_much(name, sentence)
    if count < 1:
        raise damaged(name)
    sheets: list[Sheet] = []
    fonts: dict[int, tuple[bool, bool]] = {}
    left, pictures = limits.MAX_CHARACTERS, 0
    until = time.monotonic() + limits.MAX_SECONDS
    for index in range(count):
        if time.monotonic() > until:
            raise too_much(
                name, msg("{name} takes more than {most} seconds to read.", name=name, most=limits.MAX_SECONDS)
            )
        sheet, characters, covered = _sheet(document, index, name, fonts)
        left -= characters
        pictures += covered
        if left < 0:
            raise too_much(name)
        sheets.append(sheet)
    return sheets, pictures


def _sheet(document: Any, index: int, name: str, fonts: dict[int, tuple[bool, bool]]) -> tuple[Sheet, int, bool]:
    page = pdfium.FPDF_LoadPage(document.raw, index)
    if not page:
        raise damaged(name)
    try:
        view = _view(page)
        text = pdfium.FPDFText_LoadPage(page)
        if not text:
            return (
                Sheet(index + 1, view.width, view.height, PageText(), read_drawing(document.raw, page, view)),
                0,
                False,
            )
        try:
            count = pdfium.FPDFText_CountChars(text)
            if count > limits.MAX_PAGE_CHARACTERS:
                sentence = msg("Page {page} of {name} has more text than any page.", page=index + 1, name=name)
                raise too_much(name, sentence)
            words = PageReader(page, text, view, fonts).read()
        finally:
            pdfium.FPDFText_ClosePage(text)
        drawing = read_drawing(document.raw, page, view)
        _add_links(words, drawing)
        covered = count < _FEW_CHARACTERS and _covered(page, view)
        return Sheet(index + 1, view.width, view.height, words, drawing), count, covered
    finally:
        pdfium.FPDF_ClosePage(page)


def _add_links(words: PageText, drawing: Drawing) -> None:
    if not drawing.links:
        return
    pieces = sorted(words.pieces, key=_middle)
    for box, address in drawing.links:
        start = bisect_left(pieces, box.y0, key=_middle)
        for piece in pieces[start : bisect_right(pieces, box.y1, key=_middle)]:
            if box.x0 <= (piece.x0 + piece.x1) / 2 <= box.x1:
                piece.link = address


def _middle(piece: Piece) -> float:
    return piece.y - 0.3 * piece.size


def _view(page: Any) -> View:
    rect = pdfium.FS_RECTF()
    left = bottom = 0.0
    if pdfium.FPDF_GetPageBoundingBox(page, ctypes.byref(rect)):
        left, bottom = rect.left, rect.bottom
    width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    return View(left, bottom, width, height, max(pdfium.FPDFPage_GetRotation(page), 0))


def _covered(page: Any, view: View) -> bool:
    area, values = 0.0, [ctypes.c_float() for _ in range(4)]
    for index in range(min(pdfium.FPDFPage_CountObjects(page), 500)):
        handle = pdfium.FPDFPage_GetObject(page, index)
        if pdfium.FPDFPageObj_GetType(handle) == pdfium.FPDF_PAGEOBJ_IMAGE:
            pdfium.FPDFPageObj_GetBounds(handle, *(ctypes.byref(value) for value in values))
            x0, y0, x1, y1 = (value.value for value in values)
            area += abs((x1 - x0) * (y1 - y0))
    return area > _SCAN_COVERS * view.width * view.height


def _said(document: Any, key: str) -> str:
    """Return what the document's information says under a name."""
    name = key.encode() + b"\0"
    return _string(lambda buffer, length: pdfium.FPDF_GetMetaText(document.raw, name, buffer, length))


def _language(document: Any) -> str:
    language = _string(
        lambda buffer, length: pdfium.FPDFCatalog_GetLanguage(
            document.raw, ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), length
        )
    )
    return language.strip() if len(language) < _LONG_LANGUAGE else ""


def _string(ask: Callable[[Any, int], int]) -> str:
    """Return a string that the library gives as UTF-16 with a final zero; what is no UTF-16 in it is replaced."""
    length = ask(None, 0)
    if not 2 < length < _LONG_STRING:
        return ""
    buffer = ctypes.create_string_buffer(length)
    ask(buffer, length)
    return buffer.raw[: length - 2].decode("utf-16-le", "replace")


def _refuse_pictures(sheets: list[Sheet], pictures: int, name: str) -> None:
    written = sum(len(p.text) for sheet in sheets for p in sheet.text.pieces)
    hint = msg("Make its text readable first, for instance with `ocrmypdf in.pdf out.pdf`, and import the new file.")
    if pictures and pictures * 2 > len(sheets) and written < _FEW_CHARACTERS * len(sheets):
        raise RefusedError(msg("{name} holds pictures of pages and no text: it is probably scanned.", name=name), hint)
    if not written and not any(sheet.text.turned for sheet in sheets):
        raise RefusedError(msg("{name} has no text that can be read.", name=name), hint)
