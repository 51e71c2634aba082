"""`vplan new`."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vplan.cli.base import Argument, Command, deferred
from vplan.i18n import translate

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def _complete(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the boards whose path begins with `incomplete`, each as the beginning of a unit's path."""
    from click.shell_completion import CompletionItem

    from vplan.project import NoWorkspaceError, Project

    try:
        layout = Project.open(Path()).layout
    except NoWorkspaceError:
        return []
    begins = [f"{year.year}/{board.board}/" for year in layout.years for board in year.boards]
    return [CompletionItem(path) for path in begins if path.startswith(incomplete)]


@click.command(
    "new",
    cls=Command,
    help=deferred(
        "Make the files of a unit.\n\n"
        "The goals that the unit can choose from stand in them as comments: those of the year's council and of the "
        "board. A board without a file gets one. Nothing is overwritten."
    ),
    examples=(
        ("vplan new 2018/ostermalm/hemtjanst", deferred("Make plans/2018/ostermalm/hemtjanst with its three files.")),
    ),
)
@click.argument("unit", metavar="YEAR/BOARD/UNIT", shell_complete=_complete, cls=Argument)
def new(unit: str) -> int:
    """Make the files, then tell which, and what to do next."""
    from vplan.project import NoWorkspaceError, Project
    from vplan.scaffold.files import ScaffoldError
    from vplan.scaffold.unit import make_unit

    try:
        project = Project.open(Path())
        made = make_unit(project, unit)
    except (NoWorkspaceError, ScaffoldError) as error:
        raise click.UsageError(str(error)) from error
    for path in made.files:
        click.echo(os.path.relpath(path))
    if made.similar_boards:
        sentence = translate("The board is new. Boards with names like it: {boards}.")
        click.echo(sentence.format(boards=", ".join(made.similar_boards)), err=True)
    command = f"vplan check {shlex.quote(os.path.relpath(project.root / made.folder))}"
    click.echo(translate("Next: {command}").format(command=command))
    return 0
