"""The index page of a site: all documents by year, board and unit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from vplan.render.environment import environment
from vplan.render.statement import statement_link

_Name = TypeVar("_Name", int, str)

# The page is output, so its words follow the site's language and not the language of the terminal.
_WORDS = {
    "sv": {
        "title": "Planer",
        "skip": "Hoppa till innehållet",
        "years": "År",
        "empty": "Här finns inga dokument än. De visas när minst en plan har byggts utan fel.",
    },
    "en": {
        "title": "Plans",
        "skip": "Skip to the content",
        "years": "Years",
        "empty": "There are no documents here yet. They appear when at least one plan has been built without errors.",
    },
}
# Swedish order: å, ä, ö after z.
_ORDER = str.maketrans({"å": "\ue001", "ä": "\ue002", "æ": "\ue002", "ö": "\ue003", "ø": "\ue003", "é": "e", "ü": "y"})


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A document of the site.

    `board` and `unit` are names; `html` and `pdf` are links from the index page, empty where there is no such file.
    """

    year: int
    board: str
    unit: str
    title: str
    date: str
    html: str
    pdf: str | None


@dataclass(frozen=True, slots=True)
class IndexUnit:
    """A unit and its documents."""

    name: str
    documents: tuple[IndexEntry, ...]


@dataclass(frozen=True, slots=True)
class IndexBoard:
    """A board and its units."""

    name: str
    units: tuple[IndexUnit, ...]


@dataclass(frozen=True, slots=True)
class IndexYear:
    """A year and its boards."""

    year: int
    boards: tuple[IndexBoard, ...]


def render_index(entries: Sequence[IndexEntry], municipality: str, lang: str = "sv", statement_href: str = "") -> str:
    """Return the index page: the newest year first, boards and units in Swedish alphabetical order.

    `lang` is `sv` or `en`; any other language gets the Swedish words. `statement_href` leads to the accessibility
    statement, and is empty where there is none.
    """
    page_lang = lang if lang in _WORDS else "sv"
    return environment().get_template("index.html.j2").render(
        years=by_year(entries),
        municipality=municipality,
        lang=page_lang,
        words=_WORDS[page_lang],
        statement=statement_link(statement_href, page_lang),
    )  # fmt: skip


def by_year(entries: Iterable[IndexEntry]) -> tuple[IndexYear, ...]:
    """Return the entries grouped and sorted as the page shows them."""
    years = _grouped(entries, lambda entry: entry.year, lambda year: -year)
    return tuple(
        IndexYear(
            year,
            tuple(
                IndexBoard(
                    board,
                    tuple(
                        IndexUnit(unit, tuple(sorted(documents, key=_address)))
                        for unit, documents in _grouped(units, lambda entry: entry.unit, swedish_order)
                    ),
                )
                for board, units in _grouped(boards, lambda entry: entry.board, swedish_order)
            ),
        )
        for year, boards in years
    )


def _address(entry: IndexEntry) -> tuple[str, str]:
    return entry.html or entry.pdf or "", entry.title


def _grouped(
    entries: Iterable[IndexEntry], name: Callable[[IndexEntry], _Name], order: Callable[[_Name], tuple[str, str] | int]
) -> list[tuple[_Name, list[IndexEntry]]]:
    ordered = sorted(entries, key=lambda entry: order(name(entry)))
    return [(key, list(group)) for key, group in groupby(ordered, key=name)]


def swedish_order(name: str) -> tuple[str, str]:
    """Return a sort key that puts å, ä and ö last and does not mind capitals."""
    return (name.casefold().translate(_ORDER), name)
