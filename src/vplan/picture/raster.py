"""What the structure of a PNG or JPEG file says, read without decoding it."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Literal

MAX_PROFILE = 4_000_000
_ORIENTATION = 0x0112
_MAX_ENTRIES = 1_000


@dataclass(frozen=True, slots=True)
class Raster:
    """A picture of dots.

    `plain` is the file with nothing but what is needed to show it, its dots unchanged. `orientation` is EXIF's, 1 when
    the picture stands upright; `profile` its colour profile. `recode` tells that the dots are of a sort that is not
    shown everywhere alike (16 bits, CMYK); `animated` that it has more than one picture.
    """

    kind: Literal["PNG", "JPEG"]
    width: int
    height: int
    plain: bytes
    orientation: int = 1
    profile: bytes = b""
    recode: bool = False
    animated: bool = False

    @property
    def upright(self) -> tuple[int, int]:
        """Width and height as the picture is to be seen."""
        return (self.height, self.width) if self.orientation >= 5 else (self.width, self.height)

    @property
    def is_srgb(self) -> bool:
        """Tell whether the colours need no conversion: there is no profile, or it is a name for sRGB."""
        return not self.profile or b"sRGB" in self.profile or b"s\0R\0G\0B" in self.profile


def exif_orientation(data: bytes) -> int:
    """Return the orientation in EXIF data, from its TIFF header on; 1 where it says none or makes no sense."""
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None or len(data) < 8:
        return 1
    (start,) = struct.unpack(f"{order}I", data[4:8])
    if start + 2 > len(data):
        return 1
    (count,) = struct.unpack_from(f"{order}H", data, start)
    for at in range(start + 2, start + 2 + 12 * min(count, _MAX_ENTRIES), 12):
        if at + 12 > len(data):
            break
        tag, kind, _, value = struct.unpack_from(f"{order}HHIH", data, at)
        if tag == _ORIENTATION:
            return int(value) if kind == 3 and 1 <= value <= 8 else 1
    return 1
