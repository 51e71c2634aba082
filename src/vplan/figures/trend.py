"""An indicator's history as a small line beside its row in a table."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from vplan.figures.svg import element, image, line, number, points
from vplan.model.choices import Better

WIDTH_MM, HEIGHT_MM = 22.0, 5.5
_MOST_YEARS = 60
_EDGE = 3.0
_INK = "currentColor"


def trend(
    history: Mapping[int, Decimal | None],
    target: Decimal | None = None,
    better: Better | None = None,
    *,
    title: str = "",
) -> str:
    """Return a history (year: value) as an SVG of 22 by 5.5 mm, or an empty text when it holds no value.

    The last value is a filled dot when it meets the target or there is none to meet, else a ring. The line breaks where
    a year is missing; the target is a dashed line. The colour is that of the text around it.
    """
    known = sorted((year, value) for year, value in history.items() if value is not None)[-_MOST_YEARS:]
    if not known:
        return ""
    width, height = points(WIDTH_MM), points(HEIGHT_MM)
    values = [value for _, value in known] + ([target] if target is not None else [])
    low, high = min(values), max(values)

    def y_at(value: Decimal) -> float:
        share = float((value - low) / (high - low)) if high > low else 0.5
        return height - _EDGE - share * (height - 2 * _EDGE)

    first, last = known[0][0], known[-1][0]

    def x_at(year: int) -> float:
        share = (year - first) / (last - first) if last > first else 0.5
        return _EDGE + share * (width - 2 * _EDGE)

    parts = []
    if target is not None:
        y = y_at(target)
        parts.append(line(1, y, width - 1, y, stroke=_INK, stroke_width=0.7, stroke_dasharray="2 1.6"))
    path, before = "", None
    for year, value in known:
        step = "L" if before is not None and year == before + 1 else "M"
        path += f"{step}{number(x_at(year))} {number(y_at(value))}"
        before = year
    parts.append(element("path", d=path, fill="none", stroke=_INK, stroke_width=1.2, stroke_linejoin="round"))
    parts += [element("circle", cx=x_at(year), cy=y_at(value), r=1, fill=_INK) for year, value in known[:-1]]
    is_met = meets(known[-1][1], target, better)
    parts.append(
        element(
            "circle",
            cx=x_at(last),
            cy=y_at(known[-1][1]),
            r=2.1,
            stroke=_INK,
            stroke_width=1,
            fill=_INK if is_met is not False else "#ffffff",
        )
    )
    return image(width, height, title, "".join(parts), plate=False)


def meets(value: Decimal, target: Decimal | None, better: Better | None) -> bool | None:
    """Tell whether a value meets a target; None when there is no target or no direction."""
    if target is None or better is None:
        return None
    return value >= target if better is Better.HIGHER else value <= target
