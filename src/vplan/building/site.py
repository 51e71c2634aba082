"""The output folder: takes finished files in, puts them in their place, keeps index, manifest and state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from vplan.building.files import OutputError, Stamp, digest, digest_file, stamp
from vplan.building.manifest import MANIFEST, Entry, Manifest, Output, is_relative, load_manifest
from vplan.building.placing import Change, Placed, Staging, mend, place
from vplan.building.shards import Part, Shard
from vplan.building.state import FormatState, State, UnitState, save_state
from vplan.building.survey import INDEX, Due, html_key
from vplan.building.tools import Tools
from vplan.building.work import Outcome
from vplan.diagnostics import Message, msg
from vplan.statement import STATEMENT_FILE
from vplan.workspace import SETTINGS_FILE


@dataclass(frozen=True, slots=True)
class Published:
    """The plans whose files came into place, and why those of others did not."""

    done: list[str]
    refused: dict[str, OutputError]


class Site:
    """The output folder of one build, a context manager. Nothing in it changes but by `publish`.

    Methods that write raise `OutputError`.
    """

    def __init__(self, output: Path, manifest: Manifest, state: State, state_file: Path, tools: Tools) -> None:
        self.staging = Staging(output)
        self._output = output
        self._manifest = manifest
        self._state = state
        self._state_file = state_file
        self._tools = tools
        self._owned = {path for path in {*manifest.files(), *state.files()} if is_relative(path)}
        self.removed: list[str] = []
        self.state_refused: Message | None = None
        self._assets: set[str] = set()
        self._listed = manifest.files()
        self._waiting: dict[str, tuple[Due, Outcome]] = {}
        self._changes: dict[str, Change] = {}

    def __enter__(self) -> Site:
        return self

    def __exit__(self, *_: object) -> None:
        self.staging.close()

    def open(self, base: str, shard: Shard | None = None) -> None:
        """Make the folder ready: style sheet and fonts are laid ready, and noted which shard it is."""
        self.staging.open()
        assets = self._tools.site_assets()
        for path, content in sorted(assets.items()):
            if not self._is_as_left(path, base):
                self._share(path, content if isinstance(content, bytes) else content.read_bytes())
        self._assets = set(assets)
        self._state.base, self._state.shard = base, str(shard or "")
        self._manifest.part = Part(shard, base) if shard is not None else None

    def accept(self, due: Due, outcome: Outcome) -> None:
        """Take in a plan's files, which lie ready; the next `publish` puts them in place."""
        for staged in outcome.staged():
            self._refuse_foreign(staged.path, staged.sha256)
        self._waiting[due.unit.id] = due, outcome

    def adopt(self, entry: Entry, folder: Path) -> None:
        """Take a document over from another output folder, whose manifest has this entry."""
        for path, sha256 in sorted(file for output in entry.outputs.values() for file in output.files.items()):
            self._refuse_foreign(path, sha256)
            if digest_file(str(self._output / path)) != sha256:
                staged = self.staging.stage(path, _read(folder / path))
                self._changes[path] = Change(path, sha256, staged)
            self._owned.add(path)
        self._manifest.entries[entry.key] = entry

    @property
    def waiting(self) -> set[str]:
        """The ids of the plans that were taken in and are not in place yet."""
        return set(self._waiting)

    def forget(self, unit: str) -> None:
        """Call a plan's outputs out of date; they stay."""
        kept = self._state.units.get(unit)
        if kept:
            kept.diagnostics = []
            for made in kept.formats.values():
                made.key, made.diagnostics = "", []

    def drop(self, unit: str) -> None:
        """Forget a plan that is gone; its files go with the next `publish`."""
        self._state.units.pop(unit, None)
        for key in [key for key in self._manifest.entries if key[0] == unit]:
            del self._manifest.entries[key]

    def units(self) -> set[str]:
        """Return the ids of all plans that have files here."""
        return {unit for unit, _ in self._manifest.entries} | set(self._state.units)

    def note_libraries(self, libraries: dict[str, str]) -> None:
        """Note the versions of the libraries that printed a PDF; none means that nothing was printed."""
        self._manifest.libraries = libraries or self._manifest.libraries

    def note_settings(self, sha256: str) -> None:
        """Note the hash of the settings, of which the pages are made that belong to no plan."""
        self._manifest.sources = {SETTINGS_FILE: sha256}

    def publish(self, municipality: str, statement: str, whole: bool, chosen: Iterable[str]) -> Published:
        """Put in place what was taken in, with index, accessibility statement and manifest, and remove what has no use.

        Without a `statement` there is none. Files are removed below the folders of the `chosen` plans, or everywhere
        for a `whole` build. The state is written last.
        """
        replaced = {unit: self._note_entries(*taken) for unit, taken in self._waiting.items()}
        try:
            self._share_pages(municipality, statement, whole)
            changes = [*self._plan_changes(), *self._changes.values(), *self._removals(whole, chosen)]
            placed = place(self.staging, self._manifest, changes, self._listed, self._dump)
        except OutputError:
            for unit, entries in replaced.items():
                self._restore(unit, entries)
            raise
        done = [unit for unit in self._waiting if unit not in placed.refused]
        for unit in done:
            self._note_state(*self._waiting[unit])
        if placed.refused:
            self._restore_refused(placed, replaced)
            self._share_pages(municipality, statement, whole)
            before = {**self._listed, **{change.path: change.sha256 for change in placed.moved}}
            placed.add(place(self.staging, self._manifest, list(self._changes.values()), before, self._dump))
        self.removed += placed.removed
        self._settle(placed)
        error = placed.refused.get("") or placed.unlisted
        if error is not None:
            raise error
        return Published(done, placed.refused)

    def _settle(self, placed: Placed) -> None:
        """Remember what is in place now."""
        self._waiting, self._changes = {}, {}
        self._listed = self._manifest.files()
        self._owned = (self._owned - set(placed.removed)) | set(self._listed)
        for path in (*self._manifest.shared, MANIFEST):
            self._state.shared[path] = self._stamp(path)
        if "" in placed.refused or placed.unlisted:
            del self._state.shared[MANIFEST]  # its record is for the next build to mend
        try:
            save_state(self._state_file, self._state)
        except OutputError as error:
            self.state_refused = error.message

    def _restore_refused(self, placed: Placed, replaced: dict[str, list[Entry]]) -> None:
        """List refused plans as they were, but with what came into place."""
        for unit in placed.refused:
            self._restore(unit, replaced.get(unit, []))
            self.forget(unit)
        listed = self._manifest.files()
        for change in placed.moved:
            self._changes.pop(change.path, None)
            if change.path in listed:
                self._manifest.correct(change.path, change.sha256)

    def _restore(self, unit: str, entries: list[Entry]) -> None:
        for key in [key for key in self._manifest.entries if key[0] == unit]:
            del self._manifest.entries[key]
        self._manifest.entries.update({entry.key: entry for entry in entries})

    def _share_pages(self, municipality: str, statement: str, whole: bool) -> None:
        pages = {INDEX, STATEMENT_FILE} if statement else {INDEX}
        if whole:
            for path in set(self._manifest.shared) - {*pages, *self._assets}:
                del self._manifest.shared[path]
                self._state.shared.pop(path, None)
        entries = [entry for _, entry in sorted(self._manifest.entries.items())]
        self._share(INDEX, self._tools.render_index(entries, municipality, bool(statement)).encode())
        if statement:
            self._share(STATEMENT_FILE, self._tools.render_statement(statement).encode())

    def _plan_changes(self) -> list[Change]:
        """Return what to put in place for plans; PDFs first, which Windows does not replace while they are read."""
        found = [
            Change(staged.path, staged.sha256, staged.temporary, unit)
            for unit, (_, outcome) in sorted(self._waiting.items())
            for staged in outcome.staged()
        ]
        return sorted(found, key=lambda change: (change.unit, not change.path.endswith(".pdf")))

    def _removals(self, whole: bool, chosen: Iterable[str]) -> list[Change]:
        folders = tuple(f"{unit}/" for unit in chosen)
        gone = sorted(self._owned - {*self._manifest.files(), MANIFEST})
        return [Change(path, unit=_unit_of(path)) for path in gone if whole or path.startswith(folders)]

    def _note_entries(self, due: Due, outcome: Outcome) -> list[Entry]:
        """List a plan's documents, and return what was listed before."""
        unit = due.unit.id
        before = {key[1]: entry for key, entry in self._manifest.entries.items() if key[0] == unit}
        for name in before:
            del self._manifest.entries[unit, name]
        for made in outcome.documents:
            entry = Entry(unit, made.name, made.board, made.unit_name, made.title, made.date)
            old = before[made.name].outputs if made.name in before else {}
            entry.outputs = {kind: output for kind, output in old.items() if kind in due.keep}
            for kind, rendering in made.renderings.items():
                files = {staged.path: staged.sha256 for staged in rendering.staged}
                self.note_libraries(rendering.libraries)
                entry.outputs[kind] = Output(rendering.path, files, due.sources)
            self._manifest.entries[entry.key] = entry
        return list(before.values())

    def _note_state(self, due: Due, outcome: Outcome) -> None:
        kept = self._state.units.get(due.unit.id) or UnitState()
        kept.diagnostics = outcome.diagnostics
        kept.formats = {kind: made for kind, made in kept.formats.items() if kind in due.keep}
        self._forget_documents(kept, outcome, due)
        keys = {"html": html_key(due.key, due.link_pdf), "pdf": due.key}
        for kind in due.formats:
            renderings = [made.renderings[kind] for made in outcome.documents]
            stamps = {staged.path: self._stamp(staged.path) for r in renderings for staged in r.staged}
            kept.formats[kind] = FormatState(keys[kind], stamps, [found for r in renderings for found in r.diagnostics])
        self._state.units[due.unit.id] = kept

    def _forget_documents(self, kept: UnitState, outcome: Outcome, due: Due) -> None:
        """Forget the files of documents that the plan no longer makes; they were taken out of the manifest."""
        entries = [self._manifest.entries[due.unit.id, made.name] for made in outcome.documents]
        ours = {path for entry in entries for output in entry.outputs.values() for path in output.files}
        for made in kept.formats.values():
            made.files = {path: known for path, known in made.files.items() if path in ours}

    def _stamp(self, path: str) -> Stamp:
        return stamp(self._output / path) or (-1, 0)

    def _refuse_foreign(self, path: str, sha256: str) -> None:
        """Stop before a file that is neither ours nor what we would write: it may be all that someone has."""
        place = self._output / path
        if path in self._owned or stamp(place) is None or place.is_dir():
            return
        if digest_file(str(place)) != sha256:
            sentence = msg("{file} was not written by vplan and is left as it is.", file=str(place))
            raise OutputError(sentence, msg("Move it away, or write to another folder with “--output DIR”."))

    def _is_as_left(self, path: str, base: str) -> bool:
        """Tell whether a shared file is still the one that a build with this style sheet and these fonts left."""
        found = stamp(self._output / path)
        known = path in self._manifest.shared and self._state.base == base
        return known and found is not None and self._state.shared.get(path) == found

    def _share(self, path: str, content: bytes) -> None:
        """List a file that all documents share, and lay it ready where it is not there yet."""
        sha256 = digest(content)
        if digest_file(str(self._output / path)) != sha256:
            self._refuse_foreign(path, sha256)
            self._changes[path] = Change(path, sha256, self.staging.stage(path, content))
        else:
            self._changes.pop(path, None)
        self._owned.add(path)
        self._manifest.shared[path] = sha256

    def _dump(self, manifest: Manifest) -> bytes:
        return manifest.dump(self._tools.versions())


def _unit_of(path: str) -> str:
    return "/".join(path.split("/")[:3])


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise OutputError.of(path, error) from error


def mend_output(output: Path, tools: Tools) -> None:
    """Bring to its end what a killed build had begun to put in place there.

    Raises `OutputError` and `ForeignManifestError`.
    """
    manifest = load_manifest(output)
    if manifest is not None and manifest.underway:
        mend(output, manifest, lambda mended: mended.dump(tools.versions()))
