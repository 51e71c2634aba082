"""The values of the YAML files: text, ids, numbers, lists and mappings; others in `choices`, `target` and `prose`.

Each type is a pydantic annotation. In a file every value comes as a `Scalar`; a value that does not fit is reported
with its place and replaced by an empty one. The JSON schema of each accepts what a YAML 1.2 reader makes of the same
text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, ValidationInfo, WithJsonSchema

from vplan.diagnostics import Fix, Message, Span, msg
from vplan.model.base import Findings, ReadBy, kind_of, report
from vplan.numbers import format_count
from vplan.source.tree import Scalar, Source, span_of

MAX_WORD = 1000
_WORD = re.compile(r"\S+")
MAX_ID = 100

# made once: they are asked for with every value
_A_TEXT = msg("a text")
_AN_ID = msg("an id")
_A_NUMBER = msg("a number")
_A_WHOLE_NUMBER = msg("a whole number")
_A_GOAL_NUMBER = msg("a number such as 1.7")


def scalar(value: Any, info: ValidationInfo, expected: Message) -> Scalar | None:
    """Return the text, or None after a report when the value is a list or a mapping."""
    if isinstance(value, Scalar):
        return value
    if isinstance(value, str | int | float) and not isinstance(info.context, Findings):
        return _loose(str(value))
    message = msg("Expected here: {what}; found: {found}.", what=expected, found=kind_of(value))
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


def line(value: Any, info: ValidationInfo) -> Scalar:
    """Validate a text; returns an empty one for a faulty value."""
    text = scalar(value, info, _A_TEXT)
    if text is None:
        return stand_in(value, info)
    check_words(text, info)
    return text


def _required_line(value: Any, info: ValidationInfo) -> Scalar:
    text = line(value, info)
    if not text.strip() and not text.missing and isinstance(value, Scalar):
        report(info, value, "empty-value", msg("A text is missing here."), msg("Write it after the colon."))
    return text


def check_words(text: Scalar, info: ValidationInfo) -> bool:
    """Tell whether all words can be set on a page, and report one that cannot."""
    length = max(map(len, text.split()), default=0) if _may_hold_long_word(text) else 0
    if length > MAX_WORD:
        report(
            info,
            text,
            "long-word",
            msg("A word of {length} characters cannot be set on a page.", length=format_count(length)),
            msg("The limit is {limit} characters; is a space missing, or is it no text?", limit=format_count(MAX_WORD)),
            span=text.span_at(text.index(max(text.split(), key=len))),
        )
        return False
    return True


def with_words_cut(text: Scalar) -> Scalar:
    """Return a text of the same length in which no word is too long; what stands in such a word says nothing."""
    return Scalar.made_from(text, _WORD.sub(lambda found: _cut(found[0]), text))


def _cut(word: str) -> str:
    length = len(word)
    return word if length <= MAX_WORD else " ".join(["o" * (MAX_WORD - 1)] * (length // MAX_WORD + 1))[:length]


def _may_hold_long_word(text: str) -> bool:
    """Tell, by leaping from space to space, whether a stretch without one is longer than a word may be."""
    begin = 0
    while len(text) - begin > MAX_WORD:
        begin = text.rfind(" ", begin, begin + MAX_WORD + 1) + 1
        if not begin:
            return True
    return False


Line = Annotated[Scalar, ReadBy(line), WithJsonSchema({"type": ["string", "number", "null"]})]
RequiredLine = Annotated[Scalar, ReadBy(_required_line), WithJsonSchema({"type": ["string", "number"], "minLength": 1})]


def one_line(text: str) -> str:
    """Return the text on one line, without white space around it."""
    return " ".join(text.split())


def shortened(text: str, longest: int = 60) -> str:
    """Return the text on one line, cut behind a word where it is longer than a sentence has room for."""
    line = one_line(text)
    if len(line) <= longest:
        return line
    words = line[:longest].rpartition(" ")[0] or line[: longest - 1]
    return words.rstrip(" .,:;–-") + "…"


# --- ids and numbers of goals ---------------------------------------------------------------------------------------

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_GOAL_NUMBER = re.compile(r"\d{1,4}(\.\d{1,4}){0,5}\.?\Z")
ID_PATTERN = "^[a-z0-9]+(-[a-z0-9]+)*$"


def is_id(text: str) -> bool:
    """Tell whether the text is an id: lower-case ASCII letters, digits and hyphens."""
    return len(text) <= MAX_ID and _ID.match(text) is not None


def _identifier(value: Any, info: ValidationInfo) -> Scalar:
    text = scalar(value, info, _AN_ID)
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
    text = scalar(value, info, _A_GOAL_NUMBER)
    if text is None:
        return stand_in(value, info)
    if text and not _GOAL_NUMBER.match(text):
        report(
            info,
            value,
            "bad-number",
            msg("“{text}” is no goal number.", text=shortened(text)),
            msg("Write digits with points: 1.7."),
            fix=_respelt_goal_number(text),
        )
    if text.endswith("."):
        return Scalar.made_from(text, text.rstrip("."))
    return text


def _respelt_goal_number(text: Scalar) -> Fix | None:
    from vplan.fixing.making import replace_value

    parts = re.split(r"[ .,]+", text.strip(" .,")) if len(text) <= _MAX_NUMBER else []
    right = ".".join(parts)
    return replace_value(text, right) if len(parts) > 1 and _GOAL_NUMBER.match(right) else None


Id = Annotated[Scalar, ReadBy(_identifier), WithJsonSchema({"type": ["string", "number"], "pattern": ID_PATTERN})]
GoalNumber = Annotated[
    Scalar, ReadBy(_goal_number), WithJsonSchema({"type": ["string", "number"], "pattern": r"^\d+(\.\d+)*\.?$"})
]

# --- numbers -------------------------------------------------------------------------------------------------------

_SPACES = "\u0020\u00a0\u202f\u2009"
NUMBER = rf"[-+−]?(?:\d{{1,3}}(?:[{_SPACES}]\d{{3}})+|\d+)(?:,\d+)?"
_MAX_NUMBER = 24  # more digits than money has; the arithmetic is exact up to 28
_SWEDISH = re.compile(NUMBER + r"\Z")
_POINT_GROUPS = re.compile(r"[-+−]?[1-9]\d{0,2}(\.\d{3})+\Z")
POINT = re.compile(rf"[-+−]?[\d{_SPACES}]+\.\d+")
_MONEY_UNITS = {
    **dict.fromkeys(("kr", "kronor", "sek"), "kr"),
    **dict.fromkeys(("tkr", "ksek"), "tkr"),
    **dict.fromkeys(("mnkr", "mkr", "msek"), "mnkr"),
}
_WITH_UNIT = re.compile(
    rf"(?P<number>{NUMBER})[{_SPACES}]?(?:(?P<money>(?:{'|'.join(_MONEY_UNITS)})\b)|%|[^\W\d])", re.IGNORECASE
)


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
    if with_unit := _WITH_UNIT.match(text):
        number = with_unit["number"]
        if with_unit["money"]:
            unit = _MONEY_UNITS[with_unit["money"].lower()]
            return msg(
                "Write the number alone: {number} where the table's “belopp_i” is {unit}; else convert it.",
                number=number,
                unit=unit,
            )
        return msg("Write {number} alone, without a word or a unit.", number=number)
    return msg("Write a number such as 28 800 or 6,1.")


def _respelt_number(text: Scalar) -> Fix | None:
    from vplan.fixing.making import replace_value
    from vplan.fixing.spelling import right_number

    right = right_number(text)
    return replace_value(text, right) if right is not None else None


def _amount(value: Any, info: ValidationInfo) -> Amount | None:
    text = scalar(value, info, _A_NUMBER)
    if text is None or not text.strip():
        return None
    number = parse_number(text.strip())
    if number is None:
        rule = "decimal-point" if POINT.match(text) else "bad-number"
        message = msg("“{text}” is not a number.", text=shortened(text))
        report(info, value, rule, message, _number_hint(text.strip()), fix=_respelt_number(text))
        return None
    return Amount(text, number)


# a YAML 1.2 reader sees 28800 as an integer and 6,1 as a text; the number 6.1 is refused by both
_ASCII_NUMBER = re.sub("[^ -~]", lambda match: f"\\u{ord(match[0]):04x}", NUMBER)
_AMOUNT_SCHEMA = {"type": ["integer", "string", "null"], "pattern": f"^(?:{_ASCII_NUMBER})?$"}
OptionalAmount = Annotated[Amount | None, ReadBy(_amount), WithJsonSchema(_AMOUNT_SCHEMA)]


def _whole(value: Any, info: ValidationInfo) -> int:
    text = scalar(value, info, _A_WHOLE_NUMBER)
    if text is None or text.missing:
        return 0
    if not re.match(r"\d{1,6}\Z", text):
        report(
            info,
            value,
            "bad-number",
            msg("“{text}” is not a whole number.", text=shortened(text)),
            msg("Write digits only."),
        )
        return 0
    return int(text)


Whole = Annotated[
    int, ReadBy(_whole), WithJsonSchema({"type": ["integer", "string"], "minimum": 0, "pattern": r"^\d{1,6}$"})
]

_YEARS = range(1900, 2101)


def is_year(text: str) -> bool:
    """Tell whether a text is a year of four digits, of the last century or this one."""
    word = text.strip()
    return len(word) == 4 and word.isascii() and word.isdigit() and int(word) in _YEARS


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
            msg("Expected here: {what}; found: {found}.", what=msg("a list"), found=kind_of(value)),
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
            msg("Expected here: {what}; found: {found}.", what=msg("keys with values"), found=kind_of(value)),
            msg("Write “key: value” lines."),
        )
    return {}


Items = Annotated[tuple[T, ...], BeforeValidator(_as_tuple)]
Keyed = Annotated[dict[str, T], BeforeValidator(_as_dict)]
