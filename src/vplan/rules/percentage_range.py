"""percentage-range: a share of persons or of days is between 0 and 100 %.

Why: more than all is a slip of the keyboard, and a target of 860 % makes the whole table look careless. A change, an
index or what has been used of a budget may well be more, and is not judged.

Wrong: `årsmål: 860 %` of the indicator `Andel nöjda omsorgstagare`

Right: `årsmål: 86 %`
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from vplan.diagnostics import Diagnostic, Severity, Span, msg
from vplan.model.common import Indicator, OwnValues
from vplan.model.target import Target
from vplan.model.values import shortened
from vplan.rules.facts import PERCENT, Shown
from vplan.rules.lazy import lazy
from vplan.rules.outcome_differs import in_comment, in_history
from vplan.rules.scope import Scope

ID = "percentage-range"
SEVERITY = Severity.WARNING

_SHARE = lazy(
    r"\bandel|\bprocent av\b|nöjd|trygg|upplever|\banser|frånvaro|närvaro|svarsfrekvens|behörig|delaktig|rekommender",
    re.IGNORECASE,
)
_MAY_BE_MORE = lazy(
    r"ök(?:a|ar|ning)|minsk|förändr|tillväxt|utveckling av|jämfört|index|budget|kostnad|intäkt|beläggning|"
    r"täckningsgrad|prognos|resultat\b",
    re.IGNORECASE,
)
_WHOLE = Decimal(100)


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each target and outcome of a share that is more than the whole, or less than nothing."""
    for shown in scope.shown:
        figures = [(value, span) for value, span in _figures(scope, shown) if not 0 <= value <= _WHOLE]
        if figures and is_share(shown.row):
            yield from (_finding(shown.row, value, span) for value, span in figures)


def is_share(row: Indicator) -> bool:
    """Tell whether an indicator's name says that it is a part of a whole."""
    return _SHARE().search(row.name) is not None and _MAY_BE_MORE().search(row.name) is None


def _figures(scope: Scope, shown: Shown) -> Iterator[tuple[Decimal, Span]]:
    """Yield the percentages that the scope's own file gives of an indicator."""
    row, own = shown.linked.row, shown.linked.own
    values: list[Indicator | OwnValues] = [own] if own is not None else []
    if not scope.is_unit or shown.unit_goal is not None:
        values.append(row)
        yield from _percent(row.council_target)
    is_percent = PERCENT in (shown.linked.target.unit, row.council_target.unit)
    for written in values:
        yield from _percent(written.target)
        if is_percent:
            yield from ((o.value, o.span) for o in (*in_history(written), *in_comment(written.comment)))


def _percent(target: Target) -> Iterator[tuple[Decimal, Span]]:
    if target.number is not None and target.unit == PERCENT:
        yield target.number, target.text.span


def _finding(row: Indicator, value: Decimal, span: Span) -> Diagnostic:
    name = shortened(row.name, 100)
    if value > 0:
        message = msg("{value} % is more than all, but “{name}” is a share.", value=_shown(value), name=name)
    else:
        message = msg("{value} % is less than none, but “{name}” is a share.", value=_shown(value), name=name)
    return Diagnostic(ID, SEVERITY, span, message, msg("Write a number between 0 and 100; is a comma missing?"))


def _shown(value: Decimal) -> str:
    return f"{value:f}".replace(".", ",").replace("-", "−")
