"""Findings as text: the golden shape, wide signs, long lines, spans of many lines, colour, width."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from vplan.diagnostics import Diagnostic, Related, Severity, Span, msg
from vplan.report.terminal import Paper
from vplan.report.text import concise, render_text, summary

pytestmark = pytest.mark.usefixtures("english")

UNIT = "mål:\n  1.7:\n    indikatorer:\n      tryga:\n"
COUNCIL = "år: 2018\nmål:\n  - id: trygga\n"
FILES = {"plans/mal.yaml": UNIT, "plans/kf.yaml": COUNCIL}


def render(text: str, span: Span, *, color: bool = False, width: int = 80, message: str = "Fel.") -> str:
    return render_text([finding(span, message)], lambda _: text, color=color, width=width)


def finding(span: Span, message: str = "Fel.", severity: Severity = Severity.ERROR, rule: str = "rule") -> Diagnostic:
    return Diagnostic(rule, severity, span, msg("{m}", m=message))


def at(line: int, column: int, end: int) -> Span:
    return Span("a.yaml", line, column, line, end)


def marks(text: str, span: Span) -> list[str]:
    """Return the excerpt without its gutter."""
    return [line.partition("| ")[2] for line in render(text, span).splitlines()[1:]]


def whole(files: Mapping[str, str] = FILES, *, wrap: bool = False, width: int = 80) -> str:
    where = Related(Span("plans/kf.yaml", 3, 9, 3, 15), msg("“{id}” is defined here.", id="trygga"))
    diagnostic = Diagnostic(
        "unknown-id",
        Severity.ERROR,
        Span("plans/mal.yaml", 4, 7, 4, 12),
        msg("The goal has no row “{id}”.", id="tryga"),
        msg("Did you mean “{near}”?", near="trygga"),
        (where,),
    )
    return render_text([diagnostic, finding(Span("plans"), "Ingen fil.")], files.get, wrap=wrap, width=width)


def test_whole() -> None:
    assert whole() == (
        "plans/mal.yaml:4:7: error: The goal has no row “tryga”. [unknown-id]\n"
        "  4 |       tryga:\n"
        "    |       ^^^^^\n"
        "  “trygga” is defined here: plans/kf.yaml:3:9\n"
        "  3 |   - id: trygga\n"
        "    |         ------\n"
        "  help: Did you mean “trygga”?\n"
        "\n"
        "plans:1:1: error: Ingen fil. [rule]\n"
    )


def test_on_a_terminal_the_sentences_have_lines_of_their_own_that_fit() -> None:
    shown = whole(wrap=True, width=40)
    assert shown.startswith(
        "plans/mal.yaml:4:7: error [unknown-id]\n  The goal has no row “tryga”.\n  4 |       tryga:\n"
    )
    assert "  “trygga” is defined here:\n  plans/kf.yaml:3:9\n  3 |" in shown
    assert max(map(len, shown.splitlines())) <= 40
    long = render_text([finding(Span("a"), "ord " * 60)], lambda _: None, wrap=True, width=60).splitlines()
    assert len(long) > 4
    assert all(len(line) <= 60 and line.startswith("  ") for line in long[1:])


def test_a_related_place_without_a_source_is_named_all_the_same() -> None:
    shown = whole({"plans/mal.yaml": UNIT})
    assert "  “trygga” is defined here: plans/kf.yaml:3:9\n  help:" in shown


def test_numbers_of_both_files_stand_in_one_column() -> None:
    shown = whole({"plans/mal.yaml": UNIT, "plans/kf.yaml": COUNCIL})
    far = render_text(
        [
            Diagnostic(
                "r",
                Severity.ERROR,
                at(2, 1, 2),
                msg("Fel."),
                None,
                (Related(Span("a.yaml", 120, 1, 120, 2), msg("Här")),),
            )
        ],
        lambda _: "x\n" * 200,
    )
    assert "  4 |" in shown
    assert "    2 | x\n      | ^\n" in far
    assert "  120 | x\n      | -\n" in far


def test_many_related_places_are_counted() -> None:
    related = tuple(Related(Span("a.yaml", n, 1, n, 2), msg("Här.")) for n in range(1, 10))
    shown = render_text(
        [Diagnostic("r", Severity.ERROR, at(1, 1, 2), msg("Fel."), None, related)], lambda _: "x\n" * 20
    )
    assert shown.count("  Här: a.yaml:") == 5
    assert "  … and 4 more places\n" in shown
    assert shown.count("| -") == 2


@pytest.mark.parametrize(
    ("line", "column", "end", "marked"),
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
def test_the_mark_stands_under_the_word(line: str, column: int, end: int, marked: str) -> None:
    assert marks(line + "\n", at(1, column, end))[1] == marked


def test_line_ends_of_all_kinds_count() -> None:
    for end in ("\n", "\r\n", "\r"):
        assert "\n  3 | c\n" in render(end.join(["a", "b", "c"]), at(3, 1, 2))


def test_a_span_of_a_few_lines_shows_and_marks_them_all() -> None:
    text = "a: {b: c,\n\n   d: e}\nf: g\n"
    assert marks(text, Span("a.yaml", 1, 4, 3, 8)) == ["a: {b: c,", "   ^^^^^^", "", "   d: e}", "   ^^^^"]
    assert marks(text, Span("a.yaml", 1, 4, 2, 1)) == ["a: {b: c,", "   ^^^^^^"]


def test_of_a_span_of_many_lines_the_first_and_the_last_are_shown() -> None:
    text = "text: |\n" + "".join(f"  rad {n}\n" for n in range(2, 12)) + "\n\nb: c\n"
    shown = render(text, Span("a.yaml", 1, 1, 13, 1)).splitlines()
    assert shown[1:] == [
        "   1 | text: |",
        "     | ^^^^^^^",
        "  ...",
        "  11 |   rad 11",
        "     |   ^^^^^^",
    ]


@pytest.mark.parametrize("column", [1, 30, 75, 500, 960])
def test_a_long_line_is_cut_around_the_mark(column: int) -> None:
    line = "".join(chr(97 + i % 26) for i in range(1000))
    shown = render(line, at(1, column, column + 5)).splitlines()
    marked = shown[2].index("^")
    assert len(shown[1]) <= 80
    assert shown[1][marked : marked + 5] == line[column - 1 : column + 4]
    assert shown[2].count("^") == 5
    assert ("…" in shown[1][:8]) is (column > 20)


def test_a_mark_longer_than_the_line_is_cut() -> None:
    shown = render("x" * 1000, at(1, 1, 1001)).splitlines()
    assert max(map(len, shown)) <= 80


def test_nothing_is_shown_of_a_line_that_is_not_there() -> None:
    assert render("a\n", at(9, 1, 2)) == "a.yaml:9:1: error: Fel. [rule]\n"
    assert render("a\n\nb\n", at(2, 1, 2)) == "a.yaml:2:1: error: Fel. [rule]\n"
    assert "\n  1 | a\n    |  ^\n" in render("a\n", at(1, 50, 60))


@pytest.mark.parametrize("text", ["a\x1b[31mb", "a\x07b", "a\u202eb", "a\u200bb", "a\x9bb", "a\ue000b"])
def test_a_terminal_is_not_told_what_to_do(text: str) -> None:
    """Control, direction and private characters are shown as a sign, in line and sentence alike."""
    shown = render(text, at(1, 1, 2), message=text)
    assert shown.count("�") == 2
    assert re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202e\ue000]", shown) is None
    assert "�" in concise(finding(at(1, 1, 2), text))


def test_a_file_name_tells_a_terminal_nothing() -> None:
    bad = "a\x1b[31m\u202e.yaml"
    found = Diagnostic("rule", Severity.ERROR, Span(bad), msg("Fel."), related=(Related(Span(bad), msg("Här.")),))
    assert render_text([found], lambda _: None).splitlines() == [
        "a�[31m�.yaml:1:1: error: Fel. [rule]",
        "  Här: a�[31m�.yaml:1:1",
    ]


def test_a_finding_is_one_line_in_the_concise_form_whatever_its_sentence_holds() -> None:
    line = concise(finding(at(4, 7, 9), "Ett\nord\r\noch ett\u2028till."))
    assert line.startswith("a.yaml:4:7: error: Ett")
    assert len(line.splitlines()) == 1
    assert line.endswith("[rule]")


def test_color_only_when_asked_for() -> None:
    plain = render("a: b\n", at(1, 1, 2))
    colored = render("a: b\n", at(1, 1, 2), color=True)
    assert "\x1b" not in plain
    assert "\x1b[1;31merror\x1b[0m" in colored
    assert re.sub(r"\x1b\[[\d;]*m", "", colored) == plain
    one = finding(at(1, 1, 2))
    assert re.sub(r"\x1b\[[\d;]*m", "", concise(one, Paper(color=True))) == concise(one)


def test_severities_and_summary() -> None:
    levels = [Severity.ERROR, Severity.WARNING, Severity.WARNING, Severity.HINT]
    findings = [finding(Span("a"), severity=severity) for severity in levels]
    assert [line.split(": ")[1] for line in render_text(findings, lambda _: None).splitlines() if line] == [
        "error", "warning", "warning", "hint",
    ]  # fmt: skip
    assert summary(findings) == "1 error, 2 warnings, 1 hint: rule 4"
    assert summary([]) == ""
    assert summary(findings[:1] * 2) == "2 errors: rule 2"


def test_the_summary_names_the_most_frequent_rule_first() -> None:
    rules = ["b", "a", "c", "c"]
    assert summary([finding(Span("a"), rule=rule) for rule in rules]) == "4 errors: c 2, a 1, b 1"
