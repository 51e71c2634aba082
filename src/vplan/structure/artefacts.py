"""Marks content as an artefact: something that is seen and not read, such as a header row that paper repeats."""

from __future__ import annotations

from typing import Any

from vplan.structure.objects import Part, Structure

_NOTHING = b"null"


class Artefacts:
    """Takes parts out of the structure; what they hold stays on the page."""

    def __init__(self, structure: Structure) -> None:
        self._structure = structure
        self._places: dict[int, dict[int, int]] = {}

    def take(self, part: Part, kind: str) -> None:
        """Make artefacts of all that a part holds; who holds the part must let go of it."""
        page = self._structure.page_of(part)
        for kid in part["K"]:
            if isinstance(kid, int):
                self.mark(page, kid, kind)
            elif (found := self._structure.object(kid)) is not None and found.get("Type") == "/StructElem":
                self.take(found, kind)
        self._structure.forget(part.number)

    def mark(self, page: int, number: int, kind: str) -> None:
        """Mark a piece of a page's content as an artefact of a kind: `Pagination` or `Layout`."""
        stream = self._structure.stream(page)
        at = self._numbered(page, stream).get(number)
        self._structure.of_page(page)[number] = _NOTHING
        if at is not None:
            stream[at - 1] = "/Artifact"
            stream[at] = f"<</Type /{kind}>>"

    def _numbered(self, page: int, stream: list[Any]) -> dict[int, int]:
        """Return where in a page's content each piece begins that has a number."""
        if page not in self._places:
            self._places[page] = {
                item["MCID"]: at for at, item in enumerate(stream) if isinstance(item, dict) and "MCID" in item
            }
        return self._places[page]
