"""What is shown about a goal, a row, a key or a rule, as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from vplan.i18n import translate
from vplan.lsp.symbols import Catalogues, Kind, Symbol
from vplan.model.board import BoardGoal
from vplan.model.common import Activity, Indicator
from vplan.model.prose import Prose
from vplan.model.target import Target, TargetKind
from vplan.model.values import one_line

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def plain(text: str) -> str:
    """Return a text on one line in which nothing is Markdown."""
    return _SPECIAL.sub(r"\\\1", one_line(text))


def title_of(symbol: Symbol, on: Catalogues) -> str:
    """Return a symbol's title or name, or empty where it is not defined."""
    if symbol.kind is Kind.GOAL:
        found = on.goal(symbol.goal)
        return one_line(found[1].title) if found else ""
    if symbol.kind is Kind.BOARD_GOAL:
        goal = on.board_goal(symbol.goal, symbol.board_goal)
        return one_line(goal.title) if goal else ""
    row = on.rows(symbol.kind, symbol.goal, symbol.board_goal).get(symbol)
    return one_line(row.name if isinstance(row, Indicator) else row.text) if row else ""


def about(symbol: Symbol, on: Catalogues) -> str:
    """Return all that is said of a symbol where it is defined, or empty where it is not."""
    if symbol.kind is Kind.GOAL:
        blocks = _goal(symbol, on)
    elif symbol.kind is Kind.BOARD_GOAL:
        goal = on.board_goal(symbol.goal, symbol.board_goal)
        blocks = _board_goal(goal) if goal else iter(())
    else:
        row = on.rows(symbol.kind, symbol.goal, symbol.board_goal).get(symbol)
        blocks = _row(row) if row is not None else iter(())
    return "\n\n".join(block for block in blocks if block)


def _goal(symbol: Symbol, on: Catalogues) -> Iterator[str]:
    found = on.goal(symbol.goal)
    if found is None:
        return
    direction, goal = found
    yield _heading(goal.number, goal.title)
    yield f"*{plain(' '.join(filter(None, (direction.number, direction.title))))}*"
    yield _prose(goal.description)
    part = on.part(symbol.goal)
    yield _rows(translate("Indicators"), [*goal.indicators, *(part.indicators if part else ())])
    yield _rows(translate("Activities"), [*goal.activities, *(part.activities if part else ())])
    if part and part.goals:
        names = "\n".join(f"- `{goal.id}` {plain(goal.title)}" for goal in part.goals)
        yield f"**{translate('The board’s goals')}**\n\n{names}"


def _board_goal(goal: BoardGoal) -> Iterator[str]:
    yield _heading(goal.number, goal.title)
    yield _prose(goal.description)
    if goal.expected_result is not None and not goal.expected_result.is_empty:
        yield f"**{translate('Expected result')}**"
        yield _prose(goal.expected_result)
    yield _rows(translate("Indicators"), goal.indicators)
    yield _rows(translate("Activities"), goal.activities)


def _row(row: Indicator | Activity) -> Iterator[str]:
    if isinstance(row, Activity):
        yield plain(row.text)
        yield _dates(row)
        return
    yield f"**{plain(row.name)}**"
    facts = [
        _fact(translate("Target"), _target(row.target)),
        _fact(translate("The council’s target"), _target(row.council_target)),
        _fact(translate("Measured"), row.periodicity.value if row.periodicity else ""),
        _fact(translate("Better"), row.better.value if row.better else ""),
    ]
    facts += [_fact(year, str(amount.text)) for year, amount in row.history.items() if amount is not None]
    yield "\n".join(fact for fact in facts if fact)
    yield plain(row.comment)


def _fact(name: str, value: str) -> str:
    return f"- {name}: {plain(value)}" if value else ""


def _target(target: Target) -> str:
    return "" if target.kind is TargetKind.EMPTY else str(target.text)


def _rows(heading: str, rows: Iterable[Indicator | Activity]) -> str:
    lines = [f"- {_short(row)}" for row in rows]
    return "\n".join([f"**{heading}**\n", *lines]) if lines else ""


def _short(row: Indicator | Activity) -> str:
    name = f"`{row.id}` " if row.id else ""
    if isinstance(row, Activity):
        dates = _dates(row)
        return f"{name}{plain(row.text)}" + (f" ({dates})" if dates else "")
    target = _target(row.target) or _target(row.council_target)
    return f"{name}{plain(row.name)}" + (f": {plain(target)}" if target else "")


def _dates(row: Activity) -> str:
    return " – ".join(str(day) for day in (row.start, row.end) if day is not None)


def _heading(number: str, title: str) -> str:
    return f"### {plain(' '.join(filter(None, (number, title))))}"


def _prose(prose: Prose | None) -> str:
    return str(prose.text).strip() if prose is not None else ""


def rule_page(rule: str) -> str:
    """Return a rule's page, or empty for a rule that has none."""
    from vplan.rules.pages import pages

    page = pages().get(rule)
    if page is None:
        return ""
    blocks = [f"# {rule}: {page.name}"]
    label = ""
    for part in page.parts():
        if part.label and part.label != label:
            label = part.label
            blocks.append(f"**{part.shown_label}**")
        blocks.append(f"```yaml\n{part.shown()}\n```" if part.is_code and "\n" in part.text else part.shown())
    return "\n\n".join(blocks)
