"""Fixes of findings as changes that an editor makes: one for each, and one for all that can be made together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lsprotocol import types

from vplan.diagnostics import Diagnostic, Edit, Fix, Severity, Span, msg
from vplan.lsp.actions import FIX_ALL, Actions, together
from vplan.lsp.documents import Documents
from vplan.lsp.publishing import Places, Publisher

FILE = "plans/å.yaml"
TEXT = "a: 😀 6.1\r\nb: 80%\r\nc: x\r\n"


@pytest.fixture
def documents(tmp_path: Path) -> Iterator[Documents]:
    documents = Documents()
    documents.open((tmp_path / FILE).as_uri(), TEXT, 7)
    yield documents
    documents.close((tmp_path / FILE).as_uri())


@pytest.fixture
def actions(documents: Documents) -> Iterator[Actions]:
    places = Places(documents)
    publisher = Publisher(documents, places, lambda _: None)
    actions = Actions(documents, places, publisher)
    actions.with_versions = True
    yield actions
    publisher.pages.remove()


def finding(line: int, column: int, end: int, text: str) -> Diagnostic:
    span = Span(FILE, line, column, line, end)
    fix = Fix((Edit(span, text),), msg("Write “{text}”.", text=text))
    return Diagnostic("decimal-point", Severity.ERROR, span, msg("wrong"), fix=fix)


FINDINGS = [finding(1, 6, 9, "6,1"), finding(2, 4, 7, "80 %"), Diagnostic("x", Severity.ERROR, Span(FILE, 3), msg("y"))]
WHOLE = types.Range(types.Position(0, 0), types.Position(99, 0))


def test_a_fix_is_offered_where_its_finding_stands(actions: Actions, tmp_path: Path) -> None:
    here = types.Range(types.Position(0, 6), types.Position(0, 6))
    action, _ = actions.at(tmp_path, FINDINGS, here, None)
    assert (action.kind, action.is_preferred, action.title) == (types.CodeActionKind.QuickFix, True, "Write “6,1”.")
    assert action.diagnostics is not None
    assert [d.code for d in action.diagnostics] == ["decimal-point"]
    assert action.edit is not None
    assert action.edit.document_changes is not None
    change = action.edit.document_changes[0]
    assert isinstance(change, types.TextDocumentEdit)
    assert (change.text_document.uri, change.text_document.version) == ((tmp_path / FILE).as_uri(), 7)
    edit = change.edits[0]
    assert isinstance(edit, types.TextEdit)
    assert edit == types.TextEdit(types.Range(types.Position(0, 6), types.Position(0, 9)), "6,1")


def test_only_the_kinds_that_are_asked_for_are_offered(actions: Actions, tmp_path: Path) -> None:
    def kinds(only: list[str] | None) -> list[str]:
        return [str(getattr(a.kind, "value", a.kind)) for a in actions.at(tmp_path, FINDINGS, WHOLE, only)]

    assert kinds(["quickfix"]) == ["quickfix", "quickfix"]
    assert kinds(["source"]) == kinds(["source.fixAll"]) == kinds([FIX_ALL]) == [FIX_ALL]
    assert kinds(["refactor"]) == []
    assert actions.at(tmp_path, FINDINGS[2:], WHOLE, None) == []


def test_an_editor_without_versions_gets_plain_changes(actions: Actions, tmp_path: Path) -> None:
    actions.with_versions = False
    (action,) = actions.at(tmp_path, FINDINGS, WHOLE, [FIX_ALL])
    assert action.edit is not None
    assert action.edit.changes is not None
    edits = action.edit.changes[(tmp_path / FILE).as_uri()]
    assert [edit.new_text for edit in edits] == ["6,1", "80 %"]


def test_new_lines_are_those_of_the_file(actions: Actions, tmp_path: Path) -> None:
    (action,) = actions.at(tmp_path, [finding(3, 4, 5, "x\ny")], WHOLE, ["quickfix"])
    assert action.edit is not None
    assert action.edit.document_changes is not None
    change = action.edit.document_changes[0]
    assert isinstance(change, types.TextDocumentEdit)
    assert isinstance(change.edits[0], types.TextEdit)
    assert change.edits[0].new_text == "x\r\ny"


def test_of_fixes_that_touch_each_other_the_first_is_made() -> None:
    one, other, third = (Edit(Span(FILE, 1, a, 1, b), "") for a, b in ((1, 5), (4, 8), (9, 12)))
    assert together([(one,), (other, third), (third,), (third,)]) == [one, third]
