"""Puts the files of a build in place: all lie ready first, then they are renamed in one short run.

For the run the manifest is replaced by the new one with a record of what is being moved (`underway`), after it by the
new one alone. So at every moment each file in its place is whole, and has the hash that the manifest lists or the one
that its record gives. `mend` brings a run to its end that was cut short.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from vplan.building.files import (
    NAME_LENGTH,
    TEMPORARY,
    OutputError,
    beside,
    commit,
    digest,
    digest_file,
    discard,
    refuse_linked,
    stamp,
)
from vplan.building.manifest import MANIFEST, Manifest, Move
from vplan.building.signals import signals_deferred

STAGING = TEMPORARY  # begins with a dot, so that web servers do not list it
_RECORD = "record.json"
_TRIES = 3

Dump = Callable[[Manifest], bytes]


@dataclass(frozen=True, slots=True)
class Change:
    """A file to put in place with this hash, or to remove where nothing lies ready; of a plan (`unit`), or of all."""

    path: str
    sha256: str = ""
    staged: Path | None = None
    unit: str = ""


@dataclass(slots=True)
class Placed:
    """What became of changes: by plan why its files could not be put in place, and which of them were before that.

    `unlisted` is why the manifest still has the record, though all else is done.
    """

    refused: dict[str, OutputError] = field(default_factory=dict)
    moved: list[Change] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unlisted: OutputError | None = None

    def add(self, later: Placed) -> None:
        """Join what became of later changes."""
        self.refused |= later.refused
        self.moved += later.moved
        self.removed += later.removed
        self.unlisted = later.unlisted


class Staging:
    """The folder where the files of one build lie ready; within the output folder, as only there renaming is sure.

    Workers have it too. Only `open` makes the folder: what a worker writes that outlives its build goes nowhere.
    """

    def __init__(self, output: Path) -> None:
        self.output = output
        self.needed = False  # by the next build, to bring a run to its end
        self._folder = output / STAGING

    def open(self) -> None:
        """Make it, and remove those of killed builds. Only while no other build writes there; raises `OutputError`."""
        try:
            self.output.mkdir(parents=True, exist_ok=True)
            _clear(self.output / STAGING)
            self._folder = self.output / STAGING / os.urandom(6).hex()
            self._folder.mkdir(parents=True)
        except OSError as error:
            raise OutputError.of(self.output, error) from error

    def stage(self, path: str, data: bytes) -> Path:
        """Lay a file ready that belongs at `path` in the output folder; raises `OutputError`."""
        refuse_linked(self.output, path)
        file = self._folder / f"{digest(path.encode())[:16]}-{path.rpartition('/')[2][-NAME_LENGTH:]}"
        try:
            file.write_bytes(data)
        except FileNotFoundError as error:
            raise OutputError.of(self.output, error) from error
        except OSError as error:
            discard(file)
            raise OutputError.of(self.output / path, error) from error
        return file

    def close(self) -> None:
        """Remove it with all that still lies in it, unless that is needed."""
        if not self.needed:
            _clear(self.output / STAGING)


def place(
    staging: Staging, manifest: Manifest, changes: Sequence[Change], before: dict[str, str], dump: Dump
) -> Placed:
    """Make changes, and let `manifest`, which lists what will be there then, be the one of the output folder.

    `before` are the files that were listed until now. Where a plan is refused, the manifest with the record stays until
    it is replaced by one that tells what is there. Raises `OutputError` where nothing was done.
    """
    final = dump(manifest)
    there = staging.output / MANIFEST
    if not changes:
        if digest_file(str(there)) != digest(final):
            commit(staging.stage(MANIFEST, final), there)
        staging.needed = False
        return Placed()
    ready = staging.stage(MANIFEST, final)
    manifest.underway = {change.path: _move(change, before, staging.output) for change in changes}
    try:
        record = staging.stage(_RECORD, dump(manifest))
    finally:
        manifest.underway = {}
    with signals_deferred():
        commit(record, there)
        staging.needed = True
        placed = _carry_out(staging.output, changes, before)
        if not placed.refused:
            try:
                commit(ready, there)
            except OutputError as error:
                placed.unlisted = error
        staging.needed = placed.unlisted is not None
    return placed


def _move(change: Change, before: dict[str, str], output: Path) -> Move:
    return Move(before.get(change.path, ""), change.staged.relative_to(output).as_posix() if change.staged else "")


def _carry_out(output: Path, changes: Sequence[Change], before: dict[str, str]) -> Placed:
    """Make the changes one by one; the first that cannot be made ends those of its plan."""
    placed = Placed()
    for change in changes:
        if change.unit in placed.refused:
            continue
        if change.staged is None:
            if remove(output, change.path):
                placed.removed.append(change.path)
            continue
        try:
            _put(change.staged, output, change.path)
            placed.moved.append(change)
        except OutputError as error:
            placed.refused[change.unit] = error
            _remove_empty(output, change.path)
    for change in placed.moved:
        if change.unit in placed.refused and not before.get(change.path):
            remove(output, change.path)  # a part of what was never there whole
    return placed


def _put(staged: Path, output: Path, path: str) -> None:
    place = output / path
    try:
        refuse_linked(output, path)
        place.parent.mkdir(parents=True, exist_ok=True)
        _rename(staged, place)
    except OSError as error:
        raise OutputError.of(place, error) from error


def _rename(staged: Path, place: Path) -> None:
    try:
        staged.replace(place)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        copy = beside(place)  # a folder within the output is on another disk
        shutil.copyfile(staged, copy)
        copy.replace(place)


def mend(output: Path, manifest: Manifest, dump: Dump) -> None:
    """Bring to its end what a killed build had begun to put in place; raises `OutputError`.

    What cannot be brought to its end is listed as it was before.
    """
    refuse_linked(output, f"{STAGING}/{MANIFEST}")
    listed = manifest.files()
    for path, move in sorted(manifest.underway.items()):
        place = output / path
        discard(beside(place))
        if path not in listed:
            remove(output, path)
        elif digest_file(str(place)) != listed[path] and not _finish(output, path, move, listed[path]):
            manifest.correct(path, move.before)
    manifest.underway = {}
    ready = output / STAGING / MANIFEST
    try:
        ready.parent.mkdir(exist_ok=True)
        ready.write_bytes(dump(manifest))
    except OSError as error:
        raise OutputError.of(output / MANIFEST, error) from error
    commit(ready, output / MANIFEST)


def _finish(output: Path, path: str, move: Move, sha256: str) -> bool:
    staged = output / move.staged
    if not move.staged.startswith(f"{STAGING}/") or digest_file(str(staged)) != sha256:
        return False
    with suppress(OutputError):
        _put(staged, output, path)
        return True
    return False


def remove(output: Path, path: str) -> bool:
    """Remove a file of ours and the folders that it leaves empty; what a link leads out of the output folder stays."""
    place = output / path
    if not place.parent.resolve().is_relative_to(output.resolve()):
        return False
    removed = discard(place)
    _remove_empty(output, path)
    return removed


def _remove_empty(output: Path, path: str) -> None:
    """Remove the folders above a path that are empty."""
    with suppress(OSError):  # one that is not ends the climb
        for folder in Path(path).parents:
            if folder.name:
                (output / folder).rmdir()


def _clear(folder: Path) -> None:
    """Remove a folder, also while the worker of a killed build lays its last file there."""
    discard(folder)  # where it is a file or a link
    for _ in range(_TRIES):
        shutil.rmtree(folder, ignore_errors=True)
        if stamp(folder) is None:
            return
