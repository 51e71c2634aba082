"""Fixes in Markdown: not in code, and not in an address, where a space or a comma would change what it means."""

from __future__ import annotations

import re

from vplan.diagnostics import Fix
from vplan.fixing.making import replace_part
from vplan.source.tree import Scalar

_SIGNS = ("`", "~~~", "](", "]:", "<", "://", "www.", "@", "\n    ", "\t")
_PROTECTED = re.compile(
    r"^ {0,3}(?P<fence>```|~~~)(?:.|\n)*?(?:^ {0,3}(?P=fence)|\Z)"
    r"|`+[^`]*`+"
    r"|\]\([^)\n]*\)?"
    r"|^ {0,3}\[[^\]\n]{1,200}\]:[^\n]*"
    r"|<[^>\n]*>?"
    r"|\b[a-z][a-z0-9+.-]{1,20}://\S*"
    r"|\bwww\.\S*"
    r"|\S{1,100}@\S*"
    r"|^(?: {4}|\t)[^\n]*",
    re.MULTILINE,
)


def replace_in_prose(text: Scalar, start: int, end: int, new: str) -> Fix | None:
    """Return the fix that puts `new` in place of a part of a Markdown text, or None in code and in addresses."""
    if any(sign in text for sign in _SIGNS):
        for match in _PROTECTED.finditer(text):
            if match.start() >= end:
                break
            if match.end() > start:
                return None
    return replace_part(text, start, end, new)
