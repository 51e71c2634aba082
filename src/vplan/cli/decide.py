"""`vplan decide`."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vplan.cli.base import Argument, Command, Option, as_typed, deferred
from vplan.cli.selection import PlanPath, workspace_of
from vplan.i18n import translate

if TYPE_CHECKING:
    from vplan.deciding.record import DecisionError, Recorded, Wanted
    from vplan.layout import UnitFolder
    from vplan.model.decision import DecidedDocument
    from vplan.project import Project


@click.command(
    "decide",
    cls=Command,
    help=deferred(
        "Record that a plan has been decided.\n\n"
        "The decision is added at the end of beslut.yaml in the unit's folder, with hashes of what the plan says. Page "
        "1 then tells when and by whom it was decided, and “vplan check” tells every later change of the content. "
        "PLAN is the unit's folder, or the file of one of its documents. A plan with errors is not decided."
    ),
    examples=(
        (
            'vplan decide plans/2018/ostermalm/hemtjanst --date 2018-01-25 --dnr 2017-717-1.1. --by "Östermalms '
            'stadsdelsnämnd"',
            deferred("Record the board's decision on a plan."),
        ),
    ),
)
@click.argument("plan", metavar="PLAN", type=PlanPath(), cls=Argument)
@click.option(
    "--date",
    metavar="DATE",
    required=True,
    cls=Option,
    help=deferred("The day of the decision, such as 2018-01-25."),
)
@click.option(
    "--dnr",
    metavar="NUMBER",
    required=True,
    cls=Option,
    help=deferred("The diary number of the decision."),
)
@click.option(
    "--by", metavar="NAME", required=True, cls=Option,
    help=deferred("Who decided: the board, or a person."),
)  # fmt: skip
def decide(plan: Path, date: str, dnr: str, by: str) -> int:
    """Record a decision; return 1 when the plan has errors or nothing can be written."""
    import datetime

    from vplan.api import load
    from vplan.deciding.record import DecisionError, read_date, wanted
    from vplan.deciding.record import decide as record
    from vplan.project import NoWorkspaceError
    from vplan.selection import SelectionError

    today = datetime.date.today()
    try:
        project = load(workspace_of((plan,)))
        unit, document = _meant(project, plan)
        asked = wanted(read_date(date.strip(), today), dnr, by, document)
    except (NoWorkspaceError, SelectionError) as error:
        raise click.UsageError(str(error)) from error
    except DecisionError as error:
        raise click.UsageError(_sentences(error)) from error
    try:
        recorded = record(project, unit, asked)
    except DecisionError as error:
        raise click.ClickException(_sentences(error)) from error
    return _tell(project, unit, asked, recorded)


def _sentences(error: DecisionError) -> str:
    return f"{error.message} {error.hint}" if error.hint else str(error.message)


def _meant(project: Project, path: Path) -> tuple[UnitFolder, DecidedDocument]:
    """Return the unit and the document that a path names; a folder with both means the plan."""
    from vplan.deciding.record import DecisionError
    from vplan.diagnostics import msg
    from vplan.layout import AWARD_FILE
    from vplan.model.decision import DecidedDocument
    from vplan.selection import select

    units = select(project.layout, [path])
    if len(units) != 1:
        number = len(units)
        message = msg("“{path}” holds {number} units; one plan is decided at a time.", path=str(path), number=number)
        raise DecisionError(message, msg("Name the folder of one unit."))
    is_award = path.name == AWARD_FILE or units[0].only_award
    return units[0], DecidedDocument.AWARD if is_award else DecidedDocument.PLAN


def _tell(project: Project, unit: UnitFolder, asked: Wanted, recorded: Recorded) -> int:
    from vplan.cli.show import show_findings

    show_findings(recorded.findings, project.root, err=True)
    if recorded.errors:
        click.echo(translate("Nothing was decided: mend the errors first."), err=True)
        return 1
    file = as_typed(project.root / recorded.file)
    if not recorded.is_new:
        click.echo(translate("The same decision stands in {file} already.").format(file=file))
        return 0
    sentence = translate("Decided on {date}, {dnr}, by {by}: written to {file}.")
    click.echo(sentence.format(date=asked.date, dnr=asked.reference, by=asked.by, file=file))
    if project.settings.decided_from is None:
        click.echo(
            translate("Plans without a decision say nothing. To mark them as drafts, write “beslut: ja” in vplan.yaml.")
        )
    command = f"vplan build {shlex.quote(as_typed(project.root / unit.folder))}"
    click.echo(translate("Next: {command}").format(command=command))
    return 0
