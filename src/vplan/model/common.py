"""What several file kinds share: indicators, activities, and the choice among inherited ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, TypeGuard

from pydantic import Field, ValidationInfo, WithJsonSchema

from vplan.diagnostics import Message, Span, msg
from vplan.model import choices, values
from vplan.model.base import ReadBy, SourceModel, kind_of, nearest, report, respelt
from vplan.model.target import OptionalTarget, Target, TargetKind
from vplan.source.tree import Mapping, Scalar, Sequence, Source

NO_TEXT = Scalar.stand_in(Source("", ""), Span(""))
EMPTY_TARGET = Target(NO_TEXT, TargetKind.EMPTY)


class Indicator(SourceModel):
    """A row of an indicator table."""

    what: ClassVar[Message] = msg("an indicator")

    id: values.Id = Field(
        NO_TEXT, title="Id", description="Namn att hänvisa till: små bokstäver a–z, siffror och bindestreck."
    )
    name: values.RequiredLine = Field(
        alias="namn", title="Indikator", description="Indikatorns namn, så som det skrivs i tabellen."
    )
    target: OptionalTarget = Field(
        EMPTY_TARGET, alias="årsmål", title="Årsmål", description="Målvärde: 6,1 %, 81, Max 10 personer, Öka …"
    )
    council_target: OptionalTarget = Field(
        EMPTY_TARGET, alias="kf_årsmål", title="KF:s årsmål", description="Kommunfullmäktiges målvärde."
    )
    periodicity: choices.OptionalPeriodicity = Field(
        None, alias="periodicitet", title="Periodicitet", description="Hur ofta indikatorn mäts."
    )
    better: choices.OptionalBetter = Field(
        None, alias="bättre", title="Bättre", description="Om ett högre eller lägre värde är bättre."
    )
    by_sex: choices.YesNo = Field(
        None,
        alias="könsuppdelad",
        title="Könsuppdelad",
        description="Ja om indikatorn redovisas för kvinnor och män; märks med ♀.",
    )
    history: values.Keyed[values.OptionalAmount] = Field(
        {}, alias="utfall", title="Utfall", description="Tidigare års värden, som ritas bredvid namnet: 2017: 68."
    )
    comment: values.Line = Field(
        NO_TEXT, alias="kommentar", title="Kommentar", description="Text på en egen rad under indikatorn."
    )
    table: values.Whole = Field(
        1,
        alias="tabell",
        title="Tabell",
        description="Numret på den tabell raden står i, när målet har flera tabeller efter varandra.",
    )


class Activity(SourceModel):
    """A row of an activity table."""

    what: ClassVar[Message] = msg("an activity")

    id: values.Id = Field(
        NO_TEXT, title="Id", description="Namn att hänvisa till: små bokstäver a–z, siffror och bindestreck."
    )
    text: values.RequiredLine = Field(alias="aktivitet", title="Aktivitet", description="Vad som ska göras.")
    start: choices.RequiredDate = Field(title="Startdatum", description="År-månad-dag: 2018-01-01.")
    end: choices.RequiredDate = Field(alias="slut", title="Slutdatum", description="År-månad-dag: 2018-12-31.")
    table: values.Whole = Field(
        1,
        alias="tabell",
        title="Tabell",
        description="Numret på den tabell raden står i, när målet har flera tabeller efter varandra.",
    )


Indicators = values.Items[Indicator]
Activities = values.Items[Activity]


class OwnValues(SourceModel):
    """What a unit writes of its own on an inherited indicator."""

    what: ClassVar[Message] = msg("a chosen indicator")
    origin: ClassVar[type[SourceModel] | None] = Indicator

    target: OptionalTarget = Field(EMPTY_TARGET, alias="årsmål", title="Årsmål", description="Enhetens målvärde.")
    history: values.Keyed[values.OptionalAmount] = Field(
        {}, alias="utfall", title="Utfall", description="Enhetens egna värden tidigare år: 2017: 68."
    )
    comment: values.Line = Field(
        NO_TEXT, alias="kommentar", title="Kommentar", description="Text på en egen rad under indikatorn."
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """One chosen id, with the unit's own values where there are any."""

    id: Scalar
    own: OwnValues | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """A choice among inherited rows: all of them, or those named."""

    everything: bool = False
    choices: tuple[Choice, ...] = ()


_ALL = "alla"


def _selection(value: Any, info: ValidationInfo, *, own_values: bool) -> Selection:
    if isinstance(value, Mapping) and own_values:
        return Selection(choices=tuple(_own_choice(value, key, info) for key in value))
    if isinstance(value, Sequence):
        return Selection(choices=tuple(Choice(item) for item in value if _is_text(item, info)))
    expected = msg("“alla” or a list of ids")
    if isinstance(value, Scalar):
        word = value.strip()
        if word == _ALL:
            return Selection(everything=True)
        if not word:
            return Selection()
        hint = (
            msg("Did you mean “{near}”?", near=_ALL)
            if nearest(word.lower(), [_ALL])
            else msg("Write each id on a line of its own that begins with “- ”.")
        )
        report(
            info,
            value,
            "bad-choice",
            msg("“{text}” is not {allowed}.", text=word[:60], allowed=expected),
            hint,
            fix=respelt(value, [_ALL]),
        )
        return Selection()
    message = msg("Expected here: {what}; found: {found}.", what=expected, found=kind_of(value))
    hint = msg("Write each id on a line of its own that begins with “- ”.")
    report(info, value, "wrong-type", message, hint)
    return Selection()


def _is_text(item: Any, info: ValidationInfo) -> TypeGuard[Scalar]:
    if isinstance(item, Scalar):
        return bool(item.strip())
    message = msg("Expected here: {what}; found: {found}.", what=msg("an id"), found=kind_of(item))
    report(info, item, "wrong-type", message, msg("Write the id alone after “- ”."))
    return False


def _own_choice(value: Mapping, key: str, info: ValidationInfo) -> Choice:
    own = value[key]
    if isinstance(own, Scalar) and not own.strip():
        return Choice(value.keys_at[key])
    return Choice(value.keys_at[key], OwnValues.model_validate(own, context=info.context))


def _indicator_selection(value: Any, info: ValidationInfo) -> Selection:
    return _selection(value, info, own_values=True)


def _activity_selection(value: Any, info: ValidationInfo) -> Selection:
    return _selection(value, info, own_values=False)


_SELECTION_SCHEMAS: list[dict[str, Any]] = [
    {"const": _ALL},
    {"type": "array", "items": {"type": ["string", "number"]}},
    {"type": "null"},
]
_OWN_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": {
        "type": ["object", "null"],
        "additionalProperties": False,
        "properties": {
            "årsmål": {"title": "Årsmål", "description": "Enhetens målvärde.", "type": ["integer", "string", "null"]},
            "utfall": {
                "title": "Utfall",
                "description": "Enhetens egna värden tidigare år: 2017: 68.",
                "type": ["object", "null"],
                "additionalProperties": {"type": ["integer", "string", "null"]},
            },
            "kommentar": {
                "title": "Kommentar",
                "description": "Text på en egen rad under indikatorn.",
                "type": ["string", "number", "null"],
            },
        },
    },
}
IndicatorSelection = Annotated[
    Selection, ReadBy(_indicator_selection), WithJsonSchema({"anyOf": [*_SELECTION_SCHEMAS, _OWN_SCHEMA]})
]
ActivitySelection = Annotated[Selection, ReadBy(_activity_selection), WithJsonSchema({"anyOf": _SELECTION_SCHEMAS})]
