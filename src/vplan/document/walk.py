"""Walks over the whole of a document tree."""

from __future__ import annotations

from collections.abc import Iterator

from vplan.document.tree import (
    Block,
    Document,
    Drawing,
    Example,
    Figure,
    ListBlock,
    Passage,
    Quote,
    Section,
    Table,
    walk_sections,
)


def walk_blocks(content: tuple[Section | Block, ...]) -> Iterator[Block]:
    """Yield all blocks in reading order, those inside other blocks after the block around them."""
    for item in content:
        if isinstance(item, Section):
            yield from walk_blocks(item.content)
            continue
        yield item
        if isinstance(item, Quote | Example | Passage):
            yield from walk_blocks(item.content)
        elif isinstance(item, ListBlock):
            for blocks in item.items:
                yield from walk_blocks(blocks)


def all_blocks(document: Document) -> Iterator[Block]:
    """Yield all blocks of a document in reading order."""
    proposal = document.cover.proposal
    if proposal:
        yield from walk_blocks(proposal.content)
        for point in proposal.points:
            yield from walk_blocks(point)
    yield from walk_blocks(document.sections)


def section_anchors(document: Document) -> Iterator[str]:
    """Yield the anchors of the title, the proposal and the sections."""
    yield document.title_anchor
    if document.cover.proposal:
        yield document.cover.proposal.anchor
    yield from (section.anchor for section in walk_sections(document.sections))


def anchors_of(document: Document) -> Iterator[str]:
    """Yield all anchors of a document."""
    yield from section_anchors(document)
    for block in all_blocks(document):
        if isinstance(block, Figure | Drawing | Table) and block.anchor:
            yield block.anchor
        if isinstance(block, Table):
            yield from (row.anchor for row in block.rows if row.anchor)
