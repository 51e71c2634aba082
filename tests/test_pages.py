"""Every finding has a page that says why it is one; every page has its findings, and cases that show it."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from functools import cache

import pytest
import yaml

from support.rule_ids import given_ids, written_ids
from support.workspaces import BASE, CORPUS
from vplan.diagnostics import Severity
from vplan.rules.across import RULES_ACROSS
from vplan.rules.compiler import COMPILER_PAGES
from vplan.rules.pages import Page, Part, pages
from vplan.rules.registry import RULES

TESTS = CORPUS.parent
WIDEST_EXAMPLE = 76  # columns, so that an example, indented, fits in a terminal
MODULES = (*RULES, *RULES_ACROSS)
OF_COMPILER = {page.id for page in COMPILER_PAGES}

# What cannot lie in a repository, or is found only while a document is made, with the test that shows it.
ELSEWHERE = {
    "build-state": "test_build_robust.py::test_workspace_that_keeps_no_state_builds_all_the_same",
    "check-failed": "test_rules_rules3.py::test_plan_whose_check_is_ended_twice_is_told",
    "file-name": "test_hostile_hidden.py::test_names_of_files",  # a checkout on Windows has none
    "file-too-large": "test_hostile.py::test_hostile",  # five megabytes
    "internal-error": "test_build_robust.py::test_single_plan_that_fails_leaves_no_printer",
    "long-text": "test_check.py::test_counts_in_sentences_have_their_thousands_parted",  # a hundred kilobytes
    "no-accessibility-statement": "test_statement.py::test_the_command_says_that_none_was_made",
    "output-write": "test_build_robust.py::test_site_of_another_program_is_left",
    "pdf-bookmarks": "test_structure.py::test_a_page_that_is_broken_is_found_at_its_place",
    "pdf-figure": "test_structure.py::test_figure_named_by_its_file_is_told_where_it_stands",
    "pdf-headings": "test_structure.py::test_a_page_that_is_broken_is_found_at_its_place",
    "pdf-language": "test_structure.py::test_a_page_that_is_broken_is_found_at_its_place",
    "pdf-link": "test_structure.py::test_link_whose_words_fit_any_link_is_told_where_it_stands",
    "pdf-order": "test_structure.py::test_a_page_that_is_broken_is_found_at_its_place",
    "pdf-settings": "test_structure.py::test_a_page_that_is_broken_is_found_at_its_place",
    "pdf-sign": "test_structure.py::test_sign_without_a_word_is_told_where_it_stands",
    "pdf-table": "test_structure.py::test_a_page_that_is_broken_is_found_at_its_place",
    "pdf-unavailable": "test_build_incremental.py::test_without_the_pdf_library_html_is_built_and_pdf_stays_due",
    "pdf-untagged": "test_structure.py::test_a_structure_that_is_broken_is_found_at_its_place",
    "render-failed": "test_build_robust.py::test_plan_that_kills_its_worker_is_told_and_the_others_are_built",
    "symbolic-link": "test_corpus.py::test_symbolic_links_are_not_followed",  # a checkout on Windows has none
    "unreadable-file": "test_rules_rules3.py::test_file_that_cannot_be_opened_is_told",
    "weasyprint": "test_picture_bad.py::test_what_the_pdf_cannot_hold_is_told_of_where_the_picture_is_named",
}

# The compiler's own: the sound twin of a bad case is the sound workspace, but for what that has not.
TWINS = {
    "accessibility-statement": "accessibility-statement.vplan.yaml",
    "bad-allowance": "unused-allowance.mal.yaml",
    "bad-edition": "own-edition",
    "bad-formula": "budget-columns.ekonomi.yaml",
    "bad-hash": "decided",
    "bad-name": "decided",
    "bad-reference": "decided",
    "csv-encoding": "figures",
    "csv-formula": "figures",
    "csv-shape": "figures-csv-with-sign-line",
    "csv-size": "figures",
    "decided-content-changed": "decided",
    "decision-version": "decided",
    "decision-without-document": "decided",
    "edition-kind": "award-of-own-edition",
    "figure-caption": "figures",
    "figure-data": "figures",
    "figure-file": "figures",
    "figure-size": "figure-size.plan.yaml",
    "figure-twice": "figures",
    "fixed-rule": "rule-settings.vplan.yaml",
    "file-name": "figures",
    "goal-without-number": "goals-without-numbers",
    "no-accessibility-statement": "accessibility-statement.vplan.yaml",
    "unclear-target": "target-shapes.mal.yaml",
    "unknown-file": "hidden-and-underscored",
    "unknown-folder": "rule-settings.vplan.yaml",
    "unknown-question": "award.kvalitetsutmarkelse.yaml",
    "unknown-rule": "rule-settings.vplan.yaml",
    "unused-allowance": "unused-allowance.mal.yaml",
    "unused-figure": "figures",
    "yaml12-value": "yaml12-quoted.plan.yaml",
}


@cache
def expected() -> dict[str, set[str]]:
    """Return the ids that the corpus expects, each with its severities."""
    found = defaultdict(set)
    for file in sorted((CORPUS / "bad").glob("*.expected")):
        for line in file.read_text(encoding="utf-8").splitlines():
            _, severity, rule = line.rsplit(" ", 2)
            found[rule].add(severity)
    return found


def every_page() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("page", pages().values(), ids=lambda page: page.id)


def parts_of(page: Page, label: str) -> list[Part]:
    return [part for part in page.parts() if part.label == label]


def test_ids_are_read_from_the_code() -> None:
    """The reading of the code finds what is handed on in each of its ways; else the tests below would say nothing."""
    ways = {
        "weaker-target": "a rule's own ID",
        "symbolic-link": "_error",
        "not-utf8": "Diagnostic",
        "long-text": "report",
        "missing-key": "add",
        "edition-kind": "a keyword",
        "unknown-edition": "a default",
        "alias": "one of two",
    }
    assert set(ways) <= set(given_ids())


def test_every_rule_has_a_page() -> None:
    assert {rule: where for rule, where in given_ids().items() if rule not in pages()} == {}
    assert sorted(expected().keys() - pages().keys()) == []


def test_every_page_has_its_findings() -> None:
    assert sorted(pages().keys() - written_ids()) == []


def test_no_two_pages_have_one_id() -> None:
    assert len(pages()) == len(MODULES) + len(COMPILER_PAGES)


@every_page()
def test_page_has_the_severities_that_are_found(page: Page) -> None:
    order = list(Severity)
    assert all(order.index(page.severity) < order.index(other) for other in page.also)
    found = expected().get(page.id, set())
    assert found <= {page.severity, *page.also}
    if page.id not in ELSEWHERE:
        assert found == {page.severity, *page.also}


@every_page()
def test_page_begins_with_its_id_and_a_sentence(page: Page) -> None:
    assert page.text.startswith(f"{page.id}: ")
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", page.id)
    assert page.english_name.endswith(".")


@every_page()
def test_page_says_why_and_shows_wrong_and_right(page: Page) -> None:
    labels = list(dict.fromkeys(part.label for part in page.parts()))
    assert labels == ["Why", "Wrong", "Right"]
    for label in ("Wrong", "Right"):
        assert any(part.is_code or part.text.count("`") >= 2 for part in parts_of(page, label)), label


@every_page()
def test_examples_fit_in_a_terminal(page: Page) -> None:
    lines = [line for part in page.parts() if part.is_code and "`" not in part.text for line in part.text.split("\n")]
    assert [line for line in lines if len(line) > WIDEST_EXAMPLE] == []


@every_page()
def test_right_examples_can_be_read(page: Page) -> None:
    """What is right is YAML, or a command."""
    for part in parts_of(page, "Right"):
        if part.is_code and "`" not in part.text and not part.text.startswith("$ ") and not page.id.startswith("csv-"):
            assert yaml.compose(part.text, Loader=yaml.BaseLoader) is not None


@every_page()
def test_page_has_a_bad_case(page: Page) -> None:
    if page.id not in ELSEWHERE:
        assert page.id in expected()
        return
    assert page.id not in expected()
    file, _, name = ELSEWHERE[page.id].partition("::")
    text = (TESTS / file).read_text(encoding="utf-8")
    faults = TESTS / "support" / "broken_structures.py"  # those of `test_structure.py`
    named = text + (faults.read_text(encoding="utf-8") if file == "test_structure.py" else "")
    assert re.search(rf'\b{page.id}\]?"', named)
    functions = [node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    assert name in functions


@every_page()
def test_page_has_a_good_case(page: Page) -> None:
    good = CORPUS / "good"
    if page.id in OF_COMPILER:
        twin = good / TWINS[page.id] if page.id in TWINS else BASE
        assert twin.exists()
    else:
        assert [case for case in good.iterdir() if case.name.startswith(page.id)]


def test_lists_name_rules_that_are_there() -> None:
    assert set(ELSEWHERE) | set(TWINS) <= OF_COMPILER


def test_what_the_compiler_cannot_go_on_with_is_fixed() -> None:
    assert [page.id for page in COMPILER_PAGES if page.fixed is not (page.severity is Severity.ERROR)] == []


@pytest.mark.parametrize("rule", ["html-in-prose", "link-target", "picture-file", "too-deep-prose", "table-size"])
def test_what_would_harm_a_reader_or_a_machine_is_fixed(rule: str) -> None:
    assert pages()[rule].fixed


def test_fixed_rules_are_errors() -> None:
    assert [page.id for page in pages().values() if page.fixed and page.severity is not Severity.ERROR] == []
