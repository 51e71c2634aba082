"""Amounts in cells: `28 800`, `-1,8`, `+ 2,4 mnkr`, and what is none."""

from __future__ import annotations

import re

from vplan.importing.source import Row
from vplan.importing.vocabulary import UNITS

_AMOUNT = re.compile(
    r"(?P<sign>[-−–+]?)\s?(?P<whole>\d{1,3}(?:[ \u00a0\u202f.]\d{3})+|\d{1,12})(?:(?P<point>[,.])(?P<part>\d{1,4}))?"
    r"\s?(?:tkr|mnkr|mkr|kkr|kr)?\s?\**\Z",
    re.I,
)
_YEAR = re.compile(r"(19|20)\d\d\Z")
_DASHES = frozenset("-–—−")


def is_amount(text: str) -> bool:
    """Tell whether a cell holds an amount."""
    return _AMOUNT.match(text.strip()) is not None


def is_year(text: str) -> bool:
    """Tell whether a cell holds a year; as a column's heading it looks like an amount."""
    return _YEAR.match(text.strip()) is not None


def is_blank(text: str) -> bool:
    """Tell whether a cell is empty or holds a dash for nothing."""
    return not text.strip() or set(text.strip()) <= _DASHES


def swedish(text: str) -> str:
    """Return an amount as vplan writes it: spaces between thousands, decimal comma, a plain minus; no unit, no star."""
    match = _AMOUNT.match(text.strip())
    if match is None:
        return ""
    sign = {"−": "-", "–": "-"}.get(match["sign"], match["sign"])
    whole = re.sub(r"[ \u00a0\u202f.]", " ", match["whole"])
    return f"{sign}{whole}{',' + match['part'] if match['part'] else ''}"


def value_of(text: str) -> float:
    """Return the value of a Swedish amount, 0 for none; for comparing signs and sizes alone."""
    plain = swedish(text).replace(" ", "").replace(",", ".")
    return float(plain) if plain else 0.0


def unit_in(text: str) -> str:
    """Return `tkr`, `mnkr` or `kr` when the text names a unit of money, else nothing."""
    return next((unit for unit, pattern in UNITS if pattern.search(text)), "")


def is_unit(text: str) -> bool:
    """Tell whether the text names a unit of money and says nothing else."""
    return any(pattern.fullmatch(text.strip().strip("().")) for _, pattern in UNITS)


def has_amounts(row: Row) -> bool:
    """Tell whether a row has an amount behind its first cell."""
    return any(is_amount(text) for text in row.texts[1:])
