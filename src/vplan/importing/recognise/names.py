"""Kind of document, year, unit, board and language: what the title says, else what the text says most often."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from vplan.importing.source import Block, Paragraph
from vplan.importing.vocabulary import OTHER_DOCUMENTS, PLAN

_YEAR = re.compile(r"\b(20[0-3]\d)\b")
_TITLE = re.compile(r"verksamhetsplan\b(?P<rest>[^\n]*)", re.I)
_SHAPE = re.compile(r"\w[\w-]*( och \w+)?,?( \w+)? (tertial \d )?20\d\d\b|\D*verksamhetsplan,? 20\d\d\Z", re.I)
_FOR_UNIT = re.compile(r"\bför\s+(?P<unit>\S.*)", re.S)
_UNIT_FIRST = re.compile(r"(?P<unit>\S.*?)[\s,:–-]+verksamhetsplan\b", re.I)
_DISTRICT = re.compile(r"\b([A-ZÅÄÖ][\w-]*)\s+stadsdels(?:nämnd|förvaltning)")
_DISTRICT_AREA = re.compile(r"\b([A-ZÅÄÖ][\w-]*)\s+stadsdels(?:område|ledning)")
_ANY_DISTRICT = re.compile(r"\bstadsdelsnämnden\b", re.I)
_BOARD = re.compile(
    r"\b((?:utbildnings|social|äldre|arbetsmarknads|kultur|idrotts|miljö|service|trafik|fastighets|exploaterings|"
    r"överförmyndar|valnämnd|kyrkogårds|stadsbyggnads|barn- och ungdoms|vård- och omsorgs|barn- och utbildnings)"
    r"(?:nämnd|förvaltning))",
    re.I,
)
_OWN_BOARD = re.compile(r"\b([A-ZÅÄÖ][\w-]*)\s+är ett stadsdelsområde\b")
_SURE = 2
_BENT = 2
_ALIKE = 0.9
_ENGLISH = frozenset(
    ("the", "and", "of", "to", "in", "is", "are", "for", "with", "that", "our", "we", "by", "on", "as", "be", "will")
)
_SWEDISH = frozenset(
    ("och", "att", "det", "som", "i", "är", "för", "med", "av", "på", "en", "vi", "ska", "till", "den", "har", "ett")
)


def title_of(lines: Sequence[str]) -> str:
    """Return the line that is the document's title, empty where there is none."""
    named = [line.strip() for line in lines if _kind_in(line)]
    with_year = [line for line in named if _YEAR.search(line)]
    shaped = [line for line in with_year if _SHAPE.match(line)]
    return next(iter([*shaped, *with_year, *named]), "")


def _kind_in(line: str) -> str:
    text = line.casefold()
    if PLAN in text:
        return PLAN
    return next((kind for kind in OTHER_DOCUMENTS if kind in text), "")


def document_kind(title: str, text: str) -> str:
    """Return the kind of document, `Verksamhetsplan` or another; by its title, else by what the beginning names."""
    return (_kind_in(title) or _kind_in(text[:3000]) or PLAN).capitalize()


def year_of(title: str, lines: Iterable[str], name: str) -> tuple[int, bool]:
    """Return the year and whether the title states it; 0 where nothing does."""
    stated = _YEAR.search(title)
    if stated:
        return int(stated[1]), True
    counted = Counter(match for line in lines for match in _YEAR.findall(line))
    named = _YEAR.search(name)
    if named:
        return int(named[1]), False
    return (int(counted.most_common(1)[0][0]), False) if counted else (0, False)


def unit_of(title: str, lines: Sequence[str]) -> tuple[str, bool]:
    """Return the unit's name and whether the title states it."""
    match = _TITLE.search(title)
    if match:
        stated = _FOR_UNIT.search(match["rest"])
        if stated:
            return " ".join(stated["unit"].split()).rstrip("."), True
    first = _UNIT_FIRST.match(title)
    if first:
        return " ".join(first["unit"].split()), True
    return next((line.strip() for line in lines if line.strip() and not _kind_in(line)), ""), False


def as_called(unit: str, lines: Sequence[str]) -> str:
    """Return the unit as page 1 calls it where the title bends the name: `Ekens` förskola for Eken förskola."""
    from difflib import SequenceMatcher

    alike = (line.strip() for line in lines if 0 < abs(len(line.strip()) - len(unit)) <= _BENT)
    return next((line for line in alike if SequenceMatcher(None, line, unit).ratio() > _ALIKE), unit)


def board_of(page_1: str, body: str) -> tuple[str, bool]:
    """Return the board's name, as the first page or else the body names it, and whether that is sure.

    `Östermalms stadsdelsförvaltning` is the administration of `Östermalms stadsdelsnämnd`. A board that the body names
    but once may be any board.
    """
    for text, least in ((page_1, 1), (body, _SURE)):
        districts = Counter(_DISTRICT.findall(text))
        own = _OWN_BOARD.search(text)
        boards = Counter(name.casefold() for name in _BOARD.findall(text))
        if districts:
            return f"{_most_common(districts)} stadsdelsnämnd", True
        if own:
            return f"{_genitive(own[1])} stadsdelsnämnd", True
        if boards and boards.total() >= least:
            name = _most_common(boards).replace("förvaltning", "nämnd")
            return f"{name.capitalize()}en", True
    areas = Counter(_DISTRICT_AREA.findall(f"{page_1} {body}"))
    if areas:
        return f"{_most_common(areas)} stadsdelsnämnd", False
    if _ANY_DISTRICT.search(f"{page_1} {body}"):
        return "Stadsdelsnämnden", False
    named = _BOARD.search(body)
    return (f"{named[1].casefold().replace('förvaltning', 'nämnd').capitalize()}en", False) if named else ("", False)


def _most_common(names: Counter[str]) -> str:
    return max(names, key=lambda name: (names[name], -list(names).index(name)))


def _genitive(name: str) -> str:
    return name if name.endswith(("s", "x", "z")) else f"{name}s"


def language_of(blocks: Sequence[Block]) -> str:
    """Return `en` where the running text is English, else `sv`."""
    words = Counter(
        word
        for block in blocks
        if isinstance(block, Paragraph) and len(block.text) > 80
        for word in block.text.casefold().split()
    )
    english, swedish = (sum(words[word] for word in common) for common in (_ENGLISH, _SWEDISH))
    return "en" if english > 2 * swedish and english > 20 else "sv"
