from __future__ import annotations

from xml.etree.ElementTree import Element

import pytest

from support.pages import headings, parse, words
from vplan.render.index import IndexEntry, by_year, render_index, swedish_order


def entry(year: int, board: str, unit: str, pdf: str | None = "a.pdf", title: str = "Plan") -> IndexEntry:
    return IndexEntry(year, board, unit, title, f"{year}-01-12", f"{year}/plan.html", pdf)


ENTRIES = [
    entry(2017, "Östermalm", "Ängen"), entry(2019, "Östermalm", "Örnen"), entry(2019, "Älvsjö", "A"),
    entry(2019, "Östermalm", "Ängen", None), entry(2019, "Östermalm", "Åsen"), entry(2019, "Årsta", "B"),
]  # fmt: skip


def links_of(root: Element) -> list[tuple[str, str]]:
    """Return address and text of all links, without the one past the head of the page."""
    return [(a.attrib["href"], words(a)) for a in root.iter("a") if a.attrib.get("class") != "skip"]


def test_newest_year_first_then_swedish_order() -> None:
    shown = [(y.year, b.name, [u.name for u in b.units]) for y in by_year(ENTRIES) for b in y.boards]
    assert shown == [
        (2019, "Årsta", ["B"]),
        (2019, "Älvsjö", ["A"]),
        (2019, "Östermalm", ["Åsen", "Ängen", "Örnen"]),
        (2017, "Östermalm", ["Ängen"]),
    ]


def test_order_does_not_depend_on_the_input() -> None:
    assert render_index(ENTRIES, "Stockholm") == render_index(ENTRIES[::-1], "Stockholm")


def test_links_lead_to_page_and_pdf() -> None:
    root = parse(render_index(ENTRIES, "Stockholms stad"))
    links = [a.attrib["href"] for a in root.iter("a")]
    assert links.count("2019/plan.html") == 5
    assert links.count("a.pdf") == 5
    assert [title for level, title in headings(root) if level <= 2] == ["Planer", "2019", "2017"]
    assert "Stockholms stad" in words(root)


def test_document_without_a_page_links_to_its_pdf_or_to_nothing() -> None:
    pdf = parse(render_index([IndexEntry(2018, "Nämnd", "Enhet", "Plan", "", "", "2018/plan.pdf")], ""))
    assert links_of(pdf) == [("2018/plan.pdf", "Plan (PDF)")]
    bare = parse(render_index([IndexEntry(2018, "Nämnd", "Enhet", "Plan", "", "", None)], ""))
    assert links_of(bare) == []
    assert "Plan" in words(bare)


def test_a_link_to_a_pdf_says_whose() -> None:
    root = parse(render_index([entry(2018, "Nämnd", "Enhet", title="Plan för Enhet")], ""))
    assert "PDF: Plan för Enhet" in [words(a) for a in root.iter("a")]


@pytest.mark.parametrize(("lang", "expected"), [("sv", "inga dokument än"), ("en", "no documents here yet")])
def test_an_empty_site_says_so(lang: str, expected: str) -> None:
    root = parse(render_index([], "", lang))
    assert expected in words(root)
    assert root.attrib["lang"] == lang


def test_names_are_escaped() -> None:
    assert "<b>" not in render_index([entry(2018, "<b>", "<b>", title="<b>")], "<b>")


def test_swedish_order_minds_no_capitals() -> None:
    assert sorted(["ö", "Z", "Å", "a", "ä", "É", "f"], key=swedish_order) == ["a", "É", "f", "Z", "Å", "ä", "ö"]
