"""What is told of a change after a decision: which words, from what to what; and that nothing turns it off."""

from __future__ import annotations

import itertools
import json
import re
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path

import pytest

from support.decisions import FILE, decide, document, replace, run
from support.workspaces import UNIT, as_lines, base_text, findings_in, make_workspace
from vplan.deciding import before, content
from vplan.deciding.before import difference, packed, texts_of
from vplan.model.decision import DecidedDocument
from vplan.project import Project, UnitCheck

pytestmark = pytest.mark.usefixtures("english")

CHANGED = "decided-content-changed"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return the sound workspace with a decided plan."""
    make_workspace(tmp_path)
    assert decide(tmp_path).return_value == 0
    return tmp_path


def checked(root: Path) -> UnitCheck:
    project = Project.open(root)
    return project.check_unit(next(unit for unit in project.layout.units() if unit.folder == UNIT))


def said(root: Path) -> list[str]:
    """Return what each finding says the change is: `from “84 %” to “85 %”`."""
    sentences = [str(finding.message) for finding in findings_in(root) if finding.rule == CHANGED]
    return [part for s in sentences for part in re.findall("from “.*” to “.*”|which was “.*” when", s) or ["nothing"]]


CHANGES = {
    "word": ("plan.yaml", "Vi hjälper äldre i norr.", "Vi stöder äldre i norr.",
             "from “Vi hjälper äldre i …” to “Vi stöder äldre i …”"),
    "value": ("mal.yaml", "årsmål: 84 %", "årsmål: 85 %", "from “84 %” to “85 %”"),
    "amount": ("ekonomi.yaml", "2 400", "2 401", "from “2400” to “2401”"),
    "date": ("plan.yaml", "datum: 2018-01-12", "datum: 2018-01-13", "from “2018-01-12” to “2018-01-13”"),
    "gone": ("plan.yaml", "till: Norra nämnden\n", "", "which was “Norra nämnden” when"),
    "board": ("plans/2018/norr/namnd.yaml", "namn: Norra nämnden", "namn: Nordnämnden",
              "from “Norra nämnden” to “Nordnämnden”"),
    "added": ("plan.yaml", "      Inget.\n", "      Inget alls.\n", "from “Inget.” to “Inget alls.”"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "expected"), CHANGES.values(), ids=CHANGES)
def test_a_change_says_from_what_to_what(root: Path, name: str, old: str, new: str, expected: str) -> None:
    replace(root, name, old, new)
    assert said(root) == [expected]


def test_an_order_says_from_what_to_what(root: Path) -> None:
    more = "  - rubrik: Mer\n    text: |\n      Nytt.\n"
    last = "  - rubrik: Övrigt\n    text: |\n      Inget.\n"
    replace(root, "plan.yaml", last, last + more)
    assert decide(root).return_value == 0
    replace(root, "plan.yaml", last + more, more + last)
    assert said(root) == ["from “ovrigt, mer” to “mer, ovrigt”"]


@pytest.mark.parametrize("order", ["no list", "[1, 2]", "[" * 100_000])
def test_an_order_that_is_no_list_of_names_is_shown_as_it_is(root: Path, order: str) -> None:
    """Its hash can be right all the same: anyone can reckon it."""
    text = (root / FILE).read_text(encoding="utf-8")
    head, _, lines = text.partition("      texter: |\n")
    texts = json.loads(zlib.decompress(b64decode("".join(lines.split()))))
    texts["ekonomi/budget/budget-2018/grupper/1/rader/~ordning"] = order
    head = re.sub("skrivet: .*", f'skrivet: "{content.digest_of(DecidedDocument.PLAN, texts)}"', head)
    kept = "".join(f"        {line}\n" for line in packed(texts))
    (root / FILE).write_text(f"{head}      texter: |\n{kept}", encoding="utf-8")
    one, other = ("          - rad: Personal\n            kostnader: 28 800\n",
                  "          - rad: Hyra\n            kostnader: 2 400\n")  # fmt: skip
    replace(root, "ekonomi.yaml", one + other, other + one)
    (sentence,) = said(root)
    assert re.match("from “.{2,92}” to “hyra, personal, ovrigt”", sentence)


FACTS = ["", "      Ansvar: Anna\n", "      Ansvar: Anna\n      Annat:\n", "      Annat:\n"]


@pytest.mark.parametrize(("before", "now"), list(itertools.permutations(FACTS, 2)))
def test_a_name_without_a_value_belongs_to_what_was_decided(tmp_path: Path, before: str, now: str) -> None:
    """Its name stands in the order of all; a change of that alone is no altered decision."""
    text = base_text("ekonomi").replace("    belopp_i: tkr\n", "    belopp_i: tkr\n    uppgifter:\nFACTS")
    make_workspace(tmp_path, {"ekonomi": text.replace("FACTS", before)})
    assert decide(tmp_path).return_value == 0
    (tmp_path / UNIT / "ekonomi.yaml").write_text(text.replace("FACTS", now), encoding="utf-8")
    found = findings_in(tmp_path)
    assert all("uppgifter" in str(finding.message) for finding in found)
    assert len(found) == (0 if {before, now} == {"", FACTS[3]} else 1)


@pytest.mark.parametrize("file", ["plans/2018/norr/namnd.yaml", "plans/2018/kf.yaml"])
def test_board_and_council_change_what_a_decided_plan_says(root: Path, file: str) -> None:
    """Words that stand in another file, which the unit's writers may not even see change."""
    path = root / file
    text = path.read_text(encoding="utf-8")
    plan = checked(root).plan
    assert plan is not None
    goal = plan.directions[0].goals[0]
    title = str(goal.board_goals[0].goal.title if "namnd" in file else goal.goal.title)
    path.write_text(text.replace(title, f"{title} nu"), encoding="utf-8")
    (finding,) = [found for found in findings_in(root) if found.rule == CHANGED]
    assert (finding.span.file, finding.span.line) == (file, text[: text.index(title)].count("\n") + 1)
    assert f"from “{title}” to “{title} nu”" in str(finding.message)


def test_another_version_of_what_reads_a_picture_or_a_text_changes_nothing(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As long as all stands as it was written nothing is read; here one text has been wrapped anew besides."""
    monkeypatch.setattr(content, "clean_picture", lambda data, place: data + place.encode())
    replace(root, "plan.yaml", "Vi hjälper äldre i norr.", "Vi hjälper äldre\n      i norr.")
    assert findings_in(root) == []
    replace(root, "plan.yaml", "Vi hjälper äldre\n", "Vi stöder äldre\n")
    assert said(root) == ["from “Vi hjälper äldre i …” to “Vi stöder äldre i …”"]


def test_a_decision_without_texts_still_tells_which_part(root: Path) -> None:
    path = root / FILE
    path.write_text(path.read_text(encoding="utf-8").partition("      texter: |\n")[0], encoding="utf-8")
    assert findings_in(root) == []
    replace(root, "mal.yaml", "årsmål: 84 %", "årsmål: 85 %")
    (finding,) = findings_in(root)
    assert str(finding.message).endswith("årsmål” has been changed since 2018/norr/hemtjanst/plan.yaml was decided on "
                                         "2018-01-25 (2018-1-1.1.).")  # fmt: skip


def text_of(data: bytes) -> str:
    return b64encode(zlib.compress(data, 9)).decode()


FALSE_TEXTS = {
    "other words": lambda: "\n".join(packed({"plan/enhet": "Något annat"})),
    "no letters of that kind": lambda: "åäö",
    "not packed": lambda: b64encode(b"hej").decode(),
    "cut off": lambda: b64encode(zlib.compress(b'{"a": "b"}')[:-6]).decode(),
    "no texts": lambda: text_of(b"[1]"),
    "numbers": lambda: text_of(b'{"a": 1}'),
    "deep": lambda: text_of(b"[" * 100_000),
    "no UTF-8": lambda: text_of(b"\xff\xfe"),
    "bomb": lambda: text_of(b"0" * 200_000_000),
}


@pytest.mark.parametrize("texts", FALSE_TEXTS.values(), ids=FALSE_TEXTS)
def test_texts_that_were_not_decided_are_not_shown(root: Path, texts: Callable[[], str]) -> None:
    """Whoever may edit the file of decisions could put other words into the mouth of the board."""
    path = root / FILE
    head = path.read_text(encoding="utf-8").partition("      texter: |\n")[0]
    lines = "".join(f"        {line}\n" for line in re.findall(".{1,500}", texts()))
    path.write_text(f"{head}      texter: |\n{lines}", encoding="utf-8")
    replace(root, "mal.yaml", "årsmål: 84 %", "årsmål: 85 %")
    (finding,) = findings_in(root)
    assert (finding.rule, finding.span.file) == (CHANGED, FILE)
    assert "altered" in str(finding.message)


def test_texts_are_not_unpacked_beyond_their_bound(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = checked(root).plan
    assert plan is not None
    assert plan.decision is not None
    assert texts_of(plan.decision)
    monkeypatch.setattr(before, "MAX_UNPACKED", 100)
    assert texts_of(plan.decision) is None


def test_the_difference_of_long_texts_is_short() -> None:
    long = " ".join(f"ord{n}" for n in range(5000))
    found = difference(long, long.replace("ord2 ", "ny ").replace("ord4000 ", "x " * 300))
    assert found is not None
    assert found.before.startswith("ord0 ord1 ord2 ord3")
    assert found.before.endswith(" …")
    other = difference(long, f"{long} sist")
    assert other is not None
    assert (other.before, other.now) == ("… ord4998 ord4999", "… ord4998 ord4999 sist")
    assert max(len(found.before), len(found.now)) < 100
    assert difference("ett två", "ett  \n två") is None
    word = difference("a" * 10_000, "b" * 10_000)
    assert word is not None
    assert len(word.before) < 100


@pytest.mark.parametrize("text", ["ett", "ett ett", "ett två ett", ""])
@pytest.mark.parametrize("other", ["ett", "ett ett", "två", "ett två två ett", ""])
def test_the_place_of_a_difference_lies_within_the_text(text: str, other: str) -> None:
    found = difference(other, text)
    assert (found is None) == (text == other)
    if found:
        assert 0 <= found.start <= found.end <= len(text)


# --- what no setting and no comment turns off ------------------------------------------------------------------------


@pytest.mark.parametrize("level", ["av", "varning", "tips"])
def test_no_setting_turns_a_change_off(root: Path, level: str) -> None:
    (root / "vplan.yaml").write_text(f"regler:\n  - {{regel: {CHANGED}, nivå: {level}}}\n", encoding="utf-8")
    replace(root, "mal.yaml", "årsmål: 84 %", "årsmål: 85 %")
    assert {f"{f.rule} {f.severity}" for f in findings_in(root)} >= {f"{CHANGED} error"}
    assert not checked(root).ok


def test_no_comment_allows_a_change(root: Path) -> None:
    replace(root, "mal.yaml", "årsmål: 84 %", f"årsmål: 85 %  # vplan: tillåt {CHANGED}: vi tyckte det")
    assert [line.split()[1:] for line in as_lines(findings_in(root))] == [
        ["error", CHANGED],
        ["warning", "unused-allowance"],
    ]


def test_a_comment_in_the_file_of_decisions_is_heard(root: Path) -> None:
    path = root / FILE
    path.write_text(path.read_text(encoding="utf-8").replace(
        "    dnr:", f"    # vplan: tillåt {CHANGED}: vi tyckte det\n    dnr:"), encoding="utf-8")  # fmt: skip
    assert [line.split()[1:] for line in as_lines(findings_in(root))] == [["warning", "unused-allowance"]]
    assert len(findings_in(root)) == 1
    project = Project.open(root)
    unit = next(unit for unit in project.layout.units() if unit.folder == UNIT)
    assert [len(project.check_unit(unit).diagnostics) for _ in range(2)] == [1, 1]


def test_hidden_characters_in_a_decision_weigh_what_the_settings_say(root: Path) -> None:
    path = root / FILE
    path.write_text("# not\u200bat\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert [f"{f.rule} {f.severity}" for f in findings_in(root)] == ["hidden-character warning"]
    (root / "vplan.yaml").write_text("regler:\n  - {regel: hidden-character, nivå: av}\n", encoding="utf-8")
    assert findings_in(root) == []


def test_a_comment_in_the_file_of_decisions_allows_what_can_be_allowed(root: Path) -> None:
    path = root / FILE
    first = "# vplan: tillåt hidden-character: så skrivs namnet\nbeslut: # not\u200bat\n"
    path.write_text(path.read_text(encoding="utf-8").replace("beslut:\n", first), encoding="utf-8")
    project = Project.open(root)
    unit = next(unit for unit in project.layout.units() if unit.folder == UNIT)
    assert [project.check_unit(unit).diagnostics for _ in range(2)] == [[], []]


def test_a_decided_document_that_was_taken_away_is_told_of_as_the_settings_say(root: Path) -> None:
    answers = "".join(f"  {n}: Vi frågar.\n" for n in range(1, 23))
    award = f"utgåva: kvalitetsutmarkelsen/2018\nenhet: Hemtjänsten\nsvar:\n{answers}"
    (root / f"{UNIT}/kvalitetsutmarkelse.yaml").write_text(award, encoding="utf-8")
    for name in ("plan", "mal", "ekonomi"):
        (root / f"{UNIT}/{name}.yaml").unlink()
    assert [f"{f.rule} {f.severity}" for f in findings_in(root)] == ["decision-without-document warning"]
    (root / "vplan.yaml").write_text("regler:\n  - {regel: decision-without-document, nivå: fel}\n", encoding="utf-8")
    assert [f"{f.rule} {f.severity}" for f in findings_in(root)] == ["decision-without-document error"]


# --- the file, cut off anywhere; decided, changed, decided anew, withdrawn --------------------------------------------


def test_a_file_of_decisions_that_was_cut_off_anywhere_breaks_nothing(root: Path) -> None:
    path = root / FILE
    whole = path.read_bytes()
    head = whole.index(b"      delar:")
    for end in (*range(0, head, 7), *range(head, len(whole), 211)):
        path.write_bytes(whole[:end])
        findings = findings_in(root)
        check = checked(root)
        is_decided = check.plan is not None and check.plan.decision is not None
        held = whole[:end].decode("utf-8", "ignore").partition("beslut:")[2].strip()
        assert findings or is_decided or not held, (end, whole[:end][-40:])
        if is_decided and check.ok:
            assert document(root).cover.status == "Fastställd 2018-01-25 av Norra nämnden"


def test_decided_changed_decided_anew_and_withdrawn(root: Path) -> None:
    replace(root, "mal.yaml", "årsmål: 84 %", "årsmål: 85 %")
    assert run(root, "check").return_value == 1
    assert decide(root, date="2018-03-01", dnr="2018-9").return_value == 0
    assert run(root, "check").return_value == 0
    assert document(root).cover.status == "Fastställd 2018-03-01 av Norra nämnden"
    replace(root, "mal.yaml", "årsmål: 85 %", "årsmål: 84 %")
    assert said(root) == ["from “85 %” to “84 %”"]  # the first decision does not stand any more
    text = (root / FILE).read_text(encoding="utf-8")
    (root / FILE).write_text(text[: text.index("  - datum: 2018-03-01")], encoding="utf-8")
    assert findings_in(root) == []
    assert document(root).cover.status == "Fastställd 2018-01-25 av Norra nämnden"
    (root / FILE).unlink()
    assert document(root).cover.status == ""


@pytest.mark.parametrize(
    "path", [UNIT, f"{UNIT}/", f"{UNIT}/plan.yaml", f"{UNIT}/mal.yaml", f"{UNIT}/bilder", "2018/norr/hemtjanst"]
)
def test_a_plan_is_named_as_everywhere(tmp_path: Path, path: str) -> None:
    """As a folder, a file in it, or an id: what `vplan check` takes, with one unit in it."""
    make_workspace(tmp_path)
    assert [run(tmp_path, "check", path).return_value, decide(tmp_path, path).return_value] == [0, 0]
    assert (tmp_path / FILE).exists()


@pytest.mark.parametrize("path", ["norr/hemtjanst", "hemtjanst"])
def test_a_part_of_an_id_names_no_plan(tmp_path: Path, path: str) -> None:
    make_workspace(tmp_path)
    for result in (run(tmp_path, "check", path), decide(tmp_path, path)):
        assert f"“{path}” is no year, board or unit here." in str(getattr(result.exception, "message", ""))
    assert not (tmp_path / FILE).exists()


def test_an_absolute_path_names_a_plan_too(tmp_path: Path) -> None:
    make_workspace(tmp_path)
    assert decide(tmp_path, str(tmp_path / UNIT)).return_value == 0
