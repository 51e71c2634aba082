"""hidden-character: no character that nobody sees, and none that shows a text in another order than it has.

Why: what was decided is what people read. A direction override shows other words than the file holds, and an invisible
character makes two texts differ that look alike. Such characters are found in every file where they stand, in names of
files, and, by this rule, where Markdown would make them from an entity.

Wrong: `Beloppet är &#8238;005 2&#8236; kronor.`

Right: `Beloppet är 2 500 kronor.`
"""

from __future__ import annotations

from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Severity
from vplan.hidden import RULE, finding, hidden_entities
from vplan.rules.scope import Scope

ID = RULE
SEVERITY = Severity.ERROR
FIXED = True  # an override shows what is not there
ALSO = (Severity.WARNING,)


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each entity that stands for an invisible character."""
    for prose in scope.proses:
        if "&" in prose.text and ";" in prose.text:
            for start, end, meant in hidden_entities(prose.text):
                yield finding(prose.text.span_at(start, end), meant)
