"""too-deep-prose: lists and quotations stand in each other at most six levels deep.

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

_CONTAINERS = ("bullet_list", "ordered_list", "blockquote")
# begins with a line end, which the search finds far faster than the beginning of a line
_MARKERS = re.compile(r"\n[ \t>*+\-\d.)]{4,}")


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding where each list or quotation goes below the limit."""
    for parsed in scope.parsed_if(_may_be_deep):
        yield from _check_text(parsed)


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
