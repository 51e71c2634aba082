"""Fingerprints that survive edits, and the baseline made of them: what it holds back, what it no longer needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from vplan.baseline import BaselineError, Entry, Sifted, format_baseline, parse_baseline, renewed, sift
from vplan.diagnostics import Diagnostic, Related, Severity, Span, msg
from vplan.fingerprint import LENGTH, LinesOf, fingerprint, fingerprints

pytestmark = pytest.mark.usefixtures("english")

FILE = "plans/2018/norr/hemtjanst/mal.yaml"
MARK = "0123456789abcdef" * 2
ENTRY = Entry(FILE, "unknown-id", MARK, 1)


def lines_of(text: str) -> LinesOf:
    return lambda file: text.split("\n") if file == FILE else []


def finding(
    at: int, rule: str = "unknown-id", file: str = FILE, end_line: int | None = None, **args: object
) -> Diagnostic:
    span = Span(file, at, 1, end_line or at, 5)
    return Diagnostic(rule, Severity.ERROR, span, msg("{a}", a="x") if not args else msg("Wrong.", **args))


def everything(_file: str, _rule: str) -> bool:
    return True


def mark(text: str, at: int, **args: object) -> str:
    return fingerprint(finding(at, **args), lines_of(text))  # type: ignore[arg-type]


# --- fingerprints ---


def test_a_fingerprint_outlives_edits_around_the_line() -> None:
    before = mark("a: 1\nb: x\n", 2)
    assert len(before) == LENGTH
    assert mark("# ny\na: 2\n\nc: 3\nb: x\n", 5) == before
    assert mark("a: 1\n    b:   x  \n", 2) == before
    assert mark("a: 1\nb: xa\u030a\n", 2) == mark("a: 1\nb: xå\n", 2)


def test_a_fingerprint_is_another_for_another_matter() -> None:
    text = "a: 1\nb: x\n"
    different = {
        mark(text, 1),
        mark(text, 2),
        mark(text, 2, rule="unknown-key"),
        mark(text, 2, file="plans/kf.yaml"),
        mark(text, 2, id="trygga"),
        mark(text, 2, id="tryga"),
        fingerprint(Diagnostic("unknown-id", Severity.ERROR, Span(FILE), msg("x")), lines_of(text)),
    }
    assert len(different) == 7


def test_a_fingerprint_has_no_line_numbers_and_no_language(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "b: x\n"
    assert mark(text, 1, line=4) == mark(text, 1, line=5)
    assert mark(text, 1, where="plans/kf.yaml:12:3") == mark(text, 1, where="plans/kf.yaml:99:3")
    assert mark(text, 1, where="plans/kf.yaml:12") != mark(text, 1, where="plans/namnd.yaml:12")
    assert mark(text, 1, inner=msg("{line}", line=4)) == mark(text, 1, inner=msg("{line}", line=5))
    there = Related(Span("plans/kf.yaml", 7), msg("Here."))
    related = Diagnostic(
        "unknown-id", Severity.WARNING, Span(FILE, 1, 1, 1, 5), msg("{a}", a="x"), msg("Hint."), (there,)
    )
    assert fingerprint(related, lines_of(text)) == mark(text, 1)
    swedish = mark(text, 1)
    monkeypatch.setenv("VPLAN_LANG", "sv")
    assert mark(text, 1) == swedish


def test_a_fingerprint_of_a_whole_file_outlives_any_edit() -> None:
    whole = Diagnostic("empty-file", Severity.ERROR, Span(FILE), msg("Empty."))
    assert fingerprint(whole, lines_of("a\n")) == fingerprint(whole, lines_of("b\nc\n"))


def test_a_long_span_is_known_by_its_first_lines() -> None:
    text = [f"rad {n}" for n in range(20)]
    before = mark("\n".join(text), 1, end_line=20)
    assert mark("\n".join([*text[:10], "ny", *text[11:]]), 1, end_line=20) == before
    assert mark("\n".join(["ny", *text[1:]]), 1, end_line=20) != before


def test_fingerprints_of_findings_that_look_alike_are_numbered() -> None:
    text = "b: x\nb: x\nb: x\n"
    found = [finding(1), finding(2), finding(3)]
    first = list(fingerprints(found, lines_of(text)))
    assert len(set(first)) == 3
    assert first[0] == fingerprint(found[0], lines_of(text))
    assert list(fingerprints(found[:2], lines_of(text))) == first[:2]


def test_fingerprints_do_not_change_between_versions() -> None:
    """Baselines in workspaces and the memory of code platforms stand on this value."""
    assert mark("b: x\n", 1, id="tryga") == "02bc838ae93aeb28d145ec0d9f50ec33"


# --- the file ---


def test_the_file_is_sorted_yaml_with_an_entry_on_a_line() -> None:
    entries = [Entry("b.yaml", "r", MARK, 1), Entry("å.yaml", "r", MARK, 2), Entry("a.yaml", "z", MARK, 1)]
    text = format_baseline(entries)
    assert [line[:17] for line in text.splitlines()[3:]] == [
        '- {"fil": "a.yaml',
        '- {"fil": "b.yaml',
        '- {"fil": "å.yaml',
    ]
    assert parse_baseline(text, "b") == sorted(entries)
    assert format_baseline(reversed(entries)) == text
    assert len(yaml.safe_load(text)["fynd"]) == 3
    assert yaml.safe_load(format_baseline([])) == {"version": 1, "fynd": []}
    assert parse_baseline(format_baseline([]), "b") == []


def test_two_branches_joined_keep_the_higher_count() -> None:
    low, high = Entry(FILE, "r", MARK, 1), Entry(FILE, "r", MARK, 3)
    assert parse_baseline(format_baseline([low, high]), "b") == [high]


def test_comments_order_and_line_ends_are_free() -> None:
    text = format_baseline([ENTRY]).replace("\n", "\r\n\r\n# eget\r\n")
    assert parse_baseline("\ufeff" + text, "b") == [ENTRY]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda text: text.replace("version: 1", "version: 2"), 2),
        (lambda text: "kommun: Staden\n" + text, 1),
        (lambda text: text.replace("- {", "<<<<<<< HEAD\n- {"), 4),
        (lambda text: text.replace("- {", "{"), 4),
        (lambda text: text.replace('"antal": 1', '"antal": 0'), 4),
        (lambda text: text.replace('"antal": 1', '"antal": true'), 4),
        (lambda text: text.replace('"antal": 1', '"antal": 1, "mer": 2'), 4),
        (lambda text: text.replace(MARK, "ABC"), 4),
        (lambda text: text.replace('"fil": "plans', '"fil": ["plans').replace(".yaml", '.yaml"], "x": "'), 4),
        (lambda text: text + "- " + "[" * 100_000, 5),
    ],
)
def test_a_broken_file_is_told_with_its_line(change: Callable[[str], str], line: int) -> None:
    with pytest.raises(BaselineError) as error:
        parse_baseline(change(format_baseline([ENTRY])), "baslinje.yaml")
    assert str(error.value).startswith(f"baslinje.yaml:{line}: ")


@pytest.mark.parametrize("text", ["", "# bara ord\n", "version: 1\n"])
def test_a_file_without_its_head_is_no_baseline(text: str) -> None:
    with pytest.raises(BaselineError, match="is no baseline"):
        parse_baseline(text, "b")


@given(st.text(max_size=200))
def test_any_text_is_a_baseline_or_told_to_be_none(text: str) -> None:
    for whole in (text, format_baseline([ENTRY]) + text):
        with suppress(BaselineError):
            parse_baseline(whole, "b")


@given(
    st.lists(st.builds(Entry, st.text(max_size=9), st.text(max_size=9), st.just(MARK), st.integers(1, 9)), max_size=6)
)
def test_what_is_written_is_read(entries: list[Entry]) -> None:
    text = format_baseline(entries)
    read = parse_baseline(text, "b")
    assert format_baseline(read) == text
    assert {(e.file, e.rule) for e in read} == {(e.file, e.rule) for e in entries}


# --- holding back ---

TEXT = "a: 1\nb: x\nb: x\nc: 3\n"


def baseline(found: Sequence[Diagnostic], text: str = TEXT) -> list[Entry]:
    return renewed([], found, lines_of(text), everything)


def sifted(found: Sequence[Diagnostic], entries: Sequence[Entry], text: str = TEXT) -> Sifted:
    return sift(found, entries, lines_of(text), everything)


def test_old_findings_are_held_back_and_new_ones_shown() -> None:
    old, new = [finding(1), finding(4)], finding(2)
    assert sifted([*old, new], baseline(old)) == Sifted([new], 2, 0)
    moved = [finding(3), finding(6)]
    assert sifted(moved, baseline(old), "ny: rad\n\n" + TEXT) == Sifted([], 2, 0)


def test_one_more_of_a_kind_is_new() -> None:
    entries = baseline([finding(2)])
    assert entries[0].count == 1
    assert sifted([finding(2), finding(3)], entries) == Sifted([finding(3)], 1, 0)
    assert baseline([finding(2), finding(3)])[0].count == 2


def test_what_was_mended_is_stale() -> None:
    entries = baseline([finding(1), finding(2), finding(3)])
    assert sifted([finding(2)], entries) == Sifted([], 1, 2)
    assert renewed(entries, [finding(2)], lines_of(TEXT), everything) == baseline([finding(2)])


def test_what_a_run_did_not_look_at_is_neither_stale_nor_dropped() -> None:
    entries = [*baseline([finding(1)]), Entry("plans/2018/annan/mal.yaml", "unknown-id", MARK, 1)]

    def covers(file: str, _rule: str) -> bool:
        return file == FILE

    assert sift([], entries, lines_of(TEXT), covers).stale == 1
    assert renewed(entries, [], lines_of(TEXT), covers) == entries[1:]
    seen = Diagnostic("unknown-id", Severity.ERROR, Span("plans/2018/annan/mal.yaml", 1), msg("x"))
    again = renewed(entries, [seen], lines_of(TEXT), covers)
    assert parse_baseline(format_baseline(again), "b")  # a finding there and its entry live side by side
    assert len(again) == 2


def test_the_file_holds_no_text_of_the_plans() -> None:
    """A line of a plan may hold personal data, which must not spread to another file."""
    text = "anteckning: 19121212-1212\n"
    assert "1212" not in format_baseline(renewed([], [finding(1)], lines_of(text), everything)).replace(
        fingerprint(finding(1), lines_of(text)), ""
    )
