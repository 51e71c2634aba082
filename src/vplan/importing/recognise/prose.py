"""A passage of prose: paragraphs put together again, sub-headings told from short paragraphs, plain line lists kept."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import replace

from vplan.diagnostics import msg
from vplan.importing.draft import AnyDraft, Guess, LeftOut, Text
from vplan.importing.recognise.cleaning import joined_blocks
from vplan.importing.source import Block, Format, Paragraph, Place, Row, Run, Table

_LONGEST = 100
_END = re.compile(r"[.:;,!…]\W*\Z")
_SIZE_STEP = 0.6


def read_prose(
    blocks: Sequence[Block],
    source: Format,
    text: Text,
    draft: AnyDraft,
    *,
    in_goal: bool,
    captions: Container[Place] = (),
) -> None:
    """Fill a text with its blocks; headings in it get levels from 1. Guesses and what is left out go to the draft.

    A source with styles says what a heading is. In a bare text a heading is a short line without a final full stop,
    with a longer paragraph or a list behind it: a guess. Inside a goal the paragraph before must be a whole sentence.
    What stands at the places of `captions`, or in the box of an example, is no heading.
    """
    dropped: list[Row] = []
    joined = joined_blocks(blocks, source, dropped)
    repeated = msg("a heading row that stands again on the next page")
    draft.left_out += [LeftOut(row.place, " ".join(row.texts), repeated, understood=True) for row in dropped]
    headings: dict[int, float] = {}
    for number, block in enumerate(joined):
        if not isinstance(block, Paragraph) or block.box or (block.place in captions and not block.level):
            continue
        if is_heading(joined, number, source, in_goal=in_goal):
            headings[number] = _rank(block)
            if source is Format.TEXT and not block.level:
                message = msg("“{text}” is taken for a sub-heading.", text=block.text.strip()[:_LONGEST])
                draft.guesses.append(Guess(block.place, message, text))
    ranks = _levels(headings)
    for number, block in enumerate(joined):
        text.blocks.append(_styled(block, ranks[headings[number]] if number in headings else 0))


def _styled(block: Block, level: int) -> Block:
    if not isinstance(block, Paragraph):
        return block
    if not level:
        return replace(block, level=0)
    runs = tuple(Run(run.text.replace("\n", " "), italic=run.italic, link=run.link) for run in block.runs)
    return replace(block, level=level, runs=runs, mark="")


def _rank(paragraph: Paragraph) -> float:
    """Return how high a heading stands, higher first: a stated level goes before sizes."""
    return 1000.0 - paragraph.level if paragraph.level else round(paragraph.size / _SIZE_STEP)


def _levels(headings: dict[int, float]) -> dict[float, int]:
    """Return levels for the ranks, none of them skipped where one heading follows another."""
    ranks = {rank: level for level, rank in enumerate(sorted(set(headings.values()), reverse=True), 1)}
    highest = 0
    result: dict[float, int] = {}
    for rank in headings.values():
        if rank not in result:
            result[rank] = min(ranks[rank], highest + 1)
        highest = max(highest, result[rank])
    return result


def is_heading(blocks: Sequence[Block], number: int, source: Format, *, in_goal: bool) -> bool:
    """Tell whether a paragraph looks like a sub-heading among the blocks."""
    block = blocks[number]
    assert isinstance(block, Paragraph)
    text = block.text.strip()
    if block.mark or not text or len(text) > 2 * _LONGEST:
        return False
    if block.level:
        return True
    if source is not Format.TEXT:
        return _looks_bold(block) and not text.endswith((".", ":", ",")) and number + 1 < len(blocks)
    return _stands_like_heading(blocks, number, text, in_goal=in_goal)


def _looks_bold(block: Paragraph) -> bool:
    return block.bold or all(run.bold or not run.text.strip() for run in block.runs)


def _stands_like_heading(blocks: Sequence[Block], number: int, text: str, *, in_goal: bool) -> bool:
    block = blocks[number]
    assert isinstance(block, Paragraph)
    if "\n" in text or "\t" in text or len(text) > _LONGEST or _END.search(text) or not text[0].isupper():
        return False
    following = blocks[number + 1] if number + 1 < len(blocks) else None
    if following is None or (isinstance(following, Table) and in_goal):
        return False
    if isinstance(following, Paragraph) and not following.mark and not _is_passage(following, text):
        return False
    if in_goal and isinstance(following, Paragraph) and len(following.text) < _LONGEST:
        return False
    before = blocks[number - 1] if number else None
    if not in_goal or _looks_bold(block):
        return True
    return isinstance(before, Paragraph) and _is_sentence(before) and isinstance(following, Paragraph)


def _is_passage(paragraph: Paragraph, heading: str) -> bool:
    text = paragraph.text.strip()
    return len(text) > len(heading) and (_is_sentence(paragraph) or len(text) > 1.5 * _LONGEST)


def _is_sentence(paragraph: Paragraph) -> bool:
    return paragraph.text.rstrip()[-1:] in tuple('.!?:”")')
