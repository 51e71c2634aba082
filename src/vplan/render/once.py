"""What pydyf computes again and again while a PDF is made, computed once. The bytes of the file stay the same.

Imported by the printer alone, because it imports pydyf.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pydyf


@contextmanager
def quick_pages() -> Iterator[None]:
    """Let a PDF know the references to its pages within the block.

    pydyf makes the list of them anew each time that it is asked for, and WeasyPrint asks with each part of a structure.
    """
    original = pydyf.PDF.page_references
    known: dict[tuple[int, int], tuple[bytes, ...]] = {}

    def references(pdf: Any) -> tuple[bytes, ...]:
        key = id(pdf), len(pdf.pages["Kids"])
        if key not in known:
            known[key] = original.fget(pdf)
        return known[key]

    pydyf.PDF.page_references = property(references)
    try:
        yield
    finally:
        pydyf.PDF.page_references = original


class _Written(pydyf.Object):  # type: ignore[misc]  # pydyf has no types
    data = b""

    def __init__(self, number: int, data: bytes) -> None:
        super().__init__()
        self.number = number
        self.data = data


def settle(pdf: Any) -> None:
    """Turn the objects of a PDF that is about to be written, but for its streams, into their bytes.

    pydyf makes them twice, to write them and for the file's identifier. Nothing may be changed in the PDF after that.
    """
    for number, item in enumerate(pdf.objects):
        if item.free != "f" and item.compressible:
            pdf.objects[number] = _Written(number, item.data)
