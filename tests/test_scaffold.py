from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from vplan.checking import check
from vplan.cli.main import cli
from vplan.diagnostics import Diagnostic, has_errors
from vplan.project import Project
from vplan.scaffold import files as scaffold_files
from vplan.scaffold.files import ScaffoldError, write_new
from vplan.scaffold.unit import make_unit
from vplan.scaffold.workspace import make_workspace, workspace_files
from vplan.schema import KINDS, schema_text

ROOT = Path(__file__).parents[1]
UNIT = "2030/omsorgsnamnden/ny-enhet"


def findings(root: Path) -> list[Diagnostic]:
    project = Project.open(root)
    return check(project, project.layout.units(), 1)


def contents(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def uncomment(path: Path) -> None:
    """Take `# ` away as an editor does, from every line at the left edge; `##` keeps one sign."""
    text = re.sub(r"(?m)^# ?", "", path.read_text(encoding="utf-8"))
    path.write_text(text.replace("\n# ", "\n## "), encoding="utf-8")


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


@pytest.fixture
def space(tmp_path: Path) -> Path:
    make_workspace(tmp_path / "space", 2030)
    return tmp_path / "space"


@pytest.fixture
def inside(space: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(space)
    monkeypatch.setenv("VPLAN_LANG", "en")
    return space


# --- init ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", [1999, 2030])
def test_a_new_workspace_has_no_findings(tmp_path: Path, year: int) -> None:
    make_workspace(tmp_path, year)
    assert findings(tmp_path) == []
    assert [unit.id for unit in Project.open(tmp_path).layout.units()] == [f"{year}/omsorgsnamnden/hemtjanst-norr"]


def test_it_shows_every_part_of_a_plan(space: Path) -> None:
    project = Project.open(space)
    plan = project.check_unit(project.layout.units()[0]).plan
    assert plan is not None
    assert plan.economy is not None
    goals = [goal for direction in plan.directions for goal in direction.goals]
    assert all(goal.indicators for goal in goals)
    assert all(board_goal.unit_goals for goal in goals for board_goal in goal.board_goals)


def test_it_builds_at_once_and_so_does_a_new_unit(tmp_path: Path) -> None:
    def vplan(*words: str, folder: Path) -> str:
        command = [sys.executable, "-m", "vplan.cli.main", *words]
        result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    out = vplan("init", "here", "--year", "2030", folder=tmp_path)
    assert "cd here && vplan build" in out
    root = tmp_path / "here"
    vplan("new", UNIT, folder=root)
    vplan("build", "--jobs", "1", folder=root)
    for unit in ("hemtjanst-norr", "ny-enhet"):
        made = root / "site/2030/omsorgsnamnden" / unit
        assert (made / "plan.html").is_file()
        assert (made / "plan.pdf").read_bytes().startswith(b"%PDF")
    ignored = (root / ".gitignore").read_text().split()
    unknown = {path.name for path in root.iterdir()} - {name.split("/")[0] for name in workspace_files(2030)}
    assert {f"{name}/" for name in unknown} <= set(ignored)


def test_the_command_tells_what_it_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VPLAN_LANG", "en")
    result = run("init", "my plans", "--year", "2030")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert [str(Path("my plans") / name) for name in workspace_files(2030)] == lines[:-2]
    assert lines[-1] == "Next: cd 'my plans' && vplan build"


def test_in_the_folder_where_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VPLAN_LANG", "en")
    assert run("init", ".").stdout.splitlines()[-1] == "Next: vplan build"


def test_each_yaml_file_is_bound_to_its_schema(space: Path) -> None:
    settings = json.loads((space / ".vscode/settings.json").read_text(encoding="utf-8"))
    bound = settings["yaml.schemas"]
    for path in space.rglob("*.yaml"):
        name = path.relative_to(space).as_posix()
        found = [s for s, globs in bound.items() if any(fnmatch(f"/{name}", f"*/{glob}") for glob in globs)]
        assert found == [f"./schemas/{path.stem}.schema.json"]
    for schema in bound:
        assert (space / schema).is_file()


def test_the_schemas_are_those_of_the_models(space: Path) -> None:
    for kind in KINDS:
        assert (space / f"schemas/{kind}.schema.json").read_text(encoding="utf-8") == schema_text(kind)


def test_the_editor_writes_what_vplan_reads(space: Path) -> None:
    settings = json.loads((space / ".vscode/settings.json").read_text(encoding="utf-8"))
    assert settings["files.encoding"] == "utf8"
    assert settings["yaml.customTags"] == []
    yaml = settings["[yaml]"]
    assert (yaml["editor.tabSize"], yaml["editor.insertSpaces"], yaml["editor.wordWrap"]) == (2, True, "on")
    recommended = json.loads((space / ".vscode/extensions.json").read_text(encoding="utf-8"))
    assert recommended == {"recommendations": ["redhat.vscode-yaml"]}


def test_no_placeholder_is_left() -> None:
    for name, text in workspace_files(2030).items():
        assert "@YEAR@" not in name + text


def test_only_invented_addresses_and_numbers() -> None:
    texts = list(workspace_files(2030).values())
    texts += [path.read_text(encoding="utf-8") for path in (ROOT / "examples").rglob("*.yaml")]
    for text in texts:
        assert all(re.fullmatch(r"08-465 004 \d\d", number) for number in re.findall(r"(?<![\d-])0\d+-[\d ]+\d", text))
        hosts = re.findall(r"(?:@|https?://|webb: )([\w.-]+\w)", text)
        assert all(host.endswith("example.org") or host == "json-schema.org" for host in hosts), hosts


@pytest.mark.parametrize("name", [".git", ".gitattributes", ".DS_Store"])
def test_what_version_control_keeps_is_no_hindrance(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    make_workspace(tmp_path, 2030)
    assert (tmp_path / "vplan.yaml").is_file()


@pytest.mark.parametrize("name", ["letter.txt", "README.md", ".gitignore", "plans", "schemas"])
def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path, name: str, english: None) -> None:
    (tmp_path / name).write_text("mine")
    with pytest.raises(ScaffoldError, match=re.escape(f"is not empty: there is {name}")):
        make_workspace(tmp_path, 2030)
    assert contents(tmp_path) == {name: b"mine"}


def test_a_file_is_no_folder(tmp_path: Path, english: None) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(ScaffoldError, match="is a file, not a folder"):
        make_workspace(tmp_path / "file", 2030)
    with pytest.raises(ScaffoldError, match=r"a file stands where a folder is needed|cannot be read"):
        make_workspace(tmp_path / "file" / "below", 2030)
    assert contents(tmp_path) == {"file": b"mine"}


@pytest.mark.parametrize("below", [".", "new", "plans/2030"])
def test_no_workspace_inside_a_workspace(space: Path, below: str, english: None) -> None:
    before = contents(space)
    with pytest.raises(ScaffoldError, match="lies in a workspace already"):
        make_workspace(space / below, 2030)
    assert contents(space) == before


def test_a_refusal_is_wrong_use(inside: Path) -> None:
    result = run("init", ".")
    assert result.exit_code == 2
    assert "already" in result.stderr
    assert result.stdout == ""


def test_what_fails_halfway_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    real, count = scaffold_files._write, iter(range(9))

    def failing(path: Path, text: str, made: list[Path]) -> None:
        real(path, text, made)
        if next(count) == 8:
            raise KeyboardInterrupt

    monkeypatch.setattr(scaffold_files, "_write", failing)
    with pytest.raises(KeyboardInterrupt):
        make_workspace(tmp_path, 2030)
    assert [path.name for path in tmp_path.rglob("*")] == [".git"]


def test_a_file_that_appears_meanwhile_is_kept(tmp_path: Path, english: None) -> None:
    (tmp_path / "b").write_text("mine")
    with pytest.raises(ScaffoldError, match="is there already"):
        write_new(tmp_path, {"a": "new", "b": "new", "c/d": "new"})
    assert contents(tmp_path) == {"b": b"mine"}


# --- new -------------------------------------------------------------------------------------------------------------


def test_a_new_unit_has_its_three_files_and_no_findings_but_its_prompts(inside: Path) -> None:
    result = run("new", UNIT)
    assert result.exit_code == 0
    names = [f"plans/{UNIT}/{name}" for name in ("plan.yaml", "mal.yaml", "ekonomi.yaml")]
    assert result.stdout.splitlines() == [*map(str, map(Path, names)), f"Next: vplan check plans/{UNIT}"]
    assert [(d.span.file, d.rule) for d in findings(inside)] == [
        ("plans/2030/omsorgsnamnden/namnd.yaml", "uncarried-goal"),
        (f"plans/{UNIT}/ekonomi.yaml", "placeholder-text"),
        (f"plans/{UNIT}/plan.yaml", "placeholder-text"),
    ]


@pytest.mark.parametrize("name", [f"plans/{UNIT}", f"{UNIT}/"])
def test_other_ways_to_write_the_path(space: Path, name: str) -> None:
    assert make_unit(Project.open(space), name).folder == f"plans/{UNIT}"


def test_from_a_folder_below(inside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(inside / "plans/2030")
    assert run("new", UNIT).stdout.splitlines()[0] == str(Path("omsorgsnamnden/ny-enhet/plan.yaml"))


REAL = {"2017": "hagersten-liljeholmen", "2018": "ostermalm", "2019": "ostermalm", "2022": "hagersten-alvsjo"}


@pytest.mark.parametrize("name", [*(f"{year}/{board}/ny" for year, board in REAL.items()), "2018/ny-namnd/ny"])
def test_all_that_stands_in_comments_works(tmp_path: Path, name: str) -> None:
    year = name.partition("/")[0]
    shutil.copytree(ROOT / "plans" / year, tmp_path / "plans" / year)
    (tmp_path / "vplan.yaml").write_text("")
    made = make_unit(Project.open(tmp_path), name)
    assert not has_errors(findings(tmp_path))
    for path in made.files:
        uncomment(path)
    project = Project.open(tmp_path)
    unit = next(unit for unit in project.layout.units() if unit.id == name)
    result = project.check_unit(unit)
    assert not has_errors(project.catalogue_diagnostics([unit]))
    # the fields of a goal are shown once; the other goals are titles until they are written
    unwritten = {"placeholder-text", "missing-field", "immeasurable-goal", "missing-target"}
    assert [d for d in result.diagnostics if d.rule not in unwritten] == []
    placeholders = [d for d in result.diagnostics if d.rule == "placeholder-text"]
    prompts = {d.span.line for d in placeholders if d.span.file.endswith("mal.yaml")}
    titles = made.files[-2].read_text(encoding="utf-8").count("mål: Skriv enhetens mål här\n")
    # each text of a unit goal, and a row of each kind, is shown once
    assert len(prompts) == (5 + 2 + titles if len(made.files) == 3 else 0)
    plan = result.plan
    assert plan is not None
    assert plan.plan.officer is not None
    assert plan.economy is not None
    assert plan.economy.tables
    offered = {goal.reference for _, goal in plan.council.goals()}
    chosen = {goal.goal.reference: goal for direction in plan.directions for goal in direction.goals}
    assert set(chosen) == offered
    for goal in chosen.values():
        part = plan.board.goals.get(goal.goal.reference)
        own = part.indicators if part and len(made.files) == 3 else ()
        assert len(goal.indicators) == len(goal.goal.indicators) + len(own)
        if len(made.files) == 3:
            assert len(goal.board_goals) == len(part.goals if part else ())
            assert all(board_goal.unit_goals for board_goal in goal.board_goals)
            assert all(len(b.indicators) == len(b.goal.indicators) for b in goal.board_goals)
            assert all(len(b.activities) == len(b.goal.activities) for b in goal.board_goals)


def test_a_title_stands_beside_each_id(space: Path) -> None:
    make_unit(Project.open(space), UNIT)
    text = (space / f"plans/{UNIT}/mal.yaml").read_text(encoding="utf-8")
    assert "#   1.1: # Äldre i Lillsjö får en trygg omsorg av god kvalitet\n" in text
    assert "#       - sjukfranvaro # Sjukfrånvaro\n" in text
    assert "#       trygg-hemma: # Den som har hemtjänst känner sig trygg hemma\n" in text


def test_a_reference_that_an_editor_would_change_is_quoted(space: Path) -> None:
    council = space / "plans/2030/kf.yaml"
    council.write_text(council.read_text(encoding="utf-8").replace("nr: 1.2", 'nr: "1.10"'), encoding="utf-8")
    (space / "plans/2030/omsorgsnamnden/namnd.yaml").unlink()
    made = make_unit(Project.open(space), UNIT)
    for path in made.files:
        assert path.suffix == ".yaml"
        uncomment(path)
    assert '  "1.10": #' in made.files[0].read_text(encoding="utf-8")
    found = [d for d in findings(space) if "ny-enhet" in d.span.file or "namnd.yaml" in d.span.file]
    assert {d.rule for d in found} == {"placeholder-text"}


def test_texts_of_others_are_written_so_that_they_can_be_read(space: Path) -> None:
    board = space / "plans/2030/omsorgsnamnden/namnd.yaml"
    text = board.read_text(encoding="utf-8").replace("namn: Omsorgsnämnden", 'namn: "Omsorg: # stöd"')
    board.write_text(text, encoding="utf-8")
    made = make_unit(Project.open(space), UNIT)
    uncomment(made.files[0])
    project = Project.open(space)
    plan = project.check_unit(next(u for u in project.layout.units() if u.id == UNIT)).plan
    assert plan is not None
    assert plan.plan.recipient == "Omsorg: # stöd"


def test_a_unit_takes_name_and_edition_from_its_other_years(space: Path) -> None:
    shutil.copytree(space / "plans/2030", space / "plans/2031")
    shutil.rmtree(space / "plans/2031/omsorgsnamnden/hemtjanst-norr")
    for name in ("kf.yaml", "omsorgsnamnden/namnd.yaml"):
        path = space / "plans/2031" / name
        path.write_text(path.read_text(encoding="utf-8").replace("2030", "2031"), encoding="utf-8")
    text = make_unit(Project.open(space), "2031/omsorgsnamnden/hemtjanst-norr").files[0].read_text(encoding="utf-8")
    assert "utgåva: stockholm/2022\nenhet: Hemtjänsten Norr\n" in text


def test_a_unit_that_exists_is_left_alone(inside: Path) -> None:
    before = contents(inside)
    result = run("new", "2030/omsorgsnamnden/hemtjanst-norr")
    assert result.exit_code == 2
    assert "exists already" in result.stderr
    assert contents(inside) == before


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("2030/omsorgsnamnden", "is not YEAR/BOARD/UNIT"),
        ("30/omsorgsnamnden/x", "is not YEAR/BOARD/UNIT"),
        ("2030/a/b/c", "is not YEAR/BOARD/UNIT"),
        ("../../2030/a/b", "is not YEAR/BOARD/UNIT"),
        ("2030/Omsorgsnämnden/Ny enhet", "such as 2030/omsorgsnamnden/ny-enhet"),
        ("2030/omsorgsnamnden/..", "cannot be a folder's name"),
        ("2030/omsorgsnamnden/con", "cannot be a folder's name"),
        (
            "2031/omsorgsnamnden/x",
            "plans/2031/kf.yaml is missing: write the council's goals first. Years with goals: 2030",
        ),
    ],
)
def test_a_name_that_cannot_be_is_refused(inside: Path, name: str, sentence: str) -> None:
    before = contents(inside)
    result = run("new", name)
    assert result.exit_code == 2
    assert sentence in " ".join(result.stderr.split())
    assert contents(inside) == before


@pytest.mark.parametrize("file", ["vplan.yaml", "plans/2030/kf.yaml", "plans/2030/omsorgsnamnden/namnd.yaml"])
def test_a_catalogue_that_cannot_be_read_is_named(inside: Path, file: str) -> None:
    (inside / file).write_text("a: [\n", encoding="utf-8")
    result = run("new", UNIT)
    assert result.exit_code == 2
    assert f"{file} has errors" in result.stderr
    assert not (inside / "plans" / UNIT).exists()


def test_a_new_board_names_those_like_it(inside: Path) -> None:
    result = run("new", "2030/omsorgsnamden/x")
    assert result.exit_code == 0
    assert "Boards with names like it: omsorgsnamnden." in result.stderr
    assert "plans/2030/omsorgsnamden/namnd.yaml" in result.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links of POSIX")
def test_nothing_is_written_through_a_symbolic_link(space: Path, tmp_path: Path, english: None) -> None:
    (tmp_path / "elsewhere").mkdir()
    (space / "plans/2030/lank").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ScaffoldError, match="symbolic link"):
        make_unit(Project.open(space), "2030/lank/x")
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_outside_a_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("new", UNIT)
    assert result.exit_code == 2
    assert "vplan.yaml" in result.stderr
