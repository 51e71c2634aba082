"""Values: numbers, targets and dates are understood and kept as written, byte for byte."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vplan.diagnostics import Span
from vplan.model.target import TargetKind, parse_target
from vplan.model.values import MAX_ID, as_id, is_id, one_line, parse_number, shortened
from vplan.numbers import format_number
from vplan.source import Mapping, Scalar, Source, load_text
from vplan.source.yaml12 import changed_by_yaml12

N = TargetKind.NUMBER

TARGETS: list[tuple[str, TargetKind, str | None, str]] = [
    ("2,37 %", N, "2.37", "%"),
    ("6,1 %", N, "6.1", "%"),
    ("6,1%", N, "6.1", "%"),
    ("60 procent", N, "60", "%"),
    ("81", N, "81", ""),
    ("0", N, "0", ""),
    ("0 %", N, "0", "%"),
    ("28 800", N, "28800", ""),
    ("28\u00a0800 kr", N, "28800", "kr"),
    ("-1,8", N, "-1.8", ""),
    ("−1,8 %", N, "-1.8", "%"),
    ("4,9", N, "4.9", ""),
    ("10 personer", N, "10", "personer"),
    ("3 dagar/vecka", N, "3", "dagar/vecka"),
    ("", TargetKind.EMPTY, None, ""),
    ("   ", TargetKind.EMPTY, None, ""),
    ("Max 10 personer", TargetKind.AT_MOST, "10", "personer"),
    ("max. 10", TargetKind.AT_MOST, "10", ""),
    ("Högst 6,1 %", TargetKind.AT_MOST, "6.1", "%"),
    ("< 5", TargetKind.AT_MOST, "5", ""),
    ("Minst 3", TargetKind.AT_LEAST, "3", ""),
    ("≥ 80 %", TargetKind.AT_LEAST, "80", "%"),
    ("Öka", TargetKind.INCREASE, None, ""),
    ("öka", TargetKind.INCREASE, None, ""),
    ("Minska", TargetKind.DECREASE, None, ""),
    ("tas fram av nämnden", TargetKind.DELEGATED, None, ""),
    ("Tas fram av nämnd/styrelse", TargetKind.DELEGATED, None, ""),
    ("tas fram av nämnd", TargetKind.DELEGATED, None, ""),
    ("Fastställs 2017", TargetKind.LATER, None, ""),
    ("6.1 %", TargetKind.OTHER, None, ""),
    ("28.800", TargetKind.OTHER, None, ""),
    ("1 0000", TargetKind.OTHER, None, ""),
    ("Max många", TargetKind.OTHER, None, ""),
    ("ganska hög", TargetKind.OTHER, None, ""),
    ("Ökad", TargetKind.OTHER, None, ""),
    ("9" * 30, TargetKind.OTHER, None, ""),
]


def scalar(text: str) -> Scalar:
    return Scalar.stand_in(Source("", text), Span(""), text)


@pytest.mark.parametrize(("text", "kind", "number", "unit"), TARGETS)
def test_target(text: str, kind: TargetKind, number: str | None, unit: str) -> None:
    target = parse_target(scalar(text))
    assert target.kind is kind
    assert target.number == (Decimal(number) if number is not None else None)
    assert target.unit == unit
    assert target.text == text


@given(st.text())
def test_any_target_is_kept_as_written(text: str) -> None:
    assert parse_target(scalar(text)).text == text


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", "0"),
        ("81", "81"),
        ("6,10", "6.10"),
        ("28 800", "28800"),
        ("28\u202f800", "28800"),
        ("1 234 567,89", "1234567.89"),
        ("-132 656", "-132656"),
        ("−1,8", "-1.8"),
        ("+3", "3"),
        ("007", "7"),
        ("6.1", None),
        ("28.800", None),
        ("28 80", None),
        ("1234 567", None),
        ("6,", None),
        (",5", None),
        ("", None),
        ("6,1 %", None),
        ("1e5", None),
        ("- 5", None),
        ("٣", "3"),
        ("5\n", None),
        ("1" * 25, None),
    ],
)
def test_number(text: str, number: str | None) -> None:
    found = parse_number(text)
    assert found == (Decimal(number) if number is not None else None)


@given(st.decimals(-(10**12), 10**12, places=2))
def test_printed_numbers_are_read_again(value: Decimal) -> None:
    printed = format_number(value, 2)
    assert parse_number(printed) == value
    assert " " not in printed


@pytest.mark.parametrize(
    ("value", "decimals", "signed", "printed"),
    [
        ("28800", 0, False, "28\u00a0800"),
        ("-1.8", 1, True, "\u22121,8"),
        ("1.8", 1, True, "+1,8"),
        ("0", 0, True, "0"),
        ("999.5", 0, False, "1\u00a0000"),
        ("-0.4", 0, False, "0"),
        ("-132656", 0, False, "\u2212132\u00a0656"),
        ("2.345", 2, False, "2,35"),
        ("1000000", 0, False, "1\u00a0000\u00a0000"),
    ],
)
def test_format_number(value: str, decimals: int, signed: bool, printed: str) -> None:
    assert format_number(Decimal(value), decimals, signed=signed) == printed


@given(st.text())
def test_an_id_made_of_a_title_is_an_id(title: str) -> None:
    name = as_id(title[:MAX_ID])
    assert name == "" or is_id(name) or len(name) > MAX_ID


@pytest.mark.parametrize("text", ["", "A", "å", "a_b", "-a", "a-", "a--b", "a b", "a\n", "a" * 101])
def test_no_id(text: str) -> None:
    assert not is_id(text)


@given(st.text())
def test_one_line(text: str) -> None:
    assert "\n" not in one_line(text)
    assert one_line(one_line(text)) == one_line(text)


# --- what another YAML reader makes of it ----------------------------------------------------------------------------


def yaml12_core(text: str) -> str:
    """Read a plain scalar by the core schema of YAML 1.2 and write what was read: the specification's table, 10.3.2."""
    import re

    if re.fullmatch(r"~|null|Null|NULL", text):
        return "null"
    if re.fullmatch(r"true|True|TRUE|false|False|FALSE", text):
        return f"bool {text.lower()}"
    if re.fullmatch(r"[-+]?[0-9]+", text):
        return str(int(text))
    if re.fullmatch(r"0o[0-7]+", text):
        return str(int(text[2:], 8))
    if re.fullmatch(r"0x[0-9a-fA-F]+", text):
        return str(int(text[2:], 16))
    if re.fullmatch(r"[-+]?(\.inf|\.Inf|\.INF)|\.nan|\.NaN|\.NAN", text):
        return f"float {text}"
    if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", text):
        return repr(float(text)).removesuffix(".0")
    return text


@given(st.from_regex(r"[-+]?(0[xo])?[0-9]{0,17}(\.[0-9]{0,4})?([eE][-+]?[0-9]{1,2})?", fullmatch=True).filter(bool))
def test_a_number_that_survives_gives_no_hint(text: str) -> None:
    survives = yaml12_core(text) == text
    assert (
        changed_by_yaml12(text) in (not survives, True) if len(text) > 15 else changed_by_yaml12(text) is not survives
    )


@given(st.text(min_size=1))
def test_a_text_that_survives_gives_no_hint(text: str) -> None:
    assert changed_by_yaml12(text) is (yaml12_core(text) != text) or len(text) > 15


@pytest.mark.parametrize(
    "text",
    ["1.10", "0123", "null", "~", "true", "FALSE", "1.0", "1e3", "0x1F", "0o17", ".inf", "-.INF", ".nan", "+1", ".5"],
)
def test_changed(text: str) -> None:
    assert changed_by_yaml12(text)


@pytest.mark.parametrize(
    "text",
    ["1.5", "81", "0", "-3", "no", "yes", "ja", "12:30", "2018-01-01", "6,1 %", "1_000", "nej", "truely", "-", "1.2.3"],
)
def test_not_changed(text: str) -> None:
    assert not changed_by_yaml12(text)


@given(st.from_regex(r"[a-zåäö0-9.,:%+~-]{1,12}", fullmatch=True))
def test_scalars_stay_as_written(text: str) -> None:
    """No number, date or word is changed on the way from the file to the tree, whatever other YAML readers do."""
    value, _ = load_text(Source("a.yaml", f"nyckel: '{text}'\n"))
    assert isinstance(value, Mapping)
    assert value["nyckel"] == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Vi svarar\n snabbt", "Vi svarar snabbt"),
        ("Vi svarar snabbt", "Vi svarar snabbt"),
        ("Vi svarar snabbt och vänligt", "Vi svarar snabbt…"),
        ("Vi svarar snabbt, och vänligt", "Vi svarar snabbt…"),
        ("Vårdbiträdesutbildningen", "Vårdbiträdesutbildn…"),
    ],
)
def test_a_long_text_is_cut_behind_a_word(text: str, shown: str) -> None:
    assert shortened(text, 20) == shown
