"""Picture files: what kind they are, how large, and whether they can be shown."""

from __future__ import annotations

import re
import struct
from pathlib import Path
from xml.parsers import expat

from vplan.diagnostics import Message, msg
from vplan.numbers import format_count
from vplan.oserrors import reason

PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".svg")
MAX_BYTES = 20_000_000
MAX_PIXELS = 50_000_000

MAX_SVG_BYTES = 5_000_000
MAX_SVG_DEPTH = 100

Problem = tuple[Message, Message]

_SVG_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*<")
_SVG_NAMES = ("script", "foreignobject", "iframe", "handler")
_LOCAL_HREF = re.compile(r"\s*(?:#|data:image/(?:png|jpeg)[;,])", re.IGNORECASE)
_CSS_OUTSIDE = re.compile(r"@import|url\(\s*[\"']?\s*(?![\s\"'#])|javascript:", re.IGNORECASE)


def picture_problem(path: Path) -> Message | None:
    """Say why a file cannot be used as a picture, or return None when it can."""
    problem = picture_finding(path)
    return problem[0] if problem else None


def picture_finding(path: Path) -> Problem | None:
    """Say why a file cannot be used as a picture and what to do about it, or return None when it can be used."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return _too_large(MAX_BYTES)
        data = path.read_bytes()
    except OSError as error:
        return msg("The file cannot be read: {reason}.", reason=reason(error)), msg("Use a PNG, JPEG or SVG file.")
    if _SVG_START.match(data):
        return _svg_problem(data)
    size = png_size(data) or jpeg_size(data)
    if size is None:
        return msg("The file is not a picture that can be shown."), msg("Use a PNG, JPEG or SVG file.")
    if size[0] * size[1] > MAX_PIXELS:
        message = msg(
            "The picture has {pixels} megapixels; the limit is {limit}.",
            pixels=format_count(size[0] * size[1] // 1_000_000),
            limit=MAX_PIXELS // 1_000_000,
        )
        return message, _smaller()
    return None


def _too_large(limit: int) -> Problem:
    return msg("The picture is larger than {limit} MB.", limit=limit // 1_000_000), _smaller()


def _smaller() -> Message:
    return msg("Make the picture smaller: 2,000 pixels across are enough for a page.")


class _SvgError(Exception):
    """What makes an SVG file unusable, as a problem."""

    def __init__(self, message: Message, hint: Message) -> None:
        super().__init__(str(message))
        self.problem = message, hint


def _svg_problem(data: bytes) -> Problem | None:
    if len(data) > MAX_SVG_BYTES:
        return _too_large(MAX_SVG_BYTES)
    try:
        _SvgReader().read(data)
    except _SvgError as error:
        return error.problem
    except (expat.ExpatError, LookupError, ValueError) as error:
        line = getattr(error, "lineno", 1)
        message = msg("The SVG file is not well-formed: there is an error in its line {line}.", line=line)
        return message, msg("Export the picture again, or use a PNG file.")
    return None


class _SvgReader:
    """Reads an SVG file piece by piece and stops at the first thing that cannot be shown or is not safe."""

    def __init__(self) -> None:
        self.depth = 0

    def read(self, data: bytes) -> None:
        """Raise `_SvgError` for what may not stand in the file, `expat.ExpatError` where it is no XML."""
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._refuse
        parser.ProcessingInstructionHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.buffer_text = True
        parser.CharacterDataHandler = self._check_css
        parser.Parse(data, True)

    def _refuse(self, *_what: object) -> None:
        raise _SvgError(
            msg("The SVG file holds scripts or refers to other files."),
            msg("Export the picture again without them, or use a PNG file."),
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2].lower()
        if self.depth == 0 and local != "svg":
            raise _SvgError(msg("The file is not a picture that can be shown."), msg("Use a PNG, JPEG or SVG file."))
        self.depth += 1
        if self.depth > MAX_SVG_DEPTH:
            raise _SvgError(
                msg("The SVG file is nested deeper than {limit} levels.", limit=MAX_SVG_DEPTH),
                msg("Export the picture again, or use a PNG file."),
            )
        if local in _SVG_NAMES:
            self._refuse()
        for key, value in attributes.items():
            self._check_attribute(key.rpartition(":")[2].lower(), value)

    def _end(self, _name: str) -> None:
        self.depth -= 1

    def _check_attribute(self, name: str, value: str) -> None:
        if name.startswith("on") or (name in ("href", "src") and not _LOCAL_HREF.match(value)):
            self._refuse()
        self._check_css(value)

    def _check_css(self, text: str) -> None:
        if _CSS_OUTSIDE.search(text):
            self._refuse()


def png_size(data: bytes) -> tuple[int, int] | None:
    """Return width and height of a PNG that ends as it should, or None."""
    if not data.startswith(b"\x89PNG\r\n\x1a\n") or data[12:16] != b"IHDR" or b"IEND" not in data[-16:]:
        return None
    width, height = struct.unpack(">II", data[16:24])
    return (width, height) if width and height else None


def jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Return width and height of a JPEG, from its frame header, or None."""
    if not data.startswith(b"\xff\xd8\xff"):
        return None
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return (width, height) if width and height and b"\xff\xd9" in data[-64:] else None
        at += 2 + int(struct.unpack(">H", data[at + 2 : at + 4])[0])
    return None
