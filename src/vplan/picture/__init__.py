"""Picture files: whether they can be shown, and what of them is published.

Looking at a file reads its structure and decodes nothing. Publishing one writes it anew: without metadata, upright, in
sRGB, no larger than the page needs, an SVG with only what draws. Pillow is imported for that alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from vplan.diagnostics import Message, msg
from vplan.oserrors import reason
from vplan.picture import jpeg, png
from vplan.picture.jpeg import jpeg_size, read_jpeg
from vplan.picture.png import png_size, read_png
from vplan.picture.problems import (
    MAX_BYTES,
    MAX_PIXELS,
    PictureError,
    Problem,
    not_a_picture,
    other_kind,
    too_large,
    too_many_pixels,
)
from vplan.picture.svg import MAX_SVG_BYTES, MAX_SVG_DEPTH, CleanSvg, Embedded, read_svg

if TYPE_CHECKING:
    from vplan.picture.raster import Raster

__all__ = [
    "MAX_BYTES",
    "MAX_PIXELS",
    "MAX_SVG_BYTES",
    "MAX_SVG_DEPTH",
    "PICTURE_ENDINGS",
    "Look",
    "PictureError",
    "Place",
    "Problem",
    "clean_picture",
    "jpeg_size",
    "look_at",
    "picture_finding",
    "picture_problem",
    "png_size",
]

PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".svg")

Place = Literal["screen", "print"]

# Two dots for each of the page's 720 CSS pixels, a long picture of at most four such widths; 300 dots for each inch of
# a column of 152 mm and of 170 mm down, which no picture on paper exceeds.
_BOXES: dict[Place, tuple[int, int]] = {"screen": (1440, 5760), "print": (1795, 2007)}

_KEPT_BYTES = 200_000
_SVG_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*+<")
_OTHER_KINDS = (
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"%PDF", "PDF"),
    (b"\x1f\x8b", "SVGZ"),
    (b"\x01\0\0\0", "EMF"),
    (b"\xd7\xcd\xc6\x9a", "WMF"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\0\0\0\x0cJXL ", "JPEG XL"),
    (b"\0\0\0\x0cjP  ", "JPEG 2000"),
)
_BRANDS = {b"avif": "AVIF", b"avis": "AVIF"}


@dataclass(frozen=True, slots=True)
class Look:
    """What looking at a picture gave: why it cannot be used, or what of it will not be shown."""

    problem: Problem | None = None
    remarks: tuple[Problem, ...] = ()


def picture_problem(path: Path) -> Message | None:
    """Say why a file cannot be used as a picture, or return None when it can."""
    problem = picture_finding(path)
    return problem[0] if problem else None


def picture_finding(path: Path) -> Problem | None:
    """Say why a file cannot be used as a picture and what to do about it, or return None when it can be used."""
    return look_at(path).problem


def look_at(path: Path) -> Look:
    """Look at a picture file without decoding it."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return Look(too_large(MAX_BYTES).problem)
        data = path.read_bytes()
    except OSError as error:
        message = msg("The file cannot be read: {reason}.", reason=reason(error))
        return Look((message, msg("Use a PNG, JPEG or SVG file.")))
    try:
        read = _read(data, _looked_at)
        _check_ending(path.suffix.lower(), isinstance(read, CleanSvg))
    except PictureError as error:
        return Look(error.problem)
    return Look(remarks=tuple(_remarks(read)))


def clean_picture(data: bytes, place: Place) -> bytes:
    """Return a picture as it is published: no metadata, no script, and no more dots than the place needs.

    The same bytes give the same bytes, and a picture that was made so stays as it is. Raises `PictureError` for one
    that cannot be shown.
    """
    if len(data) > MAX_BYTES:
        raise too_large(MAX_BYTES)
    return _kept(data, place) if len(data) <= _KEPT_BYTES else _cleaned(data, place)


def _cleaned(data: bytes, place: Place) -> bytes:
    read = _read(data, lambda embedded: _shown(_raster(embedded), place))
    return read.data if isinstance(read, CleanSvg) else _shown(read, place)


_kept = lru_cache(maxsize=8)(_cleaned)  # the logotype stands in every plan


def _shown(raster: Raster, place: Place) -> bytes:
    from vplan.picture.recode import Box, shown

    return _raster(shown(raster, Box(*_BOXES[place]))).plain


def _looked_at(data: bytes) -> bytes:
    _raster(data)
    return data


def _read(data: bytes, embedded: Embedded) -> CleanSvg | Raster:
    return read_svg(data, embedded) if _SVG_START.match(data) else _raster(data)


def _raster(data: bytes) -> Raster:
    """Return what a picture of dots holds; its size is looked at first."""
    size = png_size(data) or jpeg_size(data)
    if size and size[0] * size[1] > MAX_PIXELS:
        raise too_many_pixels(size[0] * size[1])
    if data.startswith(png.START):
        return read_png(data)
    if data.startswith(jpeg.START):
        return read_jpeg(data)
    kind = _other_kind(data)
    raise other_kind(kind) if kind else not_a_picture()


def _other_kind(data: bytes) -> str:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WebP"
    if data[4:8] == b"ftyp":
        return _BRANDS.get(data[8:12], "HEIC" if data[8:11] in (b"hei", b"hev", b"mif") else "")
    return next((kind for start, kind in _OTHER_KINDS if data.startswith(start)), "")


def _check_ending(ending: str, is_svg: bool) -> None:
    """Raise `PictureError` for a name by which a web server would say that the file is something else."""
    if ending in PICTURE_ENDINGS and is_svg == (ending == ".svg"):
        return
    right = ".svg" if is_svg else ".png, .jpg"
    raise PictureError(
        msg("The name of the picture does not end as its kind does: {endings}.", endings=right),
        msg("Rename the file, and name it so here."),
    )


def _remarks(read: CleanSvg | Raster) -> list[Problem]:
    if isinstance(read, CleanSvg):
        if not read.removed:
            return []
        message = msg("Not everything in the SVG file is shown: {what} is left out.", what=", ".join(read.removed))
        return [(message, msg("Look at the result; export the picture as PNG if something is missing."))]
    if read.animated:
        return [
            (msg("The picture moves; only its first picture is shown."), msg("Save it as a picture that stands still."))
        ]
    return []
