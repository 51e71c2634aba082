"""Where a file was altered, byte by byte and by what readers get; and what else may be wrong with it."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from support.archived import UNIT, build_pdfs, small_pdf
from support.workspaces import base_text, make_workspace
from test_archive_hostile import carrying, hand_made, manifest_of
from test_archive_verify import flipped, git, sealed_anew
from vplan.archive import rebuilding, verify
from vplan.archive.carried import NotCarriedError, Part, dump, load
from vplan.archive.extract import sources_in
from vplan.archive.reading import opened
from vplan.archive.rebuilding import DIFFERENT, EQUAL, IMPOSSIBLE, SAME_CONTENT, differences, rebuilt
from vplan.archive.revision import Revision, RevisionError
from vplan.archive.seal import sealed_with
from vplan.archive.stretches import stretches_of
from vplan.archive.verify import ALTERED, MANIFEST, NOT_OURS, RESAVED, REST, UNALTERED, Verdict
from vplan.building import run as building
from vplan.building import tools as building_tools
from vplan.building.toolchain import made_with

LINK = "Läs [mer](https://example.org/a)."


def check(data: bytes, folder: Path, *, rebuild: bool = False) -> Verdict:
    file = folder / "x.pdf"
    file.write_bytes(data)
    return verify.verify(file, rebuild=rebuild)


def parts_of(data: bytes) -> tuple[Part, ...]:
    return sources_in(data, "x").carried.parts


def own_place(data: bytes) -> tuple[int, int]:
    """Return where the manifest lies, with its object: right behind the last of the parts that it lists."""
    start = parts_of(data)[-1].end
    return start, data.index(b"endobj\n", start) + len(b"endobj\n")


def expected(data: bytes, at: int) -> set[str]:
    part = next((part.name for part in parts_of(data) if part.start <= at < part.end), None)
    start, end = own_place(data)
    if part is None and start <= at < end:
        return {MANIFEST, REST}  # its head is no part of what it hashes, and of some bits nothing hangs
    if part == "metadata" and sealed_with(data)[0].encode() in data[at - 64 : at + 64]:
        return {part, REST}  # the seal itself
    return {part or REST}


def test_a_flipped_bit_anywhere_is_told_with_the_part_it_lies_in(tmp_path: Path) -> None:
    data, chance = small_pdf(), random.Random(6)
    edges = [at for part in parts_of(data) for at in (part.start, part.end - 1)]
    places = [*range(20), *edges, *range(len(data) - 40, len(data)), *chance.sample(range(len(data)), 250)]
    own = own_place(data)
    places += [chance.randrange(*own) for _ in range(40)]
    named = 0
    for at in places:
        verdict = check(data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :], tmp_path)
        assert (verdict.state, verdict.ok) == (ALTERED, False), at
        assert verdict.parts, at
        assert verdict.parts[0] in expected(data, at), (at, verdict.parts)
        named += verdict.parts[0] != REST
    assert named > 200


@pytest.mark.parametrize("change", [b"", b"more", b"\n"], ids=["shorter", "longer", "newline"])
def test_what_moved_but_was_not_changed_is_not_blamed(tmp_path: Path, change: bytes) -> None:
    data = small_pdf()
    part = next(part for part in parts_of(data) if part.name == "page 2")
    middle = (part.start + part.end) // 2
    assert check(data[:middle] + change + data[middle + 3 :], tmp_path).parts == ("page 2",)


def test_what_was_cut_off_is_told(tmp_path: Path) -> None:
    data = small_pdf()
    start, end = own_place(data)
    assert check(data[: end + 10], tmp_path).parts[0] == REST
    assert check(data[: start + 200], tmp_path).parts == (MANIFEST,)
    assert check(data[: data.index(b"vplan:seal=") - 5], tmp_path).state == NOT_OURS  # before all that is ours


def test_an_update_that_was_appended_is_told_by_what_a_reader_gets(tmp_path: Path) -> None:
    data = small_pdf()
    with pypdfium2.PdfDocument(data) as document:
        page = document[2]
        page.remove_obj(next(o for o in page.get_objects() if o.type == pypdfium2.raw.FPDF_PAGEOBJ_TEXT))
        page.gen_content()
        buffer = BytesIO()
        document.save(buffer, flags=pypdfium2.raw.FPDF_INCREMENTAL)
    assert buffer.getvalue().startswith(data)
    verdict = check(buffer.getvalue(), tmp_path, rebuild=True)
    assert verdict.state == ALTERED
    assert verdict.parts[0] == REST
    assert "page 3" in verdict.parts
    assert not {"page 1", "page 2", MANIFEST} & set(verdict.parts)


def test_a_file_that_was_written_anew_says_that_nothing_is_in_its_place(tmp_path: Path) -> None:
    with pypdfium2.PdfDocument(small_pdf()) as document:
        buffer = BytesIO()
        document.save(buffer)
    verdict = check(buffer.getvalue(), tmp_path, rebuild=True)
    assert (verdict.state, verdict.parts) == (ALTERED, ())
    assert RESAVED in verdict.limits
    assert verdict.rebuilt is not None
    assert (verdict.rebuilt.state, verdict.rebuilt.content) == (DIFFERENT, ())


def test_a_file_that_no_reader_opens_still_tells_what_it_was(tmp_path: Path) -> None:
    data = small_pdf()
    at = data.rfind(b"startxref")
    broken = data[:at] + b"startxref\n7\n%%EOF"
    page = next(part for part in parts_of(data) if part.name == "page 1")
    verdict = check(flipped(broken[:9] + bytes(len(broken) - 9 - 200) + broken[-200:], 5), tmp_path)
    assert verdict.state == NOT_OURS  # nothing of ours is left in it
    verdict = check(flipped(b"%PDF-1.7" + data[8:at].replace(b"/ObjStm", b"/ObjXXX"), page.start + 50), tmp_path)
    assert verdict.problem is not None
    assert (verdict.state, verdict.parts) == (ALTERED, ("page 1",))
    assert verdict.carried is not None
    assert verdict.to_json()["document"]["unit"] == UNIT


def test_a_whole_file_whose_list_cannot_be_read_is_not_called_altered(tmp_path: Path) -> None:
    data = small_pdf()
    at = data.index(b"stream\n", own_place(data)[0])
    verdict = check(sealed_anew(flipped(data, at + 20)), tmp_path)
    assert (verdict.state, verdict.ok, verdict.parts) == (UNALTERED, False, ())
    assert verdict.problem is not None


def test_parts_that_overlap_are_refused() -> None:
    document = {"unit": "2018/a/b", "name": "plan"}
    for spans in ([(0, 9), (5, 12)], [(9, 3)]):
        parts = [Part("page 1", start, end, "0" * 64) for start, end in spans]
        with pytest.raises(NotCarriedError, match="overlap"):
            load(dump(document, {}, {}, parts))


def test_a_list_is_taken_only_where_its_checksum_holds() -> None:
    data = small_pdf()
    found = stretches_of(data)
    assert found is not None
    assert found.moved == 0
    assert found.changed(data) == ()
    moved = stretches_of(b"%" * 7 + data)
    assert moved is not None
    assert moved.moved == 7
    at = data.rfind(b"<</CheckSum <") + 15
    assert stretches_of(flipped(data, at)) is None
    assert stretches_of(carrying(manifest_of({}), {})) is None  # not as vplan writes it


def with_link(root: Path, address: str) -> bytes:
    text = base_text("plan").replace("      Inget.\n", f"      {LINK.replace('https://example.org/a', address)}\n")
    assert text != base_text("plan")
    return build_pdfs(make_workspace(root, {"plan": text}))[f"{UNIT}/plan.pdf"]


def test_where_links_lead_is_compared(tmp_path: Path) -> None:
    one = with_link(tmp_path / "a", "https://example.org/a")
    other = with_link(tmp_path / "b", "https://example.org/b")
    found = differences(one, other, "x")
    assert "attachments" in found
    assert any(part.startswith("links of page ") for part in found)
    assert not any(part.startswith("page ") for part in found)
    assert differences(one, one, "x") == ()


def test_scripts_are_counted() -> None:
    data = hand_made([
        b"<</Type /Catalog /Pages 2 0 R /Names <</JavaScript <</Names [(a) 4 0 R]>> >> >>",
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9]>>",
        b"<</S /JavaScript /JS (app.alert\\(1\\))>>",
    ])  # fmt: skip
    with opened(data, "x") as reading:
        assert reading.content().scripts == 1
    with opened(small_pdf(), "x") as reading:
        assert reading.content().scripts == 0


@pytest.fixture
def other_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    def later() -> dict[str, Any]:
        found = made_with()
        return {**found, "versions": {**found["versions"], "pydyf": "99"}}

    monkeypatch.setattr(building_tools, "made_with", later)


@pytest.mark.usefixtures("other_tools")
def test_what_a_forger_adds_is_not_excused_by_other_tools(tmp_path: Path) -> None:
    plain = check(small_pdf(), tmp_path, rebuild=True)
    assert plain.rebuilt is not None
    assert (plain.rebuilt.state, plain.ok) == (SAME_CONTENT, True)
    with pypdfium2.PdfDocument(small_pdf()) as document:
        document.new_attachment("more.txt").set_data(b"not decided")
        buffer = BytesIO()
        document.save(buffer, flags=pypdfium2.raw.FPDF_INCREMENTAL)
    verdict = check(sealed_anew(buffer.getvalue()), tmp_path, rebuild=True)
    assert verdict.state == UNALTERED  # its seal is in order
    assert verdict.rebuilt is not None
    assert (verdict.rebuilt.state, verdict.rebuilt.content) == (DIFFERENT, ("attachments",))
    assert not verdict.ok


@pytest.mark.usefixtures("other_tools")
def test_another_title_in_the_list_is_not_excused_by_other_tools() -> None:
    sources = sources_in(small_pdf(), "x")
    told = replace(sources, carried=replace(sources.carried, document={**sources.carried.document, "title": "Annan"}))
    found = rebuilding.compare(small_pdf(), told, told.files, "x")
    assert (found.state, found.content) == (DIFFERENT, ("metadata",))


def test_only_the_documents_own_unit_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    sources = sources_in(small_pdf(), "x")
    files = {path.replace("/hemtjanst/", "/annan/"): data for path, data in sources.files.items()} | sources.files
    built: list[str] = []
    run = building.run

    def noted(*args: Any, **options: Any) -> Any:
        result = run(*args, **options)
        built.extend((*result.built, *result.failed))
        return result

    monkeypatch.setattr(building, "run", noted)
    assert rebuilt(files, sources.carried) == small_pdf()
    assert built == [UNIT]


@pytest.mark.parametrize("gone", ["vplan.yaml", "plans/2018/norr/hemtjanst/"])
def test_without_settings_or_plan_nothing_can_be_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gone: str
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    make_workspace(tmp_path)  # a workspace above the temporary folder is none of ours
    sources = sources_in(small_pdf(), "x")
    files = {path: data for path, data in sources.files.items() if not path.startswith(gone)}
    found = rebuilding.compare(small_pdf(), sources, files, "x")
    assert found.state == IMPOSSIBLE
    assert found.reason is not None


def test_without_room_for_temporary_files_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, english: None
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    verdict = check(small_pdf(), tmp_path, rebuild=True)
    assert verdict.rebuilt is not None
    assert verdict.rebuilt.state == IMPOSSIBLE
    assert str(verdict.rebuilt.reason).startswith(str(tmp_path / "none"))
    assert str(verdict.rebuilt.reason).endswith("cannot be written: it is not there")
    assert verdict.state == UNALTERED


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = make_workspace(tmp_path / "repository")
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "one")
    return root


def test_a_revision_is_read_as_it_is(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = repository / "plans/2018/norr/hemtjanst/mal.yaml"
    before = file.read_bytes()
    commit = git(repository, "rev-parse", "HEAD")
    file.write_bytes(before + b"# other\n")
    git(repository, "commit", "-q", "-a", "-m", "two")
    git(repository, "replace", commit, "HEAD")
    git(repository, "init", "-q", str(tmp_path / "other"))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other/.git"))  # as in a hook of another repository
    revision = Revision.find(repository, commit)
    assert revision.files(UNIT)[file.relative_to(repository).as_posix()] == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
@pytest.mark.parametrize("folder", ["-x", ":(glob)x", "x[1]*", "å b"])
def test_a_workspace_may_lie_in_any_folder_of_its_repository(tmp_path: Path, folder: str) -> None:
    root = make_workspace(tmp_path / folder)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "one")
    files = Revision.find(root, "HEAD").files(UNIT)
    assert files["vplan.yaml"] == (root / "vplan.yaml").read_bytes()


def test_a_revision_from_before_the_settings_is_told(repository: Path, tmp_path: Path) -> None:
    git(repository, "rm", "-q", "vplan.yaml")
    git(repository, "commit", "-q", "-m", "none")
    (repository / "vplan.yaml").write_text("", encoding="utf-8")
    file = tmp_path / "x.pdf"
    file.write_bytes(small_pdf())
    verdict = verify.verify(file, revision=Revision.find(repository, "HEAD"), rebuild=False)
    assert verdict.revision is not None
    assert (verdict.revision.state, verdict.ok) == (IMPOSSIBLE, False)
    verdict = verify.verify(file, revision=Revision.find(repository, "HEAD~1"), rebuild=False)
    assert verdict.revision is not None
    assert verdict.revision.state == EQUAL


@pytest.mark.usefixtures("english")
def test_why_git_gives_no_revision_is_told(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for environment, said in (
        ({"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1", "GIT_CONFIG_GLOBAL": os.devnull}, "which another user owns"),
        ({"PATH": ""}, "git is not installed"),
    ):
        with monkeypatch.context() as patch:
            for name, value in environment.items():
                patch.setenv(name, value)
            with pytest.raises(RevisionError) as caught:
                Revision.find(repository, "HEAD")
        assert said in str(caught.value.message)


def test_a_revision_with_a_missing_file_is_told(repository: Path) -> None:
    blob = git(repository, "rev-parse", "HEAD:plans/2018/kf.yaml")
    shutil.rmtree(repository / ".git/objects" / blob[:2])
    with pytest.raises(rebuilding.RebuildError):
        Revision.find(repository, "HEAD").files(UNIT)
