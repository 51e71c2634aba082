"""The bounds of what a YAML file may hold, held before it is composed: depth and number of values.

libyaml composes by recursion in C, and each value costs time in every room after it; so what could be beyond a bound is
counted first, event by event.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from vplan.diagnostics import Diagnostic, Message, Severity, msg
from vplan.numbers import format_count
from vplan.source.tree import Mark, Source

MAX_DEPTH = 50
MAX_VALUES = 20_000

HAS_LIBYAML = bool(getattr(yaml, "__with_libyaml__", False))
_BaseLoader: Any = yaml.CBaseLoader if HAS_LIBYAML else yaml.BaseLoader


class TextLoader(_BaseLoader):  # type: ignore[misc]
    """Gives every scalar the same tag: the schema, not YAML, decides what a text means."""

    def descend_resolver(self, *_: object) -> None:  # noqa: D102
        pass

    def ascend_resolver(self) -> None:  # noqa: D102
        pass

    def resolve(self, *_: object) -> str:  # noqa: D102
        return "text"


# libyaml composes by recursion in C: what could nest deeper than this is counted first, event by event.
_SAFE_DEPTH = 1000 if HAS_LIBYAML else 60
_BLOCK_OPENERS = re.compile(r"^[ \t\-?:]*", re.MULTILINE)


class BoundError(Exception):
    """A text is beyond a bound; `finding` says where."""

    rule: str
    message: Message
    hint: Message

    def __init__(self, mark: Mark | None) -> None:
        self.line, self.column = (mark.line, mark.column) if mark is not None else (0, 0)

    def finding(self, source: Source) -> Diagnostic:
        """Return the finding at the first value beyond the bound."""
        span = source.span(self.line + 1, self.column + 1)
        return Diagnostic(self.rule, Severity.ERROR, span, self.message, self.hint)


class TooDeepError(BoundError):
    """Values are nested deeper than `MAX_DEPTH`."""

    rule = "too-deep"
    message = msg("The values are nested deeper than {limit} levels.", limit=MAX_DEPTH)
    hint = msg("A plan never needs so many levels; is a bracket missing?")


class TooManyError(BoundError):
    """There are more keys and values than `MAX_VALUES`."""

    rule = "too-many-values"
    message = msg("The file has more than {limit} keys and values.", limit=format_count(MAX_VALUES))
    hint = msg("Put a long table into a CSV file or an annex; or were lines pasted many times?")


def measure(text: str) -> None:
    """Raise `TooDeepError`, `TooManyError` or PyYAML's own errors for a text that is beyond a bound."""
    if not _may_be_many(text) and not _may_be_deep(text):
        return
    depth = values = 0
    for event in yaml.parse(text, Loader=TextLoader):
        values += isinstance(event, yaml.NodeEvent)
        if values > MAX_VALUES:
            raise TooManyError(event.start_mark)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise TooDeepError(event.start_mark)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _may_be_many(text: str) -> bool:
    """Tell whether a text has so many signs that its values may be more than `MAX_VALUES`.

    A dash makes one, each other sign at most two: the comma in `{a, b}` the key b and its value, which is empty.
    """
    if len(text) < MAX_VALUES:
        return False
    return 2 * sum(map(text.count, ":[{?,")) + text.count("-") >= MAX_VALUES


def _may_be_deep(text: str) -> bool:
    if text.count("[") + text.count("{") > _SAFE_DEPTH:
        return True
    if (
        HAS_LIBYAML
        and "  " * (_SAFE_DEPTH // 2) not in text
        and "- " * (_SAFE_DEPTH // 2) not in text
        and ("?" not in text or "? ? " not in text)
    ):
        return False
    return any(match.end() - match.start() > _SAFE_DEPTH for match in _BLOCK_OPENERS.finditer(text))
