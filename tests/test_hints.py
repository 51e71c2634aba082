"""What a hint says to write: someone who knows nothing but the message mends the plan with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.workspaces import UNIT, base_text, findings_in, make_workspace

pytestmark = pytest.mark.usefixtures("english")


def hints(root: Path, rule: str) -> list[str]:
    return [str(d.hint) for d in findings_in(root) if d.rule == rule]


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("2 400 tkr", "Write the number alone: 2 400 where the table's “belopp_i” is tkr; else convert it."),
        ("2,4 Mkr", "Write the number alone: 2,4 where the table's “belopp_i” is mnkr; else convert it."),
        ("2400kronor", "Write the number alone: 2400 where the table's “belopp_i” is kr; else convert it."),
        ("84 %", "Write 84 alone, without a word or a unit."),
        ("2 400 per månad", "Write 2 400 alone, without a word or a unit."),
        ("tusen", "Write a number such as 28 800 or 6,1."),
    ],
)
def test_an_amount_with_a_unit(written: str, hint: str, tmp_path: Path) -> None:
    text = base_text("ekonomi").replace("kostnader: 2 400", f"kostnader: {written}")
    assert hints(make_workspace(tmp_path, {"ekonomi": text}), "bad-number") == [hint]


def test_a_key_of_the_row_above_is_left_out(tmp_path: Path) -> None:
    text = base_text("mal").replace("årsmål: 84 %\n", "årsmål: 84 %\n        bättre: lägre\n", 1)
    found = hints(make_workspace(tmp_path, {"mal": text}), "unknown-key")
    assert found == [
        "Leave the line out: “bättre” holds as the council or the board wrote it. "
        "The keys here are: årsmål, utfall, kommentar."
    ]


def test_a_misspelt_key_of_ones_own_is_still_named(tmp_path: Path) -> None:
    text = base_text("mal").replace("årsmål: 84 %\n", "komentar: x\n", 1)
    assert hints(make_workspace(tmp_path, {"mal": text}), "unknown-key") == ["Did you mean “kommentar”?"]


@pytest.mark.parametrize("name", ["ekonomi.txt", "Ekonomi.yml", "ekonomi", "ekonomi.yaml.txt", "EKONOMI.ymal"])
def test_a_file_beside_the_one_that_is_read(name: str, tmp_path: Path) -> None:
    root = make_workspace(tmp_path, {f"{UNIT}/{name}": "x"})
    assert hints(root, "unknown-file") == [
        "“ekonomi.yaml” is what is read: move there what is needed, and remove this file or begin its name with _."
    ]


def test_a_file_instead_of_the_one_that_is_read(tmp_path: Path) -> None:
    root = make_workspace(tmp_path)
    (root / UNIT / "ekonomi.yaml").rename(root / UNIT / "ekonomi.txt")
    assert hints(root, "unknown-file") == ["Did you mean “ekonomi.yaml”?"]


def test_a_key_without_a_space_behind_its_colon(tmp_path: Path) -> None:
    text = base_text("mal").replace("årsmål: 84 %", "årsmål:84 %", 1)
    assert hints(make_workspace(tmp_path, {"mal": text}), "wrong-type") == [
        "Write a space behind the colon: “årsmål: 84 %”."
    ]


def test_an_address_is_no_key_without_a_space(tmp_path: Path) -> None:
    text = base_text("mal").replace("        årsmål: 84 %\n", "        https://www.example.org\n", 1)
    found = hints(make_workspace(tmp_path, {"mal": text}), "wrong-type")
    assert found == ["Write keys with values, such as: årsmål, utfall, kommentar."]


def test_a_key_that_takes_one_of_a_few_words_is_added_with_one(tmp_path: Path) -> None:
    text = base_text("ekonomi").replace("    belopp_i: tkr\n", "")
    assert hints(make_workspace(tmp_path, {"ekonomi": text}), "missing-key") == [
        "Add the line “belopp_i: …” with one of kr, tkr, mnkr."
    ]


@pytest.mark.parametrize(
    ("level", "hint"),
    [
        ("    nämndmål:\n      delaktiga:\n", "Put “delaktiga:” below “nämndmål:”, two spaces further in."),
        ("mål:\n  1.7:\n", "Put “1.7:” below “mål:”, two spaces further in."),
    ],
)
def test_a_level_that_was_left_out(level: str, hint: str, tmp_path: Path) -> None:
    first, second = level.splitlines()
    assert level in base_text("mal")
    text = base_text("mal").replace(level, f"{first[: len(first) - len(first.lstrip())]}{second.strip()}\n", 1)
    assert hint in hints(make_workspace(tmp_path, {"mal": text}), "unknown-key")


ROW = (
    "              - namn: Andel svar inom en dag\n                årsmål: 95 %\n                periodicitet: månad\n"
)


@pytest.mark.parametrize(
    ("second", "lines"),
    [
        (ROW, "25–27"),
        (f"{ROW}\n            # Mer kommer.\n", "25–27"),
        ("              - {namn: Andel svar inom en dag, årsmål: 95 %}\n", "25"),
        ("              - {namn: Andel svar inom en dag,\n                 årsmål: 95 %}\n", "25–26"),
    ],
)
@pytest.mark.parametrize("is_last", [False, True])
def test_the_lines_of_an_indicator_that_stands_twice(second: str, lines: str, is_last: bool, tmp_path: Path) -> None:
    before, row, after = base_text("mal").partition(ROW)
    text = (before + row + second).rstrip("\n") if is_last else before + row + second + after
    assert hints(make_workspace(tmp_path, {"mal": text}), "duplicate-indicator") == [
        f"Remove the whole item (line {lines}), or one of the two."
    ]


def test_a_sum_among_the_rows_says_what_becomes_of_the_whole_tables_sum(tmp_path: Path) -> None:
    text = base_text("ekonomi").partition("          - rad: Övrigt")[0]
    text += "      - rader: [{rad: El, kostnader: 100}, {rad: Summa, kostnader: 100}]\n    summa: ja\n"
    (found,) = [d for d in findings_in(make_workspace(tmp_path, {"ekonomi": text})) if d.rule == "sum-row"]
    assert "the sum becomes 31\u00a0400 tkr" in str(found.message)


@pytest.mark.parametrize(
    ("end", "hint"),
    [
        ("nej", "write “netto: Netto” after the groups"),
        ("ja", "“netto:” is there already"),
    ],
)
def test_a_net_among_the_rows(end: str, hint: str, tmp_path: Path) -> None:
    text = base_text("ekonomi").replace("rad: Övrigt\n", "rad: Netto\n            kostnader: 31 200\n")
    text = text.replace("      - rader:", "      - slag: kostnader\n        rader:").partition("    summa:")[0]
    (found,) = hints(make_workspace(tmp_path, {"ekonomi": f"{text}    summa: ja\n    netto: {end}\n"}), "sum-row")
    assert hint in found


@pytest.mark.parametrize(
    ("end", "hint"),
    [
        ("", "Remove the row and write “summa: Summa kostnader” after the rows; the amount is computed."),
        ("    summa: Kostnader\n", "Remove the row; “summa:” is there already, and its amount is computed."),
    ],
)
def test_a_sum_among_the_rows(end: str, hint: str, tmp_path: Path) -> None:
    text = base_text("ekonomi").replace("rad: Övrigt\n", "rad: Summa kostnader\n            kostnader: 31 200\n")
    text = text.partition("    summa:")[0] + end
    assert hints(make_workspace(tmp_path, {"ekonomi": text}), "sum-row") == [hint]


def test_a_title_with_a_full_stop_is_the_same_title(tmp_path: Path) -> None:
    text = base_text("mal").replace("mål: Vi svarar snabbt", "mål: Alla äldre har en trygg ålderdom.")
    (found,) = [d for d in findings_in(make_workspace(tmp_path, {"mal": text})) if d.rule == "retyped-title"]
    assert "is typed again" in str(found.message)
