"""A printer that starts before there is anything to print.

For a single plan the import of WeasyPrint takes a fifth of the time. It goes on in a process of its own while this one
reads, checks and assembles the plan.
"""

from __future__ import annotations

import tempfile
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from vplan.building.pool import Crash, Line, Lost, can_fork, cores
from vplan.building.tools import Pdf, PdfMissingError, Tools


class PrinterError(Exception):
    """The printer's process did not do its work; `cause` says how."""

    def __init__(self, cause: Lost | Crash) -> None:
        super().__init__(repr(cause))
        self.cause = cause


class Printer:
    """Renders a PDF in a process that has been starting up since `start`. A context manager that ends the process."""

    def __init__(self, tools: Tools) -> None:
        self._work = _Print(tools)
        self._line: Line | None = None
        self._is_ready = False
        self._job: Any = None
        self._unable: PdfMissingError | Crash | Lost | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    @staticmethod
    def pays(jobs: int | None) -> bool:
        """Tell whether a second process gains anything here."""
        return can_fork() and (jobs or cores()) > 1 and cores() > 1

    def start(self) -> None:
        """Begin to start up."""
        self._folder = self._folder or tempfile.TemporaryDirectory(prefix="vplan-")
        self._line = Line(self._work)
        self._line.send(self._folder.name)
        self._is_ready = False

    def __enter__(self) -> Printer:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self._line:
            self._line.end()
        if self._folder:
            with suppress(OSError):
                self._folder.cleanup()

    def begin(self, job: Any) -> None:
        """Hand over what is to be printed; this process may do other work until it asks for the result."""
        self._job = job
        self._unable = self._send()

    def drop(self) -> None:
        """Let go of what was handed over and has not been asked for; another process starts for the next order."""
        if self._line:
            self._line.end()
        self.start()

    def result(self) -> Pdf:
        """Return the PDF; a process that dies is replaced once. Raises `PdfMissingError` and `PrinterError`."""
        answer = self._answer()
        if isinstance(answer, Lost):
            self.start()
            self._unable = self._send()
            answer = self._answer()
        if isinstance(answer, Crash | Lost):
            raise PrinterError(answer)
        if isinstance(answer, PdfMissingError):
            raise answer
        return answer

    def _send(self) -> PdfMissingError | Crash | Lost | None:
        """Send the order when the process is ready; return why it never will be."""
        assert self._line is not None
        if not self._is_ready:
            unable = self._line.receive()
            if unable is not None:
                return unable  # type: ignore[no-any-return]
            self._is_ready = True
        self._line.send(_Order(self._job))
        return None

    def _answer(self) -> Pdf | PdfMissingError | Crash | Lost:
        assert self._line is not None
        return self._unable or self._line.receive()


@dataclass(frozen=True, slots=True)
class _Order:
    job: Any


class _Print:
    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def __call__(self, order: str | _Order) -> Pdf | PdfMissingError | None:
        """Get ready, with temporary files in the folder that is named (nothing, or what is missing), or print."""
        if isinstance(order, _Order):
            return self._tools.print_pdf(order.job)
        tempfile.tempdir = order  # the parent removes it, also when this process is killed
        try:
            self._tools.prepare_pdf()
        except PdfMissingError as error:
            return error.with_traceback(None)
        self._tools.warm_up_pdf()
        return None
