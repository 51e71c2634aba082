"""Any draft at all becomes files that check, in a new workspace and in one that has the same goals."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import TypeVar

import pytest

from vplan.checking import check
from vplan.diagnostics import Severity
from vplan.importing import draft as d
from vplan.importing.source import Block, Cell, Paragraph, Place, Row, Run, Table
from vplan.importing.writing import apply, write
from vplan.project import Project

T = TypeVar("T")
AT = Place(1, 2, 3)
CONTENT = {"activity-dates"}  # rules that judge what the source says
WORDS = [
    "", "", "A", "Mål: ett", "1.10", "null", "- a", "#", "'", '"', "\\", "a: b", "x" * 2000, "28 800", "−1,8", "6.1 %",
    "Öka", "%", "\ud800", "\n", "?", "[a]", "{", "<b>x</b>", "år", "2018-01-01", "2018-12-31", "ja", "nej", "~", "0123",
    "1e3", "alla", "<<", "en rad\noch en till", "&a", "!x", "a #b", "---", "...", "200 000 000", "Tertial", "🙂",
    "kostnader", "%YAML",
]  # fmt: skip


class Anything:
    """Makes parts of a draft at random."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def some(self, make: Callable[[], T], most: int = 2) -> list[T]:
        return [make() for _ in range(self.random.randint(0, most))]

    def maybe(self, make: Callable[[], T]) -> T | None:
        return make() if self.random.random() < 0.6 else None

    def word(self) -> str:
        if self.random.random() < 0.2:
            return "".join(chr(self.random.choice((self.random.randint(0, 300), 0x2028, 0x20AC))) for _ in range(5))
        return " ".join(self.random.choice(WORDS) for _ in range(self.random.choice((1, 1, 1, 3))))

    def flag(self) -> bool:
        return self.random.random() < 0.5

    def run(self) -> Run:
        return Run(
            self.word(), self.flag(), self.flag(), self.random.choice(("", "https://x.se/(", "#a", "mailto:a@b"))
        )

    def block(self) -> Block:
        if self.random.random() < 0.2:
            return Table(AT, tuple(self.some(lambda: Row(AT, tuple(self.some(self.cell, 4))), 3)))
        mark = self.random.choice(("", "", "", "•", "1.", "2.", "b)", "3.4"))
        level = self.random.choice((0, 0, 0, 1, 2, 9))
        return Paragraph(AT, tuple(self.some(self.run, 3)), level, 0, self.flag(), mark, self.random.randint(0, 9))

    def cell(self) -> Cell:
        return Cell(tuple(self.some(self.run)))

    def text(self) -> d.Text:
        return d.Text(AT, self.some(self.block, 4))

    def indicator(self) -> d.Indicator:
        w = self.word
        return d.Indicator(AT, w(), w(), w(), w(), w(), self.random.randint(0, 3), self.flag(), self.flag())

    def activity(self) -> d.Activity:
        return d.Activity(AT, self.word(), self.word(), self.word(), self.random.randint(0, 3))

    def goal(self, depth: int = 0) -> d.Goal:
        level = d.Level(min(depth + 1, 4)) if self.random.random() < 0.8 else self.random.choice(list(d.Level))
        number = self.random.choice(("", "1", "1.7", "1.10", "1.4.2", "a", "99999", self.word()))
        texts = {name: self.text() for name in self.random.sample(d.FIELDS, self.random.randint(0, 3))}
        below = self.some(lambda: self.goal(depth + 1), 3) if depth < 4 else []
        return d.Goal(AT, level, self.word(), number, texts, self.some(self.indicator), self.some(self.activity), below)

    def budget_row(self, depth: int = 0) -> d.BudgetRow:
        below = self.some(lambda: self.budget_row(depth + 1)) if depth < 3 else []
        amounts = {self.word(): self.word() for _ in range(2)}
        amounts |= {"A": self.random.choice(("1", "1 200,5", "-3", ""))}
        return d.BudgetRow(AT, self.word(), amounts, below)

    def sum_row(self) -> d.BudgetRow:
        return d.BudgetRow(AT, self.word(), {"A": self.random.choice(("1", "x", ""))})

    def budget(self) -> d.Budget:
        columns = [
            d.BudgetColumn(self.word(), self.word(), self.random.choice(("", "A - null", "x")), self.flag())
            for _ in range(self.random.randint(0, 2))
        ]
        groups = self.some(
            lambda: d.BudgetGroup(
                AT,
                self.word(),
                self.random.choice(("", "intäkter", "kostnader", "annat")),
                self.some(self.budget_row),
                self.maybe(self.sum_row),
            )
        )
        facts = [(self.word(), self.word()) for _ in range(2)]
        unit = self.random.choice(("tkr", "kr", "euro"))
        return d.Budget(
            AT, self.word(), self.word(), self.maybe(self.text), facts, unit, self.word(), self.word(), columns, groups,
            self.maybe(self.sum_row), self.maybe(self.sum_row),
        )  # fmt: skip

    def chapter(self) -> d.Chapter:
        return d.Chapter(AT, self.word(), self.text())

    def cover(self) -> d.Cover:
        fields = {name: self.word() for name in ("namn", "telefon", "fax")}
        words = (self.maybe(self.word), self.word())
        return d.Cover(AT, self.word(), *words, fields, self.word(), self.word(), self.maybe(self.text), dict(fields))

    def draft(self) -> d.Draft:
        return d.Draft(
            name="plan.txt",
            year=self.random.randint(2015, 2022),
            document=self.word(),
            board=self.word(),
            unit=f"Enhet {self.word()}",
            language=self.random.choice(("sv", "en", "", "?")),
            inline_labels=self.flag(),
            cover=self.cover(),
            annexes=self.some(self.word),
            chapters_before=self.some(self.chapter),
            goals=self.some(self.goal, 3),
            economy=self.maybe(lambda: d.Economy(AT, self.word(), self.maybe(self.text), self.some(self.budget))),
            chapters_after=self.some(self.chapter),
        )


@pytest.mark.parametrize("seed", range(40))
def test_any_draft_checks(seed: int, tmp_path: Path) -> None:
    found = Anything(seed).draft()
    apply(write(found, tmp_path), tmp_path)
    found.unit = f"En annan {found.unit}"
    apply(write(found, tmp_path), tmp_path)
    project = Project.open(tmp_path)
    findings = check(project, project.layout.units(), 1)
    errors = [x for x in findings if x.severity is Severity.ERROR and x.rule not in CONTENT]
    assert not errors, [(x.rule, str(x.message), x.span) for x in errors]
    assert len(project.layout.units()) == 2
    assert all(project.check_unit(unit).plan is not None for unit in project.layout.units())
