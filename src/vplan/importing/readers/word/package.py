"""The zip around a Word file: opened within bounds, or refused with what the file seems to be."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError, XMLParser
from xml.parsers import expat

from vplan.diagnostics import msg
from vplan.importing.readers import kinds
from vplan.importing.readers.refusals import damaged, encrypted, refuse_size, too_much
from vplan.importing.readers.word.xml import STRICT
from vplan.importing.source import RefusedError

MAX_ENTRIES = 10_000
MAX_UNPACKED = 200_000_000
MAX_PART = 50_000_000
MAX_TAGS = 2_000_000
MAX_DEPTH = 150
MAX_RATIO = 200
SMALL = 20_000_000  # what is unpacked to less than this may be packed as tightly as it likes

_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_MAIN = "/officeDocument"
_ENTRY = b"PK\x01\x02"
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, LookupError, RuntimeError)
_TYPES = "[content_types].xml"
_MACROS = b"application/vnd.ms-word.document.macroenabled.main+xml"
_FOLDERS = {"xl": kinds.SHEET, "ppt": kinds.SLIDES}


@dataclass(frozen=True, slots=True)
class Relation:
    """A part that another part refers to; `target` is the part's name, or the address where it is `external`."""

    kind: str
    target: str
    external: bool


class Package:
    """The parts of a Word file. Nothing outside the file is ever looked up."""

    def __init__(self, data: bytes, name: str) -> None:
        """Open a file's bytes; raises `RefusedError` for what is no Word file, or is too large."""
        self.name = name
        self._zip = _open(data, name)
        self._infos = {info.filename.lstrip("/").lower(): info for info in self._zip.infolist()}
        self._read = 0
        self._refuse_other_kinds()
        _refuse_bomb(self._zip.infolist(), len(data), name)
        self.main = self._main_part()

    def _refuse_other_kinds(self) -> None:
        if any(info.flag_bits & 1 for info in self._infos.values()):
            raise encrypted(self.name)
        if self.has(_TYPES) and _MACROS in self._bytes(_TYPES, MAX_PART).lower():
            raise kinds.mismatch(self.name, kinds.WORD, kinds.MACROS)

    def _main_part(self) -> str:
        mains = [r.target for r in self.relations("").values() if r.kind.endswith(_MAIN) and not r.external]
        for part in (*mains, "word/document.xml"):
            other = _FOLDERS.get(part.partition("/")[0])
            if other is not None:
                raise kinds.mismatch(self.name, kinds.WORD, other)
            if part.lower() in self._infos:
                return part
        raise kinds.mismatch(self.name, kinds.WORD, kinds.ZIP)

    def has(self, part: str) -> bool:
        """Tell whether a part is there."""
        return part.lower() in self._infos

    def xml(self, part: str) -> Element | None:
        """Return the root of a part, or None where the part is missing.

        Raises `RefusedError` for XML that is damaged, too large, or has a document type (and could have entities).
        """
        if not self.has(part):
            return None
        data = self._bytes(part, MAX_PART)
        for strict, transitional in STRICT:
            if strict in data:
                data = data.replace(strict, transitional)
        if data.count(b"<") > MAX_TAGS:
            raise too_much(self.name)
        try:
            _refuse_document_type(data, self.name)
            parser = XMLParser()  # noqa: S314 - no document type gets here, so no entity does
            parser.feed(data)
            root: Element = parser.close()
        except (ParseError, expat.ExpatError, ValueError, LookupError) as error:
            raise damaged(self.name) from error
        return root

    def relations(self, part: str) -> dict[str, Relation]:
        """Return what a part refers to, by id; of the package itself for an empty name."""
        folder, file = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{file}.rels"))
        found: dict[str, Relation] = {}
        for item in () if root is None else root.iter(_PACKAGE + "Relationship"):
            external = item.get("TargetMode") == "External"
            target = item.get("Target", "")
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/")
            found[item.get("Id", "")] = Relation(item.get("Type", ""), target, external)
        return found

    def _bytes(self, part: str, limit: int) -> bytes:
        info = self._infos[part.lower()]
        if info.file_size > limit:
            raise too_much(self.name)
        try:
            with self._zip.open(info) as stream:
                data = stream.read(limit + 1)
        except _BROKEN as error:
            raise damaged(self.name) from error
        self._read += len(data)
        if len(data) > limit or self._read > MAX_UNPACKED:
            raise too_much(self.name)
        return data


def _open(data: bytes, name: str) -> zipfile.ZipFile:
    refuse_size(data, name)
    if kinds.kind_of(data) is not kinds.ZIP:  # a main part of another name is found by the package's relations
        kinds.expect(kinds.WORD, data, name)
    if data.count(_ENTRY) > MAX_ENTRIES:
        raise too_much(name)
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as error:
        raise damaged(name) from error


def _refuse_bomb(infos: list[zipfile.ZipInfo], size: int, name: str) -> None:
    unpacked = sum(info.file_size for info in infos)
    if unpacked > MAX_UNPACKED or (unpacked > SMALL and unpacked > MAX_RATIO * size):
        raise too_much(name)


def _refuse_document_type(data: bytes, name: str) -> None:
    """Look through the XML once before a tree is made: no document type, no nesting without end."""
    depth = 0
    parser = expat.ParserCreate()

    def begin(_tag: str, _attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise too_much(name)

    def end(_tag: str) -> None:
        nonlocal depth
        depth -= 1

    def document_type(*_: object) -> None:
        raise RefusedError(
            msg("{name} has a document type (DTD) in its XML, which no Word file has.", name=name),
            msg("Open it in Word, save it again as .docx, and import that file."),
        )

    parser.StartDoctypeDeclHandler = document_type
    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.Parse(data, True)
