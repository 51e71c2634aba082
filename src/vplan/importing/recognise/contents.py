"""The table of contents: where it stands, its entries with their pages, and the list of annexes behind it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from vplan.importing.draft import Entry
from vplan.importing.recognise.labels import label_of
from vplan.importing.source import Block, PageBreak, Paragraph, Table
from vplan.importing.vocabulary import ANNEX_HEADINGS, CONTENTS_HEADINGS, key

_ENTRY = re.compile(r"(?P<title>\S.*?)(?:\s*(?:\.{3}|\t|…+)|\.\.(?=\d)|\s{3})[.\s]*(?P<page>\d{1,4})\Z", re.S)
_LONE_PAGE = re.compile(r"(?P<title>\S.{2,}?)\s+(?P<page>\d{1,3})\Z", re.S)
_STUCK_PAGE = re.compile(r"(?P<title>\S.{2,}?(?:20\d\d|[a-zåäö]))(?P<page>\d{1,3})\Z", re.S)  # its tab is lost
_TOC_STYLE = re.compile(r"(toc|innehåll|contents)\s*\d", re.I)
_ANNEX = re.compile(r"(bilaga\s*\d*\s*[:.–-]?\s*)(?P<title>.*)\Z", re.I | re.S)


_LEAST_ENTRIES = 3
_TWICE = 2
_LONGEST_LINE = 600
_HEADINGS = 3  # so many headings may head a table of contents without pages
_LONGEST_ENTRY = 200


@dataclass(slots=True)
class Contents:
    """The entries, the annexes' titles, and which blocks they took; `end` is where the body begins.

    Without a table of contents all is empty. Where a document has it twice, as a web page may, the first one counts.
    """

    end: int = 0
    entries: list[Entry] = field(default_factory=list)
    annexes: list[str] = field(default_factory=list)
    lines: list[Paragraph] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)


def find_contents(blocks: Sequence[Block]) -> Contents:
    """Find the table of contents: by its heading, or as a first run of lines that end in page numbers."""
    contents = Contents()
    headings = [n for n, block in enumerate(blocks) if _is_heading(block)]
    for number, start in enumerate(headings):
        if start >= contents.end:
            _read(blocks, start, start + 1, contents, bare=number < _HEADINGS and not contents.entries)
    if not contents.entries:
        run = _first_run(blocks)
        if run is not None:
            _read(blocks, run, run, contents)
    return contents


def _is_heading(block: Block) -> bool:
    return isinstance(block, Paragraph) and key(block.text.split("\t")[0]) in CONTENTS_HEADINGS


def _first_run(blocks: Sequence[Block]) -> int | None:
    for n in range(len(blocks) - 2):
        if all(_entries(block, strict=True) for block in blocks[n : n + 3]):
            return n
    return None


def _read(blocks: Sequence[Block], start: int, first: int, contents: Contents, *, bare: bool = False) -> None:
    entries: list[Entry] = []
    n = end = first
    found_bare = _without_pages(blocks, first) if bare else None
    if found_bare is not None:
        entries, n = found_bare
        contents.lines += [line for block in blocks[first:n] for line in _lines(block)]
        end = n
    while n < len(blocks):
        block = blocks[n]
        if isinstance(block, PageBreak):
            n += 1
            continue
        found = _entries(block, strict=not entries and start == first)
        if not found:
            break
        entries += found
        contents.lines += _lines(block)
        n += 1
        end = n
    if not entries:
        return
    contents.lines += _lines(blocks[start]) if first != start else []
    contents.entries = contents.entries or entries
    contents.end = _annexes(blocks, end, contents)
    contents.taken |= set(range(start, contents.end))


def _entries(block: Block, *, strict: bool = False) -> list[Entry]:
    """Return the entries of a block, none when it is no part of the table."""
    if isinstance(block, Table):
        pairs = [(row.texts[0], row.texts[-1], row.place) for row in block.rows if len(row.texts) >= 2]
        found = [
            Entry(place, title.rstrip(". "), int(page)) for title, page, place in pairs if page.isdigit() and title
        ]
        return found if len(found) == len(block.rows) else []
    if not isinstance(block, Paragraph):
        return []
    if _TOC_STYLE.match(block.style) and not _ENTRY.match(block.text.strip()[-_LONGEST_LINE:]):
        return [Entry(block.place, " ".join(block.text.split()))]
    result = []
    pending = ""
    for line in block.text.split("\n"):
        text = f"{pending} {line}".strip()
        match = None
        if text[-1:].isdigit() and len(text) <= _LONGEST_LINE:
            match = _ENTRY.match(text) or (None if strict else _LONE_PAGE.match(text) or _STUCK_PAGE.match(text))
        if match is None:
            pending = text
            continue
        pending = ""
        title = match["title"].rstrip(". \t…")
        result.append(Entry(block.place, " ".join(title.split()), int(match["page"])))
    return [] if pending else result


def _without_pages(blocks: Sequence[Block], first: int) -> tuple[list[Entry], int] | None:
    """Return the entries of a table of contents that has no pages, and where it ends: its lines all come once more."""
    entries: list[Entry] = []
    every = [line for block in blocks[first:] if isinstance(block, Paragraph) for line in _texts(block)]
    counted = Counter(key(line) for line in every)
    titles = {key(label.title) for line in every if (label := label_of(line)) and label.title}
    n = first
    while n < len(blocks):
        block = blocks[n]
        if isinstance(block, Paragraph):
            lines = _texts(block)
            if not lines:
                break
            begins_again = bool(entries) and key(lines[0]) == key(entries[0].title)
            if begins_again or not all(_comes_again(line, titles, counted) for line in lines):
                break
            entries += [Entry(block.place, line) for line in lines]
        elif not isinstance(block, PageBreak):
            break
        n += 1
    return (entries, n) if len(entries) >= _LEAST_ENTRIES else None


def _texts(block: Paragraph) -> list[str]:
    """Return the lines of a paragraph, the first with its number."""
    mark = f"{block.mark} " if block.mark[:1].isdigit() else ""
    return [" ".join(line.split()) for line in f"{mark}{block.text}".split("\n") if line.strip()]


def _comes_again(line: str, titles: set[str], counted: Counter[str]) -> bool:
    if (
        len(line) > _LONGEST_ENTRY
        or (line[-1:].isdigit() and _ENTRY.match(line))
        or (_LONE_PAGE.match(line) and counted[key(line)] < _TWICE)
    ):
        return False
    label = label_of(line)
    if label is not None and label.title:
        return counted[key(label.title)] > 0 or counted[key(line)] >= _TWICE
    return counted[key(line)] >= _TWICE or key(line) in titles


def _lines(block: Block) -> list[Paragraph]:
    if isinstance(block, Paragraph):
        return [block]
    if isinstance(block, Table):
        from vplan.importing.source import plain

        return [plain("\t".join(row.texts), row.place) for row in block.rows]
    return []


def _annexes(blocks: Sequence[Block], end: int, contents: Contents) -> int:
    """Read the annexes behind the entries; return where the body begins."""
    n = end
    while n < len(blocks) and isinstance(blocks[n], PageBreak):
        n += 1
    found = read_annexes(blocks, n)
    if found is None:
        return end
    titles, after = found
    contents.annexes = contents.annexes or titles
    contents.lines += [block for block in blocks[n:after] if isinstance(block, Paragraph)]
    return after


def read_annexes(blocks: Sequence[Block], start: int) -> tuple[list[str], int] | None:
    """Return the annexes under a heading at `start` and where they end, or None where there is no such heading."""
    heading = blocks[start] if start < len(blocks) else None
    if not isinstance(heading, Paragraph) or key(heading.text.split("\n")[0]) not in ANNEX_HEADINGS:
        return None
    titles = _annex_lines(heading, heading.text.split("\n")[1:])
    n = start + 1
    while n < len(blocks):
        block = blocks[n]
        found = _annex_lines(block, block.text.split("\n")) if isinstance(block, Paragraph) else None
        if not found:
            break
        titles += found
        n += 1
    return titles, n


def _annex_lines(block: Paragraph, lines: Sequence[str]) -> list[str]:
    """Return the annexes that the lines name; none when a line is something else."""
    titles = []
    for line in lines:
        match = _ANNEX.match(line.strip())
        if match is None and not block.mark:
            return []
        titles.append(" ".join((match["title"] if match else line).split()))
    return titles
