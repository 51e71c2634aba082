"""Mistakes in indicators and their targets."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from decimal import Decimal

from bench.planting.mutation import Change, Mark, Planted, operator, replace, rewrite
from bench.planting.places import File, Place, World
from bench.planting.shape import parents
from vplan.source.tree import Mapping, Scalar

_TARGETS = ("**/årsmål", "**/kf_årsmål")
_NUMBER = re.compile(r"(?:(?P<word>Max|Min|Minst|Högst) )?(?P<number>\d+(?:,\d+)?)(?P<unit> %)?")
_OWN = "**/enhetsmål/#/indikatorer/#"
_ACTIVITIES = "**/aktiviteter/#"
_PERIODS = ("år", "halvår", "tertial", "månad")


def number(text: str) -> Decimal | None:
    """Return the number of a target as it is written, or None."""
    found = _NUMBER.fullmatch(text)
    return Decimal(found["number"].replace(",", ".")) if found else None


def written(value: Decimal) -> str:
    """Write a number with a decimal comma."""
    return f"{value.normalize():f}".replace(".", ",")


def definition(world: World, file: File, name: str) -> Place | None:
    """Return where the council or the board defines an indicator that a unit chooses by its id."""
    for kind in ("namnd", "kf"):
        above = world.beside(file, kind)
        for place in above.select("**/indikatorer/#") if above is not None and above is not file else ():
            if isinstance(place.value, Mapping) and place.value.get("id") == name:
                return place
    return None


def chosen(file: File) -> Iterator[tuple[Place, str]]:
    """Yield the targets that a unit sets on rows from above, with their ids."""
    for place in file.select("mål/*/indikatorer/*/årsmål", "mål/*/nämndmål/*/indikatorer/*/årsmål"):
        if place.is_line:
            yield place, str(place.path[-2])


def _is_shared(world: World, file: File, place: Place) -> bool:
    """Tell whether the indicator is a share: its target is a percentage, and it begins with a word for one."""
    row = place.up().value
    name = row.get("namn") if isinstance(row, Mapping) else None
    if name is None:
        above = definition(world, file, str(place.path[-2]))
        name = above.value.get("namn") if above is not None and isinstance(above.value, Mapping) else None
    words = str(name or "").lower()
    return (
        words.startswith("andel")
        and re.search(r"nöjd|trygg|anser|upplever|dagar|personal|medarbetare", words) is not None
    )


@operator("a target has a decimal point", "retype", "bad-number", "unclear-target", "decimal-point")
def _target_point(world: World, _: random.Random) -> Planted:
    for file in world.of_kind("kf", "namnd", "mal"):
        for place in file.select(*_TARGETS):
            if place.is_line and re.search(r"\d,\d", place.text):
                yield replace(place, place.text.replace(",", "."))


@operator("a target's per cent sign has no space", "retype", "percent-space", "unclear-target")
def _target_space(world: World, _: random.Random) -> Planted:
    for file in world.of_kind("kf", "namnd", "mal"):
        for place in file.select(*_TARGETS):
            if place.is_line and place.text.endswith(" %"):
                yield replace(place, place.text.replace(" %", "%"))


@operator("a target has lost its per cent sign", "delete", "target-unit")
def _target_unit_gone(world: World, _: random.Random) -> Planted:
    for file in world.of_kind("mal"):
        for place, name in chosen(file):
            row = definition(world, file, name)
            above = row.child("kf_årsmål") or row.child("årsmål") if row is not None else None
            if (
                place.text.endswith(" %")
                and number(place.text)
                and above is not None
                and str(above.value).endswith("%")
            ):
                yield replace(place, place.text.removesuffix(" %"))


@operator("a target is money where the council's is a share", "retype", "target-unit")
def _target_money(world: World, _: random.Random) -> Planted:
    for file in world.of_kind("mal"):
        for place, name in chosen(file):
            row = definition(world, file, name)
            above = row.child("kf_årsmål") if row is not None else None
            if (
                place.text.endswith(" %")
                and number(place.text)
                and above is not None
                and str(above.value).endswith("%")
            ):
                yield replace(place, place.text.replace(" %", " mnkr"))


@operator("a target is not written as a target", "misspell", "unclear-target")
def _target_unclear(world: World, rng: random.Random) -> Planted:
    for file in world.of_kind("kf", "namnd", "mal"):
        for place in file.select(*_TARGETS):
            if place.is_line and number(place.text) is not None:
                yield replace(place, place.text[:-1] + rng.choice(("O %", "?", "l%")))


@operator("a share is above 100 per cent", "exceed", "percentage-range")
def _above_all(world: World, _: random.Random) -> Planted:
    for file in world.of_kind("kf", "namnd", "mal"):
        for place in file.select(*_TARGETS):
            value = number(place.text)
            if place.is_line and value and place.text.endswith(" %") and _is_shared(world, file, place):
                yield replace(
                    place, place.text.replace(written(value), written(value * 10 if value > 10 else value * 100))
                )


@operator("a target is weaker than the council's", "exceed", "weaker-target")
def _weaker(world: World, _: random.Random) -> Planted:
    for file in world.of_kind("mal"):
        for place, name in chosen(file):
            row = definition(world, file, name)
            council = row.child("kf_årsmål") if row is not None else None
            if row is None or council is None:
                continue
            limit, value = number(str(council.value)), number(place.text)
            better = row.child("bättre")
            low = (better is not None and str(better.value) == "lägre") or str(council.value).startswith("Max")
            if limit is None or value is None or not (low or better is not None):
                continue
            wrong = limit + max(Decimal(1), limit / 10).quantize(Decimal(1)) if low else limit - limit / 10
            if wrong != limit and not (place.text.endswith("%") and wrong > 100):
                yield replace(place, place.text.replace(written(value), written(wrong.quantize(Decimal(1)))))


@operator("the council's target is raised above the units'", "contradict", "weaker-target", "text-contradicts-target")
def _raised_above(world: World, _: random.Random) -> Planted:
    for file in world.of_kind("mal"):
        for place, name in chosen(file):
            row = definition(world, file, name)
            council = row.child("kf_årsmål") if row is not None else None
            better = row.child("bättre") if row is not None else None
            own = number(place.text)
            value = number(str(council.value)) if council is not None else None
            if council is None or value is None or own is None or better is None or str(better.value) != "högre":
                continue
            if max(own, value) < 95:
                wrong = council.text.replace(written(value), written(max(own, value) + 3))
                yield [Change(council.file.path, council.start, council.end, wrong)], [Mark(file.path, place.start)]


@operator("a target has more decimals than its outcome", "exceed", "target-decimals")
def _more_decimals(world: World, _: random.Random) -> Planted:
    for file in world.of_kind("mal"):
        for place, _name in chosen(file):
            comment, value = place.up().child("kommentar"), number(place.text)
            told = re.search(r"Utfall \d{4}: (\d+(?:,\d+)?)", str(comment.value)) if comment is not None else None
            if told and value is not None:
                decimals = len(told[1].partition(",")[2])
                exact = f"{value:.{decimals + 1}f}".replace(".", ",")[:-1] + "5"
                yield replace(place, place.text.replace(written(value), exact))


@operator("the target of an own indicator is gone", "delete", "missing-target")
def _target_gone(world: World, _: random.Random) -> Planted:
    for file in world.of_kind("mal"):
        for place in file.select(f"{_OWN}/årsmål"):
            title = place.up().child("namn")
            if place.entry is not None and title is not None:
                yield [Change(file.path, *place.entry, "")], [Mark(file.path, title.start), *parents(place)]
        for place, name in chosen(file):
            row = definition(world, file, name)
            if row is not None and not row.child("kf_årsmål") and not row.child("årsmål"):
                start, end = place.lines
                yield [Change(file.path, start, end, "")], [Mark(file.path, place.up().key_at)]


@operator("an outcome in a comment is not the one among the values", "contradict", "outcome-differs")
def _outcome_differs(world: World, rng: random.Random) -> Planted:
    for file in world.of_kind("mal", "namnd"):
        for place in file.select("**/kommentar"):
            told = re.search(r"Utfall (\d{4}): (\d+(?:,\d+)?)", str(place.value))
            if told and isinstance(place.parent, Mapping) and "utfall" not in place.parent and not place.in_flow:
                value = Decimal(told[2].replace(",", ".")) + rng.randrange(2, 9)
                indent = " " * (place.key_at - file.text.rfind("\n", 0, place.key_at) - 1)
                line = f'utfall: {{{told[1]}: "{written(value)}"}}\n{indent}'
                yield (
                    [Change(file.path, place.key_at, place.key_at, line)],
                    [
                        Mark(file.path, place.key_at, len(line)),
                        Mark(file.path, place.key_at),
                    ],
                )


@operator("the periodicity differs from where the indicator comes from", "swap", "periodicity-differs")
def _periodicity(world: World, rng: random.Random) -> Planted:
    """Give a unit's goal a row with the name of one above that the unit has not taken over, measured more often."""
    for file in world.of_kind("mal"):
        taken = {str(place.path[-1]) for place in file.select("**/indikatorer/*")}
        everything = {str(p.path[1]) for p in file.select("mål/*/**") if p.key == "indikatorer" and p.text == "alla"}
        for kind in ("kf", "namnd"):
            above = world.beside(file, kind)
            for row in above.select("**/indikatorer/#") if above is not None else ():
                value = row.value
                if not isinstance(value, Mapping) or value.get("id") in taken or _goal_of(row) in everything:
                    continue
                period = value.get("periodicitet")
                if isinstance(period, Scalar) and isinstance(name := value.get("namn"), Scalar):
                    other = rng.choice([p for p in _PERIODS if p != period])
                    yield from _with_row(file, str(name), other)


def _goal_of(row: Place) -> str:
    """Return the reference to the council's goal that a row of the council or the board stands under."""
    if row.path[0] == "mål":
        return str(row.path[1])
    goal = row.up(2)
    place = goal.child("id") or goal.child("nr")
    return str(place.value) if place is not None else ""


@operator("the periodicity differs from last year's", "swap", "periodicity-differs")
def _periodicity_changed(world: World, rng: random.Random) -> Planted:
    for file in world.of_kind("kf", "namnd"):
        before = world.files.get(file.path.replace(str(file.year), str(file.year - 1), 1))
        rows = [p.value for p in before.select("**/indikatorer/#")] if before is not None else []
        known = {
            (row.get("id"), row.get("namn")) for row in rows if isinstance(row, Mapping) and row.get("periodicitet")
        }
        for place in file.select("**/indikatorer/#/periodicitet"):
            row = place.parent
            if isinstance(row, Mapping) and (row.get("id"), row.get("namn")) in known:
                yield replace(place, rng.choice([p for p in _PERIODS if p != place.text]))


def _with_row(file: File, name: str, period: str) -> Planted:
    """Give the first goal without indicators a row of that name."""
    for goal in file.select("**/enhetsmål/#"):
        title = goal.child("mål")
        if title is None or goal.child("indikatorer") is not None or not title.is_line:
            continue
        indent = " " * (title.key_at - file.text.rfind("\n", 0, title.key_at) - 1)
        begin = f"\n{indent}indikatorer:\n{indent}  - namn: {name!r}\n".replace("'", '"')
        text = f"{begin}{indent}    årsmål: Öka\n{indent}    periodicitet: {period}"
        yield rewrite(file, title.end, title.end, text, len(text) - 1)
        return


@operator("an indicator from above is typed again", "retype", "retyped-title", "duplicate-indicator")
def _indicator_retyped(world: World, _: random.Random) -> Planted:
    for file in world.of_kind("mal"):
        for row in file.select("mål/*/indikatorer/*"):
            above = definition(world, file, row.key)
            name = above.child("namn") if above is not None else None
            if name is not None:
                for changes, _marks in _with_row(file, str(name.value), "år"):
                    within = changes[0].text.index("- namn")
                    yield changes, [Mark(file.path, changes[0].start, within)]


@operator("a row stands twice in its table", "swap", "duplicate-indicator", "duplicate-activity", "duplicate-id")
def _row_twice(world: World, _: random.Random) -> Planted:
    for file in world.of_kind("kf", "namnd", "mal"):
        for place in file.select("**/indikatorer/#", _ACTIVITIES):
            if isinstance(place.value, Mapping) and not place.in_flow:
                start, end = place.lines
                again = file.text[start:end]
                rows = [Mark(file.path, end, at.end()) for at in re.finditer(r"^ *(?:- )?(?=[a-zåäö_]+:)", again, re.M)]
                yield [Change(file.path, end, end, again)], rows
