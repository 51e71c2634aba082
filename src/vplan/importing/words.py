"""Words as they are compared: without case, signs and soft hyphens."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

_WORD = re.compile("[^\\W_]+(?:\u00ad\\s*[^\\W_]+)*")  # soft hyphens part no word
_NOT_LETTERS = re.compile(r"[\W_]+")


class Word(NamedTuple):
    """A word in the form that is compared, and where it stands in its text."""

    form: str
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """Yield the words of a text that is in NFC."""
    for match in _WORD.finditer(text):
        yield Word(_form(match.group()), match.start(), match.end())


def forms(text: str) -> list[str]:
    """Return the words of any text in the form that is compared."""
    return [_form(match) for match in _WORD.findall(normal(text))]


def normal(text: str) -> str:
    """Return the text in NFC."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _form(word: str) -> str:
    if not word.isalnum():
        word = _NOT_LETTERS.sub("", word)
    if not word.isascii():
        word = unicodedata.normalize("NFKC", word)
    # 01-02 in a date is 1/2 elsewhere; longer, a zero belongs to the number
    return word[1] if len(word) == 2 and word[0] == "0" else word.casefold()
