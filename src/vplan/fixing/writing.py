"""Mended files put on the disk, each whole or not at all."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from vplan.building.files import OutputError, commit, discard, stage
from vplan.diagnostics import Message, msg
from vplan.opening import MAX_BYTES, LinkError, read_bytes, refuse_links
from vplan.oserrors import reason

_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


class MendError(Exception):
    """A mended file could not be put in its place, which is as it was; `message` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.msgid)
        self.message = message


def put(root: Path, file: str, before: bytes, after: bytes) -> None:
    """Write a file of the workspace beside its place and rename it there, with its mode and owner.

    Raises `MendError` when it is a link, is read-only, has been changed since `before` was read, or when the system
    refuses.
    """
    path = root / file
    try:
        found = refuse_links(root, file)
    except LinkError as error:
        raise MendError(msg("“{path}” is a symbolic link, which is not followed.", path=file)) from error
    except OSError as error:
        raise _refused(file, reason(error)) from error
    if not found.st_mode & _WRITABLE or not os.access(path, os.W_OK):
        raise _refused(file, msg("it is read-only"))
    try:
        temporary = stage(path, after)
        try:
            _take_over(temporary, found)
            _refuse_changed(root, file, before)
        except BaseException:
            discard(temporary)
            raise
        commit(temporary, path)
    except OutputError as error:
        raise MendError(error.message) from error
    except OSError as error:
        raise _refused(file, reason(error)) from error


def _take_over(temporary: Path, found: os.stat_result) -> None:
    if hasattr(os, "chown"):
        with suppress(OSError):  # only the administrator may give a file away
            os.chown(temporary, found.st_uid, found.st_gid)
    temporary.chmod(stat.S_IMODE(found.st_mode))


def _refuse_changed(root: Path, file: str, before: bytes) -> None:
    if read_bytes(root, file, MAX_BYTES + 1) != before:
        raise MendError(
            msg("{file} has been changed meanwhile and was left as it is. Run the command again.", file=file)
        )


def _refused(file: str, why: Message) -> MendError:
    return MendError(msg("{file} cannot be written: {reason}", file=file, reason=why))
