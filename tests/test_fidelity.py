"""`make fidelity`: what is built from an imported plan is the original again, page by page where pages are known."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.fidelity import SEEN, UNSEEN, Comparison, Share, body_words, measure, print_comparison
from vplan.importing.draft import Entry
from vplan.importing.readers.text import read_text
from vplan.importing.source import Place

HERE = Path(__file__).parent
TEXTS = sorted((HERE / "import_files" / "text").glob("*.txt"))
SEEDS = sorted((HERE.parents[1] / "shared" / "seeds").glob("verksamhetsplan-*.txt"))


@pytest.fixture(scope="module", params=SEEDS, ids=lambda file: str(file.stem))
def seed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    found, notes = measure(request.param, tmp_path_factory.mktemp("seed") / "workspace")
    assert found is not None, notes
    assert notes == []
    return found


@pytest.mark.skipif(not SEEDS, reason="the original plans are not here")
def test_an_original_is_met_on_every_measure(seed: Comparison) -> None:
    assert seed.failures(SEEN) == []


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: str(file.stem))
def test_goals_and_cells_of_other_plans(file: Path, tmp_path: Path) -> None:
    found, notes = measure(file, tmp_path / "workspace")
    assert found is not None, notes
    for share in (found.goals, found.indicators, found.activities, found.cells):
        assert share.value >= UNSEEN.found


def comparison(*pages: tuple[int, int], words: int = 1000, built: int = 20) -> Comparison:
    entries = [(Entry(Place(), f"Avsnitt {n}", page), ours) for n, (page, ours) in enumerate(pages)]
    all_found = Share(10, 10)
    return Comparison(Share(words, 1000), [], all_found, all_found, all_found, all_found, entries, 20, built)


class TestFailures:
    def test_nothing_fails_where_all_is_met(self) -> None:
        assert comparison((3, 3), (4, 4)).failures(SEEN) == []

    def test_a_word_in_three_hundred_is_too_many(self) -> None:
        (failure,) = comparison((3, 3), words=997).failures(SEEN)
        assert "words in order: 997 of 1000" in failure

    def test_an_entry_a_page_off_counts(self) -> None:
        (failure,) = comparison(*[(n, n) for n in range(1, 9)], (9, 10)).failures(SEEN)
        assert "entries on the exact page: 8 of 9" in failure

    def test_none_may_be_two_pages_off(self) -> None:
        failures = comparison(*[(n, n) for n in range(1, 20)], (20, 22)).failures(SEEN)
        assert failures == ["an entry is 2 pages off"]

    def test_an_entry_that_is_missing_is_told(self) -> None:
        assert comparison(*[(n, n) for n in range(1, 20)], (20, 0)).failures(UNSEEN) == ["an entry is missing"]

    def test_a_document_may_be_a_page_longer_not_two(self) -> None:
        assert comparison((3, 3), built=21).failures(SEEN) == []
        assert comparison((3, 3), built=22).failures(SEEN) == ["22 pages for 20"]


def test_the_report_shows_each_entry_with_both_pages(capsys: pytest.CaptureFixture[str]) -> None:
    print_comparison("plan.txt", comparison((3, 3), (4, 5)), details=False)
    shown = capsys.readouterr().out
    assert "1000 of 1000 (100.00 %)" in shown
    assert "         3     3  Avsnitt 0" in shown
    assert "         4     5* Avsnitt 1" in shown


def test_page_1_is_left_out_where_there_is_no_table_of_contents() -> None:
    text = "Enheten Björken\n\nVerksamhetsplan 2018 för Enheten Björken\n\nInledning\n\nVi har badhus."
    assert body_words(read_text(text.encode(), "plan.txt")) == ["inledning", "vi", "har", "badhus"]


def test_a_reader_that_stops_reading_is_no_fault() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing) as closed:
        done = subprocess.run(
            [sys.executable, "-m", "tools.fidelity"],
            stdout=closed, stderr=subprocess.PIPE, cwd=HERE.parent, text=True, timeout=60,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, "")
