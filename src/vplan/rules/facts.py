"""What several rules need to know of a text or a plan: the figures in a text, and which indicators a plan shows.

Figures are sought from their last digit, and only one with a unit behind it is kept: most texts hold none. All
searches are bounded, so that a long row of digits costs no more than other text of its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from vplan.diagnostics import Span
from vplan.link import LinkedIndicator
from vplan.model.common import Activity, Indicator, OwnValues, Selection
from vplan.model.unit_goals import BoardGoalUse, CouncilGoalUse, UnitGoal
from vplan.model.values import one_line
from vplan.rules.lazy import lazy
from vplan.source.tree import Scalar

if TYPE_CHECKING:
    from vplan.rules.scope import Scope

_SPACE = "[ \u00a0\u202f\u2009]"
_UNIT = lazy(
    rf"[0-9](?P<gap>[ \u00a0\u202f\u2009\n]{{0,2}})"
    rf"(?P<unit>%(?![0-9A-Za-z])|procent\b|(?:[tT][kK]r|[mM]n?kr|kr|kronor|tusen{_SPACE}(?:kronor|kr)|"
    rf"miljon(?:er)?(?:{_SPACE}(?:kronor|kr))?)\b)"
)
_NUMBER = lazy(rf"(?<![\w,.])[-−–]?(?:\d{{1,3}}(?:{_SPACE}\d{{3}}){{1,4}}(?!\d)|\d{{1,12}})(?:[.,]\d{{1,6}}){{0,4}}\Z")
_COUNT = lazy(
    rf"\b(?:[Mm]inst|[Hh]ögst)[ \u00a0\n]"
    rf"(?P<number>\d{{1,3}}(?:{_SPACE}\d{{3}}){{1,4}}(?!\d)|\d{{1,12}}(?:,\d{{1,6}})?)"
    rf"(?![\d,.]*\d)(?!{_SPACE}?[%\d]|[ \u00a0\n](?:procent|[tT][kK]r|[mM]n?kr|kr|kronor|tusen|miljon))"
)
_THOUSANDS = lazy(r"\d{1,3}(?:\.\d{3})+\Z")
_LONGEST = 26  # characters of a number, with spaces between its thousands
_SENTENCE = 400  # so far from a figure its sentence is sought

PERCENT = "%"
_SWEDISH = "sv"
FACTORS = {"kr": Decimal(1), "tkr": Decimal(1_000), "mnkr": Decimal(1_000_000)}


class Figure(NamedTuple):
    """A number in a text with its unit: `%`, `kr`, `tkr`, `mnkr`, or empty for a count.

    `start` and `number_end` enclose the number, `end` is behind the unit. `has_point` tells that the number is written
    with a point, `is_range` that it is the upper end of a range.
    """

    value: Decimal
    decimals: int
    unit: str
    start: int
    number_end: int
    end: int
    has_point: bool = False
    is_range: bool = False

    @property
    def crowns(self) -> Decimal:
        """The amount in kronor; only for money."""
        return self.value * FACTORS[self.unit]

    @property
    def is_money(self) -> bool:
        """Tell whether the unit is one of money."""
        return self.unit in FACTORS


def has_digit(text: str) -> bool:
    """Tell whether a text holds a digit; ten searches for one character each are thirty times as fast as a pattern."""
    return (
        ("0" in text or "1" in text or "2" in text or "3" in text or "4" in text)
        or ("5" in text or "6" in text or "7" in text or "8" in text or "9" in text)
    )  # fmt: skip


def figures_in(text: str) -> tuple[Figure, ...]:
    """Return the numbers of a text that have a unit, in order."""
    found: list[Figure] = []
    if not has_digit(text) or not ("%" in text or "procent" in text or "kr" in text or "Kr" in text or "ljon" in text):
        return ()
    for match in _UNIT().finditer(text):
        end = match.start() + 1
        number = _NUMBER().search(text[max(0, end - _LONGEST) : end])
        if number is not None:
            found.append(_figure(text, end - len(number[0]), end, match.end(), _unit_of(match["unit"])))
    return tuple(found)


def counts_in(text: str) -> tuple[Figure, ...]:
    """Return the numbers without a unit that stand behind “minst” or “högst”, in order."""
    if not has_digit(text) or ("inst" not in text and "ögst" not in text):
        return ()
    return tuple(_figure(text, m.start("number"), m.end(), m.end(), "") for m in _COUNT().finditer(text))


def _figure(text: str, start: int, number_end: int, end: int, unit: str) -> Figure:
    is_range = start > 1 and text[start - 1] in "-−–" and text[start - 2].isdigit()
    start += text[start] == "–"  # a dash, no minus sign
    written = re.sub(_SPACE, "", text[start:number_end]).replace("−", "-")
    has_point = "." in written
    if _THOUSANDS().match(written.lstrip("-")):
        written = written.replace(".", "")
    number = written.replace(",", ".")
    if number.count(".") > 1:  # a date or a section: no number, but it must not stop the check
        number, has_point = number.partition(".")[0], False
    return Figure(Decimal(number), len(number.partition(".")[2]), unit, start, number_end, end, has_point, is_range)


def _unit_of(word: str) -> str:
    if word in ("%", "procent"):
        return PERCENT
    if word.lower() == "tkr" or word.startswith("tusen"):
        return "tkr"
    return "kr" if word in ("kr", "kronor") else "mnkr"


_END = lazy(r"[.!?]\s+(?=[A-ZÅÄÖ*\d])|\n\s*\n|\n\s*[-*|]\s|\n\s*\d{1,3}\.\s|\|")


def sentence_at(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the sentence, list item or table cell around a place begins and ends."""
    low = max(0, start - _SENTENCE)
    begin = low
    for match in _END().finditer(text, low, start):
        begin = match.end()
    after = _END().search(text, end, end + _SENTENCE)
    return begin, after.start() + 1 if after else min(len(text), end + _SENTENCE)


def between(figures: Sequence[Figure], at: int, begin: int, end: int) -> tuple[int, int]:
    """Return where the words that belong to a figure begin and end.

    They reach to the figures before and after it, or to `begin` and `end` of its sentence; `figures` are in order.
    """
    low = figures[at - 1].end if at > 0 else begin
    high = figures[at + 1].start if at + 1 < len(figures) else end
    return max(begin, low), min(end, high)


# --- words ---------------------------------------------------------------------------------------------------------

_WORD = lazy(r"[^\W\d_]{3,}")
_SHORTEST = 4


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text in lower case, without the shortest."""
    return frozenset(_WORD().findall(text.casefold()))


def stem(word: str) -> str:
    """Return the beginning of a word that its inflections share; empty for a word too short to tell anything."""
    return word[: max(_SHORTEST, min(6, len(word) - 2))] if len(word) >= _SHORTEST else ""


def count_of(stems: frozenset[str], words: frozenset[str]) -> int:
    """Return how many of the stems begin any of the words."""
    return sum(1 for stem_ in stems if any(word.startswith(stem_) for word in words))


def same_words(text: str) -> str:
    """Return a text in a form that is equal for two that differ in capitals, white space or a final full stop."""
    return one_line(text).casefold().rstrip(" .")


# --- indicators ----------------------------------------------------------------------------------------------------


class Shown(NamedTuple):
    """An indicator that a plan shows, or that a council or a board has.

    `goal` is the reference of the council's goal; `unit_goal` is set for the unit's own rows. `place` is where this
    file names it.
    """

    linked: LinkedIndicator
    goal: str
    place: Span
    unit_goal: UnitGoal | None = None

    @property
    def row(self) -> Indicator:
        """The row of council, board or unit."""
        return self.linked.row


def shown_indicators(scope: Scope) -> Iterator[Shown]:
    """Yield a plan's indicators in the order of its document, or those of a council or a board."""
    if scope.linked is not None and scope.goals is not None:
        yield from _inherited_and_own(scope)
    elif scope.goals is not None:
        for goal in scope.unit_goals:
            yield from (Shown(LinkedIndicator(row), "", row.place, goal) for row in goal.indicators)
    elif scope.is_unit:
        return
    elif scope.board is not None:
        for reference, part in scope.board.goals.items():
            for row in (*part.indicators, *(row for goal in part.goals for row in goal.indicators)):
                yield Shown(LinkedIndicator(row), reference, row.place)
    elif scope.council is not None:
        for _, goal_ in scope.council.goals():
            yield from (Shown(LinkedIndicator(row), goal_.reference, row.place) for row in goal_.indicators)


def _inherited_and_own(scope: Scope) -> Iterator[Shown]:
    uses = scope.goals.goals if scope.goals else {}
    for direction in scope.linked.directions if scope.linked else ():
        for goal in direction.goals:
            reference = goal.goal.reference
            use = uses.get(reference)
            if use is None:
                continue
            yield from _chosen(goal.indicators, use, reference)
            for board_goal in goal.board_goals:
                board_use = use.board_goals.get(str(board_goal.goal.id))
                if board_use is not None:
                    yield from _chosen(board_goal.indicators, board_use, reference)
                for unit_goal in board_goal.unit_goals:
                    for row in unit_goal.indicators:
                        yield Shown(LinkedIndicator(row), reference, row.place, unit_goal)


def _chosen(
    indicators: tuple[LinkedIndicator, ...], use: CouncilGoalUse | BoardGoalUse, reference: str
) -> Iterator[Shown]:
    places = {str(choice.id): choice.id for choice in use.indicators.choices}
    for linked in indicators:
        chosen = places.get(str(linked.row.id))
        yield Shown(linked, reference, chosen.span if chosen is not None else use.span("indicators"))


def own_values(scope: Scope) -> Iterator[OwnValues]:
    """Yield what a unit writes of its own on inherited indicators, also where the reference leads nowhere."""
    selections: list[Selection] = []
    for use in scope.goals.goals.values() if scope.goals else ():
        selections += [use.indicators, *(board_use.indicators for board_use in use.board_goals.values())]
    for selection in selections:
        for choice in selection.choices:
            if choice.own is not None:
                yield choice.own


def comments_of(scope: Scope) -> Iterator[Scalar]:
    """Yield the comments on indicators that are written in the scope's own file."""
    yield from (row.comment for table in scope.indicators for row in table if row.comment)
    yield from (own.comment for own in own_values(scope) if own.comment)


def targets_of(scope: Scope) -> Iterator[Scalar]:
    """Yield the targets that are written in the scope's own file."""
    for row in (row for table in scope.indicators for row in table):
        yield from (target.text for target in (row.target, row.council_target) if target.text)
    yield from (own.target.text for own in own_values(scope) if own.target.text)


def taken_over(scope: Scope) -> frozenset[str]:
    """Return the names of the indicators and activities that stand in the document from above, by `same_words`.

    A row of one's own with such a name is there twice; of a board all of the council's rows count.
    """
    found = [shown.row.name for shown in scope.shown if scope.is_unit and shown.unit_goal is None]
    found += [activity.text for activity in inherited_activities(scope)]
    for _, goal in scope.above.goals() if scope.above is not None else ():
        found += [row.name for row in goal.indicators]
    return frozenset(map(same_words, found))


def inherited_activities(scope: Scope) -> Iterator[Activity]:
    """Yield the activities that a plan has taken over, or those of the council above a board."""
    if scope.above is not None:
        yield from (row for _, goal in scope.above.goals() for row in goal.activities)
    for direction in scope.linked.directions if scope.linked is not None else ():
        for goal_ in direction.goals:
            yield from goal_.activities
            yield from (row for board_goal in goal_.board_goals for row in board_goal.activities)


# --- texts ---------------------------------------------------------------------------------------------------------


class Standing(NamedTuple):
    """Where a text of a goal stands: the council's goal, the unit's, and whether it says what is expected.

    A chapter belongs to no goal.
    """

    goal: str | None
    unit_goal: UnitGoal | None
    is_expectation: bool


def standings(scope: Scope) -> dict[int, Standing]:
    """Return the standing of each text of a goal, by the identity of its prose."""
    found: dict[int, Standing] = {}
    for reference, use in scope.goals.goals.items() if scope.goals else ():
        for goal in (goal for board_use in use.board_goals.values() for goal in board_use.unit_goals):
            for prose in (goal.methods, goal.resources, goal.follow_up, goal.development):
                found[id(prose)] = Standing(reference, goal, is_expectation=False)
            found[id(goal.expected_result)] = Standing(reference, goal, is_expectation=True)
    if scope.board is not None and not scope.is_unit:
        for reference, part in scope.board.goals.items():
            for board_goal in part.goals:
                found[id(board_goal.description)] = Standing(reference, None, is_expectation=False)
                found[id(board_goal.expected_result)] = Standing(reference, None, is_expectation=True)
    return found


def foreign_texts(scope: Scope) -> frozenset[int]:
    """Return the identities of the texts in another language than Swedish, whose numbers are spelt in another way."""
    plan = scope.plan
    general = plan.language if plan else None
    chapters = (*plan.front_chapters, *plan.back_chapters) if plan else ()
    languages = {id(chapter.text): chapter.language for chapter in chapters if chapter.language}
    for goal in scope.unit_goals:
        if goal.language:
            texts = (goal.expected_result, goal.methods, goal.resources, goal.follow_up, goal.development)
            languages |= {id(text): goal.language for text in texts}
    if not languages and general in (None, _SWEDISH) and all(prose.language is None for prose in scope.proses):
        return frozenset()
    spoken = {id(prose): prose.language or languages.get(id(prose)) or general for prose in scope.proses}
    return frozenset(name for name, language in spoken.items() if language not in (None, _SWEDISH))
