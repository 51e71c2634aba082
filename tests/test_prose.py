"""Prose into the tree: nothing is lost down to the depth that the rule `too-deep-prose` allows."""

from __future__ import annotations

from pathlib import Path

import pytest

from vplan.diagnostics import Span
from vplan.document.anchors import Anchors
from vplan.document.prose import ProsePlace, convert
from vplan.model.prose import Prose
from vplan.prose.parser import keep_tokens, parse
from vplan.rules import prose_depth
from vplan.rules.scope import Scope
from vplan.source import Scalar, Source

LIMIT = prose_depth.MAX_DEPTH


def prose(text: str) -> Prose:
    return Prose(Scalar.stand_in(Source("a.yaml", text), Span("a.yaml"), text))


@pytest.mark.parametrize(
    "markers",
    [["- "] * LIMIT, ["> "] * LIMIT, ["1. "] * LIMIT, ["- ", "> "] * (LIMIT // 2), [">"] * LIMIT],
    ids="".join,
)
def test_what_is_allowed_is_printed(markers: list[str]) -> None:
    for count in range(1, LIMIT + 1):
        text = prose("".join(markers[:count]) + "Djupast\n")
        assert list(prose_depth.check(Scope(Path(), 2018, (text,)))) == []
        assert "Djupast" in repr(convert(text, ProsePlace(2, Anchors())))


@pytest.mark.parametrize("marker", ["- ", "> ", "1. ", ">", "+ ", "* "])
@pytest.mark.parametrize("count", [LIMIT + 1, 10, 20, 50])
def test_what_is_deeper_is_refused(marker: str, count: int) -> None:
    on_one_line = prose(marker * count + "Djupast\n")
    stepwise = prose("".join(f"{' ' * len(marker) * i}{marker}nivå {i}\n" for i in range(count)))
    for text in (on_one_line, stepwise) if marker[0] != ">" else (on_one_line,):
        assert len(list(prose_depth.check(Scope(Path(), 2018, (text,))))) == 1


def test_tokens_are_kept_only_where_asked_for_and_within_their_room() -> None:
    texts = [prose(f"# Rubrik {number}\n\nText.\n") for number in range(3)]
    assert parse(texts[0]).tokens is not parse(texts[0]).tokens
    keep_tokens(2 * len(texts[0].text))
    try:
        first = [parse(text).tokens for text in texts]
        assert parse(texts[2]).tokens is first[2]
        assert parse(texts[1]).tokens is first[1]
        assert parse(texts[0]).tokens is not first[0]
        assert parse(texts[0]).tokens == first[0]
    finally:
        keep_tokens(0)
    assert parse(texts[0]).tokens is not parse(texts[0]).tokens
