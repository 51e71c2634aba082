"""Reads a Word file: its body as blocks with their numbers, its headers and footers as furniture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

from vplan.importing.readers.metadata import one_line
from vplan.importing.readers.refusals import damaged
from vplan.importing.readers.word.body import PartReader, Shared, paragraphs_of
from vplan.importing.readers.word.numbering import Numbering
from vplan.importing.readers.word.package import Package
from vplan.importing.readers.word.styles import Styles
from vplan.importing.readers.word.xml import RELATION, sections, toggle, w
from vplan.importing.source import Block, Cell, Format, PageBreak, Paragraph, Place, Row, SourceDocument, Table

_CORE = "{http://purl.org/dc/elements/1.1/}"
_UNCHOSEN = "en-US"  # what programs write where nobody has chosen a language
_NAME, _MEANING = "List Heading", "List Contents"
_NOTES = ("footnotes", "endnotes")
_PLACES = ("headerReference", "footerReference")


def read_word(data: bytes, name: str) -> SourceDocument:
    """Return what a Word file holds, in reading order; the text of its headers and footers as furniture.

    `name` is the file's name, for the document and for the sentences of a refusal. A block's place is its number, from
    1, page breaks counted too. A page break is given only where the file forces one, and as page 0, since Word files
    have no pages. Raises `RefusedError` for what is not a Word file, is encrypted or damaged, or is larger than any
    plan.
    """
    package = Package(data, name)
    root = package.xml(package.main)
    body = root.find(w("body")) if root is not None else None
    if body is None:
        raise damaged(name)
    folder = package.main.rpartition("/")[0]
    styles = Styles(package.xml(f"{folder}/styles.xml"))
    shared = Shared(package, styles, Numbering(package.xml(f"{folder}/numbering.xml"), styles))
    shared.notes = {kind: _notes(package.xml(f"{folder}/{kind}.xml")) for kind in _NOTES}
    blocks = _paired(PartReader(shared, package.main).read(body))
    pictures = shared.pictures  # the logotypes in page headers are not counted
    furniture = tuple(_furniture(shared, body))
    title, language, about = _properties(package)
    language = _language(shared) or language
    return SourceDocument(
        name, Format.WORD, tuple(_placed(blocks)), furniture, title=title, about=about, deleted=shared.deleted,
        pictures=pictures, language="" if language == _UNCHOSEN else language,
    )  # fmt: skip


def _notes(root: Element | None) -> dict[str, Element]:
    """Return the notes by id, without the lines that part them from the text."""
    notes = (child for child in (() if root is None else root) if child.get(w("type"), "normal") == "normal")
    return {note.get(w("id"), ""): note for note in notes}


def _properties(package: Package) -> tuple[str, str, str]:
    """Return the title, the language, and what is said of author and subject."""
    root = package.xml("docProps/core.xml")
    if root is None:
        return "", "", ""
    texts = {name: root.findtext(_CORE + name) for name in ("title", "language", "creator", "subject", "description")}
    about = one_line(texts["creator"], texts["subject"], texts["description"])
    return one_line(texts["title"]), (texts["language"] or "").strip(), about


def _language(shared: Shared) -> str:
    """Return the language of most of the letters."""
    return max(shared.languages, key=lambda tag: shared.languages[tag], default="")


def _paired(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the blocks; names and their meanings, as LibreOffice saves those of a web page, are rows of a table."""
    rows: list[Row] = []
    name: Paragraph | None = None
    for block in blocks:
        style = block.style if isinstance(block, Paragraph) else ""
        if isinstance(block, Paragraph) and name is not None and style == _MEANING:
            rows.append(Row(Place(), (Cell(name.runs), Cell(block.runs))))
            name = None
            continue
        if name is not None or style != _NAME:
            yield from _table_and(rows, name)
            rows, name = [], None
        if isinstance(block, Paragraph) and style == _NAME:
            name = block
        else:
            yield block
    yield from _table_and(rows, name)


def _table_and(rows: list[Row], name: Paragraph | None) -> Iterator[Block]:
    """Yield the rows as a table, if there are any, and a name without a meaning as the paragraph that it is."""
    if rows:
        yield Table(Place(), tuple(rows))
    if name is not None:
        yield name


def _placed(blocks: Iterable[Block]) -> Iterator[Block]:
    for number, block in enumerate(blocks, 1):
        if isinstance(block, PageBreak):
            yield block
            continue
        place = Place(block=number)
        if isinstance(block, Table):
            block = replace(block, rows=tuple(replace(row, place=place) for row in block.rows))
        yield replace(block, place=place)


def _furniture(shared: Shared, body: Element) -> Iterator[Paragraph]:
    """Yield the paragraphs of headers and footers, those of the first page first, each text once."""
    seen: set[str] = set()
    relations = shared.package.relations(shared.package.main)
    for part in dict.fromkeys(_edge_parts(body, _settings(shared.package))):
        relation = relations.get(part)
        root = shared.package.xml(relation.target) if relation is not None and not relation.external else None
        if relation is None or root is None:
            continue
        for paragraph in paragraphs_of(PartReader(shared, relation.target).read(root)):
            text = " ".join(paragraph.text.split())
            if text not in seen:
                seen.add(text)
                yield paragraph


def _settings(package: Package) -> bool:
    """Tell whether even pages have headers of their own."""
    return toggle(package.xml(f"{package.main.rpartition('/')[0]}/settings.xml"), "evenAndOddHeaders") is True


def _edge_parts(body: Element, even: bool) -> Iterator[str]:
    """Yield the ids of the headers and footers that are shown, in the order of the pages they are first seen on."""
    for section in sections(body):
        shown = (["first"] if toggle(section, "titlePg") else []) + ["default"] + (["even"] if even else [])
        for kind in shown:
            for place in _PLACES:
                for reference in section.findall(w(place)):
                    if reference.get(w("type"), "default") == kind:
                        yield reference.get(RELATION + "id", "")
