"""A draft becomes files that check clean; a workspace that is there is added to, and nothing in it is changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from vplan.checking import check
from vplan.diagnostics import Message, Severity
from vplan.importing.draft import (
    Activity,
    Budget,
    BudgetColumn,
    BudgetGroup,
    BudgetRow,
    Chapter,
    Cover,
    Draft,
    Economy,
    Goal,
    Indicator,
    Level,
    Text,
)
from vplan.importing.source import Block, Paragraph, Place, RefusedError, Run, plain
from vplan.importing.writing import Result, apply, write
from vplan.project import Project
from vplan.scaffold.files import ScaffoldError

AT = Place(line=7)
UNIT_FOLDER = "plans/2018/ostermalm/hemtjansten"


def text(*words: str) -> Text:
    return Text(AT, [plain(word) for word in words])


def year(name: str, tables: int = 1) -> Activity:
    return Activity(AT, name, "2018-01-01", "2018-12-31", tables)


def unit_goal(title: str = "Vi lyssnar på de äldre", **texts: str) -> Goal:
    return Goal(AT, Level.UNIT, title, texts={name: text(words) for name, words in texts.items()})


def board_goal(title: str = "Äldre är delaktiga", *goals: Goal, number: str = "") -> Goal:
    texts = {"förväntat_resultat": text("De äldre bestämmer mer.")}
    return Goal(AT, Level.BOARD, title, number, texts, goals=list(goals))


def council_goal(number: str = "1.7", title: str = "Alla äldre har en trygg ålderdom", *goals: Goal) -> Goal:
    return Goal(AT, Level.COUNCIL, title, number, goals=list(goals))


def direction(*goals: Goal, number: str = "1", title: str = "Ett Stockholm som håller samman") -> Goal:
    return Goal(AT, Level.DIRECTION, title, number, goals=list(goals))


def draft(*goals: Goal, **parts: object) -> Draft:
    values: dict[str, object] = {
        "name": "plan.txt",
        "year": 2018,
        "board": "Östermalms stadsdelsnämnd",
        "unit": "Hemtjänsten",
        "goals": list(goals),
    }
    return Draft(**(values | parts))  # type: ignore[arg-type]


def whole() -> Draft:
    return draft(
        direction(
            council_goal("1.7", "Alla äldre har en trygg ålderdom", board_goal("Äldre är delaktiga", unit_goal()))
        )
    )


def put(root: Path, found: Draft) -> Result:
    """Write a draft into a workspace and see that it checks without errors."""
    result = write(found, root)
    apply(result, root)
    project = Project.open(root)
    errors = [d for d in check(project, project.layout.units(), 1) if d.severity is Severity.ERROR]
    assert not errors, [(str(error.message), error.span) for error in errors]
    return result


def file(root: Path, name: str) -> str:
    return (root / name).read_text(encoding="utf-8")


def english(message: Message) -> str:
    return message.msgid.format(**{k: english(v) if isinstance(v, Message) else v for k, v in message.args.items()})


def said(result: Result) -> list[str]:
    return [english(found.message) for found in (*result.guesses, *result.differences)]


def left(result: Result) -> list[str]:
    return [found.text for found in result.left_out]


# --- the files -------------------------------------------------------------------------------------------------------


def test_a_small_plan_is_what_a_person_would_write(tmp_path: Path) -> None:
    goal = council_goal(
        "1.10", "Alla äldre: trygga", board_goal("Äldre är delaktiga", unit_goal(arbetssätt="Vi frågar."))
    )
    goal.indicators = [Indicator(AT, "Sjukfrånvaro", "6,1 %", "5 %", "Tertial", "Utfall 2017: 6,1")]
    goal.activities = [year("Ta fram en plan"), year("Följa planen", 3)]
    put(tmp_path, draft(direction(goal)))
    assert file(tmp_path, "plans/2018/kf.yaml") == (
        "år: 2018\nnamn: Kommunfullmäktige\nofullständig: ja\ninriktningsmål:\n"
        "  - nr: 1\n    titel: Ett Stockholm som håller samman\n    mål:\n"
        '      - nr: "1.10"\n        titel: "Alla äldre: trygga"\n'
        "        indikatorer:\n          - id: sjukfranvaro\n            namn: Sjukfrånvaro\n"
        "            kf_årsmål: 5 %\n            periodicitet: tertial\n"
        "        aktiviteter:\n"
        "          - id: plan\n            aktivitet: Ta fram en plan\n"
        "            start: 2018-01-01\n            slut: 2018-12-31\n"
        "          - id: folja-planen\n            aktivitet: Följa planen\n"
        "            start: 2018-01-01\n            slut: 2018-12-31\n            tabell: 2\n"
    )
    assert file(tmp_path, "plans/2018/ostermalm/namnd.yaml") == (
        'år: 2018\nnamn: Östermalms stadsdelsnämnd\nmål:\n  "1.10":\n'
        "    - id: aldre-delaktiga\n      nämndmål: Äldre är delaktiga\n"
        "      förväntat_resultat: |\n        De äldre bestämmer mer.\n"
    )
    assert file(tmp_path, f"{UNIT_FOLDER}/mal.yaml") == (
        'mål:\n  "1.10":\n    indikatorer:\n      sjukfranvaro:\n        årsmål: 6,1 %\n'
        '        kommentar: "Utfall 2017: 6,1"\n'
        "    aktiviteter:\n      - plan\n      - folja-planen\n"
        "    nämndmål:\n      aldre-delaktiga:\n        enhetsmål:\n"
        "          - id: lyssnar-aldre\n            mål: Vi lyssnar på de äldre\n"
        "            arbetssätt: |\n              Vi frågar.\n"
    )
    assert file(tmp_path, f"{UNIT_FOLDER}/plan.yaml") == "utgåva: stockholm/2018\nenhet: Hemtjänsten\n"
    assert not (tmp_path / UNIT_FOLDER / "ekonomi.yaml").exists()


def test_a_new_workspace_has_the_files_of_the_editor_and_no_sample(tmp_path: Path) -> None:
    put(tmp_path / "new" / "workspace", whole())
    assert (tmp_path / "new/workspace/.gitignore").is_file()
    assert (tmp_path / "new/workspace/schemas/plan.schema.json").is_file()
    assert [p.name for p in (tmp_path / "new/workspace/plans").iterdir()] == ["2018"]


def test_the_cover_and_the_chapters(tmp_path: Path) -> None:
    cover = Cover(
        AT,
        "Bilaga 10",
        "",
        "2018-01-12",
        {"namn": "Eva Ek", "telefon": "08-465 004 01"},
        "Hemtjänsten",
        "Verksamhetsplan 2018 för Hemtjänsten",
        Text(AT),
        {"webb": "example.org", "gata": "Box: 3", "box": "[4]"},
    )
    chapters = [
        Chapter(AT, "Inledning", Text(AT, [plain("Vi finns."), Paragraph(AT, (Run("Mer"),), level=1), plain("Ord.")]))
    ]
    put(
        tmp_path,
        draft(
            cover=cover,
            chapters_before=chapters,
            chapters_after=[Chapter(AT, "Övrigt", Text(AT))],
            annexes=["Bilaga 1: Plan för internkontroll", "Bilaga 2 – Karta", "Organisation"],
        ),
    )
    assert file(tmp_path, f"{UNIT_FOLDER}/plan.yaml") == (
        "utgåva: stockholm/2018\nenhet: Hemtjänsten\ndokumenttyp: Bilaga 10\ndnr:\ndatum: 2018-01-12\n"
        "handläggare:\n  namn: Eva Ek\n  telefon: 08-465 004 01\ntill: Hemtjänsten\nförslag_till_beslut:\n"
        'kontakt:\n  gata: "Box: 3"\n  box: "[4]"\n  webb: example.org\n'
        "inledande_kapitel:\n  - rubrik: Inledning\n    text: |\n      Vi finns.\n\n      ## Mer\n\n      Ord.\n"
        "avslutande_kapitel:\n  - rubrik: Övrigt\n"
        "bilagor:\n  - Plan för internkontroll\n  - Karta\n  - Organisation\n"
    )


def points(*extra: Block) -> Text:
    items = [Paragraph(AT, (Run(f"Nämnden godkänner del {n}."),), mark=f"{n}.") for n in (1, 2)]
    return Text(AT, [plain("Förvaltningen föreslår:"), *items, *extra])


def test_a_proposal_of_points_with_names_below(tmp_path: Path) -> None:
    names = plain("Eva Ek\nStadsdelsdirektör\nÅke Ös")
    put(tmp_path, draft(cover=Cover(AT, proposal=points(names))))
    assert file(tmp_path, f"{UNIT_FOLDER}/plan.yaml").endswith(
        "förslag_till_beslut:\n  text: |\n    Förvaltningen föreslår:\n  punkter:\n"
        "    - Nämnden godkänner del 1.\n    - Nämnden godkänner del 2.\n"
        "  underskrifter:\n    - namn: Eva Ek\n      titel: Stadsdelsdirektör\n    - namn: Åke Ös\n"
    )


def test_a_proposal_with_more_below_its_points_is_prose(tmp_path: Path) -> None:
    put(tmp_path, draft(cover=Cover(AT, proposal=points(plain("Det här är en mening som ingen heter.")))))
    assert "förslag_till_beslut: |\n  Förvaltningen föreslår:\n\n  1. Nämnden" in file(
        tmp_path, f"{UNIT_FOLDER}/plan.yaml"
    )


def test_an_own_title_and_another_language(tmp_path: Path) -> None:
    put(tmp_path, draft(language="en", cover=Cover(AT, title="Plan of the English section")))
    written = file(tmp_path, f"{UNIT_FOLDER}/plan.yaml")
    assert "titel: Plan of the English section\nspråk: en\n" in written


@pytest.mark.parametrize(
    ("year_", "parts", "edition"),
    [
        (2015, {}, "2017"),
        (2016, {}, "2017"),
        (2020, {"numbering_dot": True}, "2019"),
        (2021, {"numbering_dot": True, "inline_labels": True}, "2022"),
        (2018, {"inline_labels": True, "numbering_dot": True}, "2022"),
        (2022, {"numbering_dot": True, "inline_labels": True}, "2022"),
    ],
)
def test_the_edition_is_the_one_that_looks_like_the_source(
    year_: int, parts: dict[str, bool], edition: str, tmp_path: Path
) -> None:
    found = whole()
    found.year = year_
    for name, value in parts.items():
        setattr(found, name, value)
    folder = write(found, tmp_path).folder
    plan = next(w.text for w in write(found, tmp_path).files if w.file == f"{folder}/plan.yaml")
    assert plan.startswith(f"utgåva: stockholm/{edition}\n")


@pytest.mark.parametrize(
    ("board", "unit", "folder"),
    [
        ("Östermalms stadsdelsnämnd", "Enheten för biståndsbedömning", "ostermalm/bistandsbedomning"),
        ("Hägersten-Liljeholmens stadsdelsnämnd", "Assistansenheten", "hagersten-liljeholmen/assistansenheten"),
        ("Utbildningsnämnden", "Lilla skolan", "utbildningsnamnden/lilla-skolan"),
        ("Kungsholmens stadsdelsnämnd", "Kungsholmens förskolor", "kungsholmen/forskolor"),
        ("Rinkeby-Kista stadsdelsnämnd", "CON", "rinkeby-kista/con-enheten"),
        ("漢字", "漢字", "namnden/enheten"),
    ],
)
def test_folders_are_short(board: str, unit: str, folder: str, tmp_path: Path) -> None:
    assert put(tmp_path, draft(board=board, unit=unit)).unit == f"2018/{folder}"


# --- shapes of goals -------------------------------------------------------------------------------------------------


def rows(goal: Goal) -> Goal:
    goal.indicators = [Indicator(AT, "Andel nöjda", "90 %", table=1), Indicator(AT, "Andel nöjda", "80 %", table=2)]
    goal.activities = [year("Göra"), year("Göra", 2)]
    return goal


SHAPES = {
    "no goals": [],
    "only a table": [direction(rows(council_goal()))],
    "nothing below a board goal": [direction(council_goal("1.7", "A", board_goal()))],
    "several of each": [
        direction(
            council_goal("1.7", "A", board_goal("B", unit_goal("C"), unit_goal("C")), board_goal("D", unit_goal("C"))),
            council_goal("1.9", "E"),
        ),
        direction(council_goal("3.1", "F"), number="3", title="G"),
    ],
    "tables everywhere": [
        direction(rows(council_goal("1.7", "A", rows(board_goal("B", rows(unit_goal("C", utveckling="Mer.")))))))
    ],
    "numbers on all": [direction(council_goal("1.4", "A", board_goal("B", unit_goal("1. C"), number="1.4.2")))],
    "no numbers": [
        direction(council_goal("", "A", board_goal("B", unit_goal("C"))), council_goal("", "A b"), number="", title="X")
    ],
    "one number for two": [direction(council_goal("1.7", "A"), council_goal("1.7", "Helt annat", board_goal()))],
    "direction and goal of one number": [direction(council_goal("1", "A", board_goal()), number="1")],
    "a field with only a stop": [direction(council_goal("1.7", "A", board_goal("B", unit_goal("C", utveckling="."))))],
    "a title with quotation marks": [direction(council_goal("1.7", "Att \"få\": 'vara' # sig", board_goal("- B: c")))],
    "titles of signs": [direction(council_goal("", "???", board_goal("!", unit_goal("漢"))), number="", title="*")],
    "no title": [direction(council_goal("1.7", "", board_goal("", unit_goal(""))), number="", title="")],
}


@pytest.mark.parametrize("goals", SHAPES.values(), ids=SHAPES)
def test_every_shape_checks(goals: list[Goal], tmp_path: Path) -> None:
    put(tmp_path, draft(*goals))


MISSING = {
    "unit under council": [direction(council_goal("1.7", "A", unit_goal()))],
    "unit under direction": [direction(unit_goal())],
    "unit alone": [unit_goal()],
    "board under direction": [direction(board_goal("B", unit_goal(), number="1.4.2"))],
    "council alone": [council_goal("2.3", "A", board_goal())],
    "levels upside down": [Goal(AT, Level.UNIT, "U", goals=[direction(council_goal())])],
}


@pytest.mark.parametrize("goals", MISSING.values(), ids=MISSING)
def test_a_level_that_is_missing_is_made_and_told(goals: list[Goal], tmp_path: Path) -> None:
    result = put(tmp_path, draft(*goals))
    assert any("has no" in sentence for sentence in said(result))


def test_texts_at_the_wrong_level_are_kept(tmp_path: Path) -> None:
    goal = council_goal()
    goal.texts = {"arbetssätt": text("Nyckelord ett."), "förväntat_resultat": text("Nyckelord två.")}
    unit = unit_goal(beskrivning="Nyckelord tre.", förväntat_resultat="Nyckelord fyra.")
    goal.goals = [board_goal("B", unit)]
    top = direction(goal)
    top.texts = {"utveckling": text("Nyckelord fem.")}
    top.indicators = [Indicator(AT, "Nyckelord sex")]
    result = put(tmp_path, draft(top))
    written = "".join(found.text for found in result.files)
    assert [word for word in ("ett", "två", "tre", "fyra", "fem") if f"Nyckelord {word}." not in written] == []
    assert left(result) == ["Nyckelord sex"]


def test_values_that_no_file_takes(tmp_path: Path) -> None:
    goal = council_goal()
    goal.indicators = [Indicator(AT, "I", "6.1 %", "Öka", "Vartannat år")]
    goal.activities = [Activity(AT, "A"), Activity(AT, "B", "2019-05-01", "hösten")]
    result = put(tmp_path, draft(direction(goal), cover=Cover(AT, date="12/1 2018", officer={"telefon": "1"})))
    assert sorted(left(result)) == ["1", "12/1 2018", "Vartannat år", "hösten"]
    assert "årsmål: 6,1 %" in file(tmp_path, f"{UNIT_FOLDER}/mal.yaml")
    assert file(tmp_path, "plans/2018/kf.yaml").count("slut: 2019-05-01\n") == 1
    assert (len(result.differences), len(result.guesses)) == (1, 3)


# --- economy ---------------------------------------------------------------------------------------------------------


def row(label: str, amount: str = "", *below: BudgetRow) -> BudgetRow:
    return BudgetRow(AT, label, {"budget": amount} if amount else {}, list(below))


def economy(*budgets: Budget) -> Economy:
    return Economy(AT, "Uppföljning av ekonomi", text("Vi sparar."), list(budgets))


def budget(*groups: BudgetGroup, **parts: object) -> Budget:
    return Budget(AT, "Budget 2018", columns=[BudgetColumn("budget", "Budget")], groups=list(groups), **parts)  # type: ignore[arg-type]


def test_a_sum_that_is_right_is_only_a_label(tmp_path: Path) -> None:
    income = BudgetGroup(AT, "Intäkter", "intäkter", [row("Bidrag", "1 200")], row("Summa intäkter", "1 200"))
    costs = BudgetGroup(AT, "Kostnader", "kostnader", [row("Personal", "1 000"), row("Övrigt")], row("Summa", "1 300"))
    put(tmp_path, draft(economy=economy(budget(income, costs, net=row("Summa netto", "200")))))
    assert file(tmp_path, f"{UNIT_FOLDER}/ekonomi.yaml") == (
        "resursanvändning: |\n  Vi sparar.\nbudget:\n  - rubrik: Budget 2018\n    belopp_i: tkr\n"
        "    intäkter: positiva\n    kolumner:\n      budget: Budget\n    grupper:\n"
        "      - rubrik: Intäkter\n        slag: intäkter\n        rader:\n"
        "          - rad: Bidrag\n            budget: 1 200\n        summa: Summa intäkter\n"
        "      - rubrik: Kostnader\n        slag: kostnader\n        rader:\n"
        "          - rad: Personal\n            budget: 1 000\n          - rad: Övrigt\n"
        "        summa:\n          rad: Summa\n          budget: 1 300\n"
        "    netto: Summa netto\n"
    )


def test_a_table_without_a_sum_gets_none(tmp_path: Path) -> None:
    put(tmp_path, draft(economy=economy(budget(BudgetGroup(AT, rows=[row("Personal", "5")])))))
    assert file(tmp_path, f"{UNIT_FOLDER}/ekonomi.yaml").endswith("            budget: 5\n    summa: nej\n")


def test_columns_that_are_computed(tmp_path: Path) -> None:
    table = Budget(
        AT,
        columns=[
            BudgetColumn("Kostnader 1", "Kostnader"),
            BudgetColumn("rad", "Intäkter"),
            BudgetColumn("netto", "Netto", "rad - netto"),
            BudgetColumn("diff", "+/-", signed=True),
        ],
        groups=[BudgetGroup(AT, rows=[BudgetRow(AT, "R", {"Kostnader 1": "8,5", "rad": "0,4", "diff": "-0,2"})])],
        total=BudgetRow(AT, "", {"Kostnader 1": "8,5"}),
    )
    put(tmp_path, draft(economy=economy(table)))
    written = file(tmp_path, f"{UNIT_FOLDER}/ekonomi.yaml")
    assert "      kostnader_1: Kostnader\n      rad_: Intäkter\n      netto: Netto\n" in written
    assert (
        "          - rad: R\n            kostnader_1: 8,5\n            rad_: 0,4\n            diff: -0,2\n" in written
    )
    assert written.endswith("    summa: ja\n")


def test_amounts_as_they_are_found(tmp_path: Path) -> None:
    written = ["28.800", "– 5", "1 200 tkr", "–", "ej klart", "12"]
    rows_ = [row(f"R{n}", amount) for n, amount in enumerate(written)]
    result = put(tmp_path, draft(economy=economy(budget(BudgetGroup(AT, rows=rows_)))))
    text_ = file(tmp_path, f"{UNIT_FOLDER}/ekonomi.yaml")
    assert [line.split(": ")[1] for line in text_.splitlines() if " budget: " in line][1:] == [
        "28 800",
        "-5",
        "1 200",
        "12",
    ]
    assert left(result) == ["R4 ej klart"]


def test_odd_budgets_do_not_stop_the_import(tmp_path: Path) -> None:
    many = Budget(AT, "Månader", columns=[BudgetColumn(f"m{n}", f"Mån {n}") for n in range(14)])
    many.groups = [BudgetGroup(AT, rows=[BudgetRow(AT, "Hyra", {f"m{n}": "100 000 000" for n in range(14)})])]
    deep = row("Djup", "1")
    for _ in range(60):
        deep = row("Djup", "1", deep)
    facts = [("Budgetår:", "2018"), ("Budgetår:", "2019"), ("x" * 2000, "y"), ("", "")]
    result = put(
        tmp_path,
        draft(
            economy=economy(
                many,
                Budget(AT, "Tom"),
                budget(BudgetGroup(AT, rows=[deep])),
                budget(BudgetGroup(AT), facts=facts, total=row("")),
            )
        ),
    )
    assert any("Månader" in words and "Hyra" in words for words in left(result))
    assert "Tom" in left(result)
    assert file(tmp_path, f"{UNIT_FOLDER}/ekonomi.yaml").count("- rad: Djup") == 61


# --- a workspace that is there ---------------------------------------------------------------------------------------

KF = """\
# målen för året
år: 2018
inriktningsmål:
  - titel: Ett Stockholm som håller samman
    nr: 1
    mål:
    - nr: 1.1
      titel: Alla barn
      beskrivning: |
        En text

        i två stycken.

    # de äldre
    - nr: 1.7
      titel: Alla äldre har en trygg ålderdom
      indikatorer:
      - {id: nojda, namn: Andel nöjda, kf_årsmål: 80 %}

  - {nr: 4, titel: Ett demokratiskt hållbart Stockholm}
"""
NAMND = """\
år: 2018
namn: Östermalms stadsdelsnämnd
mål:
  1.7:
    - id: delaktiga
      nämndmål: Äldre är delaktiga.
      förväntat_resultat: |
        De äldre bestämmer mer.
      indikatorer:
        - id: rekommenderar
          namn: Andel som rekommenderar
          årsmål: 65 %
"""


def workspace(root: Path, kf: str = KF, namnd: str = NAMND) -> None:
    (root / "plans/2018/ostermalm").mkdir(parents=True)
    (root / "vplan.yaml").write_bytes(b"")
    (root / "plans/2018/kf.yaml").write_bytes(kf.encode())
    (root / "plans/2018/ostermalm/namnd.yaml").write_bytes(namnd.encode())


def more() -> Draft:
    known = board_goal("Äldre är delaktiga", unit_goal())
    known.indicators = [Indicator(AT, "Andel som rekommenderar", "70 %"), Indicator(AT, "Ny", "3", periodicity="År")]
    goal = council_goal("1.7", "Alla äldre har en trygg ålderdom", known, board_goal("Något nytt"))
    goal.indicators = [Indicator(AT, "Andel nöjda", "85 %", "80 %"), Indicator(AT, "Sjukfrånvaro", "5 %", "4 %")]
    goal.activities = [year("Plan")]
    return draft(
        direction(council_goal("1.2", "Nytt mål", board_goal("Tidigt")), goal),
        direction(council_goal("4.3", "Alla har rätt", board_goal()), number="3", title="Ett hållbart"),
    )


def without(new: str, old: str) -> list[str]:
    """Return the lines of `old` that are not in `new`, in order."""
    rest = iter(new.splitlines())
    return [line for line in old.splitlines() if line not in rest]


@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_what_is_new_is_put_between_and_all_else_stays(end: str, tmp_path: Path) -> None:
    kf, namnd = (text_.rstrip() if not end else text_.replace("\n", end) for text_ in (KF, NAMND))
    workspace(tmp_path, kf, namnd)
    result = put(tmp_path, more())
    new_kf, new_namnd = (
        (tmp_path / name).read_bytes().decode() for name in ("plans/2018/kf.yaml", "plans/2018/ostermalm/namnd.yaml")
    )
    assert without(new_kf, kf) == without(new_namnd, namnd) == []
    if end == "\r\n":
        assert new_kf.count("\n") == new_kf.count("\r\n")
    lines = new_kf.splitlines()
    assert lines.index("    - nr: 1.2") == lines.index("        i två stycken.") + 1
    assert lines[lines.index("      - {id: nojda, namn: Andel nöjda, kf_årsmål: 80 %}") + 1 :][:6] == [
        "      - id: sjukfranvaro",
        "        namn: Sjukfrånvaro",
        "        kf_årsmål: 4 %",
        "      aktiviteter:",
        "        - id: plan",
        "          aktivitet: Plan",
    ]
    assert lines.index("  - nr: 3") < lines.index("  - {nr: 4, titel: Ett demokratiskt hållbart Stockholm}")
    assert new_namnd.splitlines().index("  1.2:") < new_namnd.splitlines().index("  1.7:")
    assert {w.file for w in result.files if w.exists} == {"plans/2018/kf.yaml", "plans/2018/ostermalm/namnd.yaml"}


def test_known_rows_keep_their_ids_and_the_unit_its_own_values(tmp_path: Path) -> None:
    workspace(tmp_path)
    put(tmp_path, more())
    written = file(tmp_path, f"{UNIT_FOLDER}/mal.yaml")
    assert "      nojda:\n        årsmål: 85 %\n      sjukfranvaro:\n        årsmål: 5 %\n" in written
    assert (
        "      delaktiga:\n        indikatorer:\n          rekommenderar:\n            årsmål: 70 %\n          ny:\n"
        in written
    )


def test_differences_name_the_line_in_the_file_as_it_becomes(tmp_path: Path) -> None:
    workspace(tmp_path)
    found = more()
    other = found.goals[0].goals[1].goals[0]
    other.texts["förväntat_resultat"] = text("Något helt annat.")
    result = put(tmp_path, found)
    namnd = file(tmp_path, "plans/2018/ostermalm/namnd.yaml").splitlines()
    at = {english(d.message): (d.file, namnd[d.line - 1].strip()) for d in result.differences}
    assert len(at) == 3
    for words, line in (
        ("title", "nämndmål: Äldre är delaktiga."),
        ("target", "- id: rekommenderar"),
        ("förväntat_resultat", "förväntat_resultat: |"),
    ):
        found_at = next(place for sentence, place in at.items() if words in sentence)
        assert found_at == ("plans/2018/ostermalm/namnd.yaml", line)
    assert left(result) == ["Något helt annat."]


def test_the_same_plan_of_another_unit_adds_nothing(tmp_path: Path) -> None:
    put(tmp_path, more())
    before = (tmp_path / "plans/2018/kf.yaml").read_bytes(), (tmp_path / "plans/2018/ostermalm/namnd.yaml").read_bytes()
    second = more()
    second.unit = "Servicehuset"
    result = put(tmp_path, second)
    assert before == (
        (tmp_path / "plans/2018/kf.yaml").read_bytes(),
        (tmp_path / "plans/2018/ostermalm/namnd.yaml").read_bytes(),
    )
    assert not result.differences
    assert not [w for w in result.files if w.exists]


def test_a_goal_with_another_title_is_the_one_of_its_number(tmp_path: Path) -> None:
    workspace(tmp_path)
    result = put(tmp_path, draft(direction(council_goal("1.1", "Barnen"))))
    assert file(tmp_path, "plans/2018/kf.yaml") == KF
    assert [d for d in said(result) if "“Barnen”" in d and "“Alla barn”" in d]


def test_empty_values_are_filled(tmp_path: Path) -> None:
    workspace(tmp_path, "år: 2018\ninriktningsmål:\n# inga än\n", "år: 2018\nnamn: Östermalms stadsdelsnämnd\nmål:\n")
    put(tmp_path, whole())
    assert file(tmp_path, "plans/2018/kf.yaml").startswith("år: 2018\ninriktningsmål:\n  - nr: 1\n")
    assert file(tmp_path, "plans/2018/ostermalm/namnd.yaml").endswith("        De äldre bestämmer mer.\n")


def test_a_board_goal_list_below_a_key_of_its_own(tmp_path: Path) -> None:
    workspace(
        tmp_path,
        namnd="år: 2018\nnamn: Östermalms stadsdelsnämnd\nmål:\n  1.7:\n    nämndmål:\n"
        "    - id: a\n      nämndmål: A\n  1.1:\n",
    )
    put(
        tmp_path,
        draft(
            direction(
                council_goal("1.7", "Alla äldre har en trygg ålderdom", board_goal()),
                council_goal("1.1", "Alla barn", board_goal("B")),
            )
        ),
    )
    assert file(tmp_path, "plans/2018/ostermalm/namnd.yaml") == (
        "år: 2018\nnamn: Östermalms stadsdelsnämnd\nmål:\n  1.7:\n    nämndmål:\n    - id: a\n      nämndmål: A\n"
        "    - id: aldre-delaktiga\n      nämndmål: Äldre är delaktiga\n"
        "      förväntat_resultat: |\n        De äldre bestämmer mer.\n"
        "  1.1:\n    - id: b\n      nämndmål: B\n      förväntat_resultat: |\n        De äldre bestämmer mer.\n"
    )


@pytest.mark.parametrize(
    ("kf", "namnd"),
    [
        ("år: 2018\ninriktningsmål: []\n", NAMND),
        (KF, "år: 2018\nnamn: Östermalms stadsdelsnämnd\nmål: {}\n"),
        ("år: [\n", NAMND),
        (KF, "år: 2018\nnamn: Östermalms stadsdelsnämnd\nmåll:\n"),
        (KF.replace("  - titel", "  - &a\n    titel"), NAMND),
    ],
)
def test_a_file_that_cannot_be_added_to_is_a_refusal(kf: str, namnd: str, tmp_path: Path) -> None:
    workspace(tmp_path, kf, namnd)
    with pytest.raises(RefusedError) as error:
        write(more(), tmp_path)
    assert error.value.hint
    assert file(tmp_path, "plans/2018/kf.yaml") == kf


def test_a_unit_that_is_there_is_a_refusal(tmp_path: Path) -> None:
    put(tmp_path, whole())
    with pytest.raises(RefusedError) as error:
        write(whole(), tmp_path)
    assert error.value.message.args == {"path": UNIT_FOLDER}


@pytest.mark.parametrize("parts", [{"year": 0}, {"unit": " "}])
def test_a_plan_without_year_or_unit_is_a_refusal(parts: dict[str, object], tmp_path: Path) -> None:
    with pytest.raises(RefusedError):
        write(draft(**parts), tmp_path)


def test_a_folder_in_another_workspace_is_a_refusal(tmp_path: Path) -> None:
    put(tmp_path, whole())
    with pytest.raises(RefusedError) as error:
        write(whole(), tmp_path / "plans")
    assert error.value.hint.args == {"root": str(tmp_path.resolve())}


def test_folders_of_other_years_are_used_again(tmp_path: Path) -> None:
    folder = tmp_path / "plans/2017/osd/ht"
    folder.mkdir(parents=True)
    (tmp_path / "vplan.yaml").write_bytes(b"")
    (tmp_path / "plans/2017/kf.yaml").write_text("år: 2017\ninriktningsmål:\n", encoding="utf-8")
    (tmp_path / "plans/2017/osd/namnd.yaml").write_text(
        'år: 2017\nnamn: "Östermalms stadsdelsnämnd"\nmål:\n', encoding="utf-8"
    )
    (folder / "plan.yaml").write_text("utgåva: stockholm/2017\nenhet: Hemtjänsten # vår\n", encoding="utf-8")
    assert put(tmp_path, whole()).unit == "2018/osd/ht"


def test_two_units_whose_names_give_one_folder(tmp_path: Path) -> None:
    put(tmp_path, draft(unit="Hemtjänst"))
    assert put(tmp_path, draft(unit="Enheten för hemtjänst")).unit == "2018/ostermalm/hemtjanst-2"


def test_a_source_without_a_board_takes_the_only_one(tmp_path: Path) -> None:
    workspace(tmp_path)
    result = put(tmp_path, draft(board=""))
    assert result.unit == "2018/ostermalm/hemtjansten"
    assert any("Östermalms stadsdelsnämnd" in sentence for sentence in said(result))


# --- places and putting ----------------------------------------------------------------------------------------------


def test_each_part_has_its_line(tmp_path: Path) -> None:
    found = more()
    found.economy = economy(budget(BudgetGroup(AT, rows=[row("Hyra", "1")], total=row("Summa", "1"))))
    found.chapters_before = [Chapter(AT, "Inledning", text("Ord."))]
    result = put(tmp_path, found)
    goal = found.goals[0].goals[1]
    table = found.economy.budgets[0]
    total = table.groups[0].total
    for part, line in (
        (found, "utgåva: stockholm/2018"),
        (found.cover, "enhet: Hemtjänsten"),
        (found.chapters_before[0], "- rubrik: Inledning"),
        (goal, "- nr: 1.7"),
        (goal.indicators[1], "- id: sjukfranvaro"),
        (goal.goals[0], "- id: aldre-delaktiga"),
        (goal.goals[0].texts["förväntat_resultat"], "förväntat_resultat: |"),
        (goal.goals[0].goals[0], "- id: lyssnar-aldre"),
        (table, "- rubrik: Budget 2018"),
        (table.groups[0].rows[0], "- rad: Hyra"),
        (total, "summa: Summa"),
    ):
        place = result.places.get(part)
        assert place is not None
        assert file(tmp_path, place[0]).splitlines()[place[1] - 1].strip() == line
    assert result.places.get(object()) is None


def test_nothing_is_written_where_a_file_has_appeared_or_changed_meanwhile(tmp_path: Path) -> None:
    workspace(tmp_path)
    result = write(more(), tmp_path)
    (tmp_path / "plans/2018/kf.yaml").write_text(KF + "# mer\n", encoding="utf-8")
    with pytest.raises(ScaffoldError, match=r"kf\.yaml"):
        apply(result, tmp_path)
    (tmp_path / "plans/2018/kf.yaml").write_text(KF, encoding="utf-8")
    (tmp_path / UNIT_FOLDER).mkdir()
    (tmp_path / UNIT_FOLDER / "mal.yaml").write_text("mål:\n", encoding="utf-8")
    with pytest.raises(ScaffoldError, match=r"mal\.yaml"):
        apply(result, tmp_path)
    assert not (tmp_path / UNIT_FOLDER / "plan.yaml").exists()
    assert file(tmp_path, "plans/2018/kf.yaml") == KF
