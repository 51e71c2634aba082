"""Picture files: what kind they are and how large, told from their first bytes."""

from __future__ import annotations

import re
import struct
from pathlib import Path

from vplan.diagnostics import Message, msg

PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".svg")
MAX_BYTES = 20_000_000
MAX_PIXELS = 50_000_000

_SVG_ROOT = re.compile(rb"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<svg[\s>]", re.DOTALL)
_SVG_FORBIDDEN = re.compile(
    rb"<!DOCTYPE|<!ENTITY|<script|<foreignObject|\son\w+\s*=|javascript:|@import|"
    rb"(?:href|src)\s*=\s*[\"']\s*(?!#|data:image/(?:png|jpeg))|url\(\s*[\"']?(?!#|[\"']?#)",
    re.IGNORECASE,
)


def picture_problem(path: Path) -> Message | None:
    """Say why a file cannot be used as a picture, or return None when it can."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return msg("The picture is larger than {limit} MB.", limit=MAX_BYTES // 1_000_000)
        data = path.read_bytes()
    except OSError as error:
        return msg("The file cannot be read: {reason}.", reason=error.strerror)
    if _SVG_ROOT.match(data):
        forbidden = _SVG_FORBIDDEN.search(data)
        return msg("The SVG file holds scripts or refers to other files.") if forbidden else None
    size = png_size(data) or jpeg_size(data)
    if size is None:
        return msg("The file is not a picture that can be shown.")
    if size[0] * size[1] > MAX_PIXELS:
        return msg(
            "The picture has {pixels} megapixels; the limit is {limit}.",
            pixels=size[0] * size[1] // 1_000_000,
            limit=MAX_PIXELS // 1_000_000,
        )
    return None


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
