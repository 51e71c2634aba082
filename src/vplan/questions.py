"""Joins a unit's application for the award with the questions of its edition.

An answer to a question that the edition lacks becomes a finding that names the nearest; whether every question has a
good answer is for `vplan.rules` to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vplan.diagnostics import Diagnostic, Message, Severity, msg
from vplan.layout import UnitFolder
from vplan.model.base import nearest
from vplan.model.values import one_line

if TYPE_CHECKING:
    from vplan.model.award import Award
    from vplan.model.award_edition import AwardEdition, AwardPart, AwardQuestion
    from vplan.model.board import Board
    from vplan.model.decision import Decision
    from vplan.model.prose import Prose
    from vplan.unit_figures import UnitFigure

_DIGITS = re.compile(r"\d{1,6}")
_MAX_FINDINGS = 100
_SHORT = 60


@dataclass(frozen=True, slots=True)
class LinkedQuestion:
    """A question with the unit's answer, None where the unit has left it out."""

    question: AwardQuestion
    answer: Prose | None

    @property
    def number(self) -> str:
        """The question's number, as the answers name it."""
        return self.question.number.strip()


@dataclass(frozen=True, slots=True)
class LinkedPart:
    """A part of the application."""

    part: AwardPart
    questions: tuple[LinkedQuestion, ...]


@dataclass(frozen=True, slots=True)
class LinkedAward:
    """A unit's application with the parts and questions of its edition; `board` is None where no file tells of it.

    `decision` is the one that stands. Without one it is no draft: an application goes out undecided.
    """

    id: str
    year: int
    folder: str
    files: tuple[str, ...]
    board: Board | None
    award: Award
    edition: AwardEdition
    parts: tuple[LinkedPart, ...]
    figures: Mapping[str, UnitFigure] = field(default_factory=dict)
    decision: Decision | None = None
    is_draft: bool = False

    @property
    def board_name(self) -> str:
        """The board's name; without its file the administration's, at last the name of the board's folder."""
        written = self.board.name if self.board is not None else self.award.administration
        return one_line(written) or self.id.split("/")[1].replace("-", " ").capitalize()

    def questions(self) -> Iterable[LinkedQuestion]:
        """Yield all questions in order."""
        return (question for part in self.parts for question in part.questions)


def link_award(
    unit: UnitFolder, board: Board | None, award: Award, edition: AwardEdition
) -> tuple[LinkedAward, list[Diagnostic]]:
    """Join an application with its edition; the findings are about answers to questions that the edition lacks."""
    parts = tuple(
        LinkedPart(part, tuple(LinkedQuestion(q, award.answers.get(q.number.strip())) for q in part.questions))
        for part in edition.parts
    )
    linked = LinkedAward(unit.id, unit.year, unit.folder, unit.files, board, award, edition, parts)
    known = {question.number: question.question for question in linked.questions()}
    unknown = [number for number in award.answers if number not in known]
    return linked, [_unknown(award, number, known) for number in unknown[:_MAX_FINDINGS]]


def _unknown(award: Award, number: str, known: dict[str, AwardQuestion]) -> Diagnostic:
    message = msg(
        "The edition {edition} has no question “{number}”.", edition=award.edition.strip(), number=number[:_SHORT]
    )
    span = award.entry_span("answers", number)
    return Diagnostic("unknown-question", Severity.ERROR, span, message, _hint(number, known))


def _hint(number: str, known: dict[str, AwardQuestion]) -> Message:
    near = _nearest(number, known)
    if near is None:
        return msg("The edition has no questions.")
    text = shortened(known[near].text)
    if len(known) == 1:
        return msg("Did you mean “{number}”, {question}?", number=near, question=text)
    return msg(
        "The nearest is {near}, “{question}”. The questions are {first} to {last}.",
        near=near,
        question=text,
        first=next(iter(known)),
        last=list(known)[-1],
    )


def _nearest(number: str, known: dict[str, AwardQuestion]) -> str | None:
    """Return the known number next to `number`; where that is no plain number, the one that looks most like it."""
    alike = nearest(number[:_SHORT], known, 1) if not number.isdigit() else []
    if alike:
        return alike[0]
    by_digits = {name: int(found[0]) for name in known if (found := _DIGITS.search(name))}
    written = _DIGITS.search(number)
    if written and by_digits:
        return min(by_digits, key=lambda name: abs(by_digits[name] - int(written[0])))
    return next(iter(known), None)


def shortened(text: str) -> str:
    """Return a question on one line, cut after whole words where it is long."""
    line = one_line(text)
    return line if len(line) <= _SHORT else line[:_SHORT].rpartition(" ")[0] + " …"
