"""A figure's data out of its YAML, and of a CSV file where it names one; what cannot be drawn is a finding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from vplan.diagnostics import Diagnostic, Message, Severity, Span, msg
from vplan.figures.calendar import DAYS, Day, month_span
from vplan.figures.csv_table import CsvTable, cell_number
from vplan.figures.data import (
    MAX_BARS,
    MAX_OCCASIONS,
    MAX_ROWS,
    MAX_SERIES,
    MAX_STEPS,
    OVER_YEARS,
    Chain,
    Chart,
    Figure,
    Kind,
    Occasion,
    OccasionKind,
    Organisation,
    Row,
    Series,
    Wheel,
)
from vplan.model.base import nearest
from vplan.model.values import is_year, one_line
from vplan.numbers import format_count, format_number

if TYPE_CHECKING:
    from vplan.model import figure as model

MAX_CAPTION = 300
_ECONOMY = {"budget": "Budget", "utfall": "Utfall", "resultat": "Resultat"}
_SINGLE = "värde"
_WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Assembled:
    """A figure ready to be drawn, or None when nothing of it can be, and the findings."""

    figure: Figure | None
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(slots=True)
class _Cell:
    value: Decimal | None
    span: Span


@dataclass(slots=True)
class _Raw:
    """Rows before they are checked: a name, its place, and a cell for each series."""

    series: list[Series]
    rows: list[tuple[str, Span, list[_Cell]]]
    place: Span
    found: list[Diagnostic] = field(default_factory=list)

    def add(self, rule: str, span: Span, message: Message, hint: Message, severity: Severity = Severity.ERROR) -> None:
        """Add a finding."""
        self.found.append(Diagnostic(rule, severity, span, message, hint))


def assemble(
    written: model.Figure, csv: CsvTable | None = None, lang: str = "sv", activities: Sequence[Occasion] = ()
) -> Assembled:
    """Make a figure of what is written; `csv` is the file that its `data` names, parsed, with its own findings apart.

    Without the file such a figure is None, and whoever looked for the file says why. `activities` are the plan's own,
    for a wheel that shows them behind its entries.
    """
    if written.kind is None:
        return Assembled(None)
    found = _caption(written)
    if written.kind is Kind.WHEEL:
        made = _wheel(written, lang, activities)
    elif written.kind is Kind.ORGANISATION:
        made = _boxes(written, lang)
    elif written.kind is Kind.CHAIN:
        made = _chain(written, lang)
    else:
        made = _chart(written, csv, lang)
    return Assembled(made.figure, (*found, *made.diagnostics))


def _caption(written: model.Figure) -> tuple[Diagnostic, ...]:
    length = len(written.caption)
    if length <= MAX_CAPTION:
        return ()
    message = msg("The caption has {length} characters.", length=format_count(length))
    hint = msg("Keep it below {limit}, and put the rest in the text around the figure.", limit=MAX_CAPTION)
    return (Diagnostic("figure-caption", Severity.WARNING, written.span("caption"), message, hint),)


def _empty(place: Span, key: str) -> Assembled:
    message = msg("The figure has nothing to draw.")
    hint = msg("Write its data under “{key}”.", key=key)
    return Assembled(None, (Diagnostic("figure-data", Severity.ERROR, place, message, hint),))


# --- charts ----------------------------------------------------------------------------------------------------------


def _chart(written: model.Figure, csv: CsvTable | None, lang: str) -> Assembled:
    assert written.kind is not None
    if written.data.strip():
        if csv is None or not csv.header:
            return Assembled(None)
        raw = _from_csv(written, csv)
    elif written.kind is Kind.INDICATOR:
        raw = _from_history(written)
    else:
        raw = _from_rows(written)
    if written.kind is Kind.ECONOMY:
        _order_economy(raw)
    _cut(raw, written.kind)
    if written.kind in OVER_YEARS:
        _order_years(raw)
    if written.kind is Kind.SHARES:
        _check_shares(raw, one_line(written.unit))
    values = [cell.value for _, _, cells in raw.rows for cell in cells if cell.value is not None]
    if not values:
        return Assembled(None, (*raw.found, *_empty(raw.place, _data_key(written)).diagnostics))
    _check_values(raw, values)
    rows = tuple(Row(one_line(name), tuple(cell.value for cell in cells)) for name, _, cells in raw.rows)
    chart = Chart(
        written.kind,
        str(written.id),
        one_line(written.caption),
        tuple(raw.series),
        rows,
        one_line(written.unit),
        written.target.value if written.target is not None else None,
        written.better,
        lang,
    )
    return Assembled(chart, tuple(raw.found))


def _data_key(written: model.Figure) -> str:
    if written.data.strip():
        return "data"
    return "utfall" if written.kind is Kind.INDICATOR else "rader"


def _from_rows(written: model.Figure) -> _Raw:
    names = {key: one_line(name) for key, name in written.series.items()}
    if not names:
        keys = dict.fromkeys(key for row in written.rows for key in row.amounts)
        defaults = _ECONOMY if written.kind is Kind.ECONOMY else {}
        only = len(keys) == 1  # nothing to tell it from
        names = {key: "" if only else defaults.get(key, key[:1].upper() + key[1:]) for key in keys}
    raw = _Raw([Series(key, name) for key, name in names.items()], [], written.key_span("rows"))
    over_years = written.kind in OVER_YEARS
    for row in written.rows:
        for key in row.amounts:
            if key not in names:
                near = nearest(key, names)
                hint = msg("Did you mean “{near}”?", near=near[0]) if near else _series_hint(names)
                raw.add(
                    "unknown-key", row.column_key_span(key), msg("The figure has no series “{key}”.", key=key), hint
                )
        label = row.year if over_years else row.name
        if not label.strip():
            label = row.name if over_years else row.year
        if not label.strip():
            key = "år" if over_years else "namn"
            message = msg("The key “{key}” is missing in {what}.", key=key, what=msg("a row of a figure"))
            raw.add("missing-key", row.place, message, msg("Add the line “{key}: …”.", key=key))
        cells = [
            _Cell(amount.value if (amount := row.amounts.get(key)) is not None else None, row.amount_span(key))
            for key in names
        ]
        raw.rows.append((str(label), label.span if label.strip() else row.place, cells))
    return raw


def _series_hint(names: Iterable[str]) -> Message:
    return msg("The figure's series are: {names}.", names=", ".join(names))


def _from_history(written: model.Figure) -> _Raw:
    raw = _Raw([Series(_SINGLE, "")], [], written.key_span("history"))
    for year, amount in written.history.items():
        span = written.entry_span("history", year)
        raw.rows.append((year, span, [_Cell(amount.value if amount is not None else None, span)]))
    return raw


def _from_csv(written: model.Figure, csv: CsvTable) -> _Raw:
    names = [
        one_line(written.series[cell.text]) if cell.text in written.series else cell.text for cell in csv.header[1:]
    ]
    if len(names) == 1 and names[0].lower() == _SINGLE:
        names = [""]
    series = [
        Series(cell.text or str(index), name)
        for index, (cell, name) in enumerate(zip(csv.header[1:], names, strict=True))
    ]
    raw = _Raw(series, [], csv.header[0].span)
    for row in csv.rows:
        cells = []
        for cell in row[1:]:
            value, finding = cell_number(cell, csv.separator)
            cells.append(_Cell(value, cell.span))
            if finding is not None and len(raw.found) < MAX_ROWS:
                raw.found.append(finding)
        raw.rows.append((row[0].text, row[0].span, cells))
    return raw


def _order_economy(raw: _Raw) -> None:
    """Put budget, outcome and result in this order, by their ids; other series stay where they are."""
    order = list(_ECONOMY)
    ranks = [order.index(s.id.lower()) if s.id.lower() in order else index for index, s in enumerate(raw.series)]
    indices = sorted(range(len(raw.series)), key=lambda index: (ranks[index], index))[:3]
    if len(raw.series) > len(order):
        message = msg("An economy figure has {limit} series: budget, outcome and result.", limit=len(order))
        raw.add("figure-size", raw.place, message, msg("Remove the others, or draw them as “år”."))
    raw.series = [raw.series[index] for index in indices]
    raw.rows = [(name, span, [cells[index] for index in indices]) for name, span, cells in raw.rows]


def _cut(raw: _Raw, kind: Kind) -> None:
    """Leave out what is beyond the limits, and tell of it."""
    if len(raw.series) > MAX_SERIES:
        message = msg("The figure has {count} series.", count=len(raw.series))
        raw.add("figure-size", raw.place, message, msg("At most {limit} are drawn.", limit=MAX_SERIES))
    if len(raw.rows) > MAX_ROWS:
        message = msg("The figure has {count} rows.", count=format_count(len(raw.rows)))
        raw.add("figure-size", raw.rows[MAX_ROWS][1], message, msg("At most {limit} are drawn.", limit=MAX_ROWS))
    raw.series = raw.series[:MAX_SERIES]
    raw.rows = [(name, span, cells[:MAX_SERIES]) for name, span, cells in raw.rows[:MAX_ROWS]]
    bars = len(raw.rows) * len(raw.series)
    if kind in (Kind.BARS, Kind.YEARS, Kind.SHARES) and bars > MAX_BARS:
        kept = MAX_BARS // len(raw.series)
        message = msg("{count} bars are too many to be told apart.", count=bars)
        hint = msg("The first {rows} rows are drawn. Split the figure, or leave out series.", rows=kept)
        raw.add("figure-size", raw.place, message, hint)
        raw.rows = raw.rows[:kept]


def _order_years(raw: _Raw) -> None:
    years: dict[int, tuple[str, Span, list[_Cell]]] = {}
    for name, span, cells in raw.rows:
        text = name.strip()
        if not is_year(text):
            if text:
                message = msg("“{text}” is no year.", text=one_line(text)[:60])
                raw.add("bad-number", span, message, msg("Write four digits: 2018."))
        elif int(text) in years:
            message = msg("The year {year} stands twice.", year=text)
            raw.add("figure-data", span, message, msg("Keep one of the rows."))
        else:
            years[int(text)] = (text, span, cells)
    raw.rows = [years[year] for year in sorted(years)]


def _check_shares(raw: _Raw, unit: str) -> None:
    for name, span, cells in raw.rows:
        for cell in cells:
            if cell.value is not None and cell.value < 0:
                message = msg("A share cannot be negative: {value}.", value=format_number(cell.value, 0))
                raw.add("figure-data", cell.span, message, msg("Write the share or the number of answers."))
                cell.value = None
        total = sum((cell.value for cell in cells if cell.value is not None), Decimal(0))
        if unit in ("%", "procent") and total and abs(total - _WHOLE) > 2:
            message = msg(
                "The shares of “{name}” sum to {sum}, not to 100.",
                name=one_line(name)[:60],
                sum=format_number(total, 1),
            )
            hint = msg("The bar is drawn to 100 % all the same; is a share missing?")
            raw.add("figure-data", span, message, hint, Severity.WARNING)


def _check_values(raw: _Raw, values: list[Decimal]) -> None:
    if not any(values):
        message = msg("All values of the figure are zero.")
        raw.add("figure-data", raw.place, message, msg("Are the values missing?"), Severity.WARNING)
    elif sum(len(cells) for *_, cells in raw.rows) == 1:
        message = msg("The figure has a single value.")
        raw.add("figure-data", raw.place, message, msg("A sentence says it in less space."), Severity.WARNING)


# --- the others ------------------------------------------------------------------------------------------------------


def _boxes(written: model.Figure, lang: str) -> Assembled:
    if not written.boxes:
        return _empty(written.key_span("boxes"), "delar")
    return Assembled(Organisation(str(written.id), one_line(written.caption), written.boxes, lang))


def _chain(written: model.Figure, lang: str) -> Assembled:
    if not written.steps:
        return _empty(written.key_span("steps"), "led")
    found: tuple[Diagnostic, ...] = ()
    if len(written.steps) > MAX_STEPS:
        message = msg("The chain has {count} steps.", count=len(written.steps))
        hint = msg("At most {limit} are drawn.", limit=MAX_STEPS)
        found = (Diagnostic("figure-size", Severity.ERROR, written.key_span("steps"), message, hint),)
    return Assembled(Chain(str(written.id), one_line(written.caption), written.steps[:MAX_STEPS], lang), found)


def _wheel(written: model.Figure, lang: str, activities: Sequence[Occasion]) -> Assembled:
    found: list[Diagnostic] = []
    occasions = []
    for entry in written.occasions:
        made = _occasion(entry)
        if made is not None:
            occasions.append(made)
        else:
            message = msg("“{name}” has no day, no month and does not recur.", name=one_line(entry.name)[:60])
            hint = msg("Add start and slut, månad or återkommer.")
            found.append(Diagnostic("figure-data", Severity.ERROR, entry.place, message, hint))
        if entry.start and entry.end and entry.end < entry.start:
            message = msg("The end is before the start.")
            found.append(Diagnostic("figure-data", Severity.ERROR, entry.span("end"), message, msg("Turn them round.")))
    own = {(occasion.name, occasion.spans) for occasion in occasions}
    occasions += [other for other in activities if (other.name, other.spans) not in own]
    place = written.key_span("occasions" if written.has("occasions") or not written.activities else "activities")
    if not occasions:
        return Assembled(None, (*found, *_empty(place, "poster").diagnostics))
    if len(occasions) > MAX_OCCASIONS:
        message = msg("The wheel has {count} entries.", count=len(occasions))
        hint = msg("At most {limit} are drawn.", limit=MAX_OCCASIONS)
        found.append(Diagnostic("figure-size", Severity.ERROR, place, message, hint))
    wheel = Wheel(
        str(written.id), one_line(written.caption), tuple(occasions[:MAX_OCCASIONS]), one_line(written.year), lang
    )
    return Assembled(wheel, tuple(found))


def _occasion(entry: model.FigureOccasion) -> Occasion | None:
    name, kind = one_line(entry.name), entry.kind or OccasionKind.ACTIVITY
    if entry.recurs:
        months = recurring(
            entry.recurs, entry.months[0] if entry.months else entry.start.month if entry.start else None
        )
        return Occasion(name, kind, tuple(month_span(month) for month in months), months_only=True)
    if entry.start is not None or entry.end is not None:
        start, end = entry.start or entry.end, entry.end or entry.start
        assert start is not None
        assert end is not None
        first, last = (start.month, start.day), (end.month, end.day)
        if end.year > start.year:  # what goes on beyond the year is shown to its end
            last = (len(DAYS), DAYS[-1])
        return Occasion(name, kind, (_ordered(first, last),))
    if entry.months:
        return Occasion(name, kind, tuple(month_span(month) for month in entry.months), months_only=True)
    return None


def _ordered(first: Day, last: Day) -> tuple[Day, Day]:
    return (first, last) if first <= last else (last, first)


def recurring(every: int, first: int | None = None) -> tuple[int, ...]:
    """Return the months in which something recurs: at the end of each stretch, or as counted from a first month."""
    remainder = (first if first is not None else every) % every
    return tuple(month for month in range(1, len(DAYS) + 1) if month % every == remainder)
