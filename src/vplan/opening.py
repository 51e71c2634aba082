"""Opening a file of the workspace: no link is followed, and only a regular file is read."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

MAX_BYTES = 5_000_000

_FLAGS = os.O_RDONLY
for _name in ("O_BINARY", "O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK"):  # a pipe must not keep us waiting
    _FLAGS |= getattr(os, _name, 0)


# Texts that stand in place of files, by their paths: what is open in an editor and not yet saved.
_UNSAVED: dict[str, bytes] = {}


def hold_unsaved(path: Path, data: bytes | None) -> None:
    """Let all reading see `data` in place of the file at `path`, an absolute path; None ends that."""
    if data is None:
        _UNSAVED.pop(os.fspath(path), None)
    else:
        _UNSAVED[os.fspath(path)] = data


class LinkError(OSError):
    """A file, or a folder on the way to it, is a symbolic link."""


class NotAFileError(OSError):
    """What stands there is no regular file."""


def read_bytes(root: Path, file: str, limit: int) -> bytes:
    """Return at most `limit` bytes of a file, whose path is relative to `root` and stays below it.

    Raises `LinkError` when it, or a folder on the way from `root`, is a symbolic link; `NotAFileError` when it is a
    folder, a device or a pipe, or lies outside; `OSError` when it cannot be read.
    """
    if _UNSAVED and (unsaved := _UNSAVED.get(f"{root}/{file}")) is not None:
        return unsaved[:limit]
    if not stat.S_ISREG(refuse_links(root, file).st_mode):
        raise NotAFileError(errno.EINVAL, "not a regular file", file)
    try:
        descriptor = os.open(root / file, _FLAGS)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EMLINK):
            raise LinkError(errno.ELOOP, "symbolic link", file) from error
        raise
    with open(descriptor, "rb") as stream:  # noqa: PTH123 - a descriptor has no path
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise NotAFileError(errno.EINVAL, "not a regular file", file)
        return stream.read(min(limit, found.st_size + 1))


def lies_inside(file: str) -> bool:
    """Tell whether a path, relative to the workspace, stays below it, on Windows too."""
    parts = file.replace("\\", "/").split("/")
    return not file.startswith(("/", "\\")) and ".." not in parts and file[1:2] != ":" and "\0" not in file


def refuse_links(root: Path, file: str) -> os.stat_result:
    """Return what stands at a path below `root`.

    Raises `LinkError` when a part of the path is a link, `NotAFileError` when it leads outside, `OSError` when it is
    not there.
    """
    if not lies_inside(file):
        raise NotAFileError(errno.EINVAL, "outside the workspace", file)
    step = os.fspath(root)
    found = os.lstat(step)
    for part in file.split("/"):
        step = f"{step}/{part}"
        found = os.lstat(step)
        if stat.S_ISLNK(found.st_mode):
            raise LinkError(errno.ELOOP, "symbolic link", file)
    return found
