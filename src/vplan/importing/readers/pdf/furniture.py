"""What stands on every page and belongs to none: running headers and footers, page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from vplan.importing.readers.pdf.lines import Line

_BAND = 0.16
_MOST = 8
_NUMBERS = re.compile(r"\d+")
_PAGE = re.compile(
    r"(?:(?:sid(?:a|an|nr)?|page|s)\.?\s*)?\d{1,4}(?:\s*(?:\(\d{1,4}\)|/\s*\d{1,4}|(?:av|of)\s+\d{1,4}))?",
    re.IGNORECASE,
)
_BARE = re.compile(r"[-–—]\s*\d{1,4}\s*[-–—]")


def is_page_number(text: str) -> bool:
    """Return whether a line is nothing but a page number."""
    return bool(_PAGE.fullmatch(text) or _BARE.fullmatch(text))


def furniture(pages: Sequence[tuple[float, Sequence[Line], Sequence[Line]]]) -> list[set[int]]:
    """Return for each page the identities of the lines that are furniture.

    `pages` are the height, the lines, and those of them that may be furniture at all: a table's words are not.
    """
    edges = [_edges(height, lines, candidates) for height, lines, candidates in pages]
    seen: Counter[tuple[str, str, int]] = Counter()
    for number, own in enumerate(edges):
        if number or len(pages) == 2:
            seen.update({key for _, key in own})
    need = max(2, round(0.35 * (len(pages) - 1)))
    result = []
    for number, own in enumerate(edges):
        taken: set[int] = set()
        for line, key in own:
            repeated = len(pages) > 1 and any(seen[(key[0], key[1], key[2] + step)] >= need for step in (-1, 0, 1))
            alone = (
                len(pages) > 1
                and is_page_number(line.text)
                and (not line.text.isdigit() or line in (own[0][0], own[-1][0]))
            )
            if (number and (repeated or alone)) or (not number and ((repeated and key[0] == "foot") or alone)):
                taken.add(id(line))
        result.append(taken)
    return result


def _edges(height: float, lines: Sequence[Line], candidates: Sequence[Line]) -> list[tuple[Line, tuple[str, str, int]]]:
    """Return the lines near the edges, with what they have in common with those on other pages."""
    allowed = {id(line) for line in candidates}
    result = []
    for line in lines[:_MOST]:
        if line.y < _BAND * height and id(line) in allowed:
            result.append((line, ("head", _shape(line), round(line.y / 4))))
    for line in lines[-_MOST:]:
        if line.y > (1 - _BAND) * height and id(line) in allowed:
            result.append((line, ("foot", _shape(line), round((height - line.y) / 4))))
    return result


def _shape(line: Line) -> str:
    return _NUMBERS.sub("0", line.text)
