"""`make fidelity`: old documents are imported, checked and built, and the PDFs compared with the originals.

    tools/fidelity.py [FILE…]

Each FILE is a plan, or an application for the quality award, as text, PDF or Word. For each it prints how many of the
words stand in order in the built PDF (page 1, the table of contents and page furniture left out), how many goals,
indicators, activities and table cells are found again (of an application: questions with an answer, and table cells),
the page of every entry in the table of contents, there and here, and the number of pages. The exit code is 1 when a
figure is below the bounds, `--unseen` for those of documents that the layout was not fitted to.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import vplan
from vplan.diagnostics import Severity
from vplan.importing.draft import AwardDraft, Draft, Entry, Goal
from vplan.importing.reading import read
from vplan.importing.recognise.cleaning import cleaned, joined_paragraphs
from vplan.importing.recognise.contents import find_contents
from vplan.importing.recognise.labels import label_of
from vplan.importing.recognise.parts import parted
from vplan.importing.run import import_files, recognised
from vplan.importing.source import Block, Paragraph, SourceDocument, Table, plain, words_of
from vplan.importing.vocabulary import PAGE_NUMBER, field_of, key

_TOTAL = re.compile(r"\((\d+)\)")
_EDGES = "\"'”“’.,:;()[]*·•–—-"


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least shares that are asked for: words in order, goals and cells found, entries on exactly the right page."""

    words: float
    found: float
    exact: float


NOWHERE = Path(os.devnull)  # no workspace: the editions that vplan brings along
SEEN = Bounds(0.998, 1.0, 0.90)
UNSEEN = Bounds(0.99, 0.97, 0.85)
AWARD = 0.995  # of the words of an application, whose pictures are not imported, so that its pages are others


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    found: int
    all: int

    @property
    def value(self) -> float:
        """Return the share, 1 of nothing."""
        return self.found / self.all if self.all else 1.0

    def __str__(self) -> str:
        return f"{self.found} of {self.all} ({100 * self.value:.2f} %)"


@dataclass(frozen=True, slots=True)
class Comparison:
    """An original beside the document that was built from it."""

    words: Share
    missing: list[str]
    goals: Share
    indicators: Share
    activities: Share
    cells: Share
    pages: list[tuple[Entry, int]]
    original_pages: int
    built_pages: int
    is_award: bool = False

    @property
    def exact(self) -> Share:
        """Return how many entries stand on exactly the original's page."""
        known = [(entry.page, page) for entry, page in self.pages if entry.page]
        return Share(sum(a == b for a, b in known), len(known))

    @property
    def farthest(self) -> int:
        """Return by how many pages the worst entry is off."""
        return max((abs(entry.page - page) for entry, page in self.pages if entry.page and page), default=0)

    @property
    def goals_name(self) -> str:
        """Return what `goals` counts."""
        return "questions" if self.is_award else "goals"

    def failures(self, bounds: Bounds) -> list[str]:
        """Return what is below the bounds."""
        if self.is_award:
            bounds = Bounds(min(bounds.words, AWARD), bounds.found, 0)
        shares = (
            ("words in order", self.words, bounds.words),
            (self.goals_name, self.goals, bounds.found),
            ("indicators", self.indicators, bounds.found),
            ("activities", self.activities, bounds.found),
            ("table cells", self.cells, bounds.found),
            ("entries on the exact page", self.exact, bounds.exact),
        )
        failed = [f"{name}: {share}, least {100 * least:g} %" for name, share, least in shares if share.value < least]
        if self.is_award:
            return failed
        if not all(page for _, page in self.pages):
            failed.append("an entry is missing")
        if self.farthest > 1:
            failed.append(f"an entry is {self.farthest} pages off")
        if self.original_pages and abs(self.original_pages - self.built_pages) > 1:
            failed.append(f"{self.built_pages} pages for {self.original_pages}")
        return failed


def compare(original: SourceDocument, built: SourceDocument) -> Comparison:
    """Compare an original with the PDF that was built from it, both as read."""
    ours, theirs = recognised(built, NOWHERE), recognised(original, NOWHERE)
    is_award = isinstance(theirs, AwardDraft)
    wanted, got = body_words(original), body_words(built)
    matcher = SequenceMatcher(None, wanted, got, autojunk=False)
    matched = [False] * len(wanted)
    for block in matcher.get_matching_blocks():
        matched[block.a : block.a + block.size] = [True] * block.size
    words = Share(sum(matched), len(wanted))
    missing = [word for word, found in zip(wanted, matched, strict=True) if not found]
    pages = _pages(theirs.contents, ours.contents)
    counts = (original.pages or _stated_pages(original), built.pages)
    if isinstance(theirs, AwardDraft) or isinstance(ours, AwardDraft):
        questions, cells = (
            _shared(_questions(theirs), _questions(ours)),
            _shared(_award_cells(theirs), _award_cells(ours)),
        )
        return Comparison(words, missing, questions, Share(0, 0), Share(0, 0), cells, pages, *counts, is_award=is_award)
    return Comparison(
        words,
        missing,
        _shared(_goals(theirs), _goals(ours)),
        _shared(_indicators(theirs), _indicators(ours)),
        _shared(_activities(theirs), _activities(ours)),
        _shared(_cells(theirs), _cells(ours)),
        pages,
        *counts,
    )


def _questions(draft: Draft | AwardDraft) -> list[object]:
    """Return the questions that have an answer."""
    if not isinstance(draft, AwardDraft):
        return []
    return [number for number, text in draft.answers.items() if words_of(text.blocks)]


def _award_cells(draft: Draft | AwardDraft) -> list[object]:
    """Return every cell of the tables in the texts, with its column and its row's first cell."""
    if not isinstance(draft, AwardDraft):
        return []
    texts = [text for text in (draft.introduction, *draft.answers.values()) if text is not None]
    tables = [block for text in texts for block in text.blocks if isinstance(block, Table)]
    rows = [row.texts for table in tables for row in table.rows]
    return [(_same(row[0]), n, _same(text)) for row in rows for n, text in enumerate(row)]


def body_words(document: SourceDocument) -> list[str]:
    """Return the words of the body as they are compared: without case, typographic variants and marks at their ends.

    A field's heading counts in its right spelling: `Arbetsätt` is what the extraction made of `Arbetssätt`.
    """
    blocks, _ = cleaned(document)
    contents = find_contents(blocks)
    rest = blocks[contents.end :] if contents.entries else parted(blocks, contents)[1]
    body = joined_paragraphs(rest, document.format)
    return [word for word in map(_plain, words_of(map(_well_spelt, body))) if word]


def _well_spelt(block: Block) -> Block:
    field = field_of(block.text) if isinstance(block, Paragraph) and len(block.text) < 40 else None
    return plain(field[0].replace("_", " "), block.place) if field and isinstance(block, Paragraph) else block


def _plain(word: str) -> str:
    text = unicodedata.normalize("NFKC", word).replace("\u00ad", "").replace("−", "-").replace("\u2011", "-")
    return text.strip(_EDGES).casefold()


def _shared(wanted: Iterable[object], got: Iterable[object]) -> Share:
    first, second = Counter(wanted), Counter(got)
    return Share((first & second).total(), first.total())


def _all_goals(goals: Sequence[Goal]) -> list[Goal]:
    return [found for goal in goals for found in (goal, *_all_goals(goal.goals))]


def _goals(draft: Draft) -> list[object]:
    return [(goal.level, goal.number, _same(goal.title)) for goal in _all_goals(draft.goals)]


def _same(text: str) -> str:
    return " ".join(word for word in map(_plain, text.split()) if word)


def _indicators(draft: Draft) -> list[object]:
    return [_same(row.name) for goal in _all_goals(draft.goals) for row in goal.indicators]


def _activities(draft: Draft) -> list[object]:
    return [_same(row.text) for goal in _all_goals(draft.goals) for row in goal.activities]


def _cells(draft: Draft) -> list[object]:
    """Return every cell of every goal's and budget's table, each with its row's name."""
    cells: list[object] = []
    for goal in _all_goals(draft.goals):
        for row in goal.indicators:
            values = (row.target, row.council_target, row.periodicity, row.comment)
            cells += [(_same(row.name), n, _same(value)) for n, value in enumerate(("", *values))]
        for activity in goal.activities:
            cells += [(_same(activity.text), n, value) for n, value in enumerate(("", activity.start, activity.end))]
    for budget in draft.economy.budgets if draft.economy else []:
        for label, amounts in _budget_rows(budget):
            cells += [(_same(label), n, amount) for n, amount in enumerate(("", *amounts))]
    return cells


def _budget_rows(budget: object) -> Iterable[tuple[str, list[str]]]:
    from vplan.importing.draft import Budget, BudgetRow

    assert isinstance(budget, Budget)
    columns = [column.id for column in budget.columns]

    def lines(row: BudgetRow) -> Iterable[tuple[str, list[str]]]:
        yield row.label, [row.amounts.get(name, "").lstrip("+") for name in columns]
        for below in row.rows:
            yield from lines(below)

    for group in budget.groups:
        if group.heading:
            yield group.heading, []
        for row in (*group.rows, *((group.total,) if group.total else ())):
            yield from lines(row)
    for total in (budget.total, budget.net):
        if total is not None:
            yield from lines(total)


def _pages(theirs: Sequence[Entry], ours: Sequence[Entry]) -> list[tuple[Entry, int]]:
    """Pair the original's entries with our pages, 0 where ours lacks one; entries of the same name in their order."""
    pages: dict[str, list[int]] = {}
    for entry in ours:
        pages.setdefault(_entry_key(entry.title), []).append(entry.page)
    return [(entry, (pages.get(_entry_key(entry.title)) or [0]).pop(0)) for entry in theirs]


def _entry_key(title: str) -> str:
    label = label_of(title)
    words = key(label.title if label else title)
    return re.sub(r"^(\d+(?:\.\d+)*)\.?\s", r"\1 ", words)


def _stated_pages(document: SourceDocument) -> int:
    lines = [line for b in _paragraphs(document.blocks) for line in b.text.split("\n")]
    numbers = [_TOTAL.search(line) for line in lines if PAGE_NUMBER.match(line.strip())]
    return max((int(number[1]) for number in numbers if number), default=0)


def _paragraphs(blocks: Iterable[Block]) -> list[Paragraph]:
    return [block for block in blocks if isinstance(block, Paragraph)]


def measure(file: Path, folder: Path) -> tuple[Comparison | None, list[str]]:
    """Import and build a file in an empty folder and compare; the second value says what went wrong."""
    outcome = import_files([file], folder)[0]
    if outcome.refusal is not None:
        return None, [f"{outcome.refusal.message} {outcome.refusal.hint}"]
    errors = [str(found.message) for found in outcome.findings if found.severity is Severity.ERROR]
    result = vplan.build(folder, formats=["pdf"], jobs=1)
    if result.failed:
        return None, [*errors, f"not built: {', '.join(result.failed)}"]
    pdf = next(result.output.rglob("*.pdf"))
    notes = [f"not understood: {left.text[:100]}" for left in outcome.left_out]
    return compare(read(file), read(pdf)), [*errors, *notes]


def print_comparison(name: str, found: Comparison, *, details: bool) -> None:
    """Print the figures of one document."""
    print(f"\n{name}")
    rows = [("words in order", str(found.words)), (found.goals_name, str(found.goals))]
    if not found.is_award:
        rows += [("indicators", str(found.indicators)), ("activities", str(found.activities))]
    rows += [
        ("table cells", str(found.cells)),
        ("contents on the exact page", f"{found.exact}, farthest off {found.farthest}"),
        ("pages", f"{found.built_pages} for {found.original_pages or '?'}"),
    ]
    for label, value in rows:
        print(f"  {label:28}{value}")
    print(f"  {'original':>10}  {'ours':>4}  entry")
    for entry, page in found.pages:
        mark = " " if entry.page == page else "*"
        print(f"  {entry.page or '–':>10}  {page or '–':>4}{mark} {entry.title[:80]}")
    if details and found.missing:
        print(f"  words not found: {' '.join(found.missing[:200])}")


def main() -> int:
    """Measure the files that are named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="plans as text, PDF or Word")
    parser.add_argument("--unseen", action="store_true", help="the bounds of documents that the layout has not seen")
    parser.add_argument("--words", action="store_true", help="print the words that are not found")
    arguments = parser.parse_args()
    bounds = UNSEEN if arguments.unseen else SEEN
    failed = False
    for file in arguments.files:
        with tempfile.TemporaryDirectory(prefix="vplan-fidelity-") as folder:
            found, notes = measure(file, Path(folder) / "workspace")
        if found is not None:
            print_comparison(file.name, found, details=arguments.words)
            notes += found.failures(bounds)
        for note in notes:
            print(f"  ! {note}" if found else f"{file}: {note}")
        failed = failed or found is None or bool(found.failures(bounds))
    if not arguments.files:
        print("No files: name plans as text, PDF or Word.")
    return 1 if failed else 0


def run() -> int:
    """Measure, and end quietly where nobody reads on."""
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # lets the last flush be silent
        return 1
    return code


if __name__ == "__main__":
    sys.exit(run())
