"""Findings and durations on a terminal or in a pipe."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import click

from vplan.diagnostics import Diagnostic
from vplan.i18n import language


def show_findings(diagnostics: Sequence[Diagnostic], root: Path, *, err: bool) -> None:
    """Print findings with their source lines and a line that counts them; with colours where they are welcome."""
    if not diagnostics:
        return
    from vplan.opening import MAX_BYTES, read_bytes
    from vplan.report.text import render_text, summary

    def read_source(file: str) -> str | None:
        try:
            return read_bytes(root, file, MAX_BYTES).decode("utf-8-sig")
        except (OSError, ValueError):
            return None

    stream = sys.stderr if err else sys.stdout
    width = shutil.get_terminal_size((100, 24)).columns
    text = render_text(diagnostics, read_source, color=wants_color(stream), width=width)
    click.echo(f"{text}\n{summary(diagnostics)}", err=err)


def wants_color(stream: IO[str]) -> bool:
    """Tell whether colours are welcome: on a terminal that is not dumb, and not under `NO_COLOR`."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def seconds(time: float) -> str:
    """Write a duration: `0,4 s` in Swedish, `0.4 s` in English, whole seconds from ten."""
    text = f"{time:.1f}" if time < 10 else f"{time:.0f}"
    return f"{text.replace('.', ',') if language() == 'sv' else text} s"
