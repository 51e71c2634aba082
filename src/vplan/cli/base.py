"""Commands whose texts are translated when they are shown, and a group that loads a command when it is called."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from gettext import gettext
from importlib import import_module
from keyword import iskeyword
from pathlib import Path
from typing import Any

import click

from vplan.i18n import ntranslate, translate


def deferred(msgid: str) -> str:
    """Mark a sentence that stands in a table or a decorator; it is translated when it is shown."""
    return msgid


# The words for what is to be put in, as usage lines and errors show them.
METAVARS = (
    deferred("[OPTIONS]"),
    deferred("COMMAND [ARGS]..."),
    deferred("[PATH]..."),
    deferred("DIR"),
    deferred("YEAR"),
    deferred("[KIND]"),
    deferred("YEAR/BOARD/UNIT"),
    deferred("FILE"),
    deferred("FILE..."),
    deferred("NAME"),
    deferred("RULE,…"),
    deferred("RULE..."),
    deferred("NAME=FILE"),
    deferred("[FILE]"),
    deferred("REV"),
    deferred("PLAN"),
    deferred("DATE"),
    deferred("NUMBER"),
)


class Argument(click.Argument):
    """An argument whose word is translated when it is shown."""

    def make_metavar(self, ctx: click.Context) -> str:
        """Return the translated word."""
        return translate(super().make_metavar(ctx))


class Option(click.Option):
    """An option with a help text and a word that are translated when they are shown."""

    def make_metavar(self, ctx: click.Context) -> str:
        """Return the translated word."""
        return translate(super().make_metavar(ctx))

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the option and its translated help."""
        untranslated = self.help
        self.help = translate(untranslated or "")
        try:
            return super().get_help_record(ctx)
        finally:
            self.help = untranslated


class Command(click.Command):
    """A command with translated help and with examples: pairs of a command line and what it does."""

    def __init__(self, *args: Any, examples: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = examples

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return the words after the command's name, translated."""
        return [translate(piece) for piece in super().collect_usage_pieces(ctx)]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the translated help."""
        write_paragraphs(formatter, translate(self.help or ""))

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the examples."""
        write_examples(formatter, self.examples)

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002
        """Return the first sentence of the translated help."""
        return translate(self.help or "").partition("\n")[0]


def write_paragraphs(formatter: click.HelpFormatter, text: str) -> None:
    """Write paragraphs, indented as click does."""
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text(text)


def write_examples(formatter: click.HelpFormatter, examples: Sequence[tuple[str, str]]) -> None:
    """Write command lines, each with what it does below it."""
    if not examples:
        return
    with formatter.section(translate("Examples")):
        for line, sentence in examples:
            formatter.write(f"{'':{formatter.current_indent}}{line}\n")
            with formatter.indentation():
                formatter.write_text(translate(sentence))


class LazyGroup(click.Group):
    """A group that knows its commands by name and first sentence, and imports one only when it is called."""

    def __init__(
        self,
        *args: Any,
        table: Mapping[str, tuple[str, str]],
        examples: Sequence[tuple[str, str]] = (),
        notes: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.table = table
        self.examples = examples
        self.notes = notes

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return the words after the program's name, translated."""
        return [translate(piece) for piece in super().collect_usage_pieces(ctx)]

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names, in the order of the table."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command; its module names it as the command line does."""
        if cmd_name not in self.table:
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command = getattr(import_module(self.table[cmd_name][0]), name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is called; an unknown one names the nearest."""
        name = args[0]
        if name not in self.table and not name.startswith("-") and not ctx.resilient_parsing:
            sentence = gettext("No such command {name!r}.").format(name=name)
            raise click.UsageError(" ".join([sentence, *self._near(name)]), ctx)
        return super().resolve_command(ctx, args)

    def _near(self, name: str) -> list[str]:
        from difflib import get_close_matches

        near = get_close_matches(name, self.table, 1)
        # click's own sentence, which is found only as the pair that it is
        sentence = ntranslate("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)", 1)
        return [sentence.format(possibility=repr(near[0]))] if near else []

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the translated help."""
        write_paragraphs(formatter, translate(self.help or ""))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the commands from the table, importing none."""
        with formatter.section(gettext("Commands")):
            formatter.write_dl([(name, translate(sentence)) for name, (_, sentence) in self.table.items()])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write examples and notes."""
        write_examples(formatter, self.examples)
        if self.notes:
            write_paragraphs(formatter, translate(self.notes))


def as_typed(path: Path) -> str:
    """Return a path as one would type it from here, where that is shorter."""
    try:
        short = os.path.relpath(path)
    except ValueError:  # another drive
        return str(path)
    return short if len(short) < len(str(path)) else str(path)
