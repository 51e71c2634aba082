"""Pieces of schemas that let a person choose among what is there: values, and keys of a mapping, each with a text.

Editors show the text of a proposal from `markdownDescription`, where they know it, else from `description`. A value
stands as a `const` with such a text, because an `enum` shows the texts of all its values wherever one of them is looked
at. `errorMessage` and `doNotSuggest` are words of the YAML support of editors; to others they mean nothing.

An editor reads YAML 1.2: `1.10` is the number 1.1 to it, and so is it as a key. What vplan takes as text must fit
nevertheless, so such a choice is also there as the value that the editor sees, without being proposed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from vplan.schema.general import Schema
from vplan.source.yaml12 import plain_value

_NOTHING: Schema = {"type": "null", "doNotSuggest": True}
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~])")


@dataclass(frozen=True, slots=True)
class Choice:
    """What can be chosen: its name in the file, its title, and more lines about it."""

    name: str
    title: str
    more: tuple[str, ...] = ()

    @property
    def description(self) -> str:
        """Title and lines as plain text."""
        return "\n\n".join((self.title, *self.more))

    @property
    def markdown(self) -> str:
        """Title and lines as Markdown."""
        return "\n\n".join((f"**{_escaped(self.title)}**", *map(_escaped, self.more)))

    @property
    def texts(self) -> Schema:
        """What a schema says about the choice."""
        return {"description": self.description, "markdownDescription": self.markdown}


def one_of(choices: Iterable[Choice], otherwise: str) -> Schema:
    """Return the schema of a value that is one of the choices; `otherwise` says where they come from.

    Where there is nothing to choose, only nothing fits.
    """
    known = list(choices)
    if not known:
        return {"type": "null", "errorMessage": otherwise}
    names = [choice.name for choice in known]
    seen = [value for name in names if (value := plain_value(name)) != name]
    every = {"enum": [*names, *seen]}
    # fits nothing: the first alternative is what YAML editors tell of, and take quick fixes from, where none fits
    told = {"title": otherwise, **every, "not": every, "doNotSuggest": True}
    alone = [{"const": choice.name, **choice.texts} for choice in known]
    return {"anyOf": [told, *alone, *([{"enum": seen, "doNotSuggest": True}] if seen else [])]}


def optional(schema: Schema) -> Schema:
    """Return the schema that also takes nothing: a line that is not filled in yet is no mistake."""
    return schema if schema.get("type") == "null" else {"anyOf": [*schema.get("anyOf", [schema]), _NOTHING]}


def keyed(choices: Iterable[tuple[Choice, Schema]], otherwise: str) -> Schema:
    """Return the schema of a mapping, or nothing, whose keys are choices, each with the schema of its value.

    `otherwise` is what an editor says of any other key.
    """
    properties: Schema = {}
    others: Schema = {}
    for choice, value in choices:
        properties[choice.name] = {**value, **choice.texts}
        seen = plain_value(choice.name)
        if not isinstance(seen, str):
            # as a number the key is not found among the properties by every editor
            others[f"^{_pattern(seen)}$"] = True
    return {
        "type": ["object", "null"],
        "properties": properties,
        **({"patternProperties": others} if others else {}),
        "additionalProperties": False,
        "errorMessage": otherwise,
    }


def _pattern(value: float | bool | None) -> str:
    """Return the pattern of a value where it is a key, as JavaScript writes it."""
    if isinstance(value, float):
        value = int(value) if value.is_integer() else value
    return json.dumps(value).replace(".", r"\.").replace("+", r"\+")


def _escaped(text: str) -> str:
    return _MARKS.sub(r"\\\1", text)
