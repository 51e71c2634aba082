"""Word files for the tests: a document tree as somebody writes it in Word, and a web page as LibreOffice saves it."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import docx
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt
from docx.styles.style import CharacterStyle
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run

from vplan.document import tree

_SECONDS = 120


def write_word_plan(document: tree.Document, *, letterhead: bool = False) -> bytes:
    """Return a plan as a .docx with Word's own styles.

    With a `letterhead` kind, number and date of the matter stand in the first page's header, and the number in the
    header of the pages after it; else on the first page itself.
    """
    return _Writer(document, letterhead).write()


class _Writer:
    def __init__(self, document: tree.Document, letterhead: bool) -> None:
        self._tree = document
        self._word: WordDocument = docx.Document()
        self._letterhead = letterhead
        self._word.core_properties.title = document.title
        for level in (1, 2, 3):
            self._word.styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH)

    def write(self) -> bytes:
        self._cover()
        self._word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        if self._tree.contents:
            self._contents()
        if self._tree.annexes:
            self._heading(self._tree.labels.annexes, 1)
            for annex in self._tree.annexes:
                self._paragraph(annex)
        self._word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        for section in self._tree.sections:
            self._section(section)
        stream = io.BytesIO()
        self._word.save(stream)
        return stream.getvalue()

    # --- the first page and the table of contents -------------------------------------------------------------------

    def _cover(self) -> None:
        cover = self._tree.cover
        unit = self._paragraph(cover.unit)
        unit.runs[0].font.size = Pt(14)
        matter = [cover.document_kind, cover.reference, "" if self._letterhead else "Sid 1 (20)", cover.date]
        if self._letterhead:
            self._header(matter)
        else:
            for line in filter(None, (line.strip() for line in matter)):
                self._paragraph(line).alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if cover.officer:
            self._paragraph(cover.officer.heading).runs[0].bold = True
            for line in cover.officer.lines:
                self._paragraph(line)
        if cover.recipient:
            self._paragraph(cover.recipient_heading).runs[0].bold = True
            self._paragraph(cover.recipient)
        self._word.add_paragraph(self._tree.title, style="Title")
        if cover.proposal:
            self._proposal(cover.proposal)
        if cover.contact:
            self._paragraph(cover.contact_heading or cover.unit).runs[0].bold = True
            for contact in cover.contact:
                self._linked(self._word.add_paragraph(), contact.text, contact.href)

    def _header(self, lines: Iterable[str]) -> None:
        section = self._word.sections[0]
        section.different_first_page_header_footer = True
        first = section.first_page_header.paragraphs[0]
        for number, line in enumerate(filter(None, (line.strip() for line in lines))):
            paragraph = section.first_page_header.add_paragraph() if number else first
            paragraph.add_run(line)
        rest = section.header.paragraphs[0]
        rest.add_run(f"{self._tree.cover.document_kind}\t{self._tree.cover.reference}\tSid ".lstrip())
        _field(rest, "PAGE", "2")
        rest.add_run(" (")
        _field(rest, "NUMPAGES", "20")
        rest.add_run(")")

    def _proposal(self, proposal: tree.Proposal) -> None:
        self._heading(proposal.heading, 1)
        self._blocks(proposal.content)
        if proposal.points:
            self._list(tree.ListBlock(proposal.points, ordered=True), 1)
        for person in proposal.signatories:
            run = self._word.add_paragraph().add_run(person.name)
            if person.title:
                run.add_break()
                run.add_text(person.title)

    def _contents(self) -> None:
        heading = self._paragraph(self._tree.labels.contents)
        heading.runs[0].bold = True
        heading.runs[0].font.size = Pt(16)
        entries = self._tree.contents
        for number, entry in enumerate(entries):
            paragraph = self._word.add_paragraph(style=f"toc {min(entry.level, 3)}")
            if number == 0:
                _field_mark(paragraph, "begin", ' TOC \\o "1-3" \\h ')
            link = OxmlElement("w:hyperlink")
            link.set(qn("w:anchor"), f"_Toc{number}")
            paragraph._p.append(link)
            inside = _Inside(link, paragraph)
            inside.add_run(f"{entry.title}\t")
            _field(inside, f"PAGEREF _Toc{number} \\h", str(3 + number // 3))
            if number == len(entries) - 1:
                _field_mark(paragraph, "end")

    # --- sections and blocks ----------------------------------------------------------------------------------------

    def _section(self, section: tree.Section) -> None:
        if section.label:
            label = self._paragraph(section.label)
            label.runs[0].font.size = Pt(9)
            label.paragraph_format.keep_with_next = True
        self._heading(section.title, section.level - 1)
        for item in section.content:
            if isinstance(item, tree.Section):
                self._section(item)
            else:
                self._block(item)

    def _heading(self, text: str, level: int) -> None:
        self._word.add_paragraph(text, style=f"Heading {min(max(level, 1), 9)}")

    def _paragraph(self, text: str, style: str = "Normal") -> WordParagraph:
        return self._word.add_paragraph(text, style=style)

    def _blocks(self, blocks: Sequence[tree.Block], style: str = "Normal") -> None:
        for block in blocks:
            self._block(block, style)

    def _block(self, block: tree.Block, style: str = "Normal") -> None:
        match block:
            case tree.Paragraph(content):
                self._inlines(self._word.add_paragraph(style=style), content)
            case tree.ListBlock():
                self._list(block, 1)
            case tree.Quote(content):
                self._blocks(content, "Quote")
            case tree.CodeBlock(text):
                self._paragraph(text.rstrip("\n"))
            case tree.Figure(caption=caption) if caption:
                self._paragraph(caption, "Caption")
            case tree.Table():
                self._table(block)
            case tree.Facts(items):
                table = self._word.add_table(len(items), 2)
                for row, (name, text) in zip(table.rows, items, strict=True):
                    row.cells[0].text, row.cells[1].text = name, text
            case tree.Passage(content=content):
                self._blocks(content, style)

    def _list(self, block: tree.ListBlock, depth: int) -> None:
        style = ("List Number" if block.ordered else "List Bullet") + (f" {min(depth, 3)}" if depth > 1 else "")
        number = self._restarted(style, block.start) if block.ordered else None
        for item in block.items:
            for place, child in enumerate(item):
                if isinstance(child, tree.ListBlock):
                    self._list(child, depth + 1)
                elif place == 0 and isinstance(child, tree.Paragraph):
                    paragraph = self._word.add_paragraph(style=style)
                    if number is not None:
                        paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = number
                    self._inlines(paragraph, child.content)
                else:
                    self._block(child, "List Continue")

    def _restarted(self, style: str, start: int) -> int:
        """Return a new numbering like the style's, which begins anew."""
        numbering = self._word.part.numbering_part.element
        shared = self._word.styles[style].element.pPr.numPr.numId.val
        abstract = next(num.abstractNumId.val for num in numbering.num_lst if num.numId == shared)
        made = numbering.add_num(abstract)
        made.add_lvlOverride(ilvl=0).add_startOverride(start)
        return int(made.numId)

    def _table(self, table: tree.Table) -> None:
        if not table.caption_hidden:
            self._paragraph(table.caption, "Caption")
        made = self._word.add_table(1, len(table.columns), style="Table Grid")
        properties = made.rows[0]._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:tblHeader"))
        for cell, column in zip(made.rows[0].cells, table.columns, strict=True):
            self._inlines(cell.paragraphs[0], column.heading, bold=True)
        for row in table.rows:
            cells = made.add_row().cells
            if row.role == "comment":
                cells = (cells[0].merge(cells[-1]),)
            for word_cell, cell in zip(cells, row.cells, strict=True):
                self._cell(word_cell, cell, bold=row.role in ("group", "sum", "total"))
        self._word.add_paragraph()

    def _cell(self, word_cell: _Cell, cell: tree.Cell, *, bold: bool) -> None:
        paragraph = word_cell.paragraphs[0]
        if cell.symbol:
            paragraph.add_run(f"{cell.symbol} ")
        self._inlines(paragraph, cell.content, bold=bold)

    def _inlines(
        self, paragraph: WordParagraph, inlines: Iterable[tree.Inline], *, bold: bool = False, italic: bool = False
    ) -> None:
        for inline in inlines:
            match inline:
                case tree.Text(text) | tree.Code(text):
                    run = paragraph.add_run(text)
                    run.bold, run.italic = bold or None, italic or None
                case tree.Strong(content):
                    self._inlines(paragraph, content, bold=True, italic=italic)
                case tree.Emphasis(content):
                    self._inlines(paragraph, content, bold=bold, italic=True)
                case tree.Link(href, content):
                    self._inlines(self._link(paragraph, href), content, bold=bold, italic=italic)
                case tree.LineBreak():
                    paragraph.add_run().add_break()

    def _linked(self, paragraph: WordParagraph, text: str, href: str) -> None:
        (self._link(paragraph, href) if href else paragraph).add_run(text)

    def _link(self, paragraph: WordParagraph, href: str) -> WordParagraph:
        """Return what stands for a paragraph inside a link, so that runs can be added to it."""
        link = OxmlElement("w:hyperlink")
        if href.startswith("#"):
            link.set(qn("w:anchor"), href[1:])
        else:
            relation = paragraph.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            link.set(qn("r:id"), relation)
        paragraph._p.append(link)
        return _Inside(link, paragraph)


class _Inside(WordParagraph):
    """A paragraph whose runs are added to an element inside it."""

    def __init__(self, element: BaseOxmlElement, paragraph: WordParagraph) -> None:
        super().__init__(paragraph._p, paragraph._parent)
        self._inside = element

    def add_run(self, text: str | None = None, style: str | CharacterStyle | None = None) -> Run:
        run = super().add_run(text, style)
        self._inside.append(run._r)
        return run


def _field(paragraph: WordParagraph, instruction: str, result: str) -> None:
    _field_mark(paragraph, "begin", instruction)
    paragraph.add_run(result)
    _field_mark(paragraph, "end")


def _field_mark(paragraph: WordParagraph, kind: str, instruction: str = "") -> None:
    """Begin a field and its result, or end it."""
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)
    if instruction:
        text = OxmlElement("w:instrText")
        text.text = instruction
        paragraph.add_run()._r.append(text)
        _field_mark(paragraph, "separate")


def libreoffice_word(html: str, folder: Path) -> bytes | None:
    """Return a web page as LibreOffice saves it for Word; None where it is not installed or does not run.

    `folder` is for the files that come up on the way. No profile of the user's is read or written.
    """
    program = shutil.which("soffice")
    if program is None:
        return None
    page = folder / "page.html"
    page.write_text(html, encoding="utf-8")
    with tempfile.TemporaryDirectory() as profile:
        base = [program, f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--norestore"]
        for layers in _layers(Path(program), Path(profile)):
            convert = ["--infilter=HTML (StarWriter)", "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder)]
            run = [*base, *layers, *convert, str(page)]
            environment = {**os.environ, "SAL_USE_VCLPLUGIN": "svp"}
            with suppress(OSError, subprocess.TimeoutExpired):
                subprocess.run(run, capture_output=True, check=False, timeout=_SECONDS, env=environment)
            if page.with_suffix(".docx").is_file():
                return page.with_suffix(".docx").read_bytes()
    return None


def _layers(program: Path, profile: Path) -> list[list[str]]:
    """Return the options to try: none, and, where Debian's package was never configured, its settings as delivered."""
    delivered = program.resolve().parent.parent / "share" / ".registry"
    if not delivered.is_dir():
        return [[]]
    own = (profile / "user" / "registrymodifications.xcu").as_uri()
    address = delivered.as_uri()
    return [[], [f"-env:CONFIGURATION_LAYERS=xcsxcu:{address} res:{address} user:!{own}"]]


_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
_ROOTS = {"header": "hdr", "footer": "ftr"}
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def raw_word(body: str, parts: dict[str, str] | None = None, relations: Sequence[tuple[str, str, str]] = ()) -> bytes:
    """Return a Word file from the XML inside `w:body` and inside the root of each of the parts (`styles`, `header1`).

    `relations` of the body are id, kind and target; a target with `:` is outside the file.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("_rels/.rels", _relations([("rId1", "officeDocument", "word/document.xml")]))
        packed.writestr("word/document.xml", f"<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>")
        packed.writestr("word/_rels/document.xml.rels", _relations(relations))
        for name, content in (parts or {}).items():
            root = _ROOTS.get(name.rstrip("0123456789"), name)
            packed.writestr(f"word/{name}.xml", f"<w:{root} {_NAMESPACES}>{content}</w:{root}>")
    return stream.getvalue()


def repacked(data: bytes, change: Callable[[str, bytes], bytes], main: str = "word/document.xml") -> bytes:
    """Return a Word file with each part changed, and its main part under another name."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(main if name == "word/document.xml" else name, change(name, before.read(name)))
    return stream.getvalue()


def _relations(relations: Iterable[tuple[str, str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"'
        + (' TargetMode="External"/>' if ":" in target else "/>")
        for key, kind, target in relations
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{lines}</Relationships>'
    )
