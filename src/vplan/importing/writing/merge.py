"""Adding to a file that is there: new lines between the old ones, which stay byte by byte as they are."""

from __future__ import annotations

import re
from collections.abc import Sequence as SequenceOf
from pathlib import Path

from vplan.diagnostics import has_errors, msg
from vplan.importing.source import RefusedError
from vplan.importing.writing.yaml_text import Entry, Item, Items, Writer
from vplan.model.base import SourceModel, build_model
from vplan.source import Mapping, Scalar, Sequence, Source, Value, load_text, read_text

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


class ExistingFile:
    """A file of the workspace that is added to. Lines count from 0."""

    def __init__(self, root: Path, file: str, cls: type[SourceModel]) -> None:
        """Read the file; raises `RefusedError` where it has errors."""
        source, findings = read_text(root, file)
        value, more = load_text(source) if source is not None else (None, [])
        if source is None or not isinstance(value, Mapping) or has_errors([*findings, *more]):
            raise _faulty(file)
        model, found = build_model(cls, value, source)
        if model is None or has_errors(found):
            raise _faulty(file)
        self.file = file
        self.source: Source = source
        self.value: Mapping = value
        self.model: SourceModel = model
        self._cls = cls
        self._added: list[tuple[int, list[str], list[tuple[object, int]]]] = []
        self._known: list[tuple[object, int]] = []

    def known(self, parts: SequenceOf[object], line: int) -> None:
        """Say on which line parts of the draft stand already."""
        self._known += [(part, line) for part in parts]

    def add_items(
        self, mapping: Mapping, key: str, items: list[Item], order: SequenceOf[str], index: int | None = None
    ) -> None:
        """Add items to the list under a key, before the one at `index`, else at the end.

        Where the key is not written, it is put after those before it in `order`. Raises `RefusedError`.
        """
        if not items:
            return
        value = mapping.get(key)
        if isinstance(value, Sequence):
            self.add_to_list(value, items, index)
        elif value is None:
            self.add_entry(mapping, Entry(key, Items(items)), self._index(mapping, key, order))
        else:
            self._below(mapping, key, Items(items))

    def add_to_list(self, found: Sequence, items: list[Item], index: int | None = None) -> None:
        """Add items to a list; raises `RefusedError` for one in brackets."""
        self._refuse_flow(found)
        at = len(found) if index is None else index
        line = self._last_line(found[at - 1], found.start.column) if at else found.start.line - 1
        writer = Writer()
        writer.items(items, found.start.column)
        self._add(line, writer)

    def add_entry(self, mapping: Mapping, entry: Entry, index: int | None = None) -> None:
        """Add a key to a mapping, before the one at `index`, else at the end; raises `RefusedError` if in braces."""
        self._refuse_flow(mapping)
        keys = list(mapping)
        at = len(keys) if index is None else index
        line = mapping.start.line - 1
        if at:
            line = self._last_line(mapping[keys[at - 1]], mapping.start.column)
        elif self.source.lines[mapping.start.line][: mapping.start.column].strip():
            line = self._last_line(mapping, mapping.start.column)  # a dash stands before the first key
        writer = Writer()
        writer.entries([entry], mapping.start.column)
        self._add(line, writer)

    def add_below(self, mapping: Mapping, key: str, entry: Entry, index: int | None = None) -> None:
        """Add a key to the mapping that stands under a key, where there may be nothing yet; raises `RefusedError`."""
        value = mapping[key]
        if isinstance(value, Mapping):
            self.add_entry(value, entry, index)
        else:
            self._below(mapping, key, entry)

    def finish(self) -> tuple[str, list[tuple[object, int]]]:
        """Return the new text, and the lines of all known and added parts in it.

        Raises `RefusedError` where the new text does not hold all that the old one does.
        """
        lines = [match.group() for match in _LINE.finditer(self.source.text)]
        end = "\r\n" if "\r\n" in self.source.text else "\n"
        if self._added and lines and not lines[-1].endswith(("\n", "\r")):
            lines[-1] += end
        text, abouts, done, shift = [], [], 0, 0
        shifts: list[tuple[int, int]] = []
        for line, new, parts in sorted(self._added, key=lambda added: added[0]):
            text += lines[done : line + 1]
            done = line + 1
            abouts += [(part, done + shift + at) for part, at in parts]
            text += [f"{content}{end}" for content in new]
            shift += len(new)
            shifts.append((line, len(new)))
        text += lines[done:]
        abouts += [(part, at + sum(count for line, count in shifts if line < at)) for part, at in self._known]
        result = "".join(text)
        if self._added:
            self._verify(result)
        return result, abouts

    def _verify(self, text: str) -> None:
        source = Source(self.file, text)
        value, findings = load_text(source)
        model, more = build_model(self._cls, value, source) if value is not None else (None, [])
        if model is None or has_errors([*findings, *more]) or not _holds(value, self.value):
            raise RefusedError(
                msg("{file} is written in a way that nothing can be added to; nothing was changed.", file=self.file),
                msg("Write each list and each key on lines of their own."),
            )

    def _index(self, mapping: Mapping, key: str, order: SequenceOf[str]) -> int:
        before = set(order[: order.index(key)]) if key in order else set(order)
        return max((at for at, other in enumerate(mapping, 1) if other in before), default=len(mapping))

    def _below(self, mapping: Mapping, key: str, node: Items | Entry) -> None:
        value = mapping[key]
        name = mapping.keys_at[key]
        if not isinstance(value, Scalar) or value.strip() or value.style:
            raise self._refusal(name.line)
        self._refuse_flow(mapping)
        writer = Writer()
        if isinstance(node, Items):
            writer.items(node.items, mapping.start.column + 2)
        else:
            writer.entries([node], mapping.start.column + 2)
        self._add(name.line, writer)

    def _add(self, line: int, writer: Writer) -> None:
        self._added.append((line, writer.lines, writer.abouts))

    def _refuse_flow(self, value: Mapping | Sequence) -> None:
        if self._is_flow(value):
            raise self._refusal(value.start.line)

    def _refusal(self, line: int) -> RefusedError:
        return RefusedError(
            msg(
                "{file}:{line} is written so that nothing can be added; nothing was changed.",
                file=self.file,
                line=line + 1,
            ),
            msg("Write each list and each key on lines of their own."),
        )

    def _is_flow(self, value: Mapping | Sequence) -> bool:
        lines = self.source.lines
        line = lines[value.start.line] if value.start.line < len(lines) else ""
        return line[value.start.column : value.start.column + 1] in ("[", "{")

    def _last_line(self, value: Value, column: int) -> int:
        """Return the last line of a value whose key or dash stands in a column, without what is blank after it."""
        if isinstance(value, Scalar):
            return self._end_of_block(value, column) if value.style in ("|", ">") else value.end_line
        if self._is_flow(value):
            return value.end.line
        if isinstance(value, Sequence):
            return self._last_line(value[-1], value.start.column)
        return self._last_line(list(value.values())[-1], value.start.column)

    def _end_of_block(self, value: Scalar, column: int) -> int:
        last = value.line
        for at in range(value.line + 1, len(self.source.lines)):
            line = self.source.lines[at]
            if not line.strip():
                continue
            if len(line) - len(line.lstrip(" ")) <= column:
                break
            last = at
        return last


def _holds(new: Value | None, old: Value) -> bool:
    """Tell whether the new value has everything that the old one has, in its order."""
    if isinstance(old, Scalar):
        return new == old or (old == "" and new is not None)
    if isinstance(old, Mapping):
        return isinstance(new, Mapping) and all(key in new and _holds(new[key], value) for key, value in old.items())
    if not isinstance(new, Sequence):
        return False
    rest = iter(new)
    return all(any(_holds(value, item) for value in rest) for item in old)


def _faulty(file: str) -> RefusedError:
    return RefusedError(
        msg("{file} has errors, so nothing can be added to it; nothing was changed.", file=file),
        msg("See vplan check."),
    )
