"""`kf.yaml`: the council's goals, indicators and activities of a budget year."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from vplan.diagnostics import Message, msg
from vplan.model import choices, prose, values
from vplan.model.base import SourceModel
from vplan.model.common import NO_TEXT, Activities, Indicators


class CouncilGoal(SourceModel):
    """KF:s mål för verksamhetsområdet."""

    what: ClassVar[Message] = msg("a council goal")

    number: values.GoalNumber = Field(
        NO_TEXT,
        alias="nr",
        title="Nummer",
        description="Målets nummer, utan avslutande punkt: 1.7. Skriv 1.10 inom citattecken.",
    )
    id: values.Id = Field(NO_TEXT, title="Id", description="Namn att hänvisa till, för mål utan nummer.")
    title: values.RequiredLine = Field(alias="titel", title="Titel", description="Målets text.")
    description: prose.ProseText | None = Field(
        None, alias="beskrivning", title="Beskrivning", description="Text under målet."
    )
    indicators: Indicators = Field(
        (), alias="indikatorer", title="Indikatorer", description="Kommunfullmäktiges indikatorer."
    )
    activities: Activities = Field(
        (), alias="aktiviteter", title="Aktiviteter", description="Kommunfullmäktiges aktiviteter."
    )

    @property
    def reference(self) -> str:
        """How other files name the goal: its id, else its number."""
        return str(self.id or self.number)


class Direction(SourceModel):
    """KF:s inriktningsmål, with its goals."""

    what: ClassVar[Message] = msg("a direction of the council")

    number: values.GoalNumber = Field(NO_TEXT, alias="nr", title="Nummer", description="Inriktningsmålets nummer.")
    id: values.Id = Field(NO_TEXT, title="Id", description="Namn, för inriktningsmål utan nummer.")
    title: values.RequiredLine = Field(alias="titel", title="Titel", description="Inriktningsmålets text.")
    description: prose.ProseText | None = Field(
        None, alias="beskrivning", title="Beskrivning", description="Text under inriktningsmålet."
    )
    goals: values.Items[CouncilGoal] = Field(
        (), alias="mål", title="Mål", description="Kommunfullmäktiges mål för verksamhetsområdet."
    )

    @property
    def reference(self) -> str:
        """The id, else the number."""
        return str(self.id or self.number)


class Council(SourceModel):
    """The catalogue of a budget year."""

    what: ClassVar[Message] = msg("a council's file")

    year: values.Whole = Field(alias="år", title="År", description="Budgetåret; samma som mappens namn.")
    name: values.Line = Field(NO_TEXT, alias="namn", title="Namn", description="Till exempel Kommunfullmäktige.")
    incomplete: choices.YesNo = Field(
        None, alias="ofullständig", title="Ofullständig", description="Ja om katalogen saknar mål."
    )
    directions: values.Items[Direction] = Field(
        alias="inriktningsmål", title="Inriktningsmål", description="Kommunfullmäktiges inriktningsmål."
    )

    def goals(self) -> list[tuple[Direction, CouncilGoal]]:
        """All goals with their directions, in the order of the file."""
        return [(direction, goal) for direction in self.directions for goal in direction.goals]
