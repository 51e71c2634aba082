"""What another YAML reader would make of a plain scalar.

The editor's YAML support reads by YAML 1.2's core schema (chapter 10.3 of the specification): `1.10` is the number
1.1 there, `0123` is 123, `null` is nothing. vplan keeps the text; the hint keeps the two in step.
"""

from __future__ import annotations

import re
from functools import lru_cache
from math import isfinite

MAY_CHANGE = frozenset("0123456789+-.nNtTfF~")  # the first character of all such texts
_WORDS = frozenset({"~", "null", "Null", "NULL", "true", "True", "TRUE", "false", "False", "FALSE"})
_WORD_FIRST = frozenset("nNtTfF~")
_INT = re.compile(r"[-+]?[0-9]+\Z")
_OTHER_BASE = re.compile(r"0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_MAX_DIGITS = 300  # what a double can hold
_SPECIAL = re.compile(r"[-+]?\.(inf|Inf|INF)\Z|\.(nan|NaN|NAN)\Z")


def changed_by_yaml12(text: str) -> bool:
    """Tell whether reading `text` as a YAML 1.2 plain scalar and writing it again would give another text."""
    if text[0] not in MAY_CHANGE:
        return False
    if text[0] in _WORD_FIRST:
        return text in _WORDS
    return _is_changed_number(text) if len(text) <= _SHORT else _number_changes(text)


def _number_changes(text: str) -> bool:
    if _OTHER_BASE.match(text) or _SPECIAL.match(text):
        return True
    if _INT.match(text):
        return len(text) > 15 or str(int(text)) != text
    return _FLOAT.match(text) is not None and _shortest(float(text)) != text


# dates and amounts come again and again
_SHORT = 16
_is_changed_number = lru_cache(4096)(_number_changes)


def _shortest(number: float) -> str:
    text = repr(number)
    return text.removesuffix(".0") if "e" not in text else text


def plain_value(text: str) -> str | int | float | bool | None:
    """Return what a YAML 1.2 reader makes of a plain scalar; a number that JSON cannot hold stays a text."""
    if text in _WORDS:
        return {"t": True, "f": False}.get(text[0].lower())
    if _INT.match(text):
        return int(text) if len(text) <= _MAX_DIGITS else text
    if _OTHER_BASE.match(text):
        return int(text, 0) if len(text) <= _MAX_DIGITS else text
    if _FLOAT.match(text) and isfinite(number := float(text)):
        return number
    return text
