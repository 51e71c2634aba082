"""What a person would have written: boards that are not mixed up, budgets that are computed, ids that tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from test_import_writing import (
    AT,
    UNIT_FOLDER,
    board_goal,
    council_goal,
    direction,
    draft,
    economy,
    english,
    file,
    put,
    said,
    text,
    unit_goal,
    whole,
)
from vplan.importing.draft import (
    Activity,
    Budget,
    BudgetColumn,
    BudgetGroup,
    BudgetRow,
    Chapter,
    Cover,
    Draft,
    Indicator,
    Text,
)
from vplan.importing.source import Block, Cell, Paragraph, Place, Row, Run, Table, plain
from vplan.importing.writing import Result, markdown, write
from vplan.importing.writing.ids import short_id

# --- boards ----------------------------------------------------------------------------------------------------------


def with_goal(title: str, **parts: object) -> Draft:
    goal = council_goal("1.7", "Alla äldre har en trygg ålderdom", board_goal(title, unit_goal(f"Vi: {title}")))
    return draft(direction(goal), **parts)


def guessed(result: Result) -> list[str]:
    return [english(guess.message) for guess in result.guesses]


@pytest.mark.parametrize(("name", "folder"), [("Stadsdelsnämnden", "stadsdelsnamnden"), ("", "namnden")])
def test_a_stand_in_is_shared_only_by_plans_with_the_same_goals(name: str, folder: str, tmp_path: Path) -> None:
    first = put(tmp_path, with_goal("Äldre är delaktiga", board=name, unit="Alfa"))
    second = put(tmp_path, with_goal("Badhusen är öppna", board=name, unit="Beta"))
    third = put(tmp_path, with_goal("Badhusen är öppna.", board=name, unit="Gamma"))
    assert [result.unit for result in (first, second, third)] == [
        f"2018/{folder}/alfa",
        f"2018/{folder}-2/beta",
        f"2018/{folder}-2/gamma",
    ]
    assert "Badhusen" not in file(tmp_path, f"plans/2018/{folder}/namnd.yaml")
    assert all("--board" in guessed(result)[0] for result in (first, second, third))


def test_the_only_board_of_a_year_is_taken_where_the_goals_agree_and_told_as_a_guess(tmp_path: Path) -> None:
    put(tmp_path, whole())
    result = put(tmp_path, with_goal("Äldre är delaktiga", board="", unit="Beta"))
    assert result.unit == "2018/ostermalm/beta"
    (guess,) = result.guesses
    assert "“Östermalms stadsdelsnämnd” is taken for it, the only one of 2018" in english(guess.message)
    assert (guess.file, guess.line) == ("plans/2018/ostermalm/namnd.yaml", 2)
    assert file(tmp_path, guess.file).splitlines()[1].startswith("namn:")
    assert not result.differences


def test_the_only_board_of_a_year_is_not_taken_where_the_goals_are_others(tmp_path: Path) -> None:
    put(tmp_path, whole())
    result = put(tmp_path, with_goal("Badhusen är öppna", board="", unit="Beta"))
    assert result.unit == "2018/namnden/beta"
    assert result.guesses[0].file == "plans/2018/namnden/namnd.yaml"


def test_a_board_that_is_named_is_no_guess(tmp_path: Path) -> None:
    assert not put(tmp_path, whole()).guesses


# --- guesses, differences and places ---------------------------------------------------------------------------------


def test_what_no_source_says_is_a_guess_not_a_difference(tmp_path: Path) -> None:
    goal = council_goal()
    goal.activities = [Activity(AT, "Ta fram en plan", "2018-01-01", "")]
    chapter = Chapter(AT, "", text("Vi finns."))
    result = put(tmp_path, draft(goal, chapters_before=[chapter]))
    told = " ".join(guessed(result))
    assert "lacks a date; 2018-12-31 was written" in told
    assert "has no direction in the source" in told
    assert "A chapter without a heading" in told
    assert not result.differences


def test_a_title_that_is_cut_ends_in_a_sign(tmp_path: Path) -> None:
    result = put(tmp_path, draft(council_goal("1.7", "Ett mycket långt mål " * 8)))
    assert any("…” has no direction" in sentence for sentence in guessed(result))


def test_each_sub_heading_has_a_line_of_its_own(tmp_path: Path) -> None:
    headings = [Paragraph(Place(line=n), (Run(f"Rubrik {n}"),), level=1) for n in (10, 20)]
    blocks: list[Block] = [
        plain("Först " * 40), headings[0], plain("Text."), Paragraph(AT, (Run("punkt"),), mark="•"), headings[1],
        plain("Mer."),
    ]  # fmt: skip
    result = put(tmp_path, draft(chapters_before=[Chapter(AT, "Inledning", Text(AT, blocks))]))
    lines = file(tmp_path, f"{UNIT_FOLDER}/plan.yaml").splitlines()
    for heading in headings:
        place = result.places.get(heading)
        assert place is not None
        assert lines[place[1] - 1].strip() == f"## {heading.text}"


def test_tables_that_change_places_are_told_once(tmp_path: Path) -> None:
    def moved(number: str, activities: int, indicators: int) -> Result:
        goal = council_goal("1.7", f"Mål {number}")
        other = council_goal("1.8", f"Andra {number}")
        for one in (goal, other):
            one.activities = [Activity(Place(line=activities), "A", "2018-01-01", "2018-12-31")]
            one.indicators = [Indicator(Place(line=indicators), "I")]
        return write(draft(direction(goal, other)), tmp_path / number)

    (sentence,) = said(moved("1", 5, 9))
    assert "change places under 2 goals, first under “Mål 1”" in sentence
    assert said(moved("2", 9, 5)) == []
    assert said(moved("3", 5, 5)) == []


def test_a_telephone_number_has_no_stray_space(tmp_path: Path) -> None:
    cover = Cover(AT, officer={"namn": "Eva Ek", "telefon": "08- 465 004 01"}, address={"växel": "08 - 465 004 00"})
    put(tmp_path, draft(cover=cover))
    plan = file(tmp_path, f"{UNIT_FOLDER}/plan.yaml")
    assert "  telefon: 08-465 004 01\n" in plan
    assert "  växel: 08-465 004 00\n" in plan


# --- budgets ---------------------------------------------------------------------------------------------------------

COLUMNS = [BudgetColumn("kostnader", "Kostnader"), BudgetColumn("intakter", "Intäkter"), BudgetColumn("netto", "Netto")]


def costs(*rows: tuple[str, str, str], **parts: object) -> Budget:
    made = [BudgetRow(AT, f"Rad {n}", dict(zip(("kostnader", "intakter", "netto"), row, strict=True))) for n, row in
            enumerate(rows)]  # fmt: skip
    found = Budget(AT, "Budget 2018", columns=list(COLUMNS), groups=[BudgetGroup(AT, rows=made)])
    for name, value in parts.items():
        setattr(found, name, value)
    return found


def written(tmp_path: Path, budget: Budget) -> str:
    put(tmp_path, draft(economy=economy(budget)))
    return file(tmp_path, f"{UNIT_FOLDER}/ekonomi.yaml")


def test_a_net_that_holds_in_every_row_is_computed(tmp_path: Path) -> None:
    found = written(tmp_path, costs(("6,1", "0,4", "5,7"), ("8,5", "0,0", "8,5")))
    assert "      intäkter: Intäkter\n      netto:\n        rubrik: Netto\n" in found
    assert "        beräknas: kostnader - intäkter\n" in found
    assert "netto: 5,7" not in found


@pytest.mark.parametrize("rows", [(("6,1", "0,4", "5,8"), ("8,5", "0,0", "8,5")), (("6,1", "0,4", "5,7"),)])
def test_a_net_that_does_not_hold_or_may_do_so_by_chance_is_stated(
    rows: tuple[tuple[str, str, str], ...], tmp_path: Path
) -> None:
    found = written(tmp_path, costs(*rows))
    assert "beräknas" not in found
    assert f"            netto: {rows[0][2]}\n" in found


def test_ids_of_columns_keep_their_letters(tmp_path: Path) -> None:
    column = BudgetColumn("okning-minskning", "Ökning (+) / minskning (-)", signed=True)
    table = Budget(AT, columns=[column, BudgetColumn("eget", "Något")])
    table.groups = [BudgetGroup(AT, rows=[BudgetRow(AT, "R", {"okning-minskning": "+0,4", "eget": "1"})])]
    found = written(tmp_path, table)
    assert "            förändring: +0,4\n            eget: 1\n" in found


def test_a_lone_line_in_bold_is_the_tables_title(tmp_path: Path) -> None:
    title = Paragraph(AT, (Run("Missbruk", bold=True),), bold=True)
    found = written(tmp_path / "a", costs(("1", "0", "1"), text=Text(AT, [plain("Vi sparar."), title])))
    assert "    tabellrubrik: Missbruk\n    text: |\n      Vi sparar.\n    belopp_i" in found
    caption = Paragraph(AT, (Run("Missbruk"),), style="Caption")
    found = written(tmp_path / "c", costs(("1", "0", "1"), text=Text(AT, [caption])))
    assert "    tabellrubrik: Missbruk\n    belopp_i" in found
    whole_sentence = Paragraph(AT, (Run("Vi sparar nu.", bold=True),), bold=True)
    found = written(tmp_path / "b", costs(("1", "0", "1"), text=Text(AT, [whole_sentence])))
    assert "tabellrubrik" not in found


def table(*rows: tuple[str, ...], bold: bool = False) -> Table:
    return Table(
        AT,
        tuple(Row(AT, tuple(Cell((Run(cell, bold=bold and not n),)) for cell in row)) for n, row in enumerate(rows)),
    )


def test_labels_with_a_value_each_are_facts(tmp_path: Path) -> None:
    facts = table(("Budgetår", "2018"), ("Enhet", "Hemtjänsten"), ("Plats", "Söder"))
    found = written(tmp_path / "a", costs(("1", "0", "1"), text=Text(AT, [facts])))
    assert "    uppgifter:\n      Budgetår: 2018\n      Enhet: Hemtjänsten\n      Plats: Söder\n" in found
    other = table(("Insats", "Antal personer"), ("Hemtjänst", "7"))
    found = written(tmp_path / "b", costs(("1", "0", "1"), text=Text(AT, [other])))
    assert "uppgifter" not in found
    assert "| Insats | Antal personer |" in found


@pytest.mark.parametrize(("heading", "kept"), [("Belopp i tkr", False), ("Tusentals kronor", True)])
def test_the_editions_own_row_heading_is_left_out(heading: str, kept: bool, tmp_path: Path) -> None:
    found = written(tmp_path, costs(("1", "0", "1"), row_heading=heading))
    assert (f"    radrubrik: {heading}\n" in found) is kept


# --- ids and tables in prose -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Stadsdelsnämndens verksamheter är giftfria", "verksamheter-giftfria"),
        ("Förvaltningens berörda medarbetare får utbildning", "berorda-medarbetare-far-utbildning"),
        ("Den enskilde får information när beslut fattas", "enskilde-far-information-beslut"),
        ("Nämnden", "namnden"),
        ("Bostad för alla", "bostad"),
    ],
)
def test_ids_begin_with_what_tells_a_title_from_others(title: str, name: str) -> None:
    assert short_id(title, set()) == name


def test_a_heading_row_in_bold_is_only_a_heading_row() -> None:
    rows = (("Insats", "Antal"), ("Hemtjänst", "7"))
    assert markdown.lines([table(*rows, bold=True)])[0] == "| Insats | Antal |"
    half = Table(AT, (Row(AT, (Cell((Run("Insats", bold=True),)), Cell((Run("Antal"),)))), *table(rows[1]).rows))
    assert markdown.lines([half])[0] == "| **Insats** | Antal |"
