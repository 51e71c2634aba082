"""duplicate-activity: each activity stands once in a plan.

Why: who reads the plan counts two activities where there is one, and in the follow-up the same work is told of twice,
or each place waits for the other.

Wrong: two activities with the text `Införa jour`, or one that the board has already written for all its units

Right: one activity under the goal that it serves most, and of the board's `aktiviteter: alla`
"""

from __future__ import annotations

from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Related, Severity, msg
from vplan.model.common import Activity
from vplan.model.values import shortened
from vplan.rules.facts import inherited_activities, same_words
from vplan.rules.scope import Scope

ID = "duplicate-activity"
SEVERITY = Severity.WARNING


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each activity of the scope's own file that stands earlier in it, or in what it takes over.

    Two rows with one id in one table are told of by the linker.
    """
    if not any(scope.activities):
        return
    seen: dict[str, Activity] = {}
    for activity in inherited_activities(scope):
        seen.setdefault(same_words(activity.text), activity)
    for table in scope.activities:
        for activity in table:
            words = same_words(activity.text)
            first = seen.setdefault(words, activity)
            if words and first is not activity and not _is_told(activity, first, table):
                yield _finding(activity, first)


def _is_told(activity: Activity, first: Activity, table: tuple[Activity, ...]) -> bool:
    return bool(activity.id) and activity.id == first.id and any(other is first for other in table)


def _finding(activity: Activity, first: Activity) -> Diagnostic:
    message = msg("The activity “{text}” stands here a second time.", text=shortened(activity.text, 100))
    where = Related(first.span("text"), msg("It stands here the first time."))
    hint = msg("Remove one of them, or say what is different about this one.")
    return Diagnostic(ID, SEVERITY, activity.span("text"), message, hint, (where,))
