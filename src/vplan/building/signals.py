"""Moments in which Ctrl-C and a request to end have to wait."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_KINDS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def signals_held() -> Iterator[None]:
    """Keep SIGINT and SIGTERM out for a moment that must not be cut; they come in at its end.

    For a worker that starts: until it is set up, it would handle them as its parent does.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _KINDS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def signals_deferred() -> Iterator[None]:
    """Do the same where nothing is started, also in a process whose other threads would take the signals."""
    if threading.current_thread() is not threading.main_thread():  # which alone has signals in Python
        yield
        return
    came: list[int] = []
    handlers = {kind: signal.getsignal(kind) for kind in _KINDS}
    for kind, handler in handlers.items():
        if handler is not None:
            signal.signal(kind, lambda number, _frame: came.append(number))
    try:
        yield
    finally:
        for kind, handler in handlers.items():
            if handler is not None:
                signal.signal(kind, handler)
        for number in came[:1]:
            signal.raise_signal(number)
