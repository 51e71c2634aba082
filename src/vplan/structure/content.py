"""Reads the content of a page that is about to be written: what its pieces say, and what is in no piece.

Letters are numbers of glyphs in a page's content; each font brings a table from them to text (ToUnicode), which is what
a screen reader goes by too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from struct import Struct
from typing import Any

_GLYPHS = re.compile(rb"<([0-9a-fA-F]+)>")
_GLYPH = Struct(">H")  # the number of a glyph
_PAINTING = frozenset((b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"))
_PAINTING_LAST = (b" TJ", b" Tj", b" Do", b" sh", b" EI")
_ARTEFACT = -1
_UNNUMBERED = -2
Letters = Mapping[bytes, Mapping[int, str]]


@dataclass(slots=True)
class PageContent:
    """What stands on a page.

    `texts` are the pieces by their numbers; `loose` tells how many times something is drawn outside all pieces and
    artefacts, `nested` how many artefacts stand inside a piece or the other way round.
    """

    texts: dict[int, str] = field(default_factory=dict)
    loose: int = 0
    nested: int = 0


def letters_of(document: Any) -> Letters:
    """Return, for each font of a WeasyPrint document, the text of its glyphs."""
    return {b"/" + font.hash.encode(): font.to_unicode for font in document.fonts.values()}


def read_content(operators: list[Any], fonts: Letters) -> PageContent:
    """Read the operators of a page, as pydyf holds them."""
    content = PageContent()
    open_marks: list[int] = []
    letters: Mapping[int, str] = {}
    pieces: dict[int, list[str]] = {}
    before: Any = None
    for item in operators:
        if isinstance(item, bytes):
            if item in (b"BDC", b"BMC"):
                mark = _ARTEFACT if item == b"BMC" else _number(before)
                content.nested += bool(open_marks)
                open_marks.append(mark)
                if mark >= 0:
                    pieces[mark] = []
            elif item == b"EMC":
                if open_marks:
                    open_marks.pop()
            elif item.endswith(b" Tf"):
                letters = fonts.get(item.split(b" ", 1)[0], {})
            elif item in _PAINTING or item.endswith(_PAINTING_LAST):
                if not open_marks:
                    content.loose += 1
                elif open_marks[-1] >= 0 and item.endswith(b"TJ"):
                    pieces[open_marks[-1]].append(_text(item, letters))
        before = item
    content.texts = {number: "".join(said) for number, said in pieces.items()}
    return content


def _number(properties: Any) -> int:
    if isinstance(properties, dict):
        return int(properties.get("MCID", _UNNUMBERED))
    return _ARTEFACT


def _text(shown: bytes, letters: Mapping[int, str]) -> str:
    said = b"".join(_GLYPHS.findall(shown))
    glyphs = bytes.fromhex(said[: len(said) // 4 * 4].decode())
    get = letters.get
    return "".join([get(glyph, "") for (glyph,) in _GLYPH.iter_unpack(glyphs)])
