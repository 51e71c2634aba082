from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from markupsafe import Markup

from support.pages import headings, parse, words
from support.sample_document import (
    LOGOTYPE,
    PICTURE,
    bare_document,
    budget,
    indicators,
    paragraph,
    sample_document,
    text,
)
from vplan.document.tree import ContentsEntry, Document, Figure, Link, ListBlock, Paragraph, Section
from vplan.render.dates import timestamp
from vplan.render.environment import alternative, hidden_address, wrap
from vplan.render.html import Target, nested, render_html
from vplan.render.links import link_target, picture_output, picture_outputs


def screen(document: Document) -> str:
    return render_html(
        document, target="screen", assets="../../../", pdf_href="plan.pdf", index_href="../../../index.html"
    )


@pytest.mark.parametrize("target", ["screen", "print"])
def test_outline_has_one_title_and_skips_no_level(target: Target) -> None:
    outline = headings(parse(render_html(sample_document(), target=target)))
    assert [title for level, title in outline if level == 1] == [sample_document().title]
    assert all(after - before <= 1 for (before, _), (after, _) in pairwise(outline))


def test_level_is_capped_at_six() -> None:
    assert '<h6 id="djup"' in screen(bare_document(Section("djup", "field", 9, "Djupt")))


@pytest.mark.parametrize("target", ["screen", "print"])
def test_ids_are_unique_and_every_inner_link_arrives(target: Target) -> None:
    root = parse(render_html(sample_document(), target=target))
    ids = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids))
    targets = [a.attrib["href"][1:] for a in root.iter("a") if a.attrib["href"].startswith("#")]
    assert targets
    assert set(targets) <= set(ids)
    described = [
        e.attrib[name] for e in root.iter() for name in ("aria-labelledby", "aria-describedby") if name in e.attrib
    ]
    assert target == "print" or {part for value in described for part in value.split()} <= set(ids)


def test_screen_page_has_landmarks_and_a_skip_link_first() -> None:
    root = parse(screen(sample_document()))
    assert root.attrib["lang"] == "sv"
    assert [len(list(root.iter(tag))) for tag in ("main", "nav", "footer")] == [1, 2, 1]
    first = next(root.iter("a"))
    assert (first.attrib["href"], words(first)) == ("#_innehall", "Hoppa till innehållet")
    assert {a.attrib["href"] for a in root.iter("a")} >= {"plan.pdf", "../../../index.html"}
    assert next(root.iter("details")).find("summary") is not None


def test_screen_page_asks_no_other_host_and_runs_nothing() -> None:
    page = screen(sample_document(pictures=True))
    root = parse(page)
    loaded = [e.attrib["href"] for e in root.iter("link")] + [e.attrib["src"] for e in root.iter("img")]
    assert "../../../assets/vplan.css" in loaded
    assert not [address for address in loaded if "//" in address]
    assert not list(root.iter("script"))
    assert not list(root.iter("style"))


def test_without_pdf_and_index_no_link_leads_there() -> None:
    page = render_html(sample_document(), target="screen")
    assert "application/pdf" not in page
    assert "Alla dokument" not in page


@pytest.mark.parametrize("target", ["screen", "print"])
def test_tables_are_flat_captioned_and_scoped(target: Target) -> None:
    for table in parse(render_html(sample_document(), target=target)).iter("table"):
        rows = list(table.iter("tr"))
        assert words(table.find("caption")) if table.find("caption") is not None else False  # type: ignore[arg-type]
        assert all(cell.tag == "th" and cell.attrib["scope"] == "col" and words(cell) for cell in rows[0])
        assert {sum(int(cell.attrib.get("colspan", 1)) for cell in row) for row in rows} == {len(rows[0])}
        heads = [cell for row in rows[1:] for cell in row if cell.tag == "th"]
        assert all(cell.attrib["scope"] in ("row", "rowgroup") and words(cell) for cell in heads)
        assert not [cell for cell in table.iter("th") if {"colspan", "rowspan"} & set(cell.attrib)]


def test_a_table_scrolls_in_a_named_place_that_the_keyboard_reaches() -> None:
    root = parse(screen(bare_document(indicators(("Index", "81", "81", "År")))))
    place = next(e for e in root.iter("div") if e.attrib.get("class") == "table-scroll")
    assert (place.attrib["role"], place.attrib["tabindex"]) == ("group", "0")
    assert place.attrib["aria-labelledby"] == "kapitel _tabell-1"


def test_budget_rows_carry_their_roles_and_bodies_begin_with_groups() -> None:
    root = parse(screen(bare_document(budget())))
    bodies = [[row.attrib.get("class", "") for row in body] for body in root.iter("tbody")]
    assert bodies == [
        ["group", "", "sub depth-1", "sub depth-2", "", "sum"],
        ["group", "", "", "sum"],
        ["total"],
    ]
    blank = [cell for cell in root.iter("td") if not words(cell)]
    assert len(blank) == 9


def test_a_symbol_has_words() -> None:
    page = screen(bare_document(indicators(("♀ Index", "81", "81", "År"))))
    assert '<span aria-hidden="true">♀</span><span class="visually-hidden">könsuppdelad indikator</span>' in page


def test_a_comment_spans_the_table_and_joins_its_row() -> None:
    root = parse(screen(bare_document(indicators(("Index", "81", "81", "År"), "Utfall: 80"))))
    rows = [row.attrib.get("class") for row in root.iter("tr")]
    assert rows == [None, "commented", "comment"]


def test_everything_is_escaped() -> None:
    evil = '</title></style><script>alert("1")</script>&'
    page1 = replace(sample_document().cover, unit=evil, document_kind=evil, reference=evil, recipient=evil)
    document = replace(
        sample_document(), title=evil, author=evil, subject=evil, keywords=(evil,), cover=page1, annexes=(evil,),
        sections=(Section("a", "chapter", 2, evil, (paragraph(evil), indicators((evil, evil, "", ""), evil))),),
    )  # fmt: skip
    for page in (screen(document), render_html(document, target="print")):
        assert "<script" not in page
        assert words(next(parse(page).iter("h1"))) == evil


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//host/x", "x.html"]
)
def test_links_with_other_schemes_are_refused(href: str) -> None:
    with pytest.raises(ValueError, match="not allowed"):
        link_target(href)
    with pytest.raises(ValueError, match="not allowed"):
        screen(bare_document(Paragraph((Link(href, text("x")),))))


@pytest.mark.parametrize("href", ["https://a.se", "HTTP://a.se", "mailto:a@b.se", "#avsnitt"])
def test_links_with_allowed_schemes_stay_as_they_are(href: str) -> None:
    assert link_target(href) == href


def test_screen_and_print_share_the_body() -> None:
    def body(page: str) -> str:
        return page[page.index("<section>") : page.index("Övrigt</h2>")]

    document = sample_document()
    assert body(screen(document)) == body(render_html(document, target="print"))


def test_languages_are_marked_where_they_change() -> None:
    root = parse(screen(sample_document()))
    english = [(e.tag, words(e)[:12]) for e in root.iter() if e.attrib.get("lang") == "en"]
    assert english.count(("a", "Our Services")) == 2
    assert ("h3", "Our Services") in english
    assert ("div", "This paragra") in english


def test_a_list_keeps_its_first_number_and_its_spacing() -> None:
    items = ((paragraph("a"),), (paragraph("b"),))
    assert '<ol start="3"' in screen(bare_document(ListBlock(items, ordered=True, start=3)))
    assert '<ul class="loose with-blocks">' in screen(bare_document(ListBlock(items, tight=False)))
    assert "<ul>" in screen(bare_document(ListBlock(items)))


def test_what_is_missing_leaves_no_trace() -> None:
    root = parse(screen(bare_document()))
    assert [e.tag for e in root.iter() if e.tag in ("address", "footer", "dl", "figure", "time", "img")] == []
    assert [words(h2) for h2 in root.iter("h2")] == ["Kapitel"]
    printed = parse(render_html(bare_document(), target="print"))
    assert [words(p) for p in printed.iter("p") if p.attrib.get("class") != "page-number"] == ["Enheten"]


def test_an_empty_proposal_is_its_heading() -> None:
    document = sample_document()
    assert document.cover.proposal
    empty = replace(document.cover.proposal, content=(), points=(), signatories=())
    page = screen(replace(document, cover=replace(document.cover, proposal=empty)))
    assert '<h2 id="forslag-till-beslut" class="head">Förslag till beslut</h2>\n</section>' in page


def test_pictures_lie_beside_the_page() -> None:
    document = sample_document(pictures=True)
    outputs = picture_outputs(document)
    assert outputs["bilder/karta över området.png"] == PICTURE
    assert sorted(outputs.values()) == sorted([PICTURE, LOGOTYPE])
    sources = [img.attrib["src"] for img in parse(screen(document)).iter("img")]
    assert "bilder/karta%20%C3%B6ver%20omr%C3%A5det.png" in sources


def test_pictures_of_one_name_get_places_of_their_own() -> None:
    files = ["plans/2018/n/e/karta.png", "plans/2018/n/e/bilder/karta.png", "karta.png", "bilder/karta.png"]
    assert len({picture_output(file) for file in files}) == len(files)
    assert picture_output("plans/2018/n/e/bilder/a/b.png") == "bilder/a/b.png"


def test_a_picture_is_never_without_words() -> None:
    assert alternative(Figure("a/karta.png", "Karta")) == "Karta"
    assert alternative(Figure("a/karta.png", "", "Text")) == "Text"
    assert alternative(Figure("a/karta.png", "")) == "karta"


def test_only_huge_words_get_places_to_break() -> None:
    assert wrap("samverkansöverenskommelser & mer") == "samverkansöverenskommelser &amp; mer"
    broken = wrap("x " + "<" * 100)
    assert broken.replace("\u200b", "") == "x " + "&lt;" * 100
    assert broken.count("\u200b") == 2


def test_contents_nest_by_level() -> None:
    flat = tuple(ContentsEntry(name, name, level) for name, level in [("a", 1), ("b", 2), ("c", 3), ("d", 2), ("e", 1)])
    (a, e) = nested(flat)
    assert (a.entry.title, e.entry.title, e.children) == ("a", "e", ())
    assert [node.entry.title for node in a.children] == ["b", "d"]
    assert [node.entry.title for node in a.children[0].children] == ["c"]


@pytest.mark.parametrize(
    ("date", "epoch", "expected"),
    [
        ("2018-01-12", "1500000000", "2018-01-12"),
        ("", "1500000000", "2017-07-14T02:40:00Z"),
        ("", "", ""),
        ("", "i går", ""),
        ("", "9" * 30, ""),
    ],
)
def test_the_metadata_date_never_comes_from_the_clock(
    date: str, epoch: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    assert timestamp(replace(bare_document(), date=date)) == expected


@pytest.mark.parametrize(
    ("href", "shown", "expected"),
    [
        ("https://example.org/a", "sidan", ' data-address="https://example.org/a"'),
        ("https://example.org/", "example.org", ""),
        ("https://example.org", "https://example.org", ""),
        ("mailto:a@example.org", "a@example.org", ""),
        ("mailto:a@example.org", "skriv", ' data-address="a@example.org"'),
        ("#mal-1-7", "målet", ""),
        ('https://example.org/"><script>', "x", ' data-address="https://example.org/&#34;&gt;&lt;script&gt;"'),
    ],
)
def test_a_link_that_hides_its_address_keeps_it_for_print(href: str, shown: str, expected: str) -> None:
    assert hidden_address(href, Markup(shown)) == expected
