"""How much a guess weighs: names first, then amounts and dates, sub-headings last."""

from __future__ import annotations

from vplan.diagnostics import Message

NAMES, VALUES, OTHERS, HEADINGS = range(4)

_NAMES = ("The board ", "The year ", "The unit ", "The source does not name its board")
_VALUES = (
    "The unit of the amounts ",
    "A column of amounts ",
    "“{label}” is one sum more",
    "“{text}” is taken to be {date}",
    "“{text}” is no date",
    "The activity “{text}” lacks a date",
)
_HEADINGS = ("“{text}” is taken for a sub-heading", "“{text}” is taken for a part of the chapter")


def weight(message: Message) -> int:
    """Return the rank of a guess, 0 for what is to be read first."""
    for rank, beginnings in ((VALUES, _VALUES), (NAMES, _NAMES), (HEADINGS, _HEADINGS)):
        if message.msgid.startswith(beginnings):
            return rank
    return OTHERS
