"""A document tree into a tagged PDF by WeasyPrint, which is imported only when it is needed."""

from __future__ import annotations

import atexit
import contextlib
import gc
import io
import logging
import os
import re
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vplan.archive.seal import seal
from vplan.diagnostics import Diagnostic, Message, Severity, Span, msg
from vplan.render.addresses import picture_file, print_picture
from vplan.render.claims import VARIANT, claim_both
from vplan.render.job import PrintJob, print_job
from vplan.render.lean import lean_imports
from vplan.render.libraries import library_versions, missing_libraries, quick_lookup
from vplan.render.styles import FONT_FILES
from vplan.resources import fonts_dir

if TYPE_CHECKING:
    from vplan.document.tree import Document
    from vplan.picture import Problem
    from vplan.render.fetcher import DocumentFetcher
    from vplan.structure.recording import Record

# in a single font: cutting one down takes longer than all the rest of such a page
_FIRST_PAGE = '<html lang="sv"><head><title>-</title></head><body><p>-</p></body></html>'
_FAILED_PICTURE = re.compile(
    r"Failed to (?:load image at '(?P<address>.*?)': (?P<reason>.*)|render SVG image (?P<drawn>.*))", re.S
)
_NO_GLYPH = re.compile(r'"(?P<letter>.)" \((?P<code>U\+[0-9A-F]{4,6})\)', re.S)


class PdfUnavailableError(RuntimeError):
    """No PDF can be made on this machine; `missing` names the libraries or fonts, `reason` is what the loader said."""

    def __init__(self, missing: tuple[str, ...], reason: str) -> None:
        super().__init__(", ".join(missing) or reason)
        self.missing = missing
        self.reason = reason


@dataclass(frozen=True, slots=True)
class PdfResult:
    """The bytes of a PDF, what WeasyPrint had to say about it, and the versions of the libraries that made it."""

    data: bytes
    diagnostics: list[Diagnostic] = field(default_factory=list)
    libraries: dict[str, str] = field(default_factory=dict)


@cache
def prepare() -> None:
    """Import WeasyPrint with our fonts and no others; call it once before workers are forked.

    Raises `PdfUnavailableError` when a library or font is missing.
    """
    fonts = tuple(name for name in FONT_FILES if not (fonts_dir() / name).is_file())
    if fonts:
        raise PdfUnavailableError(fonts, "fonts are missing")
    os.environ["FONTCONFIG_FILE"] = str(_font_configuration())
    # On failure WeasyPrint prints an address to standard output before it raises; the reason is told by the caller.
    with (
        quick_lookup(),
        lean_imports(),
        _no_collector(),
        warnings.catch_warnings(),
        contextlib.redirect_stdout(io.StringIO()),
    ):
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            from vplan.render.declarations import quick_declarations

            with quick_declarations():
                import weasyprint  # noqa: F401
            from pyphen import Pyphen
        except (OSError, ImportError) as error:
            raise PdfUnavailableError(missing_libraries(), str(error)) from error
        Pyphen(lang="sv")  # reads the dictionary, which workers that are forked from here then have


def warm_up() -> None:
    """Print a page of one line: what the first document costs beyond others is paid before it.

    Not for a process that forks workers: Pango starts threads.
    """
    print_pdf(PrintJob(_FIRST_PAGE, {}, Path(), ""))


@contextlib.contextmanager
def _no_collector() -> Iterator[None]:
    """Keep the garbage collector from counting what an import makes and keeps; a tenth of the import's time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _font_configuration() -> Path:
    """Write a Fontconfig file that knows only the package's fonts, in a folder that this process removes at its end."""
    folder = Path(tempfile.mkdtemp(prefix="vplan-fonts-"))
    owner = os.getpid()
    atexit.register(lambda: shutil.rmtree(folder, ignore_errors=True) if os.getpid() == owner else None)
    file = folder / "fonts.conf"
    file.write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n<fontconfig>'
        f"<dir>{escape(str(fonts_dir()))}</dir><cachedir>{escape(str(folder / 'cache'))}</cachedir></fontconfig>\n",
        encoding="utf-8",
    )
    return file


def render_pdf(document: Document, *, root: Path, source: str = "vplan.yaml") -> PdfResult:
    """Return a document as a tagged PDF; see `print_pdf`, and `print_job` for the parameters."""
    return print_pdf(print_job(document, root=root, source=source))


def print_pdf(job: PrintJob) -> PdfResult:
    """Print a page as a tagged PDF (PDF/UA-1 and PDF/A-3a) that is sealed, the same bytes for the same job.

    Everything WeasyPrint warns of becomes a diagnostic at the picture it speaks of, else at the job's source file. A
    picture that could not be printed is an error: the PDF has a hole where it should be.
    Raises `PdfUnavailableError`.
    """
    prepare()
    from vplan.render.fetcher import DocumentFetcher
    from vplan.render.once import quick_layout, quick_pages
    from vplan.render.page import read_page, shared_sheet
    from vplan.structure.recording import recording

    faults: list[Diagnostic] = []
    with _records() as records, recording() as record, quick_layout(), quick_pages():
        fetcher = DocumentFetcher(job.pictures, job.root)
        page = read_page(job.html, fetcher)
        sheet, fonts = shared_sheet()
        data: bytes = page.write_pdf(
            stylesheets=[sheet],
            font_config=fonts,
            pdf_variant=VARIANT,
            finisher=partial(_finish, job, fetcher, record, faults),
        )
    found = [_diagnostic(record, job, fetcher.faults) for record in records]
    return PdfResult(seal(data), found + faults, library_versions())


def _finish(
    job: PrintJob, fetcher: DocumentFetcher, record: Record, faults: list[Diagnostic], document: Any, pdf: Any
) -> None:
    """Add to a PDF, before it is written, what WeasyPrint does not write; what is enclosed comes last.

    What is then wrong with its structure is added to `faults`.
    """
    from vplan.render.attachments import enclose
    from vplan.render.once import settle
    from vplan.render.packing import Packer
    from vplan.structure.finishing import check_structure, mend_structure

    mend_structure(pdf, record)
    claim_both(pdf)
    packer = Packer(pdf)
    packer.begin()
    try:
        faults += check_structure(document, pdf, job.expected, job.source)
    finally:
        packer.finish()
    if job.enclosure is not None and not fetcher.faults:
        enclose(pdf, job.enclosure, fetcher.shown, library_versions(), packer)
    settle(pdf)


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@contextlib.contextmanager
def _records() -> Iterator[list[logging.LogRecord]]:
    """Collect what the `weasyprint` logger says at WARNING or above, and keep it from the terminal."""
    logger = logging.getLogger("weasyprint")
    collector = _Collector()
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(collector)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint leaves the file of its colour profile open
            yield collector.records
    finally:
        logger.removeHandler(collector)
        logger.propagate = propagate


def _diagnostic(record: logging.LogRecord, job: PrintJob, faults: Mapping[str, Problem] | None = None) -> Diagnostic:
    said = record.getMessage()
    failed = _FAILED_PICTURE.match(said)
    if failed:
        address = failed["address"] or failed["drawn"]
        return _of_picture(address, failed["reason"] or "", (faults or {}).get(address), job)
    letter = _NO_GLYPH.search(said)
    if letter:
        message = msg("No font has the character “{letter}” ({code}).", letter=letter["letter"], code=letter["code"])
        hint = msg("The PDF shows an empty box in its place; write it with other characters.")
        return _warning(Span(job.source), message, hint)
    if "HarfBuzz-Subset" in said:
        # The same finding for every font of every plan, so that a build tells it once.
        message = msg("PDFs become larger than they need to be. Missing: {names}.", names="harfbuzz-subset")
        return _warning(Span("vplan.yaml"), message, msg("“vplan doctor” tells what to install."))
    spans = (span for file, span in job.pictures.items() if print_picture(file) in said)
    place = next((span for span in spans if span), None) or Span(job.source)
    message = msg("WeasyPrint says: {text}", text=said)
    return _warning(place, message, msg("Look at the PDF; something in it may be missing or look wrong."))


def _of_picture(address: str, reason: str, fault: Problem | None, job: PrintJob) -> Diagnostic:
    """Tell of a picture that is not in the PDF, at the place that names it."""
    file = picture_file(address)
    place = job.pictures.get(file) or Span(job.source)
    message = msg("The picture {file} cannot be put into the PDF.", file=file)
    hint = msg("Save the picture anew as PNG, JPEG or plain SVG.")
    if fault:
        hint = Message("{reason} {advice}", {"reason": fault[0], "advice": fault[1]})
    elif reason:
        hint = msg("Save the picture anew as PNG, JPEG or plain SVG. WeasyPrint says: {text}", text=reason)
    return Diagnostic("weasyprint", Severity.ERROR, place, message, hint)


def _warning(place: Span, message: Message, hint: Message) -> Diagnostic:
    return Diagnostic("weasyprint", Severity.WARNING, place, message, hint)
