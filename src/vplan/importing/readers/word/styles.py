"""Word's styles: what a paragraph and its letters get from the style they name, and from those it is based on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from vplan.importing.readers.word.xml import VAL, number, toggle, value, w

_HEADING = re.compile(r"(?:heading|rubrik)\s?([1-9])")
_MAX_CHAIN = 50
_NO_LEVEL = 9
_DEFAULT_SIZE = 10.0


@dataclass(frozen=True, slots=True)
class Letters:
    """How letters look; None where nothing says so."""

    bold: bool | None = None
    italic: bool | None = None
    hidden: bool | None = None
    size: float | None = None
    language: str | None = None

    def over(self, under: Letters) -> Letters:
        """Return these properties, and those of `under` where these say nothing."""
        return Letters(
            under.bold if self.bold is None else self.bold,
            under.italic if self.italic is None else self.italic,
            under.hidden if self.hidden is None else self.hidden,
            under.size if self.size is None else self.size,
            under.language if self.language is None else self.language,
        )


PLAIN = Letters()


def letters_of(properties: Element | None) -> Letters:
    """Return what a `w:rPr` says."""
    if properties is None or not len(properties):
        return PLAIN
    half_points = number(properties, "sz")
    language = properties.find(w("lang"))
    return Letters(
        toggle(properties, "b"),
        toggle(properties, "i"),
        toggle(properties, "vanish"),
        half_points / 2 if half_points and half_points > 0 else None,
        language.get(VAL) if language is not None else None,
    )


@dataclass(frozen=True, slots=True)
class Style:
    """A style with all that it inherits.

    `level` is the heading level (0: none); `list_id` the numbering that it brings, with `list_level` where it says one.
    `own_list` is the id of the style that brings the numbering. `first_row` tells of a table style that its first row
    looks like a header.
    """

    id: str = ""
    name: str = ""
    level: int = 0
    letters: Letters = PLAIN
    list_id: str = ""
    list_level: int | None = None
    own_list: str = ""
    page_break_before: bool = False
    first_row: bool = False


class Styles:
    """The styles of a file, each worked out when it is first asked for."""

    def __init__(self, root: Element | None) -> None:
        """Take the root of `styles.xml`."""
        self._elements: dict[str, Element] = {}
        self._made: dict[str, Style] = {}
        self.default_id = ""
        for element in root.findall(w("style")) if root is not None else ():
            key = element.get(w("styleId"), "")
            self._elements.setdefault(key, element)
            if element.get(w("type")) == "paragraph" and element.get(w("default"), "0") in ("1", "true", "on"):
                self.default_id = self.default_id or key
        base = root.find(f"{w('docDefaults')}/{w('rPrDefault')}/{w('rPr')}") if root is not None else None
        self.letters = letters_of(base).over(Letters(bold=False, italic=False, hidden=False, size=_DEFAULT_SIZE))

    def get(self, key: str) -> Style:
        """Return a style by its id; one without properties where the file has no such style."""
        if key not in self._made:
            self._made[key] = self._make(key)
        return self._made[key]

    def numbering_of(self, key: str) -> str:
        """Return the numbering that a list style stands for."""
        element = self._elements.get(key)
        return value(element.find(f"{w('pPr')}/{w('numPr')}"), "numId") if element is not None else ""

    def _chain(self, key: str) -> Iterator[tuple[str, Element]]:
        seen: set[str] = set()
        while key in self._elements and key not in seen and len(seen) < _MAX_CHAIN:
            seen.add(key)
            yield key, self._elements[key]
            key = value(self._elements[key], "basedOn")

    def _make(self, key: str) -> Style:
        level: int | None = None
        letters = PLAIN
        list_id, own_list = "", ""
        list_level: int | None = None
        page_break: bool | None = None
        first_row = False
        for each, element in self._chain(key):
            properties = element.find(w("pPr"))
            letters = letters.over(letters_of(element.find(w("rPr"))))
            level = _level(element, properties) if level is None else level
            numbering = properties.find(w("numPr")) if properties is not None else None
            if numbering is not None:
                list_level = number(numbering, "ilvl") if list_level is None else list_level
                if not list_id and value(numbering, "numId"):
                    list_id, own_list = value(numbering, "numId"), each
            page_break = toggle(properties, "pageBreakBefore") if page_break is None else page_break
            first_row = first_row or _heads_first_row(element)
        name = value(self._elements[key], "name", key) if key in self._elements else key
        return Style(key, _shown(name), level or 0, letters, list_id, list_level, own_list, bool(page_break), first_row)


def outline_level(properties: Element | None) -> int | None:
    """Return the heading level that a `w:pPr` states (0: body text); None where it states none."""
    stated = number(properties, "outlineLvl")
    if stated is None:
        return None
    return stated + 1 if 0 <= stated < _NO_LEVEL else 0


def _level(element: Element, properties: Element | None) -> int | None:
    stated = outline_level(properties)
    if stated is not None:
        return stated
    found = _HEADING.fullmatch(value(element, "name").strip().lower())
    return int(found[1]) if found else None


def _shown(name: str) -> str:
    """Word stores the names of its own styles (`heading 1`, `caption`) in lower case and shows them with a capital."""
    return name[:1].upper() + name[1:] if name.islower() else name


def _heads_first_row(element: Element) -> bool:
    for part in element.findall(w("tblStylePr")):
        if part.get(w("type")) == "firstRow":
            return toggle(part.find(w("rPr")), "b") is True or is_shaded(part.find(w("tcPr")))
    return False


def is_shaded(properties: Element | None) -> bool:
    """Tell whether a `w:tcPr` (or `w:tblPr`) fills its cells with a colour other than white."""
    shade = properties.find(w("shd")) if properties is not None else None
    if shade is None:
        return False
    fill = shade.get(w("fill"), "auto").lower()
    return fill not in ("auto", "ffffff", "") or shade.get(VAL, "clear") not in ("clear", "nil")
