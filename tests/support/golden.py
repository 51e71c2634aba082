"""Comparing with an expected file, or renewing it."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest


def compare(path: Path, text: str, renew: bool) -> None:
    """Fail with the first differing lines when `text` is not what the file holds; write the file when `renew`."""
    if renew:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return
    expected = path.read_text(encoding="utf-8") if path.is_file() else ""
    if text != expected:
        lines = difflib.unified_diff(expected.splitlines(), text.splitlines(), "expected", "found", n=1, lineterm="")
        pytest.fail(f"{path.name} differs:\n" + "\n".join(list(lines)[:40]))
