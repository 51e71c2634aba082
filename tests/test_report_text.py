"""Findings as text: the golden shape, wide characters, long lines, tabs, colour, and what a terminal must not see."""

from __future__ import annotations

import re

import pytest

from vplan.diagnostics import Diagnostic, Related, Severity, Span, msg
from vplan.report.text import render_text, summary

pytestmark = pytest.mark.usefixtures("english")


def render(text: str, span: Span, *, color: bool = False, width: int = 80, message: str = "Fel.") -> str:
    return render_text([finding(span, message)], lambda _: text, color=color, width=width)


def finding(span: Span, message: str = "Fel.", severity: Severity = Severity.ERROR) -> Diagnostic:
    return Diagnostic("rule", severity, span, msg("{m}", m=message))


def at(line: int, column: int, end: int) -> Span:
    return Span("a.yaml", line, column, line, end)


def test_whole() -> None:
    where = Related(Span("plans/kf.yaml", 12, 17), msg("“{id}” is defined here.", id="trygga"))
    diagnostic = Diagnostic(
        "unknown-id",
        Severity.ERROR,
        Span("plans/mal.yaml", 4, 7, 4, 12),
        msg("The goal has no row “{id}”.", id="tryga"),
        msg("Did you mean “{near}”?", near="trygga"),
        (where,),
    )
    text = "mål:\n  1.7:\n    indikatorer:\n      tryga:\n"
    assert render_text(
        [diagnostic, finding(Span("plans"), "Ingen fil.")], lambda f: text if f != "plans" else None
    ) == (
        "plans/mal.yaml:4:7: error: The goal has no row “tryga”. [unknown-id]\n"
        "4 |       tryga:\n"
        "  |       ^^^^^\n"
        "  = Did you mean “trygga”?\n"
        "  - “trygga” is defined here. plans/kf.yaml:12:17\n"
        "\n"
        "plans:1:1: error: Ingen fil. [rule]\n"
    )


@pytest.mark.parametrize(
    ("line", "column", "end", "marks"),
    [
        ("nyckel: värde", 9, 14, "        ^^^^^"),
        ("日本: 語x", 5, 6, "      ^^"),
        ("日本: 語x", 6, 7, "        ^"),
        ("a\u0308o: x", 5, 6, "   ^"),
        ("a\u0308o: x", 6, 7, "    ^"),
        ("e: x", 5, 6, "    ^"),
        ("\tx: y", 2, 3, " ^"),
        ("x\ty", 2, 3, " ^"),
        ("\u00ad\u00adx", 3, 4, "  ^"),
        ("x: \u200by", 5, 6, "    ^"),
    ],
)
def test_the_mark_stands_under_the_word(line: str, column: int, end: int, marks: str) -> None:
    shown = render(line + "\n", at(1, column, end)).splitlines()
    assert shown[2] == f"  | {marks}"


def test_line_ends_of_all_kinds_count() -> None:
    for end in ("\n", "\r\n", "\r"):
        assert "\n3 | c\n" in render(end.join(["a", "b", "c"]), at(3, 1, 2))


def test_a_span_of_several_lines_is_marked_to_the_end_of_the_first() -> None:
    assert render("a: {b: c,\n  d: e}\n", Span("a.yaml", 1, 4, 2, 8)).splitlines()[2] == "  |    ^^^^^^"


@pytest.mark.parametrize("column", [1, 30, 75, 500, 960])
def test_a_long_line_is_cut_around_the_mark(column: int) -> None:
    line = "".join(chr(97 + i % 26) for i in range(1000))
    shown = render(line, at(1, column, column + 5)).splitlines()
    marked = shown[2].index("^")
    assert len(shown[1]) <= 80
    assert shown[1][marked : marked + 5] == line[column - 1 : column + 4]
    assert shown[2].count("^") == 5
    assert ("…" in shown[1][:6]) is (column > 20)


def test_a_mark_longer_than_the_line_is_cut() -> None:
    shown = render("x" * 1000, at(1, 1, 1001)).splitlines()
    assert max(map(len, shown)) <= 80


def test_nothing_is_shown_of_a_line_that_is_not_there() -> None:
    assert render("a\n", at(9, 1, 2)) == "a.yaml:9:1: error: Fel. [rule]\n"
    assert render("a\n\nb\n", at(2, 1, 2)) == "a.yaml:2:1: error: Fel. [rule]\n"
    assert "\n1 | a\n  |  ^\n" in render("a\n", at(1, 50, 60))


@pytest.mark.parametrize("text", ["a\x1b[31mb", "a\x07b", "a\u202eb", "a\u200bb", "a\x9bb", "a\ue000b"])
def test_a_terminal_is_not_told_what_to_do(text: str) -> None:
    """Control, direction and private characters are shown as a sign, in line and sentence alike."""
    shown = render(text, at(1, 1, 2), message=text)
    assert shown.count("�") == 2
    assert re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202e\ue000]", shown) is None


def test_a_file_name_tells_a_terminal_nothing() -> None:
    bad = "a\x1b[31m\u202e.yaml"
    found = Diagnostic("rule", Severity.ERROR, Span(bad), msg("Fel."), related=(Related(Span(bad), msg("Här.")),))
    assert render_text([found], lambda _: None).splitlines() == [
        "a�[31m�.yaml:1:1: error: Fel. [rule]",
        "  - Här. a�[31m�.yaml:1:1",
    ]


def test_color_only_when_asked_for() -> None:
    plain = render("a: b\n", at(1, 1, 2))
    colored = render("a: b\n", at(1, 1, 2), color=True)
    assert "\x1b" not in plain
    assert "\x1b[1;31merror\x1b[0m" in colored
    assert re.sub(r"\x1b\[[\d;]*m", "", colored) == plain


def test_severities_and_summary() -> None:
    levels = [Severity.ERROR, Severity.WARNING, Severity.WARNING, Severity.HINT]
    findings = [finding(Span("a"), severity=severity) for severity in levels]
    assert [line.split(": ")[1] for line in render_text(findings, lambda _: None).splitlines() if line] == [
        "error", "warning", "warning", "hint",
    ]  # fmt: skip
    assert summary(findings) == "1 error, 2 warnings, 1 hint"
    assert summary([]) == ""
    assert summary(findings[:1] * 2) == "2 errors"
