"""The days of an entry of the year's wheel: when it first comes, how long it lasts, how often it comes again.

The wheel and the calendar both ask here, so that what recurs begins, comes and ends the same in both: with a `start` it
begins on that day, and not in the months before it.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vplan.model.figure import FigureOccasion

_EVERY_MONTH_HAS = 28
_YEAR = 12


@dataclass(frozen=True, slots=True)
class Stretch:
    """From the first day to the last, both included; `times` times, `every` so many months.

    `months` are those that are meant where no day is known; then the first day is the first of a month.
    """

    start: date
    end: date
    every: int = 0
    times: int = 1
    months: tuple[int, ...] = ()


def stretches(entry: FigureOccasion, year: int) -> list[Stretch]:
    """Return when an entry takes place, in a wheel of that year; nothing for one without day, month and recurrence."""
    if entry.recurs and entry.start is not None:
        return list(_from_day(entry.start, entry.end, entry.recurs, year))
    if entry.recurs:
        months = recurring(entry.recurs, entry.months[0] if entry.months else None)
        first = date(year, months[0], 1)
        return [Stretch(first, first, entry.recurs, len(months), months)]
    if entry.start is not None or entry.end is not None:
        days = [day for day in (entry.start, entry.end) if day is not None]
        return [Stretch(min(days), max(days))]
    return [Stretch(day, day, months=(day.month,)) for day in (date(year, month, 1) for month in entry.months)]


def months_of(entry: FigureOccasion, year: int) -> tuple[int, ...]:
    """Return the months of the year in which a recurring entry comes, in a wheel of that year."""
    months = {month for stretch in stretches(entry, year) for month in _comes_in(stretch, year)}
    return tuple(sorted(months))


def _comes_in(stretch: Stretch, year: int) -> Iterator[int]:
    for time in range(stretch.times):
        there, index = divmod(_month(stretch.start) + time * stretch.every, _YEAR)
        if there == year:
            yield index + 1


def recurring(every: int, first: int | None = None) -> tuple[int, ...]:
    """Return the months in which something recurs: at the end of each stretch, or as counted from a first month."""
    remainder = (first if first is not None else every) % every
    return tuple(month for month in range(1, _YEAR + 1) if month % every == remainder)


def _from_day(start: date, end: date | None, every: int, year: int) -> Iterator[Stretch]:
    """Yield what recurs from a day on, to the end of its year.

    An end before the next time says how long it lasts, a later one when it stops.
    """
    begun = _month(start)
    late = max(_month(date(year, 1, 1)) - begun, 0)
    first = begun + -(-late // every) * every
    final = _on(_month(date(max(year, start.year), 12, 1)), 31)
    length = 0
    if end is not None and start < end < _on(begun + every, start.day):
        length = (end - start).days
    elif end is not None and end > start:
        final = min(end, final)
    days = [_on(month, start.day) for month in range(first, _month(final) + 1, every)]
    days = [day for day in days if day <= final]
    if days and start.day <= _EVERY_MONTH_HAS:
        yield Stretch(days[0], _after(days[0], length), every, len(days))
    else:
        yield from (Stretch(day, _after(day, length)) for day in days)


def _month(day: date) -> int:
    """Return a month's number, counted from the year 0."""
    return day.year * _YEAR + day.month - 1


def _on(month: int, day: int) -> date:
    """Return a day of a numbered month, or its last where it has fewer."""
    year, index = divmod(month, _YEAR)
    if year > date.max.year:
        return date.max
    return date(year, index + 1, min(day, calendar.monthrange(year, index + 1)[1]))


def _after(day: date, days: int) -> date:
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))
