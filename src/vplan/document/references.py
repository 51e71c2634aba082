"""References: links to places in the same document, in the words by which the document calls them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar
from urllib.parse import unquote

from vplan.document.tree import (
    Block,
    Cell,
    Document,
    Emphasis,
    Example,
    Inline,
    Link,
    ListBlock,
    Paragraph,
    Passage,
    Quote,
    Reference,
    Section,
    Strong,
    Table,
    Text,
    walk_sections,
)
from vplan.document.typography import typeset
from vplan.document.wording import Words

_GOALS = ("direction", "council_goal", "board_goal", "unit_goal")
_Item = TypeVar("_Item", bound=Section | Block)


def with_references(document: Document, words: Words, names: Mapping[str, str]) -> Document:
    """Return a document in which the links to its own places are references.

    A link without words gets those that name the place. `names` are what references call the figures, tables and
    indicators, by anchor; the sections are named here. A link to nothing keeps its words and is no link any more.
    """
    resolver = _Resolver({**_section_names(document, words), **names})
    cover = document.cover
    if cover.proposal:
        proposal = replace(
            cover.proposal,
            content=resolver.sequence(cover.proposal.content),
            points=tuple(resolver.sequence(point) for point in cover.proposal.points),
        )
        cover = replace(cover, proposal=proposal)
    sections = resolver.sequence(document.sections)
    return replace(document, cover=cover, sections=sections, referenced=frozenset(resolver.referenced))


def _section_names(document: Document, words: Words) -> dict[str, str]:
    """Return what references call the document, the proposal and the sections.

    A number is used where it is one section's alone, as unit goals count anew under each of the board's.
    """
    sections = list(walk_sections(document.sections))
    uses = Counter((section.role, section.number) for section in sections)
    names = {document.title_anchor: words.by_title("section", document.title)}
    if document.cover.proposal:
        names[document.cover.proposal.anchor] = words.by_title("section", document.cover.proposal.heading)
    for section in sections:
        kind = section.role if section.role in (*_GOALS, "question") else "section"
        if section.number and uses[section.role, section.number] == 1:
            names[section.anchor] = words.by_number(kind, section.number)
        else:
            names[section.anchor] = words.by_title(kind, section.name or section.title)
    return names


@dataclass(slots=True)
class _Resolver:
    """Rebuilds what holds a link to a place; all else stays the object that it was."""

    names: Mapping[str, str]
    referenced: set[str] = field(default_factory=set)

    def sequence(self, content: tuple[_Item, ...]) -> tuple[_Item, ...]:
        made = tuple(self._item(item) for item in content)
        return content if all(new is old for new, old in zip(made, content, strict=True)) else made

    def _item(self, item: _Item) -> _Item:
        made: Section | Block = item
        if isinstance(item, Paragraph):
            content = self.inlines(item.content)
            made = item if content is item.content else replace(item, content=content)
        elif isinstance(item, Section | Passage | Example):
            made = replace(item, content=self.sequence(item.content))  # type: ignore[arg-type]  # blocks stay blocks
        elif isinstance(item, Quote):
            made = replace(item, content=self.sequence(item.content), source=self.inlines(item.source))
        elif isinstance(item, ListBlock):
            made = replace(item, items=tuple(self.sequence(blocks) for blocks in item.items))
        elif isinstance(item, Table) and (item.role == "prose" or item.notes):
            made = self._table(item)
        return made  # type: ignore[return-value]  # a block becomes a block of its kind

    def _table(self, table: Table) -> Table:
        rows = tuple(replace(row, cells=tuple(self._cell(cell) for cell in row.cells)) for row in table.rows)
        columns = tuple(replace(column, heading=self.inlines(column.heading)) for column in table.columns)
        notes = tuple(self.inlines(note) for note in table.notes)
        return replace(table, columns=columns, rows=rows, notes=notes)

    def _cell(self, cell: Cell) -> Cell:
        content = self.inlines(cell.content)
        return cell if content is cell.content else replace(cell, content=content)

    def inlines(self, content: tuple[Inline, ...]) -> tuple[Inline, ...]:
        made: list[Inline] = []
        changed = False
        for inline in content:
            new = self._inline(inline)
            changed = changed or len(new) != 1 or new[0] is not inline
            made += new
        return tuple(made) if changed else content

    def _inline(self, inline: Inline) -> tuple[Inline, ...]:
        if isinstance(inline, Link) and inline.href.startswith("#"):
            return self._reference(unquote(inline.href[1:]), inline.content)
        if isinstance(inline, Emphasis | Strong | Link):
            inner = self.inlines(inline.content)
            return (inline,) if inner is inline.content else (replace(inline, content=inner),)
        return (inline,)

    def _reference(self, anchor: str, content: tuple[Inline, ...]) -> tuple[Inline, ...]:
        if anchor not in self.names:
            return content
        self.referenced.add(anchor)
        if content:
            return (Reference(anchor, content, named=True),)
        return (Reference(anchor, (Text(typeset(self.names[anchor])),)),)
