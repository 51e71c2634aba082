"""Bad pictures: each gets a finding where the text names it, or becomes a bounded and sound picture."""

from __future__ import annotations

import re
import struct
import subprocess
import sys
import time
import zlib
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from support.pages import parse
from support.workspaces import UNIT, as_lines, base_text, findings_in, make_workspace
from test_picture import SMALL_JPEG, SMALL_PNG, SVG, chunk, jpeg, png, problem, saved
from test_picture_cleaning import gradient, opened
from vplan.api import build
from vplan.diagnostics import Diagnostic, Severity
from vplan.picture import PictureError, clean_picture, look_at

WAS = "![Karta över området](bilder/karta.png"
SIZE = (20_000, 10_000)


def workspace(root: Path, data: bytes | str, name: str = "karta.png", words: str = "Karta över området") -> Path:
    """Return a workspace whose plan shows the picture."""
    plan = base_text("plan")
    assert WAS in plan
    files: dict[str, str | bytes] = {"plan": plan.replace(WAS, f"![{words}](bilder/{name}")}
    return make_workspace(root, {**files, f"{UNIT}/bilder/{name}": data})


def told_of(root: Path) -> list[Diagnostic]:
    return [found for found in findings_in(root) if found.span.file == f"{UNIT}/plan.yaml"]


def frames(kind: str) -> bytes:
    first, *others = (Image.new("RGB", (8, 8), colour) for colour in ("red", "blue", "green"))
    return saved(first, kind, save_all=True, append_images=others)


def exif_bomb() -> bytes:
    """Return a JPEG whose EXIF data count four thousand million entries."""
    body = b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 65535) + b"\xff" * 40_000
    return SMALL_JPEG[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + SMALL_JPEG[2:]


LAUGHS = "<!DOCTYPE svg [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12)
)  # fmt: skip
REFUSED: dict[str, tuple[bytes | str, str]] = {
    "200-megapixels-in-the-header-png": (png(*SIZE), "karta.png"),
    "200-megapixels-in-the-header-jpeg": (jpeg(*SIZE), "karta.jpg"),
    "no-byte": (b"", "karta.png"),
    "no-byte-svg": (b"", "karta.svg"),
    "cut-off-png": (SMALL_PNG[: len(SMALL_PNG) // 2], "karta.png"),
    "cut-off-jpeg": (SMALL_JPEG[: len(SMALL_JPEG) // 2], "karta.jpeg"),
    "flipped-byte": (SMALL_PNG[:45] + bytes((SMALL_PNG[45] ^ 1,)) + SMALL_PNG[46:], "karta.png"),
    "png-named-svg": (SMALL_PNG, "karta.svg"),
    "svg-named-png": (SVG.format("<rect/>"), "karta.png"),
    "gif": (frames("GIF"), "karta.png"),
    "gif-by-name": (frames("GIF"), "karta.gif"),
    "webp-that-moves": (frames("WEBP"), "karta.png"),
    "tiff": (saved(gradient(9, 9), "TIFF"), "karta.png"),
    "web-page-named-png": ("<html><script>alert(1)</script></html>", "karta.png"),
    "lossless-jpeg": (SMALL_JPEG.replace(b"\xff\xc0", b"\xff\xc3", 1), "karta.jpg"),
    "laughs": (LAUGHS + "]>" + SVG.format("<text>&a11;</text>"), "karta.svg"),
    "file-entity": (
        "<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + SVG.format("<text>&x;</text>"),
        "karta.svg",
    ),
    "parameter-entity": (
        "<!DOCTYPE svg [<!ENTITY % x SYSTEM 'http://e.org/x.dtd'> %x;]>" + SVG.format(""),
        "karta.svg",
    ),
    "script": (SVG.format("<script>alert(1)</script>"), "karta.svg"),
    "event": (SVG.format("<rect onclick='alert(1)'/>"), "karta.svg"),
    "event-on-an-animation": (SVG.format("<animate onbegin='alert(1)' attributeName='x'/>"), "karta.svg"),
    "address-of-a-script": (SVG.format("<a xlink:href='java&#115;cript:alert(1)'><text>x</text></a>"), "karta.svg"),
    "picture-outside": (SVG.format("<image xlink:href='https://e.org/a.png'/>"), "karta.svg"),
    "file-outside": (SVG.format("<image href='file:///etc/passwd'/>"), "karta.svg"),
    "use-outside": (SVG.format("<use href='//e.org/a.svg#b'/>"), "karta.svg"),
    "css-outside": (SVG.format("<style>rect { fill: URL( 'https://e.org/a' ) }</style>"), "karta.svg"),
    "css-import": (SVG.format("<style>@import url(https://e.org/a.css);</style>"), "karta.svg"),
    "web-page-inside": (
        SVG.format("<foreignObject><div xmlns='http://www.w3.org/1999/xhtml'/></foreignObject>"),
        "karta.svg",
    ),
    "data-of-html": (SVG.format("<image href='data:text/html,&lt;script>alert(1)'/>"), "karta.svg"),
    "data-of-a-use": (SVG.format("<use href='data:image/svg+xml;base64,AAAA#a'/>"), "karta.svg"),
    "200-megapixels-inside": (
        SVG.format(f"<image href='data:image/png;base64,{b64encode(png(*SIZE)).decode()}'/>"),
        "karta.svg",
    ),
    "a-thousand-kilometres": ('<svg xmlns="http://www.w3.org/2000/svg" width="1000000000" height="5"/>', "karta.svg"),
    "endless": ('<svg xmlns="http://www.w3.org/2000/svg" width="inf" viewBox="0 0 1e400 1"/>', "karta.svg"),
    "utf-16-bomb": (SVG.format("<g/>" * 30_000).encode("utf-16"), "karta.svg"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_picture_is_an_error_where_it_is_named(name: str, tmp_path: Path) -> None:
    root = workspace(tmp_path, *REFUSED[name])
    began = time.process_time()
    (found,) = [finding for finding in told_of(root) if finding.rule == "picture-file"]
    assert time.process_time() - began < 2
    line = (root / found.span.file).read_text(encoding="utf-8").splitlines()[found.span.line - 1]
    assert line[found.span.column - 1 :].startswith(f"bilder/{REFUSED[name][1]}")
    assert found.severity is Severity.ERROR
    assert found.hint


def test_a_real_picture_of_200_megapixels_is_refused_unread(tmp_path: Path) -> None:
    data = saved(Image.new("L", SIZE), "JPEG", quality=5)
    began = time.process_time()
    found = problem(tmp_path, data, "a.jpg")
    assert time.process_time() - began < 0.2
    assert found is not None
    assert "200" in found[0]
    with pytest.raises(PictureError):
        clean_picture(data, "print")


# --- what is drawn with too much effort ---

GRADIENT = "<linearGradient id='g' {}><stop offset='0'/><stop offset='1' stop-color='red'/></linearGradient>"
COSTLY: dict[str, Callable[[], str]] = {
    "text": lambda: f"<text>{'ord ' * 50_000}</text>",
    "letters-one-by-one": lambda: f"<text rotate='1 2'>{'o' * 150_000}</text>",
    "texts": lambda: "<text>hej</text>" * 15_000,
    "points": lambda: f"<polyline points='{'1,2 ' * 100_000}'/>",
    "path": lambda: f"<path d='{'M1 1L2 2' * 450_000}'/>",
    "copies": lambda: f"<g id='a'>{'<path/>' * 200}</g>" + "<use href='#a'/>" * 200,
    "selectors": lambda: (
        "<style>" + f"{'* ' * 50}{{fill:red}}" + "</style>" + "<g>" * 90 + "<path/>" * 500 + "</g>" * 90
    ),
    "rules": lambda: f"<style>{'*{fill:red}' * 5_000}</style>" + "<path/>" * 10_000,
    "words-in-selectors": lambda: f"<style>{':is(*) :not(a):has(b) c{fill:red}' * 50}</style>" + "<path/>" * 10_000,
}


@pytest.mark.parametrize("name", COSTLY)
def test_a_drawing_that_would_take_minutes_to_print_is_refused(name: str, tmp_path: Path) -> None:
    began = time.process_time()
    assert problem(tmp_path, SVG.format(COSTLY[name]()), "a.svg") is not None
    assert time.process_time() - began < 2


ALLOWED = {
    "a-map": "<path d='M1 1L20 30 4 5Z' class='c'/>" * 5_000
    + "<style>.c { fill: red } g .c, g > path { fill: blue }</style>",
    "some-text": "<text x='1' y='2'>Stadsdelsnämnden</text>" * 400,
    "one-long-line": f"<polyline points='{'1,2 ' * 20_000}'/>",
}


@pytest.mark.parametrize("name", ALLOWED)
def test_a_rich_drawing_is_let_through(name: str, tmp_path: Path) -> None:
    assert problem(tmp_path, SVG.format(ALLOWED[name]), "a.svg") is None


@pytest.mark.parametrize("kind", ["repeat", "reflect"])
def test_a_gradient_that_repeats_itself_is_drawn_once_and_told_of(kind: str, tmp_path: Path) -> None:
    data = SVG.format(GRADIENT.format(f"spreadMethod='{kind}' x2='0.0000001'") + "<rect fill='url(#g)'/>")
    path = tmp_path / "a.svg"
    path.write_text(data)
    assert len(look_at(path).remarks) == 1
    assert b"spreadMethod" not in clean_picture(data.encode(), "print")


def test_extreme_numbers_print_in_bounded_time(tmp_path: Path) -> None:
    inside = (
        "<rect width='NaN' height='inf' x='1e999'/><circle r='-5'/><text font-size='-3'>hej</text>"
        "<path d='M1e400 nan L5 5'/>"
        "<g transform='scale(0)'><rect width='5' height='5'/></g>"
        "<svg width='1e9' viewBox='0 0 0.0001 0.0001'><rect/></svg>"
        "<path d='M0 0L100000 100000' stroke='red' stroke-dasharray='0.00001'/>"
        "<pattern id='p' width='0.00001' height='0.00001'><rect width='1' height='1'/></pattern>"
        "<rect fill='url(#p)' width='100' height='100'/>"
    )
    root = workspace(tmp_path, SVG.replace(">{}", " viewBox='0 0 100 100'>{}").format(inside), "karta.svg")
    began = time.process_time()
    result = build(root)
    assert time.process_time() - began < 20
    assert not [finding for finding in result.diagnostics if finding.severity is Severity.ERROR]
    assert list((root / "site").rglob("*.pdf"))


def test_what_the_pdf_cannot_hold_is_told_of_where_the_picture_is_named(tmp_path: Path) -> None:
    root = workspace(
        tmp_path, SVG.replace(">{}", " viewBox='0 0 9 9'>{}").format("<text font-size='1e9'>a</text>"), "a.svg"
    )
    found = [finding for finding in build(root).diagnostics if finding.severity is Severity.ERROR]
    assert [(finding.rule, finding.span.file) for finding in found] == [("weasyprint", f"{UNIT}/plan.yaml")]


# --- dots ---

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the kernel tells the most memory a process has had")
PEAK = r"print(re.search(r'VmHWM:\s+(\d+) kB', open('/proc/self/status').read())[1])"


@ON_LINUX
def test_a_png_that_unpacks_to_much_more_than_its_size_stops_at_its_size(tmp_path: Path) -> None:
    head = struct.pack(">IIBBBBB", 100, 100, 8, 2, 0, 0, 0)
    packer = zlib.compressobj(9)
    bomb = b"".join(packer.compress(bytes(1_000_000)) for _ in range(200)) + packer.flush()
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", bomb) + chunk(b"IEND", b"")
    assert len(data) < 300_000
    script = (
        "import re, sys\nfrom vplan.picture import PictureError, clean_picture\n"
        "data = open(sys.argv[1], 'rb').read()\n"
        "try: clean_picture(data, 'print')\nexcept PictureError: pass\n" + PEAK
    )
    (tmp_path / "a.png").write_bytes(data)
    began = time.monotonic()
    run = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "a.png")], capture_output=True, text=True, check=True
    )
    assert time.monotonic() - began < 20
    assert int(run.stdout) < 200_000  # kB


@ON_LINUX
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_the_largest_picture_is_made_small_in_bounded_memory(kind: str, tmp_path: Path) -> None:
    path = tmp_path / ("a.png" if kind == "PNG" else "a.jpg")
    path.write_bytes(saved(Image.new("RGB", (7000, 7000), "teal"), kind))
    script = (
        "import re, sys\nfrom vplan.picture import clean_picture\n"
        "made = clean_picture(open(sys.argv[1], 'rb').read(), 'print')\n"
        "assert len(made) < 200_000\n" + PEAK
    )
    run = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True)
    assert int(run.stdout) < 500_000


def test_pictures_that_move_say_so_and_stand_still(tmp_path: Path) -> None:
    root = workspace(tmp_path, frames("PNG"))
    (found,) = told_of(root)
    assert (found.rule, found.severity) == ("picture-file", Severity.WARNING)
    assert b"acTL" not in clean_picture(frames("PNG"), "screen")


@pytest.mark.parametrize("place", ["screen", "print"])
def test_colours_of_print_and_of_16_bits_become_those_of_the_web(place: str) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    cmyk = saved(Image.new("CMYK", (2500, 30), (255, 0, 255, 0)), "JPEG")
    shown = opened(clean_picture(cmyk, place))  # type: ignore[arg-type]
    assert shown.mode == "RGB"
    assert shown.width < 2000
    assert shown.getpixel((9, 9))[1] > 200  # type: ignore[index]
    deep = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 1, 16, 2, 0, 0, 0))
    deep += chunk(b"IDAT", zlib.compress(b"\0" + struct.pack(">6H", 65535, 0, 0, 0, 65535, 0))) + chunk(b"IEND", b"")
    shown = opened(clean_picture(deep, place))  # type: ignore[arg-type]
    assert [shown.convert("RGB").getpixel((x, 0)) for x in (0, 1)] == [(255, 0, 0), (0, 255, 0)]
    named = clean_picture(saved(gradient(20, 20), "JPEG", icc_profile=profile), place)  # type: ignore[arg-type]
    assert b"ICC_PROFILE" not in named


def test_a_photograph_goes_out_upright_and_without_the_place_where_it_was_taken(tmp_path: Path) -> None:
    image = Image.new("RGB", (300, 100), "white")
    image.paste("black", (0, 0, 150, 100))
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Kameramakaren"
    exif.get_ifd(0x8825).update({1: "N", 2: (59.0, 20.0, 30.4), 3: "E", 4: (18.0, 5.0, 35.2)})
    root = workspace(tmp_path, saved(image, "JPEG", exif=exif, comment=b"hemma"), "foto.jpg", "En gata")
    assert not [finding for finding in build(root).diagnostics if finding.severity is Severity.ERROR]
    (made,) = (root / "site").rglob("*.jpg")
    data = made.read_bytes()
    markers = re.findall(rb"\xff([\xc0-\xfe])", data[: data.index(b"\xff\xda")])
    assert {marker[0] for marker in markers} <= {0xD8, 0xDB, 0xC0, 0xC2, 0xC4, 0xDA, 0xE0, 0xEE}
    shown = opened(data).convert("L")
    assert shown.size == (100, 300)
    assert (shown.getpixel((50, 50)), shown.getpixel((50, 250))) == (0, 255)
    for path in (root / "site").rglob("*"):
        assert not path.is_file() or b"Kameramakaren" not in path.read_bytes()


def test_exif_data_that_lie_about_themselves_are_passed_over() -> None:
    assert opened(clean_picture(exif_bomb(), "screen")).size == opened(SMALL_JPEG).size


# --- words ---


@pytest.mark.parametrize(
    ("words", "severity"),
    [("", Severity.ERROR), ("   ", Severity.ERROR), ("\u00a0", Severity.ERROR), ("karta.png", Severity.WARNING)],
)
def test_a_picture_needs_words(words: str, severity: Severity, tmp_path: Path) -> None:
    (found,) = told_of(workspace(tmp_path, SMALL_PNG, words=words))
    assert (found.rule, found.severity) == ("picture-file", severity)


def test_a_caption_of_a_thousand_words_is_a_warning_and_is_built(tmp_path: Path) -> None:
    root = workspace(tmp_path, SMALL_PNG, words="ord " * 1000 + "<b onclick='x'>&")
    plan = root / UNIT / "plan.yaml"
    text = plan.read_text(encoding="utf-8")
    end = text.index(")", text.index("bilder/karta.png"))
    start = text.index("bilder/karta.png") + len("bilder/karta.png")
    plan.write_text(text[:start] + ' "' + "ord " * 1000 + '"' + text[end:], encoding="utf-8")
    result = build(root)
    found = [line for line in as_lines(list(result.diagnostics)) if "picture" in line or "html" in line]
    assert [line.split()[1:] for line in found] == [["warning", "picture-file"]]
    (page,) = (path for path in (root / "site").rglob("*.html") if "hemtjanst" in str(path))
    (image,) = [e for e in parse(page.read_text(encoding="utf-8")).iter("img") if "karta" in e.attrib["src"]]
    assert "onclick" in image.attrib["alt"]
    assert set(image.attrib) <= {"src", "alt", "width", "height", "loading"}
