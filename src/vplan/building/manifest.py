"""The manifest: which files in the output folder are ours, with their hashes and the hashes of their sources.

It is part of the output, the same for the same sources, and it alone gives the right to remove a file.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vplan.building.shards import Part, Shard

MANIFEST = "manifest.json"
_FORMAT = 1
LIBRARIES = ("fontconfig", "harfbuzz", "harfbuzz_subset", "pango", "zlib")  # which only a printer knows
_FONTS = "assets/fonts/"
_TEXTS = ("unit", "name", "board", "unit_name", "title", "date")


class ForeignManifestError(Exception):
    """The output folder has a `manifest.json` that another program wrote."""


@dataclass(frozen=True, slots=True)
class Move:
    """A file on its way: the hash of what stood in its place, and where the new one lies ready.

    The hash is empty where nothing of ours stood there; nothing lies ready for a file that is to be removed.
    """

    before: str
    staged: str


@dataclass(slots=True)
class Output:
    """The files of a document in one format, with hashes; `path` is the one to open."""

    path: str
    files: dict[str, str]
    sources: dict[str, str]


@dataclass(slots=True)
class Entry:
    """A document: what the index tells about it, and its outputs by format."""

    unit: str
    name: str
    board: str
    unit_name: str
    title: str
    date: str
    outputs: dict[str, Output] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        """Unit id and document name; one of each in a manifest."""
        return self.unit, self.name


@dataclass(slots=True)
class Manifest:
    """All that the output folder holds of ours: documents, and the files they share; `part` where it is a shard.

    `libraries` are the versions of the system's libraries that printed the latest PDF, `sources` the hashes of what
    index and accessibility statement are made of besides the documents. `underway` are the files that are being put in
    place: until that has come to its end, each is as listed or as it was before.
    """

    shared: dict[str, str] = field(default_factory=dict)
    entries: dict[tuple[str, str], Entry] = field(default_factory=dict)
    part: Part | None = None
    libraries: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    underway: dict[str, Move] = field(default_factory=dict)

    def files(self) -> dict[str, str]:
        """Return every file of ours with its hash, the manifest itself left out."""
        found = dict(self.shared)
        for entry in self.entries.values():
            for output in entry.outputs.values():
                found.update(output.files)
        return found

    def correct(self, path: str, sha256: str) -> None:
        """List another hash for a file that is listed; with an empty one the file is not listed any more."""
        holders = [self.shared]
        for entry in self.entries.values():
            if not sha256:
                entry.outputs = {kind: output for kind, output in entry.outputs.items() if output.path != path}
            holders += [output.files for output in entry.outputs.values()]
        for files in holders:
            if path in files:
                files[path] = sha256
                if not sha256:
                    del files[path]
        self.entries = {key: entry for key, entry in self.entries.items() if entry.outputs}

    def dump(self, versions: dict[str, str]) -> bytes:
        """Return the file's content: sorted, a line for each document, no clock."""
        printed = any("pdf" in entry.outputs for entry in self.entries.values())
        head: dict[str, Any] = {
            "generator": "vplan",
            "format": _FORMAT,
            "versions": {**versions, **(self.libraries if printed else {})},
            "fonts": {path.removeprefix(_FONTS): found for path, found in self.shared.items() if _is_font(path)},
            "shared": self.shared,
            "sources": self.sources,
        }
        if self.part is not None:
            head["shard"] = [str(self.part.shard), self.part.base]
        if self.underway:
            head["underway"] = {path: [move.before, move.staged] for path, move in self.underway.items()}
        lines = [_dump(_entry_to_json(entry)) for _, entry in sorted(self.entries.items())]
        start = _dump(head)[:-1]
        documents = ",\n".join(lines)
        return f'{start},\n"documents":[\n{documents}\n]}}\n'.encode()


def _is_font(path: str) -> bool:
    return path.startswith(_FONTS) and path.endswith(".ttf")


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def load_manifest(folder: Path) -> Manifest | None:
    """Read the manifest of an output folder; nothing where there is none or it is damaged.

    Raises `ForeignManifestError` for a whole JSON file of another program.
    """
    try:
        value = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or value.get("generator") != "vplan":
        raise ForeignManifestError(str(folder / MANIFEST))
    try:
        if value["format"] != _FORMAT:
            return None
        entries = [_entry_from_json(item) for item in value["documents"]]
        versions = _texts(value["versions"])
        libraries = {name: versions[name] for name in LIBRARIES if name in versions}
        documents = {entry.key: entry for entry in entries}
        sources, underway = _texts(value.get("sources", {})), _moves(value.get("underway", {}))
        return Manifest(_files(value["shared"]), documents, _part(value.get("shard")), libraries, sources, underway)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _entry_to_json(entry: Entry) -> dict[str, Any]:
    return {
        **{name: getattr(entry, name) for name in _TEXTS},
        "outputs": {
            kind: {"path": output.path, "files": output.files, "sources": output.sources}
            for kind, output in entry.outputs.items()
        },
    }


def _entry_from_json(value: dict[str, Any]) -> Entry:
    outputs = {
        _text(kind): Output(_relative(item["path"]), _files(item["files"]), _texts(item["sources"]))
        for kind, item in value["outputs"].items()
    }
    unit, name, board, unit_name, title, date = (_text(value[key]) for key in _TEXTS)
    return Entry(unit, name, board, unit_name, title, date, outputs)


def _part(value: list[str] | None) -> Part | None:
    if value is None:
        return None
    shard, base = value
    return Part(Shard.parse(_text(shard)), _text(base))


def _moves(value: dict[str, list[str]]) -> dict[str, Move]:
    return {
        _relative(path): Move(_text(before), _relative(staged) if staged else "")
        for path, (before, staged) in value.items()
    }


def _files(value: dict[str, str]) -> dict[str, str]:
    return {_relative(path): _text(digest) for path, digest in value.items()}


def _texts(value: dict[str, str]) -> dict[str, str]:
    return {_text(key): _text(item) for key, item in value.items()}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("not a text")
    return value


def _relative(value: object) -> str:
    path = _text(value)
    if not is_relative(path):
        raise ValueError("not a path below the output folder")
    return path


def is_relative(path: str) -> bool:
    """Tell whether a path stays below the output folder; what is listed may be removed, so nothing else is let in."""
    return not ("\\" in path or ":" in path or any(part in ("", ".", "..") for part in path.split("/")))
