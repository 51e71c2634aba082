"""Words, numbers and dates that are written wrong and can mean one thing only."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Collection, Iterable

from vplan.model.values import parse_number

_SHORTEST = 4  # letters; shorter words are one letter apart by chance
_LONGEST = 100


# --- words ---------------------------------------------------------------------------------------------------------


def right_word(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that a misspelt one must be, or None.

    One that differs in capitals, in å, ä and ö without their marks, or in the sign between its parts comes first; else
    the only one that is one letter away (changed, added, left out, or two that changed places). No digit is changed: a
    number that is wrong may be any other.
    """
    words = list(known)
    if len(word) > _LONGEST or word in words:
        return None
    same = [other for other in words if _folded(other) == _folded(word)]
    if not same:
        lower = word.casefold()
        same = [other for other in words if len(other) >= _SHORTEST and _one_letter_away(lower, other.casefold())]
    return same[0] if len(same) == 1 else None


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join("_" if char in " -_" else char for char in plain if not unicodedata.combining(char))


def _one_letter_away(a: str, b: str) -> bool:
    if abs(len(a) - len(b)) > 1 or a == b:
        return False
    start = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest_a, rest_b = a[start:], b[start:]
    if len(a) != len(b):
        longer, shorter = (rest_a, rest_b) if len(a) > len(b) else (rest_b, rest_a)
        return longer[1:] == shorter and _may_differ(longer[0])
    if rest_a[1:] == rest_b[1:]:
        return _may_differ(rest_a[0]) and _may_differ(rest_b[0])
    return (
        rest_a[:2] == rest_b[1::-1] and rest_a[2:] == rest_b[2:] and _may_differ(rest_a[0]) and _may_differ(rest_a[1])
    )


def _may_differ(char: str) -> bool:
    return char.isalpha() or char in "-_"


_SEPARATORS = re.compile(r"[\s.,]+")


def right_reference(reference: str, known: Collection[str]) -> str | None:
    """Return the goal that a reference must mean: a number with other signs between its parts, or a misspelt id."""
    parts = [part for part in _SEPARATORS.split(reference) if part]
    if not parts or not all(part.isdigit() for part in parts):
        return right_word(reference, known)
    if len(reference) > _LONGEST:
        return None
    number = ".".join(parts)
    if number in known:
        return number
    digits = "".join(parts)
    same = [other for other in known if other.replace(".", "") == digits] if len(parts) == 1 else []
    return same[0] if len(same) == 1 else None


# --- numbers -------------------------------------------------------------------------------------------------------

_SPACE = "[ \u00a0\u202f\u2009]"
_SIGN = "[-+−]?"
_DECIMALS = re.compile(
    rf"{_SIGN}(?:0\.\d+|(?:[1-9]\d{{0,2}}(?:{_SPACE}\d{{3}})+|\d+)\.(?:\d{{1,2}}|\d{{4,}})|\d{{4,}}\.\d+)\Z"
)
_GROUPS = re.compile(rf"{_SIGN}[1-9]\d{{0,2}}(?:(?:\.\d{{3}}){{2,}}(?:,\d+)?|(?:,\d{{3}}){{2,}}(?:\.\d+)?)\Z")
_MIXED = re.compile(rf"{_SIGN}[1-9]\d{{0,2}}(?:\.\d{{3}},\d+|,\d{{3}}\.\d+)\Z")
_ONE_GROUP = re.compile(rf"{_SIGN}[1-9]\d{{0,2}}\.\d{{3}}\Z")
_WIDE = re.compile(rf"(?<=\d){_SPACE}{{2,}}(?=\d)")
_MAX = 40


def right_number(text: str, *, whole: bool = False) -> str | None:
    """Return the Swedish spelling of a number, or None where it has it already or may be one of two.

    `6.1` is `6,1` and `1.234.567` is `1 234 567`, but `28.800` may be either; `whole` says that it has no decimals.
    """
    word = text.strip()
    if len(word) > _MAX or parse_number(word) is not None:
        return None
    right = _WIDE.sub(" ", word)
    if _DECIMALS.match(right):
        right = right.replace(".", ",")
    elif _GROUPS.match(right) or _MIXED.match(right) or (whole and _ONE_GROUP.match(right)):
        last = max(right.rfind("."), right.rfind(","))
        has_decimals = right.count(right[last]) == 1 and ("." in right and "," in right)
        head, tail = (right[:last], f",{right[last + 1 :]}") if has_decimals else (right, "")
        right = re.sub("[.,]", " ", head) + tail
    return right if parse_number(right) is not None else None


_POINTED = re.compile(r"(?<![\d.,])\d[\d \u00a0\u202f\u2009]{0,24}\.\d[\d.]{0,24}(?![\d.,]*\d)")


def right_numbers(text: str) -> str | None:
    """Return a short text, such as a target, its numbers in Swedish spelling; None where that is not certain."""
    pairs = [(match, right_number(match[0])) for match in _POINTED.finditer(text[: 10 * _MAX])]
    if not pairs or len(text) > 10 * _MAX or any(right is None for _, right in pairs):
        return None
    for match, right in reversed(pairs):
        text = f"{text[: match.start()]}{right}{text[match.end() :]}"
    return text


# --- dates ---------------------------------------------------------------------------------------------------------

_MONTH_NAMES = (
    "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november",
    "december",
)  # fmt: skip
_MONTHS = {form: n for n, name in enumerate(_MONTH_NAMES, 1) for form in (name, name[:3])} | {"sept": 9}
_DASH = "[-‐‑‒–−/.]"
_YEAR_FIRST = re.compile(rf"(\d{{4}})({_DASH})(\d{{1,2}})\2(\d{{1,2}})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?\Z")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})\Z")
_WORDS = re.compile(r"(?:den )?(\d{1,2})(?::?e)? ([a-zå]{3,9})\.?,? (\d{4})\Z", re.IGNORECASE)
_DAY_FIRST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})(?:\2| )(\d{4})\Z")
_YEARS = range(1900, 2101)


def right_date(text: str) -> str | None:
    """Return a date as `2018-01-05`, or None where it may be another day or is none.

    Day and month in figures are told apart only where the day is above 12.
    """
    word = " ".join(text.split())
    if len(word) > _MAX:
        return None
    if match := _YEAR_FIRST.match(word):
        return _iso(match[1], match[3], match[4])
    if match := _DIGITS.match(word):
        return _iso(*match.groups())
    if match := _WORDS.match(word):
        month = _MONTHS.get(match[2].lower())
        return _iso(match[3], month, match[1]) if month else None
    match = _DAY_FIRST.match(word)
    return _iso(match[4], match[3], match[1]) if match and int(match[1]) > 12 else None


def _iso(year: str, month: str | int, day: str) -> str | None:
    try:
        date = datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None
    return date.isoformat() if date.year in _YEARS else None
