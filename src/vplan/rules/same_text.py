"""same-text: a long text stands once in a plan.

Why: a text that is copied from goal to goal says nothing of either, and the copies drift apart when one is changed.

Wrong: the same paragraph under `arbetssätt` of two goals.

Right: the text under one goal, and under the other a sentence such as `Vi arbetar som för målet [](#snabba-svar).`
"""

from __future__ import annotations

from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Related, Severity, msg
from vplan.rules.scope import LONG_TEXT, Scope
from vplan.source.tree import Scalar

ID = "same-text"
SEVERITY = Severity.WARNING


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each long text that stood before in the same unit's, board's or council's files."""
    seen: dict[str, Scalar] = {}
    for prose in scope.proses:
        if len(prose.text) < LONG_TEXT:
            continue
        first = seen.setdefault(prose.text.strip(), prose.text)
        if first is not prose.text:
            where = Related(first.span, msg("The text stands here too."))
            message = msg("The same text stands in another field.")
            hint = msg("Write what is particular here, or refer to the other place.")
            yield Diagnostic(ID, SEVERITY, prose.text.span, message, hint, (where,))
