"""Lines over years: each year at its place, a gap where a value is missing, names at the lines' ends."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from vplan.figures import palette
from vplan.figures.charts.bars import LEADING, axis_width, is_percent, legend_names, value_axis, year_texts
from vplan.figures.charts.sheet import (
    PAD,
    PLATE,
    Scale,
    Sheet,
    legend_height,
    legend_lines,
    limits,
    scale_for,
    target_text,
    unit_note,
)
from vplan.figures.data import Chart
from vplan.figures.metrics import shorten, text_width
from vplan.figures.words import WORDS
from vplan.model.choices import Better

_PLOT_HEIGHT = 145.0
_MOST_NAMED = 6  # more names at the ends of lines would not find room
_MOST_VALUES = 14
_MARKER = 6.0  # before a line's name
_WIDEST_SPAN = 120  # years between the first and the last; beyond this they stand side by side

_Named = tuple[float, str, int | None]  # the height of a text at the lines' ends, and whose it is; None is the target's


def year_places(chart: Chart) -> list[int]:
    """Return where each row stands: at its year, or in order where the names are no years."""
    if all(row.name.isdecimal() and len(row.name) <= 4 for row in chart.rows):
        years = [int(row.name) for row in chart.rows]
        if years and years[-1] - years[0] <= _WIDEST_SPAN and all(a < b for a, b in pairwise(years)):
            return years
    return list(range(len(chart.rows)))


def draw(chart: Chart, width: float) -> Sheet:
    """Draw a chart of lines, or the history of an indicator."""
    scale = scale_for(chart)
    values = [scale.number(value) for value in chart.numbers]
    target = scale.number(chart.target) if chart.target is not None else None
    ends = limits([*values, *([target] if target is not None else [])], from_zero=False, is_share=is_percent(chart))
    names = legend_names(chart)
    at_ends = bool(names) and 1 < len(names) <= _MOST_NAMED and width > 300
    last = _last_texts(chart, scale, width) if at_ends else []
    left = axis_width(ends)
    beside = max((text_width(text, palette.SMALL) + _MARKER + 3 for *_, text in last), default=0)
    right = max(beside, text_width(target_text(chart, scale), palette.SMALL)) + PAD + 6
    plot = width - left - right
    legend = [] if at_ends else legend_lines(names, width - left)
    note = _note(chart, scale)
    top = legend_height(legend) + (LEADING + 4 if note else 0) + 8
    below = LEADING + PAD + 4
    sheet = Sheet(chart, width, top + _PLOT_HEIGHT + below)
    axes = sheet.axes(left, below, plot, _PLOT_HEIGHT)
    places = year_places(chart)
    low, high = (places[0] - 0.3, places[-1] + 0.3) if places else (0, 1)
    if len(places) > 1:
        low, high = places[0] - 0.02 * (places[-1] - places[0]) - 0.1, places[-1] + 0.1
    axes.set_xlim(low, high)
    axes.set_xticks([])
    value_axis(axes, sheet, ends, left, below, _PLOT_HEIGHT)
    sheet.text(left, sheet.height - legend_height(legend) - LEADING, note, colour=palette.MUTED)
    _line_legend(sheet, legend, left)
    _years(sheet, chart, places, lambda x: left + (x - low) / (high - low) * plot, below)
    for index in range(len(chart.series)):
        _line(axes, chart, places, index, scale)

    def height_at(value: float) -> float:
        return below + (value - ends[0]) / (ends[1] - ends[0]) * _PLOT_HEIGHT

    beyond = left + plot + PAD + 4
    taken: list[_Named] = [(height_at(y), text, i) for i, y, text in last]
    if target is not None:
        axes.axhline(target, color=palette.TARGET, linewidth=1.3, linestyle=(0, (5, 2.5)), zorder=2)
        taken.append((height_at(target), target_text(chart, scale), None))
    for y, text, series in _apart(taken, sheet.height):
        if series is None:
            sheet.text(beyond, y, text, colour=palette.TARGET, middle=True)
            continue
        colour = palette.LINES[series % len(palette.LINES)]
        marker = palette.MARKERS[series % len(palette.MARKERS)]
        sheet.line((beyond + _MARKER / 2,), (y,), color=colour, marker=marker, markersize=5, markeredgewidth=0)
        sheet.text(beyond + _MARKER + 3, y, text, colour=colour, middle=True)
    return sheet


def _note(chart: Chart, scale: Scale) -> str:
    words = WORDS[chart.lang]
    direction = {Better.HIGHER: words.higher, Better.LOWER: words.lower}.get(chart.better) if chart.better else None
    unit = unit_note(chart, scale)
    return " · ".join(part for part in (unit[:1].upper() + unit[1:], direction) if part)


def _last_texts(chart: Chart, scale: Scale, width: float) -> list[tuple[int, float, str]]:
    """Return for each series where its line ends and what stands there: its name and its last value."""
    found = []
    for index, series in enumerate(chart.series):
        values = [row.values[index] for row in chart.rows if row.values[index] is not None]
        if values and values[-1] is not None:
            text = scale.text(values[-1])
            name = shorten(series.name, width * 0.3 - text_width(f" {text}", palette.SMALL), palette.SMALL)
            found.append((index, scale.number(values[-1]), f"{name} {text}"))
    return found


def _apart(texts: list[_Named], height: float) -> list[_Named]:
    """Move texts that would touch apart, as little as can be, in their order of height."""
    ordered = sorted(texts, key=lambda text: text[:2])
    ys = [y for y, *_ in ordered]
    for index in range(1, len(ys)):
        ys[index] = max(ys[index], ys[index - 1] + LEADING)
    if ys and ys[-1] > height - LEADING / 2:
        ys[-1] = height - LEADING / 2
        for index in range(len(ys) - 2, -1, -1):
            ys[index] = min(ys[index], ys[index + 1] - LEADING)
    middle = sum(y for y, *_ in ordered) / len(ys) - sum(ys) / len(ys) if ys else 0.0
    shift = middle if ys and ys[-1] + middle < height - LEADING / 2 else 0.0
    return [(y + shift, text, series) for y, (_, text, series) in zip(ys, ordered, strict=True)]


def _years(sheet: Sheet, chart: Chart, places: list[int], at: Any, below: float) -> None:
    if not places:
        return
    is_named = [str(place) for place in places] == [row.name for row in chart.rows]
    every = list(range(places[0], places[-1] + 1))
    names = [str(year) for year in every] if is_named else [row.name for row in chart.rows]
    room = (at(places[-1]) - at(places[0])) / max(len(every) - 1, 1) if len(every) > 1 else 100
    for place, text in zip(every, year_texts(names, room), strict=False):
        if text:
            sheet.text(at(place), below - PAD - palette.SMALL, text, align="center")


def _line(axes: Any, chart: Chart, places: list[int], index: int, scale: Scale) -> None:
    """Draw one series: whole lines between neighbouring years, thin dots across a gap, a marker at each value."""
    colour = palette.LINES[index % len(palette.LINES)]
    marker = palette.MARKERS[index % len(palette.MARKERS)]
    dash = palette.DASHES[index % len(palette.DASHES)]
    points = [
        (place, scale.number(value))
        for place, row in zip(places, chart.rows, strict=True)
        if (value := row.values[index]) is not None
    ]
    run: list[tuple[int, float]] = []
    for point in points:
        if run and point[0] != run[-1][0] + 1:
            axes.plot(*zip(run[-1], point, strict=True), color=colour, linewidth=0.9, linestyle=(0, (1, 2.5)), zorder=3)
            _run(axes, run, colour, dash)
            run = []
        run.append(point)
    _run(axes, run, colour, dash)
    if points:
        axes.plot(
            *zip(*points, strict=True),
            linestyle="none",
            marker=marker,
            color=colour,
            markersize=5.5,
            zorder=4,
            markeredgecolor=palette.PLATE,
            markeredgewidth=0.6,
            clip_on=False,
        )
    if len(chart.series) == 1 and len(points) <= _MOST_VALUES:
        values = [row.values[0] for row in chart.rows if row.values[0] is not None]
        for (x, y), value in zip(points, values, strict=True):
            if value is not None:
                is_low = sum(other - y for other in _beside(points, x)) > 0
                axes.annotate(
                    scale.text(value),
                    (x, y),
                    (0, -7 if is_low else 7),
                    textcoords="offset points",
                    ha="center",
                    va="top" if is_low else "baseline",
                    fontsize=palette.SMALL,
                    bbox=PLATE,
                    zorder=6,
                )


def _beside(points: list[tuple[int, float]], x: int) -> list[float]:
    """Return the values before and after a place; one end of a line counts its only neighbour."""
    index = [place for place, _ in points].index(x)
    return [value for _, value in points[max(index - 1, 0) : index] + points[index + 1 : index + 2]]


def _run(axes: Any, run: list[tuple[int, float]], colour: str, dash: Any) -> None:
    if len(run) > 1:
        axes.plot(*zip(*run, strict=True), color=colour, linewidth=1.8, linestyle=dash if dash[1] else "-", zorder=3)


def _line_legend(sheet: Sheet, lines: list[list[tuple[int, float, str]]], left: float) -> None:
    for row, entries in enumerate(lines):
        y = sheet.height - (row + 1) * palette.BODY * 1.35 + 2.5
        for index, x, name in entries:
            colour = palette.LINES[index % len(palette.LINES)]
            marker = palette.MARKERS[index % len(palette.MARKERS)]
            sheet.line((left + x, left + x + 11), (y + 3, y + 3), color=colour, linewidth=1.6)
            sheet.line((left + x + 5.5,), (y + 3,), color=colour, marker=marker, markersize=5)
            sheet.text(left + x + 15, y, name)
