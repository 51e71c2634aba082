"""Findings and durations on a terminal or in a pipe."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from vplan.diagnostics import Diagnostic
from vplan.i18n import language, ntranslate, translate

if TYPE_CHECKING:
    from vplan.report.terminal import Paper


def show_findings(diagnostics: Sequence[Diagnostic], root: Path, *, err: bool) -> None:
    """Print findings with their source lines and a line that counts them; with colours where they are welcome."""
    if not diagnostics:
        return
    from vplan.report.sources import sources_in
    from vplan.report.text import render_findings, summary

    paper, stream = paper_of(err), sys.stderr if err else sys.stdout
    text = render_findings(diagnostics, sources_in(root), paper, wrap=stream.isatty())
    closing = [summary(diagnostics)]
    if stream.isatty():
        closing = [_fitted(line, paper.width) for line in (*closing, *_explained(diagnostics))]
    closing[0] = paper.paint(closing[0], "1")
    show("\n".join([text, *closing]), err, paper)


def show_concise(diagnostics: Sequence[Diagnostic]) -> None:
    """Print each finding on a line, and a line that counts them."""
    from vplan.report.text import concise, summary

    paper = paper_of(err=False)
    lines = [concise(diagnostic, paper) for diagnostic in diagnostics]
    show("\n".join([*lines, summary(diagnostics)]), False, paper)


def visible(text: str) -> str:
    """Return lines as a terminal can show them: names of files may hold commands to it."""
    from vplan.report.terminal import clean

    return "\n".join(clean(line) for line in text.split("\n"))


def paper_of(err: bool) -> Paper:
    """Return what a stream writes on: its width, and whether it wants colours."""
    from vplan.report.terminal import NARROWEST, Paper

    width = shutil.get_terminal_size((100, 24)).columns
    return Paper(max(width, NARROWEST), wants_color(sys.stderr if err else sys.stdout))


def show(text: str, err: bool, paper: Paper) -> None:
    """Print; click would take the colours out where they are asked for and no terminal is there."""
    click.echo(text, err=err, color=True if paper.color else None)


def wants_color(stream: IO[str]) -> bool:
    """Tell whether colours are welcome: on a terminal that is not dumb, or by `CLICOLOR_FORCE`; never under `NO_COLOR`.

    https://no-color.org and https://bixense.com/clicolors say what the two mean.
    """
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("CLICOLOR_FORCE", "0") not in ("", "0"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb" and os.environ.get("CLICOLOR", "1") != "0"


def _explained(diagnostics: Sequence[Diagnostic]) -> list[str]:
    """Say how many findings can be mended, and how to read more, by the name of the first rule that has a page."""
    from vplan.rules.pages import known

    lines = []
    mendable = sum(diagnostic.fix is not None for diagnostic in diagnostics)
    if mendable:
        sentence = ntranslate(
            "{number} of them is mended by vplan check --fix.",
            "{number} of them are mended by vplan check --fix.",
            mendable,
        )
        lines.append(sentence.format(number=mendable))
    rule = next((diagnostic.rule for diagnostic in diagnostics if diagnostic.rule in known()), None)
    if rule is not None:
        lines.append(translate("vplan explain {rule} says why, and shows how it is written right.").format(rule=rule))
    return lines


def _fitted(line: str, width: int) -> str:
    """Break a long line between its words."""
    import textwrap

    return textwrap.fill(line, width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def seconds(time: float) -> str:
    """Write a duration: `0,4 s` in Swedish, `0.4 s` in English, whole seconds from ten."""
    text = f"{time:.1f}" if time < 10 else f"{time:.0f}"
    return f"{text.replace('.', ',') if language() == 'sv' else text} s"
