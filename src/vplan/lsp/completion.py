"""What can be written at a cursor: ids of goals and rows, keys, and the words a value can be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from vplan.lsp import keys
from vplan.lsp.cursor import ITEM, Cursor
from vplan.lsp.describe import about, title_of
from vplan.lsp.live import Live
from vplan.lsp.symbols import Catalogues, Kind, Symbol
from vplan.model.choices import DocumentKind

_ROWS = {"indikatorer": Kind.INDICATOR, "aktiviteter": Kind.ACTIVITY}
_EDITIONS = {"plan": DocumentKind.PLAN, "kvalitetsutmarkelse": DocumentKind.AWARD}


class What(Enum):
    """What an offer is, for the sign that an editor puts before it."""

    ID = "id"
    KEY = "key"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be written: its text, a title beside it, and Markdown about it."""

    text: str
    what: What
    title: str = ""
    about: str = ""
    tail: str = ""


def offers(live: Live, file: str, cursor: Cursor) -> list[Offer]:
    """Return what can be written at a cursor in a file of the workspace."""
    kind = live.kind_of(file)
    if kind is None:
        return []
    found = [*_ids(live, file, kind, cursor)]
    if cursor.wants_key:
        found += [
            Offer(
                key.name,
                What.KEY,
                key.title,
                key.description,
                "" if cursor.followed else ": " if key.is_scalar else ":",
            )
            for key in keys.keys_at(kind, cursor.path)
        ]
    found += [Offer(word, What.WORD) for word in _words(live, kind, cursor)]
    return [offer for offer in found if offer.text not in cursor.siblings]


def _words(live: Live, kind: str, cursor: Cursor) -> Iterator[str]:
    if not cursor.wants_key or cursor.path[-1:] == (ITEM,):
        yield from keys.words_at(kind, cursor.path)
    if kind in _EDITIONS and cursor.path == ("utgåva",):
        from vplan.editions import edition_names

        yield from edition_names(live.root, live.project.settings.editions, _EDITIONS[kind])


def _ids(live: Live, file: str, kind: str, cursor: Cursor) -> Iterator[Offer]:
    task = live.task_of(file)
    if task is None or kind not in ("mal", "namnd"):
        return
    on = live.catalogues(task)
    tail = "" if cursor.followed or not cursor.wants_key or cursor.path[-1:] == (ITEM,) else ":"
    for symbol in _candidates(kind, cursor, on):
        yield Offer(_name(symbol), What.ID, title_of(symbol, on), about(symbol, on), tail)


def _name(symbol: Symbol) -> str:
    return symbol.id or symbol.board_goal or symbol.goal


def _candidates(kind: str, cursor: Cursor, on: Catalogues) -> Iterator[Symbol]:
    path, year = cursor.path, on.year
    if path == ("mål",) and cursor.wants_key:
        goals = on.council.goals() if on.council else ()
        yield from (Symbol(Kind.GOAL, year, "", goal.reference) for _, goal in goals if goal.reference)
    if kind != "mal" or len(path) < 3 or path[0] != "mål":
        return
    if path[2:] == ("nämndmål",) and cursor.wants_key:
        part = on.part(path[1])
        board_goals = part.goals if part else ()
        yield from (Symbol(Kind.BOARD_GOAL, year, on.board_id, path[1], str(g.id)) for g in board_goals if g.id)
    else:
        yield from _row_candidates(path, cursor, on)


def _row_candidates(path: Sequence[str], cursor: Cursor, on: Catalogues) -> Iterator[Symbol]:
    inner = path[2:]
    board_goal = ""
    if len(inner) >= 3 and inner[0] == "nämndmål":
        board_goal, inner = inner[1], inner[2:]
    if not inner or inner[0] not in _ROWS or inner[1:] not in ((), (ITEM,)):
        return
    if inner[1:] == (ITEM,) or (cursor.wants_key and inner[0] == "indikatorer"):
        yield from on.rows(_ROWS[inner[0]], path[1], board_goal)
