"""What writing gives: the files, where each part of the draft stands in them, and what could not be as it stood."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from vplan.diagnostics import Message
from vplan.importing.draft import LeftOut
from vplan.importing.source import Place


@dataclass(frozen=True, slots=True)
class Written:
    """A file of the workspace, its path with forward slashes. `before` is what stood there where it `exists`."""

    file: str
    text: str
    exists: bool = False
    before: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the files say another thing than the source; `line` is 0 where no line can be told."""

    place: Place
    file: str
    line: int
    message: Message


class Places:
    """The file and line of each part of a draft, found by identity."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[object, str, int]] = {}

    def put(self, part: object, file: str, line: int) -> None:
        """Say where a part stands; what was said first holds."""
        self._known.setdefault(id(part), (part, file, line))

    def get(self, part: object) -> tuple[str, int] | None:
        """Return file and line, counted from 1, or None."""
        found = self._known.get(id(part))
        return (found[1], found[2]) if found is not None else None


@dataclass(frozen=True, slots=True)
class Result:
    """All that writing gives. `unit` is `2018/ostermalm/bistandsbedomning`, `folder` its path in the workspace.

    `guesses` is what was written though the source does not say it; `edition` the edition that was chosen.
    """

    unit: str
    folder: str
    files: list[Written]
    places: Places
    differences: list[Difference] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    guesses: list[Difference] = field(default_factory=list)
    edition: str = ""


@dataclass(frozen=True, slots=True)
class _Finding:
    place: Place
    message: Message
    about: object | None


class Notes:
    """Collects differences, guesses and what is left out while files are made, before the lines are known."""

    def __init__(self) -> None:
        self._differences: list[_Finding] = []
        self._guesses: list[_Finding] = []
        self.left_out: list[LeftOut] = []

    def differs(self, place: Place, message: Message, about: object | None = None) -> None:
        """Note a difference at the place of a part of the draft."""
        self._differences.append(_Finding(place, message, about))

    def guess(self, place: Place, message: Message, about: object | None = None) -> None:
        """Note something that the source does not say, and that the files need."""
        self._guesses.append(_Finding(place, message, about))

    def leave_out(self, place: Place, text: str, reason: Message) -> None:
        """Note a text that goes into no file."""
        if text.strip():
            self.left_out.append(LeftOut(place, text.strip(), reason))

    def make(self, text: str, place: Place, reason: Message) -> None:
        """Note a text that goes into no file because vplan makes it by itself."""
        self.left_out.append(LeftOut(place, text, reason, understood=True))

    def differences(self, places: Places) -> Iterable[Difference]:
        """Yield the differences with their lines."""
        return _located(self._differences, places)

    def guesses(self, places: Places) -> Iterable[Difference]:
        """Yield the guesses with their lines."""
        return _located(self._guesses, places)


def _located(findings: Iterable[_Finding], places: Places) -> Iterable[Difference]:
    for finding in findings:
        file, line = (places.get(finding.about) if finding.about is not None else None) or ("", 0)
        yield Difference(finding.place, file, line, finding.message)
