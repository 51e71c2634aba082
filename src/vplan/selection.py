"""The units that paths on the command line name: a year, a board, a unit, or a file of one."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

from vplan.diagnostics import Message, msg
from vplan.workspace import Layout, UnitFolder


class SelectionError(ValueError):
    """A path that names no year, board or unit; `message` is the sentence to show."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


def select(layout: Layout, paths: Sequence[Path]) -> tuple[UnitFolder, ...]:
    """Return the units that the paths name: a year, a board, a unit, or a file of one; none names all.

    Raises `SelectionError` for a path that names none of them.
    """
    units = layout.units()
    if not paths:
        return units
    chosen: set[str] = set()
    for path in paths:
        found = _matching(layout, units, path)
        if found is None:
            raise SelectionError(_no_match(layout, units, path))
        chosen.update(found)
    return tuple(unit for unit in units if unit.id in chosen)


def _matching(layout: Layout, units: tuple[UnitFolder, ...], path: Path) -> list[str] | None:
    """Return the ids of the units that a path selects, or None when it points nowhere."""
    by_id = path.as_posix().strip("/")
    if not path.is_absolute() and not path.exists():
        found = [u.id for u in units if u.id == by_id or u.id.startswith(by_id + "/")]
        return found or None
    try:
        relative = path.resolve().relative_to(layout.root.resolve()).as_posix()
    except ValueError:
        return None
    if relative in (".", layout.plans):
        return [u.id for u in units]
    known = {
        layout.root / folder for year in layout.years for folder in (year.folder, *(b.folder for b in year.boards))
    }
    folder = relative if path.is_dir() else relative.rpartition("/")[0]
    found = [u.id for u in units if f"{u.folder}/".startswith(f"{folder}/") or f"{folder}/".startswith(f"{u.folder}/")]
    return found or ([] if layout.root / folder in known else None)


def _no_match(layout: Layout, units: tuple[UnitFolder, ...], path: Path) -> Message:
    ids = [u.id for u in units] + sorted({f"{u.year}/{u.board}" for u in units} | {str(y.year) for y in layout.years})
    wanted = path.as_posix()
    prefix = f"{layout.plans}/"
    near = difflib.get_close_matches(wanted.partition(prefix)[2] or wanted, ids, 3, 0.4)
    if near:
        return msg("“{path}” is no year, board or unit here. Nearest: {near}.", path=wanted, near=", ".join(near))
    return msg("“{path}” is no year, board or unit here.", path=wanted)
