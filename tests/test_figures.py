"""Figures: drawn the same bytes every time, sound on any data, and told in words and as a table."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vplan.figures.charts.engine import ready
from vplan.figures.data import (
    MAX_BOXES,
    MAX_OCCASIONS,
    Box,
    Chain,
    Chart,
    Figure,
    Kind,
    Occasion,
    OccasionKind,
    Organisation,
    Row,
    Series,
    Wheel,
)
from vplan.figures.drawing import NARROW, WIDE, draw
from vplan.figures.metrics import text_width, wrap
from vplan.figures.trend import HEIGHT_MM, WIDTH_MM, trend
from vplan.figures.wording import MAX_LENGTH, alternative, table
from vplan.model.choices import Better

PAGE_MM = 236.0
LONG = "Andelen som uppger att de vet vart de ska vända sig med sina synpunkter och klagomål på handläggningen"
WORD = "Socialförvaltningsövergripandesamverkan" * 5


def chart(kind: Kind, series: str, rows: Mapping[str, Sequence[int | None]], **more: object) -> Chart:
    made = [Row(name, tuple(None if v is None else Decimal(v) for v in values)) for name, values in rows.items()]
    named = tuple(Series(name.lower(), name) for name in series.split())
    return Chart(kind, "figur", "En rubrik", named, tuple(made), **more)  # type: ignore[arg-type]


def day(name: str, month: int, number: int = 1) -> Occasion:
    return Occasion(name, OccasionKind.MEETING, (((month, number), (month, number)),))


SURVEY: dict[str, list[int | None]] = {"Bemötande": [92, 90, 91], "Trygghet": [81, None, 83]}
YEARS = {"2015": [83], "2017": [68], "2018": [76]}
MONEY = {"2017": [300, 340, -40], "2018": [310, 290, 20]}
FIGURES: dict[str, Figure] = {
    "bars": chart(Kind.BARS, "Kvinnor Män Alla", SURVEY, unit="%", target=Decimal(85)),
    "lying": chart(Kind.BARS, "Kvinnor Män Alla", {LONG + str(i): [i, i, i] for i in range(8)}),
    "years": chart(Kind.YEARS, "Andel", YEARS, unit="%", target=Decimal(80)),
    "lines": chart(Kind.LINES, "Enhet Stad", {"2016": [72, 79], "2017": [None, 80], "2018": [84, 81]}, unit="index"),
    "indicator": chart(Kind.INDICATOR, "Andel", YEARS, target=Decimal(80), better=Better.HIGHER),
    "economy": chart(Kind.ECONOMY, "Budget Utfall Resultat", MONEY, unit="tkr"),
    "shares": chart(Kind.SHARES, "Ja Nej Vet-ej", {"Fråga ett": [60, 30, 10], "Fråga två": [1, 1, 2]}),
    "wheel": Wheel("hjul", "Året", (day("Beslut", 1, 25), day("Planeringsdag", 5)), "2018"),
    "organisation": Organisation("org", "Enheten", (Box("Chef", "", (Box("Grupp A"), Box("Grupp B", "fem"))),)),
    "chain": Chain("kedja", "Kedjan", (Box("Resurser", "tio"), Box("Arbete"), Box("Effekt"))),
}
NAMES = tuple("abcdefghijkl")
HARD: dict[str, Figure] = {
    "zeros": chart(Kind.BARS, "A B", {"x": [0, 0], "y": [0, 0]}),
    "no-answers": chart(Kind.SHARES, "A B", {"x": [0, 0]}),
    "nothing": chart(Kind.LINES, "A", {"2018": [None]}),
    "no-rows": chart(Kind.YEARS, "A", {}),
    "one": chart(Kind.INDICATOR, "A", {"2018": [7]}),
    "huge": chart(Kind.BARS, "A", {"x": [10**23], "y": [-(10**22)], "z": [1]}),
    "negative": chart(Kind.YEARS, "A", {"2017": [-5], "2018": [-7]}),
    "many": chart(Kind.BARS, " ".join(NAMES), {f"{LONG} {i}": [i * j for j in range(12)] for i in range(12)}),
    "many-lines": chart(Kind.LINES, " ".join(NAMES), {str(1960 + i): [i * j for j in range(12)] for i in range(60)}),
    "long": chart(Kind.BARS, WORD, {WORD: [3], LONG: [2]}),
    "markup": Chain("k", "<script>&\x00\ud800", (Box('<b>"&', "\x07"),)),
    "full-wheel": Wheel("h", "H", tuple(day(LONG, 1 + i % 12, 1 + i % 3) for i in range(MAX_OCCASIONS))),
    "wide-organisation": Organisation("o", "O", (Box("Chef", "", (Box(LONG, LONG),) * (MAX_BOXES - 1)),)),
    "long-chain": Chain("k", "K", tuple(Box(LONG, LONG * 4) for _ in range(12))),
    "caption": Chain("k", LONG * 100, (Box("a"),)),
}  # fmt: skip


def svg_of(figure: Figure, width: float = WIDE) -> ElementTree.Element:
    return ElementTree.fromstring(draw(figure, width).svg)


def local(node: ElementTree.Element) -> str:
    return node.tag.rpartition("}")[2]


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("name", [*FIGURES, *HARD])
def test_a_figure_is_static_legible_and_fits(name: str, width: float) -> None:
    figure = {**FIGURES, **HARD}[name]
    drawing = draw(figure, width)
    assert drawing.width_mm == width
    assert 0 < drawing.height_mm <= (PAGE_MM if width == WIDE else 3 * PAGE_MM)
    root = ElementTree.fromstring(drawing.svg)
    assert local(root[0]) == "title"
    ids = {node.attrib["id"] for node in root.iter() if "id" in node.attrib}
    for node in root.iter():
        assert local(node) not in {"script", "style", "image", "foreignObject", "metadata", "a"}
        assert not any(key == "style" or key.startswith("on") for key in node.attrib)
        if local(node) == "text":
            assert float(node.attrib["font-size"]) >= 8
        for value in node.attrib.values():
            if "#" in value and "url(" in value:
                assert value.partition("#")[2].rstrip(")") in ids
            assert "http" not in value


@pytest.mark.parametrize("name", FIGURES)
def test_no_text_leaves_the_picture(name: str) -> None:
    for width in (WIDE, NARROW):
        root = svg_of(FIGURES[name], width)
        right, bottom = map(float, root.attrib["viewBox"].split()[2:])
        for node in root.iter():
            if local(node) != "text" or not node.text:
                continue
            x, y = _place(node)
            wide = text_width(node.text, float(node.attrib["font-size"]), bold=node.get("font-weight") == "700")
            start = x - wide * {"middle": 0.5, "end": 1.0}.get(node.get("text-anchor", ""), 0)
            assert start >= -1, node.text
            assert start + wide <= right + 1, node.text
            assert 0 < y <= bottom + 1, node.text


def _place(node: ElementTree.Element) -> tuple[float, float]:
    if "x" in node.attrib:
        return float(node.attrib["x"]), float(node.attrib["y"])
    inner = node.attrib["transform"].removeprefix("translate(").partition(")")[0]
    x, y = inner.replace(",", " ").split()
    return float(x), float(y)


def test_ids_differ_between_figures_of_a_page() -> None:
    one, other = (
        Chart(Kind.BARS, name, "C", tuple(Series(s, s) for s in "abc"), (Row("r", (Decimal(1),) * 3),)) for name in "xy"
    )
    found = [{n.attrib["id"] for n in svg_of(f).iter() if "id" in n.attrib} for f in (one, other)]
    assert found[0]
    assert not found[0] & found[1]


SCRIPT = """
import hashlib, sys
sys.path.insert(0, sys.argv[1])
from tests.test_figures import FIGURES, draw
print(hashlib.sha256("".join(draw(figure).svg for figure in FIGURES.values()).encode()).hexdigest())
"""


def test_the_same_bytes_whatever_the_machine_and_nothing_left_behind(tmp_path: Path) -> None:
    root = Path(__file__).parents[1]
    (tmp_path / "matplotlibrc").write_text("font.size: 30\nsvg.fonttype: path\n")
    surroundings = (
        {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo", "LC_ALL": "sv_SE.UTF-8", "SOURCE_DATE_EPOCH": "1"},
    )
    seen = set()
    for names in surroundings:
        env = {**os.environ, "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "c"), **names}
        run = subprocess.run(
            [sys.executable, "-B", "-c", SCRIPT, str(root)],
            cwd=tmp_path,
            env=env,
            capture_output=True,
            text=True,
            check=True,
        )
        seen.add(run.stdout)
        assert run.stderr == ""
    assert len(seen) == 1
    assert {path.name for path in tmp_path.iterdir()} <= {"matplotlibrc", ".hypothesis"}


def test_the_font_list_is_ours_alone() -> None:
    ready()
    from matplotlib import font_manager

    assert {entry.name for entry in font_manager.fontManager.ttflist} == {"Liberation Sans"}


@settings(max_examples=15, deadline=None)
@given(
    kind=st.sampled_from([k for k in Kind if k not in (Kind.WHEEL, Kind.ORGANISATION, Kind.CHAIN, Kind.ECONOMY)]),
    rows=st.lists(
        st.tuples(st.text(max_size=40), st.none() | st.decimals(-(10**20), 10**20, places=3)), min_size=1, max_size=6
    ),
)
def test_any_chart_is_drawn(kind: Kind, rows: list[tuple[str, Decimal | None]]) -> None:
    made = Chart(kind, "x", "c", (Series("a", "A"),), tuple(Row(name, (value,)) for name, value in rows))
    svg_of(made)
    alternative(made)
    table(made)


def test_values_targets_and_years_stand_in_the_picture() -> None:
    texts = {node.text for node in svg_of(FIGURES["years"]).iter() if local(node) == "text"}
    assert {"83", "68", "76", "Mål 80", "2015", "2018", "procent"} <= texts


def test_a_missing_year_is_a_gap() -> None:
    texts = [node.text for node in svg_of(FIGURES["indicator"]).iter() if local(node) == "text"]
    assert "2016" in texts
    whole = [n for n in svg_of(FIGURES["indicator"]).iter() if n.get("stroke-width") == "1.8"]
    assert len(whole) == 1  # from 2017 to 2018 alone


def test_results_carry_their_sign() -> None:
    texts = {node.text for node in svg_of(FIGURES["economy"]).iter() if local(node) == "text"}
    assert {"−40", "+20"} <= texts


def test_the_alternative_tells_the_values() -> None:
    assert alternative(FIGURES["bars"]) == (
        "Stapeldiagram: En rubrik. Mål: 85\u00a0%. Bemötande: Kvinnor 92\u00a0%, Män 90\u00a0%, Alla 91\u00a0%. "
        "Trygghet: Kvinnor 81\u00a0%, Män uppgift saknas, Alla 83\u00a0%."
    )
    assert "Fråga två: Ja 25\u00a0%, Nej 25\u00a0%, Vet-ej 50\u00a0%." in alternative(FIGURES["shares"])
    assert alternative(FIGURES["chain"]) == "Kedja i steg: Kedjan. Resurser → Arbete → Effekt."
    assert "Chef (Grupp A, Grupp B)" in alternative(FIGURES["organisation"])
    assert "Beslut: 25\u00a0jan." in alternative(FIGURES["wheel"])


def test_the_alternative_speaks_the_documents_language() -> None:
    told = alternative(Chart(Kind.YEARS, "x", "A caption", (Series("a", ""),), (Row("2018", (None,)),), lang="en"))
    assert told == "Bar chart over years: A caption. 2018: no figure."


@pytest.mark.parametrize("name", HARD)
def test_the_alternative_is_bounded(name: str) -> None:
    assert len(alternative(HARD[name])) <= MAX_LENGTH + 300


def test_the_table_is_the_data() -> None:
    assert table(FIGURES["bars"]) == (
        ("", "Kvinnor (%)", "Män (%)", "Alla (%)"),
        (("Bemötande", "92", "90", "91"), ("Trygghet", "81", "", "83")),
    )
    assert table(FIGURES["economy"])[1][0] == ("2017", "300", "340", "−40")
    assert table(FIGURES["economy"])[1][1][3] == "+20"
    assert table(FIGURES["organisation"])[1][2] == ("Grupp B", "fem", "Chef")
    assert table(FIGURES["wheel"])[1][0] == ("25\u00a0januari", "Beslut", "Möte")


@pytest.mark.parametrize("name", [*FIGURES, *HARD])
def test_every_row_of_a_table_is_as_wide_as_its_header(name: str) -> None:
    header, rows = table({**FIGURES, **HARD}[name])
    assert all(len(row) == len(header) for row in rows)


# --- trend -----------------------------------------------------------------------------------------------------------


def test_a_trend_fits_a_row_and_breaks_where_a_year_is_missing() -> None:
    svg = trend({2015: Decimal(83), 2017: Decimal(68), 2018: Decimal(76)}, Decimal(80), Better.HIGHER)
    assert (WIDTH_MM, HEIGHT_MM) <= (25, 6)
    path = next(n.attrib["d"] for n in ElementTree.fromstring(svg).iter() if local(n) == "path")
    assert (path.count("M"), path.count("L")) == (2, 1)


@pytest.mark.parametrize(
    ("value", "target", "better", "filled"),
    [
        (81, 80, Better.HIGHER, True),
        (79, 80, Better.HIGHER, False),
        (79, 80, Better.LOWER, True),
        (5, None, None, True),
    ],
)
def test_the_last_dot_tells_whether_the_target_is_met(
    value: int, target: int | None, better: Better | None, filled: bool
) -> None:
    svg = trend({2017: Decimal(1), 2018: Decimal(value)}, Decimal(target) if target else None, better)
    last = [n for n in ElementTree.fromstring(svg).iter() if local(n) == "circle"][-1]
    assert (last.attrib["fill"] == "currentColor") is filled


def test_a_history_without_values_has_no_trend() -> None:
    assert trend({}) == trend({2018: None}) == ""


# --- texts -----------------------------------------------------------------------------------------------------------


@given(st.text(max_size=300), st.floats(20, 200))
def test_wrapped_lines_fit(text: str, width: float) -> None:
    lines = wrap(text, width, 9, lines=3)
    assert len(lines) <= 3
    assert all(text_width(line, 9) <= width + 0.01 for line in lines)


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    assert wrap(LONG, 100, 9, lines=2)[-1].endswith("…")
    assert wrap("kort text", 100, 9) == ("kort text",)
