"""Opens a file to be imported: its content and its name must agree on what it is, and only then a reader gets it."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from importlib import import_module
from itertools import islice
from pathlib import Path
from shlex import quote

from vplan.diagnostics import msg
from vplan.importing.readers import kinds, limits
from vplan.importing.readers.refusals import refuse_size
from vplan.importing.source import Format, RefusedError, SourceDocument
from vplan.oserrors import reason

_FLAGS = os.O_RDONLY
for _name in ("O_BINARY", "O_CLOEXEC", "O_NONBLOCK"):  # a pipe must not keep us waiting
    _FLAGS |= getattr(os, _name, 0)

_LOOKED_AT = 1000
_READERS = {
    Format.TEXT: ("vplan.importing.readers.text", "read_text"),
    Format.PDF: ("vplan.importing.readers.pdf", "read_pdf"),
    Format.WORD: ("vplan.importing.readers.word", "read_word"),
}
_READ = {kinds.TEXT.ending: Format.TEXT, kinds.PDF.ending: Format.PDF, kinds.WORD.ending: Format.WORD}


def read(path: Path) -> SourceDocument:
    """Read a plan that is a PDF, a Word file or a text.

    Raises `RefusedError` for a file that is not there or cannot be opened, for what is none of the three or not what
    its name says, and for all that its reader refuses.
    """
    if path.is_dir():
        raise _no_file(path, stat.S_IFDIR)
    kind = _by_name(path)
    data = _bytes(path)
    kinds.expect(kind, data, path.name)
    return _reader(_READ[kind.ending], path.name)(data, path.name)


def _by_name(path: Path) -> kinds.Kind:
    """Return the kind that the ending states; raises `RefusedError` for all but the three that are read."""
    ending = path.suffix[1:].lower()
    known = kinds.BY_ENDING.get(ending)
    if known is not None:
        if known.ending not in _READ:
            raise kinds.unread(path.name, known)
        return known
    sentence = msg("{name} has an ending that vplan does not know.", name=path.name)
    if not ending:
        sentence = msg("{name} has no ending that says what it is.", name=path.name)
    raise RefusedError(sentence, msg("Three formats are read: .docx, .pdf and .txt."))


def _bytes(path: Path) -> bytes:
    """Return the content; raises `RefusedError`."""
    try:
        descriptor = os.open(path, _FLAGS)
        with open(descriptor, "rb") as stream:  # noqa: PTH123 - a descriptor has no path
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode):
                raise _no_file(path, found.st_mode)
            data = stream.read(min(limits.MAX_BYTES, found.st_size) + 1)
    except (OSError, ValueError) as error:
        raise _not_opened(path, error) from error
    refuse_size(data, path.name)
    return data


def _no_file(path: Path, mode: int) -> RefusedError:
    if stat.S_ISDIR(mode):
        return RefusedError(
            msg("{name} is a folder, not a file.", name=str(path)),
            msg("Name the files in it: {example}", example=_files_in(path)),
        )
    return RefusedError(msg("{name} is no ordinary file.", name=str(path)), msg("Copy the plan into an ordinary file."))


def _files_in(folder: Path) -> str:
    """Return how the files of a folder are named, of the formats that are there: `old/*.docx old/*.pdf`."""
    try:
        endings = {path.suffix.lower() for path in islice(folder.iterdir(), _LOOKED_AT)}
    except OSError:
        endings = set()
    readable = [f".{source.value}" for source in (Format.WORD, Format.PDF, Format.TEXT)]
    found = [ending for ending in readable if ending in endings] or readable[:2]
    return " ".join(f"{quote(folder.as_posix())}/*{ending}" for ending in found)


def _not_opened(path: Path, error: OSError | ValueError) -> RefusedError:
    if isinstance(error, IsADirectoryError):
        return _no_file(path, stat.S_IFDIR)
    cause = reason(error) if isinstance(error, OSError) else msg("its name cannot be used")
    sentence = msg("{name} cannot be read: {reason}.", name=str(path), reason=cause)
    return RefusedError(sentence, msg("See that the file is there and that you may read it."))


def _reader(source: Format, name: str) -> Callable[[bytes, str], SourceDocument]:
    """Return the reader of a format; its libraries are imported only now."""
    module, function = _READERS[source]
    try:
        reader: Callable[[bytes, str], SourceDocument] = getattr(import_module(module), function)
    except ImportError as error:
        library = str(error.name or error)
        sentence = msg("{name} cannot be read: the library {library} is missing.", name=name, library=library)
        raise RefusedError(sentence, msg("Install vplan again, with all that it needs.")) from error
    return reader
