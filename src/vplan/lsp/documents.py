"""The texts that are open in the editor, as they stand there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vplan.lsp.positions import Encoding, Text
from vplan.lsp.uris import to_path
from vplan.opening import hold_unsaved


@dataclass(slots=True)
class Document:
    """An open text; `path` is None where its address names no file."""

    uri: str
    path: Path | None
    text: Text
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a text: the new text of a stretch, by lines and code units from 0, or of all where there is none."""

    text: str
    stretch: tuple[int, int, int, int] | None = None


class Documents:
    """The open documents by their addresses; all reading of files sees their texts instead of what is saved."""

    def __init__(self) -> None:
        self.encoding = Encoding.UTF16
        self._by_uri: dict[str, Document] = {}
        self._by_path: dict[Path, Document] = {}

    def open(self, uri: str, text: str, version: int | None) -> Document:
        """Take over a text."""
        document = Document(uri, to_path(uri), Text(text), version)
        self._by_uri[uri] = document
        if document.path is not None:
            self._by_path[document.path] = document
        self._hold(document)
        return document

    def change(self, uri: str, changes: list[Change], version: int | None) -> Document | None:
        """Apply changes one after the other; None for a text that is not open."""
        document = self._by_uri.get(uri)
        if document is None:
            return None
        for change in changes:
            document.text = self._changed(document.text, change)
        document.version = version
        self._hold(document)
        return document

    def _changed(self, text: Text, change: Change) -> Text:
        if change.stretch is None:
            return Text(change.text)
        line, units, end_line, end_units = change.stretch
        start = text.offset(line, units, self.encoding)
        return text.replaced(start, text.offset(end_line, end_units, self.encoding), change.text)

    def close(self, uri: str) -> Document | None:
        """Let a text go: the saved file counts again."""
        document = self._by_uri.pop(uri, None)
        if document is not None and document.path is not None and self._by_path.get(document.path) is document:
            del self._by_path[document.path]
            hold_unsaved(document.path, None)
        return document

    def get(self, uri: str) -> Document | None:
        """Return an open document by its address."""
        return self._by_uri.get(uri)

    def at(self, path: Path) -> Document | None:
        """Return an open document by its path."""
        return self._by_path.get(path)

    def paths(self) -> list[Path]:
        """Return the paths of all open documents that are files."""
        return list(self._by_path)

    def _hold(self, document: Document) -> None:
        if document.path is not None:
            hold_unsaved(document.path, document.text.text.encode("utf-8", "surrogatepass"))
