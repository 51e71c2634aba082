"""A part of a Word file (its body, a header, the footnotes) into blocks, in the order in which they are read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from vplan.importing.readers.limits import MAX_CHARACTERS
from vplan.importing.readers.refusals import too_much
from vplan.importing.readers.word.numbering import Mark, Numbering
from vplan.importing.readers.word.package import Package, Relation
from vplan.importing.readers.word.styles import Style, Styles, outline_level
from vplan.importing.readers.word.tables import read_table
from vplan.importing.readers.word.text import Content, Piece, TextReader, is_bold, runs_of, size_of
from vplan.importing.readers.word.xml import COMPATIBILITY, DRAWING, alternatives, sections, toggle, value, w
from vplan.importing.source import Block, PageBreak, Paragraph, Place, Run

MAX_PARAGRAPHS = 30_000
MAX_CELLS = 100_000
_THROUGH = frozenset((w("sdt"), w("sdtContent"), w("customXml"), w("ins"), w("moveTo"), w("smartTag")))
_ENTRY_STYLE = re.compile(r"(?:toc|contents|innehåll)\s?[1-9]", re.IGNORECASE)
_LIST_STYLE = re.compile(r"(?:list (?:bullet|number)|punktlista|numrerad lista) ([2-5])", re.IGNORECASE)
_ENTRY_PAGE = re.compile(r"\t\s*[0-9ivxlc]{1,6}\s*\Z", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_NEW_PAGES = frozenset(("nextPage", "oddPage", "evenPage"))


@dataclass(slots=True)
class Shared:
    """What all parts of a file have in common, and what is counted over them all."""

    package: Package
    styles: Styles
    numbering: Numbering
    notes: dict[str, dict[str, Element]] = field(default_factory=dict)
    paragraphs: int = 0
    characters: int = 0
    cells: int = 0
    deleted: int = 0
    pictures: int = 0
    languages: Counter[str] = field(default_factory=Counter)

    def count(self, pieces: Iterable[Piece]) -> None:
        """Count a paragraph; raises `RefusedError` beyond the bounds."""
        self.paragraphs += 1
        for piece in pieces:
            self.characters += len(piece.text)
            self.languages[piece.language or ""] += len(piece.text)
        if self.paragraphs > MAX_PARAGRAPHS or self.characters > MAX_CHARACTERS:
            raise too_much(self.package.name)

    def count_cells(self, cells: int) -> None:
        """Count cells of tables; raises `RefusedError` beyond the bounds."""
        self.cells += cells
        if self.cells > MAX_CELLS:
            raise too_much(self.package.name)


class PartReader:
    """Reads one part. Notes that a paragraph refers to follow it; those of a table follow the table."""

    def __init__(self, shared: Shared, part: str) -> None:
        """Take what the parts have in common, and the name of this one."""
        self._shared = shared
        self._part = part
        self._relations: dict[str, Relation] = shared.package.relations(part)
        self._text = TextReader(shared.styles, self._relations)
        self._carried: list[Piece] = []
        self._next_sections: Iterator[str] = iter(())
        self._late: dict[str, list[str]] = {"footnotes": [], "endnotes": []}
        self._in_table = 0

    def read(self, root: Element) -> list[Block]:
        """Return the blocks below an element, page breaks only between others."""
        self._next_sections = iter([value(section, "type", "nextPage") for section in sections(root)[1:]])
        blocks: list[Block] = []
        for block in self._walk(root):
            if isinstance(block, PageBreak) and (not blocks or isinstance(blocks[-1], PageBreak)):
                continue
            blocks.append(block)
        while blocks and isinstance(blocks[-1], PageBreak):
            blocks.pop()
        return blocks + self._notes("endnotes")

    def _walk(self, element: Element) -> Iterator[Block]:
        for child in element:
            if child.tag == w("p"):
                yield from self._paragraph(child)
            elif child.tag == w("tbl"):
                yield from self._table(child)
            elif child.tag in _THROUGH:
                yield from self._walk(child)
            elif child.tag == COMPATIBILITY + "AlternateContent":
                for chosen in alternatives(child):
                    yield from self._walk(chosen)

    # --- paragraphs ----------------------------------------------------------------------------------------------

    def _paragraph(self, element: Element) -> Iterator[Block]:
        properties = element.find(w("pPr"))
        style = self._style(properties)
        look = style.letters.over(self._shared.styles.letters)
        content = self._text.read(element, look)
        content.pieces = self._carried + content.pieces
        self._carried = []
        self._shared.deleted += content.deleted
        self._shared.pictures += content.pictures
        for kind, key in content.notes:
            self._late[kind].append(key)
        if _mark_is_deleted(properties):
            self._carried = content.pieces
            return
        self._shared.count(content.pieces)
        before = toggle(properties, "pageBreakBefore")
        if style.page_break_before if before is None else before:
            yield from self._new_page()
        yield from self._pieces(content.pieces, properties, style)
        yield from self._hanging(content)
        if not self._in_table:
            yield from self._notes("footnotes")
        yield from self._section_end(properties)

    def _style(self, properties: Element | None) -> Style:
        return self._shared.styles.get(value(properties, "pStyle", self._shared.styles.default_id))

    def _new_page(self) -> Iterator[Block]:
        if not self._in_table:
            yield PageBreak(0)

    def _pieces(self, pieces: list[Piece], properties: Element | None, style: Style) -> Iterator[Block]:
        """Yield a paragraph, parted where a new page begins in it; its mark belongs to the first part with text."""
        mark = self._shared.numbering.mark(properties, style)
        stretch: list[Piece] = []
        for piece in [*pieces, None]:
            if piece is not None and not piece.page_break:
                stretch.append(piece)
                continue
            made = _made(stretch, properties, style, mark)
            if made is not None:
                mark = None
                yield made
            stretch = []
            if piece is not None:
                yield from self._new_page()

    def _hanging(self, content: Content) -> Iterator[Block]:
        for box in content.boxes:
            yield from self._walk(box)
        for diagram in content.diagrams:
            relation = self._relations.get(diagram)
            root = self._shared.package.xml(relation.target) if relation and not relation.external else None
            for paragraph in root.iter(DRAWING + "p") if root is not None else ():
                text = "".join(node.text or "" for node in paragraph.iter(DRAWING + "t")).strip()
                if text:
                    self._shared.count((Piece(text),))
                    yield Paragraph(Place(), (Run(text),))

    def _section_end(self, properties: Element | None) -> Iterator[Block]:
        if properties is None or properties.find(w("sectPr")) is None or self._in_table:
            return
        if next(self._next_sections, "") in _NEW_PAGES:
            yield PageBreak(0)

    def _notes(self, kind: str) -> list[Block]:
        """Return the text of the notes of a kind that were referred to since the last time."""
        wanted, self._late[kind] = self._late[kind], []
        blocks: list[Block] = []
        for key in wanted:
            note = self._shared.notes.get(kind, {}).pop(key, None)
            if note is not None:
                blocks += PartReader(self._shared, f"{self._folder}{kind}.xml").read(note)
        return blocks

    @property
    def _folder(self) -> str:
        return self._part.rpartition("/")[0] + "/"

    # --- tables --------------------------------------------------------------------------------------------------

    def _table(self, element: Element) -> Iterator[Block]:
        self._in_table += 1
        blocks = read_table(element, self._cell, self._shared.styles, self._shared.count_cells)
        self._in_table -= 1
        yield from blocks
        if not self._in_table:
            yield from self._notes("footnotes")

    def _cell(self, element: Element) -> list[Block]:
        self._shared.count_cells(1)
        return list(self._walk(element))


def _mark_is_deleted(properties: Element | None) -> bool:
    letters = properties.find(w("rPr")) if properties is not None else None
    return letters is not None and (letters.find(w("del")) is not None or letters.find(w("moveFrom")) is not None)


def _made(pieces: list[Piece], properties: Element | None, style: Style, mark: Mark | None) -> Paragraph | None:
    text = "".join(piece.text for piece in pieces)
    if not text.strip() or _is_page_number(pieces):
        return None
    stated = outline_level(properties)
    level = style.level if stated is None else stated
    if _is_entry(pieces, text, style, level):
        return _entry(text, pieces, style, mark)
    depth = _depth(mark, style)
    if level and mark is not None and not mark.bullet:
        pieces = [
            pieces[0]._replace(text=mark.text + ("" if mark.joined else " ") + pieces[0].text.lstrip()),
            *pieces[1:],
        ]
    shown = mark.text if mark is not None and not level else ""
    # In a heading whose style is bold, a word that is not bold is still the heading's.
    bold = is_bold(pieces) or style.letters.bold is True
    return Paragraph(Place(), runs_of(pieces), level, size_of(pieces), bold, shown, depth if shown else 0, style.name)


def _is_page_number(pieces: list[Piece]) -> bool:
    return any(p.page_number for p in pieces) and not any(_LETTER.search(p.text) for p in pieces if not p.page_number)


def _is_entry(pieces: list[Piece], text: str, style: Style, level: int) -> bool:
    """Tell whether a paragraph is a line of the table of contents."""
    if level:
        return False
    if _ENTRY_STYLE.fullmatch(style.name):
        return True
    if all(piece.inner_link for piece in pieces if piece.text.strip()):
        return True
    return any(piece.in_contents for piece in pieces) and bool(_ENTRY_PAGE.search(text))


def _entry(text: str, pieces: list[Piece], style: Style, mark: Mark | None) -> Paragraph:
    """Return a line of the table of contents: the title, and the page where there is one, parted by a tab."""
    found = _ENTRY_PAGE.search(text)
    title = " ".join((text[: found.start()] if found else text).split("\t"))
    title = " ".join(title.split(" ")).strip()
    if mark is not None and not mark.bullet and not any(piece.inner_link for piece in pieces):
        title = f"{mark.text} {title}"
    line = f"{title}\t{found[0].strip()}" if found else title
    named = bool(_ENTRY_STYLE.fullmatch(style.name))
    level = style.name[-1] if named else str((mark.depth if mark else 0) + 1)
    return Paragraph(Place(), (Run(line),), size=size_of(pieces), style=f"TOC {level}")


def _depth(mark: Mark | None, style: Style) -> int:
    if mark is None:
        return 0
    found = _LIST_STYLE.fullmatch(style.name)
    return int(found[1]) - 1 if found and not mark.depth else mark.depth


def paragraphs_of(blocks: Iterable[Block]) -> Iterator[Paragraph]:
    """Yield all text of blocks as paragraphs, each cell of a table as one."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        elif not isinstance(block, PageBreak):
            for row in block.rows:
                yield from (Paragraph(row.place, cell.runs) for cell in row.cells if cell.runs)
