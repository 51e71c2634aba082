"""What the recogniser makes of plans that are written in other ways: single rules, each with a short text."""

from __future__ import annotations

import random
import time
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from vplan.importing.accounting import unaccounted
from vplan.importing.draft import Draft, Entry, Goal, Guess, LeftOut, Level
from vplan.importing.readers.text import read_text
from vplan.importing.recognise import recognise
from vplan.importing.recognise.dates import iso_date, rounded_date
from vplan.importing.recognise.labels import label_of
from vplan.importing.source import Cell, Format, Paragraph, Place, Run, SourceDocument
from vplan.importing.words import forms

CORPUS = sorted((Path(__file__).parent / "import_files" / "text").glob("*.txt"))
COUNCIL = "KF:s inriktningsmål:\n\n1. Ett\n\nKF:s mål för verksamhetsområdet:\n\n1.1 Två"
UNIT = f"{COUNCIL}\n\nNämndmål:\n\nTre\n\nEnhetsmål:\n\nFyra"


def draft_of(text: str) -> Draft:
    return recognise(read_text(f"Verksamhetsplan 2018 för Eken\n\n{text}\n".encode(), "plan.txt"))


def unit_goal(text: str) -> Goal:
    return draft_of(f"{UNIT}\n\n{text}").goals[0].goals[0].goals[0].goals[0]


def words(goal: Goal, field: str) -> str:
    return " ".join(block.text for block in goal.texts[field].blocks if isinstance(block, Paragraph))


def strings(part: object) -> list[str]:
    """Return every text of a part of a draft, what was left out not among them."""
    if isinstance(part, str):
        return [part]
    if isinstance(part, Paragraph | Cell):
        return [part.text]
    if isinstance(part, dict):
        part = list(part.values())
    if isinstance(part, list | tuple):
        return [text for one in part for text in strings(one)]
    if is_dataclass(part) and not isinstance(part, LeftOut | Guess | Entry | type):
        return [text for one in fields(part) for text in strings(getattr(part, one.name))]
    return []


class TestLabels:
    @pytest.mark.parametrize(
        ("text", "level", "number", "title"),
        [
            ("Nämndmål 1.4.1:", Level.BOARD, "1.4.1", ""),
            ("Enhetsmål 2 – Alla är med", Level.UNIT, "2", "Alla är med"),
            ("Enhetsmål 3 Alla är med", Level.UNIT, "3", "Alla är med"),
            ("KF:S INRIKTNINGSMÅL 1:", Level.DIRECTION, "1", ""),
            ("Enhetens mål: Alla är med.", Level.UNIT, "", "Alla är med."),
        ],
    )
    def test_labels_in_many_forms(self, text: str, level: Level, number: str, title: str) -> None:
        label = label_of(text)
        assert label is not None
        assert (label.level, label.number, label.title) == (level, number, title)

    @pytest.mark.parametrize(
        "text", ["Enhetsmål: de följs upp i maj.", "Enhetsmålen följs upp", "Nämndmål som rör äldre"]
    )
    def test_running_text_is_no_label(self, text: str) -> None:
        assert label_of(text) is None

    def test_one_label_for_both_levels_of_the_council(self) -> None:
        goals = draft_of("Kommunfullmäktiges mål: 1 Ett\n\nKommunfullmäktiges mål: 1.1 Två\n\nNämndens mål: Tre").goals
        assert (goals[0].level, goals[0].goals[0].level) == (Level.DIRECTION, Level.COUNCIL)


class TestFields:
    @pytest.mark.parametrize("text", ["Arbetssätt\nVi läser.", "Arbetssätt: Vi läser.", "Arbetssätt\n\nVi läser."])
    def test_the_heading_stands_before_its_text(self, text: str) -> None:
        assert words(unit_goal(text), "arbetssätt") == "Vi läser."

    def test_bold_letters_before_the_text(self) -> None:
        bold = Paragraph(Place(block=9), (Run("Arbetssätt", bold=True), Run(" Vi läser.")))
        title = "Verksamhetsplan 2018 för Eken"
        lines = [Paragraph(Place(block=n), (Run(line),)) for n, line in enumerate([title, *UNIT.split("\n\n")], 1)]
        draft = recognise(SourceDocument("plan.docx", Format.WORD, (*lines, bold)))
        assert words(draft.goals[0].goals[0].goals[0].goals[0], "arbetssätt") == "Vi läser."

    def test_the_field_of_a_title_in_the_same_paragraph(self) -> None:
        draft = draft_of(f"{UNIT[: -len('Fyra')]}Fyra Förväntat resultat\n\nAlla läser.")
        goal = draft.goals[0].goals[0].goals[0].goals[0]
        assert (goal.title, words(goal, "förväntat_resultat")) == ("Fyra", "Alla läser.")

    def test_less_usual_headings_of_a_unit_are_a_guess(self) -> None:
        draft = draft_of(f"{UNIT}\n\nStrategi\n\nVi läser.")
        assert "arbetssätt" in draft.goals[0].goals[0].goals[0].goals[0].texts
        assert any("Strategi" in str(guess.message) for guess in draft.guesses)

    def test_a_sign_that_is_none_for_the_reader_marks_an_item(self) -> None:
        blocks = unit_goal("Arbetssätt\n\no Vi läser\no Vi skriver").texts["arbetssätt"].blocks
        assert [(block.mark, block.text) for block in blocks if isinstance(block, Paragraph)] == [
            ("o", "Vi läser"),
            ("o", "Vi skriver"),
        ]


class TestDates:
    @pytest.mark.parametrize(
        ("text", "date"),
        [
            ("2018-12-31 ", "2018-12-31"),
            ("20180131", "2018-01-31"),
            ("1/2 2018", "2018-02-01"),
            ("den 1 mars 2018", "2018-03-01"),
            ("180101", "2018-01-01"),
            ("våren 2018", ""),
            ("2018-02-30", ""),
        ],
    )
    def test_dates(self, text: str, date: str) -> None:
        assert iso_date(text) == date

    @pytest.mark.parametrize(("text", "date"), [("2018-02", "2018-02-28"), ("juni 2018", "2018-06-30"), ("våren", "")])
    def test_the_last_day_of_a_month(self, text: str, date: str) -> None:
        assert rounded_date(text, end=True) == date


class TestTables:
    def test_other_columns_stay_with_their_row(self) -> None:
        goal = unit_goal("Aktivitet\tAnsvarig\tStartdatum\tSlutdatum\nLäsa\tIda\t2018-01-01\t2018-12-31")
        assert (goal.activities[0].text, goal.activities[0].end) == ("Läsa (Ansvarig: Ida)", "2018-12-31")

    def test_columns_of_wide_gaps(self) -> None:
        head = "Indikator            Årsmål    KF:s årsmål    Periodicitet"
        text = f"{head}\nNöjda barn                     40 %           År"
        row = unit_goal(text).indicators[0]
        assert (row.name, row.target, row.council_target, row.periodicity) == ("Nöjda barn", "", "40 %", "År")

    def test_rows_over_several_lines(self) -> None:
        head = "Indikator Årsmål KF:s årsmål Periodicitet"
        text = f"{head}\nAndel nöjda\nbarn 81 Tas fram av nämnd/\nstyrelse\nTertial\nFler 2 3 År"
        rows = unit_goal(text).indicators
        assert [(row.name, row.target, row.council_target, row.periodicity) for row in rows] == [
            ("Andel nöjda barn", "81", "Tas fram av nämnd/styrelse", "Tertial"),
            ("Fler", "2", "3", "År"),
        ]

    def test_a_cell_in_each_line(self) -> None:
        text = "Aktivitet\n\nStartdatum\n\nSlutdatum\n\nLäsa högt\n\n2018-01-01\n\n2018-12-31\n\nEnhetsmål:\n\nFem"
        activity = unit_goal(text).activities[0]
        assert (activity.text, activity.start, activity.end) == ("Läsa högt", "2018-01-01", "2018-12-31")

    def test_a_budget_without_columns(self) -> None:
        income, costs = "Intäkter\nBidrag 1 200\nSumma intäkter 1 200", "Kostnader\nLokaler 200\nPersonal 1 000"
        rows = f"{income}\n{costs}\nSumma kostnader 1 200"
        text = f"Indikator Årsmål\nNöjda 8\n\nUppföljning av ekonomi\nBudget 2018\nBeloppen anges i tkr Budget\n{rows}"
        draft = draft_of(f"{UNIT}\n\n{text}")
        assert draft.economy is not None
        budget = draft.economy.budgets[0]
        assert [(group.heading, len(group.rows)) for group in budget.groups] == [("Intäkter", 1), ("Kostnader", 2)]
        assert (budget.unit, [column.heading for column in budget.columns]) == ("tkr", ["Budget"])


def test_text_behind_the_address_is_no_page_1() -> None:
    passage = "Vi som arbetar här vill att alla ska trivas. " * 5
    draft = draft_of(f"Eken\nStrandvägen 4\n123 45 Västerstrand\n\nOm skolan\n\n{passage}\n\n{UNIT}")
    assert [chapter.heading for chapter in draft.chapters_before] == ["Om skolan"]


class TestAnything:
    @pytest.mark.parametrize("seed", range(24))
    def test_every_word_of_a_mixed_up_text_is_somewhere(self, seed: int) -> None:
        chance = random.Random(seed)
        lines = chance.choice(CORPUS).read_text(encoding="utf-8").split("\n")
        for _ in range(chance.randint(1, 6)):
            start = chance.randrange(len(lines))
            part = lines[start : start + chance.randint(1, 30)]
            match chance.randrange(4):
                case 0:
                    del lines[start : start + len(part)]
                case 1:
                    lines[start:start] = part
                case 2:
                    lines[start : start + len(part)] = chance.sample(part, len(part))
                case _:
                    lines[start : start + len(part)] = [line for line in part if line.strip()]
        document = read_text("\n".join([*lines, "slut"]).encode(), "plan.txt")
        draft = recognise(document)
        left = [entry.text for entry in unaccounted(document, draft, strings(draft)) if not entry.understood]
        assert len(forms(" ".join(left))) <= 0.01 * len(forms("\n".join(lines))) + 3

    @pytest.mark.parametrize(
        "line", ["Enhetsmål:", "Indikator Årsmål", "Intäkter 1", "Innehållsförteckning", "Indikator" + " " * 80 + "x"]
    )
    def test_the_same_line_many_times_takes_no_long(self, line: str) -> None:
        document = read_text(f"Enhetsmål:\nEkonomi\nIndikator Årsmål\n{(line + chr(10)) * 4000}".encode(), "plan.txt")
        start = time.process_time()
        recognise(document)
        assert time.process_time() - start < 3
