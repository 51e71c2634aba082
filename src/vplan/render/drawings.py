"""Figures from data as SVG that stands in the page; each is drawn once for page and paper."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from vplan.document.tree import Drawing, Trend
    from vplan.figures.data import Figure

_KEPT = 64  # drawings: those of one document, in both widths


def wide(block: Drawing) -> Markup:
    """Return a figure as wide as the text on paper."""
    from vplan.figures.drawing import WIDE

    return _svg(block, WIDE)


def narrow(block: Drawing) -> Markup:
    """Return a figure as it fits a phone."""
    from vplan.figures.drawing import NARROW

    return _svg(block, NARROW)


def small(trend: Trend) -> Markup:
    """Return an indicator's history, to stand in a line of text."""
    from vplan.figures.trend import trend as draw_trend

    svg = draw_trend(dict(trend.history), trend.target, trend.better, title=trend.words)
    return Markup(svg)  # noqa: S704 - our own drawing, its texts are escaped


def _svg(block: Drawing, width: float) -> Markup:
    # the anchor is the figure's own in the document, so the ids in the drawing are too
    return _drawn(replace(block.data, id=block.anchor), width, block.alternative)


@lru_cache(maxsize=_KEPT)
def _drawn(figure: Figure, width: float, title: str) -> Markup:
    from vplan.figures.drawing import draw

    return Markup(draw(figure, width, title=title).svg)  # noqa: S704 - our own drawing, its texts are escaped
