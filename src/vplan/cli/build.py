"""`vplan build`."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vplan.cli.base import Argument, Command, Option, as_typed, deferred
from vplan.cli.selection import PlanPath, workspace_of
from vplan.i18n import ntranslate, translate

if TYPE_CHECKING:
    from vplan.building.result import BuildResult
    from vplan.building.shards import Shard
    from vplan.diagnostics import Diagnostic

    Type = click.ParamType[tuple[str, ...]]
    ShardType = click.ParamType[Shard]
else:
    Type = ShardType = click.ParamType  # click 8.2 has no types for it

_FORMATS = ("html", "pdf")
_NAMED = 3  # plans that a line names


class FormatList(Type):
    """Formats with commas between them."""

    name = "formats"

    def convert(
        self, value: str | tuple[str, ...], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Return the formats, each once; an unknown one names the nearest."""
        if isinstance(value, tuple):
            return value
        names = [name.strip().lower() for name in value.split(",")]
        for name in names:
            if name not in _FORMATS:
                self.fail(self._unknown(name), param, ctx)
        return tuple(dict.fromkeys(names))

    def _unknown(self, name: str) -> str:
        from difflib import get_close_matches

        near = get_close_matches(name, _FORMATS, 1)
        if near:
            sentence = translate("There is no format {name!r}. Did you mean {near!r}?")
            return sentence.format(name=name, near=near[0])
        return translate("There is no format {name!r}. Known: {known}.").format(name=name, known=", ".join(_FORMATS))


class ShardOf(ShardType):
    """A part of the build, as `I/N`."""

    name = "shard"

    def convert(self, value: str | Shard, param: click.Parameter | None, ctx: click.Context | None) -> Shard:
        """Return the shard; what is none is refused with an example."""
        from vplan.building.shards import MOST, Shard

        if isinstance(value, Shard):
            return value
        try:
            return Shard.parse(value)
        except ValueError:
            sentence = translate(
                "{value!r} is no part of a build: write for example 2/3, the second of three (of {most} at most)."
            )
            self.fail(sentence.format(value=value[:40], most=MOST), param, ctx)


@click.command(
    "build",
    cls=Command,
    help=deferred(
        "Check plans and write them as HTML and PDF.\n\n"
        "Builds the units, boards or years at PATH, or everything, where something has changed since the last build. "
        "A plan with errors is named and not built; its last good documents stay."
    ),
    examples=(
        ("vplan build", deferred("Build what has changed.")),
        ("vplan build plans/2018/ostermalm/bistandsbedomning", deferred("Build one unit.")),
        ("vplan build --format html --output public", deferred("Write web pages alone, to another folder.")),
        ("vplan build --shard 2/3", deferred("Build the second third of all plans, for vplan join.")),
    ),
)
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=PlanPath(), cls=Argument)
@click.option("--format", "formats", metavar="html,pdf", type=FormatList(), cls=Option, help=deferred("What to write."))
@click.option(
    "--output", metavar="DIR", type=click.Path(path_type=Path), cls=Option,
    help=deferred("The folder to write to, instead of the one in vplan.yaml."),
)  # fmt: skip
@click.option(
    "--jobs", metavar="N", type=click.IntRange(1, 256), cls=Option,
    help=deferred("How many plans to render at a time; one per processor core if left out."),
)  # fmt: skip
@click.option("--force", is_flag=True, cls=Option, help=deferred("Build plans that have not changed, too."))
@click.option(
    "--shard", metavar="I/N", type=ShardOf(), cls=Option,
    help=deferred("Build part I of N of all plans, to a folder of its own: one for each of N machines."),
)  # fmt: skip
def build(
    paths: tuple[Path, ...],
    formats: tuple[str, ...] | None,
    output: Path | None,
    jobs: int | None,
    force: bool,
    shard: Shard | None,
) -> int:
    """Build; findings go to standard error, what was done to standard output."""
    from vplan.building.run import Request, RequestError, run
    from vplan.cli.progress import Progress
    from vplan.cli.show import show_findings
    from vplan.selection import SelectionError
    from vplan.workspace import find_root

    start = workspace_of(paths)
    if find_root(start) is None:
        raise click.UsageError(
            translate("There is no vplan.yaml here or above. Go to a workspace, or make one with vplan init DIR.")
        )
    began = time.monotonic()
    with Progress() as progress:
        try:
            result = run(Request(start, paths, formats, output, jobs, force, shard), observer=progress)
        except (RequestError, SelectionError) as error:
            raise click.UsageError(str(error)) from error
    show_findings([*result.diagnostics, *([] if shard else hints(result, formats))], result.root, err=True)
    _tell(result, time.monotonic() - began, shard)
    if result.crashes:
        from vplan.cli.main import internal_error

        return internal_error(RuntimeError(translate("see above")), result.crashes[0])
    return result.exit_code


def hints(result: BuildResult, formats: tuple[str, ...] | None = None) -> list[Diagnostic]:
    """Return what the site lacks, whenever pages were made; a part of a site lacks nothing that the whole has."""
    if result.has_statement or not result.built or (formats is not None and "html" not in formats):
        return []
    from vplan.building.findings import no_statement

    return [no_statement()]


def _tell(result: BuildResult, took: float, shard: Shard | None) -> None:
    """Say what was done; success only where there is nothing else to say."""
    from vplan.cli.show import seconds

    tell_left_out(result)
    place = shown(result.output)
    if result.built:
        number = len(result.built)
        sentence = ntranslate(
            "{number} plan built in {time}: {place}", "{number} plans built in {time}: {place}", number
        )
        click.echo(sentence.format(number=number, time=seconds(took), place=place))
    elif result.exit_code == 0 and not result.fresh and not result.removed:
        none = translate("Nothing to do: there are no plans here yet.")
        click.echo(none if shard is None else translate("Nothing to do: no plan falls to this part."))
    elif result.exit_code == 0 and result.fresh and not result.removed:
        number = len(result.fresh)
        sentence = ntranslate(
            "Nothing to do: {number} plan is up to date in {place}",
            "Nothing to do: {number} plans are up to date in {place}",
            number,
        )
        click.echo(sentence.format(number=number, place=place))
    tell_removed(result)


def tell_left_out(result: BuildResult) -> None:
    """Say which plans were not built, and which are gone but kept."""
    from vplan.cli.show import visible

    for unit in (*result.failed, *result.skipped):
        click.echo(visible(translate("not built: {unit}").format(unit=unit)), err=True)
    if result.held:
        click.echo(_held(result.held), err=True)


def tell_removed(result: BuildResult) -> None:
    """Say how many files went."""
    if result.removed:
        number = len(result.removed)
        sentence = ntranslate(
            "{number} file that no plan has any more was removed.",
            "{number} files that no plan has any more were removed.",
            number,
        )
        click.echo(sentence.format(number=number))


def _held(units: list[str]) -> str:
    """Say that plans that are gone keep their files, with the names of some."""
    names = ", ".join(units[:_NAMED]) + (", …" if len(units) > _NAMED else "")
    sentence = ntranslate(
        "The documents of {number} plan that is no longer there are kept until the errors are mended: {names}",
        "The documents of {number} plans that are no longer there are kept until the errors are mended: {names}",
        len(units),
    )
    return sentence.format(number=len(units), names=names)


def shown(output: Path) -> str:
    """Return the index page as one would type it from here, where that is shorter."""
    return as_typed(output / "index.html")
