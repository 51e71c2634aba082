"""Linked plans back into drafts, as an importer that understood everything would make them."""

from __future__ import annotations

from typing import Any

from markdown_it.token import Token

from vplan.importing import draft as d
from vplan.importing.source import Block, Cell, Paragraph, Place, Row, Run, Table
from vplan.link import LinkedBoardGoal, LinkedGoal, LinkedIndicator, LinkedPlan
from vplan.model.common import Activity
from vplan.model.economy import AmountRow, BudgetTable
from vplan.model.plan import Chapter
from vplan.model.prose import Prose
from vplan.model.unit_goals import UnitGoal
from vplan.prose import parse

NOWHERE = Place()


def runs_of(children: list[Token]) -> tuple[Run, ...]:
    bold = italic = 0
    link, runs = "", []
    for token in children:
        bold += token.nesting if token.type.startswith("strong") else 0
        italic += token.nesting if token.type.startswith("em_") else 0
        if token.type.startswith("link"):
            link = str(token.attrGet("href") or "") if token.nesting > 0 else ""
        text = {"softbreak": " ", "hardbreak": "\n"}.get(token.type, token.content)
        if text:
            runs.append(Run(text, bold > 0, italic > 0, link))
    return tuple(runs)


def blocks_of(prose: Prose) -> list[Block]:
    found: list[Block] = []
    lists: list[int] = []
    rows: list[Row] = []
    mark, level = "", 0
    for token in parse(prose).tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(0 if token.type == "bullet_list_open" else int(token.attrGet("start") or 1))
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            mark = f"{lists[-1]}." if lists[-1] else "•"
            lists[-1] += 1 if lists[-1] else 0
        elif token.type == "heading_open":
            level = int(token.tag[1]) - 1
        elif token.type == "tr_open":
            rows.append(Row(NOWHERE, ()))
        elif token.type == "table_close":
            found.append(Table(NOWHERE, tuple(rows)))
            rows = []
        elif token.type == "inline":
            runs = runs_of(token.children or [])
            if rows:
                rows[-1] = Row(NOWHERE, (*rows[-1].cells, Cell(runs)))
            else:
                found.append(Paragraph(NOWHERE, runs, level=level, mark=mark, depth=max(len(lists) - 1, 0)))
            mark, level = "", 0
    return found


def text(prose: Prose | None) -> d.Text | None:
    return d.Text(NOWHERE, blocks_of(prose)) if prose is not None and not prose.is_empty else None


def texts(**proses: Prose | None) -> dict[str, d.Text]:
    return {name: found for name, prose in proses.items() if (found := text(prose)) is not None}


def indicators(rows: tuple[LinkedIndicator, ...]) -> list[d.Indicator]:
    return [
        d.Indicator(
            NOWHERE,
            str(item.row.name),
            str((item.own.target.text if item.own else "") or item.row.target.text),
            str(item.row.council_target.text),
            item.row.periodicity.value.capitalize() if item.row.periodicity else "",
            str((item.own.comment if item.own else "") or item.row.comment),
            item.row.table,
            bool(item.row.by_sex),
        )
        for item in rows
    ]


def activities(rows: tuple[Activity, ...]) -> list[d.Activity]:
    return [d.Activity(NOWHERE, str(row.text), str(row.start), str(row.end), row.table) for row in rows]


def goal(linked: LinkedGoal) -> d.Goal:
    return d.Goal(
        NOWHERE,
        d.Level.COUNCIL,
        str(linked.goal.title),
        str(linked.goal.number),
        texts(beskrivning=linked.goal.description),
        indicators(linked.indicators),
        activities(linked.activities),
        [board_goal(below) for below in linked.board_goals],
    )


def board_goal(linked: LinkedBoardGoal) -> d.Goal:
    return d.Goal(
        NOWHERE,
        d.Level.BOARD,
        str(linked.goal.title),
        str(linked.goal.number),
        texts(beskrivning=linked.goal.description, förväntat_resultat=linked.goal.expected_result),
        indicators(linked.indicators),
        activities(linked.activities),
        [unit_goal(below) for below in linked.unit_goals],
    )


def unit_goal(found: UnitGoal) -> d.Goal:
    return d.Goal(
        NOWHERE,
        d.Level.UNIT,
        str(found.title),
        str(found.number),
        texts(
            förväntat_resultat=found.expected_result,
            arbetssätt=found.methods,
            resursanvändning=found.resources,
            uppföljning=found.follow_up,
            utveckling=found.development,
        ),
        indicators(tuple(LinkedIndicator(row) for row in found.indicators)),
        activities(found.activities),
    )


def chapters(found: tuple[Chapter, ...]) -> list[d.Chapter]:
    return [d.Chapter(NOWHERE, str(c.heading), text(c.text) or d.Text(NOWHERE)) for c in found]


def budget_row(row: AmountRow, rows: Any = ()) -> d.BudgetRow:
    amounts = {name: str(a.text) for name, a in row.amounts.items() if a is not None}
    return d.BudgetRow(NOWHERE, str(row.label), amounts, [budget_row(r, r.rows) for r in rows])  # type: ignore[attr-defined]


def budget(table: BudgetTable) -> d.Budget:
    return d.Budget(
        NOWHERE,
        str(table.heading),
        str(table.caption),
        text(table.text),
        [(name, str(value)) for name, value in table.facts.items()],
        table.unit or "tkr",
        table.income_sign.value if table.income_sign else "positiva",
        str(table.row_heading),
        [d.BudgetColumn(n, str(c.heading), str(c.formula), bool(c.signed)) for n, c in table.columns.items()],
        [
            d.BudgetGroup(
                NOWHERE,
                str(g.heading),
                g.kind.value if g.kind else "",
                [budget_row(r, r.rows) for r in g.rows],
                budget_row(g.total) if g.total else None,
            )
            for g in table.groups
        ],
        budget_row(table.total) if table.total else None,
        budget_row(table.net) if table.net else None,
    )


def draft_of(linked: LinkedPlan) -> d.Draft:
    plan = linked.plan
    cover = d.Cover(
        kind=str(plan.document_kind),
        dnr=str(plan.reference),
        date=str(plan.date or ""),
        to=str(plan.recipient),
        title=str(plan.title) or f"Verksamhetsplan {linked.year} för {plan.unit}",
    )
    if plan.officer is not None:
        cover.officer = {
            "namn": str(plan.officer.name),
            "telefon": str(plan.officer.telephone),
            "epost": str(plan.officer.email),
        }
    if plan.contact is not None:
        names = {
            "namn": "name", "gata": "street", "box": "box", "postadress": "postal_address", "telefon": "telephone",
            "växel": "switchboard", "epost": "email", "webb": "web",
        }  # fmt: skip
        cover.address = {key: str(getattr(plan.contact, name)) for key, name in names.items()}
    if plan.proposal is not None:
        blocks = blocks_of(plan.proposal.text) if plan.proposal.text else []
        for number, point in enumerate(plan.proposal.points, 1):
            blocks += [
                Paragraph(NOWHERE, p.runs, mark=f"{number}.") for p in blocks_of(point) if isinstance(p, Paragraph)
            ]
        blocks += [Paragraph(NOWHERE, (Run(f"{s.name}\n{s.title}".strip()),)) for s in plan.proposal.signatories]
        cover.proposal = d.Text(NOWHERE, blocks)
    goals = [
        d.Goal(
            NOWHERE,
            d.Level.DIRECTION,
            str(direction.direction.title),
            str(direction.direction.number),
            texts(beskrivning=direction.direction.description),
            goals=[goal(below) for below in direction.goals],
        )
        for direction in linked.directions
    ]
    economy = linked.economy
    return d.Draft(
        name="source",
        year=linked.year,
        board=str(linked.board.name),
        unit=str(plan.unit),
        inline_labels=linked.year == 2022,
        numbering_dot=linked.year > 2018,
        cover=cover,
        annexes=[f"Bilaga {n}: {title}" for n, title in enumerate(plan.annexes, 1)],
        chapters_before=chapters(plan.front_chapters),
        goals=goals,
        economy=d.Economy(NOWHERE, "", text(economy.resources), [budget(t) for t in economy.tables])
        if economy
        else None,
        chapters_after=chapters(plan.back_chapters),
    )
