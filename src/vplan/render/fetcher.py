"""The only door through which WeasyPrint reads: the document's own pictures and the package's fonts.

Imported after `vplan.render.pdf.prepare`, because it imports WeasyPrint.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from weasyprint.urls import URLFetcher, URLFetcherResponse

from vplan.opening import LinkError, NotAFileError, read_bytes
from vplan.render.addresses import picture_file, print_picture
from vplan.render.styles import FONT_FILES, dots_file
from vplan.resources import fonts_dir

if TYPE_CHECKING:
    from vplan.picture import Problem

MAX_PICTURE = 30_000_000

_SVG_TYPE = "image/svg+xml"

_INSIDE = ("data:image/png;base64,", "data:image/jpeg;base64,")


class RefusedError(ValueError):
    """An address that the document may not read."""


class DocumentFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Reads the files that a document names and our fonts; refuses everything else, and so never uses the network.

    `faults` are the pictures that could not be used, by their address, and why; `shown` those that were, by their file.
    """

    # The base class would build handlers for HTTP and FTP and load certificates; none of them is wanted.
    _fail_on_errors = False

    def __init__(self, pictures: Iterable[str], root: Path) -> None:
        self.faults: dict[str, Problem] = {}
        self.shown: dict[str, bytes] = {}
        self._root = root.resolve()
        self._pictures = {print_picture(file) for file in pictures}
        own = (dots_file(), *(fonts_dir() / name for name in FONT_FILES))
        self._own = {file.as_uri(): file for file in own}

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002 - the base class's signature
        """Return the file's content; raises `RefusedError` for any other address and `OSError` for a missing file."""
        if url in self._own:
            return _response(url, self._own[url].read_bytes())
        if url in self._pictures:
            return _response(url, self._picture(url))
        if url.startswith(_INSIDE):  # in an SVG that `clean_picture` wrote
            return URLFetcherResponse("vplan-inside:", b64decode(url.partition(",")[2]))
        raise RefusedError(url)

    def _picture(self, url: str) -> bytes:
        from vplan.picture import PictureError, clean_picture  # most plans have no picture

        file = picture_file(url)
        try:
            data = read_bytes(self._root, file, MAX_PICTURE + 1)
        except (LinkError, NotAFileError) as error:
            raise RefusedError(url) from error
        if len(data) > MAX_PICTURE:
            raise RefusedError(url)
        try:
            self.shown[file] = clean_picture(data, "print")
        except PictureError as error:
            self.faults[url] = error.problem
            raise
        return self.shown[file]


def _response(url: str, data: bytes) -> URLFetcherResponse:
    """Say of an SVG that it is one: else Pillow tries it first, with all of its some forty formats."""
    return URLFetcherResponse(url, data, {"Content-Type": _SVG_TYPE} if data.startswith(b"<svg") else None)
