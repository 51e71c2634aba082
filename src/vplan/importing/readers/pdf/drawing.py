"""What is drawn on a PDF page besides text: the lines and the shaded boxes of tables, and where links are."""

from __future__ import annotations

import ctypes
import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

from vplan.importing.readers.limits import MAX_PAGE_OBJECTS
from vplan.importing.readers.pdf.text import View

_THIN = 3.0
_SHORTEST = 6.0
_DOT = (1.5, 6.0)
_MAX_SEGMENTS = 5_000
_MAX_LINKS = 1_000
_MAX_DOTS = 500
_MAX_DEPTH = 6
_WHITE = 250
_SMALLEST_PICTURE = 40.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle from the upper left to the lower right corner; a line is a box that is almost flat."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def x(self) -> float:
        """Return the middle across."""
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        """Return the middle down."""
        return (self.y0 + self.y1) / 2


@dataclass(slots=True)
class Drawing:
    """The lines across and down, the shaded boxes, the links of a page, and drawn dots that may be list marks.

    `pictures` are place and size of the pictures on it, in whole points; rules and dots that are pictures are none.
    """

    across: list[Box] = field(default_factory=list)
    down: list[Box] = field(default_factory=list)
    shades: list[Box] = field(default_factory=list)
    links: list[tuple[Box, str]] = field(default_factory=list)
    dots: list[Box] = field(default_factory=list)
    pictures: list[tuple[int, int, int, int]] = field(default_factory=list)


_Matrix = tuple[float, float, float, float, float, float]


def read_drawing(document: Any, page: Any, view: View) -> Drawing:
    """Return the lines, boxes and links of a page that is open."""
    drawing = Drawing()
    for handle, matrix, is_picture in _objects(page):
        if is_picture:
            _add_picture(drawing, matrix)
        else:
            _add_path(drawing, handle, matrix, view)
    drawing.links = list(_links(document, page, view))
    return drawing


def _add_picture(drawing: Drawing, matrix: _Matrix) -> None:
    a, b, c, d, e, f = matrix
    width, height = math.hypot(a, b), math.hypot(c, d)
    if min(width, height) >= _SMALLEST_PICTURE and math.isfinite(width + height + e + f):
        drawing.pictures.append((round(e), round(f), round(width), round(height)))


def _objects(page: Any) -> Iterator[tuple[Any, _Matrix, bool]]:
    """Yield paths and pictures, each with its matrix and whether it is a picture."""
    left = MAX_PAGE_OBJECTS
    count = pdfium.FPDFPage_CountObjects(page)
    queue: list[tuple[Any, _Matrix, int]] = []
    identity = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    for index in range(min(count, left)):
        queue.append((pdfium.FPDFPage_GetObject(page, index), identity, 0))
    queue.reverse()
    while queue and left > 0:
        left -= 1
        handle, matrix, depth = queue.pop()
        kind = pdfium.FPDFPageObj_GetType(handle)
        if kind in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE):
            yield handle, _joined(_matrix_of(handle), matrix), kind == pdfium.FPDF_PAGEOBJ_IMAGE
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
            inner = _joined(_matrix_of(handle), matrix)
            inside = min(pdfium.FPDFFormObj_CountObjects(handle), left)
            queue += [(pdfium.FPDFFormObj_GetObject(handle, n), inner, depth + 1) for n in reversed(range(inside))]


def _matrix_of(handle: Any) -> _Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(handle, ctypes.byref(matrix)):
        return (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _joined(first: _Matrix, then: _Matrix) -> _Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _add_path(drawing: Drawing, handle: Any, matrix: _Matrix, view: View) -> None:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(handle, ctypes.byref(fill), ctypes.byref(stroke))
    if not fill.value and not stroke.value:
        return
    filled = bool(fill.value) and _visible(handle)
    for points in _subpaths(handle, matrix, view):
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        box = Box(min(xs), min(ys), max(xs), max(ys))
        wide, high = box.x1 - box.x0, box.y1 - box.y0
        if _DOT[0] <= wide <= _DOT[1] and abs(wide - high) < 1 and len(points) > 3:
            drawing.dots += [box] if len(drawing.dots) < _MAX_DOTS else []
            continue
        if wide < _THIN and high < _THIN:
            continue
        if high < _THIN or wide < _THIN:
            _add_line(drawing, box)
        elif stroke.value:
            for (x0, y0), (x1, y1) in itertools.pairwise(points):
                edge = Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
                if edge.x1 - edge.x0 < 1 or edge.y1 - edge.y0 < 1:
                    _add_line(drawing, edge)
        if filled and high >= _THIN and wide >= _THIN:
            drawing.shades.append(box)


def _add_line(drawing: Drawing, box: Box) -> None:
    wide, high = box.x1 - box.x0, box.y1 - box.y0
    if wide >= high and wide >= _SHORTEST:
        drawing.across.append(box)
    elif high > wide and high >= _SHORTEST:
        drawing.down.append(box)


def _subpaths(handle: Any, matrix: _Matrix, view: View) -> Iterator[list[tuple[float, float]]]:
    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    for index in range(min(pdfium.FPDFPath_CountSegments(handle), _MAX_SEGMENTS)):
        segment = pdfium.FPDFPath_GetPathSegment(handle, index)
        pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO and points:
            if len(points) > 1:
                yield points
            points = []
        points.append(view.point(a * x.value + c * y.value + e, b * x.value + d * y.value + f))
        if pdfium.FPDFPathSegment_GetClose(segment) and len(points) > 1:
            points.append(points[0])
    if len(points) > 1:
        yield points


def _visible(handle: Any) -> bool:
    """Return whether the fill is seen on white paper."""
    values = [ctypes.c_uint(255) for _ in range(4)]
    if not pdfium.FPDFPageObj_GetFillColor(handle, *(ctypes.byref(value) for value in values)):
        return False
    *colour, alpha = (value.value for value in values)
    return alpha > 0 and min(colour) < _WHITE


def _links(document: Any, page: Any, view: View) -> Iterator[tuple[Box, str]]:
    position, link = ctypes.c_int(0), pdfium.FPDF_LINK()
    for _ in range(_MAX_LINKS):
        if not pdfium.FPDFLink_Enumerate(page, ctypes.byref(position), ctypes.byref(link)):
            return
        address = _address(document, link)
        rect = pdfium.FS_RECTF()
        if address and pdfium.FPDFLink_GetAnnotRect(link, ctypes.byref(rect)):
            (x0, y0), (x1, y1) = view.point(rect.left, rect.bottom), view.point(rect.right, rect.top)
            yield Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)), address


def _address(document: Any, link: Any) -> str:
    action = pdfium.FPDFLink_GetAction(link)
    if not action or pdfium.FPDFAction_GetType(action) != pdfium.PDFACTION_URI:
        return ""
    buffer = ctypes.create_string_buffer(2048)
    pdfium.FPDFAction_GetURIPath(document, action, buffer, 2048)
    return buffer.value.decode("utf-8", "replace")
