"""`vplan extract`."""

from __future__ import annotations

from pathlib import Path

import click

from vplan.cli.base import Argument, Command, Option, deferred
from vplan.i18n import ntranslate, translate


@click.command(
    "extract",
    cls=Command,
    help=deferred(
        "Bring the sources out of a PDF, as a workspace.\n\n"
        "A PDF that vplan made carries the files that it was made from: the unit's own, and of council and board what "
        "it uses. They are written to DIR, where vplan build gives the same bytes."
    ),
    examples=(
        ("vplan extract plan.pdf --to plan-2018", deferred("Write the sources of a plan to a new folder.")),
        ("vplan build plan-2018", deferred("Build them.")),
    ),
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path), cls=Argument)
@click.option(
    "--to", "folder", metavar="DIR", required=True, type=click.Path(path_type=Path), cls=Option,
    help=deferred("The folder to write to, which must be new or empty."),
)  # fmt: skip
def extract(file: Path, folder: Path) -> int:
    """Extract; return 1 when the PDF carries nothing that can be brought out."""
    from vplan.archive.extract import extract as bring_out
    from vplan.archive.extract import refuse_full
    from vplan.archive.reading import ArchiveError, read_pdf

    try:
        data = read_pdf(file)
        refuse_full(folder)
    except ArchiveError as error:
        raise click.UsageError(str(error)) from error
    try:
        sources = bring_out(data, str(file), folder)
    except ArchiveError as error:
        raise click.ClickException(str(error)) from error
    number = len(sources.files)
    sentence = ntranslate("{number} file written: {folder}", "{number} files written: {folder}", number)
    click.echo(sentence.format(number=number, folder=folder))
    epoch = sources.carried.document.get("epoch", "")
    if epoch.isdigit():
        sentence = translate("The document has no date of its own: build with SOURCE_DATE_EPOCH={epoch}.")
        click.echo(sentence.format(epoch=epoch))
    return 0
