"""`vplan check` over a workspace."""

from __future__ import annotations

from pathlib import Path

import pytest

import vplan
from support.workspaces import findings_in, make_workspace


def write(root: Path, file: str, text: str) -> None:
    (root / file).parent.mkdir(parents=True, exist_ok=True)
    (root / file).write_text(text, encoding="utf-8")


def test_a_council_and_a_board_without_units_are_checked(tmp_path: Path) -> None:
    write(tmp_path, "vplan.yaml", "")
    write(tmp_path, "plans/2026/kf.yaml", "år: 2026\ninriktningsmål:\n  - nr: 1\n    titl: En stad\n")
    write(tmp_path, "plans/2027/kf.yaml", "år: 2027\ninriktningsmål: []\n")
    goals = "mål:\n  9.9:\n    - id: a\n      nämndmål: A\n"
    write(tmp_path, "plans/2027/nord/namnd.yaml", f"år: 2027\nnamn: Nord\n{goals}")
    found = [(d.span.file, d.rule, d.span.line) for d in vplan.check(tmp_path)]
    assert found == [
        ("plans/2026/kf.yaml", "missing-key", 3),
        ("plans/2026/kf.yaml", "unknown-key", 4),
        ("plans/2027/nord/namnd.yaml", "unknown-goal", 4),
    ]


def test_a_file_in_place_of_the_folder_of_plans_is_a_finding(tmp_path: Path) -> None:
    write(tmp_path, "vplan.yaml", "planer: allt\n")
    write(tmp_path, "allt", "")
    assert [d.rule for d in vplan.check(tmp_path)] == ["no-plans"]


def test_a_wrong_type_reads_right_for_every_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VPLAN_LANG", "en")
    root = make_workspace(tmp_path, {"vplan": "- a\n", "mal": "mål: text\n"})
    found = {str(d.message) for d in findings_in(root) if d.rule == "wrong-type"}
    assert found == {"Expected here: the settings; found: a list.", "Expected here: keys with values; found: a text."}


def test_counts_in_sentences_have_their_thousands_parted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VPLAN_LANG", "en")
    root = make_workspace(tmp_path, {"ekonomi": "resursanvändning: |\n  " + "a" * 999 + " b" * 50_000 + "\n"})
    finding = next(d for d in findings_in(root) if d.rule == "long-text")
    assert str(finding.message) == "The text has 101\u00a0000 characters; the limit is 100\u00a0000."
