"""same-text-across: a long text is one unit's own.

Why: when two units have the same text, one of them has copied it, and its plan does not say what that unit will do. A
text that all units of a board share belongs in the board's file.

Wrong: the same paragraph under `arbetssätt` in the plans of two units.

Right: what this unit does, such as `Nattpatrullen ringer innan den kommer.`
"""

from __future__ import annotations

from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Related, Severity, msg
from vplan.rules.across.view import LongText, UnitFacts, View

ID = "same-text-across"
SEVERITY = Severity.HINT


def check(view: View) -> Iterator[Diagnostic]:
    """Yield a finding at each long text that stands in the plan of another unit of the same year."""
    seen: dict[tuple[int, int], tuple[UnitFacts, LongText]] = {}
    for unit in view.units:
        for text in unit.long_texts:
            other, first = seen.setdefault((unit.year, text.hash), (unit, text))
            if other is not unit:
                where = Related(view.place(first), msg("The text stands here too."))
                message = msg("The same text stands in the plan of {unit}.", unit=other.unit)
                hint = msg("Write what this unit does; what all share can stand in the board's file.")
                yield Diagnostic(ID, SEVERITY, view.place(text), message, hint, (where,))
