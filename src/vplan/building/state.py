"""What the last build knew, in `.vplan/`: a cache, thrown away without loss.

A file that is damaged, of another version or of another output folder is a miss; so is a single damaged entry.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vplan.building.files import OutputError, Stamp, digest, refuse_linked, write
from vplan.diagnostics import Diagnostic
from vplan.layout import STATE_FOLDER

_FORMAT = 1
_BROKEN = (KeyError, TypeError, ValueError, AttributeError, IndexError)


@dataclass(slots=True)
class FormatState:
    """A unit's outputs in one format: the key they were made for, their stamps, and the findings on the way.

    An empty key fits nothing: the outputs are ours but out of date.
    """

    key: str
    files: dict[str, Stamp]
    diagnostics: list[Diagnostic] = field(default_factory=list)


@dataclass(slots=True)
class UnitState:
    """A unit's outputs by format, and what the check said of the sources they were made from."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    formats: dict[str, FormatState] = field(default_factory=dict)


@dataclass(slots=True)
class State:
    """The state of one output folder, and of the shard that was built there.

    `shared` has the stamps of the index, the style sheet, the fonts and the manifest, made for `base`. `catalogue` has
    the findings of council and board files.
    """

    output: str
    base: str = ""
    shard: str = ""
    shared: dict[str, Stamp] = field(default_factory=dict)
    catalogue: dict[str, list[Diagnostic]] = field(default_factory=dict)
    units: dict[str, UnitState] = field(default_factory=dict)

    def files(self) -> set[str]:
        """Return every output file that the state knows, below the output folder or not."""
        found = set(self.shared)
        for unit in self.units.values():
            for made in unit.formats.values():
                found.update(made.files)
        return found


def place_of(root: Path, output: Path) -> str:
    """Return the name by which the state knows an output folder.

    Below the workspace it is relative: a checkout in another folder, as a build server makes it, finds its cache.
    """
    home = root.resolve()
    return output.relative_to(home).as_posix() if output.is_relative_to(home) else str(output)


def state_path(root: Path, output: str, default: str) -> Path:
    """Return the file that keeps the state of `output`; the settings' own folder has the plain name."""
    name = "state.json" if output == default else f"state-{digest(output.encode())[:16]}.json"
    return root / STATE_FOLDER / name


def read_json(path: Path) -> Any:
    """Return the JSON value of a cache file, or nothing where it is missing or damaged."""
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None


def write_json(path: Path, value: Any) -> None:
    """Write a cache file, to a folder that is no link; raises `OutputError`."""
    refuse_linked(path.parent.parent, f"{path.parent.name}/{path.name}")
    try:
        path.parent.mkdir(exist_ok=True)
        ignore = path.parent / ".gitignore"
        if not ignore.exists():
            write(ignore, b"*\n")
    except OSError as error:
        raise OutputError.of(path.parent, error) from error
    write(path, json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str).encode())


def load_state(path: Path, output: str) -> State:
    """Read the state of `output`; an empty one where there is none that can be used."""
    value = read_json(path)
    empty = State(output)
    if not isinstance(value, dict) or value.get("format") != _FORMAT or value.get("output") != output:
        return empty
    try:
        shared, catalogue = _stamps(value["shared"]), _catalogue(value["catalogue"])
        state = State(output, str(value["base"]), str(value.get("shard", "")), shared, catalogue)
        units = value["units"].items()
    except _BROKEN:
        return empty
    for unit, item in units:
        try:
            state.units[unit] = _unit(item)
        except _BROKEN:
            continue
    return state


def save_state(path: Path, state: State) -> None:
    """Write the state; raises `OutputError`."""
    units = {
        unit: [
            _dumped(kept.diagnostics),
            {kind: [made.key, made.files, _dumped(made.diagnostics)] for kind, made in kept.formats.items()},
        ]
        for unit, kept in state.units.items()
    }
    value = {
        "format": _FORMAT,
        "output": state.output,
        "base": state.base,
        "shard": state.shard,
        "shared": state.shared,
        "catalogue": {file: _dumped(found) for file, found in state.catalogue.items()},
        "units": units,
    }
    write_json(path, value)


def _dumped(diagnostics: list[Diagnostic]) -> list[dict[str, Any]]:
    return [found.to_json() for found in diagnostics]


def load_diagnostics(value: list[dict[str, Any]]) -> list[Diagnostic]:
    """Rebuild stored findings; raises `KeyError`, `TypeError`, `ValueError` or `AttributeError` for a damaged one."""
    return [_diagnostic(item) for item in value]


def _diagnostic(item: dict[str, Any]) -> Diagnostic:
    found = Diagnostic.from_json(item)
    if not isinstance(found.rule, str):
        raise ValueError("not a finding")
    str(found.message)  # a sentence whose values are gone is as good as none
    return found


def _stamps(value: dict[str, list[int]]) -> dict[str, Stamp]:
    stamps: dict[str, Stamp] = {}
    for path, (size, time) in value.items():
        if type(size) is not int or type(time) is not int:
            raise ValueError("not a stamp")
        stamps[path] = (size, time)
    return stamps


def _catalogue(value: dict[str, list[dict[str, Any]]]) -> dict[str, list[Diagnostic]]:
    return {file: load_diagnostics(found) for file, found in value.items()}


def _unit(value: list[Any]) -> UnitState:
    diagnostics, formats = value
    made = {}
    for kind, (key, files, found) in formats.items():
        if not isinstance(key, str):
            raise ValueError("not a key")
        made[kind] = FormatState(key, _stamps(files), load_diagnostics(found))
    return UnitState(load_diagnostics(diagnostics), made)
