"""The output folder: puts finished files in their place, keeps index, manifest and state, takes away what is gone."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from vplan.building.files import (
    OutputError,
    Stamp,
    commit,
    digest,
    digest_file,
    discard,
    refuse_linked,
    stamp,
    sweep,
    write,
)
from vplan.building.manifest import MANIFEST, Entry, Manifest, Output, is_relative
from vplan.building.shards import Part, Shard
from vplan.building.state import FormatState, State, UnitState, save_state
from vplan.building.survey import INDEX, Due, html_key
from vplan.building.tools import Tools
from vplan.building.work import Outcome
from vplan.diagnostics import Message, msg
from vplan.statement import STATEMENT_FILE
from vplan.workspace import SETTINGS_FILE


class Site:
    """The output folder of one build. Methods that write raise `OutputError`."""

    def __init__(self, output: Path, manifest: Manifest, state: State, state_file: Path, tools: Tools) -> None:
        self._output = output
        self._manifest = manifest
        self._state = state
        self._state_file = state_file
        self._tools = tools
        self._owned = {path for path in {*manifest.files(), *state.files()} if is_relative(path)}
        self.removed: list[str] = []
        self.state_refused: Message | None = None
        self._assets: set[str] = set()

    def open(self, base: str, shard: Shard | None = None) -> None:
        """Make the folder ours: style sheet and fonts in place, and a manifest that says so and which shard it is."""
        try:
            self._output.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError.of(self._output, error) from error
        assets = self._tools.site_assets()
        for path, content in sorted(assets.items()):
            if not self._is_as_left(path, base):
                self._write_shared(path, content if isinstance(content, bytes) else content.read_bytes())
        self._assets = set(assets)
        self._state.base, self._state.shard = base, str(shard or "")
        self._manifest.part = Part(shard, base) if shard is not None else None
        if not (self._output / MANIFEST).exists():
            self._write_manifest()

    def sweep(self, units: Iterable[str]) -> None:
        """Remove the temporary files of a killed build, among the shared files and in the folders of these plans."""
        for unit in units:
            sweep(self._output / unit)
        sweep(self._output / "assets")
        for left in (INDEX, STATEMENT_FILE, MANIFEST):
            for path in self._output.glob(f".{left}.*"):
                discard(path)

    def accept(self, due: Due, outcome: Outcome) -> None:
        """Put a plan's files in place and note them."""
        unit = due.unit.id
        places = [(staged, self._output / staged.path) for staged in outcome.staged()]
        try:
            for staged, _ in places:
                self._refuse_foreign(staged.path, staged.sha256)
            for staged, place in places:
                commit(staged.temporary, place)
                self._owned.add(staged.path)
        except OutputError:
            for staged, _ in places:
                discard(staged.temporary)
            self.forget(unit)
            raise
        self._note_entries(due, outcome)
        self._note_state(due, outcome)

    def adopt(self, entry: Entry, folder: Path) -> None:
        """Take a document over from another output folder, whose manifest has this entry."""
        for path, sha256 in sorted(file for output in entry.outputs.values() for file in output.files.items()):
            self._refuse_foreign(path, sha256)
            place = self._output / path
            if digest_file(str(place)) != sha256:
                refuse_linked(self._output, path)
                write(place, _read(folder / path))
            self._owned.add(path)
        self._manifest.entries[entry.key] = entry

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

    def publish(self, municipality: str, statement: str, whole: bool, chosen: Iterable[str]) -> None:
        """Write index and accessibility statement, remove what no document has any more, write manifest and state.

        Without a `statement` there is none. Files are removed below the folders of the `chosen` plans, or everywhere
        for a `whole` build.
        """
        pages = {INDEX, STATEMENT_FILE} if statement else {INDEX}
        if whole:
            for path in set(self._manifest.shared) - {*pages, *self._assets}:
                del self._manifest.shared[path]
                self._state.shared.pop(path, None)
        entries = [entry for _, entry in sorted(self._manifest.entries.items())]
        self._write_shared(INDEX, self._tools.render_index(entries, municipality, bool(statement)).encode())
        if statement:
            self._write_shared(STATEMENT_FILE, self._tools.render_statement(statement).encode())
        wanted = {*self._manifest.files(), MANIFEST}
        folders = tuple(f"{unit}/" for unit in chosen)
        for path in sorted(self._owned - wanted):
            if whole or path.startswith(folders):
                self._remove(path)
        self._write_manifest()
        try:
            save_state(self._state_file, self._state)
        except OutputError as error:
            self.state_refused = error.message

    def _note_entries(self, due: Due, outcome: Outcome) -> None:
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
        if path in self._owned or not place.exists() or place.is_dir():
            return
        if digest_file(str(place)) != sha256:
            sentence = msg("{file} was not written by vplan and is left as it is.", file=str(place))
            raise OutputError(sentence, msg("Move it away, or write to another folder with “--output DIR”."))

    def _is_as_left(self, path: str, base: str) -> bool:
        """Tell whether a shared file is still the one that a build with this style sheet and these fonts left."""
        found = stamp(self._output / path)
        known = path in self._manifest.shared and self._state.base == base
        return known and found is not None and self._state.shared.get(path) == found

    def _write_shared(self, path: str, content: bytes) -> None:
        place, sha256 = self._output / path, digest(content)
        if digest_file(str(place)) != sha256:
            self._refuse_foreign(path, sha256)
            refuse_linked(self._output, path)
            write(place, content)
        self._owned.add(path)
        self._manifest.shared[path] = sha256
        self._state.shared[path] = self._stamp(path)

    def _write_manifest(self) -> None:
        content = self._manifest.dump(self._tools.versions())
        place = self._output / MANIFEST
        if digest_file(str(place)) != digest(content):
            write(place, content)
        self._state.shared[MANIFEST] = self._stamp(MANIFEST)

    def _remove(self, path: str) -> None:
        """Remove a file of ours and the folders that it leaves empty; what a link leads out of the folder stays."""
        self._owned.discard(path)
        place = self._output / path
        home = self._output.resolve()
        if not place.parent.resolve().is_relative_to(home):
            return
        if discard(place):
            self.removed.append(path)
        with suppress(OSError):  # a folder that is not empty ends the climb
            for folder in place.relative_to(self._output).parents:
                if folder.name:
                    (self._output / folder).rmdir()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise OutputError.of(path, error) from error
