"""indicator-history: an indicator's earlier values stand under their years.

Why: the values are drawn over time beside the indicator's name; one without a year has no place there.

Wrong: `utfall: {förra året: 68}`

Right: `utfall: {2017: 68}`
"""

from __future__ import annotations

from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Severity, msg
from vplan.model.common import Indicator, OwnValues
from vplan.model.values import is_year, shortened
from vplan.rules.scope import Scope

ID = "indicator-history"
SEVERITY = Severity.ERROR
FIXED = True


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each year of a history that is none."""
    for table in scope.indicators:
        for row in table:
            yield from _check(row)
    for linked in scope.linked_indicators:
        if linked.own is not None:
            yield from _check(linked.own)


def _check(values: Indicator | OwnValues) -> Iterator[Diagnostic]:
    for year in values.history:
        if not is_year(year):
            message = msg("“{text}” is no year.", text=shortened(year))
            hint = msg("Write four digits: 2018.")
            yield Diagnostic(ID, SEVERITY, values.entry_span("history", year), message, hint)
