"""Packed parts of a PDF that are far larger than they look: the library would unpack all of a part, so it is not asked.

Pictures are unpacked only to be shown, which never happens here; but a page may call its text a picture.
"""

from __future__ import annotations

import re
import zlib
from base64 import a85decode
from binascii import unhexlify
from collections.abc import Callable, Iterable, Iterator

from vplan.importing.readers import limits
from vplan.importing.readers.refusals import damaged, too_much

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_EDGE = re.compile(rb"(?:end)?stream")
_NAMES = re.compile(rb"\s*(?:\[([^\]]*)|/([^\s/<>\[\]()]*))")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_ZLIB_STARTS = (b"\x48", b"\x58", b"\x68", b"\x78")
_DICTIONARY = 2_000  # so far back a stream's own dictionary is looked for
_MAX_STREAMS, _MAX_LAYERS = 100_000, 4
_SEARCHES, _FEW = 4, 100_000_000  # the library may look through the whole file so often, and through so many bytes
_CHUNK, _STEP = 4_096, 8_000_000
_PICTURE_FACTOR = 3
_BASE_85_FACTOR = 4  # what is unpacked slowly counts for more
_WHITE = b"\0\t\n\f\r "
_NOT_HEX = bytes(set(range(256)) - set(b"0123456789abcdefABCDEF"))
_FLATE = (b"FlateDecode", b"Fl")
_OTHERS = (b"LZWDecode", b"LZW", b"RunLengthDecode", b"RL")


class _TooMuchError(Exception):
    pass


class _Budget:
    """How much may be unpacked in one stream and in all of a kind."""

    def __init__(self, each: int, total: int) -> None:
        self._each, self._total = each, total
        self._left = each

    def next(self) -> None:
        self._left = self._each

    def spend(self, size: int) -> None:
        self._left -= size
        self._total -= size
        if self._left < 0 or self._total < 0:
            raise _TooMuchError


def refuse_bombs(data: bytes, name: str) -> None:
    """Raise `RefusedError` where a part, or all together, would unpack to more than any plan holds.

    So is a file whose streams do not end: the library looks for the end of each of them through all of the file.
    """
    if _searched(data) > max(_SEARCHES * len(data), _FEW):
        raise damaged(name)
    most = limits.MAX_PART_BYTES
    parts = _Budget(most, limits.MAX_UNPACKED_BYTES)
    pictures = _Budget(most * _PICTURE_FACTOR, limits.MAX_PICTURES_BYTES)
    try:
        for number, found in enumerate(_STREAM.finditer(data)):
            if number > _MAX_STREAMS:
                raise _TooMuchError
            dictionary = _dictionary(data, found.start())
            budget = pictures if b"/Image" in dictionary else parts
            budget.next()
            _unpack(data, found.end(), _packers(dictionary, data[found.end() : found.end() + 1]), budget)
    except _TooMuchError as error:
        raise too_much(name) from error


def _searched(data: bytes) -> int:
    """Return how many bytes lie between the streams' beginnings and the next end, those of each stream counted."""
    total = waiting = begun = 0
    for found in _EDGE.finditer(data):
        if found[0] == b"stream":
            waiting, begun = waiting + 1, begun + found.start()
        else:
            total += waiting * found.start() - begun
            waiting = begun = 0
    return total + waiting * len(data) - begun


def _dictionary(data: bytes, end: int) -> bytes:
    """Return what stands between the object's beginning and its stream, with the names' escapes undone."""
    text = data[max(0, end - _DICTIONARY) : end].rpartition(b" obj")[2]
    return _ESCAPE.sub(lambda found: bytes((int(found[1], 16),)), text) if b"#" in text else text


def _packers(dictionary: bytes, first: bytes) -> list[bytes]:
    """Return what the stream is packed with, outermost first; where that is told elsewhere, its first byte tells."""
    told = _NAMES.match(dictionary.partition(b"/Filter")[2])
    names = [] if told is None else (told[1] or told[2] or b"").replace(b"/", b" ").split()
    known = [name for name in names if name in _UNPACKERS or name in _OTHERS]
    return known or ([_FLATE[0]] if first in _ZLIB_STARTS else [])


def _unpack(data: bytes, start: int, packers: list[bytes], budget: _Budget) -> None:
    """Unpack all layers of a stream, keeping nothing; raises `_TooMuchError`.

    Nothing that is made today is packed in the two old ways, and neither of them within other layers ever was.
    """
    tight = [name for name in packers if name in _FLATE or name in _OTHERS]
    if len(packers) > _MAX_LAYERS or (len(tight) > 1 and any(name in _OTHERS for name in tight)):
        raise _TooMuchError
    chunks: Iterable[bytes] = (data[place : place + _CHUNK] for place in range(start, len(data), _CHUNK))
    for name in packers:
        if name in _OTHERS:
            break  # the library has bounds of its own for these
        chunks = _UNPACKERS[name](chunks, budget)
    else:
        if packers:
            for _ in chunks:
                pass


def _flate(chunks: Iterable[bytes], budget: _Budget) -> Iterator[bytes]:
    unpacker = zlib.decompressobj()
    try:
        for chunk in chunks:
            rest = chunk
            while rest and not unpacker.eof:
                unpacked = unpacker.decompress(rest, _STEP)
                rest = unpacker.unconsumed_tail
                budget.spend(len(unpacked))
                yield unpacked
            if unpacker.eof:
                return
    except zlib.error:
        return


def _base_85(chunks: Iterable[bytes], budget: _Budget) -> Iterator[bytes]:
    kept = b""
    for chunk in chunks:
        budget.spend(len(chunk) * _BASE_85_FACTOR)
        text, end, _ = chunk.translate(None, _WHITE).partition(b"~")
        kept += text.replace(b"z", b"!!!!!")
        whole = len(kept) if end else len(kept) - len(kept) % 5
        try:
            yield a85decode(kept[:whole])
        except ValueError:
            return
        kept = kept[whole:]
        if end:
            return


def _hex(chunks: Iterable[bytes], budget: _Budget) -> Iterator[bytes]:
    kept = b""
    for chunk in chunks:
        budget.spend(len(chunk))
        text, end, _ = chunk.partition(b">")
        kept += text.translate(None, _NOT_HEX)
        if end and len(kept) % 2:
            kept += b"0"
        whole = len(kept) - len(kept) % 2
        yield unhexlify(kept[:whole])
        kept = kept[whole:]
        if end:
            return


_UNPACKERS: dict[bytes, Callable[[Iterable[bytes], _Budget], Iterator[bytes]]] = {
    **dict.fromkeys(_FLATE, _flate),
    **dict.fromkeys((b"ASCII85Decode", b"A85"), _base_85),
    **dict.fromkeys((b"ASCIIHexDecode", b"AHx"), _hex),
}
