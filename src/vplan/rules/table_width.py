"""table-width: the columns of a table have room beside each other on the page.

Why: figures that do not fit run into the next column, and nobody can read them.

Wrong: twelve months beside each other, `kolumner: {jan: Januari, feb: Februari, mar: Mars, apr: April, …}`

Right: fewer columns, or a table for each half of the year: `kolumner: {t1: Tertial 1, t2: Tertial 2, t3: Tertial 3}`
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from vplan.budget import Figure, Line
from vplan.diagnostics import Diagnostic, Severity, Span, msg
from vplan.model.economy import BudgetTable
from vplan.numbers import format_count, format_number
from vplan.prose import ParsedProse
from vplan.rules.scope import Scope
from vplan.widths import MAX_NEED, PAGE, WIDEST_WORDS, least_width

if TYPE_CHECKING:
    from markdown_it.token import Token

ID = "table-width"
SEVERITY = Severity.ERROR

_DELIMITER = re.compile(r"\|[ \t]*:?-|-:?[ \t]*\|")


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each table whose columns cannot fit on the page."""
    for table, lines in zip(scope.budget, scope.budget_lines, strict=True):
        if not _fits_at_a_glance(table, lines):
            yield from _finding(_budget_widths(table, lines), table.key_span("columns"))
    for parsed in scope.parsed_if(lambda text: "|" in text and _DELIMITER.search(text) is not None):
        for start, token in enumerate(parsed.tokens):
            if token.type == "table_open":
                yield from _finding(_prose_widths(parsed, start), parsed.block_span(token))


def _finding(widths: Sequence[float], span: Span) -> Iterator[Diagnostic]:
    need = sum(widths)
    if need > MAX_NEED:
        message = msg(
            "The table's {count} columns do not fit on the page: they need {percent} % of its width.",
            count=format_count(len(widths)),
            percent=format_count(round(need * 100 / PAGE)),
        )
        hint = msg("Divide it into several tables, or write the amounts in a larger unit, such as tkr.")
        yield Diagnostic(ID, SEVERITY, span, message, hint)


def _fits_at_a_glance(table: BudgetTable, lines: Sequence[Line]) -> bool:
    """Tell whether all columns would fit if each were as wide as the widest can be: by counting digits, not words."""
    shown = [(f.shown, f.decimals) for line in lines for f in line.figures.values() if f.shown is not None]
    digits = max((max(value.adjusted(), 0) + 2 + decimals for value, decimals in shown), default=0)
    widest = max(WIDEST_WORDS, least_width(["0" * (digits + digits // 3 + 2)], is_figures=True))  # with sign and comma
    return widest * (len(table.columns) + 1) <= MAX_NEED


def _budget_widths(table: BudgetTable, lines: Sequence[Line]) -> list[float]:
    widths = [least_width((line.label for line in lines), is_figures=False)]
    for name, column in table.columns.items():
        amounts = [_amount(line.figures.get(name), signed=bool(column.signed)) for line in lines]
        widths.append(max(least_width([column.heading], is_figures=False), least_width(amounts, is_figures=True)))
    return widths


def _amount(figure: Figure | None, *, signed: bool) -> str:
    if figure is None or figure.shown is None:
        return ""
    return format_number(figure.shown, figure.decimals, signed=signed)


def _prose_widths(parsed: ParsedProse, start: int) -> list[float]:
    headings: list[str] = []
    columns: list[list[str]] = []
    is_figures: list[bool] = []
    at = 0
    for index, token in enumerate(parsed.tokens[start:], start):
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            at = 0
        elif token.type == "th_open":
            headings.append(_words(parsed.tokens[index + 1]))
            columns.append([])
            is_figures.append("right" in str(token.attrGet("style") or ""))
        elif token.type == "td_open":
            columns[at].append(_words(parsed.tokens[index + 1]))
            at += 1
    return [
        max(least_width([heading], is_figures=False), least_width(cells, is_figures=figures))
        for heading, cells, figures in zip(headings, columns, is_figures, strict=True)
    ]


def _words(inline: Token) -> str:
    return "".join(child.content or " " for child in inline.children or [] if child.type != "html_inline")
