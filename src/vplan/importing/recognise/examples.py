"""Examples in running text become boxes; captions of lost pictures and notes to tables are told from headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import count, pairwise

from vplan.importing.recognise.prose import is_heading
from vplan.importing.source import Block, Format, PageBreak, Paragraph, Place, Run, Table

_LONGEST_LABEL = 60
_SHORT = 120  # so many letters are a line of a list, more are a passage
_MAX_LINES = 30
_PICTURE = 3  # so many empty lines stand where a picture was
_RARE, _FEW = 0.1, 3  # of all gaps so many are wide, or so few in a short text
_LABEL_END = re.compile(r"\s*(?:\d{1,3}\s*)?(?:[:.]|[–-]\s.*)?\s*\Z", re.S)


def with_boxes(
    blocks: Sequence[Block], word: str, source: Format, captions: set[Place], numbers: count[int]
) -> list[Block]:
    """Return the blocks with each example in a box of its own, the word that begins it as the box's bold label.

    An example is a paragraph that holds the word alone, or with a title behind a dash, and what follows: a passage,
    or short lines up to the next passage or sub-heading. Without any of that the word stays a paragraph.
    """
    found: list[Block] = []
    at = 0
    while at < len(blocks):
        block = blocks[at]
        end = _end(blocks, at + 1, word, source, captions) if _is_label(block, word) else at + 1
        if end == at + 1:
            found.append(block)
        else:
            assert isinstance(block, Paragraph)
            found += _box(block, blocks[at + 1 : end], next(numbers))
        at = end
    return found


def with_notes(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with a list item that a star begins, right behind a table with a star in it, as its note."""
    found: list[Block] = []
    starred = False
    for block in blocks:
        is_note = starred and isinstance(block, Paragraph) and block.mark == "*"
        if is_note and isinstance(block, Paragraph):
            found.append(replace(block, mark="", depth=0, runs=(Run("* "), *block.runs)))
            continue
        found.append(block)
        starred = isinstance(block, Table) and any("*" in text for row in block.rows for text in row.texts)
    return found


def captions_of(blocks: Sequence[Block], source: Format) -> set[Place]:
    """Return the places of the captions whose pictures a text has lost: short lines below unusually many empty ones."""
    if source is not Format.TEXT:
        return set()
    gaps = [
        (second.place.line - _last_line(first), second)
        for first, second in pairwise([block for block in blocks if not isinstance(block, PageBreak)])
    ]
    wide = [block for gap, block in gaps if gap > _PICTURE]
    if len(wide) > max(_FEW, _RARE * len(gaps)) or 2 * len(wide) > len(gaps):
        return set()
    return {block.place for block in wide if isinstance(block, Paragraph) and len(block.text) <= _SHORT}


def _last_line(block: Paragraph | Table) -> int:
    if isinstance(block, Table):
        return block.rows[-1].place.line if block.rows else block.place.line
    return block.place.line + block.text.count("\n")


def _is_label(block: Block, word: str) -> bool:
    if not isinstance(block, Paragraph) or len(block.text) > _LONGEST_LABEL or block.mark:
        return False
    text = block.text.strip()
    is_word = text[: len(word)].casefold() == word.casefold() and bool(word)
    return is_word and _LABEL_END.match(text[len(word) :]) is not None


def _end(blocks: Sequence[Block], start: int, word: str, source: Format, captions: set[Place]) -> int:
    """Return where an example ends whose content begins at `start`."""
    at = start
    open_lines = True
    while at < len(blocks) and at - start < _MAX_LINES and open_lines:
        block = blocks[at]
        if isinstance(block, PageBreak):
            return at
        if isinstance(block, Paragraph):
            if _is_label(block, word) or block.level or (block.place in captions and at > start):
                return at
            goes_on = at > start and _ends_alike(blocks[at - 1], block)
            if not goes_on and is_heading(blocks, at, source, in_goal=False) and not _heads_lines(blocks, at):
                return at
            if at > start and not block.mark and _is_next_passage(blocks, at, start):
                return at
            following = blocks[at + 1] if at + 1 < len(blocks) else None
            is_passage = not block.mark and len(block.text) > (_SHORT // 2 if _is_sentence(block) else _SHORT)
            open_lines = not is_passage or block.text.rstrip().endswith(":") or isinstance(following, Table)
        else:
            open_lines = False
        at += 1
    return at


def _is_next_passage(blocks: Sequence[Block], at: int, start: int) -> bool:
    """Tell whether running text goes on behind the lines of an example: a long paragraph, or a first whole sentence."""
    block, last = blocks[at], blocks[at - 1]
    assert isinstance(block, Paragraph)
    if len(block.text) > _SHORT:
        return True
    return _is_sentence(block) and at > start + 1 and isinstance(last, Paragraph) and not _is_sentence(last)


def _is_sentence(block: Paragraph) -> bool:
    return block.text.rstrip().endswith(".")


def _ends_alike(first: Block, second: Paragraph) -> bool:
    """Tell whether a line is one more question in a list of questions."""
    return isinstance(first, Paragraph) and first.text.rstrip().endswith("?") and second.text.rstrip().endswith("?")


def _heads_lines(blocks: Sequence[Block], at: int) -> bool:
    """Tell whether short lines follow a heading, which are as much part of an example as those before it."""
    following = blocks[at + 1] if at + 1 < len(blocks) else None
    return isinstance(following, Paragraph) and len(following.text) <= _SHORT


def _box(label: Paragraph, content: Sequence[Block], number: int) -> list[Block]:
    """Return an example's blocks, the label at the beginning of its first paragraph."""
    words = " ".join(label.text.split()).rstrip(":. ")
    bold = Run(f"{words}:", bold=True)
    first = content[0]
    if isinstance(first, Paragraph) and not first.mark:
        runs = tuple(replace(run, bold=False) for run in first.runs) if first.bold else first.runs
        head: list[Block] = [replace(first, place=label.place, runs=(bold, Run(" "), *runs), bold=False)]
        rest = content[1:]
    else:
        head, rest = [replace(label, runs=(bold,), bold=False, level=0)], content
    return [replace(block, box=number) for block in (*head, *rest) if not isinstance(block, PageBreak)]
