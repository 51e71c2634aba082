"""Values that are one of a few: dates, yes and no, periodicity, direction, signs, units of money, languages."""

from __future__ import annotations

import calendar
import datetime
import re
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import ValidationInfo, WithJsonSchema

from vplan.diagnostics import Fix, Message, msg
from vplan.model import values
from vplan.model.base import ReadBy, nearest, report, respelt
from vplan.source.tree import Scalar

_A_DATE = msg("a date")
_A_LANGUAGE = msg("a language")
_DATE_HINT = msg("Write year-month-day: 2018-01-31.")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


def _date(value: Any, info: ValidationInfo) -> datetime.date | None:
    text = values.scalar(value, info, _A_DATE)
    written = text.strip() if text is not None else ""
    if text is None or not written:
        return None
    if not _DATE.match(written):
        message = msg("“{text}” is not a date.", text=values.shortened(text))
        report(info, value, "bad-date", message, _DATE_HINT, fix=_respelt_date(text))
        return None
    try:
        return datetime.date(int(written[:4]), int(written[5:7]), int(written[8:]))
    except ValueError:
        report(info, value, "bad-date", msg("The date {text} does not exist.", text=str(text)), _last_day(written))
        return None


def _last_day(written: str) -> Message:
    """Say which day ends the month of a date that does not exist, or how a date is written."""
    year, month = int(written[:4]), int(written[5:7])
    if not (datetime.MINYEAR <= year <= datetime.MAXYEAR and 1 <= month <= 12):
        return _DATE_HINT
    last = f"{written[:8]}{calendar.monthrange(year, month)[1]}"
    return msg("The last day of that month is {date}.", date=last)


def _respelt_date(text: Scalar) -> Fix | None:
    from vplan.fixing.making import replace_value
    from vplan.fixing.spelling import right_date

    right = right_date(text)
    return replace_value(text, right) if right is not None else None


def _required_date(value: Any, info: ValidationInfo) -> datetime.date | None:
    if isinstance(value, Scalar) and not value.strip() and not value.missing:
        report(info, value, "empty-value", msg("A date is missing here."), _DATE_HINT)
    return _date(value, info)


_DATE_SCHEMA = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
OptionalDate = Annotated[
    datetime.date | None, ReadBy(_date), WithJsonSchema({**_DATE_SCHEMA, "type": ["string", "null"]})
]
RequiredDate = Annotated[datetime.date | None, ReadBy(_required_date), WithJsonSchema(_DATE_SCHEMA)]


def _choice(words: dict[str, Any]) -> Any:
    """Make a validator for one of a few words; returns what the word stands for, None for an empty value."""

    allowed = msg("one of {words}", words=", ".join(words))

    def validate(value: Any, info: ValidationInfo) -> Any:
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
            msg("“{text}” is not {allowed}.", text=values.shortened(word), allowed=allowed),
            hint,
            fix=_respelt_choice(text, words),
        )
        return None

    return validate


_ANSWERS = {"yes": "ja", "true": "ja", "no": "nej", "false": "nej"}


def _respelt_choice(text: Scalar, words: dict[str, Any]) -> Fix | None:
    answer = _ANSWERS.get(text.strip().lower())
    if answer is None or answer not in words:
        return respelt(text, words)
    from vplan.fixing.making import replace_value

    return replace_value(text, answer)


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


class RuleLevel(StrEnum):
    """How much a rule weighs."""

    ERROR = "fel"
    WARNING = "varning"
    HINT = "tips"
    OFF = "av"


_YES_NO = {"ja": True, "nej": False}
MoneyUnit = Literal["kr", "tkr", "mnkr"]

YesNo = Annotated[bool | None, ReadBy(_choice(_YES_NO)), _words_schema(*_YES_NO)]
OptionalDocumentKind = Annotated[
    DocumentKind | None, ReadBy(_choice({k.value: k for k in DocumentKind})), _words_schema(*DocumentKind)
]
OptionalPeriodicity = Annotated[
    Periodicity | None, ReadBy(_choice({p.value: p for p in Periodicity})), _words_schema(*Periodicity)
]
OptionalBetter = Annotated[Better | None, ReadBy(_choice({b.value: b for b in Better})), _words_schema(*Better)]
OptionalIncomeSign = Annotated[
    IncomeSign | None, ReadBy(_choice({s.value: s for s in IncomeSign})), _words_schema(*IncomeSign)
]
OptionalGroupKind = Annotated[
    GroupKind | None, ReadBy(_choice({k.value: k for k in GroupKind})), _words_schema(*GroupKind)
]
OptionalRuleLevel = Annotated[
    RuleLevel | None, ReadBy(_choice({level.value: level for level in RuleLevel})), _words_schema(*RuleLevel)
]
OptionalMoneyUnit = Annotated[
    MoneyUnit | None, ReadBy(_choice({u: u for u in ("kr", "tkr", "mnkr")})), _words_schema("kr", "tkr", "mnkr")
]

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")


def language(value: Any, info: ValidationInfo) -> str | None:
    """Validate a language code; returns None for an empty or faulty one."""
    text = values.scalar(value, info, _A_LANGUAGE)
    if text is None or not text.strip():
        return None
    if not _LANGUAGE.match(text.strip()):
        report(
            info,
            value,
            "bad-language",
            msg("“{text}” is no language code.", text=values.shortened(text)),
            msg("Write sv, en, fi or another code of ISO 639."),
            fix=respelt(text, ("sv", "en", "fi")),
        )
        return None
    return text.strip()


Language = Annotated[
    str | None,
    ReadBy(language),
    WithJsonSchema(
        {"type": ["string", "null"], "pattern": _LANGUAGE.pattern.replace(r"\Z", "$").replace("[a-z]", "^[a-z]", 1)}
    ),
]
