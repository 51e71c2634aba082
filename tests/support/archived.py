"""PDFs to bring out and to verify."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import vplan
from support.workspaces import make_workspace
from vplan.diagnostics import Severity

UNIT = "2018/norr/hemtjanst"


def build_pdfs(root: Path) -> dict[str, bytes]:
    """Build the PDFs of a workspace, beside it; return them by unit and name."""
    result = vplan.build(root, formats=["pdf"], output=root.parent / f"{root.name}-site", jobs=1)
    assert [d for d in result.diagnostics if d.severity is Severity.ERROR] == []
    return {p.relative_to(result.output).as_posix(): p.read_bytes() for p in sorted(result.output.rglob("*.pdf"))}


@cache
def small_pdf() -> bytes:
    """Return the PDF of the sound workspace's plan."""
    with TemporaryDirectory() as folder:
        return build_pdfs(make_workspace(Path(folder) / "workspace"))[f"{UNIT}/plan.pdf"]
