"""`namnd.yaml`: the board's goals under the council's goals."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field

from vplan.diagnostics import Message, msg
from vplan.model import prose, values
from vplan.model.base import SourceModel
from vplan.model.common import NO_TEXT, Activities, Indicators
from vplan.source.tree import Mapping, Scalar, Sequence


class BoardGoal(SourceModel):
    """Nämndmål."""

    what: ClassVar[Message] = msg("a board goal")

    id: values.Id = Field(title="Id", description="Namn att hänvisa till: små bokstäver a–z, siffror och bindestreck.")
    number: values.GoalNumber = Field(
        NO_TEXT, alias="nr", title="Nummer", description="Målets nummer, där nämnden numrerar sina mål: 1.7.1."
    )
    title: values.RequiredLine = Field(alias="nämndmål", title="Nämndmål", description="Målets text.")
    description: prose.ProseText | None = Field(
        None, alias="beskrivning", title="Beskrivning", description="Bakgrund till målet."
    )
    expected_result: prose.ProseText | None = Field(
        None, alias="förväntat_resultat", title="Förväntat resultat", description="Vad målet ska leda till."
    )
    indicators: Indicators = Field((), alias="indikatorer", title="Indikatorer", description="Nämndens indikatorer.")
    activities: Activities = Field((), alias="aktiviteter", title="Aktiviteter", description="Nämndens aktiviteter.")


class BoardGoals(SourceModel):
    """What a board sets under one of the council's goals."""

    what: ClassVar[Message] = msg("a board's part of a council goal")

    indicators: Indicators = Field(
        (), alias="indikatorer", title="Indikatorer", description="Nämndens egna indikatorer direkt under KF:s mål."
    )
    activities: Activities = Field(
        (), alias="aktiviteter", title="Aktiviteter", description="Nämndens egna aktiviteter direkt under KF:s mål."
    )
    goals: values.Items[BoardGoal] = Field(
        (), alias="nämndmål", title="Nämndmål", description="Nämndens mål under KF:s mål."
    )


def _list_is_goals(value: Any) -> Any:
    """Let a list of board goals stand directly below the council's goal."""
    if isinstance(value, Sequence):
        wrapped = Mapping.stand_in(value.source, value.span)
        wrapped["nämndmål"] = value
        return wrapped
    if isinstance(value, Scalar) and not value.strip():
        return Mapping.stand_in(value.source, value.span)
    return value


_ListOrParts = BeforeValidator(_list_is_goals, json_schema_input_type=BoardGoals | values.Items[BoardGoal] | None)


class Board(SourceModel):
    """A board's file."""

    what: ClassVar[Message] = msg("a board's file")

    year: values.Whole = Field(alias="år", title="År", description="Budgetåret; samma som mappens namn.")
    name: values.RequiredLine = Field(alias="namn", title="Namn", description="Till exempel Östermalms stadsdelsnämnd.")
    goals: values.Keyed[Annotated[BoardGoals, _ListOrParts]] = Field(
        alias="mål", title="Mål", description="Nämndmål under numret på det mål i kf.yaml som de hör till."
    )
    reference_pattern: values.Line = Field(
        NO_TEXT,
        alias="dnr_mönster",
        title="Diarienumrens mönster",
        description='Så skrivs nämndens diarienummer: # är en siffra, * en eller flera. I citattecken: "####-*-#.#."',
    )
    chapters: values.Items[values.RequiredLine] = Field(
        (), alias="kapitel", title="Kapitel", description="Rubriker som alla enheters planer ska ha."
    )
