"""Short pieces of a text for a message."""

from __future__ import annotations

_LONGEST = 60


def excerpt(words: str) -> str:
    """Return the beginning of a text on one line."""
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1].rstrip()}…"
