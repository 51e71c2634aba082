"""One build at a time in a workspace, and in an output folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from vplan.building.files import sweep
from vplan.building.result import Observer
from vplan.layout import STATE_FOLDER

_held: set[int] = set()  # descriptors of locked folders


@contextmanager
def locked(root: Path, output: Path, observer: Observer) -> Iterator[bool]:
    """Hold a workspace and an output folder, for builds of one workspace elsewhere and of others there too.

    Waits, and says so, while another build has them. Yields whether it had to wait.
    """
    with workspace_lock(root, observer) as waited, _folder(output, observer) as waited_too:
        sweep(root / STATE_FOLDER)
        yield waited or waited_too


@contextmanager
def workspace_lock(root: Path, observer: Observer) -> Iterator[bool]:
    """Hold `.vplan/lock`. A workspace that cannot be written in has none: its builds write elsewhere, without state.

    Nor has one whose `.vplan` is a link. Workers that outlive their parent do not hold the lock: filelock closes its
    descriptor in a forked child.
    """
    from filelock import FileLock, Timeout

    folder = root / STATE_FOLDER
    if folder.is_symlink():
        yield False
        return
    lock = FileLock(folder / "lock", blocking=False)
    try:
        folder.mkdir(exist_ok=True)
        lock.acquire()
        waited = False
    except Timeout:
        observer.waiting()
        lock.acquire(blocking=True)
        waited = True
    except OSError:
        yield False
        return
    try:
        yield waited
    finally:
        lock.release()


@contextmanager
def _folder(output: Path, observer: Observer) -> Iterator[bool]:
    """Hold the output folder itself, so that no file for it is published; where the system can do that.

    What cannot be made or locked is left to those who write there and tell why they cannot.
    """
    try:
        import fcntl

        output.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(output, os.O_RDONLY | os.O_DIRECTORY)
    except (ImportError, OSError):
        yield False
        return
    _held.add(descriptor)
    waited = False
    try:
        with suppress(OSError):  # a network disk without locks
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                observer.waiting()
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                waited = True
        yield waited
    finally:
        _held.discard(descriptor)
        os.close(descriptor)


def _let_go() -> None:
    """Close the locked folders in a forked child: a worker that outlives its parent must not hold them."""
    while _held:
        with suppress(OSError):
            os.close(_held.pop())


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)
