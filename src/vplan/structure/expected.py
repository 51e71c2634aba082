"""What a document holds in reading order, each piece with its language and its place in the source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

from vplan.diagnostics import Span
from vplan.document.tree import (
    Block,
    Cell,
    CodeBlock,
    Document,
    Drawing,
    Example,
    Facts,
    Figure,
    Inline,
    LineBreak,
    ListBlock,
    Paragraph,
    Passage,
    Proposal,
    Quote,
    Reference,
    Section,
    Table,
)

if TYPE_CHECKING:
    from vplan.document.tree import Cover

_OF_EDITION = ("indicators", "activities")  # the roles of tables whose caption and headings are an edition's words
Kind = Literal["text", "heading", "figure", "table"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that stands unbroken in the document.

    `span` is the nearest place in the source. A figure's words are its alternative and `file` its picture; a table's
    are its caption. A figure that has no words is `unnamed`: its words are then the name of its file.
    """

    words: str
    kind: Kind = "text"
    span: Span | None = None
    lang: str = ""
    level: int = 0
    file: str = ""
    unnamed: bool = False


@dataclass(frozen=True, slots=True)
class Expected:
    """A document as its tree has it."""

    title: str
    lang: str
    pieces: tuple[Piece, ...]


def expected(document: Document) -> Expected:
    """Return what a PDF of the document must hold, in the order in which paper has it: cover, contents, text."""
    reader = _Reader(document.lang)
    reader.cover(document)
    reader.front(document)
    for section in document.sections:
        reader.section(section)
    return Expected(document.title, document.lang, tuple(reader.pieces))


class _Reader:
    """Walks over a document; `lang` and `span` are those of what it is in."""

    def __init__(self, lang: str) -> None:
        self.pieces: list[Piece] = []
        self.lang = self.document_lang = lang
        self.span: Span | None = None

    def say(
        self,
        words: str,
        kind: Kind = "text",
        *,
        level: int = 0,
        file: str = "",
        unnamed: bool = False,
        lang: str | None = "",
    ) -> None:
        if words.strip():
            self.pieces.append(Piece(words, kind, self.span, lang or self.lang, level, file, unnamed))

    # page 1 and the contents

    def cover(self, document: Document) -> None:
        cover = document.cover
        if cover.logotype:
            is_title_page = cover.layout == "title"
            owner = cover.administration if is_title_page else document.author
            self.say(owner or cover.unit, "figure", file=cover.logotype)
        if cover.layout == "title":
            self.say(document.title, "heading", level=1)
            self._lines((cover.unit, cover.administration, cover.date, cover.status))
            return
        self._lines((cover.unit, cover.document_kind, cover.reference, cover.date, cover.status))
        if cover.officer:
            self._lines((cover.officer.heading, *cover.officer.lines))
        if cover.recipient:
            self._lines((cover.recipient_heading, cover.recipient))
        self.say(document.title, "heading", level=1)
        if cover.proposal:
            self._proposal(cover.proposal)
        self._contact(cover)

    def _proposal(self, proposal: Proposal) -> None:
        self.say(proposal.heading, "heading", level=2)
        outer, self.lang = self.lang, proposal.lang or self.lang
        self._blocks(proposal.content)
        for point in proposal.points:
            self._blocks(point)
        for person in proposal.signatories:
            self._lines((person.name, person.title))
        self.lang, self.span = outer, None

    def _contact(self, cover: Cover) -> None:
        self._lines((cover.contact_heading, *(line.text for line in cover.contact)))

    def front(self, document: Document) -> None:
        contents = document.contents
        if contents:
            self.say(document.labels.contents, "heading", level=2)
        for entry in contents:
            self.say(entry.title, lang=entry.lang)
        if document.annexes:
            self.say(document.labels.annexes, "heading", level=2)
        self._lines(document.annexes)

    # the text

    def section(self, section: Section) -> None:
        outer = self.span
        self.span = section.span or outer
        self.say(section.label)
        self.say(section.title, "heading", level=min(section.level, 6), lang=section.lang)
        for item in section.content:
            if isinstance(item, Section):
                self.section(item)
            else:
                self._block(item)
        self.span = outer

    def _blocks(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            self._block(block)

    def _block(self, block: Block) -> None:
        outer = self.span
        self.span = getattr(block, "span", None) or outer
        match block:
            case Paragraph():
                self._inlines(block.content)
            case ListBlock():
                for item in block.items:
                    self._blocks(item)
            case Quote():
                self._blocks(block.content)
                self._inlines(block.source)
            case Example():
                self.say(block.label)
                self._blocks(block.content)
            case CodeBlock():
                self.say(block.text)
            case Facts():
                self._lines(word for item in block.items for word in item)
            case Passage():
                around, self.lang = self.lang, block.lang
                self._blocks(block.content)
                self.lang = around
            case Figure():
                self._figure(block)
            case Drawing():
                self._drawing(block)
            case Table():
                self._table(block)
        self.span = outer

    def _figure(self, figure: Figure) -> None:
        words = figure.alternative or figure.caption or PurePosixPath(figure.file).stem  # as the page has it
        self.say(words, "figure", file=figure.file, unnamed=not (figure.alternative or figure.caption))
        self._lines((figure.label, figure.caption))

    def _drawing(self, drawing: Drawing) -> None:
        self.say(drawing.alternative, "figure")
        self._lines((drawing.label, drawing.caption))
        if drawing.is_table_shown:
            self._table(drawing.table)

    def _table(self, table: Table) -> None:
        around = self.lang
        own = self.document_lang if table.role in _OF_EDITION else table.lang
        self.lang = own if own and table.lang else around
        self.say(f"{table.label} {table.caption}", "table")
        for column in table.columns:
            self._inlines(column.heading)
        self.lang = table.lang or around
        outer = self.span
        for row in table.rows:
            for cell in row.cells:
                self.span = cell.span or row.span or outer
                self._cell(cell, self.document_lang if table.lang else "")
        self.span = outer
        for note in table.notes:
            self._inlines(note)
        self.lang = around

    def _cell(self, cell: Cell, edition: str) -> None:
        """Take a cell; `edition` is the language of the edition's own words where it is another than the table's."""
        if cell.symbol:
            self.say(cell.symbol_text, lang=edition)
        self._inlines(cell.content, edition and cell.lang)
        if cell.trend:
            self.say(cell.trend.words, "figure", lang=edition)

    def _inlines(self, content: tuple[Inline, ...], lang: str = "") -> None:
        for words in _runs(content):
            self.say(words, lang=lang)

    def _lines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.say(line)


def _runs(content: tuple[Inline, ...]) -> list[str]:
    """Return the words of inline content, parted behind each reference, where paper adds a page's number."""
    runs = [""]
    for words, is_end in _words(content):
        runs[-1] += words
        if is_end:
            runs.append("")
    return runs


def _words(content: tuple[Inline, ...]) -> Iterator[tuple[str, bool]]:
    for inline in content:
        if isinstance(inline, LineBreak):
            yield " ", False
        elif text := getattr(inline, "text", None):
            yield str(text), False
        else:
            yield from _words(getattr(inline, "content", ()))
        if isinstance(inline, Reference):
            yield "", True
