"""Writing new files: all of them or none, and never over one that exists."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from vplan.building.files import OutputError
from vplan.diagnostics import Message, msg


class ScaffoldError(ValueError):
    """New files cannot be made; `message` is the sentence to show."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


def write_new(root: Path, files: Mapping[str, str]) -> list[Path]:
    """Write texts to paths below `root` and return the paths, in the order given.

    Raises `ScaffoldError` when a file is there already, a folder on the way is a symbolic link, or the system refuses;
    what was made until then is taken away again.
    """
    made: list[Path] = []
    complete = False
    try:
        for name, text in files.items():
            path = root / name
            _make_folder(root, path.parent, made)
            _write(path, text, made)
        complete = True
    finally:
        if not complete:
            _take_away(made)
    return [root / name for name in files]


def _make_folder(root: Path, folder: Path, made: list[Path]) -> None:
    missing = []
    while not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    while folder != root and root in folder.parents:
        if folder.is_symlink():
            raise ScaffoldError(msg("“{path}” is a symbolic link, which is not followed.", path=str(folder)))
        folder = folder.parent
    for new in reversed(missing):
        try:
            new.mkdir()
        except OSError as error:
            raise ScaffoldError(OutputError.of(new, error).message) from error
        made.append(new)


def _write(path: Path, text: str, made: list[Path]) -> None:
    try:
        with path.open("xb") as stream:
            made.append(path)
            stream.write(text.encode())
    except FileExistsError as error:
        raise ScaffoldError(msg("{path} is there already; nothing was changed.", path=str(path))) from error
    except OSError as error:
        raise ScaffoldError(OutputError.of(path, error).message) from error


def _take_away(made: list[Path]) -> None:
    for path in reversed(made):
        with suppress(OSError):
            if path.is_dir():
                path.rmdir()
            else:
                path.unlink()
