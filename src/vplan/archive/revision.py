"""The files of a workspace as a revision of its git repository holds them; the checkout is neither read nor touched."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from vplan.archive.carried import MAX_FILE_BYTES, MAX_TOTAL_BYTES, is_safe
from vplan.archive.rebuilding import RebuildError
from vplan.diagnostics import Message, msg
from vplan.layout import BOARD_FILE, COUNCIL_FILE, SETTINGS_FILE

_SECONDS = 120
_MODES = ("100644", "100755")
# What a hook tells of its own repository and its work, and may lead to another one.
_OF_A_HOOK = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
)
# The revision as it is, whatever “git replace” shows in its place; paths as they are; nothing fetched, asked or locked.
_AS_IT_IS = {
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_UNREAD = msg("git cannot read the revision.")


class RevisionError(Exception):
    """There is no such revision, or no repository; `message` says which."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.msgid)
        self.message = message


class _DistrustError(RebuildError):
    """Another user owns the repository."""


class _NoGitError(RebuildError):
    """The program is missing."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision of the repository that holds a workspace: its commit, and the workspace's path in it."""

    top: Path
    commit: str
    prefix: str

    @classmethod
    def find(cls, root: Path, name: str) -> Revision:
        """Return the revision `name` of the repository that holds the workspace `root`; raises `RevisionError`."""
        try:
            top = Path(os.fsdecode(_git(root, "rev-parse", "--show-toplevel")).rstrip("\n"))
        except _DistrustError as error:
            raise RevisionError(
                msg(
                    "git does not trust the repository of {folder}, which another user owns. "
                    "Run it as that user, or see “safe.directory” in git's manual.",
                    folder=str(root),
                )
            ) from error
        except _NoGitError as error:
            raise RevisionError(error.message) from error
        except RebuildError as error:
            raise RevisionError(msg("{folder} lies in no git repository.", folder=str(root))) from error
        try:
            commit = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        except RebuildError as error:
            raise RevisionError(msg("The repository has no revision {name}.", name=name)) from error
        prefix = root.resolve().relative_to(top.resolve()).as_posix()
        return cls(top, commit.decode().strip(), "" if prefix == "." else f"{prefix}/")

    def files(self, unit: str) -> dict[str, bytes]:
        """Return the files that the documents of a unit are made of; raises `RebuildError` where they cannot be had."""
        year, board, _ = unit.split("/")
        listed = self._listed()
        settings = self._read([SETTINGS_FILE], listed).get(SETTINGS_FILE, b"")
        plans, editions, logotype = _settings(settings)
        folders = (f"{plans}/{unit}/", f"{editions}/")
        single = (SETTINGS_FILE, logotype, f"{plans}/{year}/{COUNCIL_FILE}", f"{plans}/{year}/{board}/{BOARD_FILE}")
        wanted = [path for path in listed if path in single or path.startswith(folders)]
        if not any(path.startswith(folders[0]) for path in wanted):
            raise RebuildError(msg("The revision has no plan {unit}.", unit=unit))
        return self._read(wanted, listed)

    def _listed(self) -> dict[str, tuple[str, int]]:
        """Return the ordinary files of the workspace: path to object and size."""
        arguments = ("ls-tree", "-r", "-l", "-z", "--full-tree", self.commit, "--")
        output = _git(self.top, *arguments, *([self.prefix] if self.prefix else []))
        found = {}
        for line in output.split(b"\0"):
            head, _, path = line.decode("utf-8", "surrogateescape").partition("\t")
            fields = head.split()
            name = path.removeprefix(self.prefix)
            if len(fields) == 4 and fields[0] in _MODES and is_safe(name):
                if not fields[3].isdecimal():  # a clone without all files
                    raise RebuildError(_UNREAD)
                found[name] = (fields[2], int(fields[3]))
        return found

    def _read(self, paths: Iterable[str], listed: dict[str, tuple[str, int]]) -> dict[str, bytes]:
        chosen = [path for path in paths if path in listed]
        sizes = [listed[path][1] for path in chosen]
        if max(sizes, default=0) > MAX_FILE_BYTES or sum(sizes) > MAX_TOTAL_BYTES:
            raise RebuildError(msg("The revision's files are larger than any plan's."))
        order = "".join(f"{listed[path][0]}\n" for path in chosen).encode()
        output = _git(self.top, "cat-file", "--batch", order=order)
        found, at = {}, 0
        for path in chosen:
            head = b"%s blob %d\n" % (listed[path][0].encode(), listed[path][1])
            if not output.startswith(head, at):
                raise RebuildError(_UNREAD)
            start = at + len(head)
            end = start + listed[path][1]
            found[path] = output[start:end]
            at = end + 1
        return found


def _settings(data: bytes) -> tuple[str, str, str]:
    """Return the folders of plans and editions and the logotype that a `vplan.yaml` names."""
    from vplan.model.base import build_model
    from vplan.model.settings import Settings
    from vplan.source.loader import load_text
    from vplan.source.reader import decode

    source, _ = decode(SETTINGS_FILE, data)
    value = load_text(source)[0] if source is not None else None
    model = build_model(Settings, value, source)[0] if source is not None and value else None
    settings = model if model is not None else Settings()
    return settings.plans, settings.editions, settings.logotype or ""


def _git(folder: Path, *arguments: str, order: bytes = b"") -> bytes:
    kept = {name: value for name, value in os.environ.items() if name not in _OF_A_HOOK}
    command = ["git", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false", *arguments]
    try:
        done = subprocess.run(  # noqa: S603
            command, cwd=folder, input=order, capture_output=True, check=True, timeout=_SECONDS, env=kept | _AS_IT_IS
        )
    except FileNotFoundError as error:
        raise _NoGitError(msg("git is not installed.")) from error
    except (OSError, subprocess.SubprocessError) as error:
        distrusted = b"dubious ownership" in (getattr(error, "stderr", None) or b"")
        raise (_DistrustError if distrusted else RebuildError)(_UNREAD) from error
    return done.stdout
