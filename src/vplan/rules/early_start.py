"""early-start: an activity that began before the plan's year says so.

Why: an activity that goes on from an earlier year is common and right, but a reader wonders whether it is that or a
date left from last year's plan. One word in its text tells.

Wrong: `{aktivitet: Införa jour, start: 2017-03-01, slut: 2018-05-31}` in a plan for 2018

Right: `{aktivitet: Fortsätta att införa jour, start: 2017-03-01, slut: 2018-05-31}`
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Severity, msg
from vplan.model.common import Activity
from vplan.rules.lazy import lazy
from vplan.rules.long_activity import is_long
from vplan.rules.scope import Scope

ID = "early-start"
SEVERITY = Severity.HINT

_WORD_WHY = lazy(
    r"fort(?:sätt|satt|löp|gå)|påbörja|påg(?:å|ick)|\bsedan\b|fullfölj|slutför|avslut|vidareutveckl|utveckla vidare|"
    r"löpande|kontinuerlig|\b(?:19|20)\d\d\b|flerårig|förläng|återst|resten av|mandatperiod|programperiod|åriga?\b",
    re.IGNORECASE,
)


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at the start of each activity that began before the year without a word of it.

    One that ended before the year, or is very long, is for other rules.
    """
    for activity in (activity for table in scope.activities for activity in table):
        start = activity.start
        if start is None or start.year >= scope.year or _is_for_others(activity, scope.year):
            continue
        if _WORD_WHY().search(activity.text) is None:
            message = msg(
                "The activity started {start}, before the year {year}, without a word why.",
                start=str(start),
                year=scope.year,
            )
            hint = msg("Say in the text that it goes on (“Fortsätta att …”), or mend the date.")
            yield Diagnostic(ID, SEVERITY, activity.span("start"), message, hint)


def _is_for_others(activity: Activity, year: int) -> bool:
    start, end = activity.start, activity.end
    return start is not None and end is not None and (end < start or end.year < year or is_long(start, end))
