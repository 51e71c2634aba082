"""The first page, where what stands above the title, and at its foot, is set in columns of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vplan.importing.readers.pdf.lines import Line, segments
from vplan.importing.readers.pdf.prose import Measures

_APART = 2.4
_TITLE = 1.15
_COLUMN_GAP = 8.0


@dataclass(frozen=True, slots=True)
class Column:
    """Lines that are read together, and how far their text may go."""

    lines: list[Line]
    right: float


@dataclass(frozen=True, slots=True)
class Cover:
    """What is read before the rest of the page, the rest, and what is read after it."""

    before: list[Column]
    rest: list[Line]
    after: list[Column]


def cover_of(lines: Sequence[Line], measures: Measures, width: float, height: float) -> Cover:
    """Part the first page's lines; all of them are the rest where there is no title below columns."""
    title = _title(lines, height)
    if title is None:
        return Cover([], list(lines), [])
    zone = [line for line in lines if line.y < title.y - 0.9 * title.size]
    rest = [line for line in lines if line.y >= title.y - 0.9 * title.size]
    right = measures.right(width)
    before = [column for band in _bands(zone) for column in _columns(band, right)]
    main, margin = _margin(rest, title, height)
    after = [Column(margin, title.x0 - _COLUMN_GAP)] if margin else []
    return Cover(before, main, after)


def _title(lines: Sequence[Line], height: float) -> Line | None:
    if not lines:
        return None
    sizes = sorted(line.size for line in lines)
    usual, largest = sizes[len(sizes) // 2], sizes[-1]
    if largest < _TITLE * usual:
        return None
    title = next(line for line in lines if line.size == largest)
    return title if title.y < 0.7 * height else None


def _bands(lines: Sequence[Line]) -> list[list[Line]]:
    bands: list[list[Line]] = []
    for line in lines:
        if bands and line.y - bands[-1][-1].y <= _APART * max(line.size, bands[-1][-1].size):
            bands[-1].append(line)
        else:
            bands.append([line])
    return bands


def _columns(band: Sequence[Line], right: float) -> list[Column]:
    parts = sorted((part for line in band for part in segments(line)), key=lambda part: part.x0)
    columns: list[list[Line]] = []
    edge = 0.0
    for part in parts:
        if columns and part.x0 <= edge:
            columns[-1].append(part)
            edge = max(edge, part.x1)
        else:
            columns.append([part])
            edge = part.x1
    if len(columns) < 2:
        return [Column(list(band), right)]
    result = []
    for number, own in enumerate(columns):
        last = number + 1 == len(columns)
        limit = max(right, max(p.x1 for p in own)) if last else min(p.x0 for p in columns[number + 1]) - _COLUMN_GAP
        result.append(Column(sorted(own, key=lambda line: line.y), limit))
    return result


def _margin(lines: Sequence[Line], title: Line, height: float) -> tuple[list[Line], list[Line]]:
    """Part the lines at the page's foot that stand left of all other text: the address of the unit."""
    main: list[Line] = []
    margin: list[Line] = []
    for line in lines:
        parts = segments(line)
        if line.y > 0.5 * height and parts[0].x1 < title.x0 - 2 and parts[0].size <= line.size + 0.5:
            margin.append(parts[0])
            if len(parts) > 1:
                main.append(Line([piece for part in parts[1:] for piece in part.pieces]))
        else:
            main.append(line)
    return (main, margin) if len(margin) > 1 else (list(lines), [])
