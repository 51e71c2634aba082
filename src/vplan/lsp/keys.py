"""What the schemas say of a place in a file: its keys, the words that its value can be, and what they mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from vplan.lsp.cursor import ITEM
from vplan.schema import Schema, make_schema


@dataclass(frozen=True, slots=True)
class Key:
    """A key that can stand somewhere: its title, what it is for, and whether its value goes on the same line."""

    name: str
    title: str
    description: str
    is_scalar: bool


@cache
def _schema(kind: str) -> Schema:
    return make_schema(kind)


def keys_at(kind: str, path: Sequence[str]) -> list[Key]:
    """Return the keys that the mapping at a path of keys can have."""
    found: dict[str, Key] = {}
    for node in _nodes(kind, path):
        for name, value in node.get("properties", {}).items():
            found.setdefault(name, _key(kind, name, value))
    return list(found.values())


def key_at(kind: str, path: Sequence[str]) -> Key | None:
    """Return the last key of a path, or None where the schema does not know it."""
    if not path or path[-1] == ITEM:
        return None
    return next((key for key in keys_at(kind, path[:-1]) if key.name == path[-1]), None)


def words_at(kind: str, path: Sequence[str]) -> list[str]:
    """Return the words that the value at a path can be, where the schema lists them."""
    words: list[str] = []
    for node in _nodes(kind, path):
        for word in [*node.get("enum", ()), *([node["const"]] if "const" in node else ())]:
            if isinstance(word, str) and word not in words:
                words.append(word)
    return words


def _key(kind: str, name: str, value: Schema) -> Key:
    nodes = list(_resolved(_schema(kind), value))
    is_scalar = not any(node.get("properties") or "items" in node or _values(node) for node in nodes)
    return Key(name, value.get("title", name), value.get("description", ""), is_scalar)


def _values(node: Schema) -> Schema | None:
    found: Any = node.get("additionalProperties")
    return found if isinstance(found, dict) else None


def _nodes(kind: str, path: Sequence[str]) -> list[Schema]:
    """Return the schemas that fit a path, with choices and references followed."""
    whole = _schema(kind)
    nodes = list(_resolved(whole, whole))
    for step in path:
        nodes = [inner for node in nodes for below in _below(node, step) for inner in _resolved(whole, below)]
    return nodes


def _below(node: Schema, step: str) -> Iterator[Schema]:
    if step == ITEM:
        if isinstance(node.get("items"), dict):
            yield node["items"]
        return
    properties = node.get("properties", {})
    if step in properties:
        yield properties[step]
    elif (values := _values(node)) is not None:
        yield values


def _resolved(whole: Schema, node: Schema) -> Iterator[Schema]:
    if "$ref" in node:
        yield from _resolved(whole, whole["definitions"][node["$ref"].rpartition("/")[2]])
        return
    yield node
    for word in ("allOf", "anyOf", "oneOf"):
        for inner in node.get(word, ()):
            yield from _resolved(whole, inner)
