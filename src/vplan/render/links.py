"""What a link may lead to, and where the pictures of a page lie."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import PurePosixPath

from vplan.diagnostics import Span
from vplan.document.tree import Document, Figure
from vplan.document.walk import all_blocks

_SCHEMES = ("http://", "https://", "mailto:", "#")
_FOLDER = "bilder/"


def link_target(href: str) -> str:
    """Return `href`; raises `ValueError` when it is no http, https or mailto address and no anchor.

    The prose room refuses other links with a diagnostic; this is the second lock on the same door.
    """
    if not href.lower().startswith(_SCHEMES):
        raise ValueError(f"link with a scheme that is not allowed: {href!r}")
    return href


def figures(document: Document) -> Iterator[Figure]:
    """Return all pictures in the text, in reading order."""
    return (block for block in all_blocks(document) if isinstance(block, Figure))


def picture_files(document: Document) -> tuple[str, ...]:
    """Return the files, relative to the workspace, of all pictures and of the logotype, each once."""
    logotype = (document.cover.logotype,) if document.cover.logotype else ()
    return tuple(dict.fromkeys((*logotype, *(figure.file for figure in figures(document)))))


def picture_places(document: Document) -> dict[str, Span | None]:
    """Return the files of `picture_files`, each with the place that names it where that is known."""
    places = {figure.file: figure.span for figure in reversed(list(figures(document)))}
    return {file: places.get(file) for file in picture_files(document)}


def picture_outputs(document: Document) -> dict[str, str]:
    """Return where each picture lies beside the page: output path, relative to the page's folder, to source path."""
    return {picture_output(file): file for file in picture_files(document)}


def picture_output(file: str) -> str:
    """Return a picture's path relative to the page's folder.

    What lies in the unit's folder `bilder` keeps its path. Anything else gets a name of its own, so that two documents
    of a unit never put different pictures in one place.
    """
    before, folder, rest = file.partition(f"/{_FOLDER}")
    if before and folder:
        return _FOLDER + rest
    return f"{_FOLDER}{sha256(file.encode()).hexdigest()[:8]}-{PurePosixPath(file).name}"
