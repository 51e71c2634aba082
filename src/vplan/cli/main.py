"""The command `vplan`: the table of its commands, and how its ends become exit codes."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
import threading
from types import FrameType
from typing import NoReturn

import click

from vplan.cli.base import LazyGroup, Option, deferred
from vplan.i18n import bind_click, translate
from vplan.version import __version__

INTERRUPTED = 130
TERMINATED = 143
INTERNAL = 70

_TABLE = {
    "init": ("vplan.cli.init", deferred("Make a new workspace that builds at once.")),
    "new": ("vplan.cli.new", deferred("Make the files of a unit.")),
    "import": ("vplan.cli.import_", deferred("Turn old plans (Word, PDF, text) into files of a workspace.")),
    "check": ("vplan.cli.check", deferred("Find mistakes in plans and goals.")),
    "explain": ("vplan.cli.rules", deferred("Say what a rule asks, and why.")),
    "rules": ("vplan.cli.rules", deferred("List the rules.")),
    "build": ("vplan.cli.build", deferred("Check plans and write them as HTML and PDF.")),
    "join": ("vplan.cli.join", deferred("Join the parts of a build into one site.")),
    "decide": ("vplan.cli.decide", deferred("Record that a plan has been decided.")),
    "extract": ("vplan.cli.extract", deferred("Bring the sources out of a PDF, as a workspace.")),
    "verify": ("vplan.cli.verify", deferred("Tell whether PDFs are unaltered, and what they were made from.")),
    "export": ("vplan.cli.export", deferred("Write what other programs take from plans.")),
    "schema": ("vplan.cli.schema", deferred("Print the JSON schema of a kind of file.")),
    "lsp": ("vplan.cli.lsp", deferred("Serve an editor: findings while typing, completion, definitions.")),
    "doctor": ("vplan.cli.doctor", deferred("Tell what is installed and what is missing.")),
}


class Terminated(BaseException):
    """The process was told to end."""


@click.group(
    cls=LazyGroup,
    table=_TABLE,
    help=deferred("Compile plans: YAML files are checked against the goals they serve and become HTML and PDF."),
    examples=(
        ("vplan init myplans", deferred("Make a workspace.")),
        ("vplan check", deferred("Find the mistakes in it.")),
        ("vplan build", deferred("Write site/ with all documents.")),
    ),
    notes=deferred(
        "VPLAN_LANG=en gives English. For completion in bash, put this in ~/.bashrc:\n\n"
        '\b\neval "$(_VPLAN_COMPLETE=bash_source vplan)"\n\n'
        "zsh and fish have zsh_source and fish_source."
    ),
)
@click.option("--version", is_flag=True, is_eager=True, cls=Option, help=deferred("Show the version and exit."),
              expose_value=False, callback=lambda ctx, _, value: _version(ctx, value))  # fmt: skip
def cli() -> None:
    """Run a command of the table."""


def _version(ctx: click.Context, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(f"vplan {__version__}")
        ctx.exit()


def main() -> NoReturn:
    """Run the command line, and end the process without taking apart what it holds, which takes as long as a check."""
    try:
        run()
    except SystemExit as end:
        if threading.active_count() > 1 or not isinstance(end.code, int):
            raise
        if sys.stderr is not None:
            sys.stderr.flush()
        atexit._run_exitfuncs()  # there is no public way to have them run
        os._exit(end.code)


def run() -> NoReturn:
    """Run the command line and exit: 0 clean, 1 findings, 2 wrong use, 70 a fault of our own, 130 interrupted."""
    bind_click()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and stream.encoding.lower() not in ("utf-8", "utf8"):
            from vplan.cli.encoding import soften

            soften(stream)
    # pydantic would read the metadata of all that is installed, to find who wants to watch it
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    gc.set_threshold(100_000, 20, 20)  # what an import makes is kept: seeking garbage in it is wasted
    if hasattr(signal, "SIGTERM"):
        signal.signal(signal.SIGTERM, _terminate)
    try:
        code = _run()
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads: let the last flush be silent
        code = 1
    sys.exit(code)


def _run() -> int:
    try:
        result = cli.main(prog_name="vplan", standalone_mode=False)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.ClickException as error:
        from vplan.cli.show import visible

        error.message = visible(error.message)  # type: ignore[misc]  # no other way leads through its usage line
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo(translate("Interrupted. What was finished is kept; give the same command again to go on."), err=True)
        return INTERRUPTED
    except Terminated:
        click.echo(translate("Terminated. What was finished is kept; give the same command again to go on."), err=True)
        return TERMINATED
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - the last place where a fault of our own can be told in plain words
        return internal_error(error)
    return result if isinstance(result, int) else 0


def internal_error(error: Exception, trace: str = "") -> int:
    """Tell a fault of our own in one line, with the traceback only under `VPLAN_DEBUG=1`; return the exit code."""
    sentence = translate(
        "vplan has a fault: {error}. Please report it, with what you typed and what the same command shows under "
        "VPLAN_DEBUG=1."
    )
    if os.environ.get("VPLAN_DEBUG") == "1":
        from traceback import format_exception

        click.echo(trace or "".join(format_exception(error)), err=True)
    from vplan.cli.show import visible

    name = type(error).__name__
    click.echo(visible(sentence.format(error=f"{name}: {error}" if not trace else str(error))), err=True)
    return INTERNAL


def _terminate(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise Terminated


if __name__ == "__main__":
    main()
