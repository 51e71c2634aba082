"""percent-space: there is a space between a number and the percent sign.

Why: Swedish writing rules ask for it, and a plan that has 80% in one place and 80 % in another looks unfinished and is
harder to search. The space is printed so that the line never breaks there.

Wrong: `minst 80% av brukarna`

Right: `minst 80 % av brukarna`, `minst 80 procent av brukarna`
"""

from __future__ import annotations

from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Severity, msg
from vplan.rules.facts import PERCENT, Figure, comments_of, figures_in, targets_of
from vplan.rules.scope import Scope
from vplan.source.tree import Scalar

ID = "percent-space"
SEVERITY = Severity.HINT


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each number that the percent sign follows without a space: in texts, targets and comments."""
    for text in scope.swedish_texts:
        yield from (_finding(text.prose.text, figure, in_prose=True) for figure in text.figures if _is_close(figure))
    for line in (*comments_of(scope), *targets_of(scope)):
        if line.count("%") > line.count(" %"):
            yield from (_finding(line, figure, in_prose=False) for figure in figures_in(line) if _is_close(figure))


def _is_close(figure: Figure) -> bool:
    return figure.unit == PERCENT and figure.end - figure.number_end in (len("%"), len("procent"))


def _finding(text: Scalar, figure: Figure, *, in_prose: bool) -> Diagnostic:
    from vplan.fixing.making import replace_part
    from vplan.fixing.prose import replace_in_prose

    written = text[figure.start : figure.end]
    right = f"{text[figure.start : figure.number_end]} {text[figure.number_end : figure.end]}"
    message = msg("A space is missing in “{text}”.", text=written)
    span = text.span_at(figure.start, figure.end)
    fix = (replace_in_prose if in_prose else replace_part)(text, figure.start, figure.end, right)
    return Diagnostic(ID, SEVERITY, span, message, msg("Write {right}.", right=right), fix=fix)
