"""Figures out of YAML and CSV: what is wrong is a finding at its place, what is right is drawn."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

import pytest
from pydantic import Field

from vplan.diagnostics import Diagnostic, Message, msg
from vplan.figures.assemble import Assembled, assemble
from vplan.figures.csv_table import MAX_COLUMNS, MAX_ROWS, CsvTable, parse_csv
from vplan.figures.data import MAX_BARS, Chain, Chart, Organisation, Wheel, flat
from vplan.figures.recurring import recurring
from vplan.model.base import SourceModel, build_model
from vplan.model.figure import MAX_BOXES, MAX_DEPTH, Figures
from vplan.source import Source, load_text


class Document(SourceModel):
    what: ClassVar[Message] = msg("a document")
    figures: Figures = Field((), alias="figurer")


def read(text: str, csv: CsvTable | None = None) -> tuple[Assembled, list[Diagnostic]]:
    """Read one figure, written without its list; returns it and all findings."""
    lines = text.strip("\n").split("\n")
    source = Source(
        "plan.yaml", "figurer:\n" + "\n".join(("  - " if i == 0 else "    ") + s for i, s in enumerate(lines))
    )
    value, found = load_text(source)
    model, more = build_model(Document, value, source)
    assert model is not None
    assembled = assemble(model.figures[0], csv)
    return assembled, [*found, *more, *assembled.diagnostics]


def places(found: list[Diagnostic]) -> set[tuple[str, int, int]]:
    return {(d.rule, d.span.line, d.span.column) for d in found}


HEAD = "id: f\nslag: {}\nrubrik: R\n"


def figure(kind: str, rest: str) -> tuple[Assembled, list[Diagnostic]]:
    return read(HEAD.format(kind) + rest)


def chart(kind: str, rest: str) -> Chart:
    assembled, found = figure(kind, rest)
    assert found == []
    assert isinstance(assembled.figure, Chart)
    return assembled.figure


# --- YAML -----------------------------------------------------------------------------------------------------------


def test_series_and_rows_become_a_chart() -> None:
    rest = "enhet: '%'\nmål: 85\nserier: {k: Kvinnor, m: Män}\nrader:\n  - {namn: Bemötande, k: 92, m: '90,5'}"
    made = chart("staplar", rest)
    assert [s.name for s in made.series] == ["Kvinnor", "Män"]
    assert made.rows[0].values == (Decimal(92), Decimal("90.5"))
    assert (made.unit, made.target) == ("%", Decimal(85))


def test_years_stand_in_order_and_a_single_series_needs_no_name() -> None:
    made = chart("år", "rader:\n  - {år: 2018, värde: 3}\n  - {år: 2016, värde: 1}")
    assert [row.name for row in made.rows] == ["2016", "2018"]
    assert made.series[0].name == ""


def test_the_economy_has_its_names_and_order() -> None:
    made = chart("ekonomi", "rader:\n  - {år: 2018, resultat: -5, utfall: 105, budget: 100}")
    assert [s.name for s in made.series] == ["Budget", "Utfall", "Resultat"]
    assert made.rows[0].values == (Decimal(100), Decimal(105), Decimal(-5))


def test_an_indicators_history() -> None:
    made = chart("indikator", "bättre: högre\nutfall: {2015: 83, 2017: 68, 2018: 76}")
    assert [row.name for row in made.rows] == ["2015", "2017", "2018"]


FAULTS = {
    "text-for-a-number": ("staplar", "rader: [{namn: A, x: många}, {namn: B, x: 2}]", {("bad-number", 5, 26)}),
    "decimal-point": ("staplar", "rader: [{namn: A, x: 6.5}, {namn: B, x: 2}]", {("decimal-point", 5, 26)}),
    "negative-share": ("andelar", "rader:\n  - {namn: A, x: -5, y: 105}", {("figure-data", 6, 22)}),
    "shares-of-more": ("andelar", "enhet: '%'\nrader:\n  - {namn: A, x: 55, y: 65}", {("figure-data", 7, 16)}),
    "zeros": ("staplar", "rader:\n  - {namn: A, x: 0}\n  - {namn: B, x: 0}", {("figure-data", 5, 5)}),
    "one-value": ("år", "rader:\n  - {år: 2018, x: 5}", {("figure-data", 5, 5)}),
    "no-rows": ("staplar", "", {("figure-data", 2, 5)}),
    "no-year": (
        "linjer",
        "rader:\n  - {år: i fjol, x: 5}\n  - {år: 2018, x: 5}\n  - {år: 2019, x: 5}",
        {("bad-number", 6, 14)},
    ),
    "year-twice": (
        "linjer",
        "rader:\n  - {år: 2018, x: 5}\n  - {år: 2018, x: 6}\n  - {år: 2019, x: 6}",
        {("figure-data", 7, 14)},
    ),
    "unknown-series": (
        "staplar",
        "serier: {a: A}\nrader:\n  - {namn: X, a: 1, b: 2}\n  - {namn: Y, a: 1}",
        {("unknown-key", 7, 25)},
    ),
    "foreign-key": ("kedja", "led: [A, B]\nmål: 5", {("unknown-key", 6, 5)}),
    "unknown-kind": ("tårta", "rader: []", {("bad-choice", 3, 11)}),
    "no-day": ("årshjul", "poster:\n  - namn: A\n  - {namn: B, månad: maj}", {("figure-data", 6, 9)}),
    "no-month": ("årshjul", "poster:\n  - {namn: B, månad: smultron, start: 2018-05-01}", {("bad-choice", 6, 26)}),
    "end-before-start": (
        "årshjul",
        "poster:\n  - {namn: B, start: 2018-05-01, slut: 2018-04-01}",
        {("figure-data", 6, 44)},
    ),
    "below-itself": (
        "organisation",
        "delar:\n  - namn: A\n    under:\n      - namn: B\n        under:\n          - namn: A",
        {("figure-data", 10, 17)},
    ),
    "no-name": ("organisation", "delar:\n  - text: A\n  - B", {("missing-key", 6, 9)}),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_at_its_place(name: str) -> None:
    kind, rest, wanted = FAULTS[name]
    _, found = figure(kind, rest)
    assert places(found) == wanted


def test_a_caption_of_a_thousand_words_is_a_warning() -> None:
    _, found = read("id: f\nslag: kedja\nrubrik: " + "ord " * 1000 + "\nled: [A, B]")
    assert [d.rule for d in found] == ["figure-caption"]


def test_too_many_rows_are_cut_and_told() -> None:
    rows = "".join(f"\n  - {{namn: r{i}, x: 1, y: 2, z: 3}}" for i in range(2000))
    assembled, found = figure("staplar", "rader:" + rows)
    assert {d.rule for d in found} == {"figure-size"}
    assert isinstance(assembled.figure, Chart)
    assert len(assembled.figure.numbers) <= MAX_BARS


def test_too_deep_or_too_large_an_organisation_ends() -> None:
    deep = "delar:" + "".join(f"\n{'    ' * i}  - namn: N{i}\n{'    ' * i}    under:" for i in range(12))
    assembled, found = figure("organisation", deep)
    assert [d.rule for d in found] == ["figure-size"]
    assert isinstance(assembled.figure, Organisation)
    assert max(depth for depth, _ in flat(assembled.figure.boxes)) == MAX_DEPTH - 1
    assembled, found = figure("organisation", "delar:" + "".join(f"\n  - N{i}" for i in range(500)))
    assert [d.rule for d in found] == ["figure-size"]
    assert isinstance(assembled.figure, Organisation)
    assert len(assembled.figure.boxes) == MAX_BOXES


def test_a_chain_of_texts_and_boxes() -> None:
    assembled, found = figure("kedja", "led:\n  - Resurser\n  - {namn: Effekt, text: trygghet}")
    assert found == []
    assert isinstance(assembled.figure, Chain)
    assert [(s.name, s.text) for s in assembled.figure.steps] == [("Resurser", ""), ("Effekt", "trygghet")]


@pytest.mark.parametrize(
    ("entry", "spans"),
    [
        ("start: 2018-05-17", [((5, 17), (5, 17))]),
        ("start: 2018-02-01, slut: 2018-05-31", [((2, 1), (5, 31))]),
        ("start: 2018-11-01, slut: 2019-02-28", [((11, 1), (12, 31))]),
        ("månad: [mars, 10]", [((3, 1), (3, 31)), ((10, 1), (10, 31))]),
        ("återkommer: varje tertial", [((4, 1), (4, 30)), ((8, 1), (8, 31)), ((12, 1), (12, 31))]),
        ("återkommer: halvår, månad: jan", [((1, 1), (1, 31)), ((7, 1), (7, 31))]),
    ],
)
def test_an_entry_of_the_wheel(entry: str, spans: list[object]) -> None:
    assembled, found = figure("årshjul", f"poster:\n  - {{namn: A, {entry}}}")
    assert found == []
    assert isinstance(assembled.figure, Wheel)
    assert list(assembled.figure.occasions[0].spans) == spans


def test_what_recurs_every_month_has_all_twelve() -> None:
    assert recurring(1) == tuple(range(1, 13))
    assert recurring(3, 2) == (2, 5, 8, 11)


# --- CSV --------------------------------------------------------------------------------------------------------------


def texts(table: CsvTable) -> list[list[str]]:
    return [[cell.text for cell in row] for row in (table.header, *table.rows)]


@pytest.mark.parametrize(
    "data",
    [
        "Fråga;Kvinnor;Män\nBemötande;92,5;90\n",
        "\ufeffFråga;Kvinnor;Män\r\nBemötande;92,5;90\r\n;;\r\n",
        'Fråga,Kvinnor,Män\nBemötande,"92,5",90',
        "Fråga\tKvinnor\tMän\nBemötande\t92,5\t90\n",
        '"Fråga";"Kvinnor";"Män";;\n"Bemötande";92,5;90;;\n',
    ],
)
def test_a_csv_file_is_read_however_it_was_saved(data: str) -> None:
    table = parse_csv(data.encode(), "d.csv")
    assert table.diagnostics == ()
    assert texts(table) == [["Fråga", "Kvinnor", "Män"], ["Bemötande", "92,5", "90"]]


def test_quoted_cells_hold_separators_quotes_and_lines() -> None:
    table = parse_csv(b'a;b\n"x;""y""\nz";1\nw;2\n', "d.csv")
    assert texts(table) == [["a", "b"], ['x;"y" z', "1"], ["w", "2"]]
    assert table.rows[1][1].span.line == 4
    assert table.rows[1][1].span.column == 3


CSV_FAULTS = {
    "windows": ("Fråga;A\n".encode("cp1252"), {("csv-encoding", 1, 3)}),
    "utf-16": ("Fråga;A\n".encode("utf-16"), {("csv-encoding", 1, 1)}),
    "empty": (b"", {("csv-shape", 1, 1)}),
    "blank": (b";;\n;\n", {("csv-shape", 1, 1)}),
    "ragged": (b"a;b\nx;1;2\ny;1\n", {("csv-shape", 2, 5)}),
    "formula": (b"a;b\nx;=SUM(B1)\ny;#REF!\n", {("csv-formula", 2, 3), ("csv-formula", 3, 3)}),
    "open-quote": (b'a;b\nx;"1\n', {("csv-shape", 2, 3)}),
    "no-name": (b"a;;c\nx;1;2\n", {("csv-shape", 1, 3)}),
    "rows": (b"a;b\n" + b"x;1\n" * (MAX_ROWS + 1), {("csv-size", 1, 1)}),
    "columns": (b";".join([b"a"] * (MAX_COLUMNS + 1)) + b"\n", {("csv-size", 1, 1)}),
    "bytes": (b"a;b\n" + b"x" * 3_000_000, {("csv-size", 1, 1)}),
}


@pytest.mark.parametrize("name", CSV_FAULTS)
def test_a_fault_of_a_csv_file_is_found_at_its_place(name: str) -> None:
    data, wanted = CSV_FAULTS[name]
    assert places(list(parse_csv(data, "d.csv").diagnostics)) == wanted


def test_any_bytes_are_read_in_bounded_time() -> None:
    for data in (
        b'"' * 100_000,
        b";" * 1_000_000,
        b"\n" * 1_000_000,
        b'a"b' * 200_000,
        b"\xef\xbb\xbf",
        b'"a"b;c\n"d',
        bytes(range(256)),
    ):
        parse_csv(data, "d.csv")


FROM_CSV = HEAD.format("staplar") + "data: d.csv"


def test_a_chart_takes_its_series_from_the_header() -> None:
    assembled, found = read(FROM_CSV, parse_csv(b"Q;W;M\nA;92,5 %;\nB;1;2\n", "d.csv"))
    assert found == []
    assert isinstance(assembled.figure, Chart)
    assert [s.name for s in assembled.figure.series] == ["W", "M"]
    assert assembled.figure.rows[0].values == (Decimal("92.5"), None)


def test_a_text_in_a_csv_file_is_found_there() -> None:
    _, found = read(FROM_CSV, parse_csv(b"Q;W;M\nA;9.5;1\nB;x;2\n", "d.csv"))
    assert places(found) == {("decimal-point", 2, 3), ("bad-number", 3, 3)}
    assert {d.span.file for d in found} == {"d.csv"}


def test_a_decimal_point_is_right_between_commas() -> None:
    assembled, found = read(FROM_CSV, parse_csv(b"Q,W\nA,9.5\nB,2\n", "d.csv"))
    assert found == []
    assert isinstance(assembled.figure, Chart)
    assert assembled.figure.rows[0].values == (Decimal("9.5"),)


def test_without_its_file_a_chart_is_not_drawn() -> None:
    assembled, found = read(FROM_CSV)
    assert (assembled.figure, found) == (None, [])
