"""Every regular expression in the program is linear: none takes long over input that was made to make it slow.

The patterns are found in the source by their syntax tree, so that a new one is tested without being named here.
"""

from __future__ import annotations

import ast
import importlib
import re
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import vplan

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a search is stopped by a signal of POSIX")

SOURCE = Path(vplan.__file__).parent
FUNCTIONS = {"compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"}
WHOLE = {"match", "fullmatch"}  # these begin at one place only
LENGTHS = (24, 400, 16_000)
SECONDS = 0.1  # a pattern that costs the square of the length takes ten times as long
USUAL = " a1-.,:;<&[*x\n"

# An import reads lines whose length is bounded, within a time that is (importing/readers/limits.py); the other modules
# read what vplan has written itself. Here a pattern may cost the square of a line's length, but no more.
BY_LINE = ("vplan.importing.", "vplan.figures.charts.cleaning.", "vplan.render.styles.")
LINES = (24, 200, 600)

# Composed within a function, of what the function is given: who writes one such looks at its bounds.
COMPOSED = {
    "vplan.figures.csv_table._split",
    "vplan.importing.writing.budget_shape.wanted_id",
    "vplan.importing.writing.placing.value_at",
    "vplan.model.values.parse_number",
}


@dataclass(frozen=True)
class Found:
    """A pattern, where it stands, and whether it is only ever tried at one place."""

    place: str
    pattern: re.Pattern[Any]
    anchored: bool


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE.parent).with_suffix("").parts
        if parts[-1] != "__main__":
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


@cache
def trees() -> dict[str, ast.Module]:
    return {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in modules()}


@cache
def uses() -> dict[str, dict[str, set[str]]]:
    """Return for each name, by module, the methods called on it; "" where it is handed on, and who knows to what."""
    found: dict[str, dict[str, set[str]]] = {}
    for module, tree in trees().items():
        for parent in ast.walk(tree):
            for node in ast.iter_child_nodes(parent):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                    used = parent.attr if isinstance(parent, ast.Attribute) else ""
                    found.setdefault(node.id, {}).setdefault(module, set()).add(used)
    return found


def is_anchored(module: str, name: str) -> bool:
    """Tell whether a pattern is tried at one place only, wherever it is used; a private name is its module's own."""
    used = uses().get(name, {})
    methods = used.get(module, {""}) if name.startswith("_") else set().union(*used.values())
    return bool(methods) and methods - {"pattern"} <= WHOLE


def in_value(value: object) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from (found for pair in value.items() for part in pair for found in in_value(part))
    elif isinstance(value, list | tuple | set | frozenset):
        yield from (found for part in value for found in in_value(part))
    elif is_dataclass(value):
        yield from (found for part in fields(value) for found in in_value(getattr(value, part.name, None)))


def of_module(name: str) -> Iterator[Found]:
    for key, value in vars(importlib.import_module(name)).items():
        for pattern in in_value(value):
            yield Found(f"{name}.{key}", pattern, isinstance(value, re.Pattern) and is_anchored(name, key))


def calls(name: str) -> Iterator[tuple[str, ast.Call, bool]]:
    """Yield the calls of `re` in a module with their places, and whether they stand inside a function."""

    def walk(node: ast.AST, inside: str) -> Iterator[tuple[str, ast.Call, bool]]:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            inside = node.name
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr in FUNCTIONS
        ):
            yield f"{name}.{inside or node.lineno}", node, bool(inside)
        for child in ast.iter_child_nodes(node):
            yield from walk(child, inside)

    yield from walk(trees()[name], "")


def of_calls(name: str) -> Iterator[Found]:
    """Yield the patterns that stand as texts in calls inside functions."""
    for place, call, inside in calls(name):
        first = call.args[0]
        if inside and isinstance(first, ast.Constant):
            named = (node.attr for node in ast.walk(call) if isinstance(node, ast.Attribute))
            flags = sum(getattr(re, name) for name in named if name.isupper())
            assert isinstance(call.func, ast.Attribute)
            yield Found(place, re.compile(first.value, flags), call.func.attr in WHOLE)


@cache
def patterns() -> dict[str, Found]:
    found = (item for name, _ in modules() for item in (*of_module(name), *of_calls(name)))
    return {f"{item.place} {hash(item.pattern) % 10_000:04d}": item for item in unique(found)}


def unique(found: Iterable[Found]) -> list[Found]:
    seen: dict[tuple[object, int], Found] = {}
    for item in found:
        known = seen.get((item.pattern.pattern, item.pattern.flags))
        if known is None or (known.anchored and not item.anchored):
            seen[item.pattern.pattern, item.pattern.flags] = item
    return list(seen.values())


def letters(pattern: re.Pattern[Any]) -> list[str]:
    """Return the characters to attack a pattern with: the usual ones and those that it names."""
    written = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    named = re.sub(r"\\.|[\[\](){}|?*+^$]", "", written)
    return list(dict.fromkeys(USUAL + named[:12] + named[-8:] + "\\"))[:32]


def attacks(pattern: re.Pattern[Any]) -> Iterator[tuple[str, str]]:
    """Yield a beginning and what is to be repeated after it."""
    alphabet = letters(pattern)
    yield from (("", letter) for letter in alphabet)
    written = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    words = [word for word in re.findall(r"[\w<>&/ .,:;#=-]{1,12}", written) if word][:6]
    for word in words:
        yield "", word
        yield "", f"{word} "
        yield word, " "
        yield word, "a"
        yield word, "1"


def slow(found: Found) -> str:
    """Return the input over which a pattern takes too long, or nothing."""
    lengths = LINES if found.place.startswith(BY_LINE) else LENGTHS
    is_bytes = isinstance(found.pattern.pattern, bytes)
    run = found.pattern.match if found.anchored else found.pattern.search
    for begin, unit in attacks(found.pattern):
        for length in lengths:
            text = begin + unit * (length // len(unit)) + "\x00"
            subject: Any = text.encode("latin-1", "replace") if is_bytes else text
            if not in_time(run, subject):
                return f"{begin!r} and then {unit!r} × {length}"
    return ""


def in_time(run: Callable[[Any], Any], subject: Any) -> bool:
    """Tell whether a search ends before `SECONDS` of this process's time; it is stopped then."""

    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        run(subject)
    except TimeoutError:
        return False
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return True


def test_patterns_are_found() -> None:
    assert len(patterns()) > 150
    assert any(place.startswith("vplan.hidden._ENTITY") for place in patterns())


@pytest.mark.parametrize("pattern", [r"(a+)+\Z", r"\s+\Z", r"<[^>]*>", r"(?:\w+ ?)+:"])
def test_a_pattern_without_bound_is_found_out(pattern: str) -> None:
    assert slow(Found("", re.compile(pattern), anchored=False))


def test_patterns_composed_in_functions_are_known() -> None:
    composed = {
        place
        for name, _ in modules()
        for place, call, inside in calls(name)
        if inside and not isinstance(call.args[0], ast.Constant) and not isinstance(call.args[0], ast.Name)
    }
    assert composed == COMPOSED


@pytest.mark.parametrize("part", range(4))
def test_every_pattern_is_linear(part: int) -> None:
    mine = list(patterns().values())[part::4]
    found = {item.place: said for item in mine if (said := slow(item))}
    assert found == {}
