"""Dots anew: upright, in sRGB, no larger than the page needs. Imports Pillow."""

from __future__ import annotations

import contextlib
import struct
import threading
import warnings
from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageCms, ImageFile, JpegImagePlugin

from vplan.picture.problems import damaged
from vplan.picture.raster import Raster

_JPEG_QUALITY = 85
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_FAULTS = (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError, struct.error)
_LOCK = threading.Lock()


class Box(NamedTuple):
    """The most dots that a picture needs in a place, across and down."""

    width: int
    height: int


def shown(raster: Raster, box: Box) -> bytes:
    """Return a picture without metadata, upright, in sRGB and within `box`; one that is so already keeps its dots.

    The same picture gives the same bytes. Raises `PictureError` for one that cannot be decoded.
    """
    target = _target(raster, box)
    is_ready = target == raster.upright and raster.orientation == 1 and raster.is_srgb and not raster.recode
    try:
        with _strict(), Image.open(BytesIO(raster.plain), formats=(raster.kind,)) as image:
            across = target[::-1] if raster.orientation >= 5 else target
            if isinstance(image, JpegImagePlugin.JpegImageFile) and not is_ready:
                image.draft(image.mode, across)
            image.load()
            return raster.plain if is_ready else _remade(image, raster, across)
    except (*_FAULTS, Image.DecompressionBombError) as error:
        raise damaged(raster.kind) from error


def _target(raster: Raster, box: Box) -> tuple[int, int]:
    """Return the size that a picture is to have, standing upright."""
    width, height = raster.upright
    part = min(1.0, box.width / width, box.height / height)
    return max(1, round(width * part)), max(1, round(height * part))


@contextlib.contextmanager
def _strict() -> Iterator[None]:
    """Let a file that is cut off be an error: WeasyPrint switches that off for its whole process."""
    with _LOCK, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = lenient


def _remade(opened: Image.Image, raster: Raster, size: tuple[int, int]) -> bytes:
    is_palette = opened.mode == "P"
    image = _plain_mode(opened, raster)
    if image.size != size:
        image = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    image = _in_srgb(image, raster)
    if raster.orientation != 1:
        image = image.transpose(_UPRIGHT[raster.orientation])
    image.info.clear()
    out = BytesIO()
    if raster.kind == "JPEG":
        image.save(out, "JPEG", quality=_JPEG_QUALITY, optimize=True)
        return out.getvalue()
    if is_palette:
        image = _with_palette(image)
    image.save(out, "PNG", compress_level=9)
    return out.getvalue()


def _plain_mode(image: Image.Image, raster: Raster) -> Image.Image:
    """Return the picture in 8 bits a colour, without a palette, with what is see-through in a channel of its own."""
    if image.mode.startswith("I"):
        return Image.frombytes("L", image.size, image.tobytes()[1::2])  # 16 bits, the higher byte second
    if image.mode == "1":
        image = image.convert("L")
    if "transparency" in image.info and not raster.recode:
        return image.convert("RGBA")
    if image.mode == "P":
        return image.convert("RGB")
    return image


def _with_palette(image: Image.Image) -> Image.Image:
    """Return the picture in 256 colours."""
    if image.mode != "RGBA":
        return image.quantize(256, dither=Image.Dither.NONE)
    image = image.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    palette = bytearray(image.getpalette("RGBA") or ())
    for at in range(3, len(palette), 4):  # the method takes averages, and so nothing would be wholly opaque
        palette[at] = 255 if palette[at] > 250 else 0 if palette[at] < 5 else palette[at]
    image.putpalette(palette, "RGBA")
    return image


def _in_srgb(image: Image.Image, raster: Raster) -> Image.Image:
    """Return the picture in the colours of the web; a profile that cannot be used is passed over."""
    if not raster.is_srgb and image.mode in ("RGB", "RGBA", "CMYK"):
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        with contextlib.suppress(ImageCms.PyCMSError, *_FAULTS):
            profile = ImageCms.ImageCmsProfile(BytesIO(raster.profile))
            converted = ImageCms.profileToProfile(image, profile, ImageCms.createProfile("sRGB"), outputMode=mode)
            if converted is not None:
                return converted
    return image.convert("RGB") if image.mode == "CMYK" else image
