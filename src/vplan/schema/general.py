"""JSON schemas for the files of a workspace, made from the models, for editors that complete and underline.

The schemas are of draft 7, the one that YAML editors know best. They describe what a YAML 1.2 reader sees: a year or a
whole amount is a number to it, the keys are texts. A key that may be left out may also be left blank.
"""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

from vplan.model.award import Award
from vplan.model.award_edition import EditionFile
from vplan.model.base import SourceModel
from vplan.model.board import Board
from vplan.model.council import Council
from vplan.model.decision import Decisions
from vplan.model.economy import AmountRow, Economy
from vplan.model.plan import Plan
from vplan.model.settings import Settings
from vplan.model.unit_goals import UnitGoals

Schema = dict[str, Any]

_DRAFT = "http://json-schema.org/draft-07/schema#"
_REFERENCE = "#/definitions/"
_BLANK: Schema = {"type": "null"}
_ORDER = (
    "$schema", "title", "description", "type", "const", "enum", "pattern", "minLength", "minimum", "$ref", "allOf",
    "anyOf", "items", "properties", "required", "additionalProperties", "definitions",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its model, which files are of it (glob patterns), and what it holds, in Swedish.

    A `partial` file may leave out any key, because another file completes it.
    """

    model: type[SourceModel]
    files: tuple[str, ...]
    title: str
    description: str
    partial: bool = False


KINDS = {
    "kf": Kind(
        Council, ("**/kf.yaml",), "Kommunfullmäktiges mål", "Mål, indikatorer och aktiviteter för ett budgetår."
    ),
    "namnd": Kind(Board, ("**/namnd.yaml",), "Nämndens mål", "Nämndens mål under kommunfullmäktiges mål."),
    "plan": Kind(Plan, ("**/plan.yaml",), "Enhetens plan", "Framsida och kapitel före och efter målen."),
    "mal": Kind(UnitGoals, ("**/mal.yaml",), "Enhetens mål", "Enhetens mål under nämndens mål."),
    "ekonomi": Kind(Economy, ("**/ekonomi.yaml",), "Enhetens ekonomi", "Resursanvändning och budgettabeller."),
    "kvalitetsutmarkelse": Kind(
        Award, ("**/kvalitetsutmarkelse.yaml",), "Enhetens kvalitetsutmärkelse", "Uppgifter, inledning och svar."
    ),
    "beslut": Kind(
        Decisions, ("**/beslut.yaml",), "Beslut om enhetens dokument", "Vem som beslutade, när, och om vilket innehåll."
    ),
    "vplan": Kind(Settings, ("vplan.yaml",), "Inställningar", "Inställningar för hela arbetsytan."),
    "edition": Kind(
        EditionFile,
        ("utgåvor/**/*.yaml",),
        "Utgåva",
        "Etiketter, kapitelnamn, frågor, ordning och innehåll.",
        partial=True,
    ),
}


def schema_file(kind: str) -> str:
    """Return the name of the file that holds the schema of a kind: `kf.schema.json`."""
    return f"{kind}.schema.json"


@cache
def schema_text(kind: str) -> str:
    """Return the schema of a kind as JSON text, the same on every run; raises `KeyError` for an unknown kind."""
    return json.dumps(make_schema(kind), ensure_ascii=False, indent=2) + "\n"


def make_schema(kind: str) -> Schema:
    """Return the schema of a kind, each time a new one; raises `KeyError` for an unknown kind."""
    return deepcopy(_schema_of(kind))


@cache
def _schema_of(kind: str) -> Schema:
    what = KINDS[kind]
    made = what.model.model_json_schema(ref_template=f"{_REFERENCE}{{model}}")
    definitions = {name: _object(node, what.partial) for name, node in sorted(made.pop("$defs", {}).items())}
    schema = {**_object(made, what.partial), "$schema": _DRAFT, "title": what.title, "description": what.description}
    if definitions:
        schema["definitions"] = definitions
    ordered: Schema = _ordered(schema)
    return ordered


def _object(node: Schema, partial: bool) -> Schema:
    """Return the schema of a model: its keys, without the class's own name and docstring."""
    properties = dict(node["properties"])
    required = [] if partial else [key for key in node.get("required", ()) if key in properties]
    others = properties.pop(AmountRow.open_key, None)
    return {
        "type": "object",
        "properties": {key: _property(value, key not in required) for key, value in properties.items()},
        **({"required": required} if required else {}),
        "additionalProperties": _amounts(others) if others else False,
    }


def _amounts(node: Schema) -> Schema:
    return {"title": node["title"], "description": node["description"], **node["additionalProperties"]}


def _property(node: Schema, optional: bool) -> Schema:
    words: Schema = {key: node[key] for key in ("title", "description") if key in node}
    value = _value({key: inner for key, inner in node.items() if key not in words})
    if optional:
        value = _or_blank(value)
    # draft 7 ignores whatever stands beside a $ref
    return {**words, "allOf": [value]} if "$ref" in value else {**words, **value}


def _value(node: Schema) -> Schema:
    """Return the schema of a value, with blank lists and mappings allowed and choices within choices made flat."""
    made = {key: inner for key, inner in node.items() if key != "default"}
    for key in ("items", "additionalProperties"):
        if isinstance(made.get(key), dict):
            made[key] = _value(made[key])
    if "properties" in made:
        return {**_object(made, partial=False), "type": made["type"]}
    if made.get("type") in ("array", "object"):
        return _or_blank(made)
    return _flat([_value(inner) for inner in made["anyOf"]], made) if "anyOf" in made else made


def _flat(choices: list[Schema], around: Schema) -> Schema:
    """Return a choice without choices in it, nothing twice; a single choice stands by itself."""
    flat: list[Schema] = []
    for choice in choices:
        flat += [one for one in (choice["anyOf"] if list(choice) == ["anyOf"] else [choice]) if one not in flat]
    if any(_allows_blank(one) for one in flat if one != _BLANK):
        flat = [one for one in flat if one != _BLANK]
    rest = {key: inner for key, inner in around.items() if key != "anyOf"}
    return {**rest, "anyOf": flat} if len(flat) > 1 else {**rest, **flat[0]}


def _or_blank(node: Schema) -> Schema:
    """Return the schema that also takes a key without a value."""
    if _allows_blank(node):
        return node
    if "$ref" in node or "anyOf" in node:
        return {"anyOf": [*node.get("anyOf", [node]), _BLANK]}
    made = dict(node)
    if "enum" in node:
        made["enum"] = [*node["enum"], None]
    if "type" in node:
        made["type"] = [*_types(node), "null"]
    return made


def _allows_blank(node: Schema) -> bool:
    if "anyOf" in node:
        return any(_allows_blank(choice) for choice in node["anyOf"])
    return None in node["enum"] if "enum" in node else "null" in _types(node)


def _types(node: Schema) -> list[str]:
    types = node.get("type", [])
    return types if isinstance(types, list) else [types]


def _ordered(value: Any) -> Any:
    """Return the value with the words of the schema language in a fixed order; keys of files keep their own."""
    if isinstance(value, list):
        return [_ordered(item) for item in value]
    if not isinstance(value, dict):
        return value
    names = sorted(value, key=lambda key: (_ORDER.index(key), "") if key in _ORDER else (len(_ORDER), key))
    return {
        key: {name: _ordered(inner) for name, inner in value[key].items()}
        if key in ("properties", "definitions")
        else _ordered(value[key])
        for key in names
    }
