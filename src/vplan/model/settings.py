"""`vplan.yaml`: the settings of a workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import (
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, core_schema

from vplan.diagnostics import Message, msg
from vplan.model import choices, values
from vplan.model.base import ReadBy, SourceModel, report
from vplan.model.common import NO_TEXT
from vplan.source.tree import Scalar

if TYPE_CHECKING:
    from vplan.model.accessibility import Accessibility
    from vplan.statement import Statement


class _AccessibilityLater:
    """Validates by a model that is made only where the key is written: making it costs every check's start."""

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(cls._validate)

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        from vplan.model.accessibility import Accessibility

        return handler(Accessibility.__pydantic_core_schema__)

    @staticmethod
    def _validate(value: Any, info: ValidationInfo) -> Accessibility | None:
        if isinstance(value, Scalar) and not value.strip():
            return None
        from vplan.model.accessibility import Accessibility

        return Accessibility.model_validate(value, context=info.context)


_YES, _NO = "ja", "nej"


def _decided_from(value: Any, info: ValidationInfo) -> int | None:
    """Return from which year on a plan without a decision is a draft: 0 for all years, None for none."""
    allowed = msg("one of {words}", words=f"{_YES}, {_NO}, 2018")
    text = values.scalar(value, info, allowed)
    word = text.strip() if text is not None else ""
    if word in ("", _NO):
        return None
    if word == _YES:
        return 0
    if values.is_year(word):
        return int(word)
    message = msg("“{text}” is not {allowed}.", text=values.shortened(word), allowed=allowed)
    report(info, value, "bad-choice", message, msg("Write ja, nej, or the first year whose plans are decided here."))
    return None


_DECIDED_FROM_SCHEMA = {"anyOf": [{"enum": [_YES, _NO, None]}, {"type": "integer", "minimum": 1900}]}
DecidedFrom = Annotated[int | None, ReadBy(_decided_from), WithJsonSchema(_DECIDED_FROM_SCHEMA)]


class RuleSetting(SourceModel):
    """How much a rule weighs, everywhere or in a folder."""

    what: ClassVar[Message] = msg("a rule's setting")

    rule: values.RequiredLine = Field(alias="regel", title="Regel", description="Regelns namn; vplan rules visar alla.")
    level: choices.OptionalRuleLevel = Field(alias="nivå", title="Nivå", description="fel, varning, tips eller av.")
    folder_text: values.Line = Field(
        NO_TEXT, alias="mapp", title="Mapp", description="Gäller bara filerna i mappen: plans/2018/ostermalm."
    )
    reason: values.Line = Field(NO_TEXT, alias="skäl", title="Skäl", description="Varför regeln väger så här.")

    @property
    def name(self) -> str:
        """The rule's id."""
        return self.rule.strip()

    @property
    def folder(self) -> str:
        """The folder, relative to the workspace, or empty for all of it."""
        return self.folder_text.strip().strip("/")

    def covers(self, file: str) -> bool:
        """Tell whether the setting is for a file, whose path is relative to the workspace."""
        return not self.folder or file == self.folder or file.startswith(f"{self.folder}/")


class Settings(SourceModel):
    """The settings of a workspace; an empty file gives the defaults."""

    what: ClassVar[Message] = msg("the settings")

    municipality_text: values.Line = Field(NO_TEXT, alias="kommun", title="Kommun", description="Kommunens namn.")
    plans_text: values.Line = Field(
        NO_TEXT, alias="planer", title="Planer", description="Mappen med planerna; förval plans."
    )
    output_text: values.Line = Field(
        NO_TEXT, alias="utdata", title="Utdata", description="Mappen för det byggda; förval site."
    )
    editions_text: values.Line = Field(
        NO_TEXT, alias="utgåvor", title="Utgåvor", description="Mappen med egna utgåvor; förval utgåvor."
    )
    logotype_text: values.Line = Field(
        NO_TEXT, alias="logotyp", title="Logotyp", description="Bildfil (SVG eller PNG) som får stå över enhetens namn."
    )
    accessibility: Annotated[Any, _AccessibilityLater] = Field(
        None,
        alias="tillgänglighet",
        title="Tillgänglighet",
        description="Vad tillgänglighetsredogörelsen på webben säger; utan den görs ingen.",
    )
    decided_from: DecidedFrom = Field(
        None,
        alias="beslut",
        title="Beslut",
        description="Ja om planer är utkast tills vplan decide har skrivit deras beslut; ett årtal: från det året.",
    )

    def is_draft(self, year: int) -> bool:
        """Tell whether a plan of a year is a draft as long as no decision on it is recorded."""
        return self.decided_from is not None and year >= self.decided_from

    rules: values.Items[RuleSetting] = Field(
        (), alias="regler", title="Regler", description="Hur tungt regler väger, överallt eller i en mapp."
    )
    baseline_text: values.Line = Field(
        NO_TEXT, alias="baslinje", title="Baslinje", description="Filen med gamla fynd som vplan check håller tillbaka."
    )

    @property
    def baseline(self) -> str | None:
        """The baseline's file, relative to the workspace, or None."""
        return self.baseline_text.strip() or None

    @property
    def municipality(self) -> str:
        """The municipality's name, or empty."""
        return values.one_line(self.municipality_text)

    @property
    def plans(self) -> str:
        """The folder of the plans, relative to the workspace."""
        return self.plans_text.strip() or "plans"

    @property
    def output(self) -> str:
        """The output folder, relative to the workspace."""
        return self.output_text.strip() or "site"

    @property
    def editions(self) -> str:
        """The folder of the workspace's own editions."""
        return self.editions_text.strip() or "utgåvor"

    @property
    def logotype(self) -> str | None:
        """The logotype's file, relative to the workspace, or None."""
        return self.logotype_text.strip() or None

    @property
    def statement(self) -> Statement | None:
        """The accessibility statement; nothing without its settings, or where they have errors."""
        model: Accessibility | None = self.accessibility
        return model.statement(self.municipality) if model is not None else None
