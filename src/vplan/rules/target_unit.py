"""target-unit: a target has the unit of the council's or the board's target, or the one its indicator's name asks for.

Why: 80 and 80 % are two different results. In the yearly report the figures of all units are put side by side, and one
with another unit falls out or is counted wrongly.

Wrong: `årsmål: 84` under `kf_årsmål: 80 %`; `årsmål: 90` of an indicator that is called `Andel nöjda brukare`

Right: `årsmål: 84 %`
"""

from __future__ import annotations

from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Related, Severity, Span, msg
from vplan.model.target import Target
from vplan.model.values import one_line
from vplan.rules.facts import PERCENT, Shown, stem
from vplan.rules.scope import Scope

ID = "target-unit"
SEVERITY = Severity.WARNING

_MONEY = frozenset(("kr", "kronor", "tkr", "mnkr", "mkr"))
_SHARE = frozenset(("andel", "andelen"))
_COUNT = frozenset(("antal", "antalet", "dagar", "timmar"))


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each target whose unit cannot be that of its indicator."""
    for shown in scope.shown:
        own = shown.linked.own.target if shown.linked.own is not None else None
        if own is not None and own.number is not None:
            yield from _judged(shown, own)
        elif not scope.is_unit or shown.unit_goal is not None:
            yield from _judged(shown, shown.row.target if shown.row.target.number is not None else None)


def _judged(shown: Shown, target: Target | None) -> Iterator[Diagnostic]:
    """Judge a target by the others of its row, else by the name; without a target, the council's by the name."""
    row = shown.row
    others = ((row.council_target, row.span("council_target")), (row.target, row.span("target")))
    if target is None:
        target = row.council_target
    for other, place in others:
        if other is not target and other.number is not None and target.number is not None:
            if _differ(target, other) and not _is_told_above(shown, target, other):
                yield _from_other(target, other, place)
            return
    yield from _by_name(shown, target)


def _is_told_above(shown: Shown, target: Target, other: Target) -> bool:
    """Tell whether the other target is wrong by the indicator's name, and this one right: then that one is told of."""
    kind = kind_of(one_line(shown.row.name).casefold())
    return kind == "share" and target.unit == PERCENT and not other.unit


def _differ(one: Target, other: Target) -> bool:
    a, b = one.unit.lower(), other.unit.lower()
    if a == b or (not a and one.number == 0) or (not b and other.number == 0):
        return False
    if PERCENT in (a, b) or a in _MONEY or b in _MONEY:
        return True
    return bool(a and b) and stem(a) != stem(b)


def _from_other(target: Target, other: Target, place: Span) -> Diagnostic:
    message = msg(
        "The target {target} has another unit than {other}, which the indicator has from above.",
        target=str(target.text),
        other=str(other.text),
    )
    where = Related(place, msg("The other target stands here."))
    hint = msg("Write both in the same unit; zero may stand without one.")
    return Diagnostic(ID, SEVERITY, target.text.span, message, hint, (where,))


def _by_name(shown: Shown, target: Target) -> Iterator[Diagnostic]:
    if target.number is None:
        return
    wanted = kind_of(one_line(shown.row.name).casefold())
    if wanted == "share" and not target.unit and target.number:
        message = msg("The indicator is a share, but its target {target} has no %.", target=str(target.text))
        hint = msg("Write {target} %, or give the indicator another name.", target=str(target.text))
    elif wanted == "count" and target.unit == PERCENT:
        message = msg(
            "The indicator is a number of something, but its target {target} is a share.", target=str(target.text)
        )
        hint = msg("Write the number alone, or begin the name with “Andel”.")
    elif wanted == "index" and target.unit == PERCENT:
        message = msg("The indicator is an index, but its target {target} is a share.", target=str(target.text))
        hint = msg("Write the number alone.")
    else:
        return
    where = Related(shown.row.span("name"), msg("The indicator's name stands here."))
    yield Diagnostic(ID, SEVERITY, target.text.span, message, hint, (where,))


def kind_of(name: str) -> str:
    """Return what an indicator's name says that it is: `share`, `count`, `index`, or nothing."""
    words = name.rstrip(".").split()
    if not words:
        return ""
    if words[0] in _COUNT:
        return "count"
    if words[0] in _SHARE or (words[0].endswith("frånvaro") and _COUNT.isdisjoint(words)):
        return "share"
    return "index" if words[-1].endswith("index") else ""
