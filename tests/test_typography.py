"""No-break spaces where a line must not end, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vplan.document.typography import typeset


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6,1 %", "6,1_%"),
        ("28 800 tkr", "28_800_tkr"),
        ("1 234 567 kr", "1_234_567_kr"),
        ("5 000", "5_000"),
        ("40 procent av", "40_procent av"),
        ("4 kap. 1 §", "4_kap. 1_§"),
        ("§ 5", "§_5"),
        ("10 personer", "10 personer"),
        ("år 2018 1000", "år 2018 1000"),
        ("3 krav", "3 krav"),
        ("ingen siffra", "ingen siffra"),
        ("", ""),
        ("12 3456", "12 3456"),
        ("132,7 mnkr", "132,7_mnkr"),
        ("5 ‰", "5_‰"),
    ],
)
def test_typeset(text: str, expected: str) -> None:
    assert typeset(text) == expected.replace("_", "\u00a0")


@given(st.text(alphabet="0123456789 %§krtånkap.,x"))
def test_only_spaces_change_and_once(text: str) -> None:
    done = typeset(text)
    assert done.replace("\u00a0", " ") == text
    assert typeset(done) == done
