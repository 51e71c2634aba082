"""Plain text: blank lines part paragraphs, tabs part cells, and a few tags and signs carry what text cannot.

Nothing is judged here but the form: which lines are a table, a list item, an entry of the table of contents.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from vplan.diagnostics import Message, msg
from vplan.importing.source import (
    Block,
    Cell,
    Format,
    PageBreak,
    Paragraph,
    Place,
    RefusedError,
    Row,
    Run,
    SourceDocument,
    Table,
)

MAX_BYTES = 2_000_000
MAX_LINES = 30_000
MAX_LINE = 50_000
_SPANNING_LINES = 2  # so many lines without a tab may stand inside a table
_LOOSE_LINES = 12  # so many other lines may stand among the entries of a table of contents
_ENTRIES = 5  # so many entries in a row are a table of contents without its heading
_LONG_ENTRY = 300

_BLANK = " \u00a0"
_LINE_END = re.compile("\r\n|[\r\n\x0b\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
_TAG = re.compile(r"<(/?)(b|strong|i|em)>", re.IGNORECASE)
# A hyphen, a dash and an asterisk need a blank behind them; a dot does not.
_MARK = re.compile("([ \u00a0\t]*)([•◦‣▪▫●○■□➢➤✓·\uf000-\uf0ff]|[-–—*](?=[ \u00a0\t]))[ \u00a0\t]*(?=\\S)")
_CONTENTS_HEADING = re.compile(r"(innehåll(sförteckning)?|(table of )?contents)\s*:?\Z", re.IGNORECASE)
_LEADERS = re.compile(r"((\.{3,}|…|(\. ){3,})\s*\d{0,4}|\.\.\d{1,4})\s*\Z")
_LONE = re.compile("[\udc80-\udcff]+")
_PAGE = re.compile(r"\d{1,4}\Z")
_GOAL_NUMBER = re.compile(r"\d+(\.\d+)*\.?\Z")


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str

    @property
    def is_cells(self) -> bool:
        """Tell whether tabs part the line; one behind a list's sign or a number parts nothing."""
        mark = _MARK.match(self.text)
        return "\t" in (self.text[mark.end() :] if mark else self.text)

    @property
    def cells(self) -> list[str]:
        return [cell.strip() for cell in self.text.split("\t")]


@dataclass(slots=True)
class _Contents:
    """Whether the lines stand in a table of contents, and how many in a row did not look like it."""

    is_open: bool = False
    loose: int = 0


def read_text(data: bytes, name: str) -> SourceDocument:
    """Return the paragraphs and tables of a text file.

    UTF-8, UTF-16 with its mark, or Windows' Western encoding. Raises `RefusedError` for a file that is no text, holds
    none, or is beyond the bounds.
    """
    if len(data) > MAX_BYTES:
        raise _too_large(name, msg("{size} MB", size=MAX_BYTES // 1_000_000))
    lines = _lines(_decoded(data, name), name)
    if not any(line.strip(f"{_BLANK}\t\f") for line in lines):
        sentence = msg("{name} holds no text.", name=name)
        raise RefusedError(sentence, msg("See that it is the right file, and that it was saved in full."))
    return SourceDocument(name, Format.TEXT, tuple(_blocks(lines)))


def _too_large(name: str, limit: Message) -> RefusedError:
    sentence = msg("{name} is larger than the text of a plan can be: more than {limit}.", name=name, limit=limit)
    return RefusedError(sentence, msg("Split the file, or leave out what is no part of the plan."))


# --- from bytes to lines ----------------------------------------------------------------------------------------------


def _decoded(data: bytes, name: str) -> str:
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and data[2:4] != b"\0\0":
            return data.decode("utf-16")
        if b"\0" in data:
            raise _no_text(name)
        text = data.decode("utf-8-sig", "surrogateescape")
        strange = sum("\udc80" <= character <= "\udcff" for character in text) if not text.isascii() else 0
        if not strange:
            return text
        others = sum(character > "\x7f" for character in text) - strange
        if others > strange:  # UTF-8 with a few bytes of another encoding in it
            return _LONE.sub(lambda found: _western(found.group(), name), text)
        return _western(text, name) if others == 0 else data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise _no_text(name) from error


def _western(text: str, name: str) -> str:
    data = text.encode("utf-8", "surrogateescape")
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise _no_text(name) from error


def _no_text(name: str) -> RefusedError:
    sentence = msg("{name} cannot be read as text: it holds other data, or has an unknown encoding.", name=name)
    return RefusedError(sentence, msg("Save it as text in UTF-8, or import the Word or PDF file that it comes from."))


def _lines(text: str, name: str) -> list[str]:
    lines = _LINE_END.split(text)
    if len(lines) > MAX_LINES:
        raise _too_large(name, msg("{number} lines", number=_thousands(MAX_LINES)))
    if max(map(len, lines)) > MAX_LINE:
        raise _too_large(name, msg("{number} characters in a line", number=_thousands(MAX_LINE)))
    strange = sum(len(_CONTROL.findall(line)) for line in lines)
    if strange > 10 and strange * 20 > len(text):
        raise _no_text(name)
    return [_CONTROL.sub(" ", line.replace("\x1f", "\u00ad").replace("\x0c\x0c", "\x0c")) for line in lines]


def _thousands(number: int) -> str:
    return f"{number:_}".replace("_", "\u00a0")


# --- from lines to blocks ---------------------------------------------------------------------------------------------


def _blocks(lines: Sequence[str]) -> Iterator[Block]:
    """Yield blocks and page breaks; a form feed may stand anywhere in a line."""
    contents = _Contents()
    chunk: list[_Line] = []
    page = 1
    for number, line in enumerate(lines, 1):
        for place, piece in enumerate(line.split("\f")):
            if place:
                yield from _chunk_blocks(chunk, contents)
                chunk = []
                page += 1
                yield PageBreak(page)
            if piece.strip() or ("\t" in piece and chunk and chunk[-1].is_cells):  # an empty row of a table
                chunk.append(_Line(number, piece.rstrip(_BLANK)))
            elif not place:
                yield from _chunk_blocks(chunk, contents)
                chunk = []
    yield from _chunk_blocks(chunk, contents)


def _chunk_blocks(chunk: list[_Line], contents: _Contents) -> Iterator[Block]:
    """Yield the blocks of lines that have no blank line between them."""
    while chunk and not chunk[-1].text.strip():
        chunk.pop()
    for is_table, lines in _stretches(chunk):
        if contents.is_open and all(_is_entry(line) for line in lines):
            contents.loose = 0
            yield from (_paragraph(line.text.strip(), line.number) for line in lines)
        elif is_table and not _only_indented(lines):
            yield from _table_blocks(lines, contents)
        else:
            _watch(lines, contents)
            yield from _paragraphs(lines)


def _stretches(chunk: Sequence[_Line]) -> Iterator[tuple[bool, list[_Line]]]:
    """Yield the lines in stretches of table and text; a line or two inside a table are cells over all columns."""
    kinds = [line.is_cells for line in chunk]
    tables = [n for n, kind in enumerate(kinds) if kind]
    for before, after in pairwise(tables):
        if after - before - 1 <= _SPANNING_LINES:
            kinds[before:after] = [True] * (after - before)
    start = 0
    while start < len(chunk):
        end = next((n for n in range(start, len(chunk)) if kinds[n] != kinds[start]), len(chunk))
        yield kinds[start], list(chunk[start:end])
        start = end


def _only_indented(lines: Sequence[_Line]) -> bool:
    """Tell of lines whose tabs only stand before the text, or between a number and it."""
    return all(_is_indented(line) for line in lines)


def _is_indented(line: _Line) -> bool:
    if "\t" not in line.text.strip():
        return not line.text.endswith("\t")
    number, *others = line.cells
    return len(others) == 1 and bool(_GOAL_NUMBER.match(number)) and any(map(str.isalpha, others[0]))


def _table_blocks(lines: list[_Line], contents: _Contents) -> Iterator[Block]:
    """Yield a table, or the entries of a table of contents, each a paragraph with a tab."""
    first = lines[0]
    if _CONTENTS_HEADING.match(first.cells[0]):
        contents.is_open, contents.loose = True, 0
        yield _paragraph(first.text.strip(), first.number)
        lines = lines[1:]
    if lines and _is_contents(lines, contents):
        contents.loose = 0
        yield from (_paragraph(line.text.strip(), line.number) for line in lines if line.text.strip())
    elif lines:
        contents.is_open = False
        yield Table(Place(line=lines[0].number), tuple(_row(line) for line in lines))


def _row(line: _Line) -> Row:
    cells = line.text.split("\t")
    return Row(Place(line=line.number), tuple(Cell(_runs(cell)) if cell.strip() else Cell() for cell in cells))


# --- table of contents ------------------------------------------------------------------------------------------------


def _is_contents(lines: Sequence[_Line], contents: _Contents) -> bool:
    written = [line for line in lines if line.text.strip()]
    if not all(_is_entry(line) for line in written):
        return False
    if contents.is_open or any(_LEADERS.search(line.text.rstrip("\t ")) for line in written):
        return True
    pages = [int(line.cells[-1]) for line in written if _PAGE.match(line.cells[-1])]
    return _ENTRIES <= len(written) == len(pages) and pages == sorted(pages)


def _is_entry(line: _Line) -> bool:
    """Tell whether a line is a title with a page number, or with dots that lead to one."""
    cells = [cell for cell in line.cells if cell]
    if not cells or len(cells) > 3 or len(line.text) > _LONG_ENTRY:
        return False
    if len(cells) == 3 and not _GOAL_NUMBER.match(cells[0]):
        return False
    return bool(_LEADERS.search(cells[-1]) or (len(cells) > 1 and _PAGE.match(cells[-1])))


def _watch(lines: Sequence[_Line], contents: _Contents) -> None:
    """Open a table of contents at its heading, and close it where other text has begun."""
    for line in lines:
        if _CONTENTS_HEADING.match(line.text.strip()):
            contents.is_open, contents.loose = True, 0
        elif contents.is_open:
            contents.loose += 1
            contents.is_open = contents.loose <= _LOOSE_LINES and len(line.text) <= _LONG_ENTRY


# --- paragraphs -------------------------------------------------------------------------------------------------------


def _paragraphs(lines: Sequence[_Line]) -> Iterator[Paragraph]:
    """Yield paragraphs and list items; a line that goes on an item is indented or begins with a small letter."""
    marks = [_MARK.match(line.text) for line in lines]
    margin = min((_width(mark[1]) for mark in marks if mark), default=0)
    start = 0
    while start < len(lines):
        mark = marks[start]
        end = start + 1
        while end < len(lines) and not marks[end] and (not mark or _goes_on(lines[end].text)):
            end += 1
        text = lines[start].text[mark.end() if mark else 0 :]
        text = "\n".join([text.strip(), *(line.text.strip() for line in lines[start + 1 : end])])
        depth = min((_width(mark[1]) - margin + 1) // 2, 5) if mark else 0
        yield _paragraph(text, lines[start].number, mark[2] if mark else "", depth)
        start = end


def _width(indent: str) -> int:
    return len(indent.replace("\t", "    "))


def _goes_on(text: str) -> bool:
    return text[:1] in f"{_BLANK}\t" or text[:1].islower()


def _paragraph(text: str, number: int, mark: str = "", depth: int = 0) -> Paragraph:
    runs = _runs(text)
    bold = all(run.bold for run in runs if run.text.strip())
    return Paragraph(Place(line=number), runs, bold=bold, mark=mark, depth=depth)


def _runs(text: str) -> tuple[Run, ...]:
    """Return the text with its tags made into styles; where they do not fit together they are text."""
    if "<" not in text:
        return (Run(text),)
    runs: list[Run] = []
    opened: list[str] = []
    start = 0
    for tag in _TAG.finditer(text):
        style = "b" if tag[2].lower() in ("b", "strong") else "i"
        if tag.start() > start:
            runs.append(Run(text[start : tag.start()], "b" in opened, "i" in opened))
        start = tag.end()
        if not tag[1]:
            opened.append(style)
        elif style in opened:
            opened.remove(style)
        else:
            return (Run(text),)
    if opened:
        return (Run(text),)
    if start < len(text):
        runs.append(Run(text[start:]))
    return tuple(runs) or (Run(text),)
