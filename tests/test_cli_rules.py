"""`vplan rules` and `vplan explain`: on a terminal, in a pipe, and as JSON."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import Any

import pytest
from click.testing import CliRunner, Result

from vplan.cli.main import cli
from vplan.diagnostics import Severity
from vplan.report.rule_pages import as_text, overview
from vplan.report.terminal import NARROWEST, Paper
from vplan.rules.pages import Page, pages
from vplan.rules.topics import OTHER, by_topic

COLOR = re.compile(r"\x1b\[[\d;]*m")


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VPLAN_LANG", "en")


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, list(args), catch_exceptions=False)


def in_json() -> dict[str, Any]:
    found = json.loads(run("rules", "--format", "json").stdout)
    assert isinstance(found, dict)
    return found


# --- the list ---


def test_a_pipe_gets_each_rule_on_a_line() -> None:
    lines = run("rules").stdout.splitlines()
    assert [line.split()[0] for line in lines] == sorted(pages())
    assert next(line for line in lines if line.startswith("weaker-target ")).split(maxsplit=2)[1:] == [
        "warning",
        "The unit's target is not weaker than the council's.",
    ]
    assert "error*" in next(line for line in lines if line.startswith("duplicate-key "))


@pytest.mark.parametrize("width", [NARROWEST, 80, 200])
def test_a_terminal_gets_every_rule_in_lines_that_fit(width: int) -> None:
    shown = overview(Paper(width)).splitlines()
    assert max(map(len, shown)) <= width
    assert sorted(line.split()[0] for line in shown if re.match(r"  \S+ +(error|warning|hint)", line)) == sorted(
        pages()
    )
    assert "Goals" in shown


def test_severities_have_the_colours_that_findings_have() -> None:
    shown = overview(Paper(80, color=True))
    assert COLOR.sub("", shown) == overview(Paper(80))
    assert re.search(r"weaker-target +\x1b\[33mwarning", shown)
    assert re.search(r"duplicate-key +\x1b\[31merror\*", shown)


def test_every_rule_has_one_topic() -> None:
    found = [page.id for _, of_topic in by_topic() for page in of_topic]
    assert sorted(found) == sorted(pages())
    assert [page.id for topic, of_topic in by_topic() if topic is OTHER for page in of_topic] == []
    assert all(list(of_topic) == sorted(of_topic, key=lambda page: page.id) for _, of_topic in by_topic())


def test_json_has_all_that_the_pages_have() -> None:
    found = in_json()
    assert (found["format"], found["version"], found["tool"]["name"]) == ("vplan-rules", 1, "vplan")
    rules = {rule["rule"]: rule for rule in found["rules"]}
    assert list(rules) == sorted(pages())
    assert rules["duplicate-key"]["fixed"]
    assert not rules["weaker-target"]["fixed"]
    assert rules["picture-file"]["severities"] == ["error", "warning"]
    assert rules["weaker-target"]["topic"] == "Indicators and targets"
    assert {rule["severity"] for rule in found["rules"]} == {severity.value for severity in Severity}
    assert {part["part"] for rule in found["rules"] for part in rule["page"]} == {"why", "wrong", "right"}
    right = [part for part in rules["duplicate-key"]["page"] if part["part"] == "right"]
    assert right == [{"part": "right", "text": "arbetssätt: Vi arbetar i team.", "code": True}]


def test_json_is_utf8_and_the_same_in_any_locale() -> None:
    code = "from vplan.cli.main import main; main()"
    made = [
        subprocess.run(
            [sys.executable, "-c", code, "rules", "--format", "json"],
            env={**os.environ, "VPLAN_LANG": "en", "PYTHONIOENCODING": encoding},
            capture_output=True,
            check=True,
            timeout=60,
        ).stdout
        for encoding in ("utf-8", "ascii")
    ]
    assert made[0] == made[1]
    assert "arbetssätt".encode() in made[0]


def test_unknown_format_is_wrong_use() -> None:
    done = run("rules", "--format", "xml")
    assert done.exit_code == 2
    assert "'json'" in done.stderr


# --- a page ---


def test_explain_shows_the_page() -> None:
    shown = run("explain", "duplicate-key").stdout
    assert shown.startswith("duplicate-key: error\n\nA key stands once in a mapping.\n\nWhy: ")
    assert "\nRight:\n\n    arbetssätt: Vi arbetar i team.\n" in shown
    assert "No setting and no comment changes this rule." in shown


def test_explain_says_how_a_rule_is_allowed() -> None:
    assert "\n    # vplan: tillåt weaker-target: the reason\n" in run("explain", "weaker-target").stdout
    mixed = run("explain", "picture-file").stdout
    assert mixed.startswith("picture-file: error, warning\n")
    assert "Its errors cannot be changed." in mixed


def test_explain_shows_several_pages_in_the_order_that_was_asked_for() -> None:
    shown = run("explain", "unknown-id", "bad-date").stdout
    assert shown.index("unknown-id: error") < shown.index("bad-date: error")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("weeker-target", "Did you mean “weaker-target”?"),
        ("qqq", "“vplan rules” lists the rules."),
        ("x" * 100_000, "There is no rule “xxx"),
    ],
)
def test_unknown_rule_is_wrong_use(name: str, said: str) -> None:
    done = run("explain", "bad-date", name)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert len(done.stderr) < 500


@pytest.mark.parametrize("page", pages().values(), ids=lambda page: page.id)
@pytest.mark.parametrize("width", [NARROWEST, 80])
def test_pages_fit_in_a_terminal(page: Page, width: int) -> None:
    """Words are broken between lines; an example keeps its lines, which fit in 80 columns."""
    for line in as_text(page, Paper(width)).splitlines():
        assert len(line) <= width or line.startswith("    ") or " " not in line
        assert len(line) <= 100


def test_labels_stand_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for page in pages().values():
        shown = as_text(page, Paper(80))
        assert [shown.count(f"\n{label}:") for label in ("Why", "Wrong", "Right")] == [1, 1, 1], page.id
