"""Labels of goals (`KF:s inriktningsmål:`) in a line of their own or before the title, and numbers before titles."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vplan.importing.draft import Level
from vplan.importing.vocabulary import LABELS

_NUMBER = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+(?P<title>\S.*)\Z", re.S)
_WORDS = "|".join(
    re.escape(word).replace(r"\ ", r"\s+") for _, words in LABELS for word in sorted(words, key=len, reverse=True)
)
_LABEL = re.compile(
    rf"(?P<label>{_WORDS})(?:\s+(?P<number>\d{{1,2}}(?:\.\d{{1,2}}){{0,4}}))?\.?"
    rf"\s*(?P<colon>:|[–-]\s)?\s*(?P<title>.*)\Z",
    re.I | re.S,
)
_LONG_TITLE = 200
_SENTENCES = re.compile(r"[a-zåäö)”\"][.!?]\s+[A-ZÅÄÖ]")


@dataclass(frozen=True, slots=True)
class Label:
    """A label and what stands behind it in the same paragraph: a title, or nothing."""

    level: Level
    text: str
    number: str = ""
    title: str = ""


def label_of(text: str) -> Label | None:
    """Return the label that a paragraph is or begins with; before a title there is a colon, or the line ends."""
    match = _LABEL.match(text.strip())
    if match is None:
        return None
    title = match["title"].strip()
    own_line = title and "\n" in text.strip() and match.end("label") <= text.strip().index("\n")
    if title and not own_line:
        most = _LONG_TITLE if match["colon"] else 0
        if not (match["colon"] or match["number"]) or not _is_title(title, most):
            return None
    words = re.sub(r"\s+", " ", match["label"]).casefold()
    level = next(level for level, spellings in LABELS if words in spellings)
    shown = text.strip()[: match.start("title")].strip()
    return Label(level, shown, match["number"] or "", " ".join(title.split()))


def _is_title(text: str, most: int) -> bool:
    """Tell a title from running text behind a label: it begins anew, and beyond `most` letters is one sentence."""
    return not text[0].islower() and (len(text) <= most or _SENTENCES.search(text.replace("\n", " ")) is None)


def numbered(title: str) -> tuple[str, str]:
    """Part a title from the number before it: `1.7 Alla äldre …` gives `1.7` and the rest; no number gives ``."""
    match = _NUMBER.match(title.strip())
    if match is None:
        return "", " ".join(title.split())
    return match["number"], " ".join(match["title"].split())
