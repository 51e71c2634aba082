"""Builds a document anew from the files that its PDF carries or that a revision holds, and tells how the two differ."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from vplan.archive.carried import Carried
from vplan.archive.extract import Sources, sources_in, write_workspace
from vplan.archive.reading import ArchiveError, Content, opened
from vplan.diagnostics import Message, Severity, msg
from vplan.layout import SETTINGS_FILE
from vplan.oserrors import reason

EQUAL, SAME_CONTENT, DIFFERENT, IMPOSSIBLE = "equal", "same-content", "different", "impossible"
_NO_DOCUMENT = msg("The plan makes no such document.")
_MAX_NAMED = 20
_OF_PAGES = {"texts": "page", "structures": "structure of page", "links": "links of page"}


@dataclass(slots=True)
class Comparison:
    """A PDF beside the one that was built anew.

    `state` is EQUAL (to the byte), SAME_CONTENT (other bytes, owing to the tools; text, structure and attachments are
    equal), DIFFERENT, or IMPOSSIBLE, for a `reason`. `sources`, `templates` and `tools` tell what went in that differs,
    `content` what came out: `page 3`, `structure of page 3`, `links of page 3`, `pages`, `bookmarks`, `metadata`,
    `attachments`, `scripts`.
    """

    state: str
    reason: Message | None = None
    sources: tuple[str, ...] = ()
    templates: bool = False
    tools: dict[str, tuple[str, str]] = field(default_factory=dict)
    content: tuple[str, ...] = ()


class RebuildError(Exception):
    """The document cannot be built anew; `message` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.msgid)
        self.message = message


def rebuilt(files: dict[str, bytes], carried: Carried) -> bytes:
    """Return the PDF that a workspace of these files gives for the document of a manifest; raises `RebuildError`."""
    if SETTINGS_FILE not in files:
        raise RebuildError(msg("There is no vplan.yaml among the files."))
    try:
        with tempfile.TemporaryDirectory(prefix="vplan-verify-") as folder:
            root = Path(folder, "workspace")
            write_workspace(files, root)
            return _build(root, _folder_of(carried.document["unit"], files), Path(folder, "site"), carried.document)
    except ArchiveError as error:
        raise RebuildError(error.message) from error
    except OSError as error:
        place = str(error.filename or tempfile.gettempdir())
        message = msg("{file} cannot be written: {reason}", file=place, reason=reason(error))
        raise RebuildError(message) from error


def _folder_of(unit: str, files: Iterable[str]) -> str:
    """Return the unit's folder; what else there may be is not built."""
    for file in files:
        before, found, _ = f"/{file}".partition(f"/{unit}/")
        if found:
            return f"{before}/{unit}".lstrip("/")
    raise RebuildError(_NO_DOCUMENT)


def _build(root: Path, folder: str, output: Path, document: Mapping[str, str]) -> bytes:
    from vplan.building.run import Request, RequestError, run
    from vplan.selection import SelectionError

    unit, name = document["unit"], document["name"]
    try:
        with _epoch(document.get("epoch", "")):
            result = run(Request(root, (root / folder,), ("pdf",), output, jobs=1))
    except RequestError as error:
        raise RebuildError(error.message) from error
    except SelectionError as error:
        raise RebuildError(_NO_DOCUMENT) from error
    if result.unavailable:
        raise RebuildError(msg("No PDF can be made here; “vplan doctor” tells what to install."))
    made = output / unit / f"{name}.pdf"
    if not made.is_file():
        first = next((found for found in result.diagnostics if found.severity is Severity.ERROR), None)
        why = first.message if first is not None else _NO_DOCUMENT
        raise RebuildError(msg("The document cannot be built: {reason}", reason=why))
    return made.read_bytes()


@contextmanager
def _epoch(epoch: str) -> Iterator[None]:
    """Let the date that a document without a date took from the environment be the same again."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        if epoch.isascii() and epoch.isdigit():
            os.environ["SOURCE_DATE_EPOCH"] = epoch
        else:
            os.environ.pop("SOURCE_DATE_EPOCH", None)
        yield
    finally:
        if before is None:
            os.environ.pop("SOURCE_DATE_EPOCH", None)
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


def compare(data: bytes, sources: Sources, files: dict[str, bytes], name: str) -> Comparison:
    """Build a document anew from `files` and put it beside the PDF `data`, which carries `sources`."""
    try:
        other = rebuilt(files, sources.carried)
    except RebuildError as error:
        return Comparison(IMPOSSIBLE, error.message)
    if other == data:
        return Comparison(EQUAL)
    theirs = sources_in(other, name)
    comparison = Comparison(
        DIFFERENT,
        sources=_different_files(sources, theirs),
        templates=sources.carried.made.get("templates") != theirs.carried.made.get("templates"),
        tools=_different_tools(sources.carried, theirs.carried),
    )
    content = list(differences(data, other, name))
    if comparison.sources and "attachments" in content:
        content.remove("attachments")  # they are named
    if sources.carried.document != theirs.carried.document and "metadata" not in content:
        content.append("metadata")
    comparison.content = tuple(content)
    if not comparison.content and not comparison.sources and (comparison.tools or comparison.templates):
        comparison.state = SAME_CONTENT
    return comparison


def _different_files(ours: Sources, theirs: Sources) -> tuple[str, ...]:
    paths = ours.files.keys() | theirs.files.keys()
    return tuple(sorted(path for path in paths if ours.files.get(path) != theirs.files.get(path)))


def _different_tools(ours: Carried, theirs: Carried) -> dict[str, tuple[str, str]]:
    """Return what made the two documents and differs: name to the version then and the version now."""
    then, now = _tools(ours), _tools(theirs)
    differing = (name for name in {**then, **now} if then.get(name) != now.get(name))
    return {name: (_short(then.get(name, "")), _short(now.get(name, ""))) for name in differing}


def _tools(carried: Carried) -> dict[str, str]:
    code = carried.made.get("code")
    return {**carried.versions, "code": code if isinstance(code, str) else "", **carried.fonts}


def _short(version: str) -> str:
    """Return a version, and of a hash its beginning."""
    return version[:12] if len(version) == 64 else version


def differences(data: bytes, other: bytes, name: str) -> tuple[str, ...]:
    """Return in what the contents of two PDFs differ: pages by number, their structure, bookmarks, metadata."""
    return tuple(_differing(_content(data, name), _content(other, name)))[:_MAX_NAMED]


def _content(data: bytes, name: str) -> Content:
    with opened(data, name) as reading:
        return reading.content()


def _differing(ours: Content, theirs: Content) -> Iterator[str]:
    if len(ours.texts) != len(theirs.texts):
        yield "pages"
    for what in ("texts", "structures", "links"):
        pairs = zip(getattr(ours, what), getattr(theirs, what), strict=False)
        yield from (f"{_OF_PAGES[what]} {number}" for number, (mine, other) in enumerate(pairs, 1) if mine != other)
    for what in ("bookmarks", "metadata", "attachments", "scripts"):
        if getattr(ours, what) != getattr(theirs, what):
            yield what
