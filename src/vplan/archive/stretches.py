"""Which stretches of a file are not as they were made, from its bytes alone: it may be too damaged for a PDF's reader.

The list of stretches is in the manifest, which vplan writes right behind the last of them, with a checksum of its own.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from hashlib import md5, sha256

from vplan.archive.carried import MAX_MANIFEST_BYTES, METADATA, Carried, NotCarriedError, Part, load
from vplan.archive.seal import sealed_with

_CANDIDATES = 20  # of such files the last is the manifest, and a damaged file may have more behind it
_HEAD = b"<</Type /EmbeddedFile/Subtype /application#2fjson/"
_STREAM = re.compile(
    rb"Params <</CheckSum <([0-9a-f]{32})>[^\n]{0,200}/Filter /FlateDecode/Length (\d{1,9})>>\nstream\n"
)


@dataclass(frozen=True, slots=True)
class Stretches:
    """What a manifest says, which stands in the file as vplan wrote it, and how far it has been moved."""

    carried: Carried
    moved: int

    def changed(self, data: bytes) -> tuple[str, ...]:
        """Return the names of the parts that are not as they were made, neither where they were nor moved."""
        places = (0, self.moved) if self.moved else (0,)
        found = (part.name for part in self.carried.parts if not any(_is(data, part, by) for by in places))
        return tuple(dict.fromkeys(found))


def _is(data: bytes, part: Part, by: int) -> bool:
    start, end = part.start + by, part.end + by
    if not 0 <= start <= end <= len(data):
        return False
    if part.name != METADATA:
        return sha256(memoryview(data)[start:end]).hexdigest() == part.sha256
    return sha256(sealed_with(data[start:end])[1]).hexdigest() == part.sha256  # an update may bring another seal


def stretches_of(data: bytes) -> Stretches | None:
    """Return the list of stretches in a file, or None where there is none or it is not as vplan wrote it."""
    at = len(data)
    for _ in range(_CANDIDATES):
        at = data.rfind(_HEAD, 0, at)
        if at < 0:
            return None
        found = _STREAM.match(data, at + len(_HEAD))
        content = _unpacked(data, found) if found is not None else b""
        if found is not None and md5(content, usedforsecurity=False).hexdigest().encode() == found[1]:
            try:
                carried = load(content)
            except NotCarriedError:
                continue  # another file that travels, or another version's
            end = carried.parts[-1].end if carried.parts else 0
            return Stretches(carried, data.rfind(b"\n", 0, at - 1) + 1 - end)
    return None


def _unpacked(data: bytes, found: re.Match[bytes]) -> bytes:
    unpacking = zlib.decompressobj()
    try:
        content = unpacking.decompress(data[found.end() : found.end() + int(found[2])], MAX_MANIFEST_BYTES)
    except zlib.error:
        return b""
    return content if unpacking.eof else b""
