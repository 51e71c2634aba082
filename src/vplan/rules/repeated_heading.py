"""repeated-heading: a heading says something else than the heading above it.

Why: the same words twice below each other help nobody who leafs through the plan, and whoever listens to it believes
that they went wrong. The headings of chapters and fields are printed by vplan; a text need not begin with them.

Wrong:

    - rubrik: Inledning
      text: |
        ## Inledning

Right:

    - rubrik: Inledning
      text: |
        ## Vad vi gör
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from vplan.diagnostics import Diagnostic, Related, Severity, Span, msg
from vplan.model.prose import Prose
from vplan.rules.facts import same_words
from vplan.rules.headings_in import headings_in
from vplan.rules.scope import Scope

ID = "repeated-heading"
SEVERITY = Severity.WARNING

_FIELDS = {
    "expected_result": "förväntat resultat",
    "methods": "arbetssätt",
    "resources": "resursanvändning",
    "follow_up": "uppföljning",
    "development": "utveckling",
}
_ECONOMY = "resursanvändning"


@dataclass(frozen=True, slots=True)
class _Above:
    """The words of a heading, and how to find its place, which is asked for only where it is repeated."""

    words: str
    place: Callable[[], Span]


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each heading whose words are those of the heading it stands under."""
    with_headings = [prose for prose in scope.proses if "#" in prose.text]
    above = _above(scope) if with_headings else {}
    for prose in with_headings:
        yield from _in_text(prose, above.get(id(prose), []))
    for table in scope.budget:
        if table.caption.strip() and same_words(table.caption) == same_words(table.heading):
            yield _finding(table.caption, table.caption.span, table.heading.span)


def _above(scope: Scope) -> dict[int, list[_Above]]:
    """Return the headings right above each text, by its identity: its chapter's, or its goal's and its field's."""
    found: dict[int, list[_Above]] = {}
    if scope.plan is not None:
        for chapter in (*scope.plan.front_chapters, *scope.plan.back_chapters):
            found[id(chapter.text)] = [_Above(chapter.heading, partial(chapter.span, "heading"))]
    if scope.economy is not None:
        found[id(scope.economy.resources)] = [_Above(_ECONOMY, partial(scope.economy.key_span, "resources"))]
    for goal in scope.unit_goals:
        title = _Above(goal.title, partial(goal.span, "title"))
        for field, key in _FIELDS.items():
            if (text := getattr(goal, field)) is not None:
                found[id(text)] = [title, _Above(key, partial(goal.key_span, field))]
    return found


def _in_text(prose: Prose, above: list[_Above]) -> Iterator[Diagnostic]:
    open_ = [(0, one) for one in above]
    for heading in headings_in(prose.text):
        while open_ and open_[-1][0] >= heading.level:
            open_.pop()
        words = same_words(heading.title)
        parents = [parent for level, parent in open_ if level == open_[-1][0]]
        found = next((parent for parent in parents if same_words(parent.words) == words), None)
        place = partial(prose.text.span_at, heading.start, heading.end)
        if found is not None:
            yield _finding(heading.title, place(), found.place())
        open_.append((heading.level, _Above(heading.title, place)))


def _finding(title: str, span: Span, above: Span) -> Diagnostic:
    where = Related(above, msg("The heading above it stands here."))
    message = msg("The heading “{title}” repeats the heading above it.", title=title[:60])
    hint = msg("Remove it, or write what this part is about.")
    return Diagnostic(ID, SEVERITY, span, message, hint, (where,))
