"""What another YAML reader would make of a plain scalar.

The editor's YAML support reads by YAML 1.2's core schema (chapter 10.3 of the specification): `1.10` is the number
1.1 there, `0123` is 123, `null` is nothing. vplan keeps the text; the hint keeps the two in step.
"""

from __future__ import annotations

import re

_FIRST = frozenset("0123456789+-.nNtTfF~")
_WORDS = frozenset({"~", "null", "Null", "NULL", "true", "True", "TRUE", "false", "False", "FALSE"})
_WORD_FIRST = frozenset("nNtTfF~")
_INT = re.compile(r"[-+]?[0-9]+\Z")
_OTHER_BASE = re.compile(r"0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_SPECIAL = re.compile(r"[-+]?\.(inf|Inf|INF)\Z|\.(nan|NaN|NAN)\Z")


def changed_by_yaml12(text: str) -> bool:
    """Tell whether reading `text` as a YAML 1.2 plain scalar and writing it again would give another text."""
    if text[0] not in _FIRST:
        return False
    if text[0] in _WORD_FIRST:
        return text in _WORDS
    if _OTHER_BASE.match(text) or _SPECIAL.match(text):
        return True
    if _INT.match(text):
        return len(text) > 15 or str(int(text)) != text
    return _FLOAT.match(text) is not None and _shortest(float(text)) != text


def _shortest(number: float) -> str:
    text = repr(number)
    return text.removesuffix(".0") if "e" not in text else text
