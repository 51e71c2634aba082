"""Joins the shards of a build into the site that one build of everything would have made."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from vplan.building.files import OutputError, digest_file
from vplan.building.findings import refused, skipped_folders
from vplan.building.lock import locked
from vplan.building.manifest import Entry, ForeignManifestError, Manifest, load_manifest
from vplan.building.result import BuildResult, Observer
from vplan.building.run import RequestError, output_folder
from vplan.building.settings import read_settings, remembered_settings
from vplan.building.shards import Shard
from vplan.building.site import Site, mend_output
from vplan.building.state import load_state, place_of, state_path
from vplan.building.survey import Sources, base_of
from vplan.building.tools import Tools
from vplan.diagnostics import Diagnostic, has_errors, in_file_order, msg
from vplan.workspace import Layout, discover, find_root

_NAMED = 10  # shards that a sentence names


def join(
    start: Path,
    folders: Sequence[Path],
    output: Path | None = None,
    *,
    tools: Tools | None = None,
    observer: Observer | None = None,
) -> BuildResult:
    """Write the site of the workspace that `start` lies in, from the output folders of all shards of a build.

    `output` replaces the settings' folder. In the result `built` are the plans whose documents the shards have, made
    from the sources that are here; `failed` are the others, whose last good documents stay.

    Raises `NoWorkspaceError`, and `RequestError` where a folder is no shard, a shard is missing, there twice, damaged,
    or made by another version or with other settings than those here. Then nothing is written.
    """
    tools = tools or Tools()
    root = find_root(start)
    if root is None:
        from vplan.project import NoWorkspaceError

        raise NoWorkspaceError(start)
    settings = remembered_settings(root, tools) or read_settings(root, tools)
    target = output_folder(root, settings, output)
    layout = discover(root, settings.plans)
    sources = Sources(layout, base_of(root, settings, tools))
    shards = _read(folders, target, sources.base)
    result = BuildResult(root, target, diagnostics=[*settings.diagnostics, *layout.diagnostics])
    result.has_statement = bool(settings.statement)
    result.skipped = skipped_folders(layout, layout.diagnostics)
    _judge(result, shards, layout, sources)
    place = place_of(root, target)
    state_file = state_path(root, place, place_of(root, (root / settings.output).resolve()))
    with locked(root, target, observer or Observer()):
        try:
            mend_output(target, tools)
            state = load_state(state_file, place)
            with Site(target, load_manifest(target) or Manifest(), state, state_file, tools) as site:
                site.open(sources.base)
                site.note_settings(settings.digest)
                _fill(site, shards, result, sources.ids)
                site.publish(settings.municipality, settings.statement, _clean(result), result.built)
                result.removed = sorted(site.removed)
        except OutputError as error:
            _stop(result, refused(root, target, error.message, error.hint))
        except ForeignManifestError as error:
            sentence = msg("{file} was written by another program.", file=str(error))
            _stop(result, refused(root, target, sentence, msg("Write to another folder with “--output DIR”.")))
    result.diagnostics = in_file_order(result.diagnostics)
    return result


def _read(folders: Sequence[Path], target: Path, base: str) -> list[tuple[Path, Manifest]]:
    """Return folders and manifests in the order of the shards; raises `RequestError`."""
    if not folders:
        raise RequestError(msg("Name the folders that hold the shards."))
    found: dict[Shard, tuple[Path, Manifest]] = {}
    for folder in folders:
        shard, manifest = _read_one(folder, target, base)
        if shard in found and found[shard][0].resolve() != folder.resolve():
            other = str(found[shard][0])
            raise RequestError(
                msg("{folder} and {other} are both shard {shard}.", folder=str(folder), other=other, shard=str(shard))
            )
        found[shard] = folder, manifest
    ways = sorted({shard.of for shard in found})
    if len(ways) > 1:
        counts = ", ".join(map(str, ways))
        raise RequestError(msg("The folders are shards of different builds, shared out in {counts}.", counts=counts))
    missing = [str(shard) for shard in (Shard(n, ways[0]) for n in range(1, ways[0] + 1)) if shard not in found]
    if missing:
        names = ", ".join(missing[:_NAMED]) + (", …" if len(missing) > _NAMED else "")
        raise RequestError(msg("Missing among the shards: {shards}.", shards=names))
    return [found[Shard(number, ways[0])] for number in range(1, ways[0] + 1)]


def _read_one(folder: Path, target: Path, base: str) -> tuple[Shard, Manifest]:
    try:
        manifest = load_manifest(folder)
    except ForeignManifestError:
        manifest = None
    if manifest is None or manifest.part is None:
        raise RequestError(msg("{folder} holds no shard; “vplan build --shard I/N” makes one.", folder=str(folder)))
    if folder.resolve() == target:
        raise RequestError(msg("{folder} is a shard; the site needs another folder.", folder=str(folder)))
    if manifest.part.base != base:
        raise RequestError(
            msg(
                "{folder} was made by another version of vplan or of what it uses, or with other settings or editions "
                "than those here. Build the shard again.",
                folder=str(folder),
            )
        )
    for path, sha256 in _files(manifest):
        if digest_file(str(folder / path)) != sha256:
            raise RequestError(
                msg(
                    "{folder} is damaged: {file} is missing or changed. Build the shard again.",
                    folder=str(folder),
                    file=path,
                )
            )
    return manifest.part.shard, manifest


def _files(manifest: Manifest) -> list[tuple[str, str]]:
    entries = manifest.entries.values()
    return sorted(file for entry in entries for output in entry.outputs.values() for file in output.files.items())


def _judge(result: BuildResult, shards: list[tuple[Path, Manifest]], layout: Layout, sources: Sources) -> None:
    """Tell the plans whose documents were made from what is here from those that failed in their shard."""
    made: dict[str, list[Entry]] = {}
    for _, manifest in shards:
        for entry in manifest.entries.values():
            made.setdefault(entry.unit, []).append(entry)
    for unit in layout.units():
        outputs = [output for entry in made.get(unit.id, ()) for output in entry.outputs.values()]
        _, present = sources.key(unit)
        fits = bool(outputs) and all(output.sources == present for output in outputs)
        (result.built if fits else result.failed).append(unit.id)
    if not _clean(result):
        result.held = sorted(set(made) - sources.ids)


def _fill(site: Site, shards: list[tuple[Path, Manifest]], result: BuildResult, ids: set[str]) -> None:
    """Put the documents in place and forget the plans that are gone, where nothing has errors."""
    adopted: set[str] = set()
    for folder, manifest in shards:
        entries = [entry for entry in manifest.entries.values() if entry.unit not in adopted]
        for unit in {entry.unit for entry in entries}:
            site.drop(unit)
        for entry in entries:
            site.adopt(entry, folder)
        adopted.update(entry.unit for entry in entries)
        site.note_libraries(manifest.libraries)
    if _clean(result):
        for gone in site.units() - ids:
            site.drop(gone)


def _clean(result: BuildResult) -> bool:
    return not result.failed and not has_errors(result.diagnostics)


def _stop(result: BuildResult, found: Diagnostic) -> None:
    """End with a finding about the output folder: nothing that was asked for is there for certain."""
    result.diagnostics.append(found)
    result.failed, result.built = sorted([*result.failed, *result.built]), []
