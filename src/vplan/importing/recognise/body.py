"""The body of a plan: chapters, the goals with their fields and tables, economy, chapters again.

One walk over the blocks: each is a label, a field heading, a chapter heading, a table, or content of what is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from vplan.diagnostics import Message, msg
from vplan.importing.draft import Chapter, Draft, Economy, Entry, Goal, Guess, LeftOut, Level, Text
from vplan.importing.recognise.economy import read_economy
from vplan.importing.recognise.fields import field_heading, with_field
from vplan.importing.recognise.labels import Label, label_of, numbered
from vplan.importing.recognise.overview import Open, Wait, are_nested, body_size, is_goal_entry, is_goal_label, place
from vplan.importing.recognise.prose import read_prose
from vplan.importing.recognise.tables import HEADING, TableReader, is_goal_table
from vplan.importing.source import Block, Format, PageBreak, Paragraph, Place, Table, plain
from vplan.importing.vocabulary import (
    BACK_CHAPTERS,
    ECONOMY_HEADINGS,
    FRONT_CHAPTERS,
    SUB_CHAPTERS,
    field_of,
    key,
)

LABEL = msg("a label")
_LONGEST_TITLE = 400
_LONGEST_HEADING = 120


@dataclass(slots=True)
class BodyReader:
    """Fills the chapters, goals and economy of a draft."""

    draft: Draft
    source: Format
    entries: Sequence[Entry]
    labelled: bool = True
    path: list[Goal] = field(default_factory=list)
    chapter: Chapter | None = None
    open: Open | None = None
    tables: dict[int, TableReader] = field(default_factory=dict)
    pending: Label | None = None
    waiting: Wait | None = None
    economy: list[Block] = field(default_factory=list)
    in_economy: bool = False
    last_table: Table | None = None
    only_page_between: bool = False
    chapter_size: float = 0.0
    body_size: float = 0.0
    are_nested: bool = False
    used: set[str] = field(default_factory=set)

    def read(self, blocks: Sequence[Block]) -> None:
        """Read all blocks."""
        self.body_size = body_size(blocks)
        self.are_nested = are_nested(blocks)
        self.labelled = any(isinstance(b, Paragraph) and is_goal_label(b) for b in blocks)
        for number, block in enumerate(blocks):
            following = blocks[number + 1] if number + 1 < len(blocks) else None
            self._block(block, following)
        self._end_waiting()
        self._close()
        self._end_economy()

    # --- one block --------------------------------------------------------------------------------------------------

    def _block(self, block: Block, following: Block | None) -> None:
        if isinstance(block, PageBreak):
            self._content(block)
            self.only_page_between = self.last_table is not None
            return
        goes_on = self.only_page_between
        self.only_page_between = False
        if isinstance(block, Table):
            self._end_waiting()
            self._table(block, goes_on=goes_on, behind=self.last_table)
            self.last_table = block
            return
        commented = self.last_table is not None and self._comment(block)
        self.last_table = None
        if commented:
            return
        if isinstance(following, Table) and self._is_caption(block, following):
            self._left(block.place, block.text, msg("words beside the plan"))
            return
        self._paragraph(block, following)

    def _is_caption(self, block: Paragraph, table: Table) -> bool:
        """Tell whether a paragraph before a table is the caption that vplan itself writes for those who listen."""
        text = key(block.text)
        goal = self.path[-1] if self.path else None
        if goal is not None and is_goal_table(table) and text.startswith(("indikatorer", "aktiviteter")):
            return key(goal.title) in text
        return text == key(", ".join(table.rows[0].texts)) or (
            bool(self.economy) and any(isinstance(b, Paragraph) and key(b.text) == text for b in self.economy[-3:])
        )

    def _comment(self, block: Paragraph) -> bool:
        """Give a comment that stands behind a table, outside its columns, to the table's last indicator."""
        goal = self.path[-1] if self.path else None
        reader = self.tables.get(id(goal)) if goal is not None else None
        return reader is not None and reader.comment(block.text)

    def _paragraph(self, block: Paragraph, following: Block | None) -> None:
        label = None if block.mark else label_of(block.text)
        if label is not None and self._is_label(label, block):
            self._end_waiting()
            self._label(label, block)
        elif self.waiting is not None:
            self._title(block)
        elif self._is_economy(block):
            self._close()
            self._begin_economy(block)
        elif self._is_sub_chapter(block):
            self._content(replace(block, level=1))
        elif self._is_chapter(block, following):
            self._begin_chapter(block)
        elif self.in_economy:
            self.economy.append(block)
        elif self._unlabelled_goal(block) or (self.path and self._field(block)):
            pass
        else:
            self._content(block)

    def _is_label(self, label: Label, block: Paragraph) -> bool:
        if label.level in (Level.BOARD, Level.UNIT) and not self.path and not self.draft.goals:
            return not label.title or len(block.text) < _LONGEST_HEADING
        return len(block.text) < _LONGEST_TITLE

    # --- goals ------------------------------------------------------------------------------------------------------

    def _label(self, label: Label, block: Paragraph) -> None:
        self._left(block.place, label.text, LABEL)
        if label.title:
            self.draft.inline_labels = self.draft.inline_labels or "\n" not in block.text.strip()
            self._begin_goal(label, label.title, block)
        else:
            self.waiting = Wait(label, block.place)

    def _title(self, block: Paragraph) -> None:
        assert self.waiting is not None
        if not any(map(str.isalnum, block.text)):
            self.draft.left_out.append(LeftOut(block.place, block.text, msg("a sign alone")))
            return
        waiting, self.waiting = self.waiting, None
        self._begin_goal(waiting.label, block.text, block)

    def _end_waiting(self) -> None:
        if self.waiting is None:
            return
        waiting, self.waiting = self.waiting, None
        message = msg("The label “{label}” stands without a title.", label=waiting.label.text)
        self.draft.guesses.append(Guess(waiting.place, message))

    def _begin_goal(self, label: Label, title: str, block: Paragraph) -> None:
        number, words = numbered(title)
        words, tail = with_field(words) if label.level >= Level.BOARD else (words, "")
        number = number or label.number
        level = label.level
        if level is Level.COUNCIL and self.are_nested and number.isdigit():
            level = Level.DIRECTION
        if level <= Level.COUNCIL:
            self._note_dot(title, number)
        self._open_goal(Goal(block.place, level, words, number))
        if tail:
            self._field(plain(tail, block.place))

    def _note_dot(self, title: str, number: str) -> None:
        if "." in number and title.strip()[len(number) :].startswith("."):
            self.draft.numbering_dot = True

    def _open_goal(self, goal: Goal) -> None:
        self._close()
        self._end_economy()
        self.chapter = None
        while self.path and self.path[-1].level >= goal.level:
            self.path.pop()
        if self.path:
            self.path[-1].goals.append(goal)
        else:
            self.draft.goals.append(goal)
        self.path.append(goal)

    def _unlabelled_goal(self, block: Paragraph) -> bool:
        """Begin a council's goal that only its number and the table of contents tell, where there are no labels."""
        if self.labelled or not self._listed(block.text):
            return False
        number, title = numbered(block.text)
        if not number or number.count(".") > 1:
            return False
        level = Level.COUNCIL if "." in number else Level.DIRECTION
        self._open_goal(Goal(block.place, level, title, number))
        message = msg("“{title}” is taken for a goal of the council by its number.", title=title)
        self.draft.guesses.append(Guess(block.place, message, self.path[-1]))
        return True

    def _field(self, block: Paragraph) -> bool:
        """Begin a field of the goal that is open, when the paragraph is the field's heading or begins with it."""
        goal = self.path[-1]
        found = field_heading(block, goal.level)
        if found is None or found.name in goal.texts:
            return False
        if not found.known:
            message = msg("“{text}” is taken for the heading “{field}”.", text=found.text,
                          field=found.name.replace("_", " "))  # fmt: skip
            self.draft.guesses.append(Guess(block.place, message, goal))
        self._close()
        self._left(block.place, found.text, HEADING)
        text = goal.texts[found.name] = Text(block.place)
        self.open = Open(text, [found.rest] if found.rest else [], in_goal=True)
        return True

    def _table(self, table: Table, *, goes_on: bool, behind: Table | None) -> None:
        """Read a table; one without a heading goes on where only a page's end, or nothing, stands before it."""
        if self.in_economy:
            self.economy.append(table)
            return
        goal = self.path[-1] if self.path else None
        reader = self.tables.get(id(goal)) if goal is not None else None
        continues = reader is not None and reader.heading is not None and behind is not None
        if goal is None or not (is_goal_table(table) or continues):
            self._content(table)
            return
        if reader is None:
            reader = self.tables[id(goal)] = TableReader(goal, self.draft.guesses, self.draft.left_out)
        if self.open is not None:
            self._close()
        strange = reader.read(table, goes_on=goes_on, bare=self.source is Format.TEXT)
        for row in strange:
            self._not_understood(row.place, " ".join(filter(None, row.texts)))

    # --- chapters and economy ---------------------------------------------------------------------------------------

    def _is_economy(self, block: Paragraph) -> bool:
        if block.mark or self.in_economy or len(block.text) > _LONGEST_HEADING:
            return False
        word = key(block.text)
        if word not in ECONOMY_HEADINGS:
            return False
        return bool(self.draft.goals) or self._listed(block.text) or block.level > 0

    def _is_chapter(self, block: Paragraph, following: Block | None) -> bool:
        """Tell whether a paragraph heads a chapter: it stands in the table of contents, or has a chapter's name."""
        text = block.text.strip()
        if block.mark or not text or len(text) > _LONGEST_HEADING or self.waiting is not None:
            return False
        word = key(text)
        if self.path and not self._after_goals(word):
            return False
        if self.in_economy and self._belongs_to_economy(word):
            return False
        if not self.path and not self.in_economy and self._smaller(block):
            return False
        if self._listed(text):
            return word not in self.used or not self.path
        if self.entries:
            return word in BACK_CHAPTERS and (self.in_economy or self.draft.economy is not None)
        known = BACK_CHAPTERS if (self.path or self.in_economy or self.draft.goals) else FRONT_CHAPTERS
        return word in known or self._as_large(block) or self._begins_document(block, following)

    def _is_sub_chapter(self, block: Paragraph) -> bool:
        """Tell whether a bare text's heading is by its name a part of the introduction that is open."""
        if self.source is not Format.TEXT or self.path or self.in_economy or self.chapter is None or self.draft.goals:
            return False
        if key(block.text) not in SUB_CHAPTERS or not self._has_known_front():
            return False
        message = msg("“{text}” is taken for a part of the chapter “{heading}”.", text=block.text.strip(),
                      heading=self.chapter.heading)  # fmt: skip
        self.draft.guesses.append(Guess(block.place, message, self.chapter))
        return True

    def _has_known_front(self) -> bool:
        """Tell whether the chapters before the goals are those of the template in which they are parts of the first."""
        goals = [n for n, entry in enumerate(self.entries) if is_goal_entry(entry.title)]
        front = [key(entry.title) for entry in self.entries[: goals[0] if goals else 0]]
        return len(front) > 1 and all(word in SUB_CHAPTERS for word in front[1:])

    def _smaller(self, block: Paragraph) -> bool:
        """Tell whether a listed heading is set as a sub-heading of the chapter that is open."""
        if self.chapter is None or not self.draft.chapters_before:
            return False
        first = self.chapter_size
        if block.level and isinstance(first, float) and first < 0:
            return block.level > -first
        return bool(block.size and first > 0 and block.size < first - 0.6)

    def _as_large(self, block: Paragraph) -> bool:
        """Tell whether a short bold line is set as large as the heading of the chapter that is open."""
        if self.path or self.in_economy or self.chapter_size <= 0 or not self.draft.chapters_before or block.level:
            return False
        larger = block.size >= self.chapter_size - 0.1 and block.bold
        return larger and self.body_size > 0 and self.chapter_size > self.body_size + 0.6

    def _begins_document(self, block: Paragraph, following: Block | None) -> bool:
        if self.chapter is not None or self.path or self.in_economy:
            return block.level == 1 and not self.path
        return (
            block.level > 0
            or block.bold
            or (isinstance(following, Paragraph) and len(following.text) > len(block.text))
        )

    def _after_goals(self, word: str) -> bool:
        """Tell whether a chapter of this name can stand after the goals: the contents say so, or the name does."""
        goals = [n for n, entry in enumerate(self.entries) if is_goal_entry(entry.title)]
        last = max(goals, default=-1)
        if self.entries and goals:
            return any(key(entry.title) == word for entry in self.entries[last + 1 :]) and not field_of(word)
        return word in BACK_CHAPTERS

    def _belongs_to_economy(self, word: str) -> bool:
        if word.startswith("budget") or field_of(word):
            return True
        names = [key(entry.title) for entry in self.entries]
        return word not in BACK_CHAPTERS and word not in names

    def _listed(self, text: str) -> bool:
        word = key(text)
        return any(key(entry.title) == word for entry in self.entries)

    def _begin_chapter(self, block: Paragraph) -> None:
        self._close()
        self._end_economy()
        self.path = []
        self.used.add(key(block.text))
        text = Text(block.place)
        self.chapter = Chapter(block.place, " ".join(block.text.split()), text)
        after = bool(self.draft.goals) or self.draft.economy is not None
        (self.draft.chapters_after if after else self.draft.chapters_before).append(self.chapter)
        if not self.chapter_size:
            self.chapter_size = -float(block.level) if block.level else block.size
        self.open = Open(text, [])

    def _begin_economy(self, block: Paragraph) -> None:
        self.path = []
        self.chapter = None
        if self.draft.economy is None:
            self.draft.economy = Economy(block.place, " ".join(block.text.split()))
        self.in_economy = True
        self._left(block.place, block.text, HEADING)

    def _end_economy(self) -> None:
        if self.in_economy and self.draft.economy is not None:
            read_economy(self.draft, self.economy, self.source)
        self.in_economy = False
        self.economy = []

    # --- content ----------------------------------------------------------------------------------------------------

    def _content(self, block: Block) -> None:
        if self.in_economy:
            self.economy.append(block)
        elif self.open is not None:
            self.open.blocks.append(block)
        elif isinstance(block, PageBreak):
            pass
        elif self.path:
            self._loose(block)
        else:
            self._first_chapter(block)

    def _loose(self, block: Block) -> None:
        """Keep what stands under a goal without a heading: as its description, or after the text before a table."""
        goal = self.path[-1]
        name = "beskrivning"
        if goal.level in (Level.DIRECTION, Level.COUNCIL):
            pass
        elif goal.texts:
            name = next(reversed(goal.texts))
        elif goal.level is Level.UNIT:
            name = "arbetssätt"
        text = goal.texts.setdefault(name, Text(block.place))  # type: ignore[union-attr]  # a page break has gone before
        message = msg("Text without a heading is taken for “{field}”.", field=name.replace("_", " "))
        self.draft.guesses.append(Guess(text.place if not text.blocks else place(block), message, text))
        self.open = Open(text, [block], in_goal=True)

    def _first_chapter(self, block: Block) -> None:
        chapter = Chapter(place(block), "Inledning", Text(place(block)))
        self.draft.chapters_before.append(chapter)
        self.chapter = chapter
        self.open = Open(chapter.text, [block])
        message = msg("Text before the first heading is taken for a chapter “{heading}”.", heading=chapter.heading)
        self.draft.guesses.append(Guess(place(block), message, chapter))

    def _close(self) -> None:
        if self.open is not None:
            gathered, self.open = self.open, None
            read_prose(gathered.blocks, self.source, gathered.text, self.draft, in_goal=gathered.in_goal)

    def _left(self, place: Place, text: str, reason: Message) -> None:
        self.draft.left_out.append(LeftOut(place, text, reason, understood=True))

    def _not_understood(self, place: Place, text: str) -> None:
        self.draft.left_out.append(LeftOut(place, text, msg("a row outside a table's columns")))
