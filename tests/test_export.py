"""The calendar of plans: what stands in it, and that it is a calendar that other programs take."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.workspaces import OTHER_UNIT, UNIT, base_text, make_workspace
from test_cli_main import vplan
from vplan.exporting.ics import Event, calendar_bytes
from vplan.exporting.plans import Calendar, calendar_of
from vplan.figures.data import Occasion, OccasionKind, Wheel
from vplan.figures.occasions import occasions_of
from vplan.figures.recurring import Stretch, stretches
from vplan.project import Project
from vplan.selection import select

UNIT_ID = UNIT.removeprefix("plans/")
Entry = dict[str, str]
WHEEL = """figurer:
  - id: arshjul
    slag: årshjul
    rubrik: Vårt år
    poster:
"""


def parsed(data: bytes) -> tuple[Entry, list[Entry]]:
    """Read a calendar as a strict program would: the calendar's own lines, and those of each event."""
    assert data.endswith(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert b"\r" not in data.replace(b"\r\n", b"")
    lines = data.split(b"\r\n")[:-1]
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()  # no character is cut
    logical = data.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]
    assert (logical[0], logical[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    calendar: Entry = {}
    events: list[Entry] = []
    into = calendar
    for row in logical[1:-1]:
        match = re.fullmatch(r"([A-Z-]+)(;[A-Z]+=[A-Z]+)?:([^\x00-\x1f\x7f]*)", row)
        assert match, row
        name, _, value = match.groups()
        if row == "BEGIN:VEVENT":
            events.append(into := {})
        elif row == "END:VEVENT":
            assert {"UID", "DTSTAMP", "DTSTART"} <= set(into)
            into = calendar
        else:
            assert name not in into
            into[name] = value
    return calendar, events


def text_of(value: str) -> str:
    """Undo the escaping of a text, and refuse what should have been escaped."""
    assert not re.search(r"(?<!\\)(\\\\)*[;,]", value)
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], value)


def event(**changes: object) -> Event:
    values: dict[str, object] = {
        "key": ("a",), "title": "T", "start": date(2018, 3, 1), "end": date(2018, 3, 1), "stamp": date(2018, 1, 12),
    }  # fmt: skip
    return Event(**{**values, **changes})  # type: ignore[arg-type]


def calendar_in(root: Path, *paths: Path) -> Calendar:
    project = Project.open(root)
    return calendar_of(project, select(project.layout, paths))


def wheel_of(root: Path, *entries: str) -> Path:
    """Make a workspace whose unit has a year's wheel with these entries in its plan."""
    lines = "".join(f"      - {{{entry}}}\n" for entry in entries)
    return make_workspace(root, {"plan": base_text("plan") + WHEEL + lines})


def days(calendar: Calendar, title: str) -> list[tuple[str, str]]:
    return [(e.start.isoformat(), e.end.isoformat()) for e in calendar.events if e.title == title]


# --- the format ------------------------------------------------------------------------------------------------------


def test_an_event_lasts_whole_days_and_its_end_is_the_day_after() -> None:
    calendar, events = parsed(calendar_bytes("Vår plan", [event(end=date(2018, 12, 31), category="Möte")]))
    assert calendar == {
        "VERSION": "2.0",
        "PRODID": "-//vplan//vplan//SV",
        "CALSCALE": "GREGORIAN",
        "METHOD": "PUBLISH",
        "X-WR-CALNAME": "Vår plan",
    }
    (only,) = events
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", only.pop("UID"))
    assert only == {
        "DTSTAMP": "20180112T000000Z",
        "DTSTART": "20180301",
        "DTEND": "20190101",
        "SUMMARY": "T",
        "CATEGORIES": "Möte",
        "TRANSP": "TRANSPARENT",
    }


def test_what_recurs_has_a_rule_that_outlook_takes() -> None:
    (only,) = parsed(calendar_bytes("", [event(start=date(2018, 2, 15), end=date(2018, 2, 16), every=3, times=4)]))[1]
    assert only["RRULE"] == "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15;COUNT=4"
    assert (only["DTSTART"], only["DTEND"]) == ("20180215", "20180217")


def test_signs_of_the_format_are_escaped() -> None:
    (only,) = parsed(calendar_bytes("", [event(title="a; b, c\\n", note="Rad 1\nRad 2\rBEGIN:VEVENT\x00")]))[1]
    assert only["SUMMARY"] == "a\\; b\\, c\\\\n"
    assert text_of(only["DESCRIPTION"]) == "Rad 1\nRad 2 BEGIN:VEVENT "


@given(st.text(max_size=120))
def test_any_text_is_folded_and_comes_back(title: str) -> None:
    kept = "".join(" " if (c < " " and c != "\n") or c == "\x7f" or "\ud800" <= c <= "\udfff" else c for c in title)
    data = calendar_bytes(title, [event(title=title)])
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    found = [
        line.removeprefix("SUMMARY:")
        for line in data.replace(b"\r\n ", b"").decode().split("\r\n")
        if line.startswith("SUMMARY:")
    ]
    assert [text_of(line) for line in found] == [kept]


def test_an_identity_comes_from_the_key_alone() -> None:
    assert event().uid == event(title="Other", start=date(2018, 4, 1), stamp=date(2019, 1, 1)).uid
    assert event().uid != event(key=("b",)).uid


# --- days of entries -------------------------------------------------------------------------------------------------


def stretches_of(text: str, root: Path, year: int = 2018) -> list[Stretch]:
    project = Project.open(wheel_of(root, f"namn: N, {text}"))
    plan = project.check_unit(project.layout.units()[-1]).plan
    assert plan is not None
    return stretches(plan.plan.figures[0].occasions[0], year)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("start: 2018-03-01, slut: 2018-03-05", [("2018-03-01", "2018-03-05", 0, 1)]),
        ("start: 2018-03-01", [("2018-03-01", "2018-03-01", 0, 1)]),
        ("slut: 2018-03-31", [("2018-03-31", "2018-03-31", 0, 1)]),
        ("månad: [maj, mars]", [("2018-03-01", "2018-03-01", 0, 1), ("2018-05-01", "2018-05-01", 0, 1)]),
        ("återkommer: varje månad", [("2018-01-01", "2018-01-01", 1, 12)]),
        ("återkommer: varje tertial", [("2018-04-01", "2018-04-01", 4, 3)]),
        ("återkommer: kvartal, månad: februari", [("2018-02-01", "2018-02-01", 3, 4)]),
        ("återkommer: varje månad, start: 2018-02-15", [("2018-02-15", "2018-02-15", 1, 11)]),
        ("återkommer: varje månad, start: 2018-02-15, slut: 2018-02-16", [("2018-02-15", "2018-02-16", 1, 11)]),
        ("återkommer: varje månad, start: 2018-02-15, slut: 2018-06-14", [("2018-02-15", "2018-02-15", 1, 4)]),
        ("återkommer: varje halvår, start: 2018-02-15, slut: 2018-06-30", [("2018-02-15", "2018-06-30", 6, 2)]),
        ("återkommer: varje halvår, start: 2018-09-15", [("2018-09-15", "2018-09-15", 6, 1)]),
        ("återkommer: kvartal, start: 2017-11-15", [("2018-02-15", "2018-02-15", 3, 4)]),
        (
            "återkommer: tertial, start: 2018-01-31",
            [("2018-01-31", "2018-01-31", 0, 1),
             ("2018-05-31", "2018-05-31", 0, 1), ("2018-09-30", "2018-09-30", 0, 1)],
        ),
        ("återkommer: månad, start: 9999-11-02", [("9999-11-02", "9999-11-02", 1, 2)]),
        ("återkommer: halvår, start: 9999-11-30, slut: 9999-12-31", [("9999-11-30", "9999-11-30", 0, 1)]),
        ("återkommer: månad, start: 0001-01-29", None),
        ("återkommer: månad, start: 2016-01-10, slut: 2016-12-31", []),
    ],
)  # fmt: skip
def test_days_of_an_entry(entry: str, expected: list[tuple[str, str, int, int]] | None, tmp_path: Path) -> None:
    found = stretches_of(entry, tmp_path)
    if expected is None:
        assert len(found) == 12
        return
    assert [(s.start, s.end, s.every, s.times) for s in found] == [
        (day(start), day(end), every, times) for start, end, every, times in expected
    ]


# --- plans -----------------------------------------------------------------------------------------------------------


def test_activities_of_council_board_and_unit_are_events(tmp_path: Path) -> None:
    calendar = calendar_in(make_workspace(tmp_path), Path(UNIT_ID))
    assert [(e.title, e.start.isoformat(), e.end.isoformat()) for e in calendar.events] == [
        ("Nämnden ska se över ledsagningen", "2018-01-01", "2018-12-31"),
        ("Införa jour", "2018-02-01", "2018-05-31"),
        ("Starta ett brukarråd", "2018-03-01", "2018-06-30"),
    ]
    assert [e.note for e in calendar.events] == [
        "Kommunfullmäktige\n1.7 Alla äldre har en trygg ålderdom",
        "Hemtjänsten\nVi svarar snabbt",
        "Norra nämnden\nÄldre är delaktiga i sin omsorg",
    ]
    assert {e.stamp for e in calendar.events} == {date(2018, 1, 12)}
    assert calendar.name == "Hemtjänsten 2018"
    assert len(parsed(calendar.to_bytes())[1]) == 3


def test_what_a_unit_does_not_use_is_no_event(tmp_path: Path) -> None:
    goals = base_text("mal").replace("    aktiviteter: alla\n", "").replace("aktiviteter: [brukarrad]", "aktiviteter:")
    calendar = calendar_in(make_workspace(tmp_path, {"mal": goals}), Path(UNIT_ID))
    assert [e.title for e in calendar.events] == ["Införa jour"]


def test_entries_of_a_wheel_are_events_and_say_which_months_are_meant(tmp_path: Path) -> None:
    root = wheel_of(
        tmp_path,
        "namn: Arbetsplatsträff, slag: möte, återkommer: varje månad",
        "namn: Lönesamtal, månad: [mars, oktober]",
        "namn: Tertialrapport, slag: uppföljning, start: 2018-05-04",
    )
    found = {e.title: e for e in calendar_in(root, Path(UNIT_ID)).events}
    meeting, report = found["Arbetsplatsträff"], found["Tertialrapport"]
    assert (meeting.every, meeting.times, meeting.category) == (1, 12, "Möte")
    assert meeting.note == "Hemtjänsten\nVårt år\nNär: varje månad"
    assert (report.category, report.note) == ("Uppföljning", "Hemtjänsten\nVårt år")
    assert days(calendar_in(root, Path(UNIT_ID)), "Lönesamtal") == [
        ("2018-03-01", "2018-03-01"),
        ("2018-10-01", "2018-10-01"),
    ]


def test_a_wheel_of_an_application_counts_too_and_its_year_is_its_own(tmp_path: Path) -> None:
    award = "utgåva: kvalitetsutmarkelsen/2018\nenhet: Hemtjänsten\n" + WHEEL.replace(
        "    poster:", "    år: 2017\n    poster:"
    )
    root = make_workspace(tmp_path, {"kvalitetsutmarkelse": award + "      - {namn: Dialog, månad: april}\n"})
    assert days(calendar_in(root, Path(UNIT_ID)), "Dialog") == [("2017-04-01", "2017-04-01")]


def test_the_same_thing_stands_once(tmp_path: Path) -> None:
    root = wheel_of(
        tmp_path,
        "namn: Införa jour, start: 2018-02-01, slut: 2018-05-31",
        "namn: Råd, månad: maj",
        "namn: Råd, månad: 5",
    )
    titles = [e.title for e in calendar_in(root, Path(UNIT_ID)).events]
    assert (titles.count("Införa jour"), titles.count("Råd")) == (1, 1)


def test_units_share_what_council_and_board_decided(tmp_path: Path) -> None:
    root = make_workspace(tmp_path, {f"plans/{OTHER_UNIT}/mal.yaml": base_text("mal")})
    calendar = calendar_in(root)
    titles = [e.title for e in calendar.events]
    assert [titles.count(t) for t in ("Nämnden ska se över ledsagningen", "Starta ett brukarråd", "Införa jour")] == [
        1,
        1,
        2,
    ]
    assert calendar.name == "Norra nämnden 2018"
    uids = [e.uid for e in calendar.events]
    assert len(set(uids)) == len(uids)
    alone = {e.uid for unit in (UNIT_ID, OTHER_UNIT) for e in calendar_in(root, Path(unit)).events}
    assert alone == set(uids)


def test_a_moved_activity_keeps_its_identity(tmp_path: Path) -> None:
    before = calendar_in(make_workspace(tmp_path / "a"), Path(UNIT_ID))
    moved = base_text("mal").replace("slut: 2018-05-31", "slut: 2018-06-15")
    after = calendar_in(make_workspace(tmp_path / "b", {"mal": moved}), Path(UNIT_ID))
    assert before.to_bytes() != after.to_bytes()
    assert {e.uid for e in before.events} == {e.uid for e in after.events}


def test_two_municipalities_share_no_identity(tmp_path: Path) -> None:
    one = calendar_in(make_workspace(tmp_path / "a", {"vplan": "kommun: Väster\n"}))
    other = calendar_in(make_workspace(tmp_path / "b", {"vplan": "kommun: Öster\n"}))
    assert {e.uid for e in one.events}.isdisjoint(e.uid for e in other.events)


def test_errors_leave_no_calendar(tmp_path: Path) -> None:
    goals = base_text("mal").replace("slut: 2018-05-31", "slut: 31 maj")
    calendar = calendar_in(make_workspace(tmp_path, {"mal": goals}))
    assert [d.rule for d in calendar.errors] == ["bad-date"]
    assert calendar.events == ()


# --- the wheel from a plan's own dates -------------------------------------------------------------------------------


def test_occasions_are_the_activities_cut_to_the_year(tmp_path: Path) -> None:
    goals = base_text("mal") + (
        "              - {aktivitet: Före och in, start: 2017-10-01, slut: 2018-03-31}\n"
        "              - {aktivitet: Ut och efter, start: 2018-10-15, slut: 2020-02-01}\n"
        "              - {aktivitet: Efter, start: 2019-01-01, slut: 2019-02-01}\n"
    )
    project = Project.open(make_workspace(tmp_path, {"mal": goals}))
    plan = project.check_unit(select(project.layout, [Path(UNIT_ID)])[0]).plan
    assert plan is not None
    found = {o.name: o.spans for o in occasions_of(plan)}
    assert found == {
        "Nämnden ska se över ledsagningen": (((1, 1), (12, 31)),),
        "Starta ett brukarråd": (((3, 1), (6, 30)),),
        "Införa jour": (((2, 1), (5, 31)),),
        "Före och in": (((1, 1), (3, 31)),),
        "Ut och efter": (((10, 15), (12, 31)),),
    }


def test_a_wheel_shows_its_entries_and_then_the_activities_none_twice(tmp_path: Path) -> None:
    root = wheel_of(
        tmp_path,
        "namn: Träff, slag: möte, start: 2018-03-02",
        "namn: Införa jour, start: 2018-02-01, slut: 2018-05-31",
    )
    file = root / UNIT / "plan.yaml"
    text = file.read_text(encoding="utf-8")
    assert [o.name for o in wheel_in(root).occasions] == ["Träff", "Införa jour"]
    file.write_text(text.replace("slag: årshjul\n", "slag: årshjul\n    aktiviteter: ja\n"), encoding="utf-8")
    found = wheel_in(root).occasions
    assert found[0] == Occasion("Träff", OccasionKind.MEETING, (((3, 2), (3, 2)),))
    assert [o.name for o in found].count("Införa jour") == 1
    assert len(found) == 4


def wheel_in(root: Path) -> Wheel:
    project = Project.open(root)
    plan = project.check_unit(select(project.layout, [Path(UNIT_ID)])[0]).plan
    assert plan is not None
    (found,) = plan.figures.values()
    assert isinstance(found.figure, Wheel)
    return found.figure


# --- the command -----------------------------------------------------------------------------------------------------


def test_command_writes_a_file_and_standard_output_alike(tmp_path: Path) -> None:
    root = make_workspace(tmp_path)
    done = vplan("export", "ics", UNIT, "--output", "ut/plan.ics", cwd=root)
    assert (done.returncode, done.stdout, done.stderr) == (0, "3 events written: ut/plan.ics\n", "")
    code = "from vplan.cli.main import main; main()"
    command = [sys.executable, "-c", code, "export", "ics", UNIT_ID]
    piped = subprocess.run(command, cwd=root, capture_output=True, timeout=60)
    assert piped.returncode == 0
    assert piped.stdout == (root / "ut/plan.ics").read_bytes()


def test_command_with_errors_leaves_the_old_calendar(tmp_path: Path) -> None:
    root = make_workspace(tmp_path, {"mal": base_text("mal").replace("2018-05-31", "x"), "gammal.ics": "old"})
    done = vplan("export", "ics", "--output", "gammal.ics", cwd=root)
    assert (done.returncode, done.stdout) == (1, "")
    assert "mal.yaml" in done.stderr
    assert "No calendar was written" in done.stderr
    assert (root / "gammal.ics").read_text() == "old"


def test_command_without_dates_says_so(tmp_path: Path) -> None:
    done = vplan("export", "ics", "2018/norr/dagverksamhet", cwd=make_workspace(tmp_path))
    assert (done.returncode, done.stdout) == (1, "")
    assert "no activities" in done.stderr


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["ics", "--output", "plans/2018/kf.yaml"], ".ics"),
        (["ics", "--output", "mapp.ics"], "folder"),
        (["ics", "2019"], "2019"),
        (["isc"], "'ics'"),
    ],
)
def test_wrong_use_ends_with_2(args: list[str], said: str, tmp_path: Path) -> None:
    root = make_workspace(tmp_path)
    (root / "mapp.ics").mkdir()
    done = vplan("export", *args, cwd=root)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert (root / "plans/2018/kf.yaml").read_text(encoding="utf-8") == base_text("kf")


def test_help_shows_examples() -> None:
    assert "Examples:\n  vplan export ics" in vplan("export", "ics", "--help").stdout
    assert vplan("export").returncode == 2
