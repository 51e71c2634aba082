"""The draft: the plan, or the application, that was recognised in a source, before it becomes the files of a workspace.

Every part knows its place in the source. The parts are compared by identity: what is told of one (a guess, a line in
the YAML) holds a reference to it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from vplan.diagnostics import Message
from vplan.importing.source import Block, Place


class Level(IntEnum):
    """The levels of the goal hierarchy."""

    DIRECTION = 1
    COUNCIL = 2
    BOARD = 3
    UNIT = 4


FIELDS = (
    "beskrivning",
    "förväntat_resultat",
    "arbetssätt",
    "resursanvändning",
    "uppföljning",
    "utveckling",
)


@dataclass(slots=True, eq=False)
class Text:
    """A passage of prose. A sub-heading in it is a paragraph with a `level`, 1 for the highest in this text."""

    place: Place
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Indicator:
    """A row of an indicator table, all values as they stand. `table` counts the tables under the goal from 1.

    `by_sex`: a ♀ stood before the name. `symbol`: another sign did, which marks the council's own indicators.
    """

    place: Place
    name: str
    target: str = ""
    council_target: str = ""
    periodicity: str = ""
    comment: str = ""
    table: int = 1
    by_sex: bool = False
    symbol: bool = False


@dataclass(slots=True, eq=False)
class Activity:
    """A row of an activity table; the dates as ISO dates, empty where the source has none that can be understood."""

    place: Place
    text: str
    start: str = ""
    end: str = ""
    table: int = 1


@dataclass(slots=True, eq=False)
class Goal:
    """A goal of any level with what stands directly under it, and the goals below it in order.

    `number` is without a final dot (`1`, `1.7`, `1.4.2`) and empty where the goal has none. `texts` go by the names in
    `FIELDS`; on a direction or council goal only `beskrivning` occurs.
    """

    place: Place
    level: Level
    title: str
    number: str = ""
    texts: dict[str, Text] = field(default_factory=dict)
    indicators: list[Indicator] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Chapter:
    """A chapter before or after the goals."""

    place: Place
    heading: str
    text: Text


@dataclass(slots=True, eq=False)
class Cover:
    """Page 1. What is not there is empty; `proposal` is None without the heading, and empty blocks under a bare one.

    `address` holds the unit's address block by the keys of `kontakt` in plan.yaml: `namn`, `gata`, `box`, `postadress`,
    `telefon`, `växel`, `epost`, `webb`. `officer` by those of `handläggare`: `namn`, `telefon`, `epost`.
    """

    place: Place = field(default_factory=Place)
    kind: str = ""
    dnr: str | None = None
    date: str = ""
    officer: dict[str, str] = field(default_factory=dict)
    to: str = ""
    title: str = ""
    proposal: Text | None = None
    address: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class BudgetRow:
    """A row of a budget: amounts as written, by column id; `rows` are its sub-rows."""

    place: Place
    label: str
    amounts: dict[str, str] = field(default_factory=dict)
    rows: list[BudgetRow] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class BudgetColumn:
    """A column of amounts. `formula` as in ekonomi.yaml's `beräknas`, `signed` as `tecken`."""

    id: str
    heading: str
    formula: str = ""
    signed: bool = False


@dataclass(slots=True, eq=False)
class BudgetGroup:
    """Rows under a heading; `kind` is `intäkter`, `kostnader` or empty; `total` is the group's own sum row."""

    place: Place
    heading: str = ""
    kind: str = ""
    rows: list[BudgetRow] = field(default_factory=list)
    total: BudgetRow | None = None


@dataclass(slots=True, eq=False)
class Budget:
    """A budget table: `unit` is `tkr`, `mnkr` or `kr`; `income` is `positiva` or `negativa`.

    `heading` is the section's heading (`Budget 2018`) where one stood before the table, `caption` a title of this table
    alone, `facts` label and value pairs that stood before the amounts.
    """

    place: Place
    heading: str = ""
    caption: str = ""
    text: Text | None = None
    facts: list[tuple[str, str]] = field(default_factory=list)
    unit: str = "tkr"
    income: str = "positiva"
    row_heading: str = ""
    columns: list[BudgetColumn] = field(default_factory=list)
    groups: list[BudgetGroup] = field(default_factory=list)
    total: BudgetRow | None = None
    net: BudgetRow | None = None


@dataclass(slots=True, eq=False)
class Economy:
    """The chapter on economy: its heading as it stood, the use of resources, the tables."""

    place: Place
    heading: str
    resources: Text | None = None
    budgets: list[Budget] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table of contents; `page` is 0 where none stood."""

    place: Place
    title: str
    page: int = 0


@dataclass(frozen=True, slots=True)
class Guess:
    """Something the source does not say outright: what was taken to be true, where it stands, and what it is about.

    `about` is the part of the draft whose line in the YAML the report shows; None where it has none.
    """

    place: Place
    message: Message
    about: object | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something of the source that goes into no file, quoted: not understood, or not needed, as `reason` says.

    `understood` is true for what vplan makes by itself: labels, page numbers, the table of contents.
    """

    place: Place
    text: str
    reason: Message
    understood: bool = False


@dataclass(slots=True, eq=False)
class Draft:
    """All that was recognised. `year` is 0 and a name empty where the source does not tell."""

    name: str
    year: int = 0
    document: str = "Verksamhetsplan"
    board: str = ""
    unit: str = ""
    language: str = "sv"
    inline_labels: bool = False
    numbering_dot: bool = False
    cover: Cover = field(default_factory=Cover)
    contents: list[Entry] = field(default_factory=list)
    annexes: list[str] = field(default_factory=list)
    chapters_before: list[Chapter] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    economy: Economy | None = None
    chapters_after: list[Chapter] = field(default_factory=list)
    guesses: list[Guess] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Fact:
    """One of the administrative facts of an application."""

    place: Place
    label: str
    value: str


@dataclass(slots=True, eq=False)
class AwardDraft:
    """An application for the quality award as it was recognised.

    `edition` names the edition whose questions were found, and `answers` goes by their numbers; an empty text is a
    question that stands there without an answer. `title` is empty where it only says the award and the year.
    """

    name: str
    year: int = 0
    document: str = ""
    edition: str = ""
    board: str = ""
    administration: str = ""
    unit: str = ""
    title: str = ""
    date: str = ""
    language: str = "sv"
    facts: list[Fact] = field(default_factory=list)
    introduction: Text | None = None
    answers: dict[str, Text] = field(default_factory=dict)
    contents: list[Entry] = field(default_factory=list)
    guesses: list[Guess] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


AnyDraft = Draft | AwardDraft
