"""missing-field: a unit goal says what it should lead to and how the unit works for it.

Why: the expected result (förväntat resultat) is what the goal is followed up against, and the way of working
(arbetssätt) is what the staff read the plan for. A goal without them is a title.

Wrong:

    - id: snabba-svar
      mål: Vi svarar snabbt

Right:

    - id: snabba-svar
      mål: Vi svarar snabbt
      förväntat_resultat: Alla får svar inom en dag.
      arbetssätt: Vi har jour för nya ärenden.
"""

from __future__ import annotations

from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Message, Severity, msg
from vplan.model.unit_goals import UnitGoal
from vplan.model.values import shortened
from vplan.rules.scope import Scope

ID = "missing-field"
SEVERITY = Severity.WARNING

_FIELDS = {"förväntat_resultat": "expected_result", "arbetssätt": "methods"}


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at the title of each unit goal that lacks one of the two, or both; at the key of an empty one."""
    for goal in scope.unit_goals:
        absent = [key for key, field in _FIELDS.items() if goal.is_absent(field)]
        missing = [key for key in absent if not goal.has(_FIELDS[key])]
        yield from (_empty(goal, key) for key in absent if key not in missing)
        if missing:
            yield Diagnostic(ID, SEVERITY, goal.span("title"), _sentence(goal, missing), _hint(missing))


def _empty(goal: UnitGoal, key: str) -> Diagnostic:
    message = msg("“{field}:” of the goal “{goal}” is empty.", field=key, goal=shortened(goal.title))
    hint = msg("Write the text behind the key; the goal cannot be followed up without it.")
    if key == "arbetssätt":
        hint = msg("Write behind the key what the unit does to reach the goal.")
    return Diagnostic(ID, SEVERITY, goal.key_span(_FIELDS[key]), message, hint)


def _sentence(goal: UnitGoal, missing: list[str]) -> Message:
    title = shortened(goal.title)
    if len(missing) > 1:
        return msg(
            "The goal “{goal}” has neither {first} nor {second}.", goal=title, first=missing[0], second=missing[1]
        )
    return msg("The goal “{goal}” has no {field}.", goal=title, field=missing[0])


def _hint(missing: list[str]) -> Message:
    if "förväntat_resultat" in missing:
        return msg("Write “förväntat_resultat:” with what will be better, so that it can be followed up.")
    return msg("Write “arbetssätt:” with what the unit does to reach the goal.")
