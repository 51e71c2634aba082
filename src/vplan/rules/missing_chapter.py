"""missing-chapter: the plan has the chapters that the board asks of every unit.

Why: the board's file says by `kapitel` which headings every unit's plan has, so that whoever reads several plans finds
the same thing in the same place. A heading is there as a chapter, or as a heading in one; capitals and white space do
not matter.

Wrong: `rubrik: Medarbetarna` where the board's file says `kapitel: [Inledning, Medarbetare]`

Right: `rubrik: Medarbetare`
"""

from __future__ import annotations

from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Message, Related, Severity, Span, msg
from vplan.model.plan import Plan
from vplan.model.values import one_line, shortened
from vplan.rules.headings_in import headings_in
from vplan.rules.scope import Scope

ID = "missing-chapter"
SEVERITY = Severity.WARNING

_ALIKE = 0.8  # of 1, how like the heading one must be to be taken for it


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding for each heading that the board asks for and the plan lacks."""
    plan, board = scope.plan, scope.board
    if plan is None or board is None or not board.chapters or not _chapters_are_known(plan):
        return
    there = dict(_headings(plan))
    wanted = {_form(heading): heading for heading in board.chapters if heading.strip()}
    from difflib import get_close_matches  # most boards ask for no chapters

    spare = {form: span for form, span in there.items() if form not in wanted}
    for form, heading in wanted.items():
        if form in there:
            continue
        near = next(iter(get_close_matches(form, spare, 1, _ALIKE)), None)
        name = shortened(heading, 80)
        where = Related(heading.span, msg("The board asks for it here."))
        message = msg("The board asks for the chapter “{heading}”, which the plan does not have.", heading=name)
        span, hint = (_place(plan), _hint(name)) if near is None else (spare.pop(near), _near_hint(name))
        yield Diagnostic(ID, SEVERITY, span, message, hint, (where,))


def _hint(name: str) -> Message:
    return msg("Write “- rubrik: {heading}” with its text under “inledande_kapitel:”.", heading=name)


def _near_hint(name: str) -> Message:
    return msg("Is it this one? Then write “{heading}”.", heading=name)


def _form(heading: str) -> str:
    return one_line(heading).casefold()


def _chapters_are_known(plan: Plan) -> bool:
    """Tell whether all chapters could be read: no key of theirs is misspelt."""
    keys = all(plan.has(field) or plan.is_absent(field) for field in ("front_chapters", "back_chapters"))
    return keys and all(chapter.heading.strip() for chapter in (*plan.front_chapters, *plan.back_chapters))


def _headings(plan: Plan) -> Iterator[tuple[str, Span]]:
    """Yield the plan's headings in a form to compare, with their places; those of chapters win over those in texts."""
    chapters = (*plan.front_chapters, *plan.back_chapters)
    for chapter in chapters:
        if chapter.text is not None:
            text = chapter.text.text
            yield from ((_form(found.title), text.span_at(found.start, found.end)) for found in headings_in(text))
    yield from ((_form(chapter.heading), chapter.heading.span) for chapter in chapters)


def _place(plan: Plan) -> Span:
    """Return where the plan's chapters begin, or the unit's name where it has none."""
    field = next((field for field in ("front_chapters", "back_chapters") if plan.has(field)), None)
    return plan.key_span(field) if field else plan.span("unit")
