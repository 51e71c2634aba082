"""What the council's and the board's files have in common: rows and texts, new ones and such as are there already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from vplan.diagnostics import msg
from vplan.importing.source import words_of
from vplan.importing.writing import markdown
from vplan.importing.writing.cleaning import one_line, shortened
from vplan.importing.writing.hierarchy import Node, Passage
from vplan.importing.writing.ids import short_id
from vplan.importing.writing.merge import ExistingFile
from vplan.importing.writing.result import Notes
from vplan.importing.writing.rows import (
    Chosen,
    activity_item,
    activity_rows,
    compare_activity,
    compare_indicator,
    indicator_item,
    indicator_rows,
    known_activities,
    known_indicators,
)
from vplan.importing.writing.yaml_text import Item, Items, Map, Prose
from vplan.model.common import Activity, Indicator
from vplan.model.prose import Prose as OldProse
from vplan.prose import parse
from vplan.source import Mapping

_TOO_LONG = msg("The text is longer than a plan can hold in one place.")
_OTHER_TEXT = msg("The file has another text there, which stays.")


@dataclass(slots=True)
class Catalogues:
    """What is known while the catalogues are written: the files that are there, ids in use, and what the unit chose.

    `references` names a council goal's node, or a board goal's, by its identity.
    """

    year: int
    notes: Notes
    existing: dict[str, ExistingFile] = field(default_factory=dict)
    indicator_ids: set[str] = field(default_factory=set)
    activity_ids: set[str] = field(default_factory=set)
    references: dict[int, str] = field(default_factory=dict)
    chosen: dict[int, Chosen] = field(default_factory=dict)

    def take_ids(self, indicators: Iterable[Indicator], activities: Iterable[Activity]) -> None:
        """Note the ids of rows that are there."""
        self.indicator_ids |= {str(row.id) for row in indicators}
        self.activity_ids |= {str(row.id) for row in activities}

    def rows(
        self, node: Node, indicators: Sequence[Indicator], activities: Sequence[Activity], *, of_board: bool
    ) -> tuple[list[Item], list[Item]]:
        """Choose the rows of a goal among those that are there, and return new ones for the others.

        A board's target stands in its file; a council's row has the unit's in the unit's own.
        """
        chosen = self.chosen.setdefault(id(node), Chosen())
        new_indicators, new_activities = [], []
        for row, old in known_indicators(indicator_rows(node.indicators, self.notes), indicators):
            name = str(old.id) if old is not None else short_id(row.name, self.indicator_ids, "indikator")
            target, comment = "" if of_board else row.target, row.comment
            if old is None:
                item = indicator_item(row, name, own=of_board)
                new_indicators.append(item)
            else:
                target = row.target if row.target != one_line(old.target.text) else ""
                comment = comment if comment != one_line(old.comment) else ""
                self._known(row.draft, old.place.file, old.place.line)
                compare_indicator(row, old, own_target=of_board, notes=self.notes)
            chosen.indicators[name] = (target, comment)
        for activity, there in known_activities(activity_rows(node.activities, self.year, self.notes), activities):
            name = str(there.id) if there is not None else short_id(activity.name, self.activity_ids, "aktivitet")
            if there is None:
                new_activities.append(activity_item(activity, name))
            else:
                self._known(activity.draft, there.place.file, there.place.line)
                compare_activity(activity, there, self.notes)
            chosen.activities.append(name)
        self._compare_order(node, indicators, activities, chosen)
        return new_indicators, new_activities

    def _known(self, part: object, file: str, line: int) -> None:
        if file in self.existing:
            self.existing[file].known((part,), line - 1)

    def _compare_order(
        self, node: Node, indicators: Sequence[Indicator], activities: Sequence[Activity], chosen: Chosen
    ) -> None:
        for names, rows in ((list(chosen.indicators), indicators), (chosen.activities, activities)):
            there = [str(row.id) for row in rows]
            used = [name for name in names if name in there]
            moved = used != sorted(used, key=there.index) or names[: len(used)] != used
            if moved and node.goals:
                message = msg(
                    "The rows under “{title}” stand in another order in the workspace.", title=shortened(node.title)
                )
                self.notes.differs(node.goals[0].place, message, node.goals[0])

    def compare_text(
        self,
        found: ExistingFile,
        mapping: Mapping,
        key: str,
        passage: Passage,
        old: OldProse | None,
        order: Sequence[str],
    ) -> None:
        """Add a text that is not there yet; note where another one is."""
        line = mapping.keys_at[key].line if key in mapping.keys_at else mapping.start.line
        if old is not None and not old.is_empty:
            found.known(passage.parts, line)
            if _words(old) != _read_words(passage):
                message = msg("The text “{key}” is another in the source.", key=key)
                self.notes.differs(passage.parts[0].place, message, passage.parts[0])
                self.notes.leave_out(passage.parts[0].place, " ".join(words_of(passage.blocks)), _OTHER_TEXT)
        elif key in mapping:
            found.known(passage.parts, line)
            self.notes.leave_out(passage.parts[0].place, " ".join(words_of(passage.blocks)), _OTHER_TEXT)
        else:
            entry = Map()
            add_passage(entry, key, passage, self.notes)
            at = max((i for i, k in enumerate(mapping, 1) if k in order[: order.index(key)]), default=len(mapping))
            for new in entry.entries:
                found.add_entry(mapping, new, at)


def _words(prose: OldProse) -> list[str]:
    return " ".join(inline.content for inline, _ in parse(prose).inlines()).split()


def _read_words(passage: Passage) -> list[str]:
    from vplan.diagnostics import Span
    from vplan.source import Scalar, Source

    text = "\n".join(markdown.lines(passage.blocks))
    return _words(OldProse(Scalar.stand_in(Source("", text), Span(""), text)))


def add_passage(found: Map, key: str, passage: Passage | None, notes: Notes) -> None:
    """Add prose under a key, unless there is none; what is too long for one text is left out."""
    if passage is None:
        return
    kept, rest = markdown.bounded(passage.blocks)
    if rest:
        notes.leave_out(passage.parts[0].place, " ".join(words_of(rest)), _TOO_LONG)
    if markdown.lines(kept):
        found.add(key, Prose(kept), *passage.parts)


def add_rows(found: Map, indicators: list[Item], activities: list[Item]) -> Map:
    """Add the lists of rows that are not empty."""
    found.add("indikatorer", Items(indicators) if indicators else None)
    return found.add("aktiviteter", Items(activities) if activities else None)
