from __future__ import annotations

import json
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator  # type: ignore[import-untyped,unused-ignore]

from support import yaml12
from vplan.cli.main import cli
from vplan.model.values import parse_number
from vplan.resources import editions_dir, schemas_dir
from vplan.scaffold.workspace import workspace_files
from vplan.schema import KINDS, make_schema, schema_file, schema_text
from vplan.source.yaml12 import changed_by_yaml12

ROOT = Path(__file__).parents[1]
VALIDATORS = {kind: Draft7Validator(make_schema(kind)) for kind in KINDS}


def kind_of(path: str) -> list[str]:
    """Return the kinds whose globs take a path, as an editor would find them."""
    return [kind for kind, what in KINDS.items() if any(fnmatch(f"/{path}", f"*/{glob}") for glob in what.files)]


def corpus() -> Iterator[tuple[str, str, str]]:
    for folder in ("plans", "examples"):
        for path in sorted((ROOT / folder).rglob("*.yaml")):
            name = path.relative_to(ROOT).as_posix()
            if ".vplan" not in path.parts:
                yield name, kind_of(name)[0], path.read_text(encoding="utf-8")
    for path in sorted(editions_dir().rglob("*.yaml")):
        yield path.relative_to(editions_dir()).as_posix(), "edition", path.read_text(encoding="utf-8")
    for name, text in workspace_files(2030).items():
        if name.endswith(".yaml"):
            yield f"init/{name}", kind_of(name)[0], text


CORPUS = list(corpus())


def problems(kind: str, text: str) -> list[str]:
    return [error.message for error in VALIDATORS[kind].iter_errors(yaml12.load(text))]


@pytest.mark.parametrize(("kind", "text"), [entry[1:] for entry in CORPUS], ids=[entry[0] for entry in CORPUS])
def test_every_file_of_the_repository_fits_its_schema(kind: str, text: str) -> None:
    assert problems(kind, text) == []


def test_the_corpus_holds_every_kind() -> None:
    assert {kind for _, kind, _ in CORPUS} == set(KINDS)


def test_each_file_name_has_exactly_one_schema() -> None:
    for name in ("vplan.yaml", "plans/2018/kf.yaml", "plans/2018/a/b/plan.yaml", "utgåvor/soderby/2024.yaml"):
        assert len(kind_of(name)) == 1, name
    assert kind_of("README.md") == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_schemas_are_draft_7(kind: str) -> None:
    Draft7Validator.check_schema(make_schema(kind))
    assert make_schema(kind)["$schema"] == "http://json-schema.org/draft-07/schema#"


@pytest.mark.parametrize("kind", KINDS)
def test_the_committed_schemas_are_current(kind: str) -> None:
    committed = (schemas_dir() / schema_file(kind)).read_text(encoding="utf-8")
    assert committed == schema_text(kind), "make them anew: vplan schema --output schemas"


def test_no_other_schemas_are_committed() -> None:
    assert {path.name for path in schemas_dir().iterdir()} == {schema_file(kind) for kind in KINDS}


def test_swedish_letters_stand_as_they_are() -> None:
    assert '"förväntat_resultat"' in schema_text("mal")


def properties(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(node, list):
        for item in node:
            yield from properties(item, path)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "properties":
                for name, inner in value.items():
                    yield f"{path}.{name}", inner
                    yield from properties(inner, f"{path}.{name}")
            else:
                yield from properties(value, f"{path}.{key}")


@pytest.mark.parametrize("kind", KINDS)
def test_every_property_has_a_swedish_title_and_description(kind: str) -> None:
    found = list(properties(make_schema(kind)))
    assert found
    for path, node in found:
        for word in ("title", "description"):
            text = node.get(word, "")
            assert text.strip(), f"{path} has no {word}"
            assert not {"the", "of", "a", "is", "or"} & set(text.lower().split()), f"{path}: {text}"


@pytest.mark.parametrize("kind", KINDS)
def test_every_optional_key_may_be_blank_while_one_types(kind: str) -> None:
    schema = make_schema(kind)
    objects = [schema, *schema.get("definitions", {}).values()]
    for node in objects:
        for key, inner in node["properties"].items():
            if key not in node.get("required", ()):
                checker = Draft7Validator({"definitions": schema.get("definitions", {}), **inner})
                assert checker.is_valid(None), f"{kind}: {key}"


RIGHT = [
    ("vplan", ""),
    ("kf", "år: 2018\ninriktningsmål:\n"),
    ("kf", "år: '2018'\ninriktningsmål:\n  - {nr: 1, titel: T, mål: [{nr: 1.7, titel: U}, {nr: '1.10', titel: V}]}"),
    ("namnd", "år: 2018\nnamn: N\nmål:\n  1.7:\n    - {id: a, nämndmål: T}"),
    ("namnd", "år: 2018\nnamn: N\nmål:\n  1.7: {nämndmål: [{id: a, nämndmål: T}], indikatorer: }\n  1.8:"),
    ("plan", "utgåva: stockholm/2018\nenhet: E\nförslag_till_beslut:"),
    ("plan", "utgåva: stockholm/2018\nenhet: E\nförslag_till_beslut: En text"),
    ("plan", "utgåva: s\nenhet: E\nförslag_till_beslut: {punkter: [Ett, {språk: en, text: Two}]}"),
    ("plan", "utgåva: s\nenhet: E\ndatum:\nhandläggare:\nbilagor:\ndnr: 12\nkontakt: {telefon: 0846500400}"),
    ("mal", "mål:\n  1.7:\n  2.1: {nämndmål: {a: , b: {enhetsmål: }}}"),
    ("mal", "mål: {1.7: {indikatorer: alla, aktiviteter: [x, 2]}}"),
    ("mal", "mål: {1.7: {indikatorer: {x: {årsmål: 81}, y: , z: {årsmål: '6,1 %', kommentar: 2}}}}"),
    ("ekonomi", "resursanvändning: {språk: en, text: Money}"),
    (
        "ekonomi",
        "budget:\n- belopp_i: tkr\n  kolumner: {k: K}\n  grupper: [{rader: [{rad: P, k: 28800}]}]\n  summa: nej",
    ),
    (
        "ekonomi",
        "budget:\n- belopp_i: tkr\n  kolumner: {k: {rubrik: K, tecken: ja}}\n  grupper: [{rader: [{rad: P, k: }]}]",
    ),
    (
        "ekonomi",
        "budget:\n- belopp_i: kr\n  kolumner: {k: K}\n  grupper: []\n  summa: {rad: S, k: '745 600'}\n  netto: N",
    ),
    ("edition", "ärver: stockholm/2018\nnamn: N\netiketter: {kf_mål: }"),
]
WRONG = [
    ("vplan", "komun: X"),
    ("vplan", "kommun: [X]"),
    ("kf", "inriktningsmål: []"),
    ("kf", "år: tjugohundra\ninriktningsmål: []"),
    ("kf", "år: 2018.5\ninriktningsmål: []"),
    ("kf", "år: 2018\ninriktningsmål: {nr: 1}"),
    ("kf", "år: 2018\ninriktningsmål: [{nr: 1}]"),
    ("kf", "år: 2018\ninriktningsmål: [{nr: ett, titel: T}]"),
    ("kf", "år: 2018\nofullständig: true\ninriktningsmål: []"),
    ("kf", "år: 2018\ninriktningsmål: [{nr: 1, titel: T, mål: [{nr: 1.7, titel: U, indikatorer: [{id: a}]}]}]"),
    ("namnd", "år: 2018\nnamn: N\nmål: [a]"),
    ("namnd", "år: 2018\nnamn:\nmål:"),
    ("namnd", "år: 2018\nnamn: N\nmål: {1.7: text}"),
    ("namnd", "år: 2018\nnamn: N\nmål: {1.7: [{id: Stor, nämndmål: T}]}"),
    ("plan", "enhet: E"),
    ("plan", "utgåva: s\nenhet: E\nenhett: F"),
    ("plan", "utgåva: s\nenhet: E\ndatum: 12/1 2018"),
    ("plan", "utgåva: s\nenhet: E\nspråk: svenska"),
    ("plan", "utgåva: s\nenhet: E\nhandläggare: Ingrid"),
    ("plan", "utgåva: s\nenhet: E\ninledande_kapitel: [{rubrik: R, text: {sprak: en, text: T}}]"),
    ("mal", "år: 2018"),
    ("mal", "mål: {1.7: {indikatorer: allt}}"),
    ("mal", "mål: {1.7: {aktiviteter: {a: {årsmål: 1}}}}"),
    ("mal", "mål: {1.7: {indikatorer: {a: {mål: 1}}}}"),
    ("mal", "mål: {1.7: {nämndmål: {a: {enhetsmål: [{id: b}]}}}}"),
    (
        "mal",
        "mål: {1.7: {nämndmål: {a: {enhetsmål: [{id: b, mål: M, indikatorer: [{namn: N, periodicitet: vecka}]}]}}}}",
    ),
    ("mal", "mål: {1.7: {nämndmål: {a: {enhetsmål: [{id: b, mål: M, indikatorer: [{namn: N, årsmål: 6.1}]}]}}}}"),
    ("ekonomi", "budget: [{belopp_i: Mkr, kolumner: {k: K}, grupper: []}]"),
    ("ekonomi", "budget: [{belopp_i: kr, kolumner: {k: K}, grupper: [{rader: [{rad: R, k: 6.1}]}]}]"),
    ("ekonomi", "budget: [{belopp_i: kr, kolumner: {k: K}, grupper: [{rader: [{rad: R, k: mycket}]}]}]"),
    ("ekonomi", "budget: [{belopp_i: kr, kolumner: {k: [K]}, grupper: []}]"),
    ("ekonomi", "budget: [{belopp_i: kr, kolumner: {k: K}, grupper: [{slag: utgifter, rader: []}]}]"),
    ("edition", "etiketter: {plats: under}"),
    ("edition", "innehåll: {titel: yes}"),
    ("edition", "farg: blå"),
]


@pytest.mark.parametrize(("kind", "text"), RIGHT)
def test_short_forms_and_blank_keys_fit(kind: str, text: str) -> None:
    value = yaml12.load(text)
    assert [e.message for e in VALIDATORS[kind].iter_errors(value if value is not None else {})] == []


@pytest.mark.parametrize(("kind", "text"), WRONG)
def test_mistakes_do_not_fit(kind: str, text: str) -> None:
    assert problems(kind, text) != []


@given(st.text(alphabet="0123456789 ,.-+−\u00a0", min_size=1, max_size=9).map(str.strip).filter(bool))
def test_an_amount_fits_exactly_when_it_is_a_number(text: str) -> None:
    if changed_by_yaml12(text) or text.startswith(("- ", ", ")) or text in "-,":
        return
    table = "budget:\n- belopp_i: kr\n  kolumner: {{k: K}}\n  grupper: [{{rader: [{{rad: R}}]}}]\n  summa:\n    k: {}\n"
    try:
        value = yaml12.load(table.format(text))
    except yaml.YAMLError:
        return
    if not isinstance(value["budget"][0]["summa"]["k"], str | int | float):
        return
    assert VALIDATORS["ekonomi"].is_valid(value) == (parse_number(text) is not None)


def test_the_command_prints_one_kind() -> None:
    result = CliRunner().invoke(cli, ["schema", "mal"])
    assert result.exit_code == 0
    assert json.loads(result.stdout) == make_schema("mal")
    assert result.stdout == schema_text("mal")


def test_the_command_takes_a_file_name_for_a_kind() -> None:
    assert CliRunner().invoke(cli, ["schema", "kf.yaml"]).stdout == schema_text("kf")


def test_the_command_lists_the_kinds() -> None:
    lines = CliRunner().invoke(cli, ["schema"]).stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(KINDS)


def test_the_command_writes_all_kinds_or_one(tmp_path: Path) -> None:
    assert CliRunner().invoke(cli, ["schema", "--output", str(tmp_path / "all")]).exit_code == 0
    assert {path.name for path in (tmp_path / "all").iterdir()} == {schema_file(kind) for kind in KINDS}
    assert CliRunner().invoke(cli, ["schema", "kf", "--output", str(tmp_path / "one")]).exit_code == 0
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["kf.schema.json"]


@pytest.mark.usefixtures("english")
def test_an_unknown_kind_names_the_nearest() -> None:
    result = CliRunner().invoke(cli, ["schema", "ekonomy"])
    assert result.exit_code == 2
    assert "Did you mean 'ekonomi'?" in result.stderr


@pytest.mark.usefixtures("english")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = CliRunner().invoke(cli, ["schema", "--output", str(tmp_path / "file")])
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr
    assert "Traceback" not in result.stderr
