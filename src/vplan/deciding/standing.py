"""Whether a decision still fits what its document says, and which parts do not."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from vplan.deciding.before import Difference, difference, texts_of
from vplan.deciding.content import FILES, VERSION, Content, content_of, order_path, path_keys
from vplan.deciding.texts import as_meant, as_written
from vplan.diagnostics import Diagnostic, Message, Related, Severity, Span, msg
from vplan.layout import DECISION_FILE, UnitFolder
from vplan.link import LinkedPlan
from vplan.model.decision import DecidedDocument, Decision, Decisions
from vplan.model.values import one_line
from vplan.questions import LinkedAward

CHANGED, OTHER_VERSION = "decided-content-changed", "decision-version"
MAX_FINDINGS = 20

_NEW, _GONE, _OTHER, _MOVED = "new", "gone", "other", "moved"
_PLAIN = {
    _OTHER: msg("“{part}” has been changed since {document} was decided on {date} ({reference})."),
    _NEW: msg("“{part}” has come since {document} was decided on {date} ({reference})."),
    _GONE: msg("“{part}” is gone, which was there when {document} was decided on {date} ({reference})."),
    _MOVED: msg("The order of “{part}” has been changed since {document} was decided on {date} ({reference})."),
}
_WITH_WORDS = {
    _OTHER: msg(
        "“{part}” has been changed since {document} was decided on {date} ({reference}), from “{before}” to “{now}”."
    ),
    _GONE: msg("“{part}” is gone, which was “{before}” when {document} was decided on {date} ({reference})."),
    _MOVED: msg(
        "The order of “{part}” has been changed since {document} was decided on {date} ({reference}), from “{before}” "
        "to “{now}”."
    ),
}


def document_of(linked: LinkedPlan | LinkedAward) -> DecidedDocument:
    """Return which of a unit's documents a linked one is."""
    return DecidedDocument.PLAN if isinstance(linked, LinkedPlan) else DecidedDocument.AWARD


def changes_since(
    decision: Decision, linked: LinkedPlan | LinkedAward, unit: UnitFolder, root: Path
) -> list[Diagnostic]:
    """Return a finding at each part of a document that is not as it was decided; none when the decision fits.

    Texts that stand as they were written need not be parsed, so a decision that fits costs little to confirm, and goes
    on fitting when the Markdown parser changes.
    """
    decided = decision.content
    if decided.version != VERSION:
        message = msg("The decision was recorded by another version of vplan.")
        hint = msg("Install a newer vplan, or decide anew with “{command}”.", command=command_for(unit, decision))
        return [Diagnostic(OTHER_VERSION, Severity.ERROR, decided.span("version"), message, hint)]
    now = content_of(linked, root, as_written)
    if now.sha256 == decided.written.strip():
        return []
    content = content_of(linked, root, as_meant)
    if content.sha256 == decided.sha256.strip():
        return []
    texts = texts_of(decision)
    found = list(_changes(decided.parts, content))
    if not found or texts is None:
        return [_altered(decision, unit)]
    found = [(kind, path) for kind, path in found if kind != _OTHER or not _stands(path, texts, now)]
    looked = _Looked(decision, unit, content, now, decided.parts, texts)
    findings = [_finding(kind, path, looked) for kind, path in found[:MAX_FINDINGS]]
    if len(found) > MAX_FINDINGS:
        message = msg(
            "{count} more parts of the document are not as they were decided.", count=len(found) - MAX_FINDINGS
        )
        findings.append(Diagnostic(CHANGED, Severity.ERROR, Span(unit.main_file), message, _what_to_do(decision, unit)))
    return findings


def _changes(before: Mapping[str, str], content: Content) -> Iterator[tuple[str, str]]:
    """Yield what differs, kind and path: parts that are other, new or gone, and lists in another order.

    What has come or gone whole, such as a chapter, is told once. Where an order comes or goes alone, a value without
    text was written or taken away beside another.
    """
    now = content.parts
    below_before, below_now = _below(before), _below(now)
    told: set[str] = set()
    for path, text in now.items():
        parent, is_order = _parent_of_order(path)
        if is_order and parent in below_before:
            if before.get(path) != text and below_before[parent] == below_now[parent]:
                yield _MOVED if path in before else _OTHER, parent
        elif path not in before:
            if (top := _top(path, below_before)) not in told:
                told.add(top)
                yield _NEW, top
        elif _whole(before[path]) != _whole(text):
            yield _OTHER, path
    for path in (path for path in before if path not in now):
        parent, is_order = _parent_of_order(path)
        if is_order and parent in below_now:
            if below_before[parent] == below_now[parent]:
                yield _OTHER, parent
        elif (top := _top(path, below_now)) not in told:
            told.add(top)
            yield _GONE, top


def _stands(path: str, texts: Mapping[str, str], now: Content) -> bool:
    """Tell whether a part is as it was written, so that only what reads it is another: a parser, or Pillow."""
    return path in texts and texts[path] == now.texts.get(path)


def _parent_of_order(path: str) -> tuple[str, bool]:
    parent = path.rpartition("/")[0]
    return parent, path == order_path(parent)


def _below(parts: Iterable[str]) -> dict[str, set[str]]:
    """Return each path, and each above it, with the keys directly below it; an order is none of them."""
    found: dict[str, set[str]] = {}
    for part in parts:
        parent, is_order = _parent_of_order(part)
        path = parent if is_order else part
        found.setdefault(path, set())
        while path:
            above, _, key = path.rpartition("/")
            below = found.setdefault(above, set())
            if key in below:
                break
            below.add(key)
            path = above
    return found


def _top(path: str, others: Mapping[str, set[str]]) -> str:
    """Return the highest path at or above `path` that is not among `others`."""
    keys = path.split("/")
    above = ("/".join(keys[:depth]) for depth in range(1, len(keys)))
    return next((found for found in above if found not in others), path)


@dataclass(frozen=True, slots=True)
class _Looked:
    """What is compared: a document as it is meant and as it is written, and its decided parts' hashes and texts."""

    decision: Decision
    unit: UnitFolder
    content: Content
    now: Content
    parts: Mapping[str, str]
    texts: Mapping[str, str]


def _finding(kind: str, path: str, looked: _Looked) -> Diagnostic:
    decision, unit, content = looked.decision, looked.unit, looked.content
    words = {
        "part": " › ".join(path_keys(path)),
        "document": f"{unit.id}/{content.document}.yaml",
        "date": str(decision.date),
        "reference": one_line(decision.reference),
    }
    span = _place(path, content, looked.parts, unit)
    found = _difference(kind, path, looked)
    sentence = _WITH_WORDS[kind] if found is not None else _PLAIN[kind]
    if found is not None:
        words |= {"before": found.before, "now": found.now}
        span = _place_of_words(path, content, found) or span
    where = Related(decision.span("date"), msg("The decision stands here."))
    message = Message(sentence.msgid, dict(words))
    return Diagnostic(CHANGED, Severity.ERROR, span, message, _what_to_do(decision, unit), (where,))


def _difference(kind: str, path: str, looked: _Looked) -> Difference | None:
    """Return what a part said and says, where the decision keeps its texts and it is no file."""
    at = order_path(path) if kind == _MOVED else path
    if kind == _NEW or at not in looked.texts or at.startswith(FILES):
        return None
    before, now = looked.texts[at], looked.now.texts.get(at, "")
    if kind == _MOVED:
        before, now = _listed(before), _listed(now)
    return difference(before, now)


def _listed(order: str) -> str:
    """Return the names of an order in a row; what is no list of names, as anyone may write, stands as it is."""
    try:
        return ", ".join(json.loads(order))
    except (ValueError, TypeError, RecursionError):
        return order


def _place_of_words(path: str, content: Content, found: Difference) -> Span | None:
    """Return where in a text the words stand that differ; None for another value, which is shown whole."""
    place = content.places.get(path)
    if place is None or place.value is None or not place.pieces or not found.end:
        return None
    blank = len(place.value) - len(place.value.lstrip())  # which the text as it was written is without
    return place.value.span_at(blank + found.start, blank + found.end)


def _whole(digest: str) -> str:
    return digest.partition(".")[0]


def _place(path: str, content: Content, before: Mapping[str, str], unit: UnitFolder) -> Span:
    """Return where a part stands, or where it stood: the nearest that is still there of what was around it.

    In a text it is the first paragraph that differs.
    """
    here = content.places.get(path)
    then = before.get(path, "").split(".")[1:]
    if here is not None and then and len(here.pieces) > 1:
        now = content.part(path).split(".")[1:]
        same = takewhile(lambda pair: pair[0] == pair[1], zip(then, now, strict=False))
        return here.pieces[min(sum(1 for _ in same), len(here.pieces) - 1)].span
    while path:
        place = content.places.get(path)
        if place is not None:
            return place.span
        path = path.rpartition("/")[0]
    return Span(f"{unit.folder}/{content.document}.yaml")


def _altered(decision: Decision, unit: UnitFolder) -> Diagnostic:
    message = msg("The decision of {date} has been altered: its hashes do not fit each other.", date=str(decision.date))
    hint = msg(
        "Take {file} back from a backup or version control, or decide anew with “{command}”.",
        file=DECISION_FILE,
        command=command_for(unit, decision),
    )
    return Diagnostic(CHANGED, Severity.ERROR, decision.content.span("sha256"), message, hint)


def _what_to_do(decision: Decision, unit: UnitFolder) -> Message:
    return msg(
        "Take the change back, decide anew with “{command}”, or remove the decision from {file}.",
        command=command_for(unit, decision),
        file=DECISION_FILE,
    )


def command_for(unit: UnitFolder, decision: Decision) -> str:
    """Return the command that decides a document anew."""
    file = unit.file(f"{decision.document}.yaml") if decision.document is DecidedDocument.AWARD else None
    return f"vplan decide {shlex.quote(file or unit.folder)} --date … --dnr … --by …"


@dataclass(frozen=True, slots=True)
class Standing:
    """The decisions that stand on a unit's plan and application, and the findings about them."""

    plan: Decision | None
    award: Decision | None
    findings: list[Diagnostic]


def standing_decisions(
    decisions: Decisions, unit: UnitFolder, documents: Iterable[LinkedPlan | LinkedAward], root: Path
) -> Standing:
    """Return the decisions that stand, and what in the documents is not as it was decided."""
    findings = list(_without_document(decisions, unit))
    for linked in documents:
        decision = decisions.standing(document_of(linked))
        if decision is not None:
            findings += changes_since(decision, linked, unit, root)
    return Standing(decisions.standing(DecidedDocument.PLAN), decisions.standing(DecidedDocument.AWARD), findings)


def _without_document(decisions: Decisions, unit: UnitFolder) -> Iterator[Diagnostic]:
    """Yield a warning at each decision that stands on a document that the unit does not have.

    It is no error: what comes out of a PDF is one of a unit's documents, with the decisions on all of them.
    """
    for document in DecidedDocument:
        decision = decisions.standing(document)
        name = f"{document}.yaml"
        if decision is not None and unit.file(name) is None:
            message = msg("The decision is on {file}, which is not there.", file=name)
            hint = msg("Put the file back, or remove the decision.")
            yield Diagnostic("decision-without-document", Severity.WARNING, decision.span("document"), message, hint)
