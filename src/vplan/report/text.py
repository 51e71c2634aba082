"""Findings as text for a person, and the line that counts them."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from vplan.diagnostics import Diagnostic, Message, Related, Severity, Span
from vplan.i18n import ntranslate, translate
from vplan.report.sources import ReadSource, Sources
from vplan.report.terminal import NARROWEST, Paper, clean, digits, excerpt, sentence

if TYPE_CHECKING:
    from vplan.fingerprint import LinesOf

__all__ = ["clean", "concise", "render_text", "severity_name", "summary"]

COLORS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.HINT: "36"}
_RELATED_COLOR, _HELP_COLOR = "34", "1;32"
_RELATED_SHOWN = 5  # related places with their sentence; of the first two the source line too
_RELATED_LINES = 2
_INDENT = "  "


def severity_name(severity: Severity) -> str:
    """Return the word for a severity in the user's language."""
    if severity is Severity.ERROR:
        return translate("error")
    return translate("warning") if severity is Severity.WARNING else translate("hint")


def render_text(
    diagnostics: Sequence[Diagnostic],
    read_source: ReadSource,
    *,
    color: bool = False,
    width: int = 100,
    wrap: bool = False,
) -> str:
    """Write findings as text, one after another with an empty line between.

    `read_source` gives a file's text by its path, or None; `width` bounds the source lines shown, in columns. `wrap`
    puts the sentence on lines of its own that fit the width, as a person at a terminal reads it best; without it the
    first line is that of `concise`, so that a file or a pipe can be searched.
    """
    return render_findings(diagnostics, Sources(read_source), Paper(max(width, NARROWEST), color), wrap=wrap)


def render_findings(diagnostics: Sequence[Diagnostic], lines: LinesOf, paper: Paper, *, wrap: bool = False) -> str:
    """Write findings as `render_text` does; `lines` gives the lines of a file."""
    return "\n".join("\n".join(_finding(d, lines, paper, wrap)) + "\n" for d in diagnostics)


def concise(diagnostic: Diagnostic, paper: Paper | None = None) -> str:
    """Write a finding on one line: `path:line:column: severity: sentence [rule]`."""
    paper = paper or Paper()
    where, name, rule = _signs(diagnostic, paper)
    return f"{where}: {name}: {sentence(diagnostic.message)} {rule}"


def _signs(diagnostic: Diagnostic, paper: Paper) -> tuple[str, str, str]:
    """Return place, severity and rule in their colours."""
    return (
        paper.paint(place(diagnostic.span), "1"),
        paper.paint(severity_name(diagnostic.severity), f"1;{COLORS[diagnostic.severity]}"),
        paper.paint(f"[{diagnostic.rule}]", "2"),
    )


def place(span: Span) -> str:
    """Return `path:line:column`, with what a terminal could take for a command made visible."""
    return f"{clean(span.file)}:{span.line}:{span.column}"


def summary(diagnostics: Sequence[Diagnostic]) -> str:
    """Return a line that counts errors, warnings and hints, and then each rule; empty when there are none."""
    counts = Counter(d.severity for d in diagnostics)
    parts = [
        (counts[Severity.ERROR], ntranslate("{count} error", "{count} errors", counts[Severity.ERROR])),
        (counts[Severity.WARNING], ntranslate("{count} warning", "{count} warnings", counts[Severity.WARNING])),
        (counts[Severity.HINT], ntranslate("{count} hint", "{count} hints", counts[Severity.HINT])),
    ]
    by_rule = sorted(Counter(d.rule for d in diagnostics).items(), key=lambda item: (-item[1], item[0]))
    levels = ", ".join(text.format(count=count) for count, text in parts if count)
    return f"{levels}: {', '.join(f'{rule} {count}' for rule, count in by_rule)}" if levels else ""


def _finding(diagnostic: Diagnostic, lines: LinesOf, paper: Paper, wrap: bool) -> Iterator[str]:
    span, code = diagnostic.span, COLORS[diagnostic.severity]
    related = diagnostic.related[:_RELATED_SHOWN]
    gutter = max(digits(s) for s in (span, *(_first_line(r.span) for r in related[:_RELATED_LINES])))
    yield from _head(diagnostic, paper, wrap)
    yield from excerpt(span, lines(span.file), paper, gutter, "^", f"1;{code}")
    for number, other in enumerate(related):
        yield from _related(other, paper, wrap)
        if number < _RELATED_LINES:
            yield from excerpt(_first_line(other.span), lines(other.span.file), paper, gutter, "-", _RELATED_COLOR)
    if more := len(diagnostic.related) - len(related):
        yield _INDENT + ntranslate("… and {number} more place", "… and {number} more places", more).format(number=more)
    if diagnostic.hint is not None:
        yield from _help(diagnostic.hint, paper, wrap)


def _head(diagnostic: Diagnostic, paper: Paper, wrap: bool) -> Iterator[str]:
    if not wrap:
        yield concise(diagnostic, paper)
        return
    where, name, rule = _signs(diagnostic, paper)
    yield f"{where}: {name} {rule}"
    yield from _wrapped(sentence(diagnostic.message), paper.width, _INDENT)


def _related(related: Related, paper: Paper, wrap: bool) -> Iterator[str]:
    said, where = sentence(related.message).rstrip(" .:"), place(related.span)
    if wrap and len(_INDENT) + len(said) + 2 + len(where) > paper.width:
        yield from _wrapped(f"{said}:", paper.width, _INDENT)
        yield f"{_INDENT}{paper.paint(where, '1')}"
    else:
        yield f"{_INDENT}{said}: {paper.paint(where, '1')}"


def _help(hint: Message, paper: Paper, wrap: bool) -> Iterator[str]:
    label, said = translate("help:"), sentence(hint)
    if not wrap:
        yield f"{_INDENT}{paper.paint(label, _HELP_COLOR)} {said}"
        return
    first, *rest = _wrapped(f"{label} {said}", paper.width, _INDENT)
    yield first.replace(label, paper.paint(label, _HELP_COLOR), 1)
    yield from rest


def _wrapped(text: str, width: int, indent: str) -> list[str]:
    return textwrap.wrap(
        text, width, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    ) or [indent.rstrip()]


def _first_line(span: Span) -> Span:
    """Return the part of a span in its first line: the related place is a pointer, not the matter itself."""
    return span if span.end_line <= span.line else Span(span.file, span.line, span.column, span.line, 1_000_000)
