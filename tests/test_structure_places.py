"""What is wrong with a finished PDF is told where it was written: file, line and column, through a whole build."""

from __future__ import annotations

from pathlib import Path

import pytest

import vplan
from support.workspaces import PLACES, base_text, make_workspace

MARK = "¤"  # stands where a finding must begin; it is no part of the source
ENGLISH = "Everyone who calls gets an answer from one of our officers the same day, and we write it down."

# name: (file, what stands there, what is put in its place, rule)
PLANTED = {
    "a council's indicator that the unit has a target for": (
        "kf", "namn: Andel äldre som känner sig trygga", "namn: ¤↑↑", "pdf-sign",
    ),
    "a unit's own target on a council's indicator": ("mal", "årsmål: 84 %", "årsmål: ¤↑ 84 %", "pdf-sign"),
    "a board's activity": ("namnd", "aktivitet: Starta ett brukarråd", "aktivitet: ¤→ → →", "pdf-sign"),
    "a row of a budget": ("ekonomi", "rad: Hyra", "rad: ¤►", "pdf-sign"),
    "a row of a table in prose": (
        "plan", "Inget.", "| Mål | Läge |\n      |---|---|\n      | Svar | gott |\n      ¤| Tid | ↑ |", "pdf-sign",
    ),
    "literal text": ("plan", "Inget.", "Inget.\n\n      ¤```\n      ↑\n      ```", "pdf-sign"),
    "an item of a list": ("plan", "Inget.", "- Inget\n      ¤- ✓", "pdf-sign"),
    "English words in a Swedish field": (
        "mal", "Det gäller varje dag.", f"¤{ENGLISH}", "pdf-language",
    ),
    "a link by its words": (
        "plan", "Inget.", "Inget.\n\n      Se [¤mer](https://example.org/rutin).", "link-text",
    ),
    "a picture by its name": (
        "plan", '![Karta över området](bilder/karta.png "Området")', "![IMG_2041.jpg](¤bilder/karta.png)",
        "picture-file",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_a_fault_is_told_at_its_line_and_column(tmp_path: Path, name: str) -> None:
    kind, there, instead, rule = PLANTED[name]
    text = base_text(kind)
    assert text.count(there) == 1
    before, _, after = text.replace(there, instead).partition(MARK)
    root = make_workspace(tmp_path, {kind: before + after})
    place = (PLACES[kind], before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1)
    result = vplan.build(root, ["2018/norr/hemtjanst"], formats=["pdf"])
    found = [(d.span.file, d.span.line, d.span.column) for d in result.diagnostics if d.rule == rule]
    assert found == [place], result.diagnostics
