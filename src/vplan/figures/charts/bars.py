"""Bars: upright where their names are short, lying where they are long; with a target line where there is one."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Any

from vplan.figures import palette
from vplan.figures.charts.sheet import (
    PAD,
    PLATE,
    Scale,
    Sheet,
    area,
    draw_legend,
    legend_height,
    legend_lines,
    limits,
    scale_for,
    target_text,
    ticks_between,
    unit_note,
)
from vplan.figures.data import Chart, Kind
from vplan.figures.metrics import text_width, wrap

LEADING = palette.SMALL * 1.2
_PLOT_HEIGHT = 150.0
_TALLEST = 560.0  # a lying chart never needs more than a page
_NAME_LINES = 3
_VALUE_GAP = 3.5
_SHARE_OF_SLOT = 0.78
_LEAST_BAR = 11.0  # an upright bar narrower than this is better lying, with room for its value


def is_percent(chart: Chart) -> bool:
    """Tell whether the values are per cent, so that the axis ends at 100."""
    return chart.unit.strip().lower() in ("%", "procent", "per cent")


def draw(chart: Chart, width: float) -> Sheet:
    """Draw a chart of bars; over years they always stand."""
    room = (width - 60) / max(len(chart.rows), 1)
    wrapped = [wrap(row.name, room - 4, palette.SMALL, lines=9) for row in chart.rows]
    is_narrow = room * _SHARE_OF_SLOT / max(len(chart.series), 1) < _LEAST_BAR
    split = any(
        len(word) > 4 and text_width(word, palette.SMALL) > room - 4 for r in chart.rows for word in r.name.split()
    )
    if chart.kind is Kind.YEARS or not (is_narrow or split or max(map(len, wrapped), default=0) > _NAME_LINES):
        return _upright(chart, width)
    return _lying(chart, width)


def legend_names(chart: Chart) -> list[str]:
    """Return the names that need a legend: none for a single series without a name."""
    names = [series.name for series in chart.series]
    return names if len(names) > 1 or any(names) else []


def year_texts(names: list[str], room: float) -> list[str]:
    """Return the names below an axis; where they would touch, only every second, third … stands."""
    widest = max((text_width(name, palette.SMALL) for name in names), default=0.0) + 5
    every = max(1, -(-int(widest) // max(int(room), 1))) if room < widest else 1
    return [name if index % every == 0 else "" for index, name in enumerate(names)]


def value_axis(axes: Any, sheet: Sheet, ends: tuple[float, float], left: float, bottom: float, height: float) -> None:
    """Give upright axes their range, grid lines and figures."""
    axes.set_ylim(*ends)
    ticks = ticks_between(ends)
    axes.set_yticks([place for place, _ in ticks], ["" for _ in ticks])
    axes.grid(axis="y")
    for place, text in ticks:
        y = bottom + (place - ends[0]) / (ends[1] - ends[0]) * height
        sheet.text(left - PAD, y, text, align="right", colour=palette.MUTED, middle=True)
    if ends[0] <= 0 <= ends[1]:
        axes.axhline(0, color=palette.MUTED, linewidth=0.9)


def axis_width(ends: tuple[float, float]) -> float:
    """Return the room for the figures at an axis."""
    return max(text_width(text, palette.SMALL) for _, text in ticks_between(ends)) + PAD


def _upright(chart: Chart, width: float) -> Sheet:
    scale = scale_for(chart)
    values = [scale.number(value) for value in chart.numbers]
    target = scale.number(chart.target) if chart.target is not None else None
    ends = limits([*values, *([target] if target is not None else [])], from_zero=True, is_share=is_percent(chart))
    left = axis_width(ends)
    right = text_width(target_text(chart, scale), palette.SMALL) + PAD if target is not None else 0
    plot = width - left - right - 2
    slot = plot / max(len(chart.rows), 1)
    legend = legend_lines(legend_names(chart), width - left)
    names = _below(chart, slot)
    below = max(map(len, names), default=1) * LEADING + PAD + 2
    top = legend_height(legend) + (LEADING + 3 if unit_note(chart, scale) else 0) + 8
    top += _above_plot([*values, *([target] if target is not None else [])], ends)
    sheet = Sheet(chart, width, top + _PLOT_HEIGHT + below)
    axes = sheet.axes(left, below, plot, _PLOT_HEIGHT)
    axes.set_xlim(-0.5, max(len(chart.rows), 1) - 0.5)
    axes.set_xticks([])
    value_axis(axes, sheet, ends, left, below, _PLOT_HEIGHT)
    sheet.text(left, sheet.height - legend_height(legend) - LEADING, unit_note(chart, scale), colour=palette.MUTED)
    draw_legend(sheet, legend, left, palette.FILLS)
    _standing_bars(axes, chart, scale, slot, target)
    for index, lines in enumerate(names):
        for number, line in enumerate(lines):
            y = below - PAD - palette.SMALL - number * LEADING
            sheet.text(left + (index + 0.5) * slot, y, line, align="center")
    if target is not None:
        axes.axhline(target, color=palette.TARGET, linewidth=1.3, linestyle=(0, (5, 2.5)), zorder=5)
        y = below + (target - ends[0]) / (ends[1] - ends[0]) * _PLOT_HEIGHT
        sheet.text(left + plot + PAD, y, target_text(chart, scale), colour=palette.TARGET, middle=True)
    return sheet


def _above_plot(values: list[float], ends: tuple[float, float]) -> float:
    """Return by how much the highest value's text would stand in what is above the plot."""
    highest = (max(values, default=ends[0]) - ends[0]) / (ends[1] - ends[0]) * _PLOT_HEIGHT
    return max(0.0, highest + _VALUE_GAP + palette.SMALL - _PLOT_HEIGHT - PAD)


def _below(chart: Chart, slot: float) -> list[tuple[str, ...]]:
    if chart.kind is Kind.YEARS:
        return [(text,) for text in year_texts([row.name for row in chart.rows], slot)]
    return [wrap(row.name, slot - 4, palette.SMALL, lines=_NAME_LINES) for row in chart.rows]


def _standing_bars(axes: Any, chart: Chart, scale: Scale, slot: float, target: float | None) -> None:
    count = max(len(chart.series), 1)
    bar = min(_SHARE_OF_SLOT / count, 34 / slot)
    for index in range(len(chart.series)):
        shown = [(at, row.values[index]) for at, row in enumerate(chart.rows)]
        places = [at + (index - (count - 1) / 2) * bar for at, value in shown if value is not None]
        written = [value for _, value in shown if value is not None]
        axes.bar(places, [scale.number(v) for v in written], width=bar, **area(palette.fill(index)))
        texts = [scale.text(value) for value in written]
        if max((text_width(text, palette.SMALL) for text in texts), default=0) <= bar * slot + 2:
            for place, value, text in zip(places, written, texts, strict=True):
                _over_bar(axes, place, scale.number(value), text, target)


def _over_bar(axes: Any, place: float, value: float, text: str, target: float | None) -> None:
    """Write a value above its bar, or above the target line where it would stand on that; below what hangs down."""
    low, high = axes.get_ylim()
    per_point = (high - low) / _PLOT_HEIGHT
    gap = _VALUE_GAP
    if target is not None and value >= 0:
        to_target = (target - value) / per_point
        if -1 < to_target < palette.SMALL + _VALUE_GAP + 1:
            gap = to_target + _VALUE_GAP
    axes.annotate(
        text,
        (place, value),
        (0, gap if value >= 0 else -gap),
        textcoords="offset points",
        ha="center",
        va="baseline" if value >= 0 else "top",
        fontsize=palette.SMALL,
        bbox=PLATE,
        zorder=6,
        annotation_clip=False,
    )


def _lying(chart: Chart, width: float) -> Sheet:
    scale = scale_for(chart)
    count = max(len(chart.series), 1)
    target = scale.number(chart.target) if chart.target is not None else None
    values = [scale.number(value) for value in chart.numbers]
    ends = limits([*values, *([target] if target is not None else [])], from_zero=True, is_share=is_percent(chart))
    room = min(max((text_width(row.name, palette.SMALL) for row in chart.rows), default=0) + 1, width * 0.4)
    names = [wrap(row.name, room, palette.SMALL, lines=_NAME_LINES) for row in chart.rows]
    after = max((text_width(scale.text(v), palette.SMALL) for v in chart.numbers), default=0) + PAD
    left, plot = room + 2 * PAD, width - room - 2 * PAD - after
    heights = _heights(names, count)
    legend = legend_lines(legend_names(chart), width)
    top = legend_height(legend) + (LEADING + 3 if target is not None else 0)
    bottom = LEADING * (2 if unit_note(chart, scale) else 1) + PAD
    sheet = Sheet(chart, width, top + sum(heights) + bottom)
    axes = sheet.axes(left, bottom, plot, sum(heights))
    axes.set_xlim(*ends)
    axes.set_ylim(sum(heights), 0)
    axes.set_yticks([])
    draw_legend(sheet, legend, 0, palette.FILLS)
    _floor(sheet, axes, ends, left, bottom, plot)
    sheet.text(left, 1.5, unit_note(chart, scale), colour=palette.MUTED)
    _lying_bars(axes, chart, scale, heights, (ends[1] - ends[0]) / plot)
    middle = bottom + sum(heights)
    for lines, height in zip(names, heights, strict=True):
        for number, line in enumerate(lines):
            y = middle - height / 2 + (len(lines) - 1) / 2 * LEADING - number * LEADING
            sheet.text(left - 2 * PAD, y, line, align="right", middle=True)
        middle -= height
    if target is not None:
        axes.axvline(target, color=palette.TARGET, linewidth=1.3, linestyle=(0, (5, 2.5)), zorder=5)
        _over_line(sheet, left + (target - ends[0]) / (ends[1] - ends[0]) * plot, top, target_text(chart, scale))
    return sheet


def _over_line(sheet: Sheet, x: float, top: float, text: str) -> None:
    half = text_width(text, palette.SMALL) / 2
    x = min(max(x, half), sheet.width - half)
    sheet.text(x, sheet.height - top + 3, text, align="center", colour=palette.TARGET)


def _heights(names: list[tuple[str, ...]], count: int) -> list[float]:
    """Return the height of each group: its bars and its name; less for each when they would not fit on a page."""
    bar, gap = (12.0 if count < 3 else 10.0), 8.0
    heights = [max(count * bar + gap, len(lines) * LEADING + 5) for lines in names]
    excess = sum(heights) / _TALLEST
    return [height / excess for height in heights] if excess > 1 else heights


def _floor(sheet: Sheet, axes: Any, ends: tuple[float, float], left: float, bottom: float, plot: float) -> None:
    most = max(2, int(plot / (axis_width(ends) + 14)))
    ticks = ticks_between(ends, min(most, 6))
    axes.set_xticks([place for place, _ in ticks], ["" for _ in ticks])
    axes.grid(axis="x")
    for place, text in ticks:
        x = left + (place - ends[0]) / (ends[1] - ends[0]) * plot
        sheet.text(x, bottom - PAD - palette.SMALL + 1, text, align="center", colour=palette.MUTED)
    if ends[0] <= 0 <= ends[1]:
        axes.axvline(0, color=palette.MUTED, linewidth=0.9)


def _lying_bars(axes: Any, chart: Chart, scale: Scale, heights: list[float], per_point: float) -> None:
    count = max(len(chart.series), 1)
    starts = [0.0]
    for height in heights:
        starts.append(starts[-1] + height)
    for index in range(len(chart.series)):
        for (start, end), row in zip(pairwise(starts), chart.rows, strict=True):
            value = row.values[index]
            if value is None:
                continue
            bar = min((end - start) * 0.82 / count, 14.0)
            middle = (start + end) / 2 + (index - (count - 1) / 2) * bar
            bars = axes.barh([middle], [scale.number(value)], height=bar, **area(palette.fill(index)))
            if bar >= palette.SMALL - 0.6:
                text = scale.text(value)
                gap = _beside_target(chart, scale, value, text, per_point)
                axes.bar_label(bars, [text], fontsize=palette.SMALL, padding=gap, zorder=6, bbox=PLATE)


def _beside_target(chart: Chart, scale: Scale, value: Decimal, text: str, per_point: float) -> float:
    """Return the gap between a bar and its value: the usual one, or one beyond a target line that is in the way."""
    if chart.target is None or value < 0:
        return _VALUE_GAP
    to_target = (scale.number(chart.target) - scale.number(value)) / per_point
    is_in_the_way = 0 <= to_target < _VALUE_GAP + text_width(text, palette.SMALL) + 1
    return to_target + _VALUE_GAP if is_in_the_way else _VALUE_GAP
