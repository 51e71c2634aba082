"""`kvalitetsutmarkelse.yaml`: a unit's application for the quality award, facts, introduction, answers."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from vplan.diagnostics import Message, msg
from vplan.model import choices, prose, values
from vplan.model.base import SourceModel
from vplan.model.common import NO_TEXT
from vplan.model.figure import Figures


class Award(SourceModel):
    """A unit's application. The keys of `answers` are the numbers of its edition's questions."""

    what: ClassVar[Message] = msg("an application for the award")

    year: values.Whole = Field(0, alias="år", title="År", description="Året; behövs inte, det är mappens namn.")
    edition: values.RequiredLine = Field(
        alias="utgåva", title="Utgåva", description="Årets delar och frågor: kvalitetsutmarkelsen/2018."
    )
    unit: values.RequiredLine = Field(alias="enhet", title="Enhet", description="Enhetens namn.")
    administration: values.Line = Field(
        NO_TEXT,
        alias="förvaltning",
        title="Förvaltning",
        description="Står på första sidan; annars står nämndens namn där.",
    )
    title: values.Line = Field(
        NO_TEXT, alias="titel", title="Titel", description="Dokumentets titel; annars görs den av utgåvan."
    )
    date: choices.OptionalDate = Field(
        None, alias="datum", title="Datum", description="År-månad-dag: 2018-03-28; får saknas."
    )
    language: choices.Language = Field(
        None, alias="språk", title="Språk", description="Språket i enhetens egna texter: sv, en."
    )
    facts: values.Keyed[values.Line] = Field(
        {},
        alias="administrativa_uppgifter",
        title="Administrativa uppgifter",
        description="Uppgifter i ordning: Enhet, Chef, Telefon, Antal anställda.",
    )
    introduction: prose.ProseText | None = Field(
        None, alias="inledning", title="Inledning", description="Markdown. Rubriker i texten (##) ger underavsnitt."
    )
    answers: values.Keyed[prose.ProseText] = Field(
        {}, alias="svar", title="Svar", description="Svaren under frågornas nummer: 1, 2, 3."
    )
    figures: Figures = Field(
        (), alias="figurer", title="Figurer", description="Figurer ur data; texterna hänvisar till deras id."
    )
