"""A sheet of matplotlib that is measured in points, and what all charts have: axes, legend, target, numbers."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from vplan.figures import palette, svg
from vplan.figures.charts import cleaning
from vplan.figures.data import Chart
from vplan.figures.metrics import shorten, text_width
from vplan.figures.words import WORDS, decimals_of, scale_of, written
from vplan.numbers import format_number

PAD = 4.0
_SWATCH, _GAP = 11.0, 14.0
_LINE = palette.BODY * 1.35


@dataclass(frozen=True, slots=True)
class Scale:
    """How a chart's numbers are written: divided by ten to a power, which a word names, and with so many decimals."""

    power: int
    word: str
    decimals: int

    def number(self, value: Decimal) -> float:
        """Return a value as it is plotted."""
        return float(value.scaleb(-self.power))

    def text(self, value: Decimal) -> str:
        """Return a value as it stands beside its mark: with the decimals it was given, so none that nobody knows."""
        if self.power:
            return format_number(value.scaleb(-self.power), self.decimals)
        return format_number(value, min(decimals_of([value]), self.decimals))


def scale_for(chart: Chart) -> Scale:
    """Return the scale that suits a chart's numbers and its target."""
    values = chart.numbers + ([chart.target] if chart.target is not None else [])
    power, word = scale_of(values, chart.lang)
    return Scale(power, word, 1 if power else decimals_of(values))


def unit_note(chart: Chart, scale: Scale) -> str:
    """Return the words above the value axis: the unit, and by how much the numbers were divided."""
    return " ".join(part for part in (scale.word, WORDS[chart.lang].unit(chart.unit)) if part)


class Sheet:
    """A sheet of a size in points; places count from its lower left corner."""

    def __init__(self, chart: Chart, width: float, height: float) -> None:
        from matplotlib.backends.backend_svg import FigureCanvasSVG
        from matplotlib.figure import Figure

        self.figure: Any = Figure(figsize=(width / 72, height / 72), dpi=72)
        FigureCanvasSVG(self.figure)
        self.chart, self.width, self.height = chart, width, height

    def axes(self, left: float, bottom: float, width: float, height: float) -> Any:
        """Return axes without a frame that cover a rectangle."""
        axes = self.figure.add_axes((left / self.width, bottom / self.height, width / self.width, height / self.height))
        axes.patch.set_visible(False)
        for side in ("top", "right", "left", "bottom"):
            axes.spines[side].set_visible(False)
        axes.tick_params(length=0, pad=PAD, labelsize=palette.SMALL, labelcolor=palette.INK)
        return axes

    def text(
        self, x: float, y: float, text: str, *, size: float = palette.SMALL, align: str = "left",
        colour: str = palette.INK, bold: bool = False, middle: bool = False,
    ) -> None:  # fmt: skip
        """Write a line of text on its baseline, or with its middle at `y`; what would leave the sheet is cut off."""
        from matplotlib.transforms import IdentityTransform

        room = {"left": self.width - x, "right": x}.get(align, 2 * min(x, self.width - x)) + 1
        text = shorten(svg.printable(text), room, size, bold=bold)
        if not text.strip():
            return
        if middle:
            y -= size * 0.35
        self.figure.text(
            x,
            y,
            text,
            fontsize=size,
            ha=align,
            va="baseline",
            color=colour,
            transform=IdentityTransform(),
            fontweight=700 if bold else 400,
        )

    def rectangle(
        self, x: float, y: float, width: float, height: float, style: palette.Fill, *, outlined: bool = True
    ) -> None:
        """Draw a filled rectangle, with an outline where nothing else is said."""
        from matplotlib.patches import Rectangle
        from matplotlib.transforms import IdentityTransform

        look = area(style) if outlined else {**area(style), "linewidth": 0, "edgecolor": "none"}
        self.figure.add_artist(Rectangle((x, y), width, height, transform=IdentityTransform(), **look))

    def line(self, xs: Sequence[float], ys: Sequence[float], **style: Any) -> None:
        """Draw a line through points of the sheet."""
        from matplotlib.lines import Line2D
        from matplotlib.transforms import IdentityTransform

        self.figure.add_artist(Line2D(xs, ys, transform=IdentityTransform(), **style))

    def svg(self, title: str) -> str:
        """Return the sheet as SVG."""
        buffer = io.BytesIO()
        self.figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
        prefix = "f" + hashlib.sha256(f"{self.chart.id}|{self.width:.2f}".encode()).hexdigest()[:8]
        return svg.image(self.width, self.height, title, cleaning.body_of(buffer.getvalue().decode(), prefix))


def area(style: palette.Fill) -> dict[str, Any]:
    """Return matplotlib's arguments for a filled area."""
    return {
        "facecolor": style.colour,
        "edgecolor": palette.INK,
        "linewidth": 0.6,
        "hatch": style.hatch or None,
        "hatchcolor": style.hatch_colour,
    }


PLATE = {"boxstyle": "square,pad=0.05", "facecolor": palette.PLATE, "edgecolor": "none"}  # under a value, over lines

# --- legend ----------------------------------------------------------------------------------------------------------


def legend_lines(names: Sequence[str], width: float) -> list[list[tuple[int, float, str]]]:
    """Set the names of series side by side; returns lines of (index of the series, x, name as it fits)."""
    found: list[list[tuple[int, float, str]]] = [[]]
    x = 0.0
    for index, name in enumerate(names):
        written = shorten(name, width - _SWATCH - PAD, palette.SMALL)
        needed = _SWATCH + PAD + text_width(written, palette.SMALL)
        if found[-1] and x + needed > width:
            found.append([])
            x = 0.0
        found[-1].append((index, x, written))
        x += needed + _GAP
    return found if names else []


def legend_height(lines: Sequence[object]) -> float:
    """Return the height of a legend of so many lines, with the space below it."""
    return len(lines) * _LINE + (PAD if lines else 0)


def draw_legend(
    sheet: Sheet, lines: list[list[tuple[int, float, str]]], left: float, styles: Sequence[palette.Fill]
) -> None:
    """Draw the legend at the top of the sheet."""
    for row, entries in enumerate(lines):
        y = sheet.height - (row + 1) * _LINE + 2.5
        for index, x, name in entries:
            sheet.rectangle(left + x, y - 0.5, _SWATCH, 7, styles[index])
            sheet.text(left + x + _SWATCH + PAD, y, name)


# --- value axis ------------------------------------------------------------------------------------------------------


def limits(values: Sequence[float], *, from_zero: bool, is_share: bool = False) -> tuple[float, float]:
    """Return the ends of a value axis: round figures around the values, and zero where bars start from it."""
    from matplotlib.ticker import MaxNLocator

    low, high = min(values, default=0.0), max(values, default=0.0)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        low, high = (low - 1, high + 1) if not from_zero or low else (0.0, 1.0)
    room = (high - low) * 0.06
    wanted = (low - room if low < 0 or not from_zero else low, high + room if high > 0 or not from_zero else high)
    if low >= 0:
        wanted = (max(wanted[0], 0.0), min(wanted[1], 100.0) if is_share and high <= 100 else wanted[1])
    ticks = MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]).tick_values(*wanted)
    return float(ticks[0]), float(ticks[-1])


def ticks_between(ends: tuple[float, float], most: int = 6) -> list[tuple[float, str]]:
    """Return the round figures between the ends of an axis with their texts."""
    from matplotlib.ticker import MaxNLocator

    places = [float(t) for t in MaxNLocator(nbins=most, steps=[1, 2, 2.5, 5, 10]).tick_values(*ends)]
    slack = (ends[1] - ends[0]) * 1e-6
    places = [place for place in places if ends[0] - slack <= place <= ends[1] + slack]
    step = min((b - a for a, b in pairwise(places)), default=1.0)
    decimals = next((d for d in range(6) if abs(round(step, d) - step) <= abs(step) * 1e-6), 6)
    return [(place, format_number(Decimal(repr(place)), decimals)) for place in places]


def target_text(chart: Chart, scale: Scale) -> str:
    """Return the words at the target line."""
    if chart.target is None:
        return ""
    text = scale.text(chart.target) if scale.power else written(chart.target)
    return f"{WORDS[chart.lang].target} {text}"
