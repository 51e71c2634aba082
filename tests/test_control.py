"""Settings in vplan.yaml and comments in the files say what a finding weighs."""

from __future__ import annotations

from pathlib import Path

import pytest

import vplan
from support.workspaces import UNIT, as_lines, base_text, findings_in, make_workspace
from vplan.diagnostics import Diagnostic, Severity, Span, has_errors, msg
from vplan.project import Project
from vplan.rules.pages import known

ECONOMY = f"{UNIT}/ekonomi.yaml"
WEAK = base_text("mal").replace("årsmål: 84 %", "årsmål: 60 %")
WEAK_LINE = WEAK.splitlines().index("        årsmål: 60 %") + 1


def rules_in(root: Path) -> list[str]:
    return [f"{d.severity.value} {d.rule} {d.span.line}" for d in findings_in(root)]


def weak_with(comment: str, *, above: str = "") -> str:
    """Return the goals with a target weaker than the council's, and comments at it or on lines above a text."""
    text = WEAK.replace("årsmål: 60 %", f"årsmål: 60 %{comment}")
    if above:
        indent, _, line = above.partition("@")
        text = text.replace(line, f"{indent}# vplan: tillåt weaker-target: nämnden har beslutat så\n{line}", 1)
    return text


def settings(*rules: str) -> str:
    return "kommun: Provköping\nregler:\n" + "".join(f"  - {{{rule}}}\n" for rule in rules)


@pytest.fixture(autouse=True)
def the_mistake_is_found(tmp_path: Path) -> None:
    root = make_workspace(tmp_path / "plain", {"mal": WEAK})
    assert rules_in(root) == [f"warning weaker-target {WEAK_LINE}"]


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("fel", [f"error weaker-target {WEAK_LINE}"]),
        ("varning", [f"warning weaker-target {WEAK_LINE}"]),
        ("tips", [f"hint weaker-target {WEAK_LINE}"]),
        ("av", []),
    ],
)
def test_a_setting_weighs_a_rule(level: str, expected: list[str], tmp_path: Path) -> None:
    root = make_workspace(tmp_path, {"mal": WEAK, "vplan": settings(f"regel: weaker-target, nivå: {level}")})
    assert rules_in(root) == expected


@pytest.mark.parametrize(
    ("folder", "is_off"),
    [("plans/2018", True), (UNIT, True), ("plans/2018/norr/", True), ("plans/2018/norr/dagverksamhet", False)],
)
def test_a_setting_holds_in_its_folder(folder: str, is_off: bool, tmp_path: Path) -> None:
    root = make_workspace(tmp_path, {"mal": WEAK, "vplan": settings(f"regel: weaker-target, nivå: av, mapp: {folder}")})
    assert (rules_in(root) == []) is is_off


def test_the_last_setting_that_fits_counts(tmp_path: Path) -> None:
    rules = settings("regel: weaker-target, nivå: fel", f"regel: weaker-target, nivå: av, mapp: {UNIT}")
    assert rules_in(make_workspace(tmp_path, {"mal": WEAK, "vplan": rules})) == []


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("regel: weaker-tarket, nivå: av", "vplan.yaml:3:13 error unknown-rule"),
        ("regel: duplicate-key, nivå: av", "vplan.yaml:3:13 error fixed-rule"),
        ("regel: weaker-target, nivå: av, mapp: plans/2031", "vplan.yaml:3:44 error unknown-folder"),
        ("regel: weaker-target, nivå: kanske", "vplan.yaml:3:34 error bad-choice"),
        ("regel: weaker-target", "vplan.yaml:3:6 error missing-key"),
    ],
)
def test_a_faulty_setting_is_found(rule: str, expected: str, tmp_path: Path) -> None:
    root = make_workspace(tmp_path, {"vplan": settings(rule)})
    assert as_lines(findings_in(root)) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        weak_with("   # vplan: tillåt weaker-target: nämnden har beslutat så"),
        weak_with("   # vplan: allow weaker-target: decided by the board"),
        weak_with("", above="        @        årsmål: 60 %"),
        weak_with("", above="      @      trygga:"),
        weak_with("", above="@  1.7:"),
    ],
    ids=["behind", "English", "above the value", "above the row", "above the goal"],
)
def test_a_comment_allows_a_rule(text: str, tmp_path: Path) -> None:
    assert rules_in(make_workspace(tmp_path, {"mal": text})) == []


def test_a_comment_above_another_block_allows_nothing(tmp_path: Path) -> None:
    text = weak_with("", above="    @    nämndmål:")
    assert rules_in(make_workspace(tmp_path, {"mal": text})) == [
        f"warning weaker-target {WEAK_LINE}",
        f"warning unused-allowance {text.splitlines().index('    nämndmål:')}",
    ]


@pytest.mark.parametrize(
    ("comment", "rule"),
    [
        ("# vplan: tillåt weaker-target", "error bad-allowance"),
        ("# vplan: tillåt weaker-target: –", "error bad-allowance"),
        ("# vplan: tillåt weaker-target: …", "error bad-allowance"),
        ("# vplan: tillåt", "error bad-allowance"),
        ("# vplan: hoppa över", "error bad-allowance"),
        ("# vplan: tillåt weaker-tarket: så", "error unknown-rule"),
    ],
)
def test_a_faulty_comment_allows_nothing_and_is_found(comment: str, rule: str, tmp_path: Path) -> None:
    root = make_workspace(tmp_path, {"mal": weak_with(f"  {comment}")})
    assert rules_in(root) == [f"warning weaker-target {WEAK_LINE}", f"{rule} {WEAK_LINE}"]


def test_a_comment_that_allows_nothing_is_found(tmp_path: Path) -> None:
    text = base_text("mal").replace("årsmål: 84 %", "årsmål: 84 %  # vplan: tillåt weaker-target: så")
    assert rules_in(make_workspace(tmp_path, {"mal": text})) == [f"warning unused-allowance {WEAK_LINE}"]


def test_no_comment_allows_what_cannot_be_allowed(tmp_path: Path) -> None:
    text = base_text("mal") + "  1.7: # vplan: tillåt duplicate-key: vill ha båda\n"
    found = [d.rule for d in findings_in(make_workspace(tmp_path, {"mal": text}))]
    assert "duplicate-key" in found
    assert "unused-allowance" in found


def test_a_text_that_looks_like_a_comment_is_a_text(tmp_path: Path) -> None:
    text = base_text("mal").replace(
        "              Vi har jour.", "              Vi har jour.\n\n              Se # vplan: tillåt weaker-target: så"
    )
    assert rules_in(make_workspace(tmp_path, {"mal": text})) == []


def test_a_comment_within_a_text_would_be_printed(tmp_path: Path) -> None:
    text = base_text("mal").replace(
        "              Vi har jour.", "              # vplan: tillåt same-text: så\n              Vi har jour."
    )
    line = text.splitlines().index("              # vplan: tillåt same-text: så") + 1
    assert f"error bad-allowance {line}" in rules_in(make_workspace(tmp_path, {"mal": text}))


def test_a_comment_behind_the_sign_of_a_text_speaks_of_the_text(tmp_path: Path) -> None:
    text = base_text("mal").replace(
        "            arbetssätt: |\n              Vi har jour.",
        "            arbetssätt: |  # vplan: tillåt placeholder-text: fylls i efter beslut\n\n              TODO",
    )
    assert rules_in(make_workspace(tmp_path, {"mal": text})) == []


def test_an_allowed_error_no_longer_stops_a_build(tmp_path: Path) -> None:
    text = base_text("mal").replace("slut: 2018-05-31", "slut: 2018-01-31")
    assert has_errors(findings_in(make_workspace(tmp_path / "a", {"mal": text})))
    allowed = text.replace("slut: 2018-01-31", "slut: 2018-01-31  # vplan: tillåt activity-dates: rättas i mars")
    assert findings_in(make_workspace(tmp_path / "b", {"mal": allowed})) == []


def test_control_of_many_plans_in_workers_is_the_same(tmp_path: Path) -> None:
    """Comments that speak of rules across units are known although workers read the files."""
    from vplan.checking import check
    from vplan.project import Project

    root = make_workspace(tmp_path, {"mal": weak_with("  # vplan: tillåt weaker-target: så")})
    for number in range(10):
        for name in ("plan", "mal"):
            path = root / f"plans/2018/norr/enhet-{number}/{name}.yaml"
            path.parent.mkdir(exist_ok=True)
            path.write_text(WEAK if name == "mal" else base_text("plan").replace("(bilder/karta.png)", "(#x)"))
    project = Project.open(root)
    alone = as_lines(check(project, project.layout.units(), 1))
    project = Project.open(root)
    assert as_lines(check(project, project.layout.units(), 2)) == alone
    assert sum("weaker-target" in line for line in alone) == 10


def test_rules_have_one_page_each() -> None:
    assert {"weaker-target", "duplicate-key", "personal-number"} <= known()


# --- what is found only while a PDF is made ---


def printed(root: Path, rule: str, severity: Severity) -> list[str]:
    """Return what is left of a finding about the PDF, as settings and comments leave it."""
    project = Project.open(root)
    unit = next(unit for unit in project.layout.units() if unit.folder == UNIT)
    assert project.check_unit(unit).diagnostics == []
    line = (root / UNIT / "plan.yaml").read_text(encoding="utf-8").splitlines().index("      Inget.") + 1
    found = Diagnostic(rule, severity, Span(f"{UNIT}/plan.yaml", line, 7), msg("An arrow stands alone."))
    return [f"{d.severity.value} {d.rule}" for d in project.controlled([found])]


def test_settings_and_comments_reach_what_is_found_in_a_pdf(tmp_path: Path) -> None:
    comment = "    # vplan: tillåt pdf-sign, pdf-table: nämndens egna tecken\n    text: |\n      Inget."
    allowed = base_text("plan").replace("    text: |\n      Inget.", comment)
    root = make_workspace(tmp_path / "allowed", {"plan": allowed})
    assert printed(root, "pdf-sign", Severity.WARNING) == []
    assert printed(root, "pdf-table", Severity.ERROR) == ["error pdf-table"]  # what is broken stays so
    weighed = make_workspace(tmp_path / "weighed", {"vplan": settings("regel: pdf-sign, nivå: tips")})
    assert printed(weighed, "pdf-sign", Severity.WARNING) == ["hint pdf-sign"]


def test_a_build_weighs_anew_when_only_the_rules_change(tmp_path: Path) -> None:
    """Nothing of the plans has changed, but what is said of them, and whether they may be published."""
    root = make_workspace(tmp_path / "built", {"mal": WEAK})
    plans = sorted(unit.id for unit in Project.open(root).layout.units())

    def build() -> tuple[list[str], list[str], list[str]]:
        result = vplan.build(root, formats=["html"])
        told = [f"{d.severity.value} {d.rule}" for d in result.diagnostics if d.rule == "weaker-target"]
        return result.built, result.failed, told

    assert build() == (plans, [], ["warning weaker-target"])
    before = {path: path.read_bytes() for path in (root / "site").rglob("*.html")}
    assert build() == ([], [], ["warning weaker-target"])
    own = UNIT.removeprefix("plans/")
    for level, told in (("fel", ["error weaker-target"]), ("av", []), ("tips", ["hint weaker-target"])):
        (root / "vplan.yaml").write_text(settings(f"regel: weaker-target, nivå: {level}"), encoding="utf-8")
        failed = [own] if level == "fel" else []
        assert build() == ([plan for plan in plans if plan not in failed], failed, told)
        assert build() == ([], failed, told)
    assert {path: path.read_bytes() for path in before} == before
