"""What the compiler finds that cannot lie in a corpus, and the severities that its rules have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from support.workspaces import UNIT, as_lines, base_text, findings_in, make_workspace
from vplan.building.pool import Lost
from vplan.checking import check
from vplan.opening import read_bytes
from vplan.project import Project

PICTURE = "![Karta över området](bilder/karta.png"
NAMED_BY_ITS_FILE = "![karta.png](bilder/karta.png"


def test_plan_whose_check_is_ended_twice_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class DeadlyPool:
        def __init__(self, *_: object) -> None:
            pass

        def run(self, jobs: Iterable[object]) -> Iterator[tuple[object, Lost]]:
            yield from ((job, Lost("SIGKILL")) for job in jobs)

    monkeypatch.setattr("vplan.checking._FEW", 1)
    monkeypatch.setattr("vplan.checking.Pool", DeadlyPool)
    project = Project.open(make_workspace(tmp_path))
    found = check(project, project.layout.units(), 2)
    assert {(d.rule, d.severity) for d in found} == {("check-failed", "error")}
    assert f"{UNIT}/plan.yaml" in {d.span.file for d in found}


def test_file_that_cannot_be_opened_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_workspace(tmp_path)

    def refuse(folder: Path, file: str, limit: int) -> bytes:
        if file == f"{UNIT}/ekonomi.yaml":
            raise PermissionError(13, "Permission denied")
        return read_bytes(folder, file, limit)

    monkeypatch.setattr("vplan.source.reader.read_bytes", refuse)
    found = findings_in(root)
    assert as_lines(found) == [f"{UNIT}/ekonomi.yaml:1:1 error unreadable-file"]
    assert found[0].hint is not None


def picture(root: Path, text: str, comment: str = "", settings: str = "") -> list[str]:
    """Return what is found where the plan shows its picture in these words."""
    plan = base_text("plan").replace(PICTURE, text)
    plan = plan.replace("  - rubrik: Inledning\n", f"  - rubrik: Inledning\n{comment}", 1)
    return [
        line.partition(" ")[2]
        for line in as_lines(findings_in(make_workspace(root, {"plan": plan, "vplan": f"kommun: P\n{settings}"})))
    ]


@pytest.mark.parametrize(
    ("settings", "weighs"),
    [
        ("", ["warning picture-file"]),
        ("regler: [{regel: picture-file, nivå: tips}]\n", ["hint picture-file"]),
        ("regler: [{regel: picture-file, nivå: av}]\n", []),
    ],
)
def test_settings_weigh_the_warnings_of_a_rule_whose_errors_are_fixed(
    settings: str, weighs: list[str], tmp_path: Path
) -> None:
    assert picture(tmp_path, NAMED_BY_ITS_FILE, settings=settings) == weighs


@pytest.mark.parametrize("level", ["av", "tips", "varning", "fel"])
def test_settings_leave_its_errors_alone(level: str, tmp_path: Path) -> None:
    settings = f"regler: [{{regel: picture-file, nivå: {level}}}]\n"
    assert picture(tmp_path, "![Karta](../karta.png", settings=settings) == ["error picture-file"]


def test_a_comment_allows_its_warnings_and_not_its_errors(tmp_path: Path) -> None:
    comment = "    # vplan: tillåt picture-file: bilden beskrivs i texten\n"
    assert picture(tmp_path / "a", NAMED_BY_ITS_FILE, comment) == []
    assert picture(tmp_path / "b", "![Karta](../karta.png", comment) == [
        "warning unused-allowance",
        "error picture-file",
    ]


def test_a_warning_that_settings_make_an_error_can_be_allowed(tmp_path: Path) -> None:
    comment = "    # vplan: tillåt picture-file: bilden beskrivs i texten\n"
    settings = "regler: [{regel: picture-file, nivå: fel}]\n"
    assert picture(tmp_path / "a", NAMED_BY_ITS_FILE, settings=settings) == ["error picture-file"]
    assert picture(tmp_path / "b", NAMED_BY_ITS_FILE, comment, settings) == []


def test_an_amount_that_cannot_be_read_is_an_error_and_a_text_is_not(tmp_path: Path) -> None:
    """A decimal point in a text may be allowed there, but no comment lets an amount vanish from a sum."""
    allow = "# vplan: tillåt decimal-point: så heter programmet\n"
    mal = allow + base_text("mal").replace("Vi har jour.", "Vi har jour 6.5 timmar och når 6.1 %.")
    assert findings_in(make_workspace(tmp_path / "a", {"mal": mal})) == []
    ekonomi = allow + base_text("ekonomi").replace("kostnader: 2 400", "kostnader: 2400.5")
    found = [d.rule for d in findings_in(make_workspace(tmp_path / "b", {"ekonomi": ekonomi}))]
    assert "decimal-point" in found


# --- economy and personal data: what must be found all the same, and what must not ---

COLUMNS = "{a: Budget 2017, b: Utfall 2017, d: Budget 2018, c: {rubrik: Förändring, tecken: ja}}"


def economy(root: Path, *rows: str, unit: str = "tkr", columns: str = COLUMNS, end: str = "") -> list[str]:
    """Return what is found in a budget table of these rows: line within the rows, and rule."""
    head = f"budget:\n  - belopp_i: {unit}\n    kolumner: {columns}\n    grupper:\n      - rader:\n"
    body = "".join(f"          - {{rad: Rad {number}, {row}}}\n" for number, row in enumerate(rows, 1))
    found = findings_in(make_workspace(root, {"ekonomi": head + body + end}))
    return [f"{d.span.line - 5} {d.rule}" for d in found if d.rule != "blank-in-sum"]


def test_change_is_the_difference_that_most_rows_show(tmp_path: Path) -> None:
    """The first two rows fit two pairs of columns; the third tells which is meant."""
    rows = ["a: 10, b: 10, d: 12, c: 2", "a: 20, b: 20, d: 25, c: 5", "a: 30, b: 33, d: 36, c: 6"]
    assert economy(tmp_path / "right", *rows) == []
    assert economy(tmp_path / "wrong", *rows, "a: 40, b: 44, d: 50, c: 1", "a: 5, b: 6, d: 8, c: 3") == [
        "4 change-column"
    ]


def test_change_of_rounded_amounts_may_be_one_off(tmp_path: Path) -> None:
    columns = "{a: Budget 2017, b: Budget 2018, c: {rubrik: Förändring, tecken: ja}}"
    rows = ['a: "1,2", b: "1,4", c: "0,2"', 'a: "2,0", b: "2,1", c: "0,1"', 'a: "3,2", b: "3,5", c: "{}"']
    for change, expected in (("0,4", []), ("0,2", []), ("0,5", ["3 change-column"])):
        found = economy(tmp_path / change, *(row.format(change) for row in rows), unit="mnkr", columns=columns)
        assert found == expected


def test_a_large_amount_that_is_in_the_stated_sum_is_meant(tmp_path: Path) -> None:
    rows, columns = ["k: 745 600", "k: 120", "k: 45", "k: 30"], "{k: Kostnader}"
    assert economy(tmp_path / "stated", *rows, columns=columns, end="    summa: {k: 745 795}\n") == []
    assert economy(tmp_path / "none", *rows, columns=columns) == ["1 money-unit"]
    found = economy(tmp_path / "wrong", *rows, columns=columns, end="    summa: {k: 941}\n")
    assert found == ["1 money-unit", "5 sum-differs"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ärendet 121212‑1212 visar det.", ["personal-number"]),  # a hyphen that does not break, as in Word
        ("Ärendet 19121212\N{NO-BREAK SPACE}1212 visar det.", ["personal-number"]),
        ("Ring 070/000 00 00.", ["private-contact"]),
        ("Ring 070–000 00 00.", ["private-contact"]),
        ("Ring 070.000.00.00.", ["private-contact"]),
        ("Skriv till [kim@gmail.com](mailto:kim@gmail.com).", ["private-contact"]),
        ("Vi har öppet 07.30–10.00 och 11.20–12.45 varje dag.", []),
        ("Från 2070 till 2072-12-31 gäller 0,70 procent.", []),
        ("Se avsnitt 7.0.2, 7.0.3 och 7.0.6.7.8.9.", []),
    ],
)
def test_personal_data_as_people_write_them(text: str, expected: list[str], tmp_path: Path) -> None:
    mal = base_text("mal").replace("Vi har jour.", text)
    assert [d.rule for d in findings_in(make_workspace(tmp_path, {"mal": mal}))] == expected


def test_a_comment_below_a_text_in_a_block_is_no_part_of_it(tmp_path: Path) -> None:
    mal = base_text("mal").replace(
        "            uppföljning: Svar",
        "            # vplan: tillåt placeholder-text: fylls i i mars\n            uppföljning: Svar",
    )
    found = findings_in(make_workspace(tmp_path, {"mal": mal}))
    assert [d.rule for d in found] == ["unused-allowance"]
