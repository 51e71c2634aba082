"""The fixed words of figures in the document's language, and how their numbers are written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from vplan.figures.data import Kind, OccasionKind
from vplan.numbers import format_number

MAX_DECIMALS = 2
SMALLEST = Decimal("0.0001")  # where the largest value is below it, a figure cannot write its values
_LARGE = 10_000_000
_POWERS = (
    (6, "miljoner", "millions of"),
    (9, "miljarder", "billions of"),
    (12, "biljoner", "trillions of"),
    (15, "biljarder", "quadrillions of"),
    (18, "triljoner", "quintillions of"),
    (21, "triljarder", "sextillions of"),
)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language. `months` are short, `kinds` name a figure, `occasions` what stands on the wheel."""

    months: tuple[str, ...]
    long_months: tuple[str, ...]
    kinds: dict[Kind, str]
    occasions: dict[OccasionKind, str]
    target: str
    outcome: str
    unit_word: str
    percent: str
    year: str
    name: str
    value: str
    result: str
    no_value: str
    no_answers: str
    higher: str
    lower: str
    when: str
    what: str
    kind: str
    every_month: str
    below: str
    step: str
    lowest: str
    highest: str
    and_more: str

    def unit(self, unit: str) -> str:
        """Return a unit as it stands alone."""
        return self.percent if unit == "%" else unit


_SV = Words(
    months=("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"),
    long_months=(
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ),
    kinds={
        Kind.BARS: "Stapeldiagram",
        Kind.YEARS: "Stapeldiagram över år",
        Kind.LINES: "Linjediagram över år",
        Kind.ECONOMY: "Stapeldiagram över ekonomin",
        Kind.SHARES: "Diagram över andelar av svaren",
        Kind.INDICATOR: "Linjediagram över indikatorn",
        Kind.WHEEL: "Årshjul",
        Kind.ORGANISATION: "Organisationsschema",
        Kind.CHAIN: "Kedja i steg",
    },
    occasions={
        OccasionKind.ACTIVITY: "Aktivitet",
        OccasionKind.FOLLOW_UP: "Uppföljning",
        OccasionKind.MEETING: "Möte",
    },
    target="Mål",
    outcome="Utfall",
    unit_word="Enhet",
    percent="procent",
    year="År",
    name="Namn",
    value="Värde",
    result="Resultat",
    no_value="uppgift saknas",
    no_answers="inga svar",
    higher="Högre är bättre",
    lower="Lägre är bättre",
    when="När",
    what="Vad",
    kind="Slag",
    every_month="varje månad",
    below="Under",
    step="Steg",
    lowest="lägst",
    highest="högst",
    and_more="Alla värden står i tabellen.",
)
_EN = Words(
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    long_months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    kinds={
        Kind.BARS: "Bar chart",
        Kind.YEARS: "Bar chart over years",
        Kind.LINES: "Line chart over years",
        Kind.ECONOMY: "Bar chart of the economy",
        Kind.SHARES: "Chart of shares of the answers",
        Kind.INDICATOR: "Line chart of the indicator",
        Kind.WHEEL: "The year's wheel",
        Kind.ORGANISATION: "Organisation chart",
        Kind.CHAIN: "Chain of steps",
    },
    occasions={
        OccasionKind.ACTIVITY: "Activity",
        OccasionKind.FOLLOW_UP: "Follow-up",
        OccasionKind.MEETING: "Meeting",
    },
    target="Target",
    outcome="Outcome",
    unit_word="Unit",
    percent="per cent",
    year="Year",
    name="Name",
    value="Value",
    result="Result",
    no_value="no figure",
    no_answers="no answers",
    higher="Higher is better",
    lower="Lower is better",
    when="When",
    what="What",
    kind="Kind",
    every_month="every month",
    below="Below",
    step="Step",
    lowest="lowest",
    highest="highest",
    and_more="All values stand in the table.",
)


class _ByLanguage(dict[str, Words]):
    """Words by language code; a language without words of its own gets the Swedish ones."""

    def __missing__(self, lang: str) -> Words:
        return self["en" if lang.lower().startswith("en") else "sv"]


WORDS = _ByLanguage(sv=_SV, en=_EN)


def decimals_of(values: Iterable[Decimal]) -> int:
    """Return with how many decimals the values are written: as the one with most, up to two, or more of small ones."""
    values = list(values)
    exponents = [int(value.as_tuple().exponent) for value in values]
    largest = max((abs(value) for value in values), default=Decimal(0))
    most = MAX_DECIMALS
    if 0 < largest < 1:
        most = min(-largest.adjusted() + 1, -SMALLEST.adjusted() + 1)
    return min(max((-e for e in exponents if e < 0), default=0), most)


def scale_of(values: Iterable[Decimal], lang: str) -> tuple[int, str]:
    """Return by which power of ten large values are divided so that they can be read, and the word for it."""
    largest = max((abs(value) for value in values), default=Decimal(0))
    if largest < _LARGE:
        return 0, ""
    power, swedish, english = max(entry for entry in _POWERS if entry[0] == 6 or largest >= Decimal(10) ** entry[0])
    return power, english if WORDS[lang] is _EN else swedish


def written(value: Decimal | None, unit: str = "", *, signed: bool = False) -> str:
    """Return a value as it stands in a table or a sentence, all its decimals kept; an empty text for none."""
    if value is None:
        return ""
    exponent = int(value.as_tuple().exponent)
    text = format_number(value, min(max(-exponent, 0), 10), signed=signed)
    return f"{text}\u00a0{unit}" if unit else text
