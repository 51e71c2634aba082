"""`vplan check --fix`: what has one right answer is mended, in its place, and nothing else is touched."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.workspaces import CORPUS, PLACES, UNIT, base_text, findings_in, lay_over, make_workspace
from vplan.cli.main import cli
from vplan.diagnostics import Diagnostic, Edit, Fix, Severity, Span, msg
from vplan.fixing import writing
from vplan.fixing.edits import apply
from vplan.fixing.rounds import Result as Mending
from vplan.fixing.rounds import mend_workspace
from vplan.fixing.spelling import right_date, right_number, right_numbers, right_reference, right_word
from vplan.fixing.text import fixes_for, mend
from vplan.model.base import SourceModel, build_model
from vplan.model.unit_goals import UnitGoals
from vplan.project import Project
from vplan.report.choice import Choice
from vplan.schema import KINDS
from vplan.source import load_text
from vplan.source.tree import Source

pytestmark = pytest.mark.usefixtures("english")

BAD = sorted(path for path in (CORPUS / "bad").iterdir() if path.suffix != ".expected")
PLANS = sorted(Path(__file__).parents[1].glob("plans/**/*.yaml"))


# --- spelling --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("6.1", "6,1"), ("−1.8", "−1,8"), ("0.125", "0,125"), ("1234.567", "1234,567"), ("1 234.5", "1 234,5"),
        ("1.234.567", "1 234 567"), ("1,234,567", "1 234 567"), ("1.234,5", "1 234,5"), ("1,234.5", "1 234,5"),
        ("-12.345.678,9", "-12 345 678,9"), ("28  800", "28 800"), (" 6.1 ", "6,1"),
        # right already, or one of two
        ("6,1", None), ("28 800", None), ("28.800", None), ("28,800", None), ("6.1.2", None), ("1.7.", None),
        ("", None),
        ("28 80", None), ("c:a 29", None), ("1.234.56", None), ("1" * 50 + ".5", None),
    ],
)  # fmt: skip
def test_numbers(written: str, right: str | None) -> None:
    assert right_number(written) == right


def test_a_number_without_decimals_has_thousands() -> None:
    assert right_number("28.800", whole=True) == "28 800"
    assert right_number("28.80", whole=True) == "28,80"


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("6.1 %", "6,1 %"), ("Max 6.5 %", "Max 6,5 %"), ("1.234.567 kr", "1 234 567 kr"), ("2.5–3.5", "2,5–3,5"),
        ("28.800", None), ("Fastställs", None), ("1.2.3 %", None), ("2.5 och 28.800", None),
    ],
)  # fmt: skip
def test_numbers_in_a_target(written: str, right: str | None) -> None:
    assert right_numbers(written) == right


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("2018-1-5", "2018-01-05"), ("20180105", "2018-01-05"), ("2018/01/05", "2018-01-05"),
        ("2018.1.5", "2018-01-05"), ("2018–01–05", "2018-01-05"), ("5 januari 2018", "2018-01-05"),
        ("den 5 Jan. 2018", "2018-01-05"), ("3 sept 2018", "2018-09-03"), ("12 sep 2018", "2018-09-12"),
        ("31/5 2018", "2018-05-31"), ("25/1/2018", "2018-01-25"), ("25.1.2018", "2018-01-25"),
        ("2018-01-05 00:00:00", "2018-01-05"),
        # two days, or none
        ("05/01/2018", None), ("12/1 2018", None), ("5.1.2018", None), ("2018-02-30", None), ("30 februari 2018", None),
        ("2018-13-01", None), ("20181301", None), ("5 januar 2018", None), ("januari 2018", None), ("2018", None),
        ("1/13/2018", None), ("2018-01/05", None), ("18-01-05", None), ("99990105", None), ("", None), ("8" * 60, None),
    ],
)  # fmt: skip
def test_dates(written: str, right: str | None) -> None:
    assert right_date(written) == right


KEYS = ["nr", "år", "mål", "titel", "slut", "start", "förväntat_resultat", "indikatorer"]


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("titl", "titel"), ("tiitel", "titel"), ("ttiel", "titel"), ("tidel", "titel"), ("sart", "start"),
        ("indikatorerr", "indikatorer"), ("Titel", "titel"), ("MÅL", "mål"), ("mal", "mål"), ("ar", "år"),
        ("forvantat_resultat", "förväntat_resultat"), ("Förväntat resultat", "förväntat_resultat"),
        ("förväntat-resultat", "förväntat_resultat"), ("fo\u0308rva\u0308ntat_resultat", "förväntat_resultat"),
        # too short, too far, or one of several
        ("mr", None), ("mol", None), ("resultat", None), ("indikator", None), ("titel", None), ("", None),
        ("x" * 500, None),
    ],
)  # fmt: skip
def test_words(written: str, right: str | None) -> None:
    assert right_word(written, KEYS) == right


def test_of_two_words_as_near_none_is_chosen() -> None:
    assert right_word("barng", ["barna", "barnb"]) is None
    assert right_word("Mal", ["mål", "mäl"]) is None


@pytest.mark.parametrize(("written", "known"), [("mal-1", "mal-2"), ("mal-12", "mal-1"), ("mal-21", "mal-12")])
def test_no_digit_of_an_id_is_changed(written: str, known: str) -> None:
    assert right_word(written, [known]) is None


@pytest.mark.parametrize(
    ("written", "right"),
    [("1,7", "1.7"), ("1 7", "1.7"), ("17", "1.7"), ("1.7.", "1.7"), ("1.8", None), ("7.1", None), ("110", None),
     ("klimt", "klimat"), ("", None)],
)  # fmt: skip
def test_references_to_goals(written: str, right: str | None) -> None:
    assert right_reference(written, ["1.7", "1.10", "11.0", "klimat"]) == right


# --- edits -----------------------------------------------------------------------------------------------------------


def fix(*edits: tuple[int, int, int, str]) -> Fix:
    """Make a fix of edits on one line each: line, first column, column behind, text."""
    return Fix(tuple(Edit(Span("f", line, a, line, b), text) for line, a, b, text in edits), msg("x"))


def test_edits_are_made_by_their_places() -> None:
    done = apply("ett\r\ntvå\rtre\nfyra", [fix((4, 1, 5, "4")), fix((2, 3, 4, "OOO"), (1, 1, 1, "0 "))])
    assert done.text == "0 ett\r\ntvOOO\rtre\n4"
    assert len(done.made) == 2


def test_of_fixes_that_touch_the_first_is_made_and_the_other_waits() -> None:
    first, second, third = fix((1, 1, 3, "A")), fix((1, 3, 4, "B")), fix((1, 3, 5, "C"), (1, 8, 9, "D"))
    done = apply("abcdefghi", [first, second, third])
    assert (done.text, done.made, done.left) == ("Acdefghi", (first,), (second, third))


@pytest.mark.parametrize(
    "wrong",
    [fix((3, 1, 1, "x")), fix((1, 5, 9, "x")), fix((1, 2, 1, "x")), fix((0, 1, 1, "x")),
     fix((1, 1, 2, "x"), (1, 2, 3, "y"))],
)  # fmt: skip
def test_a_fix_that_does_not_fit_the_text_is_not_made(wrong: Fix) -> None:
    done = apply("abc\n", [wrong])
    assert (done.text, done.left) == ("abc\n", (wrong,))


def test_line_ends_become_those_of_the_file() -> None:
    assert apply("a\r\nb", [fix((2, 2, 2, "\n"))]).text == "a\r\nb\r\n"
    assert apply("a\nb", [fix((2, 2, 2, "\n"))]).text == "a\nb\n"


# --- each kind, through the whole program ----------------------------------------------------------------------------


def mended(root: Path, paths: Iterable[Path] = (), select: str = "", ignore: str = "") -> Mending:
    """Mend a workspace and put what came of it on the disk."""
    choice = Choice(frozenset(select.split()), frozenset(ignore.split()))
    result = mend_workspace(Project.open(root), list(paths), choice, 1)
    for file in result.files:
        writing.put(root, file.file, file.before, file.after)
    return result


def mend_base(tmp_path: Path, kind: str, old: str, wrong: str) -> str:
    """Return what becomes of a file of the sound workspace in which `wrong` was written in place of `old`."""
    text = base_text(kind)
    assert old in text
    root = make_workspace(tmp_path, {kind: text.replace(old, wrong, 1)})
    mended(root)
    return (root / PLACES[kind]).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("kind", "old", "wrong", "right"),
    [
        ("mal", "årsmål: 84 %", "årsmål: 84%", "årsmål: 84 %"),
        ("mal", "årsmål: 84 %", "årsmål: 84.5 %", "årsmål: 84,5 %"),
        ("mal", "årsmål: 84 %", "årsmål: 84.5%", "årsmål: 84,5 %"),
        ("mal", "årsmål: 84 %", "årsmål: '84.5 %'  # varför", "årsmål: '84,5 %'  # varför"),
        ("mal", "årsmål: 84 %", "arsmal: 84 %", "årsmål: 84 %"),
        ("mal", "årsmål: 84 %", "  årsmål:   84 %   ", "  årsmål:   84 %"),
        ("mal", "trygga:", "tryga:", "trygga:"),
        ("mal", "trygga:", "'tryga':", "'trygga':"),
        ("mal", "delaktiga:", "delaktgia:", "delaktiga:"),
        ("mal", "1.7:", "1,7:", "1.7:"),
        ("mal", "slut: 2018-05-31", "slut: 20180531", "slut: 2018-05-31"),
        ("mal", "slut: 2018-05-31", 'slut: "31 maj 2018"', 'slut: "2018-05-31"'),
        ("plan", "datum: 2018-01-12", "datum: 2018-1-12 # beslutad", "datum: 2018-01-12 # beslutad"),
        ("plan", "utgåva: stockholm/2018", "utgåva: stokholm/2018", "utgåva: stockholm/2018"),
        ("plan", "utgåva: stockholm/2018", "utgava: stockholm/2018", "utgåva: stockholm/2018"),
        ("plan", "enhet: ", "enhet:\t", "enhet: "),
        ("plan", "enhet: ", "språk: SV\nenhet: ", "språk: sv\nenhet: "),
        ("plan", "enhet: ", "dnr: 1.10\nenhet: ", 'dnr: "1.10"\nenhet: '),
        ("plan", "enhet: ", "bilagor: [Budget 6,1 mnkr]\nenhet: ", 'bilagor: ["Budget 6,1 mnkr"]\nenhet: '),
        ("plan", "enhet: ", "till: Norrs  nämnd\nenhet: ", "till: Norrs nämnd\nenhet: "),
        ("ekonomi", "belopp_i: tkr", "belopp_i: Tkr", "belopp_i: tkr"),
        ("ekonomi", "belopp_i: tkr", "Belopp i: tkr", "belopp_i: tkr"),
        ("kf", "nr: 1.7", "nr: 1,7", "nr: 1.7"),
        ("kf", "år: 2018", "år: 2018\nofullständig: Ja", "år: 2018\nofullständig: ja"),
        ("kf", "år: 2018", "år: 2018\nofullständig: true", "år: 2018\nofullständig: ja"),
        ("vplan", "kommun: ", "komun: ", "kommun: "),
    ],
)  # fmt: skip
def test_one_right_answer_is_written(tmp_path: Path, kind: str, old: str, wrong: str, right: str) -> None:
    assert mend_base(tmp_path, kind, old, wrong) == base_text(kind).replace(old, right, 1)


@pytest.mark.parametrize(
    ("kind", "old", "wrong"),
    [
        ("mal", "årsmål: 84 %", "årsmål: 84.500"),  # a thousand times more, or less
        ("mal", "slut: 2018-05-31", "slut: 05/06/2018"),
        ("mal", "slut: 2018-05-31", "slut: 2018-02-30"),
        ("mal", "1.7:", "1.8:"),
        ("mal", "delaktiga:", "deltagande:"),
        ("mal", "trygga:", "trygghetsindex:"),
        ("plan", "utgåva: stockholm/2018", "utgåva: stockholm/2081"),
        ("plan", "enhet: ", "till: null\nenhet: "),
        ("plan", "enhet: ", "till: '80%'\nenhet: "),
    ],
)
def test_what_may_be_one_of_two_is_left(tmp_path: Path, kind: str, old: str, wrong: str) -> None:
    assert mend_base(tmp_path, kind, old, wrong) == base_text(kind).replace(old, wrong, 1)


def mend_prose(tmp_path: Path, prose: str, style: str = "|") -> str:
    """Return what becomes of a text of a goal."""
    block = "\n".join(f"              {line}" if line else "" for line in prose.split("\n"))
    goals = re.sub(
        r"(            arbetssätt:) .*?(?=\n            \w)",
        lambda m: f"{m[1]} {style}\n{block}",
        base_text("mal"),
        count=1,
        flags=re.DOTALL,
    )
    assert block in goals
    root = make_workspace(tmp_path, {"mal": goals})
    mended(root)
    done = (root / PLACES["mal"]).read_text(encoding="utf-8")
    start = goals.index(block)
    return done[start : len(done) - (len(goals) - start - len(block))].replace("\n              ", "\n").lstrip(" ")


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("Minst 80% av alla.", "Minst 80 % av alla."),
        ("Minst 6.1 procent, 28.800 kr.", "Minst 6,1 procent, 28 800 kr."),
        ("Ett.\n\n* 80% här\n* 90% där", "Ett.\n\n* 80 % här\n* 90 % där"),
        ("[80% av alla](https://example.org/80%25)", "[80 % av alla](https://example.org/80%25)"),
        ("Kod `80%` och 80% text.", "Kod `80%` och 80 % text."),
        ("Hela raden.   \n\nNy.", "Hela raden.\n\nNy."),
        ("En blank \noch en till.", "En blank\noch en till."),
        ("Alla får\tsvar.", "Alla får svar."),
        ("-\tett\n-\ttvå", "- ett\n- två"),
    ],
)  # fmt: skip
def test_prose_is_mended(tmp_path: Path, wrong: str, right: str) -> None:
    assert mend_prose(tmp_path, wrong) == right


@pytest.mark.parametrize(
    "prose",
    [
        "Vi skriver `80%` i kod.",
        "```\nx = 80%\n```",
        "<https://example.org/?a=80%>",
        "Se https://example.org/80% där.",
        "[x]: https://example.org/80%\n\nVi.",
        "Rad med brytning  \noch nästa rad.",
        "```\nkod  \n\nmer \n```",
        "Ett\ttvå\ttre",
        "Det kostar 28.800 tkr.",
        "Två  blanksteg.",
    ],
)
def test_code_addresses_and_what_markdown_means_are_left(tmp_path: Path, prose: str) -> None:
    assert mend_prose(tmp_path, prose) == prose


def test_prose_in_other_styles_is_mended_in_its_place(tmp_path: Path) -> None:
    assert mend_prose(tmp_path / "a", "Minst\n80% av alla.", ">") == "Minst\n80 % av alla."
    text = base_text("mal").replace("årsmål: 84 %", 'kommentar: "Utfall 2017: 6.1 (”åter” 2.5 %)"')
    root = make_workspace(tmp_path / "b", {"mal": text})
    mended(root)
    assert (root / PLACES["mal"]).read_text(encoding="utf-8") == text.replace("6.1", "6,1").replace("2.5", "2,5")


def test_a_misspelt_anchor_is_mended(tmp_path: Path) -> None:
    plan = base_text("plan").replace("Inget.", "Se [orden](#ovrgit).")
    root = make_workspace(tmp_path, {"plan": plan})
    mended(root)
    assert (root / PLACES["plan"]).read_text(encoding="utf-8") == plan.replace("#ovrgit", "#ovrigt")


def test_a_comma_in_braces_is_mended_in_one_go(tmp_path: Path) -> None:
    text = base_text("mal").replace("trygga:", "trygga: {årsmål: 84.5%}  # {\n      #")
    text = re.sub(r"      #\n        årsmål: 84 %", "      # slut", text)
    root = make_workspace(tmp_path, {"mal": text})
    mended(root)
    assert 'trygga: {årsmål: "84,5 %"}  # {' in (root / PLACES["mal"]).read_text(encoding="utf-8")


# --- white space -----------------------------------------------------------------------------------------------------


def settle(text: str, model: type[SourceModel] | None, rounds: int = 10) -> str:
    """Mend a text by what is found in it alone, until nothing changes."""
    for _ in range(rounds):
        source = Source("f.yaml", text)
        tree, found = load_text(source)
        if model is not None and tree is not None and tree != "":
            found = found + build_model(model, tree, source)[1]
        after = mend(source, fixes_for(source, found, model), model).text
        if after == text:
            break
        text = after
    return text


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("mål:\n\t1.7:\n\t\taktiviteter: alla\n", "mål:\n  1.7:\n    aktiviteter: alla\n"),
        ("mål:\n    1.7:\n\t    aktiviteter: alla\n", "mål:\n    1.7:\n      aktiviteter: alla\n"),
        ("mål:\n  1.7:\n\taktiviteter: alla\n", None),
        ("mål:\n        1.7:\n                aktiviteter: alla\n\t\tindikatorer: alla\n",
         "mål:\n        1.7:\n                aktiviteter: alla\n                indikatorer: alla\n"),
        ("mål:\n\u00a0\u00a01.7:\n  \u00a0 aktiviteter: alla\n", "mål:\n  1.7:\n    aktiviteter: alla\n"),
        ("mål:\n  1.7:\t\n    aktiviteter:\talla\t# x\t\n", "mål:\n  1.7:\n    aktiviteter: alla\t# x\n"),
        ("mål:   \n  1.7:\n   \n# slut  ", "mål:\n  1.7:\n\n# slut"),
        ("mål: {}", "mål: {}\n"),
        ("mål:\r\n  1.7: \r\n    aktiviteter: alla", "mål:\r\n  1.7:\r\n    aktiviteter: alla\r\n"),
        ("", ""), ("   \n", "   \n"), ("\t", "\t"),
    ],
)  # fmt: skip
def test_white_space(wrong: str, right: str | None) -> None:
    done = settle(wrong, UnitGoals)
    if right is None:  # any width will do, as long as it is one level
        assert re.fullmatch(r"mål:\n  1\.7:\n {3,8}aktiviteter: alla\n", done)
    elif wrong.endswith("slut  "):
        assert done.rstrip("\n") == right
    else:
        assert done == right


def test_a_tab_whose_width_is_not_certain_is_left() -> None:
    text = "utgåva: stockholm/2018\nenhet: E\nförslag_till_beslut: |\n  Ett.\n\t\t Två.\n"
    assert settle(text, KINDS["plan"].model) == text


def test_line_ends_and_encoding_stay(tmp_path: Path) -> None:
    """CRLF, decomposed letters and a mark elsewhere are the writer's own; only the mended bytes are new."""
    text = base_text("mal").replace("årsmål: 84 %", "årsmål: 84%").replace("\n", "\r\n")
    decomposed = text.replace("Vi har jour", "Vi ha\u030ar jour")
    before = b"\xef\xbb\xbf" + decomposed.encode()
    root = make_workspace(tmp_path, {"mal": before})
    (file,) = mended(root).files
    assert (root / PLACES["mal"]).read_bytes() == before[3:].replace(b"84%", b"84 %")
    assert file.count == 2


def test_a_byte_order_mark_stays_where_its_rule_is_ignored(tmp_path: Path) -> None:
    before = b"\xef\xbb\xbf" + base_text("mal").replace("årsmål: 84 %", "årsmål: 84%").encode()
    root = make_workspace(tmp_path, {"mal": before})
    mended(root, ignore="byte-order-mark")
    assert (root / PLACES["mal"]).read_bytes() == before.replace(b"84%", b"84 %")


# --- what would do harm is taken back --------------------------------------------------------------------------------


def test_a_fix_that_gives_more_errors_in_its_file_is_taken_back(tmp_path: Path) -> None:
    """Below the misspelt key there is more that is wrong: a person must look."""
    text = base_text("plan") + "kontak:\n  gatan_vi_bor_vid: A\n  plats_vi_har: B\n  allt_annat: C\n"
    text = re.sub(r"\nkontakt:\n(?:  .*\n)+", "\n", text).replace("enhet:", "ennhet:")
    root = make_workspace(tmp_path, {"plan": text})
    result = mended(root)
    assert (root / PLACES["plan"]).read_text(encoding="utf-8") == text.replace("ennhet:", "enhet:")
    assert [(r.file, str(r.title)) for r in result.refused] == [(PLACES["plan"], "Write kontakt.")]


def test_a_fix_that_gives_more_errors_elsewhere_is_taken_back(tmp_path: Path) -> None:
    rows = "".join(f"          - {{aktivitet: Sak {n}, start: 2018-01-01, slut: 2018-12-31}}\n" for n in range(4))
    board = base_text("namnd")
    board = re.sub(r"( +)aktiviteter:\n(?:\1 .*\n)+", "", board)
    goal = re.search(r"\n( +)- id: delaktiga\n", board)
    assert goal is not None
    text = f"{board[: goal.end()]}{goal[1]}  aktivitetr:\n{rows}{board[goal.end() :]}"
    root = make_workspace(
        tmp_path, {"namnd": text, "plan": base_text("plan").replace("datum: 2018-01", "datum: 2018-1")}
    )
    before = findings_in(root)
    result = mended(root)
    assert (root / PLACES["namnd"]).read_text(encoding="utf-8") == text
    assert [r.file for r in result.refused] == [PLACES["namnd"]]
    assert "datum: 2018-01" in (root / PLACES["plan"]).read_text(encoding="utf-8")
    assert errors(findings_in(root)) == errors(before) - 1


def test_two_words_that_would_become_the_same_key_are_not_both_mended() -> None:
    text = "mål:\n  1.7:\n    aktivitete: alla\n    aktivietter: alla\n"
    assert settle(text, UnitGoals).count("aktiviteter:") <= 1


def errors(found: list[Diagnostic]) -> int:
    return sum(finding.severity is Severity.ERROR for finding in found)


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.name.partition(".")[0])
def test_no_bad_file_gets_worse(case: Path, tmp_path: Path) -> None:
    if case.is_dir():
        lay_over(make_workspace(tmp_path), case)
    else:
        make_workspace(tmp_path, {case.name.split(".")[1]: case.read_bytes()})
    before = errors(findings_in(tmp_path))
    first = mended(tmp_path)
    assert not first.files or errors(findings_in(tmp_path)) <= before
    assert not first.files or mended(tmp_path).files == []


# --- properties over real plans --------------------------------------------------------------------------------------

FAULTS = (
    (r"(?<=\d),(?=\d+ %\s*$)", "."), (r"(?<=\d) (?=%)", ""), (r"(?<=: )(\d{4})-(\d\d)-(\d\d)$", r"\1\2\3"),
    (r"(?<=: )(\d{4})-(\d\d)-(\d\d)$", r"\1/\2/\3"), (r"^( *)aktiviteter:", r"\1aktivteter:"),
    (r"^( *)indikatorer:", r"\1Indikatorer:"), (r"^( *)förväntat_resultat:", r"\1forvantat_resultat:"),
    (r"^( *(?:- )?)rubrik:", r"\1rubirk:"), (r"^( *)enhetsmål:", r"\1enhetmål:"), (r"(?<=:)$", "  "),
    (r"^( *)periodicitet: år$", r"\1periodicitet: År"), (r"(?<=\S)$(?=\n\n)", " "), (r"^( *)belopp_i:", r"\1belopp i:"),
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_what_was_broken_is_as_it_was(data: st.DataObject) -> None:
    """Faults of many kinds, planted in real plans, are mended to the very bytes that were there."""
    path = data.draw(st.sampled_from(PLANS))
    kind = KINDS[path.stem]
    whole = path.read_text(encoding="utf-8")
    broken = whole
    for pattern, wrong in data.draw(st.lists(st.sampled_from(FAULTS), max_size=4, unique=True)):
        places = list(re.finditer(pattern, broken, re.MULTILINE))
        if places:
            match = data.draw(st.sampled_from(places[:40]))
            if _is_in_text(broken, match.start()):
                continue
            broken = broken[: match.start()] + match.expand(wrong) + broken[match.end() :]
    crlf = data.draw(st.booleans())
    if crlf:
        whole, broken = whole.replace("\n", "\r\n"), broken.replace("\n", "\r\n")
    done = settle(broken, kind.model)
    percent = r"(?<=\d) (?=%)"  # the spelling in targets is for a rule, which looks at the whole workspace
    assert re.sub(percent, "", done) == re.sub(percent, "", whole)
    assert settle(done, kind.model) == done


def _is_in_text(text: str, at: int) -> bool:
    """Tell whether a place lies in a block of text, where the patterns mean something else."""
    line = text.count("\n", 0, at)
    tree, _ = load_text(Source("f.yaml", text))
    waiting = [tree]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            if value.style in ("|", ">") and value.line < line < value.end_line:
                return True
        elif value is not None:
            waiting += value.values() if isinstance(value, dict) else value
    return False


PIECES = st.sampled_from([
    "mål:", "1.7:", "1,7:", "  ", "\t", "\u00a0", "\n", "\r\n", " ", "- ", "{", "}", "[", "]", ",", "6.1", "6,1",
    "1.10", "80%", "|", ">", "aktivteter:", "aktiviteter:", " alla", "allla", "# ord  ", "'", '"', "Indikatorer: ",
    "årsmål: ", "arsmal: ", "slut: 2018/1/5", "nämndmål:", "id: ", "a  b", "\\", "\ufeff", "&a", "titel:  x", "é",
    "e\u0301",
])  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_text_settles_and_gets_no_worse(text: str) -> None:
    once = settle(text, UnitGoals)
    assert settle(once, UnitGoals) == once

    def count(text: str) -> int:
        source = Source("f.yaml", text)
        tree, found = load_text(source)
        return errors(found + (build_model(UnitGoals, tree, source)[1] if tree is not None and tree != "" else []))

    assert count(once) <= count(text)
    assert [c for c in once if c.isalpha() and c in "éx"] == [c for c in text if c.isalpha() and c in "éx"]


def test_a_clean_check_loads_nothing_of_this(tmp_path: Path) -> None:
    root = make_workspace(tmp_path)
    checked = "import sys, vplan; vplan.check('.', jobs=1); sys.exit(any('vplan.fixing' in m for m in sys.modules))"
    subprocess.run([sys.executable, "-c", checked], cwd=root, check=True, timeout=60)


def test_sound_plans_are_left_alone() -> None:
    for path in PLANS:
        text = path.read_bytes().decode()
        assert settle(text, KINDS[path.stem].model) == text, path


# --- on the command line ---------------------------------------------------------------------------------------------


def check(*args: str) -> Result:
    return CliRunner().invoke(cli, ["check", *args], catch_exceptions=False)


def code(*args: str) -> int:
    value = cli.main(["check", *args], standalone_mode=False)
    assert isinstance(value, int)
    return value


WRONG = base_text("mal").replace("årsmål: 84 %", "årsmål: 84.5 %   # vi vet").replace("trygga:", "tryga:")
RIGHT = base_text("mal").replace("årsmål: 84 %", "årsmål: 84,5 %   # vi vet")


@pytest.fixture
def faulty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = make_workspace(tmp_path / "ws", {"mal": WRONG})
    monkeypatch.chdir(root)
    return root


def test_fix_writes_and_tells(faulty: Path) -> None:
    path = faulty / PLACES["mal"]
    path.chmod(0o640)
    done = check("--fix")
    assert path.read_text(encoding="utf-8") == RIGHT
    assert done.stdout.endswith("Mended: 2 places in 1 file.\n")
    assert path.stat().st_mode & 0o777 == 0o640
    assert not list(faulty.rglob("*.vplan-tmp"))
    assert code() == 0
    stamp = path.stat().st_mtime_ns
    assert check("--fix").stdout.endswith("Mended: 0 places in 0 files.\n")
    assert path.stat().st_mtime_ns == stamp


def test_diff_shows_and_writes_nothing(faulty: Path) -> None:
    done = check("--diff")
    assert (faulty / PLACES["mal"]).read_text(encoding="utf-8") == WRONG
    assert f"--- a/{PLACES['mal']}\n+++ b/{PLACES['mal']}\n" in done.stdout
    assert "+        årsmål: 84,5 %   # vi vet\n" in done.stdout
    assert done.stderr == "Would be mended: 2 places in 1 file.\n"
    assert code("--diff") == code("--fix", "--diff") == 1
    (faulty / PLACES["mal"]).write_text(RIGHT, encoding="utf-8")
    assert (code("--diff"), check("--diff").stdout) == (0, "")


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not there")
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_the_diff_is_one_that_git_applies(faulty: Path, ends: str) -> None:
    path = faulty / PLACES["mal"]
    path.write_bytes(WRONG.rstrip("\n").replace("\n", ends).encode())
    patch = check("--diff").stdout_bytes
    subprocess.run(["git", "apply", "--whitespace=nowarn", "-"], cwd=faulty, input=patch, check=True, timeout=30)
    assert path.read_bytes() == RIGHT.replace("\n", ends).encode()


def test_beside_a_format_for_programs_the_line_goes_to_standard_error(faulty: Path) -> None:
    done = check("--fix", "--format", "json")
    assert done.stdout.startswith("{")
    assert done.stderr == "Mended: 2 places in 1 file.\n"


def test_only_what_was_named_is_changed(faulty: Path) -> None:
    board = (faulty / PLACES["namnd"]).read_text(encoding="utf-8").replace("\n", "  \n", 1)
    (faulty / PLACES["namnd"]).write_text(board, encoding="utf-8")
    assert check("--fix", UNIT).stdout.endswith("Mended: 2 places in 1 file.\n")
    assert (faulty / PLACES["namnd"]).read_text(encoding="utf-8") == board
    make_workspace(faulty, {"mal": WRONG, "namnd": board})
    assert check("--fix", "2018/norr").stdout.endswith("Mended: 3 places in 2 files.\n")
    make_workspace(faulty, {"mal": WRONG})
    assert check("--fix", f"{UNIT}/plan.yaml").stdout.endswith("Mended: 0 places in 0 files.\n")


def test_only_the_chosen_rules_are_mended(faulty: Path) -> None:
    spaces = WRONG.replace("mål:\n", "mål:  \n", 1)
    (faulty / PLACES["mal"]).write_text(spaces, encoding="utf-8")
    check("--fix", "--select", "unknown-id")
    assert (faulty / PLACES["mal"]).read_text(encoding="utf-8") == spaces.replace("tryga", "trygga")
    check("--fix", "--ignore", "decimal-point")
    assert "84.5 %" in (faulty / PLACES["mal"]).read_text(encoding="utf-8")


def test_an_allowed_finding_is_not_mended(faulty: Path) -> None:
    allowed = base_text("mal").replace("årsmål: 84 %", "årsmål: 84%  # vplan: tillåt percent-space: så skriver KF")
    (faulty / PLACES["mal"]).write_text(allowed, encoding="utf-8")
    check("--fix")
    assert (faulty / PLACES["mal"]).read_text(encoding="utf-8") == allowed


def test_diff_with_a_report_is_wrong_use(faulty: Path) -> None:
    assert check("--diff", "--report", "json=ut.json").exit_code == 2
    assert not (faulty / "ut.json").exists()


# --- files that cannot be written ------------------------------------------------------------------------------------


def test_a_read_only_file_is_left_and_told_of(faulty: Path) -> None:
    path = faulty / PLACES["mal"]
    path.chmod(0o444)
    done = check("--fix")
    assert f"Not mended: {PLACES['mal']} cannot be written: it is read-only" in done.stderr
    assert path.read_text(encoding="utf-8") == WRONG
    assert code("--fix") == 1
    assert done.stdout.endswith("Mended: 0 places in 0 files.\n")


def test_a_file_that_changed_meanwhile_is_left(faulty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, put = faulty / PLACES["mal"], writing.put

    def late(root: Path, file: str, before: bytes, after: bytes) -> None:
        path.write_text("# nytt\n" + WRONG, encoding="utf-8")
        put(root, file, before, after)

    monkeypatch.setattr(writing, "put", late)
    assert "has been changed meanwhile" in check("--fix").stderr
    assert path.read_text(encoding="utf-8") == "# nytt\n" + WRONG
    assert not list(faulty.rglob(".*"))


def test_one_file_that_fails_does_not_stop_the_others(faulty: Path) -> None:
    plan = base_text("plan").replace("datum: 2018-01-12", "datum: 20180112")
    make_workspace(faulty, {"plan": plan})
    (faulty / PLACES["mal"]).chmod(0o444)
    assert check("--fix").stdout.endswith("Mended: 1 place in 1 file.\n")
    assert (faulty / PLACES["plan"]).read_text(encoding="utf-8") == base_text("plan")


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no symbolic links here")
def test_a_link_is_refused(faulty: Path, tmp_path: Path) -> None:
    path = faulty / PLACES["mal"]
    other = tmp_path / "other.yaml"
    path.rename(other)
    path.symlink_to(other)
    check("--fix")
    assert other.read_text(encoding="utf-8") == WRONG
    with pytest.raises(writing.MendError):
        writing.put(faulty, PLACES["mal"], WRONG.encode(), RIGHT.encode())


def test_a_full_disk_leaves_the_file(faulty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, data: bytes) -> int:
        raise OSError(28, "full")

    monkeypatch.setattr(Path, "write_bytes", full)
    assert "the disk is full" in check("--fix").stderr
    assert (faulty / PLACES["mal"]).read_text(encoding="utf-8") == WRONG
