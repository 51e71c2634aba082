"""Finds an edition, the workspace's own before those that come with vplan, and joins it with what it inherits."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from vplan.diagnostics import Diagnostic, Message, Severity, has_errors, msg
from vplan.filenames import is_text
from vplan.model.base import build_model, nearest, respelt
from vplan.model.choices import DocumentKind
from vplan.model.edition import OWN_LINE, SAME_LINE, Edition
from vplan.resources import editions_dir
from vplan.source import Mapping, Scalar, Value, load_text, read_text

if TYPE_CHECKING:
    from vplan.model.award_edition import AwardEdition

_NAME = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+)*\Z")
_FIELD = re.compile(r"\{(\w+)\}")
_MAX_NAME = 100
_MAX_INHERITANCE = 10
_MAX_FINDINGS = 100


class EditionError(Exception):
    """An edition that cannot be used; `message` and `hint` say why, `findings` hold what its files have wrong.

    `rule` is the rule under which the file that names the edition is told of it.
    """

    def __init__(
        self, message: Message, hint: Message, findings: Iterable[Diagnostic] = (), rule: str = "unknown-edition"
    ) -> None:
        super().__init__(str(message))
        self.message, self.hint, self.findings, self.rule = message, hint, list(findings), rule


def fill(template: str, **values: object) -> str:
    """Fill `{names}` in an edition's text; a name that is not given stays as it is. Values are not read for names."""
    return _FIELD.sub(lambda m: str(values.get(m[1], m[0])), template)


def edition_findings(name: Scalar, root: Path, folder: str, kind: DocumentKind = DocumentKind.PLAN) -> list[Diagnostic]:
    """Say why an edition cannot be used in the workspace, at `name`, and what its own files there have wrong.

    Returns nothing when it can be used for a document of this kind.
    """
    try:
        _load_for(kind, str(name), root, folder)
    except EditionError as error:
        own = [finding for finding in error.findings if finding.span.file.startswith(f"{folder}/")]
        fix = respelt(name, _known_names(root, folder)) if error.rule == "unknown-edition" else None
        return [Diagnostic(error.rule, Severity.ERROR, name.span, error.message, error.hint, fix=fix), *own]
    return []


def own_edition_findings(root: Path, folder: str) -> list[Diagnostic]:
    """Return the findings in the workspace's own editions, used or not.

    An edition from which another one inherits need not be whole in itself, so it is checked as a part of that one.
    """
    names = _names_in(root / folder)
    parents = {parent for name in names if (parent := _parent_of(root, f"{folder}/{name}.yaml"))}
    usable = [name for name in names if name not in parents and _NAME.match(name)]
    return [finding for name in usable for finding in _own_findings(name, root, folder)]


def _own_findings(name: str, root: Path, folder: str) -> list[Diagnostic]:
    try:
        _load(name, root, folder)
    except EditionError as error:
        return [finding for finding in error.findings if finding.span.file.startswith(f"{folder}/")]
    return []


def own_edition_files(name: str, root: Path, folder: str) -> list[str]:
    """Return the files in the workspace that an edition is made of, those of vplan left out; raises `EditionError`."""
    files: list[str] = []
    for _ in range(_MAX_INHERITANCE):
        base, file = _find(name, root, folder)
        if base == root:
            files.append(file)
        name = _parent_of(base, file)
        if not name:
            break
    return files


def _parent_of(root: Path, file: str) -> str:
    source, _ = read_text(root, file)
    value = load_text(source)[0] if source is not None else None
    return _word(value, "ärver") if isinstance(value, Mapping) else ""


def _word(value: Mapping, key: str) -> str:
    found = value.get(key)
    return found.strip() if isinstance(found, Scalar) else ""


def edition_names(root: Path, folder: str, kind: DocumentKind = DocumentKind.PLAN) -> list[str]:
    """Return the names of all editions for a kind of document that the workspace can use."""
    names = sorted({*_names_in(root / folder), *_names_in(editions_dir())})
    return [name for name in names if _kind_of(name, root, folder) is kind]


def _kind_of(name: str, root: Path, folder: str) -> DocumentKind:
    """Return the kind of an edition; one that cannot be read is taken for a plan's."""
    try:
        value, _ = _merged(name, root, folder, ())
    except EditionError:
        return DocumentKind.PLAN
    return _kind_in(value)


def _kind_in(value: Mapping) -> DocumentKind:
    return DocumentKind.AWARD if _word(value, "slag") == DocumentKind.AWARD else DocumentKind.PLAN


def _names_in(base: Path) -> list[str]:
    if not os.path.isdir(base):  # noqa: PTH112 - pathlib raises for a name that no system holds
        return []
    names = (path.relative_to(base).with_suffix("").as_posix() for path in base.rglob("*.yaml"))
    return sorted(filter(is_text, names))


def load_edition(name: str, root: Path, folder: str) -> Edition:
    """Return an edition of plans with all that it inherits.

    `folder` is the workspace's folder of own editions, relative to `root`. Raises `EditionError`.
    """
    edition = _load_for(DocumentKind.PLAN, name, root, folder)
    assert isinstance(edition, Edition)
    return edition


def load_award_edition(name: str, root: Path, folder: str) -> AwardEdition:
    """Return an edition of the award, as `load_edition` does. Raises `EditionError`."""
    edition = _load_for(DocumentKind.AWARD, name, root, folder)
    assert not isinstance(edition, Edition)
    return edition


def _load_for(kind: DocumentKind, name: str, root: Path, folder: str) -> Edition | AwardEdition:
    edition = _load(name, root, folder)
    found = edition.kind or DocumentKind.PLAN
    if found is not kind:
        message = msg("The edition “{name}” is for {found}, not for {wanted}.", name=name, **_kinds(found, kind))
        names = edition_names(root, folder, kind)
        hint = (
            msg("Such editions are: {names}.", names=", ".join(names))
            if names
            else msg("Make one in the folder {folder}.", folder=folder)
        )
        raise EditionError(message, hint, rule="edition-kind")
    return edition


def _kinds(found: DocumentKind, wanted: DocumentKind) -> dict[str, Message]:
    names = {DocumentKind.PLAN: msg("plans"), DocumentKind.AWARD: msg("the award")}
    return {"found": names[found], "wanted": names[wanted]}


def forget_editions() -> None:
    """Let the editions be read anew, after one of their files has changed."""
    _load.cache_clear()


@lru_cache(maxsize=64)
def _load(name: str, root: Path, folder: str) -> Edition | AwardEdition:
    value, findings = _merged(name, root, folder, ())
    edition, more = _award(value) if _kind_in(value) is DocumentKind.AWARD else _plan(value)
    findings += more
    if edition is None or has_errors(findings):
        first = next(d for d in findings if d.severity is Severity.ERROR)
        place = f"{first.span.file}:{first.span.line}:{first.span.column}"
        raise EditionError(
            msg("The edition “{name}” has an error: {message}", name=name, message=first.message),
            msg("Mend it in {place}.", place=place),
            findings,
        )
    return edition


def _plan(value: Mapping) -> tuple[Edition | None, list[Diagnostic]]:
    edition, findings = build_model(Edition, value, value.source)
    return edition, [*findings, *_check(edition)] if edition is not None else findings


def _award(value: Mapping) -> tuple[AwardEdition | None, list[Diagnostic]]:
    from vplan.model.award_edition import AwardEdition

    edition, findings = build_model(AwardEdition, value, value.source)
    return edition, [*findings, *_check_questions(edition)] if edition is not None else findings


def _merged(name: str, root: Path, folder: str, heirs: tuple[str, ...]) -> tuple[Mapping, list[Diagnostic]]:
    if name in heirs or len(heirs) > _MAX_INHERITANCE:
        chain = " → ".join((*heirs, name))
        raise EditionError(msg("The edition inherits from itself: {chain}.", chain=chain), msg("Break the circle."))
    base, file = _find(name, root, folder)
    source, findings = read_text(base, file)
    value: Value | None = None
    if source is not None:
        value, more = load_text(source)
        findings += more
    if not isinstance(value, Mapping) or has_errors(findings):
        reason = findings[0].message if findings else msg("The file is empty.")
        raise EditionError(
            msg("The edition “{name}” cannot be read: {reason}", name=name, reason=reason),
            msg("Mend {file}.", file=file),
            findings,
        )
    parent = _word(value, "ärver")
    if not parent:
        return value, findings
    inherited, more = _merged(parent, root, folder, (*heirs, name))
    if "slag" in value and _kind_in(value) is not _kind_in(inherited):
        kinds = _kinds(_kind_in(inherited), _kind_in(value))
        message = msg("The edition “{name}” is for {found}, not for {wanted}.", name=parent, **kinds)
        finding = Diagnostic(
            "edition-kind", Severity.ERROR, value.key_span("ärver"), message, msg("Mend {file}.", file=file)
        )
        raise EditionError(message, msg("Mend {file}.", file=file), [*findings, finding])
    return _overlay(inherited, value), findings + more


def _find(name: str, root: Path, folder: str) -> tuple[Path, str]:
    if len(name) <= _MAX_NAME and _NAME.match(name):
        for base, prefix in ((root, f"{folder}/"), (editions_dir(), "")):
            if (base / f"{prefix}{name}.yaml").is_file():
                return base, f"{prefix}{name}.yaml"
    names = _known_names(root, folder)
    if name in names:
        hint = msg(
            "Rename the file and its folder with lower-case letters a–z, digits and hyphens, and name it so here."
        )
        raise EditionError(msg("The edition “{name}” has a name that cannot be used.", name=name[:60]), hint)
    names = [known for known in names if _NAME.match(known)]
    near = nearest(name[:_MAX_NAME], names)
    hint = msg("Did you mean “{near}”?", near=near[0]) if near else msg("Editions: {names}.", names=", ".join(names))
    raise EditionError(msg("There is no edition “{name}”.", name=name[:60]), hint)


def _known_names(root: Path, folder: str) -> list[str]:
    return sorted({*_names_in(root / folder), *_names_in(editions_dir())})


def _overlay(below: Mapping, above: Mapping) -> Mapping:
    """Return `below` with the keys of `above` laid over it, mapping by mapping."""
    merged = Mapping.stand_in(above.source, above.span)
    for part in (below, above):
        for key, value in part.items():
            old = merged.get(key)
            merged[key] = _overlay(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
            if key in part.keys_at:
                merged.keys_at[key] = part.keys_at[key]
    return merged


_TEXTS = ("beskrivning", "förväntat_resultat", "arbetssätt", "resursanvändning", "uppföljning", "utveckling")
_ORDERED = (*_TEXTS, "indikatorer", "aktiviteter")


def _check(edition: Edition) -> list[Diagnostic]:
    findings = []
    if edition.labels.placement not in (OWN_LINE, SAME_LINE):
        findings.append(
            _error(
                edition.labels.placement,
                msg(
                    "“{text}” is not {allowed}.", text=str(edition.labels.placement), allowed=f"{OWN_LINE}, {SAME_LINE}"
                ),
            )
        )
    for word in (*edition.order.board_goal, *edition.order.unit_goal):
        if word not in _ORDERED:
            findings.append(
                _error(word, msg("“{text}” is not {allowed}.", text=str(word), allowed=", ".join(_ORDERED)))
            )
    for words, count, place in (
        (edition.tables.indicators, 4, edition.tables.span("indicators")),
        (edition.tables.activities, 3, edition.tables.span("activities")),
    ):
        if len(words) != count:
            message, hint = msg("The table has {count} columns.", count=count), msg("Write one heading for each.")
            findings.append(Diagnostic("bad-edition", Severity.ERROR, place, message, hint))
    return findings


def _check_questions(edition: AwardEdition) -> list[Diagnostic]:
    findings = []
    seen: set[str] = set()
    for number in (question.number for part in edition.parts for question in part.questions):
        if number.strip() in seen:
            message = msg("The question {number} stands here a second time.", number=number.strip())
            findings.append(
                Diagnostic("bad-edition", Severity.ERROR, number.span, message, msg("Give it another number."))
            )
        seen.add(number.strip())
    return findings[:_MAX_FINDINGS]


def _error(word: Scalar, message: Message) -> Diagnostic:
    return Diagnostic(
        "bad-edition", Severity.ERROR, word.span, message, msg("Write one of the words that are allowed.")
    )
