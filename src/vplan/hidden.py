"""Characters that nobody sees: those that turn the order of what is shown, and those that only take part in comparing.

Which they are is from the Unicode Standard: the bidirectional formatting characters of UAX #9 (sections 2.1 to 2.6),
and the characters with the property `Default_Ignorable_Code_Point`, without the soft hyphen, which a writer may mean.
Joiners and variation selectors belong where they shape a letter of another script, or a sign such as an emoji; after a
Latin letter, a space, or one another they only hide.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from html import unescape
from itertools import islice

from vplan.diagnostics import Diagnostic, Message, Severity, Span, msg

RULE = "hidden-character"
MAX_FINDINGS = 10

_TURNING = "\u202a-\u202e\u2066-\u2069"
_UNSEEN = (
    "\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2060-\u2065\u206a-\u206f\u3164\uffa0"
    "\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_JOINERS = "\u200c\u200d\ufe00-\ufe0f"
_PLAIN = "\\s\x00-\x7f\u00c0-\u024f\u200c\u200d\ufe00-\ufe0e"  # after which a joiner joins nothing
_ANY = re.compile(f"[{_TURNING}{_UNSEEN}{_JOINERS}]")
# how they begin in UTF-8: rarely seen, and as quotation marks and dashes begin too
_RARE_BYTES = (b"\xcd", b"\xd8", b"\xe1", b"\xe3", b"\xef", b"\xf0", b"\xf3")
_COMMON_START = b"\xe2"
_COMMON_ENDS = frozenset((*range(0x8B, 0x90), *range(0xAA, 0xAF)))
_TURNS = re.compile(f"[{_TURNING}]")
_HIDDEN = re.compile(
    f"(?:[{_TURNING}{_UNSEEN}]|(?<![^{_PLAIN}])[{_JOINERS}](?!\u20e3)|(?<=\ufe0f)[\u200c\ufe00-\ufe0f])+"
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,32});")
_NOT_IN_FILES = ("\u2028", "\u2029", "\ufeff")  # refused where they stand in a file, as control characters are
_LINE_END = re.compile("\r\n|\r|\n")


def may_hide(text: str) -> bool:
    """Tell, quickly, whether a text may hold characters that nobody sees."""
    return not text.isascii() and _ANY.search(text) is not None


def may_hide_bytes(data: bytes) -> bool:
    """Tell the same of a text in UTF-8, more quickly; a false alarm costs nothing but a closer look."""
    if any(start in data for start in _RARE_BYTES):
        return True
    at = data.find(_COMMON_START)
    while at >= 0:
        second = data[at + 1]  # the text was decoded, so there are three
        if second == 0x81 or (second == 0x80 and data[at + 2] in _COMMON_ENDS):
            return True
        at = data.find(_COMMON_START, at + 3)
    return False


def hidden(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and characters of each run that nobody sees."""
    return ((found.start(), found.end(), found[0]) for found in _HIDDEN.finditer(text))


def hidden_entities(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and characters of each Markdown entity (`&#8238;`, `&rlm;`) that stands for one."""
    for found in _ENTITY.finditer(text):
        meant = unescape(found[0])
        if _HIDDEN.search(meant) or meant in _NOT_IN_FILES:
            yield found.start(), found.end(), meant


def in_lines(file: str, text: str) -> list[Diagnostic]:
    """Return findings, at most `MAX_FINDINGS`, at their lines and columns in a file's text."""
    if not may_hide(text):
        return []
    lines = enumerate(_LINE_END.split(text), 1)
    found = ((number, run) for number, line in lines for run in hidden(line))
    return [
        finding(Span(file, number, start + 1, number, end + 1), run)
        for number, (start, end, run) in islice(found, MAX_FINDINGS)
    ]


def finding(span: Span, run: str) -> Diagnostic:
    """Return the finding for a run: an error where it turns the order of the text, else a warning."""
    turning = _TURNS.search(run)
    code = _name(turning[0] if turning else run[0])
    if turning:
        message: Message = msg("The invisible character {code} shows the text in another order than it has.", code=code)
        return Diagnostic(RULE, Severity.ERROR, span, message, msg("Delete it: what is read must be what is written."))
    message = msg("There is an invisible character here: {code}.", code=code)
    hint = msg("Delete it; it often comes along when text is pasted from another program.")
    return Diagnostic(RULE, Severity.WARNING, span, message, hint)


def _name(char: str) -> str:
    return f"U+{ord(char):04X} {unicodedata.name(char, '')}".rstrip()
