"""The administrative facts of an application: label and value in a line or a row, or a bare value of a known kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vplan.diagnostics import msg
from vplan.importing.draft import AwardDraft, Fact, Guess
from vplan.importing.source import Block, Paragraph, Place, Table
from vplan.importing.vocabulary import ADMINISTRATION_LABELS, FACT_LABELS, key

_LONGEST_LABEL = 60
_LONGEST_FACT = 150  # what is longer is running text
_MAX_FACTS = 60
_COLON = re.compile(r"(?P<label>[^\W\d_][^:\t\n]{0,59}?)\s*:\s*(?P<value>.*)\Z", re.S)
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.\w{2,}\Z")
_PHONE = re.compile(r"[+\d(][\d\s()/–-]{6,}\Z")
_WEB = re.compile(r"(?:https?://|www\.)\S+\Z", re.I)
_ADDRESS = re.compile(r"\d{3}\s?\d{2},?\s+[^\W\d]|\bbox\s+\d|\A[A-ZÅÄÖ][\w .:-]*\s\d+[\w ,-]*\Z", re.I)
_PERSON = re.compile(r"[A-ZÅÄÖÉ][\w.’'-]*(?: [A-ZÅÄÖÉ][\w.’'-]*){1,3}\Z")
_BODY = re.compile(r"\w+s?\s+(?:stadsdels)?(?:förvaltning|nämnd)(?:en)?\Z|\w+(?:förvaltning|nämnd)(?:en)?\Z", re.I)


@dataclass(frozen=True, slots=True)
class _Line:
    place: Place
    text: str


def read_facts(blocks: Sequence[Block], draft: AwardDraft) -> None:
    """Add the facts in the blocks to the draft; a label that the source lacks is a guess."""
    lines = list(_lines(blocks))
    n = 0
    while n < len(lines):
        line = lines[n]
        label, value = stated_fact(line.text)
        if label and not value and n + 1 < len(lines) and not stated_fact(lines[n + 1].text)[0]:
            n += 1
            value = lines[n].text
        if label and value:
            _add(draft, line.place, label, value)
        elif not label:
            label = _label_of(line.text, draft)
            fact = _add(draft, line.place, label, line.text)
            message = msg("“{text}” got the label “{label}”.", text=line.text[:_LONGEST_LABEL], label=label)
            draft.guesses.append(Guess(line.place, message, fact))
        n += 1


def end_of_facts(blocks: Sequence[Block]) -> int:
    """Return where running text begins behind the facts, its sub-heading included; their number where none does."""
    for n, block in enumerate(blocks):
        if isinstance(block, Paragraph) and len(block.text) > _LONGEST_FACT:
            before = blocks[n - 1] if n else None
            is_heading = isinstance(before, Paragraph) and not _is_fact(before.text)
            return n - 1 if is_heading else n
    return len(blocks)


def stated_fact(text: str) -> tuple[str, str]:
    """Return label and value of a line that has both; the label alone where nothing follows; two empty texts else."""
    label, tab, value = text.partition("\t")
    if tab and 0 < len(label.strip()) <= _LONGEST_LABEL:
        return label.strip().rstrip(":").rstrip(), " ".join(value.split())
    match = _COLON.match(text)
    if match and not match["value"].startswith("//"):
        return match["label"].strip(), " ".join(match["value"].split())
    return (text.strip(), "") if key(text) in FACT_LABELS else ("", "")


def is_administration(text: str) -> bool:
    """Tell whether a line names an administration or a board."""
    return len(text) <= _LONGEST_LABEL and _BODY.search(text.strip()) is not None


def is_contact(text: str) -> bool:
    """Tell whether a line is a telephone number, an address on the web, by mail or by post."""
    return any(pattern.match(text) for pattern in (_EMAIL, _PHONE, _WEB)) or _ADDRESS.search(text) is not None


def _is_fact(text: str) -> bool:
    line = " ".join(text.split())
    return bool(stated_fact(text)[0]) or is_contact(line)


def _lines(blocks: Sequence[Block]) -> Iterator[_Line]:
    for block in blocks:
        if isinstance(block, Paragraph):
            mark = f"{block.mark} " if block.mark[:1].isdigit() else ""
            for number, line in enumerate(block.text.split("\n")):
                place = Place(block.place.page, block.place.line + number if block.place.line else 0, block.place.block)
                if line.strip():
                    yield _Line(place, (mark if not number else "") + line.strip())
        elif isinstance(block, Table):
            for row in block.rows:
                cells = [text for text in row.texts if text]
                if cells:
                    yield _Line(row.place, f"{cells[0]}\t{', '.join(cells[1:])}" if len(cells) > 1 else cells[0])


def _label_of(text: str, draft: AwardDraft) -> str:
    """Return the label for a bare value."""
    kinds = (
        (_EMAIL.match, "E-post"),
        (_PHONE.match, "Telefon"),
        (_WEB.match, "Webbplats"),
        (_ADDRESS.search, "Adress"),
    )
    if draft.unit and key(text) == key(draft.unit):
        return "Enhet"
    found = next((label for matches, label in kinds if matches(text)), "")
    if found:
        return found
    if is_administration(text):
        return ADMINISTRATION_LABELS[0].capitalize()
    has_chief = any(key(fact.label) == "chef" for fact in draft.facts)
    return "Chef" if _PERSON.match(text) and not has_chief else "Övrigt"


def _add(draft: AwardDraft, place: Place, label: str, value: str) -> Fact:
    """Add a fact; a label stands once, with all its values."""
    label = " ".join(label.split())
    same = next((fact for fact in draft.facts if key(fact.label) == key(label)), None)
    if same is None and len(draft.facts) >= _MAX_FACTS:
        same, value = draft.facts[-1], f"{label}: {value}"
    if same is not None:
        same.value = f"{same.value}, {value}"
        return same
    draft.facts.append(Fact(place, label, " ".join(value.split())))
    return draft.facts[-1]
