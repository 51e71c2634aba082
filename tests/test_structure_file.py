"""What is checked before a PDF is written is what stands in the file: another reader finds the same there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from support.sample_document import sample_document, write_pictures
from support.structures import seen, written_structure, written_words
from test_golden import documents
from vplan.render.job import print_job
from vplan.render.pdf import PdfResult, print_pdf
from vplan.structure.look import Look
from vplan.structure.reading import Node
from vplan.structure.said import plain


@cache
def printed() -> tuple[PdfResult, Look]:
    """Print a plan with tables, links, lists and a figure, over several pages; return also what the checks saw."""
    root, assembled = documents("soderby")["2024-barn-och-utbildning-forskolan-blaklinten-plan"]
    return seen(print_job(assembled.document, root=root, source=assembled.source))


def pages_of(node: Node) -> Iterator[int]:
    """Yield the pages on which a part has content."""
    yield from {inner.page for inner in node.walk() if any(isinstance(kid, str) for kid in inner.kids)}


def test_the_written_pages_say_what_was_checked() -> None:
    result, look = printed()
    checked = {(n, k): plain(words) for n, page in enumerate(look.reading.pages) for k, words in page.texts.items()}
    drawn = {number for part in written_structure(result.data) if part.role == "Figure" for number in part.numbers}
    written = {place: plain(words) for place, words in written_words(result.data).items()}
    said = {place: words for place, words in checked.items() if words and place not in drawn}
    assert len(said) > 200
    assert said == {place: written[place] for place in said}


@pytest.mark.parametrize("role", ["H1", "H2", "H3", "TH", "TD", "Caption", "THead", "Lbl", "LI", "Link", "Figure"])
def test_the_written_structure_has_the_parts_that_were_checked(role: str) -> None:
    # PDFium shows the parts page by page, so a part that goes on over two pages is seen twice
    result, look = printed()
    nodes = [node for node in look.reading.root.walk() if node.role == role]
    expected = sum(max(len(set(pages_of(node))), 0) for node in nodes)
    empty = sum(not list(pages_of(node)) for node in nodes)
    found = sum(part.role == role for part in written_structure(result.data))
    assert expected <= found <= expected + empty
    assert expected > 0


def test_pictures_have_their_words_in_the_file(tmp_path: Path) -> None:
    write_pictures(tmp_path)
    result = print_pdf(print_job(sample_document(pictures=True), root=tmp_path))
    assert result.diagnostics == []
    words = [part.alternative for part in written_structure(result.data) if part.role == "Figure"]
    assert words == ["Östermalms stadsdelsnämnd", "Karta över stadsdelen"]


def test_languages_stand_in_the_file(tmp_path: Path) -> None:
    parts = written_structure(print_pdf(print_job(sample_document(), root=tmp_path)).data)
    assert [part.role for part in parts if part.lang == "en"] == ["Link", "Div", "H3"]
