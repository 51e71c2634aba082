"""link-text: the words of a link say where it goes.

Why: who listens to the page goes from link to link and hears their words alone: “här, här, läs mer”. On paper the words
are all that is left of a link. WCAG 2.1 asks for this in its criterion 2.4.4.

Wrong: `Rutinen finns [här](https://intranat.example.org/rutin).`

Right: `Vi följer [rutinen för hembesök](https://intranat.example.org/rutin).`
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it.token import Token

from vplan.diagnostics import Diagnostic, Severity, msg
from vplan.prose import ParsedProse
from vplan.rules.lazy import lazy
from vplan.rules.scope import Scope

ID = "link-text"
SEVERITY = Severity.WARNING

_WORDS = (
    r"(?:se |länk |läs mer |läs |klicka |tryck |finns |den )?här(?: länken)?|hit|där|"
    r"(?:se |till |denna |följ |klicka på |direkt)?länk(?:en)?|"
    r"(?:läs |se |för )?mer(?: info(?:rmation)?)?|läs(?: vidare| mera)|vidare|info|"
    r"pdf|(?:bifogad )?fil(?:en)?|dokument(?:et)?|(?:hem|webb)?sida(?:n)?|"
    r"(?:click |read |see )?here|(?:this )?link|(?:read |learn )?more"
)
# white space within the words may be a line end, and signs of emphasis may stand around them
_WRITTEN = _WORDS.replace(" ", r"\s{1,8}")
_LINK = lazy(rf"\[(?P<words>[\s*_]{{0,4}}(?:{_WRITTEN})[\s*_.…!:>»→]{{0,6}})\]", re.IGNORECASE)
_SAYS_NOTHING = lazy(rf"\s*(?:{_WORDS})[\s.…!:>»→]*\Z", re.IGNORECASE)


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each link whose words would fit any link."""
    for text in scope.texts:
        if "[" in text.prose.text and _LINK().search(text.prose.text):
            yield from _in_text(text.parsed)


def _in_text(parsed: ParsedProse) -> Iterator[Diagnostic]:
    for inline, children in parsed.inlines():
        after = parsed.offset_of(inline)
        for at, child in enumerate(children):
            words = _words(children, at) if child.type == "link_open" else ""
            if not _SAYS_NOTHING().match(words):
                continue
            written = _LINK().search(parsed.prose.text, after)
            span = parsed.block_span(inline)
            if written is not None:
                after = written.end()
                span = parsed.prose.text.span_at(*written.span("words"))
            message = msg("The words “{words}” do not say where the link goes.", words=words.strip())
            hint = msg("Write what one finds there between the brackets: [the routine for home visits](…).")
            yield Diagnostic(ID, SEVERITY, span, message, hint)


def _words(children: list[Token], opening: int) -> str:
    """Return the words of a link, which begins there; empty where it holds a picture or code."""
    words = ""
    for child in children[opening + 1 :]:
        if child.type == "link_close":
            break
        if child.type in ("image", "code_inline"):
            return ""
        words += " " if child.type in ("softbreak", "hardbreak") else child.content
    return " ".join(words.split())
