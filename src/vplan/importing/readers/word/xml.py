"""Names and small steps in the XML of a Word file; the transitional namespaces stand for the strict ones too."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"

STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", _WORD[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", RELATION[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", MATH[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/drawingml/diagram", DIAGRAM[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/drawingml/main", DRAWING[1:-1].encode()),
)

OFF = frozenset(("0", "false", "off", "none"))


def w(name: str) -> str:
    """Return the full name of an element or attribute of Word's own namespace."""
    return _WORD + name


VAL = w("val")


def value(parent: Element | None, name: str, default: str = "") -> str:
    """Return `w:val` of the child `w:name`, or the default."""
    child = parent.find(w(name)) if parent is not None else None
    return default if child is None else child.get(VAL, default)


def number(parent: Element | None, name: str) -> int | None:
    """Return the whole number in `w:val` of the child `w:name`; None where there is none."""
    return whole(value(parent, name))


def whole(text: str | None) -> int | None:
    """Return a whole number of at most nine digits; None for any other text."""
    text = (text or "").strip()
    digits = text.removeprefix("-")
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
        return None
    return int(text)


def toggle(parent: Element | None, name: str) -> bool | None:
    """Return whether the property `w:name` is switched on or off; None where it is not mentioned."""
    child = parent.find(w(name)) if parent is not None else None
    return None if child is None else child.get(VAL, "true") not in OFF


def alternatives(element: Element) -> Iterator[Element]:
    """Yield the one alternative of an `mc:AlternateContent` to read: the newer one, where it says something."""
    choices = [child for child in element if child.tag == COMPATIBILITY + "Choice"]
    fallbacks = [child for child in element if child.tag == COMPATIBILITY + "Fallback"]
    told = [child for child in choices + fallbacks if says_something(child)]
    yield from told[:1]


def says_something(element: Element) -> bool:
    """Tell whether there is any text, or a diagram, below an element."""
    return any((node.tag == w("t") and node.text) or node.tag == DIAGRAM + "relIds" for node in element.iter())


def sections(root: Element) -> list[Element]:
    """Return the `w:sectPr` of a part in order, without what a tracked change tells of how they were."""
    before = {id(old) for change in root.iter(w("sectPrChange")) for old in change.iter(w("sectPr"))}
    return [section for section in root.iter(w("sectPr")) if id(section) not in before]
