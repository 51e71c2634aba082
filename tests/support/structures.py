"""Printing a document whose structure is broken on purpose, and reading the structure of a written PDF."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as raw
import pytest

from support.sample_document import bare_document, cell, paragraph, text
from vplan.diagnostics import Diagnostic, Span
from vplan.document.tree import Column, Document, Figure, Link, Paragraph, Passage, Row, Section, Table, Text
from vplan.render.job import PrintJob, print_job
from vplan.render.pdf import PdfResult, print_pdf
from vplan.structure import finishing
from vplan.structure.look import Fault, Look
from vplan.structure.mending import mend
from vplan.structure.objects import Part, Structure
from vplan.structure.recording import Record

FILE = "plans/2018/norr/enheten/plan.yaml"
Break = Callable[[Structure], None]


def at(line: int) -> Span:
    """Return a place in the source of the small document."""
    return Span(FILE, line, 3, line, 9)


def small_document(*more: Any) -> Document:
    """Return a document with one of each thing that is checked, every one with a place of its own; `more` ends it."""
    link = Link("https://example.org/rutin", text("rutinen för hembesök"))
    table = Table(
        "Antal ärenden", (Column(text("År")), Column(text("Antal"), "end"), Column(text("Andel"), "end")),
        (Row((cell("2016"), cell("1204"), cell("31"))), Row((cell("2017"), cell("1318"), cell("33")))),
        row_headers=True, span=at(40),
    )  # fmt: skip
    english = Passage("en", (paragraph("We speak English."),))
    return bare_document(
        Paragraph(text("Första stycket handlar om bemötande."), at(10)),
        Paragraph((Text("Vi följer "), link, Text(".")), at(20)),
        Section("arbetssatt", "subchapter", 3, "Arbetssätt", (english,), span=at(30)),
        table,
        Figure("bilder/karta.svg", "Karta över området", "Området", at(50)),
        *more,
    )  # fmt: skip


def job_of(folder: Path, document: Document | None = None) -> PrintJob:
    """Return a document ready to print, in a folder that gets its picture."""
    picture = folder / "bilder" / "karta.svg"
    picture.parent.mkdir(exist_ok=True)
    picture.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><rect width="90" height="30"/></svg>'
    )
    return print_job(document or small_document(), root=folder, source=FILE)


def printed(
    folder: Path, document: Document | None = None, *, html: tuple[str, str] | None = None, broken: Break | None = None
) -> PdfResult:
    """Print a document, with a text of its page replaced by another, or with a structure broken before its check."""
    job = job_of(folder, document)
    if html:
        assert html[0] in job.html
        job = replace(job, html=job.html.replace(*html, 1))
    with pytest.MonkeyPatch.context() as patch:
        if broken:
            patch.setattr(finishing, "mend", partial(_mend_and_break, broken))
        return print_pdf(job)


def _mend_and_break(broken: Break, structure: Structure, record: Record) -> None:
    mend(structure, record)
    broken(structure)


def seen(job: PrintJob) -> tuple[PdfResult, Look]:
    """Print a job; return also what the checks looked at."""
    looks: list[Look] = []

    def keep(look: Look) -> Iterator[Fault]:
        looks.append(look)
        structure = look.structure  # its objects become bytes before they are written
        structure.pdf = copy(structure.pdf)
        structure.pdf.objects = list(structure.pdf.objects)
        return iter(())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(finishing, "CHECKS", (*finishing.CHECKS, keep))
        return print_pdf(job), looks[0]


def told(findings: list[Diagnostic]) -> list[tuple[str, int]]:
    """Return rule and line of each finding about the structure."""
    return [(found.rule, found.span.line) for found in findings if found.rule.startswith("pdf-")]


def first(structure: Structure, role: str, number: int = 0) -> Part:
    """Return a part of the structure by its kind."""
    return [part for part in structure.all_parts() if part["S"] == f"/{role}"][number]


@dataclass(frozen=True)
class Element:
    """A part of a written PDF's structure; `numbers` are its pieces of content, by page and number."""

    role: str
    alternative: str
    lang: str
    numbers: tuple[tuple[int, int], ...]


def written_structure(data: bytes) -> list[Element]:
    """Return the parts of a written PDF in reading order, read by PDFium page by page."""
    found: list[Element] = []
    with pypdfium2.PdfDocument(data) as document:
        for number, page in enumerate(document):
            tree = raw.FPDF_StructTree_GetForPage(page)
            for at_ in range(raw.FPDF_StructTree_CountChildren(tree)):
                _walk(raw.FPDF_StructTree_GetChildAtIndex(tree, at_), number, found)
            raw.FPDF_StructTree_Close(tree)
    return found


def _walk(element: Any, page: int, found: list[Element]) -> None:
    numbers = tuple(
        (page, number)
        for at_ in range(max(raw.FPDF_StructElement_CountChildren(element), 0))
        if (number := raw.FPDF_StructElement_GetChildMarkedContentID(element, at_)) >= 0
    )
    role, alternative, lang = (
        _string(element, function)
        for function in (
            raw.FPDF_StructElement_GetType,
            raw.FPDF_StructElement_GetAltText,
            raw.FPDF_StructElement_GetLang,
        )
    )
    found.append(Element(role, alternative, lang, numbers))
    for at_ in range(max(raw.FPDF_StructElement_CountChildren(element), 0)):
        child = raw.FPDF_StructElement_GetChildAtIndex(element, at_)
        if child:
            _walk(child, page, found)


def _string(element: Any, function: Callable[[Any, Any, int], int]) -> str:
    length = function(element, None, 0)
    buffer = ctypes.create_string_buffer(max(length, 2))
    function(element, buffer, length)
    return buffer.raw[: max(length - 2, 0)].decode("utf-16-le")


def written_words(data: bytes) -> dict[tuple[int, int], str]:
    """Return the words of each numbered piece of a written PDF's content, by page and number, read by PDFium."""
    words: dict[tuple[int, int], str] = {}
    with pypdfium2.PdfDocument(data) as document:
        for number, page in enumerate(document):
            text_page = page.get_textpage()
            for item in page.get_objects(filter=(raw.FPDF_PAGEOBJ_TEXT,)):
                mark = raw.FPDFPageObj_GetMarkedContentID(item.raw)
                if mark >= 0:
                    words[number, mark] = words.get((number, mark), "") + _object_text(item.raw, text_page.raw)
    return words


def _object_text(item: Any, page: Any) -> str:
    length = raw.FPDFTextObj_GetText(item, page, None, 0)
    buffer = (ctypes.c_ushort * max(length // 2, 1))()
    raw.FPDFTextObj_GetText(item, page, buffer, length)
    return bytes(buffer).decode("utf-16-le", "ignore").rstrip("\0")
