"""`vplan export`: what other programs take from plans."""

from __future__ import annotations

from pathlib import Path

import click

from vplan.cli.base import Argument, Command, LazyGroup, Option, deferred
from vplan.cli.selection import PlanPath, workspace_of
from vplan.i18n import ntranslate, translate

_SUFFIX = ".ics"
_TABLE = {"ics": ("vplan.cli.export", deferred("Write the dates of plans as a calendar."))}


@click.group(
    "export",
    cls=LazyGroup,
    table=_TABLE,
    help=deferred("Write what other programs take from plans."),
    examples=(
        ("vplan export ics --output plans.ics", deferred("Write a calendar for Outlook or Google Calendar.")),
    ),
)  # fmt: skip
def export() -> None:
    """Run a command of the table."""


@click.command(
    "ics",
    cls=Command,
    help=deferred(
        "Write the dates of plans as a calendar.\n\n"
        "The activities of the units, boards or years at PATH, or of everything, and the entries of their year's "
        "wheels become one iCalendar file, which Outlook and Google Calendar take. An event keeps its identity when "
        "its days change. Where a plan has errors nothing is written."
    ),
    examples=(
        ("vplan export ics --output plans.ics", deferred("Write one calendar of all plans.")),
        (
            "vplan export ics plans/2018/ostermalm/bistandsbedomning > unit.ics",
            deferred("Write the calendar of one unit to standard output."),
        ),
    ),
)
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=PlanPath(), cls=Argument)
@click.option(
    "--output", metavar="FILE", type=click.Path(path_type=Path), cls=Option,
    help=deferred("The file to write, whose name ends in .ics, instead of standard output."),
)  # fmt: skip
def ics(paths: tuple[Path, ...], output: Path | None) -> int:
    """Write a calendar; return 1 when there is none, because a plan has errors or no plan has dates."""
    from vplan.api import load
    from vplan.cli.show import show_findings
    from vplan.exporting.ics import MAX_BYTES
    from vplan.exporting.plans import calendar_of
    from vplan.project import NoWorkspaceError
    from vplan.selection import SelectionError, select

    if output is not None:
        _check_output(output)
    try:
        project = load(workspace_of(paths))
        calendar = calendar_of(project, select(project.layout, paths))
    except (NoWorkspaceError, SelectionError) as error:
        raise click.UsageError(str(error)) from error
    if calendar.errors:
        show_findings(calendar.errors, project.root, err=True)
        click.echo(translate("No calendar was written: mend the errors, or choose plans that have none."), err=True)
        return 1
    if not calendar.events:
        click.echo(translate("No calendar was written: the plans have no activities and no year's wheel."), err=True)
        return 1
    if output is None:
        click.echo(calendar.to_bytes(), nl=False)
        return 0
    data = calendar.to_bytes()
    _write(output, data)
    number = len(calendar.events)
    sentence = ntranslate("{number} event written: {file}", "{number} events written: {file}", number)
    click.echo(sentence.format(number=number, file=output))
    if len(data) > MAX_BYTES:
        click.echo(translate("Google Calendar imports files below 1 MB only: choose fewer plans."), err=True)
    return 0


def _check_output(output: Path) -> None:
    """Refuse a file that is no calendar, so that no plan is overwritten."""
    if output.suffix.lower() != _SUFFIX:
        raise click.UsageError(translate("The calendar {file} must end in .ics.").format(file=output))
    if output.is_dir():
        raise click.UsageError(translate("{file} is a folder; name a file for the calendar.").format(file=output))


def _write(output: Path, data: bytes) -> None:
    from vplan.building.files import OutputError, write

    try:
        write(output, data)
    except OutputError as error:
        raise click.ClickException(str(error.message)) from error
