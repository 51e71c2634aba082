"""The setting `yaml.schemas` in an editor's settings file: put in, or renewed, without touching another byte.

VS Code's `settings.json` may hold comments and trailing commas, which JSON does not know. Such a file is left alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from vplan.schema.general import KINDS, schema_file

SETTING = "yaml.schemas"
SETTINGS_FILE = ".vscode/settings.json"
_INDENT = "  "
_SPACE = " \t\r\n"


class NotPlainJsonError(ValueError):
    """A settings file that is no JSON object, or whose `yaml.schemas` is none."""


@dataclass(frozen=True, slots=True)
class _Member:
    """A key of an object, where it begins, and where its value begins and ends."""

    name: str
    key: int
    begin: int
    end: int


def setting_text(mapping: Mapping[str, list[str]]) -> str:
    """Return the setting alone as a JSON text, to be pasted into a settings file."""
    return json.dumps({SETTING: mapping}, ensure_ascii=False, indent=_INDENT) + "\n"


def merged_settings(text: str, mapping: Mapping[str, list[str]], folder: str) -> str:
    """Return the text of a settings file with the mapping in it, all else as it was.

    Of the schemas that are mapped there already, those in `folder` and those that `vplan init` has written give way.
    Raises `NotPlainJsonError`.
    """
    if not text.strip():
        return setting_text(mapping)
    members = list(_members(text))
    found = [member for member in members if member.name == SETTING]
    old = _value(text, found[-1]) if found else {}
    if not isinstance(old, dict):
        raise NotPlainJsonError(SETTING)
    kept = {schema: files for schema, files in old.items() if not _is_ours(schema, files, folder)}
    return _placed(text, members, found[-1] if found else None, {**kept, **mapping})


def _is_ours(schema: str, files: object, folder: str) -> bool:
    name = schema.removeprefix("./")
    own = {schema_file(kind): list(what.files) for kind, what in KINDS.items()}
    if name.startswith(f"{folder.removeprefix('./')}/"):
        return name.rpartition("/")[2] in own
    return any(name == f"schemas/{file}" and files == patterns for file, patterns in own.items())


def _placed(text: str, members: list[_Member], old: _Member | None, value: Mapping[str, object]) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    place = old or (members[-1] if members else None)
    indent = _indent_at(text, place) if place else _INDENT
    made = json.dumps(value, ensure_ascii=False, indent=indent or _INDENT).replace("\n", f"{newline}{indent}")
    if old:
        return text[: old.begin] + made + text[old.end :]
    made = f"{newline}{indent}{json.dumps(SETTING)}: {made}"
    if place:
        return f"{text[: place.end]},{made}{text[place.end :]}"
    begin = text.index("{") + 1
    return f"{text[:begin]}{made}{newline}{text[begin:].lstrip()}"


def _indent_at(text: str, member: _Member) -> str:
    """Return the white space before the key of a member, where it begins its line."""
    before = text[text.rfind("\n", 0, member.key) + 1 : member.key]
    return "" if before.strip() else before


def _value(text: str, member: _Member) -> object:
    return json.loads(text[member.begin : member.end])


def _members(text: str) -> Iterator[_Member]:
    """Yield the members of the JSON object that a text is, with the places of their values."""
    try:
        if not isinstance(json.loads(text), dict):
            raise NotPlainJsonError
    except (ValueError, RecursionError) as error:
        raise NotPlainJsonError from error
    decoder = json.JSONDecoder()
    at = _next(text, text.index("{") + 1)
    while text[at] != "}":
        key = at
        name, at = decoder.raw_decode(text, key)
        begin = _next(text, _next(text, at) + 1)
        _, at = decoder.raw_decode(text, begin)
        yield _Member(name, key, begin, at)
        at = _next(text, at)
        if text[at] == ",":
            at = _next(text, at + 1)


def _next(text: str, at: int) -> int:
    """Return where the next thing that is no white space begins."""
    while text[at] in _SPACE:
        at += 1
    return at
