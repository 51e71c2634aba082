"""What a build was asked to tell while it runs, and what it returns."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from vplan.diagnostics import Diagnostic, has_errors


class Observer:
    """Is told how a build goes; every method may be left as it is."""

    def waiting(self) -> None:
        """Another build holds the workspace; this one waits."""

    def started(self, total: int) -> None:
        """`total` plans are out of date."""

    def rendered(self, unit: str, ok: bool) -> None:
        """The plan `unit` is done; `ok` tells whether its documents were written."""


@dataclass(slots=True)
class BuildResult:
    """What a build did. Ids are `YEAR/BOARD/UNIT`, in order; files are relative to the output folder.

    `failed` holds the plans that were not built, `skipped` the folders that could not be read as plans at all, `held`
    the plans that are gone but whose files stay until the errors are mended, `unavailable` the formats that could not
    be made at all, `crashes` the tracebacks of faults of our own; `has_statement` tells whether the settings have an
    accessibility statement.
    """

    root: Path
    output: Path
    built: list[str] = field(default_factory=list)
    fresh: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unavailable: list[str] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)
    has_statement: bool = False

    @property
    def exit_code(self) -> int:
        """0 when everything asked for is there, 1 when findings stopped something, 70 for a fault of our own."""
        if self.crashes:
            return 70
        return 1 if self.failed or has_errors(self.diagnostics) else 0
