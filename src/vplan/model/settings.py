"""`vplan.yaml`: the settings of a workspace."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from vplan.diagnostics import Message, msg
from vplan.model import values
from vplan.model.base import SourceModel
from vplan.model.common import NO_TEXT


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
