"""immeasurable-goal: a unit goal has something by which one can tell whether it was met.

Why: an indicator with a target, an activity with an end, or a described follow-up: without any of them nobody can say
in December whether the goal was met, and next year's plan starts from nothing.

Wrong:

    - id: snabba-svar
      mål: Vi svarar snabbt
      förväntat_resultat: Alla får svar inom en dag.
      arbetssätt: Vi har jour för nya ärenden.

Right:

    - id: snabba-svar
      mål: Vi svarar snabbt
      förväntat_resultat: Alla får svar inom en dag.
      arbetssätt: Vi har jour för nya ärenden.
      indikatorer:
        - {namn: Andel svar inom en dag, årsmål: 95 %}
"""

from __future__ import annotations

from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Severity, msg
from vplan.model.values import shortened
from vplan.rules.scope import Scope

ID = "immeasurable-goal"
SEVERITY = Severity.WARNING


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at the title of each unit goal that has neither rows of its own nor a follow-up."""
    for goal in scope.unit_goals:
        if all(goal.is_absent(field) for field in ("follow_up", "indicators", "activities")):
            message = msg(
                "Nobody can tell whether the goal “{goal}” was met: it has no indicator, no activity and no follow-up.",
                goal=shortened(goal.title),
            )
            hint = msg("Write “uppföljning:”, or an indicator with a target under “indikatorer:”.")
            yield Diagnostic(ID, SEVERITY, goal.span("title"), message, hint)
