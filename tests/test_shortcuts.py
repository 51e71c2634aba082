"""What a check skips to be quick must find nothing that it would have found the long way."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vplan.diagnostics import Span
from vplan.model.base import build_model
from vplan.model.economy import Economy
from vplan.model.plan import Plan
from vplan.model.values import MAX_WORD
from vplan.rules import table_width
from vplan.rules.scope import Scope
from vplan.source import Mapping, Scalar, Source, load_text
from vplan.source.reader import FORBIDDEN, decode
from vplan.widths import MAX_NEED

LETTERS = st.sampled_from("aå–”é \t\n:-#'\"|\u00a0\u0085\u0301\u2028\u2029\ufeff\uffff\x00\x07\x7f§»")


@given(st.text(LETTERS, max_size=20))
def test_forbidden_characters_are_seen_in_the_bytes(text: str) -> None:
    source, _ = decode("a.yaml", f"x{text}".encode())
    assert source is not None
    assert source.has_forbidden is (FORBIDDEN.search(text) is not None)


@given(st.lists(st.sampled_from(["a" * 400, "b" * 601, " ", "\n", "\u00a0", "c"]), max_size=9).map("".join))
def test_a_long_word_is_found_wherever_it_stands(text: str) -> None:
    source = Source("plan.yaml", text)
    chapter = Mapping.stand_in(source, Span("plan.yaml"))
    chapter["rubrik"] = Scalar.stand_in(source, Span("plan.yaml"), text)
    tree = Mapping.stand_in(source, Span("plan.yaml"))
    tree["bilagor"] = Scalar.stand_in(source, Span("plan.yaml"), text)
    tree["titel"] = Scalar.stand_in(source, Span("plan.yaml"), text)
    found = [d.rule for d in build_model(Plan, tree, source)[1]]
    assert ("long-word" in found) is any(len(word) > MAX_WORD for word in text.split())


@given(
    st.text(st.sampled_from("ae\u0301 å\u030ao–x"), max_size=12), st.sampled_from(["{}", "'{}'", '"{}"', "|\n  x{}"])
)
def test_every_text_is_in_nfc(text: str, form: str) -> None:
    tree, _ = load_text(Source("a.yaml", f"a: {form.format('x' + text)}\n"))
    assert isinstance(tree, Mapping)
    value = tree["a"]
    assert isinstance(value, Scalar)
    assert unicodedata.is_normalized("NFC", value)


def test_an_escape_puts_together_what_is_apart_in_the_file() -> None:
    tree, _ = load_text(Source("a.yaml", 'a: "e\\u0301"\n'))
    assert tree == {"a": "é"}


@pytest.mark.parametrize("text", ["b: 1\na: 2\n1.1: 3\nå: 4\n'c': 5\n", "{b: 1, a: 2}\n", "b:\nnull: 1\na: x\n"])
def test_keys_have_their_places_in_order(text: str) -> None:
    tree, _ = load_text(Source("a.yaml", text))
    assert isinstance(tree, Mapping)
    assert list(tree.keys_at) == list(tree)
    lines = text.splitlines()
    for key, at in tree.keys_at.items():
        assert at == key
        assert lines[at.line][at.column :].lstrip("'").startswith(key)
        assert tree.key_span(key) == at.span


@given(st.integers(1, 12), st.sampled_from(["1", "−999,9", "28 800", "123 456 789 012", "1,55"]), st.sampled_from("xO"))
def test_a_glance_at_a_budget_hides_no_table_that_is_too_wide(count: int, amount: str, word: str) -> None:
    names = [f"k{n}" for n in range(count)]
    columns = "".join(f"      {name}: {word * 12}\n" for name in names)
    amounts = "".join(f'        {name}: "{amount}"\n' for name in names)
    text = f"budget:\n  - belopp_i: tkr\n    kolumner:\n{columns}    grupper:\n    - rader:\n      - rad: A\n{amounts}"
    source = Source("ekonomi.yaml", text)
    economy, _ = build_model(Economy, load_text(source)[0], source)
    assert economy is not None
    scope = Scope(Path(), 2018, (), budget=economy.tables)
    ((table, lines),) = zip(scope.budget, scope.budget_lines, strict=True)
    is_too_wide = sum(table_width._budget_widths(table, lines)) > MAX_NEED
    assert [d.rule for d in table_width.check(scope)] == ["table-width"] * is_too_wide
