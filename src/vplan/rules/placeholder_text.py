"""placeholder-text: a field holds a text, not a full stop, and not the words that ask for one.

Why: a lone full stop is what is left when somebody filled a field to get past a form. It is printed as nothing. A
prompt such as “Skriv här” or “TODO” is printed, and the reader sees that nobody wrote the text.

Wrong: `utveckling: .`

Right: write what will be developed, or leave the key out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Severity, msg
from vplan.model.prose import Prose
from vplan.rules.scope import Scope

ID = "placeholder-text"
SEVERITY = Severity.WARNING

_NOTHING = re.compile(r"[\s.…\-–—_]*\Z")

# the texts that `vplan new` writes, of which a test sees to it that none is missing
_PROMPTS = (
    r"Skriv vad enheten gör, för vilka, och vad som är viktigast under \d{4}",
    r"Skriv hur enheten använder sina resurser",
    r"Skriv det som inte har sin plats under något mål",
    r"Vad målet ska leda till, så att det går att följa upp",
    r"Hur enheten arbetar för att nå målet",
    r"Vad enheten använder för att nå målet",
    r"Hur och när målet följs upp",
    r"Vad enheten ska utveckla",
    r"(?:Skriv|Fyll i|Beskriv|Ange)(?: [^\s.!?]+){0,6}? här(?: [^\s.!?]+){0,2}",
    r"Lorem ipsum\b.*",
    r"(?:Text )?kommer(?: senare)?|Fylls i senare",
)
_PROMPT = re.compile(rf"[\s\[(]*(?:{'|'.join(_PROMPTS)})[\s.…:!\])]*\Z", re.IGNORECASE | re.DOTALL)
_MARK = re.compile(r"\bTODO\b|\bFIXME\b|\b(?:xxx+|XXX+)\b")


_MARKS = ("TODO", "FIXME", "xxx", "XXX")
_LONGEST_PROMPT = 400


def _prompt(text: str) -> re.Match[str] | None:
    """Return the prompt that a text is or holds; most texts are told apart without a search."""
    if len(text) < _LONGEST_PROMPT or text.lstrip()[:5].lower() == "lorem":
        found = _PROMPT.match(text)
        if found:
            return found
    return _MARK.search(text) if any(mark in text for mark in _MARKS) else None


def is_placeholder(prose: Prose) -> bool:
    """Tell whether a text holds nothing but full stops and dashes."""
    return len(prose.text) < 40 and _NOTHING.match(prose.text) is not None


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each text that says nothing or holds a prompt."""
    for prose in scope.proses:
        if is_placeholder(prose):
            hint = msg("Write the text, or leave the key out.")
            yield Diagnostic(ID, SEVERITY, prose.text.span, msg("The text says nothing; it is left out."), hint)
        elif found := _prompt(prose.text):
            start = found.end() - len(found[0].lstrip())
            words = " ".join(found[0].split())[:60]
            yield Diagnostic(
                ID,
                SEVERITY,
                prose.text.span_at(start, found.end()),
                msg("“{text}” is a prompt: the text is not written yet.", text=words),
                msg("Write the text in its place, or leave the key out."),
            )
