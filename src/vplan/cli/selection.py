"""The argument PATH: what it chooses, how it is completed, and which workspace it means."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vplan.workspace import discover, find_root

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    Type = click.ParamType[Path]
else:
    Type = click.ParamType  # click 8.2 has no types for it


class PlanPath(Type):
    """A year, board or unit, as a path from where one stands; completion offers those of the workspace."""

    name = "path"

    def convert(self, value: str | Path, param: click.Parameter | None, ctx: click.Context | None) -> Path:  # noqa: ARG002
        """Return the path as it is; the build and the check say what it chooses."""
        return Path(value)

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem]:
        """Return the years, boards and units whose path begins with `incomplete`."""
        from click.shell_completion import CompletionItem

        root = find_root(Path())
        if root is None:
            return []
        folders = []
        for year in discover(root, _plans(root)).years:
            folders.append(year.folder)
            for board in year.boards:
                folders += [board.folder, *(unit.folder for unit in board.units)]
        paths = [Path(os.path.relpath(root / folder)).as_posix() for folder in folders]
        return [CompletionItem(path) for path in paths if path.startswith(incomplete)]


def _plans(root: Path) -> str:
    """Return the folder of the plans without importing more than a key press may cost."""
    from vplan.building.settings import read_settings, remembered_settings
    from vplan.building.tools import Tools

    return (remembered_settings(root, Tools()) or read_settings(root, Tools())).plans


def workspace_of(paths: tuple[Path, ...]) -> Path:
    """Return a folder in the workspace that is meant: the one in which the first path lies, else where one stands.

    A path that is not there may be a unit's id, which says nothing of the workspace.
    """
    here = Path()
    first = paths[0] if paths else here
    folder = first if first.is_dir() else first.parent
    if first.exists() and find_root(folder) is not None:
        return folder
    return folder if paths and find_root(here) is None else here
