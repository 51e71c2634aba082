"""Remembers what each part of a PDF's structure was made from; WeasyPrint itself forgets it.

WeasyPrint 70 makes the structure in one recursive function, `weasyprint.pdf.tags._build_box_tree`, which hands back the
parts it has made; here it is wrapped while a document is printed. `tests/test_structure_mending.py` fails when another
version of WeasyPrint does it in another way.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element


@dataclass(frozen=True, slots=True)
class Source:
    """What a part was made from: an element of the page, and its name, which may be that of a pseudo-element."""

    element: Element
    name: str


@dataclass(slots=True)
class Record:
    """The sources of the parts by the numbers of their objects, and the parts that stand in the margins of pages."""

    sources: dict[int, Source] = field(default_factory=dict)
    margins: set[int] = field(default_factory=set)


@contextmanager
def recording() -> Iterator[Record]:
    """Fill the record while a PDF is made inside the `with` block."""
    from weasyprint.formatting_structure.boxes import MarginBox
    from weasyprint.pdf import tags

    record = Record()
    original = tags._build_box_tree
    in_margin = 0

    def build(box: Any, *rest: Any) -> Iterator[Any]:
        nonlocal in_margin
        is_margin = isinstance(box, MarginBox)
        in_margin += is_margin
        for part in original(box, *rest):
            if in_margin:
                record.margins.add(part.number)
            elif box.element is not None:
                record.sources.setdefault(part.number, Source(box.element, box.element_tag))
            yield part
        in_margin -= is_margin

    tags._build_box_tree = build
    try:
        yield record
    finally:
        tags._build_box_tree = original
