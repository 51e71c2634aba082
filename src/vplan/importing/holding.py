"""What a plan holds: the texts in its files and the figures that are computed of them; and what its document prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from vplan.budget import lines_of
from vplan.document.tree import Document, Table
from vplan.link import LinkedBoardGoal, LinkedGoal, LinkedIndicator, LinkedPlan
from vplan.model.board import BoardGoal
from vplan.model.common import Activity, Indicator
from vplan.model.council import CouncilGoal, Direction
from vplan.model.economy import Economy
from vplan.model.prose import Prose
from vplan.numbers import format_number
from vplan.questions import LinkedAward
from vplan.source import Mapping, Scalar, Sequence, Source, Value, load_text

# Here a value is a reference, or a word that only vplan reads.
_NAMES = frozenset({"id", "utgåva", "språk", "tabell", "slag", "beräknas", "tecken", "bättre", "könsuppdelad"})
_SELECTIONS = frozenset({"indikatorer", "aktiviteter"})
_KEYS_ARE_TEXT = frozenset({"uppgifter", "administrativa_uppgifter"})


def held_texts(plan: LinkedPlan | LinkedAward, files: Iterable[tuple[str, str]]) -> list[str]:
    """Return the texts of a plan: those of the unit's own files, and what it uses of the council's and the board's.

    An application has its own alone. `files` are the paths and texts of the unit's files.
    """
    own = [str(plan.year)]
    for file, text in files:
        value, _ = load_text(Source(file, text))
        own += _values(value)
    if isinstance(plan, LinkedAward):
        return own
    texts = [str(plan.board.name), str(plan.council.name), *own]
    for direction in plan.directions:
        texts += _goal(direction.direction)
        for goal in direction.goals:
            texts += _linked(goal)
            for board_goal in goal.board_goals:
                texts += _linked(board_goal)
    if plan.economy is not None:
        texts += _computed(plan.economy)
    return texts


def printed_texts(document: Document) -> Iterator[str]:
    """Yield all that a document prints, its labels and headings too."""
    cover, labels = document.cover, document.labels
    yield from (document.title, labels.contents, labels.annexes, *document.annexes)
    yield from (cover.unit, cover.document_kind, cover.reference, cover.date, cover.recipient_heading, cover.recipient)
    yield from (cover.contact_heading, *(line.text for line in cover.contact))
    if cover.officer is not None:
        yield from (cover.officer.heading, *cover.officer.lines)
    if cover.proposal is not None:
        yield cover.proposal.heading
        yield from _printed((cover.proposal.content, cover.proposal.points))
        yield from (f"{person.name} {person.title}" for person in cover.proposal.signatories)
    yield from _printed(document.sections)


_PRINTED = ("label", "title", "text", "heading", "content", "items", "columns", "rows", "cells")


def _printed(part: object) -> Iterator[str]:
    """Yield the texts in a part of the document tree."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for inner in part:
            yield from _printed(inner)
    else:
        if isinstance(part, Table) and not part.caption_hidden:
            yield part.caption
        for name in _PRINTED:
            yield from _printed(getattr(part, name, ()))


def _values(value: Value | None, key: str = "") -> Iterator[str]:
    if isinstance(value, Scalar):
        if not (key in _SELECTIONS and value.strip() == "alla"):
            yield str(value)
    elif isinstance(value, Sequence):
        for item in value:
            if not (key in _SELECTIONS and isinstance(item, Scalar)):
                yield from _values(item)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            if key in _KEYS_ARE_TEXT:
                yield name
            if name not in _NAMES or key in _KEYS_ARE_TEXT:
                yield from _values(inner, name)


def _linked(goal: LinkedGoal | LinkedBoardGoal) -> Iterator[str]:
    yield from _goal(goal.goal)
    for indicator in goal.indicators:
        yield from _row(indicator)
    for activity in goal.activities:
        yield from _activity(activity)


def _goal(goal: Direction | CouncilGoal | BoardGoal) -> Iterator[str]:
    yield str(goal.number)
    yield str(goal.title)
    yield from _prose(goal.description)
    if isinstance(goal, BoardGoal):
        yield from _prose(goal.expected_result)


def _prose(prose: Prose | None) -> Iterator[str]:
    if prose is not None:
        yield str(prose.text)


def _row(linked: LinkedIndicator) -> Iterator[str]:
    row: Indicator = linked.row
    yield str(row.name)
    own = linked.own
    if own is None or not own.target.text.strip():  # the unit's own stand in its file
        yield str(row.target.text)
    if own is None or not own.comment.strip():
        yield str(row.comment)
    yield str(row.council_target.text)
    if row.periodicity is not None:
        yield str(row.periodicity.value)


def _activity(activity: Activity) -> Iterator[str]:
    yield str(activity.text)
    for date in (activity.start, activity.end):
        if date is not None:
            yield str(date)


def _computed(economy: Economy) -> Iterator[str]:
    """Yield the sums that no file states."""
    for table in economy.tables:
        for line in lines_of(table):
            for figure in line.figures.values():
                if figure.stated is None and figure.computed is not None:
                    yield format_number(figure.computed, figure.decimals)
