"""Fixes made of a value and the text that takes its place: in its quotation marks, or in new ones where it needs them.

Nothing here runs before there is a finding.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any

import yaml

from vplan.diagnostics import Edit, Fix, Message, Span, msg
from vplan.source.reader import FORBIDDEN
from vplan.source.tree import Scalar, Source
from vplan.source.yaml12 import changed_by_yaml12

_QUOTES = ("'", '"')
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def replace_value(scalar: Scalar | None, text: str, title: Message | None = None) -> Fix | None:
    """Return the fix that puts `text` in place of a whole value or key.

    None for a value that is not in the file, takes several lines, or could not be written so.
    """
    if scalar is None or scalar.missing or scalar.line != scalar.end_line:
        return None
    raw = _raw(scalar.source, scalar.line, scalar.column, scalar.end_column)
    if scalar.style in _QUOTES:
        if "'" in text or '"' in text or "\\" in text or raw != f"{scalar.style}{scalar}{scalar.style}":
            return None
        new = f"{scalar.style}{text}{scalar.style}"
    elif not scalar.style and raw == scalar:
        new = text if _can_be_plain(text, in_flow(scalar)) else f'"{text}"'
        if new != text and ('"' in text or "\\" in text):
            return None
    else:
        return None
    return _fix(scalar, scalar.column, scalar.end_column, new, title or msg("Write {right}.", right=new))


def replace_part(scalar: Scalar, start: int, end: int, text: str) -> Fix | None:
    """Return the fix that puts `text` in place of the characters `start` to `end` of a value.

    None where the file writes these characters in another way than the value has them: over two lines, escaped.
    """
    if scalar.missing:
        return None
    if not scalar.style and ("," in text or "#" in text or ":" in text) and in_flow(scalar):
        return replace_value(scalar, f"{scalar[:start]}{text}{scalar[end:]}")
    span = scalar.span_at(start, end)
    if span.line != span.end_line or "'" in text or '"' in text or "\\" in text:
        return None
    if _raw(scalar.source, span.line - 1, span.column - 1, span.end_column - 1) != scalar[start:end]:
        return None
    return Fix((Edit(span, text),), msg("Write {right}.", right=text))


def replace_span(source: Source, span: Span, written: str, text: str) -> Fix | None:
    """Return the fix that puts `text` in place of a stretch of a file where just `written` stands, else None."""
    if span.line != span.end_line or _raw(source, span.line - 1, span.column - 1, span.end_column - 1) != written:
        return None
    return Fix((Edit(span, text),), msg("Write {right}.", right=text))


def quote(scalar: Scalar) -> Fix | None:
    """Return the fix that puts a value that has no quotation marks into them, just as the file writes it."""
    if scalar.missing or scalar.style or scalar.line != scalar.end_line or '"' in scalar or "\\" in scalar:
        return None
    if _raw(scalar.source, scalar.line, scalar.column, scalar.end_column) != scalar:
        return None
    title = msg('Write it in quotes: "{text}".', text=str(scalar))
    return _fix(scalar, scalar.column, scalar.end_column, f'"{scalar}"', title)


def in_flow(scalar: Scalar) -> bool:
    """Tell whether a value stands in `[…]` or `{…}`, where a comma ends it."""
    place = (scalar.line, scalar.column)
    return any(start < place < end for start, end in _stretches(scalar.source))


def _fix(scalar: Scalar, column: int, end_column: int, text: str, title: Message) -> Fix:
    line = scalar.line + 1
    return Fix((Edit(scalar.source.span(line, column + 1, line, end_column + 1), text),), title)


def _raw(source: Source, line: int, column: int, end_column: int) -> str:
    """Return what stands in a line of the file, in NFC as values are."""
    text = source.lines[line][column:end_column] if line < len(source.lines) else ""
    return unicodedata.normalize("NFC", text)


def _can_be_plain(text: str, flow: bool) -> bool:
    """Tell whether YAML reads a text without quotation marks as it stands, and other readers do too."""
    if not text or changed_by_yaml12(text):
        return False
    try:
        node: Any = yaml.compose(f"[{text}]" if flow else text, Loader=yaml.BaseLoader)
    except yaml.YAMLError:
        return False
    if flow:
        node = node.value[0] if isinstance(node, yaml.SequenceNode) and len(node.value) == 1 else None
    return isinstance(node, yaml.ScalarNode) and node.value == text


@lru_cache(maxsize=2)
def _stretches(source: Source) -> tuple[tuple[tuple[int, int], tuple[int, int]], ...]:
    """Return where `[…]` and `{…}` begin and end, line and column from 0, without those inside others."""
    if "[" not in source.text and "{" not in source.text:
        return ()
    text = FORBIDDEN.sub(" ", source.text).replace("\t", " ")
    found: list[tuple[tuple[int, int], tuple[int, int]]] = []
    open_at: list[tuple[int, int]] = []
    try:
        for event in yaml.parse(text, Loader=_Loader):
            if isinstance(event, yaml.CollectionStartEvent):
                flow = bool(event.flow_style) or bool(open_at)
                if flow and event.start_mark is not None:
                    open_at.append((event.start_mark.line, event.start_mark.column))
            elif isinstance(event, yaml.CollectionEndEvent) and open_at and event.end_mark is not None:
                start = open_at.pop()
                if not open_at:
                    found.append((start, (event.end_mark.line, event.end_mark.column)))
    except yaml.YAMLError:
        pass  # up to here is known
    return tuple(found)
