"""What is out of date: the key of every chosen plan against what the last build left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from vplan.building.files import TEMPORARY, digest, digest_file, digest_tree, stamp
from vplan.building.manifest import MANIFEST, Manifest, load_manifest
from vplan.building.settings import BuildSettings
from vplan.building.shards import Shard, units_of
from vplan.building.state import FormatState, State, UnitState
from vplan.building.tools import Tools
from vplan.filenames import is_text
from vplan.workspace import SETTINGS_FILE, Layout, UnitFolder

INDEX = "index.html"


@dataclass(frozen=True, slots=True)
class Due:
    """A plan that is out of date: its key, the formats to render and those to keep, and its sources' hashes."""

    unit: UnitFolder
    key: str
    formats: tuple[str, ...]
    keep: frozenset[str]
    link_pdf: bool
    sources: dict[str, str]


@dataclass(frozen=True, slots=True)
class Base:
    """What all plans share: the `key` over toolchain and files, and the hashes of the `files`.

    These are the settings, the workspace's own editions and the logotype.
    """

    key: str
    files: dict[str, str]


def base_of(root: Path, settings: BuildSettings, tools: Tools) -> Base:
    """Return what all plans of a workspace share."""
    files = {SETTINGS_FILE: settings.digest}
    if settings.editions:
        own = digest_tree(str(root / settings.editions))
        files |= {f"{settings.editions}/{name}": found for name, found in own if is_text(name)}
    if settings.logotype:
        files[settings.logotype] = digest_file(str(root / settings.logotype))
    return Base(digest(repr([tools.toolchain_digest(), settings.editions, list(files.items())]).encode()), files)


def html_key(key: str, link_pdf: bool) -> str:
    """Return the key of a page: with a PDF beside it, it is another page."""
    return f"{key}+pdf" if link_pdf else key


class Sources:
    """The keys of plans, from the hashes of their files; every file is read once.

    `ids` are the plans of the workspace, or of one `shard` of it; `elsewhere` are those of the other shards.
    """

    def __init__(self, layout: Layout, base: Base, shard: Shard | None = None) -> None:
        self.base = base.key
        self.shared = base
        self.shard = shard
        every = {unit.id for unit in layout.units()}
        self.ids = every if shard is None else set(units_of(shard, every))
        self.elsewhere = every - self.ids
        self._root = layout.root
        self._council = {year.year: year.file for year in layout.years}
        self._board = {(board.year, board.board): board.file for year in layout.years for board in year.boards}
        self._digests: dict[str, str] = {}
        self._keys: dict[str, tuple[str, dict[str, str]]] = {}

    def key(self, unit: UnitFolder) -> tuple[str, dict[str, str]]:
        """Return a plan's key, and the hashes of the files it is made of."""
        if unit.id not in self._keys:
            above = (self._council.get(unit.year), self._board.get((unit.year, unit.board)))
            sources = {**self.shared.files, **{file: self._digest(file) for file in (*above, *unit.files) if file}}
            lines = "\n".join(f"{file}\0{content}" for file, content in sources.items())
            self._keys[unit.id] = (sha256(f"{self.base}\n{lines}".encode()).hexdigest()[:32], sources)
        return self._keys[unit.id]

    def _digest(self, file: str) -> str:
        found = self._digests.get(file)
        if found is None:
            found = self._digests[file] = digest_file(f"{self._root}/{file}")
        return found


class Survey:
    """Compares the chosen plans with state, manifest and output folder. May raise `ForeignManifestError`."""

    def __init__(self, sources: Sources, output: Path, state: State) -> None:
        self._sources = sources
        self._output = output
        self._folder = f"{output}/"
        self._state = state
        self._manifest: Manifest | None = None
        self._hashes: dict[str, str] | None = None
        self.moved = False
        if stamp(output / MANIFEST) != state.shared.get(MANIFEST):
            self.reconcile()

    @property
    def manifest(self) -> Manifest:
        """The manifest of the output folder, an empty one where there is none."""
        if self._manifest is None:
            self._manifest = load_manifest(self._output) or Manifest()
        return self._manifest

    def reconcile(self) -> None:
        """Call out of date what the state has and the manifest has not; needed when the manifest is not the state's."""
        known = self.manifest.entries
        made = {(unit, kind) for (unit, _), entry in known.items() for kind in entry.outputs}
        for unit, kept in self._state.units.items():
            for kind, form in kept.formats.items():
                if (unit, kind) not in made:
                    form.key = ""
        for unit, kind in made:
            self._state.units.setdefault(unit, UnitState()).formats.setdefault(kind, FormatState("", {}))
        self.moved = True

    def tidy(self, whole: bool) -> bool:
        """Tell whether the shared files stand as they were left and, for a whole build, no plan has gone.

        What a killed build left is untidy as well.
        """
        shared, sources = self._state.shared, self._sources
        if stamp(self._folder + TEMPORARY) is not None:
            return False
        if self.moved or self._state.base != sources.base or INDEX not in shared or MANIFEST not in shared:
            return False
        if self._state.shard != str(sources.shard or "") or not sources.elsewhere.isdisjoint(self._state.units):
            return False
        if any(stamp(self._folder + path) != kept for path, kept in shared.items()):
            return False
        return not whole or all(unit in sources.ids for unit in self._state.units)

    def due(self, units: Sequence[UnitFolder], formats: Sequence[str], pdf: bool, force: bool) -> list[Due]:
        """Return the plans that are out of date in `formats`; `pdf` tells whether PDF can be made at all."""
        found = [self._due(unit, formats, pdf, force) for unit in units]
        return [due for due in found if due.formats]

    def _due(self, unit: UnitFolder, formats: Sequence[str], pdf: bool, force: bool) -> Due:
        key, sources = self._sources.key(unit)
        kept = self._state.units.get(unit.id) or UnitState()
        wanted = set(formats) if pdf else set(formats) - {"pdf"}
        keep = {kind for kind in kept.formats if kind not in wanted and self._stands(unit.id, kind, kept.formats[kind])}
        link_pdf = "pdf" in wanted or ("pdf" in keep and self._all_printed(unit))
        keys = {"html": html_key(key, link_pdf), "pdf": key}
        stale = {kind for kind in wanted if force or not self._intact(kept.formats.get(kind), keys[kind])}
        keep |= wanted - stale
        return Due(unit, key, tuple(sorted(stale)), frozenset(keep), link_pdf, sources)

    def _stands(self, unit: str, kind: str, made: FormatState) -> bool:
        """Tell whether an output that is not made now is there. Then it stays, fresh or not; its key tells which."""
        files = list(made.files)
        if not files:  # the state was lost, and the manifest remembers
            known = [entry.outputs.get(kind) for (owner, _), entry in self.manifest.entries.items() if owner == unit]
            files = [path for output in known if output for path in output.files]
        return bool(files) and None not in map(stamp, (self._folder + path for path in files))

    def _all_printed(self, unit: UnitFolder) -> bool:
        """Tell whether each document of a unit has a PDF, fresh or not: one may have come since they were printed."""
        names = [file.rpartition("/")[2].removesuffix(".yaml") for file in unit.main_files]
        return all(stamp(f"{self._folder}{unit.id}/{name}.pdf") is not None for name in names)

    def _intact(self, made: FormatState | None, key: str) -> bool:
        if made is None or made.key != key or not made.files:
            return False
        for path, kept in made.files.items():
            now = stamp(self._folder + path)
            if now == kept:
                continue
            if now is None or not self._same_content(path):
                return False
            made.files[path] = now
            self.moved = True
        return True

    def _same_content(self, path: str) -> bool:
        if self._hashes is None:
            self._hashes = self.manifest.files()
        return path in self._hashes and digest_file(self._folder + path) == self._hashes[path]
