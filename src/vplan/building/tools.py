"""The doors to the other rooms. Each is opened when it is first used, and a test may put another behind it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vplan.building.toolchain import made_with, toolchain_digest, versions
from vplan.diagnostics import Diagnostic, Severity, Span
from vplan.i18n import ntranslate
from vplan.statement import STATEMENT_FILE

if TYPE_CHECKING:
    from vplan.building.manifest import Entry
    from vplan.document import AssembledDocument
    from vplan.document.tree import Document
    from vplan.link import LinkedPlan
    from vplan.project import Project
    from vplan.questions import LinkedAward
    from vplan.render.job import PrintJob


class PdfMissingError(Exception):
    """The PDF libraries cannot be loaded; the text says which. `command` installs them, where one is known.

    It crosses between processes, as a value too.
    """

    def __init__(self, reason: str, command: str = "") -> None:
        super().__init__(reason, command)
        self.reason = reason
        self.command = command

    def __str__(self) -> str:
        return self.reason


@dataclass(frozen=True, slots=True)
class Page:
    """Where an HTML page stands: prefix to the site's root, and the name of the PDF beside it, empty without one.

    `statement` tells whether the site has an accessibility statement.
    """

    assets: str
    pdf: str
    statement: bool = False


@dataclass(frozen=True, slots=True)
class Pdf:
    """A rendered PDF, what its renderer complained about, and the versions of the libraries that it used."""

    data: bytes
    diagnostics: list[Diagnostic]
    libraries: dict[str, str] = field(default_factory=dict)


def _open_project(root: Path) -> Project:
    from vplan.project import Project

    return Project.open(root)


def _assemble(project: Project, linked: Any) -> Sequence[Any]:
    from vplan.document import assemble

    return assemble(project.root, project.settings, linked)


def _prepare_documents() -> None:
    import vplan.document.award
    import vplan.document.blocks
    import vplan.document.plan
    import vplan.editions  # noqa: F401


def _prepare_html() -> None:
    from vplan.render.environment import environment

    templates = environment()
    for name in templates.list_templates(("j2",)):
        templates.get_template(name)


def _prepare_charts() -> None:
    from vplan.figures.charts.engine import ready

    ready()


def _render_html(document: Document, page: Page) -> str:
    from vplan.render.html import render_html

    return render_html(
        document,
        target="screen",
        assets=page.assets,
        pdf_href=page.pdf,
        index_href=page.assets + "index.html",
        statement_href=page.assets + STATEMENT_FILE if page.statement else "",
    )


def _picture_outputs(document: Document) -> Mapping[str, str]:
    from vplan.render.links import picture_outputs

    return picture_outputs(document)


def _clean_picture(document: Document, file: str, data: bytes) -> bytes | Diagnostic:
    from vplan.picture import PictureError, clean_picture
    from vplan.render.links import picture_places

    try:
        return clean_picture(data, "screen")
    except PictureError as error:
        place = picture_places(document).get(file) or Span("vplan.yaml")  # which names the logotype
        return Diagnostic("picture-file", Severity.ERROR, place, *error.problem)


def _prepare_pdf() -> None:
    from vplan.render.pdf import PdfUnavailableError, prepare

    try:
        prepare()
    except PdfUnavailableError as error:
        raise _missing(error.missing, error.reason) from error


def _missing(names: Sequence[str], reason: str) -> PdfMissingError:
    """Say what is missing, and which command installs it where it is libraries and the system is known."""
    from vplan.doctor import commands_here
    from vplan.render.libraries import LIBRARIES

    if not names:
        return PdfMissingError(reason)
    sentence = ntranslate("{names} is missing.", "{names} are missing.", len(names)).format(names=", ".join(names))
    commands = commands_here()
    # On Windows the command is for a shell that must be installed first, which "vplan doctor" explains.
    known = len(commands) == 1 and sys.platform != "win32" and {library.name for library in LIBRARIES} >= set(names)
    return PdfMissingError(sentence, commands[0][1] if known else "")


def _warm_up_pdf() -> None:
    from vplan.render.pdf import warm_up

    warm_up()


def _print_job(document: Document, root: Path, source: str) -> PrintJob:
    from vplan.render.job import print_job

    return print_job(document, root=root, source=source)


def _enclose(
    job: PrintJob, project: Project, linked: LinkedPlan | LinkedAward, assembled: AssembledDocument
) -> PrintJob:
    """Add to a job the sources that are to travel in its PDF."""
    from vplan.archive.carried import Enclosure
    from vplan.archive.sources import sources_of
    from vplan.render.dates import timestamp

    document = assembled.document
    date = timestamp(document)
    about = {"unit": linked.id, "name": assembled.name, "title": document.title, "date": document.date}
    if date != document.date:
        about["epoch"] = os.environ["SOURCE_DATE_EPOCH"]
    files = sources_of(project, linked, document)
    return replace(job, enclosure=Enclosure(files, about, made_with(), date))


def _print_pdf(job: PrintJob) -> Pdf:
    from vplan.render.pdf import print_pdf

    result = print_pdf(job)
    return Pdf(result.data, result.diagnostics, result.libraries)


def _render_index(entries: Sequence[Entry], municipality: str, statement: bool) -> str:
    from vplan.render.index import IndexEntry, render_index

    rows = [
        IndexEntry(
            year=int(entry.unit.partition("/")[0]),
            board=entry.board,
            unit=entry.unit_name,
            title=entry.title,
            date=entry.date,
            html=entry.outputs["html"].path if "html" in entry.outputs else "",
            pdf=entry.outputs["pdf"].path if "pdf" in entry.outputs else None,
        )
        for entry in entries
    ]
    return render_index(rows, municipality, statement_href=STATEMENT_FILE if statement else "")


def _render_statement(statement: str) -> str:
    from vplan.render.statement import render_statement
    from vplan.statement import load

    return render_statement(load(statement))


def _site_assets() -> Mapping[str, bytes | Path]:
    from vplan.render.assets import site_assets

    return site_assets()


@dataclass(frozen=True, slots=True)
class Tools:
    """What the build takes from other rooms."""

    open_project: Callable[[Path], Project] = _open_project
    prepare_documents: Callable[[], None] = _prepare_documents
    assemble: Callable[[Project, Any], Sequence[Any]] = _assemble
    prepare_html: Callable[[], None] = _prepare_html
    prepare_charts: Callable[[], None] = _prepare_charts
    render_html: Callable[[Document, Page], str] = _render_html
    picture_outputs: Callable[[Document], Mapping[str, str]] = _picture_outputs
    clean_picture: Callable[[Document, str, bytes], bytes | Diagnostic] = _clean_picture
    prepare_pdf: Callable[[], None] = _prepare_pdf
    warm_up_pdf: Callable[[], None] = _warm_up_pdf
    print_job: Callable[[Document, Path, str], Any] = _print_job
    enclose: Callable[[Any, Project, Any, Any], Any] = _enclose
    print_pdf: Callable[[Any], Pdf] = _print_pdf
    render_index: Callable[[Sequence[Entry], str, bool], str] = _render_index
    render_statement: Callable[[str], str] = _render_statement
    site_assets: Callable[[], Mapping[str, bytes | Path]] = _site_assets
    toolchain_digest: Callable[[], str] = toolchain_digest
    versions: Callable[[], dict[str, str]] = versions
