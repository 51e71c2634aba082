"""The outline of a file: goals, chapters, tables and rows, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Titles
from dataclasses import dataclass

from vplan.diagnostics import Span
from vplan.model.values import one_line
from vplan.source.tree import Mapping, Scalar, Sequence, Value

# keys whose value holds what the outline is about: their items stand in their place
_THROUGH = frozenset({"mål", "inriktningsmål", "nämndmål", "enhetsmål"})
_TITLES = ("titel", "nämndmål", "mål", "rubrik", "namn", "aktivitet", "rad", "fråga", "text", "id", "nr")
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the outline; `whole` is all it holds, `name_at` the place of its name."""

    name: str
    detail: str
    whole: Span
    name_at: Span
    children: tuple[Entry, ...]

    @property
    def holds_more(self) -> bool:
        """Tell whether there is anything below it."""
        return bool(self.children)


def outline(tree: Mapping, titles: Titles[Span, str]) -> list[Entry]:
    """Return the outline of a file's value tree; `titles` are those of the names that stand at a place."""
    return list(_in_mapping(tree, titles))


def _in_mapping(mapping: Mapping, titles: Titles[Span, str]) -> Iterator[Entry]:
    for key, value in mapping.items():
        at = mapping.keys_at.get(key)
        if key in _THROUGH and not isinstance(value, Scalar):
            yield from _below(value, titles)
        elif at is not None and (not isinstance(value, Scalar) or value.style in ("|", ">")):
            span = at.span
            children = tuple(_below(value, titles))
            yield Entry(key, titles.get(span, ""), _to_end(span, value), span, children)


def _below(value: Value, titles: Titles[Span, str]) -> Iterator[Entry]:
    if isinstance(value, Mapping):
        yield from _in_mapping(value, titles)
    elif isinstance(value, Sequence):
        for item in value:
            if isinstance(item, Mapping) and item.keys_at:
                yield _item(item, titles)


def _item(item: Mapping, titles: Titles[Span, str]) -> Entry:
    named = [(name, item[name]) for name in _TITLES if isinstance(item.get(name), Scalar) and item[name]]
    numbers = [str(value) for name, value in named if name == "nr"]
    title = next((value for _, value in named), None)
    whole = _to_end(next(iter(item.keys_at.values())).span, item)
    if not isinstance(title, Scalar):
        return Entry("–", "", whole, Span(whole.file, whole.line, whole.column, whole.line, whole.column + 1), ())
    name = one_line(" ".join(dict.fromkeys([*numbers, str(title)])))
    detail = str(item["id"]) if isinstance(item.get("id"), Scalar) and item["id"] != name else ""
    return Entry(name[:_LONGEST], detail, whole, title.span, tuple(_in_mapping(item, titles)))


def _to_end(start: Span, value: Value) -> Span:
    end = (value.end.line + 1, value.end.column + 1)
    last = max(end, (start.end_line, start.end_column))
    return Span(start.file, start.line, start.column, *last)
