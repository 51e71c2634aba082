"""Says on page 1 whether a document is a draft or decided, by whom and when."""

from __future__ import annotations

from vplan.document.typography import NO_BREAK_SPACE
from vplan.editions import fill
from vplan.link import LinkedPlan
from vplan.model.award_edition import AwardCover
from vplan.model.edition import EditionCover
from vplan.model.values import one_line
from vplan.questions import LinkedAward

_WORDS = {
    "sv": ("Utkast", "Fastställd {datum} av {av}"),
    "en": ("Draft", "Adopted {datum} by {av}"),
}


def status_of(linked: LinkedPlan | LinkedAward, cover: EditionCover | AwardCover, language: str) -> str:
    """Return the words for what a document is, in an edition's words or else in vplan's own.

    Empty where there is no decision and the workspace calls no plan a draft.
    """
    draft, decided = _WORDS.get(language, _WORDS["sv"])
    decision = linked.decision
    if decision is None:
        return (one_line(cover.draft) or draft) if linked.is_draft else ""
    return fill(
        one_line(cover.decided) or decided,
        datum=decision.date,
        av=one_line(decision.by),
        dnr=one_line(decision.reference).replace(" ", NO_BREAK_SPACE),
    )
