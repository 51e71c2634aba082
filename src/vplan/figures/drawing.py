"""A figure as SVG, of a size in millimetres."""

from __future__ import annotations

from dataclasses import dataclass

from vplan.figures import chain, organisation, wheel
from vplan.figures.charts import draw_chart
from vplan.figures.data import Chain, Chart, Figure, Organisation
from vplan.figures.metrics import shorten
from vplan.figures.svg import POINTS_PER_MM, points

WIDE = 152.0  # the width of the text on paper
NARROW = 70.0  # a phone of 320 px shows it a tenth larger than in print
_LEAST, _MOST = 60.0, 300.0
_TITLE = 400.0  # points of text


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawn figure: a whole SVG and the size at which its letters have print size."""

    svg: str
    width_mm: float
    height_mm: float


def draw(figure: Figure, width_mm: float = WIDE, *, title: str = "") -> Drawing:
    """Return a figure as SVG of the given width, the same bytes for the same figure.

    `title` becomes the SVG's own title, which a screen reader and a tagged PDF read for the picture; without one it is
    the caption, shortened. A width beyond 60 to 300 mm is brought within.
    """
    width = points(min(max(width_mm, _LEAST), _MOST))
    name = title or shorten(" ".join(figure.caption.split()), _TITLE, 9) or figure.id
    if isinstance(figure, Chart):
        svg, wide, high = draw_chart(figure, width, name)
    elif isinstance(figure, Organisation):
        svg, wide, high = organisation.draw(figure, width, name)
    elif isinstance(figure, Chain):
        svg, wide, high = chain.draw(figure, width, name)
    else:
        svg, wide, high = wheel.draw(figure, width, name)
    return Drawing(svg, round(wide / POINTS_PER_MM, 2), round(high / POINTS_PER_MM, 2))
