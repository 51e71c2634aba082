"""Worker processes: jobs in, results out as they come, and a job whose worker dies is tried once more.

Workers are forked where that is safe, so that they start with everything the parent has imported and read; elsewhere
they are spawned. Each has one pipe. When the parent is gone the pipe closes and the worker ends after its job, whose
result it hands to `work.abandon` where there is such a method.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe, wait
from multiprocessing.process import BaseProcess
from pickle import PicklingError, UnpicklingError
from typing import Any, Generic, TypeVar

from vplan.building.signals import signals_held

Job = TypeVar("Job")
Result = TypeVar("Result")

_PATIENCE = 2.0  # seconds that a worker has to end before it is killed


@dataclass(frozen=True, slots=True)
class Lost:
    """The worker of a job ended twice without a result; `signal` is the name of what ended it, if that is known."""

    signal: str


@dataclass(frozen=True, slots=True)
class Crash:
    """A job raised an exception that nobody foresaw."""

    error: str
    trace: str


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def can_fork() -> bool:
    """Tell whether forking is safe here; on macOS the system libraries are not made for it."""
    return hasattr(os, "fork") and sys.platform != "darwin"


def attempt(work: Callable[[Job], Result], job: Job) -> Result | Crash:
    """Do a job; an exception becomes a value, as it must cross a process boundary and must not stop the other jobs."""
    try:
        return work(job)
    except Exception as error:  # noqa: BLE001 - the boundary: whatever it is, it is told as our own fault
        return Crash(f"{type(error).__name__}: {error}", traceback.format_exc())


@dataclass(slots=True)
class _Worker(Generic[Job]):
    process: BaseProcess
    pipe: Connection
    job: Job
    tries: int
    done: int = 0


class Pool(Generic[Job, Result]):
    """Does `jobs` in up to `workers` processes. `work` must be picklable where processes are spawned.

    A forked worker ends after `limit` jobs (0: never), which gives its memory back without collecting garbage.
    """

    def __init__(self, work: Callable[[Job], Result], workers: int, limit: int = 0) -> None:
        self._work = work
        self._most = workers
        self._limit = limit if can_fork() else 0
        self._context: Any = multiprocessing.get_context("fork" if can_fork() else "spawn")
        self._workers: list[_Worker[Job]] = []
        self._leaving: list[BaseProcess] = []
        self._waiting: deque[tuple[Job, int]] = deque()

    def run(self, jobs: Sequence[Job]) -> Generator[tuple[Job, Result | Lost | Crash]]:
        """Yield each job with its result, in the order in which they are done. Closing it ends the workers."""
        self._waiting.extend((job, 1) for job in jobs)
        if can_fork():
            gc.freeze()
        try:
            while self._waiting or self._workers:
                while self._waiting and len(self._workers) < self._most:
                    self._start(*self._waiting.popleft())
                for ready in wait([worker.pipe for worker in self._workers]):
                    worker = next(w for w in self._workers if w.pipe is ready)
                    yield from self._receive(worker)
        finally:
            self._end()
            if can_fork():
                gc.unfreeze()

    def drop(self) -> list[Job]:
        """Forget the jobs that no worker has begun, and return them."""
        dropped = [job for job, _ in self._waiting]
        self._waiting.clear()
        return dropped

    def _start(self, job: Job, tries: int) -> None:
        ours, theirs = Pipe()
        others = [worker.pipe for worker in self._workers] if can_fork() else []
        process = self._context.Process(
            target=_serve, args=(theirs, self._work, [*others, ours] if can_fork() else [], not can_fork()), daemon=True
        )
        with signals_held():
            process.start()
            self._workers.append(_Worker(process, ours, job, tries))
        theirs.close()
        self._send(self._workers[-1], job)

    def _send(self, worker: _Worker[Job], job: Job) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):  # the worker is dead: reading its pipe will tell
            worker.pipe.send(job)

    def _receive(self, worker: _Worker[Job]) -> Iterator[tuple[Job, Result | Lost | Crash]]:
        job = worker.job
        try:
            result: Result | Crash = worker.pipe.recv()
        except (EOFError, OSError, UnpicklingError):
            self._part(worker)
            worker.process.join()
            if worker.tries == 1:
                self._waiting.appendleft((job, 2))
            else:
                yield job, Lost(_signal_name(worker.process.exitcode))
            return
        worker.done += 1
        if self._waiting and not (self._limit and worker.done >= self._limit) and self._waiting[0][1] == 1:
            worker.job, worker.tries = self._waiting.popleft()
            self._send(worker, worker.job)
        else:
            self._part(worker)
        yield job, result

    def _part(self, worker: _Worker[Job]) -> None:
        self._workers.remove(worker)
        worker.pipe.close()
        self._leaving.append(worker.process)

    def _end(self) -> None:
        for worker in list(self._workers):
            worker.process.terminate()
            self._part(worker)
        for process in self._leaving:
            process.join(_PATIENCE)
            if process.is_alive():
                process.kill()
                process.join()
        self._leaving.clear()


class Line:
    """A single forked worker on a line: what is sent is done in order, and answered in order."""

    def __init__(self, work: Callable[[Any], Any]) -> None:
        self._pipe, theirs = Pipe()
        self._process = multiprocessing.get_context("fork").Process(
            target=_serve, args=(theirs, work, [self._pipe], False), daemon=True
        )
        with signals_held():
            self._process.start()
        theirs.close()

    def send(self, job: Any) -> None:
        """Hand over a job."""
        with suppress(BrokenPipeError, ConnectionResetError):
            self._pipe.send(job)

    def receive(self) -> Any:
        """Wait for an answer; `Lost` when the worker died."""
        try:
            return self._pipe.recv()
        except (EOFError, OSError, UnpicklingError):
            self._process.join()
            return Lost(_signal_name(self._process.exitcode))

    def end(self) -> None:
        """End the worker."""
        self._process.terminate()
        self._pipe.close()
        self._process.join(_PATIENCE)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


def _serve(pipe: Connection, work: Callable[[Any], Any], others: list[Connection], collect: bool) -> None:
    """Run in the worker: take jobs until the pipe closes; `others` are ends of the parent's that a fork copied."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM})
    for other in others:
        other.close()
    gc.disable()
    while True:
        try:
            job = pipe.recv()
        except (EOFError, OSError):
            return
        result = attempt(work, job)
        try:
            pipe.send(result)
        except (BrokenPipeError, ConnectionResetError):  # nobody is there any more to take it
            getattr(work, "abandon", bool)(result)
            return
        except (PicklingError, TypeError, AttributeError) as error:
            pipe.send(Crash(f"{type(error).__name__}: {error}", traceback.format_exc()))
        if collect:
            gc.collect()


def _signal_name(code: int | None) -> str:
    if code is None or code >= 0:
        return str(code)
    try:
        return signal.Signals(-code).name
    except ValueError:
        return str(code)
