"""What a file's own metadata says, made fit to be used: on one line, without strange characters, and short."""

from __future__ import annotations

from unicodedata import category

MAX_LENGTH = 500
_ENOUGH = 10 * MAX_LENGTH
_DROPPED = ("Cf", "Cs", "Cn", "Co")


def one_line(*values: str | None) -> str:
    """Return the values that say something, each once, joined by `; `, of at most 500 characters."""
    lines = dict.fromkeys(_cleaned(value[:_ENOUGH]) for value in values if value)
    return "; ".join(filter(None, lines))[:MAX_LENGTH].rstrip("; ")


def _cleaned(text: str) -> str:
    kept = (" " if category(letter) == "Cc" else letter for letter in text if category(letter) not in _DROPPED)
    return " ".join("".join(kept).split())
