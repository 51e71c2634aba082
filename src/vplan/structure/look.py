"""What a check looks at, and what it finds: a rule, how much it weighs, a sentence, and what it is about."""

from __future__ import annotations

from dataclasses import dataclass, field

from vplan.diagnostics import Message, Severity, Span, msg
from vplan.structure.expected import Expected
from vplan.structure.objects import Structure
from vplan.structure.reading import Node, Reading
from vplan.structure.said import Aligned, Said, align, listen

HEADINGS = ("H1", "H2", "H3", "H4", "H5", "H6")
OURS = msg("The fault lies in vplan, not in the plan; please tell us of it.")


@dataclass(slots=True)
class Look:
    """All that a check may look at."""

    structure: Structure
    reading: Reading
    said: Said
    aligned: Aligned
    expected: Expected

    @property
    def headings(self) -> list[Node]:
        """The headings in reading order."""
        return [node for node in self.reading.root.walk() if node.role in HEADINGS]

    @classmethod
    def at(cls, structure: Structure, reading: Reading, expected: Expected) -> Look:
        """Read a PDF aloud beside the document that it was made from."""
        said = listen(reading.root)
        return cls(structure, reading, said, align(said, expected), expected)


@dataclass(frozen=True, slots=True)
class Fault:
    """A finding; without a part and a place it is about the whole document."""

    message: Message
    hint: Message = OURS
    severity: Severity = Severity.ERROR
    node: Node | None = None
    span: Span | None = None
    rule: str = field(kw_only=True)
