"""Reading what was rendered: HTML as an element tree, PDF as text and places."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import pypdfium2
import tinyhtml5  # type: ignore[import-untyped]


def parse(html: str) -> Element:
    """Return the page as an element tree, read by the rules of HTML."""
    root: Element = tinyhtml5.parse(html, namespace_html_elements=False)
    return root


def words(element: Element) -> str:
    """Return the text of an element, spaces made one."""
    return " ".join("".join(element.itertext()).split())


def headings(root: Element) -> list[tuple[int, str]]:
    """Return level and text of all headings in reading order."""
    return [
        (int(element.tag[1]), words(element))
        for element in root.iter()
        if element.tag in ("h1", "h2", "h3", "h4", "h5", "h6")
    ]


@dataclass(frozen=True)
class Page:
    """A page of a PDF: its text, and the edges of the ink of its letters in points."""

    text: str
    left: float
    right: float
    bottom: float

    @property
    def lines(self) -> list[str]:
        """The lines that are not empty."""
        return [line.strip() for line in self.text.splitlines() if line.strip()]


def read_pdf(data: bytes) -> list[Page]:
    """Return the pages of a PDF."""
    with pypdfium2.PdfDocument(data) as document:
        return [_page(page) for page in document]


def _page(page: pypdfium2.PdfPage) -> Page:
    text = page.get_textpage()
    boxes = [text.get_charbox(i) for i in range(text.count_chars())]
    inked = [box for box in boxes if box[2] > box[0]]
    return Page(
        text.get_text_range(),
        min((box[0] for box in inked), default=0),
        max((box[2] for box in inked), default=0),
        min((box[1] for box in inked), default=0),
    )


def objects(data: bytes) -> bytes:
    """Return everything in a PDF with its streams unpacked, to search in."""
    parts = [data]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        with suppress(zlib.error):
            parts.append(zlib.decompress(stream))
    return b"\n".join(parts)


def bookmarks(data: bytes) -> Iterator[tuple[int, str, int]]:
    """Yield level, title and page number of each bookmark."""
    with pypdfium2.PdfDocument(data) as document:
        for item in document.get_toc():
            destination = item.get_dest()
            assert destination is not None
            yield item.level, item.get_title(), (destination.get_index() or 0) + 1
