"""A Word paragraph's text: runs, fields, links and tracked changes, into pieces of one look each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import NamedTuple
from xml.etree.ElementTree import Element

from vplan.importing.readers.word.numbering import symbols
from vplan.importing.readers.word.package import Relation
from vplan.importing.readers.word.styles import PLAIN, Letters, Styles, letters_of
from vplan.importing.readers.word.xml import COMPATIBILITY, DIAGRAM, MATH, RELATION, alternatives, value, w
from vplan.importing.source import Run

_LINK = re.compile(r'\s*HYPERLINK\s+"([^"]*)"(.*)', re.IGNORECASE | re.DOTALL)
_NAME = re.compile(r"\s*([A-Za-z]+)")
_SIGNS = str.maketrans(
    dict.fromkeys("\n\r\t\x85\u2028\u2029", " ")
    | dict.fromkeys((*map(chr, range(0x7F, 0x85)), *map(chr, range(0x86, 0xA0)), *"\u00ad\u200b\u2060\ufeff"))
    | {"\u2011": "-"}
)
_PAGE_FIELDS = frozenset(("PAGE", "NUMPAGES", "SECTIONPAGES"))
_MAX_FIELDS = 20  # inside one another
_LONG_INSTRUCTION = 5_000
_ADDRESSES = ("http://", "https://", "mailto:")


class Piece(NamedTuple):
    """A stretch of text of one look. `page_break` stands for a forced new page and has no text."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""
    size: float = 0.0
    page_number: bool = False
    in_contents: bool = False
    inner_link: bool = False
    page_break: bool = False
    language: str | None = None


BREAK = Piece("", page_break=True)


@dataclass(slots=True)
class _Field:
    instruction: str = ""
    in_result: bool = False

    @property
    def name(self) -> str:
        found = _NAME.match(self.instruction)
        return found[1].upper() if found else ""


_PICTURES = ("}blip", "}imagedata")


@dataclass(slots=True)
class Content:
    """What a paragraph holds: its text, and what hangs on it and is read after it.

    `boxes` are text boxes, `notes` the kind and id of footnotes and endnotes, `diagrams` the ids of drawings with text.
    `deleted` counts the stretches that a tracked change took away and those that are hidden, `pictures` the pictures.
    """

    pieces: list[Piece] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    diagrams: list[str] = field(default_factory=list)
    deleted: int = 0
    pictures: int = 0


@dataclass(slots=True)
class _At:
    """What the elements around a run say about it."""

    content: Content
    look: Letters
    link: str = ""
    inner: bool = False


class TextReader:
    """Reads the paragraphs of one part in order; a field may begin in one and end in another."""

    def __init__(self, styles: Styles, relations: dict[str, Relation]) -> None:
        """Take the file's styles and what the part refers to."""
        self._styles = styles
        self._relations = relations
        self._fields: list[_Field] = []
        self._inside: dict[str, Callable[[Element, _At], None]] = {
            w("t"): self._text,
            w("tab"): lambda _, at: self._add(at, "\t"),
            w("ptab"): lambda _, at: self._add(at, "\t"),
            w("cr"): lambda _, at: self._add(at, "\n"),
            w("br"): self._break,
            w("noBreakHyphen"): lambda _, at: self._add(at, "-"),
            w("sym"): self._symbol,
            w("fldChar"): self._field_mark,
            w("instrText"): self._instruction,
            w("drawing"): self._drawing,
            w("pict"): self._drawing,
            w("object"): self._drawing,
            w("ruby"): lambda element, at: self._each(element.findall(f"{w('rubyBase')}/*"), at),
            w("footnoteReference"): lambda element, at: at.content.notes.append(
                ("footnotes", element.get(w("id"), ""))
            ),
            w("endnoteReference"): lambda element, at: at.content.notes.append(("endnotes", element.get(w("id"), ""))),
            w("r"): self._run,
            w("hyperlink"): self._hyperlink,
            w("fldSimple"): self._simple_field,
            w("sdt"): lambda element, at: self._each(element.findall(f"{w('sdtContent')}/*"), at),
            w("del"): self._deleted,
            w("moveFrom"): self._deleted,
            COMPATIBILITY + "AlternateContent": self._alternative,
            MATH + "t": self._text,
            MATH + "oMath": self._each,
            MATH + "oMathPara": self._each,
        }
        for name in ("ins", "moveTo", "smartTag", "customXml", "dir", "bdo"):
            self._inside[w(name)] = self._each

    def read(self, paragraph: Element, look: Letters) -> Content:
        """Return what a `w:p` holds; `look` is how its style and the file's defaults make its letters look."""
        content = Content()
        self._each(paragraph, _At(content, look))
        # An instruction does not go on over a paragraph's end: what does is a field that was never closed.
        self._fields = [each for each in self._fields if each.in_result]
        return content

    def _each(self, elements: Iterable[Element], at: _At) -> None:
        for element in elements:
            read = self._inside.get(element.tag)
            if read is not None:
                read(element, at)
            elif element.tag.startswith(MATH):
                self._each(element, at)

    # --- runs ----------------------------------------------------------------------------------------------------

    def _run(self, run: Element, at: _At) -> None:
        properties = run.find(w("rPr"))
        if properties is None or not len(properties):
            self._each(run, at)
            return
        look = letters_of(properties).over(self._styled(at.look, value(properties, "rStyle")))
        if look.hidden:
            self._hidden(run, at)
            return
        around, at.look = at.look, look
        self._each(run, at)
        at.look = around

    def _styled(self, under: Letters, key: str) -> Letters:
        style = self._styles.get(key).letters if key else PLAIN
        if style is PLAIN:
            return under
        looked = style.over(under)
        # What both the paragraph's and the letters' style switch on is off: so Word shows stress inside stress.
        return replace(
            looked,
            bold=looked.bold and not (style.bold and under.bold),
            italic=looked.italic and not (style.italic and under.italic),
        )

    def _hidden(self, run: Element, at: _At) -> None:
        """Follow the fields through hidden letters, and leave the text out."""
        aside = _At(Content(), at.look)
        self._each(run, aside)
        at.content.deleted += any(piece.text.strip() for piece in aside.content.pieces)

    def _deleted(self, element: Element, at: _At) -> None:
        at.content.deleted += any(node.text for node in element.iter(w("delText")))

    def _text(self, element: Element, at: _At) -> None:
        if element.text:
            self._add(at, element.text.translate(_SIGNS))

    def _add(self, at: _At, text: str) -> None:
        if not text or not all(each.in_result for each in self._fields):
            return
        names = [each.name for each in self._fields]
        look = at.look
        at.content.pieces.append(
            Piece(
                text, bool(look.bold), bool(look.italic), at.link or self._field_link(), look.size or 0.0,
                any(name in _PAGE_FIELDS for name in names), "TOC" in names, at.inner, language=look.language,
            )
        )  # fmt: skip

    def _break(self, element: Element, at: _At) -> None:
        if element.get(w("type")) == "page":
            at.content.pieces.append(BREAK)
        else:
            self._add(at, "\n")

    def _symbol(self, element: Element, at: _At) -> None:
        try:
            code = int(element.get(w("char"), ""), 16)
        except ValueError:
            return
        if 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE:
            self._add(at, symbols(chr(code + 0xF000 if code < 0x100 else code)))

    def _drawing(self, element: Element, at: _At) -> None:
        for child in element:
            if child.tag == w("txbxContent"):
                at.content.boxes.append(child)
            elif child.tag == DIAGRAM + "relIds":
                at.content.diagrams.append(child.get(RELATION + "dm", ""))
            elif child.tag == COMPATIBILITY + "AlternateContent":
                for chosen in alternatives(child):
                    self._drawing(chosen, at)
            else:
                at.content.pictures += str(child.tag).endswith(_PICTURES)
                self._drawing(child, at)

    def _alternative(self, element: Element, at: _At) -> None:
        for chosen in alternatives(element):
            self._each(chosen, at)

    # --- links and fields ----------------------------------------------------------------------------------------

    def _hyperlink(self, element: Element, at: _At) -> None:
        relation = self._relations.get(element.get(RELATION + "id", ""))
        around, inner = at.link, at.inner
        at.link = _address(relation.target) if relation is not None and relation.external else ""
        at.inner = relation is None and bool(element.get(w("anchor")))
        self._each(element, at)
        at.link, at.inner = around, inner

    def _simple_field(self, element: Element, at: _At) -> None:
        self._fields.append(_Field(element.get(w("instr"), ""), in_result=True))
        self._each(element, at)
        self._fields.pop()

    def _field_mark(self, element: Element, _at: _At) -> None:
        kind = element.get(w("fldCharType"))
        if kind == "begin" and len(self._fields) < _MAX_FIELDS:
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].in_result = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _instruction(self, element: Element, _at: _At) -> None:
        if self._fields and len(self._fields[-1].instruction) < _LONG_INSTRUCTION and not self._fields[-1].in_result:
            self._fields[-1].instruction += element.text or ""

    def _field_link(self) -> str:
        for each in self._fields:
            found = _LINK.match(each.instruction)
            if found and "\\l" not in found[2]:
                return _address(found[1])
        return ""


def _address(target: str) -> str:
    return target if target.lower().startswith(_ADDRESSES) else ""


def runs_of(pieces: Iterable[Piece]) -> tuple[Run, ...]:
    """Return the pieces as runs, neighbours of one look made one, without blanks at the ends."""
    looks = groupby(pieces, key=lambda piece: (piece.bold, piece.italic, piece.link))
    return trimmed([Run("".join(piece.text for piece in same), *look) for look, same in looks])


def trimmed(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Return the runs without blanks and line breaks at both ends; a tab in front is a cell and stays."""
    told = [index for index, run in enumerate(runs) if run.text.strip(" \n\t")]
    first = next((index for index, run in enumerate(runs) if run.text.strip(" \n")), 0)
    if not told:
        return ()
    kept = list(runs[first : told[-1] + 1])
    kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip(" \n\t"))
    kept[0] = replace(kept[0], text=kept[0].text.lstrip(" \n"))
    return tuple(kept)


def size_of(pieces: Iterable[Piece]) -> float:
    """Return the size of most of the letters."""
    sizes: Counter[float] = Counter()
    for piece in pieces:
        sizes[piece.size] += len(piece.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def is_bold(pieces: Iterable[Piece]) -> bool:
    """Tell whether all letters are bold."""
    told = [piece.bold for piece in pieces if not piece.text.isspace()]
    return bool(told) and all(told)
