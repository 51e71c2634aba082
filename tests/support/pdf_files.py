"""Small PDF files written by hand: text and lines at given places, so that a test says what stands where.

All text is in Courier, whose letters are 0.6 of the size wide: a test can tell exactly where a line ends.
"""

from __future__ import annotations

from dataclasses import dataclass, field

WIDTH, HEIGHT = 595.0, 842.0
FONTS = ("Courier", "Courier-Bold", "Courier-Oblique")


@dataclass
class PdfPage:
    """A page; places are in points from its upper left corner, text stands on `y`."""

    parts: list[str] = field(default_factory=list)
    links: list[tuple[float, float, float, float, str]] = field(default_factory=list)
    extra: str = ""

    def text(
        self, x: float, y: float, text: str, size: float = 10, *, bold: bool = False, italic: bool = False
    ) -> PdfPage:
        """Write a line of text."""
        font = 1 if bold else 2 if italic else 0
        code = "".join(rf"\{byte:03o}" for byte in text.encode("cp1252"))
        self.parts.append(f"BT /F{font} {size} Tf 1 0 0 1 {x} {HEIGHT - y} Tm ({code}) Tj ET")
        return self

    def lines(
        self, x: float, y: float, *texts: str, size: float = 10, leading: float = 12, bold: bool = False
    ) -> float:
        """Write lines under each other and return where the next one would stand."""
        for text in texts:
            self.text(x, y, text, size, bold=bold)
            y += leading
        return y

    def line(self, x0: float, y0: float, x1: float, y1: float) -> PdfPage:
        """Draw a line."""
        self.parts.append(f"0.5 w {x0} {HEIGHT - y0} m {x1} {HEIGHT - y1} l S")
        return self

    def shade(self, x0: float, y0: float, x1: float, y1: float) -> PdfPage:
        """Fill a box with grey."""
        self.parts.append(f"0.9 g {x0} {HEIGHT - y1} {x1 - x0} {y1 - y0} re f 0 g")
        return self

    def link(self, x0: float, y0: float, x1: float, y1: float, address: str) -> PdfPage:
        """Put a link over a box."""
        self.links.append((x0, HEIGHT - y1, x1, HEIGHT - y0, address))
        return self

    def grid(self, xs: list[float], ys: list[float]) -> PdfPage:
        """Draw all lines of a table."""
        for x in xs:
            self.line(x, ys[0], x, ys[-1])
        for y in ys:
            self.line(xs[0], y, xs[-1], y)
        return self


def write_pdf(*pages: PdfPage, extra: str = "", info: str = "") -> bytes:
    """Return the file; `extra` goes into the catalogue, `info` into the document's information."""
    objects: list[bytes] = []

    def add(body: str | bytes) -> int:
        objects.append(body if isinstance(body, bytes) else body.encode("latin-1"))
        return len(objects)

    tree = 1 + len(FONTS) + 1
    fonts = [add(f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>") for name in FONTS]
    resources = " ".join(f"/F{index} {number} 0 R" for index, number in enumerate(fonts))
    catalog = add(f"<< /Type /Catalog /Pages {tree} 0 R {extra} >>")
    add(b"")
    kids = []
    for page in pages:
        stream = "\n".join(page.parts).encode("latin-1")
        content = add(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        annotations = [
            add(
                f"<< /Type /Annot /Subtype /Link /Rect [{x0} {y0} {x1} {y1}] /Border [0 0 0]"
                f" /A << /S /URI /URI ({address}) >> >>"
            )
            for x0, y0, x1, y1, address in page.links
        ]
        annots = " ".join(f"{number} 0 R" for number in annotations)
        kids.append(
            add(
                f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {content} 0 R"
                f" /Resources << /Font << {resources} >> >> /Annots [{annots}] {page.extra} >>"
            )
        )
    objects[tree - 1] = f"<< /Type /Pages /Kids [{' '.join(f'{k} 0 R' for k in kids)}] /Count {len(kids)} >>".encode()
    information = add(f"<< {info} >>")
    return _assembled(objects, f"/Root {catalog} 0 R /Info {information} 0 R")


def _assembled(objects: list[bytes], trailer: str) -> bytes:
    result = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(result))
        result += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(result)
    result += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    result += b"".join(b"%010d 00000 n \n" % place for place in places)
    result += b"trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer.encode(), start)
    return bytes(result)
