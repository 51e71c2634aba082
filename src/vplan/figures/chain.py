"""A chain of steps: boxes like arrows in a row, below each other where the page is narrow."""

from __future__ import annotations

from vplan.figures import palette
from vplan.figures.data import MAX_STEPS, Box, Chain
from vplan.figures.metrics import text_width, wrap
from vplan.figures.svg import element, image, labels, line

_TIP, _GAP, _PAD = 9.0, 4.0, 6.0
_LEADING = 1.2
_LEAST = 78.0  # a narrower step would hold no words
_DOWN = 14.0
_LINES = 8
_TALLEST = 630.0  # points: a page


def draw(chain: Chain, width: float, title: str) -> tuple[str, float, float]:
    """Return a chain as SVG with its width and height, all in points."""
    steps = chain.steps[:MAX_STEPS]
    count = max(len(steps), 1)
    each = (width - 2 - _TIP - (count - 1) * _GAP) / count
    longest = max((text_width(word, palette.BODY, bold=True) for s in steps for word in s.name.split()), default=0)
    if each >= max(_LEAST, min(longest, 160) + _TIP + 2 * _PAD):
        return _row(steps, width, each, title)
    return _column(steps, width, title)


def _texts(step: Box, room: float, lines: int = _LINES) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return wrap(step.name, room, palette.BODY, bold=True, lines=min(4, lines)), wrap(
        step.text, room, palette.SMALL, lines=lines
    )


def _height(names: tuple[str, ...], texts: tuple[str, ...]) -> float:
    below = len(texts) * palette.SMALL * _LEADING + (3 if texts else 0)
    return len(names) * palette.BODY * _LEADING + below + 2 * _PAD


def _words(x: float, top: float, names: tuple[str, ...], texts: tuple[str, ...]) -> str:
    y = top + _PAD + palette.BODY * 0.9
    found = labels(x, y, names, bold=True)
    return found + labels(x, y + len(names) * palette.BODY * _LEADING + 3, texts, size=palette.SMALL)


def _row(steps: tuple[Box, ...], width: float, each: float, title: str) -> tuple[str, float, float]:
    room = each - _TIP - 2 * _PAD
    texts = [_texts(step, room) for step in steps]
    height = max((_height(*pair) for pair in texts), default=0.0)
    parts = []
    for index, pair in enumerate(texts):
        x = 1 + index * (each + _GAP)
        notch = 0 if index == 0 else _TIP
        outline = (
            f"M{x:.2f} 1 H{x + each:.2f} L{x + each + _TIP:.2f} {1 + height / 2:.2f} L{x + each:.2f} {1 + height:.2f}"
            f" H{x:.2f} " + (f"L{x + notch:.2f} {1 + height / 2:.2f} Z" if notch else "Z")
        )
        parts.append(element("path", d=outline, fill=palette.HEADER, stroke=palette.STRONG, stroke_width=0.9))
        parts.append(_words(x + _PAD + (_TIP if index else 2), 1, *pair))
    return image(width, height + 2, title, "".join(parts)), width, height + 2


def _column(steps: tuple[Box, ...], width: float, title: str) -> tuple[str, float, float]:
    lines = _LINES
    while width > 300 and lines > 1 and _column_height(steps, width, lines) > _TALLEST:
        lines -= 1
    y, parts = 1.0, []
    for index, step in enumerate(steps):
        pair = _texts(step, width - 2 - 2 * _PAD, lines)
        height = _height(*pair)
        parts.append(
            element(
                "rect",
                x=1,
                y=y,
                width=width - 2,
                height=height,
                rx=2,
                fill=palette.HEADER,
                stroke=palette.STRONG,
                stroke_width=0.9,
            )
        )
        parts.append(_words(1 + _PAD, y, *pair))
        y += height
        if index + 1 < len(steps):
            parts.append(_arrow(width / 2, y + 2, y + _DOWN - 2))
            y += _DOWN
    return image(width, y + 1, title, "".join(parts)), width, y + 1


def _column_height(steps: tuple[Box, ...], width: float, lines: int) -> float:
    heights = (_height(*_texts(step, width - 2 - 2 * _PAD, lines)) for step in steps)
    return sum(heights) + len(steps) * _DOWN


def _arrow(x: float, top: float, bottom: float) -> str:
    tip = f"M{x - 3.5:.2f} {bottom - 4.5:.2f} L{x:.2f} {bottom:.2f} L{x + 3.5:.2f} {bottom - 4.5:.2f} Z"
    stem = line(x, top, x, bottom - 4, stroke=palette.MUTED, stroke_width=1.4)
    return stem + element("path", d=tip, fill=palette.MUTED)
