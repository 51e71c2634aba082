"""What has to be undone before anything is recognised: page furniture among the text, lines that were only wrapped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from vplan.importing.recognise.dense import parted_lines
from vplan.importing.recognise.fields import parted_at_headings
from vplan.importing.recognise.labels import label_of
from vplan.importing.source import Block, Format, PageBreak, Paragraph, Row, Run, SourceDocument, Table
from vplan.importing.vocabulary import NAVIGATION, PAGE_NUMBER, field_of, key

_REPEATED = 3
_SHORT = 90
_FULL_LINE = 45
_SIZE_STEP = 0.6
_WRAPPED_AT_MOST = 130
_MANY_LINES = 12
_JOINT = re.compile(r"(\w+)-\n(\w+)")
_GOES_ON = re.compile(
    r"\b(och|eller|samt|att|som|med|för|till|av|i|på|om|från|under|vid|hos|mot|mellan|enligt|utan|genom|inom|den|det|de|"
    r"en|ett|sin|sitt|sina|vår|vårt|våra|the|and|of|to|in|with|for|a|an)\Z",
    re.I,
)
# before a figure a plus or a minus belongs to it
_ODD_MARK = re.compile(r"(?P<mark>[o»>§►▸▶◆♦✔✓→⇒¤]|[+~‐−](?=[ \t\u00a0]+\D))[ \t\u00a0]+(?=\S)")
_AND = ("och", "eller", "samt", "respektive")


def cleaned(document: SourceDocument) -> tuple[list[Block], list[Paragraph]]:
    """Return the blocks without page furniture and with unwrapped lines, and the furniture that was found."""
    blocks: list[Block] = [block for block in document.blocks if not _is_blank(block) and not _is_navigation(block)]
    furniture = [*document.furniture, *(b for b in document.blocks if isinstance(b, Paragraph) and _is_navigation(b))]
    if document.format is Format.TEXT:
        close = parted_lines(blocks)
        wrapped = map(_on_one_line, close) if close != blocks else _unwrapped(blocks)
        blocks = [part for block in wrapped for part in _parted_at_numbers(block)]
        blocks = [part for block in blocks for part in with_odd_marks(block)]
        blocks, found = _without_furniture(blocks)
        furniture += found
    blocks = [part for block in blocks for part in parted_at_headings(block)]
    return blocks, furniture


def _is_blank(block: Block) -> bool:
    return isinstance(block, Paragraph) and not block.text.strip()


def _is_navigation(block: Block) -> bool:
    if not isinstance(block, Paragraph) or len(block.text) > _SHORT:
        return False
    rest = key(block.text)
    for words in NAVIGATION:
        rest = rest.replace(words, "")
    return not rest.strip() and bool(block.text.strip())


# --- page furniture -------------------------------------------------------------------------------------------------


def _without_furniture(blocks: Sequence[Block]) -> tuple[list[Block], list[Paragraph]]:
    """Take out page numbers, and short lines that stand beside most of them or of the page breaks.

    A page number becomes a page break; the first one belongs to page 1, where it stands among the other particulars.
    """
    beside = _beside_pages(blocks)
    edges = _page_ends(blocks)
    counted = Counter(beside.values())
    repeated = {text for text, number in counted.items() if number >= max(_REPEATED, edges // 2)}
    kept: list[Block] = []
    found: list[Paragraph] = []
    seen_page = False
    for number, block in enumerate(blocks):
        if seen_page and isinstance(block, Paragraph) and _is_page_number(block):
            found.append(block)
            kept.append(PageBreak(0))
        elif seen_page and isinstance(block, Paragraph) and beside.get(number) in repeated:
            found.append(block)
        else:
            seen_page = seen_page or _is_page_number(block) or isinstance(block, PageBreak)
            kept.append(block)
    return kept, found


def _page_ends(blocks: Sequence[Block]) -> int:
    """Count the ends of pages; a page break and a page number that stand together are one."""
    count, last = 0, -_REPEATED
    for number, block in enumerate(blocks):
        if isinstance(block, PageBreak) or _is_page_number(block):
            count += number - last >= _REPEATED
            last = number
    return count


def _beside_pages(blocks: Sequence[Block]) -> dict[int, str]:
    """Return the short lines near page ends that are no part of a plan's own words, by their place in the blocks."""
    edges = {n for n, block in enumerate(blocks) if isinstance(block, PageBreak) or _is_page_number(block)}
    near = {n + step for n in edges for step in (-2, -1, 1, 2)} - edges
    result = {}
    for n in sorted(near):
        block = blocks[n] if 0 <= n < len(blocks) else None
        if not isinstance(block, Paragraph) or len(block.text) >= _SHORT or block.mark:
            continue
        if not field_of(block.text) and label_of(block.text) is None:
            result[n] = key(block.text)
    return result


def _parted_at_numbers(block: Block) -> list[Block]:
    """Part a paragraph where one of its lines is a page number."""
    lines = block.text.split("\n") if isinstance(block, Paragraph) else []
    if len(lines) < 2 or not any(PAGE_NUMBER.match(line.strip()) for line in lines):
        return [block]
    assert isinstance(block, Paragraph)
    parts: list[Block] = []
    for number, line in enumerate(lines):
        alone = PAGE_NUMBER.match(line.strip()) is not None
        last = parts[-1] if parts else None
        if alone or not isinstance(last, Paragraph) or _is_page_number(last):
            place = replace(block.place, line=block.place.line + number if block.place.line else 0)
            parts.append(replace(block, place=place, runs=(Run(line),), mark=block.mark if number == 0 else ""))
        else:
            parts[-1] = replace(last, runs=(Run(f"{last.text}\n{line}"),))
    return parts


def _is_page_number(block: Block) -> bool:
    return isinstance(block, Paragraph) and PAGE_NUMBER.match(block.text.strip()) is not None


# --- wrapped lines --------------------------------------------------------------------------------------------------


def _unwrapped(blocks: Sequence[Block]) -> Iterator[Block]:
    """Join the lines of paragraphs where the whole document is wrapped at a width; else lines are meant as they are."""
    lines = [line for block in blocks if isinstance(block, Paragraph) for line in block.text.split("\n")]
    width = max(map(len, lines), default=0)
    long = sum(len(line) > 0.75 * width for line in lines)
    wrapped = width <= _WRAPPED_AT_MOST and long >= _MANY_LINES
    for block in map(_whole_words, blocks):
        yield _joined_lines(block, width) if wrapped and isinstance(block, Paragraph) else block


def _joined_lines(paragraph: Paragraph, width: int) -> Paragraph:
    lines = paragraph.text.split("\n")
    if len(lines) < 2 or any(len(line) < 0.6 * width for line in lines[:-1]):
        return paragraph
    return replace(paragraph, runs=tuple(replace(run, text=run.text.replace("\n", " ")) for run in paragraph.runs))


def _on_one_line(block: Block) -> Block:
    """Join all lines of a paragraph that was told from its lines, so that those are wrapped ones."""
    whole = _whole_words(block)
    if not isinstance(whole, Paragraph) or (label := label_of(whole.text)) is None:
        return _joined_lines(whole, 0) if isinstance(whole, Paragraph) else whole
    return _joined_lines(whole, 0) if label.title else whole


def _whole_words(block: Block) -> Block:
    """Put words together again that a line's end has divided."""
    if not isinstance(block, Paragraph) or "\n" not in block.text:
        return block
    runs = (replace(run, text=_JOINT.sub(_rejoin, run.text.replace("\u00ad\n", ""))) for run in block.runs)
    return replace(block, runs=tuple(runs))


def _rejoin(match: re.Match[str]) -> str:
    first, second = match.groups()
    if first.isdigit():
        return f"{first}-{second}"
    if second.casefold() in _AND:
        return f"{first}- {second}"
    return first + second if second[:1].islower() else f"{first}-{second}"


# --- list items whose sign was no sign to the reader ----------------------------------------------------------------


def with_odd_marks(block: Block) -> list[Block]:
    """Part a paragraph into list items where its lines begin with what stands for a sign, such as Word's `o`."""
    lines = block.text.split("\n") if isinstance(block, Paragraph) and not block.mark else []
    if not lines or not _ODD_MARK.match(lines[0]):
        return [block]
    assert isinstance(block, Paragraph)
    if len(block.runs) > 1:
        return [block]
    parts: list[Block] = []
    for number, line in enumerate(lines):
        match = _ODD_MARK.match(line)
        last = parts[-1] if parts else None
        if match is None and isinstance(last, Paragraph):
            parts[-1] = replace(last, runs=(Run(f"{last.text}\n{line}"),))
            continue
        place = replace(block.place, line=block.place.line + number if block.place.line else 0)
        assert match is not None
        parts.append(replace(block, place=place, runs=(Run(line[match.end() :]),), mark=match["mark"]))
    return parts


# --- paragraphs cut by a page ---------------------------------------------------------------------------------------


def joined_blocks(blocks: Iterable[Block], source: Format, dropped: list[Row]) -> list[Block]:
    """Join paragraphs and tables that a page's end has cut, within one passage, and drop the page breaks.

    `dropped` gets the heading rows that stood once more behind a page's end.
    """
    result: list[Block] = []
    for block in joined_paragraphs(blocks, source, keep_breaks=True):
        last = result[-2] if len(result) > 1 and isinstance(result[-1], PageBreak) else None
        if isinstance(block, Table) and isinstance(last, Table) and goes_on_over_page(last, block):
            result[-2:] = [one_table(last, block, dropped)]
        else:
            result.append(block)
    return [block for block in result if not isinstance(block, PageBreak)]


def joined_paragraphs(blocks: Iterable[Block], source: Format, *, keep_breaks: bool = False) -> list[Block]:
    """Join paragraphs that a page's end has cut, within one passage, and drop the other page breaks unless kept.

    A Word file has none. A PDF tells where pages end. A text does not, always: there the first part ends inside a
    sentence and the second begins with a small letter.
    """
    result: list[Block] = []
    at_page_end = False
    for block in blocks:
        if isinstance(block, PageBreak):
            at_page_end = True
            continue
        last = result[-1] if result else None
        if isinstance(block, Paragraph) and isinstance(last, Paragraph) and _goes_on(last, block, source, at_page_end):
            result[-1] = _glued(last, block)
        else:
            result += [PageBreak(0), block] if at_page_end and keep_breaks else [block]
        at_page_end = False
    return result


def goes_on_over_page(first: Table, second: Table) -> bool:
    """Tell whether a table behind a page's end is the rest of the one before: as wide, with its heading once more."""
    return table_width(first) == table_width(second) and first.rows[0].texts == second.rows[0].texts


def one_table(first: Table, second: Table, dropped: list[Row] | None = None) -> Table:
    """Return a table with its rest behind it, without the heading that is repeated; `dropped` gets that."""
    rows = second.rows
    if first.rows[0].texts == rows[0].texts:
        if dropped is not None:
            dropped.append(rows[0])
        rows = rows[1:]
    return Table(first.place, (*first.rows, *rows))


def table_width(table: Table) -> int:
    """Return how many columns a table has."""
    return max((len(row.cells) for row in table.rows), default=0)


def _goes_on(first: Paragraph, second: Paragraph, source: Format, at_page_end: bool) -> bool:
    if second.mark or second.level or first.level or source is Format.WORD:
        return False
    if first.size and second.size and abs(first.size - second.size) > _SIZE_STEP:
        return False
    before, after = first.text.rstrip(), second.text.lstrip()
    if not before or not after or before[-1] in ".!?:;":
        return False
    goes_on = after[0].islower() or bool(_GOES_ON.search(before[-20:]))
    if at_page_end:
        return goes_on or (before[-1] in ",-–" and len(before) >= _FULL_LINE)
    return source is Format.TEXT and goes_on and len(before.rpartition("\n")[2]) >= _FULL_LINE


def _glued(first: Paragraph, second: Paragraph) -> Paragraph:
    before, after = first.text.rstrip(), second.text.lstrip()
    divided = before.endswith("-") and not before.endswith(" -") and after.split(maxsplit=1)[0] not in _AND
    runs = list(first.runs)
    last = runs[-1]
    runs[-1] = Run(last.text.rstrip()[:-1] if divided else f"{last.text.rstrip()} ", last.bold, last.italic, last.link)
    head, *tail = second.runs
    return replace(first, runs=(*runs, replace(head, text=head.text.lstrip()), *tail))
