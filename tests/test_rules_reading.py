"""Rules on how a text reads: headings that repeat, words of links, long sentences; and that none takes long."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from support.workspaces import UNIT, findings_in, make_workspace
from test_rules_document import changed, found, marked, scope_of
from vplan.rules import link_text, long_sentence, placeholder_text, repeated_heading
from vplan.rules.headings_in import headings_in

# --- repeated-heading ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("## A\n\n### A", ["A"]),
        ("## A\n\n### B\n\n#### A", []),  # not right above it
        ("## A\n\n## A", []),
        ("## A\n\n### a.", ["a."]),
        ("## A ##\n\n### A ###", ["A"]),
        ("## A\n\ntext\n\n### A\n\n#### A", ["A", "A"]),
        ("```\n## A\n### A\n```", []),
        ("    ## A\n\n    ### A", []),
        ("#A\n\n##A", []),
        ("## \n\n### ", []),
        ("", []),
    ],
)
def test_repeated_headings_in_a_text(text: str, titles: list[str]) -> None:
    found_titles = [d.message.args["title"] for d in repeated_heading.check(scope_of(text))]
    assert found_titles == titles


@pytest.mark.parametrize("field", ["förväntat_resultat", "arbetssätt"])
def test_a_field_repeats_neither_its_name_nor_its_goal(field: str, tmp_path: Path) -> None:
    first = {"förväntat_resultat": "Alla får svar inom en dag.", "arbetssätt": "Vi har jour."}[field]
    for title in (field.replace("_", " ").capitalize(), "Vi svarar snabbt"):
        root = make_workspace(tmp_path, {"mal": changed("mal", (first, f"## {title}\n\n              {first}"))})
        (finding,) = found(root, "repeated-heading")
        assert marked(root, finding) == title


def test_a_caption_repeats_no_heading(tmp_path: Path) -> None:
    budget = changed("ekonomi", ("rubrik: Budget 2018\n", "rubrik: Budget 2018\n    tabellrubrik: Budget 2018\n"))
    root = make_workspace(tmp_path, {"ekonomi": budget})
    (finding,) = found(root, "repeated-heading")
    assert (finding.span.line, finding.related[0].span.line) == (5, 4)


def test_headings_have_their_places() -> None:
    text = "a\n\n##  Ett två ##\n\n   ### Tre\n####### Fyra"
    assert [(h.level, h.title, text[h.start : h.end]) for h in headings_in(text)] == [
        (2, "Ett två", "Ett två"),
        (3, "Tre", "Tre"),
    ]


# --- link-text -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "här", "Här", "HÄR", "hit", "länk", "länken", "denna länk", "klicka här", "Klicka  här!", "läs mer",
        "Läs mer …", "mer information", "**här**", "_läs mer här_", "read more", "here", "PDF", "klicka\nhär",
        "dokumentet", "sidan",
    ],
)  # fmt: skip
def test_words_that_fit_any_link_are_found(words: str) -> None:
    for target in ("(https://example.org/a)", "[1]"):
        text = f"Rutinen: [{words}]{target}.\n\n[1]: https://example.org/b"
        (finding,) = link_text.check(scope_of(text))
        assert finding.rule == "link-text"


@pytest.mark.parametrize(
    "text",
    [
        "[rutinen för hembesök](https://example.org/a)",
        "[https://example.org/a](https://example.org/a)",
        "<https://example.org/har>",
        "[härlig är jorden](https://example.org/a)",
        "[länkningen](https://example.org/a)",
        "[](#inledning)",
        "[här]",
        "`[här](https://example.org/a)`",
        "Läs mer här: [riktlinjer för jour](https://example.org/a)",
        "![här](bilder/karta.png)",
        "[mer om vår värdegrund](https://example.org/a)",
    ],
)
def test_links_that_say_something_are_right(text: str) -> None:
    assert list(link_text.check(scope_of(text))) == []


def test_each_link_is_marked_where_it_stands(tmp_path: Path) -> None:
    line = "Här är [här](https://example.org/a) och [rutinen](https://example.org/b), [hit](https://example.org/c)."
    root = make_workspace(tmp_path, {"mal": changed("mal", ("Vi har jour.", line))})
    findings = found(root, "link-text")
    assert [marked(root, d) for d in findings] == ["här", "hit"]
    assert findings[0].span.column == 15 + line.index("[här]") + 1


# --- long-sentence ---------------------------------------------------------------------------------------------------

WORDS = ["verksamheten", "ordnar", "möten", "varje", "vecka", "och", "frågar"]


def words(count: int) -> str:
    return " ".join(WORDS[at % len(WORDS)] for at in range(count))


def long_sentences(text: str) -> list[tuple[int, str]]:
    return [(d.message.args["count"], d.rule) for d in long_sentence.check(scope_of(text))]


@pytest.mark.parametrize(("count", "is_found"), [(60, False), (61, True), (200, True)])
def test_sixty_words_are_the_most(count: int, is_found: bool) -> None:
    assert long_sentences(f"Vi {words(count - 1)}.") == ([(count, "long-sentence")] if is_found else [])


@pytest.mark.parametrize(
    "between", [", t.ex. ", " bl.a. ", ", dvs. ", " enligt 4 kap. 1 § ", " (m.fl.) och ", " kl. 8.30 ", " s. 12 "]
)
def test_an_abbreviation_ends_no_sentence(between: str) -> None:
    assert len(long_sentences(f"Vi {words(32)}{between}{words(32)}.")) == 1


@pytest.mark.parametrize(
    "between",
    [". Vi ", "! Vi ", "? Vi ", ".\nVi ", "…\nVi ", ".” Vi ", ".\n\nVi ", "\n\nVi ", " m.m. Vi ", " osv. Vi ",
     " 2018. 85 ", "  \nVi ", "\\\nVi ", "\n- Vi ", ":\n1. Vi ", "\n## Vi\n\n"],
)  # fmt: skip
def test_a_sentence_ends(between: str) -> None:
    assert long_sentences(f"Vi {words(50)}{between}{words(50)}.") == []


@pytest.mark.parametrize(
    "text",
    [
        "- {0}",
        "- Ja\n\n  {0}",
        "1. {0}",
        "| Vad |\n|---|\n| {0} |",
        "## {0}",
        "```\n{0}\n```",
    ],
)
def test_lists_tables_and_headings_are_not_judged(text: str) -> None:
    assert long_sentences(text.format(words(80))) == []


def test_a_quotation_is_judged() -> None:
    assert len(long_sentences("> " + words(40) + "\n> " + words(40))) == 1


def test_signs_are_no_words() -> None:
    assert long_sentences(f"Vi {words(50)} – – – – – – – – – – – – – {words(5)}.") == []


def test_only_the_first_few_of_a_file_are_named(tmp_path: Path) -> None:
    text = "\n\n              ".join(f"{n} vi {words(70)}." for n in range(5))
    root = make_workspace(tmp_path, {"mal": changed("mal", ("Vi har jour.", text))})
    assert len(found(root, "long-sentence")) == 3
    assert {d.span.file for d in findings_in(root)} == {f"{UNIT}/mal.yaml"}


@pytest.mark.parametrize(
    "text",
    ["-" * 90_000, "a " * 45_000, ". " * 45_000, "[här" * 20_000, "? " * 45_000, "x" * 90_000, "# " * 45_000,
     "#\n" * 45_000, "[här](" * 10_000, "t.ex. " * 15_000, "[[[" * 30_000, "*_ " * 30_000, ' "' * 45_000],
)  # fmt: skip
def test_hostile_texts_take_little_time(text: str) -> None:
    scope = scope_of(text)
    for text_ in scope.texts:
        _ = text_.parsed  # what parsing costs is the parser's
    began = time.process_time()
    for rule in (placeholder_text, link_text, long_sentence, repeated_heading):
        list(rule.check(scope))
    assert time.process_time() - began < 1.5
