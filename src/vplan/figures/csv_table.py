"""A CSV file as a table of cells with their places.

Semicolons, commas or tabs part the cells; numbers have a decimal comma, as Swedish spreadsheets write them. In a file
parted by commas or tabs a decimal point is understood too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from vplan.diagnostics import Diagnostic, Message, Severity, Span, msg
from vplan.hidden import in_lines
from vplan.model import values
from vplan.numbers import format_count

MAX_BYTES = 2_000_000
MAX_ROWS = 1000
MAX_COLUMNS = 20
MAX_CELL = 500
MAX_FINDINGS = 50
_SEPARATORS = ";\t,"
_EMPTY = frozenset(("", "-", "–", "—", "..", "."))
_POINT = re.compile(r"[-+−]?\d+\.\d+\Z")
_CONTROL = re.compile("[\\x00-\\x08\\x0e-\\x1b\\x7f-\\x84\\x86-\\x9f\\ufffe\\uffff]")
_SIGN_LINE = re.compile("sep=([;,\\t])\\r?\\n?", re.IGNORECASE)  # which Excel writes and reads
_NO_TEXT = ((b"PK\x03\x04", "XLSX"), (b"\xd0\xcf\x11\xe0", "XLS"), (b"%PDF", "PDF"), (b"\x89PNG", "PNG"))
_ERRORS = re.compile(r"#[A-ZÅÄÖ/0-9]{2,12}[!?]?\Z")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text without white space around it, and where it stands."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A table: its header, its rows, all as wide as the header, how its cells were parted, and the findings."""

    file: str
    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    separator: str
    diagnostics: tuple[Diagnostic, ...] = ()


def parse_csv(data: bytes, file: str) -> CsvTable:
    """Read a CSV file, whose path relative to the workspace is `file`; what is wrong with it is in the findings.

    A file that cannot be read as a table gives one without header and rows.
    """
    if len(data) > MAX_BYTES:
        hint = msg("The limit is {limit} bytes.", limit=format_count(MAX_BYTES))
        return _refused(file, "csv-size", msg("The file has {size} bytes.", size=format_count(len(data))), hint)
    kind = next((kind for start, kind in _NO_TEXT if data.startswith(start)), "")
    if kind:
        message = msg("The file is no CSV file but {kind}.", kind=kind)
        return _refused(file, "csv-shape", message, msg("Save it as “CSV UTF-8”, and name that file."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _wrong_encoding(file, data, error.start)
    if "\0" in text:
        return _wrong_encoding(file, data, data.index(b"\0"))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    told = _SIGN_LINE.match(text)
    separator = told[1] if told else _separator(text)
    rows, open_quote = _split(text, separator, file)
    if open_quote is not None:
        message = msg("A quotation mark is opened here and never closed.")
        return _refused(file, "csv-shape", message, msg("Put one at the end of the cell too."), open_quote)
    rows = [row for row in rows[1 if told else 0 :] if any(cell.text for cell in row)]
    if not rows:
        return _refused(file, "csv-shape", msg("The file holds no table."), msg("The first line names the columns."))
    table = _table(file, rows, separator)
    return replace(table, diagnostics=(*table.diagnostics, *in_lines(file, text)))


def _refused(file: str, rule: str, message: Message, hint: Message, span: Span | None = None) -> CsvTable:
    return CsvTable(
        file, (), (), "", (Diagnostic(rule, Severity.ERROR, span or Span(file, 1, 1, 1, 2), message, hint),)
    )


def _wrong_encoding(file: str, data: bytes, offset: int) -> CsvTable:
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:200]
    before = data[:offset]
    line, column = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
    encoding = "UTF-16" if wide else "Windows-1252"
    message = msg("The file is not UTF-8; it seems to be {encoding}.", encoding=encoding)
    hint = msg(
        "Save it anew as “CSV UTF-8”: in Excel under Save as, in LibreOffice by the character set Unicode (UTF-8)."
    )
    span = Span(file, 1, 1, 1, 2) if wide else Span(file, line, column, line, column + 1)
    return _refused(file, "csv-encoding", message, hint, span)


def _separator(text: str) -> str:
    """Return what parts the cells of the first line that holds anything."""
    first = text.lstrip("\r\n")[:20_000]
    first = re.split(r"[\r\n]", first, maxsplit=1)[0]
    unquoted = "".join(first.split('"')[::2])
    return max(_SEPARATORS, key=lambda sign: (unquoted.count(sign), -_SEPARATORS.index(sign)))


def _split(text: str, separator: str, file: str) -> tuple[list[list[Cell]], Span | None]:
    """Return the rows, more than the limit only by one, and where a quotation mark stays open."""
    plain = re.compile(rf"[^{re.escape(separator)}\n]*")
    quoted = re.compile(r'"([^"]*(?:""[^"]*)*)"')
    rows: list[list[Cell]] = [[]]
    at, line, begin = 0, 1, 0
    while True:
        place = line, at - begin + 1
        inner = quoted.match(text, at)
        if inner is None and text.startswith('"', at):
            return rows, Span(file, *place, line, place[1] + 1)
        content, newlines = "", 0
        if inner:
            content, at = inner[1].replace('""', '"'), inner.end()
            newlines = inner[0].count("\n")
        rest = plain.match(text, at)
        written = content + (rest[0] if rest else "")
        at = rest.end() if rest else at
        if newlines:
            line, begin = line + newlines, text.rfind("\n", 0, inner.end() if inner else at) + 1
        if len(rows[-1]) <= MAX_COLUMNS:
            rows[-1].append(Cell(" ".join(written.split()), Span(file, *place, place[0], place[1] + 1)))
        if at >= len(text) or (len(rows) > MAX_ROWS + 1 and text[at] == "\n"):
            return rows, None
        if text[at] == "\n":
            rows.append([])
            line, begin = line + 1, at + 1
        at += 1


def _table(file: str, rows: list[list[Cell]], separator: str) -> CsvTable:
    rows = [_trimmed(row) for row in rows]
    width = len(rows[0])
    if len(rows) - 1 > MAX_ROWS or width > MAX_COLUMNS:
        message = msg(
            "The table is larger than {rows} rows and {columns} columns.",
            rows=format_count(MAX_ROWS),
            columns=MAX_COLUMNS,
        )
        return _refused(file, "csv-size", message, msg("Sum it up before it is drawn."), rows[0][0].span)
    found: list[Diagnostic] = []
    kept = []
    for row in rows[1:]:
        if len(row) > width:
            message = msg("The row has {count} cells, the header {width}.", count=len(row), width=width)
            hint = msg("Is a number with a comma in it not in quotation marks, or a column without a name?")
            found.append(Diagnostic("csv-shape", Severity.ERROR, row[width].span, message, hint))
        missing = width - len(row)
        kept.append((*row[:width], *(Cell("", row[-1].span) for _ in range(missing))))
    found += [finding for row in [rows[0], *kept] for cell in row for finding in (*_formula(cell), *_unfit(cell))]
    for cell in rows[0][1:]:
        if not cell.text:
            message = msg("The column has no name.")
            found.append(Diagnostic("csv-shape", Severity.ERROR, cell.span, message, msg("Name it in the first line.")))
    return CsvTable(file, tuple(rows[0]), tuple(kept), separator, tuple(found[:MAX_FINDINGS]))


def _unfit(cell: Cell) -> list[Diagnostic]:
    """Return a finding for a cell that cannot be set on a page."""
    if len(cell.text) > MAX_CELL:
        message = msg("The cell has {length} characters.", length=format_count(len(cell.text)))
        hint = msg("Keep it below {limit}.", limit=MAX_CELL)
    elif _CONTROL.search(cell.text):
        message = msg("The cell holds a character that cannot be shown.")
        hint = msg("Write the cell anew.")
    else:
        return []
    return [Diagnostic("csv-shape", Severity.ERROR, cell.span, message, hint)]


def _trimmed(row: list[Cell]) -> list[Cell]:
    """Return the row without the empty cells at its end that a spreadsheet writes."""
    end = len(row)
    while end > 1 and not row[end - 1].text:
        end -= 1
    return row[:end]


def _formula(cell: Cell) -> list[Diagnostic]:
    text = cell.text
    is_formula = text[:1] in ("=", "@") or (text[:1] in "+-−" and len(text) > 1 and text[1:2].isalpha())
    if not is_formula and not _ERRORS.match(text):
        return []
    message = msg("“{text}” is a formula, or the fault of one, and no value.", text=text[:60])
    return [Diagnostic("csv-formula", Severity.ERROR, cell.span, message, msg("Save the values, not the formulas."))]


def cell_number(cell: Cell, separator: str) -> tuple[Decimal | None, Diagnostic | None]:
    """Return the number in a cell (None for an empty one), or a finding; `92 %` is 92."""
    text = cell.text
    if text in _EMPTY or _formula(cell):
        return None, None
    if text.endswith("%"):
        text = text[:-1].rstrip()
    number = values.parse_number(text)
    if number is None and _POINT.match(text) and len(text) <= 24:
        if separator == ";":
            hint = msg("Swedish numbers have a decimal comma: {number}.", number=text.replace(".", ","))
            message = msg("“{text}” is not a number.", text=text[:60])
            return None, Diagnostic("decimal-point", Severity.ERROR, cell.span, message, hint)
        number = Decimal(text.replace("−", "-"))
    if number is None:
        message = msg("“{text}” is not a number.", text=text[:60])
        hint = msg("Write a number such as 28 800 or 6,1.")
        return None, Diagnostic("bad-number", Severity.ERROR, cell.span, message, hint)
    return number, None
