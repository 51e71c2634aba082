from __future__ import annotations

import json
import os
import random
from pathlib import Path

import pytest

from build_fakes import FakeProject, Workspace, no_pdf
from vplan.building.run import RequestError
from vplan.diagnostics import Severity

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    space = Workspace(tmp_path)
    space.unit("ost/a")
    space.unit("ost/b")
    space.unit("vast/c")
    return space


def test_first_build_makes_a_whole_site(space: Workspace) -> None:
    result = space.build()
    assert (result.built, result.failed, result.fresh) == (["2018/ost/a", "2018/ost/b", "2018/vast/c"], [], [])
    assert result.exit_code == 0
    assert result.diagnostics == []
    units = [f"2018/{unit}/plan.{kind}" for unit in ("ost/a", "ost/b", "vast/c") for kind in ("html", "pdf")]
    assert list(space.files()) == [*units, "assets/vplan.css", "index.html", "manifest.json"]
    assert space.read("2018/ost/a/plan.html") == "<p>text ost</p> ../../../ plan.pdf"
    assert space.read("index.html").splitlines()[:2] == [
        "Staden",
        "2018/ost/a Ost Plan 2018/ost/a/plan.html 2018/ost/a/plan.pdf",
    ]


def test_nothing_changed_opens_no_project_and_writes_nothing(space: Workspace) -> None:
    space.build()
    before = {path: path.stat().st_mtime_ns for path in space.root.rglob("*") if path.name != "log"}
    space.with_tools(open_project=lambda root: pytest.fail("opened"), render_index=lambda *_: pytest.fail("index"))
    result = space.build()
    assert (result.built, len(result.fresh), result.exit_code) == ([], 3, 0)
    assert {path: path.stat().st_mtime_ns for path in space.root.rglob("*")} == before


def test_touch_rebuilds_nothing(space: Workspace) -> None:
    space.build()
    for path in space.root.rglob("*.*"):
        os.utime(path, (1, 1))
    assert space.build().built == []
    space.with_tools(open_project=lambda root: pytest.fail("opened"))
    assert space.build().built == []


def test_board_text_rebuilds_its_units_and_no_others(space: Workspace) -> None:
    space.build()
    space.write("plans/2018/ost/namnd.yaml", "ost, new")
    assert space.build().built == ["2018/ost/a", "2018/ost/b"]
    assert "ost, new" in space.read("2018/ost/b/plan.html")


def test_council_text_rebuilds_its_year_and_no_other(space: Workspace) -> None:
    space.unit("ost/a", year=2019)
    space.build()
    space.write("plans/2019/kf.yaml", "kf, new")
    assert space.build().built == ["2019/ost/a"]


@pytest.mark.parametrize("file", ["mal.yaml", "bilder/karta.png"])
def test_any_file_in_the_folder_rebuilds_the_unit(space: Workspace, file: str) -> None:
    space.build()
    space.write(f"plans/2018/ost/a/{file}", "new")
    assert space.build().built == ["2018/ost/a"]


@pytest.mark.parametrize("change", ["settings", "edition", "toolchain"])
def test_what_all_plans_share_rebuilds_all(space: Workspace, change: str) -> None:
    space.build()
    if change == "settings":
        space.write("vplan.yaml", "kommun: Byn\n")
    elif change == "edition":
        space.write("utgåvor/egen/2018.yaml", "ny")
    else:
        space.with_tools(toolchain_digest=lambda: "other")
    assert len(space.build().built) == 3


def test_force_rebuilds_all_that_is_chosen(space: Workspace) -> None:
    space.build()
    assert space.build("2018/ost", force=True).built == ["2018/ost/a", "2018/ost/b"]


@pytest.mark.parametrize("file", ["2018/ost/a/plan.html", "2018/ost/a/plan.pdf"])
def test_output_that_is_gone_or_changed_is_made_again(space: Workspace, file: str) -> None:
    space.build()
    whole = space.files()
    (space.site / file).unlink()
    assert space.build().built == ["2018/ost/a"]
    (space.site / file).write_text("scribble")
    assert space.build().built == ["2018/ost/a"]
    assert space.files() == whole


@pytest.mark.parametrize("file", ["index.html", "assets/vplan.css", "manifest.json"])
def test_shared_file_that_is_gone_is_made_again(space: Workspace, file: str) -> None:
    space.build()
    whole = space.files()
    (space.site / file).unlink()
    assert space.build().exit_code == 0
    assert space.files() == whole


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'{"format": 1}', b"\xff\xfe", b"[" * 100_000])
def test_damaged_state_is_a_miss(space: Workspace, content: bytes) -> None:
    space.build()
    whole = space.files()
    for name in ("state.json", "settings.json"):
        (space.root / ".vplan" / name).write_bytes(content)
    assert len(space.build().built) == 3
    assert space.files() == whole
    assert space.build().built == []


@pytest.mark.parametrize("name", ["state.json", "settings.json", "lock", ".gitignore"])
@pytest.mark.parametrize("harm", ["random", "older", "folder", "gone"])
def test_harmed_state_folder_does_not_stop_the_next_build(space: Workspace, name: str, harm: str) -> None:
    space.build()
    whole = space.files()
    path = space.root / ".vplan" / name
    if harm == "older":
        path.write_text(path.read_text().replace('"format":1', '"format":0') if path.exists() else "0")
    elif harm == "random":
        path.write_bytes(random.Random(name).randbytes(5000))
    else:
        path.unlink(missing_ok=True)
        if harm == "folder":
            path.mkdir()
    for _ in range(2):
        space.unit("ost/a", "new" if harm == "gone" else "text")
        result = space.build()
        assert (result.exit_code, result.failed) == (0, [])
    if harm != "gone":
        assert space.files() == whole


@pytest.mark.parametrize(
    "entry", [None, 5, [], [[], {"html": ["key"]}], [[{"rule": 1}], {}], [[], {"html": [1, {}, []]}]]
)
def test_damaged_entry_of_the_state_is_a_miss_alone(space: Workspace, entry: object) -> None:
    space.build()
    path = space.root / ".vplan/state.json"
    state = json.loads(path.read_text())
    state["units"]["2018/ost/a"] = entry
    path.write_text(json.dumps(state))
    assert space.build().built == ["2018/ost/a"]


@pytest.mark.parametrize("content", [b"", b"{", b'{"generator": "vplan"}', b'{"generator": "vplan", "format": 9}'])
def test_damaged_manifest_is_a_miss(space: Workspace, content: bytes) -> None:
    space.build()
    whole = space.files()
    (space.site / "manifest.json").write_bytes(content)
    assert space.build().exit_code == 0
    assert space.files() == whole


def test_state_and_manifest_lost_together_take_the_site_over_again(space: Workspace) -> None:
    space.build()
    whole = space.files()
    (space.site / "manifest.json").unlink()
    (space.root / ".vplan/state.json").unlink()
    assert len(space.build().built) == 3
    assert space.files() == whole


def test_warnings_are_told_again_by_the_next_build(space: Workspace) -> None:
    space.unit("ost/a", "WARN OVERFLOW")
    space.write("plans/2018/vast/namnd.yaml", "WARN")
    space.write("vplan.yaml", "WARN\n")
    first = space.build()
    assert [(d.span.file, d.rule) for d in first.diagnostics] == [
        ("plans/2018/ost/a/plan.yaml", "fake"),
        ("plans/2018/ost/a/plan.yaml", "render-warning"),
        ("plans/2018/vast/namnd.yaml", "fake"),
        ("vplan.yaml", "fake"),
    ]
    second = space.build()
    assert second.built == []
    assert second.diagnostics == first.diagnostics
    space.unit("ost/b", "other")
    assert space.build().diagnostics == first.diagnostics
    assert [d.span.file for d in space.build("2018/ost").diagnostics] == [
        "plans/2018/ost/a/plan.yaml",
        "plans/2018/ost/a/plan.yaml",
        "vplan.yaml",
    ]


def test_plan_with_errors_is_named_and_keeps_its_last_good_output(space: Workspace) -> None:
    space.build()
    good = space.files()
    space.unit("ost/a", "ERROR")
    space.unit("ost/b", "better")
    result = space.build()
    assert (result.built, result.failed, result.exit_code) == (["2018/ost/b"], ["2018/ost/a"], 1)
    assert [d.severity for d in result.diagnostics] == [Severity.ERROR]
    after = space.files()
    assert after["2018/ost/a/plan.html"] == good["2018/ost/a/plan.html"]
    assert after["index.html"] == good["index.html"]
    assert "2018/ost/a/plan.pdf" in json.loads(after["manifest.json"])["documents"][0]["outputs"]["pdf"]["files"]
    again = space.build()
    assert (again.built, again.failed, again.exit_code) == ([], ["2018/ost/a"], 1)
    space.unit("ost/a", "mended")
    assert space.build().built == ["2018/ost/a"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_pdf_with_an_error_is_not_put_in_place(space: Workspace, jobs: int) -> None:
    space.build()
    good = space.files()
    space.unit("ost/a", "new HOLE")
    result = space.build(jobs=jobs)
    assert (result.built, result.failed, result.exit_code) == ([], ["2018/ost/a"], 1)
    assert [str(d.message) for d in result.diagnostics] == ["A picture is missing."]
    assert space.files() == good


def test_plan_with_errors_that_was_never_built_is_not_in_the_index(space: Workspace) -> None:
    space.unit("ost/a", "ERROR")
    assert space.build().failed == ["2018/ost/a"]
    assert "2018/ost/a" not in space.read("index.html")
    assert not (space.site / "2018/ost/a").exists()


@pytest.mark.parametrize("file", ["kf.yaml", "ost/namnd.yaml"])
def test_error_above_stops_the_units_below(space: Workspace, file: str) -> None:
    space.write(f"plans/2018/{file}", "ERROR")
    result = space.build()
    assert set(result.failed) >= {"2018/ost/a", "2018/ost/b"}
    assert ("2018/vast/c" in result.built) == (file != "kf.yaml")
    assert [d.span.file for d in result.diagnostics] == [f"plans/2018/{file}"]


def test_error_in_the_settings_stops_all(space: Workspace) -> None:
    space.write("vplan.yaml", "ERROR\n")
    for _ in range(2):
        result = space.build()
        assert (len(result.failed), result.exit_code, space.site.exists()) == (3, 1, False)
        assert [d.span.file for d in result.diagnostics] == ["vplan.yaml"]


def test_bad_folder_is_told_and_the_others_are_built(space: Workspace) -> None:
    space.write("plans/2018/Öst/x/plan.yaml", "text")
    for built in (3, 0):
        result = space.build()
        assert result.skipped == ["2018/Öst"]
        assert (len(result.built), result.exit_code) == (built, 1)
        assert [d.rule for d in result.diagnostics] == ["bad-folder"]
    assert space.build("2018/ost/a").diagnostics == []


def test_folders_that_are_no_plans_for_their_names_or_links_are_named(space: Workspace) -> None:
    space.write("plans/2018/ost/Fel Namn/plan.yaml", "text")
    (space.root / "plans/2018/vast/lank").symlink_to(space.root / "plans/2018/ost/a")
    space.write("plans/2018/vast/plan.yaml", "text")
    (space.root / "plans/2018/ost/a/bilder").symlink_to(space.root / "plans/2018/ost/b")
    result = space.build()
    assert result.skipped == ["2018/ost/Fel Namn", "2018/vast/lank", "2018/vast/plan.yaml"]
    assert space.build("2018/ost/b").skipped == []


def test_subset_leaves_the_rest_in_index_and_manifest(space: Workspace) -> None:
    space.build()
    whole = space.files()
    space.unit("ost/a", "new")
    space.unit("vast/c", "new")
    result = space.build("2018/ost/a")
    assert (result.built, result.fresh) == (["2018/ost/a"], [])
    after = space.files()
    assert after["index.html"] == whole["index.html"]
    assert len(json.loads(after["manifest.json"])["documents"]) == 3
    assert space.build().built == ["2018/vast/c"]


def test_incremental_site_is_the_same_as_a_clean_one(
    space: Workspace, tmp_path_factory: pytest.TempPathFactory
) -> None:
    space.build()
    space.unit("ost/a", "new PICTURE")
    space.write("plans/2018/ost/a/bilder/karta.png", "png")
    space.build("2018/ost/a")
    clean = Workspace(tmp_path_factory.mktemp("clean"))
    for unit, text in (("vast/c", "text"), ("ost/b", "text"), ("ost/a", "new PICTURE")):
        clean.unit(unit, text)
    clean.write("plans/2018/ost/a/bilder/karta.png", "png")
    clean.build(jobs=1)
    assert clean.files() == space.files()


def test_another_output_has_a_state_of_its_own(space: Workspace, tmp_path: Path) -> None:
    space.build()
    other = tmp_path / "public"
    assert len(space.build(output=other).built) == 3
    assert (other / "manifest.json").read_bytes() == (space.site / "manifest.json").read_bytes()
    assert space.build(output=other).built == []
    assert space.build().built == []


@pytest.mark.parametrize("output", [".", "..", "plans", "plans/2018/ost/a", "utgåvor/x", ".vplan"])
def test_output_among_the_sources_is_refused(space: Workspace, output: str) -> None:
    with pytest.raises(RequestError, match="output folder"):
        space.build(output=space.root / output)


def test_unknown_format_is_refused(space: Workspace) -> None:
    for formats in ((), ("docx",)):
        with pytest.raises(RequestError, match="html, pdf"):
            space.build(formats=formats)


def test_html_alone_has_no_link_to_a_pdf_and_pdf_comes_later(space: Workspace) -> None:
    assert len(space.build(formats=("html",)).built) == 3
    assert not list(space.site.rglob("*.pdf"))
    assert space.read("2018/ost/a/plan.html").endswith("../../../ ")
    assert space.build(formats=("html",)).built == []
    assert len(space.build().built) == 3
    assert space.read("2018/ost/a/plan.html").endswith("plan.pdf")


@pytest.mark.parametrize("lost", [False, True])
@pytest.mark.parametrize(("asked", "other"), [("html", "pdf"), ("pdf", "html")])
def test_format_that_was_not_asked_for_stays_and_the_next_full_build_renews_it(
    space: Workspace, asked: str, other: str, lost: bool
) -> None:
    space.build()
    whole = space.files()
    space.unit("ost/a", "new")
    if lost:
        (space.root / ".vplan/state.json").unlink()
    result = space.build(formats=(asked,))
    assert ("2018/ost/a" in result.built, result.removed) == (True, [])
    after = space.files()
    assert after[f"2018/ost/a/plan.{other}"] == whole[f"2018/ost/a/plan.{other}"]
    assert b"new" in after[f"2018/ost/a/plan.{asked}"]
    assert after["index.html"] == whole["index.html"]
    assert space.build(formats=(asked,)).built == []
    assert "2018/ost/a" in space.build().built
    assert "new" in space.read(f"2018/ost/a/plan.{other}")
    assert space.build().built == []


def test_html_alone_links_to_a_pdf_only_where_there_is_one(space: Workspace) -> None:
    space.build()
    (space.site / "2018/ost/a/plan.pdf").unlink()
    assert space.build(formats=("html",)).built == ["2018/ost/a"]
    assert space.read("2018/ost/a/plan.html").endswith("../../../ ")
    assert space.build().built == ["2018/ost/a"]


def test_without_the_pdf_library_html_is_built_and_pdf_stays_due(space: Workspace) -> None:
    tools = space.tools
    space.with_tools(prepare_pdf=no_pdf)
    for built in (3, 0):
        result = space.build()
        assert (len(result.built), result.exit_code, result.unavailable) == (built, 0, ["pdf"])
        assert [(d.rule, d.severity) for d in result.diagnostics] == [("pdf-unavailable", Severity.WARNING)]
        assert "libpango is missing" in str(result.diagnostics[0].message)
        assert "“apt install pango”" in str(result.diagnostics[0].hint)
    assert space.build(formats=("html", "pdf")).exit_code == 1
    assert space.build(formats=("html",)).diagnostics == []
    space.tools = tools
    assert len(space.build().built) == 3
    good = (space.site / "2018/ost/a/plan.pdf").read_bytes()
    space.with_tools(prepare_pdf=no_pdf)
    space.unit("ost/a", "new")
    assert space.build().built == ["2018/ost/a"]
    assert (space.site / "2018/ost/a/plan.pdf").read_bytes() == good


def test_source_date_epoch_is_part_of_the_toolchain(monkeypatch: pytest.MonkeyPatch) -> None:
    from vplan.building.toolchain import toolchain_digest, versions

    assert set(versions()) >= {"python", "vplan", "weasyprint", "pydyf", "pydantic", "jinja2", "pyyaml"}
    before = toolchain_digest()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    assert toolchain_digest() != before


def test_project_is_opened_once_for_a_build(space: Workspace) -> None:
    space.build()
    opened: list[Path] = []

    def open_project(root: Path) -> FakeProject:
        opened.append(root)
        return FakeProject(root)

    space.with_tools(open_project=open_project)
    space.unit("ost/a", "new")
    space.build()
    assert len(opened) == 1
