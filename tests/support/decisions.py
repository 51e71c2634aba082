"""Decided plans for tests: the sound workspace, the command line in it, and the document that comes of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from support.workspaces import UNIT
from vplan.cli.main import cli
from vplan.document import assemble
from vplan.document.tree import Document
from vplan.project import Project

FILE = f"{UNIT}/beslut.yaml"
BY = "Norra nämnden"


def run(root: Path, *args: str) -> Result:
    """Run the command line in a workspace."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        return CliRunner().invoke(cli, list(args), standalone_mode=False)


def decide(root: Path, path: str = UNIT, date: str = "2018-01-25", dnr: str = "2018-1-1.1.", by: str = BY) -> Result:
    return run(root, "decide", path, "--date", date, "--dnr", dnr, "--by", by)


def replace(root: Path, name: str, old: str, new: str) -> None:
    path = root / f"{UNIT}/{name}" if "/" not in name else root / name
    text = path.read_bytes().decode()
    assert text.count(old) == 1, (old, text.count(old))
    path.write_bytes(text.replace(old, new).encode())


def document(root: Path, number: int = 0) -> Document:
    project = Project.open(root)
    check = project.check_unit(next(unit for unit in project.layout.units() if unit.folder == UNIT))
    assert check.ok, check.diagnostics
    return assemble(root, project.settings, check.documents[number])[0].document
