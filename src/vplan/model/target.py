"""Targets (årsmål): kept as written and understood.

The kinds are those that occur in Stockholm's plans of 2016 to 2022: a number with or without a unit, a bound
(`Max 10 personer`), a direction (`Öka`), delegated to the board (`tas fram av nämnden`), decided later
(`Fastställs 2017`), empty.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import ValidationInfo, WithJsonSchema

from vplan.diagnostics import Fix, Severity, msg
from vplan.model import values
from vplan.model.base import ReadBy, report
from vplan.source.tree import Scalar


class TargetKind(StrEnum):
    """What a target says."""

    NUMBER = "number"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"
    INCREASE = "increase"
    DECREASE = "decrease"
    DELEGATED = "delegated"
    LATER = "later"
    OTHER = "other"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Target:
    """A target: its text, its kind, and the number and unit where it has them (`%`, `personer`, or empty)."""

    text: Scalar
    kind: TargetKind
    number: Decimal | None = None
    unit: str = ""


_A_TARGET = msg("a target")
_VALUE = re.compile(values.NUMBER + r"(?P<space>\s*)(?P<unit>%|[^\W\d]+(?:[ /][^\W\d]+)*)?\Z")
_BOUND = re.compile(r"(?P<word>max(?:imalt)?|högst|min(?:imum|st)?|lägst|≤|≥|<|>)\.?\s*(?P<rest>.+)\Z", re.IGNORECASE)
_WORDS = (
    (re.compile(r"(öka|ökar|ökning|ska öka)\Z", re.IGNORECASE), TargetKind.INCREASE),
    (re.compile(r"(minska|minskar|minskning|ska minska)\Z", re.IGNORECASE), TargetKind.DECREASE),
    (re.compile(r"tas? fram av\b", re.IGNORECASE), TargetKind.DELEGATED),
    (re.compile(r"(fastställs|beslutas|bestäms)\b", re.IGNORECASE), TargetKind.LATER),
)
_AT_MOST = ("max", "maximalt", "högst", "≤", "<")


def parse_target(text: Scalar) -> Target:
    """Understand a target; one that is none of the known kinds becomes `OTHER`."""
    stripped = values.one_line(text)
    if not stripped:
        return Target(text, TargetKind.EMPTY)
    number = _number_with_unit(stripped)
    if number is not None:
        return Target(text, TargetKind.NUMBER, *number)
    bound = _BOUND.match(stripped)
    if bound:
        number = _number_with_unit(bound["rest"])
        if number is not None:
            kind = TargetKind.AT_MOST if bound["word"].lower() in _AT_MOST else TargetKind.AT_LEAST
            return Target(text, kind, *number)
    for pattern, kind in _WORDS:
        if pattern.match(stripped):
            return Target(text, kind)
    return Target(text, TargetKind.OTHER)


def _number_with_unit(text: str) -> tuple[Decimal, str] | None:
    match = _VALUE.match(text)
    if not match:
        return None
    unit = match["unit"] or ""
    number = values.parse_number(text[: match.start("space")])
    if number is None:
        return None
    return number, "%" if unit.lower() == "procent" else unit


def _respelt(text: Scalar) -> Fix | None:
    from vplan.fixing.making import replace_value
    from vplan.fixing.spelling import right_numbers

    right = right_numbers(text)
    is_known = right is not None and parse_target(Scalar.made_from(text, right)).kind is not TargetKind.OTHER
    return replace_value(text, right) if right is not None and is_known else None


def _target(value: Any, info: ValidationInfo) -> Target:
    text = values.scalar(value, info, _A_TARGET)
    if text is None:
        return Target(values.stand_in(value, info), TargetKind.EMPTY)
    target = parse_target(text)
    if target.kind is TargetKind.OTHER:
        written = values.one_line(text)[:200]
        if values.POINT.search(written):
            right = re.sub(r"(?<=\d)\.(?=\d)", ",", written)
            hint = msg("Swedish numbers have a decimal comma: {number}.", number=right)
            message = msg("“{text}” has a decimal point.", text=written[:60])
            report(info, value, "decimal-point", message, hint, fix=_respelt(text))
        else:
            hint = msg("Known forms: 6,1 % · 81 · Max 10 personer · Öka · tas fram av nämnden · Fastställs 2018.")
            message = msg(
                "“{text}” is printed as it stands, but cannot be compared with other targets.", text=written[:60]
            )
            report(info, value, "unclear-target", message, hint, severity=Severity.WARNING)
    return target


OptionalTarget = Annotated[Target, ReadBy(_target), WithJsonSchema({"type": ["integer", "string", "null"]})]
