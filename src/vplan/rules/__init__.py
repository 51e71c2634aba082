"""The rules: one module each; its docstring is the rule's page. A rule yields findings and prints nothing."""

from __future__ import annotations

from itertools import islice

from vplan.diagnostics import Diagnostic
from vplan.rules import (
    activity_dates,
    budget_sums,
    headings,
    hidden_character,
    html_in_prose,
    income_sign,
    indicator_history,
    links,
    pictures,
    placeholder_text,
    prose_depth,
    table_caption,
    table_size,
    table_width,
    unanswered_question,
    weaker_target,
)
from vplan.rules.scope import Scope

RULES = (
    activity_dates,
    budget_sums,
    headings,
    hidden_character,
    html_in_prose,
    income_sign,
    indicator_history,
    links,
    pictures,
    placeholder_text,
    prose_depth,
    table_caption,
    table_size,
    table_width,
    unanswered_question,
    weaker_target,
)

MAX_FINDINGS = 100

__all__ = ["MAX_FINDINGS", "RULES", "Scope", "run"]


def run(scope: Scope) -> list[Diagnostic]:
    """Apply all rules to a file or a linked plan; each gives at most `MAX_FINDINGS`."""
    return [finding for rule in RULES for finding in islice(rule.check(scope), MAX_FINDINGS)]
