"""What makes a finding the same finding after the file around it was edited.

A fingerprint is made of the rule, the file, the words of the lines that the finding stands on, and the sentence with
its values; never of line numbers. It is the same in every language and on every system, and stays the same from
version to version as long as the rule says the same thing: baselines and code platforms keep it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import Any

from vplan.diagnostics import Diagnostic, Message, Span

LinesOf = Callable[[str], Sequence[str]]
"""Gives the lines of a file by its path; none for a file that cannot be read."""

LENGTH = 32
_LINES = 3  # of a long span the first lines tell which one it is; an edit further down does not make it another
_POSITIONS = frozenset({"line", "lines", "column", "columns", "offset"})
_PLACE = re.compile(r"(\.[A-Za-z]{1,5}):\d+(?::\d+)?\b")


def fingerprint(diagnostic: Diagnostic, lines: LinesOf) -> str:
    """Return the fingerprint that a finding shares with others that say the same of the same words in the file."""
    parts = [diagnostic.rule, diagnostic.span.file, _words(diagnostic.span, lines), _sentence(diagnostic.message)]
    return _digest(parts)


def fingerprints(diagnostics: Sequence[Diagnostic], lines: LinesOf) -> Iterator[str]:
    """Yield a fingerprint for each finding, all different: the second of its kind in the file order gets its own."""
    seen: Counter[str] = Counter()
    for diagnostic in diagnostics:
        common = fingerprint(diagnostic, lines)
        number = seen[common]
        seen[common] += 1
        yield common if number == 0 else _digest([common, str(number)])


def _digest(parts: Sequence[str]) -> str:
    return sha256(json.dumps(parts, ensure_ascii=True).encode("ascii")).hexdigest()[:LENGTH]


def _words(span: Span, lines: LinesOf) -> str:
    """Return the words of the lines that the span covers; none for a finding about a whole file."""
    if (span.line, span.column) == (span.end_line, span.end_column) == (1, 1):
        return ""
    last = min(span.end_line, span.line + _LINES - 1)
    covered = lines(span.file)[span.line - 1 : last]
    return unicodedata.normalize("NFC", " ".join(" ".join(covered).split()))


def _sentence(message: Message) -> str:
    return json.dumps(_values(message), ensure_ascii=True, sort_keys=True, default=str)


def _values(value: Any) -> Any:
    if isinstance(value, Message):
        return [value.msgid, {name: _values(v) for name, v in value.args.items() if name not in _POSITIONS}]
    return _PLACE.sub(r"\1", value) if isinstance(value, str) else value
