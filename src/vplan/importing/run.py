"""Imports files, one after another: read, recognise, write, check, account for every word."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from vplan.building.files import OutputError
from vplan.building.files import write as write_file
from vplan.diagnostics import Diagnostic, Message, in_file_order, msg
from vplan.importing.accounting import unaccounted
from vplan.importing.draft import AnyDraft, AwardDraft, Chapter, Draft, Guess, Text
from vplan.importing.outcome import Note, Outcome, Refusal, figures_of
from vplan.importing.reading import read
from vplan.importing.source import Paragraph, RefusedError, SourceDocument
from vplan.importing.target import copied
from vplan.importing.vocabulary import PLAN, key
from vplan.importing.weights import weight
from vplan.oserrors import reason
from vplan.scaffold.files import ScaffoldError
from vplan.workspace import SETTINGS_FILE, find_root

if TYPE_CHECKING:
    from vplan.importing.writing import Result
    from vplan.project import Project

# the guesses of the recogniser that a name given by hand, or the choice of the board, replaces
_YEAR_GUESS = "The year is taken to be {year}."
_UNIT_GUESS = "The unit is taken to be “{unit}”."
_BOARD_GUESS = "The board is taken to be “{board}”."
_MANY_LINES = 5000  # beyond this the lines of notes are not followed through later insertions


def import_files(
    files: Sequence[Path],
    to: Path,
    *,
    dry_run: bool = False,
    year: int = 0,
    unit: str = "",
    board: str = "",
    started: Callable[[Path], None] | None = None,
    done: list[Outcome] | None = None,
) -> list[Outcome]:
    """Import files into the workspace `to`, which is made where it is none, and return what came of each.

    A file that is refused does not stop the others, and a later file sees what the earlier ones wrote. All files of a
    unit are written, or none. With `dry_run` nothing is written. `year`, `unit` and `board` go before what the sources
    say. `started` is told of each file, and `done` gets what came of it. Raises nothing of its own; an interrupt keeps
    what was finished, which is in `done`.
    """
    outcomes = done if done is not None else []
    if dry_run:
        with copied(to) as copy:
            return _Import(copy, year, unit, board, outcomes).run(files, started)
    return _Import(to, year, unit, board, outcomes).run(files, started)


@dataclass(slots=True)
class _Import:
    root: Path
    year: int
    unit: str
    board: str = ""
    outcomes: list[Outcome] = field(default_factory=list)

    def run(self, files: Sequence[Path], started: Callable[[Path], None] | None) -> list[Outcome]:
        try:
            self._each(files, started)
        finally:
            self._check_parents()
        return self.outcomes

    def _each(self, files: Sequence[Path], started: Callable[[Path], None] | None) -> None:
        for file in files:
            if started is not None:
                started(file)
            outcome = Outcome(file)
            try:
                self._one(outcome)
            except RefusedError as error:
                outcome.refusal = Refusal(error.message, error.hint)
            except (ScaffoldError, OutputError, OSError, MemoryError) as error:
                outcome.refusal = _not_written(file, error)
            except Exception:  # noqa: BLE001 - a fault of our own in one file must not lose the others
                from traceback import format_exc

                outcome.crash = format_exc()
            self.outcomes.append(outcome)

    def _one(self, outcome: Outcome) -> None:
        from vplan.importing.writing import write, write_award

        document = read(outcome.file)
        outcome.format, outcome.pages = document.format, document.pages
        outcome.deleted, outcome.pictures = document.deleted, document.pictures
        draft = recognised(document, self.root, self.year)
        outcome.figures = figures_of(document, draft)
        _refuse_others(document, draft)
        self._name(draft)
        with _planned_in(self.root) as folder:
            result = write_award(draft, folder) if isinstance(draft, AwardDraft) else write(draft, folder)
        _store(result, self.root)
        self._follow(result)
        outcome.unit, outcome.folder = result.unit, result.folder
        outcome.edition = result.edition
        outcome.written = [file.file for file in result.files]
        outcome.is_new = any(file.file == SETTINGS_FILE and not file.exists for file in result.files)
        outcome.guesses = _guesses(draft, result)
        outcome.differences = [Note(d.place, d.message, d.file, d.line) for d in result.differences]
        self._account(outcome, document, draft, result)

    def _name(self, draft: AnyDraft) -> None:
        """Put in what was named by hand, and drop the guesses at it."""
        from vplan.importing.writing.boards import is_stand_in

        draft.year, draft.unit = self.year or draft.year, self.unit or draft.unit
        draft.board = self.board or draft.board
        named = {_YEAR_GUESS: self.year, _UNIT_GUESS: self.unit, _BOARD_GUESS: self.board or is_stand_in(draft.board)}
        draft.guesses = [guess for guess in draft.guesses if not named.get(guess.message.msgid)]

    def _follow(self, result: Result) -> None:
        """Move the lines of earlier notes where this file has inserted something before them."""
        for file in result.files:
            notes = [n for outcome in self.outcomes for n in outcome.notes if n.file == file.file and n.line]
            if file.exists and notes:
                lines = _moved(file.before.split("\n"), file.text.split("\n"))
                for note in notes:
                    note.line = lines.get(note.line, note.line)

    def _account(self, outcome: Outcome, document: SourceDocument, draft: AnyDraft, result: Result) -> None:
        """Check the unit, and find what of the source is neither in its plan nor left out."""
        from vplan.document import assemble
        from vplan.editions import EditionError
        from vplan.importing.holding import held_texts, printed_texts
        from vplan.project import Project

        project = Project.open(self.root)
        unit = next((unit for unit in project.layout.units() if unit.id == result.unit), None)
        texts = [(file.file, file.text) for file in result.files if not file.exists]
        held = [text for _, text in texts]
        printed: list[str] = []
        if unit is not None:
            checked = project.check_unit(unit)
            outcome.findings = checked.diagnostics
            linked = checked.award if isinstance(draft, AwardDraft) else checked.plan
            if linked is not None:
                own = [(file, text) for file, text in texts if file.startswith(f"{unit.folder}/")]
                held = held_texts(linked, own)
                with suppress(EditionError):  # the check tells of it
                    for made in assemble(self.root, project.settings, linked):
                        printed += printed_texts(made.document)
        every = [*draft.left_out, *result.left_out]
        every += unaccounted(document, draft, held, result.left_out, printed)
        every.sort(key=lambda left: left.place)
        outcome.left_out = [left for left in every if not left.understood]
        outcome.made = [left for left in every if left.understood]

    def _check_parents(self) -> None:
        """Add the findings in the council's and the board's files, as they are now, each to the first that has it."""
        imported = [outcome for outcome in self.outcomes if outcome.unit]
        if not imported:
            return
        from vplan.project import NoWorkspaceError, Project

        try:
            project = Project.open(self.root)
        except NoWorkspaceError:
            return
        told: set[object] = set()
        for outcome in imported:
            found = [d for d in _parents(project, outcome.unit) if d.sort_key not in told]
            told |= {d.sort_key for d in found}
            outcome.findings = in_file_order([*found, *outcome.findings])


def recognised(document: SourceDocument, root: Path, year: int = 0) -> AnyDraft:
    """Return what was recognised: an application, by the editions that the workspace at `root` can use, or a plan."""
    from vplan.importing.recognise import recognise
    from vplan.importing.recognise.award import recognise_award
    from vplan.importing.recognise.award_front import may_be_award
    from vplan.importing.writing import award_editions
    from vplan.model.settings import Settings
    from vplan.project import Project

    award: AwardDraft | None = None
    if may_be_award(document):
        settings = Project.open(root).settings if (root / SETTINGS_FILE).is_file() else Settings()
        award = recognise_award(document, award_editions(root, settings.editions), year)
    return award if award is not None else recognise(document)


def _store(result: Result, root: Path) -> None:
    """Write the files; what ends the program in the middle of it takes them back."""
    from vplan.importing.writing import apply

    try:
        apply(result, root)
    except (ScaffoldError, OutputError):
        raise  # it has taken them back itself
    except BaseException:
        for written in result.files:
            path = root / written.file
            if not path.is_file() or path.read_bytes() != written.text.encode():
                continue
            if written.exists:
                write_file(path, written.before.encode())
            else:
                path.unlink()
                _remove_empty(path.parent, root)
        raise


def _remove_empty(folder: Path, root: Path) -> None:
    with suppress(OSError):
        while folder != root:
            folder.rmdir()
            folder = folder.parent


@contextmanager
def _planned_in(root: Path) -> Iterator[Path]:
    """Yield where a result for `root` is thought out: there; for a new workspace inside another, in none."""
    if (root / SETTINGS_FILE).exists() or find_root(root) is None:
        yield root
        return
    with TemporaryDirectory(prefix="vplan-import-") as folder:
        yield Path(folder)


def _parents(project: Project, unit: str) -> list[Diagnostic]:
    units = [found for found in project.layout.units() if found.id == unit]
    settings = [d for d in project.diagnostics if d.span.file == SETTINGS_FILE]
    return [*settings, *project.catalogue_diagnostics(units)]


def _refuse_others(document: SourceDocument, draft: AnyDraft) -> None:
    if isinstance(draft, AwardDraft) and not draft.answers:
        sentence = msg(
            "{name} has none of the questions of the edition {edition}.", name=document.name, edition=draft.edition
        )
        hint = msg(
            "Write an edition with its parts and questions in the workspace's folder of editions; import it then."
        )
        raise RefusedError(sentence, hint)
    kind = draft.document.strip()
    if isinstance(draft, Draft) and kind and not key(kind).startswith(PLAN):
        hint = msg(
            "Plans (Verksamhetsplan) and applications for the quality award (Kvalitetsutmärkelsen) can be imported."
        )
        sentence = msg("{name} is no plan but another document: {kind}.", name=document.name, kind=kind)
        raise RefusedError(sentence, hint)


def _not_written(file: Path, error: Exception) -> Refusal:
    hint = msg("Nothing of this file was imported. Mend that, and import it again.")
    if isinstance(error, ScaffoldError | OutputError):
        return Refusal(error.message, hint)
    if isinstance(error, OSError):
        name = str(error.filename or file)
        return Refusal(msg("{file} cannot be written: {reason}", file=name, reason=reason(error)), hint)
    return Refusal(msg("{name} needs more memory than there is.", name=file.name), msg("Split the file."))


def _guesses(draft: AnyDraft, result: Result) -> list[Note]:
    """Return the guesses, those that matter most first, each with its own line."""
    notes = [Note(found.place, found.message, found.file, found.line) for found in result.guesses]
    for guess in draft.guesses:
        message, abouts = guess.message, (_heading_at(guess), guess.about)
        if message.msgid == _BOARD_GUESS:
            message, abouts = _board_guess(draft.board), (draft.board, None)
        found_at = (result.places.get(about) for about in abouts if about is not None)
        place = next((at for at in found_at if at is not None), ("", 0))
        notes.append(Note(guess.place, message, *place))
    return sorted(notes, key=lambda note: (weight(note.message), note.place))


def _board_guess(board: str) -> Message:
    return msg(
        "The board is taken to be “{board}”. If it is another, name it: --board “Östermalms stadsdelsnämnd”.",
        board=board,
    )


def _heading_at(guess: Guess) -> object | None:
    """Return the sub-heading that a guess about a whole text is about: the one at its place."""
    text = guess.about.text if isinstance(guess.about, Chapter) else guess.about
    if not isinstance(text, Text):
        return None
    headings = (block for block in text.blocks if isinstance(block, Paragraph) and block.level)
    return next((block for block in headings if block.place == guess.place), None)


def _moved(before: list[str], after: list[str]) -> dict[int, int]:
    """Return the new number of each line of a file to which lines were added, both from 1."""
    if max(len(before), len(after)) > _MANY_LINES:
        return {}
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return {block.a + n + 1: block.b + n + 1 for block in matcher.get_matching_blocks() for n in range(block.size)}
