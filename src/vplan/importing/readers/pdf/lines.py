"""Pieces become lines, and what lines become text: words that were hyphenated at a line's end are whole again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from vplan.importing.readers.pdf.text import Piece
from vplan.importing.source import Run

_SAME_LINE = 0.25
_RAISED = 0.5
_GLUED = 0.12
_TAB = 2.5
_NEIGHBOURS = 60
_BULLETS = frozenset("•·‣▪■●○◦–—-*□►➢✓❖◆⁃∙\uf0b7\uf0a7\uf0d8\uf0fc\uf06f\uf02d")
_SYMBOLS = {"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\uf02d": "–", "\uf06f": "o"}
_NUMBERED = re.compile(r"(?:\d{1,3}|[a-zåäöA-ZÅÄÖ])[.)]$")
_WORD = re.compile(r"\w+(?:-\w+)*")
_HYPHENS = "-\u2010\u00ad"
_HYPHENED_FIRST = frozenset(("it", "id", "tv", "ip", "pr", "hr", "eu", "apt", "ai", "sms", "vd", "icke", "covid"))
_VOWELS = frozenset("aeiouyåäöéü")
_AFTER_LOOSE_HYPHEN = frozenset(("och", "eller", "samt", "respektive", "and", "or", "och/eller"))


@dataclass(slots=True)
class Line:
    """Pieces on one baseline, from left to right."""

    pieces: list[Piece]
    y: float = 0.0
    x0: float = 0.0
    x1: float = 0.0
    size: float = 0.0
    parts: list[Line] | None = None

    def __post_init__(self) -> None:
        self.x0 = min(piece.x0 for piece in self.pieces)
        self.x1 = max(piece.x1 for piece in self.pieces)
        weights: Counter[float] = Counter()
        for piece in self.pieces:
            weights[piece.size] += len(piece.text)
        self.size = weights.most_common(1)[0][0]
        self.y = next(piece.y for piece in self.pieces if piece.size == self.size)

    @property
    def bold(self) -> bool:
        """Return whether every letter is bold."""
        return all(piece.bold or not any(map(str.isalnum, piece.text)) for piece in self.pieces) and any(
            piece.bold for piece in self.pieces
        )

    @property
    def text(self) -> str:
        """Return the line's text with single spaces."""
        return " ".join("".join(text for text, _ in joined(self.pieces)).split())

    @property
    def first_word(self) -> float:
        """Return the width of the line's first word, up to the first place where a line may be broken."""
        end = self.pieces[0].x1
        for before, piece in zip(self.pieces, self.pieces[1:], strict=False):
            if spaced(before, piece):
                break
            end = piece.x1
        return end - self.x0

    @property
    def space(self) -> float:
        """Return the width of a space, roughly."""
        return 0.25 * self.size


def lines_of(pieces: Iterable[Piece]) -> list[Line]:
    """Return the lines from top to bottom. Raised and lowered signs belong to the line they touch."""
    groups: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: (p.y, p.x0)):
        group = next((g for g in reversed(groups[-3:]) if _belongs(piece, g)), None)
        if group is None:
            groups.append([piece])
        else:
            group.append(piece)
    return sorted((Line(sorted(g, key=lambda p: p.x0)) for g in groups), key=lambda line: (line.y, line.x0))


def _belongs(piece: Piece, group: list[Piece]) -> bool:
    other = group[0]
    apart, small, large = abs(piece.y - other.y), min(piece.size, other.size), max(piece.size, other.size)
    if apart <= _SAME_LINE * small:
        return True
    if small < 0.8 * large and apart <= _RAISED * large:
        return any(
            abs(piece.x0 - p.x1) < 0.3 * large or abs(p.x0 - piece.x1) < 0.3 * large for p in group[-_NEIGHBOURS:]
        )
    return False


def with_dots(lines: Sequence[Line], dots: Sequence[tuple[float, float, float]]) -> list[Line]:
    """Put a list mark before each line that a drawn dot stands before; a dot is its left and right edge and height."""
    result = []
    for line in lines:
        dot = next(
            (d for d in dots if 0 < line.x0 - d[1] < 2.5 * line.size and 0 < line.y - d[2] < 0.7 * line.size), None
        )
        if dot is not None and not is_mark(line.pieces[0].text):
            line = Line([Piece("•", dot[0], dot[1], line.y, line.size), *line.pieces])
        result.append(line)
    return result


def spaced(left: Piece, right: Piece) -> bool:
    """Return whether white space stands between two neighbours on a line."""
    return left.after or right.before or right.x0 - left.x1 > _GLUED * max(left.size, right.size)


def segments(line: Line) -> list[Line]:
    """Split a line at gaps wider than a letter: the cells of a row; a list mark stays with what it marks."""
    if line.parts is None:
        line.parts = _segments(line)
    return line.parts


def _segments(line: Line) -> list[Line]:
    parts: list[list[Piece]] = [[line.pieces[0]]]
    for left, right in zip(line.pieces, line.pieces[1:], strict=False):
        wide = right.x0 - left.x1 > max(min(left.size, right.size), 4.0)
        if wide and not (len(parts) == 1 and len(parts[0]) == 1 and is_mark(left.text)):
            parts.append([])
        parts[-1].append(right)
    return [Line(part) for part in parts] if len(parts) > 1 else [line]


def is_mark(text: str) -> bool:
    """Return whether a word can be the sign of a list item."""
    return text in _BULLETS or text == "o" or bool(_NUMBERED.match(text))


def mark_of(text: str) -> str:
    """Return a list mark as it looks: symbol fonts use letters that are none."""
    return _SYMBOLS.get(text, text)


def is_bullet(text: str) -> bool:
    """Return whether a word is a sign that begins list items, and no number or letter."""
    return text in _BULLETS


def joined(pieces: Sequence[Piece]) -> list[tuple[str, Piece]]:
    """Return each piece's text with the space before it, where there is one, or the tab where the gap is very wide."""
    parts: list[tuple[str, Piece]] = []
    last: Piece | None = None
    for piece in pieces:
        text = piece.text.replace("\xa0", " ")
        if last is not None and spaced(last, piece):
            text = ("\t" if piece.x0 - last.x1 > _TAB * piece.size else " ") + text
        parts.append((text, piece))
        last = piece
    return parts


@dataclass(slots=True)
class Vocabulary:
    """The words of a document, by which a hyphen at a line's end is judged; `automatic`: its maker hyphenates."""

    words: Counter[str] = field(default_factory=Counter)
    automatic: bool = False
    _lines: int = 0
    _hyphened: int = 0

    def learn(self, lines: Sequence[Line]) -> None:
        """Note the words that stand whole on a line, and how often a line ends with a hyphen."""
        for line in lines:
            text = line.text
            self._lines += 1
            self._hyphened += len(text) > 2 and text[-1] in _HYPHENS and text[-2].isalpha()
            self.automatic = self.automatic or text.endswith(("\u2010", "\u00ad"))
            self.words.update(word.lower() for word in _WORD.findall(text))

    @property
    def keeps(self) -> bool:
        """Return whether a plain hyphen at the end of a line is the author's own: the document hyphenates otherwise."""
        return self.automatic or self._hyphened * 70 < self._lines

    def join(self, left: str, right: str) -> str | None:
        """Return what stands between a line's end and the next line: "" or " ", or None where the hyphen goes."""
        token = left.rsplit(" ", 1)[-1]
        if token.endswith("@") or (len(token) > 1 and token[-1] in "/_" and not token[-2].isspace()):
            return ""
        if token[-1:] in _HYPHENS and ("@" in token or "://" in token or token.startswith("www.")):
            return ""
        if not left or left[-1] not in _HYPHENS or len(left) < 2 or not left[-2].isalnum():
            return " "
        begins = _WORD.match(right)
        if not begins:
            return " "
        if right.split(maxsplit=1)[0].lower() in _AFTER_LOOSE_HYPHEN:
            return " "
        if not right[0].islower():
            return "" if left[-1] != "\u00ad" else None
        return self._judge(left, begins.group().lower())

    def _judge(self, left: str, second: str) -> str | None:
        if left[-1] != "-":
            return None
        first = _WORD.findall(left)[-1]
        whole, parted = f"{first}{second}".lower(), f"{first}-{second}".lower()
        if self.words[whole] != self.words[parted]:
            return None if self.words[whole] > self.words[parted] else ""
        last = first.rsplit("-", 1)[-1]
        short = len(last) == 1 or (last.isupper() and len(last) <= 5) or last[-1].isdigit()
        short = short or last.lower() in _HYPHENED_FIRST or not _VOWELS.intersection(last.lower())
        return "" if short or self.keeps else None


class TextMaker:
    """Gathers lines into runs of one style."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._texts: list[str] = []
        self._styles: list[tuple[bool, bool, str]] = []
        self._last = ""

    def add(self, pieces: Sequence[Piece], *, broken: bool = False, glued: bool = False) -> None:
        """Add a line's pieces; `broken` keeps the line break before them, `glued` says that it has cut a word."""
        parts = joined(pieces)
        raw = "".join(text for text, _ in parts)
        if not raw:
            return
        if self._texts:
            hyphened = self._last[-1:] in _HYPHENS and self._last[-2:-1].isalpha() and raw[0].islower()
            between = "\n" if broken and not hyphened else self._vocabulary.join(self._last, raw)
            between = "" if glued and between == " " else between
            self._texts[-1] = self._texts[-1][:-1] if between is None else self._texts[-1] + between
        for text, piece in parts:
            self._append(text, (piece.bold, piece.italic, piece.link))
        self._last = raw

    def _append(self, text: str, style: tuple[bool, bool, str]) -> None:
        if self._styles and self._styles[-1] == style:
            self._texts[-1] += text
        else:
            self._texts.append(text)
            self._styles.append(style)

    def runs(self) -> tuple[Run, ...]:
        """Return what was gathered."""
        texts = (text.replace("\u00ad", "").replace("\u2010", "-") for text in self._texts)
        return tuple(Run(text, *style) for text, style in zip(texts, self._styles, strict=True) if text)
