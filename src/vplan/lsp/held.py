"""The findings that a workspace's baseline holds back: an editor shows what `vplan check` shows."""

from __future__ import annotations

from pathlib import Path

from vplan.baseline import BaselineError, Entry, parse_baseline, sift
from vplan.diagnostics import Diagnostic
from vplan.lsp.positions import split_lines
from vplan.opening import MAX_BYTES, read_bytes


class Held:
    """A baseline, read anew when its bytes have changed; one that cannot be read holds nothing back."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._read: bytes | None = None
        self._entries: dict[str, list[Entry]] = {}

    def shown(self, baseline: str | None, file: str, findings: list[Diagnostic]) -> list[Diagnostic]:
        """Return the findings of a file that the baseline, by its name in the workspace, does not hold back."""
        if baseline is None or not findings:
            return findings
        entries = self._of(baseline).get(file)
        return sift(findings, entries, self._lines, lambda *_: False).diagnostics if entries else findings

    def _of(self, baseline: str) -> dict[str, list[Entry]]:
        try:
            data = read_bytes(self._root, baseline, MAX_BYTES)
        except OSError:
            return {}
        if data != self._read:
            self._read = data
            self._entries = {}
            for entry in _parsed(data, baseline):
                self._entries.setdefault(entry.file, []).append(entry)
        return self._entries

    def _lines(self, file: str) -> list[str]:
        try:
            return split_lines(read_bytes(self._root, file, MAX_BYTES).decode("utf-8-sig", "replace"))
        except OSError:
            return []


def _parsed(data: bytes, name: str) -> list[Entry]:
    try:
        return parse_baseline(data.decode("utf-8"), name)
    except (BaselineError, UnicodeDecodeError):
        return []
