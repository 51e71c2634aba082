"""placeholder-text: a field holds a text, not a full stop.

Why: a lone full stop is what is left when somebody filled a field to get past a form. It is printed as nothing.

Wrong: `utveckling: .`

Right: write what will be developed, or leave the key out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Severity, msg
from vplan.model.prose import Prose
from vplan.rules.scope import Scope

ID = "placeholder-text"
SEVERITY = Severity.WARNING

_NOTHING = re.compile(r"[\s.…\-–—_]*\Z")


def is_placeholder(prose: Prose) -> bool:
    """Tell whether a text holds nothing but full stops and dashes."""
    return len(prose.text) < 40 and _NOTHING.match(prose.text) is not None


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each text that says nothing."""
    for prose in scope.proses:
        if is_placeholder(prose):
            hint = msg("Write the text, or leave the key out.")
            yield Diagnostic(ID, SEVERITY, prose.text.span, msg("The text says nothing; it is left out."), hint)
