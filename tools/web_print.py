"""What a browser printed, against the page: nothing cut off, rows whole, tables' heads repeated, links readable."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pypdfium2 import PdfDocument, PdfPage

# hyphens at the ends of lines are the browser's, as are the quotation marks of <q>; PDFium writes some as U+FFFE
_LOOSE = re.compile("[\\s\u00ad\u200b\ufffe\u0002‐‑“”-]+")
_LEAST_MARGIN = 10 / 25.4 * 72
_SHOWN = 60


def print_problems(pdf: Path, parts: dict[str, Any]) -> list[str]:
    """Return what is wrong with a printed page; `parts` is what `printed` in `tools/web/probes.mjs` tells of it."""
    with PdfDocument(pdf) as document:
        pages = [squeeze(page.get_textpage().get_text_range()) for page in document]
        problems = [problem for number, page in enumerate(document, 1) for problem in _margins(number, page)]
    whole = "".join(pages)
    problems += [f"not printed whole: “{_short(text)}”" for text in parts["blocks"] if squeeze(text) not in whole]
    for rows in parts["tables"]:
        problems += _table_problems(pages, rows)
    for address in parts["links"]:
        bare = address.partition("://")[2].rstrip("/") or address
        if squeeze(bare) not in whole:
            problems.append(f"the address of a link cannot be read: {address}")
    return problems


def squeeze(text: str) -> str:
    """Return a text without white space and hyphens, which lines of print add and take away."""
    return _LOOSE.sub("", text)


def _margins(number: int, page: PdfPage) -> Iterator[str]:
    """Yield a problem when letters stand so near the paper's edge that a printer would cut them."""
    text = page.get_textpage()
    boxes = [text.get_charbox(i) for i in range(text.count_chars())]
    inked = [box for box in boxes if box[2] > box[0]]
    width, height = page.get_size()
    left, right = min((b[0] for b in inked), default=width), max((b[2] for b in inked), default=0)
    bottom, top = min((b[1] for b in inked), default=height), max((b[3] for b in inked), default=0)
    if min(left, width - right, bottom, height - top) < _LEAST_MARGIN:
        yield f"text beyond the margin on page {number}"


def _table_problems(pages: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield what is wrong with a table: rows parted by a page's end, pages on which it goes on without its head."""
    head, *body = rows
    for row in body:
        cells = [squeeze(cell) for cell in row]
        holding = [page for page in pages if all(cell in page for cell in cells)]
        if not holding:
            yield f"a row of a table is parted: “{_short(' '.join(row))}”"
        elif not any(all(squeeze(cell) in page for cell in head) for page in holding):
            yield f"a table goes on without its head: “{_short(' '.join(row))}”"


def _short(text: str) -> str:
    return " ".join(text.split())[:_SHOWN]
