"""The year's wheel and the calendar have the same entries in the same months."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from test_export import UNIT_ID, calendar_in, wheel_in, wheel_of
from vplan.exporting.plans import Calendar
from vplan.figures.calendar import when
from vplan.project import Project
from vplan.selection import select


@pytest.mark.parametrize(
    "entry",
    [
        "återkommer: varje månad, start: 2018-02-15",
        "återkommer: varje månad, start: 2018-08-01, slut: 2018-10-31",
        "återkommer: varje månad, start: 2017-02-15",
        "återkommer: varje kvartal, start: 2018-06-30",
        "återkommer: varje kvartal, start: 2017-11-15",
        "återkommer: varje tertial, start: 2018-12-31",
        "återkommer: varje halvår, start: 2018-09-15",
        "återkommer: varannan månad, start: 2018-03-31, slut: 2018-04-02",
        "återkommer: varje kvartal, månad: februari",
        "återkommer: varje månad",
        "månad: [mars, oktober]",
        "start: 2017-11-01, slut: 2018-03-31",
        "start: 2018-11-01, slut: 2019-03-31",
        "start: 2016-11-01, slut: 2019-03-31",
    ],
)
def test_wheel_and_calendar_have_the_same_entries_in_the_same_months(entry: str, tmp_path: Path) -> None:
    root = wheel_of(tmp_path, f"namn: N, {entry}")
    (drawn,) = wheel_in(root).occasions
    on_wheel = {month for (first, _), (last, _) in drawn.spans for month in range(first, last + 1)}
    assert on_wheel == {
        (start.month - 1 + time * every) % 12 + 1
        for start, end, every, times in covered(calendar_in(root, Path(UNIT_ID)), "N", 2018)
        for time in range(times)
    }


def covered(calendar: Calendar, title: str, year: int) -> Iterator[tuple[date, date, int, int]]:
    """Yield the events of that title, long ones as one in each of their months, without what is in other years."""
    for e in (e for e in calendar.events if e.title == title):
        if e.times > 1 or (e.end - e.start).days < 28:
            yield e.start, e.end, e.every, e.times
            continue
        for month in range(1, 13):
            if e.start <= date(year, month, 28) and e.end >= date(year, month, 1):
                yield date(year, month, 1), date(year, month, 28), 0, 1


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("återkommer: varje månad, start: 2018-02-15", "varje månad feb–dec"),
        ("återkommer: varje månad", "varje månad"),
        ("återkommer: varje kvartal, start: 2018-06-30", "jun, sep, dec"),
        ("återkommer: varje månad, start: 2018-10-01", "okt, nov, dec"),
    ],
)
def test_a_wheel_says_from_when_on_something_recurs(entry: str, words: str, tmp_path: Path) -> None:
    (drawn,) = wheel_in(wheel_of(tmp_path, f"namn: N, {entry}")).occasions
    assert when(drawn, "sv") == words


@pytest.mark.parametrize("entry", ["start: 2019-02-15", "start: 2016-02-15, slut: 2016-12-31"])
def test_what_recurs_in_other_years_alone_is_told_of_and_not_drawn(entry: str, tmp_path: Path) -> None:
    root = wheel_of(tmp_path, "namn: Träff, månad: mars", f"namn: N, återkommer: varje månad, {entry}")
    assert [o.name for o in wheel_in(root).occasions] == ["Träff"]
    project = Project.open(root)
    found = project.check_unit(select(project.layout, [Path(UNIT_ID)])[0]).diagnostics
    assert [d.rule for d in found if d.rule.startswith("figure")] == ["figure-data"]
