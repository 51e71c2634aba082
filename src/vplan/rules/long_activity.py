"""long-activity: an activity takes three years at most.

Why: what goes on longer is ordinary work and belongs in the goal's working methods, or it is so large that nobody can
tell each year how far it has come. Often a digit of the year is wrong.

Wrong: `start: 2018-01-01` with `slut: 2028-12-31`

Right: `start: 2018-01-01` with `slut: 2018-12-31`
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Related, Severity, msg
from vplan.rules.scope import Scope

ID = "long-activity"
SEVERITY = Severity.HINT

_YEARS = 3


def is_long(start: datetime.date, end: datetime.date) -> bool:
    """Tell whether more than three years lie between two dates, both days counted."""
    if end.year - start.year < _YEARS - 1:
        return False
    after = end + datetime.timedelta(days=1) if end < datetime.date.max else end
    return (after.year - _YEARS, after.month, after.day) > (start.year, start.month, start.day)


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at the end of each activity that takes more than three years."""
    for activity in (activity for table in scope.activities for activity in table):
        start, end = activity.start, activity.end
        if start is None or end is None or end.year < scope.year or not is_long(start, end):
            continue
        message = msg(
            "The activity takes more than three years, from {start} to {end}.", start=str(start), end=str(end)
        )
        where = Related(activity.span("start"), msg("It starts here."))
        hint = msg("Mend the dates; what goes on all the time belongs in the goal's working methods.")
        yield Diagnostic(ID, SEVERITY, activity.span("end"), message, hint, (where,))
