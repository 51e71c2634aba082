"""What a PDF carries of its sources: files with their paths in the workspace, and the small manifest that lists them.

A manifest names the document, the files with their SHA-256, what made the document, and the SHA-256 of the parts of the
PDF itself, so that a file that was altered tells where. It lists nothing that a build from these files could not list
again, so that such a build gives the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Any

from vplan.diagnostics import Message, msg
from vplan.filenames import is_device, is_text
from vplan.hidden import hidden

MANIFEST_NAME = "vplan.json"
METADATA = "metadata"  # the part that holds the seal
FORMAT = 1
MAX_FILES = 2_000
MAX_FILE_BYTES = 30_000_000
MAX_TOTAL_BYTES = 100_000_000
MAX_MANIFEST_BYTES = 4_000_000

_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f-\x9f\ud800-\udfff<>:"|?*\\]')
_MAX_PATH = 400
_DAMAGED = msg("it is damaged")


class NotCarriedError(ValueError):
    """A manifest that vplan did not write, or that lists what it must not; `message` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.msgid)
        self.message = message


@dataclass(frozen=True, slots=True)
class CarriedFile:
    """A file of the workspace as a PDF carries it. Without `data` it is a picture that the document shows."""

    path: str
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Enclosure:
    """What is to be put into a PDF beside its pages.

    `document` says which document it is, `made` what makes it, both as JSON values; `date` is the document's in ISO
    form, or empty.
    """

    files: tuple[CarriedFile, ...]
    document: dict[str, str]
    made: dict[str, Any]
    date: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a PDF, from byte `start` to `end`, what it holds, and its SHA-256 before the file was sealed."""

    name: str
    start: int
    end: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Carried:
    """A manifest as it was read. `names` tells under which name of an attachment each path lies."""

    document: dict[str, str]
    made: dict[str, str | dict[str, str]]
    digests: dict[str, str]
    names: dict[str, str]
    parts: tuple[Part, ...] = field(default=())

    @property
    def versions(self) -> dict[str, str]:
        """The versions that the document was made with."""
        return self._made_of("versions")

    @property
    def fonts(self) -> dict[str, str]:
        """The hashes of the fonts that came with vplan."""
        return self._made_of("fonts")

    def _made_of(self, key: str) -> dict[str, str]:
        found = self.made.get(key)
        return found if isinstance(found, dict) else {}


def attachment_names(paths: Iterable[str]) -> dict[str, str]:
    """Return a name for each path that no other has: the file's own, with a number where two are alike."""
    taken = {MANIFEST_NAME}
    names: dict[str, str] = {}
    for path in sorted(paths):
        file = PurePosixPath(path)
        name, number = file.name, 2
        while name.lower() in taken:
            name, number = f"{file.stem}-{number}{file.suffix}", number + 1
        taken.add(name.lower())
        names[path] = name
    return names


def dump(document: Mapping[str, str], made: Mapping[str, Any], digests: Mapping[str, str], parts: list[Part]) -> bytes:
    """Return the manifest as JSON, sorted, a line for each part of it."""
    names = attachment_names(digests)
    value: dict[str, Any] = {
        "generator": "vplan",
        "format": FORMAT,
        "document": dict(document),
        "made": dict(made),
        "sources": {path: {"attachment": names[path], "sha256": digest} for path, digest in digests.items()},
        "parts": [[part.name, part.start, part.end, part.sha256] for part in parts],
    }
    lines = (
        f"{json.dumps(key)}: {json.dumps(item, ensure_ascii=False, sort_keys=True)}" for key, item in value.items()
    )
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def load(data: bytes) -> Carried:
    """Read a manifest; raises `NotCarriedError` for one that is not vplan's, is damaged, or lists an unsafe path."""
    try:
        value = json.loads(data)
        if value["generator"] != "vplan" or value["format"] != FORMAT:
            raise NotCarriedError(msg("it was not written by this vplan"))
        digests = {path: _digest(item["sha256"]) for path, item in value["sources"].items()}
        names = {path: _text(item["attachment"]) for path, item in value["sources"].items()}
        document = _texts(value["document"])
        parts = tuple(Part(_text(n), _count(a), _count(b), _digest(d)) for n, a, b, d in value["parts"])
        made = {
            _text(key): _text(item) if isinstance(item, str) else _texts(item) for key, item in value["made"].items()
        }
    except NotCarriedError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NotCarriedError(_DAMAGED) from error
    if not all(is_safe(document.get(key, "")) for key in ("unit", "name")) or document["unit"].count("/") != 2:
        raise NotCarriedError(msg("which document it is cannot be told"))
    _check_paths(digests, names)
    if any(part.end < part.start for part in parts) or any(a.end > b.start for a, b in pairwise(parts)):
        raise NotCarriedError(msg("its parts of the file overlap"))
    return Carried(document, made, digests, names, parts)


def _check_paths(digests: Mapping[str, str], names: Mapping[str, str]) -> None:
    if len(digests) > MAX_FILES:
        raise NotCarriedError(msg("it lists more than {limit} files", limit=MAX_FILES))
    if len(set(names.values())) != len(names):
        raise NotCarriedError(msg("it lists an attachment twice"))
    found = unfit(digests)
    if found is not None:
        raise NotCarriedError(found[1])


def unfit(paths: Iterable[str]) -> tuple[str, Message] | None:
    """Return the first path that some system cannot hold, alone or beside those before it, and why; or None."""
    seen: set[str] = set()
    folders: set[str] = set()
    for path in paths:
        lowered = path.lower()
        if not is_safe(path):
            return path, msg("the path {path} is not safe", path=repr(path[:80]))
        if lowered in seen:
            return path, msg("the path {path} stands twice", path=repr(path[:80]))
        seen.add(lowered)
        folders.update(str(parent) for parent in PurePosixPath(lowered).parents)
    both = seen & folders
    return (min(both), msg("a path is both a file and a folder")) if both else None


def is_safe(path: str) -> bool:
    """Tell whether a path stays below the folder it is written in, fits any system, and neither hides nor misleads."""
    if not path or len(path) > _MAX_PATH or _FORBIDDEN.search(path) or any(hidden(path)):
        return False
    return all(
        part and not part.startswith(".") and not part.endswith((".", " ")) and not is_device(part)
        for part in path.split("/")
    )


def _digest(value: object) -> str:
    text = _text(value)
    if not _DIGEST.match(text):
        raise NotCarriedError(msg("a hash is damaged"))
    return text


def _text(value: object) -> str:
    if not isinstance(value, str) or not is_text(value):
        raise NotCarriedError(_DAMAGED)
    return value


def _texts(value: Mapping[object, object]) -> dict[str, str]:
    return {_text(key): _text(item) for key, item in value.items()}


def _count(value: object) -> int:
    if type(value) is not int or value < 0:
        raise NotCarriedError(_DAMAGED)
    return value
