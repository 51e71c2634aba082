"""`vplan.yaml`: the settings of a workspace."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from vplan.diagnostics import Message, msg
from vplan.model import choices, values
from vplan.model.base import SourceModel
from vplan.model.common import NO_TEXT


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
