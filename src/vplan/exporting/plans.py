"""The calendar of chosen units: checked, their events joined, and a name for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vplan.diagnostics import Diagnostic, Severity, in_file_order
from vplan.exporting.events import events_of
from vplan.exporting.ics import Event, calendar_bytes
from vplan.layout import SETTINGS_FILE, UnitFolder
from vplan.link import LinkedPlan
from vplan.model.values import one_line

if TYPE_CHECKING:
    from vplan.project import Project
    from vplan.questions import LinkedAward

_PLANS = "Verksamhetsplaner"


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar, or the errors for which there is none."""

    name: str
    events: tuple[Event, ...]
    errors: tuple[Diagnostic, ...] = ()

    def to_bytes(self) -> bytes:
        """Return the calendar as an iCalendar file."""
        return calendar_bytes(self.name, self.events)


def calendar_of(project: Project, units: Sequence[UnitFolder]) -> Calendar:
    """Return the calendar of these units' dates, each event once, in order of days.

    Where a unit or what it stands on has an error the calendar is empty and has the errors, so that no old calendar is
    replaced by one that lacks something. What several units share is stamped with the latest of their dates.
    """
    findings = [d for d in project.diagnostics if d.span.file == SETTINGS_FILE]
    findings += project.catalogue_diagnostics(units)
    joined: dict[tuple[str, ...], Event] = {}
    names: dict[str, _Named] = {}
    for unit in units:
        checked = project.check_unit(unit)
        findings += checked.diagnostics
        for event in events_of(checked.documents):
            key = (project.settings.municipality, *event.key)
            before = joined.get(key)
            stamp = event.stamp if before is None else max(before.stamp, event.stamp)
            joined[key] = replace(event, key=key, stamp=stamp)
        for linked in checked.documents:
            names.setdefault(unit.id, _Named.of(linked))
    errors = [d for d in in_file_order(findings) if d.severity is Severity.ERROR]
    if errors:
        return Calendar("", (), tuple(errors))
    events = sorted(joined.values(), key=lambda event: (event.start, event.end, event.title, event.key))
    return Calendar(_name(names.values(), project.settings.municipality), tuple(events))


@dataclass(frozen=True, slots=True)
class _Named:
    unit: str
    board: str
    year: int

    @classmethod
    def of(cls, linked: LinkedPlan | LinkedAward) -> _Named:
        written = linked.plan if isinstance(linked, LinkedPlan) else linked.award
        return cls(one_line(written.unit), linked.board_name, linked.year)


def _name(units: Iterable[_Named], municipality: str) -> str:
    """Return the calendar's name: the unit's, the board's or the municipality's, whichever holds all, and the year."""
    named = list(units)
    wider = [{one.unit for one in named}, {one.board for one in named}, {municipality} if municipality else set()]
    name = next((next(iter(names)) for names in wider if len(names) == 1), _PLANS)
    years = sorted({one.year for one in named})
    period = "–".join(map(str, dict.fromkeys((years[0], years[-1])))) if years else ""
    return f"{name} {period}".strip()
