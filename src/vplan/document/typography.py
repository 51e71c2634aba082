"""Small typography: no-break spaces where a line must not end."""

from __future__ import annotations

import re

NO_BREAK_SPACE = "\u00a0"

_DIGIT = re.compile(r"\d")
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=(?:%|‰|kr|tkr|mnkr|kronor|procent)(?!\w))")
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
_SECTION = re.compile(r"(?<=§) (?=\d)|(?<=\d) (?=§|kap\.)")


def typeset(text: str) -> str:
    """Return the text with no-break spaces in numbers and before units."""
    if _DIGIT.search(text) is None:
        return text
    text = _BEFORE_UNIT.sub(NO_BREAK_SPACE, text)
    text = _THOUSANDS.sub(NO_BREAK_SPACE, text)
    return _SECTION.sub(NO_BREAK_SPACE, text)
