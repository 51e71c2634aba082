"""Charts of numbers, drawn by matplotlib; nothing heavy is imported before `draw_chart` is called."""

from __future__ import annotations

from vplan.figures.data import Chart, Kind


def draw_chart(chart: Chart, width: float, title: str) -> tuple[str, float, float]:
    """Return a chart as SVG with its width and height, all in points."""
    from vplan.figures.charts import bars, economy, engine, lines, shares

    draw = {
        Kind.BARS: bars.draw,
        Kind.YEARS: bars.draw,
        Kind.LINES: lines.draw,
        Kind.INDICATOR: lines.draw,
        Kind.ECONOMY: economy.draw,
        Kind.SHARES: shares.draw,
    }[chart.kind]
    with engine.drawing():
        sheet = draw(chart, width)
        return sheet.svg(title), sheet.width, sheet.height
