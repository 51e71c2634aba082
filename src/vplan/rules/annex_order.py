"""annex-order: annexes that carry a number stand in order, each number once and none left out.

Why: the text says “se bilaga 2”, and the reader leafs to it. A number that is missing looks like an annex that was
lost, and one that stands twice means two different documents. The list under `bilagor` is numbered when the document
is made, so the safest is to write no numbers there.

Wrong:

    bilagor:
      - Bilaga 1 Plan för internkontroll
      - Bilaga 3 Årshjul

Right:

    bilagor:
      - Plan för internkontroll
      - Årshjul
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from vplan.diagnostics import Diagnostic, Message, Related, Severity, msg
from vplan.model.values import one_line, shortened
from vplan.rules.scope import Scope
from vplan.source.tree import Scalar

ID = "annex-order"
SEVERITY = Severity.WARNING

_NUMBER = re.compile(r"\s*(?:bilaga|appendix)\s+(?P<number>\d{1,3})(?![\d.,]*\d)\s*[:.–-]?\s*", re.IGNORECASE)


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding where the numbers of the listed annexes, or of chapters that are annexes, go wrong."""
    if scope.plan is None:
        return
    by_itself = msg("Write no numbers: the list is numbered by itself.")
    yield from _in_order(scope.plan.annexes, by_itself)
    yield from _named_once(scope.plan.annexes)
    yield from _in_order([chapter.heading for chapter in scope.plan.back_chapters], None)


def _in_order(titles: Sequence[Scalar], hint: Message | None) -> Iterator[Diagnostic]:
    """Yield one finding at each break in the numbers; two that changed places are one break.

    `hint` is what to do, where it is not to write the number that was expected.
    """
    numbered = [(title, match) for title in titles if (match := _NUMBER.match(title))]
    numbers = [int(match["number"]) for _, match in numbered]
    if sorted(numbers) == list(range(1, len(numbers) + 1)):
        broken = next((at for at, number in enumerate(numbers, 1) if number != at), None)
        if broken is not None:
            in_order = msg("Put the annexes in the order of their numbers.")
            yield _finding(*numbered[broken - 1], _out_of_order(numbers[broken - 1], broken), hint or in_order)
        return
    yield from _breaks(numbered, numbers, hint)


def _breaks(
    numbered: Sequence[tuple[Scalar, re.Match[str]]], numbers: Sequence[int], hint: Message | None
) -> Iterator[Diagnostic]:
    """Yield a finding at each number that cannot follow; behind one, both ways to go on are right."""
    first: dict[int, Scalar] = {}
    allowed = {1}
    for (title, match), number in zip(numbered, numbers, strict=True):
        expected = min(allowed)
        advice = hint or msg("Write Bilaga {number}.", number=expected)
        if number in allowed:
            allowed = {number + 1}
        elif number in first:
            where = Related(first[number].span, msg("It stands here the first time."))
            yield _finding(
                title, match, msg("Bilaga {number} stands here a second time.", number=number), advice, where
            )
            allowed = {expected, expected + 1}
        else:
            yield _finding(title, match, _out_of_order(number, expected), advice)
            allowed = {expected + 1, max(number, expected) + 1}
        first.setdefault(number, title)


def _out_of_order(number: int, place: int) -> Message:
    return msg("Bilaga {number} stands where Bilaga {expected} should.", number=number, expected=place)


def _finding(title: Scalar, match: re.Match[str], message: Message, hint: Message, *related: Related) -> Diagnostic:
    return Diagnostic(ID, SEVERITY, title.span_at(*match.span("number")), message, hint, related)


def _named_once(titles: Sequence[Scalar]) -> Iterator[Diagnostic]:
    seen: dict[str, Scalar] = {}
    for title in titles:
        match = _NUMBER.match(title)
        name = one_line(title[match.end() :] if match else title).casefold()
        first = seen.setdefault(name, title)
        if name and first is not title:
            where = Related(first.span, msg("It stands here the first time."))
            message = msg("The annex “{title}” stands here a second time.", title=shortened(title))
            yield Diagnostic(ID, SEVERITY, title.span, message, msg("Remove one of them."), (where,))
