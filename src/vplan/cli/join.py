"""`vplan join`."""

from __future__ import annotations

from pathlib import Path

import click

from vplan.cli.base import Argument, Command, Option, deferred
from vplan.i18n import ntranslate, translate


@click.command(
    "join",
    cls=Command,
    help=deferred(
        "Join the parts of a build into one site.\n\n"
        "The folders DIR hold what vplan build --shard I/N wrote for every I from 1 to N. The site is, byte for byte, "
        "the one that a single vplan build makes. Run it where the plans are, in the version that the parts were built "
        "from."
    ),
    examples=(
        ("vplan join site-*-of-*", deferred("Write site/ from its parts.")),
        ("vplan join parts/* --output public", deferred("Write the site to another folder.")),
    ),
)
@click.argument(
    "folders", metavar=deferred("DIR..."), nargs=-1, required=True, type=click.Path(path_type=Path), cls=Argument
)
@click.option(
    "--output", metavar="DIR", type=click.Path(path_type=Path), cls=Option,
    help=deferred("The folder to write to, instead of the one in vplan.yaml."),
)  # fmt: skip
def join(folders: tuple[Path, ...], output: Path | None) -> int:
    """Join; findings go to standard error, what was done to standard output."""
    from vplan.building.joining import join as join_shards
    from vplan.building.run import RequestError
    from vplan.cli.build import hints, shown, tell_left_out, tell_removed
    from vplan.cli.progress import Progress
    from vplan.cli.show import show_findings
    from vplan.project import NoWorkspaceError

    with Progress() as progress:
        try:
            result = join_shards(Path(), folders, output, observer=progress)
        except (RequestError, NoWorkspaceError) as error:
            raise click.UsageError(str(error)) from error
    show_findings([*result.diagnostics, *hints(result)], result.root, err=True)
    tell_left_out(result)
    if result.failed:
        click.echo(translate("Why a plan was not built was told when its part was built."), err=True)
    if result.built:
        number = len(result.built)
        sentence = ntranslate("{number} plan joined: {place}", "{number} plans joined: {place}", number)
        click.echo(sentence.format(number=number, place=shown(result.output)))
    elif result.exit_code == 0:
        click.echo(translate("Nothing to do: there are no plans here yet."))
    tell_removed(result)
    return result.exit_code
