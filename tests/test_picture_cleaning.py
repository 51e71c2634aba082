"""What of a picture is published: no metadata, upright, no more dots than the page needs, the same bytes each time."""

from __future__ import annotations

import re
import struct
import zlib
from base64 import b64encode
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageCms, ImageFile, PngImagePlugin

from support.sample_document import bare_document
from support.workspaces import UNIT, as_lines, findings_in, make_workspace
from vplan.api import build
from vplan.document.tree import Figure
from vplan.picture import PictureError, clean_picture
from vplan.render.job import print_job
from vplan.render.pdf import render_pdf

SECRET = b"59,3417 N 18,0931 E"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


def gradient(width: int, height: int) -> Image.Image:
    return Image.linear_gradient("L").resize((width, height)).convert("RGB")


def photograph(size: tuple[int, int] = (40, 20), orientation: int = 1) -> bytes:
    """Return a JPEG with all the kinds of metadata that a phone writes."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[29] = SECRET.decode()
    return saved(gradient(*size), "JPEG", exif=exif, comment=SECRET, xmp=SECRET) + b"MPF" + SECRET


def drawing(size: tuple[int, int] = (40, 20)) -> bytes:
    """Return a PNG with text, EXIF and a private chunk."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", SECRET.decode())
    info.add_text("Long", SECRET.decode() * 20, zip=True)
    info.add(b"prVt", SECRET)
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    return saved(gradient(*size), "PNG", pnginfo=info, exif=exif, dpi=(72, 72)) + SECRET


@pytest.mark.parametrize("place", ["screen", "print"])
@pytest.mark.parametrize("size", [(40, 20), (2500, 30)])
@pytest.mark.parametrize("make", [photograph, drawing])
def test_nothing_but_dots_is_left(make, size, place) -> None:  # type: ignore[no-untyped-def]
    data = make(size)
    cleaned = clean_picture(data, place)
    assert SECRET in data
    assert SECRET not in cleaned
    assert not re.search(rb"Exif|http|iTXt|tEXt|zTXt|eXIf|pHYs|ICC_PROFILE|iCCP|prVt", cleaned)
    image = opened(cleaned)
    assert not image.getexif()
    assert not {"comment", "xmp", "dpi"} & set(image.info)
    assert cleaned == clean_picture(data, place)
    clean_picture.__globals__["_kept"].cache_clear()
    assert cleaned == clean_picture(data, place)


@pytest.mark.parametrize("make", [photograph, drawing])
def test_dots_of_a_small_picture_are_untouched(make) -> None:  # type: ignore[no-untyped-def]
    data = make()
    cleaned = clean_picture(data, "screen")
    assert opened(cleaned).tobytes() == opened(data).tobytes()
    if make is drawing:
        assert re.findall(rb"IDAT.*IEND", cleaned, re.S)[0] in data
    else:
        assert cleaned[cleaned.index(b"\xff\xda") :] in data


@pytest.mark.parametrize(
    ("size", "place", "expected"),
    [
        ((3000, 600), "screen", (1440, 288)),
        ((3000, 600), "print", (1795, 359)),
        ((600, 4014), "print", (300, 2007)),
        ((600, 3000), "screen", (600, 3000)),
        ((1440, 10), "screen", (1440, 10)),
        ((6000, 1), "screen", (1440, 1)),
    ],
)
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_has_the_dots_that_the_page_needs(size, place, expected, kind) -> None:  # type: ignore[no-untyped-def]
    data = saved(gradient(*size), kind)
    image = opened(clean_picture(data, place))
    assert (image.size, image.format) == (expected, kind)


def test_a_picture_stands_upright_before_it_is_scaled() -> None:
    image = Image.new("RGB", (3000, 400), "white")
    image.paste("black", (0, 0, 1500, 400))  # the left half; after a quarter turn clockwise it is the upper
    exif = Image.Exif()
    exif[0x0112] = 6
    upright = opened(clean_picture(saved(image, "JPEG", exif=exif), "print")).convert("L")
    assert upright.size == (268, 2007)
    assert (upright.getpixel((100, 50)), upright.getpixel((100, 1950))) == (0, 255)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_every_orientation_is_the_one_that_pillow_finds(orientation: int, kind: str) -> None:
    from PIL import ImageOps

    image = Image.linear_gradient("L").resize((24, 16))
    image.paste(255, (0, 0, 8, 8))
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = saved(image, kind, exif=exif)
    expected = ImageOps.exif_transpose(opened(data))
    cleaned = opened(clean_picture(data, "screen"))
    assert cleaned.size == expected.size
    difference = [abs(a - b) for a, b in zip(cleaned.tobytes(), expected.tobytes(), strict=True)]
    assert max(difference) <= (0 if kind == "PNG" else 30)


def test_cmyk_is_shown_in_rgb() -> None:
    cleaned = opened(clean_picture(saved(Image.new("CMYK", (16, 16), (0, 255, 255, 0)), "JPEG"), "print"))
    assert cleaned.mode == "RGB"
    assert cleaned.getpixel((8, 8))[0] > 240  # type: ignore[index]


def test_16_bits_become_8() -> None:
    image = Image.new("I;16", (4, 1))
    for x, value in enumerate((0, 256 * 100, 256 * 200, 65535)):
        image.putpixel((x, 0), value)
    cleaned = opened(clean_picture(saved(image, "PNG"), "screen"))
    assert (cleaned.mode, list(cleaned.tobytes())) == ("L", [0, 100, 200, 255])


@pytest.mark.parametrize("width", [30, 2000])
def test_palette_and_see_through_parts_are_kept(width: int) -> None:
    image = Image.new("RGBA", (width, 20), (255, 0, 0, 255))
    image.paste((0, 0, 255, 0), (0, 0, width // 2, 20))
    for mode, source in (("RGBA", image), ("P", image.quantize(16, method=Image.Quantize.FASTOCTREE))):
        cleaned = opened(clean_picture(saved(source, "PNG"), "screen"))
        assert cleaned.mode == mode
        shown = cleaned.convert("RGBA")
        assert shown.getpixel((2, 10))[3] == 0  # type: ignore[index]
        assert shown.getpixel((cleaned.width - 3, 10)) == (255, 0, 0, 255)


def test_one_bit_pictures_are_scaled_in_grey() -> None:
    cleaned = opened(clean_picture(saved(Image.new("1", (2000, 20), 1), "PNG"), "screen"))
    assert (cleaned.size, cleaned.mode, cleaned.getpixel((5, 5))) == ((1440, 14), "L", 255)


def test_colours_of_another_profile_are_converted() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    other = lab.replace(b"sRGB", b"odd ").replace(b"s\0R\0G\0B", b"o\0d\0d\0 ")
    data = saved(gradient(20, 20), "PNG", icc_profile=other)
    assert opened(clean_picture(data, "screen")).mode == "RGB"
    broken = saved(gradient(20, 20), "JPEG", icc_profile=b"no profile at all")
    assert b"no profile" not in clean_picture(broken, "screen")


def test_dots_that_end_too_early_are_an_error_even_where_weasyprint_would_not_mind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    head = struct.pack(">IIBBBBB", 50, 50, 8, 2, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 90)) + chunk(b"IEND", b"")
    with pytest.raises(PictureError):
        clean_picture(data, "screen")
    assert ImageFile.LOAD_TRUNCATED_IMAGES


def test_a_drawing_is_written_anew_with_only_what_draws() -> None:
    inside = (
        "<metadata>hemligt</metadata><!-- hemligt --><filter>hemligt</filter><a href='#x' target='hemligt'>"
        "<text x='1' data-a='hemligt' style='fill:/* hemligt */red'>5 &lt; 6 &amp; å</text></a>"
        "<style>.a &gt; b { fill: url(#c) } /* hemligt */</style><use xlink:href='#x'/>"
    )
    cleaned = clean_picture(SVG.format(inside).encode(), "screen").decode()
    assert "hemligt" not in cleaned
    assert cleaned == SVG.format(
        '<g><text x="1" style="fill: red">5 &lt; 6 &amp; å</text></g>'
        "<style>.a &gt; b { fill: url(#c) }  </style><use xlink:href=\"#x\"></use>"
    ) + "\n"  # fmt: skip
    assert clean_picture(cleaned.encode(), "screen").decode() == cleaned


def test_pictures_inside_a_drawing_are_cleaned_and_printed(tmp_path: Path) -> None:
    inside = b64encode(photograph()).decode()
    data = SVG.format(f"<image width='90' height='45' href='data:image/jpeg;base64,{inside}'/>").encode()
    cleaned = clean_picture(data, "screen")
    assert inside[:2000] not in cleaned.decode()
    assert len(cleaned) < len(data)
    (tmp_path / "bild.svg").write_bytes(data)
    result = render_pdf(bare_document(Figure("bild.svg", "Bild")), root=tmp_path)
    assert result.diagnostics == []
    assert b"/DCTDecode" in result.data


def test_neither_site_nor_pdf_has_the_metadata(tmp_path: Path) -> None:
    root = make_workspace(tmp_path)
    (root / UNIT / "bilder/karta.png").write_bytes(drawing())
    (root / UNIT / "bilder/foto.jpg").write_bytes(photograph())
    plan = root / UNIT / "plan.yaml"
    line = next(line for line in plan.read_text("utf-8").splitlines() if "karta.png" in line)
    more = f"{line}\n\n      ![En bild till](bilder/foto.jpg)"
    plan.write_text(plan.read_text("utf-8").replace(line, more), "utf-8")
    assert findings_in(root) == []
    assert build(root).diagnostics == []
    made = [path for path in (root / "site").rglob("*") if path.suffix in (".png", ".jpg", ".pdf")]
    assert {path.suffix for path in made} == {".png", ".jpg", ".pdf"}
    for path in made:
        data = path.read_bytes()
        streams = [data, *_unpacked(data)]
        assert all(SECRET not in stream and b"Exif" not in stream for stream in streams)


def _unpacked(data: bytes) -> list[bytes]:
    found = []
    for part in re.findall(rb"stream\r?\n(.*?)endstream", data, re.S):
        try:
            found.append(zlib.decompress(part))
        except zlib.error:
            found.append(part)
    return found


def test_a_picture_that_cannot_be_decoded_is_an_error_where_it_is_named(tmp_path: Path) -> None:
    root = make_workspace(tmp_path)
    picture = root / UNIT / "bilder/karta.png"
    data = saved(gradient(40, 40), "PNG")
    start = data.index(b"IDAT")
    length = struct.unpack(">I", data[start - 4 : start])[0]
    body = b"IDAT" + b"\0" * length
    picture.write_bytes(data[:start] + body + struct.pack(">I", zlib.crc32(body)) + data[start + len(body) + 4 :])
    assert findings_in(root) == []
    result = build(root)
    assert as_lines([d for d in result.diagnostics if d.rule == "picture-file"])[0].startswith(f"{UNIT}/plan.yaml:22:")


def test_a_broken_picture_says_why_in_the_pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VPLAN_LANG", "en")
    (tmp_path / "bild.png").write_bytes(drawing()[:80])
    assert print_job(bare_document(Figure("bild.png", "Bild")), root=tmp_path).pictures == {"bild.png": None}
    (found,) = render_pdf(bare_document(Figure("bild.png", "Bild")), root=tmp_path).diagnostics
    assert str(found.hint).startswith("The PNG file is cut off or damaged.")


@pytest.mark.parametrize(
    ("words", "is_name"),
    [
        ("karta.png", True),
        ("bilder/karta.png", True),
        ("Karta.PNG", True),
        ("karta", True),
        ("DSC_0042.JPG", True),
        ("Karta", False),
        ("Karta över området", False),
        ("Så ser karta.png ut", False),
    ],
)
def test_the_name_of_the_file_is_no_text_alternative(tmp_path: Path, words: str, is_name: bool) -> None:
    root = make_workspace(tmp_path)
    plan = root / UNIT / "plan.yaml"
    plan.write_text(plan.read_text("utf-8").replace("![Karta över området]", f"![{words}]"), "utf-8")
    found = as_lines(findings_in(root))
    assert len(found) == is_name
    assert all(line.endswith(" warning picture-file") for line in found)


def test_a_figure_of_data_needs_no_words(tmp_path: Path) -> None:
    root = make_workspace(tmp_path)
    plan = root / UNIT / "plan.yaml"
    plan.write_text(plan.read_text("utf-8").replace("![Karta över området](bilder/karta.png", "![](#figur-a"), "utf-8")
    assert [line for line in as_lines(findings_in(root)) if "picture-file" in line] == []
