"""A build that is shared out among machines: what falls to which, and that the parts are the whole, byte for byte."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.city import write_city
from build_fakes import TOOLS, Workspace
from test_cli_build import vplan
from test_statement import SETTINGS
from vplan.building.files import digest_file
from vplan.building.joining import join
from vplan.building.manifest import load_manifest
from vplan.building.result import BuildResult
from vplan.building.run import Request, RequestError, run
from vplan.building.shards import Shard, share_out
from vplan.building.tools import Tools

pytestmark = pytest.mark.usefixtures("english")

CITY = [f"2018/namnd-{board}/enhet-{number}" for board in range(4) for number in range(50)]
IDS = st.lists(st.from_regex(r"20(17|18)/[a-c]{1,2}/[a-z]{1,6}", fullmatch=True), max_size=60)


@given(IDS, st.integers(1, 9))
def test_every_plan_falls_to_one_part_and_the_parts_are_even(ids: list[str], of: int) -> None:
    shards = share_out(ids, of)
    assert sorted(unit for shard in shards for unit in shard) == sorted(set(ids))
    sizes = [len(shard) for shard in shards]
    assert (len(shards), max(sizes) - min(sizes) <= 1) == (of, True)
    assert share_out(reversed(ids), of) == shards


def test_a_new_plan_moves_few_others() -> None:
    before = share_out(CITY, 4)
    for name in ("2018/a/ny", "2018/ö/ny", "2019/a/enhet-1"):
        after = share_out([*CITY, name], 4)
        assert sum(len(set(old) - set(new)) for old, new in zip(before, after, strict=True)) <= 8


@pytest.mark.parametrize(
    "text", ["", "2", "0/0", "0/3", "4/3", "-1/3", "1/-3", "a/b", "1/3/5", "1/1001", "1/" + "9" * 9999]
)
def test_what_is_no_part_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no shard"):
        Shard.parse(text)


class City:
    """A fake workspace that is built whole and in parts."""

    def __init__(self, root: Path) -> None:
        self.space = Workspace(root)
        self.root = root

    def part(self, number: int, of: int, tools: Tools = TOOLS) -> BuildResult:
        return run(Request(self.root, formats=("html",), shard=Shard(number, of)), tools=tools)

    def parts(self, of: int) -> list[BuildResult]:
        return [self.part(number, of) for number in range(1, of + 1)]

    def folders(self, of: int) -> list[Path]:
        return [self.root / f"site-{number}-of-{of}" for number in range(1, of + 1)]

    def join(self, folders: Sequence[Path], output: str = "joined") -> BuildResult:
        return join(self.root, folders, self.root / output, tools=TOOLS)


@pytest.fixture
def city(tmp_path: Path) -> City:
    city = City(tmp_path)
    for unit in ("ost/a", "ost/b", "ost/c", "vast/d", "vast/e"):
        city.space.unit(unit)
    return city


def files(folder: Path) -> dict[str, str]:
    """Return every file below a folder with its hash; temporary files would show."""
    return {p.relative_to(folder).as_posix(): digest_file(str(p)) for p in folder.rglob("*") if p.is_file()}


WORDS = st.sampled_from(["text", "other", "WARN", "PICTURE", "PICTURE WARN", "ERROR", "HOLE", "CRASH"])
UNITS = st.dictionaries(st.from_regex(r"(ost|vast)/[a-h]", fullmatch=True), WORDS, max_size=8)


@settings(max_examples=25)
@given(UNITS, st.booleans(), st.booleans(), st.integers(1, 5), st.randoms(use_true_random=False))
def test_the_parts_together_are_the_whole(
    units: dict[str, str], misnamed: bool, stated: bool, of: int, random: Random
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        city = City(Path(folder))
        for unit, text in units.items():
            city.space.unit(unit, text)
            city.space.write(f"plans/2018/{unit}/bilder/karta.png", "picture")
        if misnamed:
            city.space.write("plans/2018/ost/Fel/plan.yaml", "text")
        if stated:
            city.space.write("vplan.yaml", "kommun: Staden\nwebbplats: planerna\n")
        whole = run(Request(city.root, formats=("html",)), tools=TOOLS)
        results = city.parts(of)
        folders = city.folders(of)
        random.shuffle(folders)
        joined = city.join(folders)
        assert files(city.root / "joined") == files(whole.output)
        assert sorted(unit for result in results for unit in result.built) == whole.built
        assert sorted(unit for result in results for unit in result.failed) == whole.failed
        assert (joined.built, joined.failed) == (whole.built, whole.failed)
        assert joined.has_statement == ("tillganglighet.html" in files(whole.output)) == stated
        assert bool(joined.exit_code) == bool(whole.exit_code)
        told = {(d.span.file, d.rule, str(d.message)) for result in results for d in result.diagnostics}
        assert told == {(d.span.file, d.rule, str(d.message)) for d in whole.diagnostics}
        again = city.parts(of)
        assert not [unit for result in again for unit in result.built]


@pytest.fixture(scope="module")
def small_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generated workspace of seven units."""
    root = tmp_path_factory.mktemp("city")
    write_city(root, 7, plan_bytes=6_000)
    return root


@pytest.mark.parametrize("of", [1, 2, 3, 4, 5])
def test_real_pages_in_parts_are_the_whole(small_city: Path, of: int) -> None:
    whole = run(Request(small_city, formats=("html",)))
    assert (len(whole.built) + len(whole.fresh), whole.failed) == (7, [])
    check_parts(small_city, of, ("html",), files(whole.output))


def test_real_pdfs_in_parts_are_the_whole(tmp_path: Path) -> None:
    write_city(tmp_path, 3, plan_bytes=2_000)
    (tmp_path / "vplan.yaml").write_text(SETTINGS, encoding="utf-8")
    whole = run(Request(tmp_path))
    assert len([file for file in files(whole.output) if file.endswith(".pdf")]) == 3
    assert "tillganglighet.html" in files(whole.output)
    manifest = load_manifest(whole.output)
    assert manifest is not None
    assert manifest.libraries
    check_parts(tmp_path, 2, None, files(whole.output))


def check_parts(root: Path, of: int, formats: tuple[str, ...] | None, expected: dict[str, str]) -> None:
    parts = [run(Request(root, formats=formats, shard=Shard(number, of))) for number in range(1, of + 1)]
    assert all(part.exit_code == 0 for part in parts)
    joined = join(root, [part.output for part in parts], root / "joined")
    assert (joined.exit_code, files(joined.output)) == (0, expected)


def test_more_parts_than_plans(city: City) -> None:
    results = city.parts(9)
    assert sorted(len(result.built) for result in results) == [0] * 4 + [1] * 5
    assert all(result.exit_code == 0 for result in results)
    city.space.build(formats=("html",))
    city.join(city.folders(9))
    assert files(city.root / "joined") == files(city.space.site)


def test_a_plan_that_another_part_takes_over_leaves_no_files_behind(city: City) -> None:
    for _ in range(2):  # the second round with an error, under which nothing that is gone is removed
        city.parts(2)
        before = [set(files(folder)) for folder in city.folders(2)]
        for number in range(6):
            city.space.unit(f"syd/u{number}")
        after = city.parts(2)
        for folder, result in zip(city.folders(2), after, strict=True):
            pages = {file.removesuffix("/plan.html") for file in files(folder) if file.endswith("/plan.html")}
            assert {*result.built, *result.fresh} <= pages <= {*result.built, *result.fresh, *result.failed}
        assert before != [set(files(folder)) for folder in city.folders(2)]
        for number in range(6):
            city.space.remove(f"syd/u{number}")
        city.space.unit("ost/a", "ERROR")


def test_a_part_that_changes_its_number_renews_its_manifest(city: City) -> None:
    folder = city.root / "part"
    for shard in (Shard(1, 1), Shard(1, 2), Shard(2, 2)):
        run(Request(city.root, shard=shard, output=folder), tools=TOOLS)
    run(Request(city.root, shard=Shard(1, 2), output=city.root / "other"), tools=TOOLS)
    city.space.build()
    assert city.join([folder, city.root / "other"]).exit_code == 0
    assert files(city.root / "joined") == files(city.space.site)


def test_a_whole_build_over_a_part_leaves_a_whole_site(city: City) -> None:
    folder = city.root / "part"
    run(Request(city.root, shard=Shard(1, 1), output=folder), tools=TOOLS)
    assert run(Request(city.root, output=folder), tools=TOOLS).built == []
    city.space.build()
    assert files(folder) == files(city.space.site)


def test_a_part_in_the_folder_of_a_whole_site_is_refused(city: City) -> None:
    city.space.build()
    whole = files(city.space.site)
    with pytest.raises(RequestError, match="whole site"):
        run(Request(city.root, shard=Shard(1, 2), output=city.space.site), tools=TOOLS)
    assert files(city.space.site) == whole


def test_a_part_of_chosen_plans_is_refused(city: City) -> None:
    with pytest.raises(RequestError, match="part of all plans"):
        run(Request(city.root, (city.root / "plans/2018/ost",), shard=Shard(1, 2)), tools=TOOLS)


def test_a_checkout_in_another_folder_finds_its_cache(city: City, tmp_path: Path) -> None:
    city.parts(2)
    other = tmp_path / "elsewhere"
    shutil.copytree(city.root, other, ignore=shutil.ignore_patterns("elsewhere"), copy_function=shutil.copyfile)
    moved = City.__new__(City)
    moved.root = other
    assert [result.built for result in moved.parts(2)] == [[], []]
    assert files(other / "site-1-of-2") == files(city.root / "site-1-of-2")


def test_a_finding_about_no_plan_is_told_by_the_first_part_alone(city: City) -> None:
    city.space.write("plans/2018/Fel/namnd.yaml", "text")
    told = [[d.rule for d in result.diagnostics] for result in city.parts(3)]
    assert told == [["bad-folder"], [], []]


def test_a_finding_in_a_boards_file_is_told_by_every_part_that_has_its_plans(city: City) -> None:
    city.space.write("plans/2018/vast/namnd.yaml", "vast WARN")
    for result in city.parts(3):
        concerned = any("/vast/" in unit for unit in result.built)
        assert [d.span.file for d in result.diagnostics] == ["plans/2018/vast/namnd.yaml"] * concerned


def test_a_plan_that_failed_is_named_and_its_last_good_documents_stay(city: City) -> None:
    city.parts(2)
    city.join(city.folders(2))
    city.space.unit("ost/a", "ERROR")
    city.space.unit("ost/b", "news")
    city.parts(2)
    for output in ("joined", "fresh"):
        result = city.join(city.folders(2), output)
        assert (result.failed, result.exit_code) == (["2018/ost/a"], 1)
        assert "text" in (city.root / output / "2018/ost/a/plan.html").read_text()
        assert "news" in (city.root / output / "2018/ost/b/plan.html").read_text()


def test_a_plan_that_came_after_the_parts_is_named(city: City) -> None:
    city.parts(2)
    city.space.unit("vast/ny")
    city.space.unit("ost/a", "changed since")
    assert city.join(city.folders(2)).failed == ["2018/ost/a", "2018/vast/ny"]


def test_what_is_gone_leaves_the_joined_site(city: City) -> None:
    city.parts(2)
    city.join(city.folders(2))
    city.space.remove("ost/a")
    city.parts(2)
    assert city.join(city.folders(2)).removed == ["2018/ost/a/plan.html"]
    city.space.build(formats=("html",))
    assert files(city.root / "joined") == files(city.space.site)


def test_a_foreign_file_in_the_way_is_left_and_told(city: City) -> None:
    city.parts(2)
    place = city.space.write("joined/2018/ost/a/plan.html", "somebody's own")
    result = city.join(city.folders(2))
    assert [d.rule for d in result.diagnostics] == ["output-write"]
    assert (result.exit_code, result.built, place.read_text()) == (1, [], "somebody's own")


def test_the_next_build_over_a_joined_site_makes_no_other(city: City) -> None:
    city.space.build(formats=("html",))
    whole = files(city.space.site)
    city.parts(2)
    shutil.rmtree(city.space.site)
    join(city.root, city.folders(2), tools=TOOLS)
    assert files(city.space.site) == whole
    assert city.space.build(formats=("html",)).exit_code == 0
    assert files(city.space.site) == whole


def spoil(city: City) -> Iterator[tuple[list[Path], str]]:
    """Yield folders that make no site, and a word of what is said."""
    one, two = city.folders(2)
    yield [], "Name the folders"
    yield [one], "Missing among the shards: 2/2"
    yield [one, two, city.root / "nothing"], "nothing holds no shard"
    yield [one, two, city.space.site], "site holds no shard"
    yield [one, two, city.folders(3)[0]], "shared out in 2, 3"
    shutil.copytree(one, city.root / "copy")
    yield [one, two, city.root / "copy"], "are both shard 1/2"
    yield [one, two, city.root / "joined"], "holds no shard"
    (one / "manifest.json").write_text('{"generator": "another"}')
    yield [one, two], "holds no shard"
    shutil.copyfile(city.root / "copy/manifest.json", one / "manifest.json")
    page = next(one.rglob("plan.html"))
    page.write_text("scribble")
    yield [one, two], "is damaged: 2018/.*plan.html"
    page.unlink()
    yield [one, two], "is damaged"
    city.space.write("vplan.yaml", "kommun: Byn\n")
    yield [two, one], "Build the shard again"


def test_what_makes_no_site_is_refused_and_nothing_is_written(city: City) -> None:
    city.space.build(formats=("html",))
    city.parts(2)
    city.parts(3)
    for folders, words in spoil(city):
        with pytest.raises(RequestError, match=words):
            city.join(folders)
        assert not (city.root / "joined").exists()


def test_a_part_is_not_the_site(city: City) -> None:
    city.parts(1)
    with pytest.raises(RequestError, match="needs another folder"):
        city.join(city.folders(1), "site-1-of-1")


def test_shards_on_the_command_line(city: City) -> None:
    for number in (1, 2):
        done = vplan(city.root, "build", "--shard", f"{number}/2")
        assert (done.returncode, done.stderr) == (0, "")
        assert re.search(rf"built in \d+\.\d s: site-{number}-of-2/index\.html", done.stdout)
    joined = vplan(city.root, "join", "site-1-of-2", "site-2-of-2")
    assert (joined.returncode, joined.stdout) == (0, "5 plans joined: site/index.html\n")
    assert joined.stderr.count("[no-accessibility-statement]") == 1
    whole = files(city.space.site)
    shutil.rmtree(city.space.site)
    assert vplan(city.root, "build").returncode == 0
    assert files(city.space.site) == whole
    assert vplan(city.root, "join", "site-1-of-2").returncode == 2
    assert vplan(city.root, "join").returncode == 2


def test_a_joined_site_with_a_statement_lacks_nothing(city: City) -> None:
    city.space.write("vplan.yaml", "kommun: Staden\nwebbplats: planerna\n")
    assert [vplan(city.root, "build", "--shard", f"{n}/2").returncode for n in (1, 2)] == [0, 0]
    joined = vplan(city.root, "join", "site-1-of-2", "site-2-of-2")
    assert (joined.returncode, joined.stdout, joined.stderr) == (0, "5 plans joined: site/index.html\n", "")
    assert city.space.read("tillganglighet.html") == "statement of planerna"


def test_a_part_without_plans_says_so(city: City) -> None:
    for unit in ("ost/a", "ost/b", "ost/c", "vast/d", "vast/e"):
        city.space.remove(unit)
    done = vplan(city.root, "build", "--shard", "1/2")
    assert (done.returncode, done.stdout) == (0, "Nothing to do: no plan falls to this part.\n")


@pytest.mark.parametrize("text", ["0/0", "3/2", "0/2", "half", "1/99999"])
def test_wrong_shard_is_wrong_use(city: City, text: str) -> None:
    done = vplan(city.root, "build", "--shard", text)
    assert (done.returncode, done.stdout) == (2, "")
    assert "2/3" in done.stderr


def test_a_plan_that_failed_is_named_when_parts_are_joined(city: City) -> None:
    city.space.unit("ost/a", "ERROR")
    assert [vplan(city.root, "build", "--shard", f"{n}/2").returncode for n in (1, 2)].count(1) == 1
    done = vplan(city.root, "join", "site-1-of-2", "site-2-of-2")
    assert (done.returncode, done.stdout) == (1, "4 plans joined: site/index.html\n")
    assert "\nnot built: 2018/ost/a\n" in done.stderr
