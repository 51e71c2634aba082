"""How much room the columns of a table need, in hundredths of the page's text width, told from their words alone."""

from __future__ import annotations

from collections.abc import Iterable

PAGE = 100
MAX_NEED = 105  # letters differ in width, so what is only just too much is let through

# 152 mm hold 88 digits of 9 point; a cell's padding takes 10 point.
_LETTER = 1.1
_PADDING = 2.4
_UNBROKEN = 9  # a longer word is divided, but not a figure
WIDEST_WORDS = _UNBROKEN * _LETTER + _PADDING


def least_width(texts: Iterable[str], *, is_figures: bool) -> float:
    """Return the width below which a column's words run out of it: figures are never broken, long words are."""
    longest = max((len(word) for text in texts for word in text.split(" ")), default=0)
    return (longest if is_figures else min(longest, _UNBROKEN)) * _LETTER + _PADDING
