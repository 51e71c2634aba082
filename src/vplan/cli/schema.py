"""`vplan schema`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from vplan.cli.base import Argument, Command, Option, as_typed, deferred
from vplan.i18n import ntranslate, translate

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from vplan.schema.writing import Written


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
        "With --output they are written to files, all of them when no KIND is named; without both the kinds are "
        "listed.\n\n"
        "With --workspace there is a schema for each file of the workspace, which knows the goals, indicators, "
        "activities, questions and editions that this file can choose from. They are written to .vplan/schemas; the "
        "setting that tells the editor of them is printed, or put into .vscode/settings.json with --vscode. Do it "
        "again when goals have changed."
    ),
    examples=(
        ("vplan schema", deferred("List the kinds of files.")),
        ("vplan schema mal", deferred("Print the schema of mal.yaml.")),
        ("vplan schema --output schemas", deferred("Write all schemas to the folder schemas.")),
        ("vplan schema --workspace --vscode", deferred("Let VS Code know this workspace's goals.")),
    ),
)
@click.argument("kind", metavar="[KIND]", required=False, callback=_known_kind, shell_complete=_complete, cls=Argument)
@click.option(
    "--output", metavar="DIR", type=click.Path(path_type=Path), cls=Option,
    help=deferred("The folder to write to, instead of standard output."),
)  # fmt: skip
@click.option(
    "--workspace", is_flag=True, cls=Option, help=deferred("Write schemas that know the workspace's goals.")
)  # fmt: skip
@click.option(
    "--vscode", is_flag=True, cls=Option, help=deferred("Put the setting into .vscode/settings.json.")
)  # fmt: skip
def schema(kind: str | None, output: Path | None, workspace: bool, vscode: bool) -> int:
    """Print or write schemas."""
    from vplan.schema import KINDS, schema_text

    if workspace:
        return _write_workspace(kind, output, vscode)
    if vscode:
        raise click.UsageError(translate("--vscode goes with --workspace."))
    if output is not None:
        _write([kind] if kind else list(KINDS), output)
    elif kind:
        click.echo(schema_text(kind), nl=False)
    else:
        width = max(map(len, KINDS))
        for name, what in KINDS.items():
            click.echo(f"{name:{width}}  {', '.join(what.files)}  {what.title}")
    return 0


def _write_workspace(kind: str | None, output: Path | None, vscode: bool) -> int:
    """Write the schemas of the workspace and its setting; return 1 where the setting must be pasted by hand."""
    from vplan.api import load
    from vplan.building.files import OutputError
    from vplan.project import NoWorkspaceError
    from vplan.schema.writing import write_schemas

    if kind is not None:
        raise click.UsageError(translate("--workspace writes the schemas of all kinds; name none."))
    try:
        project = load()
        written = write_schemas(project, output)
        _tell(written)
        return _put_setting(project.root, written) if vscode else _print_setting(written)
    except NoWorkspaceError as error:
        raise click.UsageError(str(error)) from error
    except OutputError as error:
        raise click.ClickException(str(error.message)) from error


def _tell(written: Written) -> None:
    sentence = ntranslate("{number} schema written: {folder}", "{number} schemas written: {folder}", written.number)
    click.echo(sentence.format(number=written.number, folder=as_typed(written.folder)), err=True)
    for file in written.unread:
        sentence = translate("{file} cannot be read, so nothing of it can be chosen; “vplan check” says why.")
        click.echo(sentence.format(file=file), err=True)


def _print_setting(written: Written) -> int:
    from vplan.schema.editor import setting_text

    click.echo(setting_text(written.mapping), nl=False)
    return 0


def _put_setting(root: Path, written: Written) -> int:
    from vplan.schema.editor import SETTINGS_FILE, NotPlainJsonError
    from vplan.schema.writing import write_settings

    try:
        click.echo(as_typed(write_settings(root, written)))
    except NotPlainJsonError:
        sentence = translate(
            "{file} is no plain JSON (has it comments?), so it was left as it is. Put this into it, without the "
            "outermost braces:"
        )
        click.echo(sentence.format(file=SETTINGS_FILE), err=True)
        _print_setting(written)
        return 1
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
