"""GitLab's Code Quality report: what a merge request shows as new and as mended.

https://docs.gitlab.com/ci/testing/code_quality lists the keys. GitLab tells old findings from new ones by the
fingerprint alone, so that it must be there once, and the same however the lines move.
"""

from __future__ import annotations

from typing import Any

from vplan.diagnostics import Diagnostic, Severity
from vplan.fingerprint import fingerprints
from vplan.report.formats import Report
from vplan.report.json import dump
from vplan.report.terminal import sentence

# Of GitLab's five (info, minor, major, critical, blocker) as other checkers of texts use them.
_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.HINT: "info"}


def render(report: Report) -> str:
    """Return the report as a JSON list."""
    marks = fingerprints(report.diagnostics, report.lines)
    issues = [_issue(d, mark, report) for d, mark in zip(report.diagnostics, marks, strict=True)]
    return dump(issues)


def _issue(diagnostic: Diagnostic, mark: str, report: Report) -> dict[str, Any]:
    span = diagnostic.span
    return {
        "type": "issue",
        "check_name": diagnostic.rule,
        "description": _description(diagnostic),
        "severity": _SEVERITIES[diagnostic.severity],
        "fingerprint": mark,
        "location": {
            "path": report.path(span.file),
            "lines": {"begin": span.line, "end": max(span.line, span.end_line)},
        },
    }


def _description(diagnostic: Diagnostic) -> str:
    """Return sentence and hint on one line: the merge request shows nothing else."""
    said = sentence(diagnostic.message)
    return said if diagnostic.hint is None else f"{said} {sentence(diagnostic.hint)}"
