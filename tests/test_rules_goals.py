"""Rules on goals: what a goal lacks, what is typed twice, and what no unit carries."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.workspaces import OTHER_UNIT, PLACES, base_text, findings_in, make_workspace
from vplan.checking import check
from vplan.diagnostics import Diagnostic
from vplan.project import Project
from vplan.rules.retyped_title import one_letter_apart

GOALS = "plans/2018/norr/dagverksamhet/mal.yaml"
LONG = "Vi möter varje person med lugn och frågar vad som är viktigt just i dag. " * 4


def changed(kind: str, *pairs: tuple[str, str]) -> str:
    text = base_text(kind)
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def found(tmp_path: Path, **files: str) -> list[Diagnostic]:
    return findings_in(make_workspace(tmp_path, files))


def rules_of(findings: list[Diagnostic]) -> list[str]:
    return [d.rule for d in findings]


def goal(*fields: str) -> str:
    """Return `mal.yaml` with one goal that has the given lines and no others."""
    lines = "".join(f"            {line}\n" for field in fields for line in field.splitlines())
    head = base_text("mal").partition("            förväntat_resultat")[0]
    return head + lines


RESULT = "förväntat_resultat: Alla får svar inom en dag."
METHODS = "arbetssätt: Vi har jour."
FOLLOW_UP = "uppföljning: Svarstiderna gås igenom varje månad."
INDICATORS = "indikatorer:\n  - {namn: Andel svar inom en dag, årsmål: 95 %}"
ACTIVITIES = "aktiviteter:\n  - {aktivitet: Införa jour, start: 2018-02-01, slut: 2018-05-31}"

# --- what a goal lacks -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "rules"),
    [
        ((RESULT, METHODS, FOLLOW_UP, INDICATORS), []),
        ((RESULT, METHODS, FOLLOW_UP), []),
        ((METHODS, FOLLOW_UP), ["missing-field"]),
        ((RESULT, FOLLOW_UP), ["missing-field"]),
        ((FOLLOW_UP,), ["missing-field"]),
        ((RESULT, METHODS), ["immeasurable-goal"]),
        ((RESULT, METHODS, INDICATORS), ["missing-follow-up"]),
        ((RESULT, METHODS, ACTIVITIES), ["missing-follow-up"]),
        ((), ["immeasurable-goal", "missing-field"]),
        # written but empty is as good as not written
        ((RESULT, "arbetssätt:", FOLLOW_UP), ["missing-field"]),
        ((RESULT, "arbetssätt: |", FOLLOW_UP), ["missing-field"]),
        ((RESULT, 'arbetssätt: "  "', FOLLOW_UP), ["missing-field"]),
        ((RESULT, METHODS, "uppföljning:", INDICATORS), ["missing-follow-up"]),
        ((RESULT, METHODS, "uppföljning:", "indikatorer:", "aktiviteter:"), ["immeasurable-goal"]),
        ((RESULT, METHODS, "indikatorer: []"), ["immeasurable-goal"]),
        # what is written wrong is told of as that, and not as missing too
        ((RESULT, "arbetsätt: Vi har jour.", FOLLOW_UP), ["unknown-key"]),
        ((RESULT, METHODS, "uppföljing: Varje månad."), ["unknown-key"]),
        ((RESULT, METHODS, "indikator: []"), ["unknown-key"]),
        ((RESULT, METHODS, "indikatorer: Andel svar"), ["wrong-type"]),
        ((RESULT, "arbetssätt: [Vi har jour.]", FOLLOW_UP), ["wrong-type"]),
        ((RESULT, "arbetssätt: .", FOLLOW_UP), ["placeholder-text"]),
        ((RESULT, METHODS, "uppföljning: TODO"), ["placeholder-text"]),
        ((RESULT, METHODS, "uppföljning: {språk: en, text: Every month.}"), []),
    ],
)
def test_a_fault_of_a_goal_is_one_finding(fields: tuple[str, ...], rules: list[str], tmp_path: Path) -> None:
    assert sorted(rules_of(found(tmp_path, mal=goal(*fields)))) == rules


def test_a_goal_is_named_at_its_title(tmp_path: Path) -> None:
    findings = found(tmp_path, mal=goal())
    assert {(d.span.line, d.span.column) for d in findings} == {(13, 18)}
    assert all(d.message.args.get("goal") == "Vi svarar snabbt" for d in findings)


def test_a_goal_without_a_title_is_judged_too(tmp_path: Path) -> None:
    mal = goal(RESULT, METHODS).replace("            mål: Vi svarar snabbt\n", "")
    assert "immeasurable-goal" in rules_of(found(tmp_path, mal=mal))


@pytest.mark.parametrize("goals", ["mål:\n", "mål:\n  1.7:\n", "mål:\n  1.7:\n    nämndmål:\n      delaktiga:\n"])
def test_without_unit_goals_nothing_is_missing(goals: str, tmp_path: Path) -> None:
    rules = set(rules_of(found(tmp_path, mal=goals)))
    assert rules.isdisjoint({"missing-field", "missing-follow-up", "immeasurable-goal"})


# --- the same text ---------------------------------------------------------------------------------------------------


def texts(first: str, second: str) -> str:
    return goal(f"förväntat_resultat: {first}", f"arbetssätt: {second}", FOLLOW_UP, INDICATORS)


def test_a_long_text_in_two_fields_is_told_of_at_the_second(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, mal=texts(LONG, LONG))
    assert (finding.rule, finding.span.line) == ("same-text", 15)
    assert [where.span.line for where in finding.related] == [14]


@pytest.mark.parametrize("second", [LONG + "Så är det.", LONG[:79], "Vi har jour."])
def test_texts_that_differ_or_are_short_are_not_the_same(second: str, tmp_path: Path) -> None:
    first = second if len(second) < 200 else LONG
    assert found(tmp_path, mal=texts(first, second)) == []


def other_goals(text: str) -> str:
    return (
        "mål:\n  1.7:\n    nämndmål:\n      trygga-hem:\n        enhetsmål:\n          - id: lugna-dagar\n"
        f"            mål: Dagarna är lugna\n            {RESULT.replace('svar', 'ro')}\n"
        f"            arbetssätt: {text}\n            uppföljning: Vi frågar alla i maj.\n"
    )


def test_a_text_of_another_unit_is_told_of_with_both_places(tmp_path: Path) -> None:
    root = make_workspace(tmp_path, {"mal": texts("Alla får svar.", LONG), GOALS: other_goals(LONG)})
    (finding,) = findings_in(root)
    assert finding.rule == "same-text-across"
    assert {finding.span.file, finding.related[0].span.file} == {GOALS, PLACES["mal"]}


def test_a_unit_alone_is_compared_with_no_other(tmp_path: Path) -> None:
    root = make_workspace(tmp_path, {"mal": texts("Alla får svar.", LONG), GOALS: other_goals(LONG)})
    project = Project.open(root)
    for chosen in project.layout.units():
        assert "same-text-across" not in rules_of(check(project, [chosen], 1))


def test_a_text_may_stand_in_plans_of_two_years(tmp_path: Path) -> None:
    root = make_workspace(tmp_path, {"mal": texts("Alla får svar.", LONG)})
    for file in ("kf", "namnd", "plan", "mal"):
        text = (
            (root / PLACES[file]).read_text(encoding="utf-8").replace("2018-", "2019-").replace("år: 2018", "år: 2019")
        )
        later = root / PLACES[file].replace("2018", "2019")
        later.parent.mkdir(parents=True, exist_ok=True)
        later.write_text(text.replace("Området", "Vårt").replace("      ![Karta", "      Karta"), encoding="utf-8")
    assert "same-text-across" not in rules_of(findings_in(root))


# --- titles typed again ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b", "near"),
    [
        ("abc", "abc", True),
        ("abc", "abd", True),
        ("abc", "xbc", True),
        ("abc", "axc", True),
        ("abc", "ab", True),
        ("abc", "abcd", True),
        ("abc", "bc", True),
        ("abc", "aabc", True),
        ("aabc", "abc", True),
        ("abc", "acb", True),
        ("abc", "bca", False),
        ("abc", "a", False),
        ("abc", "xyc", False),
        ("abc", "abcde", False),
        ("abcd", "bcda", False),
        ("", "", True),
        ("", "a", True),
        ("", "ab", False),
    ],
)
def test_one_letter(a: str, b: str, near: bool) -> None:
    assert one_letter_apart(a, b) is near
    assert one_letter_apart(b, a) is near


@pytest.mark.parametrize(
    "title",
    [
        "Alla äldre har en trygg ålderdom",  # the council's
        "Alla äldre har en tryg ålderdom",
        "Alla ädlre har en trygg ålderdom",
        "ALLA ÄLDRE HAR EN TRYGG ÅLDERDOM",
        '"Alla  äldre har en trygg\u00a0ålderdom"',
        "Äldre bor tryggt hemma",  # the board's
        "Äldre bor tryggt hemma.",
        "En kommun som håller samman",  # a direction
    ],
)
def test_a_goal_with_a_title_from_above_is_found(title: str, tmp_path: Path) -> None:
    (finding,) = found(tmp_path, mal=changed("mal", ("mål: Vi svarar snabbt", f"mål: {title}")))
    assert (finding.rule, finding.span.line) == ("retyped-title", 13)
    assert finding.related[0].span.file in (PLACES["kf"], PLACES["namnd"])


@pytest.mark.parametrize("title", ["Alla äldre har en trygg vardag", "Äldre bor tryggt i norr"])
def test_a_goal_with_words_of_its_own_is_right(title: str, tmp_path: Path) -> None:
    assert found(tmp_path, mal=changed("mal", ("mål: Vi svarar snabbt", f"mål: {title}"))) == []


def test_an_indicator_of_the_catalogue_is_chosen_by_its_id(tmp_path: Path) -> None:
    name = "Andel äldre som känner sig trygga"
    other = ("      trygga:\n        årsmål: 84 %", "      sjukfranvaro:\n        årsmål: 6,1 %")
    (finding,) = found(
        tmp_path,
        mal=changed(
            "mal", ("namn: Andel svar inom en dag", f"namn: {name}"), other, ("periodicitet: månad", "periodicitet: år")
        ),
    )
    assert finding.rule == "retyped-title"
    assert finding.hint is not None
    assert finding.hint.args == {"id": "trygga"}


def test_an_activity_of_the_board_is_chosen_by_its_id(tmp_path: Path) -> None:
    text = changed("mal", ("aktivitet: Införa jour", "aktivitet: Starta ett brukarråd"), ("[brukarrad]", "[]"))
    findings = found(tmp_path, mal=text)
    assert [d.rule for d in findings] == ["retyped-title"]


def test_a_short_title_is_alike_by_chance(tmp_path: Path) -> None:
    short = {
        "kf": changed("kf", ("namn: Sjukfrånvaro", "namn: Nöjda")),
        "mal": changed("mal", ("Införa jour", "Nöjdare")),
    }
    assert found(tmp_path, **short) == []


def test_the_board_types_no_title_of_the_council_again(tmp_path: Path) -> None:
    findings = found(tmp_path, namnd=changed("namnd", ("Äldre bor tryggt hemma", "Alla har nära till idrott")))
    assert [(d.rule, d.span.file) for d in findings] == [("retyped-title", PLACES["namnd"])]


# --- goals that no unit carries --------------------------------------------------------------------------------------

ALL = "mål:\n  1.5:\n  1.7:\n    nämndmål:\n      trygga-hem:\n"
NONE = "mål:\n  1.5:\n  1.7:\n"


def uncarried(root: Path) -> list[tuple[int, str]]:
    findings = [d for d in findings_in(root) if d.rule == "uncarried-goal"]
    assert {d.span.file for d in findings} <= {PLACES["namnd"]}
    return [(d.span.line, str(d.message.args["goal"])) for d in findings]


def test_a_board_goal_that_no_unit_has_is_told_of_at_the_board(tmp_path: Path) -> None:
    assert uncarried(make_workspace(tmp_path, {GOALS: NONE})) == [(19, "Äldre bor tryggt hemma")]


def test_a_board_goal_that_one_unit_has_is_carried(tmp_path: Path) -> None:
    assert uncarried(make_workspace(tmp_path, {GOALS: ALL})) == []


def test_a_part_of_a_board_is_not_judged(tmp_path: Path) -> None:
    project = Project.open(make_workspace(tmp_path, {GOALS: NONE}))
    for unit in project.layout.units():
        assert "uncarried-goal" not in rules_of(check(project, [unit], 1))
    assert "uncarried-goal" in rules_of(check(project, project.layout.units(), 1))


@pytest.mark.parametrize("fault", ["mål:\n  9.9:\n", "mål:\n  1.7:\n    nämndmål:\n      trygga-hm:\n", "mål: [\n"])
def test_with_a_faulty_unit_nothing_is_said_of_its_board(fault: str, tmp_path: Path) -> None:
    root = make_workspace(tmp_path, {GOALS: fault})
    assert uncarried(root) == []
    assert findings_in(root) != []


def test_the_only_unit_of_a_board_need_not_carry_everything(tmp_path: Path) -> None:
    root = make_workspace(tmp_path, {GOALS: NONE})
    for file in sorted((root / f"plans/{OTHER_UNIT}").iterdir()):
        file.unlink()
    (root / f"plans/{OTHER_UNIT}").rmdir()
    assert uncarried(root) == []


def test_a_council_goal_that_the_board_lists_for_nothing_is_told_of(tmp_path: Path) -> None:
    namnd = base_text("namnd") + "  1.5:\n"
    assert uncarried(make_workspace(tmp_path, {"namnd": namnd, GOALS: ALL.replace("  1.5:\n", "")})) == [(20, "1.5")]


def test_a_council_goal_that_a_unit_has_alone_is_carried(tmp_path: Path) -> None:
    namnd = base_text("namnd") + "  1.5:\n"
    assert uncarried(make_workspace(tmp_path, {"namnd": namnd, GOALS: ALL})) == []
