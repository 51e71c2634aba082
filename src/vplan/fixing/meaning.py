"""Whether a file says the same before and after it was mended, but for what was mended."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from vplan.diagnostics import Edit, Fix
from vplan.fixing.edits import are_white, without_white
from vplan.source.tree import Mapping, Scalar, Sequence, Value

Place = tuple[int, int]


def same_meaning(text: str, before: Value | None, after: Value | None, fixes: Iterable[Fix]) -> bool:
    """Tell whether two value trees differ only where fixes were made in `text`.

    Keys, their order and all values that no edit touches must be the same; where only white space was changed, a value
    may differ in nothing else. Where white space alone was changed and the tree has another shape, as when an
    indentation was mended, all its texts must still be there in the same order. A file that could not be read before
    may hold anything, as long as only its white space was changed.
    """
    edits = sorted((edit for fix in fixes for edit in fix.edits), key=lambda edit: edit.span)
    whites = are_white(text, edits)
    if before is None or after is None:
        return all(whites) and (before is None or after is not None)
    if _Comparison(edits, whites).same(before, after):
        return True
    return all(whites) and without_white("".join(_texts(before))) == without_white("".join(_texts(after)))


class _Comparison:
    def __init__(self, edits: list[Edit], whites: list[bool]) -> None:
        self._whites = whites
        self._starts: list[Place] = [(edit.span.line, edit.span.column) for edit in edits]
        self._ends: list[Place] = [(edit.span.end_line, edit.span.end_column) for edit in edits]

    def same(self, before: Value, after: Value) -> bool:
        """Compare two trees."""
        waiting: list[tuple[Value, Value]] = [(before, after)]
        while waiting:
            old, new = waiting.pop()
            if isinstance(old, Scalar) and isinstance(new, Scalar):
                if not self._same_text(old, new):
                    return False
            elif isinstance(old, Mapping) and isinstance(new, Mapping):
                if not self._same_keys(old, new):
                    return False
                waiting += zip(old.values(), new.values(), strict=True)
            elif isinstance(old, Sequence) and isinstance(new, Sequence):
                if len(old) != len(new):
                    return False
                waiting += zip(old, new, strict=True)
            else:
                return False
        return True

    def _same_keys(self, old: Mapping, new: Mapping) -> bool:
        if len(old) != len(new):
            return False
        keys = zip(old.keys_at.values(), new.keys_at.values(), strict=True)
        return all(self._same_text(before, after) for before, after in keys)

    def _same_text(self, old: Scalar, new: Scalar) -> bool:
        if old == new:
            return True
        touching = self._touching(old)
        if not touching:
            return False
        return not all(self._whites[n] for n in touching) or without_white(old) == without_white(new)

    def _touching(self, scalar: Scalar) -> range:
        start, end = (scalar.line + 1, scalar.column + 1), (scalar.end_line + 1, scalar.end_column + 1)
        first = bisect_left(self._ends, start)
        last = first
        while last < len(self._starts) and self._starts[last] <= end:
            last += 1
        return range(first, last)


def _texts(value: Value) -> Iterable[str]:
    """Return keys and values in the order of the file."""
    found: list[str] = []
    waiting: list[Value] = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Scalar):
            found.append(str(item))
        elif isinstance(item, Mapping):
            for key in reversed(item):
                waiting += [item[key], item.keys_at[key]]
        else:
            waiting += reversed(item)
    return found
