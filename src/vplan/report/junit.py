"""JUnit XML: a case for each file that was checked, which fails where a finding makes the check fail.

There is no standard; the elements here are those that Jenkins' and GitLab's readers share. One `failure` for a case:
GitLab shows only one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from vplan.diagnostics import Diagnostic
from vplan.report.formats import Report
from vplan.report.terminal import Paper, clean
from vplan.report.text import render_findings, summary

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report) -> str:
    """Return the report as XML in UTF-8."""
    by_file: dict[str, list[Diagnostic]] = {file: [] for file in report.files}
    for diagnostic in report.diagnostics:
        by_file.setdefault(diagnostic.span.file, []).append(diagnostic)
    cases = [_case(file, by_file[file], report) for file in sorted(by_file)]
    failures = sum(1 for found in by_file.values() if _failing(found, report))
    counts = f'tests="{len(cases)}" failures="{failures}" errors="0"'
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<testsuites name="vplan" {counts}>',
            f'  <testsuite name="vplan check" {counts} skipped="0">',
            *cases,
            "  </testsuite>",
            "</testsuites>",
            "",
        ]
    )


def _failing(found: Sequence[Diagnostic], report: Report) -> list[Diagnostic]:
    return [diagnostic for diagnostic in found if diagnostic.severity in report.fails]


def _case(file: str, found: Sequence[Diagnostic], report: Report) -> str:
    path = _xml(clean(report.path(file)))
    opening = f'    <testcase name="{path}" classname="vplan" file="{path}"'
    failing = _failing(found, report)
    others = [diagnostic for diagnostic in found if diagnostic.severity not in report.fails]
    parts = []
    if failing:
        rules = ", ".join(sorted({diagnostic.rule for diagnostic in failing}))
        parts.append(
            f'      <failure message="{_xml(summary(failing))}" type="{_xml(rules)}">{_body(failing, report)}</failure>'
        )
    if others:
        parts.append(f"      <system-out>{_body(others, report)}</system-out>")
    return "\n".join([f"{opening}>", *parts, "    </testcase>"]) if parts else f"{opening}/>"


def _body(found: Sequence[Diagnostic], report: Report) -> str:
    return _xml(render_findings(found, report.lines, Paper()))


def _xml(text: str) -> str:
    """Return the text as XML takes it, without what XML 1.0 has no way to write."""
    return escape(_ILLEGAL.sub("�", text))
