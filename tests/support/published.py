"""Every PDF of the repository, as it is published: built once for all processes that test."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from filelock import FileLock

import vplan
from tools.repository import WORKSPACES, copy_sources
from vplan.diagnostics import Diagnostic, Span


def build_all(temporary: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the site of each workspace of the repository, with its PDFs; these add nothing to what the check finds."""
    base = temporary.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "published"
    sites = {}
    with FileLock(f"{folder}.lock"):
        for name, root in WORKSPACES.items():
            if not (folder / name).is_dir():  # another process was here
                copy_sources(root, folder / name)
            result = vplan.build(folder / name, formats=["pdf"])
            assert result.exit_code == 0
            assert told(result.diagnostics) == told(vplan.check(folder / name))
            sites[name] = result.output
    return sites


def told(findings: list[Diagnostic]) -> list[tuple[str, Span]]:
    return [(found.rule, found.span) for found in findings]
