"""A line on the terminal that tells how far a build is; nothing in a pipe but what must be known."""

from __future__ import annotations

import shutil
import sys
import time

import click

from vplan.building.result import Observer
from vplan.cli.show import seconds
from vplan.i18n import ntranslate, translate


class Progress(Observer):
    """Rewrites one line on standard error while it is open, and takes the line away at the end."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._began = time.monotonic()
        self._total = 0
        self._done = 0
        self._drawn = False

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self._clear()

    def waiting(self) -> None:
        """Tell that another build is running."""
        self._clear()
        click.echo(translate("Another build is running in this workspace; waiting for it."), err=True)

    def started(self, total: int) -> None:
        """Begin to count."""
        self._total = total
        self._draw("")

    def rendered(self, unit: str, ok: bool) -> None:  # noqa: ARG002
        """Count a plan."""
        self._done += 1
        self._draw(unit)

    def _draw(self, unit: str) -> None:
        if not self._live:
            return
        sentence = (
            translate("Building {done} of {total} · {time} · {unit}")
            if unit
            else ntranslate("Building {total} plan", "Building {total} plans", self._total)
        )
        took = seconds(time.monotonic() - self._began)
        line = sentence.format(done=self._done, total=self._total, time=took, unit=unit)
        width = shutil.get_terminal_size((80, 24)).columns - 1
        click.echo(f"\r\x1b[2K{line[:width]}", nl=False, err=True)
        self._drawn = True

    def _clear(self) -> None:
        if self._drawn:
            click.echo("\r\x1b[2K", nl=False, err=True)
            self._drawn = False
