"""Files that are refused as Word files: what is said, and that it is said in time."""

from __future__ import annotations

import io
import random
import time
import zipfile
from contextlib import suppress

import pytest

from support.word_files import raw_word, repacked
from vplan.importing.readers.word import package, read_word
from vplan.importing.source import RefusedError

pytestmark = pytest.mark.usefixtures("english")

TEXT = "<w:p><w:r><w:t>Text</w:t></w:r></w:p>"


def packed(*parts: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts:
            made.writestr(name, content)
    return stream.getvalue()


def stored(*parts: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name, content in parts:
            made.writestr(name, content)
    return stream.getvalue()


def compound(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + stream.encode("utf-16-le") + bytes(500)


def refusal(data: bytes, name: str = "plan.docx") -> tuple[str, str]:
    began = time.perf_counter()
    with pytest.raises(RefusedError) as found:
        read_word(data, name)
    assert time.perf_counter() - began < 5
    return str(found.value.message), str(found.value.hint)


@pytest.mark.parametrize(
    ("data", "seems"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF file"),
        (compound("WordDocument"), "an old Word file (.doc)"),
        (compound("Workbook"), "a spreadsheet"),
        (compound("PowerPoint Document"), "a presentation"),
        (compound("EncryptedPackage"), "an Office file with a password"),
        (compound("Annat"), "a file of an old Office program"),
        (b"{\\rtf1\\ansi Plan}", "an RTF file"),
        (b"\xef\xbb\xbf<!DOCTYPE html><html></html>", "a web page"),
        (b"<?xml version='1.0'?><html xmlns='x'/>", "a web page"),
        (b"<?xml version='1.0'?><plan/>", "an XML file"),
        ("Verksamhetsplan för Väst".encode(), "a text file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "a picture"),
        (bytes(range(20)), "data of an unknown kind"),
        (
            stored(("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<x/>")),
            "an OpenDocument text (.odt)",
        ),
        (
            stored(("mimetype", b"application/vnd.oasis.opendocument.chart"), ("content.xml", b"<x/>")),
            "an OpenDocument file",
        ),
        (stored(("mimetype", b"application/epub+zip"), ("content.xml", b"<x/>")), "an e-book"),
        (packed(("xl/workbook.xml", b"<x/>")), "a spreadsheet"),
        (stored(("xl/workbook.xml", b"<x/>"), ("xl/embeddings/a.docx", raw_word(TEXT))), "a spreadsheet"),
        (packed(("ppt/presentation.xml", b"<x/>")), "a presentation"),
        (packed(("bilder/karta.png", b"")), "a ZIP archive"),
        (packed(), "a ZIP archive"),
    ],
)
def test_the_refusal_says_what_the_file_seems_to_be(data: bytes, seems: str) -> None:
    message, hint = refusal(data)
    assert message == f"plan.docx is called a Word file (.docx), but seems to be {seems}."
    assert hint


@pytest.mark.parametrize("data", [b"", b"\r\n", bytes(2000)])
def test_an_empty_file_is_said_to_be_empty(data: bytes) -> None:
    assert refusal(data)[0] == "plan.docx is empty."


def test_a_package_whose_main_part_is_another_programs_is_told_by_it() -> None:
    def elsewhere(name: str, part: bytes) -> bytes:
        return part.replace(b"word/document.xml", b"xl/workbook.xml") if name == "_rels/.rels" else part

    assert "a spreadsheet" in refusal(repacked(raw_word(TEXT), elsewhere))[0]


def test_a_spreadsheet_in_a_word_file_changes_nothing() -> None:
    with zipfile.ZipFile(stream := io.BytesIO(raw_word(TEXT)), "a") as made:
        made.writestr("word/embeddings/tabell.xlsx", stored(("xl/workbook.xml", b"<x/>")))
    assert read_word(stream.getvalue(), "plan.docx").blocks


def test_a_file_with_macros_is_not_read_as_one_without() -> None:
    kind = b'<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
    with zipfile.ZipFile(stream := io.BytesIO(raw_word(TEXT)), "a") as made:
        made.writestr("[Content_Types].xml", kind)
    assert ".docm" in refusal(stream.getvalue())[0]


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.95])
def test_a_cut_file_is_damaged(keep: float) -> None:
    data = raw_word(TEXT * 200)
    assert "damaged" in refusal(data[: int(len(data) * keep)])[0]


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"<w:document",
        b"\xff\xfe\x00",
        b"<a><b></a>",
        b"<document/>",
        b'<?xml version="1.0" encoding="x-okand"?><a/>',
    ],
)
def test_broken_xml_is_damage(xml: bytes) -> None:
    data = repacked(raw_word(TEXT), lambda name, part: xml if name == "word/document.xml" else part)
    assert "damaged" in refusal(data)[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_in_any_encoding(encoding: str) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]><x>&a;&b;</x>'
    data = repacked(raw_word(TEXT), lambda name, part: bomb.encode(encoding) if name == "word/document.xml" else part)
    assert "DTD" in refusal(data)[0]


def test_a_zip_bomb_is_refused_by_its_sizes() -> None:
    data = packed(
        ("word/document.xml", bytes(40_000_000)), *((f"word/media/{n}.png", bytes(40_000_000)) for n in range(1, 3))
    )
    assert "more than any plan" in refusal(data)[0]


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    data = bytearray(packed(("word/document.xml", b" " * 30_000_000)))
    honest = (30_000_000).to_bytes(4, "little")
    assert data.count(honest) >= 1
    lying = bytes(data).replace(honest, (1000).to_bytes(4, "little"))
    assert "damaged" in refusal(lying)[0]


def test_a_part_beyond_its_bound_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_PART", 5_000)
    assert "more than any plan" in refusal(raw_word("<w:p/>" * 1_000))[0]


def test_what_is_unpacked_again_and_again_counts_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = package.Package(raw_word("<w:p/>" * 1_000), "a.docx")
    monkeypatch.setattr(package, "MAX_UNPACKED", 50_000)

    def read_often() -> None:
        for _ in range(20):
            opened.xml("word/document.xml")

    with pytest.raises(RefusedError):
        read_often()


def test_too_many_entries_are_refused() -> None:
    assert "more than any plan" in refusal(packed(*((f"{n}", b"") for n in range(10_001))))[0]


def test_too_many_elements_are_refused() -> None:
    noise = "".join(chr(65 + n % 26) for n in range(2000))
    assert "more than any plan" in refusal(raw_word("<w:p/>" * 2_000_001 + noise))[0]


def test_too_many_paragraphs_are_refused() -> None:
    assert "more than any plan" in refusal(raw_word(TEXT * 30_001))[0]


@pytest.mark.parametrize("element", ["w:ins", "w:sdt><w:sdtContent", "w:tbl><w:tr><w:tc"])
def test_nesting_without_end_is_refused(element: str) -> None:
    closed = "".join(f"</{each}>" for each in reversed(element.split("><")))
    assert "more than any plan" in refusal(raw_word(f"<{element}>" * 5000 + TEXT + closed * 5000))[0]


def test_a_packed_file_with_a_password_is_refused() -> None:
    data = bytearray(packed(("word/document.xml", b"<x/>")))
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1
    assert "encrypted" in refusal(bytes(data))[0]


def test_a_file_with_faults_is_read_or_refused_but_never_fails() -> None:
    chance = random.Random(1)
    data = raw_word(TEXT * 20 + f"<w:tbl><w:tr><w:tc>{TEXT}</w:tc></w:tr></w:tbl>", {"styles": "<w:style/>"})
    with zipfile.ZipFile(io.BytesIO(data)) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    for turn in range(400):
        if turn % 2:
            faulty = bytearray(data)
            for _ in range(chance.randint(1, 5)):
                faulty[chance.randrange(len(faulty))] = chance.randrange(256)
        else:
            name = chance.choice(sorted(parts))
            part = bytearray(parts[name])
            for _ in range(chance.randint(1, 5)):
                part[chance.randrange(len(part))] = chance.choice(b'<>/"=w:0x')
            faulty = bytearray(packed(*(parts | {name: bytes(part)}).items()))
        with suppress(RefusedError):
            read_word(bytes(faulty), "plan.docx")
