"""missing-target: every indicator that a plan shows has a target.

Why: without a target nobody can tell at the end of the year whether the result was good. An indicator whose council's
target is delegated or decided later may stand without one, if the key is left out too.

Wrong: an indicator of the unit's own goal, without a target

    indikatorer:
      - namn: Andel svar inom en dag
        periodicitet: månad

Right:

    indikatorer:
      - namn: Andel svar inom en dag
        årsmål: 95 %
        periodicitet: månad
"""

from __future__ import annotations

from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Message, Related, Severity, Span, msg
from vplan.model.common import Indicator
from vplan.model.target import TargetKind
from vplan.model.values import shortened
from vplan.rules.facts import Shown
from vplan.rules.scope import Scope

ID = "missing-target"
SEVERITY = Severity.WARNING


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each row of a board or a unit without any target, and at each blank that a unit has left.

    What a board leaves out is told of in its own file, and what the council leaves out in each unit that shows it.
    """
    if not scope.is_unit and scope.board is None:
        return
    council = scope.council.place.file if scope.council is not None else ""
    for shown in scope.shown:
        row, is_own = shown.row, shown.unit_goal is not None or not scope.is_unit
        if not is_own and is_left_blank(shown):
            yield _blank(shown)
        elif shown.linked.target.kind is TargetKind.EMPTY and row.council_target.kind is TargetKind.EMPTY:
            if is_own:
                yield _own(row)
            elif row.place.file == council:
                yield _inherited(shown)


def is_left_blank(shown: Shown) -> bool:
    """Tell whether the unit has written the key of its own target, but no target."""
    own = shown.linked.own
    return own is not None and own.target.kind is TargetKind.EMPTY and own.has("target")


def _own(row: Indicator) -> Diagnostic:
    span = row.key_span("target") if row.has("target") else row.span("name")
    hint = msg("Write “årsmål: …” with what is to be reached; where no number can be given: Öka or Minska.")
    return Diagnostic(ID, SEVERITY, span, _message(row), hint)


def _blank(shown: Shown) -> Diagnostic:
    message = msg("“årsmål:” of the indicator “{name}” is blank.", name=shortened(shown.row.name, 100))
    where = Related(shown.row.span("name"), msg("The indicator is defined here."))
    hint = msg("Write the target, or leave the key out.")
    return Diagnostic(ID, SEVERITY, _place(shown), message, hint, (where,))


def _inherited(shown: Shown) -> Diagnostic:
    row = shown.row
    where = Related(row.span("name"), msg("The indicator is defined here."))
    hint = msg("Write “årsmål: …” below “{id}:”.", id=str(row.id))
    return Diagnostic(ID, SEVERITY, shown.place, _message(row), hint, (where,))


def _place(shown: Shown) -> Span:
    own = shown.linked.own
    return own.key_span("target") if own is not None and own.has("target") else shown.place


def _message(row: Indicator) -> Message:
    return msg("The indicator “{name}” has no target.", name=shortened(row.name, 100))
