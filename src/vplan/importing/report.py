"""The import report: what it tells of each file, as plain data that the terminal, Markdown and HTML show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from vplan.diagnostics import msg
from vplan.i18n import ntranslate, translate
from vplan.importing.draft import LeftOut
from vplan.importing.outcome import Note, Outcome, where
from vplan.report.text import clean, severity_name

_CONTENTS = ("the table of contents", "in the table of contents")


def brackets() -> str:
    """Say what square brackets in a quotation mean."""
    return translate("In square brackets stand the words that are missing; the others show where.")


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a list: where in the source, what, and where in the workspace; `quote`: the text is a quotation."""

    where: str
    text: str
    target: str = ""
    note: str = ""
    quote: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A list with its heading; `about` explains it in a sentence."""

    heading: str
    about: str
    items: tuple[Item, ...]
    minor: bool = False


@dataclass(frozen=True, slots=True)
class FileReport:
    """What is told of a file: its name, the unit's folder, figures, and lists; or why it was not imported.

    `remarks` are sentences on the whole file: its edition, and what of the source was not read.
    """

    name: str
    source: str
    folder: str = ""
    refusal: str = ""
    hint: str = ""
    figures: tuple[tuple[str, int], ...] = ()
    remarks: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    written: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The report of an import."""

    title: str
    lead: str
    totals: tuple[tuple[str, int], ...]
    files: tuple[FileReport, ...] = field(default=())


def report_of(outcomes: Sequence[Outcome], *, dry_run: bool = False) -> Report:
    """Return the report of what came of the files."""
    lead = translate("Every word of the imported files is in the workspace, or quoted in a list below.")
    if any(outcome.is_new for outcome in outcomes):
        new = translate("The workspace is new; vplan.yaml and the files for editors were made with it.")
        lead = f"{new} {lead}"
    if dry_run:
        trial = translate("This was a trial: no plan was written.")
        lead = f"{trial} {lead}"
    imported = [outcome for outcome in outcomes if outcome.folder]
    totals = (
        (translate("Files imported"), len(imported)),
        (translate("Files not imported"), len(outcomes) - len(imported)),
        (translate("Guesses"), sum(len(outcome.guesses) for outcome in outcomes)),
        (translate("Differences"), sum(len(outcome.differences) for outcome in outcomes)),
        (translate("Not understood"), sum(len(outcome.left_out) for outcome in outcomes)),
        (translate("Findings of the check"), sum(len(outcome.findings) for outcome in outcomes)),
    )
    return Report(translate("Import report"), lead, totals, tuple(file_report(outcome) for outcome in outcomes))


def file_report(outcome: Outcome) -> FileReport:
    """Return what is told of one file."""
    name = clean(outcome.file.name)
    if outcome.crash:
        sentence = translate("A fault in vplan stopped the import of this file.")
        return FileReport(name, _source(outcome), refusal=sentence, hint=clean(outcome.crash.strip().split("\n")[-1]))
    if outcome.refusal is not None:
        refusal = outcome.refusal
        return FileReport(name, _source(outcome), refusal=clean(str(refusal.message)), hint=clean(str(refusal.hint)))
    figures = tuple((str(label), number) for label, number in outcome.figures)
    return FileReport(
        name,
        _source(outcome),
        outcome.folder,
        figures=figures,
        remarks=tuple(_remarks(outcome)),
        sections=tuple(section for section in _sections(outcome) if section.items),
        written=tuple(file for file in outcome.written if file.startswith(_year_folder(outcome.folder))),
    )


def _source(outcome: Outcome) -> str:
    kinds = {"txt": msg("text"), "pdf": msg("PDF"), "docx": msg("Word")}
    parts = [capital(str(kinds[outcome.format.value]))] if outcome.format else []
    if outcome.pages:
        parts.append(ntranslate("{number} page", "{number} pages", outcome.pages).format(number=outcome.pages))
    return ", ".join(parts)


def _year_folder(folder: str) -> str:
    """Return the folder of the year, with a slash at its end: what lies outside came with a new workspace."""
    return f"{folder.rsplit('/', 2)[0]}/"


def _remarks(outcome: Outcome) -> Iterable[str]:
    edition = clean(outcome.edition)
    if edition:
        is_exact = edition.endswith(outcome.unit.partition("/")[0])
        sentence = translate("Edition: {name}") if is_exact else translate("Edition: {name}, the nearest one")
        yield sentence.format(name=edition)
    if outcome.deleted:
        sentence = ntranslate(
            "{number} deleted or hidden passage was not read.",
            "{number} deleted or hidden passages were not read.",
            outcome.deleted,
        )
        yield sentence.format(number=outcome.deleted)
    if outcome.pictures:
        sentence = ntranslate(
            "{number} picture was not imported.", "{number} pictures were not imported.", outcome.pictures
        )
        yield sentence.format(number=outcome.pictures)


def grouped(number: int) -> str:
    """Return a number with a space between thousands, as Swedish has it."""
    return f"{number:,}".replace(",", "\u00a0")


def capital(text: str) -> str:
    """Return a text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


def _sections(outcome: Outcome) -> Iterable[Section]:
    nowhere = translate("These passages are in no file of the workspace.")
    yield Section(
        translate("Not understood"),
        f"{nowhere} {brackets()}",
        tuple(_left_out(outcome.left_out)),
    )
    yield Section(
        translate("Guesses"),
        translate("What the source does not say outright: see whether it is right."),
        tuple(_note(note) for note in outcome.guesses),
    )
    yield Section(
        translate("Differences"),
        translate(
            "Here the workspace says another thing than the source: what was there before was kept, and what a plan "
            "cannot hold was changed."
        ),
        tuple(_note(note) for note in outcome.differences),
    )
    yield Section(
        translate("Findings of the check"),
        translate("What “vplan check” says of the result."),
        tuple(_finding(outcome)),
    )
    yield Section(
        translate("What vplan makes by itself"),
        translate("Labels, page numbers and the table of contents are in no file, because vplan writes them."),
        tuple(_made(outcome.made)),
        minor=True,
    )


def _left_out(entries: Iterable[LeftOut]) -> Iterable[Item]:
    for entry in entries:
        yield Item(_where(entry), clean(" ".join(entry.text.split())), note=clean(str(entry.reason)), quote=True)


def _where(entry: LeftOut | Note) -> str:
    place = where(entry.place)
    return str(place) if place is not None else ""


def _note(note: Note) -> Item:
    return Item(_where(note), clean(str(note.message)), clean(note.target))


def _finding(outcome: Outcome) -> Iterable[Item]:
    for found in outcome.findings:
        target = clean(f"{found.span.file}:{found.span.line}")
        sentence = f"{clean(str(found.message))} [{found.rule}]"
        hint = clean(str(found.hint)) if found.hint is not None else ""
        yield Item(severity_name(found.severity), sentence, target, hint)


def _made(entries: Iterable[LeftOut]) -> Iterable[Item]:
    """Yield each thing that vplan makes once, with how often it stood."""
    counted: Counter[tuple[str, str]] = Counter()
    contents: list[str] = []
    for entry in entries:
        text = clean(" ".join(entry.text.split()))
        if entry.reason.msgid in _CONTENTS:
            contents.append(text)
        else:
            counted[clean(str(entry.reason)), text] += 1
    if contents:
        yield Item(f"{len(contents)} ×", " · ".join(contents), note=translate("the table of contents"), quote=True)
    for (why, text), number in sorted(counted.items(), key=lambda pair: pair[0][0]):
        yield Item(f"{number} ×", text, note=why, quote=True)
