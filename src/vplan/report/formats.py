"""The formats by name, what each is made of, and writing them to files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from vplan.diagnostics import Diagnostic, Severity, msg
from vplan.oserrors import NamedFileError

if TYPE_CHECKING:
    from vplan.fingerprint import LinesOf

FULL, CONCISE = "full", "concise"
FOR_PEOPLE = (FULL, CONCISE)
FOR_PROGRAMS = ("json", "sarif", "gitlab", "junit", "github")
FORMATS = (*FOR_PEOPLE, *FOR_PROGRAMS)


@dataclass(frozen=True, slots=True)
class Report:
    """What a format is made of.

    `lines` gives the lines of a file; `files` are all that were looked at, as paths in the workspace; `fails` are the
    severities that make the check fail; `held` is how many findings a baseline holds back. `prefix` is the way from
    the repository's folder to the workspace, empty or with a slash at its end: code platforms want paths from there.
    """

    diagnostics: Sequence[Diagnostic]
    lines: LinesOf
    files: Sequence[str] = ()
    fails: frozenset[Severity] = frozenset({Severity.ERROR})
    held: int = 0
    prefix: str = ""

    def path(self, file: str) -> str:
        """Return a file's path from the repository's folder."""
        return f"{self.prefix}{file}"


class ReportFileError(NamedFileError):
    """A report cannot be written; `message` says why."""


def render(name: str, report: Report) -> str:
    """Return the report in a format of `FORMATS`; the same text for the same findings, whatever the language's day."""
    if name == FULL:
        from vplan.report.terminal import Paper
        from vplan.report.text import render_findings, summary

        text = render_findings(report.diagnostics, report.lines, Paper())
        return f"{text}\n{summary(report.diagnostics)}\n" if report.diagnostics else ""
    if name == CONCISE:
        from vplan.report.text import concise

        return "".join(f"{concise(diagnostic)}\n" for diagnostic in report.diagnostics)
    rendered = import_module(f"vplan.report.{name}").render(report)
    assert isinstance(rendered, str)
    return rendered


def refuse(path: Path) -> None:
    """Raise `ReportFileError` where a report cannot be written, before the work is done that it is to tell of."""
    try:
        there = path.parent.is_dir()
        other = path.exists() and not path.is_file()
    except (OSError, ValueError):
        there, other = False, False
    if not there:
        raise ReportFileError(
            msg("{file} cannot be written: the folder {folder} is not there.", file=str(path), folder=str(path.parent))
        )
    if other:
        raise ReportFileError(msg("{file} cannot be written: it is not an ordinary file.", file=str(path)))


def write(path: Path, text: str) -> None:
    """Write a report beside its place and put it there whole; raises `ReportFileError`."""
    from vplan.building.files import OutputError, write

    refuse(path)
    try:
        write(path, text.encode("utf-8", "replace"))
    except OutputError as error:
        raise ReportFileError(error.message) from error


def repository_prefix(root: Path) -> str:
    """Return the way from the folder of the git repository that a workspace lies in to the workspace.

    Empty where they are the same, or where there is no repository; else `folder/`.
    """
    resolved = root.resolve()
    for folder in (resolved, *resolved.parents):
        if (folder / ".git").exists():
            inside = resolved.relative_to(folder).as_posix()
            return "" if inside == "." else f"{inside}/"
    return ""
