"""duplicate-indicator: each indicator stands once in a plan.

Why: the same indicator in two tables gets two targets sooner or later, and is counted twice in the follow-up. Show it
under the goal where it says most, and refer to it from the other.

Wrong: in a plan that has taken over the council's sjukfranvaro

    indikatorer:
      - namn: Sjukfrånvaro
        årsmål: 6,1 %

Right: the unit's own target on the council's indicator, and no row of its own

    indikatorer:
      sjukfranvaro:
        årsmål: 6,1 %
"""

from __future__ import annotations

from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Related, Severity, msg
from vplan.model.common import Indicator
from vplan.model.values import shortened
from vplan.rules.facts import same_words
from vplan.rules.scope import Scope

ID = "duplicate-indicator"
SEVERITY = Severity.WARNING


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each row of the scope's own file that stands earlier in it, or in what it takes over."""
    if not any(scope.indicators):
        return
    seen: dict[tuple[str, str], Indicator] = {}
    for row in _inherited(scope):
        _keep(seen, row)
    for table in scope.indicators:
        for row in table:
            first = next((seen[key] for key in _keys(row) if key in seen), None)
            if first is not None and not _is_told(scope, row, first, table):
                yield _finding(row, first)
            _keep(seen, row)


def _inherited(scope: Scope) -> Iterator[Indicator]:
    if scope.above is not None:
        yield from (row for _, goal in scope.above.goals() for row in goal.indicators)
    elif scope.is_unit:
        yield from (shown.row for shown in scope.shown if shown.unit_goal is None)


def _keys(row: Indicator) -> Iterator[tuple[str, str]]:
    if row.id:
        yield "id", str(row.id)
    if name := same_words(row.name):
        yield "name", name


def _keep(seen: dict[tuple[str, str], Indicator], row: Indicator) -> None:
    for key in _keys(row):
        seen.setdefault(key, row)


def _is_told(scope: Scope, row: Indicator, first: Indicator, table: tuple[Indicator, ...]) -> bool:
    """Tell whether the linker reports the two as a double id: they stand in one table, or under one council goal."""
    if not row.id or row.id != first.id:
        return False
    if any(other is first for other in table):
        return True
    parts = scope.board.goals.items() if scope.board and scope.above else ()
    reference = next((ref for ref, part in parts if any(other is row for other in part.indicators)), None)
    goals = scope.above.goals() if scope.above else ()
    return any(goal.reference == reference and any(o is first for o in goal.indicators) for _, goal in goals)


def _finding(row: Indicator, first: Indicator) -> Diagnostic:
    by_name = same_words(row.name) == same_words(first.name)
    span = row.span("name") if by_name or not row.id else row.span("id")
    message = msg("The indicator “{name}” stands here a second time.", name=shortened(row.name, 100))
    where = Related(first.span("name"), msg("It stands here the first time."))
    lines = _lines_of(row)
    hint = msg("Remove the whole item (line {lines}), or one of the two.", lines=lines)
    if first.id and first.place.file != row.place.file:
        hint = msg(
            "Remove the whole item (line {lines}). A target of your own is written by the id, under “indikatorer:” of "
            "the goal it comes from: “{id}: {{årsmål: …}}”.",
            lines=lines,
            id=str(first.id),
        )
    return Diagnostic(ID, SEVERITY, span, message, hint, (where,))


def _lines_of(row: Indicator) -> str:
    """Return the lines of a row: in YAML a mapping ends only where the next thing begins."""
    place, source = row.place, row.source
    lines = source.lines[place.line - 1 : place.end_line] if source is not None else []
    if len(lines) == place.end_line - place.line + 1:
        lines[-1] = lines[-1][: place.end_column - 1]
    while len(lines) > 1 and not lines[-1].partition("#")[0].strip():
        lines.pop()
    return f"{place.line}–{place.line + len(lines) - 1}" if len(lines) > 1 else str(place.line)
