"""A plan that was built, and imported from what was built, is the same plan again.

The plans of the repository go three ways: through the PDF's text layer, through a Word file with Word's own styles, and
through the Word file that LibreOffice makes of the web page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

import pytest

from support.word_files import libreoffice_word, write_word_plan
from vplan.diagnostics import Severity, Span
from vplan.document import assemble, tree
from vplan.importing.outcome import Outcome
from vplan.importing.run import import_files
from vplan.link import LinkedPlan
from vplan.project import Project
from vplan.render.html import render_html
from vplan.render.pdf import render_pdf

ROOT = Path(__file__).parents[1]
UNITS = tuple(unit.id for unit in Project.open(ROOT).layout.units() if not unit.only_award)
WORDS = 0.995


def plan_of(root: Path) -> tuple[LinkedPlan, tree.Document]:
    """Return the one plan of a workspace, or of a unit's id in this repository, linked and as a document."""
    project = Project.open(root)
    (unit,) = project.layout.units()
    plan = project.check_unit(unit).plan
    assert plan is not None
    return plan, assemble(project.root, project.settings, plan)[0].document


@cache
def original(unit_id: str) -> tuple[LinkedPlan, tree.Document]:
    project = Project.open(ROOT)
    unit = next(unit for unit in project.layout.units() if unit.id == unit_id)
    plan = project.check_unit(unit).plan
    assert plan is not None
    return plan, assemble(project.root, project.settings, plan)[0].document


def through_pdf(unit_id: str, folder: Path) -> Path:
    file = folder / "plan.pdf"
    file.write_bytes(render_pdf(original(unit_id)[1], root=ROOT).data)
    return file


def through_word(unit_id: str, folder: Path) -> Path:
    file = folder / "plan.docx"
    file.write_bytes(write_word_plan(original(unit_id)[1]))
    return file


def through_libreoffice(unit_id: str, folder: Path) -> Path:
    data = libreoffice_word(render_html(original(unit_id)[1], target="screen"), folder)
    if data is None:
        pytest.skip("LibreOffice is not installed")
    file = folder / "plan.docx"
    file.write_bytes(data)
    return file


WAYS = (through_pdf, through_word, through_libreoffice)


@pytest.fixture(
    scope="module", params=[(way, unit) for unit in UNITS for way in WAYS], ids=lambda p: f"{p[0].__name__}-{p[1]}"
)
def trip(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path, Outcome]:
    way, unit_id = request.param
    folder = tmp_path_factory.mktemp("trip")
    file = way(unit_id, folder)
    (outcome,) = import_files([file], folder / "workspace")
    return unit_id, folder / "workspace", outcome


def goals_of(plan: LinkedPlan) -> list[tuple[str, str, str]]:
    found = []
    for direction in plan.directions:
        found.append(("direction", str(direction.direction.number), str(direction.direction.title)))
        for goal in direction.goals:
            found.append(("council", str(goal.goal.number), str(goal.goal.title)))
            for board_goal in goal.board_goals:
                found.append(("board", str(board_goal.goal.number), str(board_goal.goal.title)))
                found += [("unit", str(g.number), str(g.title)) for g in board_goal.unit_goals]
    return [(level, number.rstrip("."), " ".join(title.split())) for level, number, title in found]


def tables_of(document: tree.Document) -> Iterator[tree.Table]:
    for block in blocks_of(document.sections):
        if isinstance(block, tree.Table):
            yield block


def blocks_of(content: object) -> Iterator[object]:
    assert isinstance(content, tuple)
    for part in content:
        if isinstance(part, tree.Section):
            yield from blocks_of(part.content)
        else:
            yield part


def cells_of(document: tree.Document) -> Counter[str]:
    cells = Counter[str]()
    for table in tables_of(document):
        for row in table.rows:
            texts = [" ".join(words_in(cell)) for cell in row.cells]
            cells.update(f"{texts[0]} | {text}" for text in texts)
    return cells


def words_in(part: object) -> list[str]:
    """Return the words of any part of the tree, in order."""
    if isinstance(part, str):
        return part.replace("\u00a0", " ").replace("\u2011", "-").split()
    if isinstance(part, tuple):
        return [word for one in part for word in words_in(one)]
    if isinstance(part, tree.Text | tree.Code):
        return words_in(part.text)
    names = ("title", "content", "items", "columns", "heading", "rows", "cells", "text")
    return [word for name in names if hasattr(part, name) for word in words_in(getattr(part, name))]


def particulars(part: object) -> Iterator[str]:
    """Yield every text of page 1, without addresses of links, anchors and places."""
    if isinstance(part, str):
        yield " ".join(words_in(part))
    elif isinstance(part, tuple):
        for one in part:
            yield from particulars(one)
    elif is_dataclass(part) and not isinstance(part, Span):
        for field in fields(part):
            if field.name not in ("href", "anchor", "logotype", "tight"):
                yield from particulars(getattr(part, field.name))


class TestTrip:
    def test_the_plan_is_imported_without_errors(self, trip: tuple[str, Path, Outcome]) -> None:
        _, _, outcome = trip
        assert outcome.refusal is None
        assert not outcome.crash
        assert [d.message for d in outcome.findings if d.severity is Severity.ERROR] == []

    def test_nothing_is_left_over(self, trip: tuple[str, Path, Outcome]) -> None:
        _, _, outcome = trip
        assert [left.text for left in outcome.left_out] == []

    def test_it_is_the_same_unit_of_the_same_year(self, trip: tuple[str, Path, Outcome]) -> None:
        unit_id, root, _ = trip
        first, second = original(unit_id)[0], plan_of(root)[0]
        assert (first.plan.unit, first.year) == (second.plan.unit, second.year)

    def test_the_cover(self, trip: tuple[str, Path, Outcome]) -> None:
        unit_id, root, _ = trip
        first, second = original(unit_id)[1].cover, plan_of(root)[1].cover
        assert list(particulars(second)) == list(particulars(first))

    def test_all_goals(self, trip: tuple[str, Path, Outcome]) -> None:
        unit_id, root, _ = trip
        assert goals_of(plan_of(root)[0]) == goals_of(original(unit_id)[0])

    def test_all_table_cells(self, trip: tuple[str, Path, Outcome]) -> None:
        unit_id, root, _ = trip
        wanted, got = cells_of(original(unit_id)[1]), cells_of(plan_of(root)[1])
        assert wanted - got == Counter()

    def test_tables_in_prose_are_as_many(self, trip: tuple[str, Path, Outcome]) -> None:
        unit_id, root, _ = trip
        first, second = (
            [t for t in tables_of(document) if t.role == "prose"]
            for document in (original(unit_id)[1], plan_of(root)[1])
        )
        assert len(first) == len(second)

    def test_the_words_in_order(self, trip: tuple[str, Path, Outcome]) -> None:
        unit_id, root, _ = trip
        wanted, got = words_in(original(unit_id)[1].sections), words_in(plan_of(root)[1].sections)
        matcher = SequenceMatcher(None, wanted, got, autojunk=False)
        found = sum(block.size for block in matcher.get_matching_blocks())
        assert found >= WORDS * len(wanted)
