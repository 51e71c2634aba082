"""Mistakes in activities, and in what goals say of themselves."""

from __future__ import annotations

import datetime
import random
import re

from bench.planting.mutation import Change, Mark, Planted, operator, replace
from bench.planting.places import World
from bench.planting.shape import misspelt, parents
from vplan.source.tree import Mapping, Sequence

_ACTIVITIES = "**/aktiviteter/#"
_FIELDS = ("förväntat_resultat", "arbetssätt", "uppföljning")


@operator("a goal's title is that of the goal above it, or one letter from it", "retype", "retyped-title")
def _title_retyped(world: World, rng: random.Random) -> Planted:
    for file in world.of_kind("mal"):
        board = world.beside(file, "namnd")
        titles: dict[str, str] = {}
        for goal in board.select("mål/*/#/nämndmål", "mål/*/nämndmål/#/nämndmål") if board is not None else ():
            name = goal.up().child("id")
            titles[str(name.value) if name is not None else ""] = str(goal.value)
        for place in file.select("mål/*/nämndmål/*/enhetsmål/#/mål"):
            title = titles.get(str(place.path[3]), "")
            if len(title) > 12 and place.is_line:
                at = rng.randrange(5, len(title) - 1)
                yield replace(place, rng.choice((title, title[:at] + title[at + 1 :])))


@operator("an activity's dates have changed places", "swap", "activity-dates")
def _dates_swapped(world: World, _: random.Random) -> Planted:
    for file in world.of_kind("kf", "namnd", "mal"):
        for row in file.select(_ACTIVITIES):
            start, end = row.child("start"), row.child("slut")
            if start is not None and end is not None and str(start.value) < str(end.value):
                yield (
                    [
                        Change(file.path, start.start, start.end, end.text),
                        Change(file.path, end.start, end.end, start.text),
                    ],
                    [Mark(file.path, end.start), Mark(file.path, start.start)],
                )


def _dated(world: World, key: str, make: str) -> Planted:
    """Move one date of each activity: `make` is a pattern with the year's neighbours."""
    for file in world.of_kind("kf", "namnd", "mal"):
        for row in file.select(_ACTIVITIES):
            place, other = row.child(key), row.child("slut" if key == "start" else "start")
            if place is not None and other is not None:
                years = {"before": file.year - 1, "after": file.year + 1, "long": file.year - 4, "later": file.year + 6}
                yield (
                    [Change(file.path, place.start, place.end, make.format(**years))],
                    [
                        Mark(file.path, place.start),
                        Mark(file.path, other.start),
                    ],
                )


@operator("an activity ends before the year", "exceed", "activity-dates")
def _ends_before(world: World, _: random.Random) -> Planted:
    yield from _dated(world, "slut", "{before}-11-30")


@operator("an activity begins after the year", "exceed", "activity-outside-year", "activity-dates")
def _begins_after(world: World, _: random.Random) -> Planted:
    yield from _dated(world, "start", "{after}-02-01")


@operator("an activity takes longer than three years", "exceed", "long-activity")
def _long(world: World, _: random.Random) -> Planted:
    yield from _dated(world, "slut", "{later}-12-31")


@operator("an activity began years ago without a word why", "exceed", "early-start", "long-activity")
def _early(world: World, _: random.Random) -> Planted:
    for changes, marks in _dated(world, "start", "{before}-03-01"):
        file = world.files[changes[0].file]
        row = next(p for p in file.select(_ACTIVITIES) if p.start <= changes[0].start < p.end)
        words = str(row.child("aktivitet").value).lower()  # type: ignore[union-attr]
        if not re.search(r"fort|påbörj|pågå|sedan|avslut|utveckla|\d{4}|år", words):
            yield changes, marks


@operator("a date is written as in speech, or is no day", "retype", "bad-date")
def _date_retyped(world: World, rng: random.Random) -> Planted:
    for file in world.of_kind("kf", "namnd", "mal", "plan", "kvalitetsutmarkelse"):
        for place in file.select("**/start", "**/slut", "datum"):
            if re.fullmatch(r"\d{4}-\d\d-\d\d", place.text):
                day = datetime.date.fromisoformat(place.text)
                yield replace(
                    place,
                    rng.choice(
                        (f"{day.day}/{day.month} {day.year}", f"{day:%Y%m%d}", f"{day.year}-02-30", f"{day:%d.%m.%y}")
                    ),
                )


@operator("a field of a goal is gone", "delete", "missing-field", "missing-follow-up", "immeasurable-goal")
def _field_gone(world: World, _: random.Random) -> Planted:
    for file in world.of_kind("mal"):
        for name in _FIELDS:
            for place in file.select(f"**/enhetsmål/#/{name}"):
                title = place.up().child("mål")
                if place.entry is not None and title is not None:
                    yield [Change(file.path, *place.entry, "")], [Mark(file.path, title.start), *parents(place)]


@operator(
    "a field of a goal holds a full stop or a prompt", "delete", "placeholder-text", "missing-field", "empty-value"
)
def _field_emptied(world: World, rng: random.Random) -> Planted:
    for file in world.of_kind("mal", "namnd", "ekonomi"):
        for place in file.select("**/förväntat_resultat", "**/arbetssätt", "**/uppföljning", "resursanvändning"):
            if place.is_block:
                word = rng.choice((".", "xxx", "TODO", "Skriv här", "...", "–"))
                yield replace(place, word)


@operator("an activity stands again under another goal", "swap", "duplicate-activity", "retyped-title")
def _activity_again(world: World, _: random.Random) -> Planted:
    for file in world.of_kind("mal"):
        for row in file.select("**/enhetsmål/#/aktiviteter/#"):
            text = row.child("aktivitet")
            for goal in file.select("**/enhetsmål/#"):
                title = goal.child("mål")
                if text is None or title is None or goal.child("aktiviteter") is not None or not title.is_line:
                    continue
                indent = " " * (title.key_at - file.text.rfind("\n", 0, title.key_at) - 1)
                begin = f"\n{indent}aktiviteter:\n{indent}  - aktivitet: "
                dates = f"\n{indent}    start: {file.year}-02-01\n{indent}    slut: {file.year}-05-31"
                yield (
                    [Change(file.path, title.end, title.end, begin + text.text + dates)],
                    [
                        Mark(file.path, title.end, len(begin)),
                        Mark(file.path, text.start),
                    ],
                )
                break


@operator("a choice is misspelt: alla", "misspell", "bad-choice", "unknown-id", "wrong-type")
def _all_misspelt(world: World, rng: random.Random) -> Planted:
    for file in world.of_kind("mal"):
        for place in file.select("mål/*/indikatorer", "mål/*/aktiviteter", "mål/*/nämndmål/*/aktiviteter"):
            if not isinstance(place.value, Mapping | Sequence) and str(place.value) == "alla":
                yield replace(place, misspelt("alla", rng))
