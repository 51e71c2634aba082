"""Putting the files of a result on the disk: all of them or none."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from vplan.building.files import OutputError, write
from vplan.diagnostics import msg
from vplan.importing.writing.result import Result, Written
from vplan.opening import MAX_BYTES, read_bytes
from vplan.scaffold.files import ScaffoldError, write_new


def apply(result: Result, root: Path) -> list[Path]:
    """Write the result's files below `root` and return their paths, new ones first.

    Raises `ScaffoldError` where a new file has appeared meanwhile, a file that is added to has been changed since it
    was read, or the system refuses; then nothing is changed.
    """
    changed = [written for written in result.files if written.exists]
    for written in changed:
        _refuse_changed(root, written)
    root.mkdir(parents=True, exist_ok=True)
    made = write_new(root, {written.file: written.text for written in result.files if not written.exists})
    done: list[Written] = []
    try:
        for written in changed:
            write(root / written.file, written.text.encode())
            done.append(written)
    except OutputError as error:
        _take_back(root, made, done)
        raise ScaffoldError(error.message) from error
    return [*made, *(root / written.file for written in changed)]


def _refuse_changed(root: Path, written: Written) -> None:
    try:
        now = read_bytes(root, written.file, MAX_BYTES + 1)
    except OSError:
        now = b""
    if now != written.before.encode():
        raise ScaffoldError(
            msg("{file} has been changed meanwhile; nothing was changed. Import again.", file=written.file)
        )


def _take_back(root: Path, made: list[Path], done: list[Written]) -> None:
    for path in reversed(made):
        with suppress(OSError):
            path.unlink()
    for written in done:
        with suppress(OutputError):
            write(root / written.file, written.before.encode())
