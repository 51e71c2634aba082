"""Mistakes in figures that are drawn from data."""

from __future__ import annotations

import random
import re

from bench.planting.mutation import Change, Mark, Planted, operator, replace, rewrite
from bench.planting.places import World
from vplan.source.tree import Mapping, Scalar

_FIGURES = ("plan", "kvalitetsutmarkelse")


@operator("a figure is shown nowhere", "delete", "unused-figure")
def _figure_unused(world: World, _: random.Random) -> Planted:
    for file in world.of_kind(*_FIGURES):
        for place in file.places:
            for shown in re.finditer(r"^ *!\[\]\(#figur-([a-z0-9-]+)\)\n", place.text, re.M) if place.is_block else ():
                if file.text.count(f"(#figur-{shown[1]})") != 1:
                    continue
                owner = next((p for p in file.select("figurer/#/id") if str(p.value) == shown[1]), None)
                if owner is not None:
                    start = place.start + shown.start()
                    yield [Change(file.path, start, place.start + shown.end(), "")], [Mark(file.path, owner.start)]


@operator("a figure is shown twice", "swap", "figure-twice")
def _figure_twice(world: World, _: random.Random) -> Planted:
    for file in world.of_kind(*_FIGURES):
        for place in file.places:
            for shown in re.finditer(r"^( *)!\[\]\(#figur-[a-z0-9-]+\)\n", place.text, re.M) if place.is_block else ():
                end = place.start + shown.end()
                yield rewrite(file, end, end, f"\n{shown[0]}", len(shown[0]))


@operator("a figure's caption is too long", "exceed", "figure-caption")
def _caption(world: World, _: random.Random) -> Planted:
    for file in world.of_kind(*_FIGURES):
        for place in file.select("figurer/#/rubrik"):
            yield replace(place, "Så här många svarade att de är nöjda med oss och " * 8 + "så är det")


@operator("a value of a figure is no number", "retype", "bad-number", "figure-data", "decimal-point")
def _value(world: World, rng: random.Random) -> Planted:
    for file in world.of_kind(*_FIGURES):
        for place in file.select("figurer/#/rader/#/*", "figurer/#/utfall/*"):
            if isinstance(place.value, Scalar) and re.fullmatch(r"\d+", place.text) and place.key not in ("namn", "år"):
                yield replace(place, place.text + rng.choice((" st", ".5", "O")))


@operator("a value belongs to a series that is not there", "misspell", "figure-data", "unknown-key")
def _series(world: World, _: random.Random) -> Planted:
    for file in world.of_kind(*_FIGURES):
        for row in file.select("figurer/#/rader/#"):
            series = row.up(2).child("serier")
            if series is None or not isinstance(row.value, Mapping):
                continue
            for key in row.value:
                if key in (series.value if isinstance(series.value, Mapping) else ()):
                    place = file.by_path[(*row.path, key)]
                    yield rewrite(file, place.key_at, place.key_at + len(place.key), f"{key}x")


@operator("a month of the year's wheel is none", "exceed", "bad-choice", "figure-data", "bad-number")
def _month(world: World, _: random.Random) -> Planted:
    for file in world.of_kind(*_FIGURES):
        for place in file.select("figurer/#/poster/#/månad"):
            if place.is_line:
                yield replace(place, "smarch")


@operator("a figure's data file is not there", "misspell", "figure-file")
def _data_file(world: World, _: random.Random) -> Planted:
    for file in world.of_kind(*_FIGURES):
        for place in file.select("figurer/#/rader"):
            end = place.lines[1]
            yield [Change(file.path, place.key_at, end, "data: data/enkat.csv\n")], [Mark(file.path, place.key_at)]
