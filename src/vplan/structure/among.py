"""The checks of what stands among the words: tables, figures, links and signs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from vplan.diagnostics import Message, Severity, msg
from vplan.structure.look import HEADINGS, Fault, Look
from vplan.structure.reading import Node
from vplan.structure.said import plain
from vplan.structure.wording import excerpt

_PICTURE_FILE = re.compile(r"\S*\.(?:png|jpe?g|svg|gif|webp|tiff?|bmp)", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
# the shortest of what says nothing; how words are chosen is judged where they are written
_SAYS_NOTHING = re.compile(
    r"\W*(?:(?:läs\s?mer\s?|klicka\s?|se\s?)?här|länk(?:en)?|läs\s?mer|mer|(?:click\s?)?here|link|more)\W*", re.I
)

# arrows, technical signs, geometric shapes, miscellaneous signs, dingbats, more arrows, emoji
_SIGN = re.compile(r"[\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff\U0001f000-\U0001faff]")
_WORD = re.compile(r"[^\W\d_]{2}")
_BLOCKS = frozenset(("P", "TD", "TH", "LBody", "Caption", "BlockQuote", "Div", "Sect", "Part", "Document", *HEADINGS))


def tables(look: Look) -> Iterator[Fault]:
    """Find tables without a caption or header row, and cells that are not tied to their headers."""
    for table in _all(look.reading.root, "Table"):
        if not any(node.role == "Caption" and node.text().strip() for node in table.nodes):
            yield Fault(msg("A table has no caption."), node=table, rule="pdf-table")
        yield from _Grid(table).faults()


class _Grid:
    def __init__(self, table: Node) -> None:
        self._table = table
        self._headers = {node.id: node for node in table.walk() if node.role == "TH" and node.id}
        self._columns: dict[int, str] = {}

    def faults(self) -> Iterator[Fault]:
        """Yield at most one finding: what is wrong with one cell is mostly wrong with all."""
        for head in self._table.within("THead"):
            for row in head.within("TR"):
                self._columns.update({column: cell.id for column, cell in _placed(row) if cell.role == "TH"})
        if not self._columns:
            yield Fault(msg("A table has no header row."), node=self._table, rule="pdf-table")
            return
        for row in self._table.within("TR"):
            own = {cell.id for cell in row.within("TH")}
            for column, cell in _placed(row):
                message = self._header(cell) if cell.role == "TH" else self._cell(column, cell, own)
                if message:
                    yield Fault(message, node=cell if cell.end > cell.start else row, rule="pdf-table")
                    return

    def _header(self, cell: Node) -> Message | None:
        if not cell.text().strip():
            return msg("A header cell is empty.")
        if not cell.scope or not cell.id:
            return msg("The header cell “{words}” does not say what it heads.", words=excerpt(cell.text()))
        return None

    def _cell(self, column: int, cell: Node, own: set[str]) -> Message | None:
        """A cell names the header of its column and of its row; one over the full width may name another row's."""
        named = set(cell.headers)
        above = {self._columns[n] for n in range(column, column + cell.width) if n in self._columns}
        is_wide = cell.width > 1
        if not named or not named <= self._headers.keys() or not own <= named or not (is_wide or above <= named):
            return msg("The cell “{words}” is not tied to its headers.", words=excerpt(cell.text()))
        return None


def _placed(row: Node) -> Iterator[tuple[int, Node]]:
    column = 0
    for cell in row.nodes:
        if cell.role in ("TH", "TD"):
            yield column, cell
            column += cell.width


def figures(look: Look) -> Iterator[Fault]:
    """Find figures whose alternative is missing, or is the name of a file."""
    for figure in _all(look.reading.root, "Figure"):
        words = (figure.actual or figure.alternative or "").strip()
        piece = look.aligned.piece_of(figure)
        if piece and (not piece.file or plain(piece.words) != plain(words)):
            piece = None
        stem = PurePosixPath(piece.file).stem if piece else ""
        if not words or (piece and piece.unnamed):
            hint = msg("Write between the brackets what the picture shows: ![…](…).")
            place = piece.span if piece else None
            yield Fault(msg("A figure has no text alternative."), hint, node=figure, span=place, rule="pdf-figure")
        elif _PICTURE_FILE.fullmatch(words) or (words == stem and not stem.isalpha()):
            message = msg("The text alternative “{words}” is only the name of the file.", words=excerpt(words))
            hint = msg("Write between the brackets what the picture shows: ![…](…).")
            yield Fault(message, hint, Severity.WARNING, figure, piece.span if piece else None, rule="pdf-figure")


def links(look: Look) -> Iterator[Fault]:
    """Find links without words that say where they go, and areas to click on that are no link to a reader."""
    reached = 0
    for link in _all(look.reading.root, "Link"):
        reached += len(link.annotations)
        words = link.text().strip()
        described = all(_described(annotation) for annotation in link.annotations)
        hint = msg("Write what one finds there between the brackets: [the routine for home visits](…).")
        if not plain(words) and not _LETTER.search(words):
            yield Fault(msg("A link has no words."), hint, Severity.WARNING, link, rule="pdf-link")
        elif _SAYS_NOTHING.fullmatch(words):
            message = msg("The words “{words}” do not say where the link goes.", words=excerpt(words))
            yield Fault(message, hint, Severity.WARNING, link, rule="pdf-link")
        elif not link.annotations or not described:
            message = msg("The link “{words}” cannot be followed by a reader.", words=excerpt(words))
            yield Fault(message, severity=Severity.WARNING, node=link, rule="pdf-link")
    if look.structure.clickable() != reached:
        yield Fault(msg("A part of a page can be clicked on and is no link to a reader."), rule="pdf-link")


def _described(annotation: object) -> bool:
    words = annotation.get("Contents") if isinstance(annotation, dict) else None
    return words is not None and bool(str(words.string).strip())


def signs(look: Look) -> Iterator[Fault]:
    """Find signs that mean something and have no word beside them: arrows, ticks, dots, ♀."""
    if not any(_SIGN.search(text) for page in look.reading.pages for text in page.texts.values()):
        return
    for block in look.reading.root.walk():
        words = _own_text(block) if block.role in _BLOCKS else ""
        found = _SIGN.search(words)
        if found and not _WORD.search(words):
            message = msg("The sign “{sign}” says nothing to those who listen.", sign=found.group())
            hint = msg("Write with a word what it means, in place of the sign or beside it in brackets.")
            yield Fault(message, hint, Severity.WARNING, _holder(block, found.group()), rule="pdf-sign")


def _holder(block: Node, sign: str) -> Node:
    """Return the innermost part of a block that says a sign: literal text has no block of its own."""
    for kid in block.nodes:
        if sign in kid.text() and kid.role not in (*_BLOCKS, "Lbl"):
            return _holder(kid, sign)
    return block


def _own_text(block: Node) -> str:
    """Return the words of a block that stand in no block or label within it, and are read as they stand."""
    parts: list[str] = []
    waiting: list[Node | str] = [*reversed(block.kids)]
    while waiting:
        kid = waiting.pop()
        if isinstance(kid, str):
            parts.append(kid)
        elif kid.actual is None and kid.alternative is None and kid.role not in (*_BLOCKS, "Lbl"):
            waiting += reversed(kid.kids)
    return "".join(parts)


def _all(root: Node, role: str) -> Iterator[Node]:
    return (node for node in root.walk() if node.role == role)
