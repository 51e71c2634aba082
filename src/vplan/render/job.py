"""What is handed over to be printed. Both an order and a job cross to another process as they are."""

from __future__ import annotations

from dataclasses import dataclass, replace
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


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """A document to print; its page is made where it is printed. See `print_job` and `PrintJob` for what is in it."""

    document: Document
    root: Path
    source: str
    enclosure: Enclosure | None = None

    def job(self) -> PrintJob:
        """Make the document ready to print."""
        return replace(print_job(self.document, root=self.root, source=self.source), enclosure=self.enclosure)


def print_job(document: Document, *, root: Path, source: str = "vplan.yaml") -> PrintJob:
    """Make a document ready to print. `root` is the workspace, from which its pictures are read."""
    from vplan.render.html import render_html
    from vplan.render.links import picture_places
    from vplan.structure.expected import expected

    page = render_html(document, target="print", shared_style=False)
    return PrintJob(page, picture_places(document), root, source, expected=expected(document))
