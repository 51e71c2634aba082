"""Where page 1 ends and the body begins, and which annexes stand at the end of either."""

from __future__ import annotations

from collections.abc import Sequence

from vplan.importing.recognise.contents import Contents, read_annexes
from vplan.importing.recognise.cover import address_at_end, is_contact, is_post
from vplan.importing.recognise.labels import label_of
from vplan.importing.recognise.names import title_of
from vplan.importing.source import Block, PageBreak, Paragraph, Table
from vplan.importing.vocabulary import ECONOMY_HEADINGS, FRONT_CHAPTERS, PROPOSAL_HEADINGS, key

_ANNEXES_AT_MOST = 40
_PAGE_1_AT_MOST = 60  # so many blocks page 1 can have
_PASSAGE = 150  # so many letters are running text
_HEADING = 100


def parted(blocks: Sequence[Block], contents: Contents) -> tuple[list[Block], list[Block]]:
    """Part page 1 from the body: by the table of contents, else at the first label, chapter heading or passage.

    A web page has the address and the annexes of page 1 at its end.
    """
    if contents.entries:
        front = [block for n, block in enumerate(blocks[: contents.end]) if n not in contents.taken]
        body = list(blocks[contents.end :])
    else:
        start = _body_start(blocks)
        front = _without_annexes(blocks[:start], contents)
        body = list(blocks[start:])
    end = address_at_end(body)
    annexes = _annexes_at_end(body[:end], contents)
    return front + body[end:], body[:annexes]


def _without_annexes(front: Sequence[Block], contents: Contents) -> list[Block]:
    """Read the annexes that page 1 lists; return the rest of it."""
    for n in range(len(front)):
        found = read_annexes(front, n)
        if found is not None and found[0]:
            contents.annexes, end = found
            contents.lines += [block for block in front[n:end] if isinstance(block, Paragraph)]
            return [*front[:n], *front[end:]]
    return list(front)


def _annexes_at_end(body: Sequence[Block], contents: Contents) -> int:
    """Read the annexes that end the body; return where they begin, its length where there are none."""
    for n in range(max(0, len(body) - _ANNEXES_AT_MOST), len(body)):
        found = read_annexes(body, n)
        if found is not None and found[0] and found[1] == len(body):
            contents.annexes = contents.annexes or found[0]
            contents.lines += [block for block in body[n:] if isinstance(block, Paragraph)]
            return n
    return len(body)


def _body_start(blocks: Sequence[Block]) -> int:
    named = next((n for n, block in enumerate(blocks) if n and _begins_body(block)), 0)
    passage = _first_passage(blocks[: named or len(blocks)])
    return named if passage is None else passage


def _begins_body(block: Block) -> bool:
    if not isinstance(block, Paragraph):
        return False
    word = key(block.text)
    if word in PROPOSAL_HEADINGS:
        return False
    return bool(label_of(block.text)) or word in FRONT_CHAPTERS or word in ECONOMY_HEADINGS


def _first_passage(blocks: Sequence[Block]) -> int | None:
    """Return where running text begins behind the title, the proposal and the address, with the heading above it."""
    first = _end_of_page_1(blocks)
    for n in range(first, len(blocks)):
        block = blocks[n]
        if isinstance(block, Table) and n > first:
            return n
        if isinstance(block, Paragraph) and len(block.text) > _PASSAGE:
            start = n
            while start > first and _is_heading(blocks[start - 1]):
                start -= 1
            return start
    return None


def _end_of_page_1(blocks: Sequence[Block]) -> int:
    """Return the first block that need not belong to page 1: behind its address, its proposal and its title."""
    head = blocks[:_PAGE_1_AT_MOST]
    lines = [_lines(block) for block in head]
    title = title_of([line for found in lines for line in found])
    end = next((n + 1 for n, found in enumerate(lines) if title and title in found), 0)
    proposal = next((n for n, found in enumerate(lines) if any(key(line) in PROPOSAL_HEADINGS for line in found)), None)
    if proposal is not None:
        end = max(end, proposal + 1)
        while end < len(head) and not _is_heading_with_text(blocks, end) and lines[end]:
            end += 1
    post = next((n for n, found in enumerate(lines) if any(map(is_post, found))), None)
    if post is not None:
        end = max(end, post + 1)
        while end < len(head) and lines[end] and all(map(is_contact, lines[end])):
            end += 1
    return end


def _is_heading_with_text(blocks: Sequence[Block], n: int) -> bool:
    following = blocks[n + 1] if n + 1 < len(blocks) else None
    return _is_heading(blocks[n]) and isinstance(following, Paragraph) and len(following.text) > _PASSAGE


def _is_heading(block: Block) -> bool:
    if not isinstance(block, Paragraph) or block.mark:
        return False
    text = block.text.strip()
    short = len(text) < _HEADING and "\n" not in text
    return short and not text.endswith((".", ",", ";", ":")) and not is_contact(text)


def _lines(block: Block) -> list[str]:
    if isinstance(block, PageBreak):
        return []
    texts = [block.text] if isinstance(block, Paragraph) else [cell.text for row in block.rows for cell in row.cells]
    return [" ".join(line.split()) for text in texts for line in text.replace("\t", "\n").split("\n") if line.strip()]
