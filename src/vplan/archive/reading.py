"""Reads a PDF back: its attachments, text, structure and metadata. The file may be anybody's.

pdfium reads it; what it would unpack is bounded before it is asked.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from vplan.archive.carried import MANIFEST_NAME, MAX_FILE_BYTES, MAX_FILES, MAX_MANIFEST_BYTES, MAX_TOTAL_BYTES
from vplan.archive.seal import sealed_with
from vplan.diagnostics import Message, msg
from vplan.oserrors import reason

MAX_BYTES = 200_000_000
MAX_PAGES = 5_000
_MAX_DEPTH = 100
_MAX_ELEMENTS = 1_000_000
_MAX_ANNOTATIONS = 20_000
_TEXTS = ("Type", "Title", "AltText", "ActualText", "Expansion", "Lang", "ID")


class ArchiveError(Exception):
    """A PDF that cannot be read, or not as one of ours; `message` says why, `hint` what to do."""

    def __init__(self, message: Message, hint: Message | None = None) -> None:
        super().__init__(message.msgid)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}" if self.hint else str(self.message)


def read_pdf(path: Path) -> bytes:
    """Return the bytes of a PDF; raises `ArchiveError` when there is no such file, it is too large or no PDF."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise ArchiveError(msg("{file} cannot be read: {reason}", file=str(path), reason=reason(error))) from error
    if len(data) > MAX_BYTES:
        raise ArchiveError(msg("{file} is larger than {limit} MB.", file=str(path), limit=MAX_BYTES // 1_000_000))
    if b"%PDF-" not in data[:1024] and not sealed_with(data)[0]:
        raise ArchiveError(msg("{file} is no PDF.", file=str(path)))
    return data


@contextmanager
def opened(data: bytes, name: str) -> Iterator[PdfReading]:
    """Open a PDF for reading; raises `ArchiveError` for one that is damaged or locked, or a bomb."""
    import pypdfium2

    from vplan.importing.readers.pdf.bombs import refuse_bombs
    from vplan.importing.source import RefusedError

    try:
        refuse_bombs(data, name)
        document = pypdfium2.PdfDocument(data)
    except RefusedError as error:
        raise ArchiveError(error.message) from error
    except pypdfium2.PdfiumError as error:
        hint = msg("It may be incomplete, or locked by a password; fetch it again.")
        raise ArchiveError(msg("{file} cannot be opened as a PDF.", file=name), hint) from error
    try:
        if len(document) > MAX_PAGES:
            raise ArchiveError(msg("{file} has more than {limit} pages.", file=name, limit=MAX_PAGES))
        yield PdfReading(document, name)
    except pypdfium2.PdfiumError as error:
        raise ArchiveError(msg("{file} is damaged.", file=name)) from error
    finally:
        document.close()


@dataclass(frozen=True, slots=True)
class Content:
    """What a PDF says and holds: the text of each page, its structure and where its links lead, and the rest.

    `attachments` are hashes by name, without the manifest, which tells of the tools; `scripts` is how many it has.
    """

    texts: tuple[str, ...]
    structures: tuple[str, ...]
    links: tuple[str, ...]
    bookmarks: tuple[tuple[int, str], ...]
    metadata: dict[str, str]
    attachments: dict[str, str]
    scripts: int


class PdfReading:
    """An open PDF."""

    def __init__(self, document: Any, name: str) -> None:
        self._document = document
        self._name = name

    def manifest(self) -> bytes | None:
        """Return the manifest that it carries, or None; raises `ArchiveError` for far too many attachments."""
        number = self._count()
        for at in reversed(range(number)):
            if self._attachment_name(at) == MANIFEST_NAME:
                return self._content(at, MAX_MANIFEST_BYTES)
        return None

    def attachments(self) -> dict[str, bytes]:
        """Return all attachments by their names; raises `ArchiveError` where they are too many or too large."""
        found: dict[str, bytes] = {}
        left = MAX_TOTAL_BYTES
        for at in range(self._count()):
            name = self._attachment_name(at)
            if name in found:
                raise ArchiveError(msg("{file} has two attachments with one name.", file=self._name))
            found[name] = self._content(at, min(left, MAX_FILE_BYTES))
            left -= len(found[name])
        return found

    def content(self) -> Content:
        """Return what the document says, for comparing."""
        from pypdfium2 import raw

        texts, structures, links = [], [], []
        for page in self._document:
            text = page.get_textpage()
            texts.append(text.get_text_range())
            text.close()
            structures.append("\n".join(_structure(page)))
            links.append("\n".join(dict.fromkeys(_links(self._document, page))))
            page.close()
        marks = tuple((item.level, item.get_title()) for item in self._document.get_toc())
        held = {name: sha256(data).hexdigest() for name, data in self.attachments().items() if name != MANIFEST_NAME}
        metadata = dict(self._document.get_metadata_dict())
        scripts = int(raw.FPDFDoc_GetJavaScriptActionCount(self._document))
        return Content(tuple(texts), tuple(structures), tuple(links), marks, metadata, held, scripts)

    def _count(self) -> int:
        number = int(self._document.count_attachments())
        if number > MAX_FILES + 1:
            raise ArchiveError(
                msg("{file} has {number} attachments, more than any plan.", file=self._name, number=number)
            )
        return number

    def _attachment_name(self, at: int) -> str:
        return str(self._document.get_attachment(at).get_name())

    def _content(self, at: int, limit: int) -> bytes:
        from pypdfium2 import raw

        attachment = self._document.get_attachment(at)
        size = ctypes.c_ulong()
        if not raw.FPDFAttachment_GetFile(attachment, None, 0, size):
            raise ArchiveError(msg("An attachment of {file} is damaged.", file=self._name))
        if size.value > limit:
            raise ArchiveError(msg("An attachment of {file} is larger than any plan's.", file=self._name))
        return bytes(attachment.get_data()) if size.value else b""


def _structure(page: Any) -> Iterator[str]:
    """Yield a line for each element of a page's structure: how deep it lies, what it is, and what it says of itself."""
    from pypdfium2 import raw

    tree = raw.FPDF_StructTree_GetForPage(page)
    if not tree:
        return
    try:
        waiting = [
            (0, raw.FPDF_StructTree_GetChildAtIndex(tree, at))
            for at in reversed(range(max(0, raw.FPDF_StructTree_CountChildren(tree))))
        ]
        for _ in range(_MAX_ELEMENTS):
            if not waiting:
                return
            depth, element = waiting.pop()
            if not element or depth > _MAX_DEPTH:
                continue
            said = [_text(getattr(raw, f"FPDF_StructElement_Get{name}"), element) for name in _TEXTS]
            marks = raw.FPDF_StructElement_GetMarkedContentIdCount(element)
            yield f"{depth} {marks} {said}"
            children = max(0, raw.FPDF_StructElement_CountChildren(element))
            waiting += [
                (depth + 1, raw.FPDF_StructElement_GetChildAtIndex(element, at)) for at in reversed(range(children))
            ]
    finally:
        raw.FPDF_StructTree_Close(tree)


def _links(document: Any, page: Any) -> Iterator[str]:
    """Yield a line for each annotation of a page: its kind, and where it leads. Where it lies hangs on the tools."""
    from pypdfium2 import raw

    for at in range(min(raw.FPDFPage_GetAnnotCount(page), _MAX_ANNOTATIONS)):
        annotation = raw.FPDFPage_GetAnnot(page, at)
        if not annotation:
            continue
        kind, link = raw.FPDFAnnot_GetSubtype(annotation), raw.FPDFAnnot_GetLink(annotation)
        leads: tuple[Any, ...] = ()
        if link:
            action, place = raw.FPDFLink_GetAction(link), raw.FPDFLink_GetDest(document, link)
            address = _address(document, action) if action else b""
            leads = (raw.FPDFAction_GetType(action), address, raw.FPDFDest_GetDestPageIndex(document, place))
        raw.FPDFPage_CloseAnnot(annotation)
        yield f"{kind} {leads}"


def _address(document: Any, action: Any) -> bytes:
    from pypdfium2 import raw

    size = raw.FPDFAction_GetURIPath(document, action, None, 0)
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFAction_GetURIPath(document, action, buffer, size)
    return buffer.raw[:size].rstrip(b"\0")


def _text(get: Callable[..., int], element: Any) -> str:
    size = get(element, None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    get(element, buffer, size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")
