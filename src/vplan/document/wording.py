"""The words of boxes, captions and references: the edition's own, else those of its language."""

from __future__ import annotations

from dataclasses import dataclass

from vplan.document.typography import NO_BREAK_SPACE
from vplan.editions import fill
from vplan.model.edition import CommonEdition, EditionBlocks, EditionReferences
from vplan.model.values import one_line

_BLOCKS = {
    "sv": {"example": "Exempel", "figure": "Figur", "table": "Tabell", "figure_table": "Visa som tabell"},
    "en": {"example": "Example", "figure": "Figure", "table": "Table", "figure_table": "Show as a table"},
}
_REFERENCES = {
    "sv": {
        "section": "avsnitt",
        "question": "fråga",
        "direction": "inriktningsmål",
        "council_goal": "mål",
        "board_goal": "nämndmål",
        "unit_goal": "enhetsmål",
        "indicator": "indikatorn",
        "figure": "figur",
        "table": "tabell",
        "page": "s.",
        "title": "”{titel}”",
    },
    "en": {
        "section": "section",
        "question": "question",
        "direction": "direction",
        "council_goal": "goal",
        "board_goal": "the board's goal",
        "unit_goal": "the unit's goal",
        "indicator": "the indicator",
        "figure": "figure",
        "table": "table",
        "page": "p.",
        "title": "“{titel}”",
    },
}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a document's blocks; `references` has one for each kind of place, and `page` and `title`.

    `figure_table` unfolds the table of a figure from data.
    """

    example: str
    figure: str
    table: str
    references: dict[str, str]
    figure_table: str = ""

    def by_number(self, kind: str, number: str | int) -> str:
        """Return what a reference calls a numbered place: "fråga 2"; no line ends before the number."""
        return f"{self.references[kind]}{NO_BREAK_SPACE}{number}"

    def by_title(self, kind: str, title: str) -> str:
        """Return what a reference calls a place that has a title: "avsnitt ”Inledning”"."""
        return f"{self.references[kind]} {fill(self.references['title'], titel=title)}"


def words_of(edition: CommonEdition) -> Words:
    """Return an edition's words; what it leaves out is vplan's own, in the edition's language or else in Swedish."""
    language = edition.language if edition.language in _BLOCKS else "sv"
    blocks = _chosen(edition.blocks, _BLOCKS[language])
    return Words(references=_chosen(edition.references, _REFERENCES[language]), **blocks)


def _chosen(own: EditionBlocks | EditionReferences | None, default: dict[str, str]) -> dict[str, str]:
    return {key: (one_line(getattr(own, key)) if own is not None else "") or word for key, word in default.items()}
