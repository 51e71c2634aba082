"""The neutral sequence: what every reader makes of a file, in reading order, and the passes work on.

A reader tells what its format knows and leaves the rest empty: a text file has no sizes, a Word file no pages.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from vplan.diagnostics import Message


class Format(StrEnum):
    """The formats that are read; the value is the file name's ending."""

    TEXT = "txt"
    PDF = "pdf"
    WORD = "docx"


class RefusedError(Exception):
    """A file that cannot be read as what its name says, or is too large; `hint` says what to do."""

    def __init__(self, message: Message, hint: Message) -> None:
        super().__init__(str(message))
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands in the source: its line (text), its page (PDF), or its block's number (Word).

    All count from 1; 0 where the format has none.
    """

    page: int = 0
    line: int = 0
    block: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style. A line break inside a paragraph is `\\n`; white space is as in the source."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, a heading or a list item.

    `level` is the heading level that the source itself states (Word's heading styles: 1 is the highest; 0: none).
    `size` is the letters' size in points, 0 where unknown; `bold` says that all letters are bold, or that the style is.
    `mark` is a list item's sign as it stands (`•`, `-`, `1.`), and is then no part of the runs; `depth` counts the
    lists around the item's own. `style` is the name that the source gives the style, for instance Word's. `box` is the
    number of the example that it belongs to, which no reader but the recogniser tells; 0: none.
    """

    place: Place
    runs: tuple[Run, ...]
    level: int = 0
    size: float = 0.0
    bold: bool = False
    mark: str = ""
    depth: int = 0
    style: str = ""
    box: int = 0

    @property
    def text(self) -> str:
        """Return the text without styles."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; several paragraphs in it are joined by `\\n` in one run or more."""

    runs: tuple[Run, ...] = ()

    @property
    def text(self) -> str:
        """Return the text without styles."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; `header` where the source says so. A cell over all columns is the row's only cell."""

    place: Place
    cells: tuple[Cell, ...]
    header: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """Return the cells' texts, on one line each, without white space around them."""
        return tuple(" ".join(cell.text.split()) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it stands on one page; a table that goes on over a page is several until the passes join them.

    `box` as for a paragraph.
    """

    place: Place
    rows: tuple[Row, ...]
    box: int = 0


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The end of a page where the format has pages; `page` is the page that begins."""

    page: int


Block = Paragraph | Table | PageBreak


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A file as read: its blocks in reading order, and what was taken off the pages' edges (headers, page numbers).

    `about` is what the file's own metadata says of author and subject.
    `pictures` counts the pictures that stand in it.
    `deleted` counts the stretches that the source itself has taken away: Word's tracked deletions and hidden letters.
    """

    name: str
    format: Format
    blocks: tuple[Block, ...]
    furniture: tuple[Paragraph, ...] = ()
    pages: int = 0
    title: str = ""
    language: str = ""
    about: str = ""
    deleted: int = 0
    pictures: int = 0


def plain(text: str, place: Place | None = None) -> Paragraph:
    """Return a paragraph of plain text."""
    return Paragraph(place or Place(), (Run(text),))


def words_of(blocks: Iterable[Block]) -> list[str]:
    """Return all words of the blocks in order, list marks left out."""
    words: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            words += block.text.split()
        elif isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    words += cell.text.split()
    return words
