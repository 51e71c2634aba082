"""reference-pattern: the registry number looks as the board's registry writes it.

Why: people find the plan in the registry by its number, `dnr`. Each board writes its numbers in its own way; where its
file says which, by `dnr_mönster`, one that looks different has a slip in it. In the pattern # is a digit, * is one
digit or more, and every other sign stands for itself.

Wrong: `dnr: 2017717-1.1.` where the board's file says `dnr_mönster: "####-*-#.#."`

Right: `dnr: 2017-717-1.1.`
"""

from __future__ import annotations

from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Related, Severity, msg
from vplan.model.board import Board
from vplan.model.values import shortened
from vplan.rules.scope import Scope

ID = "reference-pattern"
SEVERITY = Severity.WARNING

_DIGIT, _DIGITS = "#", "*"
_LONGEST = 100


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at a registry number that does not fit, and at a board's pattern that none can fit."""
    board = scope.board
    if board is None or not board.has("reference_pattern"):
        return
    if not scope.is_unit:
        yield from _of_board(board)
    elif scope.plan is not None and _is_usable(pattern := board.reference_pattern.strip()):
        reference = scope.plan.reference
        number = reference.strip()
        if not number or (wrong := _first_wrong(pattern, number)) is None:
            return
        start = len(reference) - len(reference.lstrip())
        where = Related(board.span("reference_pattern"), msg("The board's pattern stands here."))
        message = msg("“{text}” is not written as the board writes its registry numbers.", text=shortened(number))
        hint = msg("Write it as {pattern}, where # is a digit.", pattern=pattern)
        if _DIGITS in pattern:
            hint = msg("Write it as {pattern}, where # is a digit and * one digit or more.", pattern=pattern)
        span = reference.span_at(start + (wrong if wrong < len(number) else 0), start + len(number))
        yield Diagnostic(ID, SEVERITY, span, message, hint, (where,))


def _is_usable(pattern: str) -> bool:
    return 0 < len(pattern) <= _LONGEST and (_DIGIT in pattern or _DIGITS in pattern)


def _of_board(board: Board) -> Iterator[Diagnostic]:
    pattern = board.reference_pattern.strip()
    if _is_usable(pattern):
        return
    example = '"####-*-#.#."'
    if not pattern:
        message = msg("The pattern is empty; a value that begins with # is a comment unless it stands in quotes.")
    elif len(pattern) > _LONGEST:
        message = msg("The pattern has {length} characters.", length=len(pattern))
    else:
        message = msg("The pattern “{text}” has no # for a digit, so it fits no number.", text=shortened(pattern))
    span = board.key_span("reference_pattern") if not pattern else board.span("reference_pattern")
    yield Diagnostic(ID, SEVERITY, span, message, msg("Write it in quotes, such as {example}.", example=example))


def _first_wrong(pattern: str, text: str) -> int | None:
    """Return the place of the first sign that does not fit, the length of a text that ends too early, or None.

    All places in the pattern that a text can have reached are kept side by side, so that no pattern takes long.
    """
    if len(text) > _LONGEST:
        return _LONGEST
    reached = {0}
    for at, sign in enumerate(text):
        following: set[int] = set()
        for place in reached:
            wanted = pattern[place : place + 1]
            is_digit = sign.isascii() and sign.isdigit()
            if wanted == sign or (wanted in (_DIGIT, _DIGITS) and is_digit):
                following.add(place + 1)
            if wanted == _DIGITS and is_digit:
                following.add(place)
        if not following:
            return at
        reached = following
    return None if len(pattern) in reached else len(text)
