"""The front of an application: the award and its year, the unit, the administration, a date."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from vplan.diagnostics import msg
from vplan.importing.draft import AwardDraft, Guess, LeftOut
from vplan.importing.recognise.contents import Contents
from vplan.importing.recognise.facts import is_administration, is_contact, stated_fact
from vplan.importing.recognise.names import title_of, year_of
from vplan.importing.source import Block, Paragraph, Place, SourceDocument, Table
from vplan.importing.vocabulary import ADMINISTRATION_LABELS, DATE, PAGE_NUMBER, PLAN, UNIT_LABELS, key

_FRONT_LINES = 25
_TITLE_LINES = 3
_PLAN_TITLE = re.compile(rf"{PLAN}\b", re.I)
_LONGEST_TITLE = 120
_BEHIND = re.compile(r"\s*(?:[–—:,|/-]|\bför\b)\s*", re.I)
_YEAR = re.compile(r"\b20\d\d\b")
_FIRST_WORDS = re.compile(
    r"(?:ansökan|bidrag|tävlingsbidrag|underlag)\s*(?:till|för|om|i)?\s*(?:stockholms stads\s*)?", re.I
)
_ANY_OTHER = re.compile(r"verksamhetsberättelse|tertialrapport", re.I)


def may_be_award(document: SourceDocument) -> bool:
    """Tell whether no line near the beginning of a document says that it is a plan, which spares a closer look."""
    first = islice(_lines(document.blocks), _TITLE_LINES)
    return not any(len(text) <= _LONGEST_TITLE and _PLAN_TITLE.match(text) for text, _ in first)


def is_award(document: SourceDocument, blocks: Sequence[Block], contents: Contents, words: Collection[str]) -> str:
    """Return the award's word that the title of a document has, empty where it is another kind of document."""
    end = min(contents.taken) if contents.taken else len(blocks)
    front = [text for text, _ in _lines(blocks[:end])][:_FRONT_LINES]
    for line in [*front, document.title]:
        if len(line) > _LONGEST_TITLE:
            continue
        if PLAN in line.casefold() or _ANY_OTHER.search(line):
            return ""
        word = _word_in(line, words)
        if word:
            return word
    return ""


def _word_in(line: str, words: Collection[str]) -> str:
    """Return the longest of the words that a line holds."""
    text = key(line)
    found = [word for word in words if key(word) and key(word) in text]
    return max(found, key=len, default="")


def read_front(
    draft: AwardDraft, document: SourceDocument, front: Sequence[Block], blocks: Sequence[Block]
) -> list[LeftOut]:
    """Fill the draft with what the front says; return its lines that have no place."""
    lines = list(_lines(front))
    texts = [text for text, _ in lines]
    at = next((n for n, text in enumerate(texts) if key(draft.document) in key(text)), None)
    title = texts[at] if at is not None else title_of([document.title])
    every = [text for text, _ in _lines(blocks)]
    draft.year, stated = year_of(title, [], "")
    near = [texts[n] for n in (at - 1, at + 1) if 0 <= n < len(texts)] if at is not None else []
    if not draft.year:
        year_line = next((text for text in near if _YEAR.fullmatch(text)), "")
        draft.year, stated = year_of(year_line, every, document.name)
    if draft.year and not stated:
        draft.guesses.append(Guess(Place(), msg("The year is taken to be {year}.", year=str(draft.year))))
    in_title = _rest_of_title(title, draft)
    left: list[LeftOut] = []
    for n, (text, place) in enumerate(lines):
        if n != at and not _take(draft, text):
            left.append(LeftOut(place, text, msg("Page 1 has no place for it.")))
    _name_unit(draft, in_title, left)
    if at is not None and not _is_plain(title, draft):
        draft.title = title
    return left


def _take(draft: AwardDraft, text: str) -> bool:
    """Take a line of the front that tells what it is; tell whether it does."""
    label, value = stated_fact(text)
    if value and key(label) in UNIT_LABELS and not draft.unit:
        draft.unit = value
    elif value and key(label) in ADMINISTRATION_LABELS and not draft.administration:
        draft.administration = value
    elif not value and is_administration(text) and not draft.administration:
        draft.administration = text
    elif DATE.match(text) and not draft.date:
        draft.date = text
    else:
        return bool(_YEAR.fullmatch(text)) and text == str(draft.year)
    return True


def _name_unit(draft: AwardDraft, in_title: str, left: list[LeftOut]) -> None:
    """Name the unit: by its label, by the title, else by the first line that can be a name."""
    if not draft.unit and in_title:
        draft.unit = in_title
    if draft.unit:
        return
    for entry in left:
        text = entry.text
        if len(text) <= _LONGEST_TITLE and not is_contact(text) and not PAGE_NUMBER.match(text) and text[:1].isalpha():
            draft.unit = text
            return


def _rest_of_title(title: str, draft: AwardDraft) -> str:
    """Return the unit that stands in the title beside the award and its year."""
    start = title.casefold().find(draft.document.casefold())
    if start < 0:
        return ""
    after = _YEAR.sub("", title[start + len(draft.document) :], count=1)
    match = _BEHIND.match(after)
    if match and match.end() and len(after) > match.end():
        return " ".join(after[match.end() :].split()).rstrip(".")
    before = _FIRST_WORDS.sub("", title[:start], count=1)
    name = re.sub(r"\s*[–—:,|-]\s*\Z", "", before)
    return " ".join(name.split()) if name != before else ""


def _is_plain(title: str, draft: AwardDraft) -> bool:
    """Tell whether a title says no more than the award, the year and the unit."""
    rest = key(title)
    for words in (draft.document, str(draft.year or ""), draft.unit):
        rest = rest.replace(key(words), " ", 1) if words else rest
    return not any(map(str.isalnum, rest.replace("för", "")))


def _lines(blocks: Sequence[Block]) -> Iterator[tuple[str, Place]]:
    for block in blocks:
        if isinstance(block, Paragraph):
            for line in block.text.replace("\t", "\n").split("\n"):
                if line.strip():
                    yield " ".join(line.split()), block.place
        elif isinstance(block, Table):
            for row in block.rows:
                for text in row.texts:
                    if text:
                        yield text, row.place
