"""The year's wheel out of its YAML: its entries as stretches of the year, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from vplan.diagnostics import Diagnostic, Severity, has_errors, msg
from vplan.figures.calendar import DAYS, Day, month_span
from vplan.figures.data import MAX_OCCASIONS, MAX_WHEEL_YEAR, Occasion, OccasionKind, Wheel
from vplan.figures.recurring import months_of
from vplan.model.values import is_year, one_line, shortened

if TYPE_CHECKING:
    from datetime import date

    from vplan.model import figure as model

_ANY_YEAR = 2000  # what recurs without a day comes in the same months of every year


def year_of(written: model.Figure, document_year: int) -> int:
    """Return the year that a wheel shows: the one written in it, else the document's; 0 when neither is known."""
    year = written.year.strip()
    return int(year) if is_year(year) else document_year


def read_wheel(
    written: model.Figure, lang: str, activities: Sequence[Occasion] = (), document_year: int = 0
) -> tuple[Wheel | None, tuple[Diagnostic, ...]]:
    """Return the wheel, or None when there is nothing to stand on it, and the findings.

    `activities` are the plan's own, which stand behind the entries; one that is an entry too stands there once.
    """
    year, shown = one_line(written.year), year_of(written, document_year)
    found = _year(written, year)
    occasions = []
    for entry in written.occasions:
        made = _occasion(entry, shown)
        if made is not None:
            occasions.append(made)
        found += _entry(entry, made, shown, is_written=is_year(year))
    own = {(occasion.name, occasion.spans) for occasion in occasions}
    occasions += [other for other in activities if (other.name, other.spans) not in own]
    place = written.key_span("occasions" if written.has("occasions") or not written.activities else "activities")
    if not occasions:
        is_told = written.is_given("occasions") and (has_errors(found) or not found)  # why, where the entries are read
        if not is_told:
            message = msg("The figure has nothing to draw.")
            hint = msg("Write its data under “{key}”.", key="poster")
            found.append(Diagnostic("figure-data", Severity.ERROR, place, message, hint))
        return None, tuple(found)
    if len(occasions) > MAX_OCCASIONS:
        message = msg("The wheel has {count} entries.", count=len(occasions))
        hint = msg("At most {limit} are drawn.", limit=MAX_OCCASIONS)
        found.append(Diagnostic("figure-size", Severity.ERROR, place, message, hint))
    kept = tuple(occasions[:MAX_OCCASIONS])
    return Wheel(str(written.id), one_line(written.caption), kept, year[:MAX_WHEEL_YEAR], lang), tuple(found)


def _year(written: model.Figure, year: str) -> list[Diagnostic]:
    if len(year) <= MAX_WHEEL_YEAR:
        return []
    message = msg("“{text}” does not fit in the middle of the wheel.", text=year[:60])
    hint = msg("Write 2018, or 2018/2019.")
    return [Diagnostic("figure-data", Severity.WARNING, written.span("year"), message, hint)]


def _entry(entry: model.FigureOccasion, made: Occasion | None, year: int, *, is_written: bool) -> list[Diagnostic]:
    found = []
    name = shortened(entry.name)
    if made is None and not entry.is_dated and not entry.is_stand_in:
        message = msg("“{name}” has no day, no month and does not recur.", name=name)
        hint = msg("Add start and slut, månad or återkommer.")
        found.append(Diagnostic("figure-data", Severity.ERROR, entry.place, message, hint))
    if entry.start and entry.end and entry.end < entry.start:
        message = msg("The end is before the start.")
        found.append(Diagnostic("figure-data", Severity.ERROR, entry.span("end"), message, msg("Turn them round.")))
    elif (made is None and entry.recurs and entry.start) or (is_written and _is_elsewhen(entry, year)):
        message = msg("“{name}” is not in the wheel's year, {year}.", name=name, year=year)
        hint = msg("Write the date of this year, or remove the entry.")
        place = entry.span("start" if entry.start else "end")
        found.append(Diagnostic("figure-data", Severity.WARNING, place, message, hint))
    return found


def _is_elsewhen(entry: model.FigureOccasion, year: int) -> bool:
    start, end = entry.start or entry.end, entry.end or entry.start
    return start is not None and end is not None and not entry.recurs and not start.year <= year <= end.year


def _occasion(entry: model.FigureOccasion, year: int) -> Occasion | None:
    name, kind = one_line(entry.name), entry.kind or OccasionKind.ACTIVITY
    if entry.recurs:
        months = months_of(entry, year or (entry.start.year if entry.start else _ANY_YEAR))
        return Occasion(name, kind, tuple(map(month_span, months)), months_only=True) if months else None
    if entry.start is not None or entry.end is not None:
        start, end = entry.start or entry.end, entry.end or entry.start
        assert start is not None
        assert end is not None
        return Occasion(name, kind, (_within(start, end, year),))
    if entry.months:
        return Occasion(name, kind, tuple(month_span(month) for month in entry.months), months_only=True)
    return None


def _within(start: date, end: date, year: int) -> tuple[Day, Day]:
    """Return the part of a stretch that lies in the year; of one that lies elsewhere, what lies in its first year."""
    if not start.year <= year <= end.year:
        year = start.year
    first = (start.month, start.day) if start.year == year else (1, 1)
    last = (end.month, end.day) if end.year <= year else (len(DAYS), DAYS[-1])
    return (first, last) if first <= last else (last, first)
