"""Blocks that are known by how they begin, or by what stands beside them, and the numbers of figures and tables.

A quotation that begins with a bold "Exempel" becomes an example, a bold "Tabell:" before a table its caption, a
paragraph with a star behind a table its note; figures and tables that have captions are numbered through the document,
and figures from data are put in their places. All of it needs the edition's words and the whole document, so it is done
on the finished tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from vplan.document.anchors import slug
from vplan.document.references import with_references
from vplan.document.tree import (
    Block,
    Document,
    Drawing,
    Example,
    Figure,
    FigurePlace,
    Inline,
    LineBreak,
    ListBlock,
    Paragraph,
    Passage,
    Quote,
    Row,
    Section,
    Strong,
    Table,
    Text,
)
from vplan.document.typography import typeset
from vplan.document.walk import all_blocks, section_anchors
from vplan.document.widths import words as words_in
from vplan.document.wording import Words
from vplan.model.values import as_id
from vplan.rules.links import FIGURE

TABLE = "tabell-"

_ID = re.compile(r"(?<!\S)\{#([^\s{}]{1,100})\}\s*\Z")
_Item = TypeVar("_Item", bound=Section | Block)
_Picture = TypeVar("_Picture", Figure, Drawing)


def with_blocks(document: Document, words: Words, figures: Mapping[str, Block] | None = None) -> Document:
    """Return a document with its examples, captions, notes, numbers and references.

    `figures` are the figures from data by their ids; `![](#figur-ID)` puts one in its place, where a `Drawing` or a
    `Figure` gets number and anchor, and any other block stands as it is. A place whose figure is unknown is left out,
    which the rule `link-target` has refused by then.
    """
    reserved = {f"{FIGURE}{name}" for name in figures or ()} | set(_written_ids(document))
    arranger = _Arranger(words, figures or {}, set(section_anchors(document)), reserved)
    cover = document.cover
    if cover.proposal:
        proposal = replace(
            cover.proposal,
            content=arranger.blocks(cover.proposal.content, cover.proposal.anchor),
            points=tuple(arranger.blocks(point, cover.proposal.anchor) for point in cover.proposal.points),
        )
        cover = replace(cover, proposal=proposal)
    sections = tuple(arranger.section(section) for section in document.sections)
    return with_references(replace(document, cover=cover, sections=sections), words, arranger.names)


@dataclass(slots=True)
class _Caption:
    text: str
    id: str


@dataclass(slots=True)
class _Arranger:
    words: Words
    figures: Mapping[str, Block]
    taken: set[str]
    reserved: set[str]
    names: dict[str, str] = field(default_factory=dict)
    uses: dict[str, int] = field(default_factory=dict)
    figure_number: int = 0
    table_number: int = 0

    def section(self, section: Section) -> Section:
        return replace(section, content=self._sequence(section.content, section.anchor))

    def blocks(self, content: tuple[Block, ...], parent: str) -> tuple[Block, ...]:
        return self._sequence(content, parent)

    def _sequence(self, content: tuple[_Item, ...], parent: str) -> tuple[_Item, ...]:
        """Return the items arranged; a caption and notes are taken up by the table that they stand beside."""
        found: list[Section | Block] = []
        at = 0
        while at < len(content):
            item: Section | Block = content[at]
            below = content[at + 1] if at + 1 < len(content) else None
            caption = self._caption(item) if isinstance(item, Paragraph) and isinstance(below, Table) else None
            if caption is not None and below is not None:
                item, at = below, at + 1
            at += 1
            if isinstance(item, Table):
                end = at
                while end < len(content) and _is_note(content[end]):
                    end += 1
                found.append(self._table(item, caption, content[at:end], parent))
                at = end
            else:
                found += self._item(item, parent)
        return tuple(found)  # type: ignore[arg-type]  # a block becomes a block

    def _item(self, item: Section | Block, parent: str) -> list[Section | Block]:
        if isinstance(item, Section):
            return [self.section(item)]
        if isinstance(item, Quote):
            return [self._quote(item, parent)]
        if isinstance(item, Passage):
            return [replace(item, content=self._sequence(item.content, parent))]
        if isinstance(item, ListBlock):
            return [replace(item, items=tuple(self._sequence(blocks, parent) for blocks in item.items))]
        if isinstance(item, FigurePlace):
            return [*self._from_data(item)]
        if isinstance(item, Figure):
            return [self._numbered(item, FIGURE + as_id(item.file.rpartition("/")[2].rpartition(".")[0]))]
        return [item]

    # quotations and examples

    def _quote(self, quote: Quote, parent: str) -> Block:
        found = self._example_label(quote.content)
        if found is None:
            return replace(quote, content=self._sequence(quote.content, parent))
        label, content = found
        if quote.source:
            content += (Paragraph((Text("— "), *quote.source)),)
        return Example(label, self._sequence(content, parent))

    def _example_label(self, content: tuple[Block, ...]) -> tuple[str, tuple[Block, ...]] | None:
        """Return an example's label and what follows it; None for a quotation."""
        first = content[0] if content else None
        if not isinstance(first, Paragraph) or not first.content or not isinstance(first.content[0], Strong):
            return None
        label = words_in(first.content[0].content).strip()
        if not _begins_with(label, self.words.example):
            return None
        rest = _without_sign(first.content[1:])
        return label.rstrip(" .:"), ((replace(first, content=rest), *content[1:]) if rest else content[1:])

    # figures

    def _from_data(self, place: FigurePlace) -> Sequence[Block]:
        figure = self.figures.get(place.id)
        if figure is None:
            return ()
        anchor = f"{FIGURE}{place.id}"
        self.reserved.discard(anchor)
        if isinstance(figure, Drawing):
            return (self._numbered(figure, anchor),)
        return (self._numbered(figure, anchor) if isinstance(figure, Figure) else figure,)

    def _numbered(self, figure: _Picture, wanted: str) -> _Picture:
        if not figure.caption.strip():
            return figure
        self.figure_number += 1
        anchor = self._take(wanted)
        self.names[anchor] = self.words.by_number("figure", self.figure_number)
        return replace(figure, anchor=anchor, label=_label(self.words.figure, self.figure_number))

    # tables

    def _caption(self, paragraph: Paragraph) -> _Caption | None:
        """Return what a paragraph before a table says as its caption; None when it is a paragraph like others.

        It begins with the edition's word in bold and a colon, or it begins in bold and ends with an id.
        """
        if not paragraph.content or not isinstance(paragraph.content[0], Strong):
            return None
        text = words_in(paragraph.content).strip()
        found = _ID.search(text)
        name = found[1] if found else ""
        text = text[: found.start()].strip() if found else text
        if _begins_with(text, self.words.table):
            after = text[len(self.words.table) :].lstrip()
            if after.startswith(":"):
                text = after[1:].strip()
                return _Caption(text, name) if text else None
        return _Caption(text, name) if name and text else None

    def _table(self, table: Table, caption: _Caption | None, notes: Sequence[Section | Block], parent: str) -> Table:
        rows = tuple(self._row(row, parent) if row.anchor else row for row in table.rows)
        table = replace(table, rows=rows, notes=tuple(n.content for n in notes if isinstance(n, Paragraph)))
        if caption is None:
            return table
        self.table_number += 1
        self.reserved.discard(caption.id)
        anchor = self._take(caption.id or slug(TABLE + as_id(caption.text)))
        self.names[anchor] = self.words.by_number("table", self.table_number)
        label = _label(self.words.table, self.table_number)
        return replace(table, caption=typeset(caption.text), caption_hidden=False, anchor=anchor, label=label)

    def _row(self, row: Row, parent: str) -> Row:
        # the same indicator may stand under several goals
        anchor = self._take(row.anchor if row.anchor not in self.taken else f"{parent}-{row.anchor}")
        self.names[anchor] = self.words.by_title("indicator", words_in(row.cells[0].content))
        return replace(row, anchor=anchor)

    def _take(self, wanted: str) -> str:
        anchor, number = wanted, self.uses.get(wanted, 2)
        while anchor in self.taken or anchor in self.reserved:
            anchor, number = f"{wanted}-{number}", number + 1
        self.taken.add(anchor)
        self.uses[wanted] = number
        return anchor


def _written_ids(document: Document) -> Iterator[str]:
    """Yield the ids in braces at the ends of paragraphs, which come before the anchors that vplan makes."""
    for block in all_blocks(document):
        last = block.content[-1] if isinstance(block, Paragraph) and block.content else None
        if isinstance(last, Text) and last.text.rstrip().endswith("}") and (found := _ID.search(last.text)):
            yield found[1]


def _label(word: str, number: int) -> str:
    return f"{word}\u00a0{number}."


def _begins_with(text: str, word: str) -> bool:
    """Tell whether a text begins with a word, not only with its letters."""
    after = text[len(word) : len(word) + 1]
    return text[: len(word)].casefold() == word.casefold() and not after.isalnum()


def _without_sign(content: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Return inline content without the colon, space or line end that it begins with."""
    start = next((at for at, inline in enumerate(content) if not isinstance(inline, LineBreak)), len(content))
    content = content[start:]
    if content and isinstance(content[0], Text):
        text = content[0].text.lstrip(" :")
        content = (Text(text), *content[1:]) if text else content[1:]
    return content


def _is_note(item: Section | Block) -> bool:
    if not isinstance(item, Paragraph) or not item.content:
        return False
    first = item.content[0]
    return isinstance(first, Text) and first.text.startswith("*")
