"""`vplan check`."""

from __future__ import annotations

from pathlib import Path

import click

from vplan.cli.base import Argument, Command, deferred
from vplan.cli.selection import PlanPath, workspace_of
from vplan.i18n import ntranslate


@click.command(
    "check",
    cls=Command,
    help=deferred(
        "Find mistakes in plans and goals.\n\n"
        "Checks the units, boards or years at PATH, or everything, and prints each finding with its place and what to "
        "do. Ends with 1 when there is an error; warnings and hints do not fail."
    ),
    examples=(
        ("vplan check", deferred("Check all plans.")),
        ("vplan check plans/2018/ostermalm", deferred("Check the units of one board.")),
    ),
)
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=PlanPath(), cls=Argument)
def check(paths: tuple[Path, ...]) -> int:
    """Print findings to standard output; return 1 when one is an error."""
    from vplan.api import check as check_plans
    from vplan.api import load
    from vplan.checking import CheckCrashError
    from vplan.cli.show import show_findings
    from vplan.diagnostics import has_errors
    from vplan.project import NoWorkspaceError
    from vplan.selection import SelectionError, select

    try:
        project = load(workspace_of(paths))
        diagnostics = check_plans(project, paths)
    except (NoWorkspaceError, SelectionError) as error:
        raise click.UsageError(str(error)) from error
    except CheckCrashError as error:
        from vplan.cli.main import internal_error

        return internal_error(error, error.trace)
    show_findings(diagnostics, project.root, err=False)
    if has_errors(diagnostics):
        return 1
    if not diagnostics:
        number = len(select(project.layout, paths))
        sentence = ntranslate("{number} plan checked, no findings.", "{number} plans checked, no findings.", number)
        click.echo(sentence.format(number=number))
    return 0
