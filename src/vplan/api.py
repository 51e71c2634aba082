"""The public functions, which the command line uses too."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vplan.building.result import BuildResult, Observer
    from vplan.diagnostics import Diagnostic
    from vplan.project import Project


def load(path: str | Path = ".") -> Project:
    """Open the workspace that `path` lies in.

    Raises `vplan.project.NoWorkspaceError` where neither the folder nor any above it has a `vplan.yaml`.
    """
    from vplan.project import Project

    return Project.open(Path(path))


def check(
    project: Project | str | Path = ".", paths: Sequence[str | Path] = (), *, jobs: int | None = None
) -> list[Diagnostic]:
    """Return every finding in the chosen plans and in what they stand on, in file order.

    `paths` chooses units, boards or years (none: everything); `jobs` is the number of processes (none: one per core).
    Raises `vplan.project.NoWorkspaceError`, `vplan.selection.SelectionError` for a path that chooses nothing, and
    `vplan.checking.CheckCrashError` for a fault of our own in a worker.
    """
    from vplan.checking import check as check_units
    from vplan.selection import select

    opened = load(project) if isinstance(project, str | Path) else project
    units = select(opened.layout, [Path(p) for p in paths]) if paths else opened.layout.units()
    return check_units(opened, units, jobs)


def build(
    project: Project | str | Path = ".",
    paths: Sequence[str | Path] = (),
    *,
    formats: Sequence[str] | None = None,
    output: str | Path | None = None,
    jobs: int | None = None,
    force: bool = False,
    observer: Observer | None = None,
) -> BuildResult:
    """Write the documents of the chosen plans that are out of date, and return what was done.

    `formats` are `html` and `pdf`, none means both: then a missing PDF library is a warning, else an error. `output`
    replaces the settings' folder; `force` renders fresh plans too; `observer` is told of progress. Findings are in the
    result, not raised. Raises `vplan.project.NoWorkspaceError`, `vplan.selection.SelectionError` for a path that
    chooses nothing, and `vplan.building.run.RequestError` for an unknown format or an output folder among the sources.
    """
    from vplan.building.run import Request, run

    start = Path(project) if isinstance(project, str | Path) else project.root
    request = Request(
        start=start,
        paths=tuple(Path(p) for p in paths),
        formats=tuple(formats) if formats is not None else None,
        output=Path(output) if output is not None else None,
        jobs=jobs,
        force=force,
    )
    return run(request, observer=observer)
