"""`vplan check --fix` and `--diff`: what was mended, what could not be, or what would be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vplan.cli.selection import workspace_of
from vplan.i18n import ntranslate, translate

if TYPE_CHECKING:
    from vplan.fixing.rounds import MendedFile, Result
    from vplan.project import Project


class Mending:
    """Plans mended in memory; `write` or `show_diff` is what comes of it."""

    def __init__(self, paths: tuple[Path, ...], select: Sequence[str], ignore: Sequence[str]) -> None:
        from vplan.api import load
        from vplan.fixing.rounds import mend_workspace
        from vplan.report.choice import Choice

        self._project: Project = load(workspace_of(paths))
        choice = Choice(frozenset(select), frozenset(ignore))
        self._result: Result = mend_workspace(self._project, paths, choice)

    def write(self) -> bool:
        """Put the mended files on the disk; say which could not be, and tell whether all could."""
        from vplan.fixing.writing import MendError, put

        written: list[MendedFile] = []
        for file in self._result.files:
            try:
                put(self._project.root, file.file, file.before, file.after)
            except MendError as error:
                _say(translate("Not mended: {reason}").format(reason=error.message))
            else:
                written.append(file)
        self._tell_refused()
        self._written = written
        return len(written) == len(self._result.files)

    def tell(self, *, err: bool) -> None:
        """Say how much was mended, in a line."""
        click.echo(_count(translate("Mended: {places} in {files}."), self._written), err=err)

    def show_diff(self) -> int:
        """Print what would be changed; return 1 when there is something."""
        files = self._result.files
        text = "".join(part for file in files for part in _diff(file))
        click.echo(text.encode("utf-8", "surrogatepass"), nl=False)
        self._tell_refused()
        _say(_count(translate("Would be mended: {places} in {files}."), files))
        return 1 if files else 0

    def _tell_refused(self) -> None:
        sentence = translate(
            "{place}: This was not mended, for it would give another error or change more than it should: {what}"
        )
        for refused in self._result.refused:
            _say(sentence.format(place=f"{refused.file}:{refused.line}", what=refused.title))


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)


def _count(sentence: str, files: Sequence[MendedFile]) -> str:
    places = sum(file.count for file in files)
    return sentence.format(
        places=ntranslate("{number} place", "{number} places", places).format(number=places),
        files=ntranslate("{number} file", "{number} files", len(files)).format(number=len(files)),
    )


_LOST_END = "\n\\ No newline at end of file\n"


def _diff(file: MendedFile) -> Iterator[str]:
    """Yield the lines of a unified diff, as `git apply` and `patch` read it; a byte order mark is part of its line."""
    from difflib import unified_diff

    before, after = (data.decode("utf-8", "surrogateescape") for data in (file.before, file.after))
    lines = unified_diff(_lines(before), _lines(after), f"a/{file.file}", f"b/{file.file}")
    for line in lines:
        yield line if line.endswith("\n") else f"{line}{_LOST_END}"


def _lines(text: str) -> list[str]:
    """Return the lines with their ends, which for `diff` are line feeds alone."""
    return [f"{line}\n" for line in text.split("\n")[:-1]] + [last for last in text.split("\n")[-1:] if last]
