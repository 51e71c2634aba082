"""Figures from data as blocks of the document tree, and an indicator's history; nothing is drawn here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from vplan.document.prose import inlines_of
from vplan.document.tree import Cell, Column, Drawing, Row, Table, Text, Trend
from vplan.document.typography import typeset
from vplan.document.widths import with_widths
from vplan.model.choices import Better
from vplan.model.target import TargetKind
from vplan.model.values import is_year, one_line

if TYPE_CHECKING:
    from vplan.figures.data import Figure
    from vplan.link import LinkedIndicator
    from vplan.unit_figures import UnitFigure

_EMPTY_HEADING = (Text("–"),)  # over a column whose rows say what they are
_MOST_SAID = 12


def drawings(figures: Mapping[str, UnitFigure], lang: str) -> dict[str, Drawing]:
    """Return the figures that can be drawn, by id; `lang` is the language of their fixed words."""
    return {name: _drawing(made.figure, made, lang) for name, made in figures.items() if made.figure is not None}


def _drawing(figure: Figure, made: UnitFigure, lang: str) -> Drawing:
    from vplan.figures.wording import alternative

    figure = replace(figure, lang=lang)
    caption = typeset(one_line(made.written.caption))
    return Drawing(
        data=figure,
        alternative=one_line(made.written.text) or alternative(figure),
        caption=caption,
        table=_table(figure, caption),
        is_table_shown=bool(made.written.show_table),
        span=made.written.place,
    )


def _table(figure: Figure, caption: str) -> Table:
    from vplan.figures.data import Chart
    from vplan.figures.wording import table

    header, lines = table(figure)
    of_numbers = isinstance(figure, Chart)
    columns = [
        Column(inlines_of(text) or _EMPTY_HEADING, "end" if of_numbers and at else "start")
        for at, text in enumerate(header)
    ]
    rows = tuple(Row(tuple(Cell(inlines_of(text)) for text in line)) for line in lines)
    return Table(caption, with_widths(columns, rows), rows, "figure", row_headers=of_numbers)


def trend_of(item: LinkedIndicator, lang: str) -> Trend | None:
    """Return an indicator's history to be drawn beside its name, and in words; None when there is no value."""
    from vplan.figures.words import WORDS, written

    history = sorted(
        (int(year), amount.value if amount is not None else None)
        for year, amount in item.history.items()
        if is_year(year)
    )
    known = [(year, value) for year, value in history if value is not None]
    if not known:
        return None
    words = WORDS[lang]
    target = item.target
    unit = "%" if target.unit == "%" else ""
    better = item.row.better or _BETTER.get(target.kind)
    told = ", ".join(f"{year}: {written(value, unit)}" for year, value in known[-_MOST_SAID:])
    sentences = [f"{words.outcome} {told}."]
    if target.number is not None:
        sentences.append(f"{words.target} {written(target.number, unit)}.")
    if better is not None:
        sentences.append(f"{words.higher if better is Better.HIGHER else words.lower}.")
    return Trend(tuple(history), target.number, better, " ".join(sentences))


_BETTER = {TargetKind.AT_LEAST: Better.HIGHER, TargetKind.AT_MOST: Better.LOWER}
