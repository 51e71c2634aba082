"""What a file seems to be, by its bytes, and the refusal of one that is not what its name says."""

from __future__ import annotations

from typing import NamedTuple

from vplan.diagnostics import Message, msg
from vplan.importing.source import RefusedError

_HEAD = 1024


class Kind(NamedTuple):
    """What a file may be: its ending, its name in a sentence, and what to do with it where it is not read."""

    ending: str
    name: Message
    remedy: Message | None = None


_SAVE_AS_WORD = msg("Open it in Word or LibreOffice, save it as .docx, and import that.")
_SAVE_AS_PDF = msg("Open it, save it as PDF, and import that.")
_GET_TEXT = msg("A picture has no text. Import the Word or PDF file that it was made from.")
_UNPACK = msg("Unpack it, and import the files in it.")
WHOLE = msg("See that it is the right file, and that it was saved or fetched in full.")
UNLOCK = msg("Open it in the program that made it, take the password away, and save it again.")

TEXT = Kind("txt", msg("a text file"))
PDF = Kind("pdf", msg("a PDF file"))
WORD = Kind("docx", msg("a Word file (.docx)"))
OLD_WORD = Kind("doc", msg("an old Word file (.doc)"), _SAVE_AS_WORD)
OLD_OFFICE = Kind("", msg("a file of an old Office program"), _SAVE_AS_PDF)
MACROS = Kind("docm", msg("a Word file with macros (.docm)"), _SAVE_AS_WORD)
LOCKED = Kind("", msg("an Office file with a password"), UNLOCK)
RTF = Kind("rtf", msg("an RTF file"), _SAVE_AS_WORD)
ODT = Kind("odt", msg("an OpenDocument text (.odt)"), _SAVE_AS_WORD)
OPEN = Kind("", msg("an OpenDocument file"), _SAVE_AS_PDF)
SHEET = Kind("xlsx", msg("a spreadsheet"), _SAVE_AS_PDF)
SLIDES = Kind("pptx", msg("a presentation"), _SAVE_AS_PDF)
BOOK = Kind("epub", msg("an e-book"), _SAVE_AS_PDF)
HTML = Kind("html", msg("a web page"), _SAVE_AS_WORD)
XML = Kind("xml", msg("an XML file"), _SAVE_AS_WORD)
ZIP = Kind("zip", msg("a ZIP archive"), _UNPACK)
PICTURE = Kind("png", msg("a picture"), _GET_TEXT)
DATA = Kind("", msg("data of an unknown kind"), WHOLE)

_OWN_ENDING = (TEXT, PDF, WORD, OLD_WORD, MACROS, RTF, ODT, SHEET, SLIDES, BOOK, HTML, XML, ZIP)
BY_ENDING = {
    **{kind.ending: kind for kind in _OWN_ENDING},
    **dict.fromkeys(("dot", "dotx", "dotm"), OLD_WORD._replace(name=msg("another kind of Word file"))),
    **dict.fromkeys(("xls", "xlsm", "ods", "csv"), SHEET),
    **dict.fromkeys(("ppt", "odp"), SLIDES),
    **dict.fromkeys(("htm", "xhtml", "mht", "mhtml"), HTML),
    **dict.fromkeys(("png", "jpg", "jpeg", "gif", "tif", "tiff", "bmp", "webp", "heic"), PICTURE),
}

_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"\x89PNG\r\n", PICTURE),
    (b"\xff\xd8\xff", PICTURE),
    (b"GIF8", PICTURE),
    (b"II*\0", PICTURE),
    (b"MM\0*", PICTURE),
    (b"BM", PICTURE),
)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_BLANK = b"\0 \t\r\n\f"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_MEDIA = (
    (b"mimetypeapplication/vnd.oasis.opendocument.text", ODT),
    (b"mimetypeapplication/vnd.oasis.opendocument.", OPEN),
    (b"mimetypeapplication/epub+zip", BOOK),
)
# The names in an archive stand uncompressed; those of a file that is put into another come later than the outer's own.
_PARTS = ((b"word/document", WORD), (b"word/_rels/", WORD), (b"xl/workbook", SHEET), (b"ppt/presentation", SLIDES))
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = tuple(
    (name.encode("utf-16-le"), kind)
    for name, kind in (
        ("EncryptedPackage", LOCKED),
        ("WordDocument", OLD_WORD),
        ("Workbook", SHEET),
        ("PowerPoint Document", SLIDES),
    )
)


def kind_of(data: bytes) -> Kind:
    """Tell what a content seems to be; what has no sign of its own is a text."""
    head = data[:_HEAD]
    if head.startswith(_OLE):
        return next((kind for name, kind in _STREAMS if name in data), OLD_OFFICE)
    if head.startswith(_ZIP):
        return _in_archive(data)
    for magic, kind in _MAGIC:
        if head.startswith(magic) and (magic != b"BM" or b"\0" in head):
            return kind
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(b"{\\rtf"):
        return RTF
    if start.startswith(b"%pdf-") or (b"%PDF-" in head and _has_pdf_end(data)):
        return PDF
    if start.startswith(b"<") and (b"<!doctype html" in start or b"<html" in start):
        return HTML
    if start.startswith(b"<?xml"):
        return XML
    return DATA if b"\0" in head and not head.startswith(_UTF_16) else TEXT


def _has_pdf_end(data: bytes) -> bool:
    """Tell of a PDF with other bytes before its beginning; a text that speaks of one has no such end."""
    return b"%%EOF" in data[-_HEAD:]


def _in_archive(data: bytes) -> Kind:
    for start, kind in _MEDIA:
        if start in data[:200]:
            return kind
    places = [(data.find(part), kind) for part, kind in _PARTS]
    return min(((place, kind) for place, kind in places if place >= 0), key=lambda found: found[0], default=(0, ZIP))[1]


def expect(kind: Kind, data: bytes, name: str) -> None:
    """Raise `RefusedError` for a content that is empty, or seems to be of another kind than `kind`."""
    if not data.strip(_BLANK):
        raise RefusedError(msg("{name} is empty.", name=name), WHOLE)
    found = kind_of(data)
    if found != kind:
        raise mismatch(name, kind, found)


def mismatch(name: str, said: Kind, found: Kind) -> RefusedError:
    """Return the refusal of a file that is called one thing and seems to be another."""
    sentence = msg("{name} is called {said}, but seems to be {found}.", name=name, said=said.name, found=found.name)
    if found.remedy is not None:
        return RefusedError(sentence, found.remedy)
    if found == TEXT:
        return RefusedError(sentence, WHOLE)
    return RefusedError(sentence, msg("If that is so, give it the ending .{ending}.", ending=found.ending))


def unread(name: str, kind: Kind) -> RefusedError:
    """Return the refusal of a file whose name says that it is of a kind that is not read."""
    return RefusedError(
        msg("{name} is {kind}, which vplan does not read.", name=name, kind=kind.name), kind.remedy or WHOLE
    )
