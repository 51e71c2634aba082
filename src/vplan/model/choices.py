"""Values that are one of a few: dates, yes and no, periodicity, direction, signs, units of money, languages."""

from __future__ import annotations

import datetime
import re
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import PlainValidator, ValidationInfo, WithJsonSchema

from vplan.diagnostics import msg
from vplan.model import values
from vplan.model.base import nearest, report
from vplan.source.tree import Scalar

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})\Z")


def _date(value: Any, info: ValidationInfo) -> datetime.date | None:
    text = values.scalar(value, info, msg("a date"))
    if text is None or not text.strip():
        if text is not None and not text.missing:
            return None
        return None
    match = _DATE.match(text.strip())
    hint = msg("Write year-month-day: 2018-01-31.")
    if not match:
        report(info, value, "bad-date", msg("“{text}” is not a date.", text=values.one_line(text)[:60]), hint)
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
        text = values.scalar(value, info, allowed)
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
            msg("“{text}” is not {allowed}.", text=values.one_line(word)[:60], allowed=allowed),
            hint,
        )
        return None

    return validate


def _words_schema(*words: str) -> WithJsonSchema:
    return WithJsonSchema({"enum": [*words, None]})


class DocumentKind(StrEnum):
    """What an edition is for."""

    PLAN = "plan"
    AWARD = "utmärkelse"


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
OptionalDocumentKind = Annotated[
    DocumentKind | None, PlainValidator(_choice({k.value: k for k in DocumentKind})), _words_schema(*DocumentKind)
]
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


def language(value: Any, info: ValidationInfo) -> str | None:
    """Validate a language code; returns None for an empty or faulty one."""
    text = values.scalar(value, info, msg("a language"))
    if text is None or not text.strip():
        return None
    if not _LANGUAGE.match(text.strip()):
        report(
            info,
            value,
            "bad-language",
            msg("“{text}” is no language code.", text=values.one_line(text)[:60]),
            msg("Write sv, en, fi or another code of ISO 639."),
        )
        return None
    return text.strip()


Language = Annotated[
    str | None,
    PlainValidator(language),
    WithJsonSchema(
        {"type": ["string", "null"], "pattern": _LANGUAGE.pattern.replace(r"\Z", "$").replace("[a-z]", "^[a-z]", 1)}
    ),
]
