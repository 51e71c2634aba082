"""Files: content hashes, stamps, and writing that never leaves half a file."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from vplan.diagnostics import Message, msg
from vplan.oserrors import reason

TEMPORARY = ".vplan-tmp"
NAME_LENGTH = 50  # of a name, within a longer one: letters take up to four bytes, and a disk holds 255
_CHUNK = 1 << 20
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)

Stamp = tuple[int, int]


class OutputError(Exception):
    """A file could not be written; `message` is the sentence, `hint` what to do about it.

    `fatal` tells that no other file will fare better.
    """

    def __init__(self, message: Message, hint: Message, fatal: bool = False) -> None:
        super().__init__(message.msgid)
        self.message = message
        self.hint = hint
        self.fatal = fatal

    @classmethod
    def of(cls, path: str | Path, error: OSError) -> OutputError:
        """Make the sentence for an operating system error on `path`."""
        fatal = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.ENOENT)
        sentence = msg("{file} cannot be written: {reason}", file=str(path), reason=reason(error))
        return cls(sentence, remedy(error), fatal)


def remedy(error: OSError) -> Message:
    """Say what to do where the operating system refused to write."""
    code = error.errno
    if code in (errno.ENOSPC, errno.EDQUOT):
        return msg("Free some space on the disk, or write to another one with “--output DIR”.")
    if code in (errno.EACCES, errno.EPERM):
        return msg("Let your user write there, or write to another folder with “--output DIR”.")
    if code == errno.EROFS:
        return msg("Write to a folder on another disk with “--output DIR”.")
    if code in (errno.ENOTDIR, errno.EEXIST, errno.EISDIR):
        return msg("Move it away, or write to another folder with “--output DIR”.")
    if code == errno.ENOENT:
        return msg("The folder was removed while it was written to. Give the command again.")
    if code == errno.ENAMETOOLONG:
        return msg("Give the folder of the plan a shorter name, or write to a folder with a shorter path.")
    return msg("Look at the folder, or write to another one with “--output DIR”.")


def digest(data: bytes) -> str:
    """Return the SHA-256 of `data` in hexadecimal."""
    return sha256(data).hexdigest()


def digest_file(path: str) -> str:
    """Return the SHA-256 of a file's content, or an empty string where it cannot be read."""
    try:
        descriptor = os.open(path, _READ)
    except OSError:
        return ""
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return ""  # a pipe or a device may never end
        data = os.read(descriptor, _CHUNK)
        total = sha256(data)
        while data:
            data = os.read(descriptor, _CHUNK)
            total.update(data)
    except OSError:
        return ""
    finally:
        os.close(descriptor)
    return total.hexdigest()


def digest_tree(folder: str, skip: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Return `(relative path, SHA-256)` of every file below `folder`, sorted; nothing where there is no folder.

    Folders named in `skip` are left out.
    """
    skipped = set(skip)
    found: list[tuple[str, str]] = []
    waiting = [("", folder)]
    while waiting:
        prefix, path = waiting.pop()
        try:
            entries = list(os.scandir(path))
        except OSError:
            continue
        for entry in entries:
            if entry.is_dir():
                if entry.name not in skipped and not entry.is_symlink():
                    waiting.append((f"{prefix}{entry.name}/", entry.path))
            else:
                found.append((prefix + entry.name, digest_file(entry.path)))
    return sorted(found)


def stamp(path: str | Path) -> Stamp | None:
    """Return size and time of change, or nothing where there is no such file."""
    try:
        found = os.stat(path)  # noqa: PTH116 - thousands of these, and a Path costs more than the call
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def refuse_linked(folder: Path, file: str) -> None:
    """Raise `OutputError` where a folder on the way from an output folder to one of its files is a link.

    Who may add a link to a repository could else let the build write anywhere. The folder itself may be a link.
    """
    step = os.fspath(folder)
    for part in file.split("/")[:-1]:
        step = f"{step}/{part}"
        if os.path.islink(step):  # noqa: PTH114 - for every file of every plan
            hint = msg("Remove the link, or write to another folder with “--output DIR”.")
            raise OutputError(msg("“{path}” is a symbolic link, which is not followed.", path=step), hint)


def beside(path: Path, mark: str = "") -> Path:
    """Return where a temporary file for `path` lies, with a name that every disk can hold."""
    return path.with_name(f".{path.name[:NAME_LENGTH]}{mark}{TEMPORARY}")


def stage(path: Path, data: bytes) -> Path:
    """Write `data` to a temporary file beside `path` and return it; raises `OutputError`."""
    temporary = beside(path, f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(data)
    except OSError as error:
        discard(temporary)
        raise OutputError.of(path, error) from error
    return temporary


def commit(temporary: Path, path: Path) -> None:
    """Put a staged file in its place; raises `OutputError` and leaves what stood there."""
    try:
        temporary.replace(path)
    except OSError as error:
        discard(temporary)
        raise OutputError.of(path, error) from error


def write(path: Path, data: bytes) -> None:
    """Write a whole file or nothing; raises `OutputError`."""
    commit(stage(path, data), path)


def discard(path: Path) -> bool:
    """Remove a file if it is there; tell whether it was."""
    try:
        path.unlink()
    except OSError:
        return False
    return True


def sweep(folder: Path) -> None:
    """Remove the temporary files that a killed build left in `folder` and below; links are not followed."""
    if folder.is_symlink():
        return
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            sweep(Path(entry.path))
        elif entry.name.startswith(".") and entry.name.endswith(TEMPORARY):
            discard(Path(entry.path))
