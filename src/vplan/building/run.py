"""A build from beginning to end: survey, lock, render, publish."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vplan.building.files import OutputError
from vplan.building.findings import of_selection, repeated, skipped_folders
from vplan.building.manifest import ForeignManifestError
from vplan.building.result import BuildResult, Observer
from vplan.building.settings import BuildSettings, read_settings, remembered_settings
from vplan.building.state import FOLDER, State, load_state, state_path
from vplan.building.survey import Due, Sources, Survey, base_key
from vplan.building.tools import PdfMissingError, Tools
from vplan.diagnostics import Diagnostic, Message, Severity, Span, has_errors, in_file_order, msg
from vplan.selection import SelectionError, select
from vplan.workspace import SETTINGS_FILE, Layout, UnitFolder, discover, find_root

if TYPE_CHECKING:
    from vplan.building.printer import Printer
    from vplan.building.site import Site

FORMATS = ("html", "pdf")


class RequestError(ValueError):
    """A build was asked for that cannot be; `message` is the sentence to show."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, slots=True)
class Request:
    """What to build. `start` lies in the workspace.

    None means for `formats` all that can be made, for `output` the settings' folder, for `jobs` one per core.
    """

    start: Path
    paths: tuple[Path, ...] = ()
    formats: tuple[str, ...] | None = None
    output: Path | None = None
    jobs: int | None = None
    force: bool = False

    @property
    def wanted(self) -> tuple[str, ...]:
        """The formats to make if they can be made."""
        return FORMATS if self.formats is None else self.formats


def run(request: Request, *, tools: Tools | None = None, observer: Observer | None = None) -> BuildResult:
    """Build. Raises `NoWorkspaceError`, `SelectionError` and `RequestError`; all else is in the result."""
    tools = tools or Tools()
    root = find_root(request.start)
    if root is None:
        from vplan.project import NoWorkspaceError

        raise NoWorkspaceError(request.start)
    if not set() < set(request.wanted) <= set(FORMATS):
        raise RequestError(msg("The formats are {formats}.", formats=", ".join(FORMATS)))
    with ExitStack() as stack:
        settings = remembered_settings(root, tools)
        early = None
        if settings is None:
            early = _printer_for_one(request, root, tools, stack)
            settings = read_settings(root, tools)
        output = _output_folder(root, settings, request.output)
        result = BuildResult(root, output, diagnostics=list(settings.diagnostics))
        result.has_statement = bool(settings.statement)
        layout = discover(root, settings.plans)
        units = select(layout, request.paths)
        if has_errors(settings.diagnostics):
            result.failed = [unit.id for unit in units]
            return result
        build = _Build(request, tools, observer or Observer(), settings, layout, units, result, stack, early)
        build.run()
    result.diagnostics = in_file_order(result.diagnostics)
    return result


def _printer_for_one(request: Request, root: Path, tools: Tools, stack: ExitStack) -> Printer | None:
    """Start the printer before the settings are read, where it looks as if a single plan is to be printed."""
    try:
        single = len(select(discover(root), request.paths)) == 1
    except SelectionError:  # the plans are in another folder, as the settings will say
        single = False
    return _start_printer(request, tools, stack) if single and "pdf" in request.wanted else None


def _start_printer(request: Request, tools: Tools, stack: ExitStack) -> Printer | None:
    from vplan.building.printer import Printer

    if not Printer.pays(request.jobs):
        return None
    printer = stack.enter_context(Printer(tools))
    printer.start()
    return printer


def _output_folder(root: Path, settings: BuildSettings, asked: Path | None) -> Path:
    """Return the output folder; raises `RequestError` for one that holds sources or lies among them."""
    output = (asked if asked is not None else root / settings.output).resolve()
    sources = [root, *((root / name).resolve() for name in (settings.plans, settings.editions) if name)]
    among = [*sources[1:], root / FOLDER]
    if any(source.is_relative_to(output) for source in sources) or any(output.is_relative_to(s) for s in among):
        raise RequestError(msg("The output folder {folder} holds the sources or lies among them.", folder=str(output)))
    return output


class _Build:
    def __init__(
        self,
        request: Request,
        tools: Tools,
        observer: Observer,
        settings: BuildSettings,
        layout: Layout,
        units: Sequence[UnitFolder],
        result: BuildResult,
        stack: ExitStack,
        printer: Printer | None,
    ) -> None:
        self._request = request
        self._tools = tools
        self._observer = observer
        self._settings = settings
        self._layout = layout
        self._units = units
        self._result = result
        self._stack = stack
        self._printer = printer
        self._pdf = True
        self._whole = not request.paths and not has_errors(list(layout.diagnostics))
        self._tidying = False
        self._sources = Sources(layout, base_key(layout.root, settings, tools))
        default = (layout.root / settings.output).resolve()
        self._state_file = state_path(layout.root, str(result.output), str(default))
        self._state = State("")
        self._pending: set[str] = set()

    def run(self) -> None:
        """Do the build; only what no build can foresee is raised."""
        result = self._result
        of_folders = of_selection(self._layout, self._units, self._request.paths)
        result.diagnostics += of_folders
        result.skipped = skipped_folders(self._layout, of_folders)
        try:
            survey = self._survey()
            due = self._due(survey)
            if due or not survey.tidy(self._whole):
                self._locked()
        except ForeignManifestError as error:
            message = msg("{file} was written by another program.", file=str(error))
            self._stop(message, msg("Write to another folder with “--output DIR”."))
        except OutputError as error:
            self._stop(error.message, error.hint)
        result.built.sort()
        result.failed.sort()
        if not self._request.paths:
            result.held = sorted(set(self._state.units) - self._sources.ids)
        fresh = [unit for unit in self._units if unit.id not in {*result.built, *result.failed}]
        result.fresh = [unit.id for unit in fresh]
        result.diagnostics += repeated(self._layout, self._state, self._units, fresh, self._request.wanted)

    def _survey(self) -> Survey:
        self._state = load_state(self._state_file, str(self._result.output))
        return Survey(self._sources, self._result.output, self._state)

    def _due(self, survey: Survey) -> list[Due]:
        """Return what is out of date. Where that needs PDF, WeasyPrint is there afterwards, or on its way."""
        due = survey.due(self._units, self._request.wanted, self._pdf, self._request.force)
        if self._pdf and any("pdf" in plan.formats for plan in due):
            if len(due) == 1 and self._printer is None:
                self._printer = _start_printer(self._request, self._tools, self._stack)
            if len(due) != 1 or self._printer is None:
                try:
                    self._tools.prepare_pdf()
                except PdfMissingError as error:
                    return self._due_without_pdf(survey, error)
        self._pending = {plan.unit.id for plan in due}
        return due

    def _due_without_pdf(self, survey: Survey, missing: PdfMissingError) -> list[Due]:
        self._pdf = False
        self._result.unavailable = ["pdf"]
        severity = Severity.ERROR if self._request.formats else Severity.WARNING
        message = msg("No PDF was made: {reason}", reason=str(missing))
        hint = msg("“vplan doctor” tells what to install.")
        if missing.command:
            hint = msg("Install it with “{command}”; “vplan doctor” tells more.", command=missing.command)
        self._result.diagnostics.append(Diagnostic("pdf-unavailable", severity, Span(SETTINGS_FILE), message, hint))
        return self._due(survey)

    def _locked(self) -> None:
        """Do the work while no other build does; look again at what is out of date, as another may just have ended."""
        from vplan.building.lock import workspace_lock

        with workspace_lock(self._layout.root, self._observer) as waited:
            if waited:
                self._sources = Sources(self._layout, self._sources.base)
            survey = self._survey()
            self._work(survey, self._due(survey))

    def _work(self, survey: Survey, due: list[Due]) -> None:
        from vplan.building.site import Site

        site = Site(self._result.output, survey.manifest, self._state, self._state_file, self._tools)
        site.open(self._sources.base)
        try:
            if due:
                site.sweep(self._pending)
                self._render(site, survey, due)
            self._drop_gone(site)
        finally:
            if due:
                site.sweep(plan.unit.id for plan in due)  # also what a worker left whose plan another then made
            self._publish(site)
        self._result.removed = sorted(site.removed)
        if site.state_refused:
            message = msg("The build is not remembered, the next starts anew: {reason}", reason=site.state_refused)
            self._result.diagnostics.append(Diagnostic("build-state", Severity.WARNING, Span(SETTINGS_FILE), message))

    def _drop_gone(self, site: Site) -> None:
        """Forget the plans that are gone, where nothing has errors: a broken plan may be one of them, renamed."""
        self._tidying = self._whole and not self._result.failed and not has_errors(self._result.diagnostics)
        if self._tidying:
            for gone in site.units() - self._sources.ids:
                site.drop(gone)

    def _render(self, site: Site, survey: Survey, due: list[Due]) -> None:
        from vplan.building.rendering import Rendering

        project = self._tools.open_project(self._layout.root)
        rendering = Rendering(self._tools, project, site, self._state, self._result, self._observer, self._pending)
        self._observer.started(len(due))
        if len(due) == 1 and self._printer is not None and "pdf" in due[0].formats:
            missing = rendering.one(due[0], self._printer)
            due = self._due_without_pdf(survey, missing) if missing else []
        if due:
            rendering.many(due, self._request.jobs, lambda: self._publish(site))

    def _publish(self, site: Site) -> None:
        left = {*self._pending, *self._result.failed}
        chosen = [unit.id for unit in self._units if unit.id not in left]
        site.publish(self._settings.municipality, self._settings.statement, self._tidying, chosen)

    def _stop(self, message: Message, hint: Message) -> None:
        """End the build with one finding about the output folder; what was not built stays as it was."""
        output = self._result.output
        place = output.relative_to(self._layout.root) if output.is_relative_to(self._layout.root) else output
        found = Diagnostic("output-write", Severity.ERROR, Span(place.as_posix()), message, hint)
        self._result.diagnostics.append(found)
        self._result.failed += self._pending
