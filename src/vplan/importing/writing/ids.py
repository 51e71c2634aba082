"""Names for what has none: ids of goals and rows from their titles, folders from the names of boards and units."""

from __future__ import annotations

import re

from vplan.model.values import as_id
from vplan.workspace import is_folder_id

_MAX_ID = 40
_MAX_WORDS = 4
_SMALL_WORDS = """
och i att som ar en ett for av pa till med om vid fran samt eller har ska vara kan inom genom kommer
den det de vi sin sina sitt alla andra andel andelen antal ta fram
nar dar hur vad som sa sig ut in upp ner har inte bade mellan utifran
the and of to in a an for with is are
"""
_SMALL = frozenset(_SMALL_WORDS.split())
# most titles begin with whose they are, which tells none from another
_OWNER = re.compile(r"(?:\w*namnd|\w*forvaltning|enhet|kommun|stad)(?:en)?s?\Z")


def short_id(title: str, taken: set[str], fallback: str = "rad") -> str:
    """Return an id of a title's first telling words that is not in `taken`, and put it there."""
    words = as_id(title).split("-")
    telling = [word for word in words if word not in _SMALL] or words
    telling = [word for word in telling if not _OWNER.match(word)] or telling
    base = telling[0][:_MAX_ID]
    for word in telling[1:_MAX_WORDS]:
        if len(base) + 1 + len(word) > _MAX_ID:
            break
        base = f"{base}-{word}"
    return free(base or fallback, taken)


def free(base: str, taken: set[str]) -> str:
    """Return the name, with a number where it is in `taken`, and put it there."""
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    taken.add(name)
    return name


def unit_folder(unit: str, board: str) -> str:
    """Return the folder of a unit: `bistandsbedomning` for “Enheten för biståndsbedömning”.

    The name of its board's folder, in front, says nothing there.
    """
    name = re.sub(r"^enhet(?:en)?-for-", "", as_id(unit))
    for prefix in (f"{board}s-", f"{board}-"):
        name = name.removeprefix(prefix)
    return _folder(name, "enheten")


def board_folder(board: str) -> str:
    """Return the folder of a board: `ostermalm` for “Östermalms stadsdelsnämnd”."""
    name = as_id(board)
    district = re.match(r"(.+?)-stadsdelsnamnd(?:en)?(?:-.*)?\Z", name)
    if not district:
        return _folder(name, "namnden")
    words = district[1]
    return _folder(words[:-1] if words.endswith("s") and len(words) > 3 else words, "namnden")


def _folder(name: str, fallback: str) -> str:
    words = name.split("-")
    short = words[0][:_MAX_ID]
    for word in words[1:]:
        if len(short) + 1 + len(word) > _MAX_ID:
            break
        short = f"{short}-{word}"
    if not short:
        return fallback
    return short if is_folder_id(short) else f"{short}-{fallback}"


def without_end(board: str) -> str:
    """Return a board's name as it is compared: `ostermalms stadsdelsnamnd` in any spelling of case and ending."""
    return re.sub(r"namnden\b", "namnd", as_id(board))
