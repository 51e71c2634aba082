"""decimal-point: numbers have a decimal comma.

Why: the decimal sign of Swedish is a comma. 6.1 may be a date or a section, and 28.800 may be less than 29 or more than
28,000; programs that read the plan refuse both.

Wrong: `årsmål: 6.1 %`, `Utfall 2017: 6.1`, `andelen ökar till 6.1 procent`

Right: `årsmål: 6,1 %`, `Utfall 2017: 6,1`, `andelen ökar till 6,1 procent`
"""

from __future__ import annotations

from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Fix, Severity, msg
from vplan.rules.facts import comments_of, figures_in
from vplan.rules.lazy import lazy
from vplan.rules.outcome_differs import OUTCOME
from vplan.rules.scope import Scope
from vplan.source.tree import Scalar

ID = "decimal-point"
SEVERITY = Severity.ERROR
ALSO = (Severity.WARNING,)  # in a text it may be a section or a version after all
FIXED = True  # an amount that cannot be read is not in the sum

_GROUPS = lazy(r"[-−]?[1-9]\d{0,2}(?:\.\d{3})+\Z")


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each number with a unit, in texts and comments, that is written with a point.

    Targets and amounts are judged where they are read.
    """
    for text in scope.swedish_texts:
        for figure in text.figures:
            if figure.has_point:
                whole = figure.unit == "kr"  # nobody writes a thousandth of a krona
                fix = _fix(text.prose.text, figure.start, figure.number_end, whole=whole, in_prose=True)
                yield _finding(text.prose.text, figure.start, figure.number_end, fix)
    for comment in comments_of(scope):
        if "." in comment:
            yield from _in_comment(comment)


def _in_comment(comment: Scalar) -> Iterator[Diagnostic]:
    """Judge a comment's figures, and the outcome in it, which often has no unit."""
    places = {(figure.start, figure.number_end) for figure in figures_in(comment) if figure.has_point}
    places |= {match.span("number") for match in OUTCOME().finditer(comment) if "." in match["number"]}
    for start, end in sorted(places):
        yield _finding(comment, start, end, _fix(comment, start, end, whole=False, in_prose=False))


def _fix(text: Scalar, start: int, end: int, *, whole: bool, in_prose: bool) -> Fix | None:
    from vplan.fixing.making import replace_part
    from vplan.fixing.prose import replace_in_prose
    from vplan.fixing.spelling import right_number

    right = right_number(text[start:end], whole=whole)
    return (replace_in_prose if in_prose else replace_part)(text, start, end, right) if right is not None else None


def _finding(text: Scalar, start: int, end: int, fix: Fix | None) -> Diagnostic:
    written = text[start:end]
    if _GROUPS().match(written):
        hint = msg("Swedish numbers have spaces between thousands: {number}.", number=written.replace(".", " "))
    else:
        hint = msg("Swedish numbers have a decimal comma: {number}.", number=written.replace(".", ","))
    message = msg("“{text}” has a decimal point.", text=written)
    return Diagnostic(ID, Severity.WARNING, text.span_at(start, end), message, hint, fix=fix)
