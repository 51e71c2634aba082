"""`plan.yaml`: the cover, and the chapters before and after the goals."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field

from vplan.diagnostics import Message, msg
from vplan.model import choices, prose, values
from vplan.model.base import SourceModel
from vplan.model.common import NO_TEXT
from vplan.model.figure import Figures
from vplan.source.tree import Mapping, Scalar


class Officer(SourceModel):
    """Handläggare."""

    what: ClassVar[Message] = msg("the officer")

    name: values.RequiredLine = Field(alias="namn", title="Namn", description="Handläggarens namn.")
    telephone: values.Line = Field(NO_TEXT, alias="telefon", title="Telefon", description="Telefonnummer.")
    email: values.Line = Field(NO_TEXT, alias="epost", title="E-post", description="E-postadress.")


class Signatory(SourceModel):
    """Someone who signs the proposal."""

    what: ClassVar[Message] = msg("a signatory")

    name: values.RequiredLine = Field(alias="namn", title="Namn", description="Namn under förslaget.")
    title: values.Line = Field(NO_TEXT, alias="titel", title="Titel", description="Till exempel stadsdelsdirektör.")


class Proposal(SourceModel):
    """Förslag till beslut: prose, numbered points, signatories; all empty prints the heading alone."""

    what: ClassVar[Message] = msg("a proposal")

    text: prose.ProseText | None = Field(None, title="Text", description="Text före punkterna.")
    points: values.Items[prose.ProseText] = Field(
        (), alias="punkter", title="Punkter", description="Numrerade beslutspunkter."
    )
    signatories: values.Items[Signatory] = Field(
        (), alias="underskrifter", title="Underskrifter", description="Namn under förslaget."
    )
    language: choices.Language = Field(
        None, alias="språk", title="Språk", description="Språket i texten, när det inte är dokumentets."
    )


def _text_is_proposal(value: Any) -> Any:
    """Let a text alone, or nothing, stand for a proposal."""
    if isinstance(value, Scalar) and not value.missing:
        wrapped = Mapping.stand_in(value.source, value.span)
        if value.strip():
            wrapped["text"] = value
        return wrapped
    return value


class Contact(SourceModel):
    """The unit's address block."""

    what: ClassVar[Message] = msg("an address")

    name: values.Line = Field(NO_TEXT, alias="namn", title="Namn", description="Namn över adressen; annars enhetens.")
    street: values.Line = Field(NO_TEXT, alias="gata", title="Gata", description="Gatuadress.")
    box: values.Line = Field(NO_TEXT, title="Box", description="Boxadress.")
    postal_address: values.Line = Field(
        NO_TEXT, alias="postadress", title="Postadress", description="Postnummer och ort."
    )
    telephone: values.Line = Field(NO_TEXT, alias="telefon", title="Telefon", description="Direktnummer.")
    switchboard: values.Line = Field(NO_TEXT, alias="växel", title="Växel", description="Växelns nummer.")
    email: values.Line = Field(NO_TEXT, alias="epost", title="E-post", description="E-postadress.")
    web: values.Line = Field(NO_TEXT, alias="webb", title="Webbplats", description="Webbadress.")


class Chapter(SourceModel):
    """A chapter of prose."""

    what: ClassVar[Message] = msg("a chapter")

    heading: values.RequiredLine = Field(alias="rubrik", title="Rubrik", description="Kapitlets rubrik.")
    id: values.Id = Field(NO_TEXT, title="Id", description="Namn i länkar; annars görs det av rubriken.")
    language: choices.Language = Field(
        None, alias="språk", title="Språk", description="Språket i kapitlet, när det inte är dokumentets: en."
    )
    text: prose.ProseText | None = Field(
        None, title="Text", description="Markdown. Rubriker i texten (##) ger underavsnitt."
    )


class Plan(SourceModel):
    """A unit's plan file."""

    what: ClassVar[Message] = msg("a plan")

    year: values.Whole = Field(0, alias="år", title="År", description="Budgetåret; behövs inte, det är mappens namn.")
    edition: values.RequiredLine = Field(
        alias="utgåva", title="Utgåva", description="Etiketter och uppställning: stockholm/2018."
    )
    unit: values.RequiredLine = Field(alias="enhet", title="Enhet", description="Enhetens namn.")
    title: values.Line = Field(
        NO_TEXT, alias="titel", title="Titel", description="Dokumentets titel; annars görs den av utgåvan."
    )
    language: choices.Language = Field(
        None, alias="språk", title="Språk", description="Språket i enhetens egna texter: sv, en."
    )
    document_kind: values.Line = Field(
        NO_TEXT, alias="dokumenttyp", title="Dokumenttyp", description="Tjänsteutlåtande, eller Bilaga 10."
    )
    reference: values.Line = Field(NO_TEXT, alias="dnr", title="Diarienummer", description="Fri text; får saknas.")
    date: choices.OptionalDate = Field(
        None, alias="datum", title="Datum", description="År-månad-dag: 2018-01-12; får saknas."
    )
    officer: Officer | None = Field(
        None, alias="handläggare", title="Handläggare", description="Den som svarar för dokumentet."
    )
    recipient: values.Line = Field(NO_TEXT, alias="till", title="Till", description="Mottagare.")
    proposal: (
        Annotated[Proposal, BeforeValidator(_text_is_proposal, json_schema_input_type=Proposal | values.Line)] | None
    ) = Field(
        None,
        alias="förslag_till_beslut",
        title="Förslag till beslut",
        description="Text, eller punkter och underskrifter; tomt ger bara rubriken.",
    )
    contact: Contact | None = Field(None, alias="kontakt", title="Kontakt", description="Enhetens adress.")
    front_chapters: values.Items[Chapter] = Field(
        (), alias="inledande_kapitel", title="Inledande kapitel", description="Kapitel före målen."
    )
    back_chapters: values.Items[Chapter] = Field(
        (), alias="avslutande_kapitel", title="Avslutande kapitel", description="Kapitel efter ekonomin."
    )
    annexes: values.Items[values.RequiredLine] = Field(
        (), alias="bilagor", title="Bilagor", description="Bilagornas namn, i ordning."
    )
    figures: Figures = Field(
        (), alias="figurer", title="Figurer", description="Figurer ur data; texterna hänvisar till deras id."
    )
