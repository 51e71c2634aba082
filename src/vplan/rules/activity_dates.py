"""activity-dates: an activity's dates fit each other and the year.

Why: an activity that ends before it begins, or before the plan's year, cannot be carried out under the plan. One that
began in an earlier year and still runs is common and right.

Wrong: `{aktivitet: …, start: 2018-09-01, slut: 2018-03-31}`

Right: `{aktivitet: …, start: 2018-03-31, slut: 2018-09-01}`
"""

from __future__ import annotations

from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Related, Severity, msg
from vplan.rules.scope import Scope

ID = "activity-dates"
SEVERITY = Severity.ERROR


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at the end date of each activity whose dates cannot be right."""
    for activity in (activity for table in scope.activities for activity in table):
        start, end = activity.start, activity.end
        if end is None:
            continue
        if start is not None and end < start:
            where = Related(activity.span("start"), msg("It starts here."))
            message = msg("The activity ends {end}, before it starts {start}.", end=str(end), start=str(start))
            yield Diagnostic(
                ID, SEVERITY, activity.span("end"), message, msg("Have the dates changed places?"), (where,)
            )
        elif end.year < scope.year:
            message = msg("The activity ends {end}, before the year {year} begins.", end=str(end), year=scope.year)
            hint = msg("Remove it, or write the date on which it will end.")
            yield Diagnostic(ID, SEVERITY, activity.span("end"), message, hint)
