"""Renders what is out of date, and takes what comes of it: documents into the site, findings into the result."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from vplan.building.files import OutputError
from vplan.building.findings import standing_on, unwritten
from vplan.building.pool import Crash, Lost, Pool, attempt, cores
from vplan.building.printer import Printer, PrinterError
from vplan.building.result import BuildResult, Observer
from vplan.building.site import Site
from vplan.building.state import State
from vplan.building.survey import Due
from vplan.building.tools import PdfMissingError, Tools
from vplan.building.work import Job, Outcome, Work
from vplan.diagnostics import Diagnostic, Message, Severity, Span, msg
from vplan.opening import MAX_BYTES, read_bytes
from vplan.project import Project
from vplan.workspace import UnitFolder

_CHECKPOINT = 10.0  # seconds between two times that what is done is put in place
_FIGURES = b"\nfigurer:"
_BATCH = 40  # plans that one forked worker does where none is printed


class Rendering:
    """The rendering of one build. `pending` are the ids of the plans to render; failed ones are taken out."""

    def __init__(
        self,
        tools: Tools,
        project: Project,
        site: Site,
        state: State,
        result: BuildResult,
        observer: Observer,
        pending: set[str],
    ) -> None:
        self._tools = tools
        self._project = project
        self._site = site
        self._state = state
        self._result = result
        self._observer = observer
        self._pending = pending
        self._taken: set[str] = set()

    def one(self, due: Due, printer: Printer) -> PdfMissingError | None:
        """Render a single plan here, and its PDF by a printer that is already starting.

        Returns what is missing where no PDF can be made; then nothing was done.
        """
        work = self._work(printer)

        def render(job: Job) -> Outcome | Lost | Crash:
            try:
                return work(job)
            except PrinterError as error:
                return error.cause

        outcome = attempt(render, _job(due))
        if isinstance(outcome, Outcome) and outcome.missing:
            return outcome.missing
        self._catalogue([due])
        self._take(due, outcome)
        return None

    def many(self, due: Sequence[Due], workers: int | None, save: Callable[[], None]) -> None:
        """Render plans in worker processes; `save` is called from time to time, to put in place what is done."""
        self._catalogue(due)
        self._tools.prepare_documents()
        self._tools.prepare_html()
        if sum(has_figures(self._result.root, plan.unit) for plan in due) > 1:
            self._tools.prepare_charts()  # what draws them is slow to import; a lone plan's worker does it itself
        jobs = [_job(plan) for plan in due]
        printing = any("pdf" in job.formats for job in jobs)
        pool: Pool[Job, Outcome] = Pool(self._work(), workers or cores(), 1 if printing else _BATCH)
        plans = {plan.unit.id: plan for plan in due}
        saved = time.monotonic()
        with closing(pool.run(jobs)) as outcomes:
            for job, outcome in outcomes:
                if self._take(plans[job.unit.id], outcome):
                    pool.drop()
                if time.monotonic() - saved > _CHECKPOINT:
                    save()
                    saved = time.monotonic()
        for dropped in sorted(self._pending - self._taken):
            self._failed(dropped)

    def _work(self, printer: Printer | None = None) -> Work:
        return Work(self._result.root, self._site.staging, self._tools, self._project, printer)

    def _catalogue(self, due: Sequence[Due]) -> None:
        """Read what these plans stand on, before workers are forked that need it, and keep its findings."""
        units = [plan.unit for plan in due]
        for file in standing_on(self._project.layout, units):
            self._state.catalogue.pop(file, None)
        for found in self._project.catalogue_diagnostics(units):
            self._state.catalogue.setdefault(found.span.file, []).append(found)

    def _take(self, due: Due, outcome: Outcome | Lost | Crash) -> bool:
        """Take what a worker brought; return whether it showed that no plan can be built any more."""
        ok = False
        if isinstance(outcome, Crash):
            self._result.crashes.append(outcome.trace)
            self._fail(due, "internal-error", msg("The plan met a fault in vplan: {error}", error=outcome.error))
        elif isinstance(outcome, Lost):
            message = msg("The plan could not be rendered: its process was ended twice ({name}).", name=outcome.signal)
            self._fail(due, "render-failed", message)
        else:
            ok = self._accept(due, outcome)
        if ok:
            self._taken.add(due.unit.id)
            self._observer.rendered(due.unit.id, True)
        else:
            self._failed(due.unit.id)
        return isinstance(outcome, Outcome) and outcome.fatal

    def _accept(self, due: Due, outcome: Outcome) -> bool:
        self._result.diagnostics += outcome.diagnostics
        if outcome.ok:
            try:
                self._site.accept(due, outcome)
            except OutputError as error:
                outcome.ok, outcome.refused, outcome.fatal = False, (error.message, error.hint), error.fatal
        if outcome.refused:
            self._result.diagnostics.append(unwritten(due.unit, *outcome.refused))
        if outcome.ok:
            for document in outcome.documents:
                for rendering in document.renderings.values():
                    self._result.diagnostics += rendering.diagnostics
        return outcome.ok

    def _failed(self, unit: str) -> None:
        self._site.forget(unit)
        self._result.failed.append(unit)
        self._pending.discard(unit)
        self._observer.rendered(unit, False)

    def _fail(self, due: Due, rule: str, message: Message) -> None:
        place = Span(due.unit.main_file)
        self._result.diagnostics.append(Diagnostic(rule, Severity.ERROR, place, message))


def has_figures(root: Path, unit: UnitFolder) -> bool:
    """Tell whether a unit's documents seem to have figures from data."""
    for file in unit.main_files:
        try:
            if _FIGURES in read_bytes(root, file, MAX_BYTES):
                return True
        except OSError:  # which the check tells of
            continue
    return False


def _job(due: Due) -> Job:
    return Job(due.unit, due.formats, due.link_pdf)
