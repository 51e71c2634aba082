"""The four plans: their structure, and, where the originals are at hand, every row and title of them."""

from __future__ import annotations

import functools
import re
from collections import Counter
from pathlib import Path

import pytest

from vplan.diagnostics import Severity
from vplan.document import Document, assemble
from vplan.document.tree import Section, Table, walk_sections
from vplan.document.widths import words
from vplan.project import Project

ROOT = Path(__file__).parent.parent
SEEDS = ROOT.parent / "shared" / "seeds"
ORIGINALS = {
    "2017/hagersten-liljeholmen/assistansenheten": "verksamhetsplan-2017-assistansenheten.txt",
    "2018/ostermalm/bistandsbedomning": "verksamhetsplan-2018-bistandsbedomning.txt",
}
# directions, council goals, board goals, unit goals, indicator tables, activity tables: counted in the originals
COUNTS = {
    "2017/hagersten-liljeholmen/assistansenheten": (3, 8, 9, 9, 3, 3),
    "2018/ostermalm/bistandsbedomning": (4, 7, 8, 12, 4, 5),
    "2019/ostermalm/vuxenenheten": (3, 4, 6, 9, 6, 3),
    "2022/hagersten-alvsjo/hemtjanst": (3, 7, 6, 7, 3, 5),
}
LABELS = {
    "KF:s inriktningsmål:": "direction",
    "KF:s mål för verksamhetsområdet:": "council_goal",
    "Nämndmål:": "board_goal",
    "Enhetsmål:": "unit_goal",
}
# spelling slips of the originals that were mended
MENDED = {"inne och utemiljö": "inne- och utemiljö"}


@functools.cache
def project() -> Project:
    return Project.open(ROOT)


@functools.cache
def document(unit_id: str) -> Document:
    unit = next(unit for unit in project().layout.units() if unit.id == unit_id)
    plan = project().check_unit(unit).plan
    assert plan is not None
    return assemble(project().root, project().settings, plan)[0].document


def tables(unit_id: str) -> list[Table]:
    found = []
    for section in walk_sections(document(unit_id).sections):
        found += [item for item in section.content if isinstance(item, Table)]
    return found


def plain(text: str) -> str:
    text = " ".join(text.replace("\u00a0", " ").split())
    for wrong, right in MENDED.items():
        text = text.replace(wrong, right)
    return text


def goals(unit_id: str) -> list[Section]:
    return [s for s in walk_sections(document(unit_id).sections) if s.role in LABELS.values()]


@pytest.mark.parametrize("unit_id", COUNTS)
def test_structure(unit_id: str) -> None:
    roles = Counter(section.role for section in goals(unit_id))
    kinds = Counter(table.role for table in tables(unit_id))
    found = (*(roles[role] for role in LABELS.values()), kinds["indicators"], kinds["activities"])
    assert found == COUNTS[unit_id]


def test_only_the_sum_of_2018_is_found() -> None:
    units = project().layout.units()
    findings = project().diagnostics + project().catalogue_diagnostics(units)
    findings += [finding for unit in units for finding in project().check_unit(unit).diagnostics]
    assert [(f.rule, f.severity, f.span.file) for f in findings] == [
        ("sum-differs", Severity.WARNING, "plans/2018/ostermalm/bistandsbedomning/ekonomi.yaml")
    ]
    source = (ROOT / findings[0].span.file).read_text(encoding="utf-8").splitlines()
    assert "745 600" in source[findings[0].span.line - 1]
    assert findings[0].message.args["difference"] == "13\u00a0150"


def test_persons_and_addresses_are_invented() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "plans").rglob("*.yaml")))
    numbers = re.findall(r"\b0\d{1,3}-[\d ]{5,12}\d", text)
    assert numbers
    assert all(re.fullmatch(r"08-465 004 \d\d", number) for number in numbers)
    assert all(address.endswith("example.org") for address in re.findall(r"[\w.-]+@([\w.-]+\w)", text))


def seed_lines(unit_id: str) -> list[str]:
    path = SEEDS / ORIGINALS[unit_id]
    if not path.is_file():
        pytest.skip("the original is not at hand")
    return path.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("unit_id", ORIGINALS)
def test_every_goal_of_the_original_in_order(unit_id: str) -> None:
    lines = [plain(line) for line in seed_lines(unit_id) if line.strip()]
    expected = [(LABELS[line], lines[i + 1]) for i, line in enumerate(lines) if line in LABELS]
    assert [(section.role, plain(section.title)) for section in goals(unit_id)] == expected


@pytest.mark.parametrize("unit_id", ORIGINALS)
def test_every_row_of_the_original(unit_id: str) -> None:
    rows = [tuple(plain(cell) for cell in line.split("\t")) for line in seed_lines(unit_id) if "\t" in line]
    start = next(i for i, row in enumerate(rows) if row[0] in ("Indikator", "Aktivitet"))
    end = next(i for i, row in enumerate(rows) if row[0].startswith(("Äldreomsorgens", "Budgetår")))
    expected = [row[:1] if row[0].startswith("Kommentar") else row for row in rows[start:end]]
    found = []
    for table in tables(unit_id):
        if table.role in ("indicators", "activities"):
            found.append(tuple(plain(words(column.heading)) for column in table.columns))
            found += [tuple(plain(words(cell.content)) for cell in row.cells) for row in table.rows]
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize("unit_id", ORIGINALS)
def test_every_amount_of_the_original(unit_id: str) -> None:
    rows = [line.split("\t") for line in seed_lines(unit_id) if "\t" in line]
    start = next(i for i, row in enumerate(rows) if row[0].startswith(("Äldreomsorgens", "Beloppen")))
    expected = [plain(r[1]) for r in rows[start:] if len(r) == 2 and re.fullmatch(r"\d[\d ]*", r[1].strip())]
    budget = next(table for table in tables(unit_id) if table.role == "budget")
    found = [plain(words(row.cells[1].content)) for row in budget.rows if row.cells[1].content]
    assert found == expected
