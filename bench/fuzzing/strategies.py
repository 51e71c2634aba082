"""Changed files by hypothesis: values of every shape in every place, files of the format's own keys, texts, bytes."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from bench.fuzzing.changes import WORDS
from bench.fuzzing.ground import Target
from bench.planting.places import File
from vplan.source.tree import Mapping

Run = Callable[[Target, bytes, str], None]

_scalars = st.one_of(
    st.sampled_from(WORDS),
    st.text(max_size=60),
    st.text(st.characters(categories=("Cc", "Cf", "Zl", "Zp", "Zs", "Mn", "So")), max_size=20),
    st.integers().map(str),
    st.decimals(allow_nan=True).map(lambda number: str(number).replace(".", ",")),
    st.dates().map(str),
    st.booleans(),
    st.none(),
)


@cache
def _keys(file: Path) -> tuple[str, ...]:
    return tuple(sorted({k for p in _file(file).places if isinstance(p.value, Mapping) for k in p.value})) or ("x",)


@cache
def _file(file: Path) -> File:
    return File(file.name, file.read_text(encoding="utf-8"))


def _values(keys: tuple[str, ...]) -> st.SearchStrategy[Any]:
    names = st.one_of(st.sampled_from(keys), st.text(max_size=10))
    return st.recursive(
        _scalars, lambda below: st.lists(below, max_size=5) | st.dictionaries(names, below, max_size=6), max_leaves=25
    )


@st.composite
def _replaced(draw: st.DrawFn, file: Path) -> bytes:
    """Put values in place of one to three values of the file."""
    whole = _file(file)
    text = whole.text
    chosen = draw(st.lists(st.sampled_from(whole.places[1:]), min_size=1, max_size=3))
    for place in sorted(chosen, key=lambda place: -place.start):
        written = json.dumps(draw(_values(_keys(file))), ensure_ascii=draw(st.booleans()))
        text = text[: place.start] + written + text[place.end :]
    return text.encode("utf-8", "surrogatepass")


@st.composite
def _made(draw: st.DrawFn, file: Path) -> bytes:
    """Make a whole file of the keys that such a file has."""
    value = draw(st.dictionaries(st.sampled_from(_keys(file)), _values(_keys(file)), max_size=8))
    lines = (f"{key}: {json.dumps(below, ensure_ascii=False)}\n" for key, below in value.items())
    return "".join(lines).encode("utf-8", "surrogatepass")


@st.composite
def _written(draw: st.DrawFn, file: Path) -> bytes:
    """Put texts and bytes into the file, whatever it is."""
    data = file.read_bytes()
    pieces = st.one_of(
        st.binary(max_size=30), st.text(max_size=30).map(str.encode), st.sampled_from(WORDS).map(str.encode)
    )
    for at in draw(st.lists(st.integers(0, len(data)), min_size=1, max_size=4)):
        data = data[:at] + draw(pieces) + data[at + draw(st.integers(0, 40)) :]
    return data


def run_cases(root: Path, targets: list[Target], number: int, count: int, run: Run) -> None:
    """Draw `count` changed files, the same for the same number, and run each."""
    yaml = [target for target in targets if target.file.endswith(".yaml")]

    @seed(number)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def draw_one(data: st.DataObject) -> None:
        make = data.draw(st.sampled_from((_replaced, _replaced, _made, _written)))
        target = data.draw(st.sampled_from(targets if make is _written else yaml))
        run(target, data.draw(make(root / target.file)), f"hypothesis {make.__name__}")

    draw_one()
