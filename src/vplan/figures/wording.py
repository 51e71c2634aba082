"""A figure in words: its text alternative, and its data as a table."""

from __future__ import annotations

from decimal import Decimal

from vplan.figures.calendar import when
from vplan.figures.charts.shares import share_text, shares_of
from vplan.figures.data import OVER_YEARS, Box, Chain, Chart, Figure, Kind, Organisation, flat
from vplan.figures.metrics import ELLIPSIS
from vplan.figures.wheel import in_order
from vplan.figures.words import WORDS, Words, written

MOST_VALUES = 24  # more are summed up in the alternative; the table has them all
MAX_LENGTH = 1500
_CAPTION = 200

Table = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]


def table(figure: Figure) -> Table:
    """Return a figure's data as a header and rows of texts, all as wide as the header."""
    words = WORDS[figure.lang]
    if isinstance(figure, Chart):
        return _chart_table(figure, words)
    if isinstance(figure, Organisation):
        return (words.name, words.what, words.below), tuple(_below(figure.boxes))
    if isinstance(figure, Chain):
        header = (words.step, words.name, words.what)
        return header, tuple((str(i), step.name, step.text) for i, step in enumerate(figure.steps, 1))
    rows = (
        (when(occasion, figure.lang, is_long=True), occasion.name, words.occasions[occasion.kind])
        for occasion in in_order(figure)
    )
    return (words.when, words.what, words.kind), tuple(rows)


def _below(boxes: tuple[Box, ...]) -> list[tuple[str, str, str]]:
    names: list[str] = []
    found = []
    for level, box in flat(boxes):
        del names[level:]
        names.append(box.name)
        found.append((box.name, box.text, names[level - 1] if level else ""))
    return found


def _chart_table(chart: Chart, words: Words) -> Table:
    first = words.year if chart.kind in OVER_YEARS else ""
    unit = chart.unit
    names = tuple(series.name or words.value for series in chart.series)
    if unit:
        names = tuple(f"{name} ({unit})" for name in names)
    rows = []
    for row in chart.rows:
        signed = [chart.kind is Kind.ECONOMY and index == 2 for index in range(len(row.values))]
        cells = (written(value, signed=sign) for value, sign in zip(row.values, signed, strict=True))
        rows.append((row.name, *cells))
    return (first, *names), tuple(rows)


def alternative(figure: Figure) -> str:
    """Return a figure in words, for those who do not see it: what it is, and its values or the most telling of them."""
    words = WORDS[figure.lang]
    kind = _kind(figure)
    caption = " ".join(figure.caption.split())
    caption = caption if len(caption) <= _CAPTION else caption[:_CAPTION].rsplit(" ", 1)[0] + ELLIPSIS
    end = "" if caption.endswith((".", "?", "!", ELLIPSIS)) else "."
    head = f"{words.kinds[kind]}: {caption}{end}" if caption else f"{words.kinds[kind]}."
    if isinstance(figure, Chart):
        told = _told(figure, words)
    elif isinstance(figure, Organisation):
        told = [_tree(box) + "." for box in figure.boxes[:MOST_VALUES]]
    elif isinstance(figure, Chain):
        told = [" → ".join(step.name for step in figure.steps) + "."]
    else:
        told = [f"{occasion.name}: {when(occasion, figure.lang)}." for occasion in in_order(figure)]
    return _bounded([head, *told], words)


def _kind(figure: Figure) -> Kind:
    if isinstance(figure, Chart):
        return figure.kind
    if isinstance(figure, Organisation):
        return Kind.ORGANISATION
    return Kind.CHAIN if isinstance(figure, Chain) else Kind.WHEEL


def _bounded(sentences: list[str], words: Words) -> str:
    kept: list[str] = []
    length = 0
    for sentence in sentences:
        if length + len(sentence) > MAX_LENGTH:
            return " ".join([*kept, words.and_more])
        kept.append(sentence)
        length += len(sentence) + 1
    return " ".join(kept)


def _told(chart: Chart, words: Words) -> list[str]:
    found = []
    if chart.unit and not _spoken(chart):
        found.append(f"{words.unit_word}: {chart.unit}.")
    if chart.target is not None:
        found.append(f"{words.target}: {written(chart.target, _spoken(chart))}.")
    if len(chart.numbers) <= MOST_VALUES:
        return found + [_row(chart, index, words) for index in range(len(chart.rows))]
    for index, series in enumerate(chart.series):
        known = [(row.values[index], row.name) for row in chart.rows]
        found += _extremes(series.name, [(value, name) for value, name in known if value is not None], chart, words)
    return [*found, words.and_more]


def _spoken(chart: Chart) -> str:
    """Return the unit where it is said with every value: a per cent sign; any other is said once."""
    return chart.unit if chart.unit == "%" else ""


def _row(chart: Chart, index: int, words: Words) -> str:
    row = chart.rows[index]
    if chart.kind is Kind.SHARES:
        if shares_of(row) is None:
            return f"{row.name}: {words.no_answers}."
        texts = [share_text(row, at) or words.no_value for at in range(len(row.values))]
    else:
        unit = _spoken(chart)
        texts = [
            written(value, unit, signed=chart.kind is Kind.ECONOMY and at == 2) or words.no_value
            for at, value in enumerate(row.values)
        ]
    named = [f"{s.name} {text}" if s.name else text for s, text in zip(chart.series, texts, strict=True)]
    return f"{row.name}: {', '.join(named)}."


def _extremes(name: str, known: list[tuple[Decimal, str]], chart: Chart, words: Words) -> list[str]:
    if not known:
        return [f"{name or words.value}: {words.no_value}."]
    low, high = min(known, key=lambda pair: pair[0]), max(known, key=lambda pair: pair[0])
    unit = _spoken(chart)
    told = f"{words.lowest} {written(low[0], unit)} ({low[1]}), {words.highest} {written(high[0], unit)} ({high[1]})"
    return [f"{name or words.value}: {told}."]


def _tree(box: Box, depth: int = 0) -> str:
    if not box.below or depth > 6:
        return box.name
    return f"{box.name} ({', '.join(_tree(child, depth + 1) for child in box.below)})"
