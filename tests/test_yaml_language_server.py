"""The schemas of a workspace in the real yaml-language-server, over its protocol, as an editor uses it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from support.language_client import LanguageClient
from support.node import node_program
from support.workspaces import BASE, CORPUS, PLACES, findings_in
from vplan.cli.main import cli
from vplan.diagnostics import has_errors
from vplan.resources import editions_dir

ROOT = Path(__file__).parents[1]
PLANS = ROOT / "plans"
UNIT = "plans/2018/ostermalm/bistandsbedomning"
GOALS = f"{UNIT}/mal.yaml"
PLAN = f"{UNIT}/plan.yaml"
BOARD = "plans/2018/ostermalm/namnd.yaml"
AWARD = "plans/2018/skarholmen/bestallarenheten/kvalitetsutmarkelse.yaml"
WRONG = 1  # the severity of an error


def make_schemas(root: Path) -> dict[str, Any]:
    """Run the command as a person does, in the workspace; return the settings that it has made."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        result = CliRunner().invoke(cli, ["schema", "--workspace", "--vscode"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    settings: dict[str, Any] = json.loads((root / ".vscode/settings.json").read_text(encoding="utf-8"))
    return settings


def start(root: Path) -> LanguageClient:
    schemas = make_schemas(root)["yaml.schemas"]
    options = {
        "schemas": schemas, "schemaStore": {"enable": False}, "yamlVersion": "1.2",
        "validate": True, "hover": True, "completion": True,
    }  # fmt: skip
    return LanguageClient([*node_program("yaml-language-server"), "--stdio"], root, settings={"yaml": options})


@dataclass(frozen=True, slots=True)
class Place:
    """A text with a mark `|` where the cursor stands."""

    marked: str

    @property
    def text(self) -> str:
        return self.marked.replace("|", "", 1)

    @property
    def position(self) -> tuple[int, int]:
        before = self.marked[: self.marked.index("|")]
        return before.count("\n"), len(before.rpartition("\n")[2])


class Editor:
    """A workspace open in an editor."""

    def __init__(self, client: LanguageClient, root: Path) -> None:
        self.client, self.root = client, root
        self._open: set[str] = set()

    def write(self, file: str, text: str) -> str:
        """Let a file's text be `text`, unsaved; return its address."""
        uri = (self.root / file).as_uri()
        if uri in self._open:
            self.client.change(uri, {"text": text})
        else:
            self._open.add(uri)
            self.client.open(self.root / file, text)
            self.client.diagnostics(uri)  # by then the server has read its settings
        return uri

    def proposals(self, file: str, marked: str) -> dict[str, str]:
        """Return what is proposed at the mark: labels and what is shown beside them."""
        place = Place(marked)
        items = self.client.completion(self.write(file, place.text), *place.position)
        return {item["label"]: _words(item.get("documentation", "")) for item in items}

    def hover(self, file: str, marked: str) -> str:
        place = Place(marked)
        return self.client.hover(self.write(file, place.text), *place.position)

    def findings(self, file: str, text: str) -> list[dict[str, Any]]:
        """Return what is found in a text."""
        before = len(self.client.notifications)
        return self.client.settled(self.write(file, text), after=before)

    def fixes(self, file: str, finding: dict[str, Any]) -> list[str]:
        """Return the texts that quick fixes of a finding would write."""
        uri = (self.root / file).as_uri()
        about = {"range": finding["range"], "context": {"diagnostics": [finding]}}
        actions = self.client.request("textDocument/codeAction", {"textDocument": {"uri": uri}, **about})
        edits = [edit for action in actions if "edit" in action for edit in action["edit"]["changes"][uri]]
        return [edit["newText"].strip('"') for edit in edits]


def _words(documentation: str | dict[str, str]) -> str:
    return documentation if isinstance(documentation, str) else documentation["value"]


def span(finding: dict[str, Any]) -> tuple[int, int, int, int]:
    begin, end = finding["range"]["start"], finding["range"]["end"]
    return begin["line"], begin["character"], end["line"], end["character"]


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """The plans of this repository, in a folder of their own, with the schemas that the command makes there."""
    root = tmp_path_factory.mktemp("planer")
    shutil.copytree(PLANS, root / "plans")
    (root / "vplan.yaml").write_text("kommun: Stockholms stad\n", encoding="utf-8")
    with start(root) as client:
        yield Editor(client, root)


# --- mal.yaml --------------------------------------------------------------------------------------------------------


def test_a_council_goal_is_proposed_with_its_title(editor: Editor) -> None:
    found = editor.proposals(GOALS, "mål:\n  |\n")
    assert {"1.1", "1.7", "4.2"} <= found.keys()
    assert "Alla äldre har en trygg ålderdom" in found["1.7"]
    assert "Inriktningsmål: 1 Ett Stockholm som håller samman" in found["1.7"]


def test_a_board_goal_is_proposed_only_under_its_council_goal(editor: Editor) -> None:
    found = editor.proposals(GOALS, "mål:\n  1.7:\n    nämndmål:\n      |\n")
    assert list(found) == ["delaktiga", "forebyggande-jamstalld"]
    assert "Äldre är delaktiga och kan påverka sin omsorg" in found["delaktiga"]


def test_hover_on_a_board_goal_shows_its_title(editor: Editor) -> None:
    for value in ("", "\n        aktiviteter: alla"):
        shown = editor.hover(GOALS, f"mål:\n  1.7:\n    nämndmål:\n      del|aktiga:{value}\n")
        assert "**Äldre är delaktiga och kan påverka sin omsorg**" in shown
        assert "Förväntat resultat:" in shown


def test_hover_on_a_council_goal_in_quotes_shows_its_title(editor: Editor) -> None:
    # without quotes the server takes the key for a number, and shows nothing for those
    assert "**1.7 Alla äldre" in editor.hover(GOALS, 'mål:\n  "1.|7":\n    aktiviteter: alla\n')


@pytest.mark.parametrize(
    ("text", "place", "fixes"),
    [
        ("mål:\n  1.77:\n", (1, 2, 1, 6), "1.7"),
        ("mål:\n  1.7:\n    nämndmål:\n      delaktig:\n", (3, 6, 3, 14), "delaktiga"),
        ("mål:\n  4.2:\n    indikatorer:\n      - sjukfrånvaro\n", (3, 8, 3, 20), "sjukfranvaro"),
        ("mål:\n  4.2:\n    indikatorer:\n      sjukfranvara:\n        årsmål: 6 %\n", (3, 6, 3, 18), "sjukfranvaro"),
        ("mål:\n  4.2:\n    indikatorer: [alla, sjukfranvaro]\n", (2, 18, 2, 22), "sjukfranvaro"),
    ],
)
def test_a_misspelt_id_is_underlined_and_mended(
    editor: Editor, text: str, place: tuple[int, int, int, int], fixes: str
) -> None:
    (finding,) = editor.findings(GOALS, text)
    assert (span(finding), finding["severity"]) == (place, WRONG)
    assert fixes in editor.fixes(GOALS, finding)


def test_a_goal_of_another_place_is_told_in_swedish_where_to_choose(editor: Editor) -> None:
    (finding,) = editor.findings(GOALS, "mål:\n  1.7:\n    nämndmål:\n      giftfria:\n")
    assert finding["message"].startswith("Välj bland nämndmålen under 1.7 i plans/2018/ostermalm/namnd.yaml.")


@pytest.mark.parametrize("value", ["\n      - |", "\n      - sju|", "\n      |", " [|]"])
def test_an_indicator_is_proposed_with_its_name_and_target(editor: Editor, value: str) -> None:
    found = editor.proposals(GOALS, f"mål:\n  4.2:\n    indikatorer:{value}\n")
    names = [name for name in found if not name.startswith("- ") and name != "null"]
    assert sorted(names) == ["aktivt-medskapandeindex", "sjukfranvaro", "sjukfranvaro-dag-1-14"]
    assert "**Aktivt Medskapandeindex**" in found["aktivt-medskapandeindex"]
    assert "KF:s årsmål: 81" in found["aktivt-medskapandeindex"]


def test_a_board_goals_own_indicators_are_proposed_under_it(editor: Editor) -> None:
    text = "mål:\n  4.2:\n    nämndmål:\n      bra-arbetsgivare:\n        indikatorer:\n          - |\n"
    assert list(editor.proposals(GOALS, text)) == ["rekommenderar-arbetsplatsen", "ledarskapsindex"]


@pytest.mark.parametrize("value", ["- sjuk|franvaro", "sjuk|franvaro:", "sjuk|franvaro:\n        årsmål: 6 %"])
def test_hover_on_an_indicator_shows_it_and_no_other(editor: Editor, value: str) -> None:
    shown = editor.hover(GOALS, f"mål:\n  4.2:\n    indikatorer:\n      {value}\n")
    assert "**Sjukfrånvaro**" in shown
    assert "Medskapandeindex" not in shown


def test_an_activity_is_proposed_with_its_days(editor: Editor) -> None:
    goals = yaml.load((editor.root / "plans/2019/ostermalm/namnd.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    reference, goal, activity = next(iter(activities_of(goals)))
    lines = f"mål:\n  {reference}:\n    nämndmål:\n      {goal}:\n        aktiviteter:\n          - |\n"
    found = editor.proposals("plans/2019/ostermalm/vuxenenheten/mal.yaml", lines)
    assert f"{activity['start']} – {activity['slut']}" in found[activity["id"]]


def activities_of(board: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield the activities of a board's goals, with the council's goal and the board's."""
    for reference, part in board["mål"].items():
        for goal in part if isinstance(part, list) else part.get("nämndmål", []):
            yield from ((reference, goal["id"], activity) for activity in goal.get("aktiviteter", []))


def test_years_and_boards_have_their_own_goals(editor: Editor) -> None:
    other = "plans/2022/hagersten-alvsjo/hemtjanst/mal.yaml"
    ours, theirs = (editor.proposals(file, "mål:\n  |\n") for file in (GOALS, other))
    assert ours.keys() != theirs.keys()
    (finding,) = editor.findings(other, "mål:\n  4.2:\n")
    assert span(finding) == (1, 2, 1, 5)


# --- the other files -------------------------------------------------------------------------------------------------


def test_the_boards_file_chooses_among_the_councils_goals(editor: Editor) -> None:
    assert "Alla äldre" in editor.proposals(BOARD, "år: 2018\nnamn: N\nmål:\n  |\n")["1.7"]
    (finding,) = editor.findings(BOARD, "år: 2018\nnamn: N\nmål:\n  1.71:\n")
    assert span(finding) == (3, 2, 3, 6)


def test_an_answers_question_is_proposed_by_the_edition(editor: Editor) -> None:
    head = "utgåva: kvalitetsutmarkelsen/2018\nenhet: E\nsvar:\n"
    found = editor.proposals(AWARD, f"{head}  |\n")
    assert len(found) == 22
    assert "Hur vi gör brukare delaktiga" in found["2"]
    (finding,) = editor.findings(AWARD, f"{head}  2: Så.\n  23: Nej.\n")
    assert span(finding) == (4, 2, 4, 4)


def test_editions_are_proposed_for_their_kind_of_document(editor: Editor) -> None:
    assert "stockholm/2018" in editor.proposals(PLAN, "utgåva: |\n")
    assert list(editor.proposals(AWARD, "utgåva: |\n")) == ["kvalitetsutmarkelsen/2018"]
    assert "**Stockholm 2018**" in editor.hover(PLAN, "utgåva: stock|holm/2018\nenhet: E\n")
    (finding,) = editor.findings(PLAN, "utgåva: stockholm/2081\nenhet: E\n")
    assert span(finding) == (0, 8, 0, 22)


def test_a_figure_draws_an_indicator_of_its_plan(editor: Editor) -> None:
    figure = (
        "utgåva: stockholm/2018\nenhet: E\nfigurer:\n  - id: a\n    slag: indikator\n    rubrik: R\n    indikator: "
    )
    assert "**Sjukfrånvaro**" in editor.proposals(PLAN, f"{figure}|\n")["sjukfranvaro"]
    (finding,) = editor.findings(PLAN, f"{figure}sjukfranvar\n")
    assert span(finding) == (6, 15, 6, 26)


def test_a_new_years_files_have_the_general_schemas(editor: Editor) -> None:
    file = "plans/2031/ny/enhet/mal.yaml"
    assert editor.findings(file, "mål:\n  9.9:\n    nämndmål:\n      vad-som-helst:\n") == []
    (finding,) = editor.findings(file, "mål:\n  9.9:\n    nämndmal:\n")
    assert span(finding) == (2, 4, 2, 12)


# --- no false alarms -------------------------------------------------------------------------------------------------


def alarms(root: Path) -> dict[str, list[dict[str, Any]]]:
    """Return what is found in the files of a workspace."""
    with start(root) as client:
        files = [path for path in sorted(root.rglob("*.yaml")) if ".vplan" not in path.parts]
        assert files
        opened = {path.relative_to(root).as_posix(): client.open(path) for path in files}
        return {name: found for name, uri in opened.items() if (found := client.diagnostics(uri))}


@pytest.mark.parametrize("name", ["plans", "soderby", "editions", "base", "good"])
def test_correct_files_give_no_findings(tmp_path: Path, name: str) -> None:
    root = tmp_path / name
    if name == "plans":
        shutil.copytree(PLANS, root / "plans")
        (root / "vplan.yaml").write_text("kommun: K\n", encoding="utf-8")
    elif name == "soderby":
        shutil.copytree(ROOT / "examples" / name, root)
    elif name == "editions":
        shutil.copytree(BASE, root)
        shutil.copytree(editions_dir(), root / "utgåvor")
    else:
        shutil.copytree(BASE, root)
        if name == "good":
            write_good_shapes(root)
    assert alarms(root) == {}


def write_good_shapes(root: Path) -> None:
    """Put the shapes that a check takes without a word into units of their own, beside the sound ones."""
    unit = Path(PLACES["mal"]).parent
    for path in sorted((CORPUS / "good").glob("*.yaml")):
        name, kind = path.name.split(".")[:2]
        if kind in ("plan", "ekonomi", "kvalitetsutmarkelse"):
            folder = root / unit.parent / f"shape-{name}"
            folder.mkdir(exist_ok=True)
            shutil.copyfile(path, folder / f"{kind}.yaml")


def test_what_an_editor_reads_as_numbers_fits(tmp_path: Path) -> None:
    """`1.10` is the number 1.1 to YAML 1.2, `2018` a number, `null` nothing; to vplan they are ids and texts."""
    root = tmp_path / "w"
    shutil.copytree(BASE, root)
    for name in ("kf", "namnd", "mal"):
        (root / PLACES[name]).write_text(NUMBERS[name], encoding="utf-8")
    for folder in (root / "plans/2018/norr").iterdir():
        if folder.is_dir() and folder.name != "hemtjanst":
            shutil.rmtree(folder)
    assert alarms(root) == {}
    assert not has_errors(findings_in(root))


NUMBERS = {
    "kf": """\
år: 2018
inriktningsmål:
  - nr: 1
    titel: Ett
    mål:
      - nr: 1.10
        titel: Mål
        indikatorer:
          - {id: 2018, namn: I, kf_årsmål: 81}
          - {id: 1e3, namn: J, kf_årsmål: 81}
          - {id: 'null', namn: K, kf_årsmål: 81}
      - id: 12
        titel: Mål två
""",
    "namnd": """\
år: 2018
namn: N
mål:
  1.10:
    - id: 0123
      nämndmål: A
  12:
    - {id: 'true', nämndmål: B}
""",
    "mal": """\
mål:
  1.10:
    indikatorer: [2018, 1e3, null]
    nämndmål:
      0123:
        enhetsmål:
          - {id: a, mål: A, förväntat_resultat: B, arbetssätt: C, uppföljning: D}
  12:
    nämndmål:
      true:
        enhetsmål:
          - {id: b, mål: E, förväntat_resultat: F, arbetssätt: G, uppföljning: H}
""",
}


def test_a_file_can_name_its_schema_itself(tmp_path: Path) -> None:
    """The line that says so to editors without settings, as docs/editor.md has it."""
    root = tmp_path / "w"
    shutil.copytree(BASE, root)
    make_schemas(root)
    line = "# yaml-language-server: $schema=../../../../.vplan/schemas/2018/norr/mal.schema.json\n"
    with LanguageClient([*node_program("yaml-language-server"), "--stdio"], root, settings=BARE) as client:
        uri = client.open(root / PLACES["mal"], f"{line}mål:\n  99.9:\n")
        assert [span(finding) for finding in client.diagnostics(uri)] == [(2, 2, 2, 6)]


BARE = {"yaml": {"validate": True, "schemaStore": {"enable": False}, "yamlVersion": "1.2"}}
