"""Makes one part of what a page's end or a line's end has cut: WeasyPrint tags the pieces one by one.

A section, list or table over three pages is one of each to a reader, and a link over two lines is one link.
"""

from __future__ import annotations

from typing import Any

from vplan.structure.artefacts import Artefacts
from vplan.structure.objects import Part, Structure
from vplan.structure.recording import Record

_INLINE = ("a", "code", "em", "span", "strong")


class Joiner:
    """Joins parts that were made from one element of the page."""

    def __init__(self, structure: Structure, record: Record, artefacts: Artefacts) -> None:
        self._structure = structure
        self._sources = record.sources
        self._artefacts = artefacts

    def join_pages(self) -> None:
        """Join what page ends have cut, from the whole document down to its paragraphs."""
        structure = self._structure
        kept: list[Part] = []
        for part in structure.parts(structure.document):
            if not (kept and self._joined(kept[-1], part)):
                kept.append(part)
        structure.document["K"][:] = [part.reference for part in kept]

    def _joined(self, first: Part, second: Part) -> bool:
        """Join the second part to the first when it goes on with it on another page; tell whether it did."""
        key = self._key(first)
        if key is None or key != self._key(second) or first["Pg"] == second["Pg"] or first["S"] == "/Link":
            return False  # links are joined later, over lines as over pages
        if first["S"] == "/Table":
            self._take_repeated_head(first, second)
        if first["S"] == "/TR":
            self._join_cells(first, second)
        else:
            self._append(first, second)
        self._structure.forget(second.number)
        return True

    def _append(self, first: Part, second: Part) -> None:
        last = self._structure.object(first["K"][-1]) if first["K"] else None
        for place, kid in enumerate(second["K"]):
            part = self._structure.object(kid)
            if place == 0 and _is_part(part) and _is_part(last) and self._joined(last, part):
                continue
            first["K"].append(self._adopted(kid, first, second))

    def _join_cells(self, first: Part, second: Part) -> None:
        """Join the parts of a row cell by cell."""
        cells = {self._key(cell): cell for cell in self._structure.parts(first)}
        for cell in list(self._structure.parts(second)):
            if not ((own := cells.get(self._key(cell))) and self._joined(own, cell)):
                cell["P"] = first.reference
                first["K"].append(cell.reference)

    def _take_repeated_head(self, first: Part, second: Part) -> None:
        """Take the header row that paper repeats on a new page out of the structure.

        Where a row is as high as a page, WeasyPrint leaves the header row out until there is room for it again; the
        first that is drawn then becomes the whole table's.
        """
        own = list(self._structure.parts(first))
        for part in list(self._structure.parts(second)):
            if part["S"] != "/THead":
                continue
            second["K"].remove(part.reference)
            if any(kid["S"] == "/THead" for kid in own):
                self._artefacts.take(part, "Pagination")
            else:
                part["P"] = first.reference
                first["K"].insert(sum(kid["S"] == "/Caption" for kid in own), part.reference)

    def _adopted(self, kid: Any, first: Part, second: Part) -> Any:
        """Let what stood in the second part belong to the first; return the form in which it may stand there.

        A number of marked content goes by the page on which its part begins.
        """
        if not isinstance(kid, int):
            if _is_part(part := self._structure.object(kid)):
                part["P"] = first.reference
            return kid
        self._structure.of_page(self._structure.page_of(second))[kid] = first.reference
        if first["Pg"] == second["Pg"]:
            return kid
        return b"<</Type /MCR /Pg " + second["Pg"] + b" /MCID " + str(kid).encode() + b">>"

    def _key(self, part: Part) -> tuple[int, str, str] | None:
        source = self._sources.get(part.number)
        return (id(source.element), source.name, part["S"]) if source else None

    # lines

    def join_lines(self) -> None:
        """Make one of the parts in which lines have cut a link or stressed words, and what paper adds to a link."""
        for part in list(self._structure.all_parts()):
            if not part:  # which has gone into another by now
                continue
            if part["S"] == "/Link":
                self._take_in(part)
            last: Part = None
            for kid in list(self._structure.parts(part)):
                if last is not None and self._is_inline(kid) and self._key(kid) == self._key(last):
                    self._append_line(last, kid)
                    part["K"].remove(kid.reference)
                    self._structure.forget(kid.number)
                else:
                    last = kid

    def _is_inline(self, part: Part) -> bool:
        source = self._sources.get(part.number)
        return source is not None and source.name in _INLINE

    def _take_in(self, link: Part) -> None:
        """Put what stands in links inside a link, such as a page's number, into the link itself."""
        for inner in list(self._structure.parts(link)):
            if inner["S"] != "/Link":
                self._one_area(inner)
            else:
                place = link["K"].index(inner.reference)
                self._take_in(inner)
                kids = [self._adopted(kid, link, inner) for kid in inner["K"] if not self._drop_annotation(kid, inner)]
                link["K"][place : place + 1] = kids
                self._structure.forget(inner.number)

    def _one_area(self, part: Part) -> None:
        """Leave no area to click on within stressed words of a link: the link's own lies around them."""
        part["K"][:] = [kid for kid in part["K"] if not self._drop_annotation(kid, part)]
        for inner in self._structure.parts(part):
            self._one_area(inner)

    def _drop_annotation(self, kid: Any, link: Part) -> bool:
        """Remove the inner of two areas to click on, one above the other; tell whether it was one."""
        found = self._structure.object(kid)
        if found is None or found.get("Type") != "/OBJR":
            return False
        annotation = self._structure.object(found["Obj"])
        page = self._structure.page(self._structure.page_of(link))
        page["Annots"].remove(found["Obj"])
        self._structure.entries.pop(annotation["StructParent"], None)
        self._structure.forget(annotation.number)
        self._structure.forget(found.number)
        return True

    def _append_line(self, first: Part, second: Part) -> None:
        for kid in second["K"]:
            found = self._structure.object(kid)
            if found is not None and found.get("Type") == "/OBJR":
                annotation = self._structure.object(found["Obj"])
                self._structure.entries[annotation["StructParent"]] = first.reference
            first["K"].append(self._adopted(kid, first, second))


def _is_part(found: Any) -> bool:
    return found is not None and found.get("Type") == "/StructElem"
