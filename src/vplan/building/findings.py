"""Which findings a build tells: those about its choice of plans, and those that stand since an earlier build."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from vplan.building.shards import Shard
from vplan.building.state import State
from vplan.diagnostics import Diagnostic, Message, Severity, Span, msg
from vplan.workspace import SETTINGS_FILE, Layout, UnitFolder

# what is found in a PDF, and the rule that finds the same where it is written
_AT_SOURCE = {"pdf-figure": "picture-file", "pdf-link": "link-text"}
_UNREAD = ("bad-folder", "symbolic-link", "unreadable-file")


def repeated(
    layout: Layout, state: State, units: Sequence[UnitFolder], fresh: Sequence[UnitFolder], formats: Sequence[str]
) -> list[Diagnostic]:
    """Return the findings in what the plans stand on, and of the plans that were left alone.

    They are told again by every build, so that a warning stays until its cause is gone.
    """
    found: list[Diagnostic] = []
    for file in standing_on(layout, units):
        found += state.catalogue.get(file, ())
    for unit in fresh:
        kept = state.units.get(unit.id)
        if kept:
            found += kept.diagnostics
            for kind in formats:
                found += kept.formats[kind].diagnostics if kind in kept.formats else ()
    return found


def no_statement() -> Diagnostic:
    """Return the hint of a site without an accessibility statement, which a public body's site must have."""
    message = msg("No accessibility statement was made.")
    hint = msg("Write what it says under “tillgänglighet” in {file}; the law asks for one.", file=SETTINGS_FILE)
    return Diagnostic("no-accessibility-statement", Severity.HINT, Span(SETTINGS_FILE), message, hint)


def unwritten(unit: UnitFolder, message: Message, hint: Message) -> Diagnostic:
    """Return the finding that a plan's documents cannot be written; no line of the plan is at fault."""
    return Diagnostic("output-write", Severity.ERROR, Span(unit.folder), message, hint)


def untold(printed: Iterable[Diagnostic], told: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return the findings about a PDF but those that the check of the same file tells of by its own rule."""
    before = {(found.rule, found.span.file) for found in told}
    return [found for found in printed if (_AT_SOURCE.get(found.rule), found.span.file) not in before]


def standing_on(layout: Layout, units: Iterable[UnitFolder]) -> list[str]:
    """Return the council and board files of these plans."""
    years = {unit.year for unit in units}
    boards = {(unit.year, unit.board) for unit in units}
    found: list[str] = []
    for year in layout.years:
        if year.year in years:
            found.append(year.file or "")
            found += [board.file or "" for board in year.boards if (board.year, board.board) in boards]
    return [file for file in found if file]


def of_selection(layout: Layout, units: Sequence[UnitFolder], paths: Sequence[Path]) -> list[Diagnostic]:
    """Return the findings about folders: all of them, or for chosen plans those on the way to them and below."""
    if not paths:
        return list(layout.diagnostics)
    return [found for found in layout.diagnostics if _concerns(found, units)]


def of_shard(layout: Layout, units: Sequence[UnitFolder], shard: Shard) -> list[Diagnostic]:
    """Return the findings about folders that a shard with these plans tells.

    Each is told where it concerns a plan, and what concerns no plan by the first shard, so that nothing is untold.
    """
    every = layout.units()
    return [
        found
        for found in layout.diagnostics
        if _concerns(found, units) or (shard.number == 1 and not _concerns(found, every))
    ]


def _concerns(found: Diagnostic, units: Iterable[UnitFolder]) -> bool:
    """Tell whether a finding lies on the way to one of these plans, or below."""
    place = f"{found.span.file}/"
    return any(f"{unit.folder}/".startswith(place) or place.startswith(f"{unit.folder}/") for unit in units)


def refused(root: Path, output: Path, message: Message, hint: Message) -> Diagnostic:
    """Return the finding about an output folder that could not be written."""
    place = output.relative_to(root) if output.is_relative_to(root) else output
    return Diagnostic("output-write", Severity.ERROR, Span(place.as_posix()), message, hint)


def skipped_folders(layout: Layout, findings: Iterable[Diagnostic]) -> list[str]:
    """Return the folders and files that these findings keep from being plans, below the plans' folder as ids are."""
    known = {f"{unit.folder}/" for unit in layout.units()}
    places = {found.span.file for found in findings if _keeps_out(layout, found)}
    return sorted(
        place.removeprefix(f"{layout.plans}/")
        for place in places
        if not any(f"{place}/".startswith(unit) for unit in known)
    )


def _keeps_out(layout: Layout, found: Diagnostic) -> bool:
    if found.rule in _UNREAD:
        return (layout.root / found.span.file).is_dir()
    name = found.span.file.rpartition("/")[2]
    return found.rule == "plan-without-board" and name.casefold().startswith(("plan", "kvalitetsutm"))
