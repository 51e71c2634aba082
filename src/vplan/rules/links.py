"""link-target: links go to http, https, mailto or a place in the document.

Why: a link to a file on somebody's computer works for nobody else, and one that runs a script must never be published.

Wrong: `[rutinen](file:///G:/rutiner/rutin.docx)`

Right: `[rutinen](https://intranat.example.org/rutin)`
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from urllib.parse import unquote

from vplan.diagnostics import Diagnostic, Message, Severity, Span, msg
from vplan.model.base import nearest
from vplan.prose import ParsedProse
from vplan.rules.scope import Scope, may_hold_links

ID = "link-target"
SEVERITY = Severity.ERROR

_ALLOWED = re.compile(r"(https?://[^\s/]|mailto:[^\s@]+@|#\S)", re.IGNORECASE)


def is_allowed(href: str) -> bool:
    """Tell whether a link may go there."""
    return _ALLOWED.match(href) is not None


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each link that goes elsewhere."""
    for parsed in scope.parsed_if(may_hold_links):
        yield from _check_text(parsed)


def unknown_anchors(scope: Scope, anchors: Collection[str]) -> Iterator[Diagnostic]:
    """Yield a finding at each link to an anchor that the finished document, whose anchors these are, does not have."""
    for parsed in scope.parsed_if(has_anchor_link):
        for href, span in _links(parsed):
            name = unquote(href[1:])
            if href.startswith("#") and name not in anchors:
                near = nearest(name, anchors)
                hint = msg("Did you mean “{near}”?", near=f"#{near[0]}") if near else None
                yield Diagnostic(
                    ID, SEVERITY, span, msg("The document has no place “{anchor}”.", anchor=f"#{name}"), hint
                )


def has_anchor_link(text: str) -> bool:
    """Tell whether a text can hold a link to an anchor."""
    return "](#" in text or "](<#" in text or "]: #" in text


def _check_text(parsed: ParsedProse) -> Iterator[Diagnostic]:
    for href, span in _links(parsed):
        if not is_allowed(href):
            yield Diagnostic(ID, SEVERITY, span, *_sentences(href))


def _links(parsed: ParsedProse) -> Iterator[tuple[str, Span]]:
    """Yield the target of each link of a text with its place."""
    for inline, children in parsed.inlines():
        after = 0
        for child in children:
            if child.type == "link_open":
                href = str(child.attrGet("href") or "")
                written = href if href in parsed.prose.text else unquote(href)
                span, after = parsed.text_span(inline, written or "()", after)
                yield href, span


def _sentences(href: str) -> tuple[Message, Message]:
    hint = msg("Links go to https://…, http://…, mailto:name@… or #anchor.")
    scheme, colon, _ = href.partition(":")
    if not href:
        return msg("The link goes nowhere."), hint
    if colon and "/" not in scheme:
        return msg("A link cannot go to {scheme}:", scheme=scheme[:30]), hint
    return msg("The link “{href}” has no address.", href=unquote(href)[:60]), hint
