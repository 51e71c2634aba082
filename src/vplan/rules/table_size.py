"""table-size: a table has at most 1,000 rows.

Why: nobody reads a longer one in a plan, and it takes minutes to set; it is most often a spreadsheet pasted by mistake.

Wrong:

    $ grep -c "rad:" ekonomi.yaml
    4180

Right:

    $ grep -c "rad:" ekonomi.yaml
    24
"""

from __future__ import annotations

from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Severity, Span, msg
from vplan.model.economy import flat_rows
from vplan.numbers import format_count
from vplan.rules.scope import Scope

ID = "table-size"
SEVERITY = Severity.ERROR
FIXED = True
MAX_ROWS = 1000


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at the first row beyond the limit of each table."""
    for rows in (*scope.indicators, *scope.activities):
        if len(rows) > MAX_ROWS:
            yield _finding(rows[MAX_ROWS].place, len(rows))
    for table in scope.budget:
        lines = flat_rows(tuple(row for group in table.groups for row in group.rows))
        if len(lines) > MAX_ROWS:
            yield _finding(lines[MAX_ROWS].place, len(lines))
    for parsed in scope.parsed_if(lambda text: "|" in text and text.count("\n") > MAX_ROWS):
        count = 0
        for token in parsed.tokens:
            count = 0 if token.type == "table_open" else count + (token.type == "tr_open")
            if token.type == "tr_open" and count == MAX_ROWS + 2:
                yield _finding(parsed.block_span(token), MAX_ROWS + 1)


def _finding(span: Span, count: int) -> Diagnostic:
    limit = format_count(MAX_ROWS)
    message = msg("The table has {count} rows; the limit is {limit}.", count=format_count(count), limit=limit)
    return Diagnostic(ID, SEVERITY, span, message, msg("Keep what the plan needs and put the rest in an annex."))
