"""`beslut.yaml`: the decisions on a unit's documents, the oldest first; the last one on a document stands.

Glossary: av by, delar parts, innehåll content, skrivet as written.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from pydantic import Field, ValidationInfo, WithJsonSchema

from vplan.diagnostics import Message, msg
from vplan.model import choices, values
from vplan.model.base import ReadBy, SourceModel, report
from vplan.model.common import NO_TEXT
from vplan.source.tree import Scalar

MAX_REFERENCE = 60
MAX_BY = 120  # five lines beside the letterhead
PART_DIGITS = 16
PIECE_DIGITS = 6  # of a paragraph in a text: they only tell which ones differ

_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_DIGEST = rf"[0-9a-f]{{{PART_DIGITS}}}(?:\.[0-9a-f]{{{PIECE_DIGITS}}})*"
_PARTS = re.compile(rf"(?:{_DIGEST} \S[^\n]{{0,3999}}(?:\n|\Z)|[ ]*\n)*")
_MAX_DEPTH = 64  # as deep as rows can lie in rows
_REFERENCE = re.compile(r"(?=\D*\d)\w[\w .:/()-]*\Z")


class DecidedDocument(StrEnum):
    """Which of a unit's documents a decision is on: the stem of its main file."""

    PLAN = "plan"
    AWARD = "kvalitetsutmarkelse"


def is_reference(text: str) -> bool:
    """Tell whether a text can be a diary number: `2017-717-1.1.`, `BUN/2023/118`; it holds a digit."""
    return len(text) <= MAX_REFERENCE and _REFERENCE.match(text) is not None


def is_name(text: str) -> bool:
    """Tell whether a text can say who decided: it can be printed, and has room on page 1."""
    return 0 < len(text) <= MAX_BY and text.isprintable()


def _reference(value: Any, info: ValidationInfo) -> Scalar:
    text = values.line(value, info)
    if not text.missing and isinstance(value, Scalar) and not is_reference(values.one_line(text)):
        report(info, value, "bad-reference", *reference_fault(text))
    return text


def reference_fault(text: str) -> tuple[Message, Message]:
    """Say why a text is no diary number, and what to write."""
    shown = values.one_line(text)[:MAX_REFERENCE]
    return msg("“{text}” is no diary number.", text=shown), msg(
        "Write letters, digits and . : / - as in {example}.", example="2017-717-1.1."
    )


def _by(value: Any, info: ValidationInfo) -> Scalar:
    text = values.line(value, info)
    if not text.missing and isinstance(value, Scalar) and not is_name(values.one_line(text)):
        report(info, value, "bad-name", *name_fault())
    return text


def name_fault() -> tuple[Message, Message]:
    """Say why a text does not tell who decided, and what to write."""
    return msg("Who decided is missing, or cannot be printed."), msg(
        "Write the board or the person, in at most {limit} characters.", limit=MAX_BY
    )


def _sha256(value: Any, info: ValidationInfo) -> Scalar:
    text = values.scalar(value, info, msg("a SHA-256"))
    if text is None:
        return values.stand_in(value, info)
    if not text.missing and not _SHA256.match(text.strip()):
        report(info, value, "bad-hash", msg("This is no SHA-256."), _REPAIR)
    return text


_REPAIR = msg("Take the decision back as “vplan decide” wrote it, from a backup or version control.")


def _parts(value: Any, info: ValidationInfo) -> Scalar:
    """Return the text whose lines hold hashes and paths; the first line that does not is reported."""
    text = values.scalar(value, info, msg("a text"))
    if text is None:
        return values.stand_in(value, info)
    held = _PARTS.match(text)
    rest = text[held.end() :] if held else text
    if rest.strip():
        start = len(text) - len(rest.lstrip())
        end = text.find("\n", start)
        place = text.span_at(start, end if end > start else len(text))
        report(info, value, "bad-hash", msg("This line holds no hash and part."), _REPAIR, span=place)
    return text


def _packed(value: Any, info: ValidationInfo) -> Scalar:
    text = values.scalar(value, info, msg("a text"))
    return values.stand_in(value, info) if text is None else text


Reference = Annotated[Scalar, ReadBy(_reference), WithJsonSchema({"type": ["string", "number"]})]
By = Annotated[Scalar, ReadBy(_by), WithJsonSchema({"type": "string", "minLength": 1})]
Sha256 = Annotated[Scalar, ReadBy(_sha256), WithJsonSchema({"type": "string", "pattern": "^[0-9a-f]{64}$"})]
Parts = Annotated[Scalar, ReadBy(_parts), WithJsonSchema({"type": "string"})]
Packed = Annotated[Scalar, ReadBy(_packed), WithJsonSchema({"type": "string"})]
_DOCUMENTS = {document.value: document for document in DecidedDocument}
Decided = Annotated[
    DecidedDocument | None,
    ReadBy(choices._choice(_DOCUMENTS)),
    WithJsonSchema({"enum": list(_DOCUMENTS)}),
]


class DecidedContent(SourceModel):
    """What was decided: hashes of the content in all, as it was written, and of each part.

    `vplan.deciding.content` says what the content of a document is; `version` names that definition. `packed` holds the
    texts themselves, for telling what a change has changed; a decision may be without.
    """

    what: ClassVar[Message] = msg("the content of a decision")

    version: values.Whole = Field(title="Version", description="Hur innehållet är uträknat.")
    sha256: Sha256 = Field(title="SHA-256", description="Kontrollsumma för det som dokumentet säger.")
    written: Sha256 = Field(
        alias="skrivet", title="Skrivet", description="Kontrollsumma för texterna så som de var skrivna."
    )
    parts_text: Parts = Field(alias="delar", title="Delar", description="Kontrollsumma för varje del, en på varje rad.")
    packed: Packed = Field(
        NO_TEXT, alias="texter", title="Texter", description="Vad dokumentet sade, ordagrant och packat."
    )

    @property
    def parts(self) -> dict[str, str]:
        """The hashes of the parts by their paths."""
        lines = (line.strip().partition(" ") for line in self.parts_text.split("\n"))
        return {path: digest for digest, _, path in lines if path and path.count("/") < _MAX_DEPTH}


class Decision(SourceModel):
    """A decision on one of a unit's documents."""

    what: ClassVar[Message] = msg("a decision")

    date: choices.RequiredDate = Field(alias="datum", title="Datum", description="Beslutets dag: 2018-01-25.")
    reference: Reference = Field(alias="dnr", title="Diarienummer", description="Beslutets diarienummer.")
    by: By = Field(alias="av", title="Av", description="Den som beslutade: nämnden, eller en person.")
    document: Decided = Field(
        alias="dokument", title="Dokument", description="Vad beslutet gäller: plan eller kvalitetsutmarkelse."
    )
    content: DecidedContent = Field(
        alias="innehåll", title="Innehåll", description="Skrivs av vplan decide; ändra inget här."
    )


class Decisions(SourceModel):
    """A unit's decisions."""

    what: ClassVar[Message] = msg("a file of decisions")

    decisions: values.Items[Decision] = Field(
        (), alias="beslut", title="Beslut", description="Besluten, det äldsta först; det sista gäller."
    )

    def standing(self, document: DecidedDocument) -> Decision | None:
        """Return the decision that stands for a document: the last one on it."""
        return next((decision for decision in reversed(self.decisions) if decision.document is document), None)
