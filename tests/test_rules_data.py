"""Rules on personal data and on the figures of a budget."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.workspaces import PLACES, base_text, findings_in, make_workspace
from vplan.rules.personal_number import numbers

BUDGET = """\
budget:
  - belopp_i: tkr
    kolumner: {{a: Budget 2017, b: Budget 2018, c: {{rubrik: Förändring, tecken: ja}}}}
    grupper:
      - rader:
{rows}
"""


def found(tmp_path: Path, kind: str, text: str) -> list[str]:
    findings = findings_in(make_workspace(tmp_path, {kind: text}))
    assert {d.span.file for d in findings} <= {PLACES[kind]}
    return [f"{d.span.line}:{d.span.column}-{d.span.end_column} {d.rule}" for d in findings]


@pytest.mark.parametrize(
    "text",
    [
        "121212-1212",
        "121212+1212",
        "1212121212",
        "19121212-1212",
        "191212121212",
        "19121212 1212",
        "121212–1212",
        "701063-2391",  # a co-ordination number: the day is the third, with 60 added
    ],
)
def test_a_personal_number_is_one_however_it_is_written(text: str) -> None:
    assert list(numbers(f"Ärendet {text}, som …")) == [(8, 8 + len(text))]
    assert list(numbers(text)) == [(0, len(text))]


@pytest.mark.parametrize(
    "text",
    [
        "121212-1213",  # the check digit is wrong
        "121312-1212",  # no such month
        "120230-1212",  # no such day
        "556016-0680",  # an organisation number has no month there
        "08-465 004 00",
        "2017-717-1.1.",
        "1121212-1212",  # one digit too many
        "121212-12125",
        "28 800 1212",
        "745600",
    ],
)
def test_other_numbers_are_not_personal(text: str) -> None:
    assert list(numbers(text)) == []


def test_a_personal_number_is_found_in_a_comment_of_the_file_too(tmp_path: Path) -> None:
    text = "# fråga 121212-1212\n" + base_text("mal").replace("Vi har jour.", "Vi har jour för 19121212-1212.")
    line = next(n for n, t in enumerate(text.splitlines(), 1) if "jour för" in t)
    assert found(tmp_path, "mal", text) == ["1:9-20 personal-number", f"{line}:31-44 personal-number"]


@pytest.mark.parametrize("kind", ["kf", "namnd", "plan", "ekonomi"])
def test_a_personal_number_is_found_in_every_kind_of_file(kind: str, tmp_path: Path) -> None:
    text = f"# 121212-1212\n{base_text(kind)}"
    assert found(tmp_path, kind, text) == ["1:3-14 personal-number"]


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("kim.exempel@gmail.com", 21),
        ("kim@Hotmail.com", 15),
        ("070-000 00 00", 13),
        ("+46 70 000 00 00", 16),
        ("0046700000000", 13),
        ("+46 (0)76-000 00 00", 19),
    ],
)
def test_private_contact_is_found_where_it_stands(text: str, length: int, tmp_path: Path) -> None:
    mal = base_text("mal").replace("Vi har jour.", f"Nås på {text} om dagarna.")
    line = next(n for n, t in enumerate(mal.splitlines(), 1) if "Nås på" in t)
    assert found(tmp_path, "mal", mal) == [f"{line}:22-{22 + length} private-contact"]


@pytest.mark.parametrize("text", ["enheten@example.org", "08-465 004 00", "år 2070-2072", "0700 plats", "kim@live"])
def test_contact_of_the_unit_is_not_private(text: str, tmp_path: Path) -> None:
    assert found(tmp_path, "mal", base_text("mal").replace("Vi har jour.", f"Nås på {text} om dagarna.")) == []


def rows(*amounts: str) -> str:
    return BUDGET.format(rows="\n".join(f"          - {{rad: Rad {n}, {a}}}" for n, a in enumerate(amounts)))


def test_a_change_that_is_no_difference_is_found(tmp_path: Path) -> None:
    text = rows("a: 500, b: 520, c: 20", "a: 100, b: 90, c: -10", "a: 300, b: 330, c: 40")
    assert found(tmp_path, "ekonomi", text) == ["8:45-47 change-column"]


@pytest.mark.parametrize(
    "amounts",
    [
        ("a: 500, b: 520, c: 20", "a: 300, b: 330, c: 40"),  # too few to say what the column holds
        ("a: 500, b: 520, c: 4", "a: 100, b: 90, c: -10", "a: 300, b: 330, c: 10"),  # per cent
        ("a: 500, b: 520, c: 20", "a: 100, b: 90, c: -10", "a: 300, c: 10"),  # a blank is no zero
    ],
)
def test_a_column_that_is_no_difference_is_left_alone(amounts: tuple[str, ...], tmp_path: Path) -> None:
    assert found(tmp_path, "ekonomi", rows(*amounts)) == []


def test_an_amount_in_another_unit_is_found(tmp_path: Path) -> None:
    text = rows("a: 28 800", "a: 1 450", "a: 900", "a: 31 200 000")
    assert found(tmp_path, "ekonomi", text) == ["9:29-39 money-unit"]
    assert found(tmp_path / "near", "ekonomi", text.replace("31 200 000", "3 120 000")) == []


def test_the_same_row_in_two_tables_in_two_units_is_found(tmp_path: Path) -> None:
    first = "budget:\n  - belopp_i: tkr\n    kolumner: {k: Kostnader}\n    grupper: [rader: [{rad: Hyra, k: 2 400}]]\n"
    second = first.removeprefix("budget:\n").replace("tkr", "mnkr")
    assert found(tmp_path, "ekonomi", first + second) == ["7:38-43 money-unit"]
    right = second.replace("2 400", '"2,4"')
    assert found(tmp_path / "right", "ekonomi", first + right) == []


def test_a_blank_row_is_found_where_the_sum_is_computed(tmp_path: Path) -> None:
    text = rows("a: 500", "b: ")
    assert found(tmp_path, "ekonomi", text) == ["7:19-24 blank-in-sum"]
    assert found(tmp_path / "stated", "ekonomi", text.rstrip() + "\n    summa: {a: 500}\n") == []
    assert found(tmp_path / "wrong", "ekonomi", text.rstrip() + "\n    summa: {a: 510}\n") == ["8:16-19 sum-differs"]
    assert found(tmp_path / "no sum", "ekonomi", text.rstrip() + "\n    summa: nej\n") == []
    assert found(tmp_path / "all blank", "ekonomi", rows("a: ", "b: ")) == []


SUMS = """\
budget:
  - belopp_i: tkr
    intäkter: positiva
    kolumner: {{a: Budget}}
    grupper:
      - slag: kostnader
        rader:
          - {{rad: Personal, a: 500}}
          - {{rad: Hyra, a: 100}}
          - {{rad: {label}, a: {amount}}}
{end}"""


@pytest.mark.parametrize(
    ("label", "amount", "is_found"),
    [
        ("Summa kostnader", "600", True),
        ("Summa kostnader", "580", True),
        ("SUMMA", "600", True),
        ("Totalt", "600", True),
        ("Netto", "600", True),
        ("Summa för huset", "600", True),
        ("Summa för huset", "580", False),
        ("Summa kostnader", "0", False),
        ("Summa kostnader", "", False),
        ("Resultatenheten", "600", False),
        ("Totalförsvar", "600", False),
        ("Övrigt", "600", False),
    ],
)
def test_a_sum_among_the_rows_is_found(label: str, amount: str, is_found: bool, tmp_path: Path) -> None:
    for at, end in enumerate(("", "        summa: Summa\n", "        summa: {a: 600}\n")):
        text = SUMS.format(label=label, amount=amount, end=end)
        lines = found(tmp_path / str(at), "ekonomi", text)
        assert [line for line in lines if "sum-row" in line] == ([f"10:19-{19 + len(label)} sum-row"] * is_found)
        if is_found:
            assert lines == [f"10:19-{19 + len(label)} sum-row"]


def test_a_sum_among_rows_that_nothing_adds_is_left_alone(tmp_path: Path) -> None:
    text = SUMS.format(label="Summa", amount="600", end="    summa: nej\n")
    assert found(tmp_path, "ekonomi", text) == []


def test_a_sum_in_a_group_of_its_own_is_found(tmp_path: Path) -> None:
    end = "      - rader: [{rad: Totalt, a: 650}]\n    summa: Totalt\n"
    assert found(tmp_path, "ekonomi", SUMS.format(label="Mat", amount="50", end=end)) == ["11:23-29 sum-row"]


def test_a_sum_of_several_groups_is_found(tmp_path: Path) -> None:
    end = "      - rader: [{rad: Bilar, a: 50}]\n      - rader: [{rad: Summa för huset, a: 700}]\n    summa: Summa\n"
    assert found(tmp_path, "ekonomi", SUMS.format(label="Mat", amount="50", end=end)) == ["12:23-38 sum-row"]


def test_a_sum_that_only_a_net_counts_is_found(tmp_path: Path) -> None:
    text = SUMS.format(label="Summa", amount="600", end="    summa: nej\n    netto: ja\n")
    assert found(tmp_path, "ekonomi", text) == ["10:19-24 sum-row"]


def test_a_sum_in_a_group_that_no_net_counts_is_left_alone(tmp_path: Path) -> None:
    end = "      - rader: [{rad: Platser, a: 50}, {rad: Summa, a: 50}]\n    summa: nej\n    netto: ja\n"
    lines = found(tmp_path, "ekonomi", SUMS.format(label="Mat", amount="50", end=end))
    assert [line for line in lines if "sum-row" in line] == []


@pytest.mark.parametrize(
    ("label", "is_found"),
    [
        ("24 570", True),
        ("24570", True),
        ("24\u00a0570 tkr", True),
        ("Summa kostnader 24 570", True),
        ("Summa kostnader 650", True),
        ("Summa 24,5 mnkr", True),
        ("Summa kostnader 24570", False),
        ("Summa 2018", False),
        ("Summa område 12", False),
        ("Summa kostnader (tkr)", False),
        ("Summa kostnader", False),
        ("ja", False),
        ("nej", False),
    ],
)
def test_a_sum_that_is_named_by_an_amount_is_found(label: str, is_found: bool, tmp_path: Path) -> None:
    end = f"        summa: {label}\n    summa: nej\n"
    lines = found(tmp_path, "ekonomi", SUMS.format(label="Mat", amount="50", end=end))
    assert lines == [f"11:16-{16 + len(label)} sum-row"] * is_found


def test_the_hint_tells_how_to_state_an_amount(tmp_path: Path, english: None) -> None:
    end = "        summa: 24,5 mnkr\n    netto: 30\n"
    text = SUMS.format(label="Mat", amount="50", end=end)
    hints = [str(d.hint) for d in findings_in(make_workspace(tmp_path, {"ekonomi": text})) if d.rule == "sum-row"]
    assert hints == [
        'Write “summa: Summa kostnader”, and the amount is computed. To state it: “summa: {a: "24,5"}”.',
        "Write “netto: Netto”, and the amount is computed. To state it: “netto: {a: 30}”.",
    ]
