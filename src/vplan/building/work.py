"""What a worker does with one plan: check, assemble, render, and lay the files ready for their places.

The parent puts them in place, so that a worker that outlives its parent changes nothing.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vplan.building.files import OutputError, digest, discard
from vplan.building.findings import untold
from vplan.building.tools import Page, PdfMissingError, Tools
from vplan.diagnostics import Diagnostic, Message, has_errors, msg
from vplan.opening import read_bytes
from vplan.oserrors import reason

if TYPE_CHECKING:
    from vplan.building.placing import Staging
    from vplan.building.printer import Printer
    from vplan.building.tools import Pdf
    from vplan.document.tree import Document
    from vplan.project import Project
    from vplan.workspace import UnitFolder


@dataclass(frozen=True, slots=True)
class Job:
    """A unit to render in `formats`; `link_pdf` tells whether a PDF will stand beside each of its pages."""

    unit: UnitFolder
    formats: tuple[str, ...]
    link_pdf: bool


@dataclass(frozen=True, slots=True)
class Staged:
    """A file that lies ready: its place below the output folder, the temporary file, the hash."""

    path: str
    temporary: Path
    sha256: str


@dataclass(slots=True)
class Rendering:
    """A document in one format."""

    path: str
    staged: list[Staged] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    libraries: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Made:
    """A document with all its renderings, and what the index tells about it."""

    name: str
    board: str
    unit_name: str
    title: str
    date: str
    renderings: dict[str, Rendering] = field(default_factory=dict)


@dataclass(slots=True)
class Outcome:
    """What came of a job. `refused` is why files could not be written and what to do, `fatal` that no others can be.

    `missing` tells that no PDF can be made here at all.
    """

    ok: bool
    diagnostics: list[Diagnostic]
    documents: list[Made] = field(default_factory=list)
    refused: tuple[Message, Message] | None = None
    fatal: bool = False
    missing: PdfMissingError | None = None

    def staged(self) -> Iterator[Staged]:
        """Yield every file that lies ready, also one of several documents only once."""
        renderings = (rendering for document in self.documents for rendering in document.renderings.values())
        yield from dict.fromkeys(staged for rendering in renderings for staged in rendering.staged)


class PictureError(Exception):
    """A picture went away after the check or may not be read, or a file cannot travel; `hint` tells what to do."""

    def __init__(self, file: str, error: OSError) -> None:
        message = msg("{file} cannot be read: {reason}", file=file, reason=reason(error))
        super().__init__(message.msgid)
        self.message = message
        self.hint = msg("Put the picture back, or let your user read it, and build again.")
        if error.errno == errno.EFBIG:
            self.hint = msg("What the texts name travels with the PDF: name another file, or make this one smaller.")
        if error.errno == errno.EILSEQ:
            self.hint = msg("What the texts name travels with the PDF: rename it with letters, digits and hyphens.")


class PrintError(Exception):
    """A page or PDF has a picture that must not be shown, or lacks one; `diagnostics` say why."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        super().__init__()
        self.diagnostics = diagnostics


class Work:
    """Does jobs. Where workers are spawned it travels without the project and opens it there."""

    def __init__(
        self, root: Path, staging: Staging, tools: Tools, project: Project | None, printer: Printer | None = None
    ) -> None:
        self._root = root
        self._staging = staging
        self._tools = tools
        self._project = project
        self._printer = printer

    def __getstate__(self) -> tuple[Path, Staging, Tools]:
        return self._root, self._staging, self._tools

    def __setstate__(self, state: tuple[Path, Staging, Tools]) -> None:
        self._root, self._staging, self._tools = state
        self._project = self._printer = None

    def __call__(self, job: Job) -> Outcome:
        """Do one job; what the plan or the disk can do wrong is in the outcome."""
        if self._project is None:
            self._project = self._tools.open_project(self._root)
        early = self._begin_early(job)
        check = self._project.check_unit(job.unit)
        if not check.ok:
            return Outcome(False, check.diagnostics)
        if early is not None and early[0] != check.plan and self._printer is not None:
            self._printer.drop()
            early = None
        contents: list[tuple[Rendering, str, bytes]] = []
        documents: list[Made] = []
        try:
            for linked in check.documents:
                for assembled in early[1] if early is not None else self._tools.assemble(self._project, linked):
                    unit_name = documents[0].unit_name if documents else assembled.document.cover.unit
                    made = _describe(assembled.name, assembled.document, linked.board_name, unit_name)
                    contents += self._render(job, made, linked, assembled, begun=early is not None)
                    documents.append(made)
        except PictureError as error:
            return Outcome(False, check.diagnostics, refused=(error.message, error.hint))
        except PrintError as error:
            return Outcome(False, [*check.diagnostics, *error.diagnostics])
        except PdfMissingError as error:
            return Outcome(False, check.diagnostics, missing=error.with_traceback(None))
        for made in documents:
            for rendering in made.renderings.values():
                rendering.diagnostics = untold(rendering.diagnostics, check.diagnostics)
        outcome = Outcome(True, check.diagnostics, documents)
        self._stage(contents, outcome)
        return outcome

    def abandon(self, outcome: object) -> None:
        """Take away the files of an outcome that nobody will put in place."""
        if isinstance(outcome, Outcome):
            for staged in outcome.staged():
                discard(staged.temporary)

    def _picture(self, document: Document, file: str) -> bytes:
        """Return a picture as it is published; the file itself never is."""
        from vplan.picture.problems import MAX_BYTES  # most plans have no picture

        try:
            data = read_bytes(self._root, file, MAX_BYTES + 1)
        except OSError as error:
            raise PictureError(file, error) from error
        cleaned = self._tools.clean_picture(document, file, data)
        if isinstance(cleaned, Diagnostic):
            raise PrintError([cleaned])
        return cleaned

    def _begin_early(self, job: Job) -> tuple[Any, Sequence[Any]] | None:
        """Hand a plan over to the printer before it is judged, and return it with its document, where that can be.

        The rules are applied while it is printed; what they refuse, or what is other after them, is not asked for.
        """
        if self._printer is None or self._project is None or "pdf" not in job.formats:
            return None
        linked = self._project.ready(job.unit)
        if linked is None:
            return None
        try:
            (assembled,) = self._tools.assemble(self._project, linked)
            self._printer.begin(self._print_job(linked, assembled))
        except Exception:  # noqa: BLE001 - the rules will say what is wrong with the plan
            return None
        return linked, (assembled,)

    def _render(
        self, job: Job, made: Made, linked: Any, assembled: Any, *, begun: bool
    ) -> Iterator[tuple[Rendering, str, bytes]]:
        folder, document = job.unit.id, assembled.document
        printing: Callable[[], Pdf] | None = None
        if begun and self._printer is not None:
            printing = self._printer.result
        elif "pdf" in job.formats:
            printing = self._begin_print(linked, assembled)
        if "html" in job.formats:
            page = made.renderings["html"] = Rendering(f"{folder}/{made.name}.html")
            pdf_name = f"{made.name}.pdf" if job.link_pdf else ""
            has_statement = self._project is not None and self._project.settings.statement is not None
            around = Page("../" * (folder.count("/") + 1), pdf_name, has_statement)
            yield page, page.path, self._tools.render_html(document, around).encode()
            for place, picture in sorted(self._tools.picture_outputs(document).items()):
                yield page, f"{folder}/{place}", self._picture(document, picture)
        if printing is not None:
            assert self._project is not None
            printed = printing()
            printed.diagnostics[:] = self._project.controlled(printed.diagnostics)
            if has_errors(printed.diagnostics):
                raise PrintError(printed.diagnostics)
            pdf = made.renderings["pdf"] = Rendering(f"{folder}/{made.name}.pdf", diagnostics=printed.diagnostics)
            pdf.libraries = printed.libraries
            yield pdf, pdf.path, printed.data

    def _begin_print(self, linked: Any, assembled: Any) -> Callable[[], Pdf]:
        """Hand a document over to the printer, where there is one; return what waits for the PDF, or makes it."""
        job = self._print_job(linked, assembled)
        if self._printer is None:
            return partial(self._tools.print_pdf, job)
        self._printer.begin(job)
        return self._printer.result

    def _print_job(self, linked: Any, assembled: Any) -> Any:
        """Make a page ready to print, with the sources that travel in its PDF."""
        assert self._project is not None
        job = self._tools.print_job(assembled.document, self._root, assembled.source)
        try:
            return self._tools.enclose(job, self._project, linked, assembled)
        except OSError as error:
            raise PictureError(str(error.filename or assembled.source), error) from error

    def _stage(self, contents: Sequence[tuple[Rendering, str, bytes]], outcome: Outcome) -> None:
        ready: dict[str, Staged] = {}  # a logotype or a picture may stand in the plan and in the application
        for rendering, path, data in contents:
            if path in ready:
                rendering.staged.append(ready[path])
                continue
            try:
                temporary = self._staging.stage(path, data)
            except OutputError as error:
                for staged in outcome.staged():
                    discard(staged.temporary)
                outcome.ok, outcome.refused, outcome.fatal = False, (error.message, error.hint), error.fatal
                outcome.documents = []
                return
            ready[path] = Staged(path, temporary, digest(data))
            rendering.staged.append(ready[path])


def _describe(name: str, document: Document, board: str, unit: str) -> Made:
    return Made(name, board, unit, document.title, document.date)
