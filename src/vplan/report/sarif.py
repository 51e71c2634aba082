"""SARIF 2.1.0, which code platforms and editors read.

The specification is https://docs.oasis-open.org/sarif/sarif/v2.1.0; sections are named where a choice is theirs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from vplan.diagnostics import Diagnostic, Edit, Fix, Message, Severity, Span
from vplan.fingerprint import fingerprints
from vplan.report.formats import Report
from vplan.report.json import dump
from vplan.report.terminal import sentence
from vplan.rules.pages import Page, pages
from vplan.version import __version__

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "note"}
_LINK = re.compile(r"[\[\]\\]")


def render(report: Report) -> str:
    """Return the report as a SARIF log with one run."""
    known = pages()
    rules = sorted({diagnostic.rule for diagnostic in report.diagnostics})
    marks = fingerprints(report.diagnostics, report.lines)
    places = {rule: number for number, rule in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "vplan",
                "semanticVersion": __version__,
                "rules": [_rule(rule, known.get(rule)) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True}],
        "results": [
            _result(d, places[d.rule], mark, report) for d, mark in zip(report.diagnostics, marks, strict=True)
        ],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return dump(log)


def _rule(rule: str, page: Page | None) -> dict[str, Any]:
    if page is None:
        return {"id": rule}
    return {
        "id": rule,
        "shortDescription": {"text": page.name},
        "help": {"text": _page(page, "{}: {}", "{}"), "markdown": _page(page, "**{}:** {}", "```yaml\n{}\n```")},
        "defaultConfiguration": {"level": _LEVELS[page.severity]},
    }


def _page(page: Page, labelled: str, example: str) -> str:
    """Write a rule's page; `labelled` and `example` say how a label and its text, and a block of code, are set."""
    blocks, before = [page.name], ""
    for part in page.parts():
        text = part.shown()
        if part.is_code and "\n" in text:
            text = f"\n\n{example.format(text)}"
        if part.label and part.label != before:
            text = labelled.format(part.shown_label, text).replace(" \n", "\n")
        blocks.append(text.strip())
        before = part.label
    return "\n\n".join(blocks)


def _result(diagnostic: Diagnostic, rule_index: int, mark: str, report: Report) -> dict[str, Any]:
    sentences = [diagnostic.message] if diagnostic.hint is None else [diagnostic.message, diagnostic.hint]
    result: dict[str, Any] = {
        "ruleId": diagnostic.rule,
        "ruleIndex": rule_index,
        "level": _LEVELS[diagnostic.severity],
        "message": _text(sentences),
        "locations": [{"physicalLocation": _physical(diagnostic.span, report)}],
        "partialFingerprints": {"vplan/v1": mark},
    }
    if diagnostic.related:
        result["relatedLocations"] = [
            {"id": number, "physicalLocation": _physical(related.span, report), "message": _text([related.message])}
            for number, related in enumerate(diagnostic.related, 1)
        ]
    if diagnostic.fix is not None:
        result["fixes"] = [_fix(diagnostic.fix, report)]
    return result


def _fix(fix: Fix, report: Report) -> dict[str, Any]:
    by_file: dict[str, list[Edit]] = {}
    for edit in fix.edits:
        by_file.setdefault(edit.span.file, []).append(edit)
    changes = [
        {
            "artifactLocation": {"uri": _uri(report, file)},
            "replacements": [
                {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}} for edit in edits
            ],
        }
        for file, edits in by_file.items()
    ]
    return {"description": _text([fix.title]), "artifactChanges": changes}


def _text(messages: Sequence[Message]) -> dict[str, str]:
    """Return a message; where it would read as an embedded link, brackets are escaped (section 3.11.6)."""
    text = " ".join(sentence(message) for message in messages)
    return {"text": _LINK.sub(r"\\\g<0>", text) if "](" in text else text}


def _physical(span: Span, report: Report) -> dict[str, Any]:
    return {"artifactLocation": {"uri": _uri(report, span.file)}, "region": _region(span)}


def _uri(report: Report, file: str) -> str:
    return quote(report.path(file), errors="replace")


def _region(span: Span) -> dict[str, int]:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
