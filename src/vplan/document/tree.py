"""The document tree: what a document is, before any format.

Every kind of document is assembled into this tree and every format is rendered from it. All values are immutable. Texts
are plain text; a renderer escapes them. Each class names itself in `kind`, so that a template can pick its macro.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal

from vplan.diagnostics import Span
from vplan.document.inline import Code as Code
from vplan.document.inline import Emphasis as Emphasis
from vplan.document.inline import Inline as Inline
from vplan.document.inline import LineBreak as LineBreak
from vplan.document.inline import Link as Link
from vplan.document.inline import Reference as Reference
from vplan.document.inline import Strong as Strong
from vplan.document.inline import Text as Text

if TYPE_CHECKING:
    from decimal import Decimal

    from vplan.figures.data import Figure as FigureData
    from vplan.model.choices import Better

# --- blocks --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `span` is the place of its first line, where it stands in a text."""

    kind: ClassVar[str] = "paragraph"
    content: tuple[Inline, ...]
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list, bulleted or numbered; each item is a tuple of blocks. A tight list has no space between its items."""

    kind: ClassVar[str] = "list"
    items: tuple[tuple[Block, ...], ...]
    ordered: bool = False
    start: int = 1
    tight: bool = True


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation, with who said it where that is told."""

    kind: ClassVar[str] = "quote"
    content: tuple[Block, ...]
    source: tuple[Inline, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A box with an example; `label` is its first words, "Exempel" or "Exempel – hembesök", and no heading."""

    kind: ClassVar[str] = "example"
    label: str
    content: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """A block of literal text, lines kept."""

    kind: ClassVar[str] = "code_block"
    text: str
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ThematicBreak:
    """A rule between paragraphs."""

    kind: ClassVar[str] = "thematic_break"


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with its text alternative and, where there is one, a caption.

    `file` is relative to the workspace, with forward slashes. `label` is the number before the caption, "Figur 3.";
    both `label` and `anchor` are empty for a figure that is not numbered.
    """

    kind: ClassVar[str] = "figure"
    file: str
    alternative: str
    caption: str = ""
    span: Span | None = None
    anchor: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure from data: what is drawn, the same in words and as a table.

    The table is unfolded by the reader of a page; with `is_table_shown` it stands below, on paper too.
    """

    kind: ClassVar[str] = "drawing"
    data: FigureData
    alternative: str
    caption: str
    table: Table
    is_table_shown: bool = False
    span: Span | None = None
    anchor: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class FigurePlace:
    """Where a figure from data is to stand, named by its id; `vplan.document.blocks` puts the figure there."""

    kind: ClassVar[str] = "figure_place"
    id: str


Align = Literal["start", "end"]


@dataclass(frozen=True, slots=True)
class Column:
    """A table column: a heading that is never empty, alignment, and a relative width (0: by content)."""

    heading: tuple[Inline, ...]
    align: Align = "start"
    width: int = 0


@dataclass(frozen=True, slots=True)
class Trend:
    """An indicator's history, drawn small; `words` say the same to a screen reader."""

    history: tuple[tuple[int, Decimal | None], ...]
    target: Decimal | None
    better: Better | None
    words: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell; `symbol` is a sign before the content, `symbol_text` what a screen reader says for it.

    `lang` is set where the words are the edition's, which another language around them may not claim. `span` is the
    place of the content, where it has one of its own: a unit's target stands beside the council's indicator.
    """

    content: tuple[Inline, ...] = ()
    symbol: str = ""
    symbol_text: str = ""
    trend: Trend | None = None
    lang: str = ""
    span: Span | None = field(default=None, compare=False, repr=False)


RowRole = Literal["data", "sub", "group", "comment", "sum", "total"]


@dataclass(frozen=True, slots=True)
class Row:
    """A table row; as many cells as the table has columns, but a `comment` row has one cell over the full width.

    `data` a row; `sub` a row below another, indented; `group` a heading inside the table; `sum` the sum of a group;
    `total` the sum or net of the table. `anchor` is empty for a row without an id.
    """

    cells: tuple[Cell, ...]
    role: RowRole = "data"
    depth: int = 0
    anchor: str = ""
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one header row. The caption is shown, or only read aloud where `caption_hidden`.

    `role` is `indicators`, `activities`, `budget` or `prose`; with `row_headers` the first cell of a row heads it.
    `label` is the number before the caption, "Tabell 2."; it and `anchor` are empty for a table that is not numbered.
    `notes` stand in small type below.
    """

    kind: ClassVar[str] = "table"
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    role: str = "prose"
    caption_hidden: bool = True
    row_headers: bool = False
    lang: str | None = None
    span: Span | None = None
    anchor: str = ""
    label: str = ""
    notes: tuple[tuple[Inline, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """A short list of names and values, such as the head of a budget."""

    kind: ClassVar[str] = "facts"
    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """Blocks in another language than what surrounds them."""

    kind: ClassVar[str] = "passage"
    lang: str
    content: tuple[Block, ...]


Block = (
    Paragraph | ListBlock | Quote | Example | CodeBlock | ThematicBreak | Figure | Drawing | FigurePlace | Table | Facts
    | Passage
)  # fmt: skip

# --- sections ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it, blocks and sections in reading order.

    `role` names the place in the document: `chapter`, `subchapter` (a heading in prose), `direction` (inriktningsmål),
    `council_goal`, `board_goal`, `unit_goal`, `field` (Förväntat resultat and its like), `question`. `level` is the
    heading level, 2 to 6; the document's title is level 1. `label` stands on a line of its own above the heading.
    `anchor` is unique in the document and stays the same from build to build. `lang` is set where the title's language
    differs from the document's.
    `number` and `name` are what references call it by; without a name it is the title.
    """

    kind: ClassVar[str] = "section"
    anchor: str
    role: str
    level: int
    title: str
    content: tuple[Section | Block, ...] = ()
    label: str = ""
    in_contents: bool = False
    contents_level: int = 1
    lang: str | None = None
    span: Span | None = None
    number: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Officer:
    """The person who answers for the document: lines below the heading on page 1."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signatory:
    """A name below the decision, with the person's title."""

    name: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Förslag till beslut: a heading, perhaps prose, perhaps numbered points, perhaps signatories."""

    heading: str
    anchor: str
    content: tuple[Block, ...] = ()
    points: tuple[tuple[Block, ...], ...] = ()
    signatories: tuple[Signatory, ...] = ()
    in_contents: bool = False
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A line of the address block; `href` for an e-mail or web address, else empty."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Cover:
    """Page 1. Empty strings and tuples are left out. `status` tells whether the document is a draft or decided.

    `layout` is `letter`, the city's letterhead, or `title`, a title page with unit and administration.
    """

    unit: str
    document_kind: str
    reference: str
    date: str
    officer: Officer | None
    recipient_heading: str
    recipient: str
    proposal: Proposal | None
    contact_heading: str
    contact: tuple[ContactLine, ...]
    logotype: str = ""
    layout: Literal["letter", "title"] = "letter"
    administration: str = ""
    status: str = ""
    is_draft: bool = False


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A line of the table of contents."""

    title: str
    anchor: str
    level: int
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Labels:
    """Fixed words that a renderer needs, in the document's language."""

    contents: str
    annexes: str
    page: str  # "Sid {page} ({pages})"
    back_to_index: str
    download_pdf: str
    skip_to_content: str
    table_scroll: str
    page_short: str = "s."  # before the page's number in a reference on paper
    figure_table: str = "Visa som tabell"


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. `lang` is the language of labels, `date` ISO or empty, `subject` one line for the metadata,
    `referenced` the anchors that references lead to.
    """

    title: str
    title_anchor: str
    lang: str
    author: str
    subject: str
    keywords: tuple[str, ...]
    date: str
    year: int
    cover: Cover
    labels: Labels
    sections: tuple[Section, ...]
    annexes: tuple[str, ...] = ()
    title_in_contents: bool = False
    referenced: frozenset[str] = frozenset()

    @property
    def contents(self) -> tuple[ContentsEntry, ...]:
        """The table of contents, in reading order."""
        entries = []
        if self.title_in_contents:
            entries.append(ContentsEntry(self.title, self.title_anchor, 1))
        proposal = self.cover.proposal
        if proposal and proposal.in_contents:
            entries.append(ContentsEntry(proposal.heading, proposal.anchor, 1))
        entries += [
            ContentsEntry(s.title, s.anchor, s.contents_level, s.lang)
            for s in walk_sections(self.sections)
            if s.in_contents
        ]
        return tuple(entries)


def walk_sections(content: tuple[Section | Block, ...]) -> Iterator[Section]:
    """Yield all sections in reading order."""
    for item in content:
        if isinstance(item, Section):
            yield item
            yield from walk_sections(item.content)
