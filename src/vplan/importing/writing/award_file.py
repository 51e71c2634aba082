"""`kvalitetsutmarkelse.yaml`: an application for the quality award."""

from __future__ import annotations

import datetime

from vplan.diagnostics import msg
from vplan.editions import fill
from vplan.importing.draft import AwardDraft, Text
from vplan.importing.source import Place
from vplan.importing.writing.catalogue import add_passage
from vplan.importing.writing.cleaning import one_line
from vplan.importing.writing.hierarchy import Passage
from vplan.importing.writing.result import Notes
from vplan.importing.writing.yaml_text import Map
from vplan.model.award_edition import AwardEdition


def award_file(draft: AwardDraft, edition: AwardEdition, notes: Notes) -> Map:
    """Return the content of the file."""
    found = Map().add("utgåva", draft.edition, draft).add("enhet", one_line(draft.unit))
    found.add_text("förvaltning", draft.administration)
    words = {"dokument": str(edition.document), "år": draft.year, "enhet": one_line(draft.unit)}
    if one_line(draft.title) != fill(edition.title, **words, nämnd=one_line(draft.board)):
        found.add_text("titel", draft.title)
    _date(found, draft, notes)
    if draft.language != (edition.language or "sv"):
        found.add("språk", draft.language)
    facts = Map()
    for fact in draft.facts:
        facts.add_text(one_line(fact.label), fact.value, fact)
    found.add("administrativa_uppgifter", facts if facts.entries else None)
    if draft.introduction is not None:
        _add(found, "inledning", draft.introduction, notes)
    answers = Map()
    numbers = [question.number.strip() for part in edition.parts for question in part.questions]
    for number in numbers:
        if number in draft.answers:
            _add(answers, number, draft.answers[number], notes)
    return found.add("svar", answers if answers.entries else None)


def _add(found: Map, key: str, text: Text, notes: Notes) -> None:
    add_passage(found, key, Passage.of(text), notes)


def _date(found: Map, draft: AwardDraft, notes: Notes) -> None:
    try:
        found.add_text("datum", datetime.date.fromisoformat(draft.date).isoformat() if draft.date else "")
    except ValueError:
        notes.leave_out(Place(), draft.date, msg("This is no date."))
