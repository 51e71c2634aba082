"""The words by which the parts of a plan are known: data for the passes, in the spellings that real documents have.

The labels, field headings and column headings are those of Stockholm's plans of 2011 to 2022, with the misspellings
that occur in them. All are compared without case, white space at the ends, and a final colon or full stop.
"""

from __future__ import annotations

import re
from difflib import get_close_matches

from vplan.importing.draft import Level

LABELS: tuple[tuple[Level, tuple[str, ...]], ...] = (
    (
        Level.DIRECTION,
        ("kf:s inriktningsmål", "kfs inriktningsmål", "kommunfullmäktiges inriktningsmål", "inriktningsmål"),
    ),
    (
        Level.COUNCIL,
        (
            "kf:s mål för verksamhetsområdet",
            "kfs mål för verksamhetsområdet",
            "kommunfullmäktiges mål för verksamhetsområdet",
            "mål för verksamhetsområdet",
            "kf:s verksamhetsområdesmål",
            "verksamhetsområdesmål",
            "kf:s mål",
            "kommunfullmäktiges mål",
            "kommunfullmäktiges delmål",
            "fullmäktiges mål",
            "kommunens mål",
            "övergripande mål",
            "prioriterat mål",
        ),
    ),
    (Level.BOARD, ("nämndmål", "nämndens mål", "nämndsmål", "nämndmålet", "nämndens åtagande", "bolagets mål")),
    (
        Level.UNIT,
        (
            "enhetsmål",
            "enhetens mål",
            "enhetsmålet",
            "åtagande",
            "åtaganden",
            "enhetens åtagande",
            "verksamhetsmål",
            "skolans mål",
            "förskolans mål",
        ),
    ),
)

FIELD_SPELLINGS: dict[str, tuple[str, ...]] = {
    "beskrivning": ("beskrivning", "beskrivningar"),
    "förväntat_resultat": (
        "förväntat resultat",
        "förväntade resultat",
        "förväntat resutat",
        "förväntat reslutat",
        "förväntade effekter",
        "förväntad effekt",
        "förväntat utfall",
        "önskat resultat",
        "önskade resultat",
    ),
    "arbetssätt": ("arbetssätt", "arbetsätt", "arbets sätt", "arbetsätt/aktiviteter", "arbetssätt/aktiviteter"),
    "resursanvändning": ("resursanvändning", "resurs användning", "resursanvänding", "resurser"),
    "uppföljning": ("uppföljning", "uppföljning och utvärdering", "upp följning"),
    "utveckling": ("utveckling", "utvecklingsområden", "utvecklingsområde"),
}

# Headings that other municipalities and single units use for a unit's goal; elsewhere they are sub-headings.
UNIT_FIELD_SPELLINGS: dict[str, tuple[str, ...]] = {
    "beskrivning": ("bakgrund", "nuläge"),
    "förväntat_resultat": ("effekt", "effektmål", "resultatmål"),
    "arbetssätt": (
        "strategi", "strategier", "metod", "metoder", "genomförande", "så arbetar vi", "så här arbetar vi",
        "så här gör vi", "arbetssätt och metoder", "åtgärder",
    ),
    "uppföljning": ("utvärdering", "så följer vi upp", "hur vi följer upp"),
    "utveckling": ("utvecklingsarbete", "förbättringsområden"),
}  # fmt: skip

INDICATOR_COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("indikator", "indikatorer", "mått", "nyckeltal"),
    "target": (
        "årsmål",
        "enhetens årsmål",
        "nämndens årsmål",
        "mål",
        "målvärde",
        "enhetens mål",
        "nämndens mål",
        "målnivå",
    ),
    "council_target": (
        "kf:s årsmål",
        "kfs årsmål",
        "kf årsmål",
        "kf:s mål",
        "kf-mål",
        "kommunfullmäktiges årsmål",
        "stadens årsmål",
    ),
    "periodicity": ("periodicitet", "period", "frekvens", "mäts"),
}
ACTIVITY_COLUMNS: dict[str, tuple[str, ...]] = {
    "text": ("aktivitet", "aktiviteter", "åtgärd", "åtgärder"),
    "start": ("startdatum", "start", "från", "från och med", "fr.o.m"),
    "end": ("slutdatum", "slut", "till", "till och med", "t.o.m", "klart", "klar"),
}

CONTENTS_HEADINGS = ("innehållsförteckning", "innehåll")
ANNEX_HEADINGS = ("bilagor", "bilageförteckning")
PROPOSAL_HEADINGS = ("förslag till beslut",)
ECONOMY_HEADINGS = (
    "uppföljning av ekonomi",
    "uppföljning av ekonomin",
    "redovisning av ekonomi",
    "redovisning av ekonomin",
    "ekonomi",
    "ekonomisk redovisning",
    "budget och ekonomi",
)
FRONT_CHAPTERS = (
    "inledning",
    "sammanfattning",
    "sammanfattande analys",
    "organisations- och ledningsstruktur",
)
# Sub-chapters of the introduction in the plans of the district administrations; a bare text does not show their level.
SUB_CHAPTERS = (
    "administrativa uppgifter",
    "verksamhet",
    "brukare/kunder/klienter",
    "chef- och ledarskap",
    "medarbetare",
)
BACK_CHAPTERS = ("övrigt", "övriga frågor", "synpunkter och klagomål", "systematiskt kvalitetsarbete")
PLAN = "verksamhetsplan"
OTHER_DOCUMENTS = (
    "verksamhetsberättelse",
    "tertialrapport",
    "kvalitetsutmärkelsen",
    "kvalitetsredovisning",
    "plan för internkontroll",
    "väsentlighets- och riskanalys",
    "internkontrollplan",
)
# What a web page that vplan made says beside the plan.
NAVIGATION = ("hoppa till innehållet", "alla planer", "ladda ner som pdf", "tabell som kan rullas i sidled")
BY_SEX = "könsuppdelad indikator"
COVER_KINDS = re.compile(r"(tjänsteutlåtande|bilaga \d+[a-z]?|tjänsteskrivelse|underlag|rapport)\Z", re.I)
PAGE_NUMBER = re.compile(
    r"(sid(a|\.)?\s*)?\d{1,4}\s*\(\s*\d{0,4}\s*\)\Z|sid(a|\.)?\s*\d{1,4}(\s*(av|/)\s*\d{1,4})?\Z", re.I
)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip
UNITS = (
    ("mnkr", re.compile(r"\b(mnkr|mkr|milj(oner|\.)?\s*(kronor|kr)|miljoner)\b", re.I)),
    ("tkr", re.compile(r"\b(tkr|tusen(tal)?\s*kronor|kkr|tusental)\b", re.I)),
    ("kr", re.compile(r"\b(kronor|kr)\b", re.I)),
)
SUM = re.compile(r"(summa|totalt?|tot\.?|delsumma)\b", re.I)
NET = re.compile(r"((summa\s+)?netto\b|resultat\b|årets resultat|summa resultat)", re.I)
# What a budget's columns are called, and how often an indicator is measured: as parts of regular expressions.
BUDGET_COLUMNS = (
    r"budget|utfall|prognos|bokslut|kostnader|intäkter|netto|resultat|avvikelse|förändring|belopp|andel,? %|%"
)
PERIODS = ("år", "tertial", "halvår", "månad", "kvartal", "delår", "läsår", "termin", "vartannat år")
INCOME = re.compile(r"intäkt", re.I)
COST = re.compile(r"kostnad", re.I)

# The words in which the wording of a question varies: the year's form asks the reader, the application answers.
PRONOUNS = {
    **dict.fromkeys(("jag", "ni", "vi", "du"), "vi"),
    **dict.fromkeys(("min", "mitt", "mina", "din", "ditt", "dina", "er", "ert", "era", "vår", "vårt", "våra"), "vår"),
}
# What the administrative facts of an application are called, and the labels that such facts get without one.
UNIT_LABELS = ("enhet", "enhetens namn", "verksamhet", "förskola", "skola", "namn på enheten", "arbetsplats")
ADMINISTRATION_LABELS = ("förvaltning", "stadsdelsförvaltning", "stadsdelsnämnd", "nämnd", "fackförvaltning")
FACT_LABELS = (
    *UNIT_LABELS, *ADMINISTRATION_LABELS, "chef", "enhetschef", "rektor", "förskolechef", "ansvarig chef",
    "kontaktperson", "telefon", "telefonnummer", "e-post", "e-postadress", "mejl", "adress", "postadress",
    "besöksadress", "webbplats", "webb", "antal anställda", "antal medarbetare", "tävlingsklass", "klass", "driftsform",
)  # fmt: skip

_SPACES = re.compile(r"\s+")
_FIELDS = {spelling: field for field, spellings in FIELD_SPELLINGS.items() for spelling in spellings}
_UNIT_FIELDS = {spelling: field for field, spellings in UNIT_FIELD_SPELLINGS.items() for spelling in spellings}


def key(text: str) -> str:
    """Return a text as it is compared: lower-case, single spaces, without a final colon or full stop."""
    return _SPACES.sub(" ", text.replace("\u00ad", "")).strip().casefold().rstrip(":. ")


def field_of(text: str) -> tuple[str, bool] | None:
    """Return the field that a heading names and whether the spelling is known, or None; near misses count."""
    word = key(text)
    if word in _FIELDS:
        return _FIELDS[word], True
    if 7 <= len(word) <= 24 and word[:1].isalpha():
        near = get_close_matches(word, _FIELDS, 1, 0.88)
        if near:
            return _FIELDS[near[0]], False
    return None


def unit_field_of(text: str) -> tuple[str, bool] | None:
    """Return the field of a unit's goal that a less usual heading names, as one whose spelling is not known."""
    field = _UNIT_FIELDS.get(key(text))
    return (field, False) if field else None
