"""Tables of goals in a text that has lost its columns: a row is a line, or several, and its values stand at the end."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from vplan.importing.recognise.dates import iso_date, rounded_date
from vplan.importing.recognise.tables import Heading, heading_of
from vplan.importing.source import Cell, Place, Row, Run, Table
from vplan.importing.vocabulary import ACTIVITY_COLUMNS, INDICATOR_COLUMNS, PERIODS, key

_GAP = re.compile(r"\t+| {2,}|\u00a0{2,}")
_SPELLINGS = sorted(
    (word for names in (INDICATOR_COLUMNS, ACTIVITY_COLUMNS) for words in names.values() for word in words),
    key=len,
    reverse=True,
)
_HEADING = re.compile("|".join(re.escape(word).replace(r"\ ", r"\s+") for word in _SPELLINGS), re.I)
_VALUE = (
    r"[-−–+]?(?:\d{1,3}(?:[ \u00a0]\d{3})+|\d+)(?:,\d+)?\s?(?:%|procent)?|öka(?:r|s)?|minska(?:r|s)?|"
    r"(?:max|min)\.? \d+(?: personer)?|"
    r"(?:tas|tages) fram(?: av(?: nämnd(?:en)?(?:\s?/\s?(?:styrelsen?)?)?)?)?|fastställs(?: av \w+)?(?: \d{4})?|[-–—]"
)
_PERIOD = "|".join(PERIODS)
_DATE = r"\d{4}-\d{2}(?:-\d{2})?|\d{1,2}/\d{1,2}[ -]\d{4}|\d{1,2} [a-zåäö]{3,9} \d{4}"
_LAST = {
    "indicator": re.compile(rf"(?:^|\s)(?P<value>{_PERIOD}|{_VALUE})\Z", re.I),
    "activity": re.compile(rf"(?:^|\s)(?P<value>{_DATE})\Z", re.I),
}
_IS_PERIOD = re.compile(rf"(?:{_PERIOD})\Z", re.I)
_UNFINISHED = re.compile(r"(?:/|\b(?:tas|fram|av))\Z", re.I)
_COUNTED = re.compile(r"(?:max|min)\.? \d+\Z", re.I)
_SECOND_HALF = "årsmål"
_HALF = re.compile(r"\b(?:kf:?s|nämndens|enhetens|stadens|kommunfullmäktiges)(?=\s*\Z|\s{2})", re.I)
_HEADING_LINES = 7
_AHEAD = 5
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text without white space around it; `first` where a blank line or a page's end stands before it."""

    text: str
    number: int
    first: bool = False
    mark: str = ""
    depth: int = 0


@dataclass(slots=True)
class _Flat:
    """A row as it is gathered: its name, and its values with the columns where they stood, -1 for unknown."""

    number: int
    name: str = ""
    values: list[tuple[str, int]] = field(default_factory=list)

    def takes(self, text: str) -> bool:
        """Add a line to a name and to values that are not finished; tell whether it belongs to one of these."""
        first, *others = [chunk for chunk, _ in _chunks(text)]
        if not others:
            return self.goes_on(first)
        if not self.values or not all(self.goes_on(chunk) for chunk in others):
            return False
        self.name = _joined(self.name, first)
        return True

    def goes_on(self, text: str) -> bool:
        """Add a text to the value that is not finished; tell whether there is one."""
        for n, (value, column) in enumerate(self.values):
            if _UNFINISHED.search(value[-12:]) or (_COUNTED.match(value) and key(text) == "personer"):
                self.values[n] = (f"{value}{text}" if value.endswith("/") else f"{value} {text}", column)
                return True
        return False


def read_table(lines: Sequence[Line], start: int, ends: Callable[[int], bool]) -> tuple[Table, int] | None:
    """Return the table whose heading stands at `start` and where the text goes on, or None where no heading stands.

    `ends` tells of a line that it cannot belong to a table.
    """
    found = _headings(lines, start)
    if found is None:
        return None
    texts, offsets, end = found
    heading = heading_of(_row(lines[start].number, texts))
    assert heading is not None
    reader = _Reader(lines, heading, offsets, texts)
    end = reader.read(end, ends)
    rows = [_row(lines[start].number, reader.texts), *(reader.row(flat) for flat in reader.rows)]
    return Table(Place(line=lines[start].number), tuple(rows)), end


def read_rows(lines: Sequence[Line], start: int, heading: Row, ends: Callable[[int], bool]) -> tuple[Table, int] | None:
    """Return the rows that a page's end has cut from a table with this heading, or None where none stand."""
    found = heading_of(heading)
    if found is None or ends(start):
        return None
    reader = _Reader(lines, found, [-1] * len(heading.cells), heading.texts)
    if not reader.begins(start, ends):
        return None
    end = reader.read(start, ends)
    rows = tuple(reader.row(flat) for flat in reader.rows)
    return (Table(Place(line=lines[start].number), rows), end) if rows else None


def has_values(text: str) -> bool:
    """Tell whether a line ends in what an indicator has behind its name."""
    return _LAST["indicator"].search(text[-60:]) is not None


def is_heading(lines: Sequence[Line], start: int) -> bool:
    """Tell whether the heading of a goal's table stands at a line."""
    return _headings(lines, start) is not None


def _headings(lines: Sequence[Line], start: int) -> tuple[list[str], list[int], int] | None:
    """Return the headings of the columns, where each begins in its line, and where the rows begin."""
    texts: list[str] = []
    offsets: list[int] = []
    ends: list[int] = []
    end = start
    while end < len(lines) and end - start < _HEADING_LINES:
        text, count = _mended(lines, end)
        found = _split(text, first=end == start)
        if found is None:
            break
        texts += [text for text, _ in found]
        offsets += [offset for _, offset in found]
        ends.append(end)
        end += count
    if len(ends) > 1:
        offsets = [-1] * len(texts)
    if end == start or heading_of(_row(0, texts)) is None:
        return None
    return texts, offsets, end


def _mended(lines: Sequence[Line], n: int) -> tuple[str, int]:
    """Return a line of headings, with the second half of one that is wrapped, and how many lines that are."""
    text = lines[n].text
    following = key(lines[n + 1].text) if n + 1 < len(lines) else ""
    match = _HALF.search(text) if following == _SECOND_HALF else None
    if match is None:
        return text, 1
    room = len(text[match.end() :]) - len(text[match.end() :].lstrip())
    rest = text[match.end() + min(room, len(_SECOND_HALF) + 1) :]
    return f"{text[: match.end()]} {_SECOND_HALF}{'  ' if rest else ''}{rest.lstrip()}", 2


def _split(text: str, *, first: bool) -> list[tuple[str, int]] | None:
    """Part a line into headings with their places; None where it has other words, but for columns set apart."""
    if len(text) > _LONGEST:
        return None
    found = []
    chunks = _chunks(text)
    if first and (not chunks or _HEADING.match(chunks[0][0]) is None):
        return None
    for chunk, offset in chunks:
        parts = [(match.group(), offset + match.start()) for match in _HEADING.finditer(chunk)]
        if not _HEADING.sub("", chunk).strip():
            found += parts
        elif len(chunks) > 1 and first and len(chunk.split()) <= 3:
            found.append((chunk, offset))
        else:
            return None
    return found


def _chunks(text: str) -> list[tuple[str, int]]:
    """Return what wide gaps part, with its place in the line."""
    chunks = []
    start = 0
    for gap in _GAP.finditer(text):
        chunks.append((text[start : gap.start()], start))
        start = gap.end()
    chunks.append((text[start:], start))
    return [(chunk, offset) for chunk, offset in chunks if chunk.strip()]


def _row(number: int, texts: Sequence[str]) -> Row:
    return Row(Place(line=number), tuple(Cell((Run(text),)) if text else Cell() for text in texts))


def _joined(first: str, second: str) -> str:
    """Join the lines of a name; a hyphen between figures stays."""
    if not first.endswith("-"):
        return f"{first} {second}".strip()
    return first + second if first[-2:-1].isdigit() or not second[:1].islower() else first[:-1] + second


@dataclass(slots=True)
class _Reader:
    lines: Sequence[Line]
    heading: Heading
    offsets: Sequence[int]
    texts: Sequence[str]
    rows: list[_Flat] = field(default_factory=list)

    def read(self, start: int, ends: Callable[[int], bool]) -> int:
        """Gather rows from the line at `start`; return where the first line stands that is none."""
        n = start
        while n < len(self.lines) and not ends(n):
            text = self.lines[n].text
            if self._more_columns(text):
                pass
            elif self._is_comment(text):
                self.rows.append(_Flat(self.lines[n].number, text))
            elif not self._take(n, *self._parted(text), ends):
                break
            n += 1
        return n

    def begins(self, n: int, ends: Callable[[int], bool]) -> bool:
        """Tell whether a row begins at a line: it has values, or those that follow have."""
        name, values = self._parted(self.lines[n].text)
        return bool(values and name) or (not name.endswith(".") and self._values_follow(n, ends))

    def _more_columns(self, text: str) -> bool:
        """Take headings that stand behind the first rows' names or values, as some extractions have them."""
        found = _split(text, first=False)
        if found is None or any(key(heading) in map(key, self.texts) for heading, _ in found):
            return False
        texts = [*self.texts, *(heading for heading, _ in found)]
        heading = heading_of(_row(0, texts))
        if heading is None or heading.kind != self.heading.kind:
            return False
        self.heading, self.texts, self.offsets = heading, texts, [-1] * len(texts)
        return True

    def _is_comment(self, text: str) -> bool:
        return self.heading.kind == "indicator" and key(text).startswith("kommentar") and bool(self.rows)

    def _take(self, n: int, name: str, values: list[tuple[str, int]], ends: Callable[[int], bool]) -> bool:
        """Add a line to the row that is open, or begin one; tell whether the line belongs to the table."""
        row = self.rows[-1] if self.rows else None
        if values:
            if row is not None and (not name or (not row.values and not name[0].isupper())):
                row.name = _joined(row.name, name)
                row.values += values
            elif name:
                self.rows.append(_Flat(self.lines[n].number, name, values))
            return bool(name) or row is not None
        if row is not None and row.takes(name):
            return True
        if row is None and not name.endswith("."):
            self.rows.append(_Flat(self.lines[n].number, name))
        elif row is not None and (not row.values or name[0].islower()):
            row.name = _joined(row.name, name)
        elif self._values_follow(n, ends):
            self.rows.append(_Flat(self.lines[n].number, name))
        else:
            return False
        return True

    def _values_follow(self, start: int, ends: Callable[[int], bool]) -> bool:
        for n in range(start + 1, min(start + _AHEAD, len(self.lines))):
            if ends(n):
                return False
            if self._parted(self.lines[n].text)[1]:
                return True
        return False

    def _parted(self, text: str) -> tuple[str, list[tuple[str, int]]]:
        """Part a line into the name and the values behind it."""
        values: list[tuple[str, int]] = []
        rest, last = text, _LAST[self.heading.kind]
        while len(values) < len(self.texts) - 1 and (match := last.search(rest[-60:])):
            start = len(rest) - len(rest[-60:]) + match.start("value")
            values.insert(0, (" ".join(match["value"].split()), self._column(rest, start)))
            rest = rest[:start].rstrip()
        return rest, values

    def _column(self, text: str, start: int) -> int:
        """Return the column that begins nearest to a place behind a wide gap, -1 where no gap tells."""
        if -1 in self.offsets or not _GAP.search(text[max(0, start - 2) : start] + "  "[: 2 if start == 0 else 0]):
            return -1
        return min(range(1, len(self.texts)), key=lambda n: abs(self.offsets[n] - start))

    def row(self, flat: _Flat) -> Row:
        """Return a row with its values in their columns."""
        cells = [""] * len(self.texts)
        name = next(n for n, what in self.heading.columns.items() if what in ("name", "text"))
        cells[name] = flat.name
        if not flat.values and self._is_comment(flat.name):
            return _row(flat.number, [flat.name])
        free = [n for n in range(len(self.texts)) if n != name]
        for value, column in self._placed(flat.values, free):
            cells[column] = f"{cells[column]} {value}".strip()
        return _row(flat.number, cells)

    def _placed(self, values: list[tuple[str, int]], free: list[int]) -> list[tuple[str, int]]:
        names = self.heading.columns
        placed = []
        rest = list(values)
        period = next((n for n in free if names.get(n) == "periodicity"), None)
        if rest and period is not None and _IS_PERIOD.match(rest[-1][0]):
            placed.append((rest.pop()[0], period))
        free = [n for n in free if n != period]
        for number, (value, column) in enumerate(rest):
            left = [n for n in free if n not in (taken for _, taken in placed)]
            if len(rest) - number == len(left):
                column = left[0]
            elif column < 0 or column not in free:
                column = self._likely(value, left or free)
            placed.append((value, column))
        return placed

    def _likely(self, value: str, left: list[int]) -> int:
        """Return the column that a single value stands in most likely: words are the council's, numbers the unit's."""
        council = next((n for n in left if self.heading.columns.get(n) == "council_target"), None)
        is_word = not value[:1].isdigit() and not iso_date(value) and not rounded_date(value, end=False)
        return council if is_word and council is not None else left[0]
