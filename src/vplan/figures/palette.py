"""Colours, strokes and sizes of figures: the design's tokens, as an SVG and matplotlib take them.

Series differ in lightness, pattern and marker too, so that they can be told apart in grey and by the colour-blind.
Fills may be light because each has a dark outline; lines and texts have the contrast themselves (3:1 and 4.5:1).
"""

from __future__ import annotations

from dataclasses import dataclass

FAMILY = "Liberation Sans, Arial, Helvetica, sans-serif"
SMALL = 8.5  # pt: values and notes
BODY = 9.0  # pt: names and axes

INK = "#1a2025"  # --text
MUTED = "#4d5963"  # --muted
GRID = "#c3ccd3"  # --rule
STRONG = "#6b7883"  # --rule-strong
ACCENT = "#0b4f7a"  # --accent
SURFACE = "#f1f4f6"  # --surface
HEADER = "#e4eaee"  # --header-row
PLATE = "#ffffff"  # --ground
TARGET = "#8a3a00"  # --focus


@dataclass(frozen=True, slots=True)
class Fill:
    """How an area is filled: colour, a matplotlib hatch and its colour, and the colour of text on it.

    Hatches of lines only: WeasyPrint draws a pattern anew for each area, and one of dots takes it fifty times as long.
    """

    colour: str
    hatch: str = ""
    hatch_colour: str = INK
    text: str = INK


FILLS = (
    Fill(ACCENT, text=PLATE),
    Fill("#eda73c"),
    Fill("#dbe8f0", "///", "#3d6d8c"),
    Fill("#5fa596", "|||", "#1f5147"),
    Fill("#7d2248", "---", PLATE, PLATE),
    Fill(PLATE, "xxx", MUTED),
    Fill(MUTED, "", INK, PLATE),
    Fill("#f6dcae", "\\\\\\\\", "#8a5a00"),
    Fill("#2f6fa3", "|||", PLATE, PLATE),
    Fill("#c9e2dc", "\\\\\\\\", "#2f6b5e"),
    Fill("#e3b7c8", "+++", "#7d2248"),
    Fill(PLATE, "---", INK),
)
# Shares run from one end to the other: few steps of one colour, light in the middle.
SHADES = (
    Fill(ACCENT, text=PLATE),
    Fill("#7fb2d3"),
    Fill("#dfe5e9"),
    Fill("#f3bd6a", "\\\\\\\\", "#8a5a00"),
    Fill("#a3480a", "///", "#f0c9a8", PLATE),
    Fill(PLATE, "////", STRONG),
)
LINES = (
    ACCENT,
    "#b35c00",
    "#4a4a4a",
    "#2b7a6b",
    "#7d2248",
    "#5b5ea6",
    INK,
    "#946200",
    "#2f6fa3",
    "#5d6b1f",
    "#a33d5f",
    MUTED,
)
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "p", "<", ">", "h", "d")
DASHES: tuple[tuple[float, tuple[float, ...] | None], ...] = (
    (0, None),
    (0, (6, 2)),
    (0, (2, 1.5)),
    (0, (7, 2, 1.5, 2)),
    (0, (10, 3)),
    (0, (4, 1.5, 1.5, 1.5, 1.5, 1.5)),
)


def fill(index: int) -> Fill:
    """Return how a series is filled."""
    return FILLS[index % len(FILLS)]


def shade(index: int, count: int) -> Fill:
    """Return how a share is filled: shades where these suffice."""
    return SHADES[index] if count <= len(SHADES) else fill(index)
