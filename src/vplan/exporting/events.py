"""The events of a unit: the activities of its plan, and the entries of the year's wheels in its documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from vplan.exporting.ics import Event
from vplan.figures.calendar import month_span, when
from vplan.figures.data import Occasion
from vplan.figures.occasions import GoalActivity, activities_of
from vplan.figures.recurring import Stretch, stretches
from vplan.figures.wheel_entries import year_of
from vplan.figures.words import WORDS
from vplan.layout import BOARD_FILE, COUNCIL_FILE
from vplan.link import LinkedPlan
from vplan.model.board import BoardGoal
from vplan.model.figure import Figure, Kind, OccasionKind
from vplan.model.unit_goals import UnitGoal
from vplan.model.values import one_line
from vplan.questions import LinkedAward

_LANGUAGE = "sv"
_COUNCIL = "Kommunfullmäktige"


@dataclass(frozen=True, slots=True)
class _Writer:
    """Whose dates they are: what every event of a document shares."""

    year: int
    unit: str
    name: str
    lang: str
    stamp: date

    @classmethod
    def of(cls, linked: LinkedPlan | LinkedAward) -> _Writer:
        written = linked.plan if isinstance(linked, LinkedPlan) else linked.award
        name, stamp = one_line(written.unit), written.date or date(linked.year, 1, 1)
        return cls(linked.year, linked.id, name, written.language or _LANGUAGE, stamp)


def events_of(documents: Iterable[LinkedPlan | LinkedAward]) -> list[Event]:
    """Return the events of one unit's documents, each once; their keys tell them apart.

    What the council or the board has decided has the same key whichever unit uses it.
    """
    found: list[Event] = []
    seen: set[tuple[str, date, date, int, int]] = set()
    numbers: dict[tuple[str, ...], int] = {}
    for event in (event for linked in documents for event in _all_of(linked)):
        same = (event.title, event.start, event.end, event.every, event.times)
        if not event.title or same in seen:
            continue
        seen.add(same)
        number = numbers[event.key] = numbers.get(event.key, 0) + 1
        found.append(replace(event, key=(*event.key, str(number))))
    return found


def _all_of(linked: LinkedPlan | LinkedAward) -> Iterator[Event]:
    writer = _Writer.of(linked)
    if isinstance(linked, LinkedPlan):
        for item in activities_of(linked):
            yield from _activity(item, linked, writer)
    figures = linked.plan.figures if isinstance(linked, LinkedPlan) else linked.award.figures
    for figure in figures:
        if figure.kind is Kind.WHEEL:
            yield from _entries(figure, writer)


def _activity(item: GoalActivity, linked: LinkedPlan, writer: _Writer) -> Iterator[Event]:
    activity, goal = item.activity, item.goal
    start, end = activity.start or activity.end, activity.end or activity.start
    if start is None or end is None:
        return
    file = activity.place.file.rpartition("/")[2]
    owner, owner_name = writer.unit, writer.name
    if file == COUNCIL_FILE:
        owner, owner_name = str(writer.year), one_line(linked.council.name) or _COUNCIL
    elif file == BOARD_FILE:
        owner, owner_name = writer.unit.rpartition("/")[0], linked.board_name
    title = one_line(activity.text)
    level, reference = _goal_key(item)
    yield Event(
        key=(owner, level, reference, str(activity.id) or title),
        title=title,
        start=start,
        end=max(start, end),
        stamp=writer.stamp,
        category=WORDS[writer.lang].occasions[OccasionKind.ACTIVITY],
        note=_note(owner_name, f"{goal.number} {goal.title}"),
    )


def _goal_key(item: GoalActivity) -> tuple[str, str]:
    goal = item.goal
    if isinstance(goal, UnitGoal):
        return "enhetsmål", str(goal.id)
    if isinstance(goal, BoardGoal):
        return "nämndmål", str(goal.id)
    return "mål", goal.reference


def _entries(figure: Figure, writer: _Writer) -> Iterator[Event]:
    year = year_of(figure, writer.year)
    for entry in figure.occasions:
        title, kind = one_line(entry.name), entry.kind or OccasionKind.ACTIVITY
        for stretch in stretches(entry, year):
            yield Event(
                key=(writer.unit, "årshjul", title),
                title=title,
                start=stretch.start,
                end=stretch.end,
                stamp=writer.stamp,
                category=WORDS[writer.lang].occasions[kind],
                note=_note(writer.name, figure.caption, _months(stretch, title, kind, writer.lang)),
                every=stretch.every,
                times=stretch.times,
            )


def _months(stretch: Stretch, title: str, kind: OccasionKind, lang: str) -> str:
    """Say which months are meant where no day is known, so that nobody takes the first for the day."""
    if not stretch.months:
        return ""
    spans = tuple(month_span(month) for month in stretch.months)
    return f"{WORDS[lang].when}: {when(Occasion(title, kind, spans, months_only=True), lang, is_long=True)}"


def _note(*lines: str) -> str:
    return "\n".join(line for line in map(one_line, lines) if line)
