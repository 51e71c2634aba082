"""Prose: Markdown with its place, and its language where it says one of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import ValidationInfo, WithJsonSchema

from vplan.diagnostics import msg
from vplan.model import choices, values
from vplan.model.base import ReadBy, report, respelt
from vplan.numbers import format_count
from vplan.source.tree import Mapping, Scalar

MAX_TEXT = 100_000
_A_TEXT = msg("a text")


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown text with its place, and its language where it says one of its own."""

    text: Scalar
    language: str | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to print."""
        return not self.text.strip()


def _prose(value: Any, info: ValidationInfo) -> Prose:
    if isinstance(value, Mapping):
        return _prose_with_language(value, info)
    text = values.scalar(value, info, _A_TEXT)
    if text is None:
        return Prose(values.stand_in(value, info))
    return Prose(_bounded(text, info))


def _bounded(text: Scalar, info: ValidationInfo) -> Scalar:
    """Return the text as it can be read as Markdown in bounded time, after a report where that is not as it stands.

    A word that is too long is cut, so that the rest of the text is judged; a text that is too long becomes empty.
    """
    words_fit = values.check_words(text, info)
    if len(text) <= MAX_TEXT:
        return text if words_fit else values.with_words_cut(text)
    if words_fit:
        length, limit = format_count(len(text)), format_count(MAX_TEXT)
        message = msg("The text has {length} characters; the limit is {limit}.", length=length, limit=limit)
        report(info, text, "long-text", message, msg("Split it over several chapters, or put it in an annex."))
    return values.stand_in(text, info)


def _prose_with_language(value: Mapping, info: ValidationInfo) -> Prose:
    for key in value:
        if key not in ("språk", "text"):
            hint = msg("Long text goes in a block: write | after the key and the text on the lines below.")
            report(
                info,
                value,
                "unknown-key",
                msg("The key “{key}” is not known in {what}.", key=key, what=msg("a text")),
                hint,
                span=value.key_span(key),
                fix=respelt(value.keys_at[key], (k for k in ("språk", "text") if k not in value)),
            )
    inner = value.get("text")
    written = values.scalar(inner, info, _A_TEXT) if inner is not None else None
    text = _bounded(written, info) if written is not None else values.stand_in(value, info)
    language = choices.language(value["språk"], info) if "språk" in value else None
    return Prose(text, language)


_PROSE_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": ["string", "number", "null"]},
        {
            "type": "object",
            "properties": {
                "språk": {
                    "title": "Språk",
                    "description": "Språket i texten, när det inte är dokumentets: en.",
                    "type": "string",
                },
                "text": {"title": "Text", "description": "Texten, i Markdown.", "type": ["string", "number", "null"]},
            },
            "additionalProperties": False,
        },
    ]
}
ProseText = Annotated[Prose, ReadBy(_prose), WithJsonSchema(_PROSE_SCHEMA)]
