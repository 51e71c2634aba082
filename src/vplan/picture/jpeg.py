"""The structure of a JPEG file."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from vplan.diagnostics import msg
from vplan.picture.problems import PictureError, damaged
from vplan.picture.raster import MAX_PROFILE, Raster, exif_orientation

START = b"\xff\xd8\xff"
MAX_SCANS = 30

_PLAIN_FRAMES = (0xC0, 0xC1, 0xC2)
_SCAN, _END = 0xDA, 0xD9
_JFIF = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
_EXIF, _PROFILE = b"Exif\0\0", b"ICC_PROFILE\0"
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Return width and height of a JPEG, from its frame header, or None."""
    if not data.startswith(START):
        return None
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if _is_frame(marker):
            height, width = struct.unpack_from(">HH", data, at + 5)
            return (width, height) if width and height else None
        at += 2 + max(2, int(struct.unpack_from(">H", data, at + 2)[0]))
    return None


def _is_frame(marker: int) -> bool:
    return 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC)


def read_jpeg(data: bytes) -> Raster:
    """Return what a JPEG file holds; raises `PictureError` when it is not whole or of a sort that few programs show."""
    size = jpeg_size(data)
    if size is None:
        raise damaged("JPEG")
    reader = _Reader()
    for marker, content in _segments(data):
        reader.take(marker, content)
    if not reader.scans:
        raise damaged("JPEG")
    head = b"\xff\xd8" + (_JFIF if reader.is_jfif else b"")
    plain = b"".join((head, *reader.kept, b"\xff\xd9"))
    profile = b"".join(content for _, content in sorted(reader.profile.items()))
    return Raster("JPEG", *size, plain, reader.orientation, profile[:MAX_PROFILE], recode=reader.colours == 4)


class _Reader:
    """Keeps what shows the picture, and notes what the rest says of it."""

    def __init__(self) -> None:
        self.kept: list[bytes] = []
        self.profile: dict[int, bytes] = {}
        self.is_jfif = False
        self.orientation = 1
        self.colours = 0
        self.scans = 0

    def take(self, marker: int, content: bytes) -> None:
        if 0xE0 <= marker <= 0xEF:
            self._application(marker, content)
        elif marker == _SCAN:
            self.scans += 1
            if self.scans > MAX_SCANS:
                raise _odd()
            self._keep(marker, content)
        elif _is_frame(marker):
            if marker not in _PLAIN_FRAMES or self.colours or len(content) < 8 or content[2] != 8:
                raise _odd()
            self.colours = content[7]
            if self.colours not in (1, 3, 4):
                raise _odd()
            self._keep(marker, content)
        elif marker < 0xF0:
            self._keep(marker, content)

    def _keep(self, marker: int, content: bytes) -> None:
        self.kept.append(bytes((0xFF, marker)) + content)

    def _application(self, marker: int, content: bytes) -> None:
        body = content[2:]
        if marker == 0xE0 and body.startswith(b"JFIF\0"):
            self.is_jfif = True
        elif marker == 0xEE and body.startswith(b"Adobe") and len(body) >= 12:
            self._keep(marker, b"\x00\x0e" + body[:12])  # says how the colours are stored
        elif marker == 0xE1 and body.startswith(_EXIF) and self.orientation == 1:
            self.orientation = exif_orientation(body[len(_EXIF) :])
        elif marker == 0xE2 and body.startswith(_PROFILE) and len(body) > 14:
            self.profile.setdefault(body[12], body[14:])


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each segment's marker, and its length and content; a scan's content is followed by its dots."""
    at = 2
    while at + 2 <= len(data):
        if data[at] != 0xFF:
            raise damaged("JPEG")
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == _END:
            return
        if at + 4 > len(data) or 0xD0 <= marker <= 0xD8:
            break
        (length,) = struct.unpack_from(">H", data, at + 2)
        end = at + 2 + length
        if length < 2 or end > len(data):
            break
        if marker == _SCAN:
            found = _AFTER_SCAN.search(data, end)
            if found is None:
                break
            end = found.start()
        yield marker, data[at + 2 : end]
        at = end
    raise damaged("JPEG")


def _odd() -> PictureError:
    return PictureError(
        msg("The JPEG file is of a sort that not every program can show."),
        msg("Open it in a picture program and save it anew as an ordinary JPEG."),
    )
