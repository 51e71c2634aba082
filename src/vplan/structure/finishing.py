"""The last step before a PDF is written: its structure is mended and checked."""

from __future__ import annotations

from typing import Any

from vplan.diagnostics import Diagnostic, Span
from vplan.structure import among, whole
from vplan.structure.content import letters_of
from vplan.structure.expected import Expected
from vplan.structure.look import Fault, Look
from vplan.structure.mending import mend
from vplan.structure.objects import Structure
from vplan.structure.reading import Node, read
from vplan.structure.recording import Record

CHECKS = (
    whole.order,
    whole.headings,
    whole.languages,
    whole.bookmarks,
    whole.settings,
    whole.untagged,
    among.tables,
    among.figures,
    among.links,
    among.signs,
)


def mend_structure(pdf: Any, record: Record) -> None:
    """Mend the structure of a `pydyf.PDF` that is about to be written."""
    mend(Structure(pdf), record)


def check_structure(document: Any, pdf: Any, expected: Expected | None, source: str) -> list[Diagnostic]:
    """Return what is wrong with the structure of a PDF that is about to be written; changes nothing in it.

    `document` is WeasyPrint's, `pdf` a `pydyf.PDF`. A finding stands at the nearest place in the source that is known
    for what it is about, else at the file `source`. Without `expected` nothing is checked.
    """
    if expected is None:
        return []
    structure = Structure(pdf)  # read anew: what is checked is what will be written
    reading = read(structure, letters_of(document), expected.lang)
    look = Look.at(structure, reading, expected)
    return [_diagnostic(fault, look, source) for check in CHECKS for fault in check(look)]


def _diagnostic(fault: Fault, look: Look, source: str) -> Diagnostic:
    place = fault.span or (_place(fault.node, look) if fault.node else None) or Span(source)
    return Diagnostic(fault.rule, fault.severity, place, fault.message, fault.hint)


def _place(node: Node, look: Look) -> Span | None:
    piece = look.aligned.piece_of(node)
    return piece.span if piece else None
