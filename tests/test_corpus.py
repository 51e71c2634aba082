"""The corpus: each bad input gives exactly the findings that stand beside it, each good one gives none.

A case is a file `NAME.KIND.yaml`, put into the sound workspace `base/` in place of the file of that kind, or a folder
`NAME/` that is laid over it. `NAME.expected` holds the findings, one line each: `path:line:column severity rule`.
`pytest --renew` rewrites those files.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from support.workspaces import (
    BASE,
    CORPUS,
    OTHER_UNIT,
    PLACES,
    UNIT,
    as_lines,
    check_places,
    findings_in,
    lay_over,
    make_workspace,
    without_libyaml,
)
from vplan.diagnostics import Diagnostic, Severity, has_errors
from vplan.project import NoWorkspaceError, Project
from vplan.report.text import render_text
from vplan.resources import editions_dir
from vplan.source import bounds

BAD = sorted(path for path in (CORPUS / "bad").iterdir() if path.suffix != ".expected")
GOOD = sorted((CORPUS / "good").iterdir())


UNWRITTEN = ("missing-field", "missing-follow-up", "immeasurable-goal", "uncarried-goal", "placeholder-text")


def name_of(case: Path) -> str:
    return case.name.partition(".")[0]


def kind_of(case: Path) -> str:
    return "" if case.is_dir() else case.name.split(".")[1]


WorkspaceOf = Callable[[Path], Path]


@pytest.fixture(scope="module")
def workspace_of(tmp_path_factory: pytest.TempPathFactory) -> WorkspaceOf:
    """Make a case's workspace, once for all tests."""

    @cache
    def make(case: Path) -> Path:
        root = tmp_path_factory.mktemp(name_of(case))
        if case.is_dir():
            lay_over(make_workspace(root), case)
            return root
        return make_workspace(root, {kind_of(case): case.read_bytes()})

    return make


def test_corpus_is_whole() -> None:
    assert len(BAD) >= 80
    expected = {path.stem for path in (CORPUS / "bad").glob("*.expected")}
    assert {name_of(case) for case in BAD} == expected
    assert all(case.is_dir() or kind_of(case) in PLACES for case in (*BAD, *GOOD))


def test_base_is_sound(tmp_path: Path) -> None:
    assert findings_in(make_workspace(tmp_path)) == []


@pytest.mark.parametrize("case", BAD, ids=name_of)
def test_bad(case: Path, workspace_of: WorkspaceOf, renew: bool) -> None:
    root = workspace_of(case)
    findings = findings_in(root)
    found = "".join(f"{line}\n" for line in as_lines(findings))
    expected = case.with_name(f"{name_of(case)}.expected")
    if renew:
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")
    assert found
    check_places(root, findings)
    assert all(str(finding.message) for finding in findings)
    assert_shown(root, findings)


def assert_shown(root: Path, findings: list[Diagnostic]) -> None:
    """Each finding can be shown, with its hint, and says what to do."""

    def read(file: str) -> str | None:
        path = root / file
        return path.read_bytes().decode("utf-8", "replace") if path.is_file() else None

    assert render_text(findings, read).count("[") >= len(findings)
    assert [d for d in findings if d.severity is Severity.ERROR and d.hint is None] == []


@pytest.mark.parametrize("case", [case for case in BAD if kind_of(case) in ("plan", "mal", "ekonomi")], ids=name_of)
def test_bad_unit_leaves_others_alone(case: Path, workspace_of: WorkspaceOf) -> None:
    project = Project.open(workspace_of(case))
    checks = {unit.id: project.check_unit(unit) for unit in project.layout.units()}
    assert checks[OTHER_UNIT].ok
    bad = checks[UNIT.removeprefix("plans/")]
    assert bad.ok is not has_errors(bad.diagnostics)


@pytest.mark.parametrize("case", GOOD, ids=name_of)
def test_good(case: Path, workspace_of: WorkspaceOf) -> None:
    found = findings_in(workspace_of(case))
    if case.name.startswith("shape-"):  # occurs in real plans, which do not always say how a goal is followed up
        found = [d for d in found if d.rule not in UNWRITTEN]
    assert as_lines(found) == []


SOUND = frozenset(path.read_text(encoding="utf-8") for path in (*BASE.rglob("*.yaml"), *editions_dir().rglob("*.yaml")))


@pytest.mark.skipif(not bounds.HAS_LIBYAML, reason="libyaml is not there to compare with")
@pytest.mark.parametrize("case", BAD, ids=name_of)
def test_same_findings_without_libyaml(case: Path, workspace_of: WorkspaceOf, monkeypatch: pytest.MonkeyPatch) -> None:
    without_libyaml(monkeypatch, but=SOUND)  # these are read without it by the next test
    found = as_lines(findings_in(workspace_of(case)))
    assert found == case.with_name(f"{name_of(case)}.expected").read_text(encoding="utf-8").splitlines()


def test_base_is_sound_without_libyaml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_libyaml(monkeypatch)
    assert findings_in(make_workspace(tmp_path)) == []


# --- what cannot lie in a repository ---


@pytest.mark.parametrize("name", ["con", "aux", "com1", "lpt9"])
def test_folder_names_that_windows_keeps(name: str, tmp_path: Path) -> None:
    folder = f"plans/2018/norr/{name}"
    root = make_workspace(tmp_path, {f"{folder}/plan.yaml": "utgåva: stockholm/2018\nenhet: E\n"})
    assert as_lines(findings_in(root)) == [f"{folder}:1:1 error bad-folder"]


def test_symbolic_links_are_not_followed(tmp_path: Path) -> None:
    root = make_workspace(tmp_path / "workspace")
    make_workspace(tmp_path / "other")
    (root / "plans/2018/norr/vard").symlink_to(tmp_path / "other" / UNIT, target_is_directory=True)
    (root / UNIT / "bilder/hemlig.png").symlink_to(tmp_path / "other" / UNIT / "bilder/karta.png")
    (root / UNIT / "mal.yaml").unlink()
    (root / UNIT / "mal.yaml").symlink_to(tmp_path / "other" / UNIT / "mal.yaml")
    assert as_lines(findings_in(root)) == [
        f"{UNIT}/bilder/hemlig.png:1:1 error symbolic-link",
        f"{UNIT}/mal.yaml:1:1 error symbolic-link",
        "plans/2018/norr/vard:1:1 error symbolic-link",
    ]


def test_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(NoWorkspaceError):
        Project.open(tmp_path)


def test_all_findings_come_in_file_order(tmp_path: Path) -> None:
    """Faults in several files are all told in one run, each once, sorted by path, line and column."""
    files = {name_of(case): case for case in BAD}
    faults = {
        "kf": files["duplicate-indicator"],
        "mal": files["everything-at-once"],
        "plan": files["heading-skips"],
        "ekonomi": files["sum-differs"],
    }
    root = make_workspace(tmp_path, {kind: path.read_bytes() for kind, path in faults.items()})
    findings = findings_in(root)
    places = [(d.span.file, d.span.line, d.span.column) for d in findings]
    assert places == sorted(places)
    assert {d.span.file for d in findings} == {PLACES[kind] for kind in faults}
