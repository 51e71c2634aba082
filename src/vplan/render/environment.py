"""The Jinja environment and the few filters that the templates use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import PurePosixPath

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from vplan.document.tree import Figure, ListBlock, Paragraph, Row, Table
from vplan.render import drawings
from vplan.render.compiled import compiled_templates
from vplan.render.links import link_target
from vplan.resources import templates_dir

LONG_WORD = re.compile(r"\S{100,}")
_PIECE = 40


@cache
def environment() -> Environment:
    """Return the environment of all templates: everything is escaped, an unknown name is an error."""
    env = Environment(
        loader=FileSystemLoader(templates_dir()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=compiled_templates(__file__),
    )
    env.filters.update(
        wrap=wrap,
        break_address=break_address,
        link_target=link_target,
        hidden_address=hidden_address,
        alternative=alternative,
        row_groups=row_groups,
        fixed_columns=fixed_columns,
        keeps_together=keeps_together,
        row_classes=row_classes,
        list_classes=list_classes,
        wide_drawing=drawings.wide,
        narrow_drawing=drawings.narrow,
        small_drawing=drawings.small,
    )
    return env


def wrap(text: str) -> Markup:
    """Escape `text` and give every word of 100 letters or more places where it may break.

    WeasyPrint seeks a place one line at a time; without them a huge word costs the square of its length. A character
    does it at a third of the price of a `wbr` element.
    """
    return escape(LONG_WORD.sub(_with_breaks, text))


def break_address(escaped: Markup) -> Markup:
    """Let an e-mail address break after its `@`, so that a narrow column does not cut a name in two."""
    return Markup("@\u200b").join(escaped.split("@"))


def hidden_address(href: str, shown: Markup) -> Markup:
    """Return an attribute with a link's address, where its text is another: a page printed by a browser shows it."""
    address = href.removeprefix("mailto:")
    if href.startswith("#") or _bare(shown.striptags()) == _bare(address):
        return Markup()
    return Markup(' data-address="{}"').format(address)


def _bare(address: str) -> str:
    return address.partition("://")[2].rstrip("/") or address


def _with_breaks(word: re.Match[str]) -> str:
    letters = word.group()
    return "\u200b".join(letters[i : i + _PIECE] for i in range(0, len(letters), _PIECE))


def alternative(figure: Figure) -> str:
    """Return the text alternative of a picture; a tagged PDF may not be without, so at last its file name."""
    return figure.alternative or figure.caption or PurePosixPath(figure.file).stem


def row_groups(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield the rows in the groups that belong together: a group heading, or the total, begins a new one."""
    group: list[Row] = []
    for row in rows:
        if group and row.role in ("group", "total"):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def row_classes(row: Row, commented: bool) -> Markup:
    """Return the `class` attribute of a table row, or nothing for a plain one."""
    depth = f"depth-{min(max(row.depth, 1), 3)}" if row.role == "sub" else ""
    return _class_attribute("" if row.role == "data" else row.role, depth, "commented" if commented else "")


def list_classes(block: ListBlock) -> Markup:
    """Return the `class` attribute of a list: `with-blocks` where an item holds more than a line and inner lists."""
    plain = block.tight and all(
        isinstance(inner, ListBlock) or (place == 0 and isinstance(inner, Paragraph))
        for item in block.items
        for place, inner in enumerate(item)
    )
    return _class_attribute("" if block.tight else "loose", "" if plain else "with-blocks")


def _class_attribute(*names: str) -> Markup:
    given = " ".join(name for name in names if name)
    return Markup(' class="{}"').format(given) if given else Markup()


def fixed_columns(table: Table) -> tuple[str, ...]:
    """Return the columns' widths in percent, or nothing when any of them goes by content."""
    widths = [column.width for column in table.columns]
    if not all(widths):
        return ()
    return tuple(f"{100 * width / sum(widths):.4g}" for width in widths)


def keeps_together(table: Table) -> bool:
    """Tell whether a table is not to be cut by a page's end: a budget of up to half a page, another of a few rows.

    A longer one may be cut; to keep it whole would leave too large a gap before it.
    """
    return len(table.rows) <= (24 if table.role == "budget" else 4)
