"""Bad data for figures: each gets a finding at its exact place, or a figure that is bounded and sound."""

from __future__ import annotations

import os
import random
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from support.pages import parse, read_pdf
from support.workspaces import UNIT, as_lines, check_places, findings_in
from test_figures import _place, local
from test_figures_data import CSV_FAULTS, FROM_CSV, HEAD, figure, places, read
from test_figures_in_documents import document_of, drawings, workspace
from vplan.diagnostics import Diagnostic, Severity, has_errors
from vplan.figures.csv_table import MAX_CELL, parse_csv
from vplan.figures.data import MAX_STEPS, Chain, Chart
from vplan.figures.drawing import NARROW, WIDE, draw
from vplan.figures.metrics import text_width
from vplan.figures.wording import alternative
from vplan.model.figure import Kind
from vplan.render.html import render_html
from vplan.render.pdf import render_pdf

WORD = "Ö" * 500
THOUSAND_WORDS = "ord " * 1000
NAMED = {"staplar": "namn", "andelar": "namn", "år": "år", "linjer": "år", "ekonomi": "år"}


def rows(kind: str, count: int, values: str, *, first: int = 1950) -> str:
    """Return so many rows, each with the same values; `N` in them is the row's number."""
    key = NAMED[kind]
    names = (f"rad {i}" if key == "namn" else str(first + i) for i in range(count))
    lines = (f"\n  - {{{key}: {name}, {values.replace('N', str(i))}}}" for i, name in enumerate(names))
    return "rader:" + "".join(lines)


def many(count: int, value: str = "N") -> str:
    return ", ".join(f"s{i}: {value}" for i in range(count))


def told_of(root: Path) -> list[Diagnostic]:
    """Check a workspace; return what is found in the files that hold figures."""
    return [d for d in findings_in(root) if d.span.file.endswith((f"{UNIT}/plan.yaml", ".csv"))]


# --- what is wrong stands at its place ---

FAULTS: dict[str, tuple[str, str, set[tuple[str, int, int]]]] = {
    **{
        f"number-{text}": (
            "linjer",
            f'rader:\n  - {{år: 2017, x: "{text}"}}\n  - {{år: 2018, x: 1}}',
            {("bad-number", 6, 23)},
        )
        for text in ("NaN", "inf", "-inf", "1e400", ".inf", "0x10", "1_000", "½", "9" * 25, "sjuttio", "12 kr")
    },
    "series-of-40": ("staplar", rows("staplar", 2, many(40)), {("figure-size", 5, 5)}),
    "points-3000": ("staplar", rows("staplar", 3_000, "x: 1"), {("figure-size", 66, 16)}),
    "years-twice": (
        "ekonomi",
        "rader:\n  - {år: 2018, budget: 1}\n  - {år: 2018, budget: 2}\n  - {år: 2019, budget: 1}",
        {("figure-data", 7, 14)},
    ),
    "year-in-words": (
        "år",
        "rader:\n  - {år: i år, x: 5}\n  - {år: 2018, x: 5}\n  - {år: 2019, x: 5}",
        {("bad-number", 6, 14)},
    ),
    "years-alone-wrong": ("linjer", "rader:\n  - {år: 18, x: 5}", {("bad-number", 6, 14)}),
    "year-of-another-age": (
        "linjer",
        "rader:\n  - {år: 2018, x: 5}\n  - {år: 9999, x: 5}\n  - {år: 2019, x: 5}",
        {("bad-number", 7, 14)},
    ),
    "history-in-words": (
        "indikator",
        "utfall: {2015: bra, 2016: sämre}",
        {("bad-number", 5, 20), ("bad-number", 5, 31)},
    ),
    "rows-as-text": ("staplar", "rader: se bilagan", {("wrong-type", 5, 12)}),
    "rows-of-text": ("staplar", "rader: [ett, två]", {("wrong-type", 5, 13), ("wrong-type", 5, 18)}),
    "all-blank": ("staplar", "rader: [{namn: A, x: }, {namn: B, x: }]", {("figure-data", 5, 5)}),
    "all-zero": ("andelar", rows("andelar", 2, "x: 0, y: 0"), {("figure-data", 5, 5)}),
    "one-value": ("staplar", rows("staplar", 1, "x: 7"), {("figure-data", 5, 5)}),
    "too-small": ("staplar", rows("staplar", 2, 'x: "0,0000001"'), {("figure-data", 5, 5)}),
    "negative-shares": (
        "andelar",
        "rader: [{namn: A, x: -5, y: -6}]",
        {("figure-data", 5, 26), ("figure-data", 5, 33)},
    ),
    "names-of-series-twice": (
        "staplar",
        "serier: {a: Kvinnor, b: kvinnor}\n" + rows("staplar", 2, "a: 1, b: 2"),
        {("figure-data", 5, 26)},
    ),
    "names-of-rows-twice": ("andelar", "rader:" + "\n  - {namn: Nöjd, x: 1, y: 2}" * 3, {("figure-data", 7, 16)}),
    "target-in-words": ("staplar", "mål: Öka\n" + rows("staplar", 2, "x: N"), {("bad-number", 5, 10)}),
    "below-itself": (
        "organisation",
        "delar:\n  - namn: A\n    under:\n      - namn: B\n        under: [C, a]",
        {("figure-data", 9, 24)},
    ),
    "below-itself-at-once": ("organisation", "delar: [{namn: A, under: [A]}]", {("figure-data", 5, 31)}),
    "below-as-text": ("organisation", "delar: [{namn: A, under: A}]", {("wrong-type", 5, 30)}),
    "below-by-alias": (
        "organisation",
        "delar: &alla\n  - namn: A\n    under: *alla",
        {("anchor", 5, 12), ("alias", 7, 16)},
    ),
    "boxes-5000": ("organisation", "delar:" + "".join(f"\n  - N{i}" for i in range(5000)), {("figure-size", 86, 9)}),
    "name-of-a-box-is-a-list": ("organisation", "delar: [{namn: [A]}]", {("wrong-type", 5, 20)}),
    "box-without-words": ("organisation", 'delar: [A, ""]', {("empty-value", 5, 16)}),
    "entries-of-text": ("årshjul", "poster: [ett]", {("wrong-type", 5, 14)}),
    "steps-5000": ("kedja", f"led: [{', '.join('abcdefghijkl')}, m, n]", {("figure-size", 5, 47)}),
    "day-that-is-not": ("årshjul", "poster: [{namn: A, start: 2018-02-30}]", {("bad-date", 5, 31)}),
    "month-that-is-not": ("årshjul", "poster: [{namn: A, månad: 13}]", {("bad-choice", 5, 31)}),
    "months-of-nothing": ("årshjul", 'poster: [{namn: A, månad: [""]}]', {("figure-data", 5, 14)}),
    "another-year": ("årshjul", "år: 2018\nposter: [{namn: A, start: 2017-03-01}]", {("figure-data", 6, 31)}),
    "year-of-many-words": ("årshjul", f"år: {WORD}\nposter: [{{namn: A, månad: 1}}]", {("figure-data", 5, 9)}),
    "nothing-happens": ("årshjul", "poster: []", {("figure-data", 5, 5)}),
    "no-steps": ("kedja", "led: []", {("figure-data", 5, 5)}),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_at_its_place_and_only_there(name: str) -> None:
    kind, rest, wanted = FAULTS[name]
    _, found = figure(kind, rest)
    assert places(found) == wanted
    assert len(found) == len(wanted)
    assert all(finding.hint for finding in found)


def test_a_name_that_stands_twice_says_where_it_stood_first() -> None:
    _, found = figure("staplar", "rader:" + "\n  - {namn: Nöjd, x: 1, y: 2}" * 2)
    (related,) = found[0].related
    assert (found[0].severity, related.span.line) == (Severity.WARNING, 6)


def test_steps_beyond_the_bound_are_left_out() -> None:
    made, _ = figure("kedja", "led:" + "".join(f"\n  - L{i}" for i in range(5000)))
    assert isinstance(made.figure, Chain)
    assert len(made.figure.steps) == MAX_STEPS


def test_dates_of_another_year_are_right_where_the_wheel_says_no_single_year() -> None:
    rest = "år: 2018/2019\nposter:\n  - {namn: A, start: 2018-10-01}\n  - {namn: B, start: 2019-03-01}"
    assert figure("årshjul", rest)[1] == []
    rest = "år: 2018\nposter: [{namn: A, start: 2017-10-01, slut: 2018-03-01}]"
    assert figure("årshjul", rest)[1] == []


# --- a figure that cannot be drawn never goes untold ---

PIECES: tuple[Any, ...] = (
    "", "A", "5", "-5", "nio", "2018", "i fjol", "[]", "{}", "[A]", "[[A]]", "[A, {}]", '[""]', "[{}]", "{namn: A}",
    "[{namn: }]",
    "{2015: 1}", "{2015: }", "{x: 1}", "[{namn: A, x: 1}]", "[{namn: A, x: }]", "[{namn: [A], x: {}}]",
    "[{år: 2018, x: 1}]",
    "[{år: 2018, x: nio}]", "[{x: 1}]", "[{namn: A, under: []}]", "[{namn: A, under: [{}]}]", "[{namn: A, under: [A]}]",
    "[{namn: A, månad: maj}]", "[{namn: A, månad: []}]", "[{namn: A, start: }]", "[{namn: A, återkommer: aldrig}]",
    "[{månad: 3}]", "[{namn: A, start: 2018-02-01, slut: 2017-01-01}]",
)  # fmt: skip
KEYS = ("rader", "serier", "utfall", "delar", "led", "poster", "år", "enhet", "mål", "bättre", "text")


def test_no_figure_is_left_out_without_a_word() -> None:
    chance = random.Random(18)
    for _ in range(1500):
        keys = chance.sample(KEYS, chance.randint(0, 3))
        kind = chance.choice([kind.value for kind in Kind])
        text = "\n".join(f"{key}: {chance.choice(PIECES)}" for key in keys)
        made, found = figure(kind, text)
        assert has_errors(found) or made.figure is not None, (kind, text)
        if made.figure is not None and not found:
            alternative(made.figure)


# --- CSV files as they come ---

SAME = [["Fråga", "Kvinnor", "Män"], ["Bemötande", "92,5", "1 000"]]


@pytest.mark.parametrize(
    "data",
    [
        "sep=;\r\nFråga;Kvinnor;Män\r\nBemötande;92,5;1 000\r\n",
        "sep=\t\nFråga\tKvinnor\tMän\nBemötande\t92,5\t1 000\n",
        "\ufeffsep=,\nFråga,Kvinnor,Män\nBemötande,\"92,5\",1 000\n",
        "Fråga;Kvinnor;Män\rBemötande;92,5;1\u00a0000\r",
        "\r\n\r\nFråga ; Kvinnor ; Män \nBemötande;92,5;1\u202f000\n;;\n\n;;;;\n",
    ],
)  # fmt: skip
def test_a_csv_file_is_read_whoever_saved_it(data: str) -> None:
    table = parse_csv(data.encode(), "d.csv")
    assert table.diagnostics == ()
    assert [[re.sub("\\s", " ", cell.text) for cell in row] for row in (table.header, *table.rows)] == SAME
    made, found = read(FROM_CSV, table)
    assert found == []
    assert isinstance(made.figure, Chart)
    assert [str(value) for value in made.figure.rows[0].values] == ["92.5", "1000"]


MORE_CSV_FAULTS: dict[str, tuple[bytes, set[tuple[str, int, int]]]] = {
    "windows-late": (b"N;A\n" + b"x;1\n" * 5 + "å;2\n".encode("latin-1"), {("csv-encoding", 7, 1)}),
    "dos": ("N;Män\n".encode("cp850"), {("csv-encoding", 1, 4)}),
    "utf-16-without-mark": ("N;A\nx;1\n".encode("utf-16-le"), {("csv-encoding", 1, 1)}),
    "utf-32": ("N;A\nx;1\n".encode("utf-32"), {("csv-encoding", 1, 1)}),
    "workbook": (b"PK\x03\x04" + bytes(500), {("csv-shape", 1, 1)}),
    "old-workbook": (b"\xd0\xcf\x11\xe0" + bytes(500), {("csv-shape", 1, 1)}),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), {("csv-shape", 1, 1)}),
    "control": (b"N;A\nx\x1b[31m;1\ny\x00;1".replace(b"\x00", b"\x7f"), {("csv-shape", 2, 1), ("csv-shape", 3, 1)}),
    "control-of-unicode": ("N;\u0085A\u0081\nx;1\ny;2".encode(), {("csv-shape", 1, 3)}),
    "long-cell": (b"N;A\n" + b"x" * (MAX_CELL + 1) + b";1\ny;2\n", {("csv-shape", 2, 1)}),
    "comma-parts-decimals": (b"N,A,B\nx,92,5,3\n", {("csv-shape", 2, 8)}),
    "sign-line-alone": (b"sep=;\n", {("csv-shape", 1, 1)}),
    "header-alone": (b"N;A;B\n", {("figure-data", 1, 1)}),
    "one-column": (b"N\nx\ny\n", {("figure-data", 1, 1)}),
    "column-twice": (b"N;A;A\nx;1;2\n", {("figure-data", 1, 5)}),
    "row-twice": (b"N;A;B\nx;1;2\nx;2;2\n", {("figure-data", 3, 1)}),
    "no-numbers": (b"N;A\nx;NaN\ny;1e400\nz;inf\n", {("bad-number", 2, 3), ("bad-number", 3, 3), ("bad-number", 4, 3)}),
    "groups-with-points": (b"N;A\nx;1.000\ny;1'000\n", {("decimal-point", 2, 3), ("bad-number", 3, 3)}),
}


@pytest.mark.parametrize("name", MORE_CSV_FAULTS)
def test_a_fault_of_a_csv_file_is_found_there_and_only_there(name: str) -> None:
    data, wanted = MORE_CSV_FAULTS[name]
    table = parse_csv(data, "d.csv")
    found = list(table.diagnostics)
    if not has_errors(found):
        found += read(FROM_CSV, table)[1]
    assert places(found) == wanted
    assert len(found) == len(wanted)
    assert {finding.span.file for finding in found} == {"d.csv"}


SURVEY = "  - {id: svar, slag: staplar, rubrik: Svaren 2017, data: DATA}\n"


@pytest.mark.parametrize("name", [*CSV_FAULTS, *MORE_CSV_FAULTS])
def test_a_faulty_csv_file_is_told_of_in_the_check(name: str, tmp_path: Path) -> None:
    data, wanted = {**CSV_FAULTS, **MORE_CSV_FAULTS}[name]
    root = workspace(tmp_path, "![](#figur-svar)", SURVEY.replace("DATA", "data/svar.csv"), data)
    found = told_of(root)
    assert places(found) == wanted
    assert {finding.span.file for finding in found} == {f"{UNIT}/data/svar.csv"}
    check_places(root, found)


def _directory(path: Path) -> None:
    path.mkdir()


def _link(path: Path) -> None:
    outside = path.parents[6] / "secret.csv"
    outside.write_text("N;A\nx;1\ny;2\n", encoding="utf-8")
    path.symlink_to(outside)


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(3_000_000_000)


@pytest.mark.parametrize(
    ("make", "rules"),
    [
        (lambda _: None, {"figure-file"}),
        (_directory, {"figure-file"}),
        (_link, {"figure-file", "symbolic-link"}),
        (os.mkfifo, {"figure-file"}),
        (lambda path: path.touch(), {"csv-shape"}),
        (_sparse, {"csv-size"}),
    ],
    ids=["missing", "directory", "link", "pipe", "empty", "huge"],
)
def test_what_is_no_readable_file_is_told_of(make: Callable[[Path], None], rules: set[str], tmp_path: Path) -> None:
    root = workspace(tmp_path / "w", "![](#figur-svar)", SURVEY.replace("DATA", "data/svar.csv"))
    path = root / UNIT / "data/svar.csv"
    path.unlink()
    make(path)
    began = time.process_time()
    found = told_of(root)
    assert time.process_time() - began < 4  # s; a tenth of it on a machine that does nothing else
    assert {finding.rule for finding in found} == rules
    assert {finding.span.file for finding in found if finding.rule == "figure-file"} <= {f"{UNIT}/plan.yaml"}


def test_two_figures_of_one_faulty_file_tell_of_it_once(tmp_path: Path) -> None:
    figures = "".join(SURVEY.replace("DATA", "data/svar.csv").replace("id: svar", f"id: {name}") for name in "ab")
    root = workspace(tmp_path, "![](#figur-a)\n\n![](#figur-b)", figures, "N;Män\nx;1\n".encode("latin-1"))
    assert as_lines(told_of(root)) == [f"{UNIT}/data/svar.csv:1:4 error csv-encoding"]


# --- what is odd and right is drawn, bounded and sound ---

SCRIPT = "<script>alert(1)</script>"
MARKUP = '"<img src=x onerror=x> & \\"x\\" ]]> <!-- $x^2$ {{ 7*7 }}"'
ODD: dict[str, tuple[str, str]] = {
    "one-value": ("staplar", rows("staplar", 1, "x: 7")),
    "zeros": ("linjer", rows("linjer", 3, "x: 0, y: 0")),
    "zero-shares": ("andelar", rows("andelar", 3, "x: 0, y: 0")),
    "missing-years": ("linjer", "rader: [{år: 1901, x: 1}, {år: 1902, x: }, {år: 2099, x: 2}]"),
    "gaps": ("indikator", "utfall: {2010: , 2012: 4, 2013: , 2018: 5}"),
    "huge": ("staplar", "rader:" + "".join(f"\n  - {{namn: r{n}, x: {'9' * n}}}" for n in (1, 9, 17, 24))),
    "small": ("linjer", 'rader: [{år: 2017, x: "0,0045"}, {år: 2018, x: "0,003"}]'),
    "too-small": ("år", 'rader: [{år: 2017, x: "0,0000000000000000000004"}, {år: 2018, x: "0"}]'),
    "series-of-40": ("staplar", rows("staplar", 12, many(40))),
    "bars-150": ("staplar", rows("staplar", 12, many(12))),
    "lines-60-by-12": ("linjer", rows("linjer", 60, many(12, "1N000"))),
    "shares-60-by-12": ("andelar", rows("andelar", 60, many(12))),
    "points-2000": ("andelar", rows("andelar", 2_000, "x: 3, y: 4")),
    "far-target": ("linjer", "mål: 9999999999\n" + rows("linjer", 3, "x: N")),
    "long-names": (
        "staplar",
        f"serier: {{x: {WORD}, y: B}}\nrader: [{{namn: {WORD}, x: 1, y: 2}}, {{namn: B, x: 2, y: 3}}]",
    ),
    "long-names-of-shares": (
        "andelar",
        f"serier: {{x: {WORD}, y: B}}\nrader: [{{namn: {WORD}, x: 1, y: 2}}, {{namn: B, x: 2, y: 3}}]",
    ),
    "long-unit": ("år", f"enhet: {WORD}\nmål: 2\n" + rows("år", 3, "x: N")),
    "long-unit-of-lines": (
        "linjer",
        f"enhet: {WORD}\nserier: {{x: {WORD}, y: {WORD}o}}\n" + rows("linjer", 3, "x: N, y: 2"),
    ),
    "long-unit-of-economy": ("ekonomi", f"enhet: {WORD}\n" + rows("ekonomi", 3, "budget: N, utfall: 2, resultat: -9")),
    "long-boxes": ("organisation", "delar:" + f"\n  - {{namn: {WORD}, text: {WORD}, under: [{WORD}a, {WORD}b]}}" * 26),
    "long-steps": ("kedja", "led:" + f"\n  - {{namn: {WORD}, text: {THOUSAND_WORDS}}}" * 12),
    "full-wheel": ("årshjul", f"år: {WORD}\nposter:" + f"\n  - {{namn: {WORD}, återkommer: varje månad}}" * 50),
    "markup": (
        "staplar",
        f"enhet: {MARKUP}\nserier: {{x: {SCRIPT}, y: {MARKUP}}}\n"
        f"rader: [{{namn: {MARKUP}, x: 1, y: 2}}, {{namn: {SCRIPT}, x: 2, y: 3}}]",
    ),
    "markup-in-boxes": ("organisation", f"delar: [{{namn: {MARKUP}, text: {SCRIPT}, under: [{MARKUP}]}}]"),
    "markup-in-steps": ("kedja", f"led: [{{namn: {MARKUP}, text: {SCRIPT}}}, {SCRIPT}]"),
    "markup-on-the-wheel": ("årshjul", f"år: {SCRIPT}\nposter: [{{namn: {MARKUP}, månad: 1}}]"),
    "other-scripts": (
        "staplar",
        'rader: [{namn: "שלום", x: 1}, {namn: "漢字かな", x: 2}, {namn: "a\\u0301\\u0302", x: 3}]',
    ),
}


def texts_outside(root: ElementTree.Element) -> list[str]:
    """Return the texts that leave a drawing."""
    right, bottom = map(float, root.attrib["viewBox"].split()[2:])
    found = []
    for node in root.iter():
        if local(node) == "text" and node.text:
            x, y = _place(node)
            wide = text_width(node.text, float(node.attrib["font-size"]), bold=node.get("font-weight") == "700")
            start = x - wide * {"middle": 0.5, "end": 1.0}.get(node.get("text-anchor", ""), 0)
            if start < -1 or start + wide > right + 1 or not 0 < y <= bottom + 1:
                found.append(node.text)
    return found


@pytest.mark.parametrize("name", ODD)
def test_odd_data_give_a_bounded_and_sound_drawing(name: str) -> None:
    kind, rest = ODD[name]
    began = time.process_time()
    made, found = figure(kind, rest)
    assert {finding.rule for finding in found} <= {"figure-size", "figure-data", "yaml12-value"}
    assert made.figure is not None
    for width in (WIDE, NARROW):
        drawing = draw(made.figure, width)
        assert len(drawing.svg) < 150_000
        root = ElementTree.fromstring(drawing.svg)
        assert texts_outside(root) == []
        assert not {local(node) for node in root.iter()} & {"script", "img", "image", "foreignObject", "a"}
        assert drawing.height_mm <= (236 if width == WIDE else 700)
    assert len(alternative(made.figure)) < 2_000
    assert time.process_time() - began < 4  # s; a tenth of it on a machine that does nothing else


def test_small_values_are_written_with_the_decimals_that_tell_them_apart() -> None:
    made, found = figure(*ODD["small"])
    assert (made.figure is not None, found) == (True, [])
    texts = {node.text for node in ElementTree.fromstring(draw(made.figure).svg).iter()}  # type: ignore[arg-type]
    assert {"0,0045", "0,0030"} <= texts


def test_an_axis_of_values_that_are_not_negative_begins_no_lower_than_zero() -> None:
    made, _ = figure("linjer", rows("linjer", 3, "x: N00"))
    texts = {str(node.text) for node in ElementTree.fromstring(draw(made.figure).svg).iter()}  # type: ignore[arg-type]
    assert not any(text.startswith("−") for text in texts)


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose plan holds all the odd figures that the check only warns of."""
    chosen = {n: c for n, c in ODD.items() if n != "other-scripts" and not has_errors(figure(*c)[1])}
    chosen["caption"] = ("kedja", "led: [A, B]")
    blocks = []
    for name, (kind, rest) in chosen.items():
        caption = THOUSAND_WORDS if name == "caption" else MARKUP if "markup" in name else "Rubrik"
        lines = HEAD.format(kind).replace("id: f", f"id: {name}").replace("rubrik: R", f"rubrik: {caption}") + rest
        blocks.append("  - " + lines.replace("\n", "\n    ") + "\n")
    text = "\n\n".join(f"![](#figur-{name})" for name in chosen)
    return workspace(tmp_path_factory.mktemp("odd"), text, "".join(blocks))


def test_odd_figures_build_to_a_page_and_a_pdf(odd: Path) -> None:
    found = told_of(odd)
    assert not has_errors(found), as_lines(found)
    assert "figure-caption" in {finding.rule for finding in found}
    document = document_of(odd)
    assert len(drawings(document)) >= 20
    page = render_html(document, target="screen")
    parse(page)
    assert not re.search(r"<script>alert|<img src=x|<!-- \$x", page)
    began = time.process_time()
    result = render_pdf(document, root=odd)
    assert result.diagnostics == []
    assert time.process_time() - began < 40
    assert len(result.data) < 3_000_000
    assert "Figur" in read_pdf(result.data)[5].text


FIGURES = 12


def test_as_many_figures_of_the_largest_size_as_a_file_holds_are_checked_in_bounded_time(tmp_path: Path) -> None:
    lines = HEAD.format("linjer").replace("id: f", "id: fN") + rows("linjer", 60, many(12, "1234,5"))
    blocks = (
        "  - " + lines.replace("fN", f"f{n}").replace("1234,5", "12345").replace("\n", "\n    ") + "\n"
        for n in range(FIGURES)
    )
    root = workspace(tmp_path, "\n\n".join(f"![](#figur-f{n})" for n in range(FIGURES)), "".join(blocks))
    began = time.process_time()
    assert told_of(root) == []
    assert time.process_time() - began < 6
