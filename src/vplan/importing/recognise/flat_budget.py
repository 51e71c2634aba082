"""Budgets in a text that has lost its columns: labels with amounts behind them, or each amount in a line of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from vplan.importing.recognise.amounts import is_amount, unit_in
from vplan.importing.recognise.flat_tables import Line
from vplan.importing.source import Cell, Place, Row, Run, Table
from vplan.importing.vocabulary import BUDGET_COLUMNS, key

_COLUMN = rf"(?:{BUDGET_COLUMNS})(?:\s+20\d\d)?|20\d\d"
_COLUMNS = re.compile(rf"(?:^|\s+)(?P<column>{_COLUMN})\s*\Z", re.I)
_TOKEN = re.compile(r"[-−–+]?\d{1,3}(?:,\d+)?|[-−–+]?\d+(?:,\d+)?")
_AMOUNTS = re.compile(r"(?P<label>.*?[^\W\d].*?)\s+(?P<amounts>[-−–+]?\d[\d \u00a0,−–+%-]*)\Z")
_GAP = re.compile(r"\t+| {2,}")
_AHEAD = 4
_LEAST = 2
_LONGEST = 80
_YEAR = 4
_LONGEST_ROW = 250
_LAST = tuple("0123456789%-–")


def read_budget(
    lines: Sequence[Line], start: int, ends: Callable[[int], bool], *, goes_on: bool
) -> tuple[Table, int] | None:
    """Return the budget that begins at a line and where the text goes on, or None where none begins.

    Without a heading a single row is none, but where a budget `goes_on` over a page's end.
    """
    heading, n = _heading(lines, start, ends)
    width = max(1, len(heading) - 1)
    rows: list[tuple[int, list[str]]] = []
    while n < len(lines) and not ends(n):
        text = lines[n].text
        if is_amount(text) and rows:
            rows[-1][1].extend(_amounts(text, width))
        elif match := _with_amounts(text):
            rows.append((lines[n].number, [match["label"].strip(), *_amounts(match["amounts"], width)]))
        elif _is_label(text) and _amounts_follow(lines, n, ends):
            rows.append((lines[n].number, [text]))
        else:
            break
        n += 1
    least = 1 if goes_on or any(heading) else _LEAST
    if sum(len(cells) > 1 for _, cells in rows) < least:
        return None
    made = [_row(lines[start].number, heading)] if any(heading) else []
    made += [_row(number, cells) for number, cells in rows]
    return Table(Place(line=lines[start].number), tuple(made)), n


def _heading(lines: Sequence[Line], start: int, ends: Callable[[int], bool]) -> tuple[list[str], int]:
    """Return the heading's cells, the first for the rows' labels, and where the rows begin."""
    first, columns = "", []
    n = start
    while n < len(lines) and (n == start or not ends(n)) and len(" ".join(lines[n].text.split())) < _LONGEST:
        label, found = _split(lines[n].text)
        if not label and n > start and _is_group(lines[n].text) and not _is_column(lines[n + 1 : n + 2]):
            break
        if label and (not (unit_in(label) and not is_amount(label)) or first):
            break
        first = first or label
        columns += found
        n += 1
    return [first, *columns], n


def _is_group(text: str) -> bool:
    return key(text) in ("intäkter", "kostnader")


def _is_column(lines: Sequence[Line]) -> bool:
    return any(not _split(line.text)[0] for line in lines)


def _split(text: str) -> tuple[str, list[str]]:
    """Part a heading line into what stands before the columns' headings, and these."""
    parts = [part.strip() for part in _GAP.split(text) if part.strip()]
    if len(parts) > 1 and not any(is_amount(part) and len(part) != _YEAR for part in parts[1:]):
        return ("", parts) if _COLUMNS.fullmatch(parts[0]) else (parts[0], parts[1:])
    columns: list[str] = []
    while match := _COLUMNS.search(text):
        columns.insert(0, match["column"])
        text = text[: match.start()].rstrip()
    return text, columns


def _amounts(text: str, width: int) -> list[str]:
    """Part a row of digits into so many amounts: wide gaps tell, or the groups of three do."""
    parts = [part for part in _GAP.split(text.strip()) if part]
    if len(parts) > 1 or width == 1:
        return parts
    tokens = text.replace("\u00a0", " ").replace(" %", "%").split()
    made = _grouped(tokens, width)
    return made or [" ".join(tokens)]


def _grouped(tokens: list[str], width: int) -> list[str]:
    """Return the tokens in `width` amounts, each with its groups of three digits; empty where none fits."""
    if width == 1:
        whole = " ".join(tokens)
        return [whole] if is_amount(whole) or whole.endswith("%") else []
    for length in range(1, len(tokens) - width + 2):
        head = " ".join(tokens[:length])
        if not is_amount(head) and not head.endswith("%"):
            continue
        rest = _grouped(tokens[length:], width - 1)
        if rest:
            return [head, *rest]
    return []


def _with_amounts(text: str) -> re.Match[str] | None:
    short = len(text) < _LONGEST_ROW and text[-1:] in _LAST
    return _AMOUNTS.match(text) if short else None


def _is_label(text: str) -> bool:
    return len(text) < _LONGEST and not text.endswith((".", ",")) and key(text) != ""


def _amounts_follow(lines: Sequence[Line], start: int, ends: Callable[[int], bool]) -> bool:
    for n in range(start + 1, min(start + _AHEAD, len(lines))):
        if ends(n):
            return False
        if is_amount(lines[n].text) or _with_amounts(lines[n].text):
            return True
    return False


def _row(number: int, texts: Sequence[str]) -> Row:
    return Row(Place(line=number), tuple(Cell((Run(text),)) if text else Cell() for text in texts))
