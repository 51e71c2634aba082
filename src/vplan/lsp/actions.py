"""The fixes of findings as changes that an editor can make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from lsprotocol import types

from vplan.diagnostics import Diagnostic, Edit
from vplan.i18n import translate
from vplan.lsp.documents import Documents
from vplan.lsp.publishing import Places, Publisher

FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.vplan"
KINDS: list[types.CodeActionKind | str] = [types.CodeActionKind.QuickFix, FIX_ALL]


class Actions:
    """Makes code actions of fixes."""

    def __init__(self, documents: Documents, places: Places, publisher: Publisher) -> None:
        self._documents = documents
        self._places = places
        self._publisher = publisher
        self.with_versions = False

    def at(
        self, root: Path, findings: Sequence[Diagnostic], place: types.Range, only: Sequence[str] | None
    ) -> list[types.CodeAction]:
        """Return a fix for each finding at a place, and one for all of the file; `only` are the kinds asked for."""
        found = []
        if _wanted(types.CodeActionKind.QuickFix.value, only):
            here = [d for d in findings if d.fix is not None and _touch(self._places.range(root, d.span), place)]
            found += [self._quick_fix(root, finding) for finding in here]
        if _wanted(FIX_ALL, only):
            edits = together(finding.fix.edits for finding in findings if finding.fix is not None)
            if edits:
                title = translate("Mend all that has one right answer (vplan)")
                found.append(types.CodeAction(title, FIX_ALL, edit=self._edit(root, edits)))
        return found

    def _quick_fix(self, root: Path, finding: Diagnostic) -> types.CodeAction:
        assert finding.fix is not None
        return types.CodeAction(
            str(finding.fix.title),
            types.CodeActionKind.QuickFix,
            [self._publisher.diagnostic(root, finding)],
            is_preferred=True,
            edit=self._edit(root, finding.fix.edits),
        )

    def _edit(self, root: Path, edits: Iterable[Edit]) -> types.WorkspaceEdit:
        by_file: dict[str, list[types.TextEdit]] = {}
        for edit in edits:
            made = types.TextEdit(self._places.range(root, edit.span), self._with_its_ends(root, edit))
            by_file.setdefault(edit.span.file, []).append(made)
        if not self.with_versions:
            return types.WorkspaceEdit(changes={self._places.uri(root / f): made for f, made in by_file.items()})
        changes = [types.TextDocumentEdit(self._versioned(root / file), made) for file, made in by_file.items()]
        return types.WorkspaceEdit(document_changes=changes)

    def _with_its_ends(self, root: Path, edit: Edit) -> str:
        if "\n" not in edit.text or "\r\n" not in self._places.text(root, edit.span.file).text:
            return edit.text
        return edit.text.replace("\r\n", "\n").replace("\n", "\r\n")

    def _versioned(self, path: Path) -> types.OptionalVersionedTextDocumentIdentifier:
        document = self._documents.at(path)
        return types.OptionalVersionedTextDocumentIdentifier(
            self._places.uri(path), document.version if document is not None else None
        )


def together(fixes: Iterable[Sequence[Edit]]) -> list[Edit]:
    """Return the edits of those fixes that do not touch each other; of two that do, the first is made."""
    taken: list[Edit] = []
    for edits in fixes:
        if not any(_overlap(new, old) for new in edits for old in taken):
            taken += [edit for edit in edits if edit not in taken]
    return taken


def _overlap(one: Edit, other: Edit) -> bool:
    a, b = one.span, other.span
    if a.file != b.file or one == other:
        return False
    return (a.line, a.column) <= (b.end_line, b.end_column) and (b.line, b.column) <= (a.end_line, a.end_column)


def _touch(one: types.Range, other: types.Range) -> bool:
    def place(position: types.Position) -> tuple[int, int]:
        return position.line, position.character

    return place(one.start) <= place(other.end) and place(other.start) <= place(one.end)


def _wanted(kind: str, only: Sequence[str] | None) -> bool:
    return not only or any(kind == wanted or kind.startswith(f"{wanted}.") for wanted in only)
