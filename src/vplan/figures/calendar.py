"""Days of the year as parts of a circle, and the words for them."""

from __future__ import annotations

from vplan.figures.data import Occasion
from vplan.figures.words import WORDS

DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
YEAR = sum(DAYS)
_RUN = 4  # so many months in a row are said together
Day = tuple[int, int]


def day_of_year(day: Day) -> int:
    """Return the number of a day, from 0, in a year of 365 days; the 29th of February is the 28th."""
    month, number = day
    return sum(DAYS[: month - 1]) + min(number, DAYS[month - 1]) - 1


def month_span(month: int) -> tuple[Day, Day]:
    """Return a whole month as a stretch."""
    return (month, 1), (month, DAYS[month - 1])


def part_of_year(occasion: Occasion, span: tuple[Day, Day]) -> tuple[float, float]:
    """Return where a stretch begins and ends, in parts of the year; one day, or a month alone, is a point."""
    start, end = span
    if occasion.months_only and start[0] == end[0]:
        middle = (day_of_year(start) + day_of_year(end) + 1) / 2 / YEAR
        return middle, middle
    first, last = day_of_year(start), day_of_year(end)
    if first == last:
        return (first + 0.5) / YEAR, (first + 0.5) / YEAR
    return first / YEAR, (last + 1 if last >= first else last + 1 + YEAR) / YEAR


def when(occasion: Occasion, lang: str, *, is_long: bool = False) -> str:
    """Return the words for an occasion's days: `15 mar`, `jan–jun`, `apr, aug, dec` or `varje månad feb–dec`."""
    words = WORDS[lang]
    months = words.long_months if is_long else words.months
    first, last = occasion.spans[0][0][0], occasion.spans[-1][0][0]
    if len(occasion.spans) >= _RUN and [start[0] for start, _ in occasion.spans] == list(range(first, last + 1)):
        is_whole = len(occasion.spans) == len(DAYS)
        return words.every_month if is_whole else f"{words.every_month} {months[first - 1]}–{months[last - 1]}"
    return ", ".join(_span(span, months, months_only=occasion.months_only) for span in occasion.spans)


def _span(span: tuple[Day, Day], months: tuple[str, ...], *, months_only: bool) -> str:
    (month, day), (last_month, last_day) = span
    if months_only:
        return months[month - 1] if month == last_month else f"{months[month - 1]}–{months[last_month - 1]}"
    if span[0] == span[1]:
        return f"{day}\u00a0{months[month - 1]}"
    if month == last_month:
        return f"{day}–{last_day}\u00a0{months[month - 1]}"
    return f"{day}\u00a0{months[month - 1]}–{last_day}\u00a0{months[last_month - 1]}"
