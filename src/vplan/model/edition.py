"""An edition: the labels, chapter names, order and contents that a municipality's plans have in a year.

Glossary: namn name, slag kind, språk language, ärver inherits, titel title, dokument document, ämne subject,
etiketter labels, plats placement, numrering numbering, fält fields, ordning order, tabeller tables, ekonomi economy,
innehåll contents, framsida cover, bilagor annexes, webb web, block blocks, hänvisning references.

Texts with `{names}` are filled by `vplan.editions.fill`; each field's description says which names it may hold.
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from vplan.diagnostics import Message, msg
from vplan.model import choices, values
from vplan.model.base import SourceModel
from vplan.model.common import NO_TEXT

SAME_LINE = "före titeln"
OWN_LINE = "egen rad"


class EditionLabels(SourceModel):
    """The labels above or before the goals; an empty one is left out."""

    what: ClassVar[Message] = msg("the labels of an edition")

    placement: values.RequiredLine = Field(
        alias="plats",
        title="Plats",
        description="egen rad, eller före titeln.",
        json_schema_extra={"enum": [OWN_LINE, SAME_LINE]},
    )
    direction: values.Line = Field(
        NO_TEXT, alias="inriktningsmål", title="Inriktningsmål", description="Etikett vid inriktningsmål."
    )
    council_goal: values.Line = Field(NO_TEXT, alias="kf_mål", title="KF:s mål", description="Etikett vid KF:s mål.")
    board_goal: values.Line = Field(NO_TEXT, alias="nämndmål", title="Nämndmål", description="Etikett vid nämndmål.")
    unit_goal: values.Line = Field(NO_TEXT, alias="enhetsmål", title="Enhetsmål", description="Etikett vid enhetsmål.")


class EditionNumbering(SourceModel):
    """How number and title stand together: `{nr}`, `{titel}`. A goal without a number has its title alone."""

    what: ClassVar[Message] = msg("the numbering of an edition")

    direction: values.RequiredLine = Field(
        alias="inriktningsmål", title="Inriktningsmål", description="Så skrivs nummer och titel: {nr}, {titel}."
    )
    council_goal: values.RequiredLine = Field(
        alias="kf_mål", title="KF:s mål", description="Så skrivs nummer och titel: {nr}, {titel}."
    )
    board_goal: values.RequiredLine = Field(
        alias="nämndmål", title="Nämndmål", description="Så skrivs nummer och titel: {nr}, {titel}."
    )
    unit_goal: values.RequiredLine = Field(
        alias="enhetsmål", title="Enhetsmål", description="Så skrivs nummer och titel: {nr}, {titel}."
    )


class EditionFields(SourceModel):
    """The headings of the texts under a goal."""

    what: ClassVar[Message] = msg("the field headings of an edition")

    description: values.RequiredLine = Field(
        alias="beskrivning", title="Beskrivning", description="Rubrik över texten beskrivning under ett mål."
    )
    expected_result: values.RequiredLine = Field(
        alias="förväntat_resultat",
        title="Förväntat resultat",
        description="Rubrik över texten förväntat_resultat under ett mål.",
    )
    methods: values.RequiredLine = Field(
        alias="arbetssätt", title="Arbetssätt", description="Rubrik över texten arbetssätt under ett mål."
    )
    resources: values.RequiredLine = Field(
        alias="resursanvändning",
        title="Resursanvändning",
        description="Rubrik över texten resursanvändning under ett mål.",
    )
    follow_up: values.RequiredLine = Field(
        alias="uppföljning", title="Uppföljning", description="Rubrik över texten uppföljning under ett mål."
    )
    development: values.RequiredLine = Field(
        alias="utveckling", title="Utveckling", description="Rubrik över texten utveckling under ett mål."
    )


class EditionOrder(SourceModel):
    """In which order texts and tables stand under a goal, by their keys in the YAML."""

    what: ClassVar[Message] = msg("the order of an edition")

    board_goal: values.Items[values.RequiredLine] = Field(
        alias="nämndmål", title="Nämndmål", description="I vilken ordning texter och tabeller står under ett nämndmål."
    )
    unit_goal: values.Items[values.RequiredLine] = Field(
        alias="enhetsmål",
        title="Enhetsmål",
        description="I vilken ordning texter och tabeller står under ett enhetsmål.",
    )


class EditionTables(SourceModel):
    """The words in the tables of indicators and activities."""

    what: ClassVar[Message] = msg("the table headings of an edition")

    indicators: values.Items[values.RequiredLine] = Field(
        alias="indikatorer",
        title="Indikatortabellens rubriker",
        description="Fyra rubriker: indikator, årsmål, KF:s årsmål, periodicitet.",
    )
    activities: values.Items[values.RequiredLine] = Field(
        alias="aktiviteter",
        title="Aktivitetstabellens rubriker",
        description="Tre rubriker: aktivitet, startdatum, slutdatum.",
    )
    comment: values.RequiredLine = Field(
        alias="kommentar", title="Kommentar", description="Raden under en indikator; {text} är kommentaren."
    )
    by_sex: values.RequiredLine = Field(
        alias="könsuppdelad", title="Könsuppdelad", description="Förklaring till tecknet ♀."
    )
    periodicity: values.Keyed[values.RequiredLine] = Field(
        alias="periodicitet", title="Periodicitet", description="Ordet i tabellen för år, halvår, tertial och månad."
    )
    caption_indicators: values.RequiredLine = Field(
        alias="rubrik_indikatorer", title="Tabellrubrik", description="Indikatortabellens rubrik; {mål} är målet."
    )
    caption_activities: values.RequiredLine = Field(
        alias="rubrik_aktiviteter", title="Tabellrubrik", description="Aktivitetstabellens rubrik; {mål} är målet."
    )


class EditionEconomy(SourceModel):
    """The words of the economy chapter."""

    what: ClassVar[Message] = msg("the economy words of an edition")

    chapter: values.RequiredLine = Field(alias="kapitel", title="Kapitel", description="Kapitlets rubrik.")
    resources: values.RequiredLine = Field(
        alias="resursanvändning", title="Resursanvändning", description="Rubrik över texten om resurser."
    )
    budget: values.RequiredLine = Field(
        title="Budget", description="Rubrik över budgeten när tabellen ingen har; {år} är året."
    )
    row_heading: values.Keyed[values.RequiredLine] = Field(
        alias="radrubrik", title="Radrubrik", description="Första kolumnens rubrik för kr, tkr och mnkr."
    )
    total: values.RequiredLine = Field(alias="summa", title="Summa", description="Text på summaraden.")
    net: values.RequiredLine = Field(alias="netto", title="Netto", description="Text på nettoraden.")
    group_total: values.RequiredLine = Field(
        alias="summa_grupp",
        title="Gruppens summa",
        description="Text på en grupps summarad; {grupp} är gruppens rubrik.",
    )


class EditionContents(SourceModel):
    """What the table of contents lists."""

    what: ClassVar[Message] = msg("the contents of an edition")

    heading: values.RequiredLine = Field(alias="rubrik", title="Rubrik", description="Innehållsförteckningens rubrik.")
    title: choices.YesNo = Field(
        alias="titel", title="Dokumentets titel", description="Ja om dokumentets titel står i innehållsförteckningen."
    )
    proposal: choices.YesNo = Field(
        alias="förslag_till_beslut", title="Förslag till beslut", description="Ja om förslaget till beslut står där."
    )
    chapter_levels: values.Whole = Field(
        alias="nivåer_i_kapitel",
        title="Nivåer i kapitlen",
        description="Hur många rubriknivåer av kapitlen som står där.",
    )
    direction: choices.YesNo = Field(
        alias="inriktningsmål", title="Inriktningsmål", description="Ja om inriktningsmålen står där."
    )
    council_goal: choices.YesNo = Field(alias="kf_mål", title="KF:s mål", description="Ja om KF:s mål står där.")
    board_goal: choices.YesNo = Field(alias="nämndmål", title="Nämndmål", description="Ja om nämndmålen står där.")
    unit_goal: choices.YesNo = Field(alias="enhetsmål", title="Enhetsmål", description="Ja om enhetsmålen står där.")
    economy: choices.YesNo = Field(
        alias="ekonomi", title="Ekonomins avsnitt", description="Ja om ekonomins avsnitt står där."
    )


class EditionCover(SourceModel):
    """The words of page 1 and of the page header."""

    what: ClassVar[Message] = msg("the cover of an edition")

    officer: values.RequiredLine = Field(
        alias="handläggare", title="Handläggare", description="Ord före handläggarens namn."
    )
    telephone: values.RequiredLine = Field(
        alias="telefon", title="Telefon", description="Handläggarens telefon; {nummer} är numret."
    )
    recipient: values.RequiredLine = Field(alias="till", title="Till", description="Ord före mottagaren.")
    reference: values.RequiredLine = Field(alias="dnr", title="Dnr", description="Diarienumrets rad; {dnr} är numret.")
    page: values.RequiredLine = Field(alias="sida", title="Sida", description="Sidans nummer; {sida} av {sidor}.")
    proposal: values.RequiredLine = Field(
        alias="förslag_till_beslut", title="Förslag till beslut", description="Rubrik över förslaget."
    )
    contact: values.RequiredLine = Field(alias="kontakt", title="Kontakt", description="Ord för enhetens adress.")
    contact_telephone: values.RequiredLine = Field(
        alias="kontakt_telefon", title="Telefon", description="Enhetens telefon; {nummer} är numret."
    )
    switchboard: values.RequiredLine = Field(
        alias="växel", title="Växel", description="Växelns telefon; {nummer} är numret."
    )
    draft: values.Line = Field(
        NO_TEXT, alias="utkast", title="Utkast", description="Ord på en plan som inte är beslutad."
    )
    decided: values.Line = Field(
        NO_TEXT,
        alias="fastställd",
        title="Fastställd",
        description="Så skrivs beslutet: Fastställd {datum} av {av}; även {dnr}.",
    )


class EditionAnnexes(SourceModel):
    """The words of the list of annexes."""

    what: ClassVar[Message] = msg("the annexes of an edition")

    heading: values.RequiredLine = Field(alias="rubrik", title="Rubrik", description="Rubrik över bilagorna.")
    line: values.RequiredLine = Field(alias="rad", title="Rad", description="En bilagas rad: {nr}, {titel}.")


class EditionWeb(SourceModel):
    """The words of the web page around the document."""

    what: ClassVar[Message] = msg("the web words of an edition")

    index: values.RequiredLine = Field(
        alias="alla_planer", title="Alla planer", description="Länk till sidan med alla planer."
    )
    pdf: values.RequiredLine = Field(title="PDF", description="Länk till dokumentet som PDF.")
    skip: values.RequiredLine = Field(
        alias="hoppa", title="Hoppa till innehållet", description="Länk förbi sidans huvud, för den som inte ser."
    )
    table: values.RequiredLine = Field(
        alias="tabell", title="Tabell", description="Vad en skärmläsare säger om en bred tabell."
    )


class EditionBlocks(SourceModel):
    """The words by which boxes and captions in the texts are known; an empty one is vplan's own."""

    what: ClassVar[Message] = msg("the words of examples and captions in an edition")

    example: values.Line = Field(
        NO_TEXT, alias="exempel", title="Exempel", description="Ordet som ett citat börjar med när det är ett exempel."
    )
    figure: values.Line = Field(NO_TEXT, alias="figur", title="Figur", description="Ord före en figurs nummer.")
    table: values.Line = Field(
        NO_TEXT,
        alias="tabell",
        title="Tabell",
        description="Ord före en tabells nummer, och före dess rubrik i texten.",
    )
    figure_table: values.Line = Field(
        NO_TEXT,
        alias="figurens_tabell",
        title="Figurens tabell",
        description="Ord att klicka på för att se en figurs siffror som tabell.",
    )


class EditionReferences(SourceModel):
    """What a reference without words of its own calls the place it leads to; an empty one is vplan's own."""

    what: ClassVar[Message] = msg("the words of references in an edition")

    section: values.Line = Field(NO_TEXT, alias="avsnitt", title="Avsnitt", description="Ord före ett avsnitts rubrik.")
    question: values.Line = Field(NO_TEXT, alias="fråga", title="Fråga", description="Ord före en frågas nummer.")
    direction: values.Line = Field(
        NO_TEXT, alias="inriktningsmål", title="Inriktningsmål", description="Ord före ett inriktningsmåls nummer."
    )
    council_goal: values.Line = Field(
        NO_TEXT, alias="kf_mål", title="KF:s mål", description="Ord före numret på ett av KF:s mål."
    )
    board_goal: values.Line = Field(
        NO_TEXT, alias="nämndmål", title="Nämndmål", description="Ord före ett nämndmåls nummer eller titel."
    )
    unit_goal: values.Line = Field(
        NO_TEXT, alias="enhetsmål", title="Enhetsmål", description="Ord före ett enhetsmåls nummer eller titel."
    )
    indicator: values.Line = Field(
        NO_TEXT, alias="indikator", title="Indikator", description="Ord före en indikators namn."
    )
    figure: values.Line = Field(NO_TEXT, alias="figur", title="Figur", description="Ord före en figurs nummer.")
    table: values.Line = Field(NO_TEXT, alias="tabell", title="Tabell", description="Ord före en tabells nummer.")
    page: values.Line = Field(NO_TEXT, alias="sida", title="Sida", description="Ord före sidans nummer, på papper: s.")
    title: values.Line = Field(
        NO_TEXT, alias="titel", title="Titel", description="Så skrivs en rubrik eller ett namn i en mening: {titel}."
    )


class CommonEdition(SourceModel):
    """What the editions of all kinds of documents have."""

    name: values.RequiredLine = Field(alias="namn", title="Namn", description="Utgåvans namn.")
    kind: choices.OptionalDocumentKind = Field(
        None, alias="slag", title="Slag", description="Vad utgåvan är till för: plan, som är förval, eller utmärkelse."
    )
    inherits: values.Line = Field(
        NO_TEXT, alias="ärver", title="Ärver", description="Utgåva som den här utgår från: stockholm/2018."
    )
    language: choices.Language = Field(alias="språk", title="Språk", description="Etiketternas språk.")
    title: values.RequiredLine = Field(
        alias="titel", title="Titel", description="Dokumentets titel: {dokument}, {år}, {enhet}."
    )
    document: values.RequiredLine = Field(
        alias="dokument", title="Dokument", description="Vad dokumentet heter: Verksamhetsplan."
    )
    subject: values.RequiredLine = Field(
        alias="ämne", title="Ämne", description="Ämne i dokumentets metadata: {dokument}, {år}, {nämnd}, {enhet}."
    )
    blocks: EditionBlocks | None = Field(
        None, alias="block", title="Block", description="Orden för exempel, figurer och tabeller i texterna."
    )
    references: EditionReferences | None = Field(
        None, alias="hänvisning", title="Hänvisning", description="Orden i hänvisningar som vplan skriver ut."
    )


class Edition(CommonEdition):
    """An edition of plans with all that it inherits."""

    what: ClassVar[Message] = msg("an edition")

    labels: EditionLabels = Field(alias="etiketter", title="Etiketter", description="Orden vid målen.")
    numbering: EditionNumbering = Field(
        alias="numrering", title="Numrering", description="Hur nummer och titel skrivs."
    )
    field_headings: EditionFields = Field(alias="fält", title="Fält", description="Rubriker över målens texter.")
    order: EditionOrder = Field(
        alias="ordning", title="Ordning", description="I vilken ordning texter och tabeller står."
    )
    tables: EditionTables = Field(
        alias="tabeller", title="Tabeller", description="Ord i tabellerna över indikatorer och aktiviteter."
    )
    economy: EditionEconomy = Field(alias="ekonomi", title="Ekonomi", description="Ord i ekonomikapitlet.")
    contents: EditionContents = Field(
        alias="innehåll", title="Innehåll", description="Vad innehållsförteckningen tar upp."
    )
    cover: EditionCover = Field(alias="framsida", title="Framsida", description="Ord på första sidan och i sidhuvudet.")
    annexes: EditionAnnexes = Field(alias="bilagor", title="Bilagor", description="Ord i förteckningen över bilagor.")
    web: EditionWeb = Field(alias="webb", title="Webb", description="Ord på webbsidan runt dokumentet.")
