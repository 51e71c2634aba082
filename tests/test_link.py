"""Links between unit, board and council: order, selections, nearest ids, the right year."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.workspaces import UNIT, base_text, findings_in, make_workspace
from vplan.diagnostics import Diagnostic, has_errors
from vplan.link import LinkedGoal, LinkedPlan
from vplan.project import Project

BOARD = base_text("namnd")


def linked(root: Path, goals: str, **files: str) -> LinkedPlan:
    make_workspace(root, {"mal": goals, **files})
    project = Project.open(root)
    check = project.check_unit(next(unit for unit in project.layout.units() if unit.folder == UNIT))
    assert not has_errors(check.diagnostics)
    assert check.plan is not None
    return check.plan


def goals_of(plan: LinkedPlan) -> list[LinkedGoal]:
    return [goal for direction in plan.directions for goal in direction.goals]


def broken(root: Path, goals: str, **files: str) -> Diagnostic:
    (finding,) = findings_in(make_workspace(root, {"mal": goals, **files}))
    return finding


def test_order_is_the_catalogues(tmp_path: Path) -> None:
    """The order of the council and the board, whatever the unit's; the unit's own order among its goals."""
    plan = linked(
        tmp_path,
        "mål:\n  1.7:\n    indikatorer: [sjukfranvaro, trygga]\n    nämndmål:\n      trygga-hem:\n      delaktiga:\n"
        "        enhetsmål:\n          - {id: b, mål: B}\n          - {id: a, mål: A}\n  1.5:\n",
    )
    first, second = goals_of(plan)
    assert [first.goal.reference, second.goal.reference] == ["1.5", "1.7"]
    assert [item.row.id for item in second.indicators] == ["trygga", "sjukfranvaro"]
    assert [item.goal.id for item in second.board_goals] == ["delaktiga", "trygga-hem"]
    assert [goal.id for goal in second.board_goals[0].unit_goals] == ["b", "a"]


@pytest.mark.parametrize(
    ("selection", "chosen"),
    [
        ("alla", ["trygga", "sjukfranvaro"]),
        ("[trygga]", ["trygga"]),
        ("[]", []),
        ("", []),
        ("\n      trygga:\n      sjukfranvaro: {årsmål: '6 %'}", ["trygga", "sjukfranvaro"]),
        ("\n      - sjukfranvaro", ["sjukfranvaro"]),
    ],
)
def test_selections(tmp_path: Path, selection: str, chosen: list[str]) -> None:
    (goal,) = goals_of(linked(tmp_path, f"mål:\n  1.7:\n    indikatorer: {selection}\n"))
    assert [item.row.id for item in goal.indicators] == chosen


def test_own_values_stay_beside_the_councils(tmp_path: Path) -> None:
    (goal,) = goals_of(
        linked(tmp_path, "mål:\n  1.7:\n    indikatorer:\n      trygga: {årsmål: 84 %, kommentar: Hej}\n")
    )
    (item,) = goal.indicators
    assert item.own is not None
    assert (item.own.target.text, item.own.comment, item.row.council_target.text) == ("84 %", "Hej", "80 %")


def test_not_written_is_not_taken(tmp_path: Path) -> None:
    (goal,) = goals_of(linked(tmp_path, "mål:\n  1.7:\n"))
    assert (goal.indicators, goal.activities, goal.board_goals) == ((), (), ())


@pytest.mark.parametrize(
    ("goals", "rule", "words", "where"),
    [
        ("mål:\n  1.8:\n", "unknown-goal", ["2018", "1.8", "1.5, 1.7"], "plans/2018/kf.yaml:10:16"),
        (
            "mål:\n  1.7:\n    nämndmål:\n      delaktig:\n",
            "unknown-board-goal",
            ["delaktiga"],
            "plans/2018/norr/namnd.yaml:5:11",
        ),
        ("mål:\n  1.7:\n    indikatorer: [tryga]\n", "unknown-id", ["“trygga”"], "plans/2018/kf.yaml:12:17"),
        (
            "mål:\n  1.5:\n    nämndmål:\n      delaktiga:\n",
            "unknown-board-goal",
            ["1.7"],
            "plans/2018/norr/namnd.yaml:5:11",
        ),
    ],
)
@pytest.mark.usefixtures("english")
def test_a_broken_link_names_the_nearest_and_where(
    tmp_path: Path, goals: str, rule: str, words: list[str], where: str
) -> None:
    finding = broken(tmp_path, goals)
    assert finding.rule == rule
    assert all(word in f"{finding.message} {finding.hint}" for word in words)
    first = finding.related[0].span
    assert f"{first.file}:{first.line}:{first.column}" == where


def test_a_number_means_the_goal_of_its_year(tmp_path: Path) -> None:
    """1.5 is one goal in 2018 and another in 2022, and 1.7 is none then."""
    other = "år: 2022\ninriktningsmål:\n  - {nr: 1, titel: En modern storstad, mål: [{nr: 1.5, titel: Äldre}]}\n"
    files = {
        "plans/2022/kf.yaml": other,
        "plans/2022/norr/namnd.yaml": "år: 2022\nnamn: Norra nämnden\nmål:\n",
        "plans/2022/norr/hemtjanst/plan.yaml": "utgåva: stockholm/2022\nenhet: Hemtjänsten\n",
        "plans/2022/norr/hemtjanst/mal.yaml": "mål:\n  1.5:\n  1.7:\n",
        "mal": "mål:\n  1.5:\n",
    }
    project = Project.open(make_workspace(tmp_path, files))
    checks = {u.id: project.check_unit(u) for u in project.layout.units()}
    old, new = checks["2018/norr/hemtjanst"], checks["2022/norr/hemtjanst"]
    assert old.plan is not None
    assert new.plan is not None
    assert [goal.goal.title for goal in goals_of(old.plan)] == ["Alla har nära till idrott"]
    assert [goal.goal.title for goal in goals_of(new.plan)] == ["Äldre"]
    assert [(d.rule, d.span.line) for d in new.diagnostics] == [("unknown-goal", 3)]


def test_a_change_of_the_board_reaches_all_its_units(tmp_path: Path) -> None:
    goals = "mål:\n  1.7:\n    nämndmål:\n      trygga-hem:\n"
    changed = BOARD.replace("Äldre bor tryggt hemma", "Äldre trivs hemma")
    make_workspace(tmp_path, {"mal": goals, "plans/2018/norr/dagverksamhet/mal.yaml": goals, "namnd": changed})
    project = Project.open(tmp_path)
    for unit in project.layout.units():
        plan = project.check_unit(unit).plan
        assert plan is not None
        assert [b.goal.title for goal in goals_of(plan) for b in goal.board_goals] == ["Äldre trivs hemma"]


def test_a_unit_is_not_ok_when_its_board_is_not(tmp_path: Path) -> None:
    make_workspace(tmp_path, {"namnd": BOARD.replace("id: trygga-hem", "id: Trygga hem")})
    project = Project.open(tmp_path)
    checks = [project.check_unit(unit) for unit in project.layout.units()]
    assert all(not check.ok for check in checks)
    assert {d.rule for check in checks for d in check.diagnostics} == {"unknown-board-goal"}


def test_a_goal_below_a_misspelt_reference_is_found_where_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VPLAN_LANG", "en")
    make_workspace(tmp_path, {"namnd": BOARD.replace("  1.7:", "  7.1:")})
    found = [d for d in findings_in(tmp_path) if d.rule == "unknown-board-goal"]
    finding = next(d for d in found if d.span.file == f"{UNIT}/mal.yaml")
    assert str(finding.hint) == "Mend 7.1 in the board's file: the council has no such goal."
    assert [(r.span.file, r.span.line) for r in finding.related] == [("plans/2018/norr/namnd.yaml", 5)]
    assert str(finding.related[0].message) == "The board goal is defined here, under 7.1."
