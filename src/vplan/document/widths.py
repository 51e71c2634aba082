"""Widths of table columns by their content.

With widths given, a page is set without first setting every cell on trial: that trial was a fifth of the time of a
plan with a few small tables. The widths are what a careful typist would choose: a column of figures gets what its
longest figure needs, text columns share the rest by how much they hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from vplan.document.tree import Cell, Column, Inline, Row, Text
from vplan.widths import least_width

# In hundredths of the text's width: 152 mm hold 80 letters of bold 9 point; a cell's padding takes 10 point.
_LETTER = 1.25
_CAPITALS = 1.25
_PADDING = 3
_TOTAL = 100
_MOST = 60  # beyond this a longer text wraps rather than widens its column
_LEAST = 8


def with_widths(columns: Sequence[Column], rows: Sequence[Row]) -> tuple[Column, ...]:
    """Return the columns with relative widths that suit their headings and cells."""
    cells = [[row.cells[i] for row in rows if len(row.cells) > i] for i in range(len(columns))]
    needs = [_need(column, below) for column, below in zip(columns, cells, strict=True)]
    figures = sum(need for need, column in zip(needs, columns, strict=True) if column.align == "end")
    texts = sum(need for need, column in zip(needs, columns, strict=True) if column.align != "end")
    room = max(_TOTAL - figures, _TOTAL // 3)
    if room + figures > _TOTAL:
        room = _crowded(columns, cells)
    share = room / texts if texts else 1
    tight = min(1, (_TOTAL - room) / figures) if figures else 1
    return tuple(
        replace(column, width=max(_LEAST, round(need * (tight if column.align == "end" else share))))
        for need, column in zip(needs, columns, strict=True)
    )


def _crowded(columns: Sequence[Column], cells: Sequence[Sequence[Cell]]) -> int:
    """Return the room for text beside many figures: a third, or what the figures leave when they stand tight."""
    least = {"end": 0.0, "start": 0.0}
    for column, below in zip(columns, cells, strict=True):
        texts = [words(column.heading)] if column.align != "end" else []
        texts += [words(cell.content) for cell in below]
        least[column.align] += least_width(texts, is_figures=column.align == "end")
    return round(max(min(_TOTAL / 3, _TOTAL - least["end"]), min(least["start"], _TOTAL / 3)))


def _need(column: Column, cells: Sequence[Cell]) -> int:
    """Return the width a column wants: its longest word at least, its longest text at most."""
    texts = [words(column.heading), *(words(cell.content) for cell in cells)]
    word = max((_length(part) for text in texts for part in text.split(" ")), default=0)
    if column.align == "end":
        word = max(word, len(words(column.heading)) // 2)  # a long heading over figures gets two lines, not five
    least = min(round(word * _LETTER) + _PADDING, _MOST // 2)
    if column.align == "end":
        return max(_LEAST, least)
    longest = max(len(text) for text in texts)
    return max(_LEAST, least, min(round(longest * _LETTER) + _PADDING, _MOST))


def _length(word: str) -> float:
    """Return how many usual letters a word is wide; capitals are wider."""
    return len(word) * (_CAPITALS if word.isupper() and len(word) > 2 else 1)


def words(content: Sequence[Inline]) -> str:
    """Return the words of inline content, without its marks."""
    parts = []
    for inline in content:
        if isinstance(inline, Text):
            parts.append(inline.text)
        elif hasattr(inline, "content"):
            parts.append(words(inline.content))
        elif hasattr(inline, "text"):
            parts.append(inline.text)
        else:
            parts.append(" ")
    return "".join(parts)
