"""Faults that a PDF can have: changes of its page, and of its structure, each with what the checks must tell of it."""

from __future__ import annotations

from typing import Any

from support.structures import Break, first
from vplan.structure.objects import Structure

Expected = tuple[str, int, str]  # rule, line, words

BROKEN_PAGES: dict[str, tuple[tuple[str, str], Expected]] = {
    "a paragraph is read last": (
        ("<p>Första stycket handlar om bemötande.</p>", ""),
        ("pdf-order", 10, "is not read aloud"),
    ),
    "a paragraph stands nowhere in the document": (
        ("<p>Första stycket handlar om bemötande.</p>", "<p>Första stycket handlar om bemötande.</p><p>Sid 4</p>"),
        ("pdf-order", 10, "is read aloud and stands nowhere in the document"),
    ),
    "a paragraph stands behind the document": (
        ("</main>", "<p>Ett ord till.</p></main>"),
        ("pdf-order", 50, "is read aloud and stands nowhere in the document"),
    ),
    "a title is no heading": (
        ('<h1 id="titel">Plan</h1>', '<p id="titel">Plan</p>'),
        ("pdf-headings", 1, "The document has 0 titles in place of one"),
    ),
    "a heading is a level too deep": (
        ('<h3 id="arbetssatt" class="head subchapter second">Arbetssätt</h3>', '<h4 id="arbetssatt">Arbetssätt</h4>'),
        ("pdf-headings", 30, "After a heading of level 2 comes one of level 4"),
    ),
    "a heading is a bold line": (
        ('<h3 id="arbetssatt" class="head subchapter second">Arbetssätt</h3>', "<p><b>Arbetssätt</b></p>"),
        ("pdf-headings", 30, "is not marked as a heading of its level"),
    ),
    "a passage's language is lost": ((' lang="en"', ""), ("pdf-language", 30, "language “sv” in place of “en”")),
    "a part claims a language that is not its own": (
        ("<section>", '<section lang="fi">'),
        ("pdf-language", 10, "language “fi” in place of “sv”"),
    ),
    "a table has no caption": (
        ('<caption id="_tabell-1" class="visually-hidden">Antal ärenden</caption>', ""),
        ("pdf-table", 40, "A table has no caption"),
    ),
    "a table's caption is empty": (
        (">Antal ärenden</caption>", "></caption>"),
        ("pdf-table", 40, "A table has no caption"),
    ),
    "a figure has no alternative": (
        (' alt="Karta över området"', ' alt=""'),
        ("pdf-figure", 50, "A figure has no text alternative"),
    ),
    "a link leads nowhere": (
        ('href="https://example.org/rutin"', 'href="#borta"'),
        ("pdf-link", 20, "cannot be followed by a reader"),
    ),
    "a bookmark is missing": (
        ('<h3 id="arbetssatt" class="', '<h3 style="bookmark-level: none" class="'),
        ("pdf-bookmarks", 30, "The bookmarks are not the headings"),
    ),
    "a bookmark is no heading": (
        ("<p>Första stycket", "<p style=\"bookmark-level: 3; bookmark-label: 'Mer'\">Första stycket"),
        ("pdf-bookmarks", 30, "The bookmarks are not the headings"),
    ),
    "a bookmark has other words": (
        ('<h3 id="arbetssatt" class="', '<h3 style="bookmark-label: \'Mer\'" class="'),
        ("pdf-bookmarks", 30, "The bookmarks are not the headings"),
    ),
    "a bookmark is on another level": (
        ('<h3 id="arbetssatt" class="', '<h3 style="bookmark-level: 2" class="'),
        ("pdf-bookmarks", 30, "The bookmarks are not the headings"),
    ),
    "the title is another": (
        ("<title>Plan</title>", "<title>plan.pdf</title>"),
        ("pdf-settings", 1, "The PDF does not name the document's title"),
    ),
    "the language is missing": (
        ('<html lang="sv">', '<html lang="en">'),
        ("pdf-settings", 1, "The PDF does not say in which language it is written"),
    ),
}


def _reorder(structure: Structure) -> None:
    chapter = first(structure, "H2", 1)
    section = structure.object(chapter["P"])
    section["K"].append(section["K"].pop(1))


def _swap_cells(structure: Structure) -> None:
    row = structure.object(first(structure, "TD", 2)["P"])
    row["K"][1:] = reversed(row["K"][1:])


def _say_twice(structure: Structure) -> None:
    cell = first(structure, "TD")
    cell["K"] += cell["K"]


def _hide(structure: Structure) -> None:
    paragraph = first(structure, "P", 2)
    structure.object(paragraph["P"])["K"].remove(paragraph.reference)


def _loosen(structure: Structure) -> None:
    structure.stream(2)[:0] = [b"0 0 9 9 re", b"f"]


def _nest(structure: Structure) -> None:
    stream = structure.stream(2)
    at = stream.index(b"BDC")
    stream[at + 1 : at + 1] = ["/Artifact", b"BMC", b"0 0 9 9 re", b"f", b"EMC"]


def _change(role: str, key: str, value: Any, number: int = 0) -> Break:
    def change(structure: Structure) -> None:
        first(structure, role, number)[key] = value

    return change


def _untie(structure: Structure) -> None:
    del first(structure, "TD")["A"]["Headers"]


def _tie_wrongly(structure: Structure) -> None:
    cells = [first(structure, "TD", number)["A"] for number in (0, 1)]
    cells[0]["Headers"] = cells[1]["Headers"]


def _without_scope(structure: Structure) -> None:
    del first(structure, "TH")["A"]["Scope"]


def _without_head(structure: Structure) -> None:
    first(structure, "THead")["S"] = "/TBody"


def _tie_to_nothing(structure: Structure) -> None:
    import pydyf

    first(structure, "TD")["A"]["Headers"].append(pydyf.String("borta"))


def _tie_to_column_alone(structure: Structure) -> None:
    headers = first(structure, "TD")["A"]["Headers"]
    names = [cell["ID"] for cell in structure.all_parts() if cell["S"] == "/TH" and cell["A"]["Scope"] == "/Row"]
    headers[:] = [header for header in headers if header not in names]


def _without_name(structure: Structure) -> None:
    del first(structure, "TH")["ID"]


def _empty_header(structure: Structure) -> None:
    first(structure, "TH", 1)["K"].clear()


def _tab_order(structure: Structure) -> None:
    del structure.page(1)["Tabs"]


def _without_title(structure: Structure) -> None:
    del structure.pdf.info["Title"]


def _without_document_language(structure: Structure) -> None:
    del structure.pdf.catalog["Lang"]


def _file_name_shown(structure: Structure) -> None:
    structure.pdf.catalog["ViewerPreferences"]["DisplayDocTitle"] = "false"


def _not_marked(structure: Structure) -> None:
    structure.pdf.catalog["MarkInfo"]["Marked"] = "false"


def _area_without_link(structure: Structure) -> None:
    link = first(structure, "Link", -1)
    link["K"][:] = [kid for kid in link["K"] if isinstance(kid, int)]


def _area(structure: Structure, link: Any) -> Any:
    found = [structure.object(kid) for kid in link["K"] if not isinstance(kid, int)]
    return structure.object(found[0]["Obj"])


def _link_of_another(structure: Structure) -> None:
    links = [part for part in structure.all_parts() if part["S"] == "/Link"]
    structure.entries[_area(structure, links[-1])["StructParent"]] = links[0].reference
    structure.write_entries()


def _undescribed_link(structure: Structure) -> None:
    del _area(structure, first(structure, "Link", -1))["Contents"]


def _area_of_none(structure: Structure) -> None:
    areas = structure.page(2)["Annots"]
    areas.append(areas[-1])


def _bookmark_elsewhere(structure: Structure) -> None:
    outlines = structure.object(structure.pdf.catalog["Outlines"])
    last = structure.object(structure.object(outlines["Last"])["Last"])
    structure.object(last["Last"])["Dest"][0] = structure.pdf.page_references[0]


def _empty_heading(structure: Structure) -> None:
    first(structure, "H3")["K"].clear()


def _two_titles(structure: Structure) -> None:
    first(structure, "H2", 1)["S"] = "/H1"


def _without_language(structure: Structure) -> None:
    for part in structure.all_parts():
        part.pop("Lang", None)


def _other_owner(structure: Structure) -> None:
    structure.of_page(2)[1] = structure.of_page(2)[0]


BROKEN_STRUCTURES: dict[str, tuple[Break, Expected]] = {
    "words are read elsewhere": (_reorder, ("pdf-order", 10, "is read aloud at another place than where it stands")),
    "short words change places": (
        _swap_cells,
        ("pdf-order", 40, "is read aloud at another place than where it stands"),
    ),
    "words are read twice": (_say_twice, ("pdf-order", 40, "“1204” is read aloud and stands nowhere")),
    "words are not read": (_hide, ("pdf-order", 10, "is not read aloud")),
    "content stands in two places": (
        _say_twice,
        ("pdf-untagged", 1, "Something on page 3 stands nowhere in the structure, or twice"),
    ),
    "decoration stands within what is read": (
        _nest,
        ("pdf-untagged", 1, "Something on page 3 is neither read aloud nor marked as decoration"),
    ),
    "content stands in no part": (
        _hide,
        ("pdf-untagged", 1, "Something on page 3 stands nowhere in the structure, or twice"),
    ),
    "content belongs to another part": (
        _other_owner,
        ("pdf-untagged", 1, "Something on page 3 stands nowhere in the structure, or twice"),
    ),
    "a drawing is neither read nor decoration": (
        _loosen,
        ("pdf-untagged", 1, "Something on page 3 is neither read aloud nor marked as decoration"),
    ),
    "a cell has no headers": (_untie, ("pdf-table", 40, "is not tied to its headers")),
    "a cell has another column's header": (_tie_wrongly, ("pdf-table", 40, "is not tied to its headers")),
    "a cell names a header that is not there": (_tie_to_nothing, ("pdf-table", 40, "is not tied to its headers")),
    "a cell does not name its row's header": (_tie_to_column_alone, ("pdf-table", 40, "is not tied to its headers")),
    "a header cell has no name": (_without_name, ("pdf-table", 40, "does not say what it heads")),
    "a header cell is empty": (_empty_header, ("pdf-table", 40, "A header cell is empty")),
    "a header cell has no scope": (_without_scope, ("pdf-table", 40, "does not say what it heads")),
    "a table has no header row": (_without_head, ("pdf-table", 40, "A table has no header row")),
    "a heading is empty": (_empty_heading, ("pdf-headings", 30, "A heading is empty")),
    "there are two titles": (_two_titles, ("pdf-headings", 1, "The document has 2 titles in place of one")),
    "Tab goes another way": (
        _tab_order,
        ("pdf-settings", 1, "The Tab key does not go through the PDF in the order in which it is read"),
    ),
    "the title is not told": (_without_title, ("pdf-settings", 1, "The PDF does not name the document's title")),
    "the language is not told": (
        _without_document_language,
        ("pdf-settings", 1, "The PDF does not say in which language it is written"),
    ),
    "the file's name is shown": (
        _file_name_shown,
        ("pdf-settings", 1, "The PDF shows the name of its file in place of its title"),
    ),
    "the PDF does not say that it is tagged": (
        _not_marked,
        ("pdf-settings", 1, "The PDF does not say that it is tagged"),
    ),
    "an area is no link": (
        _area_without_link,
        ("pdf-link", 1, "A part of a page can be clicked on and is no link to a reader"),
    ),
    "a link has no area": (_area_without_link, ("pdf-link", 20, "cannot be followed by a reader")),
    "an area is in no link": (
        _area_of_none,
        ("pdf-link", 1, "A part of a page can be clicked on and is no link to a reader"),
    ),
    "a link does not say where it goes": (_undescribed_link, ("pdf-link", 20, "cannot be followed by a reader")),
    "a link's area belongs to another link": (
        _link_of_another,
        ("pdf-untagged", 1, "Something on page 3 stands nowhere in the structure, or twice"),
    ),
    "a bookmark leads elsewhere": (_bookmark_elsewhere, ("pdf-bookmarks", 30, "The bookmarks are not the headings")),
    "a heading is a paragraph": (
        _change("H3", "S", "/P"),
        ("pdf-headings", 30, "is not marked as a heading of its level"),
    ),
    "words are in another language": (_without_language, ("pdf-language", 30, "language “sv” in place of “en”")),
}
