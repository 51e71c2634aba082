"""Rows of indicators and activities: values that the files take, ids, and rows that are there already."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from vplan.diagnostics import Message, Span, msg
from vplan.importing.draft import Activity, Indicator
from vplan.importing.source import Place
from vplan.importing.writing.alike import best, normal
from vplan.importing.writing.cleaning import one_line, shortened
from vplan.importing.writing.result import Notes
from vplan.importing.writing.yaml_text import Item, Map
from vplan.model.choices import Periodicity
from vplan.model.common import Activity as OldActivity
from vplan.model.common import Indicator as OldIndicator
from vplan.model.target import TargetKind, parse_target
from vplan.model.values import POINT
from vplan.rules.table_size import MAX_ROWS
from vplan.source import Scalar, Source

INDICATORS, ACTIVITIES = "indikatorer", "aktiviteter"
_PERIODS = {period.value: period.value for period in Periodicity}
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_TOO_MANY = msg("The table has more rows than a plan can hold.")


@dataclass(slots=True, eq=False)
class IndicatorRow:
    """An indicator of the draft with values that a file takes."""

    draft: Indicator
    name: str
    target: str
    council_target: str
    periodicity: str
    comment: str
    table: int


@dataclass(slots=True, eq=False)
class ActivityRow:
    """An activity of the draft with values that a file takes."""

    draft: Activity
    name: str
    start: str
    end: str
    table: int


@dataclass(slots=True)
class Chosen:
    """What a unit takes over of a goal's rows: ids in order, with its own values of indicators."""

    indicators: dict[str, tuple[str, str]] = field(default_factory=dict)
    activities: list[str] = field(default_factory=list)


# --- values ----------------------------------------------------------------------------------------------------------


def indicator_rows(rows: Sequence[Indicator], notes: Notes) -> list[IndicatorRow]:
    """Return the rows that have a name, their values as the files take them."""
    tables = _tables(rows)
    found = [
        IndicatorRow(
            row,
            one_line(row.name) or "–",
            _target(row.target, row, notes),
            _target(row.council_target, row, notes),
            _period(row, notes),
            one_line(row.comment),
            tables[row.table],
        )
        for row in rows
        if any(map(str.strip, (row.name, row.target, row.council_target, row.comment)))
    ]
    for extra in found[MAX_ROWS:]:
        notes.leave_out(extra.draft.place, extra.name, _TOO_MANY)
    return found[:MAX_ROWS]


def activity_rows(rows: Sequence[Activity], year: int, notes: Notes) -> list[ActivityRow]:
    """Return the rows that have a text, with dates; the year's where the source has none."""
    tables = _tables(rows)
    found = [
        ActivityRow(row, one_line(row.text), *_dates(row, year, notes), tables[row.table])
        for row in rows
        if one_line(row.text)
    ]
    for extra in found[MAX_ROWS:]:
        notes.leave_out(extra.draft.place, extra.name, _TOO_MANY)
    return found[:MAX_ROWS]


def _tables(rows: Sequence[Indicator] | Sequence[Activity]) -> dict[int, int]:
    """Return the numbers of the tables that rows stand in, counted from 1 without a gap."""
    return {number: at for at, number in enumerate(sorted({row.table for row in rows}), 1)}


def _target(text: str, row: Indicator, notes: Notes) -> str:
    written = one_line(text)
    if not POINT.search(written):
        return written
    scalar = Scalar.stand_in(Source("", ""), Span(""), written)
    if parse_target(scalar).kind is not TargetKind.OTHER:
        return written
    mended = re.sub(r"(?<=\d)\.(?=\d)", ",", written)
    message = msg(
        "“{text}” is written with a decimal comma, as {number}.",
        text=shortened(written, 60),
        number=shortened(mended, 60),
    )
    notes.differs(row.place, message, row)
    return mended


def _period(row: Indicator, notes: Notes) -> str:
    written = one_line(row.periodicity)
    word = _PERIODS.get(written.casefold().strip("."), "")
    if written and not word:
        notes.leave_out(row.place, written, msg("A plan knows the periods {words} only.", words=", ".join(_PERIODS)))
    return word


def _dates(row: Activity, year: int, notes: Notes) -> tuple[str, str]:
    start, end = _date(row.start, row, notes), _date(row.end, row, notes)
    if not start:
        start = min(f"{year}-01-01", end or f"{year}-01-01")
        _tell_date(row, start, notes)
    if not end:
        end = max(f"{year}-12-31", start)
        _tell_date(row, end, notes)
    return start, end


def _date(text: str, row: Activity, notes: Notes) -> str:
    written = one_line(text)
    if _DATE.match(written):
        try:
            return datetime.date.fromisoformat(written).isoformat()
        except ValueError:
            pass
    notes.leave_out(row.place, written, msg("This is no date."))
    return ""


def _tell_date(row: Activity, date: str, notes: Notes) -> None:
    message = msg("The activity “{text}” lacks a date; {date} was written.", text=shortened(row.text), date=date)
    notes.guess(row.place, message, row)


# --- as YAML ---------------------------------------------------------------------------------------------------------


def indicator_item(row: IndicatorRow, name: str = "", *, own: bool) -> Item:
    """Return a new indicator; `own` writes its target and comment there, which an inherited row leaves to the unit."""
    found = Map().add_text("id", name).add("namn", row.name)
    if own:
        found.add_text("årsmål", row.target)
    found.add_text("kf_årsmål", row.council_target).add_text("periodicitet", row.periodicity)
    if row.draft.by_sex:
        found.add("könsuppdelad", "ja")
    if own and not name:
        found.add_text("kommentar", row.comment)
    return Item(_with_table(found, row.table), (row.draft,))


def activity_item(row: ActivityRow, name: str = "") -> Item:
    """Return a new activity."""
    found = Map().add_text("id", name).add("aktivitet", row.name).add("start", row.start).add("slut", row.end)
    return Item(_with_table(found, row.table), (row.draft,))


def _with_table(found: Map, table: int) -> Map:
    return found.add("tabell", str(table)) if table > 1 else found


# --- rows that are there ---------------------------------------------------------------------------------------------


def known_indicators(
    rows: Sequence[IndicatorRow], old: Sequence[OldIndicator]
) -> list[tuple[IndicatorRow, OldIndicator | None]]:
    """Pair each row with the one of the same name that is there, each used once."""
    left = [row for row in old if row.id]
    pairs: list[tuple[IndicatorRow, OldIndicator | None]] = []
    for row in rows:
        found = best(row.name, [o for o in left if o.table == row.table], _name) or best(row.name, left, _name)
        left = [other for other in left if other is not found]
        pairs.append((row, found))
    return pairs


def known_activities(
    rows: Sequence[ActivityRow], old: Sequence[OldActivity]
) -> list[tuple[ActivityRow, OldActivity | None]]:
    """Pair each row with the one of the same text that is there, each used once."""
    left = [row for row in old if row.id]
    pairs: list[tuple[ActivityRow, OldActivity | None]] = []
    for row in rows:
        found = best(row.name, [o for o in left if o.table == row.table], _text) or best(row.name, left, _text)
        left = [other for other in left if other is not found]
        pairs.append((row, found))
    return pairs


def _name(row: OldIndicator) -> str:
    return str(row.name)


def _text(row: OldActivity) -> str:
    return str(row.text)


def compare_indicator(row: IndicatorRow, old: OldIndicator, *, own_target: bool, notes: Notes) -> None:
    """Note where a row that is there says another thing than the draft; the unit's own values are not compared."""
    place = row.draft.place
    note_text(place, msg("name"), row.name, str(old.name), row.draft, notes)
    note_text(place, msg("council's target"), row.council_target, str(old.council_target.text), row.draft, notes)
    note_text(
        place, msg("periodicity"), row.periodicity, old.periodicity.value if old.periodicity else "", row.draft, notes
    )
    note_text(place, msg("table"), str(row.table), str(old.table or 1), row.draft, notes)
    yes, no = "♀", ""
    note_text(place, msg("mark for sex"), yes if row.draft.by_sex else no, yes if old.by_sex else no, row.draft, notes)
    if own_target:
        note_text(place, msg("target"), row.target, str(old.target.text), row.draft, notes)


def compare_activity(row: ActivityRow, old: OldActivity, notes: Notes) -> None:
    """Note where a row that is there says another thing than the draft."""
    place = row.draft.place
    note_text(place, msg("text"), row.name, str(old.text), row.draft, notes)
    note_text(place, msg("start date"), row.start, old.start.isoformat() if old.start else "", row.draft, notes)
    note_text(place, msg("end date"), row.end, old.end.isoformat() if old.end else "", row.draft, notes)
    note_text(place, msg("table"), str(row.table), str(old.table or 1), row.draft, notes)


def note_text(place: Place, what: Message, new: str, old: str, about: object, notes: Notes) -> None:
    """Note that a text of the source is another in the file; white space aside."""
    old = one_line(old)
    if new == old:
        return
    message = msg("The {what} is “{new}” in the source and “{old}” in the workspace.", what=what, new=new, old=old)
    if normal(new) == normal(old) and new and old:
        message = msg(
            "The {what} is spelt “{new}” in the source and “{old}” in the workspace.", what=what, new=new, old=old
        )
    notes.differs(place, message, about)
