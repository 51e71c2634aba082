"""Where a cursor stands in a text that is being written: the path of keys around it, and what is wanted there."""

from __future__ import annotations

import time

import pytest

from vplan.lsp.cursor import Cursor, at
from vplan.lsp.positions import Position


def cursor(text: str) -> Cursor | None:
    """Return what stands at the sign ‸."""
    before, _, _ = text.partition("‸")
    line = before.count("\n")
    return at(text.replace("‸", "").split("\n"), Position(line, len(before) - before.rfind("\n") - 1))


GOALS = """\
mål:
  1.7:
    indikatorer:
      trygga:
        årsmål: 84 %
    nämndmål:
      delaktiga:
        aktiviteter: [brukarrad]
        enhetsmål:
          - id: svar
            mål: Vi svarar
            arbetssätt: |
              Text med kolon: och mer.
              - en punkt: här

              mål:
"""


@pytest.mark.parametrize(
    ("more", "path", "wants_key"),
    [
        ("‸", (), True),
        ("  ‸", ("mål",), True),
        ("  2.‸", ("mål",), True),
        ("    akt‸", ("mål", "1.7"), True),
        ("      ‸", ("mål", "1.7", "nämndmål"), True),
        ("        aktiviteter: [‸", ("mål", "1.7", "nämndmål", "delaktiga", "aktiviteter", "-"), True),
        ("        aktiviteter: [a, b‸]", ("mål", "1.7", "nämndmål", "delaktiga", "aktiviteter", "-"), True),
        ("        aktiviteter:\n          - ‸", ("mål", "1.7", "nämndmål", "delaktiga", "aktiviteter", "-"), True),
        ("        aktiviteter:\n        - ‸", ("mål", "1.7", "nämndmål", "delaktiga", "aktiviteter", "-"), True),
        ("        aktiviteter: ‸", ("mål", "1.7", "nämndmål", "delaktiga", "aktiviteter"), False),
        ("            upp‸", ("mål", "1.7", "nämndmål", "delaktiga", "enhetsmål", "-"), True),
        ("            språk: ‸", ("mål", "1.7", "nämndmål", "delaktiga", "enhetsmål", "-", "språk"), False),
        ("          - ‸", ("mål", "1.7", "nämndmål", "delaktiga", "enhetsmål", "-"), True),
        (
            "            indikatorer:\n              - {namn: A, ‸",
            ("mål", "1.7", "nämndmål", "delaktiga", "enhetsmål", "-", "indikatorer", "-"),
            True,
        ),
        (
            "            indikatorer:\n              - {namn: A, bättre: ‸",
            ("mål", "1.7", "nämndmål", "delaktiga", "enhetsmål", "-", "indikatorer", "-", "bättre"),
            False,
        ),
    ],
)
def test_the_keys_around_a_cursor_are_told_from_indentation(more: str, path: tuple[str, ...], wants_key: bool) -> None:
    found = cursor(GOALS + more)
    assert found is not None
    assert (found.path, found.wants_key) == (path, wants_key)


@pytest.mark.parametrize("more", ["              ‸", "              ord: ‸", "# mål: ‸", "        x: 1 # ‸"])
def test_nothing_is_wanted_in_prose_and_comments(more: str) -> None:
    assert cursor(GOALS + more) is None


def test_the_word_and_the_keys_beside_it_are_known() -> None:
    found = cursor("mål:\n  1.5:\n  tryg‸ga-hem:\n    x: 1\n  # 1.9:\n  2.1:\n\når: 2018\n")
    assert found is not None
    assert (found.start, found.end, found.followed) == (2, 12, True)
    assert found.siblings >= {"1.5", "2.1"}
    assert not {"x", "år", "1.9"} & found.siblings


def test_the_first_key_of_an_item_has_those_below_beside_it() -> None:
    found = cursor("mål:\n  - i‸\n    titel: A\n  - id: other\n    beskrivning: B\n")
    assert found is not None
    assert found.path == ("mål", "-")
    assert "titel" in found.siblings
    assert "beskrivning" not in found.siblings


def test_odd_lines_are_no_trouble() -> None:
    for text in ("‸", "\n\n‸", "- - - ‸", "[[[‸", "{{{‸", ": ‸", "a: b: ‸", '"x: ‸', "? a‸", "\t‸", "—‸", "a:‸\r\nb"):
        cursor(text)


def test_a_long_text_is_read_in_bounded_time() -> None:
    began = time.process_time()
    cursor("a:\n" + "  - x: 1\n" * 50_000 + "  - ‸")
    cursor("x " * 200_000 + ":" + "‸")
    cursor("{" * 100_000 + "‸")
    assert time.process_time() - began < 2
