"""`vplan verify`: what it says of files that are whole, altered, forged, or of other tools or sources."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from click.testing import CliRunner

import vplan
from support.workspaces import make_workspace
from vplan.archive.extract import sources_in
from vplan.archive.rebuilding import DIFFERENT, EQUAL, IMPOSSIBLE, SAME_CONTENT
from vplan.archive.revision import Revision, RevisionError
from vplan.archive.seal import DIGITS, PLACEHOLDER, seal, sealed_with
from vplan.archive.verify import ALTERED, NOT_OURS, REST, UNALTERED, verify
from vplan.building import tools as building_tools
from vplan.building.toolchain import made_with
from vplan.cli.main import cli

UNIT = "2018/norr/hemtjanst"
PLAN = "plans/2018/norr/hemtjanst/plan.yaml"


def build(root: Path) -> Path:
    result = vplan.build(root, [UNIT], formats=["pdf"], jobs=1)
    assert result.exit_code == 0, [str(d.message) for d in result.diagnostics]
    return result.output / UNIT / "plan.pdf"


def git(root: Path, *arguments: str) -> str:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    names = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(
        ["git", *names, *arguments], cwd=root, check=True, capture_output=True, text=True, env=environment, timeout=60
    )
    return done.stdout.strip()


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in a folder of a repository, with two revisions and a checkout that has moved on."""
    top = tmp_path_factory.mktemp("repository")
    root = make_workspace(top / "kommun")
    git(top, "init", "-q")
    git(top, "add", ".")
    git(top, "commit", "-q", "-m", "one")
    git(top, "tag", "one")
    shutil.copyfile(build(root), top / "made.pdf")
    shutil.rmtree(root / "site")
    shutil.rmtree(root / ".vplan", ignore_errors=True)
    plan = root / PLAN
    plan.write_text(plan.read_text(encoding="utf-8").replace("enhet:", "# other\nenhet:", 1), encoding="utf-8")
    mal = root / "plans/2018/norr/hemtjanst/mal.yaml"
    mal.write_text(mal.read_text(encoding="utf-8").replace("Vi har jour.", "Vi har öppet."), encoding="utf-8")
    git(top, "commit", "-q", "-a", "-m", "two")
    git(top, "tag", "two")
    (root / "plans/2018/kf.yaml").write_text("not: yaml: at all", encoding="utf-8")
    return root


@pytest.fixture
def made(root: Path) -> Path:
    return root.parent / "made.pdf"


@pytest.fixture
def data(made: Path) -> bytes:
    return made.read_bytes()


def write(folder: Path, data: bytes) -> Path:
    file = folder / "altered.pdf"
    file.write_bytes(data)
    return file


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def sealed_anew(data: bytes) -> bytes:
    """Seal a changed file as a forger would."""
    return seal(sealed_with(data)[1])


def test_what_was_just_made_is_unaltered_and_comes_again(made: Path) -> None:
    verdict = verify(made)
    assert (verdict.state, verdict.ok, verdict.parts) == (UNALTERED, True, ())
    assert verdict.rebuilt is not None
    assert verdict.rebuilt.state == EQUAL
    assert any("--rev" in limit.msgid for limit in verdict.limits)
    assert any("signature" in limit.msgid for limit in verdict.limits)


def test_what_is_added_at_the_end_is_told(data: bytes, tmp_path: Path) -> None:
    verdict = verify(write(tmp_path, data + b"\n% more"), rebuild=False)
    assert (verdict.state, verdict.parts) == (ALTERED, (REST,))


def test_a_file_that_another_program_saved_is_told_by_its_content(data: bytes, tmp_path: Path) -> None:
    with pypdfium2.PdfDocument(data) as document:
        page = document[2]
        found = next(item for item in page.get_objects() if item.type == pypdfium2.raw.FPDF_PAGEOBJ_TEXT)
        page.remove_obj(found)
        page.gen_content()
        buffer = BytesIO()
        document.save(buffer)
    verdict = verify(write(tmp_path, buffer.getvalue()))
    assert verdict.state == ALTERED
    assert "page 3" in verdict.parts
    assert "page 1" not in verdict.parts


def test_a_forger_who_seals_anew_is_found_by_building(data: bytes, tmp_path: Path) -> None:
    carried = sources_in(data, "x").carried
    part = next(part for part in carried.parts if part.name == "metadata")
    title = data.index(b"<rdf:li", part.start) + 40
    forged = sealed_anew(flipped(data, title))
    verdict = verify(write(tmp_path, forged))
    assert verdict.state == UNALTERED  # its seal is in order
    assert verdict.rebuilt is not None
    assert verdict.rebuilt.state == DIFFERENT
    assert not verdict.ok


def test_a_source_that_is_not_the_listed_one_was_altered_whoever_sealed_it_since(data: bytes, tmp_path: Path) -> None:
    carried = sources_in(data, "x").carried
    part = next(part for part in carried.parts if part.name.endswith("karta.png"))
    forged = sealed_anew(flipped(data, data.index(b"IDAT", part.start) + 6))
    verdict = verify(write(tmp_path, forged), rebuild=False)
    assert (verdict.state, verdict.parts, verdict.ok) == (ALTERED, (part.name,), False)


def test_without_its_seal_it_is_no_file_of_ours(data: bytes, tmp_path: Path) -> None:
    digits = sealed_with(data)[0].encode()
    assert verify(write(tmp_path, data.replace(digits, digits.upper())), rebuild=False).state == ALTERED
    with pypdfium2.PdfDocument.new() as document:
        document.new_page(9, 9)
        buffer = BytesIO()
        document.save(buffer)
    verdict = verify(write(tmp_path, buffer.getvalue()))
    assert (verdict.state, verdict.ok) == (NOT_OURS, False)


def test_the_revision_it_was_made_from_gives_it(root: Path, made: Path) -> None:
    before = snapshot(root.parent)
    verdict = verify(made, revision=Revision.find(root, "one"), rebuild=False)
    assert verdict.revision is not None
    assert (verdict.revision.state, verdict.ok) == (EQUAL, True)
    assert snapshot(root.parent) == before


def snapshot(folder: Path) -> dict[str, bytes]:
    return {p.as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_another_revision_differs_in_its_sources_and_the_page_they_change(root: Path, made: Path) -> None:
    verdict = verify(made, revision=Revision.find(root, "two"), rebuild=False)
    found = verdict.revision
    assert found is not None
    assert (found.state, verdict.ok, found.tools, found.templates) == (DIFFERENT, False, {}, False)
    assert found.sources == ("plans/2018/norr/hemtjanst/mal.yaml", PLAN)
    assert len(found.content) >= 1
    assert all(part.startswith(("page ", "structure of page ")) for part in found.content)


def test_other_tools_are_told_from_another_content(made: Path, monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    def later() -> dict[str, Any]:
        found = made_with()
        versions, fonts = {**found["versions"], "pydyf": "99"}, {**found["fonts"], "LiberationSans-Bold.ttf": "1" * 64}
        return {**found, "versions": versions, "fonts": fonts, "templates": "0" * 64}

    monkeypatch.setattr(building_tools, "made_with", later)
    verdict = verify(made, revision=Revision.find(root, "one"))
    assert verdict.ok
    for found in (verdict.rebuilt, verdict.revision):
        assert found is not None
        assert (found.state, found.content, found.sources, found.templates) == (SAME_CONTENT, (), (), True)
        assert {name: now for name, (_, now) in found.tools.items()} == {
            "pydyf": "99", "LiberationSans-Bold.ttf": "1" * 12,
        }  # fmt: skip
    assert any("how the pages look" in limit.msgid for limit in verdict.limits)
    changed = verify(made, revision=Revision.find(root, "two"), rebuild=False)
    assert changed.revision is not None
    assert changed.revision.state == DIFFERENT


def test_a_revision_with_errors_or_without_the_plan_is_told(root: Path, made: Path) -> None:
    top = root.parent
    git(top, "stash", "-q")
    try:
        git(top, "checkout", "-q", "-b", "gone", "one")
        git(top, "rm", "-q", "-r", "kommun/plans/2018/norr/hemtjanst")
        git(top, "commit", "-q", "-m", "gone")
        git(top, "checkout", "-q", "one")
    finally:
        git(top, "stash", "pop", "-q")
    verdict = verify(made, revision=Revision.find(root, "gone"), rebuild=False)
    assert verdict.revision is not None
    assert (verdict.revision.state, verdict.ok) == (IMPOSSIBLE, False)


@pytest.mark.parametrize("name", ["nosuch", "--all", "-h", "", "one:kommun"])
def test_what_is_no_revision_is_refused(root: Path, name: str) -> None:
    with pytest.raises(RevisionError):
        Revision.find(root, name)


def test_without_a_repository_there_is_no_revision(tmp_path: Path) -> None:
    with pytest.raises(RevisionError):
        Revision.find(make_workspace(tmp_path), "HEAD")


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, list(arguments), standalone_mode=False)
    if isinstance(result.exception, Exception):
        return getattr(result.exception, "exit_code", 70), str(result.exception)
    return int(result.return_value or 0), result.output


@pytest.mark.usefixtures("english")
class TestCommand:
    def test_json_tells_everything(self, made: Path) -> None:
        code, output = run("verify", str(made), "--format", "json")
        (value,) = json.loads(output)
        assert code == 0
        assert (value["state"], value["rebuilt"]["state"], value["revision"]) == ("unaltered", "equal", None)
        assert value["sources"].keys() >= {"vplan.yaml", PLAN}
        assert value["made"]["versions"]["vplan"] == vplan.__version__
        assert value["limits"]

    def test_text_names_state_versions_and_sources(self, made: Path) -> None:
        code, output = run("verify", str(made), "--no-rebuild")
        assert code == 0
        assert "unaltered since it was made" in output
        assert "pango" in output
        assert PLAN in output
        assert "no signature" in output

    def test_one_altered_file_among_several_ends_with_1(self, made: Path, tmp_path: Path) -> None:
        bad = write(tmp_path, flipped(made.read_bytes(), 3000))
        code, output = run("verify", str(made), str(bad), "--no-rebuild")
        assert code == 1
        assert "ALTERED" in output
        assert "altered: " in output

    def test_one_that_cannot_be_built_ends_with_3_unless_one_is_wrong(
        self, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        bad = write(tmp_path, flipped(made.read_bytes(), 3000))
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
        code, output = run("verify", str(made))
        assert code == 3
        assert "unaltered since it was made" in output
        assert "Built anew from the sources in it: not possible." in output
        assert json.loads(run("verify", str(made), "--format", "json")[1])[0]["ok"] is False
        assert run("verify", str(made), "--no-rebuild")[0] == 0
        assert run("verify", str(made), str(bad))[0] == 1

    def test_wrong_use_ends_with_2(self, tmp_path: Path, made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        assert run("verify", str(tmp_path / "none.pdf"))[0] == 2
        assert run("verify")[0] == 2
        monkeypatch.chdir(tmp_path)
        assert run("verify", str(made), "--rev", "one")[0] == 2

    def test_extract_writes_a_workspace_and_refuses_a_full_folder(self, made: Path, tmp_path: Path) -> None:
        code, output = run("extract", str(made), "--to", str(tmp_path / "out"))
        assert (code, "files written" in output) == (0, True)
        assert (tmp_path / "out" / PLAN).is_file()
        assert run("extract", str(made), "--to", str(tmp_path / "out"))[0] == 2
        other = write(tmp_path, b"%PDF-1.7\n")
        assert run("extract", str(other), "--to", str(tmp_path / "more"))[0] == 1


def test_the_place_of_the_seal_is_as_long_as_a_seal() -> None:
    assert len(PLACEHOLDER.split(b":")[-1].rstrip(b'"')) == DIGITS
