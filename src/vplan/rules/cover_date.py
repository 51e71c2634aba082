"""cover-date: the date on the cover fits the plan's year.

Why: a plan is written in the months around the new year. A date after the year has ended, or more than fourteen months
before it begins, was mistyped, or left when last year's file was copied; the archive sorts the document by it.

Wrong: `datum: 2081-01-12` in a plan for 2018

Right: `datum: 2018-01-12`
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from vplan.diagnostics import Diagnostic, Message, Severity, msg
from vplan.rules.scope import Scope

ID = "cover-date"
SEVERITY = Severity.WARNING

_FIRST_MONTH = 11  # of the second year before: fourteen months before the plan's year begins
_HALF = 6


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at a date that lies outside the time in which the plan or the application can be written."""
    written = scope.plan or (scope.award.award if scope.award else None)
    if written is None or written.date is None or not scope.year:
        return
    day, year = written.date, scope.year
    if day.year > year:
        message = msg("The date {date} lies after the plan's year, {year}.", date=str(day), year=year)
    elif (day.year, day.month) < (year - 2, _FIRST_MONTH):
        message = msg("The date {date} lies long before the plan's year, {year}.", date=str(day), year=year)
    else:
        return
    yield Diagnostic(ID, SEVERITY, written.span("date"), message, _hint(day, year))


def _hint(day: date, year: int) -> Message:
    """Name the same day of the winter in which the plan was most likely written."""
    meant = year if day.month <= _HALF else year - 1
    try:
        likely = day.replace(year=meant)
    except ValueError:  # the 29th of February
        return msg("Write the day on which the plan was written or decided.")
    return msg("Write the day on which the plan was written or decided; is it {date}?", date=str(likely))
