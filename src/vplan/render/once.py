"""What WeasyPrint and pydyf compute again and again while a PDF is made, computed once. The bytes stay the same.

Imported by the printer alone, because it imports both.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pydyf
from weasyprint.formatting_structure.boxes import Box, PageBox
from weasyprint.layout import percent
from weasyprint.text import line_break

_SIDES = ("top", "right", "bottom", "left")
_LENGTHS = (
    *("width", "min_width", "max_width", "height", "min_height", "max_height"),
    *(f"{part}_{side}" for part in ("margin", "padding") for side in _SIDES),
    *(f"border_{side}_width" for side in _SIDES),
)


@contextmanager
def quick_layout() -> Iterator[None]:
    """Let what follows from a style be found out once for it within the block.

    WeasyPrint lays a box out several times, as when a page turns out to be full, and each time finds out its lengths
    and its font anew. It never changes these in a style that boxes have; it gives the boxes a changed copy.
    """
    with ExitStack() as stack:
        stack.callback(_put_in_place(percent.resolve_percentages, _known_lengths(percent.resolve_percentages)))
        for function in (line_break.get_font_description, line_break._font_style_cache_key):
            stack.callback(_put_in_place(function, _of_style(function), line_break.__name__))
        yield


def _put_in_place(function: Callable[..., Any], other: Callable[..., Any], within: str = "weasyprint.layout") -> Any:
    """Let the modules of WeasyPrint within a package call another function; return what takes that back."""
    places = [
        module
        for name, module in sys.modules.items()
        if name.startswith(within) and getattr(module, function.__name__, None) is function
    ]

    def put(one: Callable[..., Any]) -> None:
        for module in places:
            setattr(module, function.__name__, one)

    put(other)
    return lambda: put(function)


def _of_style(function: Callable[..., Any]) -> Callable[..., Any]:
    known: dict[tuple[int, object], tuple[Any, Any]] = {}

    def of_style(style: Any, include_size: bool = False) -> Any:
        key = id(style), include_size
        if key not in known:
            # with the style, so that no other one gets its number
            known[key] = style, function(style, *([include_size] if include_size else ()))
        return known[key][1]

    return of_style


def _known_lengths(resolve: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
    known: dict[tuple[int, object, object, bool], tuple[Any, dict[str, Any]]] = {}

    def resolve_percentages(box: Any, containing_block: Any) -> None:
        if isinstance(containing_block, Box):
            around = containing_block.width, containing_block.height
        else:
            around = containing_block
        style = box.style
        key = id(style), *around, isinstance(box, PageBox)
        if key in known:
            box.__dict__.update(known[key][1])
            return
        resolve(box, containing_block)
        if style["border_collapse"] != "collapse":  # else a cell's borders depend on its neighbours
            known[key] = style, {name: getattr(box, name) for name in _LENGTHS}

    return resolve_percentages


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
