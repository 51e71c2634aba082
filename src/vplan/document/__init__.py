"""The document tree and the assemblers that make it, one per kind of document."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vplan.document.tree import Document

if TYPE_CHECKING:
    from vplan.link import LinkedPlan
    from vplan.model.settings import Settings

__all__ = ["AssembledDocument", "Document", "assemble"]


@dataclass(frozen=True, slots=True)
class AssembledDocument:
    """A document of a unit; `name` is the stem of its output files, `source` the file that findings about it name."""

    name: str
    document: Document
    source: str


def assemble(root: Path, settings: Settings, plan: LinkedPlan) -> list[AssembledDocument]:
    """Assemble all documents of a unit from its linked plan; raises `EditionError` when its edition cannot be used."""
    # a process that only renders a tree needs none of these
    from vplan.document.plan import assemble_plan
    from vplan.editions import load_edition

    edition = load_edition(str(plan.plan.edition), root, settings.editions)
    document = assemble_plan(plan, edition, logotype=settings.logotype or "")
    return [AssembledDocument("plan", document, f"{plan.folder}/plan.yaml")]
