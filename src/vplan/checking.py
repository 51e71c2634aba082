"""The check of many plans, on all cores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from vplan.building.pool import Crash, Lost, Pool, cores
from vplan.diagnostics import Diagnostic, Severity, Span, in_file_order, msg
from vplan.source import read_text

if TYPE_CHECKING:
    from vplan.control import Allowance
    from vplan.project import Project
    from vplan.rules.across.view import LongText, UnitFacts
    from vplan.workspace import UnitFolder

_FEW = 8  # up to so many plans, starting workers costs more than it gains
_BATCH = 250  # plans that a worker checks before it gives its memory back


class CheckCrashError(Exception):
    """A plan met a fault of our own; `trace` is the traceback."""

    def __init__(self, crash: Crash) -> None:
        super().__init__(crash.error)
        self.trace = crash.trace


class _Checked(NamedTuple):
    """What a worker gives back of a unit."""

    diagnostics: list[Diagnostic]
    facts: UnitFacts | None = None
    allowances: dict[str, list[Allowance]] | None = None


class _Check:
    def __init__(self, project: Project) -> None:
        self._project = project

    def __call__(self, unit: UnitFolder) -> _Checked:
        checked = self._project.check_unit(unit)
        return _Checked(checked.diagnostics, checked.facts, self._project.allowances(unit.files))


def check(project: Project, units: Sequence[UnitFolder], jobs: int | None = None) -> list[Diagnostic]:
    """Return the findings of these plans and of all they stand on, in file order, each once.

    All units of the workspace bring along councils and boards that no unit stands on yet. `jobs` is the number of
    processes (none: one per core). Raises `CheckCrashError` for a fault of our own.
    """
    everything = len(units) == len(project.layout.units())
    catalogue = project.all_catalogue_diagnostics() if everything else project.catalogue_diagnostics(units)
    found = [*project.diagnostics, *catalogue]
    facts: dict[str, UnitFacts] = {}
    for unit, checked in _each(project, units, jobs):
        found += checked.diagnostics
        project.add_allowances(checked.allowances or {})
        if checked.facts is not None:
            facts[unit.id] = checked.facts
    return in_file_order(found + across(project, facts, everything=everything))


def _each(project: Project, units: Sequence[UnitFolder], jobs: int | None) -> Iterator[tuple[UnitFolder, _Checked]]:
    work = _Check(project)
    workers = jobs or cores()
    if len(units) <= _FEW or workers == 1:
        yield from ((unit, work(unit)) for unit in units)
        return
    first, *others = units
    yield first, work(first)  # so that workers start with all that a unit needs made and read, such as its edition
    pool: Pool[UnitFolder, _Checked] = Pool(work, workers, _BATCH)
    for unit, result in pool.run(others):
        if isinstance(result, Crash):
            raise CheckCrashError(result)
        if isinstance(result, Lost):
            sentence = msg("The plan could not be checked: its process was ended twice ({name}).", name=result.signal)
            yield unit, _Checked([Diagnostic("check-failed", Severity.ERROR, Span(unit.main_file), sentence)])
        else:
            yield unit, result


def _first_line(project: Project, text: LongText) -> Span:
    source, _ = read_text(project.root, text.file)
    lines = source.lines[text.line - 1 :] if source is not None else []
    skipped, line = next(((n, line) for n, line in enumerate(lines) if line.strip()), (0, "-"))
    number, indent = text.line + skipped, len(line) - len(line.lstrip())
    return Span(text.file, number, indent + 1, number, len(line.rstrip()) + 1)


def across(project: Project, facts: Mapping[str, UnitFacts], *, everything: bool) -> list[Diagnostic]:
    """Apply the rules that look at several units, by the facts of each; return what they find as the settings want it.

    What they find in files of other processes is controlled here.
    """
    from vplan.rules.across import View, run_across

    boards = [board for year in project.layout.years for board in year.boards]
    plans = {board.folder: [u for u in board.units if not u.only_award] for board in boards}
    whole = {b.folder for b in boards if plans[b.folder] and all(u.id in facts for u in plans[b.folder])}
    judged = {(unit.year, unit.board) for unit in facts.values()}
    known = {key: board for key in judged if (board := project.board(*key)) is not None}
    view = View(
        [facts[name] for name in sorted(facts)],
        known,
        frozenset((b.year, b.board) for b in boards if b.folder in whole and (b.year, b.board) in known),
        lambda text: _first_line(project, text),
    )
    complete = project.allowances() if everything else ()
    return project.controlled(run_across(view), complete, across=True)
