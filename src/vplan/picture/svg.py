"""SVG pictures: read without trust, and written anew with only what draws."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from urllib.parse import unquote_to_bytes
from xml.parsers import expat

from vplan.diagnostics import Message, msg
from vplan.picture import svg_css as css
from vplan.picture.problems import PictureError, damaged, not_a_picture, too_large
from vplan.picture.svg_cost import Cost, Node
from vplan.picture.svg_names import ATTRIBUTES, ELEMENTS, METADATA, SCRIPTS, SVG, UNSEEN, WEB_PAGE, XHTML, XLINK, XML

MAX_SVG_BYTES = 5_000_000
MAX_SVG_DEPTH = 100
MAX_ELEMENTS = 20_000
MAX_SIDE = 100_000

_MOST_NAMED = 5
_NUMBER = r"[+-]?(?:\d{1,30}\.?\d{0,30}|\.\d{1,30})(?:[eE][+-]?\d{1,3})?"
_LENGTH = re.compile(rf"\s*+({_NUMBER})\s*+([a-zA-Z%]{{0,4}})\s*+")
_VIEW_BOX = re.compile(rf"[\s,]*+({_NUMBER})[\s,]++({_NUMBER})[\s,]++({_NUMBER})[\s,]++({_NUMBER})[\s,]*+")
_DATA = re.compile(r"\s*+data:image/(png|jpe?g)[^,]{0,200},", re.IGNORECASE)
_SEPARATOR = " "
_LINE_BREAKS = {ord(char): f"&#{ord(char)};" for char in "\n\r\t"}

Embedded = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class CleanSvg:
    """A picture written anew, and what was left out of it that may have been seen."""

    data: bytes
    removed: tuple[str, ...]


def read_svg(data: bytes, embedded: Embedded) -> CleanSvg:
    """Return the picture with only what draws.

    `embedded` is handed each PNG and JPEG inside it and returns what stands there instead. Raises `PictureError` for
    what is not safe, is too large or cannot be read.
    """
    if len(data) > MAX_SVG_BYTES:
        raise too_large(MAX_SVG_BYTES)
    try:
        return _Reader(embedded).read(data)
    except (expat.ExpatError, LookupError, ValueError) as error:
        line = getattr(error, "lineno", 1)
        message = msg("The SVG file is not well-formed: there is an error in its line {line}.", line=line)
        raise PictureError(message, _again()) from error


def _quoted(value: str) -> str:
    """Write an attribute's value; `xml.sax.saxutils` has this too, but imports an HTTP client with it."""
    return f'"{escape(value).translate(_LINE_BREAKS)}"'


def _again() -> Message:
    return msg("Export the picture again, or use a PNG file.")


def _unsafe(message: Message) -> PictureError:
    return PictureError(message, msg("Export the picture again without it, or use a PNG file."))


def _script() -> PictureError:
    return _unsafe(msg("The SVG file holds a script."))


class _Reader:
    """Reads piece by piece, stops at the first thing that is not safe, and writes the rest."""

    def __init__(self, embedded: Embedded) -> None:
        self._embedded = embedded
        self._cost = Cost()
        self._out: list[str] = []
        self._depth = 0
        self._elements = 0
        self._skipped_from = 0
        self._sheet: list[str] | None = None
        self._sheets: list[str] = []
        self._removed: dict[str, None] = {}

    def read(self, data: bytes) -> CleanSvg:
        parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        parser.SkippedEntityHandler = self._entity
        parser.ProcessingInstructionHandler = self._instruction
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.buffer_text = True
        parser.Parse(data, True)
        references = (found for sheet in self._sheets for found in css.sheet_references(sheet))
        self._cost.check(references, (count for sheet in self._sheets for count in css.combinators(sheet)))
        return CleanSvg(("".join(self._out) + "\n").encode(), tuple(self._removed))

    def _doctype(self, _name: str, _system: str | None, _public: str | None, has_declarations: int) -> None:
        if has_declarations:
            self._entity()

    def _entity(self, *_what: object) -> None:
        raise _unsafe(msg("The SVG file declares entities."))

    def _instruction(self, target: str, data: str) -> None:
        if target.lower() == "xml-stylesheet":
            raise _unsafe(css.outside(data))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(_SEPARATOR)
        self._depth += 1
        self._elements += 1
        if self._depth == 1 and (local != "svg" or namespace not in ("", SVG)):
            raise not_a_picture()
        self._check_bounds()
        _check_name(namespace, local.lower())
        for key, value in attributes.items():
            _check_attribute(key, value)
        if self._skipped_from:
            return
        if namespace not in ("", SVG) or local not in ELEMENTS or self._sheet is not None:
            self._skipped_from = self._depth
            if namespace in ("", SVG) and local not in METADATA:
                self._remove(f"<{local}>")
            return
        if local == "style":
            self._sheet = []
        self._write(local, attributes)

    def _check_bounds(self) -> None:
        if self._depth > MAX_SVG_DEPTH:
            raise PictureError(msg("The SVG file is nested deeper than {limit} levels.", limit=MAX_SVG_DEPTH), _again())
        if self._elements > MAX_ELEMENTS:
            message = msg(
                "The SVG file has more than {limit} elements.", limit=f"{MAX_ELEMENTS:,}".replace(",", "\u00a0")
            )
            raise PictureError(message, msg("Simplify the picture, or use a PNG file."))

    def _write(self, local: str, attributes: dict[str, str]) -> None:
        node = self._cost.start(local, attributes)
        self._out.append(f"<{'g' if local == 'a' else local}")
        is_root = self._depth == 1
        if is_root:
            self._out.append(f' xmlns="{SVG}" xmlns:xlink="{XLINK}"')
        for key, value in attributes.items():
            written = self._attribute(local, key, value, node)
            if written is not None and not (is_root and not _is_size(written[0], written[1])):
                self._out.append(f" {written[0]}={_quoted(written[1])}")
        self._out.append(">")

    def _attribute(self, element: str, key: str, value: str, node: Node) -> tuple[str, str] | None:
        """Return an attribute as it is to be written, or None when it is left out."""
        namespace, _, local = key.rpartition(_SEPARATOR)
        if local == "href" and namespace in ("", XLINK):
            if element == "a":
                return None
            return "xlink:href", self._href(element, value, node)
        if namespace == XML and local in ("space", "lang"):
            return f"xml:{local}", value
        if namespace:
            return None
        if local not in ATTRIBUTES:
            if local not in UNSEEN and not local.startswith(("data-", "aria-")):
                self._remove(local)
            return None
        if local == "spreadMethod" and value.strip() != "pad":  # repeats without end where it is small
            self._remove(local)
            return None
        if local == "style":
            value = css.without_comments(value)
        if "(" in value:
            times = node.vertices if "marker" in (value if local == "style" else local) else 1
            node.refers += [(name, times) for name in css.references(value)]
        return local, value

    def _href(self, element: str, value: str, node: Node) -> str:
        found = _DATA.match(value)
        if found is None:
            node.refers.append((value.strip()[1:], 1))
            return value.strip()
        if element != "image":
            raise _unsafe(css.outside(value[:30]))
        kind = "JPEG" if found[1].lower().startswith("jp") else "PNG"
        try:
            payload = unquote_to_bytes(value[found.end() :])
            data = b64decode(payload) if ";base64" in found[0].lower() else payload
        except (binascii.Error, ValueError) as error:
            raise damaged(kind) from error
        return f"data:image/{kind.lower()};base64,{b64encode(self._embedded(data)).decode()}"

    def _remove(self, what: str) -> None:
        if len(self._removed) < _MOST_NAMED:
            self._removed[what[:40]] = None

    def _text(self, text: str) -> None:
        if self._skipped_from:
            return
        if self._sheet is not None:
            self._sheet.append(text)
        elif self._depth:
            self._cost.text(len(text.strip()))
            self._out.append(escape(text, quote=False))

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._skipped_from:
            if self._depth < self._skipped_from:
                self._skipped_from = 0
            return
        local = name.rpartition(_SEPARATOR)[2]
        if local == "style":
            self._end_sheet()
        self._cost.end()
        self._out.append(f"</{'g' if local == 'a' else local}>")

    def _end_sheet(self) -> None:
        sheet, has_fonts = css.without_fonts(css.without_comments("".join(self._sheet or ())))
        self._sheet = None
        if has_fonts:
            self._remove("@font-face")
        found = css.danger(sheet)
        if found:
            raise _unsafe(found)
        self._sheets.append(sheet)
        self._out.append(escape(sheet, quote=False))


def _check_name(namespace: str, name: str) -> None:
    """Raise `PictureError` for an element that may stand nowhere in a picture."""
    if name in SCRIPTS and namespace in ("", SVG, XHTML):
        raise _script()
    if namespace == XHTML or (name in WEB_PAGE and namespace in ("", SVG)):
        raise _unsafe(msg("The SVG file holds part of a web page: <{name}>.", name=name[:40]))


def _check_attribute(key: str, value: str) -> None:
    """Raise `PictureError` for an attribute that runs a script or reads another file."""
    namespace, _, local = key.rpartition(_SEPARATOR)
    name = local.lower()
    if name.startswith("on"):
        raise _script()
    if namespace not in ("", XLINK):
        return
    if name in ("href", "src"):
        if not value.lstrip().startswith("#") and not _DATA.match(value):
            raise _unsafe(css.danger(value) or css.outside(value))
        return
    if local in UNSEEN or name.startswith(("data-", "aria-")):
        return
    found = css.danger(css.without_comments(value)) if name == "style" else css.danger(value)
    if found:
        raise _unsafe(found)


def _is_size(name: str, value: str) -> bool:
    """Tell whether an attribute of the root can stand; raises `PictureError` for a size of nothing or of too much."""
    if name == "viewBox":
        found = _VIEW_BOX.fullmatch(value)
        sides = [float(number) for number in found.groups()[2:]] if found else [0.0]
        sides += [1 + abs(float(number)) for number in found.groups()[:2]] if found else []
    elif name in ("width", "height"):
        length = _LENGTH.fullmatch(value)
        if length is None:
            return False
        sides = [float(length[1])]
    else:
        return True
    if not all(0 < side <= MAX_SIDE for side in sides):
        raise PictureError(
            msg("The SVG file has a size that cannot be shown: {name} “{value}”.", name=name, value=value[:40]),
            _again(),
        )
    return True
