"""The year's wheel: twelve months on a ring, numbered marks and arcs inside it, and the list that the numbers name."""

from __future__ import annotations

import math
from dataclasses import dataclass

from vplan.figures import palette
from vplan.figures.calendar import DAYS, YEAR, day_of_year, part_of_year, when
from vplan.figures.data import MAX_OCCASIONS, Occasion, OccasionKind, Wheel
from vplan.figures.metrics import shorten, text_width, wrap
from vplan.figures.svg import box, element, image, label, labels, line, number
from vplan.figures.words import WORDS

_BAND = 20.0  # the ring of months
_PITCHES = (14.5, 13.0, 11.5, 10.0)  # from one track to the next: the first at which all find room
_CENTRE = 23.0
_SHORT_YEAR = 4
_BESIDE_LIST = (122.0, 114.0, 106.0)  # radii of a wheel with its list beside it: the first at which both find room
_LEAST_LIST, _TALLER = 120.0, 40.0  # how wide the list is at least, and by how much it may be higher than the wheel
_MARK = 12.0
_LEADING = 1.2
_GAP = 16.0
_MANY = 24  # from here on an entry of the list has one line
_ARCS = {
    OccasionKind.ACTIVITY: ("#3d7ba6", None),
    OccasionKind.FOLLOW_UP: ("#b35c00", "5 2"),
    OccasionKind.MEETING: (palette.MUTED, "1.5 1.5"),
}
Track = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class _Entry:
    number: int
    occasion: Occasion
    lines: tuple[str, ...]


def draw(wheel: Wheel, width: float, title: str) -> tuple[str, float, float]:
    """Return a wheel as SVG with its width and height, all in points."""
    occasions = in_order(wheel)
    lines = 1 if len(occasions) > _MANY else 2
    for radius in _BESIDE_LIST:
        beside = width - 2 * radius - _GAP - 2
        entries = _entries(occasions, beside, wheel.lang, lines)
        needed = _height(entries) + _legend_height()
        if beside > _LEAST_LIST and needed <= 2 * radius + _TALLER and _has_room(occasions, radius):
            height = max(2 * radius + 2, needed)
            x, top = 2 * radius + _GAP + 2, (height - needed) / 2
            listed = _list(entries, x, top) + _legend(occasions, wheel, x, top + _height(entries) + 8)
            ring = _ring(wheel, occasions, 1 + radius, height / 2, radius)
            return image(width, height, title, ring + listed), width, height
    radius = min(width / 2 - 1, 122.0 if len(occasions) > _MANY else 140.0)
    columns = 2 if width > 300 else 1
    room = (width - (columns - 1) * _GAP) / columns
    entries = _entries(occasions, room, wheel.lang, lines)
    half = -(-len(entries) // columns)
    top = 2 * radius + 10
    body = _ring(wheel, occasions, width / 2, 1 + radius, radius)
    depth = 0.0
    for column in range(columns):
        part = entries[column * half : (column + 1) * half]
        body += _list(part, column * (room + _GAP), top)
        depth = max(depth, _height(part))
    body += _legend(occasions, wheel, 0, top + depth + 6)
    height = top + depth + 6 + _legend_height()
    return image(width, height, title, body), width, height


def in_order(wheel: Wheel) -> list[Occasion]:
    """Return the occasions as they are numbered: by their first day, at most `MAX_OCCASIONS`."""
    kept = [occasion for occasion in wheel.occasions if occasion.spans][:MAX_OCCASIONS]
    return sorted(kept, key=lambda o: (len(o.spans) > 1, day_of_year(o.spans[0][0]), day_of_year(o.spans[0][1])))


# --- the list --------------------------------------------------------------------------------------------------------


def _entries(occasions: list[Occasion], width: float, lang: str, lines: int) -> list[_Entry]:
    room = width - _MARK - 6
    found = []
    for index, occasion in enumerate(occasions, 1):
        date = when(occasion, lang)
        whole = (
            f"{date}: {occasion.name}" if text_width(date, palette.SMALL) < room * 0.6 else f"{occasion.name} ({date})"
        )
        found.append(_Entry(index, occasion, wrap(whole[:1].upper() + whole[1:], room, palette.SMALL, lines=lines)))
    return found


def _entry_height(entry: _Entry) -> float:
    return max(_MARK + 2, len(entry.lines) * palette.SMALL * _LEADING + 4)


def _height(entries: list[_Entry]) -> float:
    return sum(map(_entry_height, entries))


def _list(entries: list[_Entry], x: float, top: float) -> str:
    parts, y = [], top
    for entry in entries:
        high = _entry_height(entry)
        parts.append(_mark(entry.occasion.kind, x + _MARK / 2 + 1, y + _MARK / 2 + 1, str(entry.number)))
        first = y + _MARK / 2 + 1 + palette.SMALL * 0.35
        parts.append(labels(x + _MARK + 6, first, entry.lines, size=palette.SMALL))
        y += high
    return "".join(parts)


def _legend_height() -> float:
    return _MARK + 10


def _legend(occasions: list[Occasion], wheel: Wheel, x: float, y: float) -> str:
    """Return the marks of the kinds that occur, with their names."""
    parts = []
    kinds = {occasion.kind for occasion in occasions}
    for kind in OccasionKind:
        if kind in kinds:
            name = WORDS[wheel.lang].occasions[kind]
            parts.append(_mark(kind, x + _MARK / 2 + 1, y + _MARK / 2, ""))
            parts.append(label(x + _MARK + 6, y + _MARK / 2 + 3, name, size=palette.SMALL, colour=palette.MUTED))
            x += _MARK + 16 + text_width(name, palette.SMALL)
    return "".join(parts)


def _mark(kind: OccasionKind, x: float, y: float, text: str) -> str:
    half = _MARK / 2
    if kind is OccasionKind.ACTIVITY:
        shape = box(
            x - half, y - half, _MARK, _MARK, rx=2.5, fill=palette.ACCENT, stroke=palette.PLATE, stroke_width=0.8
        )
        ink = palette.PLATE
    elif kind is OccasionKind.FOLLOW_UP:
        wide = half + 1.6
        corners = ((x, y - wide), (x + wide, y), (x, y + wide), (x - wide, y))
        path = "M" + "L".join(f"{number(cx)} {number(cy)}" for cx, cy in corners) + "Z"
        shape = element("path", d=path, fill="#f6c777", stroke=palette.INK, stroke_width=0.8)
        ink = palette.INK
    else:
        shape = element("circle", cx=x, cy=y, r=half, fill=palette.PLATE, stroke=palette.INK, stroke_width=1)
        ink = palette.INK
    return shape + (label(x, y + 2.9, text, size=8, anchor="middle", bold=True, colour=ink) if text else "")


# --- the ring --------------------------------------------------------------------------------------------------------


def _at(x: float, y: float, radius: float, part: float) -> tuple[float, float]:
    """Return a place on a circle; the year begins at the top and goes clockwise."""
    angle = 2 * math.pi * part - math.pi / 2
    return x + radius * math.cos(angle), y + radius * math.sin(angle)


def _ring(wheel: Wheel, occasions: list[Occasion], x: float, y: float, radius: float) -> str:
    inner = radius - _BAND
    parts = [
        element("circle", cx=x, cy=y, r=radius, fill=palette.HEADER, stroke=palette.STRONG, stroke_width=0.9),
        element("circle", cx=x, cy=y, r=inner, fill=palette.PLATE, stroke=palette.STRONG, stroke_width=0.9),
    ]
    start = 0
    for month, days in enumerate(DAYS):
        part = start / YEAR
        (x1, y1), (x2, y2) = _at(x, y, _CENTRE, part), _at(x, y, inner, part)
        parts.append(line(x1, y1, x2, y2, stroke=palette.GRID, stroke_width=0.6))
        (x1, y1), (x2, y2) = _at(x, y, inner, part), _at(x, y, radius, part)
        parts.append(line(x1, y1, x2, y2, stroke=palette.STRONG, stroke_width=0.9))
        tx, ty = _at(x, y, radius - _BAND / 2, (start + days / 2) / YEAR)
        parts.append(label(tx, ty + 3.2, WORDS[wheel.lang].months[month], anchor="middle"))
        start += days
    if wheel.year:
        size = 14.0 if len(wheel.year) <= _SHORT_YEAR else palette.SMALL
        year = shorten(wheel.year, 2 * _CENTRE - 2, size, bold=True)
        parts.append(label(x, y + size * 0.36, year, size=size, anchor="middle", bold=True, colour=palette.ACCENT))
    return "".join(parts) + _marks(occasions, x, y, inner)


def _marks(occasions: list[Occasion], x: float, y: float, inner: float) -> str:
    """Return arcs and marks; what happens on one day stands outermost, what goes on for long further in."""
    placed: dict[int, float] = {}
    for pitch in _PITCHES:
        placed = _placed(occasions, inner, pitch)
        if len(placed) == len(occasions):
            break
    arcs, marks = [], []
    for index, radius in placed.items():  # what found no room is in the list and the table still
        occasion = occasions[index]
        for begin, end in (part_of_year(occasion, span) for span in occasion.spans):
            if end > begin:
                arcs.append(_arc(x, y, radius, begin, min(end, begin + 0.999), occasion.kind))
            place = begin + min(_MARK / 2 / (2 * math.pi * radius), (end - begin) / 2)
            marks.append(_mark(occasion.kind, *_at(x, y, radius, place), str(index + 1)))
    return "".join(arcs + marks)


def _has_room(occasions: list[Occasion], radius: float) -> bool:
    """Tell whether a wheel of that radius shows every occasion."""
    return len(_placed(occasions, radius - _BAND, _PITCHES[-1])) == len(occasions)


def _placed(occasions: list[Occasion], inner: float, pitch: float) -> dict[int, float]:
    """Return the radius of each occasion that finds a track on which it meets no other."""
    radii = [inner - 2 - pitch / 2 - track * pitch for track in range(int((inner - 2 - _CENTRE) / pitch))]
    tracks: list[Track] = [[] for _ in radii]
    placed = {}
    for index in sorted(range(len(occasions)), key=lambda i: (_longest(occasions[i]), i)):
        stretches = [part_of_year(occasions[index], span) for span in occasions[index].spans]
        for radius, track in zip(radii, tracks, strict=True):
            wanted = [_taken(stretch, radius) for stretch in stretches]
            if not any(_meet(one, other) for one in wanted for other in track):
                track += wanted
                placed[index] = radius
                break
    return placed


def _longest(occasion: Occasion) -> float:
    return max(end - begin for begin, end in (part_of_year(occasion, span) for span in occasion.spans))


def _taken(stretch: tuple[float, float], radius: float) -> tuple[float, float]:
    """Return a stretch with the room its mark needs."""
    half = (_MARK + 4) / 2 / (2 * math.pi * radius)
    begin, end = stretch
    return (begin - half, end + half) if end - begin < 2 * half else (begin - half / 4, end + half / 4)


def _meet(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Tell whether two stretches of a circle overlap."""
    return any(one[0] + turn < other[1] and other[0] < one[1] + turn for turn in (-1, 0, 1))


def _arc(x: float, y: float, radius: float, begin: float, end: float, kind: OccasionKind) -> str:
    colour, dashes = _ARCS[kind]
    (x1, y1), (x2, y2) = _at(x, y, radius, begin), _at(x, y, radius, end)
    large = 1 if end - begin > 0.5 else 0
    r = number(radius)
    path = f"M{number(x1)} {number(y1)}A{r} {r} 0 {large} 1 {number(x2)} {number(y2)}"
    return element("path", d=path, fill="none", stroke=colour, stroke_width=4.5, stroke_dasharray=dashes)
