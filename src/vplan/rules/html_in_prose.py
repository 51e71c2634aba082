"""html-in-prose: texts are Markdown, without HTML.

Why: what a plan looks like is the layout's business, and HTML would let a plan bring its own styles and scripts.

Wrong: `Vi når <b>alla</b> äldre.`

Right: `Vi når **alla** äldre.`
"""

from __future__ import annotations

from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Message, Severity, Span, msg
from vplan.rules.scope import Scope, may_hold_html

ID = "html-in-prose"
SEVERITY = Severity.ERROR
FIXED = True

_INSTEAD = {
    "b": "**…**",
    "strong": "**…**",
    "i": "*…*",
    "em": "*…*",
    "a": "[text](https://…)",
    "img": "![alt](bilder/fil.png)",
}


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each HTML tag or comment."""
    for parsed in scope.parsed_if(may_hold_html):
        for token in parsed.tokens:
            if token.type == "html_block":
                yield _finding(parsed.block_span(token), token.content.strip())
        for inline, children in parsed.inlines():
            after, opened = 0, list[str]()
            for child in children:
                if child.type != "html_inline":
                    continue
                span, after = parsed.text_span(inline, child.content, after)
                name = _tag_name(child.content)
                if child.content.startswith("</") and name in opened:
                    opened.remove(name)  # the tag that it closes has been found
                else:
                    opened.append(name)
                    yield _finding(span, child.content)


def _tag_name(html: str) -> str:
    return html.strip("<>/").split(">")[0].split(" ")[0].lower()


def _finding(span: Span, html: str) -> Diagnostic:
    tag = html.splitlines()[0][:40]
    name = _tag_name(html)
    hint: Message = msg("Write Markdown; a “<” that is meant as a sign is written \\<.")
    if name in _INSTEAD:
        hint = msg("Write {markdown}.", markdown=_INSTEAD[name])
    elif name.startswith("br"):
        hint = msg("End the line with a backslash for a line break, or begin a list.")
    return Diagnostic(ID, SEVERITY, span, msg("HTML cannot stand in a text: {tag}", tag=tag), hint)
