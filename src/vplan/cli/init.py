"""`vplan init`."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import click

from vplan.cli.base import Argument, Command, Option, deferred
from vplan.i18n import ntranslate, translate


@click.command(
    "init",
    cls=Command,
    help=deferred(
        "Make a new workspace that builds at once.\n\n"
        "DIR gets the plan of an invented unit with its council's and board's goals, the schemas and the editor's "
        "settings. It must be a new or an empty folder; nothing is overwritten."
    ),
    examples=(
        ("vplan init myplans", deferred("Make a workspace in the new folder myplans.")),
        ("vplan init . --year 2027", deferred("Make one here, for the budget year 2027.")),
    ),
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path), cls=Argument)
@click.option(
    "--year", metavar="YEAR", type=click.IntRange(1900, 2199), cls=Option,
    help=deferred("The budget year; the current one if left out."),
)  # fmt: skip
def init(folder: Path, year: int | None) -> int:
    """Make the workspace, then tell what was made and what to do next."""
    import datetime

    from vplan.scaffold.files import ScaffoldError
    from vplan.scaffold.workspace import make_workspace

    try:
        files = make_workspace(folder, year or datetime.date.today().year)
    except ScaffoldError as error:
        raise click.UsageError(str(error)) from error
    for path in files:
        click.echo(path)
    number = len(files)
    click.echo(ntranslate("{number} file made.", "{number} files made.", number).format(number=number))
    click.echo(translate("Next: {command}").format(command=_next(folder)))
    return 0


def _next(folder: Path) -> str:
    if folder.resolve() == Path().resolve():
        return "vplan build"
    return f"cd {shlex.quote(os.fspath(folder))} && vplan build"
