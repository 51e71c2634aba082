"""Puts the sources of a document into its PDF, as files with the relationship Source (ISO 19005-3, 6.8).

WeasyPrint's own attachments take their kind from the machine's tables and the time from its clock; these take neither.
Imported by the printer alone, because it imports pydyf.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE
from hashlib import md5, sha256
from typing import Any

import pydyf

from vplan.archive.carried import MANIFEST_NAME, METADATA, CarriedFile, Enclosure, Part, attachment_names, dump
from vplan.archive.seal import START
from vplan.render.claims import metadata_of
from vplan.render.packing import Packer

_KINDS = {
    ".yaml": "application/yaml",
    ".json": "application/json",
    ".csv": "text/csv",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".svg": "image/svg+xml",
}
_OTHER = "application/octet-stream"
_HEADER = len(b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n")  # as pydyf writes it
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)Z)?\Z")
_REST, _PAGE, _FILE = "fonts and pictures", "page", "attachment"


def enclose(
    pdf: Any, enclosure: Enclosure, pictures: dict[str, bytes], libraries: dict[str, str], packer: Packer
) -> None:
    """Put the files of an enclosure and the manifest into a PDF; nothing may be added to it after that.

    `pictures` are those that were printed, `libraries` the versions of those that printed them. `packer` makes
    the bytes of all streams final.
    """
    files = [
        CarriedFile(file.path, pictures[file.path] if file.data is None else file.data) for file in enclosure.files
    ]
    names = attachment_names(file.path for file in files)
    date = _pdf_date(enclosure.date)
    parts: dict[int, str] = {}
    listed = []
    for file in files:
        assert file.data is not None
        stream, specification = _attach(pdf, names[file.path], file.path, file.data, date)
        parts[stream.number] = f"{_FILE} {file.path}"
        listed.append((names[file.path], specification))
    packer.finish()
    digests = {file.path: sha256(file.data or b"").hexdigest() for file in files}
    made = {**enclosure.made, "versions": {**enclosure.made.get("versions", {}), **libraries}}
    manifest = dump(enclosure.document, made, digests, _parts(pdf, parts))
    _, specification = _attach(pdf, MANIFEST_NAME, "", manifest, date)
    packer.finish()
    _list(pdf, [*listed, (MANIFEST_NAME, specification)])


def _pdf_date(date: str) -> str:
    found = _DATE.match(date)
    return "D:" + "".join(part or "00" for part in found.groups()) + "Z" if found else ""


def _attach(pdf: Any, name: str, path: str, data: bytes, date: str) -> tuple[Any, Any]:
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    parameters = {"CheckSum": f"<{md5(data, usedforsecurity=False).hexdigest()}>", "Size": len(data)}
    if date:
        parameters |= {"CreationDate": pydyf.String(date), "ModDate": pydyf.String(date)}
    kind = _KINDS.get(ending, _OTHER).replace("/", "#2f")
    extra = {"Type": "/EmbeddedFile", "Subtype": f"/{kind}", "Params": pydyf.Dictionary(parameters)}
    is_packed = ending.startswith((".png", ".jp")) and START not in data  # the last seal in a file is its own
    stream = pydyf.Stream([data], extra, compress=not is_packed)
    pdf.add_object(stream)
    specification = pydyf.Dictionary(
        {
            "Type": "/Filespec",
            "F": pydyf.String(name),
            "UF": pydyf.String(name),
            "EF": pydyf.Dictionary({"F": stream.reference, "UF": stream.reference}),
            "AFRelationship": "/Source",
            "Desc": pydyf.String(path or name),
        }
    )
    pdf.add_object(specification)
    return stream, specification


def _list(pdf: Any, listed: list[tuple[str, Any]]) -> None:
    """Name the files where readers look for them: in the tree of names, which is sorted, and as associated files."""
    content = pydyf.Array()
    for key, reference in sorted((_key(name), specification.reference) for name, specification in listed):
        content.extend((f"<{key.hex()}>", reference))
    tree = pydyf.Dictionary({"Names": content})
    pdf.add_object(tree)
    pdf.catalog.setdefault("Names", pydyf.Dictionary())["EmbeddedFiles"] = tree.reference
    pdf.catalog["AF"] = pydyf.Array(specification.reference for _, specification in listed)


def _key(name: str) -> bytes:
    """Return the bytes of a name as a text of PDF, by which the tree is sorted."""
    return name.encode() if name.isascii() else BOM_UTF16_BE + name.encode("utf-16-be")


def _parts(pdf: Any, known: dict[int, str]) -> list[Part]:
    """Return the stretches of the file that are written before all else: its streams, in their order."""
    numbers = {int(page["Contents"].split()[0]): at for at, page in enumerate(_pages(pdf), 1)}
    metadata = metadata_of(pdf).number
    parts: list[Part] = []
    place = _HEADER
    begun, name, content = place, "", sha256()
    for item in pdf.objects:
        if not isinstance(item, pydyf.Stream):
            continue
        number = item.number
        here = f"{_PAGE} {numbers[number]}" if number in numbers else known.get(number, _REST)
        here = METADATA if number == metadata else here
        if here != name:
            parts += [Part(name, begun, place, content.hexdigest())] if name else []
            begun, name, content = place, here, sha256()
        written = item.indirect + b"\n"
        content.update(written)
        place += len(written)
    return [*parts, Part(name, begun, place, content.hexdigest())]


def _pages(pdf: Any) -> list[Any]:
    return [pdf.objects[number] for number in pdf.pages["Kids"][::3]]
