"""What can be said of a PDF out of the archive: unaltered or not and where, what made from, whether that gives it.

Three answers that do not hang on each other. The seal tells whether a byte has changed since the file was made. A build
from the files that it carries tells whether its pages are what those files say. A build from a revision of a repository
tells whether it is the document that was decided there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vplan.archive.extract import Sources, read_sources
from vplan.archive.reading import ArchiveError, opened, read_pdf
from vplan.archive.rebuilding import DIFFERENT, IMPOSSIBLE, Comparison, RebuildError, compare
from vplan.archive.seal import is_whole, sealed_with
from vplan.diagnostics import Message, msg

if TYPE_CHECKING:
    from vplan.archive.revision import Revision

UNALTERED, ALTERED, NOT_OURS, UNREADABLE = "unaltered", "altered", "not-vplan", "unreadable"
REST = "structure, links, document data or the seal"

NO_SIGNATURE = msg(
    "The seal is no signature: it does not tell who made the file. Who can write a file can seal another in its place."
)
NO_REVISION = msg("Whether these are the sources that were decided only their repository can tell: “--rev REV”.")
NOT_SEEN = msg("Text, structure and attachments were compared; how the pages look was not.")
NOT_REBUILT = msg("Whether the pages are what the sources say was not tried, as nothing was built.")


@dataclass(slots=True)
class Verdict:
    """What was found out of one file. `parts` are those that were altered, where that can be told.

    `rebuilt` compares it with a build from what it carries, `revision` with a build from a revision; None is not tried.
    """

    file: str
    state: str
    problem: Message | None = None
    parts: tuple[str, ...] = ()
    sources: Sources | None = None
    rebuilt: Comparison | None = None
    revision: Comparison | None = None
    limits: list[Message] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Tell whether the file is unaltered, and what it was compared with gives it."""
        compared = [found for found in (self.rebuilt, self.revision) if found is not None]
        if self.state != UNALTERED or any(found.state == DIFFERENT for found in compared):
            return False
        return self.revision is None or self.revision.state != IMPOSSIBLE

    def to_json(self) -> dict[str, Any]:
        """Return the verdict as plain JSON values."""
        value: dict[str, Any] = {"file": self.file, "state": self.state, "ok": self.ok, "altered": list(self.parts)}
        if self.problem is not None:
            value["problem"] = str(self.problem)
        if self.sources is not None:
            carried = self.sources.carried
            value |= {"document": carried.document, "made": carried.made, "sources": carried.digests}
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
        return _without_sources(data, name, error)
    verdict = Verdict(name, state, sources=sources, limits=[NO_SIGNATURE])
    if rebuild:
        verdict.rebuilt = _from_itself(data, sources, name)
    if revision is not None:
        verdict.revision = _from_revision(data, sources, revision, name)
    if state == ALTERED:
        verdict.parts = tuple(dict.fromkeys(_altered(data, verdict)))
    verdict.limits += _limits(verdict)
    return verdict


def _without_sources(data: bytes, name: str, error: ArchiveError) -> Verdict:
    """Return the verdict on a PDF whose manifest cannot be read: altered if it was ever sealed."""
    if not sealed_with(data)[0]:
        return Verdict(name, NOT_OURS, error.message)
    return Verdict(name, ALTERED, error.message, limits=[NO_SIGNATURE])


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
    except RebuildError as error:
        return Comparison(IMPOSSIBLE, error.message)
    except (ArchiveError, KeyError, ValueError) as error:
        reason = error.message if isinstance(error, ArchiveError) else msg("The list of its sources is damaged.")
        return Comparison(IMPOSSIBLE, reason)


def _altered(data: bytes, verdict: Verdict) -> Iterator[str]:
    """Yield the parts of an altered file that are not as they were made."""
    sources = verdict.sources
    assert sources is not None
    yield from (f"attachment {path}" for path in (*sources.altered, *sources.missing))
    moved, changed = _changed_stretches(data, sources)
    if not moved:
        yield from changed
        if not changed:
            yield REST
    elif verdict.rebuilt is not None:
        yield from verdict.rebuilt.content


def _changed_stretches(data: bytes, sources: Sources) -> tuple[bool, list[str]]:
    """Return whether the file was written anew, so that nothing stands where it stood, and else what has changed."""
    unsealed = sealed_with(data)[1]
    parts = sources.carried.parts
    changed = [part.name for part in parts if sha256(unsealed[part.start : part.end]).hexdigest() != part.sha256]
    return len(changed) > max(1, len(parts) // 2), changed


def _limits(verdict: Verdict) -> Iterator[Message]:
    compared = [found for found in (verdict.rebuilt, verdict.revision) if found is not None]
    if verdict.revision is None:
        yield NO_REVISION
    if all(found.state == IMPOSSIBLE for found in compared):
        yield NOT_REBUILT
    if any(found.state not in (IMPOSSIBLE, "equal") for found in compared):
        yield NOT_SEEN
