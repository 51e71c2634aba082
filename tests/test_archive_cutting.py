"""Council and board cut to what a plan uses: the same plan comes of it, and a second cut changes nothing."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.workspaces import make_workspace
from vplan.archive.cutting import cut_board, cut_council, cut_decisions, cut_settings
from vplan.diagnostics import has_errors
from vplan.document import assemble
from vplan.document.tree import Document
from vplan.link import LinkedPlan
from vplan.project import Project

REPOSITORY = Path(__file__).parents[1]
KF, NAMND, MAL = "plans/2018/kf.yaml", "plans/2018/norr/namnd.yaml", "plans/2018/norr/hemtjanst/mal.yaml"


def linked_plan(root: Path, unit: str = "") -> LinkedPlan:
    project = Project.open(root)
    found = next(u for u in project.layout.units() if u.id == unit or (not unit and u.unit == "hemtjanst"))
    check = project.check_unit(found)
    above = project.catalogue_diagnostics([found])
    assert check.plan is not None
    assert not has_errors([*check.diagnostics, *above]), [str(d.message) for d in (*check.diagnostics, *above)]
    return check.plan


def document_of(root: Path, linked: LinkedPlan) -> Document:
    project = Project.open(root)
    return assemble(project.root, project.settings, linked)[0].document


def cut_both(root: Path, linked: LinkedPlan) -> tuple[bytes, bytes]:
    council, board = linked.council.place.file, linked.board.place.file
    return (
        cut_council(council, (root / council).read_bytes(), linked),
        cut_board(board, (root / board).read_bytes(), linked),
    )


def check_cut(root: Path, unit: str = "") -> tuple[str, str]:
    """Cut the files of a workspace in place; the document stays as it was, and a second cut changes nothing."""
    linked = linked_plan(root, unit)
    before = document_of(root, linked)
    council, board = cut_both(root, linked)
    (root / linked.council.place.file).write_bytes(council)
    (root / linked.board.place.file).write_bytes(board)
    again = linked_plan(root, unit)
    assert without_places(document_of(root, again)) == without_places(before)
    assert cut_both(root, again) == (council, board)
    return council.decode(), board.decode()


def without_places(document: Document) -> str:
    from vplan.render.html import render_html

    return render_html(document, target="print", shared_style=False)


@pytest.mark.parametrize("year", ["2017", "2018", "2019", "2022"])
def test_the_plans_of_the_repository(tmp_path: Path, year: str) -> None:
    import shutil

    shutil.copytree(REPOSITORY / "plans" / year, tmp_path / "plans" / year)
    (tmp_path / "vplan.yaml").write_text("", encoding="utf-8")
    unit = next(u for u in Project.open(tmp_path).layout.units() if not u.only_award)
    sizes = sum(path.stat().st_size for path in tmp_path.rglob("*.yaml"))
    check_cut(tmp_path, unit.id)
    assert sum(path.stat().st_size for path in tmp_path.rglob("*.yaml")) < sizes


COUNCIL = """\
# the year's goals
år: 2018
namn: Kommunfullmäktige
inriktningsmål:
  # first
  - nr: 1
    titel: Ett
    mål:
      # about 1.5
      - nr: 1.5
        titel: Idrott
        beskrivning: |
          Text.
            # no comment, but text

          Mer.
      # about 1.7
      - nr: 1.7
        titel: Äldre
        indikatorer:
          - id: trygga
            namn: Trygga
            kf_årsmål: 80 %
            periodicitet: år
          - {id: andra, namn: Andra, kf_årsmål: 1 %, periodicitet: år}
        aktiviteter:
          - id: ledsagning
            aktivitet: Se över
            start: 2018-01-01
            slut: 2018-12-31
  - nr: 2
    titel: Två
    mål:
    - nr: "2.1"
      titel: Luft
# the end
"""
GOALS = """\
mål:
  1.7:
    indikatorer: [{chosen}]
    nämndmål:
      delaktiga:
        enhetsmål:
          - id: snabba-svar
            mål: Vi svarar
            förväntat_resultat: Alla får svar.
"""


def workspace(root: Path, council: str, chosen: str = "trygga") -> Path:
    return make_workspace(root, {"kf": council, "mal": GOALS.format(chosen=chosen)})


def test_goals_rows_and_their_comments_go(tmp_path: Path) -> None:
    council, _ = check_cut(workspace(tmp_path, COUNCIL))
    assert (
        council
        == """\
# the year's goals
år: 2018
namn: Kommunfullmäktige
inriktningsmål:
  # first
  - nr: 1
    titel: Ett
    mål:
      # about 1.7
      - nr: 1.7
        titel: Äldre
        indikatorer:
          - id: trygga
            namn: Trygga
            kf_årsmål: 80 %
            periodicitet: år
# the end
"""
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n", "\r\n"),
        ("  - nr: 2\n", "  -\n    nr: 2\n"),
        ('    - nr: "2.1"\n      titel: Luft\n', '      [{nr: "2.1", titel: Luft}]\n'),
        ("# the end\n", ""),
        ("        beskrivning: |\n", "        beskrivning: |+\n"),
    ],
    ids=["crlf", "dash-alone", "brackets", "no-end", "kept-lines"],
)
def test_other_layouts_give_the_same_document(tmp_path: Path, old: str, new: str) -> None:
    assert old in COUNCIL
    check_cut(workspace(tmp_path, COUNCIL.replace(old, new)))


def test_a_list_in_brackets_stays_whole(tmp_path: Path) -> None:
    flow = COUNCIL.replace("  - nr: 1\n", "  - nr: 1 # whole\n").replace(
        '    mål:\n    - nr: "2.1"\n      titel: Luft\n', '    mål: [{nr: "2.1", titel: Luft}]\n'
    )
    council, _ = check_cut(workspace(tmp_path, flow.replace("  - nr: 2\n", "  -\n    nr: 2\n")))
    assert "Luft" in council
    assert "Idrott" in council


def test_a_plan_without_goals_uses_nothing(tmp_path: Path) -> None:
    root = make_workspace(tmp_path, {"kf": COUNCIL, "mal": "mål: {}\n"})
    council, board = check_cut(root)
    assert "inriktningsmål: []" in council
    assert board.endswith("mål: {}\n")


def test_an_application_uses_the_name_of_the_board_alone() -> None:
    board = b"namn: X\nm\xc3\xa5l:\n  1.7:\n    - id: a\n      n\xc3\xa4mndm\xc3\xa5l: A\n"
    assert cut_board("namnd.yaml", board, None).decode().split("\n") == ["namn: X", "mål: {}", ""]


OURS = "plans/2018/norr/hemtjanst"
WITHOUT = "kommun: A\nregler:\n  - {regel: same-text, nivå: av, mapp: plans/2018/norr}\n"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (WITHOUT + "  # theirs\n  - {regel: same-text, nivå: tips, mapp: plans/2018/soder}\nbeslut: ja\n",
         WITHOUT + "beslut: ja\n"),
        (WITHOUT + "  - regel: same-text\n    nivå: tips\n    mapp: plans/2018/norr/hemtjanst2/\n", WITHOUT),
        ("regler: [{regel: a, mapp: plans/2017}, {regel: b}, {regel: c, mapp: x}, {regel: d, mapp: y}]\n",
         "regler: [{regel: b}]\n"),
        ("regler: [\n  {regel: a, mapp: plans/2017}, # theirs\n]\nkommun: A\n", "regler: [\n  ]\nkommun: A\n"),
        ("kommun: A\nregler:\n  - {regel: a, mapp: plans/2017}\n", "kommun: A\n"),
        (f"regler: [{{regel: a, mapp: /{OURS}/}}, {{regel: b, mapp: ''}}]\n", None),
        ("# nothing\n", None),
        ("", None),
    ],
    ids=["block", "name-begins-alike", "brackets", "all-in-brackets", "all", "ours", "comment", "empty"],
)  # fmt: skip
def test_settings_for_other_folders_go(text: str, left: str | None) -> None:
    for ends in ("\n", "\r\n"):
        cut = cut_settings("vplan.yaml", text.replace("\n", ends).encode(), OURS).decode()
        assert cut == (text if left is None else left)
        assert cut_settings("vplan.yaml", cut.encode(), OURS).decode() == cut


def test_decisions_on_the_other_document_go() -> None:
    decided = "# written\nbeslut:\n  - dokument: plan\n    av: A\n  - dokument: kvalitetsutmarkelse\n    av: B\n"
    plan, award = (cut_decisions("beslut.yaml", decided.encode(), name) for name in ("plan", "kvalitetsutmarkelse"))
    assert plan.decode() == "# written\nbeslut:\n  - dokument: plan\n    av: A\n"
    assert award.decode() == "# written\nbeslut:\n  - dokument: kvalitetsutmarkelse\n    av: B\n"


NAMES = [f"r{n}" for n in range(4)]


@st.composite
def catalogues(draw: st.DrawFn) -> tuple[str, str, str]:
    """Return a council's, a board's and a unit's file: goals with rows, of which the unit takes some."""
    council, board, unit = ["år: 2018", "inriktningsmål:"], ["år: 2018", "namn: Norr", "mål:"], ["mål:"]
    comment = st.sampled_from(["", "# ord"])
    indent = draw(st.sampled_from(["", "  "]))
    for direction in range(1, draw(st.integers(1, 3)) + 1):
        council += [f"{indent}- nr: {direction}", f"{indent}  titel: D{direction}", f"{indent}  mål:"]
        for number in range(1, draw(st.integers(1, 3)) + 1):
            goal = f"{direction}.{number}"
            council += [f"{indent}    {draw(comment)}".rstrip(), f"{indent}    - nr: {goal}", f"{indent}      titel: M"]
            rows = draw(st.lists(st.sampled_from(NAMES), unique=True))
            council += rows_of(rows, indent + "      ")
            goals = [f"g{goal.replace('.', '-')}{n}" for n in range(draw(st.integers(0, 2)))]
            mine = draw(st.lists(st.sampled_from(NAMES[:2]), unique=True))
            board += [f"  {goal}:"]
            for name in goals:
                board += [f"    - id: {name}", "      nämndmål: N", *rows_of(mine, "      ")]
            if not goals:
                board[-1] += " []"
            if draw(st.booleans()):
                unit += [f"  {goal}:", f"    indikatorer: [{chosen(draw, rows)}]"]
                used = [name for name in goals if draw(st.booleans())]
                unit += ["    nämndmål:"] if used else []
                for name in used:
                    unit += [f"      {name}:", f"        indikatorer: [{chosen(draw, mine)}]"]
    if len(unit) == 1:
        unit = ["mål: {}"]
    return "\n".join(council) + "\n", "\n".join(board) + "\n", "\n".join(unit) + "\n"


def rows_of(names: list[str], indent: str) -> list[str]:
    lines = [f"{indent}indikatorer:"] if names else []
    for name in names:
        lines += [f"{indent}  - id: {name}", f"{indent}    namn: Rad {name}", f"{indent}    periodicitet: år"]
    return lines


def chosen(draw: st.DrawFn, rows: list[str]) -> str:
    return ", ".join(name for name in rows if draw(st.booleans()))


@settings(max_examples=40)
@given(catalogues())
def test_any_choice_gives_the_same_document(files: tuple[str, str, str]) -> None:
    council, board, unit = files
    with TemporaryDirectory() as folder:
        root = make_workspace(Path(folder), {"kf": council, "namnd": board, "mal": unit})
        less, _ = check_cut(root)
    used = {line.strip(" :") for line in unit.splitlines() if line.startswith("  ") and line[2] != " "}
    assert {line.split()[-1] for line in less.splitlines() if "- nr:" in line and "." in line} == used
