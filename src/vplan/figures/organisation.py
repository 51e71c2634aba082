"""An organisation chart in the first form that fits: by level, in columns below the first, as an indented tree."""

from __future__ import annotations

from dataclasses import dataclass

from vplan.figures import palette
from vplan.figures.data import MAX_DEPTH, Box, Organisation, flat
from vplan.figures.metrics import shorten, text_width, wrap
from vplan.figures.svg import box, element, image, label, labels, line

_PAD, _GAP, _RISE = 5.0, 7.0, 20.0
_LEADING = 1.2
_LEAST, _MOST = 62.0, 128.0
_MOST_BOXES = 24
_INDENT, _BETWEEN, _COLUMN_GAP = 16.0, 5.0, 12.0
_CLOSE_ROWS = 40
_STEP = 9.0  # from one level to the next in a column


def draw(organisation: Organisation, width: float, title: str) -> tuple[str, float, float]:
    """Return an organisation as SVG with its width and height, all in points."""
    boxes = flat(organisation.boxes)
    if len(boxes) <= _MOST_BOXES and len(organisation.boxes) == 1:
        drawn = _levels(organisation.boxes[0], width) or _columns(organisation.boxes[0], width)
        if drawn is not None:
            return image(width, drawn[1], title, drawn[0]), width, drawn[1]
    body, height = _tree(boxes, width)
    return image(width, height, title, body), width, height


# --- boxes by level --------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Placed:
    box: Box
    depth: int
    x: float  # of its middle
    below: list[_Placed]


def _levels(root: Box, width: float) -> tuple[str, float] | None:
    """Return the boxes of each level side by side, or None where they would be too narrow for their words."""
    leaves = _leaves(root)
    each = min((width - 2 - (leaves - 1) * _GAP) / leaves, _MOST)
    longest = max(
        (text_width(word, palette.BODY, bold=True) for _, b in flat((root,)) for word in b.name.split()), default=0
    )
    if each < max(_LEAST, longest + 2 * _PAD):
        return None
    start = (width - leaves * each - (leaves - 1) * _GAP) / 2
    placed = _place(root, 0, [start], each)
    levels: dict[int, list[_Placed]] = {}
    _gather(placed, levels)
    room = each - 2 * _PAD
    tops, y = {}, 1.0
    heights = {}
    for depth, row in sorted(levels.items()):
        heights[depth] = max(_height(item.box, room) for item in row)
        tops[depth] = y
        y += heights[depth] + _RISE
    total = y - _RISE + 1
    body = "".join(_lines(item, tops, heights) for row in levels.values() for item in row)
    body += "".join(
        _box(item.box, item.x - each / 2, tops[depth], each, heights[depth], depth)
        for depth, row in sorted(levels.items())
        for item in row
    )
    return body, total


def _leaves(box: Box, depth: int = 0) -> int:
    if depth + 1 >= MAX_DEPTH:
        return 1
    return max(1, sum(_leaves(child, depth + 1) for child in box.below))


def _place(box: Box, depth: int, at: list[float], each: float) -> _Placed:
    below = [_place(child, depth + 1, at, each) for child in box.below] if depth + 1 < MAX_DEPTH else []
    if below:
        return _Placed(box, depth, (below[0].x + below[-1].x) / 2, below)
    x = at[0] + each / 2
    at[0] += each + _GAP
    return _Placed(box, depth, x, [])


def _gather(item: _Placed, levels: dict[int, list[_Placed]]) -> None:
    levels.setdefault(item.depth, []).append(item)
    for child in item.below:
        _gather(child, levels)


def _texts(box: Box, room: float) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return wrap(box.name, room, palette.BODY, bold=True, lines=4), wrap(box.text, room, palette.SMALL, lines=4)


def _height(item: Box, room: float) -> float:
    names, texts = _texts(item, room)
    return len(names) * palette.BODY * _LEADING + len(texts) * palette.SMALL * _LEADING + 2 * _PAD + (2 if texts else 0)


def _lines(item: _Placed, tops: dict[int, float], heights: dict[int, float]) -> str:
    if not item.below:
        return ""
    style: dict[str, str | float] = {"stroke": palette.STRONG, "stroke_width": 1}
    bottom = tops[item.depth] + heights[item.depth]
    top = tops[item.depth + 1]
    middle = (bottom + top) / 2
    found = [line(item.x, bottom, item.x, middle, **style)]
    if len(item.below) > 1:
        found.append(line(item.below[0].x, middle, item.below[-1].x, middle, **style))
    found += [line(child.x, middle, child.x, top, **style) for child in item.below]
    return "".join(found)


def _box(item: Box, x: float, y: float, width: float, height: float, depth: int) -> str:
    names, texts = _texts(item, width - 2 * _PAD)
    content = len(names) * palette.BODY * _LEADING + len(texts) * palette.SMALL * _LEADING + (2 if texts else 0)
    first = y + (height - content) / 2 + palette.BODY * 0.95
    return _frame(x, y, width, height, depth) + (
        labels(x + width / 2, first, names, bold=True, anchor="middle", colour=_ink(depth))
        + labels(
            x + width / 2,
            first + len(names) * palette.BODY * _LEADING + 1.5,
            texts,
            size=palette.SMALL,
            anchor="middle",
            colour=_ink(depth),
        )
    )


def _frame(x: float, y: float, width: float, height: float, depth: int) -> str:
    colour = (palette.ACCENT, palette.HEADER)[min(depth, 1)] if depth < 2 else palette.PLATE
    return box(x, y, width, height, rx=2, fill=colour, stroke=palette.STRONG, stroke_width=0.9)


def _ink(depth: int) -> str:
    return palette.PLATE if depth == 0 else palette.INK


# --- columns ---------------------------------------------------------------------------------------------------------


def _columns(root: Box, width: float) -> tuple[str, float] | None:
    """Return the second level side by side and below each of its boxes all others of its branch, or None."""
    branches = [flat((box,)) for box in root.below]
    if len(branches) < 2 or all(len(branch) == 1 for branch in branches):
        return None
    widths = _column_widths(branches, width - 2 - (len(branches) - 1) * _GAP)
    if widths is None:
        return None
    left = (width - sum(widths) - (len(widths) - 1) * _GAP) / 2
    lefts = [left + sum(widths[:at]) + at * _GAP for at in range(len(widths))]
    middles = [x + each / 2 for x, each in zip(lefts, widths, strict=True)]
    wide = min(max(_ideal(0, root), _LEAST), width - 2)
    high, top = _height(root, wide - 2 * _PAD), 1.0
    middle = (middles[0] + middles[-1]) / 2
    heads = max(_height(b[0][1], each - 2 * _PAD) for b, each in zip(branches, widths, strict=True))
    first = top + high + _RISE
    levels = {0: top, 1: first}
    placed = _Placed(root, 0, middle, [_Placed(b[0][1], 1, x, []) for b, x in zip(branches, middles, strict=True)])
    parts = [_lines(placed, levels, {0: high}), _box(root, middle - wide / 2, top, wide, high, 0)]
    lowest = first + heads
    for branch, x, each in zip(branches, lefts, widths, strict=True):
        body, bottom = _below(branch[1:], x, first + heads, each)
        parts += [body, _box(branch[0][1], x, first, each, heads, 1)]
        lowest = max(lowest, bottom)
    return "".join(parts), lowest + 1


def _below(boxes: list[tuple[int, Box]], left: float, top: float, width: float) -> tuple[str, float]:
    """Return the boxes of a branch under its head, each joined to what stands above it, and where they end."""
    y, joints = top, {0: top}
    parts: list[str] = []
    for depth, item in boxes:
        x, y = left + depth * _STEP, y + _BETWEEN
        wide, high = width - depth * _STEP, _height(item, width - depth * _STEP - 2 * _PAD)
        path = f"M{x - _STEP / 2:.2f} {joints[depth - 1]:.2f} V{y + high / 2:.2f} H{x:.2f}"
        parts.insert(0, element("path", d=path, fill="none", stroke=palette.STRONG, stroke_width=0.9))
        parts.append(_box(item, x, y, wide, high, depth + 1))
        y += high
        joints[depth] = y
    return "".join(parts), y


def _column_widths(branches: list[list[tuple[int, Box]]], room: float) -> list[float] | None:
    """Return a width for each branch: the longest word at least, whole names where there is room for them."""
    least = [max(_LEAST, *(_needed(depth, item) for depth, item in branch)) for branch in branches]
    ideal = [max(_LEAST, *(_ideal(depth, item) for depth, item in branch)) for branch in branches]
    if sum(least) > room:
        return None
    wanted = sum(ideal) - sum(least)
    share = min(1.0, (room - sum(least)) / wanted) if wanted else 0.0
    return [low + (high - low) * share for low, high in zip(least, ideal, strict=True)]


def _needed(depth: int, item: Box) -> float:
    words = max((text_width(word, palette.BODY, bold=True) for word in item.name.split()), default=0.0)
    return words + 2 * _PAD + depth * _STEP + 0.5


def _ideal(depth: int, item: Box) -> float:
    whole = max(text_width(item.name, palette.BODY, bold=True), text_width(item.text, palette.SMALL))
    return max(_needed(depth, item), min(whole + 2 * _PAD + 0.5, _MOST) + depth * _STEP)


# --- an indented tree ------------------------------------------------------------------------------------------------


def _tree(boxes: list[tuple[int, Box]], width: float) -> tuple[str, float]:
    """Return each box on a line of its own, indented by its depth, with lines from what stands above it.

    Many boxes stand closer, each on one line, and in two columns where the page is wide enough.
    """
    if len(boxes) <= _MOST_BOXES:
        return _branch(boxes, 0, width, is_close=False)
    columns = 2 if width > 300 and len(boxes) > _CLOSE_ROWS else 1
    each, count = (width - (columns - 1) * _COLUMN_GAP) / columns, -(-len(boxes) // columns)
    drawn = [
        _branch(boxes[at * count : (at + 1) * count], at * (each + _COLUMN_GAP), each, is_close=True)
        for at in range(columns)
    ]
    return "".join(body for body, _ in drawn), max(height for _, height in drawn)


def _branch(boxes: list[tuple[int, Box]], left: float, width: float, *, is_close: bool) -> tuple[str, float]:
    y = 1.0
    parts: list[str] = []
    joints: dict[int, float] = {}
    indent = min(_INDENT, width * 0.4 / MAX_DEPTH)
    between, pad = (2.0, 3.0) if is_close else (_BETWEEN, _PAD)
    for depth, item in boxes:
        x = left + 1 + depth * indent
        room = left + width - x - 1
        words, wide, height = _line_words(item, room) if is_close else _tree_words(item, room)
        middle = y + (pad / 2 + palette.BODY * 0.6)
        if depth:
            above, turn = joints.get(depth - 1, 0.0), x - indent / 2
            path = f"M{turn:.2f} {above:.2f} V{middle:.2f} H{x:.2f}"
            parts.insert(0, element("path", d=path, fill="none", stroke=palette.STRONG, stroke_width=0.9))
        joints[depth] = y + height + pad
        parts.append(_frame(x, y, min(wide + 2 * _PAD, room), height + pad, depth))
        parts += [
            label(x + _PAD + dx, y + pad / 2 + dy, text, size=size, bold=bold, colour=_ink(depth))
            for dx, dy, text, size, bold in words
        ]
        y += height + pad + between
    return "".join(parts), y - between + 1 if boxes else 2.0


_Word = tuple[float, float, str, float, bool]  # x, y, text, size, bold


def _tree_words(item: Box, room: float) -> tuple[list[_Word], float, float]:
    """Return the lines of a box, the widest line and the height: the name in up to two lines, the text below it."""
    names = wrap(item.name, room - 2 * _PAD, palette.BODY, bold=True, lines=2)
    texts = wrap(item.text, room - 2 * _PAD, palette.SMALL, lines=2)
    step, small = palette.BODY * _LEADING, palette.SMALL * _LEADING
    words: list[_Word] = [(0, palette.BODY * 0.92 + i * step, t, palette.BODY, True) for i, t in enumerate(names)]
    below = len(names) * step + palette.BODY * 0.92
    words += [(0, below + i * small, text, palette.SMALL, False) for i, text in enumerate(texts)]
    wide = max((text_width(text, size, bold=bold) for *_, text, size, bold in words), default=0.0)
    return words, wide, len(names) * step + len(texts) * small


def _line_words(item: Box, room: float) -> tuple[list[_Word], float, float]:
    """Return name and text on one line."""
    room -= 2 * _PAD
    name = shorten(item.name, room, palette.BODY, bold=True)
    wide = text_width(name, palette.BODY, bold=True)
    words: list[_Word] = [(0, palette.BODY * 0.92, name, palette.BODY, True)]
    if item.text and room - wide > 30:
        text = shorten(item.text, room - wide - 6, palette.SMALL)
        words.append((wide + 5, palette.BODY * 0.92, text, palette.SMALL, False))
        wide += 5 + text_width(text, palette.SMALL)
    return words, wide, palette.BODY * _LEADING
