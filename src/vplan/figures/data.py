"""What a figure is, before it is drawn: plain immutable values."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from vplan.model.choices import Better
from vplan.model.figure import MAX_BOXES, MAX_DEPTH, MAX_STEPS, Box, Kind, OccasionKind

__all__ = ["MAX_BOXES", "MAX_DEPTH", "MAX_STEPS", "Box", "Kind", "OccasionKind"]  # for those who need only this module

MAX_SERIES = 12
MAX_ROWS = 60
MAX_BARS = 150  # more could not be told apart on a page
MAX_OCCASIONS = 48
MAX_WHEEL_YEAR = 9  # characters: two years and a slash


OVER_YEARS = (Kind.YEARS, Kind.LINES, Kind.ECONOMY, Kind.INDICATOR)


@dataclass(frozen=True, slots=True)
class Series:
    """A series of a chart: its id, and its name as the reader sees it (may be empty where there is only one)."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Row:
    """A group of bars, a year or a question, with a value (or None) for each series of the chart."""

    name: str
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of numbers; `kind` is one of the first six kinds.

    In the kinds over years the names of the rows are years in rising order. In `ECONOMY` the series are budget, outcome
    and perhaps the result, in this order.
    """

    kind: Kind
    id: str
    caption: str
    series: tuple[Series, ...]
    rows: tuple[Row, ...]
    unit: str = ""
    target: Decimal | None = None
    better: Better | None = None
    lang: str = "sv"

    @property
    def numbers(self) -> list[Decimal]:
        """All values that are there."""
        return [value for row in self.rows for value in row.values if value is not None]


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something on the year's wheel.

    `spans` are stretches from one day of the year to another, each a pair of (month, day); one day is a stretch from
    and to itself. A recurring occasion has several. `months_only` tells that only the month is meant, not the day.
    """

    name: str
    kind: OccasionKind
    spans: tuple[tuple[tuple[int, int], tuple[int, int]], ...]
    months_only: bool = False


@dataclass(frozen=True, slots=True)
class Wheel:
    """The year's wheel."""

    id: str
    caption: str
    occasions: tuple[Occasion, ...]
    year: str = ""
    lang: str = "sv"


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation chart: the boxes of its highest level with all below them."""

    id: str
    caption: str
    boxes: tuple[Box, ...]
    lang: str = "sv"


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain of steps, each leading to the next."""

    id: str
    caption: str
    steps: tuple[Box, ...]
    lang: str = "sv"


Figure = Chart | Wheel | Organisation | Chain


def flat(boxes: tuple[Box, ...], depth: int = 0) -> list[tuple[int, Box]]:
    """Return all boxes with their depth, in reading order, down to `MAX_DEPTH` levels and at most `MAX_BOXES`."""
    found: list[tuple[int, Box]] = []
    for box in boxes:
        if len(found) >= MAX_BOXES:
            break
        found.append((depth, box))
        if depth + 1 < MAX_DEPTH:
            found += flat(box.below, depth + 1)
    return found[:MAX_BOXES]
