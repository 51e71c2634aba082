"""weaker-target: the unit's target is not weaker than the council's.

Why: the city lets a unit set a lower target, but asks why. Which way is better is what the indicator's `bättre` says;
without it nothing is compared.

Wrong: `årsmål: 75 %` under `kf_årsmål: 80 %` with `bättre: högre`

Right: `årsmål: 80 %` under `kf_årsmål: 80 %`
"""

from __future__ import annotations

from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Related, Severity, msg
from vplan.model.choices import Better
from vplan.model.common import Indicator
from vplan.model.target import Target, TargetKind
from vplan.rules.facts import PERCENT
from vplan.rules.percentage_range import is_share
from vplan.rules.scope import Scope

ID = "weaker-target"
SEVERITY = Severity.WARNING

_WHOLE = 100


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each own target that is weaker than the council's."""
    for linked in scope.linked_indicators:
        row, own = linked.row, linked.own
        target = linked.target
        if _weaker(target, row.council_target, row.better) and not _is_impossible(row, target):
            span = own.span("target") if own is not None and target is own.target else row.span("target")
            message = msg(
                "The target {target} is weaker than the council's, {council}.",
                target=str(target.text),
                council=str(row.council_target.text),
            )
            where = Related(row.span("council_target"), msg("The council's target stands here."))
            hint = msg(
                "Write a target that is no weaker. If it is to stay, write the reason behind it: {form}",
                form=f"# vplan: tillåt {ID}: så beslutade nämnden",
            )
            yield Diagnostic(ID, SEVERITY, span, message, hint, (where,))


def _is_impossible(row: Indicator, target: Target) -> bool:
    """Tell whether one of the two is more than the whole: that is told of by `percentage-range`, and once is enough."""
    shares = [found.number for found in (target, row.council_target) if found.unit == PERCENT]
    return any(number is not None and not 0 <= number <= _WHOLE for number in shares) and is_share(row)


def _weaker(own: Target, council: Target, better: Better | None) -> bool:
    if own.number is None or council.number is None or (own.unit and council.unit and own.unit != council.unit):
        return False
    wanted_low = better is Better.LOWER or council.kind is TargetKind.AT_MOST
    if wanted_low:
        return own.number > council.number
    if better is Better.HIGHER or council.kind is TargetKind.AT_LEAST:
        return own.number < council.number
    return False
