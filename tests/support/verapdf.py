"""veraPDF for tests: left out, with the reason, where it cannot run; never in CI."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from support.needs import left_out
from tools.conformance.verapdf import missing, validate


def failures_of(files: Sequence[Path]) -> list[str]:
    """Return what veraPDF has against files under PDF/UA-1 and PDF/A-3a; skips the test where it cannot run."""
    lacking = missing()
    if lacking:
        left_out("verapdf", f"veraPDF cannot run here; missing: {lacking}")
    found = validate(files)
    assert {(one.file, one.profile) for one in found} == {(str(f), p) for f in files for p in ("ua1", "3a")}
    return [
        f"{one.file} {one.profile} {failure}" for one in found if not one.conforms for failure in one.failures or [""]
    ]
