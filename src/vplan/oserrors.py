"""Why the operating system refused, in words that are translated; and the error for a file that the user named."""

from __future__ import annotations

import errno

from vplan.diagnostics import Message, msg


class NamedFileError(Exception):
    """A file that the user named cannot be used; `message` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.msgid)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


def reason(error: OSError) -> Message:
    """Say in plain words why the operating system refused."""
    code = error.errno
    if code in (errno.ENOSPC, errno.EDQUOT):
        return msg("the disk is full")
    if code in (errno.EACCES, errno.EPERM):
        return msg("permission denied")
    if code == errno.EROFS:
        return msg("the disk is read-only")
    if code == errno.ENOENT:
        return msg("it is not there")
    if code in (errno.ENOTDIR, errno.EEXIST):
        return msg("a file stands where a folder is needed")
    if code == errno.EISDIR:
        return msg("a folder stands where a file is needed")
    if code == errno.ELOOP:
        return msg("it is a symbolic link")
    if code == errno.EIO:
        return msg("the disk or the network gives an error")
    if code == errno.ENAMETOOLONG:
        return msg("the name is too long")
    if code == errno.EFBIG:
        return msg("it is too large")
    if code == errno.EILSEQ:
        return msg("not every computer can hold its name")
    return msg("{error}", error=error.strerror or str(error) or error.__class__.__name__)
