"""too-deep-prose: lists and quotations stand in each other at most six levels deep, emphasis at most ten.

Why: nobody can follow more levels, on paper or by ear, and what lies very deep could not be printed at all.

Wrong:

    text: |
      - ett
        - två
          - tre
            - fyra
              - fem
                - sex
                  - sju

Right:

    text: |
      ## Ett

      - två
        - tre
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Severity, msg
from vplan.prose import ParsedProse
from vplan.rules.scope import Scope

ID = "too-deep-prose"
SEVERITY = Severity.ERROR
FIXED = True
MAX_DEPTH = 6
MAX_EMPHASIS = 10

_CONTAINERS = ("bullet_list", "ordered_list", "blockquote")
_EMPHASIS = ("em_open", "strong_open", "link_open", "em_close", "strong_close", "link_close")
# begins with a line end, which the search finds far faster than the beginning of a line
_MARKERS = re.compile(r"\n[ \t>*+\-\d.)]{4,}")


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding where each list, quotation or emphasis goes below the limit."""
    for parsed in scope.parsed_if(_may_be_deep):
        yield from _check_text(parsed)
    for parsed in scope.parsed_if(_may_be_emphatic):
        yield from _check_emphasis(parsed)


def _may_be_deep(text: str) -> bool:
    """Tell, without parsing, whether a line begins with room for so many levels: one column each, two for a list."""
    for found in _MARKERS.findall(f"\n{text}"):
        signs = found[1:]
        quotes = signs.count(">")
        others = len(signs.expandtabs(4)) - quotes
        if quotes + (others + 1) // 2 > MAX_DEPTH:
            return True
    return False


def _check_text(parsed: ParsedProse) -> Iterator[Diagnostic]:
    depth = 0
    for token in parsed.tokens:
        if token.type.removesuffix("_open").removesuffix("_close") not in _CONTAINERS:
            continue
        depth += token.nesting
        if token.nesting == 1 and depth == MAX_DEPTH + 1:
            message = msg("Lists and quotations stand in each other more than {limit} levels deep.", limit=MAX_DEPTH)
            hint = msg("Use fewer levels: give the parts headings, or begin a new list.")
            yield Diagnostic(ID, SEVERITY, parsed.block_span(token), message, hint)


def _may_be_emphatic(text: str) -> bool:
    """Tell, without parsing, whether a paragraph or an item of a list holds signs enough for so much emphasis."""
    if text.count("*") + text.count("_") < 2 * MAX_EMPHASIS:
        return False  # one level may be that of a link
    blocks = text.replace("\n- ", "\n\n").split("\n\n")
    return any(block.count("*") + block.count("_") >= 2 * MAX_EMPHASIS for block in blocks)


def _check_emphasis(parsed: ParsedProse) -> Iterator[Diagnostic]:
    for inline, children in parsed.inlines():
        depth = 0
        for child in children:
            if child.type in _EMPHASIS:
                depth += child.nesting
            if depth > MAX_EMPHASIS:
                message = msg("Emphasis stands in emphasis more than {limit} levels deep.", limit=MAX_EMPHASIS)
                hint = msg("Are asterisks or underscores meant as signs? Then write \\* and \\_.")
                yield Diagnostic(ID, SEVERITY, parsed.block_span(inline), message, hint)
                break
