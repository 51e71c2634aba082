"""Recording a decision: what is asked for is judged, then the decision is added at the end of `beslut.yaml`.

The file's other lines stay as they are, byte for byte.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vplan.building.files import OutputError, write
from vplan.building.findings import of_selection
from vplan.building.lock import workspace_lock
from vplan.building.result import Observer
from vplan.deciding.before import packed
from vplan.deciding.content import VERSION, Content, content_of
from vplan.deciding.standing import CHANGED, OTHER_VERSION, document_of
from vplan.deciding.texts import as_meant, as_written
from vplan.diagnostics import Diagnostic, Message, Severity, has_errors, in_file_order, msg
from vplan.layout import DECISION_FILE, UnitFolder
from vplan.model.base import build_model
from vplan.model.decision import (
    DecidedDocument,
    Decision,
    Decisions,
    is_name,
    is_reference,
    name_fault,
    reference_fault,
)
from vplan.model.values import one_line
from vplan.scaffold.choices import plain
from vplan.source import MAX_BYTES, Mapping, Sequence, load_text
from vplan.source.reader import decode

if TYPE_CHECKING:
    from vplan.project import Project

_HEADER = """\
# Besluten om enhetens dokument, det äldsta först; det sista gäller. Filen skrivs av "vplan decide".
# Den som ändrar i ett beslutat dokument beslutar på nytt, eller tar bort beslutet.
"""
_INDENT = 2
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


class DecisionError(ValueError):
    """A decision that cannot be recorded; `message` says why, and `hint` what to do."""

    def __init__(self, message: Message, hint: Message | None = None) -> None:
        super().__init__(str(message))
        self.message, self.hint = message, hint


@dataclass(frozen=True, slots=True)
class Wanted:
    """A decision as it is asked for."""

    date: datetime.date
    reference: str
    by: str
    document: DecidedDocument


@dataclass(frozen=True, slots=True)
class Recorded:
    """What came of it: the file, relative to the workspace, and the findings; `errors` say why nothing was written.

    `is_new` is false where the same decision on the same content stood there already.
    """

    file: str
    findings: list[Diagnostic]
    errors: list[Diagnostic]
    is_new: bool = False


def read_date(text: str, today: datetime.date) -> datetime.date:
    """Return the day of a decision, which is not after `today`; raises `DecisionError`."""
    hint = msg("Write year-month-day: 2018-01-31.")
    try:
        date = datetime.date.fromisoformat(text) if _DATE.match(text) else None
    except ValueError:
        date = None
    if date is None:
        raise DecisionError(msg("“{text}” is not a date.", text=text[:60]), hint)
    if date > today:
        message = msg(
            "The day of the decision, {date}, has not come; today is {today}.", date=str(date), today=str(today)
        )
        raise DecisionError(message, msg("Record the decision when it has been made."))
    return date


def wanted(date: datetime.date, reference: str, by: str, document: DecidedDocument) -> Wanted:
    """Return a decision whose diary number and name can be printed; raises `DecisionError`."""
    number, name = one_line(reference), one_line(by)
    if not is_reference(number):
        raise DecisionError(*reference_fault(reference))
    if not is_name(name):
        raise DecisionError(*name_fault())
    return Wanted(date, number, name, document)


def decide(project: Project, unit: UnitFolder, asked: Wanted) -> Recorded:
    """Record a decision on a unit's document as it stands now.

    A document with errors is not decided; the findings say so. Raises `DecisionError` for a date before the last
    decision, a file of decisions to which nothing can be added, and where the system refuses.
    """
    file = f"{unit.folder}/{DECISION_FILE}"
    check = project.check_unit(unit)
    findings = in_file_order([*_around(project, unit), *check.diagnostics])
    anew = (CHANGED, OTHER_VERSION)  # to decide anew is what is done about these
    kept = [finding for finding in findings if finding.rule not in anew]
    linked = next((found for found in check.documents if document_of(found) is asked.document), None)
    if has_errors(kept):
        return Recorded(file, kept, [finding for finding in kept if finding.severity is Severity.ERROR])
    if linked is None:
        raise DecisionError(msg("The unit has no {file}.", file=f"{asked.document}.yaml"))
    exact, meant = content_of(linked, project.root, as_written), content_of(linked, project.root, as_meant)
    with workspace_lock(project.root, Observer()):
        old = _read(project.root, file)
        before = _decisions(old, file) if old else Decisions()
        standing = before.standing(asked.document)
        if standing is not None and _is_same(standing, asked, exact, meant):
            return Recorded(file, kept, [])
        if standing is not None and standing.date is not None and asked.date < standing.date:
            message = msg("The last decision was made on {date}, which is later.", date=str(standing.date))
            raise DecisionError(message, msg("Write the day of the new decision."))
        new = _added(old, _entry(asked, exact, meant), file)
        _refuse_unfit(new, before, file)
        try:
            write(project.root / file, new.encode())
        except OutputError as error:
            raise DecisionError(error.message) from error
    return Recorded(file, kept, [], is_new=True)


def _around(project: Project, unit: UnitFolder) -> list[Diagnostic]:
    """Return the findings in what a unit stands on: settings, folders on the way to it, council and board."""
    layout = project.layout
    of_folders = {finding.sort_key for finding in layout.diagnostics}
    settings = [finding for finding in project.diagnostics if finding.sort_key not in of_folders]
    folders = of_selection(layout, [unit], [project.root / unit.folder])
    return [*settings, *folders, *project.catalogue_diagnostics([unit])]


def _is_same(standing: Decision, asked: Wanted, exact: Content, meant: Content) -> bool:
    written = (standing.date, one_line(standing.reference), one_line(standing.by))
    if written != (asked.date, asked.reference, asked.by) or standing.content.version != VERSION:
        return False
    return standing.content.written.strip() == exact.sha256 or standing.content.sha256.strip() == meant.sha256


def _read(root: Path, file: str) -> str:
    from vplan.opening import read_bytes

    try:
        data = read_bytes(root, file, MAX_BYTES + 1)
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise DecisionError(OutputError.of(file, error).message) from error
    if len(data) > MAX_BYTES:
        raise DecisionError(msg("{file} is too large.", file=file))
    return data.decode("utf-8")  # the check has read it already


def _decisions(text: str, file: str) -> Decisions:
    """Return the decisions in a file's text; raises `DecisionError` where they cannot be read."""
    source, findings = decode(file, text.encode())
    if source is not None:
        value, more = load_text(source)
        findings += more
        if not value and not has_errors(findings):
            return Decisions()
        model, more = build_model(Decisions, value, source)
        if model is not None and not has_errors([*findings, *more]):
            return model
    raise _no_room(file)


def _no_room(file: str) -> DecisionError:
    hint = msg("Write its decisions as a list in which each begins with “- ”, and nothing after it.")
    return DecisionError(msg("Nothing can be added to {file}.", file=file), hint)


def _entry(asked: Wanted, exact: Content, meant: Content) -> list[str]:
    """Return the lines of a decision, without indentation."""
    return [
        f"- datum: {asked.date}",
        f"  dnr: {plain(asked.reference)}",
        f"  av: {plain(asked.by)}",
        f"  dokument: {asked.document}",
        "  innehåll:",
        f"    version: {VERSION}",
        f"    sha256: {plain(meant.sha256)}",
        f"    skrivet: {plain(exact.sha256)}",
        "    delar: |",
        *(f"      {digest} {path}" for path, digest in meant.parts.items()),
        "    texter: |",
        *(f"      {line}" for line in packed(exact.texts)),
    ]


def _added(old: str, entry: list[str], file: str) -> str:
    """Return the text of the file with a decision at its end, indented as those before it."""
    newline = "\r\n" if "\r\n" in old else "\n"
    indent, head = _INDENT, [] if _has_list(old, file) else ["beslut:"]
    found = _first_column(old, file) if old else None
    if found is not None:
        indent = found
    begin = old if old else _HEADER
    if not begin.endswith(("\n", "\r")):
        begin += newline
    lines = [*head, *(" " * indent + line for line in entry)]
    return begin + "".join(f"{line}{newline}" for line in lines)


def _value(text: str, file: str) -> Mapping | None:
    source, _ = decode(file, text.encode())
    value = load_text(source)[0] if source is not None else None
    return value if isinstance(value, Mapping) else None


def _has_list(text: str, file: str) -> bool:
    value = _value(text, file) if text else None
    return value is not None and "beslut" in value


def _first_column(text: str, file: str) -> int | None:
    """Return in which column the first decision's dash stands, or nothing."""
    value = _value(text, file)
    found = value.get("beslut") if value is not None else None
    return found.start.column if isinstance(found, Sequence) and found else None


def _refuse_unfit(text: str, before: Decisions, file: str) -> None:
    """Raise `DecisionError` unless a text holds all decisions as before, and one more."""
    after, kept = _decisions(text, file).decisions, before.decisions
    if len(after) != len(kept) + 1 or [d.model_dump() for d in after[:-1]] != [d.model_dump() for d in kept]:
        raise _no_room(file)
