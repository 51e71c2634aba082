"""`mal.yaml`: the unit's goals under the board's goals, and what it takes over of theirs."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field

from vplan.diagnostics import Message, msg
from vplan.model import choices, prose, values
from vplan.model.base import SourceModel
from vplan.model.common import NO_TEXT, Activities, ActivitySelection, Indicators, IndicatorSelection, Selection
from vplan.source.tree import Mapping, Scalar


class UnitGoal(SourceModel):
    """Enhetsmål."""

    what: ClassVar[Message] = msg("a unit goal")

    id: values.Id = Field(title="Id", description="Namn att hänvisa till: små bokstäver a–z, siffror och bindestreck.")
    number: values.GoalNumber = Field(
        NO_TEXT, alias="nr", title="Nummer", description="Nummer som skrivs före målets text."
    )
    title: values.RequiredLine = Field(alias="mål", title="Enhetsmål", description="Målets text.")
    language: choices.Language = Field(
        None, alias="språk", title="Språk", description="Språket i målets texter, när det inte är dokumentets: en."
    )
    expected_result: prose.ProseText | None = Field(
        None,
        alias="förväntat_resultat",
        title="Förväntat resultat",
        description="Vad målet ska leda till, så att det går att följa upp.",
    )
    methods: prose.ProseText | None = Field(
        None, alias="arbetssätt", title="Arbetssätt", description="Hur enheten arbetar för att nå målet."
    )
    resources: prose.ProseText | None = Field(
        None, alias="resursanvändning", title="Resursanvändning", description="Vad som används för att nå målet."
    )
    follow_up: prose.ProseText | None = Field(
        None, alias="uppföljning", title="Uppföljning", description="Hur och när målet följs upp."
    )
    development: prose.ProseText | None = Field(
        None, alias="utveckling", title="Utveckling", description="Vad enheten ska utveckla."
    )
    indicators: Indicators = Field(
        (), alias="indikatorer", title="Indikatorer", description="Enhetens egna indikatorer."
    )
    activities: Activities = Field(
        (), alias="aktiviteter", title="Aktiviteter", description="Enhetens egna aktiviteter."
    )


def _blank_is_empty(value: Any) -> Any:
    """Let a goal be taken over without anything below it."""
    if isinstance(value, Scalar) and not value.strip():
        return Mapping.stand_in(value.source, value.span)
    return value


class BoardGoalUse(SourceModel):
    """A board goal as the unit takes it over."""

    what: ClassVar[Message] = msg("a board goal of the unit")

    indicators: IndicatorSelection = Field(
        Selection(),
        alias="indikatorer",
        title="Indikatorer",
        description="Nämndens indikatorer: alla, en lista med id, eller id med egna årsmål.",
    )
    activities: ActivitySelection = Field(
        Selection(),
        alias="aktiviteter",
        title="Aktiviteter",
        description="Nämndens aktiviteter: alla, eller en lista med id.",
    )
    unit_goals: values.Items[UnitGoal] = Field(
        (), alias="enhetsmål", title="Enhetsmål", description="Enhetens egna mål under nämndmålet."
    )


class CouncilGoalUse(SourceModel):
    """A council goal as the unit takes it over."""

    what: ClassVar[Message] = msg("a council goal of the unit")
    levels: ClassVar[dict[str, type[SourceModel]]] = {"nämndmål": BoardGoalUse}

    indicators: IndicatorSelection = Field(
        Selection(),
        alias="indikatorer",
        title="Indikatorer",
        description="KF:s och nämndens indikatorer: alla, en lista med id, eller id med egna årsmål.",
    )
    activities: ActivitySelection = Field(
        Selection(),
        alias="aktiviteter",
        title="Aktiviteter",
        description="KF:s och nämndens aktiviteter: alla, eller en lista med id.",
    )
    board_goals: values.Keyed[
        Annotated[BoardGoalUse, BeforeValidator(_blank_is_empty, json_schema_input_type=BoardGoalUse | None)]
    ] = Field(
        {},
        alias="nämndmål",
        title="Nämndmål",
        description="Nämndmål som enheten arbetar med, under sina id i namnd.yaml.",
    )


class UnitGoals(SourceModel):
    """A unit's goal file."""

    what: ClassVar[Message] = msg("a unit's goal file")
    levels: ClassVar[dict[str, type[SourceModel]]] = {"mål": CouncilGoalUse}

    year: values.Whole = Field(0, alias="år", title="År", description="Budgetåret; behövs inte, det är mappens namn.")
    goals: values.Keyed[
        Annotated[CouncilGoalUse, BeforeValidator(_blank_is_empty, json_schema_input_type=CouncilGoalUse | None)]
    ] = Field(alias="mål", title="Mål", description="KF:s mål som enheten arbetar med, under sina nummer i kf.yaml.")
