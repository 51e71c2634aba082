"""Findings as text for a person: place, sentence, source line with the span underlined, hint, related places."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence

from vplan.diagnostics import Diagnostic, Severity, Span
from vplan.i18n import ntranslate, translate

ReadSource = Callable[[str], str | None]

_COLORS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.HINT: "36"}


def severity_name(severity: Severity) -> str:
    """Return the word for a severity in the user's language."""
    if severity is Severity.ERROR:
        return translate("error")
    return translate("warning") if severity is Severity.WARNING else translate("hint")


def render_text(
    diagnostics: Sequence[Diagnostic], read_source: ReadSource, *, color: bool = False, width: int = 100
) -> str:
    """Write findings as text, one after another with an empty line between.

    `read_source` gives a file's text by its path, or None; `width` bounds the source lines shown, in columns.
    """
    painter = _Painter(color)
    sources: dict[str, list[str]] = {}
    return "\n".join(_finding(d, read_source, sources, painter, max(width, 40)) for d in diagnostics)


def summary(diagnostics: Sequence[Diagnostic]) -> str:
    """Return a line that counts errors, warnings and hints; empty when there are none."""
    counts = Counter(d.severity for d in diagnostics)
    parts = [
        (counts[Severity.ERROR], ntranslate("{count} error", "{count} errors", counts[Severity.ERROR])),
        (counts[Severity.WARNING], ntranslate("{count} warning", "{count} warnings", counts[Severity.WARNING])),
        (counts[Severity.HINT], ntranslate("{count} hint", "{count} hints", counts[Severity.HINT])),
    ]
    return ", ".join(text.format(count=count) for count, text in parts if count)


class _Painter:
    def __init__(self, color: bool) -> None:
        self.color = color

    def paint(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.color and text else text


def _finding(
    diagnostic: Diagnostic, read_source: ReadSource, sources: dict[str, list[str]], painter: _Painter, width: int
) -> str:
    span, code = diagnostic.span, _COLORS[diagnostic.severity]
    place = painter.paint(f"{clean(span.file)}:{span.line}:{span.column}", "1")
    name = painter.paint(severity_name(diagnostic.severity), f"1;{code}")
    lines = [f"{place}: {name}: {clean(str(diagnostic.message))} [{diagnostic.rule}]"]
    lines += _excerpt(span, read_source, sources, painter, code, width)
    if diagnostic.hint is not None:
        lines.append(f"  = {clean(str(diagnostic.hint))}")
    for related in diagnostic.related:
        where = f"{clean(related.span.file)}:{related.span.line}:{related.span.column}"
        lines.append(f"  - {clean(str(related.message))} {painter.paint(where, '2')}")
    return "\n".join(lines) + "\n"


def _excerpt(
    span: Span, read_source: ReadSource, sources: dict[str, list[str]], painter: _Painter, code: str, width: int
) -> list[str]:
    if span.file not in sources:
        sources[span.file] = (read_source(span.file) or "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines = sources[span.file]
    if span.line > len(lines) or not lines[span.line - 1].strip():
        return []
    text = lines[span.line - 1].replace("\t", " ")
    start = min(span.column - 1, len(text))
    end = min(span.end_column - 1, len(text)) if span.end_line == span.line else len(text.rstrip())
    number = str(span.line)
    text, start, end = _window(text, start, max(end, start + 1), width - len(number) - 4)
    before, marked = clean(text[:start]), clean(text[start:end])
    gutter = painter.paint(f"{number} |", "2")
    blank = painter.paint(f"{' ' * len(number)} |", "2")
    caret = painter.paint("^" * max(_columns(marked), 1), code)
    return [f"{gutter} {clean(text)}", f"{blank} {' ' * _columns(before)}{caret}"]


def _window(text: str, start: int, end: int, width: int) -> tuple[str, int, int]:
    """Cut a long line to the stretch around the span."""
    if len(text) <= width:
        return text, start, end
    left = max(0, min(start - width // 4, len(text) - width))
    right = left + width
    cut = text[left:right]
    if left:
        cut = "…" + cut[1:]
    if right < len(text):
        cut = cut[:-1] + "…"
    return cut, start - left, min(end - left, len(cut))


def clean(text: str) -> str:
    """Return the text with what a terminal could take for a command made visible."""
    return "".join(c if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co") or c == "\u00ad" else "�" for c in text)


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)
