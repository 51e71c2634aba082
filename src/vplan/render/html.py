"""A document tree into HTML: a page for the screen, or the page that WeasyPrint prints."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Literal
from urllib.parse import quote

from markupsafe import Markup

from vplan.document.tree import ContentsEntry, Document
from vplan.render.addresses import print_picture
from vplan.render.dates import timestamp
from vplan.render.environment import environment
from vplan.render.links import picture_output
from vplan.render.statement import statement_link
from vplan.render.styles import paper_style, print_style

Target = Literal["screen", "print"]


@dataclass(frozen=True, slots=True)
class ContentsNode:
    """A line of the table of contents and the lines below it."""

    entry: ContentsEntry
    children: tuple[ContentsNode, ...]


def render_html(
    document: Document,
    *,
    target: Target,
    assets: str = "",
    pdf_href: str = "",
    index_href: str = "",
    statement_href: str = "",
    shared_style: bool = True,
) -> str:
    """Return a document as an HTML page.

    For the screen `assets` is the relative prefix from the page to the site's root (`../../../`), and the hrefs are
    relative links to the PDF, the index and the accessibility statement; empty ones are left out. For print the page
    carries its style sheet (without `shared_style` only what is its own of it), and pictures have addresses that only
    `vplan.render.fetcher` understands, the same on every machine. Raises `ValueError` when a link has a scheme that is
    not allowed.
    """
    numbers = count(1)
    return environment().get_template("document.html.j2").render(
        document=document,
        cover=document.cover,
        labels=document.labels,
        contents=nested(document.contents),
        target=target,
        picture=screen_picture if target == "screen" else print_picture,
        next_id=lambda: f"_tabell-{next(numbers)}",
        assets=assets,
        pdf_href=pdf_href,
        index_href=index_href,
        statement=statement_link(statement_href, document.lang),
        style=_style(document, shared_style) if target == "print" else "",
        timestamp=timestamp(document),
    )  # fmt: skip


def _style(document: Document, shared: bool) -> Markup:
    own = print_style(document)
    return Markup(f"{paper_style()}\n{own}" if shared else own)  # noqa: S704 - its strings are CSS-escaped


def screen_picture(file: str) -> str:
    """Return a picture's address relative to the page."""
    return quote(picture_output(file))


def nested(entries: tuple[ContentsEntry, ...]) -> tuple[ContentsNode, ...]:
    """Return the flat table of contents as a tree: an entry holds those after it that have a deeper level."""
    nodes: list[ContentsNode] = []
    start = 0
    while start < len(entries):
        end = start + 1
        while end < len(entries) and entries[end].level > entries[start].level:
            end += 1
        nodes.append(ContentsNode(entries[start], nested(entries[start + 1 : end])))
        start = end
    return tuple(nodes)
