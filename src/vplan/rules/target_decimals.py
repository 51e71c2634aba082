"""target-decimals: a target has no more decimals than the outcomes it will be compared with.

Why: a target of 6,15 % can neither be reached nor missed by a result that is given as 6,1 %. More decimals than the
outcome has ever had look exact but say nothing.

Wrong: `årsmål: 6,15 %` with `utfall: {2017: "6,1"}`

Right: `årsmål: 6,1 %` with `utfall: {2017: "6,1"}`
"""

from __future__ import annotations

from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Related, Severity, msg
from vplan.link import LinkedIndicator
from vplan.model.target import Target
from vplan.rules.facts import Shown
from vplan.rules.outcome_differs import Outcome, in_comment, in_history
from vplan.rules.scope import Scope

ID = "target-decimals"
SEVERITY = Severity.HINT

_USUAL = 1  # decimals that are usual, for which last year's file is not opened


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each target with more decimals than any outcome known of the indicator."""
    for shown in scope.shown:
        target = _written_here(scope, shown)
        decimals = _decimals(target) if target is not None else 0
        if target is None or not decimals:
            continue
        known = list(_outcomes(shown.linked))
        if not known and decimals > _USUAL:
            earlier = scope.before.get(str(shown.row.id) or str(shown.row.name))
            known = list(_outcomes(earlier)) if earlier is not None else []
        if known and decimals > max(outcome.decimals for outcome in known):
            yield _finding(target, max(known, key=lambda outcome: outcome.year))


def _written_here(scope: Scope, shown: Shown) -> Target | None:
    """Return the target that is written in the scope's own file."""
    if shown.linked.own is not None:
        return shown.linked.own.target
    return shown.row.target if shown.unit_goal is not None or not scope.is_unit else None


def _decimals(target: Target) -> int:
    return max(0, -int(target.number.as_tuple().exponent)) if target.number is not None else 0


def _outcomes(linked: LinkedIndicator) -> Iterator[Outcome]:
    for values in (linked.own, linked.row):
        if values is not None:
            yield from in_history(values)
            yield from in_comment(values.comment)


def _finding(target: Target, last: Outcome) -> Diagnostic:
    message = msg("The target {target} has more decimals than the outcomes.", target=str(target.text))
    where = Related(last.span, msg("The outcome of {year} stands here.", year=last.year))
    hint = msg("Write as many decimals as the outcome has.")
    return Diagnostic(ID, SEVERITY, target.text.span, message, hint, (where,))
