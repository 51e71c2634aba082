"""link-target: links go to http, https, mailto or a place in the document, and say where they go.

Why: a link to a file on somebody's computer works for nobody else, and one that runs a script must never be published.
A link without words cannot be seen or heard; only a link to a place in the document gets words of its own.

Wrong: `[rutinen](file:///G:/rutiner/rutin.docx)`, `[](https://intranat.example.org/rutin)`

Right: `[rutinen](https://intranat.example.org/rutin)`, `[](#inledning)`
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import unquote

from vplan.diagnostics import Diagnostic, Fix, Message, Severity, Span, msg
from vplan.model.base import nearest
from vplan.prose import ParsedProse
from vplan.rules.scope import Scope, may_hold_links

if TYPE_CHECKING:
    from markdown_it.token import Token

ID = "link-target"
SEVERITY = Severity.ERROR
FIXED = True
FIGURE = "figur-"  # a picture whose address is # with this before an id is a figure from data
_MAX_FINDINGS = 100
_SHORT, _LONG = 60, 200

_ALLOWED = re.compile(r"(https?://[^\s/]|mailto:[^\s@]+@|#\S)", re.IGNORECASE)


def is_allowed(href: str) -> bool:
    """Tell whether a link may go there."""
    return _ALLOWED.match(href) is not None


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each link that goes elsewhere."""
    for parsed in scope.parsed_if(may_hold_links):
        for link in _links(parsed):
            found = None if is_allowed(link.href) else _sentences(link.href)
            found = found or (_without_words(link, is_unit=bool(scope.folder)) if link.is_empty else None)
            if found:
                yield Diagnostic(ID, SEVERITY, link.span, *found)


def unknown_anchors(scope: Scope, anchors: Collection[str], figures: Collection[str] = ()) -> Iterator[Diagnostic]:
    """Yield a finding at each reference to nothing, at most 100.

    `anchors` are those of the finished document, `figures` the ids of the figures from data that can be shown in it.
    """
    return islice(_unknown(scope, anchors, figures), _MAX_FINDINGS)


def _unknown(scope: Scope, anchors: Collection[str], figures: Collection[str]) -> Iterator[Diagnostic]:
    for parsed in scope.parsed_if(has_anchor_link):
        for link in _links(parsed):
            if not link.href.startswith("#") or not is_allowed(link.href):  # the latter is told of by itself
                continue
            if not scope.is_own(link.span.file) and (link.is_picture or link.is_empty):
                continue  # what may not stand in a text from above at all is told of there
            name = "".join(sign if sign.isprintable() else "\ufffd" for sign in unquote(link.href[1:]))
            if not link.is_picture and name not in anchors:
                message = msg("The document has no place “{anchor}”.", anchor=f"#{name[:_SHORT]}")
                fix = _respelt(scope, parsed, link, anchors)
                yield Diagnostic(ID, SEVERITY, link.span, message, _near(name, anchors), fix=fix)
            elif link.is_picture and name.removeprefix(FIGURE) not in figures:
                message = msg("There is no figure “{anchor}”.", anchor=f"#{name[:_SHORT]}")
                known = [f"{FIGURE}{id_}" for id_ in figures]
                fix = _respelt(scope, parsed, link, known)
                yield Diagnostic(ID, SEVERITY, link.span, message, _near(name, known), fix=fix)


def _respelt(scope: Scope, parsed: ParsedProse, link: _Link, anchors: Collection[str]) -> Fix | None:
    """Return the fix for a misspelt anchor; a text from above may stand in documents with other anchors."""
    source = parsed.prose.text.source
    if parsed.prose.text.missing or not scope.is_own(source.file):
        return None
    from vplan.fixing.making import replace_span
    from vplan.fixing.spelling import right_word

    right = right_word(link.href[1:], anchors)
    return replace_span(source, link.span, link.href, f"#{right}") if right is not None else None


def shown_figures(scope: Scope) -> dict[str, list[Span]]:
    """Return the figures from data that the texts show, by id, each with its places in the order of the texts."""
    found: dict[str, list[Span]] = {}
    for parsed in scope.parsed_if(has_anchor_link):
        for link in _links(parsed):
            name = unquote(link.href[1:])
            if link.is_picture and name.startswith(FIGURE):
                found.setdefault(name.removeprefix(FIGURE), []).append(link.span)
    return found


def has_anchor_link(text: str) -> bool:
    """Tell whether a text can hold a link to an anchor, or a figure from data."""
    return "]" in text and ("](#" in text or "](<#" in text or "]: #" in text)


def _near(name: str, anchors: Collection[str]) -> Message:
    """Name the anchors that look most like `name`, else those that share a word with it, else a few."""
    near = nearest(name[:_LONG], anchors)
    if not near:
        parts = set(name.split("-"))
        near = [anchor for anchor in sorted(anchors) if not parts.isdisjoint(anchor.split("-"))][:3]
    if near:
        return msg("Did you mean “{near}”?", near="”, “".join(f"#{anchor}" for anchor in near))
    if not anchors:
        return msg("Describe the figure under “figurer”, or remove the picture.")
    return msg("Places are, for instance: {names}.", names=", ".join(f"#{anchor}" for anchor in sorted(anchors)[:5]))


@dataclass(frozen=True, slots=True)
class _Link:
    """A link, or a picture that names a figure from data."""

    href: str
    span: Span
    is_empty: bool = False
    is_picture: bool = False
    in_heading: bool = False


def _links(parsed: ParsedProse) -> Iterator[_Link]:
    """Yield each link of a text, and each picture whose address is an anchor."""
    before = None
    for token in parsed.tokens:
        if token.type == "inline":
            yield from _links_in(parsed, token, in_heading=before == "heading_open")
        before = token.type


def _links_in(parsed: ParsedProse, inline: Token, *, in_heading: bool) -> Iterator[_Link]:
    after = 0
    children = inline.children or []
    for at, child in enumerate(children):
        is_picture = child.type == "image"
        if child.type != "link_open" and not is_picture:
            continue
        href = str(child.attrGet("src" if is_picture else "href") or "")
        written = href if href in parsed.prose.text else unquote(href)
        span, after = parsed.text_span(inline, written or "()", after)
        if not is_picture:
            yield _Link(href, span, is_empty=_is_empty(children, at), in_heading=in_heading)
        elif href.startswith("#"):
            yield _Link(href, span, is_picture=True)


def _is_empty(children: list[Token], opening: int) -> bool:
    """Tell whether a link, which begins there, holds nothing that can be read."""
    for at in range(opening + 1, len(children)):
        child = children[at]
        if child.type == "link_close":
            return True
        if child.content.strip():
            return False
    return True


def _without_words(link: _Link, *, is_unit: bool) -> tuple[Message, Message] | None:
    """Say why a link may not be without words; None where it may."""
    if not link.href.startswith("#"):
        return msg("The link has no words."), msg("Write between the brackets where it goes: [the routine](…).")
    if link.in_heading:
        return msg("A heading cannot hold a reference without words."), msg("Write the words between the brackets.")
    if not is_unit:
        hint = msg("Write the words between the brackets, or put it in a unit's text.")
        return msg("A reference without words cannot stand in the council's or the board's text."), hint
    return None


def _sentences(href: str) -> tuple[Message, Message]:
    hint = msg("Links go to https://…, http://…, mailto:name@… or #anchor.")
    scheme, colon, _ = href.partition(":")
    if not href:
        return msg("The link goes nowhere."), hint
    if colon and "/" not in scheme:
        return msg("A link cannot go to {scheme}:", scheme=scheme[:30]), hint
    return msg("The link “{href}” has no address.", href=unquote(href)[:60]), hint
