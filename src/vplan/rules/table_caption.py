"""table-caption: an id in braces ends the line right above a table, and names that table alone.

Why: such a line is the table's caption, and references lead to the table by the id. Anywhere else the braces are
printed, and of two tables with one id a reference can mean only one.

Wrong: `**Tabell:** Svar per kön {#tabell-svar}` with a paragraph between it and the table.

Right: `**Tabell:** Svar per kön {#tabell-svar}`, an empty line, and the table.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from vplan.diagnostics import Diagnostic, Message, Related, Severity, Span, msg
from vplan.model.values import as_id, is_id
from vplan.prose import ParsedProse
from vplan.rules.scope import Scope

if TYPE_CHECKING:
    from markdown_it.token import Token

ID = "table-caption"
SEVERITY = Severity.ERROR

_SIGN = re.compile(r"(?<!\S)\{#([^\s{}]{0,100})\}\s*\Z")
_EXAMPLE = "tabell-svar"


def may_hold_ids(text: str) -> bool:
    """Tell whether a text can hold an id in braces."""
    return "{" in text and "{#" in text


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each id in braces that no table has, that is no id, or that another table has."""
    seen: dict[str, Span] = {}
    for parsed in scope.parsed_if(may_hold_ids):
        for name, span, problem in _signs(parsed):
            if problem is not None:
                yield Diagnostic(ID, SEVERITY, span, *problem)
            elif name in seen:
                message = msg("The id “{id}” stands here a second time.", id=name)
                where = Related(seen[name], msg("“{key}” stands here the first time.", key=name))
                yield Diagnostic(ID, SEVERITY, span, message, msg("Give one of them another id."), (where,))
            else:
                seen[name] = span


def clashes(scope: Scope, others: Collection[str]) -> Iterator[Diagnostic]:
    """Yield a finding at each id that something else in the finished document has; `others` are its other anchors."""
    for parsed in scope.parsed_if(may_hold_ids):
        for name, span, problem in _signs(parsed):
            if problem is None and name in others:
                message = msg("The id “{id}” belongs to another place in the document.", id=name)
                hint = msg("Give the table an id of its own, for instance {names}.", names=f"tabell-{name}")
                yield Diagnostic(ID, SEVERITY, span, message, hint)


def _signs(parsed: ParsedProse) -> Iterator[tuple[str, Span, tuple[Message, Message] | None]]:
    """Yield each id in braces that ends a line of text, with its place and what is wrong with it."""
    for at, token in enumerate(parsed.tokens):
        last = token.children[-1] if token.type == "inline" and token.children else None
        found = _SIGN.search(last.content) if last is not None and last.type == "text" else None
        if found and found[0].strip() in parsed.prose.text:
            span, _ = parsed.text_span(token, found[0].strip())
            yield found[1], span, _problem(found[1], parsed.tokens, at)


def _problem(name: str, tokens: tuple[Token, ...], at: int) -> tuple[Message, Message] | None:
    opening, after = tokens[at - 1], tokens[at + 2] if at + 2 < len(tokens) else None
    if opening.type != "paragraph_open" or after is None or after.type != "table_open":
        return (
            msg("“{text}” names no table.", text=f"{{#{name[:60]}}}"),
            msg("Put the line right above the table, with an empty line between, or remove the braces."),
        )
    children = tokens[at].children or []
    if "strong_open" not in [child.type for child in children[:2]] or not any(c.content.strip() for c in children[:-1]):
        return (
            msg("The table's caption does not begin in bold."),
            msg("Write {right}.", right=f"**Tabell:** … {{#{name[:60]}}}"),
        )
    if not is_id(name):
        right = as_id(name) or _EXAMPLE
        return msg("“{text}” is not an id.", text=name[:60]), msg("Write {right}.", right=f"{{#{right}}}")
    return None
