"""What is handed over to be printed: a page, and the pictures it may read. It crosses to another process as it is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vplan.diagnostics import Span

if TYPE_CHECKING:
    from vplan.archive.carried import Enclosure
    from vplan.document.tree import Document
    from vplan.structure.expected import Expected


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A page to print.

    The page lacks the style sheet that all share, which the printer has read already. `pictures` are the files it may
    read, relative to `root`, with the places that name them; `source` is the file that other findings name. What is to
    travel in the PDF beside the page is its `enclosure`. With `expected`, the PDF is checked to hold that.
    """

    html: str
    pictures: dict[str, Span | None]
    root: Path
    source: str
    enclosure: Enclosure | None = None
    expected: Expected | None = None


def print_job(document: Document, *, root: Path, source: str = "vplan.yaml") -> PrintJob:
    """Make a document ready to print. `root` is the workspace, from which its pictures are read."""
    from vplan.render.html import render_html
    from vplan.render.links import picture_places
    from vplan.structure.expected import expected

    page = render_html(document, target="print", shared_style=False)
    return PrintJob(page, picture_places(document), root, source, expected=expected(document))
