"""The plans of this repository as drafts: what is written of them makes the same documents again."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from support.plan_drafts import draft_of
from vplan.checking import check
from vplan.diagnostics import Span
from vplan.document import assemble
from vplan.importing.writing import apply, write
from vplan.link import LinkedPlan
from vplan.project import Project

ROOT = Path(__file__).parents[1]
PROJECT = Project.open(ROOT)
UNITS = [unit.id for unit in PROJECT.layout.units() if not unit.only_award]


_NOT_COMPARED = ("anchor", "title_anchor", "span", "align", "width")  # of columns the content tells where they stand


def shape(value: Any) -> Any:
    """Return a document's tree without places and anchors, which come from other files and ids."""
    if isinstance(value, Span):
        return None
    if is_dataclass(value):
        return [(f.name, shape(getattr(value, f.name))) for f in fields(value) if f.name not in _NOT_COMPARED]
    if isinstance(value, tuple | list):
        return [shape(item) for item in value]
    return re.sub(r"\s+", " ", value) if isinstance(value, str) else value


def document_of(project: Project, unit_id: str) -> Any:
    unit = next(unit for unit in project.layout.units() if unit.id == unit_id)
    linked = project.check_unit(unit).plan
    assert linked is not None
    return [shape(assembled.document) for assembled in assemble(project.root, project.settings, linked)]


def linked_plan(unit_id: str) -> LinkedPlan:
    unit = next(unit for unit in PROJECT.layout.units() if unit.id == unit_id)
    linked = PROJECT.check_unit(unit).plan
    assert linked is not None
    return linked


@pytest.mark.parametrize("unit_id", UNITS)
def test_a_plan_is_written_again_as_it_was(unit_id: str, tmp_path: Path) -> None:
    linked = linked_plan(unit_id)
    result = write(draft_of(linked), tmp_path / "w")
    apply(result, tmp_path / "w")
    project = Project.open(tmp_path / "w")
    found = check(project, project.layout.units(), 1)
    assert {finding.rule for finding in found} <= {"sum-differs", "immeasurable-goal", "long-activity"}
    assert result.unit == unit_id
    assert document_of(project, unit_id) == document_of(PROJECT, unit_id)
    assert not result.left_out
    assert not result.differences
