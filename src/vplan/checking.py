"""The check of many plans, on all cores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from vplan.building.pool import Crash, Lost, Pool, cores
from vplan.diagnostics import Diagnostic, Severity, Span, in_file_order, msg

if TYPE_CHECKING:
    from vplan.project import Project
    from vplan.workspace import UnitFolder

_FEW = 8  # up to so many plans, starting workers costs more than it gains
_BATCH = 100  # plans that a worker checks before it gives its memory back


class CheckCrashError(Exception):
    """A plan met a fault of our own; `trace` is the traceback."""

    def __init__(self, crash: Crash) -> None:
        super().__init__(crash.error)
        self.trace = crash.trace


class _Check:
    def __init__(self, project: Project) -> None:
        self._project = project

    def __call__(self, unit: UnitFolder) -> list[Diagnostic]:
        return self._project.check_unit(unit).diagnostics


def check(project: Project, units: Sequence[UnitFolder], jobs: int | None = None) -> list[Diagnostic]:
    """Return the findings of these plans and of all they stand on, in file order, each once.

    All units of the workspace bring along councils and boards that no unit stands on yet. `jobs` is the number of
    processes (none: one per core). Raises `CheckCrashError` for a fault of our own.
    """
    everything = len(units) == len(project.layout.units())
    catalogue = project.all_catalogue_diagnostics() if everything else project.catalogue_diagnostics(units)
    found = [*project.diagnostics, *catalogue]
    work = _Check(project)
    workers = jobs or cores()
    if len(units) <= _FEW or workers == 1:
        for unit in units:
            found += work(unit)
        return in_file_order(found)
    pool: Pool[UnitFolder, list[Diagnostic]] = Pool(work, workers, _BATCH)
    for unit, result in pool.run(units):
        if isinstance(result, Crash):
            raise CheckCrashError(result)
        if isinstance(result, Lost):
            sentence = msg("The plan could not be checked: its process was ended twice ({name}).", name=result.signal)
            found.append(Diagnostic("check-failed", Severity.ERROR, Span(unit.main_file), sentence))
        else:
            found += result
    return in_file_order(found)
