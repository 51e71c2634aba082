"""What a terminal shows: colours, visible signs, widths, and source lines with a stretch underlined."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from vplan.diagnostics import Message, Span

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_SHOWN = 3  # lines of a span; of a longer one the first and the last
_CUT = "…"
NARROWEST = 40


@dataclass(frozen=True, slots=True)
class Paper:
    """What is written on: `width` in columns, with colours or without."""

    width: int = 100
    color: bool = False

    def paint(self, text: str, code: str) -> str:
        """Return the text in a colour or weight, where there are colours."""
        return f"\x1b[{code}m{text}\x1b[0m" if self.color and text else text


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of an excerpt: its number, its text, and the stretch in it; a row without a number stands for many."""

    number: int | None
    text: str = ""
    start: int = 0
    end: int = 0


def clean(text: str) -> str:
    """Return the text with what a terminal could take for a command made visible."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if unicodedata.category(c) not in _HIDDEN or c == "\u00ad" else "�" for c in text)


def sentence(message: Message) -> str:
    """Return a message as one line that a terminal can show."""
    return clean(" ".join(str(message).splitlines()))


def columns(text: str) -> int:
    """Return how many columns a terminal gives the text."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)


def digits(span: Span) -> int:
    """Return how wide the line numbers of a span are."""
    return len(str(max(span.line, span.end_line)))


def excerpt(span: Span, lines: Sequence[str], paper: Paper, gutter: int, mark: str, color: str) -> list[str]:
    """Return the lines that a span covers, each with `mark` below the stretch; nothing where there is none.

    `gutter` is the width of the line numbers. A long line is cut around the stretch, of many lines the first and the
    last are shown.
    """
    written = []
    for row in _rows(span, lines):
        if row.number is None:
            written.append(paper.paint(f"  {'...':>{gutter}}", "2"))
            continue
        text, start, end = _window(row.text, row.start, row.end, paper.width - gutter - 5)
        shown = clean(text).rstrip()
        written.append(f"{paper.paint(f'  {row.number:>{gutter}} |', '2')} {shown}".rstrip())
        if end > start:
            before, marked = clean(text[:start]), clean(text[start:end])
            marks = paper.paint(mark * max(columns(marked), 1), color)
            written.append(f"{paper.paint(f'  {chr(32):>{gutter}} |', '2')} {' ' * columns(before)}{marks}")
    return written


def _rows(span: Span, lines: Sequence[str]) -> list[_Row]:
    first, last = span.line, max(span.end_line, span.line)
    if last > first and span.end_column == 1:
        last -= 1  # it ends before that line's first character
    last = min(last, len(lines))
    while last > first and not lines[last - 1].strip():
        last -= 1
    if first > len(lines) or not lines[first - 1].strip():
        return []
    if last - first < _SHOWN:
        return [_row(span, number, lines[number - 1]) for number in range(first, last + 1)]
    return [_row(span, first, lines[first - 1]), _Row(None), _row(span, last, lines[last - 1])]


def _row(span: Span, number: int, line: str) -> _Row:
    text = line.replace("\t", " ")
    filled = len(text.rstrip())
    start = min(span.column - 1, len(text)) if number == span.line else len(text) - len(text.lstrip())
    end = min(span.end_column - 1, len(text)) if number == span.end_line else filled
    if number == span.line:
        end = max(end, start + 1)
    return _Row(number, text, start, end)


def _window(text: str, start: int, end: int, width: int) -> tuple[str, int, int]:
    """Cut a long line to the stretch around the span."""
    if len(text) <= width:
        return text, start, end
    left = max(0, min(start - width // 4, len(text) - width))
    right = left + width
    cut = text[left:right]
    if left:
        cut = _CUT + cut[1:]
    if right < len(text):
        cut = cut[:-1] + _CUT
    return cut, max(start - left, 0), min(end - left, len(cut))
