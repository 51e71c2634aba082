"""Shares of answers, stacked to a hundred per cent in lying bars."""

from __future__ import annotations

from decimal import Decimal

from vplan.figures import palette
from vplan.figures.charts.bars import LEADING, legend_names
from vplan.figures.charts.sheet import PAD, Sheet, area, draw_legend, legend_height, legend_lines
from vplan.figures.data import Chart, Row
from vplan.figures.metrics import text_width, wrap
from vplan.figures.words import WORDS
from vplan.numbers import format_number

_TALLEST = 560.0
_ROUNDING = Decimal("1.5")  # shares that were rounded may sum to a little more or less


def shares_of(row: Row) -> tuple[Decimal, ...] | None:
    """Return what each value is of the row's sum, in per cent; None where there is no sum. Negative values are none."""
    values = [max(value, Decimal(0)) if value is not None else Decimal(0) for value in row.values]
    total = sum(values, Decimal(0))
    if not total:
        return None
    return tuple(value * 100 / total for value in values)


def share_text(row: Row, index: int) -> str:
    """Return the words in a segment: the value as written where the row sums to a hundred, else its share."""
    value, shares = row.values[index], shares_of(row)
    if value is None or shares is None:
        return ""
    total = sum((v for v in row.values if v is not None), Decimal(0))
    shown = value if abs(total - 100) <= _ROUNDING else shares[index]
    return format_number(shown, 0) + "\u00a0%"


def draw(chart: Chart, width: float) -> Sheet:
    """Draw the shares of each row."""
    is_narrow = width < 300
    room = (
        width
        if is_narrow
        else min(max((text_width(r.name, palette.SMALL) for r in chart.rows), default=0), width * 0.36)
    )
    names = [wrap(row.name, room, palette.SMALL, lines=2 if is_narrow else 3) for row in chart.rows]
    above = is_narrow
    heights = [
        (len(lines) * LEADING + 3 if above else 0) + max(22.0, 0 if above else len(lines) * LEADING + 6)
        for lines in names
    ]
    excess = max(sum(heights) / _TALLEST, 1)
    heights = [height / excess for height in heights]
    left = 1 if above else room + 2 * PAD
    plot = width - left - text_width("100 %", palette.SMALL) / 2 - 1
    styles = [palette.shade(index, len(chart.series)) for index in range(len(chart.series))]
    legend = legend_lines(legend_names(chart), width)
    top, bottom = legend_height(legend), LEADING + PAD
    sheet = Sheet(chart, width, top + sum(heights) + bottom)
    draw_legend(sheet, legend, 0, styles)
    axes = sheet.axes(left, bottom, plot, sum(heights))
    axes.set_xlim(0, 100)
    axes.set_ylim(sum(heights), 0)
    axes.set_yticks([])
    axes.set_xticks([0, 25, 50, 75, 100], [""] * 5)
    axes.grid(axis="x")
    for place in (0, 25, 50, 75, 100):
        align = "left" if place == 0 and above else "center"
        sheet.text(left + place / 100 * plot, 2, f"{place}\u00a0%", align=align, colour=palette.MUTED)
    start = 0.0
    for row, lines, height in zip(chart.rows, names, heights, strict=True):
        _row(sheet, chart, row, lines, (start, height, left, plot, bottom + sum(heights)), styles, above=above)
        start += height
    return sheet


def _row(
    sheet: Sheet, chart: Chart, row: Row, lines: tuple[str, ...], place: tuple[float, float, float, float, float],
    styles: list[palette.Fill], *, above: bool,
) -> None:  # fmt: skip
    start, height, left, plot, top = place
    named = len(lines) * LEADING + 3 if above else 0.0
    bar = max(min((height - named) * 0.72, 18.0), 2.0)
    middle = top - start - named - (height - named) / 2
    first = top - start - LEADING + 1 if above else middle + (len(lines) - 1) / 2 * LEADING
    for number, line in enumerate(lines):
        if above:
            sheet.text(left, first - number * LEADING, line)
        else:
            sheet.text(left - 2 * PAD, first - number * LEADING, line, align="right", middle=True)
    shares = shares_of(row)
    if shares is None:
        sheet.text(left + PAD, middle, WORDS[chart.lang].no_answers, colour=palette.MUTED, middle=True)
        return
    axes, x = sheet.figure.axes[0], 0.0
    for index, share in enumerate(shares):
        if not share:
            continue
        axes.barh([start + named + (height - named) / 2], [float(share)], left=x, height=bar, **area(styles[index]))
        text = share_text(row, index)
        if text_width(text, palette.SMALL) + 4 <= float(share) / 100 * plot and bar >= palette.SMALL:
            x_middle = left + (x + float(share) / 2) / 100 * plot
            _on_fill(sheet, x_middle, middle, text, styles[index])
        x += float(share)


def _on_fill(sheet: Sheet, x: float, y: float, text: str, style: palette.Fill) -> None:
    if style.hatch:
        wide = text_width(text, palette.SMALL) + 3
        plain = palette.Fill(style.colour)
        sheet.rectangle(x - wide / 2, y - 5, wide, 10, plain, outlined=False)
    sheet.text(x, y, text, align="center", colour=style.text, middle=True)
