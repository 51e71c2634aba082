"""What the import of a file came to: figures, guesses, differences, what was left out, and what the check says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from vplan.diagnostics import Diagnostic, Message, Severity, msg
from vplan.importing.draft import AnyDraft, AwardDraft, Draft, Goal, LeftOut, Level
from vplan.importing.source import Format, Paragraph, Place, SourceDocument, Table, words_of

Figures = tuple[tuple[Message, int], ...]


@dataclass(slots=True)
class Note:
    """A guess or a difference: where it stands in the source, and its file and line in the workspace, if it has one."""

    place: Place
    message: Message
    file: str = ""
    line: int = 0

    @property
    def target(self) -> str:
        """`plans/2018/ostermalm/hemtjanst/mal.yaml:12`, or nothing."""
        return f"{self.file}:{self.line}" if self.file and self.line else self.file


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file was not imported, and what to do."""

    message: Message
    hint: Message


@dataclass(slots=True)
class Outcome:
    """What came of one file.

    `folder` is the unit's folder in the workspace; `written` are the files made or added to. `left_out` is in no file,
    `made` needs none because vplan makes it. `edition` is the one that was chosen, `is_new` tells that the workspace
    was made, `deleted` counts what the source itself has taken away, `pictures` what is not imported. `refusal` says
    why nothing was imported, `crash` is the traceback of a fault of our own.
    """

    file: Path
    format: Format | None = None
    pages: int = 0
    unit: str = ""
    folder: str = ""
    edition: str = ""
    is_new: bool = False
    deleted: int = 0
    pictures: int = 0
    written: list[str] = field(default_factory=list)
    figures: Figures = ()
    guesses: list[Note] = field(default_factory=list)
    differences: list[Note] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    made: list[LeftOut] = field(default_factory=list)
    findings: list[Diagnostic] = field(default_factory=list)
    refusal: Refusal | None = None
    crash: str = ""

    @property
    def ok(self) -> bool:
        """Tell whether the file was imported and the check finds no error."""
        return not (self.refusal or self.crash) and not any(d.severity is Severity.ERROR for d in self.findings)

    @property
    def notes(self) -> list[Note]:
        """All that has a line in the workspace."""
        return [*self.guesses, *self.differences]


def figures_of(document: SourceDocument, draft: AnyDraft) -> Figures:
    """Count what was recognised."""
    return _award_figures(document, draft) if isinstance(draft, AwardDraft) else _plan_figures(document, draft)


def _award_figures(document: SourceDocument, draft: AwardDraft) -> Figures:
    texts = [text for text in (draft.introduction, *draft.answers.values()) if text is not None and text.blocks]
    blocks = [block for text in texts for block in text.blocks]
    boxes = {block.box for block in blocks if isinstance(block, Paragraph | Table)} - {0}
    return (
        (msg("questions"), len(draft.answers)),
        (msg("administrative facts"), len(draft.facts)),
        (msg("texts"), len(texts)),
        (msg("examples"), len(boxes)),
        (msg("tables"), sum(isinstance(block, Table) for block in blocks)),
        (msg("words"), len(words_of(document.blocks))),
    )


def _plan_figures(document: SourceDocument, draft: Draft) -> Figures:
    goals = list(_goals(draft.goals))
    levels = Counter(goal.level for goal in goals)
    chapters = [*draft.chapters_before, *draft.chapters_after]
    economy = draft.economy
    texts = sum(len(goal.texts) for goal in goals) + sum(bool(chapter.text.blocks) for chapter in chapters)
    if economy is not None:
        texts += economy.resources is not None
        texts += sum(budget.text is not None for budget in economy.budgets)
    return (
        (msg("directions"), levels[Level.DIRECTION]),
        (msg("council goals"), levels[Level.COUNCIL]),
        (msg("board goals"), levels[Level.BOARD]),
        (msg("unit goals"), levels[Level.UNIT]),
        (msg("texts"), texts),
        (msg("indicators"), sum(len(goal.indicators) for goal in goals)),
        (msg("activities"), sum(len(goal.activities) for goal in goals)),
        (msg("budget tables"), len(economy.budgets) if economy is not None else 0),
        (msg("chapters"), len(chapters)),
        (msg("annexes"), len(draft.annexes)),
        (msg("words"), len(words_of(document.blocks))),
    )


def _goals(goals: list[Goal]) -> Iterator[Goal]:
    for goal in goals:
        yield goal
        yield from _goals(goal.goals)


def where(place: Place) -> Message | None:
    """Say where something stands in the source, or nothing where the format does not tell."""
    if place.line:
        return msg("line {number}", number=place.line)
    if place.page:
        return msg("page {number}", number=place.page)
    return msg("block {number}", number=place.block) if place.block else None
