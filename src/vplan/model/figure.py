"""A figure in YAML: its kind, its caption and its data; `vplan.figures.assemble` makes a drawing's data of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from pydantic import Field, ValidationInfo, WithJsonSchema, model_validator

from vplan.diagnostics import Message, Span, msg
from vplan.model import choices, values
from vplan.model.base import Findings, ReadBy, SourceModel, kind_of, report
from vplan.model.choices import _choice, _words_schema
from vplan.model.common import NO_TEXT
from vplan.source.tree import Mapping, Scalar, Sequence

_AMOUNTS_KEY = "*"
MAX_CAPTION = 300  # characters
MAX_BOXES = 80
MAX_STEPS = 12
MAX_DEPTH = 8
MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november",
    "december",
)  # fmt: skip
RECURRENCES = {"månad": 1, "varannan månad": 2, "kvartal": 3, "tertial": 4, "halvår": 6}


class Kind(StrEnum):
    """The kinds of figures, as the YAML names them."""

    BARS = "staplar"
    YEARS = "år"
    LINES = "linjer"
    ECONOMY = "ekonomi"
    SHARES = "andelar"
    INDICATOR = "indikator"
    WHEEL = "årshjul"
    ORGANISATION = "organisation"
    CHAIN = "kedja"


class OccasionKind(StrEnum):
    """What stands on the year's wheel, as the YAML names it."""

    ACTIVITY = "aktivitet"
    FOLLOW_UP = "uppföljning"
    MEETING = "möte"


@dataclass(frozen=True, slots=True)
class Box:
    """A box of an organisation, or a step of a chain, with a smaller text below its name."""

    name: str
    text: str = ""
    below: tuple[Box, ...] = ()


_NUMBERS = ("series", "rows", "data", "target", "better", "unit")
KEYS = {
    **dict.fromkeys((Kind.BARS, Kind.YEARS, Kind.LINES), _NUMBERS),
    Kind.ECONOMY: ("series", "rows", "data", "unit"),
    Kind.SHARES: ("series", "rows", "data", "unit"),
    Kind.INDICATOR: ("indicator", "history", "data", "target", "better", "unit"),
    Kind.WHEEL: ("year", "occasions", "activities"),
    Kind.ORGANISATION: ("boxes",),
    Kind.CHAIN: ("steps",),
}


# --- rows of numbers -------------------------------------------------------------------------------------------------


class FigureRow(SourceModel):
    """A row: its name or year, and a value for each series under the series' id; blank for none."""

    what: ClassVar[Message] = msg("a row of a figure")
    open_key: ClassVar[str] = _AMOUNTS_KEY

    name: values.Line = Field(NO_TEXT, alias="namn", title="Namn", description="Radens namn, som en fråga eller grupp.")
    year: values.Line = Field(NO_TEXT, alias="år", title="År", description="Årtal, i diagram över år.")
    amounts: values.Keyed[values.OptionalAmount] = Field(
        {}, alias=_AMOUNTS_KEY, title="Värden", description="Ett värde under seriens id; tomt är inte noll."
    )

    def amount_span(self, column: str) -> Span:
        """Return the place of a series' value, or of the row."""
        value = self._node.get(column) if self._node is not None else None
        return value.span if value is not None else self.place

    def is_given(self, column: str) -> bool:
        """Tell whether something is written for a series, be it a number or not."""
        return self._node is not None and _is_given(self._node.get(column))

    def column_key_span(self, column: str) -> Span:
        """Return the place of a series' key in the row."""
        return self._node.key_span(column) if self._node is not None else self.place


def _is_given(value: Any) -> bool:
    return bool(value.strip()) if isinstance(value, Scalar) else bool(value)


# --- the year's wheel ------------------------------------------------------------------------------------------------


def _months(value: Any, info: ValidationInfo) -> tuple[int, ...]:
    items = list(value) if isinstance(value, Sequence) else [value]
    found = [_month(item, info) for item in items[: len(MONTHS)]]
    return tuple(sorted({month for month in found if month}))


def _month(value: Any, info: ValidationInfo) -> int | None:
    text = values.scalar(value, info, msg("a month"))
    if text is None or not text.strip():
        return None
    word = text.strip().lower()
    if re.fullmatch(r"0?[1-9]|1[0-2]", word):
        return int(word)
    for number, name in enumerate(MONTHS, 1):
        if word == name or (word.rstrip(".") == name[:3]):
            return number
    message = msg("“{text}” is no month.", text=values.shortened(text))
    report(info, value, "bad-choice", message, msg("Write its name, such as mars, or its number."))
    return None


def _recurrence(value: Any, info: ValidationInfo) -> int | None:
    """Return after how many months something comes again."""
    if isinstance(value, Scalar) and value.strip().startswith("varje "):
        value = Scalar.made_from(value, value.strip().removeprefix("varje ").strip())
    found: int | None = _choice(RECURRENCES)(value, info)
    return found


_MONTH_SCHEMA = {"type": ["string", "integer", "array", "null"], "items": {"type": ["string", "integer"]}}
Months = Annotated[tuple[int, ...], ReadBy(_months), WithJsonSchema(_MONTH_SCHEMA)]
Recurrence = Annotated[
    int | None,
    ReadBy(_recurrence),
    WithJsonSchema({"enum": [*(f"varje {word}" for word in RECURRENCES if " " not in word), *RECURRENCES, None]}),
]
_KIND_WORDS = {kind.value: kind for kind in OccasionKind}
OptionalOccasionKind = Annotated[OccasionKind | None, ReadBy(_choice(_KIND_WORDS)), _words_schema(*OccasionKind)]


class FigureOccasion(SourceModel):
    """An entry of the year's wheel."""

    what: ClassVar[Message] = msg("an entry of the year's wheel")

    name: values.RequiredLine = Field(alias="namn", title="Namn", description="Vad som händer.")
    kind: OptionalOccasionKind = Field(
        None, alias="slag", title="Slag", description="aktivitet, uppföljning eller möte; annars aktivitet."
    )
    start: choices.OptionalDate = Field(None, title="Startdatum", description="År-månad-dag: 2018-01-15.")
    end: choices.OptionalDate = Field(None, alias="slut", title="Slutdatum", description="År-månad-dag: 2018-03-31.")
    months: Months = Field((), alias="månad", title="Månad", description="En månad, eller en lista med månader: mars.")
    recurs: Recurrence = Field(
        None,
        alias="återkommer",
        title="Återkommer",
        description="varje månad, varje kvartal, varje tertial eller varje halvår.",
    )

    @property
    def is_dated(self) -> bool:
        """Tell whether a day, a month or a recurrence is written, be it sound or not."""
        node = self._node
        written = [node.get(key) for key in ("start", "slut", "månad", "återkommer")] if node is not None else []
        return any(any(map(_is_given, v)) if isinstance(v, Sequence) else _is_given(v) for v in written)


# --- organisation and chain ------------------------------------------------------------------------------------------


class _Boxes:
    """Reads nested lists of boxes; stops at the limits, so that it ends on any input."""

    def __init__(self, info: ValidationInfo, deepest: int, most: int) -> None:
        self.info, self.deepest, self.most = info, deepest, most
        self.left = most
        self.is_told = False

    def read(self, value: Any, above: tuple[str, ...] = ()) -> tuple[Box, ...]:
        if isinstance(value, Scalar) and not value.strip():
            return ()
        if not isinstance(value, Sequence):
            message = msg("Expected here: {what}; found: {found}.", what=msg("a list"), found=kind_of(value))
            report(self.info, value, "wrong-type", message, msg("Begin each item with “- ”."))
            return ()
        if len(above) >= self.deepest:
            self._tell(value, msg("The list is deeper than {limit} levels.", limit=self.deepest))
            return ()
        found = []
        for item in value:
            if not self.left:
                self._tell(item, msg("The figure has more than {limit} boxes.", limit=self.most))
                break
            box = self._box(item, above)
            if box is not None:
                found.append(box)
        return tuple(found)

    def _text(self, item: Mapping, key: str) -> str:
        return values.one_line(values.line(item[key], self.info)) if key in item else ""

    def _tell(self, value: Any, message: Message) -> None:
        if not self.is_told:
            self.is_told = True
            report(self.info, value, "figure-size", message, msg("What comes after is not drawn; split the figure."))

    def _box(self, item: Any, above: tuple[str, ...]) -> Box | None:
        self.left -= 1
        if not isinstance(item, Mapping):
            name = values.one_line(values.line(item, self.info))
            if isinstance(item, Scalar) and not name:
                message = msg("A text is missing here.")
                report(self.info, item, "empty-value", message, msg("Write the name of the box, or remove the item."))
            return Box(name) if name and not self._is_below_itself(name, item, above) else None
        known = ("namn", "text", "under") if self.deepest > 1 else ("namn", "text")
        for key in item:
            if key not in known:
                message = msg("The key “{key}” is not known in {what}.", key=key, what=msg("a box"))
                hint = msg("The keys here are: {keys}.", keys=", ".join(known))
                report(self.info, item, "unknown-key", message, hint, span=item.key_span(key))
        name = self._text(item, "namn")
        if not name and isinstance(item.get("namn"), Mapping | Sequence):
            return None
        if not name:
            message = msg("The key “{key}” is missing in {what}.", key="namn", what=msg("a box"))
            report(self.info, item, "missing-key", message, msg("Add the line “{key}: …”.", key="namn"))
            return None
        text = self._text(item, "text")
        if self._is_below_itself(name, item, above):
            return None
        below = self.read(item["under"], (*above, name.casefold())) if self.deepest > 1 and "under" in item else ()
        return Box(name, text, below)

    def _is_below_itself(self, name: str, item: Any, above: tuple[str, ...]) -> bool:
        if name.casefold() not in above:
            return False
        message = msg("“{name}” stands below itself.", name=name[:60])
        report(self.info, item, "figure-data", message, msg("Remove it from here, or give it another name."))
        return True


def _organisation(value: Any, info: ValidationInfo) -> tuple[Box, ...]:
    return _Boxes(info, MAX_DEPTH, MAX_BOXES).read(value)


def _chain(value: Any, info: ValidationInfo) -> tuple[Box, ...]:
    return _Boxes(info, 1, MAX_STEPS).read(value)


_TEXT_SCHEMA: dict[str, Any] = {"type": ["string", "number"]}
_BOX_SCHEMA: dict[str, Any] = {
    "namn": {"title": "Namn", "description": "Vad som står i rutan.", **_TEXT_SCHEMA},
    "text": {"title": "Text", "description": "Mindre text under namnet.", "type": ["string", "number", "null"]},
}
_BELOW_SCHEMA: dict[str, Any] = {"title": "Under", "description": "Rutorna under den här."}
_STEP_SCHEMA: dict[str, Any] = {
    "anyOf": [
        _TEXT_SCHEMA,
        {
            "type": "object",
            "properties": _BOX_SCHEMA,
            "required": ["namn"],
        },
    ]
}


def _nested(levels: int) -> dict[str, Any]:
    """Return the schema of a list of boxes; what is deeper than a few levels is not described."""
    box: dict[str, Any] = {
        "type": "object",
        "properties": {
            **_BOX_SCHEMA,
            "under": {**_BELOW_SCHEMA, **(_nested(levels - 1) if levels > 1 else {"type": ["array", "null"]})},
        },
        "required": ["namn"],
        "additionalProperties": False,
    }
    return {"type": ["array", "null"], "items": {"anyOf": [_TEXT_SCHEMA, box]}}


Boxes = Annotated[tuple[Box, ...], ReadBy(_organisation), WithJsonSchema(_nested(4))]
Steps = Annotated[tuple[Box, ...], ReadBy(_chain), WithJsonSchema({"type": ["array", "null"], "items": _STEP_SCHEMA})]

# --- the figure ------------------------------------------------------------------------------------------------------

_FIGURE_WORDS = {kind.value: kind for kind in Kind}
FigureKind = Annotated[Kind | None, ReadBy(_choice(_FIGURE_WORDS)), WithJsonSchema({"enum": list(_FIGURE_WORDS)})]


class Figure(SourceModel):
    """A figure that is drawn from its data."""

    what: ClassVar[Message] = msg("a figure")

    id: values.Id = Field(title="Id", description="Namn att hänvisa till: små bokstäver a–z, siffror och bindestreck.")
    kind: FigureKind = Field(
        alias="slag",
        title="Slag",
        description="staplar, år, linjer, ekonomi, andelar, indikator, årshjul, organisation, kedja.",
    )
    caption: values.RequiredLine = Field(alias="rubrik", title="Rubrik", description="Figurens rubrik, under bilden.")
    text: values.Line = Field(
        NO_TEXT,
        title="Text",
        description="Vad bilden visar, för den som inte ser den; annars görs texten av siffrorna.",
    )
    unit: values.Line = Field(NO_TEXT, alias="enhet", title="Enhet", description="Vad värdena är: %, tkr, index.")
    target: values.OptionalAmount = Field(None, alias="mål", title="Mål", description="Mållinje i diagrammet.")
    better: choices.OptionalBetter = Field(
        None, alias="bättre", title="Bättre", description="Om ett högre eller lägre värde är bättre."
    )
    series: values.Keyed[values.RequiredLine] = Field(
        {}, alias="serier", title="Serier", description="Seriernas id och namn, i ordning."
    )
    rows: values.Items[FigureRow] = Field(
        (), alias="rader", title="Rader", description="Rader med ett värde för varje serie."
    )
    data: values.Line = Field(
        NO_TEXT, title="Data", description="CSV-fil i enhetens mapp, i stället för serier och rader: data/enkat.csv."
    )
    history: values.Keyed[values.OptionalAmount] = Field(
        {}, alias="utfall", title="Utfall", description="Indikatorns värde för varje år: 2017: 68."
    )
    indicator: values.Line = Field(
        NO_TEXT,
        alias="indikator",
        title="Indikator",
        description="Id för en av planens indikatorer, i stället för utfall, mål och bättre.",
    )
    show_table: choices.YesNo = Field(
        None, alias="tabell", title="Tabell", description="Ja om siffrorna ska stå som tabell under figuren."
    )
    year: values.Line = Field(NO_TEXT, alias="år", title="År", description="Årtal i årshjulets mitt.")
    occasions: values.Items[FigureOccasion] = Field(
        (), alias="poster", title="Poster", description="Vad som händer under året."
    )
    activities: choices.YesNo = Field(
        None, alias="aktiviteter", title="Aktiviteter", description="Ja om planens egna aktiviteter ska stå på hjulet."
    )
    boxes: Boxes = Field((), alias="delar", title="Delar", description="Rutor, med rutorna under dem i listan under.")
    steps: Steps = Field((), alias="led", title="Led", description="Kedjans led, i ordning.")

    def is_given(self, field: str) -> bool:
        """Tell whether something is written in a field, be it sound or not."""
        return self._node is not None and _is_given(self._node.get(type(self).model_fields[field].alias or field))

    def is_in_history(self, year: str) -> bool:
        """Tell whether something is written for a year of the history, be it a number or not."""
        written = self._node.get("utfall") if self._node is not None else None
        return isinstance(written, Mapping) and _is_given(written.get(year))

    @model_validator(mode="after")
    def _check_keys(self, info: ValidationInfo) -> Figure:
        if self.kind is None or not isinstance(info.context, Findings):
            return self
        allowed = KEYS[self.kind]
        for field in {name for names in KEYS.values() for name in names} - set(allowed):
            if self.has(field):
                key = type(self).model_fields[field].alias or field
                keys = ", ".join(type(self).model_fields[name].alias or name for name in allowed)
                message = msg(
                    "The key “{key}” is not used in a figure of the kind “{kind}”.", key=key, kind=self.kind.value
                )
                hint = msg("The keys of this kind are: {keys}.", keys=keys)
                report(info, None, "unknown-key", message, hint, span=self.key_span(field))
        return self


Figures = values.Items[Figure]
