"""activity-outside-year: an activity begins in the plan's year or before it.

Why: what begins next year belongs in next year's plan; here nobody can follow it up. Most often the year was left when
the plan was copied, or a digit is wrong.

Wrong: `start: 2019-02-01` in a plan for 2018

Right: `start: 2018-02-01`
"""

from __future__ import annotations

from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Severity, msg
from vplan.rules.scope import Scope

ID = "activity-outside-year"
SEVERITY = Severity.WARNING


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at the start of each activity that begins after the year; its end is for other rules."""
    for activity in (activity for table in scope.activities for activity in table):
        start, end = activity.start, activity.end
        if start is None or start.year <= scope.year or (end is not None and end < start):
            continue
        message = msg("The activity starts {start}, after the plan's year {year}.", start=str(start), year=scope.year)
        hint = msg("Mend the date, or move the activity to the plan of {year}.", year=start.year)
        yield Diagnostic(ID, SEVERITY, activity.span("start"), message, hint)
