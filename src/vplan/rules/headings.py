"""heading-level: headings in a text go down one level at a time, and stand outside lists and quotations.

Why: a reader who hears the document moves by headings; a skipped level sounds like a missing part, and PDF/UA
forbids it. A heading inside a list or a quotation heads nothing, and would be lost from the contents. A text's
highest heading may have one to three signs and comes out right below the title of the text; with more, a part above it
is missing.

Wrong: `## Verksamhet` followed by `#### Klagomål`

Right: `## Verksamhet` followed by `### Klagomål`
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Severity, msg
from vplan.prose import ParsedProse
from vplan.rules.scope import Scope

ID = "heading-level"
SEVERITY = Severity.ERROR
LOWEST_TOP = 3


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each heading that skips a level, has no text, or stands in a list or a quotation."""
    for text in scope.texts_if(_may_hold_headings):
        if _may_break(text.prose.text):
            yield from _check_text(text.parsed)


# begin with a line end, which the search finds far faster than the beginning of a line
_SETEXT = re.compile(r"\n[ \t>]*(?:=+|-+)[ \t]*(?:\n|\Z)")
_ATX = re.compile(r"\n([ \t>*+\-\d.)]*)(#{1,6})(?:[ \t]+(.*))?(?=\n|\Z)")


def _may_hold_headings(text: str) -> bool:
    return "#" in text or _is_hard_to_tell(text)


def _is_hard_to_tell(text: str) -> bool:
    """Tell whether a text may hold headings without a #, or signs that are none."""
    return ("`" in text and "```" in text) or ("~" in text and "~~~" in text) or _SETEXT.search(text) is not None


def _may_break(text: str) -> bool:
    """Tell, without parsing, whether a text's headings may be wrong; parsing then shows whether they are."""
    if _is_hard_to_tell(text):
        return True
    if "#" not in text:
        return False
    levels = []
    for before, signs, title in _ATX.findall(f"\n{text}"):
        if before or not title.strip("# "):
            return True
        levels.append(len(signs))
    if min(levels, default=1) > LOWEST_TOP:
        return True
    steps = zip([min(levels, default=1) - 1, *levels], levels, strict=False)
    return any(level > previous + 1 for previous, level in steps)


def _check_text(parsed: ParsedProse) -> Iterator[Diagnostic]:
    headings = [
        (t, parsed.tokens[i + 1]) for i, t in enumerate(parsed.tokens) if t.type == "heading_open" and t.level == 0
    ]
    top = min((int(token.tag[1]) for token, _ in headings), default=0)
    previous = top - 1
    if top > LOWEST_TOP:
        message = msg("No heading of the text is higher than {found}.", found="#" * top)
        yield Diagnostic(ID, SEVERITY, parsed.block_span(headings[0][0]), message, msg("Write {right}.", right="##"))
    for token, inline in headings:
        level = int(token.tag[1])
        if level > previous + 1:
            right = "#" * (previous + 1)
            message = msg(
                "The heading skips a level: {found} after {before}.", found="#" * level, before="#" * previous
            )
            if previous < top:
                message = msg(
                    "The text begins with {found}, but has headings of a higher level below.", found="#" * level
                )
            yield Diagnostic(ID, SEVERITY, parsed.block_span(token), message, msg("Write {right}.", right=right))
        if not inline.content.strip():
            hint = msg("Write the heading after the signs, or remove them.")
            yield Diagnostic(ID, SEVERITY, parsed.block_span(token), msg("The heading has no text."), hint)
        previous = level
    for token in parsed.tokens:
        if token.type == "heading_open" and token.level > 0:
            message = msg("A heading cannot stand in a list or a quotation.")
            hint = msg("Put it on a line of its own outside, or write it in bold: **…**.")
            yield Diagnostic(ID, SEVERITY, parsed.block_span(token), message, hint)
