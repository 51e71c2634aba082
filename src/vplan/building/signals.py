"""Moments in which Ctrl-C and a request to end have to wait."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def signals_held() -> Iterator[None]:
    """Keep SIGINT and SIGTERM out for a moment that must not be cut; they come in at its end.

    While a worker starts: until it is set up, it would handle them as its parent does. While files are put in place.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
