"""Economy over years: budget and outcome side by side, and below them the result, told by sign and direction."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from vplan.figures import palette
from vplan.figures.charts.bars import LEADING, axis_width, legend_names, value_axis, year_texts
from vplan.figures.charts.sheet import (
    PAD,
    Scale,
    Sheet,
    area,
    draw_legend,
    legend_height,
    legend_lines,
    limits,
    scale_for,
    unit_note,
)
from vplan.figures.data import Chart
from vplan.figures.metrics import text_width
from vplan.figures.words import decimals_of
from vplan.numbers import format_number

_PLOT_HEIGHT, _RESULT_HEIGHT = 130.0, 46.0
_PLUS = palette.Fill("#9cc3dc")
_MINUS = palette.Fill("#f0c9a0", "////", "#8a3a00")


def draw(chart: Chart, width: float) -> Sheet:
    """Draw budget and outcome, and the result where the chart has a third series."""
    scale = scale_for(chart)
    amounts = [scale.number(v) for row in chart.rows for v in row.values[:2] if v is not None]
    ends = limits(amounts, from_zero=True)
    has_result = len(chart.series) > 2
    left = axis_width(ends)
    if has_result:
        left = max(left, min(text_width(chart.series[2].name, palette.SMALL) + PAD, width * 0.25))
    plot = width - left - 4
    slot = plot / max(len(chart.rows), 1)
    legend = legend_lines(legend_names(chart)[:2], width - left)
    note = unit_note(chart, scale)
    top = legend_height(legend) + (LEADING + 3 if note else 0) + 8
    years = LEADING + PAD + 2
    result = _result_height(chart) + 2 * LEADING + 6 if has_result else 0.0
    below = years + result
    sheet = Sheet(chart, width, top + _PLOT_HEIGHT + below)
    axes = sheet.axes(left, below, plot, _PLOT_HEIGHT)
    _slots(axes, chart)
    value_axis(axes, sheet, ends, left, below, _PLOT_HEIGHT)
    sheet.text(left, sheet.height - legend_height(legend) - LEADING, note, colour=palette.MUTED)
    draw_legend(sheet, legend, left, palette.FILLS)
    _amounts(axes, chart, scale, slot)
    for index, text in enumerate(year_texts([row.name for row in chart.rows], slot)):
        sheet.text(left + (index + 0.5) * slot, below - PAD - palette.SMALL, text, align="center")
    if has_result:
        _results(sheet, chart, scale, (left, plot, slot))
    return sheet


def _slots(axes: Any, chart: Chart) -> None:
    axes.set_xlim(-0.5, max(len(chart.rows), 1) - 0.5)
    axes.set_xticks([])


def _amounts(axes: Any, chart: Chart, scale: Scale, slot: float) -> None:
    bar = min(0.4, 42 / slot)
    for index in range(min(2, len(chart.series))):
        shown = [(at, row.values[index]) for at, row in enumerate(chart.rows)]
        written = [value for _, value in shown if value is not None]
        places = [at + (index - 0.5) * bar for at, value in shown if value is not None]
        bars = axes.bar(places, [scale.number(v) for v in written], width=bar, **area(palette.fill(index)))
        texts = [scale.text(value) for value in written]
        if max((text_width(text, palette.SMALL) for text in texts), default=0) <= bar * slot:
            axes.bar_label(bars, texts, fontsize=palette.SMALL, padding=2)
        elif bar * slot >= palette.SMALL + 2:
            _upright_values(axes, places, [scale.number(v) for v in written], texts, palette.fill(index))


def _upright_values(
    axes: Any, places: list[float], heights: list[float], texts: list[str], style: palette.Fill
) -> None:
    """Write the values of narrow bars up along them: inside where a bar is long enough, else above it."""
    low, high = axes.get_ylim()
    per_point = (high - low) / _PLOT_HEIGHT
    for place, height, text in zip(places, heights, texts, strict=True):
        is_inside = height / per_point >= text_width(text, palette.SMALL) + 2 * PAD
        axes.annotate(
            text,
            (place, height),
            (0, -PAD if is_inside else PAD),
            textcoords="offset points",
            rotation=90,
            ha="center",
            va="top" if is_inside else "bottom",
            fontsize=palette.SMALL,
            color=style.text if is_inside else palette.INK,
            zorder=6,
        )


def _results(sheet: Sheet, chart: Chart, scale: Scale, place: tuple[float, float, float]) -> None:
    """Draw the results on a line of their own: what is left stands above it, what is lacking hangs below."""
    left, plot, slot = place
    height = _result_height(chart)
    bottom = LEADING if height == _RESULT_HEIGHT else PAD
    axes = sheet.axes(left, bottom, plot, height)
    _slots(axes, chart)
    axes.set_yticks([])
    values = [(at, row.values[2]) for at, row in enumerate(chart.rows)]
    most = max((abs(scale.number(v)) for _, v in values if v is not None), default=0.0) or 1.0
    axes.set_ylim(-most if height == _RESULT_HEIGHT else 0, most)
    axes.axhline(0, color=palette.MUTED, linewidth=0.9, clip_on=False)
    zero = bottom + (height / 2 if height == _RESULT_HEIGHT else 0)
    sheet.text(left - PAD, zero, chart.series[2].name, align="right", middle=True)
    bar = min(0.4, 42 / slot)
    texts = [(at, value, _signed(value, scale)) for at, value in values if value is not None]
    widest = max((text_width(text, palette.SMALL) for *_, text in texts), default=0.0)
    for at, value, text in texts:
        axes.bar([at], [scale.number(value)], width=bar, **area(_PLUS if value >= 0 else _MINUS))
        if widest <= slot:
            y = zero + _RESULT_HEIGHT / 2 * scale.number(value) / most
            y += 3 if value >= 0 else -palette.SMALL
            sheet.text(left + (at + 0.5) * slot, y, text, align="center", bold=True)


def _result_height(chart: Chart) -> float:
    """Return the height of the results: half of it where none is negative."""
    has_minus = any((value := row.values[2]) is not None and value < 0 for row in chart.rows)
    return _RESULT_HEIGHT if has_minus else _RESULT_HEIGHT / 2


def _signed(value: Decimal, scale: Scale) -> str:
    decimals = scale.decimals if scale.power else min(decimals_of([value]), scale.decimals)
    return format_number(value.scaleb(-scale.power), decimals, signed=True)
