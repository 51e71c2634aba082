"""uncarried-goal: every goal in the board's file is carried by a unit.

Why: a goal that no unit has in its plan is reached by nobody. The board sees it here before the year begins, not when
the year is summed up. The same holds for a council goal that the board has in its file. Nothing is said of a board that
has only one unit here.

Wrong: `nämndmål: Barn har roligt på sin fritid` in namnd.yaml, and no `barn-fritid:` in any unit's mal.yaml.

Right:

    mål:
      1.4:
        nämndmål:
          barn-fritid:
            enhetsmål:
              - id: oppet-hus
                mål: Vi har öppet hus på lov
"""

from __future__ import annotations

from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Severity, msg
from vplan.model.values import shortened
from vplan.rules.across.view import View

ID = "uncarried-goal"
SEVERITY = Severity.HINT

_FEWEST_UNITS = 2


def check(view: View) -> Iterator[Diagnostic]:
    """Yield a finding at each goal in a board's file that no unit of the board has, where all its units are known."""
    for key in sorted(view.whole_boards):
        units = [unit for unit in view.units if (unit.year, unit.board) == key]
        if len(units) < _FEWEST_UNITS:
            continue
        carried = {goal for unit in units for goal in unit.board_goals}
        used = {goal for unit in units for goal in unit.council_goals}
        for reference, part in view.boards[key].goals.items():
            for goal in part.goals:
                if (reference, str(goal.id)) not in carried:
                    message = msg("No unit carries the board's goal “{goal}”.", goal=shortened(goal.title, 80))
                    hint = msg("Let a unit take it over in its mal.yaml, under {id}, or remove it.", id=str(goal.id))
                    yield Diagnostic(ID, SEVERITY, goal.span("title"), message, hint)
            if not part.goals and reference not in used:
                message = msg("No unit carries the council's goal {goal}.", goal=reference)
                hint = msg("Let a unit take it over in its mal.yaml, or write a board goal under it.")
                yield Diagnostic(ID, SEVERITY, view.boards[key].entry_span("goals", reference), message, hint)
