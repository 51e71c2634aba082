"""The manifest beside what is on the disk: after builds of all, of a part, of what had changed, and of shards."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

import vplan
from support.archived import UNIT, rich_workspace
from support.manifests import listed_files
from vplan.archive.extract import sources_in
from vplan.building.files import digest_file
from vplan.building.joining import join
from vplan.building.run import Request, run
from vplan.building.shards import Shard

FOLDER = f"plans/{UNIT}"
EDITION = "utgåvor/provkoping/2018.yaml"
LOGOTYPE = "bilder/märke.svg"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = rich_workspace(tmp_path_factory.mktemp("rich") / "w")
    assert vplan.build(root).exit_code == 0
    return root


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    """A workspace of one's own that was just built."""
    return Path(shutil.copytree(built, tmp_path / "w"))


def manifest(site: Path) -> dict[str, Any]:
    value = json.loads((site / "manifest.json").read_text(encoding="utf-8"))
    assert isinstance(value, dict)
    return value


def outputs(site: Path) -> dict[str, dict[str, Any]]:
    """Return what the manifest tells of each output, by its path."""
    return {o["path"]: o for document in manifest(site)["documents"] for o in document["outputs"].values()}


def check_outputs(site: Path) -> None:
    """Every file on the disk is listed with its hash, and nothing else is."""
    for output in outputs(site).values():
        assert output["path"] in output["files"]
    there = {p.relative_to(site).as_posix(): digest_file(str(p)) for p in site.rglob("*") if p.is_file()}
    del there["manifest.json"]
    assert listed_files(manifest(site)) == there


def check_sources(root: Path, made: dict[str, Any]) -> None:
    assert made["sources"] == {path: digest_file(str(root / path)) for path in made["sources"]}


def test_every_output_is_listed_with_all_that_it_was_made_from(root: Path) -> None:
    check_outputs(root / "site")
    told = outputs(root / "site")
    assert len(told) == 8
    for path, made in told.items():
        check_sources(root, made)
        assert {"vplan.yaml", "plans/2018/kf.yaml", EDITION, LOGOTYPE} <= made["sources"].keys(), path
    ours = told[f"{UNIT}/plan.pdf"]["sources"].keys()
    assert {f"{FOLDER}/{name}" for name in ("plan.yaml", "beslut.yaml", "bilder/karta.png", "data/svar åå.csv")} < ours
    assert not any("dagverksamhet" in path or "soder" in path for path in ours)
    assert manifest(root / "site")["sources"] == {"vplan.yaml": digest_file(str(root / "vplan.yaml"))}


def test_the_pdf_tells_the_versions_and_fonts_that_the_manifest_tells(root: Path) -> None:
    told = manifest(root / "site")
    made = sources_in((root / f"site/{UNIT}/plan.pdf").read_bytes(), "x").carried
    assert made.made["fonts"] == told["fonts"]
    assert {**made.versions, "python": ""} == {**told["versions"], "python": ""}
    assert told["versions"]["python"].startswith(made.versions["python"])


def test_a_part_of_the_plans_leaves_what_is_said_of_the_others(root: Path) -> None:
    before = outputs(root / "site")
    edition = root / EDITION
    edition.write_text(edition.read_text(encoding="utf-8").replace("Fullmäktiges mål", "Fullmäktiges  mål"), "utf-8")
    assert vplan.build(root, [root / FOLDER]).exit_code == 0
    check_outputs(root / "site")
    for path, made in outputs(root / "site").items():
        if path.startswith(UNIT):
            check_sources(root, made)
            assert made["sources"][EDITION] != before[path]["sources"][EDITION]
        else:
            assert made == before[path]  # which was not made anew


def test_what_has_changed_is_told_and_nothing_else(root: Path) -> None:
    before = outputs(root / "site")
    board = root / "plans/2018/soder/namnd.yaml"
    board.write_text(board.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")
    shutil.copytree(root / "plans/2018/soder/dagverksamhet", root / "plans/2018/soder/ny")
    shutil.rmtree(root / "plans/2018/norr/dagverksamhet")
    # its settings name the folder that is gone
    settings = root / "vplan.yaml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("norr/dagverksamhet", "soder/ny"), "utf-8")
    assert vplan.build(root).exit_code == 0
    check_outputs(root / "site")
    now = outputs(root / "site")
    assert now.keys() - before.keys() == {f"2018/soder/ny/plan.{kind}" for kind in ("html", "pdf")}
    assert before.keys() - now.keys() == {f"2018/norr/dagverksamhet/plan.{kind}" for kind in ("html", "pdf")}
    for made in now.values():
        check_sources(root, made)
    assert vplan.build(root, formats=["html"], force=True).exit_code == 0
    check_outputs(root / "site")


def test_shards_joined_tell_what_one_build_tells(root: Path, tmp_path: Path) -> None:
    made = [run(Request(root, shard=Shard(number, 2))) for number in (1, 2)]
    for result in made:
        assert result.exit_code == 0
        check_outputs(result.output)
    joined = tmp_path / "joined"
    assert join(root, [result.output for result in made], joined).exit_code == 0
    check_outputs(joined)
    assert (joined / "manifest.json").read_bytes() == (root / "site/manifest.json").read_bytes()
