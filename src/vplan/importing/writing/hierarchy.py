"""The goals of a draft in the four levels that the files have; a level that the source lacks gets a stand-in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from vplan.diagnostics import Message, msg
from vplan.importing.draft import FIELDS, Activity, Goal, Indicator, Level, Text
from vplan.importing.source import Block, Paragraph, Run
from vplan.importing.writing.alike import normal
from vplan.importing.writing.cleaning import one_line, shortened
from vplan.importing.writing.result import Notes

_ALLOWED = {
    Level.DIRECTION: ("beskrivning",),
    Level.COUNCIL: ("beskrivning",),
    Level.BOARD: ("beskrivning", "förväntat_resultat"),
    Level.UNIT: FIELDS[1:],
}
_UNITS_OWN = FIELDS[2:]
_NAMES = {
    Level.DIRECTION: msg("direction"),
    Level.COUNCIL: msg("council goal"),
    Level.BOARD: msg("board goal"),
    Level.UNIT: msg("unit goal"),
}
_LABELS = {
    "beskrivning": "Beskrivning",
    "förväntat_resultat": "Förväntat resultat",
    "arbetssätt": "Arbetssätt",
    "resursanvändning": "Resursanvändning",
    "uppföljning": "Uppföljning",
    "utveckling": "Utveckling",
}


@dataclass(slots=True, eq=False)
class Passage:
    """Prose of a goal; `parts` are the texts of the draft that it is made of."""

    blocks: list[Block]
    parts: list[Text]

    @classmethod
    def of(cls, text: Text) -> Passage:
        """Return the passage that is a text."""
        return cls(list(text.blocks), [text])

    def add(self, more: Passage) -> None:
        """Go on with another passage."""
        self.blocks += more.blocks
        self.parts += more.parts


@dataclass(slots=True, eq=False)
class Node:
    """A goal with what the files hold of it; `goals` are the parts of the draft that it stands for, `made` if none."""

    level: Level
    title: str
    number: str
    goals: list[Goal]
    texts: dict[str, Passage] = field(default_factory=dict)
    indicators: list[Indicator] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    made: bool = False

    @property
    def about(self) -> tuple[Goal, ...]:
        """The goals of the draft whose line is the node's."""
        return () if self.made else tuple(self.goals)


def tidy(goals: Sequence[Goal], notes: Notes) -> list[Node]:
    """Return the directions, below them council goals, board goals and unit goals, in the order of the draft."""
    builder = _Builder(notes)
    for goal in _flat(goals):
        builder.add(goal)
    return builder.top


def _flat(goals: Iterable[Goal]) -> Iterator[Goal]:
    waiting = list(goals)[::-1]
    while waiting:
        goal = waiting.pop()
        yield goal
        waiting += goal.goals[::-1]


class _Builder:
    def __init__(self, notes: Notes) -> None:
        self.top: list[Node] = []
        self._open: list[Node] = []
        self._notes = notes

    def add(self, goal: Goal) -> None:
        level = Level(goal.level)
        texts = {name: Passage.of(text) for name, text in goal.texts.items() if text.blocks}
        if level is Level.UNIT:
            _join_description(goal, texts, self._notes)
        own = {name: texts.pop(name) for name in _UNITS_OWN if name in texts and level in (Level.COUNCIL, Level.BOARD)}
        self._fill_to(level, goal)
        node = self._enter(_node(goal, level, texts, self._notes))
        if own:
            self._fill_to(Level.UNIT, goal)
            self._tell(Level.UNIT, goal)
            stand_in = Node(Level.UNIT, node.title, "", [goal], own, made=True)
            self._open[-1].nodes.append(stand_in)
            del self._open[level:]

    def _fill_to(self, level: Level, goal: Goal) -> None:
        """Leave the levels from this one down, and make stand-ins for those above it that are not there."""
        del self._open[level - 1 :]
        while len(self._open) < level - 1:
            missing = Level(len(self._open) + 1)
            title = self._open[-1].title if self._open else one_line(goal.title) or _NAMELESS
            self._tell(missing, goal)
            self._enter(Node(missing, title, _number_above(goal.number, missing), [goal], made=True))

    def _tell(self, missing: Level, goal: Goal) -> None:
        self._notes.guess(
            goal.place,
            msg(
                "The {goal} “{title}” has no {missing} in the source; one was made with the title next to it.",
                goal=_NAMES[Level(goal.level)],
                title=shortened(goal.title),
                missing=_NAMES[missing],
            ),
            goal,
        )

    def _enter(self, node: Node) -> Node:
        """Put a node under the one above it; a goal of the council or the board that is there already goes on."""
        siblings = self._open[-1].nodes if self._open else self.top
        same = next((other for other in siblings if _is_same(node, other)), None)
        if same is None:
            siblings.append(node)
            same = node
        else:
            _join(same, node)
        if node.level is not Level.UNIT:
            self._open.append(same)
        return same


def _number_above(number: str, level: Level) -> str:
    parts = one_line(number).split(".")
    wanted = {Level.DIRECTION: 1, Level.COUNCIL: 2}.get(level, 0)
    above = ".".join(parts[:wanted]) if len(parts) > wanted else ""
    return above if _NUMBER.match(above) else ""


def _is_same(one: Node, other: Node) -> bool:
    return one.level is not Level.UNIT and one.number == other.number and normal(one.title) == normal(other.title)


def _join(node: Node, more: Node) -> None:
    node.goals += more.goals
    for name, text in more.texts.items():
        if name in node.texts:
            node.texts[name].add(text)
        else:
            node.texts[name] = text
    node.indicators += more.indicators
    node.activities += more.activities


def _node(goal: Goal, level: Level, texts: dict[str, Passage], notes: Notes) -> Node:
    title = one_line(goal.title) or _NAMELESS
    number = one_line(goal.number).rstrip(".")
    if number and not _NUMBER.match(number):
        title, number = f"{number} {title}", ""
    if level is Level.DIRECTION:
        rows: list[Indicator | Activity] = [*goal.indicators, *goal.activities]
        for row in rows:
            notes.leave_out(row.place, _words(row), _NO_ROWS)
        return Node(level, title, number, [goal], _folded(level, texts))
    return Node(level, title, number, [goal], _folded(level, texts), list(goal.indicators), list(goal.activities))


_NAMELESS = "–"
_NUMBER = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4}){0,5}\Z")
_NO_ROWS: Message = msg("A direction has no tables of its own.")


def _words(row: Indicator | Activity) -> str:
    if isinstance(row, Activity):
        return " ".join((row.text, row.start, row.end))
    return " ".join((row.name, row.target, row.council_target, row.periodicity, row.comment))


def _folded(level: Level, texts: dict[str, Passage]) -> dict[str, Passage]:
    """Return the texts that a level has; others stand under a heading of their own at the end of its last one."""
    allowed = _ALLOWED[level]
    found = {name: text for name, text in texts.items() if name in allowed}
    others = [(name, text) for name, text in texts.items() if name not in allowed]
    if others:
        target = next((name for name in reversed(allowed) if name in found), allowed[0])
        passage = found.setdefault(target, Passage([], []))
        for name, text in others:
            passage.blocks.append(Paragraph(text.parts[0].place, (Run(_LABELS.get(name, name)),), level=1))
            passage.add(text)
    return found


def _join_description(goal: Goal, texts: dict[str, Passage], notes: Notes) -> None:
    """Put what stands directly under a unit goal before its expected result: a unit goal has no description."""
    described = texts.pop("beskrivning", None)
    if described is None:
        return
    result = texts.pop("förväntat_resultat", None)
    if result is not None:
        described.add(result)
    texts["förväntat_resultat"] = described
    message = msg(
        "The text directly under the goal “{title}” stands as its expected result.", title=shortened(goal.title)
    )
    notes.guess(described.parts[0].place, message, goal)


def all_nodes(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield all nodes from the top down."""
    for node in nodes:
        yield node
        yield from all_nodes(node.nodes)


def dense_tables(rows: Sequence[Indicator] | Sequence[Activity]) -> dict[int, int]:
    """Return the numbers of the tables that rows stand in, counted from 1 without a gap."""
    numbers = sorted({row.table for row in rows})
    return {number: at for at, number in enumerate(numbers, 1)}
