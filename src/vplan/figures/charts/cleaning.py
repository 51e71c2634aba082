"""What matplotlib writes, made fit to stand in a page: no style sheet, metadata or style attributes, ids of its own."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from vplan.figures import palette
from vplan.figures.svg import number

_SVG = "{http://www.w3.org/2000/svg}"
_LINK = "{http://www.w3.org/1999/xlink}href"
_DECIMALS = re.compile(r"-?\d+\.\d{3,}(?:e[-+]?\d+)?")
_REFERENCE = re.compile(r"#([\w.-]+)")
_FONT_SIZE = re.compile(r"([\d.]+)px")
_KEPT = frozenset(
    ("fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-dashoffset", "stroke-linecap", "stroke-linejoin")
) | frozenset(("fill-opacity", "stroke-opacity", "opacity", "text-anchor"))
_ROUND = {"stroke-linejoin": "round", "stroke-linecap": "butt"}
_NO_TURN = re.compile(r"\s*rotate\(-?0(?: [-\d.]+ [-\d.]+)?\)")


def body_of(svg: str, prefix: str) -> str:
    """Return the content of matplotlib's SVG as one group; every id begins with `prefix`."""
    root = ElementTree.fromstring(svg)  # noqa: S314  # our own output
    used = {name for node in root.iter() for value in node.attrib.values() for name in _REFERENCE.findall(value)}
    names = {name: f"{prefix}-{index}" for index, name in enumerate(sorted(_in_order(root, used)), 1)}
    group = ElementTree.Element("g", _ROUND)
    for child in root:
        _take(child, group, names)
    return ElementTree.tostring(group, encoding="unicode")


def _in_order(root: ElementTree.Element, used: set[str]) -> list[str]:
    return [node.attrib["id"] for node in root.iter() if node.get("id") in used]


def _take(node: ElementTree.Element, parent: ElementTree.Element, names: dict[str, str]) -> None:
    """Put a cleaned copy of a node into `parent`; groups that say nothing are left out."""
    if not isinstance(node.tag, str) or not node.tag.startswith(_SVG):
        return
    tag = node.tag.removeprefix(_SVG)
    if tag in ("metadata", "style", "title") or (tag == "defs" and not any(c.tag != f"{_SVG}style" for c in node)):
        return
    attributes = _attributes(node, tag, names)
    into = parent
    if tag != "g" or attributes:
        into = ElementTree.SubElement(parent, tag, attributes)
    if tag == "text":
        into.text = node.text
    for child in node:
        _take(child, into, names)
    if tag == "g" and into is not parent and not len(into):
        parent.remove(into)


def _attributes(node: ElementTree.Element, tag: str, names: dict[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in node.attrib.items():
        if key == "id":
            if value in names:
                found["id"] = names[value]
        elif key == "style":
            found.update(_style(value, names))
        elif key == _LINK:
            found["href"] = _renamed(value, names)
        else:
            found[key] = _short(_renamed(value, names)).strip()
    if tag == "text":
        found["transform"] = _NO_TURN.sub("", found.get("transform", "")).strip()
        found = {key: value for key, value in found.items() if value and value != "start"}
        if found.get("fill") is None:
            found["fill"] = palette.INK
    return found


def _style(style: str, names: dict[str, str]) -> dict[str, str]:
    found = {}
    for declaration in style.split(";"):
        key, _, value = declaration.partition(":")
        key, value = key.strip(), value.strip()
        if key in ("font", "font-size"):
            size = _FONT_SIZE.search(value)
            found["font-size"] = number(float(size[1])) if size else str(palette.BODY)
            if re.search(r"\b(?:700|bold)\b", value):
                found["font-weight"] = "700"
        elif key == "font-weight" and value in ("700", "bold"):
            found["font-weight"] = "700"
        elif key in _KEPT:
            found[key] = _short(_renamed(value, names))
    return found


def _renamed(value: str, names: dict[str, str]) -> str:
    return _REFERENCE.sub(lambda match: "#" + names.get(match[1], match[1]), value)


def _short(value: str) -> str:
    return _DECIMALS.sub(lambda match: number(float(match[0])), value)
