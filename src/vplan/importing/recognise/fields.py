"""Headings of fields: alone in a paragraph, or before the text in the same one, and what is left of the paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from vplan.importing.draft import Level
from vplan.importing.recognise.labels import label_of
from vplan.importing.source import Block, Paragraph, Run
from vplan.importing.vocabulary import FIELD_SPELLINGS, field_of, unit_field_of

_LONGEST = 40
_LONGEST_BEFORE_TEXT = 26
_LONGEST_LABEL = 200
_FIRST = "|".join(words[0].capitalize() for words in FIELD_SPELLINGS.values())
_IN_TITLE = re.compile(rf"(?<=[\w.!?”)])\s+(?:{_FIRST})(?::|\Z)")


@dataclass(frozen=True, slots=True)
class FieldHeading:
    """A field's name, whether its spelling is known, the heading as it stands, and the text behind it."""

    name: str
    known: bool
    text: str
    rest: Paragraph | None = None


def field_heading(block: Paragraph, level: Level) -> FieldHeading | None:
    """Return the heading of a field that a paragraph of a goal is or begins with.

    Before text in the same paragraph it stands in a line of its own, or in bold, or has a colon behind it.
    """
    text = block.text.strip()
    if block.mark or not text:
        return None
    if len(text) < _LONGEST and "\n" not in text:
        found = field_of(text) or (unit_field_of(text) if level is Level.UNIT else None)
        if found is not None:
            return FieldHeading(*found, text)
    return _before_text(block, level)


def _before_text(block: Paragraph, level: Level) -> FieldHeading | None:
    text = block.text
    for end in _ends(block):
        head, rest = text[:end].strip(), text[end:].strip()
        found = field_of(head) if rest and len(head) < _LONGEST_BEFORE_TEXT else None
        if found is None or not found[1] or level < Level.BOARD:
            continue
        return FieldHeading(*found, head.rstrip(":"), behind(block, end))
    return None


def _ends(block: Paragraph) -> list[int]:
    """Return where a heading may end that stands before text: at its line's end, its bold letters', its colon."""
    text = block.text
    start = len(text) - len(text.lstrip())
    ends = []
    line = text.find("\n", start)
    if line > 0:
        ends.append(line)
    bold = _bold_end(block)
    if bold:
        ends.append(bold)
    colon = text.find(":", start)
    if colon > 0:
        ends.append(colon + 1)
    return [end for end in ends if end - start <= _LONGEST]


def _bold_end(block: Paragraph) -> int:
    """Return where the bold letters end that the paragraph begins with; 0 where all or none are."""
    end = 0
    for run in block.runs:
        if not run.bold and run.text.strip():
            return end
        end += len(run.text)
    return 0


def begins_field(line: str) -> bool:
    """Tell whether a line begins with a field's heading and a colon."""
    head, colon, _ = line.partition(":")
    found = field_of(head) if colon and len(head) < _LONGEST_BEFORE_TEXT and head[:1].isupper() else None
    return found is not None and found[1]


def with_field(title: str) -> tuple[str, str]:
    """Part a title from a field's heading, and the text behind that, which stand in the same paragraph of a PDF.

    The heading begins with a capital letter inside the title, and ends it or has a colon.
    """
    match = _IN_TITLE.search(title)
    if match is None or not match.start():
        return title, ""
    return title[: match.start()].rstrip(), title[match.start() :].strip()


def parted_at_headings(block: Block) -> list[Block]:
    """Part a paragraph where a line behind its first one is a label or a field's heading."""
    if not isinstance(block, Paragraph) or block.mark or "\n" not in block.text:
        return [block]
    lines = block.text.split("\n")
    start = len(lines[0]) + 1
    for line in lines[1:]:
        if _is_heading(line):
            parts = [before(block, start - 1), behind(block, start)]
            return [part for one in parts for part in parted_at_headings(one) if part is not block]
        start += len(line) + 1
    return [block]


def _is_heading(line: str) -> bool:
    text = line.strip()
    if not text or len(text) > _LONGEST_LABEL:
        return False
    found = field_of(text) if len(text) < _LONGEST_BEFORE_TEXT else None
    return (found is not None and found[1]) or label_of(text) is not None


def before(block: Paragraph, end: int) -> Paragraph:
    """Return the paragraph without the letters from `end` on."""
    runs: list[Run] = []
    for run in block.runs:
        if end > 0 and run.text[:end]:
            runs.append(replace(run, text=run.text[:end]))
        end -= len(run.text)
    return replace(block, runs=tuple(runs), bold=block.bold or all(run.bold for run in runs if run.text.strip()))


def behind(block: Paragraph, start: int) -> Paragraph:
    """Return the paragraph without the letters before `start` and the white space and colon behind them."""
    runs: list[Run] = []
    place = block.place
    lines = block.text[:start].count("\n")
    for run in block.runs:
        cut = run.text[start:] if start > 0 else run.text
        start -= len(run.text)
        if not runs:
            lines += cut[: len(cut) - len(cut.lstrip("\n :"))].count("\n")
            cut = cut.lstrip(" \t\n\u00a0:")
        if cut:
            runs.append(replace(run, text=cut))
    place = replace(place, line=place.line + lines) if place.line else place
    bold = block.bold and all(run.bold for run in runs if run.text.strip())
    return replace(block, place=place, runs=tuple(runs), level=0, bold=bold)
