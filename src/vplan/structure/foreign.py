"""Tells words of one language that stand where another is claimed, by the small words that no sentence does without."""

from __future__ import annotations

import re

# words that are frequent in one of the languages and none in the other
_SMALL_WORDS = {
    "en": "the and of to are we with that this you our your they their from will which by it",
    "sv": "och att det som på är för av med till inte kan ska har ett om när hos våra",
}
_LEAST = 4  # so many before anything is said
_TIMES = 5  # so many for each of the language that is claimed: a Swedish sentence may name an English book
_WORD = re.compile(r"[^\W\d_]+")
_SETS = {lang: frozenset(words.split()) for lang, words in _SMALL_WORDS.items()}


def other_language(words: str, lang: str) -> str:
    """Return the language in which a text seems to be written, where that is not the one it claims, else nothing.

    Only Swedish and English are told from each other.
    """
    claimed = _SETS.get(lang.partition("-")[0].lower())
    if claimed is None:
        return ""
    found = [word.lower() for word in _WORD.findall(words)]
    own = sum(word in claimed for word in found)
    for other, small in _SETS.items():
        if small is not claimed and sum(word in small for word in found) >= max(_LEAST, _TIMES * own):
            return other
    return ""
