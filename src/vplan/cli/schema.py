"""`vplan schema`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from vplan.cli.base import Argument, Command, Option, deferred
from vplan.i18n import translate

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def _known_kind(_ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Return the kind, `plan` for `plan.yaml` too; an unknown one names the nearest."""
    from difflib import get_close_matches

    from vplan.schema import KINDS

    kind = value.removesuffix(".yaml") if value else None
    if kind is None or kind in KINDS:
        return kind
    near = get_close_matches(kind, KINDS, 1)
    if near:
        sentence = translate("There is no kind of file {name!r}. Did you mean {near!r}?").format(
            name=value, near=near[0]
        )
    else:
        sentence = translate("There is no kind of file {name!r}. Known: {known}.")
        sentence = sentence.format(name=value, known=", ".join(KINDS))
    raise click.BadParameter(sentence, param=param)


def _complete(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the kinds that begin with `incomplete`."""
    from click.shell_completion import CompletionItem

    from vplan.schema import KINDS

    return [CompletionItem(kind, help=what.title) for kind, what in KINDS.items() if kind.startswith(incomplete)]


@click.command(
    "schema",
    cls=Command,
    help=deferred(
        "Print the JSON schema of a kind of file.\n\n"
        "Editors use the schemas to complete keys, to explain them and to underline mistakes. "
        "With --output they are written to files, all of them when no KIND is named; without both the kinds are listed."
    ),
    examples=(
        ("vplan schema", deferred("List the kinds of files.")),
        ("vplan schema mal", deferred("Print the schema of mal.yaml.")),
        ("vplan schema --output schemas", deferred("Write all schemas to the folder schemas.")),
    ),
)
@click.argument("kind", metavar="[KIND]", required=False, callback=_known_kind, shell_complete=_complete, cls=Argument)
@click.option(
    "--output", metavar="DIR", type=click.Path(path_type=Path), cls=Option,
    help=deferred("The folder to write to, instead of standard output."),
)  # fmt: skip
def schema(kind: str | None, output: Path | None) -> int:
    """Print or write schemas."""
    from vplan.schema import KINDS, schema_text

    if output is not None:
        _write([kind] if kind else list(KINDS), output)
    elif kind:
        click.echo(schema_text(kind), nl=False)
    else:
        width = max(map(len, KINDS))
        for name, what in KINDS.items():
            click.echo(f"{name:{width}}  {', '.join(what.files)}  {what.title}")
    return 0


def _write(kinds: list[str], folder: Path) -> None:
    from vplan.building.files import OutputError, write
    from vplan.schema import schema_file, schema_text

    for kind in kinds:
        path = folder / schema_file(kind)
        try:
            write(path, schema_text(kind).encode())
        except OutputError as error:
            raise click.ClickException(str(error.message)) from error
        click.echo(path)
