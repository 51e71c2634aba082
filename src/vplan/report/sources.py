"""The lines of the files that findings stand in, read when they are needed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

ReadSource = Callable[[str], str | None]
"""Gives the text of a file by its path, or None."""

_KEPT = 16  # findings come in the order of their files, so that few are needed at a time
_LINE_END = re.compile(r"\r\n|\r|\n")


class Sources:
    """Gives a file's lines by its path; none where it cannot be read. The last files are kept in memory."""

    def __init__(self, read: ReadSource) -> None:
        self._read = read
        self._kept: dict[str, list[str]] = {}

    def __call__(self, file: str) -> Sequence[str]:
        """Return the lines of a file, without their ends."""
        lines = self._kept.pop(file, None)
        if lines is None:
            lines = _LINE_END.split(self._read(file) or "")
        self._kept[file] = lines
        if len(self._kept) > _KEPT:
            del self._kept[next(iter(self._kept))]
        return lines


def sources_in(root: Path) -> Sources:
    """Return the lines of the files in a workspace; nothing outside it is read, and no link is followed."""
    from vplan.opening import MAX_BYTES, read_bytes

    def read(file: str) -> str | None:
        try:
            return read_bytes(root, file, MAX_BYTES).decode("utf-8-sig")
        except (OSError, ValueError):
            return None

    return Sources(read)
