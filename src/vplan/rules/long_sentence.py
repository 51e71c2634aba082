"""long-sentence: a sentence can be read in one breath.

Why: the Language Act (språklagen, 2009:600, section 11) wants public language cultivated, simple and understandable. A
sentence of more than sixty words has to be read twice. Lists, tables and headings are not judged, and of each file only
the first few sentences are named.

Wrong: all that the unit does in one sentence: `Vi arbetar med …, och med …, samt med …, vilket …, så att …`

Right: a sentence for each, or one and a list: `Vi arbetar med … Sedan i våras gör vi också …`
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Severity, msg
from vplan.prose import ParsedProse
from vplan.rules.facts import has_digit
from vplan.rules.lazy import lazy
from vplan.rules.scope import Scope

ID = "long-sentence"
SEVERITY = Severity.HINT

MOST_WORDS = 60
_MOST_IN_FILE = 3
_SHORTEST = 240  # characters that so many words have at the very least, with the spaces between them

_STOP = lazy(r"[.!?…][\"”’»)\]*_]{0,4}(?=\s)|(?: {2}|\\)(?=\n)")
_BLOCK = lazy(r"\n[ \t>]*(?:\n|[-+*#|]|\d{1,9}[.)][ \t])")
_TOKEN = lazy(r"\S+")
_NEXT = lazy(r"[\s\"“”’»(*_\[>–—-]*")
# abbreviations behind which the sentence goes on, even when a name or a number follows
_ABBREVIATION = lazy(
    r"(?<!\w)(?:t\. ?ex|bl\. ?a|d\. ?v\. ?s|dvs|fr\. ?o\. ?m|t\. ?o\. ?m|f\. ?d|s\. ?k|p\. ?g\. ?a|m\. ?a\. ?o|i\. ?st"
    r"|kap|s|sid|st|nr|kl|ca|cirka|c|enl|resp|inkl|exkl|jfr|jmf|tel|bil|max|min|avd|obs|prop|dnr|fig|tab|kr|mom|red"
    r"|jan|feb|apr|jun|jul|aug|sept?|okt|nov|dec|i\. ?e|e\. ?g|[A-ZÅÄÖ])\.\Z",
)
_ABBREVIATION_LENGTH = 12


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at the first sentences of each file that have more than sixty words."""
    found: Counter[str] = Counter()
    for text in scope.texts:
        prose = text.prose
        file = prose.text.source.file
        if found[file] >= _MOST_IN_FILE or not _may_be_long(prose.text):
            continue
        for start, end, words in _sentences(text.parsed):
            if words <= MOST_WORDS or found[file] >= _MOST_IN_FILE:
                continue
            found[file] += 1
            message = msg("The sentence has {count} words.", count=words)
            hint = msg("Divide it: one thought to a sentence, and what is counted up in a list.")
            yield Diagnostic(ID, SEVERITY, prose.text.span_at(start, end), message, hint)


def _may_be_long(text: str) -> bool:
    """Tell, without parsing, whether a text may hold a long sentence; parsing then shows whether it does."""
    if len(text) <= _SHORTEST:
        return False
    parts = text.split(".")
    if max(map(len, parts)) <= _SHORTEST:
        # a part that goes on in small letters or with a number may stand behind an abbreviation, which ends no sentence
        heads = "".join([part[1:2] for part in parts[1:]])
        if heads == heads.upper() and not has_digit(heads):
            return False
    if text.count(" ") + text.count("\n") < MOST_WORDS:
        return False
    return any(_has_many_words(part) for part in _between_blocks(text))


def _between_blocks(text: str) -> Iterator[str]:
    begin = 0
    for match in _BLOCK().finditer(text):
        yield text[begin : match.start()]
        begin = match.end()
    yield text[begin:]


def _has_many_words(part: str) -> bool:
    return len(part) > _SHORTEST and any(words > MOST_WORDS for _, _, words in _sentences_in(part, 0, len(part)))


def _sentences(parsed: ParsedProse) -> Iterator[tuple[int, int, int]]:
    """Yield the sentences of the paragraphs: where they begin and end in the text, and how many words they have."""
    starts, text = parsed.line_starts, parsed.prose.text
    lists = 0
    for token in parsed.tokens:
        if token.type in _LISTS:
            lists += token.nesting
        elif token.type == "paragraph_open" and not lists and token.map:
            end = starts[token.map[1]] if token.map[1] < len(starts) else len(text)
            yield from _sentences_in(text, starts[token.map[0]], end)


_LISTS = frozenset(f"{kind}_list_{side}" for kind in ("bullet", "ordered") for side in ("open", "close"))


def _sentences_in(text: str, begin: int, end: int) -> Iterator[tuple[int, int, int]]:
    at = begin
    for stop in _STOP().finditer(text, begin, end):
        if _ends(text, stop.start(), stop.end(), end):
            yield from _counted(text, at, stop.end())
            at = stop.end()
    yield from _counted(text, at, end)


def _ends(text: str, stop: int, after: int, end: int) -> bool:
    """Tell whether a sentence ends at a sign: what follows begins with a capital or a digit."""
    if text[stop] in " \\":
        return True
    following = text[_NEXT().match(text, after, end).end() : end][:1]  # type: ignore[union-attr]
    if following.islower():
        return False
    return not (text[stop] == "." and _ABBREVIATION().search(text[max(0, stop - _ABBREVIATION_LENGTH) : stop + 1]))


def _counted(text: str, begin: int, end: int) -> Iterator[tuple[int, int, int]]:
    if end - begin <= _SHORTEST:
        return
    tokens = _TOKEN().finditer(text, begin, end)
    words = [match.span() for match in tokens if any(map(str.isalnum, match[0]))]
    if words:
        yield words[0][0], words[-1][1], len(words)
