"""How figures look: no two texts meet, none leaves the picture, values and target lines keep apart, grey is enough."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from xml.etree import ElementTree

import pytest

from test_figures_in_documents import application
from vplan.figures import palette
from vplan.figures.data import Box, Chart, Figure, Kind, Organisation, Row, Series, flat
from vplan.figures.drawing import NARROW, WIDE, draw
from vplan.figures.metrics import text_width
from vplan.model.choices import Better

PHONE = 288.0  # CSS px: what a phone of 320 px has for a figure
_PLACE = re.compile(r"translate\(([-\d.]+)[ ,]([-\d.]+)\)(?: rotate\((-90)\))?\Z")


def chart(kind: Kind, series: str, rows: dict[str, str], unit: str = "%", target: str = "") -> Chart:
    """Make a chart; the values of a row stand in one text, `-` for none."""
    names = [name.strip() for name in series.split(",")]
    return Chart(
        kind,
        "f",
        "Rubrik",
        tuple(Series(str(index), name) for index, name in enumerate(names)),
        tuple(
            Row(name, tuple(None if value == "-" else Decimal(value) for value in values.split()))
            for name, values in rows.items()
        ),
        unit,
        Decimal(target) if target else None,
        Better.HIGHER,
    )


GROUPS = {"Bemötande": "92 90 91", "Trygghet": "84 81 83", "Delaktighet": "79 74 76"}
YEARS = {"2014": "71", "2015": "83", "2016": "79.5", "2017": "68", "2018": "80"}
LINES = {"2014": "79 80 77", "2015": "83 84 80", "2016": "80 81 79", "2017": "68 70 66", "2018": "76 76 80"}
MONEY = {"2015": "277.76 276.5 1.3", "2016": "293.6 296.1 -2.5", "2017": "306.1 287.7 18.4", "2018": "306.7 303.2 3.5"}
SHARES = {"Bemötande": "52 30 8 5 3 2", "Hur lätt det är att få kontakt": "31 33 15 12 6 3"}
TEAMS = (
    Box("Stab"),
    Box("Team A", "4 personer", (Box("Samordnare"), Box("Mentor", "", (Box("Ny"),)))),
    Box("Uppföljningsteamet", "", (Box("Handläggare av särskilda ärenden"),)),
    Box("Kansli"),
)
FIGURES: dict[str, Figure] = {
    "groups": chart(Kind.BARS, "Kvinnor, Män, Alla", GROUPS, target="80"),
    "met": chart(Kind.YEARS, "Utfall", {"2015": "99.5", "2016": "99.7", "2017": "94.0", "2018": "100"}, target="100"),
    "years": chart(Kind.YEARS, "Utfall", YEARS, target="81"),
    "signs": chart(Kind.YEARS, "Resultat, Budget", {"2015": "-4 3", "2016": "2 -1", "2017": "0 0"}, "mnkr"),
    "lines": chart(Kind.LINES, "AMI, Motivation, Ledarskap", LINES, "index", "81"),
    "economy": chart(Kind.ECONOMY, "Budget, Utfall, Resultat", MONEY, "mnkr"),
    "shares": chart(Kind.SHARES, "Mycket nöjd, Nöjd, Varken eller, Missnöjd, Mycket missnöjd, Vet inte", SHARES),
    "indicator": chart(Kind.INDICATOR, "", {"2015": "83", "2017": "68", "2018": "76"}, target="81"),
    "organisation": Organisation("f", "Rubrik", (Box("Chef", "", TEAMS),)),
}


@dataclass(frozen=True)
class Written:
    text: str
    left: float
    top: float
    right: float
    bottom: float


def root_of(figure: Figure, width: float) -> ElementTree.Element:
    return ElementTree.fromstring(draw(figure, width).svg)


def texts(root: ElementTree.Element) -> list[Written]:
    return [_written(node) for node in root.iter() if node.tag.endswith("}text") and node.text]


def _written(node: ElementTree.Element) -> Written:
    text, size = node.text or "", float(node.attrib["font-size"])
    wide = text_width(text, size, bold=node.get("font-weight") == "700")
    share = {"middle": 0.5, "end": 1.0}.get(node.get("text-anchor", ""), 0.0)
    place = _PLACE.match(node.get("transform", ""))
    if place is not None and place[3]:  # up along a bar
        x, y = float(place[1]), float(place[2])
        return Written(text, x - size * 0.7, y - wide * (1 - share), x + size * 0.15, y + wide * share)
    x, y = (float(place[1]), float(place[2])) if place else (float(node.attrib["x"]), float(node.attrib["y"]))
    return Written(text, x - wide * share, y - size * 0.7, x + wide * (1 - share), y + size * 0.15)


def meeting(found: list[Written]) -> list[tuple[str, str]]:
    return [
        (one.text, other.text)
        for one, other in combinations(found, 2)
        if min(one.right, other.right) - max(one.left, other.left) > 0.5
        and min(one.bottom, other.bottom) - max(one.top, other.top) > 0.5
    ]


def award_figures() -> dict[str, Figure]:
    return {name: made.figure for name, made in application()[0].figures.items() if made.figure is not None}


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("name", FIGURES)
def test_no_two_texts_meet(name: str, width: float) -> None:
    assert meeting(texts(root_of(FIGURES[name], width))) == []


def test_no_two_texts_meet_in_the_application_and_a_phone_shows_them_large_enough() -> None:
    figures = award_figures()
    assert len(figures) >= 12
    for name, figure in figures.items():
        for width in (WIDE, NARROW):
            root = root_of(figure, width)
            right, bottom = map(float, root.attrib["viewBox"].split()[2:])
            found = texts(root)
            assert meeting(found) == [], name
            assert all(t.left > -1 and t.right < right + 1 and t.top > -1 and t.bottom < bottom + 1 for t in found), (
                name
            )
            smallest = min(float(node.attrib["font-size"]) for node in root.iter() if node.tag.endswith("}text"))
            assert smallest * (PHONE / right if width == NARROW else 1) >= (11.5 if width == NARROW else 8), name


def target_height(root: ElementTree.Element) -> float:
    (path,) = (node for node in root.iter() if node.get("stroke") == palette.TARGET)
    return float(path.attrib["d"].split()[1 + 1])


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("name", ["years", "met"])
def test_no_value_stands_on_the_target_line(name: str, width: float) -> None:
    root = root_of(FIGURES[name], width)
    at = target_height(root)
    values = [node for node in root.iter() if node.tag.endswith("}text") and node.get("fill") == palette.INK]
    numbers = [_written(node) for node in values if re.fullmatch(r"[\d,]{2,4}", node.text or "")]
    assert len(numbers) >= 4
    for written in numbers:
        assert not written.top < at < written.bottom, written


def test_values_stand_with_the_decimals_they_were_given() -> None:
    found = {t.text for t in texts(root_of(FIGURES["economy"], WIDE))}
    assert {"277,76", "276,5", "293,6", "+1,3", "−2,5", "+18,4"} <= found


def test_narrow_bars_of_the_economy_have_their_values_along_them() -> None:
    root = root_of(FIGURES["economy"], NARROW)
    turned = {node.text for node in root.iter() if "rotate(-90)" in node.get("transform", "")}
    assert {"277,76", "276,5"} <= turned


def test_results_without_a_minus_take_half_the_height() -> None:
    plus = chart(Kind.ECONOMY, "Budget, Utfall, Resultat", {year: row.replace("-", "") for year, row in MONEY.items()})
    assert draw(plus).height_mm < draw(FIGURES["economy"]).height_mm - 5


def test_an_organisation_stands_in_columns_where_its_words_fit_and_else_as_a_tree() -> None:
    wide, narrow = (texts(root_of(FIGURES["organisation"], width)) for width in (WIDE, NARROW))
    teams = [t for t in wide if t.text in ("Stab", "Team A", "Uppföljningsteamet", "Kansli")]
    assert len({round(t.top) for t in teams if t.text != "Team A"}) == 1
    assert len({t.left for t in teams}) == 4
    assert len({t.top for t in narrow if t.text in ("Stab", "Team A", "Uppföljningsteamet", "Kansli")}) == 4


def test_an_organisation_in_columns_shows_every_box() -> None:
    figure = FIGURES["organisation"]
    assert isinstance(figure, Organisation)
    written = " ".join(t.text for t in texts(root_of(figure, WIDE)))
    assert all(word in written for _, box in flat(figure.boxes) for word in f"{box.name} {box.text}".split())


def grey(colour: str) -> float:
    """Return how light a colour is, from 0 to 1."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("fills", [palette.FILLS[:4], palette.SHADES])
def test_what_stands_side_by_side_differs_in_grey_or_in_its_pattern(fills: tuple[palette.Fill, ...]) -> None:
    for one, other in combinations(fills, 2):
        lighter, darker = sorted((grey(one.colour), grey(other.colour)), reverse=True)
        assert one.hatch != other.hatch or (lighter + 0.05) / (darker + 0.05) >= 1.5, (one, other)
