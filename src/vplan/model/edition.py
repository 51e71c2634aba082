"""An edition: the labels, chapter names, order and contents that a municipality's plans have in a year.

Glossary: namn name, språk language, ärver inherits, titel title, dokument document, ämne subject, etiketter labels, plats
placement, numrering numbering, fält fields, ordning order, tabeller tables, ekonomi economy, innehåll contents,
framsida cover, bilagor annexes, webb web.

Texts with `{names}` in braces are filled by `vplan.editions.fill`; each field's description says which names it may hold.
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from vplan.diagnostics import Message, msg
from vplan.model import values
from vplan.model.base import SourceModel
from vplan.model.common import NO_TEXT

SAME_LINE = "före titeln"
OWN_LINE = "egen rad"


class EditionLabels(SourceModel):
    """The labels above or before the goals; an empty one is left out."""

    what: ClassVar[Message] = msg("the labels of an edition")

    placement: values.RequiredLine = Field(alias="plats", title="Plats", description="egen rad, eller före titeln.")
    direction: values.Line = Field(
        NO_TEXT, alias="inriktningsmål", title="Inriktningsmål", description="Etikett vid inriktningsmål."
    )
    council_goal: values.Line = Field(NO_TEXT, alias="kf_mål", title="KF:s mål", description="Etikett vid KF:s mål.")
    board_goal: values.Line = Field(NO_TEXT, alias="nämndmål", title="Nämndmål", description="Etikett vid nämndmål.")
    unit_goal: values.Line = Field(NO_TEXT, alias="enhetsmål", title="Enhetsmål", description="Etikett vid enhetsmål.")


class EditionNumbering(SourceModel):
    """How number and title stand together: `{nr}`, `{titel}`. A goal without a number has its title alone."""

    what: ClassVar[Message] = msg("the numbering of an edition")

    direction: values.RequiredLine = Field(alias="inriktningsmål", title="Inriktningsmål", description="{nr}, {titel}")
    council_goal: values.RequiredLine = Field(alias="kf_mål", title="KF:s mål", description="{nr}, {titel}")
    board_goal: values.RequiredLine = Field(alias="nämndmål", title="Nämndmål", description="{nr}, {titel}")
    unit_goal: values.RequiredLine = Field(alias="enhetsmål", title="Enhetsmål", description="{nr}, {titel}")


class EditionFields(SourceModel):
    """The headings of the texts under a goal."""

    what: ClassVar[Message] = msg("the field headings of an edition")

    description: values.RequiredLine = Field(alias="beskrivning", title="Beskrivning")
    expected_result: values.RequiredLine = Field(alias="förväntat_resultat", title="Förväntat resultat")
    methods: values.RequiredLine = Field(alias="arbetssätt", title="Arbetssätt")
    resources: values.RequiredLine = Field(alias="resursanvändning", title="Resursanvändning")
    follow_up: values.RequiredLine = Field(alias="uppföljning", title="Uppföljning")
    development: values.RequiredLine = Field(alias="utveckling", title="Utveckling")


class EditionOrder(SourceModel):
    """In which order texts and tables stand under a goal, by their keys in the YAML."""

    what: ClassVar[Message] = msg("the order of an edition")

    board_goal: values.Items[values.RequiredLine] = Field(alias="nämndmål", title="Nämndmål")
    unit_goal: values.Items[values.RequiredLine] = Field(alias="enhetsmål", title="Enhetsmål")


class EditionTables(SourceModel):
    """The words in the tables of indicators and activities."""

    what: ClassVar[Message] = msg("the table headings of an edition")

    indicators: values.Items[values.RequiredLine] = Field(alias="indikatorer", title="Indikatortabellens rubriker")
    activities: values.Items[values.RequiredLine] = Field(alias="aktiviteter", title="Aktivitetstabellens rubriker")
    comment: values.RequiredLine = Field(alias="kommentar", title="Kommentar", description="{text}")
    by_sex: values.RequiredLine = Field(alias="könsuppdelad", title="Könsuppdelad")
    periodicity: values.Keyed[values.RequiredLine] = Field(alias="periodicitet", title="Periodicitet")
    caption_indicators: values.RequiredLine = Field(
        alias="rubrik_indikatorer", title="Tabellrubrik", description="{mål}"
    )
    caption_activities: values.RequiredLine = Field(
        alias="rubrik_aktiviteter", title="Tabellrubrik", description="{mål}"
    )


class EditionEconomy(SourceModel):
    """The words of the economy chapter."""

    what: ClassVar[Message] = msg("the economy words of an edition")

    chapter: values.RequiredLine = Field(alias="kapitel", title="Kapitel")
    resources: values.RequiredLine = Field(alias="resursanvändning", title="Resursanvändning")
    budget: values.RequiredLine = Field(title="Budget", description="{år}")
    row_heading: values.Keyed[values.RequiredLine] = Field(alias="radrubrik", title="Radrubrik")
    total: values.RequiredLine = Field(alias="summa", title="Summa")
    net: values.RequiredLine = Field(alias="netto", title="Netto")
    group_total: values.RequiredLine = Field(alias="summa_grupp", title="Gruppens summa", description="{grupp}")


class EditionContents(SourceModel):
    """What the table of contents lists."""

    what: ClassVar[Message] = msg("the contents of an edition")

    heading: values.RequiredLine = Field(alias="rubrik", title="Rubrik")
    title: values.YesNo = Field(alias="titel", title="Dokumentets titel")
    proposal: values.YesNo = Field(alias="förslag_till_beslut", title="Förslag till beslut")
    chapter_levels: values.Whole = Field(alias="nivåer_i_kapitel", title="Nivåer i kapitlen")
    direction: values.YesNo = Field(alias="inriktningsmål", title="Inriktningsmål")
    council_goal: values.YesNo = Field(alias="kf_mål", title="KF:s mål")
    board_goal: values.YesNo = Field(alias="nämndmål", title="Nämndmål")
    unit_goal: values.YesNo = Field(alias="enhetsmål", title="Enhetsmål")
    economy: values.YesNo = Field(alias="ekonomi", title="Ekonomins avsnitt")


class EditionCover(SourceModel):
    """The words of page 1 and of the page header."""

    what: ClassVar[Message] = msg("the cover of an edition")

    officer: values.RequiredLine = Field(alias="handläggare", title="Handläggare")
    telephone: values.RequiredLine = Field(alias="telefon", title="Telefon", description="{nummer}")
    recipient: values.RequiredLine = Field(alias="till", title="Till")
    reference: values.RequiredLine = Field(alias="dnr", title="Dnr", description="{dnr}")
    page: values.RequiredLine = Field(alias="sida", title="Sida", description="{sida}, {sidor}")
    proposal: values.RequiredLine = Field(alias="förslag_till_beslut", title="Förslag till beslut")
    contact: values.RequiredLine = Field(alias="kontakt", title="Kontakt")
    contact_telephone: values.RequiredLine = Field(alias="kontakt_telefon", title="Telefon", description="{nummer}")
    switchboard: values.RequiredLine = Field(alias="växel", title="Växel", description="{nummer}")


class EditionAnnexes(SourceModel):
    """The words of the list of annexes."""

    what: ClassVar[Message] = msg("the annexes of an edition")

    heading: values.RequiredLine = Field(alias="rubrik", title="Rubrik")
    line: values.RequiredLine = Field(alias="rad", title="Rad", description="{nr}, {titel}")


class EditionWeb(SourceModel):
    """The words of the web page around the document."""

    what: ClassVar[Message] = msg("the web words of an edition")

    index: values.RequiredLine = Field(alias="alla_planer", title="Alla planer")
    pdf: values.RequiredLine = Field(title="PDF")
    skip: values.RequiredLine = Field(alias="hoppa", title="Hoppa till innehållet")
    table: values.RequiredLine = Field(alias="tabell", title="Tabell")


class Edition(SourceModel):
    """An edition with all that it inherits."""

    what: ClassVar[Message] = msg("an edition")

    name: values.RequiredLine = Field(alias="namn", title="Namn", description="Utgåvans namn.")
    inherits: values.Line = Field(
        NO_TEXT, alias="ärver", title="Ärver", description="Utgåva som den här utgår från: stockholm/2018."
    )
    language: values.Language = Field(alias="språk", title="Språk", description="Etiketternas språk.")
    title: values.RequiredLine = Field(alias="titel", title="Titel", description="{dokument}, {år}, {enhet}")
    document: values.RequiredLine = Field(alias="dokument", title="Dokument", description="Verksamhetsplan.")
    subject: values.RequiredLine = Field(alias="ämne", title="Ämne", description="{dokument}, {år}, {nämnd}, {enhet}")
    labels: EditionLabels = Field(alias="etiketter", title="Etiketter")
    numbering: EditionNumbering = Field(alias="numrering", title="Numrering")
    field_headings: EditionFields = Field(alias="fält", title="Fält")
    order: EditionOrder = Field(alias="ordning", title="Ordning")
    tables: EditionTables = Field(alias="tabeller", title="Tabeller")
    economy: EditionEconomy = Field(alias="ekonomi", title="Ekonomi")
    contents: EditionContents = Field(alias="innehåll", title="Innehåll")
    cover: EditionCover = Field(alias="framsida", title="Framsida")
    annexes: EditionAnnexes = Field(alias="bilagor", title="Bilagor")
    web: EditionWeb = Field(alias="webb", title="Webb")
