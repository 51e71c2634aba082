"""Characters of a PDF page become pieces: words with a place, a size and a style.

Places are in points from the page's upper left corner, as the page is shown; `y` grows downwards and is the baseline.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

_WORD = re.compile(r"[^ \t\r\n\f\v\x00\u2000-\u200a\u3000]+")
_DROPPED = str.maketrans(dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\x01\x03\x04", None))
_HYPHEN_MARK = "\ufffe"
_BOLD = re.compile(r"bold|black|heavy|demi|fett", re.IGNORECASE)
_ITALIC = re.compile(r"ital|obli|kursiv", re.IGNORECASE)
_FLAG_ITALIC = 1 << 6
_FLAG_FORCE_BOLD = 1 << 18
_BOLD_WEIGHT = 600


@dataclass(slots=True)
class Piece:
    """A word, or the part of one that has one style. `after` and `before` say that white space stands there."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool = False
    italic: bool = False
    link: str = ""
    before: bool = True
    after: bool = True

    @property
    def top(self) -> float:
        """Return the upper edge of capital letters, roughly."""
        return self.y - 0.75 * self.size

    @property
    def bottom(self) -> float:
        """Return the lower edge of descending letters, roughly."""
        return self.y + 0.25 * self.size


@dataclass(slots=True)
class PageText:
    """The pieces of a page in the order of the file; `hidden` are words that are not shown, `turned` rotated lines."""

    pieces: list[Piece] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    turned: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class View:
    """How the file's coordinates become those of the page as it is shown."""

    left: float
    bottom: float
    width: float
    height: float
    turn: int

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return the place on the shown page, from its upper left corner."""
        x, y = x - self.left, y - self.bottom
        if self.turn == 1:
            return y, x
        if self.turn == 2:
            return self.width - x, y
        if self.turn == 3:
            return self.width - y, self.height - x
        return x, self.height - y


@dataclass(frozen=True, slots=True)
class _Style:
    size: float
    bold: bool
    italic: bool
    shown: bool
    upright: bool


class PageReader:
    """Reads the text of one page. `page` and `text` are handles that the caller keeps open."""

    def __init__(self, page: Any, text: Any, view: View, fonts: dict[int, tuple[bool, bool]]) -> None:
        self._page, self._text, self._view, self._fonts = page, text, view, fonts
        self._styles: dict[int, _Style] = {}
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._px, self._py = ctypes.byref(self._x), ctypes.byref(self._y)
        self._box, self._matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
        self._pbox = ctypes.byref(self._box)

    def read(self) -> PageText:
        """Return the page's words with their places."""
        result = PageText()
        for piece, style in self._pieces(page_string(self._text)):
            if not style.shown:
                result.hidden.append(piece.text)
            elif not style.upright:
                result.turned.append(piece.text)
            else:
                result.pieces.append(piece)
        return result

    def _pieces(self, string: str) -> Iterator[tuple[Piece, _Style]]:
        for word in _WORD.finditer(string):
            for start, end in self._parts(word.start(), word.end()):
                text = string[start:end].translate(_DROPPED)
                if not text.strip("\xa0"):
                    continue
                if _HYPHEN_MARK in text or "\x02" in text:
                    text = text.replace(_HYPHEN_MARK, "-").replace("\x02", "-")
                style = self._style(start)
                x0, y = self._origin(start)
                x1 = max(self._right(end - 1), x0)
                piece = Piece(text, x0, x1, y, style.size, style.bold, style.italic)
                piece.before, piece.after = start == word.start(), end == word.end()
                yield piece, style

    def _parts(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Split a word where another drawn object begins: its style may be another, or its place."""
        first = self._object(start)
        if self._object(end - 1) == first or self._is_even(start, end):
            yield start, end
            return
        for index in range(start + 1, end):
            here = self._object(index)
            if here != first:
                yield start, index
                start, first = index, here
        yield start, end

    def _is_even(self, start: int, end: int) -> bool:
        """Return whether a word is one stretch in one style though its letters are drawn one by one."""
        style, (x0, y0) = self._style(start), self._origin(start)
        x1, y1 = self._origin(end - 1)
        if abs(y1 - y0) > 0.1 or not 0 < x1 - x0 < 1.2 * style.size * (end - start):
            return False
        return all(self._style(index) == style for index in ((start + end) // 2, end - 1))

    def _object(self, index: int) -> int:
        handle = pdfium.FPDFText_GetTextObject(self._text, index)
        return ctypes.cast(handle, ctypes.c_void_p).value or 0

    def _origin(self, index: int) -> tuple[float, float]:
        pdfium.FPDFText_GetCharOrigin(self._text, index, self._px, self._py)
        return self._view.point(self._x.value, self._y.value)

    def _right(self, index: int) -> float:
        pdfium.FPDFText_GetLooseCharBox(self._text, index, self._pbox)
        box = self._box
        return max(self._view.point(box.left, box.bottom)[0], self._view.point(box.right, box.top)[0])

    def _style(self, index: int) -> _Style:
        handle = pdfium.FPDFText_GetTextObject(self._text, index)
        key = ctypes.cast(handle, ctypes.c_void_p).value or 0
        style = self._styles.get(key)
        if style is None or not key:
            style = self._styles[key] = self._measure(handle if key else None, index)
        return style

    def _measure(self, handle: Any, index: int) -> _Style:
        matrix = self._matrix
        size = pdfium.FPDFText_GetFontSize(self._text, index)
        if not pdfium.FPDFText_GetMatrix(self._text, index, ctypes.byref(matrix)):
            return _Style(round(size, 1), False, False, True, True)
        a, b, c, d = matrix.a, matrix.b, matrix.c, matrix.d
        size *= math.hypot(c, d) or math.hypot(a, b)
        angle = round(math.degrees(math.atan2(b, a)) / 90) - self._view.turn
        upright = angle % 4 == 0
        bold, italic, shown = False, False, True
        if handle is not None:
            bold, italic = self._font(pdfium.FPDFTextObj_GetFont(handle))
            mode = pdfium.FPDFTextObj_GetTextRenderMode(handle)
            bold = bold or mode == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE
            shown = mode != pdfium.FPDF_TEXTRENDERMODE_FILL or _alpha(handle) > 0
        slanted = b == 0 and d != 0 and 0.1 < c / d < 0.5
        return _Style(round(size, 1), bold, italic or slanted, shown and size >= 1, upright)

    def _font(self, font: Any) -> tuple[bool, bool]:
        key = ctypes.cast(font, ctypes.c_void_p).value or 0
        if not key:
            return False, False
        if key not in self._fonts:
            buffer = ctypes.create_string_buffer(256)
            pdfium.FPDFFont_GetBaseFontName(font, buffer, 256)
            name = buffer.value.decode("utf-8", "replace")
            flags = pdfium.FPDFFont_GetFlags(font)
            bold = bool(_BOLD.search(name)) or bool(flags > 0 and flags & _FLAG_FORCE_BOLD)
            bold = bold or pdfium.FPDFFont_GetWeight(font) >= _BOLD_WEIGHT
            italic = bool(_ITALIC.search(name)) or bool(flags > 0 and flags & _FLAG_ITALIC)
            self._fonts[key] = (bold, italic)
        return self._fonts[key]


def page_string(text: Any) -> str:
    """Return one character for each of the page's, so that indexes agree."""
    count = pdfium.FPDFText_CountChars(text)
    if count <= 0:
        return ""
    buffer = ctypes.create_string_buffer((count + 1) * 2)
    pointer = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
    written = pdfium.FPDFText_GetText(text, 0, count, pointer)
    if written == count + 1:
        string = buffer.raw[: count * 2].decode("utf-16-le", "surrogatepass")
        if len(string) == count:
            return string
    return "".join(_character(pdfium.FPDFText_GetUnicode(text, index)) for index in range(count))


def _character(code: int) -> str:
    return chr(code) if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else " "


def _alpha(handle: Any) -> int:
    values = [ctypes.c_uint(255) for _ in range(4)]
    pdfium.FPDFPageObj_GetFillColor(handle, *(ctypes.byref(value) for value in values))
    return int(values[3].value)
