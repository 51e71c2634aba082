"""The structure of a PNG file."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from vplan.picture.problems import damaged
from vplan.picture.raster import MAX_PROFILE, Raster, exif_orientation

START = b"\x89PNG\r\n\x1a\n"
_KEPT = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}


def png_size(data: bytes) -> tuple[int, int] | None:
    """Return width and height from a PNG's header, or None."""
    if not data.startswith(START) or data[12:16] != b"IHDR" or len(data) < 24:
        return None
    width, height = struct.unpack(">II", data[16:24])
    return (width, height) if width and height else None


def read_png(data: bytes) -> Raster:
    """Return what a PNG file holds; raises `PictureError` when it is not whole."""
    size = png_size(data)
    if size is None:
        raise damaged("PNG")
    parts = [START]
    seen: set[bytes] = set()
    profile, orientation = b"", 1
    for name, whole in _chunks(data):
        seen.add(name)
        if name in _KEPT:
            parts.append(whole)
        elif name == b"iCCP" and not profile:
            profile = _profile(whole[8:-4])
        elif name == b"eXIf":
            orientation = exif_orientation(whole[8:-4])
    if b"IDAT" not in seen or b"IEND" not in seen:
        raise damaged("PNG")
    depth, colour = data[24], data[25]
    if depth not in _DEPTHS.get(colour, ()) or (colour == 3 and b"PLTE" not in seen):
        raise damaged("PNG")
    plain = b"".join(parts)
    return Raster("PNG", *size, plain, orientation, profile, recode=depth == 16, animated=b"acTL" in seen)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield each chunk's name and the whole of it, up to the end mark."""
    at, first = len(START), True
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        end = at + 12 + length
        name = data[at + 4 : at + 8]
        if end > len(data) or first != (name == b"IHDR") or (first and length != 13):
            raise damaged("PNG")
        first = False
        if name in _KEPT:
            if zlib.crc32(data[at + 4 : end - 4]) != struct.unpack_from(">I", data, end - 4)[0]:
                raise damaged("PNG")
        elif not name[0] & 0x20:  # a chunk without which the picture cannot be shown, and nobody knows it
            raise damaged("PNG")
        yield name, data[at:end]
        if name == b"IEND":
            return
        at = end


def _profile(chunk: bytes) -> bytes:
    """Return the colour profile in an iCCP chunk, or nothing when it cannot be unpacked."""
    packed = chunk.partition(b"\0")[2][1:]
    try:
        return zlib.decompressobj().decompress(packed, MAX_PROFILE)
    except zlib.error:
        return b""
