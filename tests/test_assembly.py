"""The document tree of any plan: no heading level skipped, anchors unique, contents in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.workspaces import UNIT, base_text, make_workspace
from vplan.diagnostics import has_errors
from vplan.document import Document, assemble
from vplan.document.tree import Block, Facts, ListBlock, Paragraph, Section, Table, Text, walk_sections
from vplan.project import Project

EDITIONS = ["stockholm/2017", "stockholm/2018", "stockholm/2019", "stockholm/2022"]
TITLES = st.sampled_from(
    ["Inledning", "Samma", "samma", "Resursanvändning", "Budget 2018", "2018", "Övrigt", "…", "Dokument"]
)
BLOCKS = st.sampled_from(
    ["Text här.", "- a\n- b", "> citat", "| a | b |\n|---|--:|\n| 1 | 2 |", "1. ett\n2. två", "---", "`x` **y**"]
)


@st.composite
def prose(draw: st.DrawFn) -> str:
    """Draw Markdown whose headings skip no level."""
    parts, level = [draw(BLOCKS)], 1
    for _ in range(draw(st.integers(0, 5))):
        level = draw(st.integers(2, min(level + 1, 6)))
        parts += [f"{'#' * level} {draw(TITLES)}", draw(BLOCKS)]
    return "\n\n".join(parts)


def block(key: str, text: str, indent: int) -> str:
    body = "".join(f"{' ' * (indent + 2)}{line}\n" if line else "\n" for line in text.split("\n"))
    return f"{' ' * indent}{key}: |\n{body}"


@st.composite
def plan_file(draw: st.DrawFn) -> str:
    lines = f"utgåva: {draw(st.sampled_from(EDITIONS))}\nenhet: Hemtjänsten\n"
    lines += draw(st.sampled_from(["", "språk: en\n", "datum: 2018-01-12\n", "dnr:\n"]))
    lines += draw(st.sampled_from(["", "förslag_till_beslut:\n", "förslag_till_beslut: Att godkänna.\n"]))
    for key in ("inledande_kapitel", "avslutande_kapitel"):
        chapters = draw(st.lists(st.tuples(TITLES, prose()), max_size=3))
        lines += f"{key}:\n" + "".join(f"  - rubrik: {title}\n{block('text', text, 4)}" for title, text in chapters)
    return lines


FIELDS = ("förväntat_resultat", "arbetssätt", "resursanvändning", "uppföljning", "utveckling")


@st.composite
def goals_file(draw: st.DrawFn) -> str:
    lines = "mål:\n" + draw(st.sampled_from(["", "  1.5:\n"])) + "  1.7:\n    nämndmål:\n"
    number = 0
    for name in draw(st.permutations(["delaktiga", "trygga-hem"])):
        lines += f"      {name}:\n        enhetsmål:\n"
        for title in draw(st.lists(TITLES, max_size=3)):
            number += 1
            lines += f"          - id: mal-{number}\n            mål: {title}\n"
            for field in draw(st.sets(st.sampled_from(FIELDS))):
                lines += block(field, draw(prose()), 12)
    return lines


ECONOMIES = st.sampled_from(
    [
        base_text("ekonomi"),
        "resursanvändning: Personal.\n",
        "resursanvändning:\n",
        base_text("ekonomi") + base_text("ekonomi").partition("budget:\n")[2],
    ]
)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_workspace(tmp_path_factory.mktemp("workspace"))


def document_of(root: Path, plan: str, goals: str, economy: str) -> Document:
    make_files = {"plan": plan, "mal": goals, "ekonomi": economy}
    for kind, text in make_files.items():
        (root / UNIT / f"{kind}.yaml").write_text(text, encoding="utf-8")
    project = Project.open(root)
    check = project.check_unit(next(unit for unit in project.layout.units() if unit.folder == UNIT))
    assert not has_errors(check.diagnostics), check.diagnostics
    assert check.plan is not None
    (assembled,) = assemble(project.root, project.settings, check.plan)
    return assembled.document


def parents(content: tuple[Section | Block, ...], level: int) -> Iterator[tuple[int, Section]]:
    """Yield each section with the level of the section around it."""
    for item in content:
        if isinstance(item, Section):
            yield level, item
            yield from parents(item.content, item.level)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(plan=plan_file(), goals=goals_file(), economy=ECONOMIES)
def test_any_plan(workspace: Path, plan: str, goals: str, economy: str) -> None:
    document = document_of(workspace, plan, goals, economy)
    sections = list(walk_sections(document.sections))

    assert all(section.level == min(level + 1, 6) for level, section in parents(document.sections, 1))
    levels = [1, *(section.level for section in sections)]
    assert all(after <= before + 1 for before, after in pairwise(levels))

    proposal = document.cover.proposal
    anchors = [document.title_anchor, *([proposal.anchor] if proposal else []), *(s.anchor for s in sections)]
    assert len(set(anchors)) == len(anchors)

    contents = [entry.anchor for entry in document.contents]
    assert contents == sorted(contents, key=anchors.index)
    depths = [0, *(entry.level for entry in document.contents)]
    assert all(after <= before + 1 for before, after in pairwise(depths))
    assert [(e.anchor, e.title) for e in document.contents if e.anchor not in anchors[: 2 if proposal else 1]] == [
        (s.anchor, s.title) for s in sections if s.in_contents
    ]

    assert all(section.title for section in sections)
    assert document_of(workspace, plan, goals, economy) == document


def blocks(content: tuple[Section | Block, ...]) -> Iterator[Block]:
    for item in content:
        if isinstance(item, Section):
            yield from blocks(item.content)
        else:
            yield item


def test_tables_and_texts_of_the_base(workspace: Path) -> None:
    document = document_of(workspace, base_text("plan"), base_text("mal"), base_text("ekonomi"))
    tables = [b for b in blocks(document.sections) if isinstance(b, Table)]
    assert [table.role for table in tables] == [
        "indicators",
        "activities",
        "indicators",
        "activities",
        "indicators",
        "activities",
        "budget",
    ]
    own, council = (cell.content for cell in tables[0].rows[0].cells[1:3])
    assert (own, council) == ((Text("84\u00a0%"),), (Text("80\u00a0%"),))
    assert all(len(row.cells) == len(table.columns) for table in tables for row in table.rows)
    assert all(table.caption and all(column.heading for column in table.columns) for table in tables)
    assert [row.cells[1].content for row in tables[-1].rows][2] == ()
    assert [s.title for s in walk_sections(document.sections) if s.role == "field"] == [
        "Förväntat resultat",
        "Förväntat resultat",
        "Arbetssätt",
        "Uppföljning",
    ]


def test_two_activity_tables_in_a_row(workspace: Path) -> None:
    goals = base_text("mal").replace(
        "                start: 2018-02-01", "                tabell: 2\n                start: 2018-02-01"
    )
    goals = goals.replace(
        "            aktiviteter:\n",
        "            aktiviteter:\n              - {aktivitet: Först, start: 2018-01-01, slut: 2018-02-01}\n",
    )
    document = document_of(workspace, base_text("plan"), goals, base_text("ekonomi"))
    goal = next(s for s in walk_sections(document.sections) if s.role == "unit_goal")
    assert [b.role for b in goal.content if isinstance(b, Table)] == ["indicators", "activities", "activities"]


def test_an_empty_proposal_is_its_heading_alone(workspace: Path) -> None:
    text = base_text("plan").replace("förslag_till_beslut: |\n  Nämnden godkänner planen.\n", "{}")
    for written, content in (
        ("förslag_till_beslut:\n", ()),
        ("förslag_till_beslut: Ja.\n", (Paragraph((Text("Ja."),)),)),
    ):
        proposal = document_of(
            workspace, text.replace("{}", written), base_text("mal"), "resursanvändning: A\n"
        ).cover.proposal
        assert proposal is not None
        assert (proposal.heading, proposal.content) == ("Förslag till beslut", content)
    assert (
        document_of(workspace, text.replace("{}", ""), base_text("mal"), "resursanvändning: A\n").cover.proposal is None
    )


def test_an_empty_use_of_resources_is_its_heading_alone(workspace: Path) -> None:
    def chapter(resources: str) -> list[str]:
        economy = f"{resources}budget:\n" + base_text("ekonomi").partition("budget:\n")[2]
        document = document_of(workspace, base_text("plan"), base_text("mal"), economy)
        found = next(s for s in document.sections if s.title == "Uppföljning av ekonomi")
        return [s.title for s in walk_sections(found.content)]

    assert chapter("resursanvändning:\n") == ["Resursanvändning", "Budget 2018"]
    assert chapter("") == ["Budget 2018"]
    assert chapter("resursanvändning: .\n") == ["Budget 2018"]


def test_missing_number_and_date_leave_nothing(workspace: Path) -> None:
    text = base_text("plan").replace("dnr: 2017-717-1.1.\ndatum: 2018-01-12\n", "dnr:\n")
    document = document_of(workspace, text, base_text("mal"), "resursanvändning: A\n")
    assert (document.cover.reference, document.cover.date, document.date) == ("", "", "")
    assert document.keywords == ("2018",)


def test_english_prose_under_swedish_headings(workspace: Path) -> None:
    plan = base_text("plan").replace("enhet: Hemtjänsten\n", "enhet: Hemtjänsten\nspråk: en\n")
    document = document_of(workspace, plan, base_text("mal"), base_text("ekonomi"))
    assert document.lang == "sv"
    by_role = {section.role: section for section in walk_sections(document.sections)}
    assert by_role["unit_goal"].lang == "en"
    assert by_role["field"].lang is None  # "Arbetssätt" is the edition's word
    assert [block.kind for block in by_role["field"].content] == ["passage"]
    assert by_role["board_goal"].lang is None  # the board's own words


def test_placeholder_is_left_out(workspace: Path) -> None:
    goals = base_text("mal").replace("Vi har jour.", ".")
    document = document_of(workspace, base_text("plan"), goals, "resursanvändning: .\n")
    titles = [section.title for section in walk_sections(document.sections)]
    assert "Arbetssätt" not in titles
    assert "Resursanvändning" not in titles


def test_rich_text(workspace: Path) -> None:
    text = "*a* **b** `c`\\\nd\n\n- e\n\n  - f\n\n> g\n\n3. h\n4. i\n"
    plan = base_text("plan").replace("      Inget.\n", "".join(f"      {line}\n" for line in text.split("\n")))
    last = document_of(workspace, plan, base_text("mal"), "resursanvändning: A\n").sections[-1]
    kinds = [item.kind for item in last.content]
    assert kinds == ["paragraph", "list", "quote", "list"]
    first, numbered = last.content[0], last.content[3]
    assert isinstance(first, Paragraph)
    assert [inline.kind for inline in first.content] == [
        "emphasis",
        "text",
        "strong",
        "text",
        "code",
        "line_break",
        "text",
    ]
    assert isinstance(numbered, ListBlock)
    assert (numbered.ordered, numbered.start, len(numbered.items), numbered.tight) == (True, 3, 2, True)


def test_facts_stand_before_the_table(workspace: Path) -> None:
    economy = base_text("ekonomi").replace("    belopp_i:", "    uppgifter: {Budgetår: 2018}\n    belopp_i:")
    document = document_of(workspace, base_text("plan"), base_text("mal"), economy)
    facts = [b for b in blocks(document.sections) if isinstance(b, Facts)]
    assert [f.items for f in facts] == [(("Budgetår", "2018"),)]
