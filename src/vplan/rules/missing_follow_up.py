"""missing-follow-up: a unit goal says how and when it is followed up.

Why: what nobody has promised to look at is seldom looked at. A goal that has nothing at all to be judged by is found by
`immeasurable-goal` instead.

Wrong: a goal with `aktiviteter:` and no `uppföljning:`

Right:

    uppföljning: |
      Svarstiderna gås igenom på arbetsplatsträffen varje månad.
"""

from __future__ import annotations

from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Severity, msg
from vplan.model.values import shortened
from vplan.rules.scope import Scope

ID = "missing-follow-up"
SEVERITY = Severity.HINT


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at the title of each unit goal that has rows of its own but no follow-up."""
    for goal in scope.unit_goals:
        if (goal.indicators or goal.activities) and goal.is_absent("follow_up"):
            message = msg("The goal “{goal}” has no {field}.", goal=shortened(goal.title), field="uppföljning")
            hint = msg("Write “uppföljning:” with how and when the goal is followed up.")
            place = goal.key_span("follow_up") if goal.has("follow_up") else goal.span("title")
            yield Diagnostic(ID, SEVERITY, place, message, hint)
