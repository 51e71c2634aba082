"""The fields of one line that a scope's files hold: titles, rows, comments, the cover. Texts are `Scope.proses`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vplan.rules.facts import comments_of

if TYPE_CHECKING:
    from vplan.model.award import Award
    from vplan.model.economy import BudgetTable, Economy
    from vplan.model.plan import Plan
    from vplan.rules.scope import Scope
    from vplan.source.tree import Scalar


def lines_of(scope: Scope) -> Iterator[Scalar]:
    """Yield each field of one line that people write in, also empty ones; not ids, numbers, dates or choices."""
    yield from _titles(scope)
    for table in scope.indicators:
        yield from (row.name for row in table)
    for activities in scope.activities:
        yield from (row.text for row in activities)
    yield from comments_of(scope)
    if scope.plan is not None:
        yield from _of_plan(scope.plan)
    if scope.economy is not None:
        yield from _of_economy(scope.economy)
    if scope.award is not None:
        yield from _of_award(scope.award.award)


def _titles(scope: Scope) -> Iterator[Scalar]:
    yield from (goal.title for goal in scope.unit_goals)
    if scope.is_unit:
        return
    if scope.board is not None:
        yield scope.board.name
        yield from (goal.title for part in scope.board.goals.values() for goal in part.goals)
    elif scope.council is not None:
        yield scope.council.name
        for direction in scope.council.directions:
            yield direction.title
            yield from (goal.title for goal in direction.goals)


def _of_plan(plan: Plan) -> Iterator[Scalar]:
    yield from (plan.unit, plan.title, plan.document_kind, plan.reference, plan.recipient)
    if plan.officer is not None:
        yield from (plan.officer.name, plan.officer.telephone, plan.officer.email)
    if plan.contact is not None:
        at = plan.contact
        yield from (at.name, at.street, at.box, at.postal_address, at.telephone, at.switchboard, at.email, at.web)
    for signatory in plan.proposal.signatories if plan.proposal is not None else ():
        yield from (signatory.name, signatory.title)
    yield from (chapter.heading for chapter in (*plan.front_chapters, *plan.back_chapters))
    yield from plan.annexes
    yield from (figure.caption for figure in plan.figures)


def _of_economy(economy: Economy) -> Iterator[Scalar]:
    for table in economy.tables:
        yield from (table.heading, table.caption, table.row_heading)
        yield from table.facts.values()
        yield from _rows_of(table)


def _rows_of(table: BudgetTable) -> Iterator[Scalar]:
    for group in table.groups:
        yield group.heading
        for row in group.rows:
            yield row.label
            yield from (below.label for below in row.rows)


def _of_award(award: Award) -> Iterator[Scalar]:
    yield from (award.unit, award.administration, award.title)
    yield from award.facts.values()
    yield from (figure.caption for figure in award.figures)
