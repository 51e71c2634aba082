"""One build at a time in a workspace."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vplan.building.result import Observer
from vplan.layout import STATE_FOLDER


@contextmanager
def workspace_lock(root: Path, observer: Observer) -> Iterator[bool]:
    """Hold `.vplan/lock`; wait, and say so, while another build has it.

    Yields whether it had to wait. A workspace that cannot be written in has no lock: its builds write elsewhere and
    keep no state. Workers that outlive their parent do not hold it: filelock closes its descriptor in a forked child.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(root / STATE_FOLDER / "lock", blocking=False)
    try:
        (root / STATE_FOLDER).mkdir(exist_ok=True)
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
