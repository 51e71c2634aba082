"""Whole plans through Word: every word in order, every cell, the levels of the headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from support.sample_document import sample_document
from support.word_files import libreoffice_word, write_word_plan
from vplan.document import assemble, tree
from vplan.importing.readers.word import read_word
from vplan.importing.source import Paragraph, SourceDocument, Table, words_of
from vplan.project import Project
from vplan.render.html import render_html

ROOT = Path(__file__).resolve().parent.parent
PLANS = sorted(path.parent.relative_to(ROOT / "plans").as_posix() for path in ROOT.glob("plans/*/*/*/plan.yaml"))


@pytest.fixture(scope="module", params=[*PLANS, "sample"])
def document(request: pytest.FixtureRequest) -> tree.Document:
    if request.param == "sample":
        return sample_document()
    project = Project.open(ROOT)
    [unit] = [unit for unit in project.layout.units() if unit.id == request.param]
    plan = project.check_unit(unit).plan
    assert plan is not None
    return assemble(project.root, project.settings, plan)[0].document


def inline_text(inlines: Sequence[tree.Inline]) -> str:
    texts = []
    for inline in inlines:
        match inline:
            case tree.Text(text) | tree.Code(text):
                texts.append(text)
            case tree.LineBreak():
                texts.append("\n")
            case tree.Emphasis(content) | tree.Strong(content) | tree.Link(content=content):
                texts.append(inline_text(content))
    return "".join(texts)


def table_rows(table: tree.Table | tree.Facts) -> list[list[str]]:
    if isinstance(table, tree.Facts):
        rows = [list(item) for item in table.items]
    else:
        heads = [inline_text(column.heading) for column in table.columns]
        rows = [heads, *([f"{cell.symbol} {inline_text(cell.content)}" for cell in row.cells] for row in table.rows)]
    return [[" ".join(text.split()) for text in row] for row in rows]


Item = str | list[list[str]]


def told(content: Sequence[tree.Section | tree.Block]) -> Iterator[Item]:
    """Yield the texts and tables of a document in reading order."""
    for block in content:
        match block:
            case tree.Section():
                yield from filter(None, (block.label, block.title))
                yield from told(block.content)
            case tree.Paragraph(inlines):
                yield inline_text(inlines)
            case tree.ListBlock(items=items):
                for item in items:
                    yield from told(item)
            case tree.Quote(inside) | tree.Passage(content=inside):
                yield from told(inside)
            case tree.CodeBlock(text) | tree.Figure(caption=text):
                yield text
            case tree.Table() | tree.Facts():
                if isinstance(block, tree.Table) and not block.caption_hidden:
                    yield block.caption
                yield table_rows(block)


def words_told(content: Sequence[tree.Section | tree.Block]) -> list[str]:
    words = []
    for item in told(content):
        words += (
            item.split() if isinstance(item, str) else [word for row in item for cell in row for word in cell.split()]
        )
    return words


def read_tables(source: SourceDocument) -> list[list[list[str]]]:
    return [[list(row.texts) for row in block.rows] for block in source.blocks if isinstance(block, Table)]


def in_order(wanted: list[str], found: list[str]) -> float:
    matching = SequenceMatcher(None, wanted, found, autojunk=False).get_matching_blocks()
    return sum(match.size for match in matching) / len(wanted)


@pytest.mark.parametrize("letterhead", [False, True])
def test_a_plan_in_words_own_styles_keeps_all(document: tree.Document, letterhead: bool) -> None:
    source = read_word(write_word_plan(document, letterhead=letterhead), "plan.docx")
    wanted = words_told(document.sections)
    assert words_of(source.blocks)[-len(wanted) :] == wanted
    assert read_tables(source) == [item for item in told(document.sections) if not isinstance(item, str)]
    headings = [(block.text, block.level) for block in source.blocks if isinstance(block, Paragraph) and block.level]
    sections = [(section.title, section.level - 1) for section in tree.walk_sections(document.sections)]
    assert headings[-len(sections) :] == sections
    entries = [block.text for block in source.blocks if isinstance(block, Paragraph) and block.style.startswith("TOC")]
    assert [entry.split("\t")[0] for entry in entries] == [entry.title for entry in document.contents]
    heads = [block.rows[0].header for block in source.blocks if isinstance(block, Table)]
    blocks = [block for section in tree.walk_sections(document.sections) for block in section.content]
    assert heads.count(False) == sum(isinstance(block, tree.Facts) for block in blocks)


def test_a_letterhead_is_furniture(document: tree.Document) -> None:
    source = read_word(write_word_plan(document, letterhead=True), "plan.docx")
    furniture = [paragraph.text for paragraph in source.furniture]
    cover = document.cover
    assert furniture[:-1] == [text for text in (cover.document_kind, cover.reference.strip(), cover.date) if text]


def test_lists_and_emphasis_come_back() -> None:
    source = read_word(write_word_plan(sample_document()), "plan.docx")
    runs = [run for block in source.blocks if isinstance(block, Paragraph) for run in block.runs]
    assert {(run.bold, run.italic) for run in runs} >= {(True, False), (False, True), (False, False)}
    marks = [(block.mark, block.depth) for block in source.blocks if isinstance(block, Paragraph) and block.mark]
    assert ("•", 0) in marks
    assert ("3.", 1) in marks
    assert ("1.", 0) in marks


def test_a_page_saved_by_libreoffice_keeps_all(tmp_path: Path) -> None:
    document = sample_document()
    data = libreoffice_word(render_html(document, target="screen"), tmp_path)
    if data is None:
        pytest.skip("LibreOffice is not installed")
    source = read_word(data, "plan.docx")
    assert in_order(words_told(document.sections), words_of(source.blocks)) >= 0.998
    headings = [(block.text, block.level) for block in source.blocks if isinstance(block, Paragraph) and block.level]
    assert [heading for heading in headings if heading[1] == 2 and heading[0] == "Övrigt"] == [("Övrigt", 2)]
    wanted = [item for item in told(document.sections) if not isinstance(item, str)]
    assert len(read_tables(source)) == len(wanted)
    assert [[len(row) for row in table] for table in read_tables(source)] == [
        [len(row) for row in table] for table in wanted
    ]
