"""JSON of our own, for scripts; `docs/check.md` describes it.

`version` rises when a key changes its meaning or goes; new keys may come without.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

from vplan.diagnostics import Diagnostic, Fix, Related, Severity, Span
from vplan.fingerprint import fingerprints
from vplan.report.formats import Report
from vplan.version import __version__

VERSION = 1
_UNSEEN = re.compile("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufffe\uffff]")


def render(report: Report) -> str:
    """Return the report as JSON."""
    marks = fingerprints(report.diagnostics, report.lines)
    counts = Counter(d.severity for d in report.diagnostics)
    content = {
        "format": "vplan-findings",
        "version": VERSION,
        "tool": {"name": "vplan", "version": __version__},
        "failed": any(d.severity in report.fails for d in report.diagnostics),
        "summary": {
            **{severity.value: counts[severity] for severity in Severity},
            "files": len(report.files),
            "held": report.held,
        },
        "findings": [_finding(d, mark) for d, mark in zip(report.diagnostics, marks, strict=True)],
    }
    return dump(content)


def dump(content: object) -> str:
    """Return the content as JSON in readable lines, with signs escaped that steer a terminal or turn text around."""
    return _UNSEEN.sub(_escaped, json.dumps(content, ensure_ascii=False, indent=2)) + "\n"


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def _finding(diagnostic: Diagnostic, mark: str) -> dict[str, Any]:
    return {
        "rule": diagnostic.rule,
        "severity": diagnostic.severity.value,
        **_place(diagnostic.span),
        "message": str(diagnostic.message),
        "hint": str(diagnostic.hint) if diagnostic.hint is not None else None,
        "related": [_related(related) for related in diagnostic.related],
        "fix": _fix(diagnostic.fix) if diagnostic.fix is not None else None,
        "fingerprint": mark,
    }


def _fix(fix: Fix) -> dict[str, Any]:
    return {"title": str(fix.title), "edits": [{**_place(edit.span), "text": edit.text} for edit in fix.edits]}


def _related(related: Related) -> dict[str, Any]:
    return {**_place(related.span), "message": str(related.message)}


def _place(span: Span) -> dict[str, Any]:
    return {
        "file": span.file,
        "start": {"line": span.line, "column": span.column},
        "end": {"line": span.end_line, "column": span.end_column},
    }
