"""The checks of a PDF as a whole: reading order, headings, languages, bookmarks, settings, decoration."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vplan.diagnostics import Severity, msg
from vplan.structure.foreign import other_language
from vplan.structure.look import Fault, Look
from vplan.structure.objects import Structure
from vplan.structure.said import plain
from vplan.structure.wording import excerpt

_MOST_TOLD = 3  # one fault moves many pieces


def order(look: Look) -> Iterator[Fault]:
    """Find what is read in another order than it stands in the document, is not read at all, or stands nowhere."""
    for piece in look.aligned.moved[:_MOST_TOLD]:
        message = msg("“{words}” is read aloud at another place than where it stands.", words=excerpt(piece.words))
        yield Fault(message, severity=Severity.WARNING, span=piece.span, rule="pdf-order")
    missing = [piece for piece in look.aligned.missing if piece.kind != "figure"]  # which its own check tells of
    for piece in missing[:_MOST_TOLD]:
        message = msg("“{words}” is not read aloud.", words=excerpt(piece.words))
        yield Fault(message, severity=Severity.WARNING, span=piece.span, rule="pdf-order")
    for node in look.aligned.added[:_MOST_TOLD]:
        message = msg("“{words}” is read aloud and stands nowhere in the document.", words=excerpt(node.text()))
        yield Fault(message, severity=Severity.WARNING, node=node, rule="pdf-order")


def headings(look: Look) -> Iterator[Fault]:
    """Find a document without one title, empty headings, levels that are skipped, and headings that are not marked."""
    found = look.headings
    titles = [node for node in found if node.role == "H1"]
    if len(titles) != 1:
        message = msg("The document has {number} titles in place of one.", number=len(titles))
        yield Fault(message, node=titles[1] if titles else None, rule="pdf-headings")
    before = 0
    for node in found:
        level = int(node.role[1])
        if level > before + 1:
            message = msg("After a heading of level {before} comes one of level {level}.", before=before, level=level)
            yield Fault(message, node=node, rule="pdf-headings")
        before = level
        if not node.text().strip():
            yield Fault(msg("A heading is empty."), node=node, rule="pdf-headings")
    starts = {node.start: node for node in found}
    for start, _, piece in look.aligned.places:
        heading = starts.get(start)
        if piece.kind == "heading" and (heading is None or int(heading.role[1]) != piece.level):
            message = msg("“{words}” is not marked as a heading of its level.", words=excerpt(piece.words))
            yield Fault(message, span=piece.span, rule="pdf-headings")


def languages(look: Look) -> Iterator[Fault]:
    """Find words that are read in another language than they are written in."""
    for start, end, piece in look.aligned.places:
        spoken = next((node.lang for node in look.said.speakers(start, end) if node.lang != piece.lang), None)
        if spoken is not None:
            message = msg(
                "“{words}” is read aloud in the language “{spoken}” in place of “{lang}”.",
                words=excerpt(piece.words), spoken=spoken, lang=piece.lang,
            )  # fmt: skip
            yield Fault(message, span=piece.span, rule="pdf-language")
        seeming = other_language(piece.words, piece.lang) if piece.kind == "text" else ""
        if seeming:
            message = msg(
                "“{words}” seems to be in the language “{seeming}” and is read aloud in “{lang}”.",
                words=excerpt(piece.words), seeming=seeming, lang=piece.lang,
            )  # fmt: skip
            hint = msg("Give it a field of its own, and the field its language: “språk: {seeming}”.", seeming=seeming)
            yield Fault(message, hint, Severity.WARNING, span=piece.span, rule="pdf-language")


def bookmarks(look: Look) -> Iterator[Fault]:
    """Find a bookmark that is no heading, or leads to another page, and a heading that has none."""
    marks = list(_outline(look.structure))
    found = look.headings
    for at in range(max(len(marks), len(found))):
        mark = marks[at] if at < len(marks) else None
        node = found[at] if at < len(found) else None
        if mark and node and mark == (int(node.role[1]), plain(node.text()), node.page):
            continue
        words = excerpt(node.text() if node else mark[1] if mark else "")
        message = msg("The bookmarks are not the headings, from “{words}” on.", words=words)
        yield Fault(message, node=node, rule="pdf-bookmarks")
        return


def _outline(structure: Structure) -> Iterator[tuple[int, str, int]]:
    """Yield level, letters and page of each bookmark."""
    outlines = structure.object(structure.pdf.catalog.get("Outlines"))
    waiting: list[tuple[Any, int]] = [(structure.object(outlines.get("First")), 1)] if outlines else []
    while waiting:
        item, level = waiting.pop()
        if item is None:
            continue
        yield level, plain(str(item["Title"].string)), structure.page_numbers.get(item["Dest"][0], -1)
        waiting.append((structure.object(item.get("Next")), level))
        waiting.append((structure.object(item.get("First")), level + 1))


def settings(look: Look) -> Iterator[Fault]:
    """Find a PDF that does not say its title, its language, or that Tab goes through it as it is read."""
    pdf = look.structure.pdf
    title = pdf.info.get("Title")
    if title is None or not str(title.string).strip() or plain(str(title.string)) != plain(look.expected.title):
        yield Fault(msg("The PDF does not name the document's title."), rule="pdf-settings")
    if (pdf.catalog.get("ViewerPreferences") or {}).get("DisplayDocTitle") != "true":
        yield Fault(msg("The PDF shows the name of its file in place of its title."), rule="pdf-settings")
    lang = pdf.catalog.get("Lang")
    if lang is None or str(lang.string) != look.expected.lang:
        yield Fault(msg("The PDF does not say in which language it is written."), rule="pdf-settings")
    pages = range(len(look.structure.page_numbers))
    if any(look.structure.page(number).get("Tabs") != "/S" for number in pages):
        yield Fault(
            msg("The Tab key does not go through the PDF in the order in which it is read."), rule="pdf-settings"
        )
    if (pdf.catalog.get("MarkInfo") or {}).get("Marked") != "true":
        yield Fault(msg("The PDF does not say that it is tagged."), rule="pdf-settings")


def untagged(look: Look) -> Iterator[Fault]:
    """Find what stands on a page and is neither read nor marked as decoration, or is both."""
    reading = look.reading
    for number, page in enumerate(reading.pages, 1):
        if page.loose or page.nested:
            message = msg("Something on page {number} is neither read aloud nor marked as decoration.", number=number)
            yield Fault(message, rule="pdf-untagged")
    for page_number, _ in [*reading.lost, *reading.twice, *reading.astray][:_MOST_TOLD]:
        message = msg("Something on page {number} stands nowhere in the structure, or twice.", number=page_number + 1)
        yield Fault(message, rule="pdf-untagged")
