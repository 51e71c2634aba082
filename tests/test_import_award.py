"""`vplan import` of applications for the quality award: recognised, written, every word accounted for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.fidelity import AWARD, Comparison, measure
from vplan.importing.draft import AwardDraft, Text
from vplan.importing.outcome import Outcome
from vplan.importing.readers.text import read_text
from vplan.importing.reading import read
from vplan.importing.run import import_files, recognised
from vplan.importing.source import Paragraph, Table

HERE = Path(__file__).parent
TEXTS = sorted((HERE / "import_files" / "award").glob("*.txt"))
SEEDS = sorted((HERE.parents[1] / "shared" / "seeds").glob("kvalitetsutmarkelsen-*.txt"))
NOWHERE = Path("/dev/null")
FRONT = "Kvalitetsutmärkelsen 2018\n\nHemtjänsten Almviken\n\nNorrbackens stadsdelsförvaltning\n\n"
QUESTION = "2. Hur vi gör brukare delaktiga"
PASSAGE = "Vi frågar varje gång, och vi skriver ned svaret så att den som kommer nästa gång vet vad som sades i dag."


def draft_of(text: str, name: str = "ansokan.txt") -> AwardDraft:
    draft = recognised(read_text(text.encode(), name), NOWHERE)
    assert isinstance(draft, AwardDraft)
    return draft


def prose(*paragraphs: str) -> list[tuple[str, int, int]]:
    """Return the paragraphs of an answer to question 2 as text, level and box."""
    answer = draft_of(FRONT + "\n\n".join([QUESTION, *paragraphs])).answers["2"]
    return [(block.text, block.level, block.box) for block in answer.blocks if isinstance(block, Paragraph)]


def imported(tmp_path: Path, text: str, name: str = "ansokan.txt") -> tuple[Outcome, str]:
    source = tmp_path / name
    source.write_text(text, encoding="utf-8")
    (outcome,) = import_files([source], tmp_path / "workspace")
    assert outcome.refusal is None, outcome.refusal
    assert not outcome.crash, outcome.crash
    file = next(file for file in outcome.written if file.endswith("kvalitetsutmarkelse.yaml"))
    return outcome, (tmp_path / "workspace" / file).read_text(encoding="utf-8")


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: str(file.stem))
class TestInventedApplications:
    def test_all_is_recognised(self, file: Path) -> None:
        wanted = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
        draft = recognised(read(file), NOWHERE)
        assert isinstance(draft, AwardDraft)
        texts = list(_texts(draft))
        blocks = [block for text in texts for block in text.blocks]
        paragraphs = [block for block in blocks if isinstance(block, Paragraph)]
        boxes = sorted({block.box for block in paragraphs} - {0})
        boxed = [[block for block in blocks if isinstance(block, Paragraph | Table) and block.box == n] for n in boxes]
        captions = {*wanted["captions"], *wanted["notes"]}
        found = {
            **{name: getattr(draft, name) for name in ("year", "unit", "administration", "board", "date")},
            "edition": draft.edition,
            "facts": [[fact.label, fact.value] for fact in draft.facts],
            "answered": [number for number, text in draft.answers.items() if text.blocks],
            "empty": [number for number, text in draft.answers.items() if not text.blocks],
            "sub_headings": [block.text for block in paragraphs if block.level],
            "captions": [b.text for b in paragraphs if b.text in wanted["captions"] and not b.level and not b.mark],
            "notes": [b.text for b in paragraphs if b.text in captions - {*wanted["captions"]}],
            "example_blocks": [len(box) - (not _has_text(box[0])) for box in boxed],
            "tables": [[len(b.rows), len(b.rows[0].cells)] for b in blocks if isinstance(b, Table)],
        }
        assert found == {name: wanted[name] for name in found}
        beginnings = [box[0].text for box in boxed if isinstance(box[0], Paragraph)]
        assert all(text.startswith(begins) for text, begins in zip(beginnings, wanted["examples"], strict=True))

    def test_no_word_is_lost_and_the_check_finds_no_error(self, file: Path, tmp_path: Path) -> None:
        wanted = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
        outcome, text = imported(tmp_path, file.read_text(encoding="utf-8"), file.name)
        assert len(outcome.left_out) == wanted["not_understood"]
        assert outcome.ok
        assert (f"\ntitel: {wanted['title']}\n" in text) == bool(wanted["title"])
        assert [finding.rule for finding in outcome.findings] == ["unanswered-question"]


def _texts(draft: AwardDraft) -> Iterator[Text]:
    yield from ([draft.introduction] if draft.introduction is not None else [])
    yield from draft.answers.values()


def _has_text(block: object) -> bool:
    return isinstance(block, Paragraph) and any(not run.bold and run.text.strip() for run in block.runs)


class TestQuestions:
    @pytest.mark.parametrize(
        "heading",
        [
            "2. Hur vi gör brukare delaktiga",
            "2 Hur ni gör brukare delaktiga",
            "Fråga 2: Hur ni gör brukarna delaktiga",
            "Hur vi gör brukare delaktiga",
            "7) Hur vi gör brukare delaktiga",
        ],
    )
    def test_known_by_words_whatever_the_number(self, heading: str) -> None:
        assert list(draft_of(f"{FRONT}{heading}\n\n{PASSAGE}").answers) == ["2"]

    def test_another_question_with_the_number_is_none(self) -> None:
        draft = draft_of(f"{FRONT}{QUESTION}\n\n{PASSAGE}\n\n3. Vad vi äter till frukost på fredagar\n\n{PASSAGE}")
        assert list(draft.answers) == ["2"]

    def test_heading_and_text_in_one_paragraph_are_parted(self) -> None:
        (block,) = draft_of(f"{FRONT}{QUESTION}\n{PASSAGE}").answers["2"].blocks
        assert isinstance(block, Paragraph)
        assert block.text == PASSAGE

    def test_a_heading_over_two_lines_is_one(self) -> None:
        heading = "4. Min ledarskapsidé och hur jag gör den\nkänd och förankrad i organisationen"
        draft = draft_of(f"{FRONT}{heading}\n{PASSAGE}")
        (block,) = draft.answers["4"].blocks
        assert isinstance(block, Paragraph)
        assert block.text == PASSAGE

    def test_a_sub_heading_with_the_name_of_a_part_stays_where_it_is(self) -> None:
        draft = draft_of(f"{FRONT}Inledning\n\nMedarbetare\n\n{PASSAGE}\n\nBrukare\n\n{QUESTION}\n\n{PASSAGE}")
        assert draft.introduction is not None
        heading = draft.introduction.blocks[0]
        assert isinstance(heading, Paragraph)
        assert (heading.text, heading.level) == ("Medarbetare", 1)

    def test_a_list_of_contents_without_pages_is_no_answer(self) -> None:
        questions = [QUESTION, "5. Hur jag som ledare utvärderar och utvecklar mitt ledarskap", "16. Mål 2018"]
        body = "\n\n".join(f"{question}\n\n{PASSAGE}" for question in questions)
        draft = draft_of(FRONT + "\n\n".join(questions) + "\n\n" + body)
        assert {number: len(text.blocks) for number, text in draft.answers.items()} == {"2": 1, "5": 1, "16": 1}


class TestProse:
    def test_an_example_is_a_box_that_ends_with_its_passage(self) -> None:
        assert prose(PASSAGE, "Exempel", PASSAGE, PASSAGE) == [
            (PASSAGE, 0, 0),
            (f"Exempel: {PASSAGE}", 0, 1),
            (PASSAGE, 0, 0),
        ]

    def test_an_example_without_content_stays_a_word(self) -> None:
        assert prose(PASSAGE, "Exempel") == [(PASSAGE, 0, 0), ("Exempel", 0, 0)]

    def test_a_box_is_written_as_a_quotation(self, tmp_path: Path) -> None:
        _, text = imported(tmp_path, f"{FRONT}{QUESTION}\n\nExempel\n\nFrågor:\n\n- En\n- Två\n\n{PASSAGE}")
        assert "    > **Exempel:** Frågor:\n    >\n    > - En\n    > - Två\n\n    Vi frågar" in text

    def test_stars_that_mean_nothing_are_escaped_and_a_table_keeps_its_note(self, tmp_path: Path) -> None:
        table = "Svar\tKvinnor\tMän\nTrygg\t84 %\t81 %*\n\n* Bara 14 män svarade"
        _, text = imported(tmp_path, f"{FRONT}{QUESTION}\n\n{PASSAGE} Vi *menar* det.\n\n{table}")
        assert r"\*menar\*" in text
        assert "| Trygg | 84 % | 81 %\\* |\n\n    \\* Bara 14 män svarade\n" in text

    def test_a_plus_before_a_figure_is_no_list(self) -> None:
        assert prose(PASSAGE, "+ 0,8 miljoner kronor")[-1][0] == "+ 0,8 miljoner kronor"


class TestWorkspace:
    def test_it_stands_beside_the_units_plan(self, tmp_path: Path) -> None:
        plan = tmp_path / "plan.txt"
        plan.write_text(
            "Norrbackens stadsdelsförvaltning\n\nVerksamhetsplan 2018 för Hemtjänsten Almviken\n\nInledning\n\n"
            + PASSAGE,
            encoding="utf-8",
        )
        application = tmp_path / "ansokan.txt"
        application.write_text(f"{FRONT}{QUESTION}\n\n{PASSAGE}\n", encoding="utf-8")
        for order in ([plan, application], [application, plan]):
            outcomes = import_files(order, tmp_path / order[0].stem)
            assert [outcome.refusal for outcome in outcomes] == [None, None]
            assert len({outcome.folder for outcome in outcomes}) == 1

    def test_one_that_is_there_stays(self, tmp_path: Path) -> None:
        _, before = imported(tmp_path, f"{FRONT}{QUESTION}\n\n{PASSAGE}\n")
        (again,) = import_files([tmp_path / "ansokan.txt"], tmp_path / "workspace")
        assert again.refusal is not None
        (file,) = (tmp_path / "workspace").rglob("kvalitetsutmarkelse.yaml")
        assert file.read_text(encoding="utf-8") == before

    def test_the_workspaces_own_award_is_known_by_its_word(self, tmp_path: Path) -> None:
        root = tmp_path / "workspace"
        editions = root / "utgåvor"
        editions.mkdir(parents=True)
        (root / "vplan.yaml").write_text("", encoding="utf-8")
        (editions / "priset-2024.yaml").write_text(
            "ärver: kvalitetsutmarkelsen/2018\nnamn: Priset 2024\ndokument: Guldlinjalen\n"
            "delar: [{rubrik: Vardagen, frågor: [{nr: 1a, fråga: Vad gör ni när något går fel på jobbet?}]}]\n",
            encoding="utf-8",
        )
        front = "Guldlinjalen 2024\n\nKiosken Almviken\n\nVardagen\n\n"
        text = f"{front}1a. Vad gör vi när något går fel på jobbet?\n\n{PASSAGE}\n"
        outcome, written = imported(tmp_path, text)
        assert outcome.edition == "priset-2024"
        assert "\nsvar:\n  1a: |\n" in written

    @pytest.mark.parametrize("title", ["Verksamhetsberättelse 2018", "Tertialrapport 1 2018"])
    def test_other_documents_are_refused(self, tmp_path: Path, title: str) -> None:
        source = tmp_path / "annat.txt"
        source.write_text(
            f"{title} för Hemtjänsten Almviken\n\nVi sökte Kvalitetsutmärkelsen 2018.\n\n{PASSAGE}\n", encoding="utf-8"
        )
        (outcome,) = import_files([source], tmp_path / "workspace")
        assert outcome.refusal is not None
        assert not (tmp_path / "workspace").exists()

    def test_one_with_no_known_question_is_refused(self, tmp_path: Path) -> None:
        source = tmp_path / "ansokan.txt"
        source.write_text(f"{FRONT}1. Vad vi äter till frukost på fredagar\n\n{PASSAGE}\n", encoding="utf-8")
        (outcome,) = import_files([source], tmp_path / "workspace")
        assert outcome.refusal is not None
        assert not (tmp_path / "workspace").exists()

    def test_a_plan_that_tells_of_the_award_is_a_plan(self) -> None:
        text = f"Verksamhetsplan 2018 för Hemtjänsten Almviken\n\nKvalitetsutmärkelsen 2018\n\n{QUESTION}\n\n{PASSAGE}"
        assert not isinstance(recognised(read_text(text.encode(), "plan.txt"), NOWHERE), AwardDraft)


@pytest.fixture(scope="module", params=SEEDS, ids=lambda file: str(file.stem))
def seed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    found, notes = measure(request.param, tmp_path_factory.mktemp("seed") / "workspace")
    assert found is not None, notes
    assert notes == []
    return found


@pytest.mark.skipif(not SEEDS, reason="the original application is not here")
class TestOriginal:
    def test_words_and_questions_are_found_again(self, seed: Comparison) -> None:
        assert seed.words.value >= AWARD
        assert (seed.goals.found, seed.goals.all) == (22, 22)

    @pytest.mark.parametrize("file", SEEDS, ids=lambda file: str(file.stem))
    def test_all_tables_are_written(self, file: Path, tmp_path: Path) -> None:
        _, text = imported(tmp_path, file.read_text(encoding="utf-8"), file.name)
        lines = [
            line for line in file.read_text(encoding="utf-8").split("\n") if line.count("\t") > 1 and "..." not in line
        ]
        for line in lines:
            row = " | ".join(line.replace("*", "\\*").split("\t"))
            assert f"| {row} |" in text
