"""Pages of what the compiler finds before any rule is asked, room by room."""

from __future__ import annotations

from vplan.rules.compiler import (
    building,
    control,
    decisions,
    figures,
    linking,
    model,
    source,
    statement,
    structure,
    workspace,
)

COMPILER_PAGES = (
    *source.PAGES,
    *model.PAGES,
    *workspace.PAGES,
    *linking.PAGES,
    *figures.PAGES,
    *building.PAGES,
    *control.PAGES,
    *decisions.PAGES,
    *statement.PAGES,
    *structure.PAGES,
)

# behind these a file, or a part of it, could not be read, so that other rules do not judge it
KEEP_FROM_READING = frozenset(
    page.id for page in (*source.PAGES, *model.PAGES, *workspace.PAGES, *linking.PAGES) if page.fixed
)

__all__ = ["COMPILER_PAGES", "KEEP_FROM_READING"]
