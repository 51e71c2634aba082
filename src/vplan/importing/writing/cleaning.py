"""Text from a source made fit for a plan: no control characters, plain spaces, no word too long to be set."""

from __future__ import annotations

import re
import unicodedata

_DROPPED = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")
_SPACES = re.compile(r"[^\S\n]+")
MAX_WORD = 400  # below half of what a plan allows, as Markdown may double a word's length
_LONG_WORD = re.compile(rf"\S{{{MAX_WORD}}}(?=\S)")


def clean(text: str) -> str:
    """Return the text in NFC with plain single spaces; line ends stay."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _FORBIDDEN.sub(" ", _DROPPED.sub("", text))
    text = unicodedata.normalize("NFC", _SPACES.sub(" ", text))
    return _LONG_WORD.sub(r"\g<0> ", text)


def shortened(text: str, length: int = 80) -> str:
    """Return the cleaned text on one line, with a sign where its end is left out."""
    line = one_line(text)
    return line if len(line) <= length else f"{line[: length - 1].rstrip()}…"


def one_line(text: str) -> str:
    """Return the cleaned text on one line, without white space around it."""
    return " ".join(clean(text).split())
