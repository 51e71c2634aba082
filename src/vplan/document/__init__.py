"""The document tree and the assemblers that make it, one per kind of document."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vplan.document.tree import Document, Drawing
from vplan.layout import AWARD_FILE, PLAN_FILES

if TYPE_CHECKING:
    from vplan.link import LinkedPlan
    from vplan.model.settings import Settings
    from vplan.questions import LinkedAward

__all__ = ["AssembledDocument", "Document", "assemble"]


@dataclass(frozen=True, slots=True)
class AssembledDocument:
    """A document of a unit; `name` is the stem of its output files, `source` the file that findings about it name."""

    name: str
    document: Document
    source: str


def assemble(root: Path, settings: Settings, linked: LinkedPlan | LinkedAward) -> list[AssembledDocument]:
    """Assemble the documents of a linked plan or application; raises `EditionError` when its edition cannot be used."""
    # a process that only renders a tree needs none of these
    from vplan.document.blocks import with_blocks
    from vplan.document.wording import words_of
    from vplan.link import LinkedPlan

    logotype = settings.logotype or ""
    if not isinstance(linked, LinkedPlan):
        from vplan.document.award import assemble_award

        application = assemble_award(linked, logotype=logotype)
        figures = _figures(linked, linked.award.language or linked.edition.language)
        return [_named(AWARD_FILE, linked.folder, with_blocks(application, words_of(linked.edition), figures))]
    from vplan.document.plan import assemble_plan
    from vplan.editions import load_edition

    edition = load_edition(str(linked.plan.edition), root, settings.editions)
    document = assemble_plan(linked, edition, logotype=logotype)
    figures = _figures(linked, linked.plan.language or edition.language)
    return [_named(PLAN_FILES[0], linked.folder, with_blocks(document, words_of(edition), figures))]


def _figures(linked: LinkedPlan | LinkedAward, lang: str | None) -> dict[str, Drawing]:
    """Return the figures from data, in the language of the unit's own texts."""
    if not linked.figures:
        return {}
    from vplan.document.figures import drawings

    return drawings(linked.figures, lang or "sv")


def _named(file: str, folder: str, document: Document) -> AssembledDocument:
    return AssembledDocument(file.removesuffix(".yaml"), document, f"{folder}/{file}")
