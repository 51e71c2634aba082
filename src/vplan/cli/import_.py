"""`vplan import`."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vplan.cli.base import Argument, Command, Option, deferred
from vplan.i18n import ntranslate, translate

if TYPE_CHECKING:
    from vplan.importing.outcome import Outcome

_MARKDOWN = (".md", ".markdown")
_HTML = (".html", ".htm")


@click.command(
    "import",
    cls=Command,
    help=deferred(
        "Turn old plans (Word, PDF, text) into files of a workspace.\n\n"
        "Each FILE becomes a unit with its plan, goals and economy; the council's and the board's goals are added to "
        "their files, or linked where they stand there already. Nothing is overwritten. What had to be guessed, what "
        "differs from the files and what was not understood is told, with its place in the source."
    ),
    examples=(
        ("vplan import plan-2018.pdf", deferred("Import a PDF into the workspace here.")),
        (
            "vplan import *.docx *.pdf --to plans-old --report report.html",
            deferred("Make a new workspace of many plans, and a report of the import."),
        ),
        ("vplan import plan-2018.docx --dry-run", deferred("See what would come of it; write nothing.")),
    ),
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, cls=Argument,
                type=click.Path(readable=False, path_type=Path))  # fmt: skip
@click.option(
    "--to", metavar="DIR", type=click.Path(path_type=Path), cls=Option,
    help=deferred("The workspace, or a new folder that becomes one; the workspace here if left out."),
)  # fmt: skip
@click.option(
    "--report", metavar="FILE", type=click.Path(path_type=Path), cls=Option,
    help=deferred("Write all that is to be told to a file: .md for Markdown, .html for a web page."),
)  # fmt: skip
@click.option(
    "--year", metavar="YEAR", type=click.IntRange(1900, 2199), cls=Option,
    help=deferred("The plan's year, where the source does not say it or says it wrongly."),
)  # fmt: skip
@click.option(
    "--unit", metavar="NAME", cls=Option,
    help=deferred("The unit's name, where the source does not say it; for one file."),
)  # fmt: skip
@click.option(
    "--board", metavar="NAME", cls=Option,
    help=deferred("The board's name, where the source does not say it or says it wrongly."),
)  # fmt: skip
@click.option("--dry-run", is_flag=True, cls=Option, help=deferred("Write no plan; only tell what would come of it."))
def import_(
    files: tuple[Path, ...],
    to: Path | None,
    report: Path | None,
    year: int | None,
    unit: str | None,
    board: str | None,
    dry_run: bool,
) -> int:
    """Import; what was done goes to standard output, what could not be done to standard error."""
    from vplan.importing.run import import_files
    from vplan.importing.target import TargetError, target_folder

    if report is not None:
        _check_report(report, files)
    if unit is not None and len(files) > 1:
        raise click.UsageError(translate("--unit names the unit of one file; import the files one by one."))
    try:
        root = target_folder(to)
    except TargetError as error:
        raise click.UsageError(str(error)) from error
    outcomes: list[Outcome] = []
    try:
        with _Progress(len(files)) as progress:
            import_files(
                files, root, dry_run=dry_run, year=year or 0, unit=unit or "", board=board or "",
                started=progress.started, done=outcomes,
            )  # fmt: skip
    except BaseException:  # Ctrl-C: what was finished is kept, and what was guessed in it cannot be seen again
        _tell_all(outcomes, root, report, dry_run)
        sentence = translate("{done} of {total} files were dealt with before the end.")
        click.echo(sentence.format(done=len(outcomes), total=len(files)))
        raise
    written = _tell_all(outcomes, root, report, dry_run)
    crash = next((outcome.crash for outcome in outcomes if outcome.crash), "")
    if crash:
        from vplan.cli.main import internal_error

        return internal_error(RuntimeError(translate("see above")), crash)
    return 0 if written and all(outcome.ok for outcome in outcomes) else 1


def _tell_all(outcomes: Sequence[Outcome], root: Path, report: Path | None, dry_run: bool) -> bool:
    """Print what came of the files and write the report; tell whether that went well."""
    _tell(outcomes, report)
    written = report is None or _write_report(report, outcomes, dry_run)
    _tell_sum(outcomes, root, report if written else None, dry_run)
    return written


class _Progress:
    """Rewrites one line on standard error, on a terminal, while files are imported."""

    def __init__(self, total: int) -> None:
        self._live = sys.stderr.isatty() and total > 1
        self._total = total
        self._done = 0

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._live and self._done:
            click.echo("\r\x1b[2K", nl=False, err=True)

    def started(self, file: Path) -> None:
        """Tell which file is being imported."""
        self._done += 1
        if not self._live:
            return
        from vplan.report.text import clean

        sentence = translate("Importing {done} of {total} · {file}")
        line = sentence.format(done=self._done, total=self._total, file=clean(file.name))
        click.echo(f"\r\x1b[2K{line[: shutil.get_terminal_size((80, 24)).columns - 1]}", nl=False, err=True)


def _check_report(report: Path, files: Sequence[Path]) -> None:
    """Refuse a report that could not be written, before anything is imported."""
    if report.suffix.lower() not in (*_MARKDOWN, *_HTML):
        sentence = translate("The report {file} must end in .md (Markdown) or .html (web page).")
        raise click.UsageError(sentence.format(file=report))
    if report.is_dir():
        raise click.UsageError(translate("{file} is a folder; name a file for the report.").format(file=report))
    if any(report.resolve() == file.resolve() for file in files):
        raise click.UsageError(translate("The report would overwrite {file}, which is imported.").format(file=report))


def _write_report(report: Path, outcomes: Sequence[Outcome], dry_run: bool) -> bool:
    """Write the report whole or not at all; tell whether that went well."""
    from vplan.building.files import OutputError, write
    from vplan.importing.report import report_of

    content = report_of(outcomes, dry_run=dry_run)
    if report.suffix.lower() in _HTML:
        from vplan.importing.report_html import render_html

        text = render_html(content)
    else:
        from vplan.importing.report_markdown import render_markdown

        text = render_markdown(content)
    try:
        write(report, text.encode("utf-8", "replace"))
    except OutputError as error:
        click.echo(str(error.message), err=True)
        return False
    return True


def _tell(outcomes: Sequence[Outcome], report: Path | None) -> None:
    """Print a block for each file; those that were refused to standard error."""
    from vplan.cli.show import wants_color
    from vplan.importing.report import brackets, file_report
    from vplan.importing.report_text import has_brackets, hides_any, render_text

    width = max(shutil.get_terminal_size((100, 24)).columns, 60)
    hidden = marked = False
    for outcome in outcomes:
        file = file_report(outcome)
        is_error = bool(file.refusal)
        stream = sys.stderr if is_error else sys.stdout
        click.echo(render_text(file, bold=wants_color(stream), width=width), err=is_error)
        hidden, marked = hidden or hides_any(file), marked or has_brackets(file)
    if marked:
        click.echo(brackets())
    if hidden and report is None:
        click.echo(translate("--report FILE writes all of it, in full length, to a file."))


def _tell_sum(outcomes: Sequence[Outcome], root: Path, report: Path | None, dry_run: bool) -> None:
    number = sum(bool(outcome.folder) for outcome in outcomes)
    refused = len(outcomes) - number
    where = os.path.relpath(root) if root.is_relative_to(Path().resolve()) else str(root)
    if report is not None:
        click.echo(translate("The whole report: {file}").format(file=report))
    if dry_run:
        click.echo(translate("This was a trial: no plan was written."))
    elif not number:
        click.echo(translate("No plan was imported."))
    else:
        told = ntranslate("{number} plan imported", "{number} plans imported", number).format(number=number)
        if refused:
            others = ntranslate("{number} file not (see above)", "{number} files not (see above)", refused)
            told = f"{told}, {others.format(number=refused)}"
        click.echo(f"{told}: {root if where == '.' else where}")
        command = "vplan build" if where == "." else f"vplan build {shlex.quote(where)}"
        click.echo(translate("Next: {command}").format(command=command))
