"""Where a plan belongs: the folders of its board and unit, and the edition that is most like it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from vplan.editions import EditionError, edition_names, load_edition
from vplan.importing.draft import Draft
from vplan.importing.writing.alike import alike, normal
from vplan.importing.writing.cleaning import one_line
from vplan.importing.writing.ids import board_folder, free, unit_folder, without_end
from vplan.model.edition import SAME_LINE, Edition
from vplan.model.values import as_id
from vplan.opening import read_bytes
from vplan.workspace import Layout

_HEAD = 8192
_VALUE = r"^{key}:[ \t]*(.+?)[ \t]*(?:[ \t]#.*)?$"
_FAMILY = "stockholm"


def value_at(root: Path, file: str, key: str) -> str:
    """Return the text at a top key near the beginning of a file, read without its rest; empty where there is none."""
    try:
        head = read_bytes(root, file, _HEAD).decode("utf-8", "replace")
    except OSError:
        return ""
    match = re.search(_VALUE.format(key=re.escape(key)), head, re.MULTILINE)
    if not match:
        return ""
    text = match[1].strip()
    if text[:1] == '"' and text[-1:] == '"':
        try:
            return str(json.loads(text))
        except ValueError:
            return text.strip('"')
    return text[1:-1].replace("''", "'") if text[:1] == text[-1:] == "'" else text


def board_id(layout: Layout, name: str, year: int) -> str:
    """Return the folder of a board: that of another file of the same name, else one made of the name."""
    nearest = sorted(layout.years, key=lambda folder: abs(folder.year - year))
    boards = [(board, year_folder.year) for year_folder in nearest for board in year_folder.boards if board.file]
    wanted, taken = without_end(name), dict[str, str]()
    for board, _ in boards:
        there = without_end(value_at(layout.root, board.file or "", "namn"))
        if alike(normal(there.replace("-", " ")), normal(wanted.replace("-", " "))):
            return board.board
        taken.setdefault(board.board, there)
    short = board_folder(name)
    if short not in taken:
        return short
    return free(as_id(name)[:60].strip("-") or short, set(taken))


def unit_id(layout: Layout, board: str, name: str, year: int) -> tuple[str, bool]:
    """Return the folder of a unit, and whether the year has that unit already.

    The folder is that of another year where one has a unit of the name, else made of the name.
    """
    wanted = normal(name)
    units = [unit for unit in layout.units() if unit.board == board and unit.file("plan.yaml")]
    taken = set[str]()
    for unit in sorted(units, key=lambda unit: abs(unit.year - year)):
        same = normal(value_at(layout.root, unit.file("plan.yaml") or "", "enhet")) == wanted
        if same:
            return unit.unit, unit.year == year
        taken.add(unit.unit)
    return free(unit_folder(name, board), taken), False


def edition_for(draft: Draft, root: Path, folder: str) -> tuple[str, Edition]:
    """Return the edition for a draft: the one whose words it uses, of its year or the nearest one."""
    best: tuple[tuple[int, int, int, int], str, Edition] | None = None
    for name, year in _of_years(root, folder):
        try:
            edition = load_edition(name, root, folder)
        except EditionError:
            continue
        differs = _differs(draft, edition)
        exact = year == draft.year
        family = name.rpartition("/")[0] != _FAMILY
        rank = (0 if exact and differs <= 1 else differs, int(family), abs(year - draft.year), year)
        if best is None or rank < best[0]:
            best = (rank, name, edition)
    assert best is not None  # vplan brings editions along
    return best[1], best[2]


def _of_years(root: Path, folder: str) -> Iterator[tuple[str, int]]:
    for name in edition_names(root, folder):
        last = name.rpartition("/")[2]
        if re.fullmatch(r"[0-9]{4}", last):
            yield name, int(last)


def _differs(draft: Draft, edition: Edition) -> int:
    """Return how much of a draft's look the edition has not."""
    count = 0
    if draft.goals:
        count += 2 * ((edition.labels.placement == SAME_LINE) != draft.inline_labels)
        count += ("{nr}. " in edition.numbering.council_goal) != draft.numbering_dot
    if draft.economy is not None and one_line(draft.economy.heading):
        count += normal(draft.economy.heading) != normal(edition.economy.chapter)
    return count
