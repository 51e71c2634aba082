"""What the recogniser finds in texts as they come out of PDFs: plans of other years, boards and kinds of unit.

Each `tests/import_files/text/NAME.txt` has beside it, in `NAME.json`, what a careful reader would state.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from vplan.importing.draft import Budget, BudgetRow, Chapter, Draft, Goal, Text
from vplan.importing.readers.text import read_text
from vplan.importing.recognise import recognise
from vplan.importing.source import Paragraph, Table

FILES = sorted((Path(__file__).parent / "import_files" / "text").glob("*.txt"))


def draft_of(file: Path) -> Draft:
    return recognise(read_text(file.read_bytes(), file.name))


def stated(file: Path) -> Any:
    return json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))


def described(goal: Goal) -> dict[str, Any]:
    return {
        "level": goal.level.name,
        "number": goal.number or "",
        "title": goal.title,
        "fields": list(goal.texts),
        "indicators": [
            [row.name, row.target, row.council_target, row.periodicity, row.comment] for row in goal.indicators
        ],
        "activities": [[row.text, row.start, row.end] for row in goal.activities],
        "indicator_tables": _sizes([row.table for row in goal.indicators]),
        "activity_tables": _sizes([row.table for row in goal.activities]),
        "goals": [described(below) for below in goal.goals],
    }


def _sizes(tables: list[int]) -> list[int]:
    return [tables.count(number) for number in sorted(set(tables))]


def wanted(goal: dict[str, Any]) -> dict[str, Any]:
    keys = ("level", "title", "fields", "indicators", "activities", "indicator_tables", "activity_tables")
    return {
        **{key: goal[key] for key in keys},
        "number": goal["number"] or "",
        "goals": [wanted(below) for below in goal["goals"]],
    }


def lines_of(budget: Budget) -> list[list[str]]:
    columns = [column.id for column in budget.columns]

    def line(row: BudgetRow) -> list[str]:
        return [row.label, *(row.amounts.get(name, "") for name in columns)]

    def lines(row: BudgetRow) -> list[list[str]]:
        return [line(row), *(found for below in row.rows for found in lines(below))]

    found: list[list[str]] = []
    for group in budget.groups:
        found += [one for row in group.rows for one in lines(row)]
        found += [line(group.total)] if group.total else []
    return found + [line(row) for row in (budget.total, budget.net) if row]


def headings(text: Text) -> list[str]:
    return [block.text for block in text.blocks if isinstance(block, Paragraph) and block.level]


def texts_of(draft: Draft) -> list[Text]:
    def below(goal: Goal) -> list[Text]:
        return [*goal.texts.values(), *(text for one in goal.goals for text in below(one))]

    chapters: list[Chapter] = [*draft.chapters_before, *draft.chapters_after]
    return [*(chapter.text for chapter in chapters), *(text for goal in draft.goals for text in below(goal))]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.stem))
class TestText:
    def test_whose_plan_it_is(self, file: Path) -> None:
        draft, expected = draft_of(file), stated(file)
        assert (draft.year, draft.unit, draft.board or None) == (expected["year"], expected["unit"], expected["board"])
        assert draft.language == expected["language"]

    def test_page_1(self, file: Path) -> None:
        cover, expected = draft_of(file).cover, stated(file)
        assert (cover.kind or None, cover.dnr, cover.date or None) == (
            expected["kind"],
            expected["dnr"],
            expected["date"],
        )
        page = expected["cover"]
        assert (cover.title, cover.officer, cover.to or None) == (page["title"], page["officer"], page["to"])
        assert cover.address == page["address"]
        assert (cover.proposal is not None) == bool(page["proposal"])

    def test_the_table_of_contents(self, file: Path) -> None:
        draft, expected = draft_of(file), stated(file)
        assert [[entry.title, entry.page] for entry in draft.contents] == expected["toc"]
        assert draft.annexes == expected["annexes"]

    def test_chapters(self, file: Path) -> None:
        draft, expected = draft_of(file), stated(file)
        assert [chapter.heading for chapter in draft.chapters_before] == expected["chapters_before"]
        assert [chapter.heading for chapter in draft.chapters_after] == expected["chapters_after"]
        assert (draft.economy.heading if draft.economy else None) == expected["economy_heading"]

    def test_goals_with_their_fields_and_tables(self, file: Path) -> None:
        draft, expected = draft_of(file), stated(file)
        assert [described(goal) for goal in draft.goals] == [wanted(goal) for goal in expected["goals"]]

    def test_sub_headings(self, file: Path) -> None:
        found = [heading for text in texts_of(draft_of(file)) for heading in headings(text)]
        assert found == stated(file)["sub_headings"]

    def test_budgets(self, file: Path) -> None:
        draft, expected = draft_of(file), stated(file)
        budgets = draft.economy.budgets if draft.economy else []
        assert [lines_of(budget) for budget in budgets] == [budget["rows"] for budget in expected["budgets"]]
        assert [(b.heading, b.unit, b.income) for b in budgets] == [
            (b["heading"], b["unit"], b["income"]) for b in expected["budgets"]
        ]
        assert [[column.heading for column in b.columns] for b in budgets] == [
            b["columns"] for b in expected["budgets"]
        ]

    def test_what_pages_have_cut_is_whole(self, file: Path) -> None:
        texts = [" ".join(p.text.split()) for text in texts_of(draft_of(file)) for p in _paragraphs(text)]
        missing = [words for words in stated(file)["joined"] if not any(words in text for text in texts)]
        assert not missing

    def test_page_furniture_is_gone(self, file: Path) -> None:
        draft, expected = draft_of(file), stated(file)["furniture"]
        texts = [line.strip() for text in texts_of(draft) for p in _paragraphs(text) for line in p.text.split("\n")]
        assert not set(expected) & set(texts)
        noted = " ".join(entry.text for entry in draft.left_out if entry.understood)
        assert all(line in noted for line in expected)

    def test_indicators_by_sex(self, file: Path) -> None:
        def below(goal: Goal) -> list[str]:
            own = [row.name for row in goal.indicators if row.by_sex]
            return [*own, *(name for one in goal.goals for name in below(one))]

        assert [name for goal in draft_of(file).goals for name in below(goal)] == stated(file)["by_sex"]

    def test_other_tables_stay_where_they_stood(self, file: Path) -> None:
        tables = [block for text in texts_of(draft_of(file)) for block in text.blocks if isinstance(block, Table)]
        assert [[list(row.texts) for row in table.rows] for table in tables] == stated(file)["other_tables"]

    def test_everything_is_understood(self, file: Path) -> None:
        left = [entry.text for entry in draft_of(file).left_out if not entry.understood]
        assert [line for line in left if not line.startswith("Fax")] == []


def _paragraphs(text: Text) -> list[Paragraph]:
    return [block for block in text.blocks if isinstance(block, Paragraph)]
