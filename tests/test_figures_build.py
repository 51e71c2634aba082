"""Figures in a build: part of what makes a document out of date, and drawn once and only when they are needed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import vplan
from support.workspaces import OTHER_UNIT, UNIT
from test_export import UNIT_ID
from test_figures_in_documents import CSV, SAFE, SURVEY, TEXT, YEARS, workspace
from vplan.figures import drawing
from vplan.figures.data import Figure
from vplan.render import drawings

WIDTHS = (drawing.WIDE, drawing.NARROW)
CAPTIONS = ("Svaren 2017", "Antal", "Trygghet")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return workspace(tmp_path, TEXT, SURVEY + YEARS + SAFE)


class Drawn:
    """What was drawn, in this process or in a worker: a line for each drawing."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.clear()

    def clear(self) -> None:
        self.file.write_text("", encoding="utf-8")
        drawings._drawn.cache_clear()

    def add(self, caption: str, width: float) -> None:
        with self.file.open("a", encoding="utf-8") as stream:
            stream.write(f"{caption} {width:g}\n")

    @property
    def lines(self) -> list[str]:
        return sorted(self.file.read_text(encoding="utf-8").splitlines())


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    """Count drawings; nothing is left from other tests."""
    found = Drawn(tmp_path_factory.mktemp("drawn") / "log")
    draw: Callable[..., drawing.Drawing] = drawing.draw

    def counted(figure: Figure, width_mm: float = drawing.WIDE, *, title: str = "") -> drawing.Drawing:
        found.add(figure.caption, width_mm)
        return draw(figure, width_mm, title=title)

    monkeypatch.setattr(drawing, "draw", counted)
    return found


def build(root: Path) -> list[str]:
    """Build the page of the unit in this process; return what was built."""
    result = vplan.build(root, [UNIT_ID], formats=["html"], jobs=1)
    assert not result.failed
    return [*result.built]


def page(root: Path) -> str:
    (found,) = (root / "site").rglob("plan.html")
    return found.read_text(encoding="utf-8")


def test_a_build_draws_each_figure_once_for_each_width_and_no_more(root: Path, drawn: Drawn) -> None:
    assert build(root)
    assert drawn.lines == sorted(f"{name} {width:g}" for name in CAPTIONS for width in WIDTHS)


def test_paper_takes_the_drawing_of_the_page(root: Path, drawn: Drawn) -> None:
    from test_figures_in_documents import document_of
    from vplan.render.html import render_html

    document = document_of(root)
    render_html(document, target="screen")
    once = drawn.lines
    assert once
    render_html(document, target="print")
    assert drawn.lines == once


def test_where_nothing_has_changed_nothing_is_drawn(root: Path, drawn: Drawn) -> None:
    build(root)
    drawn.clear()
    assert build(root) == []
    assert drawn.lines == []


@pytest.mark.parametrize(
    ("name", "before", "after", "shown"),
    [
        ("data/svar.csv", "81", "67", ">67<"),
        ("plan.yaml", "n: 9", "n: 17", ">17<"),
        ("mal.yaml", "2016: 80", "2016: 61", ">61<"),
    ],
)
def test_a_value_is_part_of_what_makes_a_document_out_of_date(
    name: str, before: str, after: str, shown: str, root: Path, drawn: Drawn
) -> None:
    build(root)
    assert shown not in page(root)
    drawn.clear()
    file = root / UNIT / name
    assert before in file.read_text(encoding="utf-8")
    file.write_text(file.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    assert build(root)
    assert drawn.lines
    assert shown in page(root)


def test_another_units_text_draws_nothing(root: Path, drawn: Drawn) -> None:
    vplan.build(root, formats=["html"], jobs=1)
    drawn.clear()
    file = root / "plans" / OTHER_UNIT / "plan.yaml"
    file.write_text(f"{file.read_text(encoding='utf-8')}\n# ändrad\n", encoding="utf-8")
    assert UNIT_ID not in vplan.build(root, formats=["html"], jobs=1).built
    assert drawn.lines == []


def test_the_same_data_make_the_same_page(tmp_path: Path, drawn: Drawn) -> None:
    one = workspace(tmp_path / "a", TEXT, SURVEY + YEARS + SAFE)
    other = workspace(tmp_path / "b", TEXT, SURVEY + YEARS + SAFE, CSV.replace(";", "\t"))
    build(one)
    build(other)
    assert len(drawn.lines) == 2 * len(CAPTIONS) * len(WIDTHS)
    assert page(one) == page(other)
