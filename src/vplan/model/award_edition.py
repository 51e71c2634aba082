"""An edition of the award: the parts and questions of a year, and the words around them.

Glossary: rubriker headings, fråga question, delar parts, frågor questions, nr number; the rest as in `edition`.
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from vplan.diagnostics import Message, msg
from vplan.model import choices, values
from vplan.model.base import SourceModel
from vplan.model.common import NO_TEXT
from vplan.model.edition import CommonEdition, Edition, EditionContents, EditionCover, EditionWeb


class AwardHeadings(SourceModel):
    """The headings before the parts, and how a question is written."""

    what: ClassVar[Message] = msg("the headings of an edition")

    facts: values.RequiredLine = Field(
        alias="administrativa_uppgifter",
        title="Administrativa uppgifter",
        description="Rubrik över de administrativa uppgifterna.",
    )
    introduction: values.RequiredLine = Field(
        alias="inledning", title="Inledning", description="Rubrik över inledningen."
    )
    question: values.RequiredLine = Field(
        alias="fråga", title="Fråga", description="Så skrivs en fråga som rubrik: {nr}, {fråga}."
    )


class AwardQuestion(SourceModel):
    """A question of the year."""

    what: ClassVar[Message] = msg("a question")

    number: values.RequiredLine = Field(
        alias="nr", title="Nummer", description="Numret som svaret står under: 1, eller 1.2."
    )
    text: values.RequiredLine = Field(alias="fråga", title="Fråga", description="Frågans text.")


class AwardPart(SourceModel):
    """A part of the application, with its questions."""

    what: ClassVar[Message] = msg("a part of the application")

    heading: values.RequiredLine = Field(alias="rubrik", title="Rubrik", description="Delens rubrik.")
    questions: values.Items[AwardQuestion] = Field(
        (), alias="frågor", title="Frågor", description="Delens frågor, i ordning."
    )


class AwardContents(SourceModel):
    """What the table of contents lists; never the headings inside an answer."""

    what: ClassVar[Message] = msg("the contents of an edition")

    heading: values.RequiredLine = Field(alias="rubrik", title="Rubrik", description="Innehållsförteckningens rubrik.")
    facts: choices.YesNo = Field(
        alias="administrativa_uppgifter",
        title="Administrativa uppgifter",
        description="Ja om de administrativa uppgifterna står där.",
    )
    introduction: choices.YesNo = Field(alias="inledning", title="Inledning", description="Ja om inledningen står där.")
    parts: choices.YesNo = Field(alias="delar", title="Delar", description="Ja om delarna står där.")
    questions: choices.YesNo = Field(alias="frågor", title="Frågor", description="Ja om frågorna står där.")


class AwardCover(SourceModel):
    """The words of the page header."""

    what: ClassVar[Message] = msg("the cover of an edition")

    page: values.RequiredLine = Field(alias="sida", title="Sida", description="Sidans nummer; {sida} av {sidor}.")
    draft: values.Line = Field(
        NO_TEXT, alias="utkast", title="Utkast", description="Ord på en plan som inte är beslutad."
    )
    decided: values.Line = Field(
        NO_TEXT,
        alias="fastställd",
        title="Fastställd",
        description="Så skrivs beslutet: Fastställd {datum} av {av}; även {dnr}.",
    )


class AwardEdition(CommonEdition):
    """An edition of the award with all that it inherits."""

    what: ClassVar[Message] = msg("an edition of the award")

    headings: AwardHeadings = Field(
        alias="rubriker", title="Rubriker", description="Rubriker före delarna, och hur en fråga skrivs."
    )
    parts: values.Items[AwardPart] = Field(alias="delar", title="Delar", description="Ansökans delar, i ordning.")
    contents: AwardContents = Field(
        alias="innehåll", title="Innehåll", description="Vad innehållsförteckningen tar upp."
    )
    cover: AwardCover = Field(alias="framsida", title="Framsida", description="Ord i sidhuvudet.")
    web: EditionWeb = Field(alias="webb", title="Webb", description="Ord på webbsidan runt dokumentet.")


class EditionFile(AwardEdition, Edition):
    """Any file among the editions, for its JSON schema: the keys of both kinds, none of them needed."""

    contents: EditionContents | AwardContents = Field(  # type: ignore[assignment]
        alias="innehåll", title="Innehåll", description="Vad innehållsförteckningen tar upp."
    )
    cover: EditionCover | AwardCover = Field(  # type: ignore[assignment]
        alias="framsida", title="Framsida", description="Ord på första sidan och i sidhuvudet."
    )
