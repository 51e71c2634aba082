"""Events into an iCalendar file (RFC 5545), in the part of the format that Outlook and Google Calendar both take.

All events last whole days, and each says when it ends: Google Calendar has refused events without an end. An event
recurs on the same day of a month, up to the 28th, which every month has; what recurs otherwise is several events.
Outlook cuts a subject after 255 characters ([MS-OXCICAL], SUMMARY), so a longer title is whole in the description.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid5

_NAMESPACE = UUID("6f4c2a1e-5d0b-5c55-9d6e-3b1f0c9a7e42")
_WIDTH = 75  # octets of a line, without its end
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]")
_TITLE = 255  # UTF-16 code units
_FIRST, _LAST = date(1601, 1, 1), date(3999, 12, 30)  # between which Outlook's calendar has days
MAX_BYTES = 1_000_000  # of a file that Google Calendar imports
_SPECIAL = re.compile(r"([\\;,])")


@dataclass(frozen=True, slots=True)
class Event:
    """Something from the first day to the last, both included.

    `key` is what the event is known by when its words or days change. It comes `times` times, `every` so many months.
    """

    key: tuple[str, ...]
    title: str
    start: date
    end: date
    stamp: date
    category: str = ""
    note: str = ""
    every: int = 0
    times: int = 1

    @property
    def uid(self) -> str:
        """The same identifier for the same key, in every calendar."""
        return str(uuid5(_NAMESPACE, "\n".join(self.key)))


def calendar_bytes(name: str, events: Iterable[Event]) -> bytes:
    """Return a calendar with a name; the same bytes for the same events."""
    return b"".join(map(_folded, _lines(name, events)))


def _lines(name: str, events: Iterable[Event]) -> Iterator[str]:
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield "PRODID:-//vplan//vplan//SV"
    yield "CALSCALE:GREGORIAN"
    yield "METHOD:PUBLISH"
    yield f"X-WR-CALNAME:{_text(name)}"
    for event in events:
        yield from _event_lines(event)
    yield "END:VCALENDAR"


def _event_lines(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{_day(event.stamp)}T000000Z"
    yield f"DTSTART;VALUE=DATE:{_day(_known(event.start))}"
    yield f"DTEND;VALUE=DATE:{_day(_known(event.end) + timedelta(days=1))}"
    if event.times > 1:
        yield f"RRULE:FREQ=MONTHLY;INTERVAL={event.every};BYMONTHDAY={event.start.day};COUNT={event.times}"
    title = _short(event.title)
    note = event.note if title == event.title else f"{event.title}\n{event.note}".rstrip("\n")
    yield f"SUMMARY:{_text(title)}"
    if note:
        yield f"DESCRIPTION:{_text(note)}"
    if event.category:
        yield f"CATEGORIES:{_text(event.category)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _known(day: date) -> date:
    """Return the day, or the nearest that every calendar has."""
    return min(max(day, _FIRST), _LAST)


def _short(title: str) -> str:
    """Return a title of at most as many UTF-16 code units as Outlook keeps, with an ellipsis where it is cut."""
    if len(title.encode("utf-16-le", "surrogatepass")) <= 2 * _TITLE:
        return title
    kept = title.encode("utf-16-le", "surrogatepass")[: 2 * (_TITLE - 1)].decode("utf-16-le", "ignore")
    return f"{kept.rstrip()}…"


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")


def _text(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", _CONTROL.sub(" ", text)).replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """Return a line with its end; what is too long goes on after a space on the next, and no character is cut."""
    data = line.encode()
    parts = []
    room = _WIDTH
    while len(data) > room:
        cut = room
        while data[cut] & 0xC0 == 0x80:  # inside a character
            cut -= 1
        parts.append(data[:cut])
        data = data[cut:]
        room = _WIDTH - 1
    return b"\r\n ".join([*parts, data]) + b"\r\n"
