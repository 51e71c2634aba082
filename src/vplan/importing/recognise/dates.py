"""Dates of activities in the ways they are written, as ISO dates."""

from __future__ import annotations

import calendar
import datetime
import re

from vplan.importing.vocabulary import MONTHS

_MONTH = "|".join(f"{name}|{name[:3]}\\.?" for name in MONTHS)
_ISO = re.compile(r"(?P<y>\d{4})\s?(?P<sep>[-./–])\s?(?P<m>\d{1,2})\s?(?P=sep)\s?(?P<d>\d{1,2})")
_COMPACT = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})")
_SLASHED = re.compile(r"(?P<d>\d{1,2})[/.](?P<m>\d{1,2})[-/. ]\s?(?P<y>\d{4})")
_WRITTEN = re.compile(rf"(?:den\s)?(?P<d>\d{{1,2}})(?:\s?:?e)?\s+(?P<name>{_MONTH})\s+(?P<y>\d{{4}})", re.I)
_SHORT = re.compile(r"(?P<y>\d{2})(?P<m>\d{2})(?P<d>\d{2})")
_IN_MONTH = re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})")
_NAMED_MONTH = re.compile(rf"(?P<name>{_MONTH})\s+(?P<y>\d{{4}})", re.I)
_YEAR = re.compile(r"(?:år\s+)?(?P<y>20\d\d)", re.I)


def iso_date(text: str) -> str:
    """Return a date as YYYY-MM-DD, empty when it is none."""
    text = _plain(text)
    for pattern in (_ISO, _COMPACT, _SLASHED, _WRITTEN, _SHORT):
        match = pattern.fullmatch(text)
        if match is not None:
            century = 2000 if pattern is _SHORT else 0
            return _made(int(match["y"]) + century, _month(match), int(match["d"]))
    return ""


def rounded_date(text: str, *, end: bool) -> str:
    """Return the first day of the month or year that a text names, or the last at an `end`; empty for any other."""
    text = _plain(text)
    for pattern in (_IN_MONTH, _NAMED_MONTH):
        match = pattern.fullmatch(text)
        if match is not None:
            year, month = int(match["y"]), _month(match)
            if not 1 <= month <= 12 or not year:
                return ""
            return _made(year, month, calendar.monthrange(year, month)[1] if end else 1)
    year_only = _YEAR.fullmatch(text)
    return _made(int(year_only["y"]), 12 if end else 1, 31 if end else 1) if year_only else ""


def _plain(text: str) -> str:
    return " ".join(text.split()).rstrip(".,")


def _month(match: re.Match[str]) -> int:
    name = match.groupdict().get("name")
    if name is None:
        return int(match["m"])
    return next(n for n, month in enumerate(MONTHS, 1) if month[:3] == name[:3].casefold())


def _made(year: int, month: int, day: int) -> str:
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return ""
