"""The baseline: findings that may stay for now, so that an old workspace starts clean and gets no worse.

The file has one line for each kind of finding in a file, sorted, so that a change shows as a line in a merge request.
It is YAML, and each line is JSON, so that what is broken is told with its line. Line numbers of the plans stand
nowhere in it: an edit above an old finding does not make it a new one.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from vplan.diagnostics import Diagnostic, msg
from vplan.fingerprint import LENGTH, LinesOf, fingerprint
from vplan.oserrors import NamedFileError

VERSION = 1
_HEADER = "# Fynd som får stå kvar tills vidare. Skrivs av vplan check --write-baseline."
_VERSION_LINE, _LIST_LINE = f"version: {VERSION}", "fynd:"
_KEYS = ("fil", "regel", "avtryck", "antal")
_FINGERPRINT = re.compile(rf"[0-9a-f]{{{LENGTH}}}\Z")

Covers = Callable[[str, str], bool]
"""Tells of a file and a rule whether this run looked for all findings of the rule in the file."""


class BaselineError(NamedFileError):
    """A baseline cannot be used; `message` says where and why."""


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """So many findings of a rule in a file that look alike."""

    file: str
    rule: str
    fingerprint: str
    count: int


@dataclass(frozen=True, slots=True)
class Sifted:
    """Findings parted by a baseline: `held` of them are old, `stale` entries say more than there is."""

    diagnostics: list[Diagnostic]
    held: int
    stale: int


def parse_baseline(text: str, name: str) -> list[Entry]:
    """Read a baseline; `name` is what a sentence calls the file.

    Raises `BaselineError`, with the line, for anything but what `format_baseline` writes; comments, empty lines and
    another order are welcome.
    """
    entries = []
    waiting = [_VERSION_LINE, _LIST_LINE]
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        bare = line.strip()
        if not bare or bare.startswith("#"):
            continue
        if waiting:
            if bare.removesuffix(" []") != waiting[0]:
                raise _wrong_head(name, number, bare, waiting[0])
            del waiting[0]
        else:
            entries.append(_entry(bare, name, number))
    if waiting:
        raise BaselineError(msg("{file} is no baseline: the line “{line}” is missing.", file=name, line=waiting[0]))
    return entries


def format_baseline(entries: Iterable[Entry]) -> str:
    """Write entries as a file: sorted, one on a line, those that are alike joined."""
    most: dict[tuple[str, str, str], int] = {}
    for entry in entries:
        key = (entry.file, entry.rule, entry.fingerprint)
        most[key] = max(most.get(key, 0), entry.count)
    head = [_HEADER, _VERSION_LINE, _LIST_LINE if most else f"{_LIST_LINE} []"]
    return "\n".join([*head, *(_line((*key, count)) for key, count in sorted(most.items()))]) + "\n"


def sift(diagnostics: Sequence[Diagnostic], entries: Iterable[Entry], lines: LinesOf, covers: Covers) -> Sifted:
    """Hold back the findings that a baseline has, each as often as it has it; the ones furthest up in the file first.

    Only entries that `covers` are judged: another run may still need the others.
    """
    most: dict[tuple[str, str, str], int] = {}
    for entry in entries:
        key = (entry.file, entry.rule, entry.fingerprint)
        most[key] = max(most.get(key, 0), entry.count)
    left = Counter(most)
    files = {file for file, _, _ in most}
    shown = []
    for diagnostic in diagnostics:
        if diagnostic.span.file in files and left[key := _key(diagnostic, lines)] > 0:
            left[key] -= 1
        else:
            shown.append(diagnostic)
    stale = sum(1 for (file, rule, _), count in left.items() if count > 0 and covers(file, rule))
    return Sifted(shown, len(diagnostics) - len(shown), stale)


def renewed(entries: Iterable[Entry], diagnostics: Sequence[Diagnostic], lines: LinesOf, covers: Covers) -> list[Entry]:
    """Return the entries for what was found, and those of before that this run did not look for."""
    found = Counter(_key(diagnostic, lines) for diagnostic in diagnostics)
    kept = [entry for entry in entries if not covers(entry.file, entry.rule)]
    return sorted([*kept, *(Entry(*key, count) for key, count in found.items())])


def _key(diagnostic: Diagnostic, lines: LinesOf) -> tuple[str, str, str]:
    return diagnostic.span.file, diagnostic.rule, fingerprint(diagnostic, lines)


def _line(values: Sequence[str | int]) -> str:
    return f"- {json.dumps(dict(zip(_KEYS, values, strict=True)), ensure_ascii=False)}"


def _entry(line: str, name: str, number: int) -> Entry:
    try:
        value: Any = json.loads(line.removeprefix("- "))
    except (ValueError, RecursionError):
        raise _broken(name, number) from None
    if not line.startswith("- ") or not isinstance(value, dict) or sorted(value) != sorted(_KEYS):
        raise _broken(name, number)
    file, rule, mark, count = (value[key] for key in _KEYS)
    if not (isinstance(file, str) and isinstance(rule, str) and isinstance(mark, str) and _FINGERPRINT.match(mark)):
        raise _broken(name, number)
    if type(count) is not int or count < 1:
        raise _broken(name, number)
    return Entry(file, rule, mark, count)


def _wrong_head(name: str, number: int, line: str, wanted: str) -> BaselineError:
    if wanted == _VERSION_LINE and line.startswith("version:"):
        sentence = msg(
            "{file}:{number}: This baseline was written by another version of vplan. Delete it and write it anew with "
            "--write-baseline.",
            file=name,
            number=number,
        )
    else:
        sentence = msg(
            "{file}:{number}: This is no baseline: the line “{line}” should stand here.",
            file=name,
            number=number,
            line=wanted,
        )
    return BaselineError(sentence)


def _broken(name: str, number: int) -> BaselineError:
    return BaselineError(
        msg(
            "{file}:{number}: This line of the baseline is broken. Mend it, or delete the file and write it anew with "
            "--write-baseline.",
            file=name,
            number=number,
        )
    )
