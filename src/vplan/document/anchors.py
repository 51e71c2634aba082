"""Anchors: unique in a document, and the same from build to build because they come from ids and titles."""

from __future__ import annotations

from vplan.model.values import as_id, is_id

MAX_LENGTH = 60


class Anchors:
    """Hands out the anchors of one document."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._numbers: dict[str, int] = {}

    def take(self, wanted: str, parent: str = "") -> str:
        """Return an anchor made of `wanted`, itself where it is an id already.

        One that is taken gets the parent's anchor before it, then a number.
        """
        name = wanted if is_id(wanted) else slug(wanted)
        if name in self._taken and parent:
            name = f"{parent}-{name}"
        base, number = name, self._numbers.get(name, 2)
        while name in self._taken:
            name, number = f"{base}-{number}", number + 1
        self._taken.add(name)
        self._numbers[base] = number
        return name


def slug(text: str) -> str:
    """Return an anchor for a title: at most `MAX_LENGTH` characters, cut between words, beginning with a letter."""
    name = as_id(text)
    if len(name) > MAX_LENGTH:
        name = name[:MAX_LENGTH].rpartition("-")[0] or name[:MAX_LENGTH]
    if not name:
        return "avsnitt"
    return name if name[0].isalpha() else f"avsnitt-{name}"
