"""Headings of fields: alone in a paragraph, or before the text in the same one, and what is left of the paragraph."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vplan.importing.draft import Level
from vplan.importing.source import Paragraph, Run
from vplan.importing.vocabulary import field_of, unit_field_of

_LONGEST = 40
_LONGEST_BEFORE_TEXT = 26


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
    bold = all(run.bold for run in runs if run.text.strip())
    return replace(block, place=place, runs=tuple(runs), level=0, bold=bold)
