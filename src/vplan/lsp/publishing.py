"""Findings as the protocol has them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from lsprotocol import types

from vplan.diagnostics import Diagnostic, Severity, Span
from vplan.lsp.describe import rule_page
from vplan.lsp.documents import Documents
from vplan.lsp.positions import Text, to_units
from vplan.lsp.uris import to_uri
from vplan.opening import MAX_BYTES, read_bytes

MAX_SHOWN = 500  # findings of one file: an editor shows a page of them at most

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.HINT: types.DiagnosticSeverity.Information,
}
_UNNECESSARY = frozenset({"unused-allowance", "unused-figure"})
_NOTHING = hash(())


class RulePages:
    """The rules' pages as files, written when a finding first leads there; an editor opens them."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._uris: dict[str, str] = {}

    def uri(self, rule: str) -> str | None:
        """Return the address of a rule's page, or None where there is none or it cannot be written."""
        if rule not in self._uris:
            self._uris[rule] = self._write(rule)
        return self._uris[rule] or None

    def _write(self, rule: str) -> str:
        text = rule_page(rule)
        if not text:
            return ""
        try:
            if self._folder is None:
                self._folder = Path(tempfile.mkdtemp(prefix="vplan-"))
            path = self._folder / f"{rule}.md"
            path.write_text(f"{text}\n", encoding="utf-8")
        except OSError:
            return ""
        return to_uri(path)

    def remove(self) -> None:
        """Remove the files."""
        if self._folder is not None:
            with suppress(OSError):
                shutil.rmtree(self._folder)


class Places:
    """Spans of a workspace's files into the protocol's places."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._last: tuple[Path, bytes, Text] | None = None

    def text(self, root: Path, file: str) -> Text:
        """Return the text of a file as the editor has it, else as it is saved; empty where it cannot be read."""
        document = self._documents.at(root / file)
        if document is not None:
            return document.text
        try:
            data = read_bytes(root, file, MAX_BYTES)
        except OSError:
            return Text("")
        if self._last is None or self._last[0] != root / file or self._last[1] != data:
            self._last = (root / file, data, Text(data.decode("utf-8-sig", "replace")))
        return self._last[2]

    def range(self, root: Path, span: Span) -> types.Range:
        """Return the stretch of a span in its file."""
        text = self.text(root, span.file)
        start = self._position(text, span.line, span.column)
        end = self._position(text, span.end_line, span.end_column)
        return types.Range(start, max(start, end, key=lambda p: (p.line, p.character)))

    def location(self, root: Path, span: Span) -> types.Location:
        """Return the place of a span: its file's address and the stretch in it."""
        return types.Location(self.uri(root / span.file), self.range(root, span))

    def uri(self, path: Path) -> str:
        """Return a file's address, for an open one that by which the editor knows it."""
        document = self._documents.at(path)
        return document.uri if document is not None else to_uri(path)

    def _position(self, text: Text, line: int, column: int) -> types.Position:
        row = min(line, len(text.lines)) - 1
        if row < line - 1:
            column = len(text.line(row)) + 1
        return types.Position(row, to_units(text.line(row), column - 1, self._documents.encoding))


class Publisher:
    """Sends the findings of files; of a file that is not open only what has changed."""

    def __init__(
        self, documents: Documents, places: Places, send: Callable[[types.PublishDiagnosticsParams], None]
    ) -> None:
        self.pages = RulePages()
        self._documents = documents
        self._places = places
        self._send = send
        self._sent: dict[Path, int] = {}

    def publish(self, root: Path, file: str, findings: list[Diagnostic]) -> None:
        """Send the findings of a file."""
        path = root / file
        document = self._documents.at(path)
        fingerprint = hash(tuple(_print(finding) for finding in findings))
        if document is None and fingerprint == self._sent.get(path, _NOTHING):
            return
        if findings:
            self._sent[path] = fingerprint
        else:
            self._sent.pop(path, None)
        made = [self.diagnostic(root, finding) for finding in findings[:MAX_SHOWN]]
        version = document.version if document is not None else None
        self._send(types.PublishDiagnosticsParams(self._places.uri(path), made, version))

    def clear(self, uri: str, version: int | None = None) -> None:
        """Take back all findings of an address."""
        self._send(types.PublishDiagnosticsParams(uri, [], version))

    def forget(self, path: Path) -> None:
        """Let the findings of a file be sent anew, as it was known by another address or text."""
        self._sent[path] = -1

    def diagnostic(self, root: Path, finding: Diagnostic) -> types.Diagnostic:
        """Return a finding as the protocol has it."""
        message = str(finding.message)
        page = self.pages.uri(finding.rule)
        related = [
            types.DiagnosticRelatedInformation(self._places.location(root, r.span), str(r.message))
            for r in finding.related
        ]
        return types.Diagnostic(
            self._places.range(root, finding.span),
            f"{message}\n{finding.hint}" if finding.hint else message,
            _SEVERITIES[finding.severity],
            finding.rule,
            types.CodeDescription(page) if page else None,
            "vplan",
            [types.DiagnosticTag.Unnecessary] if finding.rule in _UNNECESSARY else None,
            related or None,
        )


def _print(finding: Diagnostic) -> str:
    return repr((finding.sort_key, finding.span, finding.severity.value))
