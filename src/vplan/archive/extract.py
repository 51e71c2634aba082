"""Brings the sources of a document out of its PDF, as a workspace that builds the same bytes."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from vplan.archive.carried import MANIFEST_NAME, Carried, NotCarriedError, load
from vplan.archive.reading import ArchiveError, PdfReading, opened
from vplan.diagnostics import msg
from vplan.oserrors import reason


@dataclass(frozen=True, slots=True)
class Sources:
    """The manifest of a PDF, and the files that it carries by paths; `altered` are those whose hash is another."""

    carried: Carried
    files: dict[str, bytes]
    altered: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def sources_in(data: bytes, name: str) -> Sources:
    """Return what a PDF carries; raises `ArchiveError` for one that cannot be read or carries nothing of vplan's."""
    with opened(data, name) as reading:
        return read_sources(reading, name)


def read_sources(reading: PdfReading, name: str) -> Sources:
    """Return what an open PDF carries; raises `ArchiveError` as `sources_in` does."""
    manifest = reading.manifest()
    if manifest is None:
        hint = msg("It was made by another program, or by vplan before its PDFs carried their sources.")
        raise ArchiveError(msg("{file} carries no sources of vplan's.", file=name), hint)
    try:
        carried = load(manifest)
    except NotCarriedError as error:
        why = error.message
        message = msg("The list {list} in {file} cannot be used: {reason}", list=MANIFEST_NAME, file=name, reason=why)
        raise ArchiveError(message) from error
    attachments = reading.attachments()
    files = {path: attachments[at] for path, at in carried.names.items() if at in attachments}
    altered = tuple(path for path, data in files.items() if sha256(data).hexdigest() != carried.digests[path])
    return Sources(carried, files, altered, tuple(sorted(carried.names.keys() - files.keys())))


def extract(data: bytes, name: str, folder: Path) -> Sources:
    """Write the sources that a PDF carries to a folder, which must be empty or not there; all of them or none.

    Raises `ArchiveError` where the PDF or the folder cannot be used, or an attachment was altered.
    """
    refuse_full(folder)
    sources = sources_in(data, name)
    for path in (*sources.altered, *sources.missing):
        message = msg("{path} in {file} is not the file that the PDF was made from.", path=path, file=name)
        raise ArchiveError(message, msg("“vplan verify” tells what was altered. Nothing was written."))
    write_workspace(sources.files, folder)
    return sources


def refuse_full(folder: Path) -> None:
    """Raise `ArchiveError` unless a folder is empty or not there."""
    try:
        empty = not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
    except OSError as error:
        message = msg("{file} cannot be read: {reason}", file=str(folder), reason=reason(error))
        raise ArchiveError(message) from error
    if not empty or folder.is_symlink():
        raise ArchiveError(msg("{folder} is not empty.", folder=str(folder)), msg("Name a new or an empty folder."))


def write_workspace(files: dict[str, bytes], folder: Path) -> None:
    """Write files, whose paths are safe, to a folder that is empty or not there: all or none.

    Raises `ArchiveError` where the system refuses.
    """
    is_there = folder.exists()
    try:
        around = folder if is_there else folder.parent
        around.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".vplan-", dir=around, ignore_cleanup_errors=True) as temporary:
            staged = Path(temporary, "workspace")
            staged.mkdir()
            for path, data in files.items():
                place = staged / path
                place.parent.mkdir(parents=True, exist_ok=True)
                with place.open("xb") as stream:
                    stream.write(data)
            if is_there:  # it may be the one that the user stands in, or a mounted one: it stays
                _move_all(staged, folder)
            else:
                staged.replace(folder)
    except OSError as error:
        hint = msg("Let your user write there, or name another folder with “--to DIR”.")
        message = msg("{file} cannot be written: {reason}", file=str(folder), reason=reason(error))
        raise ArchiveError(message, hint) from error


def _move_all(staged: Path, folder: Path) -> None:
    """Move what lies in one folder into another; where that fails, nothing is moved."""
    moved: list[Path] = []
    try:
        for path in sorted(staged.iterdir()):
            moved.append(path.rename(folder / path.name))
    except OSError:
        for path in moved:
            path.rename(staged / path.name)
        raise
