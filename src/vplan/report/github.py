"""GitHub's annotations: workflow commands, which the runner takes from the output of a step.

https://docs.github.com/actions/reference/workflow-commands says how a command is written; actions/toolkit
(`packages/core/src/command.ts`) how it is escaped. A step shows ten of each kind at most, so that the rest goes into
one notice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from vplan.diagnostics import Diagnostic, Severity
from vplan.i18n import ntranslate
from vplan.report.formats import Report
from vplan.report.terminal import clean, sentence
from vplan.report.text import concise

_KINDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "notice"}
_SHOWN = {"error": 10, "warning": 10, "notice": 9}  # the tenth notice is that for the rest
LISTED = 100  # findings that the notice lists: GitHub cuts it at 64 KB


def render(report: Report) -> str:
    """Return the commands, one on a line; nothing where there is nothing to say."""
    counts: Counter[str] = Counter()
    shown, rest = [], []
    for diagnostic in report.diagnostics:
        kind = _KINDS[diagnostic.severity]
        counts[kind] += 1
        if counts[kind] <= _SHOWN[kind]:
            shown.append(_command(kind, diagnostic, report))
        else:
            rest.append(diagnostic)
    if rest:
        shown.append(_notice(rest))
    return "".join(f"{line}\n" for line in shown)


def _command(kind: str, diagnostic: Diagnostic, report: Report) -> str:
    span = diagnostic.span
    properties = {"file": clean(report.path(span.file)), "line": str(span.line)}
    if span.end_line > span.line:
        properties["endLine"] = str(span.end_line)  # columns are only for a stretch within a line
    else:
        properties |= {"endLine": str(span.line), "col": str(span.column)}
        properties["endColumn"] = str(max(span.end_column, span.column))
    properties["title"] = f"vplan: {diagnostic.rule}"
    said = [sentence(message) for message in (diagnostic.message, diagnostic.hint) if message is not None]
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{kind} {written}::{_data(chr(10).join(said))}"


def _notice(rest: Sequence[Diagnostic]) -> str:
    title = ntranslate(
        "vplan: {number} more finding than GitHub shows", "vplan: {number} more findings than GitHub shows", len(rest)
    ).format(number=len(rest))
    lines = [concise(diagnostic) for diagnostic in rest[:LISTED]]
    if len(rest) > LISTED:
        lines.append("…")
    return f"::notice title={_property(title)}::{_data(chr(10).join(lines))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
