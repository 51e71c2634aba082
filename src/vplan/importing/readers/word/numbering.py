"""Word's automatic numbering: the number or bullet that a paragraph shows and its text does not hold."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from vplan.importing.readers.word.styles import Style, Styles
from vplan.importing.readers.word.xml import number, toggle, value, w, whole

_LEVELS = 9
_PLACEHOLDER = re.compile("%([1-9])")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LARGEST_ROMAN = 4000
# What the letters of Word's symbol fonts look like; any other one is shown as a bullet.
_SYMBOLS = {
    0xF02D: "-", 0xF06E: "■", 0xF06F: "□", 0xF071: "❑", 0xF076: "❖", 0xF0A7: "▪", 0xF0A8: "□", 0xF0B7: "•",
    0xF0D8: "➢", 0xF0E0: "→", 0xF0E8: "➔", 0xF0FC: "✓", 0xF0FE: "☑",
}  # fmt: skip
_PRIVATE = range(0xE000, 0xF900)
BULLET = "•"


@dataclass(frozen=True, slots=True)
class _Level:
    form: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None
    legal: bool = False
    joined: bool = False


@dataclass(slots=True)
class _List:
    """The counters of one abstract list, which all its instances share."""

    levels: dict[int, _Level]
    counters: list[int | None] = field(default_factory=lambda: [None] * _LEVELS)


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands before a paragraph: its text, its level in the list from 0, and whether it is a bullet."""

    text: str
    depth: int
    bullet: bool
    joined: bool = False


@dataclass(slots=True)
class _Instance:
    abstract: str
    overrides: dict[int, _Level]
    starts: dict[int, int]
    begun: set[int] = field(default_factory=set)


class Numbering:
    """The lists of a file and how far each has counted; asked once for each paragraph, in order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        """Take the root of `numbering.xml`."""
        self._styles = styles
        self._lists: dict[str, _List] = {}
        self._links: dict[str, str] = {}
        self._of_style: dict[tuple[str, str], int] = {}
        self._instances: dict[str, _Instance] = {}
        for element in root.findall(w("abstractNum")) if root is not None else ():
            self._take_abstract(element)
        for element in root.findall(w("num")) if root is not None else ():
            self._instances.setdefault(element.get(w("numId"), ""), _instance(element))

    def _take_abstract(self, element: Element) -> None:
        key = element.get(w("abstractNumId"), "")
        levels = {}
        for child in element.findall(w("lvl")):
            index = whole(child.get(w("ilvl")))
            if index is not None and 0 <= index < _LEVELS:
                levels[index] = _level(child)
                self._of_style.setdefault((key, value(child, "pStyle")), index)
        self._lists.setdefault(key, _List(levels))
        self._links[key] = value(element, "numStyleLink")

    def mark(self, properties: Element | None, style: Style) -> Mark | None:
        """Count a paragraph by its own `w:pPr` and its style; None where it has no number and no bullet."""
        own = properties.find(w("numPr")) if properties is not None else None
        list_id = value(own, "numId") or style.list_id
        instance = self._instances.get(list_id)
        if instance is None or list_id == "0":
            return None
        abstract = self._abstract(instance)
        if abstract is None:
            return None
        level = number(own, "ilvl")
        if level is None:
            level = style.list_level if value(own, "numId") in ("", style.list_id) else 0
        if level is None:
            level = self._of_style.get((instance.abstract, style.own_list), 0)
        return _count(abstract, instance, min(max(level, 0), _LEVELS - 1))

    def _abstract(self, instance: _Instance) -> _List | None:
        link = self._links.get(instance.abstract)
        if link:
            linked = self._instances.get(self._styles.numbering_of(link))
            instance = linked or instance
        return self._lists.get(instance.abstract)


def _instance(element: Element) -> _Instance:
    overrides, starts = {}, {}
    for child in element.findall(w("lvlOverride")):
        index = whole(child.get(w("ilvl")))
        if index is None or not 0 <= index < _LEVELS:
            continue
        level = child.find(w("lvl"))
        if level is not None:
            overrides[index] = _level(level)
        start = number(child, "startOverride")
        if start is not None:
            starts[index] = start
    return _Instance(value(element, "abstractNumId"), overrides, starts)


def _level(element: Element) -> _Level:
    start = number(element, "start")
    return _Level(
        value(element, "numFmt", "decimal"),
        value(element, "lvlText"),
        1 if start is None else start,
        number(element, "lvlRestart"),
        toggle(element, "isLgl") is True,
        value(element, "suff") == "nothing",
    )


def _count(abstract: _List, instance: _Instance, index: int) -> Mark | None:
    levels = abstract.levels | instance.overrides
    level = levels.get(index)
    if level is None:
        return None
    counters = abstract.counters
    if index in instance.starts and index not in instance.begun:
        counters[index] = instance.starts[index]
    else:
        counters[index] = level.start if counters[index] is None else (counters[index] or 0) + 1
    instance.begun.add(index)
    for below in range(index + 1, _LEVELS):
        restart = levels[below].restart if below in levels else None
        if restart is None or (restart and index < restart):
            counters[below] = None
    if level.form == "bullet":
        return Mark(_sign(level.text), index, True, level.joined)
    text = _PLACEHOLDER.sub(lambda found: _shown(levels, counters, int(found[1]) - 1, level), level.text).strip()
    return Mark(text, index, False, level.joined) if text else None


def _shown(levels: dict[int, _Level], counters: list[int | None], index: int, at: _Level) -> str:
    level = levels.get(index, _Level())
    count = counters[index]
    return counted(level.start if count is None else count, "decimal" if at.legal else level.form)


def _sign(text: str) -> str:
    text = text.strip()
    if not text:
        return BULLET
    return "◦" if text == "o" else symbols(text)


def symbols(text: str) -> str:
    """Return a text with the letters of symbol fonts as the signs they look like."""
    return "".join(_SYMBOLS.get(ord(sign), BULLET) if ord(sign) in _PRIVATE else sign for sign in text)


def counted(count: int, form: str) -> str:
    """Return a number in one of Word's forms; in digits where the form is not known."""
    if form == "none":
        return ""
    if form == "decimalZero":
        return f"{count:02}"
    if form in ("lowerLetter", "upperLetter") and count > 0:
        letter = chr(ord("a") + (count - 1) % 26) * min((count - 1) // 26 + 1, 10)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman") and 0 < count < _LARGEST_ROMAN:
        return _roman(count).upper() if form == "upperRoman" else _roman(count)
    return str(count)


def _roman(count: int) -> str:
    made = ""
    for size, letters in _ROMAN:
        made += letters * (count // size)
        count %= size
    return made
