"""Packs the streams of a PDF, once each, and those that are ready on a second core while others are still looked at.

Imported by the printer alone, because it imports pydyf.
"""

from __future__ import annotations

import sys
import threading
import zlib
from collections.abc import Callable
from functools import partial
from typing import Any

import pydyf

_LEVEL = 9  # as pydyf packs
_LAST_LEVEL = 6  # of what is packed while all wait: a third of the time, and one per cent more bytes
_SWITCH = 0.001  # seconds; zlib lets go of the interpreter, and must not wait long to have it again


class Packed(pydyf.Stream):  # type: ignore[misc]  # pydyf has no types
    """A stream that was packed once: pydyf packs when it writes, and again for the file's identifier."""

    @property
    def data(self) -> bytes:
        """The stream as it stands in the file."""
        content = self.stream[0]
        extra = pydyf.Dictionary({**self.extra, "Length": len(content)})
        # Where the content ends in a CR, a reader that looks for the line's end would take it for a part of that.
        end = b"\r\nendstream" if content.endswith(b"\r") else b"\nendstream"
        return b"".join((extra.data, b"\nstream\n", content, end))


class Packer:
    """Packs all streams of a PDF. `finish` may be called again for those that came to it since."""

    def __init__(self, pdf: Any) -> None:
        self._pdf = pdf
        self._raw: dict[int, bytes] = {}
        self._packed: dict[int, bytes] = {}
        self._thread: threading.Thread | None = None
        self._interval = sys.getswitchinterval()

    def begin(self) -> None:
        """Begin to pack in the background what no one changes any more."""
        sys.setswitchinterval(_SWITCH)
        self._raw = {stream.number: _content(stream) for stream in self._streams() if stream.compress}
        self._thread = threading.Thread(target=self._work, name="vplan-pack", daemon=True)
        self._thread.start()

    def finish(self) -> None:
        """Pack all streams now, so that their bytes are final, and let pydyf pack once what it adds when it writes."""
        if self._thread is not None:
            self._thread.join()
            self._thread = None
            sys.setswitchinterval(self._interval)
            self._pdf.add_object = partial(_add, self._pdf.add_object)
        for stream in self._streams():
            self._pdf.objects[stream.number] = self._replaced(stream)

    def _work(self) -> None:
        for number, content in self._raw.items():
            self._packed[number] = zlib.compress(content, _LEVEL)

    def _streams(self) -> list[Any]:
        return [item for item in self._pdf.objects if isinstance(item, pydyf.Stream) and not isinstance(item, Packed)]

    def _replaced(self, stream: Any) -> Packed:
        extra = dict(stream.extra)
        if not stream.compress:
            content = _content(stream)
        else:
            content = self._packed.pop(stream.number, b"") or zlib.compress(_content(stream), _LEVEL)
            extra["Filter"] = "/FlateDecode"
        packed = Packed([content], extra)
        packed.number, packed.generation = stream.number, stream.generation
        return packed


def _add(add: Callable[[Any], None], item: Any) -> None:
    """Add an object to a PDF; a stream that pydyf adds while it writes is packed at once, and so once only."""
    add(item)
    if isinstance(item, pydyf.Stream) and item.compress and not isinstance(item, Packed):
        item.stream = [zlib.compress(_content(item), _LAST_LEVEL)]
        item.extra = {**item.extra, "Filter": "/FlateDecode"}
        item.compress = False


def _content(stream: Any) -> bytes:
    return b"\n".join(pydyf._to_bytes(part) for part in stream.stream)
