"""Indicator and activity tables: known by their heading row, read into rows, put together where a page has cut them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from vplan.diagnostics import msg
from vplan.importing.draft import Activity, Goal, Guess, Indicator, LeftOut
from vplan.importing.recognise.dates import iso_date, rounded_date
from vplan.importing.source import Cell, Row, Table
from vplan.importing.vocabulary import ACTIVITY_COLUMNS, BY_SEX, INDICATOR_COLUMNS, key

_COMMENT = re.compile(r"kommentar(er)?\s*:?\s*", re.I)
_COMMENT_BELOW = re.compile(r"(?P<name>.*\S)\s+Kommentar:?\s+(?P<comment>\S.*)\Z")
_FEMALE = "♀"
HEADING = msg("a heading that vplan writes")


@dataclass(slots=True)
class Heading:
    """A table's heading row: which column holds what, by the names of the draft's rows."""

    kind: str
    columns: dict[int, str]
    others: dict[int, str] = field(default_factory=dict)


def heading_of(row: Row) -> Heading | None:
    """Return what a row heads, or None when it is no heading row of indicators or activities."""
    words = [key(text) for text in row.texts]
    for kind, names, least in (("indicator", INDICATOR_COLUMNS, 2), ("activity", ACTIVITY_COLUMNS, 2)):
        columns: dict[int, str] = {}
        for number, word in enumerate(words):
            name = next((n for n, spellings in names.items() if word in spellings and n not in columns.values()), None)
            if name is not None:
                columns[number] = name
        first = next(iter(names))
        if len(columns) >= least and first in columns.values():
            others = {n: row.texts[n] for n, word in enumerate(words) if word and n not in columns}
            return Heading(kind, columns, others)
    return None


def is_goal_table(table: Table) -> bool:
    """Tell whether the table holds indicators or activities."""
    return any(heading_of(row) for row in table.rows[:3])


@dataclass(slots=True)
class TableReader:
    """Reads the tables of one goal; `guesses` and `left_out` collect what the report tells."""

    goal: Goal
    guesses: list[Guess]
    left_out: list[LeftOut]
    at_top: bool = False
    heading: Heading | None = None
    numbers: dict[str, int] = field(default_factory=dict)

    def read(self, table: Table, *, goes_on: bool, bare: bool) -> list[Row]:
        """Add the rows of a table to the goal and return those that are none.

        `goes_on` tells that only a page's end stands between this table and the one before, so that the same heading
        once more is a repeated one. A heading inside a table is a repeated one too. In a `bare` text nothing tells of
        pages; there indicators of the same kind, the council's or others, are one table while the alphabet goes on.
        """
        strange: list[Row] = []
        one = goes_on or (bare and self._is_alike(table))
        self.at_top = goes_on
        for number, row in enumerate(table.rows):
            heading = heading_of(row)
            if heading is not None:
                self._begin(heading, repeated=self._repeats(heading) and (one or number > 0))
                self.left_out.append(LeftOut(row.place, " ".join(row.texts), HEADING, understood=True))
            elif not any(row.texts):
                continue
            elif self.heading is None:
                strange.append(row)
            elif self.heading.kind == "indicator":
                self._indicator(row)
                self.at_top = False
            else:
                self._activity(row)
                self.at_top = False
        return strange

    def _repeats(self, heading: Heading) -> bool:
        return self.heading is not None and (heading.kind, heading.columns) == (self.heading.kind, self.heading.columns)

    def _is_alike(self, table: Table) -> bool:
        """Tell whether a table's indicators are the council's, or not, just as those of the table before."""
        first = heading_of(table.rows[0])
        if first is None or first.kind != "indicator" or not self.goal.indicators:
            return False
        scratch = TableReader(Goal(table.place, self.goal.level, ""), [], [])
        scratch.read(Table(table.place, table.rows), goes_on=False, bare=False)
        rows, last = scratch.goal.indicators, self.goal.indicators[-1]
        if not rows or rows[0].name.casefold() < last.name.casefold():
            return False
        return _of_council(rows) == _of_council(self.goal.indicators)

    def _begin(self, heading: Heading, *, repeated: bool) -> None:
        if not repeated:
            self.numbers[heading.kind] = self.numbers.get(heading.kind, 0) + 1
        self.heading = heading

    def comment(self, text: str) -> bool:
        """Add a comment to the last indicator; tell whether the text is one."""
        match = _COMMENT.match(text.strip())
        if match is None or self.heading is None or self.heading.kind != "indicator" or not self.goal.indicators:
            return False
        row = self.goal.indicators[-1]
        row.comment = f"{row.comment} {' '.join(text.strip()[match.end() :].split())}".strip()
        return True

    def _cells(self, row: Row) -> dict[str, str]:
        assert self.heading is not None
        texts = row.texts
        return {name: texts[n] if n < len(texts) else "" for n, name in self.heading.columns.items()}

    def _indicator(self, row: Row) -> None:
        assert self.heading is not None
        rows = self.goal.indicators
        cells = self._cells(row)
        values = [cells.get(name, "") for name in ("target", "council_target", "periodicity")]
        if not any(values) and self.comment(cells["name"]):
            return
        if rows and self._completes(cells["name"], values):
            return
        if rows and not any(values) and self._continues(cells["name"], rows[-1].name):
            rows[-1].name = f"{rows[-1].name} {cells['name']}"
            return
        first = next((cell for cell in row.cells[:1]), Cell())
        name, by_sex, symbol = _name(first, cells["name"])
        if by_sex:
            sign = cells["name"].removesuffix(name).strip()
            self.left_out.append(LeftOut(row.place, sign, msg("a sign that vplan writes"), understood=True))
        target, council_target, periodicity = values
        name, comment = _parted_comment(name)
        indicator = Indicator(
            row.place,
            name,
            target,
            council_target,
            periodicity,
            comment,
            table=self.numbers.get("indicator", 1),
            by_sex=by_sex,
            symbol=symbol,
        )
        self._others(row, indicator)
        rows.append(indicator)

    def _others(self, row: Row, indicator: Indicator) -> None:
        """Keep what stands in columns that a plan's table does not have, in the comment."""
        assert self.heading is not None
        texts = row.texts
        extra = [f"{title}: {texts[n]}" for n, title in self.heading.others.items() if n < len(texts) and texts[n]]
        if extra:
            indicator.comment = "; ".join(filter(None, [indicator.comment, *extra]))
            message = msg("The column “{column}” is no part of a plan's table; its value stands in the comment.",
                          column=", ".join(self.heading.others.values()))  # fmt: skip
            self.guesses.append(Guess(row.place, message, indicator))

    def _completes(self, name: str, values: Sequence[str]) -> bool:
        """Put a row together that a page's end has cut between its name and its values; tell whether it was so."""
        last = self.goal.indicators[-1]
        has_values = bool(last.target or last.council_target or last.periodicity)
        if not name and any(values) and not has_values:
            last.target, last.council_target, last.periodicity = values
            return True
        if not any(values) and has_values and not last.name:
            last.name = name
            return True
        return False

    def _continues(self, name: str, before: str) -> bool:
        """Tell whether a row without values is the rest of the one before, which a page's end has cut."""
        return bool(name) and (name[0].islower() or (self.at_top and not before.endswith((".", ")"))))

    def _activity(self, row: Row) -> None:
        rows = self.goal.activities
        cells = self._cells(row)
        if rows and not cells.get("start") and not cells.get("end") and self._continues(cells["text"], rows[-1].text):
            rows[-1].text = f"{rows[-1].text} {cells['text']}"
            return
        activity = Activity(row.place, cells["text"], table=self.numbers.get("activity", 1))
        activity.start = self._date(activity, cells.get("start", ""), end=False)
        activity.end = self._date(activity, cells.get("end", ""), end=True)
        self._other_words(row, activity)
        rows.append(activity)

    def _date(self, activity: Activity, written: str, *, end: bool) -> str:
        """Return a date of an activity; what names a month or a year alone is made a day, and that is a guess."""
        date = iso_date(written)
        if date or not written:
            return date
        date = rounded_date(written, end=end)
        message = msg("“{text}” is taken to be {date}.", text=written, date=date)
        if not date:
            message = msg("“{text}” is no date.", text=written)
        self.guesses.append(Guess(activity.place, message, activity))
        return date

    def _other_words(self, row: Row, activity: Activity) -> None:
        """Keep what stands in columns that a plan's table does not have, behind the activity."""
        assert self.heading is not None
        texts = row.texts
        extra = [f"{title}: {texts[n]}" for n, title in self.heading.others.items() if n < len(texts) and texts[n]]
        if extra:
            activity.text = f"{activity.text} ({'; '.join(extra)})"
            message = msg("The column “{column}” is no part of a plan's table; its value stands behind the activity.",
                          column=", ".join(self.heading.others.values()))  # fmt: skip
            self.guesses.append(Guess(row.place, message, activity))


def _parted_comment(name: str) -> tuple[str, str]:
    """Part a name from the comment below it, where no line parts the two in a PDF."""
    match = _COMMENT_BELOW.match(name)
    return (match["name"], match["comment"]) if match else (name, "")


def _of_council(rows: Sequence[Indicator]) -> bool:
    return any(row.symbol or row.council_target for row in rows)


def _name(cell: Cell, text: str) -> tuple[str, bool, bool]:
    """Return an indicator's name without the sign before it, and whether that was ♀ or another sign.

    Where a text was extracted from a PDF, a picture of a symbol has left a blank.
    """
    raw = cell.text
    name = text
    by_sex = symbol = False
    while name and (name[0] == _FEMALE or _is_sign(name[0])):
        by_sex = by_sex or name[0] == _FEMALE
        symbol = symbol or name[0] != _FEMALE
        name = name[1:].lstrip("\ufe0e\ufe0f \u00a0")
        if by_sex and name.casefold().startswith(BY_SEX):
            name = name[len(BY_SEX) :].lstrip()
    blank = len(raw) > 1 and raw[0] in " \u00a0" and raw[1] not in " \u00a0" and not by_sex
    return name or text, by_sex, symbol or blank


def _is_sign(letter: str) -> bool:
    return unicodedata.category(letter) in ("So", "Co", "Cn") or letter == "\ufffd"
