"""Picture files: what is refused, and what the hint says to do about it."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from vplan.picture import MAX_SVG_BYTES, picture_finding

SVG = '<svg xmlns="http://www.w3.org/2000/svg">{}</svg>'


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VPLAN_LANG", "en")


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height) + b"\0\0\0\0IEND\xaeB`\x82"


def problem(tmp_path: Path, data: bytes | str) -> tuple[str, str] | None:
    path = tmp_path / "bild"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    found = picture_finding(path)
    return (str(found[0]), str(found[1])) if found else None


@pytest.mark.parametrize(
    "data",
    [
        png(10, 10),
        SVG.format("<rect/>"),
        "\ufeff<?xml version='1.0'?>\n<!-- a -->\n" + SVG.format("<style>rect { fill: url(#a) }</style>"),
        SVG.format("<use href='#a'/><image href='data:image/png;base64,AAAA'/>"),
    ],
)
def test_what_can_be_shown(tmp_path: Path, data: bytes | str) -> None:
    assert problem(tmp_path, data) is None


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ("<svg hej", "not well-formed"),
        ("<svg>", "not well-formed"),
        (SVG.format("&nbsp;"), "not well-formed"),
        (SVG.format("<g>" * 9000 + "</g>" * 9000), "nested deeper than 100"),
        ("<html></html>", "not a picture"),
        ("<!DOCTYPE svg>" + SVG, "scripts or refers"),
        ("<?xml-stylesheet href='a.css'?>" + SVG, "scripts or refers"),
        (SVG.format("<script/>"), "scripts or refers"),
        (SVG.format("<g onload='a()'/>"), "scripts or refers"),
        (SVG.format("<image href='&#104;ttp://e.org/a.png'/>"), "scripts or refers"),
        (SVG.format("<g style='fill: url(http://e.org)'/>"), "scripts or refers"),
        (SVG.format("<style><![CDATA[@import 'a.css';]]></style>"), "scripts or refers"),
        (SVG.format(" " * MAX_SVG_BYTES), "larger than 5 MB"),
        ("", "not a picture"),
    ],
)
def test_what_is_refused(tmp_path: Path, data: str, sentence: str) -> None:
    found = problem(tmp_path, data)
    assert found is not None
    assert sentence in found[0]


def test_a_picture_that_is_too_large_is_made_smaller(tmp_path: Path) -> None:
    for data in (png(40_000, 30_000), SVG.format(" " * MAX_SVG_BYTES)):
        found = problem(tmp_path, data)
        assert found is not None
        assert found[1].startswith("Make the picture smaller")
    assert problem(tmp_path, png(40_000, 30_000)) == (
        "The picture has 1\u00a0200 megapixels; the limit is 50.",
        "Make the picture smaller: 2,000 pixels across are enough for a page.",
    )
