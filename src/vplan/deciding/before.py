"""What a document said when it was decided, word for word: packed into the decision, and held against what it says now.

The packed texts prove nothing by themselves: they are those of the hash `skrivet`, or they are not used.
"""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile

from vplan.deciding.content import digest_of
from vplan.model.decision import Decision

MAX_UNPACKED = 10_000_000  # a unit's files together
_LINE = 76
_WHOLE, _SHOWN = 50, 90  # characters of either side: of one that is shown whole, and of what is shown of another
_AROUND = 2  # words before and behind what differs
_WORD = re.compile(r"\S+")
_CUT = "…"


@dataclass(frozen=True, slots=True)
class Difference:
    """What a text said and what it says, short enough for a sentence; `start` and `end` of what is other in it now."""

    before: str
    now: str
    start: int
    end: int


def packed(texts: Mapping[str, str]) -> list[str]:
    """Return texts by path as lines of letters and digits."""
    data = json.dumps(texts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "surrogatepass")
    lines = b64encode(zlib.compress(data, 9)).decode()
    return [lines[at : at + _LINE] for at in range(0, len(lines), _LINE)]


def texts_of(decision: Decision) -> dict[str, str] | None:
    """Return what a decided document said, by path as it was written.

    Empty where the decision keeps no texts, None where they are not those of its hash.
    """
    written = "".join(decision.content.packed.split())
    if not written or decision.document is None:
        return {}
    try:
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(b64decode(written, validate=True), MAX_UNPACKED)
        texts = json.loads(data.decode("utf-8", "surrogatepass"))
    except (Error, ValueError, zlib.error, RecursionError):
        return None
    if not unpacker.eof or not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
        return None
    fits = digest_of(decision.document, texts) == decision.content.written.strip()
    return texts if fits else None


def difference(before: str, now: str) -> Difference | None:
    """Return two short texts whole, or of longer ones the words that differ with a few around them.

    None where only white space differs.
    """
    old, new = _WORD.findall(before), list(_WORD.finditer(now))
    words = [found[0] for found in new]
    same = _alike(zip(old, words, strict=False))
    rest = min(len(old), len(words)) - same
    behind = min(_alike(zip(reversed(old), reversed(words), strict=False)), rest)
    if same == len(old) == len(words):
        return None
    first, last = new[min(same, len(new) - 1)] if new else None, new[max(len(new) - behind - 1, 0)] if new else None
    start, end = (first.start(), max(first.end(), last.end())) if first and last else (0, 0)
    return Difference(_stretch(old, same, behind), _stretch(words, same, behind), start, end)


def _alike(pairs: zip[tuple[str, str]]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _stretch(words: list[str], same: int, behind: int) -> str:
    whole = " ".join(words)
    if len(whole) <= _WHOLE:
        return whole
    begin, end = max(same - _AROUND, 0), min(len(words) - behind + _AROUND, len(words))
    text = " ".join(words[begin : min(end, begin + _SHOWN)])
    is_cut = end < len(words)
    if len(text) > _SHOWN:
        text, is_cut = text[:_SHOWN].rstrip(), True
    return f"{f'{_CUT} ' if begin else ''}{text}{f' {_CUT}' if is_cut else ''}"
