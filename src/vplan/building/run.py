"""A build from beginning to end: survey, lock, render, publish."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vplan.building.files import OutputError
from vplan.building.findings import of_selection, of_shard, refused, repeated, skipped_folders, unwritten
from vplan.building.manifest import ForeignManifestError
from vplan.building.result import BuildResult, Observer
from vplan.building.settings import BuildSettings, read_settings, remembered_settings
from vplan.building.shards import Shard, units_of
from vplan.building.state import State, load_state, place_of, state_path
from vplan.building.survey import Due, Sources, Survey, base_of
from vplan.building.tools import PdfMissingError, Tools
from vplan.diagnostics import Diagnostic, Message, Severity, Span, has_errors, in_file_order, msg
from vplan.layout import STATE_FOLDER
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

    None means for `formats` all that can be made, for `output` the settings' folder, for `jobs` one per core. With a
    `shard` it is that part of all plans, and `output` is a folder beside the settings' one.
    """

    start: Path
    paths: tuple[Path, ...] = ()
    formats: tuple[str, ...] | None = None
    output: Path | None = None
    jobs: int | None = None
    force: bool = False
    shard: Shard | None = None

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
    if request.shard is not None and request.paths:
        raise RequestError(msg("A shard is a part of all plans: leave “--shard” or the paths out."))
    with ExitStack() as stack:
        # with `force` a plan is surely due, which else the survey tells
        early = _printer_for_one(request, root, tools, stack) if request.force else None
        settings = remembered_settings(root, tools)
        if settings is None:
            early = early or _printer_for_one(request, root, tools, stack)
            settings = read_settings(root, tools)
        output = output_folder(root, settings, request.output, request.shard)
        result = BuildResult(root, output, diagnostics=list(settings.diagnostics))
        result.has_statement = bool(settings.statement)
        layout = discover(root, settings.plans)
        units = _chosen(layout, request)
        if has_errors(settings.diagnostics):
            result.failed = [unit.id for unit in units]
            return result
        build = _Build(request, tools, observer or Observer(), settings, layout, units, result, stack, early)
        build.run()
    result.diagnostics = in_file_order(result.diagnostics)
    return result


def _chosen(layout: Layout, request: Request) -> tuple[UnitFolder, ...]:
    """Return the units that are asked for; raises `SelectionError`."""
    units = select(layout, request.paths)
    if request.shard is None:
        return units
    mine = units_of(request.shard, (unit.id for unit in units))
    return tuple(unit for unit in units if unit.id in mine)


def _printer_for_one(request: Request, root: Path, tools: Tools, stack: ExitStack) -> Printer | None:
    """Start the printer before the settings are read, where it looks as if a single plan is to be printed."""
    try:
        single = len(_chosen(discover(root), request)) == 1
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


def output_folder(root: Path, settings: BuildSettings, asked: Path | None, shard: Shard | None = None) -> Path:
    """Return the output folder; raises `RequestError` for one that holds sources or lies among them."""
    own = (root / settings.output).resolve()
    default = own if shard is None else own.with_name(own.name + shard.suffix)
    output = asked.resolve() if asked is not None else default
    sources = [root, *((root / name).resolve() for name in (settings.plans, settings.editions) if name)]
    among = [*sources[1:], root / STATE_FOLDER]
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
        self._sources = Sources(layout, base_of(layout.root, settings, tools), request.shard)
        default = (layout.root / settings.output).resolve()
        self._place = place_of(layout.root, result.output)
        self._state_file = state_path(layout.root, self._place, place_of(layout.root, default))
        self._state = State("")
        self._pending: set[str] = set()

    def run(self) -> None:
        """Do the build; only what no build can foresee is raised."""
        result = self._result
        of_folders = self._of_folders()
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

    def _of_folders(self) -> list[Diagnostic]:
        shard = self._request.shard
        if shard is not None:
            return of_shard(self._layout, self._units, shard)
        return of_selection(self._layout, self._units, self._request.paths)

    def _survey(self) -> Survey:
        self._state = load_state(self._state_file, self._place)
        survey = Survey(self._sources, self._result.output, self._state)
        if self._request.shard is not None and survey.manifest.entries and survey.manifest.part is None:
            folder = str(self._result.output)
            raise RequestError(
                msg("{folder} holds a whole site, of which a shard would leave its part alone.", folder=folder)
            )
        return survey

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
        from vplan.building.lock import locked
        from vplan.building.site import Site, mend_output

        with locked(self._layout.root, self._result.output, self._observer) as waited:
            if waited:
                self._sources = Sources(self._layout, self._sources.shared, self._request.shard)
            mend_output(self._result.output, self._tools)
            survey = self._survey()
            with Site(self._result.output, survey.manifest, self._state, self._state_file, self._tools) as site:
                self._work(site, survey, self._due(survey))

    def _work(self, site: Site, survey: Survey, due: list[Due]) -> None:
        site.open(self._sources.base, self._request.shard)
        site.note_settings(self._settings.digest)
        try:
            if due:
                self._render(site, survey, due)
            self._drop_gone(site)
        finally:
            self._publish(site)
        self._result.removed = sorted(site.removed)
        if site.state_refused:
            message = msg("The build is not remembered, the next starts anew: {reason}", reason=site.state_refused)
            self._result.diagnostics.append(Diagnostic("build-state", Severity.WARNING, Span(SETTINGS_FILE), message))

    def _drop_gone(self, site: Site) -> None:
        """Forget the plans that are gone, where nothing has errors: a broken plan may be one of them, renamed.

        Those that another shard has taken over are not gone, and go from here in any case.
        """
        for moved in site.units() & self._sources.elsewhere:
            site.drop(moved)
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
        """Put in place what is done; only then it is built."""
        result = self._result
        left = {*self._pending, *result.failed} - site.waiting
        chosen = [*(unit.id for unit in self._units if unit.id not in left), *self._sources.elsewhere]
        published = site.publish(self._settings.municipality, self._settings.statement, self._tidying, chosen)
        result.built += published.done
        result.failed += published.refused
        for unit in self._units:
            if unit.id in published.refused:
                error = published.refused[unit.id]
                result.diagnostics.append(unwritten(unit, error.message, error.hint))
        self._pending -= {*published.done, *published.refused}

    def _stop(self, message: Message, hint: Message) -> None:
        """End the build with one finding about the output folder; what was not built stays as it was."""
        self._result.diagnostics.append(refused(self._layout.root, self._result.output, message, hint))
        self._result.failed += self._pending
