"""What a change in an editor makes the server check, and what it shows for it, without the protocol around."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lsprotocol import types

from support.workspaces import OTHER_UNIT, PLACES, UNIT, base_text, make_workspace
from vplan.baseline import format_baseline, renewed
from vplan.checking import check
from vplan.deciding.record import decide as record
from vplan.deciding.record import wanted
from vplan.diagnostics import Diagnostic
from vplan.lsp.documents import Change, Document, Documents
from vplan.lsp.live import Live, Task
from vplan.lsp.publishing import Places, Publisher
from vplan.lsp.session import Session
from vplan.model.decision import DecidedDocument
from vplan.project import Project
from vplan.source import Source, load_text

OTHER = f"plans/{OTHER_UNIT}/mal.yaml"


class Editor:
    """An editor that knows what was shown to it last for each file."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.shown: dict[str, list[types.Diagnostic]] = {}
        self.log: list[str] = []
        self.documents = Documents()
        self.places = Places(self.documents)
        self.publisher = Publisher(self.documents, self.places, self._show)
        self.session = Session(self.documents, self.publisher, lambda: None)

    def _show(self, params: types.PublishDiagnosticsParams) -> None:
        self.shown[params.uri] = list(params.diagnostics)
        self.log.append(params.uri)

    def uri(self, file: str) -> str:
        return (self.root / file).as_uri()

    def open(self, kind: str, text: str | None = None) -> Document:
        path = self.root / PLACES.get(kind, kind)
        document = self.documents.open(path.as_uri(), path.read_text(encoding="utf-8") if text is None else text, 1)
        self.session.check(document)
        return document

    def type(self, document: Document, text: str) -> None:
        self.documents.change(document.uri, [Change(text)], (document.version or 0) + 1)
        self.session.check(document)

    def close(self, document: Document) -> None:
        self.documents.close(document.uri)
        self.session.closed(document)

    def idle(self) -> int:
        """Let the background finish; return how many steps it took."""
        steps = 0
        while self.session.has_work:
            self.session.step()
            steps += 1
        return steps

    def rules(self, kind: str) -> set[Any]:
        return {d.code for d in self.shown.get(self.uri(PLACES.get(kind, kind)), [])}


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[Editor]:
    editor = Editor(make_workspace(tmp_path / "workspace"))
    yield editor
    for path in editor.documents.paths():
        editor.documents.close(editor.uri(str(path.relative_to(editor.root))))
    editor.publisher.pages.remove()


def broken_reference(kind: str) -> str:
    return base_text(kind).replace("delaktiga", "delaktig")


def test_the_unsaved_text_is_checked(editor: Editor) -> None:
    document = editor.open("mal")
    assert editor.rules("mal") == set()
    editor.type(document, broken_reference("mal"))
    assert "unknown-board-goal" in editor.rules("mal")
    assert (editor.root / PLACES["mal"]).read_text(encoding="utf-8") == base_text("mal")
    editor.close(document)
    assert editor.rules("mal") == set()


def test_a_file_that_is_no_yaml_while_it_is_written_says_so_and_comes_back(editor: Editor) -> None:
    document = editor.open("mal")
    for text in ("mål:\n  1.7: [", "mål:\n\t1.7:", "", "\ud800", "a: &x\nb: *x", "- " * 3000, "\0\0\0\0\0\0\0\0\0"):
        editor.type(document, text)
        assert editor.rules("mal"), text
    editor.type(document, base_text("mal"))
    assert editor.rules("mal") == set()


def test_a_change_of_the_board_is_shown_at_once_in_open_units_and_later_in_the_others(editor: Editor) -> None:
    editor.open("mal")
    board = editor.open("namnd")
    editor.idle()
    other_broken = editor.rules(OTHER)
    editor.type(board, broken_reference("namnd"))
    assert "unknown-board-goal" in editor.rules("mal")
    assert editor.rules(OTHER) == other_broken
    assert editor.idle() > 0
    editor.type(board, base_text("namnd"))
    assert editor.rules("mal") == set()


def test_a_change_of_the_council_reaches_board_and_units(editor: Editor) -> None:
    editor.open("mal")
    council = editor.open("kf")
    editor.idle()
    editor.type(council, base_text("kf").replace("nr: 1.7", "nr: 1.8"))
    assert "unknown-goal" in editor.rules("mal")
    editor.idle()
    assert "unknown-goal" in editor.rules("namnd")
    editor.type(council, base_text("kf"))
    editor.idle()
    assert editor.rules("namnd") == set()


def test_the_whole_workspace_is_checked_in_the_background(editor: Editor) -> None:
    (editor.root / OTHER).write_text("mål:\n  9.9:\n", encoding="utf-8")
    editor.open("plan")
    assert editor.rules(OTHER) == set()
    editor.idle()
    assert "unknown-goal" in editor.rules(OTHER)


def test_only_what_a_change_touches_is_read_again(editor: Editor, monkeypatch: pytest.MonkeyPatch) -> None:
    document = editor.open("mal")
    editor.idle()
    read: list[str] = []

    def noting(source: Source) -> tuple[Any, list[Diagnostic]]:
        read.append(source.file)
        return load_text(source)

    monkeypatch.setattr("vplan.loading.load_text", noting)
    editor.type(document, broken_reference("mal"))
    assert read == [PLACES["mal"]]


def test_files_that_are_not_open_are_told_of_once(editor: Editor) -> None:
    (editor.root / OTHER).write_text("mål:\n  9.9:\n", encoding="utf-8")
    board = editor.open("namnd")
    editor.idle()
    editor.log.clear()
    editor.type(board, base_text("namnd") + "\n")
    editor.idle()
    assert editor.uri(OTHER) not in editor.log


def test_files_that_come_go_and_are_renamed_by_others(editor: Editor) -> None:
    editor.open("plan")
    editor.idle()
    unit = (editor.root / OTHER).parent
    renamed = unit.with_name("dagvard")
    (editor.root / OTHER).write_text("mål:\n  9.9:\n", encoding="utf-8")
    editor.session.files_changed([editor.root / OTHER], names_too=False)
    editor.idle()
    assert "unknown-goal" in editor.rules(OTHER)
    unit.rename(renamed)
    editor.session.files_changed([unit, renamed], names_too=True)
    editor.idle()
    new = str((renamed / "mal.yaml").relative_to(editor.root))
    assert (editor.rules(OTHER), editor.rules(new)) == (set(), {"unknown-goal"})
    shutil.rmtree(renamed)
    editor.session.files_changed([renamed / "mal.yaml", renamed / "plan.yaml"], names_too=True)
    editor.idle()
    assert editor.rules(new) == set()


def test_many_files_at_once_are_left_to_the_background(editor: Editor) -> None:
    editor.open("mal")
    editor.idle()
    (editor.root / PLACES["kf"]).write_text(base_text("kf").replace("nr: 1.7", "nr: 1.8888"), encoding="utf-8")
    (editor.root / OTHER).write_text("mål:\n  1.7:\n", encoding="utf-8")
    editor.session.files_changed([editor.root / PLACES["kf"], editor.root / OTHER], names_too=False)
    assert "unknown-goal" in editor.rules("mal")
    assert "unknown-goal" not in editor.rules(OTHER)
    editor.idle()
    assert {"unknown-goal"} <= editor.rules(OTHER) & editor.rules("namnd")


def test_a_council_written_by_another_program_is_seen_without_being_told(editor: Editor) -> None:
    document = editor.open("mal")
    editor.idle()
    path = editor.root / PLACES["kf"]
    path.write_text(base_text("kf").replace("nr: 1.7", "nr: 1.8888"), encoding="utf-8")
    editor.type(document, base_text("mal") + "\n")
    assert "unknown-goal" in editor.rules("mal")


def test_a_new_file_is_known_once_it_is_saved(editor: Editor) -> None:
    editor.open("plan")
    editor.idle()
    file = "plans/2018/norr/ny/mal.yaml"
    path = editor.root / file
    document = editor.open(file, "mål:\n  9.9:\n")
    assert editor.rules(file) == set()
    path.parent.mkdir()
    path.write_text("mål:\n  9.9:\n", encoding="utf-8")
    editor.session.saved(document)
    assert "unknown-goal" in editor.rules(file)


def test_outside_a_workspace_nothing_is_judged(editor: Editor, tmp_path: Path) -> None:
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    for uri in ((outside / "mal.yaml").as_uri(), "untitled:mal.yaml", "git:/x/mal.yaml"):
        document = editor.documents.open(uri, "mål: 1", 1)
        editor.session.check(document)
        assert editor.shown[uri] == []
        editor.documents.close(uri)
        editor.session.closed(document)


def test_the_settings_may_go_and_come_back(editor: Editor) -> None:
    document = editor.open("mal", broken_reference("mal"))
    settings = editor.root / "vplan.yaml"
    settings.unlink()
    editor.session.files_changed([settings], names_too=True)
    editor.session.check(document)
    assert editor.rules("mal") == set()
    settings.touch()
    editor.session.check(document)
    assert "unknown-board-goal" in editor.rules("mal")


def test_typing_in_the_settings_moves_the_plans(editor: Editor) -> None:
    settings = editor.open("vplan.yaml")
    editor.type(settings, "planer: nowhere\n")
    assert "no-plans" in editor.rules("vplan.yaml")
    editor.type(settings, "planer: ../outside\n")
    assert "outside-workspace" in editor.rules("vplan.yaml")
    editor.type(settings, "")
    assert editor.rules("vplan.yaml") == set()


def test_an_edition_of_the_workspace_is_checked_while_it_is_written(editor: Editor) -> None:
    file = "utgåvor/egen.yaml"
    (editor.root / "utgåvor").mkdir()
    (editor.root / file).write_text("ärver: stockholm/2018\n", encoding="utf-8")
    document = editor.open(file)
    assert editor.rules(file) == set()
    editor.type(document, "ärver: stockholm/2018\nfel_nyckel: 1\n")
    assert "unknown-key" in editor.rules(file)
    editor.type(document, "ärver: stockholm/2018\n")
    assert editor.rules(file) == set()


def test_related_places_and_hints_come_along(editor: Editor) -> None:
    editor.open("mal", broken_reference("mal"))
    finding = next(d for d in editor.shown[editor.uri(PLACES["mal"])] if d.code == "unknown-board-goal")
    assert finding.severity is types.DiagnosticSeverity.Error
    assert finding.source == "vplan"
    assert "delaktiga" in finding.message
    assert finding.related_information is not None
    related = finding.related_information[0].location
    assert related.uri == editor.uri(PLACES["namnd"])
    line = base_text("namnd").split("\n")[related.range.start.line]
    assert line[related.range.start.character : related.range.end.character] == "delaktiga"


def test_places_are_in_the_clients_units(editor: Editor) -> None:
    text = base_text("mal").replace("        aktiviteter: [brukarrad]", '        aktiviteter: ["😀e\u0301", borta]')
    editor.open("mal", text.replace("\n", "\r\n"))
    found = {d.range.start.character for d in editor.shown[editor.uri(PLACES["mal"])] if d.code == "unknown-id"}
    assert found == {len("        aktiviteter: ["), len('        aktiviteter: ["😀e\u0301", ') + 1}


def test_a_change_of_decided_content_is_shown_while_it_is_written(editor: Editor) -> None:
    project = Project.open(editor.root)
    unit = next(unit for unit in project.layout.units() if unit.folder == UNIT)
    record(project, unit, wanted(date(2018, 1, 25), "2017-1-1.1.", "Norra nämnden", DecidedDocument.PLAN))
    written = (editor.root / UNIT / "beslut.yaml").read_text(encoding="utf-8")
    goals, decisions = editor.open("mal"), editor.open(f"{UNIT}/beslut.yaml")
    assert editor.rules("mal") == editor.rules(f"{UNIT}/beslut.yaml") == set()
    editor.type(goals, base_text("mal").replace("Vi har jour.", "Vi har öppet."))
    assert editor.rules("mal") == {"decided-content-changed"}
    editor.type(decisions, written.replace("2018-01-25", "i dag"))
    assert editor.rules(f"{UNIT}/beslut.yaml") == {"bad-date"}
    assert Live(editor.root).kind_of(f"{UNIT}/beslut.yaml") == "beslut"


def test_what_is_built_is_no_concern(editor: Editor) -> None:
    editor.open("plan")
    editor.idle()
    paths = [editor.root / "site" / "index.html", editor.root / ".git" / "index", editor.root / ".vplan" / "state"]
    editor.session.files_changed(paths, names_too=True)
    assert not editor.session.has_work


def test_what_looks_back_at_a_year_is_checked_after_a_change_in_it(
    editor: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(editor.root / "plans/2018", editor.root / "plans/2019")
    document, council = editor.open("mal"), editor.open("kf")
    editor.idle()
    checked: list[str] = []
    check_task = Live.check

    def noting(live: Live, task: Task) -> set[str]:
        checked.append(task.owner.name)
        return check_task(live, task)

    monkeypatch.setattr(Live, "check", noting)
    editor.type(document, base_text("mal") + "\n")
    editor.idle()
    assert checked == ["2018/norr/hemtjanst", "2019/norr/hemtjanst"]
    checked.clear()
    editor.type(council, base_text("kf") + "\n")
    editor.idle()
    assert {"2019/", "2019/norr", "2019/norr/hemtjanst", f"2019/{OTHER_UNIT.removeprefix('2018/')}"} <= set(checked)


def test_the_baseline_holds_back_what_the_check_holds_back(editor: Editor) -> None:
    text = broken_reference("mal")
    (editor.root / PLACES["mal"]).write_text(text, encoding="utf-8")
    project = Project.open(editor.root)
    old = [d for d in check(project, project.layout.units(), 1) if d.rule == "unknown-board-goal"]
    entries = renewed([], old, lambda _: text.split("\n"), lambda *_: True)
    (editor.root / "vplan.yaml").write_text("baslinje: gammalt.yaml\n", encoding="utf-8")
    baseline = editor.root / "gammalt.yaml"
    baseline.write_text(format_baseline(entries), encoding="utf-8")
    document = editor.open("mal")
    assert "unknown-board-goal" not in editor.rules("mal")
    editor.type(document, f"# en rad till\n{text}")
    assert "unknown-board-goal" not in editor.rules("mal")
    baseline.write_text("trasig", encoding="utf-8")
    editor.session.files_changed([baseline], names_too=False)
    assert "unknown-board-goal" in editor.rules("mal")


EDITED = ("kf", "namnd", "mal", "plan", "ekonomi", "vplan")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_after_any_typing_the_findings_are_those_of_a_fresh_check(tmp_path: Path, data: st.DataObject) -> None:
    root = make_workspace(tmp_path / str(len(list(tmp_path.iterdir()))))
    editor = Editor(root)
    texts = {kind: base_text(kind) for kind in EDITED}
    documents = {kind: editor.open(kind) for kind in data.draw(st.sets(st.sampled_from(EDITED), min_size=1))}
    try:
        for kind in data.draw(st.lists(st.sampled_from(sorted(documents)), max_size=6)):
            texts[kind] = _mistyped(texts[kind], data)
            editor.type(documents[kind], texts[kind])
        editor.idle()
        live = editor.session.live_of(editor.root / "vplan.yaml")
        assert live is not None
        shown = {(d.span, d.rule) for file in live.files_with_findings() for d in live.findings(file)}
    finally:
        for document in documents.values():
            editor.documents.close(document.uri)
        editor.publisher.pages.remove()
    for kind in documents:
        (root / PLACES[kind]).write_text(texts[kind], encoding="utf-8")
    project = Project.open(root)
    assert shown == {(d.span, d.rule) for d in check(project, project.layout.units(), 1)}


def _mistyped(text: str, data: st.DataObject) -> str:
    """Return a text with a line gone, doubled, indented or with something typed in it."""
    lines = text.split("\n")
    at = data.draw(st.integers(0, len(lines) - 1))
    act = data.draw(st.sampled_from(["delete", "double", "indent", "type"]))
    if act == "delete":
        del lines[at]
    elif act == "double":
        lines.insert(at, lines[at])
    elif act == "indent":
        lines[at] = f"  {lines[at]}"
    else:
        column = data.draw(st.integers(0, len(lines[at])))
        typed = data.draw(st.sampled_from(["x", ":", "- ", "[", '"', "1", "å", " #", "e\u0301"]))
        lines[at] = lines[at][:column] + typed + lines[at][column:]
    return "\n".join(lines)
