"""The schemas of a workspace take what the check takes, and refuse what the check finds no goal or row for."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator  # type: ignore[import-untyped,unused-ignore]

from support import yaml12
from support.workspaces import BASE, PLACES, findings_in, lay_over, make_workspace
from test_corpus import BAD, GOOD, kind_of, name_of
from vplan.cli.main import cli
from vplan.project import Project
from vplan.scaffold.editor import editor_files
from vplan.schema.choosing import Choice, keyed, one_of
from vplan.schema.editor import SETTING, SETTINGS_FILE, NotPlainJsonError, merged_settings, setting_text
from vplan.schema.workspace import workspace_schemas
from vplan.source.yaml12 import plain_value

ROOT = Path(__file__).parents[1]
LINKING = {"unknown-goal", "unknown-board-goal", "unknown-id", "unknown-question", "edition-kind"}


def matches(pattern: str, path: str) -> bool:
    """Tell whether a glob takes a path, as an editor finds it: anywhere in the folder that is open."""
    words = re.split(r"(\*\*/|\*|\\.)", pattern)
    made = "".join(
        {"**/": "(.+/)?", "*": "[^/]*"}.get(word) or re.escape(word[-1:] if word[:1] == "\\" else word)
        for word in words
    )
    return re.fullmatch(f"(.*/)?{made}", path) is not None


def takes(patterns: list[str], path: str) -> bool:
    without = [pattern[1:] for pattern in patterns if pattern.startswith("!")]
    return any(matches(p, path) for p in patterns if p[0] != "!") and not any(matches(p, path) for p in without)


class Schemas:
    """The schemas of a workspace, as an editor applies them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        made = workspace_schemas(Project.open(root))
        self.mapping = made.mapping(".")
        self.validators = {f"./{file.path}": Draft7Validator(file.schema) for file in made.files}

    def names(self, file: str) -> list[str]:
        return [name for name, patterns in self.mapping.items() if takes(patterns, file)]

    def problems(self, file: str, text: str | None = None) -> list[str]:
        (name,) = self.names(file)
        value = yaml12.load((self.root / file).read_bytes().decode() if text is None else text)
        return [
            f"{list(e.absolute_path)}: {e.message}"
            for e in self.validators[name].iter_errors({} if value is None else value)
        ]

    def files(self) -> list[str]:
        return [
            file
            for path in sorted(self.root.rglob("*.yaml"))
            if self.names(file := path.relative_to(self.root).as_posix())
        ]


def workspace_of(case: Path, root: Path) -> Path:
    if case.is_dir():
        lay_over(make_workspace(root), case)
        return root
    return make_workspace(root, {kind_of(case): case.read_bytes()})


# --- what fits -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["plans", "soderby", "base"])
def test_every_plan_fits_the_schema_of_its_file(tmp_path: Path, name: str) -> None:
    root = {"soderby": ROOT / "examples/soderby", "base": BASE}.get(name, tmp_path)
    if name == "plans":
        shutil.copytree(ROOT / name, root / name)
        (root / "vplan.yaml").write_text("", encoding="utf-8")
    schemas = Schemas(root)
    assert len(schemas.files()) == len(list(root.rglob("*.yaml")))
    assert {file: found for file in schemas.files() if (found := schemas.problems(file))} == {}


# a file in NFD fits no schema: there its keys are other words
IN_NFC = [case for case in GOOD if name_of(case) != "nfd"]


@pytest.mark.parametrize("case", IN_NFC, ids=name_of)
def test_what_the_check_takes_fits(case: Path, tmp_path: Path) -> None:
    schemas = Schemas(workspace_of(case, tmp_path))
    assert {file: found for file in schemas.files() if (found := schemas.problems(file))} == {}


def is_linking(case: Path) -> bool:
    """Tell whether a case has a reference to nothing that an editor can see: to it `1.50` and `1.5` are one number."""
    expected = case.with_name(f"{name_of(case)}.expected")
    rules = expected.read_text(encoding="utf-8").split() if expected.is_file() else []
    return bool(LINKING.intersection(rules)) and name_of(case) != "yaml12-number"


@pytest.mark.parametrize("case", [case for case in BAD if is_linking(case)], ids=name_of)
def test_a_reference_to_nothing_does_not_fit(case: Path, tmp_path: Path) -> None:
    root = workspace_of(case, tmp_path)
    schemas = Schemas(root)
    files = {finding.span.file for finding in findings_in(root) if finding.rule in LINKING}
    assert {file for file in files if not schemas.problems(file)} - set(editions_of(root)) == set()


def editions_of(root: Path) -> list[str]:
    return [path.relative_to(root).as_posix() for path in (root / "utgåvor").rglob("*.yaml")]


def test_every_schema_is_sound(tmp_path: Path) -> None:
    for root in (BASE, ROOT / "examples/soderby", ROOT):
        for validator in Schemas(root).validators.values():
            Draft7Validator.check_schema(validator.schema)


@pytest.mark.parametrize("name", ["plans (nya)", "a/b", "./c", "Planer [1]{2}!"])
def test_each_file_has_one_schema_wherever_the_plans_lie(tmp_path: Path, name: str) -> None:
    root = make_workspace(tmp_path / "w", {"vplan.yaml": f"planer: '{name}'\n"})
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / "plans").rename(root / name)
    schemas = Schemas(root)
    folder = name.removeprefix("./")
    assert schemas.names(f"{folder}/2018/norr/hemtjanst/mal.yaml") == ["./2018/norr/mal.schema.json"]
    assert schemas.names(f"{folder}/2018/norr/ny/plan.yaml") == ["./plan.schema.json"]
    assert schemas.names(f"{folder}/2031/norr/ny/mal.yaml") == ["./mal.schema.json"]
    assert schemas.names("elsewhere/mal.yaml") == []


def test_a_file_that_cannot_be_read_gives_the_general_schema(tmp_path: Path) -> None:
    root = make_workspace(tmp_path, {"namnd": "år: [\n"})
    made = workspace_schemas(Project.open(root))
    assert made.unread == (PLACES["namnd"],)
    assert Schemas(root).names(PLACES["mal"]) == ["./mal.schema.json"]
    assert Schemas(root).problems(PLACES["mal"]) == []


def test_goals_can_be_chosen_while_another_has_a_fault(tmp_path: Path) -> None:
    text = (BASE / PLACES["kf"]).read_text(encoding="utf-8").replace("inriktningsmål:", "okänd: 1\ninriktningsmål:")
    root = make_workspace(tmp_path, {"kf": text})
    assert Schemas(root).names(PLACES["mal"]) == ["./2018/norr/mal.schema.json"]


def test_an_application_draws_no_indicator(tmp_path: Path) -> None:
    award = (
        "utgåva: kvalitetsutmarkelsen/2018\nenhet: E\nfigurer: [{{id: a, slag: indikator, rubrik: R, indikator: {}}}]\n"
    )
    schemas = Schemas(make_workspace(tmp_path))
    assert schemas.problems(PLACES["kvalitetsutmarkelse"], award.format("")) == []
    assert schemas.problems(PLACES["kvalitetsutmarkelse"], award.format("x")) != []


# --- choices ---------------------------------------------------------------------------------------------------------

NAMES = st.one_of(
    st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,3}){0,2}", fullmatch=True),
    st.from_regex(r"[0-9]{1,3}(\.[0-9]{1,2}){0,2}", fullmatch=True),
    st.from_regex(r"[0-9]{1,2}e[0-9]{1,3}|0[ox][0-7]{1,3}|null|true|false", fullmatch=True),
)


@given(NAMES)
def test_a_plain_scalar_is_what_a_yaml_1_2_reader_sees(text: str) -> None:
    seen = yaml12.load(text)
    if isinstance(seen, float) and abs(seen) == float("inf"):
        seen = text
    assert (plain_value(text), type(plain_value(text))) == (seen, type(seen))


@given(st.lists(NAMES, min_size=1, max_size=5, unique=True), NAMES)
def test_exactly_the_choices_fit_however_they_are_read(names: list[str], other: str) -> None:
    choices = [Choice(name, "Titel") for name in names]
    value = Draft7Validator(one_of(choices, "Nej"))
    keys = Draft7Validator(keyed([(choice, {}) for choice in choices], "Nej"))
    for name in names:
        assert value.is_valid(name)
        assert value.is_valid(plain_value(name))
        assert keys.is_valid({name: 1})
    if all(plain_value(other) != plain_value(name) and other != name for name in names):
        assert value.is_valid(other) is any(other == plain_value(name) for name in names)


def test_where_there_is_nothing_to_choose_only_nothing_fits() -> None:
    value, keys = Draft7Validator(one_of([], "Nej")), Draft7Validator(keyed([], "Nej"))
    assert (value.is_valid(None), value.is_valid("a"), keys.is_valid({}), keys.is_valid({"a": 1})) == (
        True,
        False,
        True,
        False,
    )


def test_a_title_is_no_markdown() -> None:
    assert Choice("a", "Mål *1* <b> [x](y)").markdown == r"**Mål \*1\* \<b\> \[x\](y)**"


# --- the settings of the editor --------------------------------------------------------------------------------------

MAPPING = {"./.vplan/schemas/kf.schema.json": ["plans/**/kf.yaml"]}
FOLDER = "./.vplan/schemas"


@pytest.mark.parametrize("text", ["", " \n", "{}", "{ }\n", "{\n}\n"])
def test_a_new_settings_file_holds_the_mapping_alone(text: str) -> None:
    assert json.loads(merged_settings(text, MAPPING, FOLDER)) == {SETTING: MAPPING}


def test_every_other_byte_stays() -> None:
    text = '{"a":1 ,\r\n\t"yaml.schemas" :\t{"./mitt.json": ["x.yaml"]}  ,"b": [ 1,2 ] }\r\n'
    begin, end = text.index('{"./mitt'), text.index('  ,"b"')
    made = merged_settings(text, MAPPING, FOLDER)
    assert made.startswith(text[:begin])
    assert made.endswith(text[end:])
    assert json.loads(made) == {"a": 1, SETTING: {"./mitt.json": ["x.yaml"], **MAPPING}, "b": [1, 2]}
    assert "\n" not in made.replace("\r\n", "")


def test_what_an_earlier_run_and_init_have_mapped_gives_way() -> None:
    init = editor_files()[SETTINGS_FILE]
    made = json.loads(merged_settings(init, {**MAPPING, f"{FOLDER}/2016/gammal/mal.schema.json": ["a"]}, FOLDER))
    assert json.loads(merged_settings(json.dumps(made), MAPPING, FOLDER)) == {**json.loads(init), SETTING: MAPPING}


def test_a_persons_own_schemas_stay() -> None:
    own = {
        "https://example.org/plan.schema.json": "*.yml",
        "./schemas/plan.schema.json": ["andra/*.yaml"],
        f"{FOLDER}/mitt.json": ["mina/*.yaml"],
    }
    assert json.loads(merged_settings(json.dumps({SETTING: own}), MAPPING, FOLDER)) == {SETTING: {**own, **MAPPING}}


@pytest.mark.parametrize(
    "text", ['{"a": 1, // c\n}', '{"a": 1,}', "[]", "{", '{"yaml.schemas": []}', "\ufeff{}", "[" * 100_000, "null"]
)
def test_what_is_no_plain_json_is_refused(text: str) -> None:
    with pytest.raises(NotPlainJsonError):
        merged_settings(text, MAPPING, FOLDER)


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.dictionaries(st.text(max_size=8), VALUES, max_size=4),
    st.sampled_from([None, 0, 2, "\t"]),
    st.booleans(),
    st.booleans(),
)
def test_merging_changes_the_one_key(
    settings: Mapping[str, Any], indent: int | str | None, ascii: bool, has: bool
) -> None:
    before = {**settings, **({SETTING: {"a": ["b"]}} if has else {})}
    made = merged_settings(json.dumps(before, indent=indent, ensure_ascii=ascii), MAPPING, FOLDER)
    assert json.loads(made) == {**before, SETTING: {**before.get(SETTING, {}), **MAPPING}}
    assert merged_settings(made, MAPPING, FOLDER) == made


# --- the command -----------------------------------------------------------------------------------------------------


def run(root: Path, *words: str, standalone: bool = True) -> Result:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        patch.setenv("VPLAN_LANG", "en")
        return CliRunner().invoke(cli, ["schema", *words], standalone_mode=standalone)


def written(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*.json")}


def test_the_command_writes_the_schemas_and_prints_the_setting(tmp_path: Path) -> None:
    root = make_workspace(tmp_path)
    result = run(root / "plans", "--workspace")
    assert result.exit_code == 0
    mapping = json.loads(result.stdout)[SETTING]
    folder = root / ".vplan/schemas"
    assert {f"./.vplan/schemas/{name}" for name in written(folder)} == set(mapping)
    assert "2018/norr/mal.schema.json" in written(folder)
    assert not (root / ".vscode").exists()
    assert f"{len(mapping)} schemas written" in result.stderr


def test_schemas_of_a_folder_that_is_gone_are_removed(tmp_path: Path) -> None:
    root = make_workspace(tmp_path)
    run(root, "--workspace")
    shutil.rmtree(root / "plans/2018/norr")
    run(root, "--workspace")
    assert [name for name in written(root / ".vplan/schemas") if "norr" in name] == []


def test_another_folder_keeps_what_is_in_it(tmp_path: Path) -> None:
    root = make_workspace(tmp_path / "w")
    out = tmp_path / "ut"
    out.mkdir()
    (out / "min.schema.json").write_text("{}")
    mapping = json.loads(run(root, "--workspace", "--output", str(out)).stdout)[SETTING]
    assert f"{out.as_uri()}/plan.schema.json" in mapping
    assert "min.schema.json" in written(out)
    assert "./scheman/plan.schema.json" in json.loads(run(root, "--workspace", "--output", "scheman").stdout)[SETTING]


def test_the_setting_is_put_into_the_editors_file(tmp_path: Path) -> None:
    root = make_workspace(tmp_path, {SETTINGS_FILE: '{\n    "a": 1\n}\n'})
    assert run(root, "--workspace", "--vscode").exit_code == 0
    text = (root / SETTINGS_FILE).read_text(encoding="utf-8")
    assert text.startswith('{\n    "a": 1,\n    "yaml.schemas": {\n')
    run(root, "--workspace", "--vscode")
    assert (root / SETTINGS_FILE).read_text(encoding="utf-8") == text


def test_settings_with_comments_are_left_alone_and_the_setting_is_printed(tmp_path: Path) -> None:
    text = '{\n  // min\n  "a": 1\n}\n'
    root = make_workspace(tmp_path, {SETTINGS_FILE: text})
    result = run(root, "--workspace", "--vscode", standalone=False)
    assert (result.return_value, (root / SETTINGS_FILE).read_text()) == (1, text)
    assert result.stdout == setting_text(json.loads(result.stdout)[SETTING])
    assert "no plain JSON" in result.stderr


@pytest.mark.parametrize("content", [b"\xff\xfe{}", b'{"a": "\xe5"}'])
def test_settings_that_are_no_utf_8_are_left_alone(tmp_path: Path, content: bytes) -> None:
    root = make_workspace(tmp_path, {SETTINGS_FILE: content})
    assert run(root, "--workspace", "--vscode", standalone=False).return_value == 1
    assert (root / SETTINGS_FILE).read_bytes() == content


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    result = run(make_workspace(tmp_path, {"kf": "år: [\n"}), "--workspace")
    assert result.exit_code == 0
    assert "plans/2018/kf.yaml cannot be read" in result.stderr


@pytest.mark.parametrize(
    ("words", "sentence"), [(["mal", "--workspace"], "name none"), (["--vscode"], "--vscode goes with --workspace")]
)
def test_wrong_use_is_told(tmp_path: Path, words: list[str], sentence: str) -> None:
    result = run(make_workspace(tmp_path), *words)
    assert result.exit_code == 2
    assert sentence in result.stderr


def test_without_a_workspace_nothing_is_written(tmp_path: Path) -> None:
    assert run(tmp_path, "--workspace").exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    root = make_workspace(tmp_path, {"fil": ""})
    result = run(root, "--workspace", "--output", "fil")
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr
