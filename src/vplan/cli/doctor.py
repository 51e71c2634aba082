"""`vplan doctor`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from vplan.cli.base import Command, deferred
from vplan.i18n import translate

if TYPE_CHECKING:
    from vplan.doctor import Problem, Report


@click.command(
    "doctor",
    cls=Command,
    help=deferred(
        "Tell what is installed and what is missing.\n\n"
        "Shows versions, fonts and the workspace, and for what is missing the command that installs it. "
        "Ends with 1 when something that is needed is missing."
    ),
    examples=(("vplan doctor", deferred("Look at the installation and at the workspace here.")),),
)
def doctor() -> int:
    """Print the report to standard output; return 1 when something is missing."""
    from vplan.doctor import examine

    report = examine(Path())
    _show_facts(report)
    for problem in report.problems:
        _show_problem(problem)
    if report.ok:
        click.echo(translate("Nothing is missing."))
    return 0 if report.ok else 1


def _show_facts(report: Report) -> None:
    width = max(len(fact.name) for fact in report.facts)
    for fact in report.facts:
        sign = " " if fact.good else "!"
        click.echo(f"{sign} {fact.name:{width}}  {fact.found}")
    click.echo()


def _show_problem(problem: Problem) -> None:
    click.echo(f"! {problem.sentence}")
    if problem.advice:
        click.echo(f"  {problem.advice}")
    width = max((len(system) for system, _ in problem.commands), default=0)
    for system, command in problem.commands:
        click.echo(f"  {system + ':':{width + 1}}  {command}")
