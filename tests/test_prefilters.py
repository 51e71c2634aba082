"""The rules look before they parse; what they skip must hold nothing they would find."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vplan.diagnostics import Diagnostic, Span
from vplan.model.prose import Prose
from vplan.rules import run
from vplan.rules.registry import RULES
from vplan.rules.scope import Scope
from vplan.source import Scalar, Source

PIECES = st.sampled_from(
    [
        "<",
        "b>",
        "</b>",
        "<!--",
        "-->",
        "<?",
        "[",
        "]",
        "(",
        ")",
        "](",
        "]:",
        "![",
        "#",
        "##",
        "####",
        " ",
        "  ",
        "\n",
        "\n\n",
        "---",
        "===",
        "|",
        "|---|",
        "```",
        "~~~",
        "> ",
        "- ",
        "1. ",
        "a",
        "ord",
        "x:y",
        "http://e.org",
        "<x:y>",
        "\\",
        "`",
        "*",
        "    ",
        "&lt;",
        "mailto:",
        "file:",
        ".png",
    ]
)


class ParseAll(Scope):
    """A scope that parses every text, whatever the rules ask."""

    def texts_if(self, needed):  # type: ignore[no-untyped-def]
        return self.texts


def prose(text: str) -> Prose:
    return Prose(Scalar.stand_in(Source("a.yaml", text), Span("a.yaml"), text))


def key(finding: Diagnostic) -> tuple[str, str]:
    return (finding.rule, repr(finding.message))


@given(st.lists(st.lists(PIECES, max_size=14).map("".join), min_size=1, max_size=3))
def test_nothing_is_skipped(texts: list[str]) -> None:
    proses = tuple(map(prose, texts))
    quick = Scope(Path(), 2018, proses, folder="plans/x")
    slow = ParseAll(Path(), 2018, proses, folder="plans/x")
    assert [key(f) for f in run(quick)] == [key(f) for f in run(slow)]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("## a\n\n#### b", "heading-level"),
        ("a\n===\n\n### b", "heading-level"),
        ("##", "heading-level"),
        ("<b>", "html-in-prose"),
        ("</b>", "html-in-prose"),
        ("ord </b>", "html-in-prose"),
        ("<!-- a -->", "html-in-prose"),
        ("5 < 6 > 4", None),
        ("\\<b>", None),
        ("`<b>`", None),
        ("[a](b)", "link-target"),
        ("[a]\n\n[a]: b", "link-target"),
        ("<ftp://a>", "link-target"),
        ("[a](http://b)", None),
        ("[a](HTTPS://b.example)", None),
        ("[a](mailto:b@c)", None),
        ("[a](#b)", None),
        ("[a](//b.example)", "link-target"),
        ("[a](http:b)", "link-target"),
        ("[a](vbscript:b)", "link-target"),
        ("[a](JaVaScRiPt:b)", "link-target"),
        ("[a](&#106;avascript:b)", "link-target"),
        ("[a](\\#b)", None),
        ("![a](b.png)", "picture-file"),
        ("![a][b]\n\n[b]: c.png", "picture-file"),
        ("...", "placeholder-text"),
        ("> ## a\n>\n> #### b", "heading-level"),
        ("- # a", "heading-level"),
        ("1. a\n   ===", "heading-level"),
        ("#\ta\n\n###\tb", "heading-level"),
        ("- - - - - - a", None),
        ("- - - - - - - a", "too-deep-prose"),
        (">>>>>> a", None),
        (">>>>>>> a", "too-deep-prose"),
        ("1. > - > - > - a", "too-deep-prose"),
        ("> > > > > > > > > > > > > > > > > > > > > > > a", "too-deep-prose"),
        ("|a|b|\n|--|--|\n|c|d|", None),
        ("a|" * 30 + "\n" + "-|" * 30, None),
        ("a|" * 60 + "\n" + "-|" * 60, "table-width"),
        ("Skriv texten här …", "placeholder-text"),
        ("Skriv hur enheten använder sina resurser.", "placeholder-text"),
        ("Vi ska TODO mer", "placeholder-text"),
        ("Skriv till oss här på enheten så svarar vi inom en dag.", None),
        ("text", None),
    ],
)
def test_rule(text: str, rule: str | None) -> None:
    found = {finding.rule for finding in run(Scope(Path(), 2018, (prose(text),), folder="plans/x"))}
    assert found == ({rule} if rule else set())


def test_each_rule_says_what_it_is() -> None:
    """A rule's docstring is its page: the id in its first line, why, wrong and, where it helps, right."""
    ids = [rule.ID for rule in RULES]
    assert len(set(ids)) == len(ids)
    for rule in RULES:
        assert rule.__doc__ is not None
        assert rule.__doc__.startswith(f"{rule.ID}: ")
        assert "\nWhy: " in rule.__doc__


def test_a_pair_of_tags_is_one_finding() -> None:
    assert len(run(Scope(Path(), 2018, (prose("ord <b>ett</b> och <b>två</b> </i>"),)))) == 3
