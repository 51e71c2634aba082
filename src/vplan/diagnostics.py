"""What a finding is: rule, severity, place, sentence, hint and related places.

Nothing here knows how a finding is shown; `vplan.report` does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from vplan.i18n import translate


class Severity(StrEnum):
    """How much a finding weighs; only errors make a plan fail."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a source file.

    `file` is relative to the workspace, with forward slashes. Lines and columns count from 1, columns in code points.
    The end is the first position after the stretch. A finding about a whole file stands at line 1, column 1.
    """

    file: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1

    def to_json(self) -> list[str | int]:
        """Return the span as a flat list, the shortest form that JSON carries."""
        return [self.file, self.line, self.column, self.end_line, self.end_column]

    @classmethod
    def from_json(cls, value: list[Any]) -> Span:
        """Rebuild a span from `to_json`; raises `ValueError` for any other shape."""
        file, *numbers = value
        if not isinstance(file, str) or len(numbers) != 4 or not all(type(n) is int for n in numbers):
            raise ValueError("not a span")
        return cls(file, *numbers)


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence that is translated when it is shown.

    `msgid` is the English sentence with `{names}`; `args` fills them, and without any the sentence stands as it is. An
    argument may itself be a message.
    """

    msgid: str
    args: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        sentence = translate(self.msgid)
        return sentence.format(**self.args) if self.args else sentence

    def to_json(self) -> list[Any]:
        """Return `[msgid, args]`, nested messages as `{"msg": […]}`."""
        return [self.msgid, {k: {"msg": v.to_json()} if isinstance(v, Message) else v for k, v in self.args.items()}]

    @classmethod
    def from_json(cls, value: list[Any]) -> Message:
        """Rebuild a message from `to_json`; raises `ValueError` for any other shape."""
        msgid, args = value
        if not isinstance(msgid, str) or not isinstance(args, dict):
            raise ValueError("not a message")
        return cls(msgid, {k: cls.from_json(v["msg"]) if isinstance(v, dict) else v for k, v in args.items()})


def msg(msgid: str, **args: Any) -> Message:
    """Make a message; the name by which the translation tool finds the sentences."""
    return Message(msgid, args)


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that explains a finding, with a sentence of its own."""

    span: Span
    message: Message


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of a file and the text that takes its place."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """The one right way to mend a finding: edits that are made together, and a sentence that says what they do."""

    edits: tuple[Edit, ...]
    title: Message


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    `fix` is set where the finding has one right answer; it is not kept in JSON.
    """

    rule: str
    severity: Severity
    span: Span
    message: Message
    hint: Message | None = None
    related: tuple[Related, ...] = ()
    fix: Fix | None = None

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """File order: path, line, column, then rule and sentence, so that the order never depends on the run."""
        return (self.span.file, self.span.line, self.span.column, self.rule, repr(self.message))

    def to_json(self) -> dict[str, Any]:
        """Return the finding as plain JSON values."""
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "span": self.span.to_json(),
            "message": self.message.to_json(),
            "hint": self.hint.to_json() if self.hint else None,
            "related": [[r.span.to_json(), r.message.to_json()] for r in self.related],
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Diagnostic:
        """Rebuild a finding from `to_json`; raises `ValueError`, `KeyError` or `TypeError` for any other shape."""
        return cls(
            value["rule"],
            Severity(value["severity"]),
            Span.from_json(value["span"]),
            Message.from_json(value["message"]),
            Message.from_json(value["hint"]) if value["hint"] else None,
            tuple(Related(Span.from_json(s), Message.from_json(m)) for s, m in value["related"]),
        )


def in_file_order(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    """Return the findings sorted by file, line and column, each once."""
    unique = {d.sort_key: d for d in diagnostics}
    return [unique[key] for key in sorted(unique)]


def has_errors(diagnostics: list[Diagnostic]) -> bool:
    """Tell whether any finding is an error."""
    return any(d.severity is Severity.ERROR for d in diagnostics)
