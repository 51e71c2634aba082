"""Finds the parts and questions of an edition among the blocks of an application, however they are numbered or worded.

A question is known by its words: another year, `ni` for `jag`, a word more or less, or a cut end make it no other one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from vplan.importing.recognise.fields import before, behind
from vplan.importing.source import Block, PageBreak, Paragraph
from vplan.importing.vocabulary import PRONOUNS, key
from vplan.model.award_edition import AwardEdition

FACTS, INTRODUCTION, PART, QUESTION, CONTENTS = "facts", "introduction", "part", "question", "contents"

_NUMBER = re.compile(
    r"(?:fråga\s+)?(?P<number>\d{1,3}(?:\.\d{1,3}){0,2}[a-z]?)(?:\s*[.):]\s*|\s+[–-]?\s*|\s*[–-]\s+)(?=\S)", re.I
)
_WORD = re.compile(r"[^\W_]+")
_YEAR = re.compile(r"20\d\d\Z")
_LONGEST = 400
_LONGEST_PART = 100
_LINES = 5  # over so many lines a question may go
_WORDS = 4  # so many words tell one question from another
_NUMBERED, _UNNUMBERED = 0.6, 0.8  # how like it must be, with the number that it has in the edition, and without
_CUT = 0.25  # so much of a question must be left where its end is cut
_PART_BEFORE = 8  # so many blocks may stand between a part's heading and its first question
_PART_ALIKE = 0.85
_RUN = 3  # so many headings without anything between them are a table of contents


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the edition: `kind`, the part's or question's place in the edition's order, whether all agrees."""

    kind: str
    index: int = 0
    exact: bool = True


@dataclass(frozen=True, slots=True)
class _Question:
    number: str
    words: tuple[str, ...]
    part: int


@dataclass(frozen=True, slots=True)
class _Match:
    index: int
    score: float
    numbered: bool


@dataclass(slots=True)
class Questions:
    """An edition's questions, ready to be looked for."""

    edition: AwardEdition
    every: list[_Question] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for number, part in enumerate(self.edition.parts):
            self.parts.append(_title_key(str(part.heading)))
            self.every += [_Question(q.number.strip(), _words(str(q.text)), number) for q in part.questions]

    def find(self, blocks: Sequence[Block]) -> tuple[list[Block], dict[int, Heading]]:
        """Return the blocks, parted where a heading stands in one paragraph with other text, and the headings' places.

        What looks like a table of contents without pages is among the headings as such.
        """
        parted = [part for block in blocks for part in self._parted(block)]
        chosen = self._questions(parted)
        found = {at: Heading(QUESTION, m.index, m.score >= 1) for at, m in chosen.items()}
        found |= self._parts(parted, chosen)
        first = min(chosen, default=len(parted))
        for kind, title in ((FACTS, self.edition.headings.facts), (INTRODUCTION, self.edition.headings.introduction)):
            at = next((n for n in range(first) if n not in found and _title(parted[n]) == _title_key(str(title))), None)
            if at is not None:
                found[at] = Heading(kind)
        return parted, {**found, **self._contents(parted, found)}

    def question(self, index: int) -> str:
        """Return the number of a question."""
        return self.every[index].number

    # --- questions --------------------------------------------------------------------------------------------------

    def _parted(self, block: Block) -> Iterator[Block]:
        """Yield a paragraph in parts where lines of it are a question's; others as they are."""
        for _ in range(2 * len(self.every)):
            cut = self._cut(block) if isinstance(block, Paragraph) and "\n" in block.text.strip() else None
            if cut is None or not isinstance(block, Paragraph):
                break
            start, end = cut
            if start:
                yield before(block, start - 1)
            heading = before(behind(block, start), end - start) if start else before(block, end)
            yield replace(heading, mark=heading.mark if not start else "")
            rest = behind(block, end)
            if not rest.text.strip():
                return
            block = replace(rest, mark="")
        yield block

    def _cut(self, block: Paragraph) -> tuple[int, int] | None:
        """Return where the first question among the lines begins and ends, or None."""
        lines = block.text.split("\n")
        start = 0
        for number, line in enumerate(lines):
            if 0 < len(line) <= _LONGEST:
                best: tuple[float, int] | None = None
                end = start - 1
                for count, more in enumerate(lines[number : number + _LINES]):
                    end += len(more) + 1
                    mark = block.mark if not number else ""
                    match = self._match(f"{mark} {block.text[start:end]}") if end - start <= _LONGEST else None
                    if match is not None and (best is None or match.score > best[0]) and (match.numbered or not count):
                        best = (match.score, end)
                if best is not None and (number or best[1] < len(block.text.rstrip())):
                    return start, best[1]
            start += len(line) + 1
        return None

    def _questions(self, blocks: Sequence[Block]) -> dict[int, _Match]:
        """Return the places of the questions, each once: where its number stands, text follows, and it is most like."""
        matches = {n: match for n, block in enumerate(blocks) if (match := self._of(block)) is not None}
        titles = {
            *self.parts,
            *(_title_key(str(h)) for h in (self.edition.headings.facts, self.edition.headings.introduction)),
        }
        best: dict[int, tuple[tuple[bool, bool, float, int], int]] = {}
        for n, match in matches.items():
            following = next((m for m in range(n + 1, len(blocks)) if not isinstance(blocks[m], PageBreak)), None)
            answered = following is not None and following not in matches and _title(blocks[following]) not in titles
            rank = (match.numbered, answered, match.score, -n)
            if match.index not in best or rank > best[match.index][0]:
                best[match.index] = (rank, n)
        return {n: matches[n] for _, n in best.values()}

    def _of(self, block: Block) -> _Match | None:
        if not isinstance(block, Paragraph) or len(block.text) > _LONGEST or not block.text.strip():
            return None
        return self._match(f"{block.mark} {block.text}" if block.mark[:1].isdigit() else block.text)

    def _match(self, text: str) -> _Match | None:
        """Return the question that a heading is, or None."""
        number, rest = _numbered(" ".join(text.split()))
        words = _words(rest)
        if not words:
            return None
        own = set(words)
        best: _Match | None = None
        for index, question in enumerate(self.every):
            same = number == question.number
            if best is not None and best.score >= 1 and not same:
                continue
            if 2 * len(own & set(question.words)) < min(len(own), len(question.words)):
                continue
            score = _score(words, question.words, same=same, numbered=bool(number))
            if score and (best is None or (score, same) > (best.score, best.numbered)):
                best = _Match(index, score, same)
        return best

    # --- parts and contents -----------------------------------------------------------------------------------------

    def _parts(self, blocks: Sequence[Block], chosen: dict[int, _Match]) -> dict[int, Heading]:
        """Return the places of the parts' headings: right before, or near before, their first questions."""
        found: dict[int, Heading] = {}
        for part, title in enumerate(self.parts):
            own = [at for at, match in chosen.items() if self.every[match.index].part == part]
            at = self._part_before(blocks, min(own), title, chosen) if own else self._empty_part(blocks, title, chosen)
            if at is not None and at not in found:
                found[at] = Heading(PART, part, _title(blocks[at]) == title)
        return found

    def _part_before(self, blocks: Sequence[Block], question: int, title: str, chosen: dict[int, _Match]) -> int | None:
        for at in range(question - 1, max(question - 1 - _PART_BEFORE, -1), -1):
            if at in chosen:
                return None
            text = _title(blocks[at])
            if text and SequenceMatcher(None, text, title).ratio() >= _PART_ALIKE:
                return at
        return None

    def _empty_part(self, blocks: Sequence[Block], title: str, chosen: dict[int, _Match]) -> int | None:
        """Return where a part's heading stands that has none of its questions: right before another part's."""
        others = set(self.parts) - {title}
        for at in range(len(blocks) - 1):
            if at not in chosen and _title(blocks[at]) == title:
                below = at + 1
                if below in chosen or (_title(blocks[below]) in others and chosen and min(chosen) < at):
                    return at
        return None

    def _contents(self, blocks: Sequence[Block], found: dict[int, Heading]) -> dict[int, Heading]:
        """Return the headings before the found ones that stand there a second time, in a run, with nothing between."""
        first = min((at for at, heading in found.items() if heading.kind == QUESTION), default=0)
        titles = {*self.parts, *(_title(blocks[at]) for at in found)}
        runs: dict[int, Heading] = {}
        run: list[int] = []
        for at in range(first + 1):
            block = blocks[at] if at < first else None
            is_line = at not in found and block is not None and (_title(block) in titles or self._of(block) is not None)
            if is_line:
                run.append(at)
                continue
            if len(run) >= _RUN:
                runs |= {n: Heading(CONTENTS) for n in run}
            run = []
        return runs


def _score(words: Sequence[str], question: Sequence[str], *, same: bool, numbered: bool) -> float:
    """Return how much a heading is a question, 1 where all words are the same, 0 where it is none."""
    if tuple(words) == tuple(question):
        return 1.0
    if len(words) < _WORDS or len(question) < _WORDS:
        return 0.0 if not same else _alike(words, question, _NUMBERED)
    cut = len(words) >= _CUT * len(question) and tuple(question[: len(words)]) == tuple(words)
    if cut and (numbered or len(words) >= 2 * _WORDS):
        return 0.95
    return _alike(words, question, _NUMBERED if same else _UNNUMBERED)


def _alike(words: Sequence[str], question: Sequence[str], least: float) -> float:
    ratio = SequenceMatcher(None, words, question, autojunk=False).ratio()
    return min(ratio, 0.99) if ratio >= least else 0.0


def _numbered(text: str) -> tuple[str, str]:
    """Return the number that a heading begins with, and its words."""
    match = _NUMBER.match(text)
    return (match["number"].casefold(), text[match.end() :]) if match else ("", text)


def numbered_heading(text: str) -> str:
    """Return the number that a line begins with, empty where there is none."""
    return _numbered(" ".join(text.split()))[0]


def _words(text: str) -> tuple[str, ...]:
    words = (word.casefold() for word in _WORD.findall(text.replace("\u00ad", "")))
    return tuple("0000" if _YEAR.match(word) else PRONOUNS.get(word, word) for word in words)


def _title(block: Block) -> str:
    """Return a short paragraph as headings are compared, without a number; empty for all others."""
    if not isinstance(block, Paragraph) or not 0 < len(block.text.strip()) <= _LONGEST_PART:
        return ""
    return _title_key(block.text)


def _title_key(text: str) -> str:
    return key(_numbered(" ".join(text.split()))[1])
