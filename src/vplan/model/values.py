"""The values of the YAML files: text, numbers, dates, choices, languages, ids, prose.

Each type is a pydantic annotation. In a file every value comes as a `Scalar`; a value that does not fit is reported
with its place and replaced by an empty one. The JSON schema of each accepts what a YAML 1.2 reader makes of the same
text.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BeforeValidator, PlainValidator, ValidationInfo, WithJsonSchema

from vplan.diagnostics import Message, Span, msg
from vplan.model.base import Findings, kind_of, nearest, report
from vplan.source.tree import Mapping, Scalar, Source, span_of

MAX_WORD = 1000
MAX_TEXT = 100_000
MAX_ID = 100


def scalar(value: Any, info: ValidationInfo, expected: Message) -> Scalar | None:
    """Return the text, or None after a report when the value is a list or a mapping."""
    if isinstance(value, Scalar):
        return value
    if isinstance(value, str | int | float) and not isinstance(info.context, Findings):
        return _loose(str(value))
    message = msg("Here {what} is expected, not {found}.", what=expected, found=kind_of(value))
    hint = msg("Write one value after the colon; long text goes in a block that begins with |.")
    report(info, value, "wrong-type", message, hint)
    return None


def _loose(text: str) -> Scalar:
    return Scalar.stand_in(Source("", text), Span(""), text)


def stand_in(value: Any, info: ValidationInfo) -> Scalar:
    """Return an empty text in place of a value that does not fit, at its place."""
    findings = info.context
    if isinstance(findings, Findings):
        return Scalar.stand_in(findings.source, span_of(value) or findings.source.span())
    return _loose("")


# --- text ----------------------------------------------------------------------------------------------------------


def _line(value: Any, info: ValidationInfo) -> Scalar:
    text = scalar(value, info, msg("a text"))
    if text is None:
        return stand_in(value, info)
    _check_words(text, info)
    return text


def _required_line(value: Any, info: ValidationInfo) -> Scalar:
    text = _line(value, info)
    if not text.strip() and not text.missing and isinstance(value, Scalar):
        report(info, value, "empty-value", msg("A text is missing here."), msg("Write it after the colon."))
    return text


def _check_words(text: Scalar, info: ValidationInfo) -> bool:
    """Tell whether all words can be set on a page, and report one that cannot."""
    length = max(map(len, text.split()), default=0) if len(text) > MAX_WORD else 0
    if length > MAX_WORD:
        report(
            info,
            text,
            "long-word",
            msg("A word of {length} characters cannot be set on a page.", length=length),
            msg("The limit is {limit} characters; is a space missing, or is it no text?", limit=MAX_WORD),
            span=text.span_at(text.index(max(text.split(), key=len))),
        )
        return False
    return True


Line = Annotated[Scalar, PlainValidator(_line), WithJsonSchema({"type": ["string", "number", "null"]})]
RequiredLine = Annotated[
    Scalar, PlainValidator(_required_line), WithJsonSchema({"type": ["string", "number"], "minLength": 1})
]


def one_line(text: str) -> str:
    """Return the text on one line, without white space around it."""
    return " ".join(text.split())


# --- ids and numbers of goals ---------------------------------------------------------------------------------------

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_GOAL_NUMBER = re.compile(r"\d{1,4}(\.\d{1,4}){0,5}\.?\Z")
ID_PATTERN = "^[a-z0-9]+(-[a-z0-9]+)*$"


def is_id(text: str) -> bool:
    """Tell whether the text is an id: lower-case ASCII letters, digits and hyphens."""
    return len(text) <= MAX_ID and _ID.match(text) is not None


def _identifier(value: Any, info: ValidationInfo) -> Scalar:
    text = scalar(value, info, msg("an id"))
    if text is None:
        return stand_in(value, info)
    if text and not is_id(text):
        report(
            info,
            value,
            "bad-id",
            msg("“{id}” cannot be an id.", id=text[:MAX_ID]),
            msg("Use lower-case letters a–z, digits and hyphens: {example}.", example=as_id(text)[:40] or "mitt-mal"),
        )
    elif not text and not text.missing:
        report(info, value, "empty-value", msg("An id is missing here."), msg("Write it after the colon."))
    return text


def as_id(text: str) -> str:
    """Return the id that a title suggests: without accents, lower-case, words joined by hyphens."""
    import unicodedata

    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return "-".join(re.findall("[a-z0-9]+", plain))


def _goal_number(value: Any, info: ValidationInfo) -> Scalar:
    text = scalar(value, info, msg("a number such as 1.7"))
    if text is None:
        return stand_in(value, info)
    if text and not _GOAL_NUMBER.match(text):
        report(
            info,
            value,
            "bad-number",
            msg("“{text}” is no goal number.", text=one_line(text)[:60]),
            msg("Write digits with points: 1.7."),
        )
    if text.endswith("."):
        return Scalar.made_from(text, text.rstrip("."))
    return text


Id = Annotated[
    Scalar, PlainValidator(_identifier), WithJsonSchema({"type": ["string", "number"], "pattern": ID_PATTERN})
]
GoalNumber = Annotated[
    Scalar, PlainValidator(_goal_number), WithJsonSchema({"type": ["string", "number"], "pattern": r"^\d+(\.\d+)*\.?$"})
]

# --- numbers -------------------------------------------------------------------------------------------------------

_SPACES = "\u0020\u00a0\u202f\u2009"
NUMBER = rf"[-+−]?(?:\d{{1,3}}(?:[{_SPACES}]\d{{3}})+|\d+)(?:,\d+)?"
_MAX_NUMBER = 24  # more digits than money has; the arithmetic is exact up to 28
_SWEDISH = re.compile(NUMBER + r"\Z")
_POINT_GROUPS = re.compile(r"[-+−]?[1-9]\d{0,2}(\.\d{3})+\Z")
POINT = re.compile(rf"[-+−]?[\d{_SPACES}]+\.\d+")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as written and as understood; `decimals` is how many were written."""

    text: Scalar
    value: Decimal

    @property
    def decimals(self) -> int:
        """How many decimals were written."""
        return len(self.text.partition(",")[2])


def parse_number(text: str) -> Decimal | None:
    """Return the value of a Swedish number (`28 800`, `6,1`, `−1,8`), or None when the text is none."""
    if len(text) > _MAX_NUMBER or not _SWEDISH.match(text):
        return None
    return Decimal(re.sub(f"[{_SPACES}]", "", text).replace(",", ".").replace("−", "-"))


def _number_hint(text: str) -> Message:
    if _POINT_GROUPS.match(text):
        return msg("Swedish numbers have spaces between thousands: {number}.", number=text.replace(".", " "))
    if POINT.match(text):
        comma = text.replace(".", ",")
        return msg("Swedish numbers have a decimal comma: {number}.", number=comma)
    return msg("Write a number such as 28 800 or 6,1.")


def _amount(value: Any, info: ValidationInfo) -> Amount | None:
    text = scalar(value, info, msg("a number"))
    if text is None or not text.strip():
        return None
    number = parse_number(text.strip())
    if number is None:
        rule = "decimal-point" if POINT.match(text) else "bad-number"
        report(
            info, value, rule, msg("“{text}” is not a number.", text=one_line(text)[:60]), _number_hint(text.strip())
        )
        return None
    return Amount(text, number)


# a YAML 1.2 reader sees 28800 as an integer and 6,1 as a text; the number 6.1 is refused by both
_ASCII_NUMBER = re.sub("[^ -~]", lambda match: f"\\u{ord(match[0]):04x}", NUMBER)
_AMOUNT_SCHEMA = {"type": ["integer", "string", "null"], "pattern": f"^(?:{_ASCII_NUMBER})?$"}
OptionalAmount = Annotated[Amount | None, PlainValidator(_amount), WithJsonSchema(_AMOUNT_SCHEMA)]


def _whole(value: Any, info: ValidationInfo) -> int:
    text = scalar(value, info, msg("a whole number"))
    if text is None or text.missing:
        return 0
    if not re.match(r"\d{1,6}\Z", text):
        report(
            info,
            value,
            "bad-number",
            msg("“{text}” is not a whole number.", text=one_line(text)[:60]),
            msg("Write digits only."),
        )
        return 0
    return int(text)


Whole = Annotated[
    int, PlainValidator(_whole), WithJsonSchema({"type": ["integer", "string"], "minimum": 0, "pattern": r"^\d{1,6}$"})
]

# --- dates, yes and no, choices --------------------------------------------------------------------------------------

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})\Z")


def _date(value: Any, info: ValidationInfo) -> datetime.date | None:
    text = scalar(value, info, msg("a date"))
    if text is None or not text.strip():
        if text is not None and not text.missing:
            return None
        return None
    match = _DATE.match(text.strip())
    hint = msg("Write year-month-day: 2018-01-31.")
    if not match:
        report(info, value, "bad-date", msg("“{text}” is not a date.", text=one_line(text)[:60]), hint)
        return None
    try:
        return datetime.date(*map(int, match.groups()))
    except ValueError:
        report(info, value, "bad-date", msg("The date {text} does not exist.", text=str(text)), hint)
        return None


def _required_date(value: Any, info: ValidationInfo) -> datetime.date | None:
    if isinstance(value, Scalar) and not value.strip() and not value.missing:
        report(info, value, "empty-value", msg("A date is missing here."), msg("Write year-month-day: 2018-01-31."))
    return _date(value, info)


_DATE_SCHEMA = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
OptionalDate = Annotated[
    datetime.date | None, PlainValidator(_date), WithJsonSchema({**_DATE_SCHEMA, "type": ["string", "null"]})
]
RequiredDate = Annotated[datetime.date | None, PlainValidator(_required_date), WithJsonSchema(_DATE_SCHEMA)]


def _choice(words: dict[str, Any]) -> Any:
    """Make a validator for one of a few words; returns what the word stands for, None for an empty value."""

    def validate(value: Any, info: ValidationInfo) -> Any:
        allowed = msg("one of {words}", words=", ".join(words))
        text = scalar(value, info, allowed)
        if text is None or not text.strip():
            return None
        word = text.strip()
        if word in words:
            return words[word]
        near = nearest(word.lower(), words)
        hint = msg("Did you mean “{near}”?", near=near[0]) if near else msg("Write {allowed}.", allowed=allowed)
        report(
            info,
            value,
            "bad-choice",
            msg("“{text}” is not {allowed}.", text=one_line(word)[:60], allowed=allowed),
            hint,
        )
        return None

    return validate


def _words_schema(*words: str) -> WithJsonSchema:
    return WithJsonSchema({"enum": [*words, None]})


class Periodicity(StrEnum):
    """How often an indicator is measured."""

    YEAR = "år"
    HALF_YEAR = "halvår"
    TERTIAL = "tertial"
    MONTH = "månad"


class Better(StrEnum):
    """In which direction an indicator improves."""

    HIGHER = "högre"
    LOWER = "lägre"


class IncomeSign(StrEnum):
    """How income is written in a budget table."""

    POSITIVE = "positiva"
    NEGATIVE = "negativa"


class GroupKind(StrEnum):
    """What a group of budget rows is."""

    INCOME = "intäkter"
    COSTS = "kostnader"


_YES_NO = {"ja": True, "nej": False}
MoneyUnit = Literal["kr", "tkr", "mnkr"]

YesNo = Annotated[bool | None, PlainValidator(_choice(_YES_NO)), _words_schema(*_YES_NO)]
OptionalPeriodicity = Annotated[
    Periodicity | None, PlainValidator(_choice({p.value: p for p in Periodicity})), _words_schema(*Periodicity)
]
OptionalBetter = Annotated[Better | None, PlainValidator(_choice({b.value: b for b in Better})), _words_schema(*Better)]
OptionalIncomeSign = Annotated[
    IncomeSign | None, PlainValidator(_choice({s.value: s for s in IncomeSign})), _words_schema(*IncomeSign)
]
OptionalGroupKind = Annotated[
    GroupKind | None, PlainValidator(_choice({k.value: k for k in GroupKind})), _words_schema(*GroupKind)
]
OptionalMoneyUnit = Annotated[
    MoneyUnit | None, PlainValidator(_choice({u: u for u in ("kr", "tkr", "mnkr")})), _words_schema("kr", "tkr", "mnkr")
]

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")


def _language(value: Any, info: ValidationInfo) -> str | None:
    text = scalar(value, info, msg("a language"))
    if text is None or not text.strip():
        return None
    if not _LANGUAGE.match(text.strip()):
        report(
            info,
            value,
            "bad-language",
            msg("“{text}” is no language code.", text=one_line(text)[:60]),
            msg("Write sv, en, fi or another code of ISO 639."),
        )
        return None
    return text.strip()


Language = Annotated[
    str | None,
    PlainValidator(_language),
    WithJsonSchema(
        {"type": ["string", "null"], "pattern": _LANGUAGE.pattern.replace(r"\Z", "$").replace("[a-z]", "^[a-z]", 1)}
    ),
]

# --- collections -----------------------------------------------------------------------------------------------------

T = TypeVar("T")


def _as_tuple(value: Any, info: ValidationInfo) -> Any:
    if isinstance(value, list | tuple):
        return tuple(value)
    if not (isinstance(value, Scalar) and not value.strip()):
        report(
            info,
            value,
            "wrong-type",
            msg("Here {what} is expected, not {found}.", what=msg("a list"), found=kind_of(value)),
            msg("Begin each item with “- ”."),
        )
    return ()


def _as_dict(value: Any, info: ValidationInfo) -> Any:
    if isinstance(value, dict):
        return dict(value)
    if not (isinstance(value, Scalar) and not value.strip()):
        report(
            info,
            value,
            "wrong-type",
            msg("Here {what} is expected, not {found}.", what=msg("keys with values"), found=kind_of(value)),
            msg("Write “key: value” lines."),
        )
    return {}


Items = Annotated[tuple[T, ...], BeforeValidator(_as_tuple)]
Keyed = Annotated[dict[str, T], BeforeValidator(_as_dict)]


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown text with its place, and its language where it says one of its own."""

    text: Scalar
    language: str | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to print."""
        return not self.text.strip()


def _prose(value: Any, info: ValidationInfo) -> Prose:
    if isinstance(value, Mapping):
        return _prose_with_language(value, info)
    text = scalar(value, info, msg("a text"))
    if text is None:
        return Prose(stand_in(value, info))
    return Prose(_bounded(text, info))


def _bounded(text: Scalar, info: ValidationInfo) -> Scalar:
    """Return the text, or an empty one after a report when it is too long to be read as Markdown in bounded time."""
    if not _check_words(text, info):
        return stand_in(text, info)
    if len(text) > MAX_TEXT:
        message = msg("The text has {length} characters; the limit is {limit}.", length=len(text), limit=MAX_TEXT)
        report(info, text, "long-text", message, msg("Split it over several chapters, or put it in an annex."))
        return stand_in(text, info)
    return text


def _prose_with_language(value: Mapping, info: ValidationInfo) -> Prose:
    for key in value:
        if key not in ("språk", "text"):
            hint = msg("Long text goes in a block: write | after the key and the text on the lines below.")
            report(
                info,
                value,
                "unknown-key",
                msg("The key “{key}” is not known in {what}.", key=key, what=msg("a text")),
                hint,
                span=value.key_span(key),
            )
    inner = value.get("text")
    written = scalar(inner, info, msg("a text")) if inner is not None else None
    text = _bounded(written, info) if written is not None else stand_in(value, info)
    language = _language(value["språk"], info) if "språk" in value else None
    return Prose(text, language)


_PROSE_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": ["string", "number", "null"]},
        {
            "type": "object",
            "properties": {
                "språk": {
                    "title": "Språk",
                    "description": "Språket i texten, när det inte är dokumentets: en.",
                    "type": "string",
                },
                "text": {"title": "Text", "description": "Texten, i Markdown.", "type": ["string", "number", "null"]},
            },
            "additionalProperties": False,
        },
    ]
}
ProseText = Annotated[Prose, PlainValidator(_prose), WithJsonSchema(_PROSE_SCHEMA)]
