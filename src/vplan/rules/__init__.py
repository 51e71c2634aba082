"""The rules: one module each; its docstring is the rule's page. A rule yields findings and prints nothing."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vplan.diagnostics import Diagnostic
    from vplan.rules.scope import Scope

MAX_FINDINGS = 100


def run(scope: Scope) -> list[Diagnostic]:
    """Apply all rules to a file or a linked plan; each gives at most `MAX_FINDINGS`."""
    from vplan.rules.registry import RULES  # some fifty modules, which a plan may be printed without

    return [finding for rule in RULES for finding in islice(rule.check(scope), MAX_FINDINGS)]
