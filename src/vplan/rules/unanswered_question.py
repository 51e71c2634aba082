"""unanswered-question: every question of the year has an answer.

Why: those who read the application compare unit with unit, question by question. A question without an answer is
printed as a heading with nothing below it.

Wrong: `svar:` with `1:`, `2:` and `4:`, where the edition has four questions, or `3:` with nothing after it.

Right: an answer to each question; where there is nothing to tell, a sentence: `3: Vi har inte gjort någon enkät i år.`
"""

from __future__ import annotations

from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Severity, Span, msg
from vplan.questions import LinkedAward, shortened
from vplan.rules.scope import Scope

ID = "unanswered-question"
SEVERITY = Severity.WARNING
_NAMED = 40


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding for the questions that are left out, and one at each answer that is empty."""
    if scope.award is None:
        return
    award = scope.award.award
    questions = list(scope.award.questions())
    left_out = [q for q in questions if q.answer is None]
    if left_out:
        numbers = ", ".join(q.number for q in left_out[:_NAMED]) + (", …" if len(left_out) > _NAMED else "")
        message = msg("Questions are left out: {numbers}.", numbers=numbers)
        if len(left_out) == 1:
            message = msg(
                "Question {number} is left out: {question}.", number=numbers, question=_text(left_out[0].question.text)
            )
        hint = msg("Add “{number}: |” below “svar:” and write the answer there.", number=left_out[0].number)
        yield Diagnostic(ID, SEVERITY, _place(scope.award), message, hint)
    for question in questions:
        if question.answer is not None and question.answer.is_empty:
            message = msg(
                "Question {number} has no answer: {question}.",
                number=question.number,
                question=_text(question.question.text),
            )
            span = award.entry_span("answers", question.number)
            yield Diagnostic(
                ID, SEVERITY, span, message, msg("Write it after the number, in a block that begins with |.")
            )


def _text(question: str) -> str:
    return shortened(question).rstrip(".")


def _place(linked: LinkedAward) -> Span:
    award = linked.award
    return award.key_span("answers" if award.has("answers") else "edition")
