"""Whether two titles or names mean the same, spelling aside."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

T = TypeVar("T")
_LEAST = 0.9
_LONGEST = 400
_WORD = re.compile(r"\w+")


def normal(text: str) -> str:
    """Return the words of a text, without capitals and punctuation."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFC", text).casefold()))


def alike(one: str, other: str) -> float:
    """Return how alike two normalised texts are, from 0 to 1; below `0.9` it is always 0."""
    if one == other:
        return 1.0
    one, other = one[:_LONGEST], other[:_LONGEST]
    if 2 * min(len(one), len(other)) < _LEAST * (len(one) + len(other)):
        return 0.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.quick_ratio() < _LEAST:
        return 0.0
    ratio = matcher.ratio()
    # figures tell rows apart that differ in nothing else: “dag 1-14”, “2018”
    if ratio < _LEAST or re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return 0.0
    return min(ratio, 0.999)


def best(title: str, candidates: Iterable[T], title_of: Callable[[T], str]) -> T | None:
    """Return the candidate whose title is most like the title, or None."""
    wanted = normal(title)
    found, most = None, 0.0
    for candidate in candidates:
        likeness = alike(wanted, normal(title_of(candidate)))
        if likeness > most:
            found, most = candidate, likeness
    return found


def number_key(number: str) -> tuple[int, ...]:
    """Return a goal's number as it is sorted; empty for none."""
    parts = number.strip(".").split(".")
    return tuple(map(int, parts)) if all(part.isascii() and part.isdigit() for part in parts) else ()


def index_for(number: str, numbers: Sequence[str]) -> int:
    """Return the place for a goal of this number among those that are there: the end, unless the numbers tell."""
    key, keys = number_key(number), [number_key(other) for other in numbers]
    if not key or not all(keys) or keys != sorted(keys):
        return len(numbers)
    return sum(other <= key for other in keys)
