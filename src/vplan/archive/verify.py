"""What can be said of a PDF out of the archive: unaltered or not and where, what made from, whether that gives it.

Three answers that do not hang on each other. The seal tells whether a byte has changed since the file was made. A build
from the files that it carries tells whether its pages are what those files say. A build from a revision of a repository
tells whether it is the document that was decided there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vplan.archive.carried import MANIFEST_NAME, Carried
from vplan.archive.extract import Sources, read_sources
from vplan.archive.reading import ArchiveError, opened, read_pdf
from vplan.archive.rebuilding import DIFFERENT, EQUAL, IMPOSSIBLE, Comparison, RebuildError, compare
from vplan.archive.seal import is_whole, sealed_with
from vplan.archive.stretches import Stretches, stretches_of
from vplan.diagnostics import Message, msg

if TYPE_CHECKING:
    from vplan.archive.revision import Revision

UNALTERED, ALTERED, NOT_OURS = "unaltered", "altered", "not-vplan"
REST = "structure, links, document data or the seal"
MANIFEST = f"attachment {MANIFEST_NAME}"

NO_SIGNATURE = msg(
    "The seal is no signature: it does not tell who made the file. Who can write a file can seal another in its place."
)
NO_REVISION = msg("Whether these are the sources that were decided only their repository can tell: “--rev REV”.")
NOT_SEEN = msg("Text, structure and attachments were compared; how the pages look was not.")
RESAVED = msg(
    "Another program saved the file, so that no byte is where it was: what was altered is told by what a reader gets."
)
NOT_REBUILT = msg("Whether the pages are what the sources say was not tried, as nothing was built.")


@dataclass(slots=True)
class Verdict:
    """What was found out of one file. `parts` are those that were altered, where that can be told.

    `problem` is why the file cannot be read; `carried` what it tells of itself, which may be known all the same.
    `rebuilt` compares it with a build from what it carries, `revision` with a build from a revision; None is not tried.
    """

    file: str
    state: str
    problem: Message | None = None
    parts: tuple[str, ...] = ()
    carried: Carried | None = None
    rebuilt: Comparison | None = None
    revision: Comparison | None = None
    limits: list[Message] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Tell whether the file is unaltered and can be read, and all that it was compared with gives it."""
        return not self.is_wrong and not self.is_untried

    @property
    def is_wrong(self) -> bool:
        """Tell whether the file is altered or cannot be read, or what it was compared with gives another or none."""
        compared = [found for found in (self.rebuilt, self.revision) if found is not None]
        if self.state != UNALTERED or self.problem is not None or any(found.state == DIFFERENT for found in compared):
            return True
        return self.revision is not None and self.revision.state == IMPOSSIBLE

    @property
    def is_untried(self) -> bool:
        """Tell whether it was to be built from what it carries and could not be, so that its pages may say anything."""
        return self.rebuilt is not None and self.rebuilt.state == IMPOSSIBLE

    def to_json(self) -> dict[str, Any]:
        """Return the verdict as plain JSON values."""
        value: dict[str, Any] = {"file": self.file, "state": self.state, "ok": self.ok, "altered": list(self.parts)}
        if self.problem is not None:
            value["problem"] = str(self.problem)
        if self.carried is not None:
            told = self.carried
            value |= {"document": told.document, "made": told.made, "sources": told.digests}
        for name in ("rebuilt", "revision"):
            found = getattr(self, name)
            value[name] = _comparison_to_json(found) if found is not None else None
        return {**value, "limits": [str(limit) for limit in self.limits]}


def _comparison_to_json(found: Comparison) -> dict[str, Any]:
    value: dict[str, Any] = {
        "state": found.state,
        "sources": list(found.sources),
        "templates": found.templates,
        "tools": {name: {"then": then, "now": now} for name, (then, now) in found.tools.items()},
        "content": list(found.content),
    }
    return {**value, "reason": str(found.reason)} if found.reason is not None else value


def verify(path: Path, *, revision: Revision | None = None, rebuild: bool = True) -> Verdict:
    """Verify a PDF; what is wrong with it is in the verdict. Raises `ArchiveError` for a file that is no PDF at all."""
    name = str(path)
    data = read_pdf(path)
    state = UNALTERED if is_whole(data) else ALTERED
    try:
        with opened(data, name) as reading:
            sources = read_sources(reading, name)
    except ArchiveError as error:
        return _without_sources(data, name, error, state)
    if sources.altered or sources.missing:
        state = ALTERED  # and sealed anew, if its seal is in order
    stretches = stretches_of(data) if state == ALTERED else None
    verdict = Verdict(name, state, carried=sources.carried, limits=[NO_SIGNATURE])
    if rebuild:
        verdict.rebuilt = _from_itself(data, sources, name)
    if revision is not None:
        verdict.revision = _from_revision(data, sources, revision, name)
    if state == ALTERED:
        if stretches is None and not _holds(sources, data):
            verdict.limits.append(RESAVED)
        verdict.parts = tuple(dict.fromkeys(_altered(data, sources, stretches, verdict.rebuilt)))
    verdict.limits += _limits(verdict)
    return verdict


def _without_sources(data: bytes, name: str, error: ArchiveError, state: str) -> Verdict:
    """Return the verdict on a PDF that cannot be opened, or whose manifest cannot be read: is it sealed, and whole?"""
    stretches = stretches_of(data) if state == ALTERED else None
    if not sealed_with(data)[0] and stretches is None:
        return Verdict(name, NOT_OURS, error.message)
    verdict = Verdict(name, state, error.message, limits=[NO_SIGNATURE])
    if state == ALTERED:
        verdict.carried = stretches.carried if stretches is not None else None
        verdict.parts = stretches.changed(data) or (REST,) if stretches is not None else (MANIFEST,)
    return verdict


def _from_itself(data: bytes, sources: Sources, name: str) -> Comparison:
    if sources.altered or sources.missing:
        return Comparison(IMPOSSIBLE, msg("The files that it carries are not those that it was made from."))
    try:
        return compare(data, sources, sources.files, name)
    except ArchiveError as error:
        return Comparison(IMPOSSIBLE, error.message)


def _from_revision(data: bytes, sources: Sources, revision: Revision, name: str) -> Comparison:
    try:
        return compare(data, sources, revision.files(sources.carried.document["unit"]), name)
    except (RebuildError, ArchiveError) as error:
        return Comparison(IMPOSSIBLE, error.message)


def _altered(data: bytes, sources: Sources, stretches: Stretches | None, rebuilt: Comparison | None) -> Iterator[str]:
    """Yield the parts of an altered file that are not as they were made.

    Where a stretch has changed, it is that. Where none has, something was changed around or added to them, and where
    the list of them is not as it was written, another program saved the file: then it is told what a reader gets.
    """
    if stretches is None and not _holds(sources, data):
        yield from _seen(sources, rebuilt)
        return
    changed = stretches.changed(data) if stretches is not None else (MANIFEST,)
    yield from changed
    if not changed:
        yield REST
        yield from _seen(sources, rebuilt)


def _holds(sources: Sources, data: bytes) -> bool:
    """Tell whether any stretch of a file stands where its manifest, which may be damaged itself, says."""
    changed = Stretches(sources.carried, 0).changed(data)
    return len(changed) < len({part.name for part in sources.carried.parts})


def _seen(sources: Sources, rebuilt: Comparison | None) -> Iterator[str]:
    """Yield what a reader of an altered file gets that is not what its sources say."""
    yield from (f"attachment {path}" for path in (*sources.altered, *sources.missing))
    if rebuilt is not None and not rebuilt.tools and not rebuilt.templates:
        yield from rebuilt.content


def _limits(verdict: Verdict) -> Iterator[Message]:
    compared = [found for found in (verdict.rebuilt, verdict.revision) if found is not None]
    if verdict.revision is None:
        yield NO_REVISION
    if all(found.state == IMPOSSIBLE for found in compared):
        yield NOT_REBUILT
    if any(found.state not in (IMPOSSIBLE, EQUAL) for found in compared):
        yield NOT_SEEN
