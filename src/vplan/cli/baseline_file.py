"""The baseline's file: which one is meant, and reading and writing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vplan.baseline import BaselineError, Entry, format_baseline, parse_baseline
from vplan.cli.check_options import ANY_FILE
from vplan.diagnostics import msg
from vplan.opening import NotAFileError, lies_inside, read_bytes, refuse_links
from vplan.oserrors import reason

if TYPE_CHECKING:
    from vplan.project import Project

_MAX_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class BaselineFile:
    """A baseline on the disk: `name` is what sentences call it; one that the settings name lies in the workspace."""

    folder: Path
    file: str
    name: str

    def read(self, *, missing_ok: bool) -> list[Entry]:
        """Return its entries; raises `BaselineError` where it cannot be read or holds anything else."""
        try:
            data = read_bytes(self.folder, self.file, _MAX_BYTES)
            return parse_baseline(data.decode("utf-8"), self.name)
        except FileNotFoundError:
            if missing_ok:
                return []
            sentence = msg(
                "The baseline {file} is not there. Write it with --write-baseline, or leave it out.", file=self.name
            )
            raise BaselineError(sentence) from None
        except NotAFileError:
            raise BaselineError(msg("The baseline {file} is not an ordinary file.", file=self.name)) from None
        except OSError as error:
            sentence = msg("The baseline {file} cannot be read: {reason}.", file=self.name, reason=reason(error))
            raise BaselineError(sentence) from error
        except ValueError:
            raise BaselineError(msg("The baseline {file} is not UTF-8.", file=self.name)) from None

    def write(self, entries: Sequence[Entry]) -> None:
        """Write it whole; raises `BaselineError`."""
        from vplan.report.formats import ReportFileError, write

        try:
            write(self.folder / self.file, format_baseline(entries))
        except ReportFileError as error:
            raise BaselineError(error.message) from error


def choose_baseline(project: Project, read_from: str | None, write_to: str | None) -> BaselineFile | None:
    """Return the baseline that the options mean, else that of the settings, or None.

    Raises `BaselineError` where one is to be written and none is named, or where the settings name a file outside.
    """
    option = write_to if write_to not in (None, ANY_FILE) else read_from
    if option is not None:
        path = Path(option)
        if path.is_dir():
            sentence = msg(
                "{file} is a folder, and a baseline is a file. Write what to check before the option: "
                "vplan check {file} --write-baseline.",
                file=option,
            )
            raise BaselineError(sentence)
        return BaselineFile(path.parent, path.name, option)
    named = project.settings.baseline
    if named is not None:
        return _of_settings(project.root, named)
    if write_to is not None:
        raise BaselineError(
            msg("No baseline is named. Write --write-baseline FILE, or put “baslinje: FILE” into vplan.yaml.")
        )
    return None


def _of_settings(root: Path, named: str) -> BaselineFile:
    try:
        if not lies_inside(named):
            raise NotAFileError
        refuse_links(root, named)
    except FileNotFoundError:
        pass
    except OSError:
        raise BaselineError(
            msg("The baseline that vplan.yaml names, {file}, must be a file in the workspace and no link.", file=named)
        ) from None
    return BaselineFile(root, named, named)
