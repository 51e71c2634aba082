"""The rules: one module each; its docstring is the rule's page. A rule yields findings and prints nothing."""

from __future__ import annotations

from vplan.diagnostics import Diagnostic
from vplan.rules import (
    activity_dates,
    budget_sums,
    headings,
    html_in_prose,
    links,
    pictures,
    placeholder_text,
    table_size,
    weaker_target,
)
from vplan.rules.scope import Scope

RULES = (
    activity_dates,
    budget_sums,
    headings,
    html_in_prose,
    links,
    pictures,
    placeholder_text,
    table_size,
    weaker_target,
)

__all__ = ["RULES", "Scope", "run"]


def run(scope: Scope) -> list[Diagnostic]:
    """Apply all rules to a file or a linked plan."""
    return [finding for rule in RULES for finding in rule.check(scope)]
