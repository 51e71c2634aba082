"""Anchors: unique in a document, stable, and fit for a URL."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from vplan.document.anchors import MAX_LENGTH, Anchors, slug

TITLES = st.lists(st.one_of(st.sampled_from(["Resursanvändning", "samma", "samma-2", "Samma", "1.7", ""]), st.text()))


@given(TITLES)
def test_unique_and_stable(titles: list[str]) -> None:
    first, second = Anchors(), Anchors()
    taken = [first.take(title) for title in titles]
    assert len(set(taken)) == len(taken)
    assert taken == [second.take(title) for title in titles]
    assert all(re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", anchor) for anchor in taken)


@given(TITLES, st.text())
def test_what_comes_later_changes_nothing_before(titles: list[str], added: str) -> None:
    before, after = Anchors(), Anchors()
    assert [before.take(t) for t in titles] == [after.take(t) for t in (*titles, added)][: len(titles)]


@given(st.text())
def test_slug(title: str) -> None:
    name = slug(title)
    assert name[0].isalpha()
    assert len(name) <= MAX_LENGTH + len("avsnitt-")
    assert slug(name) == name or not name.isascii()


def test_words() -> None:
    anchors = Anchors()
    assert anchors.take("Alla äldre har en trygg ålderdom") == "alla-aldre-har-en-trygg-alderdom"
    assert anchors.take("Resursanvändning") == "resursanvandning"
    assert anchors.take("Resursanvändning", "enhetsmal-ett") == "enhetsmal-ett-resursanvandning"
    assert anchors.take("Resursanvändning", "enhetsmal-ett") == "enhetsmal-ett-resursanvandning-2"
    assert anchors.take("Resursanvändning") == "resursanvandning-2"
    assert anchors.take("…") == "avsnitt"
    assert anchors.take("2018 i siffror") == "avsnitt-2018-i-siffror"
    assert anchors.take("ord " * 40) == "-".join(["ord"] * 15)
