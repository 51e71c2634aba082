"""What nobody sees is found: characters that turn or hide a text, names that lie or fit no Windows computer."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.workspaces import UNIT, base_text, check_places, findings_in, make_workspace
from vplan.diagnostics import Severity
from vplan.figures.csv_table import parse_csv
from vplan.filenames import name_findings
from vplan.hidden import hidden, in_lines, may_hide, may_hide_bytes
from vplan.opening import lies_inside
from vplan.report.text import render_text
from vplan.workspace import is_folder_id

PLAN = base_text("plan")
RLO, PDF, ZERO = "\u202e", "\u202c", "\u200b"


def found(root: Path) -> list[tuple[str, str, str, int, int]]:
    findings = findings_in(root)
    check_places(root, findings)
    return [(d.rule, d.severity.value, d.span.file, d.span.line, d.span.column) for d in findings]


def place_of(text: str, needle: str) -> tuple[int, int]:
    before = text[: text.index(needle)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


@pytest.mark.parametrize("char", [chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))])
def test_what_turns_the_order_of_a_title_is_an_error_at_its_place(char: str, tmp_path: Path) -> None:
    text = PLAN.replace("rubrik: Övrigt", f"rubrik: Öv{char}rigt")
    root = make_workspace(tmp_path, {"plan": text})
    assert found(root) == [("hidden-character", "error", f"{UNIT}/plan.yaml", *place_of(text, char))]


@pytest.mark.parametrize("char", ["\u200b", "\u200e", "\u2060", "\u00e9\u200d", "\u3164", "\U000e0041", "\u061c"])
def test_what_is_not_seen_in_a_text_is_a_warning_at_its_place(char: str, tmp_path: Path) -> None:
    text = PLAN.replace("Inget.", f"Inget{char}.")
    root = make_workspace(tmp_path, {"plan": text})
    line, column = place_of(text, char[-1])
    assert found(root) == [("hidden-character", "warning", f"{UNIT}/plan.yaml", line, column)]


def test_comments_and_keys_are_looked_at_too(tmp_path: Path) -> None:
    text = f"# en {RLO}rättelse{PDF}\n{PLAN}"
    assert {f[3] for f in found(make_workspace(tmp_path, {"plan": text}))} == {1}


@pytest.mark.parametrize("written", ['"Öv\\u202Erigt"', '"Öv\\u200Brigt"'])
def test_an_escape_of_yaml_hides_nothing(written: str, tmp_path: Path) -> None:
    root = make_workspace(tmp_path, {"plan": PLAN.replace("rubrik: Övrigt", f"rubrik: {written}")})
    assert [f[0] for f in found(root)] == ["hidden-character"]


@pytest.mark.parametrize("entity", ["&#8238;", "&#x202E;", "&rlm;", "&ZeroWidthSpace;", "&NoBreak;", "&#65279;"])
def test_an_entity_of_markdown_hides_nothing(entity: str, tmp_path: Path) -> None:
    text = PLAN.replace("Inget.", f"Inget {entity} här.")
    root = make_workspace(tmp_path, {"plan": text})
    assert [(f[0], f[3:]) for f in found(root)] == [("hidden-character", place_of(text, entity))]


SHAPED = (
    "\u2640\ufe0f och \u2642\ufe0f",
    "1\ufe0f\u20e3",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467",
    "\u2764\ufe0f\u200d\U0001f525",
    "\u00a9 och \u00ae\ufe0f",
    "mjukt\u00adstreck",
    "\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
    "a\u00a0b",
)


@pytest.mark.parametrize("text", SHAPED)
def test_what_shapes_a_sign_or_another_script_is_left(text: str) -> None:
    assert in_lines("plan.yaml", text) == []


@pytest.mark.parametrize("text", ["a\ufe0fb", "\u200d", "\U0001f600\ufe0f\ufe01", "\U0001f600\ufe01\ufe02", " \u200c"])
def test_joiners_that_join_nothing_are_found(text: str) -> None:
    assert list(hidden(text))


def test_findings_are_bounded_and_the_terminal_shows_none_of_it(tmp_path: Path) -> None:
    root = make_workspace(tmp_path, {"plan": PLAN.replace("Inget.", f"a{RLO}b " * 1000)})
    findings = [d for d in findings_in(root) if d.rule == "hidden-character"]
    assert len(findings) == 10
    assert RLO not in render_text(findings, lambda file: (root / file).read_text(encoding="utf-8"))


def test_data_of_figures_are_looked_at() -> None:
    table = parse_csv(f"År;Antal\n20{ZERO}18;5\n".encode(), "data.csv")
    assert [(d.rule, d.span.line, d.span.column) for d in table.diagnostics] == [("hidden-character", 2, 3)]


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-cmd()", "#REF!"])
def test_formulas_in_data_are_refused(text: str) -> None:
    """No command writes CSV; what is read from it is shown as it stands, so no formula gets further than here."""
    table = parse_csv(f'År;Antal\n"{text}";5\n'.encode(), "data.csv")
    assert [d.rule for d in table.diagnostics] == ["csv-formula"]


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        (f"karta{RLO}gnp.exe.png", [("hidden-character", Severity.ERROR)]),
        (f"karta{ZERO}.png", [("hidden-character", Severity.WARNING)]),
        ("con.png", [("file-name", Severity.WARNING)]),
        ("LPT1", [("file-name", Severity.WARNING)]),
        ("aux .svg", [("file-name", Severity.WARNING)]),
        ("plan.yaml:dold", [("file-name", Severity.WARNING)]),
        ("karta.png.", [("file-name", Severity.WARNING)]),
        ("..\\..\\karta.png", [("file-name", Severity.WARNING)]),
        ("console.png", []),
        ("karta över området (2).png", []),
        ("~$plan.docx", []),
    ],
)
def test_names_of_files(name: str, rules: list[tuple[str, Severity]]) -> None:
    assert [(d.rule, d.severity) for d in name_findings(f"plans/2018/a/b/{name}")] == rules


def test_a_name_that_lies_is_found_where_it_stands(tmp_path: Path) -> None:
    root = make_workspace(tmp_path, {f"{UNIT}/bilder/con.png": b"", f"{UNIT}/bilder/a{RLO}gnp.svg": b""})
    assert {(f[0], f[2]) for f in found(root)} == {
        ("file-name", f"{UNIT}/bilder/con.png"),
        ("hidden-character", f"{UNIT}/bilder/a{RLO}gnp.svg"),
    }


@pytest.mark.parametrize("name", ["con", "prn", "aux", "nul", "com1", "lpt9", "a.b", "a b", "-a", "", "..", f"a{ZERO}"])
def test_such_a_name_is_no_unit(name: str) -> None:
    assert not is_folder_id(name)


@pytest.mark.parametrize("path", ["../a", "a/../../b", "/a", "\\a", "C:a", "c:\\a", "a\\..\\..\\b", "a\0b", "//host/a"])
def test_a_path_that_leads_out_on_any_system_is_outside(path: str, tmp_path: Path) -> None:
    assert not lies_inside(path)
    root = make_workspace(tmp_path)
    settings = (root / "vplan.yaml").read_text(encoding="utf-8")
    (root / "vplan.yaml").write_text(f"{settings}\nlogotyp: '{path}'\n".replace("\0", ""), encoding="utf-8")
    if "\0" not in path:
        assert "outside-workspace" in {f[0] for f in found(root)}


def test_the_quick_look_at_bytes_misses_none() -> None:
    """The characters are tried one by one; those that are found in a text are found in its bytes."""
    every = (chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    assert [char for char in every if may_hide(char) and not may_hide_bytes(char.encode())] == []
    assert may_hide_bytes("Kort – och \u202egott".encode())
    assert not may_hide_bytes("Kort – och ”gott”, åäö".encode())
