"""Rules on what a document says and holds: placeholders, cover, annexes, chapters, headings, links, sentences."""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path

import pytest

from support.workspaces import PLACES, base_text, findings_in, make_workspace
from vplan.diagnostics import Diagnostic, Span
from vplan.model.prose import Prose
from vplan.project import Project
from vplan.rules import annex_order, placeholder_text, reference_pattern, same_text
from vplan.rules.pages import pages
from vplan.rules.scope import LONG_TEXT, Scope
from vplan.scaffold.unit import make_unit
from vplan.scaffold.workspace import workspace_files
from vplan.source import Scalar, Source

ROOT = Path(__file__).parents[1]
RULES = (
    "annex-order",
    "cover-date",
    "link-text",
    "long-sentence",
    "missing-chapter",
    "placeholder-text",
    "reference-pattern",
    "repeated-heading",
)


def changed(kind: str, *pairs: tuple[str, str]) -> str:
    text = base_text(kind)
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def found(root: Path, rule: str) -> list[Diagnostic]:
    findings = findings_in(root)
    assert {d.rule for d in findings} <= {rule}
    return findings


def marked(root: Path, finding: Diagnostic) -> str:
    """Return the text that a finding on one line marks."""
    span = finding.span
    assert span.line == span.end_line
    return (
        (root / span.file)
        .read_text(encoding="utf-8")
        .splitlines()[span.line - 1][span.column - 1 : span.end_column - 1]
    )


def scope_of(text: str) -> Scope:
    return Scope(Path(), 2018, (Prose(Scalar.stand_in(Source("a.yaml", text), Span("a.yaml"), text)),))


@pytest.mark.parametrize("rule", RULES)
def test_each_page_shows_right_and_wrong(rule: str) -> None:
    assert {part.label for part in pages()[rule].parts()} >= {"Why", "Wrong", "Right"}


# --- same-text -------------------------------------------------------------------------------------------------------


def test_a_copied_text_is_told_of_once_and_not_for_each_paragraph() -> None:
    text = "\n\n".join(("Vi besöker alla. " * LONG_TEXT, "Vi ringer alla. " * LONG_TEXT))
    scope = Scope(Path(), 2018, (*scope_of(text).proses, *scope_of(text).proses))
    assert len(list(same_text.check(scope))) == 1


# --- placeholder-text ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "-", "–", "...", "…", "xxx", "XXX", "xx", "TODO", "todo", "TBD", "Skriv här", "Skriv texten här.", "[text]",
        "[Ange vad ni gör]", "Lorem ipsum dolor sit amet", "Fyll i här", "Kompletteras senare", "Text saknas.",
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["prose", "line"])
def test_what_is_no_text_is_found(text: str, place: str, tmp_path: Path) -> None:
    old, new = ("Vi har jour.", text) if place == "prose" else ("Införa jour", f'"{text}"')
    root = make_workspace(tmp_path, {"mal": changed("mal", (old, new))})
    (finding,) = found(root, "placeholder-text")
    assert marked(root, finding).strip('"') == text


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("Vi ska TODO mer.", "TODO"),
        ("Det är ?? procent.", "??"),
        ("Senast den ???.", "???"),
        ("Senast i mars 20xx.", "20xx"),
        ("Av [ange antal] svarade hälften.", "[ange antal]"),
        ("Vi möts kl. xx.xx i huset.", "xx"),
        ("Hälften, XXX personer.", "XXX"),
        ("Vi har [belopp xx] kvar.", "[belopp xx]"),
    ],
)
def test_a_mark_in_a_text_is_found_where_it_stands(text: str, mark: str, tmp_path: Path) -> None:
    root = make_workspace(tmp_path, {"mal": changed("mal", ("Vi har jour.", text))})
    (finding,) = found(root, "placeholder-text")
    assert marked(root, finding) == mark


@pytest.mark.parametrize(
    "text",
    [
        "Hur mår du? Varför?",
        "Ring – vi svarar.",
        "Vi gör en todo-lista.",
        "”[…] alla ska få svar”",
        "Se kapitel XX.",
        "Se [datum för möten](https://example.org/a).",
        "Mer på [text](https://example.org/xx/).",
        "Texten finns på webben.",
        "Skriv till oss här på enheten så svarar vi inom en dag.",
        "Vi skriver här vad vi gör, med exempel.",
        "Våra maxvärden och växlar.",
    ],
)
def test_a_text_is_no_placeholder(text: str) -> None:
    assert list(placeholder_text.check(scope_of(text))) == []


def test_fields_of_one_line_in_every_file_are_judged(tmp_path: Path) -> None:
    files = {
        "kf": changed("kf", ("namn: Sjukfrånvaro", "namn: xxx"), ("Alla har nära till idrott", "TODO")),
        "namnd": changed("namnd", ("Äldre bor tryggt hemma", "Skriv nämndens mål här")),
        "plan": changed("plan", ("gata: Storgatan 1", "gata: Exempelgatan 1"), ("Området", "Området")),
        "ekonomi": changed("ekonomi", ("rad: Hyra", "rad: TBD"), ("rubrik: Budget 2018", "rubrik: Rubrik")),
    }
    findings = found(make_workspace(tmp_path, files), "placeholder-text")
    assert sorted(d.span.file for d in findings) == sorted(
        [PLACES["kf"]] * 2 + [PLACES["namnd"], PLACES["plan"]] + [PLACES["ekonomi"]] * 2
    )


def test_a_field_without_anything_is_not_told_of_twice(tmp_path: Path) -> None:
    root = make_workspace(tmp_path, {"plan": changed("plan", ("till: Norra nämnden", "till:"))})
    assert findings_in(root) == []


def test_every_prompt_of_a_new_unit_is_known(tmp_path: Path) -> None:
    """Nothing that `vplan new` asks for can be printed unseen: each line with such words has a finding."""
    for name, text in workspace_files(2030).items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    made = make_unit(Project.open(tmp_path), "2030/omsorgsnamnden/ny-enhet")
    shutil.rmtree(tmp_path / "plans/2030/omsorgsnamnden/hemtjanst-norr")
    prompts = set()
    words = re.compile(r"[ :]Skriv |[ :]Vad |[ :]Hur |Förnamn|Exempel|enheten@|: example\.org")
    for path in made.files:
        text = re.sub(r"^# ", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        path.write_text(text, encoding="utf-8")
        file = path.relative_to(tmp_path).as_posix()
        lines = enumerate(text.splitlines(), 1)
        prompts |= {(file, n) for n, line in lines if words.search(line) and not line.lstrip().startswith("#")}
    told = {(d.span.file, d.span.line) for d in findings_in(tmp_path) if d.rule == "placeholder-text"}
    assert len(prompts) > 12
    assert told == prompts


# --- cover-date ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "hint"),
    [
        ("2019-01-01", "2018-01-01"),
        ("2016-10-31", "2017-10-31"),
        ("2108-01-12", "2018-01-12"),
        ("2028-11-30", "2017-11-30"),
        ("2016-02-29", None),
    ],
)
def test_a_date_far_from_the_year_is_found(day: str, hint: str | None, tmp_path: Path) -> None:
    root = make_workspace(tmp_path, {"plan": changed("plan", ("datum: 2018-01-12", f"datum: {day}"))})
    (finding,) = found(root, "cover-date")
    assert marked(root, finding) == day
    assert finding.hint is not None
    assert finding.hint.args.get("date") == hint


@pytest.mark.parametrize("day", ["2016-11-01", "2017-11-20", "2018-02-14", "2018-12-31", ""])
def test_a_date_of_the_year_or_the_autumn_before_is_right(day: str, tmp_path: Path) -> None:
    root = make_workspace(tmp_path, {"plan": changed("plan", ("datum: 2018-01-12", f"datum: {day}"))})
    assert findings_in(root) == []


def test_the_date_of_an_application_is_judged_too(tmp_path: Path) -> None:
    award = "utgåva: kvalitetsutmarkelsen/2018\nenhet: Hemtjänsten\ndatum: 2081-03-28\n"
    findings = findings_in(make_workspace(tmp_path, {"kvalitetsutmarkelse": award}))
    assert [(d.span.line, d.rule) for d in findings if d.rule == "cover-date"] == [(3, "cover-date")]


# --- reference-pattern -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "number", "wrong"),
    [
        ("####-###-#.#.", "2017-717-1.1.", None),
        ("####-*-#.#.", "2017-9-1.1.", None),
        ("####-*-#.#.", "2017-1234-1.1.", None),
        ("BUN/####/*", "BUN/2023/118", None),
        ("*/*", "099/668", None),
        ("*#", "12345", None),
        ("*1*1", "91911", None),
        ("####-###-#.#.", "2017717-1.1.", 4),
        ("####-###-#.#.", "2017-717-1.1", 12),  # ends too early
        ("####-###-#.#.", "2017-717-1.1.x", 13),
        ("####-###-#.#.", "201A-717-1.1.", 3),
        ("BUN/####/*", "bun/2023/118", 0),
        ("####-*", "2017-", 5),
        ("####-*", "２０１７-1", 0),  # digits of another script are none
    ],
)
def test_a_number_fits_a_pattern_sign_by_sign(pattern: str, number: str, wrong: int | None) -> None:
    assert reference_pattern._first_wrong(pattern, number) == wrong


def test_no_pattern_takes_long() -> None:
    began = time.process_time()
    assert reference_pattern._first_wrong("*1" * 50, "1" * 99) is not None
    assert reference_pattern._first_wrong("*1" * 50, "1" * 100) is None
    assert reference_pattern._first_wrong("*1" * 50, "1" * 100_000) is not None
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize("number", ["", '"  "'])
def test_a_number_may_be_missing(number: str, tmp_path: Path) -> None:
    files = {
        "namnd": changed("namnd", ("år: 2018\n", 'år: 2018\ndnr_mönster: "####-*"\n')),
        "plan": changed("plan", ("dnr: 2017-717-1.1.", f"dnr: {number}")),
    }
    assert findings_in(make_workspace(tmp_path, files)) == []


def test_a_number_that_ends_too_early_is_marked_whole_and_the_pattern_shown(tmp_path: Path) -> None:
    files = {"namnd": changed("namnd", ("år: 2018\n", 'år: 2018\ndnr_mönster: "####-*-#.#.#"\n'))}
    root = make_workspace(tmp_path, files)
    (finding,) = found(root, "reference-pattern")
    assert marked(root, finding) == "2017-717-1.1."
    assert [(where.span.file, where.span.line) for where in finding.related] == [(PLACES["namnd"], 2)]


@pytest.mark.parametrize("pattern", ["", "####-*", '"abc"', f'"{"#" * 101}"'])
def test_a_pattern_that_none_can_fit_is_told_of_at_the_board_alone(pattern: str, tmp_path: Path) -> None:
    files = {"namnd": changed("namnd", ("år: 2018\n", f"år: 2018\ndnr_mönster: {pattern}\n"))}
    (finding,) = found(make_workspace(tmp_path, files), "reference-pattern")
    assert (finding.span.file, finding.span.line) == (PLACES["namnd"], 2)


# --- annex-order -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("numbers", "places"),
    [
        ("123", []),
        ("", []),
        ("2", [1]),
        ("13", [2]),
        ("134", [2]),
        ("132", [2]),
        ("321", [1]),
        ("112", [2]),
        ("1223", [3]),
        ("1224", [3]),
        ("133", [2]),  # 2 was written 3
        ("1143", [2, 3]),
    ],
)
def test_annexes_in_order(numbers: str, places: list[int], tmp_path: Path) -> None:
    lines = "".join(f'  - "Bilaga {number}: Om {at}"\n' for at, number in enumerate(numbers))
    plan = changed("plan", ("  - Plan för internkontroll\n", lines))
    first = base_text("plan").splitlines().index("bilagor:") + 1
    findings = found(make_workspace(tmp_path, {"plan": plan}), "annex-order")
    assert [d.span.line - first for d in findings] == places


@pytest.mark.parametrize("title", ["Plan för bilaga 3", "Bilagan om 2", "Bilaga 2.1 Om", "Bilaga 2018", "Bilaga"])
def test_other_numbers_are_no_annex(title: str, tmp_path: Path) -> None:
    plan = changed("plan", ("  - Plan för internkontroll\n", f"  - {title}\n"))
    assert findings_in(make_workspace(tmp_path, {"plan": plan})) == []


def test_chapters_that_are_annexes_are_in_order_too(tmp_path: Path) -> None:
    chapters = "  - rubrik: Bilaga 1 Om oss\n    text: Ja.\n  - rubrik: Bilaga 3 Om er\n    text: Ja.\nbilagor:\n"
    root = make_workspace(tmp_path, {"plan": changed("plan", ("bilagor:\n", chapters))})
    (finding,) = found(root, "annex-order")
    assert marked(root, finding) == "3"


def test_the_kind_of_document_is_no_annex(tmp_path: Path) -> None:
    root = make_workspace(tmp_path, {"plan": changed("plan", ("Tjänsteutlåtande", "Bilaga 10"))})
    assert findings_in(root) == []
    assert annex_order._NUMBER.match("Bilaga 10") is not None


# --- missing-chapter -------------------------------------------------------------------------------------------------


def chapters(tmp_path: Path, wanted: str, plan: str) -> list[Diagnostic]:
    files = {"namnd": changed("namnd", ("år: 2018\n", f"år: 2018\nkapitel: [{wanted}]\n")), "plan": plan}
    root = make_workspace(tmp_path, files)
    shutil.rmtree(root / "plans/2018/norr/dagverksamhet")
    return findings_in(root)


@pytest.mark.parametrize("wanted", ["Inledning", "ÖVRIGT", "inledning, Verksamhet", '"  Övrigt "', ""])
def test_chapters_are_found_in_any_capitals_and_depth(wanted: str, tmp_path: Path) -> None:
    assert chapters(tmp_path, wanted, base_text("plan")) == []


def test_a_chapter_that_is_not_there_is_told_of_where_the_chapters_begin(tmp_path: Path) -> None:
    (finding,) = chapters(tmp_path, "Inledning, Medarbetare", base_text("plan"))
    assert (finding.rule, finding.span.line, finding.span.column) == ("missing-chapter", 15, 1)
    assert [where.span.file for where in finding.related] == [PLACES["namnd"]]


def test_a_plan_without_chapters_is_told_of_at_its_name(tmp_path: Path) -> None:
    (finding,) = chapters(tmp_path, "Inledning", "utgåva: stockholm/2018\nenhet: Hemtjänsten\n")
    assert (finding.rule, finding.span.line, finding.span.column) == ("missing-chapter", 2, 8)


def test_a_chapter_almost_of_the_name_is_told_of_where_it_stands(tmp_path: Path) -> None:
    plan = changed("plan", ("rubrik: Inledning", "rubrik: Inledninng"))
    (finding,) = chapters(tmp_path, "Inledning, Övrigt", plan)
    assert (finding.rule, finding.span.line) == ("missing-chapter", 16)


def test_a_chapter_that_is_asked_for_is_never_taken_for_another(tmp_path: Path) -> None:
    (finding,) = chapters(tmp_path, "Inledning, Inledningar", base_text("plan"))
    assert finding.span.line == 15


@pytest.mark.parametrize(
    ("old", "new"), [("inledande_kapitel:", "inledande_kapitl:"), ("  - rubrik: Inledning", "  - rubik: Inledning")]
)
def test_a_misspelt_key_is_not_followed_by_missing_chapters(old: str, new: str, tmp_path: Path) -> None:
    rules = {d.rule for d in chapters(tmp_path, "Inledning", changed("plan", (old, new)))}
    assert "missing-chapter" not in rules
    assert "unknown-key" in rules


def test_the_real_plans_have_none_of_it() -> None:
    for root in (ROOT, ROOT / "examples/soderby"):
        assert [d for d in findings_in(root) if d.rule in RULES] == []
