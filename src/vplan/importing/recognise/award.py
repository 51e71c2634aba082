"""An application for the quality award: front, facts, introduction, and the answers under an edition's questions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count, pairwise

from vplan.diagnostics import Message, msg
from vplan.importing.draft import AwardDraft, Guess, LeftOut, Text
from vplan.importing.recognise.award_front import is_award, read_front
from vplan.importing.recognise.cleaning import cleaned, joined_blocks
from vplan.importing.recognise.contents import Contents, find_contents
from vplan.importing.recognise.examples import captions_of, with_boxes, with_notes
from vplan.importing.recognise.facts import end_of_facts, read_facts
from vplan.importing.recognise.names import board_of, language_of
from vplan.importing.recognise.prose import read_prose
from vplan.importing.recognise.questions import (
    CONTENTS,
    FACTS,
    INTRODUCTION,
    PART,
    QUESTION,
    Heading,
    Questions,
    numbered_heading,
)
from vplan.importing.source import Block, PageBreak, Paragraph, Place, Row, SourceDocument, words_of
from vplan.importing.vocabulary import key
from vplan.model.award_edition import AwardEdition

__all__ = ["KnownEdition", "recognise_award"]

_EXAMPLE = "Exempel"
_YEAR = re.compile(r"20\d\d\Z")
_LABEL = msg("a heading that vplan writes")
_QUOTED = 80


@dataclass(frozen=True, slots=True)
class KnownEdition:
    """An edition of the award that the workspace can use; its name ends in its year."""

    name: str
    edition: AwardEdition

    @property
    def year(self) -> int:
        """Return the edition's year, 0 where its name does not tell."""
        match = _YEAR.search(self.name)
        return int(match.group()) if match else 0


def recognise_award(document: SourceDocument, editions: Sequence[KnownEdition], year: int = 0) -> AwardDraft | None:
    """Return what was recognised in an application, or None for another kind of document.

    Its questions are those of the edition whose word for the award stands in the title, of the year or the nearest one.
    `year` goes before what the document says.
    """
    blocks, furniture = cleaned(document)
    contents = find_contents(blocks)
    words = {str(known.edition.document) for known in editions}
    word = is_award(document, blocks, contents, words)
    if not word:
        return None
    draft = AwardDraft(document.name, document=word)
    front, body = _parted(blocks, contents, editions)
    left = read_front(draft, document, front, blocks)
    draft.contents = contents.entries
    known = _edition(editions, word, year or draft.year)
    draft.edition = known.name
    for line in contents.lines:
        _make(draft, line.place, line.text, msg("the table of contents"))
    for line in furniture:
        _make(draft, line.place, line.text, msg("a page header or page number"))
    draft.language = language_of(body)
    _Body(draft, document, known.edition).read(body)
    _name(draft, document, front, blocks)
    names = {key(draft.unit), key(draft.administration), ""}
    draft.left_out += [entry for entry in left if key(entry.text) not in names]
    return draft


def _edition(editions: Sequence[KnownEdition], word: str, year: int) -> KnownEdition:
    """Return the edition of the award's word and the nearest year, the later of two."""
    same = [known for known in editions if key(str(known.edition.document)) == key(word)]
    return min(same or editions, key=lambda known: (abs(known.year - year), -known.year, known.name))


def _parted(
    blocks: Sequence[Block], contents: Contents, editions: Sequence[KnownEdition]
) -> tuple[list[Block], list[Block]]:
    """Part the front from the body: at the table of contents, else at the first heading that an edition has."""
    if contents.entries:
        front = [block for n, block in enumerate(blocks[: contents.end]) if n not in contents.taken]
        return front, list(blocks[contents.end :])
    for known in editions:
        parted, found = Questions(known.edition).find(blocks)
        if any(heading.kind == QUESTION for heading in found.values()):
            start = min(found)
            return parted[:start], parted[start:]
    return list(blocks), []


def _name(draft: AwardDraft, document: SourceDocument, front: Sequence[Block], blocks: Sequence[Block]) -> None:
    """Name unit, administration and board, by the facts where the front is silent."""
    for fact in draft.facts:
        if not draft.unit and key(fact.label) == "enhet":
            draft.unit = fact.value
        if not draft.administration and key(fact.label) in ("förvaltning", "stadsdelsförvaltning"):
            draft.administration = fact.value
    page_1 = " ".join([draft.administration, document.about, *words_of(front)])
    draft.board, stated = board_of(page_1, " ".join(words_of(blocks)))
    if draft.board and not stated:
        draft.guesses.append(Guess(Place(), msg("The board is taken to be “{board}”.", board=draft.board)))


def _make(draft: AwardDraft, place: Place, text: str, reason: Message) -> None:
    draft.left_out.append(LeftOut(place, text, reason, understood=True))


@dataclass(slots=True)
class _Body:
    """Reads what stands between the headings of the edition."""

    draft: AwardDraft
    document: SourceDocument
    edition: AwardEdition
    boxes: count[int] = field(default_factory=lambda: count(1))
    captions: set[Place] = field(default_factory=set)
    listed: set[str] = field(default_factory=set)

    def read(self, blocks: Sequence[Block]) -> None:
        """Read all blocks."""
        entries = self.draft.contents
        self.listed = {key(entry.title) for entry in entries if numbered_heading(entry.title)}
        dropped: list[Row] = []
        joined = joined_blocks(blocks, self.document.format, dropped)
        repeated = msg("a heading row that stands again on the next page")
        for row in dropped:
            _make(self.draft, row.place, " ".join(row.texts), repeated)
        self.captions = captions_of(blocks, self.document.format)
        questions = Questions(self.edition)
        parted, found = questions.find(joined)
        waiting: list[Block] = []
        for heading, block, content in _sections(parted, found):
            if block is not None:
                self._heading(heading, block, questions)
            if heading.kind == QUESTION:
                content, waiting = [*waiting, *content], []
                self._answer(questions.question(heading.index), block, content)
            elif heading.kind == FACTS:
                end = end_of_facts(content)
                read_facts(content[:end], self.draft)
                self._introduce(content[end:])
            elif heading.kind in (INTRODUCTION, CONTENTS):
                self._introduce(content)
            elif content and isinstance(content[0], Paragraph):
                waiting += content
                message = msg("A text between a part's heading and its first question went into the answer below.")
                self.draft.guesses.append(Guess(content[0].place, message))
        if waiting:
            self._introduce(waiting)

    def _heading(self, heading: Heading, block: Block, questions: Questions) -> None:
        """Note a heading that vplan writes, and a guess where the edition has other words."""
        assert isinstance(block, Paragraph)
        reason = msg("the table of contents") if heading.kind == CONTENTS else _LABEL
        text = " ".join(f"{block.mark} {block.text}".split())
        _make(self.draft, block.place, text, reason)
        if heading.exact:
            return
        number = questions.question(heading.index) if heading.kind == QUESTION else questions.parts[heading.index]
        message = msg(
            "“{text}” is taken for question {number}, in the words of the edition.", text=text[:_QUOTED], number=number
        )
        if heading.kind == PART:
            message = msg("“{text}” is taken for the part “{part}”.", text=text[:_QUOTED], part=number)
        self.draft.guesses.append(Guess(block.place, message))

    def _introduce(self, content: Sequence[Block]) -> None:
        if not any(isinstance(block, PageBreak) or words_of([block]) for block in content):
            return
        text = self.draft.introduction or Text(content[0].place if not isinstance(content[0], PageBreak) else Place())
        self.draft.introduction = text
        self._prose(text, content)

    def _answer(self, number: str, heading: Block | None, content: Sequence[Block]) -> None:
        place = heading.place if isinstance(heading, Paragraph) else Place()
        text = self.draft.answers.setdefault(number, Text(place))
        self._prose(text, content)

    def _prose(self, text: Text, content: Sequence[Block]) -> None:
        source = self.document.format
        blocks = with_notes([self._foreign(block) for block in content])
        word = str(self.edition.blocks.example) if self.edition.blocks is not None else _EXAMPLE
        boxed = with_boxes(blocks, word, source, self.captions, self.boxes)
        read_prose(boxed, source, text, self.draft, in_goal=False, captions=self.captions)

    def _foreign(self, block: Block) -> Block:
        """Make a sub-heading of what the table of contents has with a number and the edition has not, and tell."""
        if not isinstance(block, Paragraph) or not self._is_listed(block):
            return block
        text = " ".join(f"{block.mark} {block.text}".split())
        message = msg(
            "“{text}” looks like a question that the edition lacks; it became a sub-heading.", text=text[:_QUOTED]
        )
        self.draft.guesses.append(Guess(block.place, message))
        runs = (
            block.runs
            if not block.mark
            else (replace(block.runs[0], text=f"{block.mark} {block.runs[0].text}"), *block.runs[1:])
        )
        return replace(block, level=1, runs=runs, mark="")

    def _is_listed(self, block: Paragraph) -> bool:
        text = " ".join(f"{block.mark} {block.text}".split())
        return key(text) in self.listed


def _sections(
    blocks: Sequence[Block], found: dict[int, Heading]
) -> Iterator[tuple[Heading, Block | None, list[Block]]]:
    """Yield each heading with what stands below it; what stands before the first one belongs to the introduction."""
    places = sorted(found)
    first = places[0] if places else len(blocks)
    if first:
        yield Heading(INTRODUCTION), None, list(blocks[:first])
    for start, end in pairwise([*places, len(blocks)]):
        yield found[start], blocks[start], list(blocks[start + 1 : end])
