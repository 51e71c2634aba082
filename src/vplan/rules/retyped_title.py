"""retyped-title: what the council or the board has named is referred to, not typed again.

Why: a title that is typed again drifts: next year the council changes a word, and the plan still has the old one. A
goal of the unit's own says what the unit will do, which the goal above it does not; an indicator of the catalogue is
chosen by its id and brings target and periodicity with it.

Wrong:

    indikatorer:
      - {namn: Andel nöjda omsorgstagare, årsmål: 84 %}

Right:

    indikatorer:
      nojda-omsorgstagare: {årsmål: 84 %}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from vplan.diagnostics import Diagnostic, Message, Related, Severity, Span, msg
from vplan.model.board import Board, BoardGoal, BoardGoals
from vplan.model.common import Activity, Indicator
from vplan.model.council import Council, CouncilGoal, Direction
from vplan.model.unit_goals import UnitGoal
from vplan.model.values import one_line, shortened
from vplan.rules.facts import same_words, taken_over
from vplan.rules.lazy import lazy
from vplan.rules.scope import Scope

ID = "retyped-title"
SEVERITY = Severity.WARNING

_ALMOST_ALL = 200  # characters of a title that are shown, as the letter may stand far behind
_SHORTEST = 12  # characters; shorter titles are alike by chance
_NUMBER = lazy(r"\d{1,3}(?:\.\d{1,3}){1,4}\.?\s{1,3}")
_DEFINITE = {"andelen": "andel", "antalet": "antal"}
Row = Indicator | Activity
Goal = UnitGoal | BoardGoal | CouncilGoal | Direction


class Names:
    """Titles or rows by their words, so that one that is the same, or one letter from it, is found quickly."""

    def __init__(self, items: Iterable[Row | Goal]) -> None:
        self._by_words: dict[str, Row | Goal] = {}
        self._by_length: dict[int, list[str]] = {}
        for item in items:
            words = _key(_words(item))
            if self._by_words.setdefault(words, item) is item:
                self._by_length.setdefault(len(words), []).append(words)

    def find(self, words: str) -> Row | Goal | None:
        """Return what has these words but for one letter and what `_key` leaves out, or None."""
        wanted = _key(words)
        if wanted in self._by_words:
            return self._by_words[wanted]
        for size in (len(wanted), len(wanted) - 1, len(wanted) + 1):
            for other in self._by_length.get(size, ()):
                if one_letter_apart(wanted, other):
                    return self._by_words[other]
        return None


@dataclass(frozen=True)
class NamesAbove:
    """The titles of the goals above, and the rows that can be chosen there."""

    goals: Names
    rows: Names


def names_above(council: Council | None, board: Board | None) -> NamesAbove:
    """Gather what a unit, or with no board given a board, can refer to."""
    goals: list[Row | Goal] = []
    rows: list[Row | Goal] = []
    for direction in council.directions if council else ():
        goals += [direction, *direction.goals]
        rows += [row for goal in direction.goals for row in _rows_of(goal)]
    for part in board.goals.values() if board else ():
        goals += part.goals
        rows += _rows_of_part(part)
    return NamesAbove(Names(goals), Names(rows))


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each title of one's own that is that of a goal or row above, or one letter from it."""
    if scope.is_unit:
        own: list[Goal] = list(scope.unit_goals)
        rows = [row for goal in scope.unit_goals for row in _rows_of(goal)]
    elif scope.board is not None:
        parts = scope.board.goals.values()
        own = [goal for part in parts for goal in part.goals]
        rows = [row for part in parts for row in _rows_of_part(part)]
    else:
        return
    above = scope.names_above() if own or rows else None
    if above is not None:
        yield from (found for goal in own if (found := _retyped(goal, above.goals)))
        retyped = [(row, found) for row in rows if (found := _retyped(row, above.rows))]
        # a row that stands in the plan already is the matter of the rules on doubles
        twice = taken_over(scope) if retyped else frozenset()
        yield from (found for row, found in retyped if same_words(_words(row)) not in twice)


def _retyped(item: Row | Goal, above: Names) -> Diagnostic | None:
    words = _words(item)
    other = above.find(words) if len(words) >= _SHORTEST else None
    if other is None:
        return None
    if _key(words) == _key(_words(other)):
        message = msg("“{title}” is typed again; it is defined above this plan.", title=shortened(words))
    else:
        message = msg(
            "“{title}” is one letter or less from “{other}”.",
            title=shortened(words, _ALMOST_ALL),
            other=shortened(_words(other), _ALMOST_ALL),
        )
    where = Related(_span(other), msg("It is defined here."))
    return Diagnostic(ID, SEVERITY, _span(item), message, _hint(other), (where,))


def one_letter_apart(a: str, b: str) -> bool:
    """Tell whether two texts are the same, or become so by changing, adding, removing or moving one letter by one."""
    if a == b:
        return True
    if abs(len(a) - len(b)) > 1:
        return False
    same = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest_a, rest_b = a[same:], b[same:]
    if rest_a[2:] == rest_b[2:] and rest_a[1::-1] == rest_b[:2]:
        return True
    return rest_a[1:] == rest_b[1:] or rest_a[1:] == rest_b or rest_a == rest_b[1:]


def _hint(other: Row | Goal) -> Message:
    if not isinstance(other, Indicator | Activity):
        return msg("Write what this goal adds to the goal above it; titles from above are taken from their own files.")
    if other.id:
        return msg("Choose it by its id, {id}, and remove the row.", id=str(other.id))
    return msg("Give the row an id where it is defined, choose it by that id, and remove this row.")


def _rows_of(owner: UnitGoal | BoardGoal | BoardGoals | CouncilGoal) -> tuple[Row, ...]:
    return (*owner.indicators, *owner.activities)


def _rows_of_part(part: BoardGoals) -> list[Row]:
    return [*_rows_of(part), *(row for goal in part.goals for row in _rows_of(goal))]


def _words(item: Row | Goal) -> str:
    if isinstance(item, Indicator):
        return one_line(item.name)
    return one_line(item.text if isinstance(item, Activity) else item.title)


def _key(words: str) -> str:
    """Return a title without what makes no other title: capitals, a goal's number, a full stop, Andelen for Andel."""
    plain = words.casefold().rstrip(" .:")
    if plain[:1].isdigit():
        plain = _NUMBER().sub("", plain, 1)
    first, space, rest = plain.partition(" ")
    return f"{_DEFINITE.get(first, first)}{space}{rest}"


def _span(item: Row | Goal) -> Span:
    field = {Indicator: "name", Activity: "text"}.get(type(item), "title")
    return item.span(field)
