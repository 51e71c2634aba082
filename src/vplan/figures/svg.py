"""SVG elements as text, in points; static and self-contained."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from vplan.figures import palette

NAMESPACE = "http://www.w3.org/2000/svg"
POINTS_PER_MM = 72 / 25.4
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TITLE = 2000


def points(mm: float) -> float:
    """Return millimetres in points."""
    return mm * POINTS_PER_MM


def number(value: float) -> str:
    """Return a coordinate with at most two decimals: more would differ between machines and show nowhere."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def printable(text: str) -> str:
    """Return the text without characters that XML cannot hold."""
    return _NO_XML.sub("\ufffd", text)


def clean(text: str) -> str:
    """Return the text escaped, without characters that XML cannot hold."""
    return escape(printable(text), quote=True)


def element(name: str, content: str = "", /, **attributes: str | float | None) -> str:
    """Return an element; an underscore in an attribute's name is a hyphen, an attribute of None is left out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{number(value) if isinstance(value, int | float) else clean(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def label(
    x: float,
    y: float,
    text: str,
    *,
    size: float = palette.BODY,
    anchor: str = "start",
    bold: bool = False,
    colour: str = palette.INK,
) -> str:
    """Return a line of text whose baseline stands at `y`."""
    return element(
        "text",
        clean(text),
        x=x,
        y=y,
        font_size=size,
        font_weight="700" if bold else None,
        text_anchor=anchor if anchor != "start" else None,
        fill=colour,
    )


def labels(
    x: float, y: float, lines: Iterable[str], *, leading: float = 1.2, size: float = palette.BODY, **how: object
) -> str:
    """Return lines of text below each other, the first with its baseline at `y`."""
    return "".join(
        label(x, y + index * size * leading, line, size=size, **how)  # type: ignore[arg-type]
        for index, line in enumerate(lines)
    )


def box(x: float, y: float, width: float, height: float, **attributes: str | float | None) -> str:
    """Return a rectangle."""
    return element("rect", x=x, y=y, width=width, height=height, **attributes)


def line(x1: float, y1: float, x2: float, y2: float, **attributes: str | float | None) -> str:
    """Return a straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, **attributes)


def image(width: float, height: float, title: str, body: str, *, plate: bool = True) -> str:
    """Return a whole SVG of a size in points, with a title and, for dark screens, a light plate under it."""
    ground = box(0, 0, width, height, fill=palette.PLATE) if plate else ""
    named = f"<title>{clean(' '.join(title.split())[:_TITLE])}</title>"
    return element(
        "svg",
        named + ground + body,
        xmlns=NAMESPACE,
        width=f"{number(width / POINTS_PER_MM)}mm",
        height=f"{number(height / POINTS_PER_MM)}mm",
        viewBox=f"0 0 {number(width)} {number(height)}",
        role="img",
        font_family=palette.FAMILY,
    )
