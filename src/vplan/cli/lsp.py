"""`vplan lsp`."""

from __future__ import annotations

import click

from vplan.cli.base import Command, Option, deferred


@click.command(
    "lsp",
    cls=Command,
    help=deferred(
        "Serve an editor: findings while typing, completion, definitions.\n\n"
        "Speaks the Language Server Protocol over standard input and output; an editor starts it. docs/editor.md says "
        "how in VS Code, Neovim and Helix."
    ),
    examples=(("vplan lsp", deferred("What an editor is told to start.")),),
)
@click.option("--stdio", is_flag=True, cls=Option, help=deferred("Use standard input and output, as always."))
def lsp(stdio: bool) -> int:  # noqa: ARG001 - many clients add the option
    """Serve until the client ends; return the exit code that the protocol asks for."""
    from vplan.lsp.server import run

    return run()
