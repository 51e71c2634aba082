"""Rules that need several units at once: one module each, its docstring is its page.

Each is applied to a `View` of the workspace once its units have been checked one by one. They judge only what the view
holds: a board whose units were not all chosen is not said to have a goal that no unit carries.
"""

from __future__ import annotations

from itertools import islice
from types import ModuleType

from vplan.diagnostics import Diagnostic
from vplan.rules.across import same_text_across, uncarried_goal
from vplan.rules.across.view import View

RULES_ACROSS: tuple[ModuleType, ...] = (same_text_across, uncarried_goal)

MAX_FINDINGS = 1000

__all__ = ["MAX_FINDINGS", "RULES_ACROSS", "View", "run_across"]


def run_across(view: View) -> list[Diagnostic]:
    """Apply all rules to the units seen together; each gives at most `MAX_FINDINGS`."""
    return [finding for rule in RULES_ACROSS for finding in islice(rule.check(view), MAX_FINDINGS)]
