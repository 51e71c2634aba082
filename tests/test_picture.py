"""Picture files: what is refused, and what the hint says to do about it."""

from __future__ import annotations

import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from vplan.picture import MAX_SVG_BYTES, clean_picture, look_at, picture_finding

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VPLAN_LANG", "en")


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def jpeg(width: int, height: int) -> bytes:
    return b"\xff\xd8\xff\xc0\x00\x0b\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00\xff\xd9"


SMALL_PNG = saved(Image.new("RGB", (3, 2), "red"), "PNG")
SMALL_JPEG = saved(Image.linear_gradient("L").convert("RGB"), "JPEG")


def problem(tmp_path: Path, data: bytes | str, name: str = "") -> tuple[str, str] | None:
    raw = data.encode() if isinstance(data, str) else data
    path = tmp_path / (name or ("bild.png" if raw[:1] in (b"\x89", b"\xff") else "bild.svg"))
    path.write_bytes(raw)
    found = picture_finding(path)
    return (str(found[0]), str(found[1])) if found else None


@pytest.mark.parametrize(
    "data",
    [
        SMALL_PNG,
        SMALL_JPEG,
        SMALL_JPEG + b"\0" * 100,  # what phones write behind the picture
        SVG.format("<rect/>"),
        "\ufeff<?xml version='1.0'?>\n<!-- a -->\n" + SVG.format("<style>rect { fill: url(#a) }</style>"),
        "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd'>"
        + SVG.format("<rect/>"),
        SVG.format("<metadata><r xmlns='http://e.org/'/></metadata><use href='#a'/>"),
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
        (SVG.format("<g/>" * 20_001), "more than 20\u00a0000 elements"),
        ("<html></html>", "not a picture"),
        ("<!DOCTYPE svg [<!ENTITY a 'b'>]>" + SVG, "declares entities"),
        ("<?xml-stylesheet href='a.css'?>" + SVG, "outside it: “href='a.css'”"),
        (SVG.format("<script/>"), "holds a script"),
        (SVG.format("<metadata><script/></metadata>"), "holds a script"),
        (SVG.format("<g onload='a()'/>"), "holds a script"),
        (SVG.format("<a href='javascript:a()'/>"), "holds a script"),
        (SVG.format("<foreignObject/>"), "part of a web page: <foreignobject>"),
        (SVG.format("<p xmlns='http://www.w3.org/1999/xhtml'/>"), "part of a web page: <p>"),
        (SVG.format("<image href='&#104;ttp://e.org/a.png'/>"), "outside it: “http://e.org/a.png”"),
        (SVG.format("<use xlink:href='a.svg#b'/>"), "outside it: “a.svg#b”"),
        (SVG.format("<image href='data:image/svg+xml,x'/>"), "outside it"),
        (SVG.format("<g style='fill: url(http://e.org)'/>"), "outside it: “http://e.org”"),
        (SVG.format("<g fill='\\75rl(http://e.org)'/>"), "outside it"),
        (SVG.format("<style><![CDATA[@import 'a.css';]]></style>"), "outside it: “'a.css'”"),
        (SVG.format("<style>@im/**/port 'a'; @\\69mport 'a.css';</style>"), "outside it"),
        (SVG.format("<style>@font-face { src: url(https://e.org/a.woff) }</style>"), "outside it"),
        (SVG.format("<image href='data:image/png;base64,AAAA'/>"), "not a picture"),
        (SVG.format("<image href='data:image/png;base64,AAA'/>"), "damaged"),
        (SVG.format("<g id='a'><use href='#a'/></g>"), "repeats parts of itself"),
        (SVG.format("<style>path { marker-end: url(#m) }</style><marker id='m'><path/></marker>"), "repeats parts"),
        (SVG.format(f"<marker id='m'><path/></marker><path marker-mid='url(#m)' d='{'h1' * 200_000}'/>"), "too many"),
        ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 0 10"/>', "viewBox “0 0 0 10”"),
        ('<svg xmlns="http://www.w3.org/2000/svg" width="1e9"/>', "width “1e9”"),
        (SVG.format(" " * MAX_SVG_BYTES), "larger than 5 MB"),
        (SMALL_PNG[:-20], "PNG file is cut off or damaged"),
        (SMALL_PNG.replace(b"IDAT", b"IDAX"), "PNG file is cut off or damaged"),
        (SMALL_JPEG[:-200], "JPEG file is cut off or damaged"),
        (jpeg(10, 10), "JPEG file is cut off or damaged"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (b"\xff\xd8\xff", "damaged"),
        ("GIF89a", "file is GIF"),
        ("RIFF....WEBPVP8", "file is WebP"),
        (b"\0\0\0\x18ftypheic", "file is HEIC"),
        ("", "not a picture"),
    ],
)  # fmt: skip
def test_what_is_refused(tmp_path: Path, data: bytes | str, sentence: str) -> None:
    found = problem(tmp_path, data)
    assert found is not None
    assert sentence in found[0]


def test_a_use_of_uses_of_uses_is_refused(tmp_path: Path) -> None:
    def uses(level: int) -> str:
        return f"<use href='#a{level}'/>" * 10

    levels = "".join(f"<g id='a{n}'>{uses(n - 1)}</g>" for n in range(1, 12))
    found = problem(tmp_path, SVG.format(f"<g id='a0'/>{levels}"))
    assert found is not None
    assert "too many times" in found[0]


@pytest.mark.parametrize("data", [png(20_000, 10_000), jpeg(20_000, 10_000)])
def test_200_megapixels_are_refused_by_their_header(tmp_path: Path, data: bytes) -> None:
    assert problem(tmp_path, data) == (
        "The picture has 200 megapixels; the limit is 50.",
        "Make the picture smaller: 2,000 pixels across are enough for a page.",
    )


def test_a_large_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "bild.png"
    with path.open("wb") as file:
        file.truncate(30_000_000_000)
    found = picture_finding(path)
    assert found is not None
    assert str(found[0]) == "The picture is larger than 20 MB."


@pytest.mark.parametrize(("data", "name"), [(SMALL_PNG, "a.svg"), (SMALL_PNG, "a.html"), (SVG, "a.png"), (SVG, "a")])
def test_a_name_that_says_another_kind_is_refused(tmp_path: Path, data: bytes | str, name: str) -> None:
    found = problem(tmp_path, data, name)
    assert found is not None
    assert "does not end as its kind does" in found[0]
    assert problem(tmp_path, SMALL_JPEG, "A.JPG") is None


@pytest.mark.parametrize(
    ("inside", "left_out"),
    [
        ("<filter id='f'><feBlur/></filter><animate/>", "<filter>, <animate>"),
        ("<g filter='none'/>", "filter"),
        ("<style>@font-face { src: url(data:font/woff;base64,AA) }</style>", "@font-face"),
        ("<sodipodi:a xmlns:sodipodi='http://e.org/s'/><g data-name='a' version='1'/>", ""),
    ],
)
def test_what_is_left_out_is_told(tmp_path: Path, inside: str, left_out: str) -> None:
    path = tmp_path / "bild.svg"
    path.write_text(SVG.format(inside))
    remarks = [str(message) for message, _ in look_at(path).remarks]
    expected = f"Not everything in the SVG file is shown: {left_out} is left out."
    assert remarks == ([expected] if left_out else [])


def test_a_picture_that_moves_stands_still(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    path = tmp_path / "bild.png"
    path.write_bytes(saved(frames[0], "PNG", save_all=True, append_images=frames[1:]))
    assert [str(message) for message, _ in look_at(path).remarks] == [
        "The picture moves; only its first picture is shown."
    ]
    with Image.open(BytesIO(clean_picture(path.read_bytes(), "screen"))) as image:
        assert getattr(image, "n_frames", 1) == 1
        assert image.convert("RGB").getpixel((0, 0)) == (255, 0, 0)


HOSTILE = {
    "spaces": lambda: "<g fill='url(" + " " * 900_000 + "#a)'/>",
    "comments": lambda: "<style>" + "/*/" * 600_000 + "</style>",
    "names": lambda: "<style>" + "@namespace" * 100_000 + "</style>",
    "fonts": lambda: "<style>" + "@font-face" * 100_000 + "</style>",
    "letters": lambda: "<style>" + "a" * 1_000_000 + "</style>",
    "braces": lambda: "<style>" + "{" * 1_000_000 + "</style>",
    "rules": lambda: "<style>" + ".a{fill:url(#b)}" * 100_000 + "</style>" + "<g class='a'/>" * 10_000,
    "references": lambda: "<g id='a'/>" + f"<g fill='{'url(#a)' * 300_000}'/>",
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_drawings_take_bounded_time(tmp_path: Path, make: Callable[[], str]) -> None:
    start = time.process_time()
    problem(tmp_path, SVG.format(make()))
    assert time.process_time() - start < 1.5


def test_looking_at_pictures_imports_neither_pillow_nor_weasyprint(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(SMALL_PNG)
    script = (
        "import sys; from pathlib import Path; from vplan.picture import picture_finding\n"
        f"assert picture_finding(Path({str(tmp_path / 'a.png')!r})) is None\n"
        "assert not {'PIL', 'weasyprint'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
