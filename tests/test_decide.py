"""Decisions: how they are recorded, which later changes they notice, and where."""

from __future__ import annotations

import datetime
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from support.decisions import BY, FILE, decide, document, replace, run
from support.workspaces import UNIT, as_lines, base_text, check_places, findings_in, make_workspace
from vplan.building.files import OutputError
from vplan.deciding import record
from vplan.deciding.record import DecisionError, read_date
from vplan.diagnostics import Diagnostic, msg

pytestmark = pytest.mark.usefixtures("english")

PICTURE = f"{UNIT}/bilder/karta.png"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return the sound workspace with a decided plan."""
    make_workspace(tmp_path)
    assert decide(tmp_path).return_value == 0
    assert findings_in(tmp_path) == []
    return tmp_path


def told(findings: list[Diagnostic]) -> list[str]:
    """Return what each finding says of which part, and where: `mal.yaml:9:5 changed mål › 1`."""
    kinds = {"The order of": "moved", "has been changed": "changed", "has come": "new", "is gone": "gone"}
    lines = []
    for finding in findings:
        sentence = str(finding.message)
        kind = next(kinds[word] for word in kinds if word in sentence)
        part = re.findall("“(.*?)”", sentence)[0]
        name = finding.span.file.rpartition("/")[2]
        lines.append(f"{name}:{finding.span.line}:{finding.span.column} {kind} {part}")
    return lines


# --- what a decision keeps standing ----------------------------------------------------------------------------------

REWRITTEN = {
    "comment": ("plan.yaml", "enhet: Hemtjänsten\n", "# ny\nenhet: Hemtjänsten # enheten\n"),
    "quotes": ("plan.yaml", "enhet: Hemtjänsten\n", "enhet: 'Hemtjänsten'\n"),
    "spaces": ("plan.yaml", "enhet: Hemtjänsten\n", "enhet:    Hemtjänsten   \n\n\n"),
    "order of keys": ("plan.yaml", "dnr: 2017-717-1.1.\ndatum: 2018-01-12\n",
                      "datum: 2018-01-12\ndnr: 2017-717-1.1.\n"),
    "flow": ("plan.yaml", "kontakt:\n  gata: Storgatan 1\n  postadress: 000 00 Provköping\n",
             "kontakt: {postadress: 000 00 Provköping, gata: Storgatan 1}\n"),
    "year": ("plan.yaml", "enhet: Hemtjänsten\n", "enhet: Hemtjänsten\når: 2018\n"),
    "empty key": ("plan.yaml", "enhet: Hemtjänsten\n", "enhet: Hemtjänsten\ntitel:\n"),
    "folded": ("plan.yaml", "    text: |\n      Inget.\n", "    text: >-\n      Inget.\n"),
    "wrapped": ("plan.yaml", "Vi hjälper äldre i norr.", "Vi hjälper\n      äldre   i\n      norr."),
    "heading": ("plan.yaml", "      ## Verksamhet\n", "      Verksamhet\n      ---\n"),
    "one line": ("mal.yaml", "arbetssätt: |\n              Vi har jour.\n", "arbetssätt: Vi har jour.\n"),
    "goals": ("mal.yaml", "    indikatorer:\n      trygga:\n        årsmål: 84 %\n    aktiviteter: alla\n",
              "    aktiviteter: alla\n    indikatorer: {trygga: {årsmål: 84 %}}\n"),
    "thousands": ("ekonomi.yaml", "28 800", "28800"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new"), REWRITTEN.values(), ids=REWRITTEN)
def test_what_is_only_written_otherwise_stays_decided(root: Path, name: str, old: str, new: str) -> None:
    replace(root, name, old, new)
    assert findings_in(root) == []


def test_other_line_ends_stay_decided(root: Path) -> None:
    for name in ("plan.yaml", "mal.yaml", "beslut.yaml"):
        path = root / UNIT / name
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert findings_in(root) == []


def test_what_the_plan_does_not_use_may_change(root: Path) -> None:
    replace(root, "plans/2018/kf.yaml", "namn: Kommunfullmäktige", "namn: Fullmäktige")
    unused = "{id: enkatrad, aktivitet: Ny rad, start: 2018-01-01, slut: 2018-02-01}"
    board = root / "plans/2018/norr/namnd.yaml"
    text = board.read_text(encoding="utf-8")
    changed = text.replace("      aktiviteter:\n", f"      aktiviteter:\n        - {unused}\n")
    assert changed != text
    board.write_text(changed, encoding="utf-8")
    assert findings_in(root) == []


# --- what it notices -------------------------------------------------------------------------------------------------

GOAL = "mål › 1 › mål › 1.7 › nämndmål › delaktiga › enhetsmål › snabba-svar"
CHANGES = {
    "word": ("plan.yaml", "Vi hjälper äldre", "Vi stöder äldre",
             ["plan.yaml:18:10 changed plan › inledande_kapitel › inledning › text"]),
    "later paragraph": ("mal.yaml", "Det gäller varje dag.", "Det gäller helger.",
                        [f"mal.yaml:17:26 changed {GOAL} › förväntat_resultat"]),
    "date": ("plan.yaml", "datum: 2018-01-12", "datum: 2018-01-13", ["plan.yaml:5:8 changed plan › datum"]),
    "amount": ("ekonomi.yaml", "2 400", "2 401",
               ["ekonomi.yaml:13:24 changed ekonomi › budget › budget-2018 › grupper › 1 › rader › hyra › kostnader"]),
    "own target": ("mal.yaml", "årsmål: 84 %", "årsmål: 85 %",
                   ["mal.yaml:5:17 changed mål › 1 › mål › 1.7 › indikatorer › trygga › årsmål"]),
    "new chapter": ("plan.yaml", "bilagor:\n", "  - rubrik: Mer\n    text: |\n      Nytt.\nbilagor:\n",
                    ["plan.yaml:27:5 new plan › avslutande_kapitel › mer"]),
    "gone": ("plan.yaml", "till: Norra nämnden\n", "", ["plan.yaml:1:1 gone plan › till"]),
    "edition": ("plan.yaml", "stockholm/2018", "stockholm/2017", ["plan.yaml:1:9 changed plan › utgåva"]),
    "board's text": ("plans/2018/norr/namnd.yaml", "namn: Norra nämnden", "namn: Nordnämnden",
                     ["namnd.yaml:2:7 changed nämnd › namn"]),
}  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "expected"), CHANGES.values(), ids=CHANGES)
def test_a_change_is_an_error_where_it_stands(root: Path, name: str, old: str, new: str, expected: list[str]) -> None:
    replace(root, name, old, new)
    findings = [finding for finding in findings_in(root) if finding.rule == "decided-content-changed"]
    assert told(findings) == expected
    check_places(root, findings)
    assert {str(f.severity) for f in findings} == {"error"}
    assert f"vplan decide {UNIT} " in str(findings[0].hint)
    assert findings[0].related[0].span.file == FILE
    if new:
        replace(root, name, new, old)
        assert findings_in(root) == []


def test_lists_in_another_order_are_told(root: Path) -> None:
    more = "  - rubrik: Mer\n    text: |\n      Nytt.\n"
    last = "  - rubrik: Övrigt\n    text: |\n      Inget.\n"
    replace(root, "plan.yaml", last, last + more)
    assert decide(root).return_value == 0
    replace(root, "plan.yaml", last + more, more + last)
    assert told(findings_in(root)) == ["plan.yaml:24:3 moved plan › avslutande_kapitel"]


def test_a_picture_belongs_to_the_content_as_it_is_printed(root: Path) -> None:
    (root / UNIT / "bilder/annan.png").write_bytes(b"shown nowhere")
    with (root / PICTURE).open("ab") as stream:
        stream.write(b"what no reader sees")
    assert findings_in(root) == []
    Image.new("RGB", (40, 40), "red").save(root / PICTURE)
    assert told(findings_in(root)) == ["karta.png:1:1 changed filer › bilder/karta.png"]


def test_the_data_of_a_figure_belongs_to_the_content(root: Path) -> None:
    data = root / UNIT / "data/svar.csv"
    data.parent.mkdir()
    data.write_text("Fråga;Andel\nTrygg;81\nNöjd;70\n", encoding="utf-8")
    figure = "figurer:\n  - {id: svar, slag: staplar, rubrik: Svar, data: data/svar.csv}\nbilagor:\n"
    replace(root, "plan.yaml", "bilagor:\n", figure)
    replace(root, "plan.yaml", "      Inget.\n", "      ![](#figur-svar)\n")
    assert decide(root).return_value == 0
    data.write_text("Fråga;Andel\nTrygg;82\nNöjd;70\n", encoding="utf-8")
    assert told(findings_in(root)) == ["svar.csv:1:1 changed filer › data/svar.csv"]


def test_changes_are_counted_where_they_are_many(root: Path) -> None:
    replace(root, "plan.yaml", "bilagor:\n", "bilagor:\n" + "".join(f"  - Underlag {n}\n" for n in range(40)))
    more, *found = findings_in(root)
    assert [finding.span.line for finding in found] == list(range(28, 48))
    assert str(more.message) == "21 more parts of the document are not as they were decided."


def test_a_decision_waits_until_the_other_errors_are_mended(root: Path) -> None:
    replace(root, "plan.yaml", "datum: 2018-01-12", "datum: i dag")
    assert [finding.rule for finding in findings_in(root)] == ["bad-date"]


def test_a_changed_plan_is_not_built_and_is_decided_anew(root: Path) -> None:
    replace(root, "plan.yaml", "Vi hjälper äldre", "Vi stöder äldre")
    assert run(root, "build", "--format", "html", UNIT).return_value == 1
    old = (root / FILE).read_bytes()
    assert decide(root, date="2018-03-01", dnr="2018-9-1.1.").return_value == 0
    assert (root / FILE).read_bytes().startswith(old)
    assert findings_in(root) == []
    assert document(root).cover.status == "Fastställd 2018-03-01 av Norra nämnden"


def test_what_another_version_decided_is_decided_anew(root: Path) -> None:
    """As the finding's hint says."""
    replace(root, "beslut.yaml", "version: 1\n", "version: 2\n")
    assert [finding.rule for finding in findings_in(root)] == ["decision-version"]
    assert decide(root).return_value == 0
    assert findings_in(root) == []


# --- recording -------------------------------------------------------------------------------------------------------


def test_comments_and_layout_of_older_decisions_stay(root: Path) -> None:
    text = (root / FILE).read_text(encoding="utf-8")
    moved = "# Vår anteckning\n" + re.sub("(?m)^  ", "", text) + "# slut"
    (root / FILE).write_text(moved, encoding="utf-8")
    assert decide(root, date="2018-02-01").return_value == 0
    after = (root / FILE).read_text(encoding="utf-8")
    assert after.startswith(moved + "\n- datum: 2018-02-01\n")
    assert findings_in(root) == []


@pytest.mark.parametrize("text", ["", "beslut:\n", "# inget än\n"])
def test_a_file_without_decisions_is_taken(tmp_path: Path, text: str) -> None:
    make_workspace(tmp_path, {FILE: text})
    assert decide(tmp_path).return_value == 0
    assert (tmp_path / FILE).read_text(encoding="utf-8").startswith(text)
    assert document(tmp_path).cover.status == "Fastställd 2018-01-25 av Norra nämnden"


def test_a_list_in_brackets_is_left(tmp_path: Path) -> None:
    make_workspace(tmp_path, {FILE: "beslut: []\n"})
    said = str(getattr(decide(tmp_path).exception, "message", ""))
    assert said.startswith(f"Nothing can be added to {FILE}.")
    assert (tmp_path / FILE).read_text(encoding="utf-8") == "beslut: []\n"


def test_the_same_decision_is_recorded_once(root: Path) -> None:
    before = (root / FILE).read_bytes()
    result = decide(root)
    assert result.return_value == 0
    assert "already" in result.output
    assert (root / FILE).read_bytes() == before


def test_the_same_decision_on_a_text_that_was_wrapped_anew_is_the_same(root: Path) -> None:
    before = (root / FILE).read_bytes()
    replace(root, "plan.yaml", "Vi hjälper äldre i norr.", "Vi hjälper äldre\n      i norr.")
    assert "already" in decide(root).output
    assert (root / FILE).read_bytes() == before


def test_an_earlier_day_than_the_last_decision_is_refused(root: Path) -> None:
    before = (root / FILE).read_bytes()
    assert "later" in str(getattr(decide(root, date="2018-01-24", dnr="2018-2").exception, "message", ""))
    assert (root / FILE).read_bytes() == before


def test_a_plan_with_errors_is_not_decided(tmp_path: Path) -> None:
    make_workspace(tmp_path)
    replace(tmp_path, "plan.yaml", "datum: 2018-01-12", "datum: i dag")
    result = decide(tmp_path)
    assert result.return_value == 1
    assert "Nothing was decided" in result.output
    assert "bad-date" in result.output
    assert not (tmp_path / FILE).exists()


def test_errors_of_council_and_board_stop_a_decision(tmp_path: Path) -> None:
    make_workspace(tmp_path)
    replace(tmp_path, "plans/2018/kf.yaml", "år: 2018", "år: 2019")
    assert decide(tmp_path).return_value == 1


def test_errors_of_other_units_do_not_stop_a_decision(tmp_path: Path) -> None:
    make_workspace(tmp_path, {"plans/2018/norr/Fel Namn/plan.yaml": "hej", "plans/2018/norr/natt/plan.yaml": "hej"})
    assert decide(tmp_path).return_value == 0


def test_decisions_at_the_same_time_are_all_recorded(tmp_path: Path) -> None:
    make_workspace(tmp_path)
    command = [sys.executable, "-m", "vplan.cli.main", "decide", UNIT, "--date", "2018-01-25", "--by", BY, "--dnr"]
    running = [subprocess.Popen([*command, f"2018-{n}"], cwd=tmp_path, stdout=subprocess.DEVNULL) for n in range(3)]
    assert [process.wait(timeout=60) for process in running] == [0, 0, 0]
    text = (tmp_path / FILE).read_text(encoding="utf-8")
    assert sorted(re.findall('dnr: "?([0-9-]+)', text)) == ["2018-0", "2018-1", "2018-2"]
    assert findings_in(tmp_path) == []


WRONG = {
    "no such day": {"date": "2018-02-30"},
    "words": {"date": "i går"},
    "week": {"date": "2018-W01-1"},
    "short": {"date": "20180125"},
    "to come": {"date": "2999-01-01"},
    "no digit": {"dnr": "abc"},
    "empty number": {"dnr": " "},
    "long number": {"dnr": "1" * 61},
    "line ends": {"dnr": "1: x\n#"},
    "nobody": {"by": "  "},
    "turned round": {"by": "Nämnden \u202e2018"},
    "long": {"by": "n" * 121},
    "unknown": {"path": "2018/norr/nagon"},
    "board": {"path": "plans/2018"},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_wrong_use_writes_nothing(tmp_path: Path, wrong: dict[str, str]) -> None:
    make_workspace(tmp_path)
    (tmp_path / "plans/2018/norr/natt").mkdir()
    for name in ("plan", "mal"):
        (tmp_path / f"plans/2018/norr/natt/{name}.yaml").write_text(base_text(name), encoding="utf-8")
    result = decide(tmp_path, **wrong)
    assert getattr(result.exception, "exit_code", None) == 2, result.output
    assert not list(tmp_path.rglob("beslut.yaml"))


def test_today_can_be_decided_and_tomorrow_not() -> None:
    today = datetime.date(2018, 1, 25)
    assert read_date("2018-01-25", today) == today
    with pytest.raises(DecisionError):
        read_date("2018-01-26", today)


def test_a_disk_that_refuses_leaves_the_file(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, data: bytes) -> None:
        raise OutputError(msg("{file} cannot be written: {reason}", file=str(path), reason=str(len(data))), msg("x"))

    before = (root / FILE).read_bytes()
    monkeypatch.setattr(record, "write", refuse)
    assert getattr(decide(root, date="2018-02-01").exception, "exit_code", None) == 1
    assert (root / FILE).read_bytes() == before


def test_names_that_yaml_reads_otherwise_come_back(tmp_path: Path) -> None:
    make_workspace(tmp_path)
    assert decide(tmp_path, dnr="2018/1", by="Nämnden: # \"norr\" 'och' {söder}").return_value == 0
    assert document(tmp_path).cover.status == "Fastställd 2018-01-25 av Nämnden: # \"norr\" 'och' {söder}"


# --- the file of decisions -------------------------------------------------------------------------------------------

FAULTS = {
    "hash": ("sha256: ", "sha256: x", "bad-hash", "beslut.yaml:10"),
    "line": ("      delar: |\n", "      delar: |\n        hej\n", "bad-hash", "beslut.yaml:13"),
    "date": ("datum: 2018-01-25", "datum: 25/1", "bad-date", "beslut.yaml:4"),
    "number": ("2018-1-1.1.", "inget", "bad-reference", "beslut.yaml:5"),
    "document": ("dokument: plan", "dokument: plon", "bad-choice", "beslut.yaml:7"),
    "version": ("version: 1", "version: 2", "decision-version", "beslut.yaml:9"),
    "key": ("    av: Norra nämnden\n", "", "missing-key", "beslut.yaml:4"),
}


@pytest.mark.parametrize(("old", "new", "rule", "place"), FAULTS.values(), ids=FAULTS)
def test_a_faulty_file_is_told_of(root: Path, old: str, new: str, rule: str, place: str) -> None:
    text = (root / FILE).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (root / FILE).write_text(text.replace(old, new), encoding="utf-8")
    found = findings_in(root)
    assert [finding.rule for finding in found] == [rule]
    assert as_lines(found)[0].startswith(f"{UNIT}/{place}:")


def test_hashes_that_do_not_fit_each_other_are_told(root: Path) -> None:
    text = (root / FILE).read_text(encoding="utf-8")
    for name in ("sha256", "skrivet"):
        text = re.sub(f'{name}: "?[0-9a-f]{{64}}"?', f'{name}: "{"0" * 64}"', text)
    (root / FILE).write_text(text, encoding="utf-8")
    (finding,) = findings_in(root)
    assert finding.rule == "decided-content-changed"
    assert "altered" in str(finding.message)
    assert finding.span.file == FILE


def test_a_decision_on_a_document_that_is_not_there_is_a_warning(root: Path) -> None:
    replace(root, "beslut.yaml", "dokument: plan", "dokument: kvalitetsutmarkelse")
    assert [line.split()[1:] for line in as_lines(findings_in(root))] == [["warning", "decision-without-document"]]


def test_hostile_hashes_end_in_time(root: Path) -> None:
    replace(root, "plan.yaml", "Vi hjälper äldre", "Vi stöder äldre")
    text = (root / FILE).read_text(encoding="utf-8")
    deep = "".join(f"        {n:016x} {'/'.join(['a' * 60] * 60)}/{n}\n" for n in range(1000))
    wide = "".join(f"        {n:016x} {'/' * 3000}{n}\n" for n in range(100))
    (root / FILE).write_text(text + deep + wide, encoding="utf-8")
    begin = time.process_time()
    assert len(findings_in(root)) <= 21
    assert time.process_time() - begin < 6
