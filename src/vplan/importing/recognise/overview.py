"""What a body shows as a whole, and what its blocks and the entries of its table of contents are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from vplan.importing.draft import Level, Text
from vplan.importing.recognise.labels import Label, label_of, numbered
from vplan.importing.source import Block, PageBreak, Paragraph, Place


@dataclass(slots=True)
class Open:
    """Content that is being gathered for one place of the draft."""

    text: Text
    blocks: list[Block]
    in_goal: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """A label that its title has not followed yet."""

    label: Label
    place: Place


def place(block: Block) -> Place:
    """Return where a block stands."""
    return Place() if isinstance(block, PageBreak) else block.place


def is_goal_label(block: Paragraph) -> bool:
    """Tell whether a paragraph is the label of one of the council's goals."""
    label = label_of(block.text)
    return label is not None and label.level in (Level.DIRECTION, Level.COUNCIL)


def is_goal_entry(title: str) -> bool:
    """Tell whether an entry of the table of contents names one of the council's goals."""
    label = label_of(title)
    return (label is not None and label.level <= Level.COUNCIL) or bool(numbered(title)[0])


def are_nested(blocks: Sequence[Block]) -> bool:
    """Tell whether one label stands for both of the council's levels, which the numbers tell apart: 1 and 1.2."""
    paragraphs = [block for block in blocks if isinstance(block, Paragraph) and not block.mark]
    labels = [label_of(block.text) for block in paragraphs]
    if any(label is not None and label.level is Level.DIRECTION for label in labels):
        return False
    depths = set()
    for n, label in enumerate(labels):
        if label is not None and label.level is Level.COUNCIL:
            title = label.title or " ".join(block.text for block in paragraphs[n + 1 : n + 2])
            depths.add("." in (numbered(title)[0] or label.number))
    return depths == {True, False}


def body_size(blocks: Sequence[Block]) -> float:
    """Return the size that most letters have; 0 where the source has none."""
    sizes: Counter[float] = Counter()
    for block in blocks:
        if isinstance(block, Paragraph):
            sizes[block.size] += len(block.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0
