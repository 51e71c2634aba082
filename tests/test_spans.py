"""A place inside a text of any YAML style is the place in the file where a person sees the word."""

from __future__ import annotations

import unicodedata
from typing import Literal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from vplan.source import Mapping, Scalar, Source, load_text

MARK = "Qmärke"
WORD = st.text(st.characters(categories=["L", "N"], exclude_characters="Q"), min_size=1, max_size=6)
LINE = st.lists(WORD, min_size=1, max_size=5).map(" ".join)
LINES = st.lists(st.one_of(LINE, LINE, st.just("")), min_size=1, max_size=7)
Form = Literal["NFC", "NFD"]
ENDS = st.sampled_from(["\n", "\r\n", "\r"])
FORMS: st.SearchStrategy[Form] = st.sampled_from(["NFC", "NFD"])


def place_of(text: str, marker: str) -> tuple[int, int]:
    """Return line and column of a word in a file, both from 1."""
    before = text[: text.index(marker)].replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def value_of(raw: str) -> Scalar:
    value, findings = load_text(Source("a.yaml", raw))
    assert [f for f in findings if f.severity == "error"] == []
    assert isinstance(value, Mapping)
    text = value["text"]
    assert isinstance(text, Scalar)
    return text


def assert_marked(raw: str, form: Form) -> None:
    marker = unicodedata.normalize(form, MARK)
    text = value_of(raw)
    start = text.index(MARK)
    span = text.span_at(start, start + len(MARK))
    assert (span.line, span.column) == place_of(raw, marker)
    assert span.end_line == span.line
    assert (span.end_column - span.column) in (len(MARK), len(marker))


def with_mark(lines: list[str], row: int, place: int) -> list[str]:
    """Put the marker into a line, between two words of it."""
    row %= len(lines)
    words = lines[row].split(" ") if lines[row] else []
    words.insert(place % (len(words) + 1), MARK)
    return [*lines[:row], " ".join(words), *lines[row + 1 :]]


PLACE = st.integers(0, 20)


@given(LINES, PLACE, PLACE, ENDS, FORMS, st.sampled_from(["|", "|-", "|+", ">", ">-", ">+"]), st.integers(1, 6))
def test_block(lines: list[str], row: int, place: int, end: str, form: Form, style: str, indent: int) -> None:
    lines = with_mark(lines, row, place)
    assume(lines[0])
    body = end.join(" " * indent + line if line else "" for line in lines)
    assert_marked(unicodedata.normalize(form, f"före: x{end}text: {style}{end}{body}{end}efter: y{end}"), form)


@given(
    LINES, PLACE, PLACE, ENDS, st.sampled_from(["|", ">"]), st.integers(1, 4), st.integers(0, 3), st.sampled_from("-+ ")
)
def test_block_with_indentation_indicator(
    lines: list[str], row: int, place: int, end: str, style: str, indent: int, more: int, chomp: str
) -> None:
    """The first line may begin with spaces of its own when the indentation is told."""
    lines = with_mark(lines, row, place)
    lines = [" " * more + line if line and number % 2 == 0 else line for number, line in enumerate(lines)]
    body = end.join(" " * indent + line if line else "" for line in lines)
    assert_marked(f"text: {style}{indent}{chomp.strip()}{end}{body}{end}efter: y{end}", "NFC")


@given(LINES, PLACE, PLACE, ENDS, FORMS, st.sampled_from("'\""), st.integers(1, 6))
def test_quoted(lines: list[str], row: int, place: int, end: str, form: Form, quote: str, indent: int) -> None:
    lines = with_mark(lines, row, place)
    body = end.join((" " * indent if number else "") + line if line else "" for number, line in enumerate(lines))
    assert_marked(unicodedata.normalize(form, f"före: x{end}text: {quote}{body}{quote}{end}efter: y{end}"), form)


@given(LINES, PLACE, PLACE, ENDS, FORMS)
def test_plain(lines: list[str], row: int, place: int, end: str, form: Form) -> None:
    lines = [line for line in with_mark(lines, row, place) if line]
    body = end.join(("  " if number else "") + line for number, line in enumerate(lines))
    assert_marked(unicodedata.normalize(form, f"text: {body}{end}efter: y{end}"), form)


@pytest.mark.parametrize(
    "raw",
    [
        "text: 'det''s en ''fin'' Qmärke'\n",
        'text: "en \\"fin\\" \\u00e5 Qmärke"\n',
        'text: "lång \\\n  rad Qmärke"\n',
        "text: |\n\n\n  Först en tom rad, sedan Qmärke\n",
        "text: | # en kommentar\n  Qmärke\n",
        "text: >\n  vikt\n  text\n\n    kod\n    mera\n\n  Qmärke\n",
        "text: |\n  - lista\n    - under Qmärke\n",
        "- a\n- text: Qmärke\n".replace("- a\n- ", ""),
        "text: |\n  åäö ÅÄÖ 😀😀 Qmärke\n",
    ],
)
def test_shapes(raw: str) -> None:
    assert_marked(raw, "NFC")


def test_repeated_words_in_order_and_out_of_order() -> None:
    """Places are the same whichever is asked for first."""
    raw = "text: >-\n" + "".join(f"  rad {n} ord\n" for n in range(50))
    text = value_of(raw)
    offsets = [i for i in range(len(text)) if text.startswith("ord", i)]
    forward = [text.span_at(offset) for offset in offsets]
    again = value_of(raw)
    assert [again.span_at(offset) for offset in reversed(offsets)] == forward[::-1]
    assert [span.line for span in forward] == list(range(2, 52))
