"""A figure's data out of its YAML, and of a CSV file where it names one; what cannot be drawn is a finding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from vplan.diagnostics import Diagnostic, Fix, Message, Related, Severity, Span, has_errors, msg
from vplan.figures.csv_table import CsvTable, cell_number
from vplan.figures.data import (
    MAX_BARS,
    MAX_ROWS,
    MAX_SERIES,
    OVER_YEARS,
    Chain,
    Chart,
    Figure,
    Kind,
    Occasion,
    Organisation,
    Row,
    Series,
)
from vplan.figures.wheel_entries import read_wheel
from vplan.figures.words import SMALLEST
from vplan.model.base import nearest
from vplan.model.figure import MAX_CAPTION
from vplan.model.values import is_year, one_line, shortened
from vplan.numbers import format_count, format_number

if TYPE_CHECKING:
    from vplan.model import figure as model

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
    is_faulty: bool = False  # something is written that is no number, which is told of where it is read


@dataclass(slots=True)
class _Raw:
    """Rows before they are checked: a name, its place, and a cell for each series."""

    series: list[Series]
    rows: list[tuple[str, Span, list[_Cell]]]
    place: Span
    names: list[Span]  # the places of the series' names
    found: list[Diagnostic] = field(default_factory=list)

    def is_told(self) -> bool:
        """Tell whether a fault was found in the values, so that it says nothing new that there are none."""
        return has_errors(self.found) or any(cell.is_faulty for *_, cells in self.rows for cell in cells)

    def add(
        self, rule: str, span: Span, message: Message, hint: Message, severity: Severity = Severity.ERROR,
        related: tuple[Related, ...] = (), fix: Fix | None = None,
    ) -> None:  # fmt: skip
        """Add a finding."""
        self.found.append(Diagnostic(rule, severity, span, message, hint, related, fix))


def assemble(
    written: model.Figure,
    csv: CsvTable | None = None,
    lang: str = "sv",
    activities: Sequence[Occasion] = (),
    year: int = 0,
) -> Assembled:
    """Make a figure of what is written; `csv` is the file that its `data` names, parsed, with its own findings apart.

    Without the file such a figure is None, and whoever looked for the file says why. `activities` are the plan's own,
    for a wheel that shows them behind its entries; `year` is the document's, which a wheel shows that names no other.
    """
    if written.kind is None:
        return Assembled(None)
    found = _caption(written)
    if written.kind is Kind.WHEEL:
        wheel, told = read_wheel(written, lang, activities, year)
        made = Assembled(wheel, told)
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
    _check_names(raw, [(series.name, span) for series, span in zip(raw.series, raw.names, strict=True)][:MAX_SERIES])
    if written.kind is Kind.ECONOMY:
        _order_economy(raw)
    _cut(raw, written.kind)
    if written.kind in OVER_YEARS:
        _order_years(raw)
    else:
        _check_names(raw, [(name, span) for name, span, _ in raw.rows])
    if written.kind is Kind.SHARES:
        _check_shares(raw, one_line(written.unit))
    values = [cell.value for _, _, cells in raw.rows for cell in cells if cell.value is not None]
    if not values:
        is_told = raw.is_told() or any(row.is_stand_in for row in written.rows)
        is_told = is_told or (not raw.rows and written.is_given("rows" if written.has("rows") else "history"))
        return Assembled(None, (*raw.found, *(() if is_told else _empty(raw.place, _data_key(written)).diagnostics)))
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
    spans = [written.entry_span("series", key) for key in names]
    raw = _Raw([Series(key, name) for key, name in names.items()], [], written.key_span("rows"), spans)
    over_years = written.kind in OVER_YEARS
    for row in written.rows:
        for key in row.amounts:
            if key not in names:
                near = nearest(key, names)
                hint = msg("Did you mean “{near}”?", near=near[0]) if near else _series_hint(names)
                message = msg("The figure has no series “{key}”.", key=key)
                raw.add("unknown-key", row.column_key_span(key), message, hint, fix=row.respelt_key(key, names))
        label = row.year if over_years else row.name
        if not label.strip():
            label = row.name if over_years else row.year
        if not label.strip() and not row.is_stand_in:
            key = "år" if over_years else "namn"
            message = msg("The key “{key}” is missing in {what}.", key=key, what=msg("a row of a figure"))
            raw.add("missing-key", row.place, message, msg("Add the line “{key}: …”.", key=key))
        cells = [
            _Cell(amount.value, row.amount_span(key))
            if (amount := row.amounts.get(key)) is not None
            else _Cell(None, row.amount_span(key), row.is_given(key))
            for key in names
        ]
        raw.rows.append((str(label), label.span if label.strip() else row.place, cells))
    return raw


def _series_hint(names: Iterable[str]) -> Message:
    return msg("The figure's series are: {names}.", names=", ".join(names))


def _from_history(written: model.Figure) -> _Raw:
    raw = _Raw([Series(_SINGLE, "")], [], written.key_span("history"), [written.key_span("history")])
    for year, amount in written.history.items():
        span = written.entry_span("history", year)
        cell = _Cell(amount.value, span) if amount is not None else _Cell(None, span, written.is_in_history(year))
        raw.rows.append((year, span, [cell]))
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
    raw = _Raw(series, [], csv.header[0].span, [cell.span for cell in csv.header[1:]])
    for row in csv.rows:
        cells = []
        for cell in row[1:]:
            value, finding = cell_number(cell, csv.separator)
            cells.append(_Cell(value, cell.span))
            if finding is not None and len(raw.found) < MAX_ROWS:
                raw.found.append(finding)
        raw.rows.append((row[0].text, row[0].span, cells))
    return raw


def _check_names(raw: _Raw, names: Iterable[tuple[str, Span]]) -> None:
    """Warn of a name that stands twice: who looks at the figure cannot tell the two apart."""
    places: dict[str, list[Span]] = {}
    for name, span in names:
        word = one_line(name)
        of_name = places.setdefault(word.casefold(), [])
        of_name.append(span)
        if word and len(of_name) == 2:
            message = msg("“{name}” stands twice in the figure.", name=word[:60])
            related = Related(of_name[0], msg("It stands here the first time."))
            raw.add("figure-data", span, message, msg("Give one of them another name."), Severity.WARNING, (related,))


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
                message = msg("“{text}” is no year.", text=shortened(text))
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
                name=shortened(name),
                sum=format_number(total, 1),
            )
            hint = msg("The bar is drawn to 100 % all the same; is a share missing?")
            raw.add("figure-data", span, message, hint, Severity.WARNING)


def _check_values(raw: _Raw, values: list[Decimal]) -> None:
    if not any(values):
        message = msg("All values of the figure are zero.")
        raw.add("figure-data", raw.place, message, msg("Are the values missing?"), Severity.WARNING)
    elif max(map(abs, values)) < SMALLEST:
        message = msg("The values are too small to be written in the figure.")
        hint = msg("Write them in another unit, such as thousandths.")
        raw.add("figure-data", raw.place, message, hint, Severity.WARNING)
    elif sum(len(cells) for *_, cells in raw.rows) == 1:
        message = msg("The figure has a single value.")
        raw.add("figure-data", raw.place, message, msg("A sentence says it in less space."), Severity.WARNING)


# --- the others ------------------------------------------------------------------------------------------------------


def _boxes(written: model.Figure, lang: str) -> Assembled:
    if not written.boxes:  # what is written and cannot be read is told of where it is read
        return Assembled(None) if written.is_given("boxes") else _empty(written.key_span("boxes"), "delar")
    return Assembled(Organisation(str(written.id), one_line(written.caption), written.boxes, lang))


def _chain(written: model.Figure, lang: str) -> Assembled:
    if not written.steps:
        return Assembled(None) if written.is_given("steps") else _empty(written.key_span("steps"), "led")
    return Assembled(Chain(str(written.id), one_line(written.caption), written.steps, lang))
