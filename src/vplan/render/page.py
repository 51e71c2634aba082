"""A page that WeasyPrint need not parse: our own HTML is also XML but for its empty elements, and C reads XML.

WeasyPrint's parser reads any HTML and is written in Python; on a long plan it takes a twentieth of the whole time.
Imported after `vplan.render.pdf.prepare`, because it imports WeasyPrint.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, fromstring

from cssselect2 import ElementWrapper
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from vplan.render.fetcher import DocumentFetcher
from vplan.render.styles import paper_style

_EMPTY = re.compile(r"<(meta|link|img|br|hr|col|wbr)\b([^>]*)>")
_BASE = "vplan:"


@cache
def shared_sheet() -> tuple[CSS, FontConfiguration]:
    """Return the style sheet that all printed documents share, and the fonts it brings."""
    fonts = FontConfiguration()
    fetcher = DocumentFetcher((), Path())
    return CSS(string=paper_style(), font_config=fonts, url_fetcher=fetcher, base_url=_BASE), fonts


def read_page(html: str, fetcher: URLFetcher) -> HTML:
    """Return our page ready to be laid out; one that is no XML, for a character it may not hold, is read as HTML."""
    try:
        tree = fromstring(_EMPTY.sub(r"<\1\2/>", html))  # noqa: S314 - our own templates, without a document type
    except ParseError:
        return HTML(string=html, url_fetcher=fetcher, base_url=_BASE)
    return _ReadPage(tree, fetcher)


class _ReadPage(HTML):  # type: ignore[misc]  # WeasyPrint has no types
    def __init__(self, tree: Element, fetcher: URLFetcher) -> None:
        # the base class's constructor, after its parsing
        self.base_url = _BASE
        self.url_fetcher = fetcher
        self.media_type = "print"
        self.wrapper_element = ElementWrapper.from_html_root(tree, content_language=None)
        self.etree_element = self.wrapper_element.etree_element
