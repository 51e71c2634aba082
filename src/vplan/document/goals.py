"""Assembles the goal cascade: directions, council goals, board goals, unit goals, with their texts and tables."""

from __future__ import annotations

from collections.abc import Iterable

from vplan.diagnostics import Span
from vplan.document.anchors import Anchors
from vplan.document.prose import ProsePlace, convert
from vplan.document.tables import activity_tables, indicator_tables
from vplan.document.tree import Block, Section
from vplan.document.typography import typeset
from vplan.editions import fill
from vplan.link import LinkedBoardGoal, LinkedDirection, LinkedGoal, LinkedIndicator
from vplan.model.board import BoardGoal
from vplan.model.common import Activity
from vplan.model.edition import SAME_LINE, Edition
from vplan.model.prose import Prose
from vplan.model.unit_goals import UnitGoal
from vplan.model.values import as_id, one_line
from vplan.rules.placeholder_text import is_placeholder

_FIELDS = {
    "beskrivning": "description",
    "förväntat_resultat": "expected_result",
    "arbetssätt": "methods",
    "resursanvändning": "resources",
    "uppföljning": "follow_up",
    "utveckling": "development",
}
Content = list[Section | Block]


class GoalAssembler:
    """Makes the sections of the goals in an edition's words and order."""

    def __init__(
        self, edition: Edition, anchors: Anchors, folder: str, own_language: str | None, language: str
    ) -> None:
        self.edition = edition
        self.anchors = anchors
        self.folder = folder
        self.own_language = own_language
        self.language = language

    def directions(self, directions: Iterable[LinkedDirection]) -> list[Section]:
        """Return a section for each direction of the council."""
        return [self._direction(linked) for linked in directions]

    def _direction(self, linked: LinkedDirection) -> Section:
        direction = linked.direction
        anchor = self.anchors.take(f"inriktningsmal-{direction.reference}")
        content: Content = list(self._text(direction.description, 2, anchor, None))
        content += [self._goal(goal) for goal in linked.goals]
        return self._section(
            "direction", 2, anchor, direction.number, direction.title, content, direction.span("title")
        )

    def _goal(self, linked: LinkedGoal) -> Section:
        goal = linked.goal
        anchor = self.anchors.take(f"mal-{goal.reference}")
        name = self._numbered("council_goal", goal.number, goal.title)
        content: Content = list(self._text(goal.description, 3, anchor, None))
        content += indicator_tables(linked.indicators, self.edition, name, None)
        content += activity_tables(linked.activities, self.edition, name, None)
        content += [self._board_goal(board_goal) for board_goal in linked.board_goals]
        return self._section("council_goal", 3, anchor, goal.number, goal.title, content, goal.span("title"))

    def _board_goal(self, linked: LinkedBoardGoal) -> Section:
        goal = linked.goal
        anchor = self.anchors.take(f"namndmal-{goal.id}")
        order = self.edition.order.board_goal
        content = self._ordered(order, goal, 4, anchor, linked.indicators, linked.activities, None)
        content += [self._unit_goal(unit_goal) for unit_goal in linked.unit_goals]
        return self._section("board_goal", 4, anchor, goal.number, goal.title, content, goal.span("title"))

    def _unit_goal(self, goal: UnitGoal) -> Section:
        anchor = self.anchors.take(f"enhetsmal-{goal.id}")
        lang = self._foreign(goal.language or self.own_language)
        indicators = tuple(LinkedIndicator(row) for row in goal.indicators)
        order = self.edition.order.unit_goal
        content = self._ordered(order, goal, 5, anchor, indicators, goal.activities, lang)
        return self._section("unit_goal", 5, anchor, goal.number, goal.title, content, goal.span("title"), lang)

    def _ordered(
        self,
        order: Iterable[str],
        goal: BoardGoal | UnitGoal,
        level: int,
        anchor: str,
        indicators: tuple[LinkedIndicator, ...],
        activities: tuple[Activity, ...],
        lang: str | None,
    ) -> Content:
        name = one_line(goal.title)
        content: Content = []
        for word in order:
            if word == "indikatorer":
                content += indicator_tables(indicators, self.edition, name, lang)
            elif word == "aktiviteter":
                content += activity_tables(activities, self.edition, name, lang)
            else:
                prose = getattr(goal, _FIELDS[str(word)], None)
                content += self._field(str(word), prose, level + 1, anchor, lang)
        return content

    def _field(self, word: str, prose: Prose | None, level: int, parent: str, lang: str | None) -> list[Section]:
        if prose is None or is_placeholder(prose):
            return []
        title = str(getattr(self.edition.field_headings, _FIELDS[word]))
        anchor = self.anchors.take(f"{parent}-{as_id(title)}")
        content = self._text(prose, level, anchor, lang)
        span = prose.text.span
        return [Section(anchor=anchor, role="field", level=min(level, 6), title=title, content=content, span=span)]

    def _text(self, prose: Prose | None, level: int, anchor: str, lang: str | None) -> tuple[Section | Block, ...]:
        own = self._foreign((prose.language if prose else None) or lang)
        return convert(prose, ProsePlace(level, self.anchors, anchor, own, self.folder))

    def _foreign(self, lang: str | None) -> str | None:
        return None if lang == self.language else lang

    def _numbered(self, kind: str, number: str, title: str) -> str:
        text = typeset(one_line(title))
        return fill(getattr(self.edition.numbering, kind), nr=number, titel=text) if number else text

    def _section(
        self,
        kind: str,
        level: int,
        anchor: str,
        number: str,
        title: str,
        content: Content,
        span: Span,
        lang: str | None = None,
    ) -> Section:
        heading = self._numbered(kind, number, title)
        label = str(getattr(self.edition.labels, kind))
        if self.edition.labels.placement == SAME_LINE and label:
            heading, label = f"{label} {heading}", ""
        contents = self.edition.contents
        contents_level = {"direction": 1, "council_goal": 2, "board_goal": 3, "unit_goal": 4}[kind]
        return Section(
            anchor=anchor,
            role=kind,
            level=level,
            title=heading,
            content=tuple(content),
            label=label,
            in_contents=bool(getattr(contents, kind)),
            contents_level=contents_level,
            lang=lang,
            span=span,
            number=number.strip().rstrip("."),
            name=typeset(one_line(title)),
        )
