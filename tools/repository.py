"""The workspaces of the repository, for whoever builds all of its documents."""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORKSPACES = {"plans": ROOT, "soderby": ROOT / "examples" / "soderby"}
_SOURCES = ("vplan.yaml", "plans", "planer", "utgåvor")


def copy_sources(root: Path, folder: Path) -> None:
    """Copy what a workspace is made of to a new folder, so that a build leaves no trace in the repository."""
    folder.mkdir(parents=True)
    for name in _SOURCES:
        source = root / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        elif source.exists():
            shutil.copy(source, folder)
