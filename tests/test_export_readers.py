"""The calendar as two other programs' readers take it, and what Outlook and Google Calendar are known to refuse."""

from __future__ import annotations

import re
import warnings
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from test_export import UNIT_ID, calendar_in, event, wheel_of
from vplan.exporting.ics import calendar_bytes

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # theirs
    import icalendar
    import vobject

ROOT = Path(__file__).parents[1]
HARD = [
    event(key=("1",), title='Möte; mål, medel \\ "citat" å–ö 🎡', note="Rad 1\nRad 2: http://example.org/?a=1,2;b"),
    event(key=("2",), title="Träff", start=date(2018, 2, 28), end=date(2018, 2, 28), every=3, times=4, category="Möte"),
    event(key=("3",), title="ä" * 200, start=date(2018, 12, 30), end=date(2019, 1, 2)),
    event(key=("4",), title="Tills vidare", end=date.max),
    event(key=("5",), title="BEGIN:VEVENT", note="END:VCALENDAR\nRRULE:FREQ=SECONDLY"),
]
Read = tuple[str, date, date, str, str]


def by_icalendar(data: bytes) -> list[Read]:
    calendar: Any = icalendar.Calendar.from_ical(data)
    assert not calendar.errors
    found = []
    for item in events_in(data):
        assert not item.errors
        rule = item.get("RRULE")
        written = rule.to_ical().decode() if rule is not None else ""
        found.append((str(item["UID"]), item["DTSTART"].dt, item["DTEND"].dt, str(item["SUMMARY"]), written))
    return found


def by_vobject(data: bytes) -> list[Read]:
    (calendar,) = vobject.readComponents(data.decode())
    calendar.validate(raiseException=True)
    return [
        (
            item.uid.value,
            item.dtstart.value,
            item.dtend.value,
            item.summary.value,
            item.rrule.value if hasattr(item, "rrule") else "",
        )
        for item in calendar.contents.get("vevent", [])
    ]


def parts(rule: str) -> set[str]:
    return set(rule.split(";")) - {""}


def test_two_readers_find_what_was_written() -> None:
    data = calendar_bytes("Vår plan 2018", HARD)
    one, other = by_icalendar(data), by_vobject(data)
    assert [item[:4] for item in one] == [item[:4] for item in other]
    assert [parts(item[4]) for item in one] == [parts(item[4]) for item in other]
    assert [item[0] for item in one] == [e.uid for e in HARD]
    assert [item[3] for item in one] == [e.title for e in HARD]
    assert [item[1] for item in one] == [e.start for e in HARD]
    assert [item[2] for item in one[:3]] == [e.end + timedelta(days=1) for e in HARD[:3]]
    calendar = icalendar.Calendar.from_ical(data)
    assert str(calendar["X-WR-CALNAME"]) == "Vår plan 2018"
    assert str(calendar.walk("VEVENT")[0]["DESCRIPTION"]) == HARD[0].note


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=120))
def test_two_readers_find_any_title(title: str) -> None:
    data = calendar_bytes(title, [event(title=title, note=title)])
    assert by_icalendar(data)[0][3] == by_vobject(data)[0][3] == title


def test_days_of_a_rule_are_those_that_another_program_counts(tmp_path: Path) -> None:
    root = wheel_of(tmp_path, "namn: N, återkommer: varje kvartal, start: 2018-02-15, slut: 2018-02-16")
    (found,) = (e for e in calendar_in(root, Path(UNIT_ID)).events if e.title == "N")
    (item,) = vobject.readOne(calendar_bytes("", [found]).decode()).contents["vevent"]
    assert [day.date().isoformat() for day in item.getrruleset(addRDate=True)] == [
        "2018-02-15",
        "2018-05-15",
        "2018-08-15",
        "2018-11-15",
    ]


def plan_calendars() -> list[bytes]:
    return [
        calendar_in(ROOT, Path(unit)).to_bytes()
        for unit in ("2018/skarholmen/bestallarenheten", "2018/ostermalm/bistandsbedomning")
    ]


@pytest.fixture(scope="module", params=["hard", "award", "plan"])
def written(request: pytest.FixtureRequest) -> bytes:
    if request.param == "hard":
        return calendar_bytes("Namn", HARD)
    return plan_calendars()[("award", "plan").index(request.param)]


def events_in(data: bytes) -> list[Any]:
    return list(icalendar.Calendar.from_ical(data).walk("VEVENT"))


def test_lines_are_folded_and_ended_as_the_format_says(written: bytes) -> None:
    assert written.endswith(b"END:VCALENDAR\r\n")
    assert not written.startswith(b"\xef\xbb\xbf")
    assert b"\r\n\r\n" not in written  # Google Calendar reads no further than an empty line
    lines = written.split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    for line in lines:
        line.decode()  # no character is cut in two


def test_the_calendar_has_what_other_programs_ask_for(written: bytes) -> None:
    calendar = icalendar.Calendar.from_ical(written)
    assert [str(calendar[key]) for key in ("VERSION", "CALSCALE", "METHOD")] == ["2.0", "GREGORIAN", "PUBLISH"]
    assert str(calendar["PRODID"])
    assert written.count(b"BEGIN:VCALENDAR") == 1
    assert events_in(written)


def test_each_event_has_its_identity_stamp_and_both_ends(written: bytes) -> None:
    found = events_in(written)
    uids = [str(item["UID"]) for item in found]
    assert len(set(uids)) == len(uids)
    for item in found:
        assert item["DTSTAMP"].dt.utcoffset() == timedelta(0)
        start, end = item["DTSTART"], item["DTEND"]
        assert start.params["VALUE"] == end.params["VALUE"] == "DATE"
        assert type(start.dt) is type(end.dt) is date
        assert date(1601, 1, 1) <= start.dt < end.dt <= date(4000, 1, 1)  # the end is the day after the last


def test_no_event_needs_a_time_zone_or_another_person(written: bytes) -> None:
    for name in (b"TZID", b"VTIMEZONE", b"ATTENDEE", b"ORGANIZER", b"VALARM", b"ATTACH"):
        assert not re.search(rb"^(BEGIN:)?" + name + rb"\b", written, re.MULTILINE)


def test_a_rule_is_one_that_outlook_keeps(written: bytes) -> None:
    for item in events_in(written):
        if "RRULE" not in item:
            continue
        rule = item["RRULE"]
        assert set(rule) == {"FREQ", "INTERVAL", "BYMONTHDAY", "COUNT"}
        assert rule["FREQ"] == ["MONTHLY"]
        assert rule["BYMONTHDAY"] == [item["DTSTART"].dt.day]
        assert 1 <= rule["BYMONTHDAY"][0] <= 28
        assert 1 <= rule["INTERVAL"][0] <= 99
        assert 2 <= rule["COUNT"][0] <= 999
        days = [found.date() for found in vobject_days(item)]
        length = item["DTEND"].dt - item["DTSTART"].dt
        assert all(
            after - before >= length for before, after in pairwise(days)
        )  # none begins before the last has ended


def vobject_days(item: Any) -> Any:
    wrapped = icalendar.Calendar()
    wrapped.add("VERSION", "2.0")
    wrapped.add("PRODID", "x")
    wrapped.add_component(item)
    return vobject.readOne(wrapped.to_ical().decode()).vevent.getrruleset(addRDate=True)


def test_a_title_is_as_long_as_outlook_keeps_and_whole_in_the_description() -> None:
    title = "Wheel 🎡 " * 60
    (only,) = events_in(calendar_bytes("", [event(title=title.strip(), note="Enheten")]))
    assert len(str(only["SUMMARY"]).encode("utf-16-le")) // 2 <= 255
    assert str(only["SUMMARY"]).endswith("…")
    assert str(only["DESCRIPTION"]) == f"{title.strip()}\nEnheten"


def test_days_beyond_those_of_a_calendar_become_its_first_and_last() -> None:
    (only,) = events_in(calendar_bytes("", [event(start=date(1, 1, 1), end=date.max)]))
    assert (only["DTSTART"].dt, only["DTEND"].dt) == (date(1601, 1, 1), date(3999, 12, 31))


def test_the_same_plans_make_the_same_bytes() -> None:
    assert plan_calendars() == plan_calendars()


def test_a_changed_date_moves_the_stamp_and_keeps_the_identity() -> None:
    def read(**changes: object) -> Any:
        return events_in(calendar_bytes("", [event(**changes)]))[0]

    before, after = read(), read(stamp=date(2018, 2, 1), start=date(2018, 2, 27))
    assert before["UID"] == after["UID"]
    assert before["DTSTAMP"].dt < after["DTSTAMP"].dt


def test_events_are_of_the_kind_that_leaves_a_day_free(written: bytes) -> None:
    assert {str(item["TRANSP"]) for item in events_in(written)} == {"TRANSPARENT"}
