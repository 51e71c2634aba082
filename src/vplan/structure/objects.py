"""The objects of a PDF that is not yet written, as WeasyPrint and pydyf make them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Part = Any  # a `pydyf.Dictionary` of the type StructElem; pydyf has no types


class Structure:
    """The structure of a PDF: its parts, and which of them each piece of marked content and each link belongs to.

    `entries` are those of the parent tree: under a page's number the list of its parts, under a link's number its part.
    Raises `ValueError` for a PDF without one.
    """

    def __init__(self, pdf: Any) -> None:
        self.pdf = pdf
        root = self.object(pdf.catalog.get("StructTreeRoot"))
        if root is None:
            raise ValueError("the PDF has no structure")
        self.document: Part = self.object(root["K"][0])
        self._tree = self.object(root["ParentTree"])
        flat = self._tree["Nums"]
        self.entries: dict[int, Any] = dict(zip(flat[::2], flat[1::2], strict=True))
        self._pages: tuple[bytes, ...] = pdf.page_references
        self.page_numbers = {reference: number for number, reference in enumerate(self._pages)}

    def object(self, reference: object) -> Any:
        """Return the object that a reference names, or None."""
        if isinstance(reference, bytes) and reference.endswith(b" R"):
            return self.pdf.objects[int(reference.split(b" ", 1)[0])]
        return None

    def parts(self, part: Part) -> Iterator[Part]:
        """Yield the parts directly within a part."""
        for kid in part["K"]:
            found = self.object(kid)
            if found is not None and found.get("Type") == "/StructElem":
                yield found

    def all_parts(self) -> Iterator[Part]:
        """Yield every part in reading order, each before those within it."""
        waiting = [self.document]
        while waiting:
            part = waiting.pop()
            yield part
            waiting += reversed(list(self.parts(part)))

    def page_of(self, part: Part) -> int:
        """Return the number of the page, from 0, on which a part begins."""
        return self.page_numbers.get(part.get("Pg"), 0)

    def page(self, number: int) -> Any:
        """Return the dictionary of a page."""
        return self.object(self._pages[number])

    def stream(self, number: int) -> list[Any]:
        """Return the operators of a page's content."""
        stream: list[Any] = self.object(self.page(number)["Contents"]).stream
        return stream

    def of_page(self, number: int) -> list[Any]:
        """Return the references to the parts of a page's marked content, by its numbers."""
        return self.entries.get(number) or []

    def clickable(self) -> int:
        """Return how many areas of the pages can be clicked on to go somewhere."""
        areas = (area for number in range(len(self.page_numbers)) for area in self.page(number).get("Annots", ()))
        return sum(self.object(area).get("Subtype") == "/Link" for area in areas)

    def write_entries(self) -> None:
        """Put `entries` into the PDF."""
        self._tree["Nums"][:] = [value for entry in sorted(self.entries.items()) for value in entry]

    def forget(self, number: int) -> None:
        """Leave nothing of an object that is no longer used; its number stays, since others follow it."""
        self.pdf.objects[number].clear()
