"""Folders, names and links: what a workspace may hold, and that nothing outside it is read or shown."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from support.workspaces import UNIT, as_lines, findings_in, make_workspace
from vplan.building.files import digest_file
from vplan.cli.show import show_findings
from vplan.diagnostics import Diagnostic, Severity, Span, msg
from vplan.opening import LinkError, NotAFileError, read_bytes
from vplan.oserrors import reason
from vplan.project import Project
from vplan.source.reader import decode, read_text

SECRET = "nyckel: hemlig\n"


def shown(root: Path, file: str, capsys: pytest.CaptureFixture[str]) -> str:
    show_findings([Diagnostic("rule", Severity.ERROR, Span(file), msg("Fel."))], root, err=False)
    return capsys.readouterr().out


# --- links and what is no file ---


def test_no_excerpt_of_what_a_link_points_at(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "mal.yaml").write_text(SECRET, encoding="utf-8")
    root = make_workspace(tmp_path / "workspace")
    (root / "fil.yaml").symlink_to(secret / "mal.yaml")
    (root / "mapp").symlink_to(secret, target_is_directory=True)
    (root / "egen.yaml").write_text(SECRET, encoding="utf-8")
    for file in ("fil.yaml", "mapp/mal.yaml", "../secret/mal.yaml", str(secret / "mal.yaml"), "", "a\0b"):
        assert "hemlig" not in shown(root, file, capsys), file
    assert "1 | nyckel: hemlig" in shown(root, "egen.yaml", capsys)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_or_a_device_is_not_waited_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = make_workspace(tmp_path)
    os.mkfifo(root / "ror.yaml")
    (root / "noll.yaml").symlink_to("/dev/zero")
    for file, error in (("ror.yaml", NotAFileError), ("noll.yaml", LinkError), ("plans", NotAFileError)):
        assert "|" not in shown(root, file, capsys)
        with pytest.raises(error):
            read_bytes(root, file, 10)
    assert [read_text(root, file)[1][0].rule for file in ("ror.yaml", "noll.yaml")] == ["not-a-file", "symbolic-link"]


def test_a_logotype_that_is_a_device_is_not_read(tmp_path: Path) -> None:
    root = make_workspace(tmp_path, {"vplan": "logotyp: noll.svg\n"})
    (root / "noll.svg").symlink_to("/dev/zero")
    assert as_lines(findings_in(root)) == ["vplan.yaml:1:10 error picture-file"]
    assert digest_file(str(root / "noll.svg")) == ""


def test_no_more_is_read_than_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 100)
    assert read_bytes(tmp_path, "a", 10) == b"x" * 10


def test_the_settings_are_no_link(tmp_path: Path) -> None:
    root = make_workspace(tmp_path / "workspace")
    (root / "vplan.yaml").rename(tmp_path / "annan.yaml")
    (root / "vplan.yaml").symlink_to(tmp_path / "annan.yaml")
    assert as_lines(findings_in(root)) == ["vplan.yaml:1:1 error symbolic-link"]


def test_the_folder_of_the_plans_is_no_link(tmp_path: Path) -> None:
    root = make_workspace(tmp_path / "workspace")
    (root / "plans").rename(tmp_path / "andra")
    (root / "plans").symlink_to(tmp_path / "andra", target_is_directory=True)
    assert as_lines(findings_in(root)) == ["plans:1:1 error symbolic-link"]


def test_plans_outside_the_workspace_are_not_listed(tmp_path: Path) -> None:
    make_workspace(tmp_path / "other", {f"{UNIT}/mal.yaml": "mål: ["})
    root = make_workspace(tmp_path / "workspace", {"vplan": "planer: ../other/plans\n"})
    assert as_lines(findings_in(root)) == ["vplan.yaml:1:9 error outside-workspace"]


@pytest.mark.parametrize("kind", ["mal.yaml", "ekonomi.yaml", "plan.yaml", "../namnd.yaml", "../../kf.yaml"])
def test_a_folder_or_a_pipe_in_place_of_a_file(kind: str, tmp_path: Path) -> None:
    root = make_workspace(tmp_path)
    path = (root / UNIT / kind).resolve()
    place = path.relative_to(root.resolve()).as_posix()
    path.unlink()
    path.mkdir()
    assert as_lines(findings_in(root)) == [f"{place}:1:1 error not-a-file"]
    if hasattr(os, "mkfifo"):
        path.rmdir()
        os.mkfifo(path)
        assert as_lines(findings_in(root)) == [f"{place}:1:1 error not-a-file"]


# --- folders ---


def test_an_empty_folder(tmp_path: Path) -> None:
    root = make_workspace(tmp_path)
    (root / "plans/2018/norr/tom").mkdir()
    (root / "plans/2018/norr/kvar").mkdir()
    (root / "plans/2018/norr/kvar/.gitkeep").touch()
    assert as_lines(findings_in(root)) == ["plans/2018/norr/tom:1:1 warning empty-folder"]


def hints(root: Path) -> dict[str, str]:
    return {d.span.file: str(d.hint) for d in findings_in(root)}


@pytest.mark.usefixtures("english")
def test_a_misplaced_file_is_told_its_place(tmp_path: Path) -> None:
    files = ("kf.yaml", "2018/namnd.yaml", "2018/norr/kf.yaml", "2018/norr/hemtjanst/namnd.yaml", "2018/plan.yaml")
    found = hints(make_workspace(tmp_path, {f"plans/{file}": "år: 2018\n" for file in files}))
    assert {file.removeprefix("plans/"): hint.rpartition(" ")[2] for file, hint in found.items()} == {
        "kf.yaml": "plans/2018/kf.yaml.",
        "2018/namnd.yaml": "plans/2018/namnden/namnd.yaml.",
        "2018/norr/kf.yaml": "plans/2018/kf.yaml.",
        "2018/norr/hemtjanst/namnd.yaml": "plans/2018/norr/namnd.yaml.",
        "2018/plan.yaml": "plans/2018/namnden/enheten/plan.yaml.",
    }


@pytest.mark.usefixtures("english")
def test_a_plan_too_deep_is_told_its_place(tmp_path: Path) -> None:
    found = hints(make_workspace(tmp_path, {"plans/2018/norr/omrade/ny/plan.yaml": "enhet: E\n"}))
    hint = "A unit's folder stands directly below the board's: plans/2018/norr/ny/plan.yaml."
    assert found == {"plans/2018/norr/omrade/ny/plan.yaml": hint}


@pytest.mark.parametrize(
    "name", ["mal.yml", "Mal.yaml", "mål.yaml", "ma\u030al.yaml", "MAL.YAML", "mal.yaml.txt", "mall.yaml", "mal .yaml"]
)
def test_goals_under_a_wrong_name_are_an_error(name: str, tmp_path: Path) -> None:
    root = make_workspace(tmp_path)
    (root / UNIT / "mal.yaml").rename(root / UNIT / name)
    assert as_lines(findings_in(root)) == [f"{UNIT}/{name}:1:1 error unknown-file"]


# --- bytes ---


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"\0" * 300, "Zero bytes stand here; the file looks half-saved."),
        ("enhet: Hemtjänst\n".encode() * 20 + b"\0" * 50_000, "Zero bytes stand here; the file looks half-saved."),
        ("enhet: Hemtjänst\n".encode("utf-32"), "The file is written in UTF-32."),
        ("enhet: Hemtjänst\n".encode("utf-32-le"), "The file is written in UTF-32."),
        ("enhet: Hemtjänst\n".encode("utf-32-be"), "The file is written in UTF-32."),
        ("enhet: Hemtjänst\n".encode("utf-16"), "The file is written in UTF-16."),
        ("enhet: Hemtjänst\n".encode("utf-16-be"), "The file is written in UTF-16."),
    ],
)
def test_zeros_are_told_for_what_they_are(data: bytes, sentence: str) -> None:
    source, findings = decode("a.yaml", data)
    assert source is None
    assert [str(found.message) for found in findings] == [sentence]


def test_control_characters_are_told_by_runs() -> None:
    _, findings = decode("a.yaml", b"a: b\x01\x02\x03c\x04\n")
    assert [(d.span.column, d.span.end_column) for d in findings] == [(5, 8), (9, 10)]
    assert len(decode("a.yaml", b"\x01 " * 500)[1]) == 10


# --- words of the operating system ---


@pytest.mark.usefixtures("english")
def test_reasons_are_in_our_words() -> None:
    codes = (errno.EACCES, errno.ENOENT, errno.EISDIR, errno.ELOOP, errno.EIO, errno.ENAMETOOLONG)
    for code in codes:
        error = OSError(code, os.strerror(code))
        assert str(reason(error)) not in ("", error.strerror)
    assert str(reason(OSError(errno.ENOMEM, "Cannot allocate memory"))) == "Cannot allocate memory"


@pytest.mark.usefixtures("english")
def test_a_logotype_that_is_not_there(tmp_path: Path) -> None:
    root = make_workspace(tmp_path, {"vplan": "logotyp: no.svg\n"})
    assert [str(d.message) for d in findings_in(root)] == ["The picture “no.svg” is not there."]


@pytest.mark.usefixtures("english")
def test_an_empty_file_is_told_what_helps(tmp_path: Path) -> None:
    root = make_workspace(tmp_path, {"mal": ""})
    assert [str(d.hint) for d in findings_in(root)] == [
        "“vplan new” makes one that is filled in, and “vplan schema mal” says what it may hold."
    ]


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("planer", ["vplan.yaml:2:9 error no-plans"]),
        ("utdata", []),
        ("utgåvor", []),
        ("logotyp", ["vplan.yaml:2:10 error picture-file"]),
    ],
)
def test_a_name_that_no_system_holds_is_no_fault_of_ours(tmp_path: Path, key: str, told: list[str]) -> None:
    make_workspace(tmp_path, {"vplan": f"kommun: Provköping\n{key}: {'a' * 400}\n"})
    project = Project.open(tmp_path)
    assert project.all_catalogue_diagnostics() == []
    assert as_lines(project.diagnostics) == told
