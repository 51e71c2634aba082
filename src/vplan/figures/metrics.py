"""How wide a text is in Liberation Sans, and lines of a width: for layout without a font library.

Arial and Helvetica have the same widths, so what is laid out here fits where these stand in.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache


def _table(widths: str) -> tuple[int, ...]:
    return tuple(map(int, widths.split()))


# Advance widths of the characters U+0020 to U+007E in thousandths of the size.
_REGULAR = _table(
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 "
    "278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 "
    "667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 "
    "556 333 500 278 556 500 722 500 500 500 334 260 334 584 "
)
_BOLD = _table(
    "278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 333 "
    "333 584 584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667 778 722 667 611 722 "
    "667 944 667 667 611 333 278 333 584 556 333 556 611 556 611 556 333 611 611 278 278 556 278 889 611 611 611 "
    "611 389 556 333 611 556 778 556 556 500 389 280 389 584 "
)
_OTHERS = {
    "\u00a0": 278,
    "\u202f": 200,
    "–": 556,
    "—": 1000,
    "−": 584,
    "…": 1000,
    "•": 350,
    "→": 1000,
    "”": 333,
    "’": 222,
}
_UNKNOWN, _FULL_WIDTH = 650, 1000
_LONGEST = 600  # characters of a label that are looked at
ELLIPSIS = "…"


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a text of the given size, in the unit of the size."""
    table = _BOLD if bold else _REGULAR
    return sum(_advance(char, table) for char in text) * size / 1000


def _advance(char: str, table: tuple[int, ...]) -> int:
    code = ord(char)
    if 32 <= code < 127:
        return table[code - 32]
    return _OTHERS[char] if char in _OTHERS else _unusual(char, is_bold=table is _BOLD)


@lru_cache(maxsize=4096)
def _unusual(char: str, *, is_bold: bool) -> int:
    if unicodedata.combining(char):
        return 0
    base = ord(unicodedata.normalize("NFD", char)[0])
    if 32 <= base < 127:
        return (_BOLD if is_bold else _REGULAR)[base - 32]
    return _FULL_WIDTH if unicodedata.east_asian_width(char) in "WF" else _UNKNOWN


def wrap(text: str, width: float, size: float, *, lines: int = 3, bold: bool = False) -> tuple[str, ...]:
    """Return the text in at most so many lines of a width; what does not fit ends in an ellipsis.

    A word that is wider than a line is divided, after a hyphen or slash where it has one.
    """
    found: list[str] = []
    line = ""
    words = _words(text, width, size, bold)
    for index, (word, glued) in enumerate(words):
        longer = line + ("" if glued or not line else " ") + word
        if not line or text_width(longer, size, bold=bold) <= width:
            line = longer
            continue
        if len(found) + 1 == lines:
            rest = "".join(("" if g else " ") + w for w, g in words[index : index + 3])
            return (*found, shorten(line + rest + ELLIPSIS, width, size, bold=bold))
        found.append(line)
        line = word
    if line and len(text) > _LONGEST:
        line = shorten(line + ELLIPSIS, width, size, bold=bold)
    return (*found, line) if line else tuple(found)


def shorten(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """Return the text, or as much of it as fits into the width with an ellipsis."""
    text = text[:_LONGEST]
    if text_width(text, size, bold=bold) <= width:
        return text
    room = width - text_width(ELLIPSIS, size, bold=bold)
    kept = 0.0
    for index, char in enumerate(text):
        kept += text_width(char, size, bold=bold)
        if kept > room:
            return text[:index].rstrip(" ,;:.–-…") + ELLIPSIS
    return text


def _words(text: str, width: float, size: float, bold: bool) -> list[tuple[str, bool]]:
    """Return the words, those that are too wide in parts; the flag tells of a part that follows without a space."""
    found: list[tuple[str, bool]] = []
    for word in text[:_LONGEST].split():
        glued = False
        while word:
            part = _fitting(word, width, size, bold)
            found.append((part, glued))
            word, glued = word[len(part) :], True
    return found


def _fitting(word: str, width: float, size: float, bold: bool) -> str:
    """Return the word, or the beginning of it that fits, at least one character."""
    table = _BOLD if bold else _REGULAR
    room, kept, end = width * 1000 / size, 0, 0
    for char in word:
        kept += _advance(char, table)
        if kept > room and end:
            break
        end += 1
    else:
        return word
    cut = max(word.rfind(sign, 0, end) for sign in "-/–") + 1
    return word[:cut] if cut > end // 3 else word[:end]
