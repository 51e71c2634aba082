"""The headings of a Markdown text, found without parsing it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_INDENT = 3  # spaces that may stand before the # of a heading
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading's level (the number of its signs), its words, and where they stand in the text."""

    level: int
    title: str
    start: int
    end: int


def headings_in(text: str) -> Iterator[Heading]:
    """Yield the headings that begin with #, in order; none of a text that holds code, where # may mean anything."""
    at = text.find("#")
    if at < 0 or "```" in text or "~~~" in text:
        return
    while at >= 0:
        begin, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
        end = end if end >= 0 else len(text)
        found = _heading(text, begin, at, end)
        if found is not None:
            yield found
        at = text.find("#", end)


def _heading(text: str, begin: int, at: int, end: int) -> Heading | None:
    if at - begin > _INDENT or text[begin:at].strip(" "):
        return None
    rest = text[at:end].lstrip("#")
    level = end - at - len(rest)
    words = rest.strip(" \t#")
    if level > _DEEPEST or not words or rest[0] not in " \t":
        return None
    start = text.index(words, end - len(rest))
    return Heading(level, words, start, start + len(words))
