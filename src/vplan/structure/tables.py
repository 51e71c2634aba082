"""Ties the cells of a table to the headers that they stand under and beside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vplan.structure.objects import Part, Structure
from vplan.structure.recording import Record


def tie_headers(structure: Structure, record: Record) -> None:
    """Give every header cell its scope, and every data cell the headers that it belongs to.

    A cell belongs to its column, its row and the group that its row is in; a comment, which stands below a row over its
    full width, to that row.
    """
    for part in structure.all_parts():
        if part.get("S") == "/Table":
            _Table(structure, record, part).tie()


class _Table:
    def __init__(self, structure: Structure, record: Record, table: Part) -> None:
        self._structure = structure
        self._record = record
        self._table = table
        self._columns: dict[int, Any] = {}
        self._numbers = 0

    def tie(self) -> None:
        for body in self._structure.parts(self._table):
            if body["S"] == "/THead":
                for row in self._rows(body):
                    self._head(row)
        for body in self._structure.parts(self._table):
            if body["S"] != "/THead":
                self._body(body)

    def _rows(self, body: Part) -> Iterator[list[Part]]:
        for row in self._structure.parts(body):
            if row["S"] == "/TR":
                yield [cell for cell in self._structure.parts(row) if cell["S"] in ("/TH", "/TD")]

    def _head(self, cells: list[Part]) -> None:
        for column, cell in _placed(cells):
            if cell["S"] == "/TH":
                self._columns.setdefault(column, self._header(cell, "/Column"))

    def _body(self, body: Part) -> None:
        group: list[Any] = []
        before: list[Any] = []
        for cells in self._rows(body):
            heads = [cell for cell in cells if cell["S"] == "/TH"]
            own = [self._header(cell, "/Row") for cell in heads]
            if any(self._is_group(cell) for cell in heads):
                group = own
            beside = [*(() if own == group else group), *own]
            for column, cell in _placed(cells):
                if cell["S"] == "/TH":
                    above = () if own == group else (*group, *self._column(column))
                    _set_headers(cell, above)
                elif _width(cell) > 1 and _width(cell) >= len(self._columns) and before:
                    _set_headers(cell, before)
                else:
                    spanned = (self._column(column + n) for n in range(_width(cell)))
                    _set_headers(cell, (*beside, *(header for found in spanned for header in found)))
            before = own or before

    def _column(self, column: int) -> tuple[Any, ...]:
        return (self._columns[column],) if column in self._columns else ()

    def _is_group(self, cell: Part) -> bool:
        source = self._record.sources.get(cell.number)
        return source is not None and source.element.get("scope") == "rowgroup"

    def _header(self, cell: Part, scope: str) -> Any:
        """Give a header cell its scope and its name, which WeasyPrint has not numbered over pages; return the name."""
        import pydyf

        self._numbers += 1
        cell["ID"] = pydyf.String(f"{self._table.number}-{self._numbers}")
        cell["A"]["Scope"] = scope
        return cell["ID"]


def _set_headers(cell: Part, headers: tuple[Any, ...] | list[Any]) -> None:
    import pydyf

    if headers:
        cell["A"]["Headers"] = pydyf.Array(headers)
    else:
        cell["A"].pop("Headers", None)


def _width(cell: Part) -> int:
    return int(cell["A"].get("ColSpan", 1))


def _placed(cells: list[Part]) -> Iterator[tuple[int, Part]]:
    """Yield the cells of a row, each with the column in which it begins."""
    column = 0
    for cell in cells:
        yield column, cell
        column += _width(cell)
