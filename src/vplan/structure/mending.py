"""Makes the structure of a PDF whole where WeasyPrint leaves gaps, before the PDF is written.

What a validator does not ask for and a reader needs: one table where paper has three, scopes and headers by row, column
and group, languages, links that say where they go, signs that are read as the words beside them, labels of lists.
"""

from __future__ import annotations

from typing import Any

from vplan.structure.artefacts import Artefacts
from vplan.structure.joining import Joiner
from vplan.structure.objects import Part, Structure
from vplan.structure.recording import Record
from vplan.structure.tables import tie_headers


def mend(structure: Structure, record: Record) -> None:
    """Mend the structure of a PDF that WeasyPrint has made and not yet written."""
    artefacts = Artefacts(structure)
    joiner = Joiner(structure, record, artefacts)
    _hide_margins(structure, record, artefacts)
    joiner.join_pages()
    joiner.join_lines()
    _Mender(structure, record, artefacts).mend(structure.document, "")
    tie_headers(structure, record)
    _describe_links(structure, record)
    structure.write_entries()


def _hide_margins(structure: Structure, record: Record, artefacts: Artefacts) -> None:
    """Make artefacts of the running headers, whose parts WeasyPrint makes and hangs up nowhere."""
    for page in range(len(structure.page_numbers)):
        for number, reference in enumerate(structure.of_page(page)):
            part = structure.object(reference)
            if part is not None and (part.number in record.margins or _number_of(part.get("P")) in record.margins):
                artefacts.mark(page, number, "Pagination")
    for number in record.margins:
        structure.forget(number)


def _number_of(reference: object) -> int:
    return int(reference.split(b" ", 1)[0]) if isinstance(reference, bytes) else 0


class _Mender:
    """Goes through the structure once and mends each part by what it was made from."""

    def __init__(self, structure: Structure, record: Record, artefacts: Artefacts) -> None:
        self._structure = structure
        self._sources = record.sources
        self._artefacts = artefacts

    def mend(self, part: Part, lang: str) -> None:
        last: list[bytes] = []
        for kid in list(self._structure.parts(part)):
            if self._attribute(kid, "aria-hidden") == "true":
                part["K"].remove(kid.reference)
                self._artefacts.take(kid, "Layout")
                continue
            if self._name(kid) == "address" and kid["S"] == "/NonStruct":
                part["K"].remove(kid.reference)  # drawn at the foot of page 1, and read after the letter
                last.append(kid.reference)
            own = self._attribute(kid, "lang")
            if own and own != lang:
                kid["Lang"] = _string(own)
            self.mend(kid, own or lang)
        part["K"] += last
        if part["S"] == "/L":
            self._label(part)

    def _label(self, items: Part) -> None:
        """Tag what is drawn before a list's items, and the names in a list of facts, as the items' labels."""
        before: Part = None
        for item in list(self._structure.parts(items)):
            bodies = list(self._structure.parts(item)) if item["S"] == "/LI" else []
            if not bodies:
                continue
            name = self._name(bodies[0])
            if name == "dd" and before is not None:
                for body in bodies:
                    body["P"] = before.reference
                    before["K"].append(body.reference)
                items["K"].remove(item.reference)
                self._structure.forget(item.number)
            elif name == "dt":
                bodies[0]["S"] = "/Lbl"
            else:
                self._take_out_label(item, bodies[0])
            before = item if name == "dt" else None

    def _take_out_label(self, item: Part, body: Part) -> None:
        holder = body
        for _ in range(3):  # the sign may stand in anonymous blocks
            first = next(self._structure.parts(holder), None)
            if first is None:
                return
            if self._name(first) == "li::before":
                holder["K"].remove(first.reference)
                first["S"], first["P"] = "/Lbl", item.reference
                item["K"].insert(0, first.reference)
                return
            holder = first

    def _name(self, part: Part) -> str:
        source = self._sources.get(part.number)
        return source.name if source else ""

    def _attribute(self, part: Part, name: str) -> str:
        source = self._sources.get(part.number)
        return (source.element.get(name) or "") if source else ""


def _describe_links(structure: Structure, record: Record) -> None:
    """Describe each link by its own words, instead of by an address inside the document."""
    for part in structure.all_parts():
        source = record.sources.get(part.number) if part["S"] == "/Link" else None
        words = " ".join("".join(source.element.itertext()).replace("\u200b", "").split()) if source else ""
        for kid in part["K"] if words else ():
            found = structure.object(kid)
            if found is not None and found.get("Type") == "/OBJR":
                structure.object(found["Obj"])["Contents"] = _string(words)


def _string(text: str) -> Any:
    import pydyf

    return pydyf.String(text)
