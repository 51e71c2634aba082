"""The tables of indicators, activities and budgets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from vplan.budget import Figure, Line, lines_of
from vplan.diagnostics import Span
from vplan.document.figures import trend_of
from vplan.document.prose import inlines_of
from vplan.document.tree import Cell, Column, Row, Table, Text
from vplan.document.widths import with_widths
from vplan.editions import fill
from vplan.link import LinkedIndicator
from vplan.model.common import Activity
from vplan.model.economy import BudgetTable
from vplan.model.edition import Edition
from vplan.model.values import one_line
from vplan.numbers import format_number
from vplan.source.tree import span_of

FEMALE = "\u2640"


def indicator_tables(
    indicators: Sequence[LinkedIndicator], edition: Edition, goal: str, lang: str | None
) -> list[Table]:
    """Return the indicator tables of a goal, one for each number in `tabell`."""
    words = edition.tables
    caption = fill(words.caption_indicators, mål=goal)
    headings = words.indicators
    columns = tuple(Column(inlines_of(text), width=w) for text, w in zip(headings, (47, 14, 23, 16), strict=True))
    tables = []
    for number in sorted({item.row.table for item in indicators}):
        chosen = [item for item in indicators if item.row.table == number]
        rows = [row for item in chosen for row in _indicator_rows(item, edition)]
        span = chosen[0].row.place
        tables.append(Table(caption, columns, tuple(rows), "indicators", row_headers=True, lang=lang, span=span))
    return tables


def _indicator_rows(item: LinkedIndicator, edition: Edition) -> list[Row]:
    row, own = item.row, item.own
    words = edition.tables
    symbol, symbol_text = (FEMALE, str(words.by_sex)) if row.by_sex else ("", "")
    trend = trend_of(item, edition.language or "sv") if item.history else None
    name = Cell(inlines_of(row.name), symbol, symbol_text, trend, span=_place(row.name))
    periodicity = str(words.periodicity.get(row.periodicity.value, row.periodicity.value)) if row.periodicity else ""
    often = Cell(inlines_of(periodicity), lang=edition.language or "sv")
    cells = (name, _cell(item.target.text), _cell(row.council_target.text), often)
    rows = [Row(cells, anchor=f"indikator-{row.id}" if row.id.strip() else "", span=row.place)]
    written = own.comment if own is not None and own.comment.strip() else row.comment
    comment = one_line(written)
    if comment:
        rows.append(Row((_cell(fill(words.comment, text=comment)),), "comment", span=_place(written)))
    return rows


def activity_tables(activities: Sequence[Activity], edition: Edition, goal: str, lang: str | None) -> list[Table]:
    """Return the activity tables of a goal, one for each number in `tabell`."""
    caption = fill(edition.tables.caption_activities, mål=goal)
    headings = edition.tables.activities
    columns = tuple(Column(inlines_of(text), width=w) for text, w in zip(headings, (68, 16, 16), strict=True))
    tables = []
    for number in sorted({activity.table for activity in activities}):
        chosen = [a for a in activities if a.table == number]
        rows = tuple(Row((_cell(a.text), _cell(_iso(a.start)), _cell(_iso(a.end))), span=a.place) for a in chosen)
        tables.append(Table(caption, columns, rows, "activities", row_headers=True, lang=lang, span=chosen[0].place))
    return tables


def budget_table(table: BudgetTable, edition: Edition, heading: str, lang: str | None) -> Table:
    """Return a budget table; amounts stand as stated, else as computed."""
    unit = table.unit or "kr"
    words = edition.economy
    unit_words = str(words.row_heading.get(unit, unit))
    row_heading = one_line(table.row_heading) or unit_words
    columns = [Column(inlines_of(row_heading))]
    columns += [Column(inlines_of(column.heading), "end") for column in table.columns.values()]
    caption = one_line(table.caption) or heading
    if table.row_heading.strip():
        caption = f"{caption} ({unit_words[:1].lower()}{unit_words[1:]})"
    rows = tuple(_budget_row(line, table, edition) for line in lines_of(table))
    return Table(
        caption,
        with_widths(columns, rows),
        rows,
        "budget",
        caption_hidden=not table.caption.strip(),
        row_headers=True,
        lang=lang,
        span=table.place,
    )


def _budget_row(line: Line, table: BudgetTable, edition: Edition) -> Row:
    cells = [_cell(_label(line, edition))]
    for name, column in table.columns.items():
        figure = line.figures.get(name)
        cells.append(_amount(figure, signed=bool(column.signed)))
    return Row(tuple(cells), line.role, line.depth, span=line.span)


def _label(line: Line, edition: Edition) -> str:
    if line.label.strip():
        return line.label
    words = edition.economy
    if line.is_net:
        return str(words.net)
    if line.role == "sum":
        heading = one_line(line.group_heading)
        return fill(words.group_total, grupp=f"{heading[:1].lower()}{heading[1:]}") if heading else str(words.total)
    return str(words.total)


def _amount(figure: Figure | None, *, signed: bool) -> Cell:
    if figure is None or figure.shown is None:
        return Cell()
    return Cell((Text(format_number(figure.shown, figure.decimals, signed=signed)),))


def _cell(text: str) -> Cell:
    """Return a cell with a text of a file, or one that was made."""
    return Cell(inlines_of(text), span=_place(text))


def _place(text: str) -> Span | None:
    """Return the place of a text that is written in a file."""
    span = span_of(text)
    return span if span and span.file else None


def _iso(value: date | None) -> str:
    return value.isoformat() if value else ""
