"""placeholder-text: a field holds a text, not a full stop, and not the words that ask for one.

Why: a lone full stop is what is left when somebody filled a field to get past a form. It is printed as nothing. A
prompt such as “Skriv här” or “TODO” is printed, and the reader sees that nobody wrote the text.

Wrong:

    utveckling: .
    arbetssätt: TODO
    kommentar: xxx

Right: a text, or no key at all:

    arbetssätt: Två medarbetare har jour varje dag.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Severity, Span, msg
from vplan.model.base import SourceModel
from vplan.model.prose import Prose
from vplan.rules.facts import own_values
from vplan.rules.fields import lines_of
from vplan.rules.lazy import lazy
from vplan.rules.scope import Scope
from vplan.source.tree import Scalar

ID = "placeholder-text"
SEVERITY = Severity.WARNING

_NOTHING = re.compile(r"[\s.…\-–—_]*\Z")

# the texts that `vplan new` writes, of which a test sees to it that none is missing
_PROMPTS = (
    r"Skriv vad enheten gör, för vilka, och vad som är viktigast under \d{4}",
    r"Skriv hur enheten använder sina resurser",
    r"Skriv det som inte har sin plats under något mål",
    r"Skriv vad som (?:mäts|ska göras)",
    r"Vad målet ska leda till, så att det går att följa upp",
    r"Hur enheten arbetar för att nå målet",
    r"Vad enheten använder för att nå målet",
    r"Hur och när målet följs upp",
    r"Vad enheten ska utveckla",
    r"(?:Skriv|Fyll i|Beskriv|Ange)(?: [^\s.!?]+){0,6}? här(?: [^\s.!?]+){0,2}",
    r"(?:Skriv|Fyll i) här\b[^.!?\n]{0,120}",
    r"Lorem ipsum\b.*",
    r"(?:Text )?kommer(?: senare)?|(?:Fylls i|Kompletteras) senare|Text saknas|Ingen text",
    r"Text(?:en)? här|TODO|TBD|FIXME|x{2,9}|asdf\w{0,9}|qwert\w{0,9}|bla(?:,? ?bla)+",
)
_LINE_PROMPTS = (
    r"Förnamn Efternamn|Exempelgatan 1|100 00 Exempelstad|(?:enheten@)?example\.org",
    r"N\.? ?N\.?|Rubrik|Titel|Namn",
)
_ENDS = r"[\s.…:!\])>]*\Z"
_IN_BRACKETS = r"\[[^\W\d_][^\[\]\n]{0,80}\]\s*\Z"
_FLAGS = re.IGNORECASE | re.DOTALL
_PROMPT = lazy(rf"[\s\[(<]*(?:{'|'.join(_PROMPTS)}){_ENDS}|\s*{_IN_BRACKETS}", _FLAGS)
_LINE_PROMPT = lazy(rf"[\s\[(<]*(?:{'|'.join((*_PROMPTS, *_LINE_PROMPTS))}){_ENDS}|\s*{_IN_BRACKETS}", _FLAGS)

_MARK = lazy(
    r"\b(?:TODO|FIXME|TBD|20(?:xx|XX))\b|(?<![\w/.@-])(?:x{2,9}|X{3,9})(?![\w/@-])"
    r"|(?<!kapitel )(?<!artikel )(?<![\w/.@-])XX(?=[ \u00a0](?:%|st\b|kr\b|tkr\b|mnkr\b|[^\W\d_]{4}))"
    r"|(?<![^\s(\[])\?{2,}(?![^\s.,;:)\]])"
)
_BRACKETS = lazy(
    r"\[(?:text|namn|datum|belopp|siffra|antal|ange|fyll i|skriv|infoga|beskriv|x+)\b[^\[\]\n]{0,60}\](?![(\[:])"
)
_LONGEST_PROMPT = 400
_LONGEST_LINE = 80


def _prompt(text: str) -> re.Match[str] | None:
    """Return the prompt that a text is; most texts are told apart without a search."""
    if len(text) < _LONGEST_PROMPT or text.lstrip()[:5].lower() == "lorem":
        return _PROMPT().match(text)
    return None


def _line_prompt(line: str) -> re.Match[str] | None:
    return _LINE_PROMPT().match(line) if len(line) < _LONGEST_LINE or line[:5].lower() == "lorem" else None


def _marks(text: str) -> Iterator[re.Match[str]]:
    """Yield the marks in a text; to look for one sign costs next to nothing, for two a hundred times that."""
    brackets = list(_BRACKETS().finditer(text)) if "[" in text else []
    yield from brackets
    if (
        ("X" in text and ("XX" in text or "FIXME" in text))
        or ("x" in text and "xx" in text)
        or ("O" in text and "TODO" in text)
        or ("?" in text and "??" in text)
        or ("B" in text and "TBD" in text)
    ):
        for mark in _MARK().finditer(text):
            if not any(around.start() < mark.start() < around.end() for around in brackets):
                yield mark


def is_placeholder(prose: Prose) -> bool:
    """Tell whether a text holds nothing but full stops and dashes."""
    return _says_nothing(prose.text)


def _says_nothing(text: str) -> bool:
    return len(text) < 40 and _NOTHING.match(text) is not None


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each text, and each field of one line, that says nothing, is a prompt or holds a mark."""
    for prose in scope.proses:
        if is_placeholder(prose):
            hint = msg("Write the text, or leave the key out.")
            yield Diagnostic(ID, SEVERITY, prose.text.span, msg("The text says nothing; it is left out."), hint)
        elif found := _prompt(prose.text):
            yield _finding(prose.text, found)
        else:
            yield from (_finding(prose.text, found) for found in _marks(prose.text))
    for line in lines_of(scope):
        if not line:
            continue
        if _says_nothing(line):
            if line.strip():  # one without anything is told of where it is read
                yield _nothing(line.span, line.strip())
        elif found := _line_prompt(line):
            yield _finding(line, found)
        else:
            yield from (_finding(line, found) for found in _marks(line))
    for model, field in _fields(scope):
        if model.has(field) and model.is_absent(field):
            yield _empty(model.key_span(field))


def _fields(scope: Scope) -> Iterator[tuple[SourceModel, str]]:
    """Yield the fields for a text that may be left out; one that a goal needs is the matter of `missing-field`."""
    yield from ((goal, field) for goal in scope.unit_goals for field in ("resources", "development"))
    if scope.plan is not None:
        yield from ((chapter, "text") for chapter in (*scope.plan.front_chapters, *scope.plan.back_chapters))
    if scope.board is not None and not scope.is_unit:
        goals = (goal for part in scope.board.goals.values() for goal in part.goals)
        yield from ((goal, field) for goal in goals for field in ("description", "expected_result"))
    yield from ((own, "comment") for own in own_values(scope))
    yield from ((row, "comment") for table in scope.indicators for row in table)


def _empty(place: Span) -> Diagnostic:
    message = msg("There is no text behind the key; nothing is printed.")
    return Diagnostic(ID, SEVERITY, place, message, msg("Write the text, or leave the key out."))


def _nothing(span: Span, text: str) -> Diagnostic:
    message = msg("“{text}” says nothing, but is printed.", text=text)
    return Diagnostic(ID, SEVERITY, span, message, msg("Write the text in its place, or leave the key out."))


def _finding(text: Scalar, found: re.Match[str]) -> Diagnostic:
    start = found.end() - len(found[0].lstrip())
    words = " ".join(found[0].split())[:60]
    return Diagnostic(
        ID,
        SEVERITY,
        text.span_at(start, start + len(found[0].strip())),
        msg("“{text}” is a prompt: the text is not written yet.", text=words),
        msg("Write the text in its place, or leave the key out."),
    )
